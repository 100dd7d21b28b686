"""An SVG that moves by itself: in the time of a step it shows that frame, and without motion the last one."""

import re
import xml.etree.ElementTree as ET
from itertools import pairwise

import pytest

from engine import Value, draw
from engine.drawing.moving import moving
from engine.drawing.sizes import LABEL, LINE, PAD, width
from engine.drawing.style import DARK
from engine.errors import SettingError
from tests.engine.drawing import pages
from tests.engine.drawing.pictures import SVG, cells, network, neuron, product_and_sum, scoped_at_random, twice
from tests.engine.drawing.test_reveal import TAGS, marks_of, seen

STEP = re.compile(r"from-(\d+)-to-(\d+)")


def shown(picture, step):
    """The shapes, and the words below them, whose time a step is in."""
    drawn, said = [], []
    for group in ET.fromstring(picture).iterfind(f"{SVG}g"):
        first, last = map(int, STEP.fullmatch(group.get("class")).groups())
        for each in group if first <= step <= last else []:
            drawn += [seen(each)] if each.tag in TAGS and each.get("style") else []
            said += [] if each.get("style") else [each.text]
    return drawn, " ".join(said)


@pytest.mark.slow
@pytest.mark.parametrize(
    "graph", [twice, product_and_sum, neuron, cells, network, pages.hostile, lambda: scoped_at_random(3, 7)]
)
def test_in_the_time_of_a_step_it_shows_that_frame(graph):
    drawing = draw(graph())
    picture = moving(drawing)
    for step, words in enumerate(drawing.story.steps()):
        drawn, said = shown(picture, step)
        assert drawn == list(marks_of(drawing, step))
        assert said.split() == words.split()


@pytest.mark.long
@pytest.mark.parametrize("graph", [neuron, network])
def test_the_words_of_every_step_lie_below_the_drawing_and_inside_the_picture(graph):
    drawing = draw(graph())
    root = ET.fromstring(moving(drawing))
    lines = [float(each.get("y")) for each in root.iter(f"{SVG}text") if not each.get("style")]
    assert drawing.picture.height < min(lines) < max(lines) < float(root.get("height"))
    assert root.get("viewBox") == f"0 0 {root.get('width')} {root.get('height')}"


@pytest.mark.parametrize("graph", [neuron, product_and_sum, twice])
def test_the_words_below_fill_the_width_of_the_drawing_and_no_more(graph):
    drawing = draw(graph())
    for step, words in enumerate(drawing.story.steps()):
        root = ET.fromstring(moving(drawing, [step]))
        lines = [each for each in root.iter(f"{SVG}text") if not each.get("style")]
        room = drawing.picture.width - 2 * PAD
        assert " ".join(line.text for line in lines).split() == words.split()
        assert all(width(line.text, LABEL) <= room and float(line.get("x")) == PAD for line in lines)
        for line, following in pairwise(lines):
            together = f"{line.text} {following.text.split()[0]}"
            assert width(together, LABEL) > room or together not in words, (
                "the next word has no room, or is another line"
            )


def test_what_is_seen_without_motion_is_the_last_step_and_each_span_has_its_time():
    """Three steps of 1.5 seconds, of which the last stays for three: five rounds, 7.5 seconds."""
    x = Value(2.0, "x")
    rules = re.search(r"<style>\n(.*)\n@media", moving(draw(x.tanh()), [0, 1, 3]), re.DOTALL)[1].splitlines()
    ways = {
        "0-to-0": ("0% { visibility: visible } 20% { visibility: hidden }", "hidden"),
        "0-to-1": ("0% { visibility: visible } 40% { visibility: hidden }", "hidden"),
        "1-to-1": ("0% { visibility: hidden } 20% { visibility: visible } 40% { visibility: hidden }", "hidden"),
        "1-to-2": ("0% { visibility: hidden } 20% { visibility: visible }", "visible"),
        "2-to-2": ("0% { visibility: hidden } 40% { visibility: visible }", "visible"),
    }
    assert rules == [
        line
        for name, (frames, without) in ways.items()
        for line in (
            f"@keyframes from-{name} {{ {frames} }}",
            f".from-{name} {{ visibility: {without}; animation: from-{name} 7.5s step-end infinite }}",
        )
    ]


def test_some_steps_in_the_dark():
    drawing = draw(product_and_sum())
    picture = moving(drawing, [5, 1], "dark")
    assert [shown(picture, k)[0] for k in (0, 1)] == [list(marks_of(drawing, step, DARK)) for step in (5, 1)]
    assert f'fill="{DARK["paper"]}"' in picture
    with pytest.raises(SettingError, match="themes of a drawing"):
        moving(drawing, theme="blue")


def test_every_time_has_its_rule_and_a_single_step_needs_none():
    picture = moving(draw(neuron()))
    times = set(re.findall(r'class="([^"]*)"', picture)) - {f"from-0-to-{len(draw(neuron()).steps) - 1}"}
    assert set(re.findall(r"^\.(\S+) \{", picture, re.MULTILINE)) == times
    assert "animation:" not in moving(draw(neuron()), [3]).replace("animation: none", "")


SEEN = """() => [...document.querySelectorAll('g')].filter(
  group => getComputedStyle(group).visibility === 'visible').map(group => group.getAttribute('class'))"""


@pytest.mark.slow
def test_a_browser_shows_each_step_in_turn_and_with_less_motion_the_last_one(browser, tmp_path):
    drawing = draw(neuron())
    path, last, picture = tmp_path / "neuron.svg", len(drawing.steps) - 1, moving(drawing)
    path.write_text(picture, encoding="utf-8")
    page = browser.new_page(reduced_motion="no-preference")
    page.goto(path.as_uri())
    for step in range(last + 1):
        page.evaluate("at => document.getAnimations().forEach(each => each.currentTime = at)", 1500 * step + 700)
        assert page.evaluate(SEEN) == spans_at(picture, step)
    page.emulate_media(reduced_motion="reduce")
    assert page.evaluate("document.getAnimations().length") == 0
    assert page.evaluate(SEEN) == spans_at(picture, last)
    page.close()


def spans_at(picture, step):
    found = re.findall(r'<g class="([^"]*)"', picture)
    return [name for name in found if int(STEP.match(name)[1]) <= step <= int(STEP.match(name)[2])]


def test_the_words_stand_below_one_another_under_the_graph():
    drawing = draw(product_and_sum())
    for group in ET.fromstring(moving(drawing)).iterfind(f"{SVG}g"):
        heights = [float(each.get("y")) for each in group.iterfind(f"{SVG}text") if not each.get("style")]
        if heights:
            assert heights[0] > drawing.picture.height
            assert {below - above for above, below in pairwise(heights)} <= {LINE}
