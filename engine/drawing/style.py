"""The looks of a drawing: forward blue and solid, backward orange and dashed, on white and on dark paper.

One table of rules. Browsers get it as a style sheet; png_pdf.py asks `looks` for the same answers.
"""

from collections.abc import Mapping
from functools import cache, lru_cache
from itertools import groupby
from typing import Literal

from engine.drawing.sizes import BADGE, FACE, KEY, LABEL, NUMBER, PARTIAL, SCOPE
from engine.drawing.typeset import LOWERED
from engine.errors import SettingError

Palette = Mapping[str, str]  # the colours of one theme, by what they are for
LIGHT: Palette = {
    "paper": "#ffffff", "ink": "#1b2430", "soft": "#5b6874", "rule": "#a3aeb9", "box": "#ffffff", "frame": "#f5f7fa",
    "edge": "#ccd5dd", "forward": "#0072b2", "forward_tint": "#e3f1fa", "backward": "#a84300",
    "backward_tint": "#fdeee3", "partial": "#1b2430", "partial_tint": "#e7eaf1",
}  # fmt: skip
DARK: Palette = {
    "paper": "#1b1f24", "ink": "#e8edf2", "soft": "#a7b3bf", "rule": "#66727e", "box": "#252c34", "frame": "#20252b",
    "edge": "#3d4751", "forward": "#56b4e9", "forward_tint": "#16303f", "backward": "#e69f00",
    "backward_tint": "#3a2b12", "partial": "#e8edf2", "partial_tint": "#333b47",
}  # fmt: skip

Theme = Literal["light", "dark"]
THEMES: Mapping[str, Palette] = {"light": LIGHT, "dark": DARK}
Looks = dict[str, str]


def palette_of(theme: str) -> Palette:
    """Return the colours of a theme.

    Raises:
        SettingError: where there is no such theme.

    >>> palette_of("dark")["paper"]
    '#1b1f24'
    """
    if not isinstance(theme, str) or theme not in THEMES:
        raise SettingError(f'the themes of a drawing are "light" and "dark", not {theme!r:.60}; give one of them')
    return THEMES[theme]


def _type(size: float, anchor: str = "start") -> Looks:
    return {"font-size": f"{size:g}px", "text-anchor": anchor}


# Selectors as in CSS: the classes of the drawing and of the group, and last the class of the mark itself.
RULES: tuple[tuple[str, Looks], ...] = (
    (".paper", {"fill": "paper"}),
    (".frame", {"fill": "frame", "stroke": "edge", "stroke-width": "1"}),
    (
        ".scope-name",
        {"fill": "soft", "font-weight": "600", "paint-order": "stroke", "stroke": "frame", "stroke-width": "5"}
        | _type(SCOPE),
    ),
    (".shape", {"fill": "box", "stroke": "rule", "stroke-width": "1.4"}),
    (".badge", {"fill": "forward_tint"}),
    (".symbol", {"fill": "forward", "font-weight": "600"} | _type(BADGE, "middle")),
    (".line", {"fill": "none", "stroke": "forward", "stroke-width": "1.4"}),
    (".head", {"fill": "forward"}),
    (".feed .line", {"stroke": "rule"}),
    (".feed .head", {"fill": "rule"}),
    (".label", {"fill": "ink", "font-weight": "600"} | _type(LABEL)),
    (".nameless", {"fill": "soft", "font-weight": "400"}),
    (".key", {"fill": "soft"} | _type(KEY)),
    (".rule", {"fill": "edge"}),
    (".sum-rule", {"fill": "soft"}),
    (".share.is-zero", {"fill": "soft"}),
    (".number", _type(NUMBER, "end")),
    (".value-data", {"fill": "forward"}),
    (".share", {"fill": "backward"}),
    (".value-grad", {"fill": "backward"}),
    (".unfinished", {"font-style": "italic"}),
    (".share.is-new", {"font-weight": "700"}),
    (".constant .shape", {"fill": "paper", "stroke": "edge"}),
    (".copy .shape", {"fill": "none", "stroke": "rule", "stroke-width": "1", "stroke-dasharray": "2 3"}),
    (".copy .label", {"fill": "soft", "font-weight": "400"}),
    (".fold .shape", {"fill": "frame", "stroke": "soft"}),
    (".fold .label", {"text-anchor": "middle"}),
    (".fold .key", {"text-anchor": "middle"}),
    (".fold .stack", {"fill": "frame", "stroke": "edge", "stroke-width": "1.4"}),
    (".is-pending .shape", {"stroke-dasharray": "3 3"}),
    (".node.is-pending .badge", {"fill": "frame"}),
    (".node.is-pending .symbol", {"fill": "soft"}),
    (".is-pending .label", {"fill": "soft"}),
    (".is-new .shape", {"fill": "forward_tint", "stroke": "forward", "stroke-width": "2.4"}),
    (".is-new .badge", {"fill": "box"}),
    (".is-new .value-data", {"font-weight": "700"}),
    (".is-active .shape", {"stroke": "forward", "stroke-width": "2.4"}),
    (".is-backward .is-new .shape", {"fill": "backward_tint", "stroke": "backward"}),
    (".is-backward .is-new .value-data", {"font-weight": "400"}),
    (".is-backward .is-new .value-grad", {"font-weight": "700"}),
    (".is-backward .is-active .shape", {"stroke": "backward"}),
    (".partial", {"fill": "partial"} | _type(PARTIAL, "middle")),
    (".contribution", {"fill": "backward", "font-weight": "600"} | _type(PARTIAL, "middle")),
    (".pill", {"fill": "partial_tint"}),
    (".edge.is-done .line", {"stroke": "backward", "stroke-dasharray": "5 4"}),
    (".edge.is-active .line", {"stroke": "backward", "stroke-dasharray": "5 4", "stroke-width": "2.8"}),
    (".edge.is-done .head", {"fill": "backward"}),
    (".edge.is-active .head", {"fill": "backward"}),
    (".edge.is-done .pill", {"fill": "backward_tint", "stroke": "backward", "stroke-width": "1"}),
    (".edge.is-active .pill", {"stroke": "partial", "stroke-width": "1"}),
    (".edge.is-active .partial", {"font-weight": "700"}),
    (".edge.is-active .contribution", {"display": "none"}),
    (".edge.is-done .partial", {"display": "none"}),
    (".edge.is-pending .back", {"display": "none"}),
    (".edge.is-done .ahead", {"display": "none"}),
    (".edge.is-active .ahead", {"display": "none"}),
    (".edge.is-zero.is-done .line", {"stroke": "rule"}),
    (".edge.is-zero.is-done .head", {"fill": "rule"}),
    (".edge.is-zero.is-done .pill", {"fill": "paper", "stroke": "rule"}),
    (".edge.is-zero.is-done .contribution", {"fill": "soft"}),
    (".is-forward .edge .pill", {"display": "none"}),
    (".is-backward .edge.is-pending .line", {"stroke": "edge"}),
    (".is-backward .edge.is-pending .head", {"fill": "edge"}),
    (".is-backward .edge.is-pending .pill", {"fill": "paper", "stroke": "edge", "stroke-width": "1"}),
    (".is-backward .edge.is-pending .partial", {"fill": "soft"}),
    (".edge.folded.is-pending .pill", {"display": "none"}),
    (".edge.folded.is-active .contribution", {"display": "inline"}),
)


