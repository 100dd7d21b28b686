"""The SVG: valid, readable by everybody, with the geometry of all frames the same."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from engine import Constant, Value, draw, scope
from engine.drawing.style import DARK, LIGHT, style_sheet
from engine.errors import SettingError
from engine.words.digits import decimals, fixed, minus, show
from tests.engine.drawing.pictures import (
    SVG,
    cells,
    chain,
    classed,
    network,
    neuron,
    parse,
    product_and_sum,
    scoped_at_random,
    sharing,
    twice,
    words_of,
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


@pytest.mark.parametrize("graph", [product_and_sum, twice, neuron, network, sharing, lambda: chain(6)])
def test_boxes_show_label_data_and_gradient_and_edges_what_flows_back(graph):
    drawing = draw(graph())
    root = parse(drawing.svg())
    names = {words_of(text) for group in classed(root, "node") for text in classed(group, "label")}
    assert names >= {node.label for node in drawing.trace.nodes if node.label}
    for group in classed(root, "node"):
        node = drawing.trace.nodes[int(group.get("data-node"))]
        assert [text.text for text in classed(group, "value-data")] == [minus(show(node.data))]
        shown = [text.text for text in classed(group, "value-grad")]
        if node.kind == "constant" or "copy" in group.get("class"):
            assert shown == []
            continue
        given = [text.get("data-share").split() for text in classed(group, "share")]
        edges = [f"{step.node}.{step.slot}" for step in flows(drawing) if step.input == node.index]
        assert sorted(edge for line in given for edge in line) == (sorted(edges) if len(edges) > 1 else [])
        contribution = {f"{step.node}.{step.slot}": step.contribution for step in flows(drawing)}
        shares = [sum(contribution[edge] for edge in line) for line in given]
        places = decimals([node.gradient, *shares])
        assert [text.text for text in classed(group, "share")] == [fixed(x, places, signed=True) for x in shares]
        assert shown == [fixed(node.gradient, places)]
    for step in flows(drawing):
        group = next(g for g in classed(root, "edge") if g.get("data-edge") == f"{step.node}.{step.slot}")
        assert [text.text for text in classed(group, "partial")] == [minus(show(step.partial))]
        (brought,) = (text.text for text in classed(group, "contribution"))
        assert float(brought.replace("−", "-")) == pytest.approx(step.contribution, rel=1e-3, abs=6e-3)
        assert ("is-zero" in group.get("class")) == (not brought.strip("0."))


def flows(drawing):
    nodes = drawing.trace.nodes
    return [step for step in drawing.steps if step.kind == "backward" and nodes[step.input].kind != "constant"]


def test_data_gets_no_gradient_and_nothing_flows_back_into_it():
    x, target = Value(3.0, "x"), Constant(1.0)
    target.label = "target"
    root = parse(draw(x - target).svg())
    (feed,) = classed(root, "feed")
    assert feed.get("data-edge") == "2.1"
    assert not classed(feed, "partial") + classed(feed, "back")
    assert [group.get("data-node") for group in classed(root, "node") if not classed(group, "value-grad")] == ["1"]


def test_of_many_shares_the_three_largest_are_shown_and_the_others_together():
    drawing = draw(sharing())
    root = parse(drawing.svg())
    box = next(group for group in classed(root, "node") if classed(group, "share"))
    said = dict(zip(map(words_of, classed(box, "from")), [t.text for t in classed(box, "share")], strict=True))
    assert list(said)[-1] == "3 others, together"
    assert sorted(list(said)[:3]) == ["from x*250", "from x*x (1)", "from x*x (2)"]
    numbers = [float(text.replace("−", "-")) for text in said.values()]
    total = float(classed(box, "value-grad")[0].text.replace("−", "-"))
    assert sum(numbers) == pytest.approx(total, abs=0.011)


def test_the_sum_says_how_many_shares_have_landed_until_the_last_one_has():
    drawing = draw(twice())
    said = []
    for frame in range(len(drawing.steps)):
        box = next(g for g in classed(parse(drawing.svg(frame=frame)), "node") if classed(g, "share"))
        (key,), (total,) = classed(box, "sum"), classed(box, "value-grad")
        shares = [text.text for text in classed(box, "share")]
        said.append((key.text, "unfinished" in key.get("class"), total.text, *sorted(shares)))
    assert said[1:] == [
        ("grad", False, "—", "—", "—"),
        ("grad", False, "—", "—", "—"),
        ("so far, 1 of 2", True, "1", "+1", "—"),
        ("grad", False, "2", "+1", "+1"),
    ]


def test_labels_are_typeset_and_stay_readable_as_text():
    b = Value(2.0, "b1[0]")
    svg = draw(b * Value(3.0, "theta")).svg()
    labels = [words_of(text) for text in classed(parse(svg), "label")]
    assert labels == ["b1[0]", "θ", "b1[0]*θ"]
    assert 'b<tspan class="low" dy="0.24em">1[0]</tspan>' in svg


def test_a_value_added_to_itself_has_two_arrows_in_different_places():
    first, second = draw(twice()).picture.arrows
    assert (first.slots, second.slots) == (((1, 0),), ((1, 1),))
    assert first.curve != second.curve
    assert abs(first.label[1] - second.label[1]) >= 15


def test_what_is_not_computed_yet_is_a_dash_and_never_zero():
    first = parse(draw(product_and_sum()).svg(frame=0))
    assert [text.text for text in classed(first, "value-grad")] == ["—"] * 5
    data = {group.get("data-node"): classed(group, "value-data")[0].text for group in classed(first, "node")}
    assert data == {"0": "2", "1": "−3", "2": "—", "3": "10", "4": "—"}
    forward = parse(draw(product_and_sum()).svg(phase="forward"))
    assert [text.text for text in classed(forward, "value-grad")] == ["—"] * 5
    assert [text.text or "" for name in ("partial", "contribution") for text in classed(forward, name)] == [""] * 8


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
    group = next(group for group in classed(root, "node") if group.get("data-node") == "0")
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


def test_the_style_sheet_can_be_given_once_for_a_page_and_in_one_theme():
    drawing = draw(twice())
    assert style_sheet() in drawing.svg()
    assert "<style" not in drawing.svg(style=False)
    for theme, palette, other in (("light", LIGHT, DARK), ("dark", DARK, LIGHT)):
        svg = drawing.svg(theme=theme)
        assert palette["backward"] in svg
        assert other["backward"] not in svg
        assert "prefers-color-scheme" not in svg
    with pytest.raises(SettingError, match='"light" and "dark", not \'blue\''):
        drawing.svg(theme="blue")


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
