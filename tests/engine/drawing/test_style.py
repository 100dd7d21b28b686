"""One table of looks: browsers and paper agree, colours are readable, and colour never speaks alone."""

import re

import pytest

from engine import draw
from engine.drawing.marks import groups
from engine.drawing.style import DARK, LIGHT, RULES, looks, palette_of, style_sheet
from tests.engine.drawing.pictures import cells, network, product_and_sum, recurrent, sharing


def luminance(colour):
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return sum(weight * c for weight, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one, other):
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(
    ("ink", "paper"),
    [("ink", "paper"), ("ink", "box"), ("soft", "box"), ("soft", "paper"), ("soft", "frame"), ("forward", "box"),
     ("forward", "forward_tint"), ("backward", "box"), ("backward", "backward_tint"), ("paper", "backward"),
     ("backward", "forward_tint"), ("forward", "backward_tint"), ("soft", "backward_tint"), ("soft", "forward_tint"),
     ("partial", "partial_tint"), ("forward", "frame")],
)  # fmt: skip
def test_text_is_readable_in_both_themes(palette, ink, paper):
    assert contrast(palette[ink], palette[paper]) >= 4.5


def test_what_has_flowed_back_is_dashed_and_not_only_orange():
    edge = frozenset({"edge", "is-done", "is-backward"})
    ahead = frozenset({"edge", "is-pending", "is-backward"})
    line = frozenset({"line"})
    assert "stroke-dasharray" in looks(edge, line, LIGHT)
    assert "stroke-dasharray" not in looks(ahead, line, LIGHT)
    assert looks(edge, line, LIGHT)["stroke"] != looks(ahead, line, LIGHT)["stroke"]


def cascade(classes, mark):
    """What CSS says: of the rules that apply, the one with more classes wins, and of two equals the later one."""
    ranked = []
    for place, (selector, rule) in enumerate(RULES):
        *around, own = (set(part.split(".")) - {""} for part in selector.split(" "))
        if set().union(*around) <= classes and own <= mark:
            ranked.append((selector.count("."), place, rule))
    found = {name: value for *_, rule in sorted(ranked, key=lambda each: each[:2]) for name, value in rule.items()}
    return {name: LIGHT.get(value, value) for name, value in found.items()}


def test_looks_are_those_of_a_cascade():
    drawing = draw(cells(), collapse="cell.0")
    for frame in (2, 10, 16):
        shown = drawing.frame(step=frame)
        for group in groups(drawing.picture, shown):
            classes = frozenset((*group.classes, f"is-{shown.phase}"))
            for mark in group.marks:
                name = frozenset(mark.name.split())
                assert looks(classes, name, LIGHT) == cascade(classes, name)


@pytest.mark.parametrize(("theme", "palette", "other"), [("light", LIGHT, DARK), ("dark", DARK, LIGHT)])
def test_a_sheet_of_one_theme_has_its_colours_for_every_rule_and_no_others(theme, palette, other):
    sheet = style_sheet(theme)
    assert "@media" not in sheet
    said = {
        selector: dict(part.split(": ", 1) for part in looks.rstrip("; ").split("; "))
        for selectors, looks in re.findall(r"^(\.chalkgrad.*?) \{ (.*) \}$", sheet, re.MULTILINE)
        for selector in selectors.split(", ")
    }
    assert said.keys() - {f".chalkgrad{own}" for own in ("", " .low")} == {in_sheet(own) for own, _ in RULES}
    for selector, rule in RULES:
        assert said[in_sheet(selector)] == {name: palette.get(value, value) for name, value in rule.items()}
    assert set(re.findall(r"#[0-9a-f]{6}", sheet)) <= set(palette.values())
    assert palette["backward"] in sheet
    assert other["backward"] not in sheet
    assert palette_of(theme) is palette


def in_sheet(selector):
    """The pass stands at the drawing itself, all other classes inside of it."""
    return f".chalkgrad{selector}" if selector.startswith((".is-forward", ".is-backward")) else f".chalkgrad {selector}"


def test_both_themes_stay_as_they_were_looked_at(snapshot):
    assert style_sheet() == snapshot


def folded():
    return draw(network(), collapse="neuron.1")


def small():
    return draw(product_and_sum())


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("drawn", "options"), [(small, {"frame": 5}), (folded, {"frame": 9})])
def test_a_browser_works_out_the_same_looks_as_paper(browser, tmp_path, scheme, drawn, options):
    drawing, palette = drawn(), {"light": LIGHT, "dark": DARK}[scheme]
    (tmp_path / "drawing.svg").write_text(drawing.svg(**options), "utf-8")
    page = browser.new_page(color_scheme=scheme)
    page.goto((tmp_path / "drawing.svg").as_uri())
    seen = page.evaluate(
        """() => [...document.querySelectorAll("g > :not(title)")].map(mark => {
             const style = getComputedStyle(mark);
             return ["fill", "stroke", "display", "font-weight", "font-size"].map(name => style.getPropertyValue(name));
           })"""
    )
    page.close()
    shown = drawing.frame(step=options["frame"])
    expected = [
        looks(frozenset((*group.classes, f"is-{shown.phase}")), frozenset(mark.name.split()), palette)
        for group in groups(drawing.picture, shown)
        for mark in group.marks
    ]
    assert len(seen) == len(expected)
    for (fill, stroke, display, weight, size), look in zip(seen, expected, strict=True):
        assert (display == "none") == (look.get("display") == "none")
        for found, name in ((fill, "fill"), (stroke, "stroke")):
            wanted = look.get(name, "none")
            rgb = tuple(int(wanted[i : i + 2], 16) for i in (1, 3, 5)) if wanted != "none" else None
            assert found == ("none" if rgb is None else f"rgb{rgb}")
        assert weight == look.get("font-weight", "400")
        assert size == look.get("font-size", size)


@pytest.mark.long
def test_every_selector_names_classes_that_are_drawn():
    drawn = {"chalkgrad", "paper", "is-forward", "is-backward"}
    drawings = [draw(network()), draw(network(), collapse=True), draw(sharing() + recurrent(4))]
    for drawing in drawings:
        for frame in range(len(drawing.steps)):
            for group in groups(drawing.picture, drawing.frame(step=frame)):
                drawn |= {*group.classes, *(name for mark in group.marks for name in mark.name.split())}
    assert {name for selector, _ in RULES for name in re.findall(r"\.([\w-]+)", selector)} <= drawn
