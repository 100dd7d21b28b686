"""Every frame of the web player shows what the trace and the static drawing of that frame show, in every place."""

import re
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

import pytest

from engine import draw
from engine.drawing.page_data import page_data
from engine.drawing.spine import spine
from engine.words.digits import show
from engine.words.mathml import tree
from engine.words.story import LatexStory
from tests.engine.drawing.pages import GRAPHS, Tab, drawings, opened, page_of
from tests.engine.drawing.seen import READ, Told, number, paper, signed

DRAWINGS = drawings()
TERMS = {
    name: [node.get("terms", []) for node in page_data(drawing.story)["nodes"]] for name, drawing in DRAWINGS.items()
}


@pytest.fixture(scope="module")
def tab(browser, tmp_path_factory) -> Iterator[Tab]:
    with opened(browser, tmp_path_factory.mktemp("frames"), page_of(DRAWINGS)) as tab:
        yield tab


@pytest.fixture(scope="module")
def frames(tab) -> dict[str, list[dict]]:
    """What the page shows in every frame of every figure."""
    return {name: tab.figure(name).evaluate(READ, ["arrow", None]) for name in DRAWINGS}


@pytest.fixture(params=GRAPHS)
def name(request) -> str:
    return request.param


@pytest.fixture
def each(frames, name) -> list[tuple[Told, dict]]:
    """What is known at each frame, and what is shown there."""
    trace = DRAWINGS[name].trace
    return [(Told(trace, k, TERMS[name]), seen) for k, seen in enumerate(frames[name])]


def test_there_is_one_frame_for_the_leaves_each_operation_the_seed_and_each_operand_that_is_no_constant(each, name):
    nodes = DRAWINGS[name].trace.nodes
    operations = sum(bool(node.inputs) for node in nodes)
    slots = sum(nodes[x].kind != "constant" for node in nodes for x in node.inputs)
    assert len(each) == len(DRAWINGS[name].steps) == 2 + operations + slots
    counted = ["forward", *["forward"] * operations, *["backward"] * (slots + 1)]
    places = [*range(operations + 1), *range(1, slots + 2)]
    of = {"forward": operations, "backward": slots + 1}
    expected = [f"{phase} {k} of {of[phase]}" for phase, k in zip(counted, places, strict=True)]
    assert [seen["counter"] for _, seen in each] == expected
    assert [seen["valuetext"] for _, seen in each] == expected


