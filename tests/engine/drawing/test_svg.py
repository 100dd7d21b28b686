"""The SVG: valid, readable by everybody, with the geometry of all frames the same."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from engine import Value, draw, scope
from engine.drawing.style import style_sheet
from engine.words.notation import show
from tests.engine.drawing.pictures import (
    SVG,
    cells,
    classed,
    network,
    neuron,
    parse,
    product_and_sum,
    scoped_at_random,
    twice,
)

ANY_TEXT = st.text(st.characters(codec=None), max_size=40)  # lone surrogates and control characters included
GEOMETRY = ("x", "y", "width", "height", "rx", "d", "viewBox")


@pytest.mark.slow
@example("\\", "\\", "\\")
@example("a" * 10_000, "<b>&amp;\"'", "]]>")
@example("\x00\x08\x1f\ud800\ufffe", "😀👩‍👩‍👧 é", "--><!--")
@given(ANY_TEXT, ANY_TEXT, ANY_TEXT)
def test_it_is_valid_xml_whatever_the_labels_are(label, name, title):
    with scope(name):
        y = Value(2.0, label) * Value(3.0)
    y.label = label
    drawing = draw(y, title=title)
    root = parse(drawing.svg())
    assert len(classed(root, "node")) == 3
    assert "backslash" not in drawing.dot()
    drawing.svg().encode("utf-8")


@pytest.mark.parametrize("graph", [product_and_sum, twice, neuron, network])
def test_boxes_show_label_data_and_gradient_and_edges_their_derivative(graph):
    drawing = draw(graph())
    root = parse(drawing.svg())
    nodes = {group.get("data-node"): group for group in classed(root, "node")}
    assert len(nodes) == len(drawing.trace.nodes)
    for node in drawing.trace.nodes:
        group = nodes[str(node.index)]
        assert [text.text for text in classed(group, "value-data")] == [show(node.data)]
        gradient = "—" if node.kind == "constant" else show(node.gradient)
        assert [text.text for text in classed(group, "value-grad")] == [gradient]
        assert [text.text for text in classed(group, "label")] == (
            [] if node.kind == "constant" else [drawing.story.labels[node.index]]
        )
    edges = {group.get("data-edge"): classed(group, "partial")[0].text for group in classed(root, "edge")}
    edges = {edge: partial for edge, partial in edges.items() if partial}  # nothing flows into a constant
    backward = [step for step in drawing.steps if step.kind == "backward"]
    assert edges == {f"{step.node}.{step.slot}": show(step.partial) for step in backward}


def test_a_value_added_to_itself_has_two_arrows_in_different_places():
    first, second = draw(twice()).picture.arrows
    assert (first.slots, second.slots) == (((1, 0),), ((1, 1),))
    assert first.curve != second.curve
    assert abs(first.label[1] - second.label[1]) >= 15


def test_what_is_not_computed_yet_is_a_dash_and_never_zero():
    first = parse(draw(product_and_sum()).svg(frame=0))
    assert [text.text for text in classed(first, "value-grad")] == ["—"] * 5
    assert [text.text for text in classed(first, "value-data")] == ["2", "-3", "—", "10", "—"]
    forward = parse(draw(product_and_sum()).svg(phase="forward"))
    assert [text.text for text in classed(forward, "value-grad")] == ["—"] * 5
    assert [text.text or "" for text in classed(forward, "partial")] == [""] * 4


@pytest.mark.slow
@pytest.mark.parametrize("graph", [product_and_sum, twice, network, lambda: scoped_at_random(3)])
def test_all_frames_have_the_same_geometry(graph):
    drawing = draw(graph())

    def places(svg):
        return [(e.tag, [e.get(name) for name in GEOMETRY], e.get("data-node")) for e in parse(svg).iter()]

    frames = [drawing.svg(frame=k) for k in range(len(drawing.steps))]
    reference = places(drawing.svg(phase="forward"))
    assert all(places(svg) == reference for svg in frames)
    assert len(set(frames)) == len(frames), "and no two frames show the same"


def test_a_screen_reader_gets_a_title_and_every_edge_in_words():
    root = parse(draw(product_and_sum(), title="product & sum").svg())
    title, description = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == f"{title.get('id')} {description.get('id')}"
    assert title.text == "product & sum"
    lines = description.text.splitlines()
    assert lines[-4:] == [
        "a enters e = a*b, local derivative -3",
        "b enters e = a*b, local derivative 2",
        "e enters d = e + c, local derivative 1",
        "c enters d = e + c, local derivative 1",
    ]
    assert "a: data 2, grad -3" in lines


def test_a_long_label_is_cut_and_kept_whole_in_the_tooltip():
    y = Value(2.0, "the number of apples in the basket") * 2.0
    root = parse(draw(y).svg())
    group = classed(root, "node")[0]
    assert classed(group, "label")[0].text.endswith("…")
    assert group.find(f"{SVG}title").text == "the number of apples in the basket"


def test_a_folded_part_says_what_is_in_it_and_its_arrow_is_lit_while_one_of_its_edges_is():
    x = Value(0.5, "x")
    with scope("cell"):
        y = x.tanh().exp() * x
    with scope("a scope with a name that is longer than any heading"):
        with scope("a scope with a long name"):
            z = y * Value(2.0, "w")
        z = z + x
    drawing = draw(z, collapse=["cell", "*/*long*"])
    root = parse(drawing.svg())
    folds = {
        group.get("data-scope"): [text.text for text in group.iter(f"{SVG}text")] for group in classed(root, "fold")
    }
    assert sorted(folds.values()) == [["a scope with a …", "1 operation", "1 parameter"], ["cell", "3 operations"]]
    for group in classed(root, "fold"):
        shape, heights = classed(group, "shape")[0], [float(text.get("y")) for text in group.iter(f"{SVG}text")]
        middle = float(shape.get("y")) + float(shape.get("height")) / 2
        assert sum(heights) / len(heights) == pytest.approx(middle + 5), "however many lines there are"
    titles = [group.find(f"{SVG}title").text for group in classed(root, "fold")]
    assert "cell, folded: 3 operations, 0 parameters" in titles
    assert [text.text for text in classed(root, "scope-name")] == ["a scope with a name that is lon…"]
    assert "x enters cell, folded, 2 times" in root.find(f"{SVG}desc").text
    arrow = next(each for each in drawing.diagram.links if each.folded and len(each.slots) == 2)
    name = " ".join(f"{i}.{slot}" for i, slot in arrow.slots)
    states = []
    for frame, step in enumerate(drawing.steps):
        group = next(each for each in classed(parse(drawing.svg(frame=frame)), "edge") if each.get("data-edge") == name)
        states += [group.get("class").split()[-1]] if step.kind == "backward" else []
    assert states == [*["is-pending"] * 5, "is-active", "is-done", "is-active"]


def test_there_is_no_script_and_no_outside_reference():
    svg = draw(network()).svg()
    root = parse(svg)
    assert not {"script", "image", "use", "a", "foreignObject"} & {e.tag.removeprefix(SVG) for e in root.iter()}
    assert not re.search(r"href|url\(|@import|javascript:|\son\w+=", svg.replace("http://www.w3.org/2000/svg", ""))


def test_two_drawings_on_a_page_share_no_id():
    drawing = draw(twice())
    svgs = [
        drawing.svg(),
        drawing.svg(frame=2),
        draw(neuron()).svg(),
        drawing.svg(prefix="one"),
        drawing.svg(prefix="two"),
    ]
    ids = [e.get("id") for svg in svgs for e in parse(svg).iter() if e.get("id")]
    assert len(ids) == len(set(ids)) == 2 * len(svgs)


def test_the_style_sheet_can_be_given_once_for_a_page():
    drawing = draw(twice())
    assert style_sheet() in drawing.svg()
    assert "<style" not in drawing.svg(style=False)


def test_classes_say_what_stands_out():
    root = parse(draw(product_and_sum()).svg(frame=4))  # the edge from d back to e
    assert {g.get("data-node"): g.get("class").split()[-1] for g in classed(root, "node")} == {
        "0": "is-done", "1": "is-done", "2": "is-new", "3": "is-done", "4": "is-active"}  # fmt: skip
    assert {g.get("data-edge"): g.get("class").split()[-1] for g in classed(root, "edge")} == {
        "2.0": "is-pending", "2.1": "is-pending", "4.0": "is-active", "4.1": "is-pending"}  # fmt: skip
    assert "is-backward" in root.get("class")


@pytest.mark.parametrize(
    ("graph", "options"),
    [(product_and_sum, {"phase": "backward"}), (twice, {"frame": 3}), (neuron, {"phase": "forward"})],
)
def test_pictures_stay_as_they_were_looked_at(graph, options, snapshot):
    assert draw(graph()).svg(**options, style=False) == snapshot


@pytest.mark.parametrize("frame", [2, 10, 16])
def test_folded_pictures_stay_as_they_were_looked_at(frame, snapshot):
    """While the folded cell computes, on the way back through the square, and in the cell again."""
    assert draw(cells(), collapse="cell.0", title="two <cells>").svg(frame=frame, style=False) == snapshot
