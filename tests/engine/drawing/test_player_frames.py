"""Every frame of the web player shows what the trace and the static drawing of that frame show."""

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator

import pytest

from engine import topological_order
from engine.words.mathml import tree
from engine.words.notation import show
from engine.words.story import LatexStory
from tests.engine.drawing.pages import GRAPHS, Tab, drawings, opened, page_of

DRAWINGS = drawings()
SEEN = """figure => {
  const svg = figure.querySelector(".picture:not([hidden]) svg"), at = svg.getBoundingClientRect();
  const all = name => [...svg.querySelectorAll(`[data-${name}]`)];
  const state = part => [...part.classList].find(name => name.startsWith("is-"));
  const read = (name, texts) => Object.fromEntries(all(name).map(part =>
    [part.dataset[name], [...texts.map(text => part.querySelector(text)?.textContent ?? null), state(part)]]));
  const cells = row => [...row.cells].slice(2).map(cell => cell.querySelector("input")?.value ?? cell.textContent);
  const place = ({ x, y, width, height }) => [x - at.x, y - at.y, width, height];
  return {
    nodes: read("node", [".value-data", ".value-grad"]),
    edges: read("edge", [".partial"]),
    words: figure.querySelector(".words").textContent,
    counter: figure.querySelector(".counter").textContent,
    formulas: [...figure.querySelectorAll(".step .equation math, .step .tile math")].map(math => math.textContent),
    table: [...figure.querySelectorAll("tbody tr")].map(cells),
    viewBox: svg.getAttribute("viewBox"),
    places: [...svg.querySelectorAll(".shape, .round")].flatMap(shape => place(shape.getBoundingClientRect())),
  };
}"""


@pytest.fixture(scope="module")
def tab(browser, tmp_path_factory) -> Iterator[Tab]:
    with opened(browser, tmp_path_factory.mktemp("frames"), page_of(DRAWINGS)) as tab:
        yield tab


@pytest.fixture(scope="module")
def frames(tab) -> dict[str, list[dict]]:
    """What the page shows in every frame of every figure, reached with the "next" button."""
    found = {}
    for name, drawing in DRAWINGS.items():
        tab.figure(name).locator(".folding select").evaluate(
            "select => { select.value = select.options.length - 1; select.dispatchEvent(new Event('change')) }"
        )
        found[name] = [tab.figure(name).evaluate(SEEN)]
        for _ in drawing.steps[1:]:
            tab.press(name, "next")
            found[name].append(tab.figure(name).evaluate(SEEN))
    return found


@pytest.mark.parametrize("name", GRAPHS)
class TestEveryFrame:
    def test_there_is_one_for_the_leaves_each_operation_the_seed_and_each_operand_that_is_no_constant(
        self, frames, tab, name
    ):
        nodes = DRAWINGS[name].trace.nodes
        operations = sum(bool(node.inputs) for node in nodes)
        slots = sum(nodes[x].kind != "constant" for node in nodes for x in node.inputs)
        assert int(tab.figure(name).locator(".slider").get_attribute("max")) + 1 == 2 + operations + slots
        assert frames[name][-1]["counter"] == f"forward {operations}/{operations} · backward {slots}/{slots}"

    def test_shows_the_numbers_and_states_of_the_static_drawing(self, frames, name):
        for k, seen in enumerate(frames[name]):
            svg = ET.fromstring(DRAWINGS[name].svg(frame=k))
            assert seen["nodes"] == _parts(svg, "node", ["value-data", "value-grad"]), k
            assert seen["edges"] == _parts(svg, "edge", ["partial"]), k

    def test_says_the_words_of_the_trace(self, frames, name):
        assert [seen["words"] for seen in frames[name]] == DRAWINGS[name].story.steps()

    def test_writes_formulas_of_the_trace_in_symbols_and_in_numbers(self, frames, name):
        trace = DRAWINGS[name].trace
        for step, words, seen in zip(trace.steps, LatexStory(trace).steps(), frames[name], strict=True):
            written = "".join(seen["formulas"])
            if step.kind not in ("forward", "backward"):
                continue
            for side in words.split("\n")[0].split(" = ")[:-1]:  # what it all comes to stands in a box below
                symbols = re.sub(r"\(input.*", "", _text(tree(side)))
                assert symbols.strip() in written, (words, side)

    def test_keeps_every_contribution_in_view_until_the_sum_is_complete(self, frames, tab, name):
        trace = DRAWINGS[name].trace
        for k, step in enumerate(trace.steps):
            if step.kind == "backward" and not step.complete:
                tab.go(name, k)
                ledger = tab.figure(name).locator(".ledger")
                assert "so far" in ledger.inner_text()
                assert show(abs(step.contribution)).split("e")[0] in ledger.inner_text()
        tab.go(name, len(trace.steps) - 1)
        assert "so far" not in tab.figure(name).locator(".ledger").inner_text()

    def test_keeps_the_table_in_step(self, frames, name):
        for k, seen in enumerate(frames[name]):
            shown = DRAWINGS[name].frame(step=k)
            assert [data for data, _ in seen["table"]] == [node.data for node in shown.nodes]
            assert [grad.removesuffix(" …") for _, grad in seen["table"]] == [node.grad for node in shown.nodes]

    def test_leaves_everything_in_its_place(self, frames, name):
        for seen in frames[name]:
            assert seen["viewBox"] == frames[name][0]["viewBox"]
            assert seen["places"] == pytest.approx(frames[name][0]["places"], abs=0.5)

    def test_is_the_same_wherever_one_comes_from(self, frames, tab, name):
        last, middle = len(frames[name]) - 1, len(frames[name]) // 2
        tab.press(name, "first")
        start = tab.dom(name)
        tab.press(name, "next", middle)
        stepped = tab.dom(name)
        tab.press(name, "next", last - middle)
        tab.press(name, "previous", last - middle)
        assert tab.dom(name) == stepped
        tab.go(name, last)
        tab.go(name, middle)
        assert tab.dom(name) == stepped
        tab.press(name, "previous", middle)
        assert tab.dom(name) == start


def test_the_final_numbers_are_those_of_backward(frames):
    for name, graph in GRAPHS.items():
        output = graph()
        output.backward()
        for value, row in zip(topological_order(output), frames[name][-1]["table"], strict=True):
            assert row == [show(value.data), "—" if value.is_constant else show(value.grad)]


def test_two_players_on_a_page_share_no_id(tab):
    ids = tab.page.evaluate("[...document.querySelectorAll('[id]')].map(element => element.id)")
    assert ids == [] or len(set(ids)) == len(ids)


def test_a_hostile_label_stays_text(tab):
    assert tab.page.locator("img").count() == 0
    assert "</script><img" in tab.figure("hostile").locator("tbody").inner_text()


def _parts(svg: ET.Element, what: str, texts: list[str]) -> dict[str, list[str | None]]:
    found = {}
    for part in svg.iter():
        if f"data-{what}" in part.attrib:
            state = next(name for name in part.attrib["class"].split() if name.startswith("is-"))
            words = [_find(part, name) for name in texts]
            found[part.attrib[f"data-{what}"]] = [*words, state]
    return found


def _find(part: ET.Element, name: str) -> str | None:
    return next((child.text or "" for child in part.iter() if name in child.attrib.get("class", "").split()), None)


def _text(formula) -> str:
    return formula[2:] if isinstance(formula, str) else "".join(map(_text, formula[1:]))