class TestTheStage:
    def test_the_sentence_has_the_numbers_of_the_step(self, each, name):
        names = [_text(tree(term.text)) for term in LatexStory(DRAWINGS[name].trace).names]
        for told, seen in each:
            step, nodes = told.step, told.trace.nodes
            if step.kind == "leaves":
                assert seen["told"] == []
                continue
            assert names[step.node] in seen["sentence"]
            if step.kind == "seed":
                assert seen["told"] == [["gradient", "1"]]
            elif step.kind == "forward":
                assert seen["told"] == [["value", paper(nodes[step.node].data)]]
            else:
                assert names[step.input] in seen["sentence"]
                flow = [signed(step.contribution), paper(step.partial), signed(step.upstream)]
                assert seen["told"] == [
                    list(pair) for pair in zip(["gradient", "partial", "gradient"], flow, strict=True)
                ]

    def test_the_tiles_have_them_too_in_both_views(self, each):
        for told, seen in each:
            step, nodes = told.step, told.trace.nodes
            expected = {
                "leaves": [],
                "forward": [["value", paper(nodes[step.node or 0].data)]],
                "seed": [["upstream", "+1"]],
            }.get(step.kind)
            if expected is None:
                flow = [signed(step.contribution), paper(step.partial), signed(step.upstream)]
                roles = ["contribution", "partial", "upstream"]
                expected = [list(pair) for pair in zip(roles, flow, strict=True)]
            assert seen["tiles"] == seen["whole"]["tiles"] == expected

    def test_the_card_has_the_formula_in_symbols_and_in_numbers(self, each, name):
        words = LatexStory(DRAWINGS[name].trace).steps()
        for (told, seen), said in zip(each, words, strict=True):
            if told.step.kind not in ("forward", "backward"):
                continue
            for side in said.split("\n")[0].split(" = ")[told.step.kind == "forward" : -1]:
                assert re.sub(r"\(input.*", "", _text(tree(side))).strip() in seen["local"], (said, side)

    def test_every_box_has_its_value_and_its_lines(self, each):
        shown = 0
        for told, seen in each:
            assert len({box["node"] for box in seen["boxes"]}) == len(seen["boxes"]), "a value has one box"
            for box in seen["boxes"]:
                i = box["node"]
                assert box["data"] == paper(told.data(i))
                keys = [key for key, *_ in box["lines"]]
                assert [[key, text] for key, _, text, _ in box["lines"]] == told.lines(i, keys)
                shown += bool(keys)
            assert len(told.trace.nodes) >= len(seen["boxes"]) > 0
        assert shown > len(each) // 2

    def test_the_step_stands_between_its_own_boxes(self, each):
        for told, seen in each:
            roles = {box["node"]: box["role"].split()[1] for box in seen["boxes"]}
            if told.step.kind == "backward":
                assert (roles[told.step.input], roles[told.step.node]) == ("is-new", "is-active")
                assert seen["arrows"] == 1
            elif told.step.kind != "leaves":
                assert roles[told.step.node] == "is-new"

    def test_additions_add_up_as_they_stand_and_say_so_far_until_they_do(self, each):
        finished = unfinished = 0
        for told, seen in each:
            for box in seen["boxes"]:
                lines = {key: (label, text, is_unfinished) for key, label, text, is_unfinished in box["lines"]}
                if not told.is_back or "total" not in lines:
                    continue
                label, text, is_unfinished = lines.pop("total")
                parts = told.contributions(box["node"])
                landed = sum(x is not None for x in parts.values())
                assert is_unfinished == (0 < landed < len(parts))
                assert ("so far" in label) == is_unfinished
                if is_unfinished and lines:
                    assert label == f"so far, {landed} of {len(parts)}"
                _adds_up([text for _, text, _ in lines.values()], text)
                finished += not is_unfinished
                unfinished += is_unfinished
        assert finished
        assert unfinished or all(len(told.contributions(i)) < 2 for i in range(len(told.trace.nodes)))

    def test_terms_of_the_forward_pass_add_up_as_they_stand(self, frames):
        found = 0
        for seen in frames["network"]:
            for box in seen["boxes"]:
                lines = [text for key, _, text, _ in box["lines"] if key != "total"]
                if lines and box["lines"][0][0].startswith("term"):
                    _adds_up(lines, box["lines"][-1][2])
                    found += 1
        assert found == 4  # one for each neuron

    def test_every_pill_has_the_number_of_its_arrow(self, each):
        for told, seen in each:
            nodes = told.trace.nodes
            for tail, head, text in seen["pills"]:
                if not told.is_back:
                    weights = [nodes[x].data for x in nodes[head].inputs]
                    assert text in [f"× {paper(weight)}" for weight in weights]
                    continue
                flowed = {
                    slot: (tail, slot) in told.known.partials for slot, x in enumerate(nodes[tail].inputs) if x == head
                }
                assert text in [
                    signed(nodes[tail].gradient * nodes[tail].partials[slot])
                    if done
                    else paper(nodes[tail].partials[slot])
                    for slot, done in flowed.items()
                ]

    def test_the_spine_says_where_the_step_is_and_how_far_each_card_has_come(self, each, name):
        folded = spine(DRAWINGS[name].story)
        for told, seen in each:
            step, nodes = told.step, told.trace.nodes
            here = folded.home[step.node] if step.node is not None else 0
            assert [k for k, (_, is_here, _) in enumerate(seen["spine"]) if is_here] == [here]
            operations = [node for node in nodes if node.inputs]
            slots = [
                (node.index, s) for node in nodes for s, x in enumerate(node.inputs) if nodes[x].kind != "constant"
            ]
            made = Counter(folded.home[node.index] for node in operations)
            done = Counter(folded.home[node.index] for node in operations if node.index in told.known.data)
            if told.is_back:
                made = Counter(folded.home[i] for i, _ in slots)
                done = Counter(folded.home[i] for i, s in slots if (i, s) in told.known.partials)
            expected = [f"{card.name}, {done[c]} of {made[c]} steps" for c, card in enumerate(folded.cards)]
            assert [said for hidden, _, said in seen["spine"] if not hidden] == expected