def looks(classes: frozenset[str], mark: frozenset[str], palette: Palette) -> Looks:
    """Return the looks of a mark, as a browser would work them out from the style sheet.

    >>> looks(frozenset({"edge", "is-done"}), frozenset({"line"}), LIGHT)["stroke"]
    '#a84300'
    """
    return _coloured(_rule_for(classes, mark), palette)


@lru_cache(maxsize=4096)  # the marks of a drawing look in a few ways
def _rule_for(classes: frozenset[str], mark: frozenset[str]) -> Looks:
    found: Looks = {}
    for around, own, rule in _parsed():
        if around <= classes and own <= mark:
            found |= rule
    return found


@cache
def _parsed() -> list[tuple[frozenset[str], frozenset[str], Looks]]:
    """Return the classes around a mark, its own and the looks of each rule, the most specific rule last."""
    rows = []
    for selector, rule in sorted(RULES, key=lambda rule: rule[0].count(".")):
        *around, own = selector.split(" ")
        rows.append((frozenset("".join(around).split(".")[1:]), frozenset(own.split(".")[1:]), rule))
    return rows


def _coloured(rule: Mapping[str, str], palette: Palette) -> Looks:
    return {name: palette.get(value, value) for name, value in rule.items()}


def style_sheet(theme: Theme | Literal["page"] | None = None) -> str:
    """Return the rules for browsers.

    Args:
        theme: "light" or "dark"; without one, the reader's setting chooses, and in a "page" the page's own does.

    Raises:
        SettingError: for any other theme.
    """
    shared = f"max-width: 100%; height: auto; font-family: {FACE};"
    low = f".low {{ font-size: {LOWERED:g}em; }}"
    if theme == "page":  # nested, and in the variables of the page
        palette = {name: f"var(--{name.replace('_', '-')})" for name in LIGHT}
        return f".chalkgrad {{ {shared}\n{low}\n{_css(palette, around='&')}}}\n"
    dark = "" if theme else f"@media (prefers-color-scheme: dark) {{\n{_css(DARK, LIGHT)}}}\n"
    return f"\n.chalkgrad {{ {shared} }}\n.chalkgrad {low}\n{_css(palette_of(theme or 'light'))}{dark}"


def variables(selector: str) -> str:
    """Return the colours of both themes as variables of CSS, for what stands around a drawing.

    >>> variables(".player").split("; ")[0]
    '.player { --paper: light-dark(#ffffff, #1b1f24)'
    """
    said = "; ".join(f"--{name.replace('_', '-')}: light-dark({x}, {DARK[name]})" for name, x in LIGHT.items())
    return f"{selector} {{ {said} }}\n"


def _css(palette: Palette, other_than: Palette | None = None, around: str = ".chalkgrad") -> str:
    """Write all rules, neighbours that say the same as one; for a second theme, only what differs from the first."""
    written = ""
    for rule, rows in groupby(RULES, key=lambda row: row[1]):
        known = _coloured(rule, other_than) if other_than else {}
        said = "; ".join(f"{name}: {x}" for name, x in _coloured(rule, palette).items() if known.get(name) != x)
        written += f"{', '.join(_selector(selector, around) for selector, _ in rows)} {{ {said} }}\n" if said else ""
    return written


def _selector(selector: str, around: str) -> str:
    """Return a selector inside a drawing; in a nested sheet "&" is the drawing, and needless before a space."""
    if selector.startswith((".is-forward", ".is-backward")):
        return f"{around}{selector}"
    return selector if around == "&" else f"{around} {selector}"
