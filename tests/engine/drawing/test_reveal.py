"""A section for reveal.js: what the deck shows after k presses is frame k, said and drawn."""

import re
import subprocess
import xml.etree.ElementTree as ET

import pytest

from engine import Value, draw
from engine.drawing.reveal import reveal
from engine.drawing.style import DARK, LIGHT
from engine.drawing.svg import mark_svg
from engine.errors import SettingError
from lectures.errors import LectureError
from lectures.workbench.node import npm
from tests.engine.drawing import pages
from tests.engine.drawing.pictures import SVG, cells, network, neuron, product_and_sum, scoped_at_random, twice
from tests.engine.drawing.test_overlays import marks_with_looks

REVEAL = "reveal.js@6.0.2"
TAGS = {f"{SVG}{name}" for name in ("rect", "path", "text")}


def shown(section, presses):
    """What a deck shows: a fragment appears with its index, one that fades out goes with it, with all that is inside.

    Returns the shapes of the picture, and the paragraphs below it.
    """
    found, waiting = [], [ET.fromstring(section)]
    while waiting:
        element = waiting.pop()
        names = element.get("class", "").split()
        if "fragment" in names and (int(element.get("data-fragment-index")) < presses) == ("fade-out" in names):
            continue
        found.append(element)
        waiting += list(element)[::-1]
    drawn = [seen(each) for each in found if each.tag in TAGS and each.get("width") != "100%"]
    return drawn, [each.text for each in found if each.tag == "p"]


def seen(element):
    """A shape, and the pieces of a text with their looks."""
    return element.tag, element.attrib, element.text, [(*seen(each), each.tail) for each in element]


def marks_of(drawing, step, palette=LIGHT):
    """What a frame shows, with its looks."""
    for mark, look in marks_with_looks(drawing, step, palette):
        said = "; ".join(f"{name}: {value}" for name, value in sorted(look.items()))
        yield seen(ET.fromstring(f'<svg xmlns="{SVG[1:-1]}">{mark_svg(mark, said)}</svg>')[0])


@pytest.mark.slow
@pytest.mark.parametrize(
    "graph", [twice, product_and_sum, neuron, cells, network, pages.hostile, lambda: scoped_at_random(3, 7)]
)
def test_after_so_many_presses_the_deck_shows_that_frame(graph):
    drawing = draw(graph())
    section, words = reveal(drawing), drawing.story.steps()
    for step in range(len(drawing.steps)):
        drawn, said = shown(section, step)
        assert drawn == list(marks_of(drawing, step))
        assert said == [words[step]]


def test_there_is_one_fragment_for_each_step_after_the_first():
    drawing = draw(cells())
    indices = {int(index) for index in re.findall(r'data-fragment-index="(\d+)"', reveal(drawing))}
    assert indices == set(range(len(drawing.steps) - 1))
    assert 'class="fragment' not in reveal(draw(Value(1.0, "x") * 2.0), [3])


def test_some_steps_in_the_dark():
    drawing = draw(product_and_sum())
    section = reveal(drawing, [5, 1], "dark")
    assert [shown(section, k) for k in (0, 1)] == [
        (list(marks_of(drawing, step, DARK)), [drawing.story.steps()[step]]) for step in (5, 1)
    ]
    assert f'fill="{DARK["paper"]}"' in section
    with pytest.raises(SettingError, match="themes of a drawing"):
        reveal(drawing, theme="blue")


def test_it_carries_no_class_id_or_rule_that_could_meet_those_of_the_deck():
    section = reveal(draw(cells()))
    assert set(re.findall(r'class="([^"]*)"', section)) == {"chalkgrad-steps", "said", "fragment", "fragment fade-out"}
    assert " id=" not in section
    assert 'style="font-size: 0.82em"' in section, "a lowered index is small without any rule"
    style = re.search(r"<style>(.*)</style>", section)[1]
    selectors = [rule.split("{")[0].strip() for rule in style.split("}") if rule.strip()]
    assert selectors
    assert all(selector.startswith(".reveal .slides section.chalkgrad-steps ") for selector in selectors)


@pytest.fixture(scope="module")
def deck_folder(tmp_path_factory):
    """A folder with reveal.js itself, from the npm registry."""
    folder = tmp_path_factory.mktemp("reveal")
    try:
        call = npm()
    except LectureError:
        pytest.skip("no npm here, which reveal.js comes with")
    command = [*call, "install", "--prefix", str(folder), "--ignore-scripts", "--no-audit", "--no-fund", REVEAL]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    except subprocess.TimeoutExpired:
        pytest.skip("the npm registry does not answer")
    if done.returncode:
        pytest.skip(f"{REVEAL} cannot be had: {done.stderr[-200:]}")
    return folder


@pytest.mark.slow
def test_it_is_stepped_in_a_deck_by_the_arrow_key(browser, deck_folder):
    drawing = draw(product_and_sum())
    dist = "node_modules/reveal.js/dist"
    (deck_folder / "deck.html").write_text(
        f'<!doctype html><meta charset="utf-8"><link rel="stylesheet" href="{dist}/reveal.css">'
        f'<link rel="stylesheet" href="{dist}/theme/white.css"><div class="reveal"><div class="slides">'
        f"<section>before</section>{reveal(drawing)}<section>after</section></div></div>"
        f'<script src="{dist}/reveal.js"></script>'
        "<script>Reveal.initialize({ width: 1280, height: 720, transition: 'none' })</script>",
        "utf-8",
    )
    page = browser.new_page(viewport={"width": 1280, "height": 720})
    errors = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto((deck_folder / "deck.html").as_uri())
    page.wait_for_function("window.Reveal && Reveal.isReady()")
    visible = """kind => [...document.querySelectorAll(`.chalkgrad-steps ${kind}`)]
        .filter(each => getComputedStyle(each).visibility === "visible").map(each => each.textContent)"""
    for step, words in enumerate(drawing.story.steps()):
        page.keyboard.press("ArrowRight")
        assert page.evaluate("Reveal.getIndices().h") == 1
        assert page.evaluate(visible, "p") == [words]
        assert page.evaluate(visible, "text") == [
            "".join([text, *(piece + (tail or "") for *_, piece, _, tail in pieces)])
            for _, _, text, pieces in marks_of(drawing, step)
            if text is not None
        ]
        box = page.locator(".chalkgrad-steps svg").bounding_box()
        said = page.locator(".chalkgrad-steps .said").bounding_box()
        assert box["y"] >= 0
        assert said["y"] + said["height"] <= 720
    page.keyboard.press("ArrowRight")
    assert page.evaluate("Reveal.getIndices().h") == 2
    page.close()
    assert errors == []


@pytest.mark.parametrize("count", [2, 3, 4, 5])
def test_what_stands_in_the_last_step_of_those_chosen_never_goes(count):
    section = reveal(draw(product_and_sum()), range(count))
    gone = [int(k) for k in re.findall(r'class="fragment fade-out"[^>]*data-fragment-index="(\d+)"', section)]
    assert max(gone) == count - 2