class TestTheWholeGraph:
    def test_shows_the_numbers_and_states_of_the_static_drawing(self, each, name):
        for k, (_, seen) in enumerate(each):
            svg = ET.fromstring(DRAWINGS[name].svg(frame=k))
            assert seen["whole"]["nodes"] == _parts(svg, "node", ["value-data", "value-grad", "sum"]), k
            assert seen["whole"]["edges"] == _parts(svg, "edge", ["partial", "contribution"]), k
            shares = [
                [part.attrib["data-share"], part.text or ""] for part in svg.iter() if "data-share" in part.attrib
            ]
            assert seen["whole"]["shares"] == shares, k

    def test_is_in_the_place_of_the_boxes(self, each):
        for _, seen in each:
            assert seen["whole"]["isSeen"]
            assert seen["whole"]["boxes"] == 0

    def test_leaves_everything_in_its_place(self, each):
        first = each[0][1]["whole"]
        for (_, before), (_, after) in pairwise(each):
            assert before["whole"]["viewBox"] == after["whole"]["viewBox"] == first["viewBox"]
            # the card below takes room, so that the whole may be drawn smaller; nothing moves within it
            assert len(after["whole"]["places"]) == len(first["places"])


class TestWords:
    def test_the_live_region_says_the_words_of_the_trace(self, each, name):
        assert [seen["spoken"] for _, seen in each] == DRAWINGS[name].story.steps()

    def test_keeps_the_table_in_step(self, each, name):
        for k, (_, seen) in enumerate(each):
            shown = DRAWINGS[name].frame(step=k)
            assert [data for data, _ in seen["table"]] == [node.data for node in shown.nodes]
            assert [grad.removesuffix(" …") for _, grad in seen["table"]] == [node.grad for node in shown.nodes]


def test_a_frame_is_the_same_wherever_one_comes_from(tab, name):
    last = len(DRAWINGS[name].steps) - 1
    middle = last // 2
    tab.open()
    start = tab.dom(name)
    tab.click(name, "next", middle)
    stepped = tab.dom(name)
    tab.click(name, "next", 3)
    tab.click(name, "previous", 3)
    assert tab.dom(name) == stepped
    for grain in ("layer", "pass", "operation", "arrow"):
        tab.figure(name).locator(f"[data-do=grain][value={grain}]").click()
    tab.go(name, middle)
    assert tab.dom(name) == stepped
    for view in range(2):
        tab.press(name, "whole")
        assert (tab.dom(name) == stepped) == bool(view)
    tab.go(name, last)
    tab.go(name, middle)
    assert tab.dom(name) == stepped
    tab.go(name, 0)
    assert tab.dom(name) == start
    tab.open(f"#figure={name}&step={middle}")
    assert tab.dom(name) == stepped


def test_the_final_numbers_are_those_of_backward(frames):
    for name, graph in GRAPHS.items():
        output = graph()
        output.backward()
        for value, row in zip(draw(output).trace.values, frames[name][-1]["table"], strict=True):
            assert row == [show(value.data), "—" if value.is_constant else show(value.grad)]


def test_two_players_on_a_page_share_no_id(tab):
    ids = tab.page.evaluate("[...document.querySelectorAll('[id]')].map(element => element.id)")
    assert ids == [] or len(set(ids)) == len(ids)


def test_a_hostile_label_stays_text_in_every_frame_grain_and_view(tab):
    tab.open()
    for grain in ("arrow", "operation", "layer", "pass"):
        seen = tab.figure("hostile").evaluate(READ, [grain, None])
        assert any("</script><img" in each["sentence"] for each in seen) or grain != "arrow"
        assert any("\\frac{$}" in each["sentence"] for each in seen)
    tab.figure("hostile").locator(".below summary").click()
    tab.figure("hostile").locator("tbody .name").first.hover()
    assert "</script><img" in tab.figure("hostile").locator(".paths").inner_text()
    tab.page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert tab.page.locator("img").count() == 0
    assert tab.page.locator("figure b, figure i, figure script:not(.trace)").count() == len(GRAPHS)


def _adds_up(lines: list[str], total: str) -> None:
    """Tell that rounded numbers add up to the rounded total, as far as rounding lets them."""
    arrived = [text for text in lines if text]
    if arrived:
        places = max(len(text.partition(".")[2]) for text in (*arrived, total) if "e" not in text)
        slack = 0.5 * 10**-places * (len(arrived) + 1)
        assert abs(sum(map(number, arrived)) - number(total)) <= slack


def _parts(svg: ET.Element, what: str, texts: list[str]) -> dict[str, list[str | None]]:
    found = {}
    for part in svg.iter():
        if f"data-{what}" in part.attrib:
            states = (name for name in part.attrib["class"].split() if name.startswith("is-") and name != "is-zero")
            found[part.attrib[f"data-{what}"]] = [*(_find(part, name) for name in texts), next(states)]
    return found


def _find(part: ET.Element, name: str) -> str | None:
    return next((child.text or "" for child in part.iter() if name in child.attrib.get("class", "").split()), None)


def _text(formula) -> str:
    return formula[2:] if isinstance(formula, str) else "".join(map(_text, formula[1:]))
