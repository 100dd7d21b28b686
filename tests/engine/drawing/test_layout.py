"""Where things are: nothing on top of anything else, and no text of a user's in Graphviz's hands."""

import re
import shutil
import sys
import threading
from collections import Counter
from importlib.metadata import PackageNotFoundError
from itertools import combinations
from math import inf

import pytest

from engine import Constant, LayoutError, Value, dot, draw, named, scope
from engine import sum as total
from engine.drawing import layout as layout_module
from engine.drawing import positions as graphviz
from engine.drawing.compose import compose
from engine.drawing.diagram import diagram
from engine.drawing.layout import FLATTEST, PAPER_MARGIN, TALLEST, WIDEST
from engine.drawing.placing import placed
from engine.drawing.positions import positions
from engine.drawing.sizes import lines_of
from engine.trace import trace
from engine.words.story import Story
from nn import Matrix
from nn.attention import causal_attention
from tests.engine.drawing.measuring import measured
from tests.engine.drawing.nets import NETS
from tests.engine.drawing.pictures import (
    chain,
    network,
    neuron,
    product_and_sum,
    rectangles,
    recurrent,
    scoped_at_random,
    sharing,
    twice,
)

LECTURE_LIKE = [product_and_sum, twice, neuron, network, sharing, lambda: network((3, 4, 2))]
AT_RANDOM = [lambda seed=seed: scoped_at_random(seed) for seed in range(12)]


@pytest.mark.long
@pytest.mark.parametrize("graph", [*LECTURE_LIKE, *AT_RANDOM])
@pytest.mark.parametrize("options", [{}, {"collapse": True}, {"expand": True}])
def test_nothing_lies_on_anything_else_and_no_arrow_crosses_a_number_or_a_box(graph, options):
    found = measured(draw(graph(), **options).svg())
    assert (found.overlapping, found.crossed) == ([], [])
    assert found.width <= WIDEST
    assert 1 / 3 <= found.width / found.height <= 6
    assert found.digits >= 12.5
    assert found.letters >= 9


@pytest.mark.parametrize("graph", [*LECTURE_LIKE, lambda: scoped_at_random(5)])
def test_everything_is_on_the_paper_and_inside_its_scopes(graph):
    drawing = draw(graph())
    picture = drawing.picture
    for x, y, width, height in rectangles(picture).values():
        assert 0 <= x <= x + width <= picture.width
        assert 0 <= y <= y + height <= picture.height
    for box in picture.boxes:
        for key in drawing.trace.nodes[box.index].scope if not box.copy else ():
            assert any(
                around.x <= box.x - box.width / 2 <= box.x + box.width / 2 <= around.x + around.width
                and around.y <= box.y - box.height / 2 <= box.y + box.height / 2 <= around.y + around.height
                for around in picture.scopes
                if around.key == key
            )


def ends_of(picture, slot):
    arrow = next(arrow for arrow in picture.arrows if slot in arrow.slots)
    return arrow.curve[0], arrow.curve[-1]


def touches(box, point, side):
    x, y = point
    edge = box.x + side * box.width / 2
    return abs(x - edge) < 1.5 and abs(y - box.y) <= box.height / 2


@pytest.mark.parametrize("graph", [*LECTURE_LIKE, lambda: chain(12), lambda: scoped_at_random(5)])
def test_every_arrow_leads_from_its_value_or_a_copy_of_it_rightwards_to_its_result(graph):
    drawing = draw(graph())
    picture, nodes = drawing.picture, drawing.trace.nodes
    for arrow in picture.arrows:
        ((i, slot),) = arrow.slots
        start, end = arrow.curve[0], arrow.curve[-1]
        assert start[0] < end[0]
        assert any(touches(box, start, 1) for box in picture.boxes if box.index == nodes[i].inputs[slot])
        assert any(touches(box, end, -1) for box in picture.boxes if box.index == i and not box.copy)


def test_the_arrow_of_each_share_leaves_at_its_own_line_in_the_order_in_which_the_arrows_arrive():
    picture = draw(sharing()).picture
    box = next(box for box in picture.boxes if len(box.shares) == 4)
    top = box.y - box.height / 2
    lines = [top + y for y in lines_of(4)]
    for share, y in zip(box.shares[:3], lines, strict=False):
        (((_, height), _),) = [ends_of(picture, slot) for slot in share.slots]
        assert height == pytest.approx(y, abs=1.5)
    assert {round(ends_of(picture, slot)[0][1]) for slot in box.shares[3].slots} == {round(lines[3])}
    arrivals = [next(a.label[1] for a in picture.arrows if share.slots[0] in a.slots) for share in box.shares[:3]]
    assert arrivals == sorted(arrivals)


@pytest.mark.parametrize(
    "graph", [*LECTURE_LIKE, *AT_RANDOM[3:8], lambda: recurrent(4), NETS["written_out"], NETS["squares"]]
)
def test_shares_are_listed_in_the_order_in_which_their_arrows_arrive(graph):
    picture = draw(graph()).picture
    arrow_of = {slot: arrow for arrow in picture.arrows for slot in arrow.slots}
    for box in picture.boxes:
        arrows = [arrow_of[share.slots[0]] for share in box.shares if len(share.slots) == 1]
        heights = [arrow.label[1] if touches(box, arrow.curve[0], 1) else inf for arrow in arrows]
        assert heights == sorted(heights), "those of its copies come last"


@pytest.mark.long
@pytest.mark.parametrize("graph", [*LECTURE_LIKE, *AT_RANDOM, lambda: network((2, 6, 6, 1))])
def test_boxes_stand_in_columns_of_one_width_also_those_that_nothing_joins(monkeypatch, graph):
    rows = []
    monkeypatch.setattr(layout_module, "placed", lambda *args: rows.append(placed(*args)) or rows[-1])
    assert draw(graph()).picture
    for row in rows:
        spans = {
            stand: (x - row.sizes[stand][0] / 2, x + row.sizes[stand][0] / 2) for stand, (x, _) in row.places.items()
        }
        for (left, right), (start, end) in combinations(spans.values(), 2):
            assert (left, right) == pytest.approx((start, end), abs=1) or right < start or end < left


def test_operands_stand_from_top_to_bottom_as_they_are_written():
    a, b, c = (Value(float(i), name) for i, name in enumerate("abc", start=1))
    picture = draw((a - b) * c).picture
    heights = {words(box.label): box.y for box in picture.boxes}
    assert heights["a"] < heights["b"] < heights["c"]


def words(runs):
    return "".join(text for text, _ in runs)


@pytest.mark.parametrize("sizes", [(2, 3, 1), (3, 4, 1), (1, 6, 1)])
def test_layers_stand_side_by_side_and_neurons_and_weights_by_their_indices(sizes):
    picture = draw(network(sizes)).picture
    scopes = {part.title: part for part in picture.scopes}
    neurons = [scopes[f"mlp/layer.0/neuron.{k}"].y for k in range(sizes[1])]
    assert neurons == sorted(neurons)
    found = Counter()  # a scope that goes on in the next row has a part in each
    for part in picture.scopes:
        if "neuron" in part.title:
            inside = [box for box in picture.boxes if part.x < box.x < part.x + part.width]
            inside = [box for box in inside if part.y < box.y < part.y + part.height]
            weights = [
                box.y for box in sorted(inside, key=lambda box: box.index) if re.match(r"w\d$", words(box.label))
            ]
            assert weights == sorted(weights)
            found[part.title] += len(weights)
    assert found == {f"mlp/layer.{k}/neuron.{i}": sizes[k] for k in (0, 1) for i in range(sizes[k + 1])}
    first, second = scopes["mlp/layer.0"], scopes["mlp/layer.1"]
    assert first.x + first.width < second.x or first.y + first.height < second.y, "beside it, or in the next row"


def test_time_runs_from_left_to_right_on_one_line_and_shared_weights_have_copies_at_each_step():
    drawing = draw(recurrent(4))
    picture = drawing.picture
    boxes = {words(box.label): box for box in picture.boxes if not box.copy}
    for one, other in (("h1", "h2"), ("h3", "h4")):
        assert boxes[one].y == pytest.approx(boxes[other].y, abs=1)
        assert boxes[one].x < boxes[other].x
    assert len(boxes["w"].shares) == 4, "the gradient is added up where the weight stands first"
    copies = [box for box in picture.boxes if box.copy and words(box.label) == "w"]
    assert len(copies) == 3
    assert not any(box.shares or box.badge for box in copies)


@pytest.mark.long
def test_operations_of_many_leaves_stand_side_by_side_with_each_pixel_beside_its_weight():
    weights = [Value(0.1 + k, f"w{k}") for k in range(9)]
    pixels = [Constant(0.1 * k, f"x{k}") for k in range(12)]
    cells = [named(f"y{j}", dot(weights, pixels[j : j + 9])) for j in range(4)]
    drawing = draw(named("sum", total(cells)))
    picture = drawing.picture
    assert 1 / 3 < picture.width / picture.height < 3
    boxes = {words(box.label): box for box in picture.boxes if not box.copy}
    at = {slot: arrow.label for arrow in picture.arrows for slot in arrow.slots}
    for j in range(4):
        i = boxes[f"y{j}"].index
        heights = [at[i, slot][1] for k in range(9) for slot in (k, 9 + k)]
        assert heights == sorted(heights), "w0, x0, w1, x1, ... from top to bottom"
    copies = Counter(words(box.label) for box in picture.boxes if box.copy)
    assert {copies[f"w{k}"] for k in range(9)} == {3}, "faint in all cells but the first"
    assert (copies["x0"], copies["x3"], copies["y0"]) == (0, 3, 1)
    assert (measured(drawing.svg()).crossed, measured(drawing.svg()).overlapping) == ([], [])


@pytest.mark.parametrize("count", [1, 3])
def test_only_in_a_tall_drawing_operations_of_many_leaves_have_two_columns_of_them(count):
    weights = [Value(0.1 + k, f"w{k}") for k in range(5)]
    cells = [named(f"y{j}", dot(weights, [Constant(0.1 * k, f"x{j}{k}") for k in range(5)])) for j in range(count)]
    picture = draw(named("s", total(cells)) if count > 1 else cells[0]).picture
    columns = {box.x for box in picture.boxes if words(box.label)[0] in "wx"}
    assert len(columns) == (1 if count == 1 else 2 * count)


def test_a_flat_drawing_has_as_much_paper_above_as_below():
    picture = draw(Value(0.5, "x").tanh().tanh().tanh()).picture
    assert picture.width / picture.height == pytest.approx(FLATTEST, abs=0.01)
    tops, ends = zip(*((box.y - box.height / 2, box.y + box.height / 2) for box in picture.boxes), strict=True)
    assert min(tops) == pytest.approx(picture.height - max(ends), abs=0.2)
    assert min(tops) > 2 * PAPER_MARGIN


def test_positions_of_attention_and_their_weights_stand_by_their_indices():
    """Graphviz has them upside down at first."""
    queries, keys, values = (Matrix([[0.1 + k, 0.2 - k], [k, 0.4], [0.5, k - 1.0]], "qkv"[k]) for k in range(3))
    outputs, _ = causal_attention(queries, keys, values)
    picture = draw(total(y**2 for row in outputs for y in row)).picture
    tops = {part.title: part.y for part in picture.scopes}
    assert tops["position 0"] < tops["position 1"] < tops["position 2"]
    heights = {words(box.label): box.y for box in picture.boxes if not box.copy}
    for name in "SP":
        entries = [heights[f"{name}{t},{s}"] for t in range(3) for s in range(t + 1)]
        assert entries == sorted(entries)


def test_many_leaves_stand_in_one_column_where_that_is_not_too_tall():
    picture = draw(total(Value(1.0 + k, f"x{k}") for k in range(12))).picture
    assert picture.height > picture.width
    assert len({box.x for box in picture.boxes}) == 2, "the leaves, and the result"


@pytest.mark.parametrize("count", [30, 40])
def test_a_tall_drawing_is_widened_until_it_is_about_three_times_as_high(count):
    picture = draw(total(Value(1.0 + k, f"x{k}").tanh() for k in range(count))).picture
    assert picture.height / picture.width == pytest.approx(TALLEST, abs=0.02)


@pytest.mark.parametrize("steps", [3, 60])
def test_a_long_chain_is_wrapped_like_text_and_repeats_what_crosses(steps):
    x = Value(0.5, "x")
    for _ in range(steps):
        x = x.tanh()
    picture = draw(x).picture
    rows = sorted({round(box.y) for box in picture.boxes})
    assert (len(rows) > 1) == (steps > 5)
    copies = [box for box in picture.boxes if box.copy]
    assert len(copies) == len(rows) - 1
    for row, copy in zip(rows[1:], copies, strict=True):
        assert round(copy.y) == row
        assert copy.x == min(box.x for box in picture.boxes if round(box.y) == row)


@pytest.mark.parametrize(("sizes", "depth"), [((2, 3, 1), 2), ((2, 16, 16, 1), 2), ((2, 3, 3, 3, 3, 3, 3, 1), 2)])
def test_a_card_is_in_one_row_with_all_that_it_makes(sizes, depth):
    drawing = draw(network(sizes), collapse=depth, limit=2000)
    picture = drawing.picture
    assert set(picture.results) == {i for _, i in drawing.diagram.results}
    assert all(curve[0][0] < curve[-1][0] for curve in picture.results.values())


def test_one_leaf_along_a_chain_has_copies_and_no_arrow_over_the_picture():
    drawing = draw(chain(20))
    assert len(drawing.diagram.boxes) == 1 + 2 * 20
    assert max(abs(arrow.curve[-1][0] - arrow.curve[0][0]) for arrow in drawing.picture.arrows) < 500


@pytest.mark.parametrize("error", [ValueError("syntax"), OSError("no memory")])
def test_a_library_that_fails_is_quoted(monkeypatch, error):
    def fail(*_, **__):
        raise error

    monkeypatch.setattr("pygraphviz.AGraph.draw", fail)
    with pytest.raises(LayoutError, match=f"could not lay out the graph: {error}; draw a smaller part"):
        positions("digraph { a }")


def test_no_label_reaches_graphviz(monkeypatch):
    sources = []
    run = graphviz._in_process
    monkeypatch.setattr(graphviz, "_in_process", lambda source: sources.append(source) or run(source))
    with scope("secret scope"):
        y = Value(2.0, "secret label") * Value(-0.531279, "\\")
    y.label = "another secret"
    draw(y, title="secret title").svg()
    assert sources
    assert not any("secret" in source or "\\" in source for source in sources)
    assert not any("0.531" in source for source in sources), "and no number either"


def test_labels_change_sizes_only():
    short, long = Value(2.0, "a") * 2.0, Value(2.0, "a much longer label") * 2.0
    narrow, wide = (draw(y).picture for y in (short, long))
    first, second = (next(box for box in picture.boxes if box.index == 0) for picture in (narrow, wide))
    assert first.width < second.width
    assert len(narrow.arrows) == len(wide.arrows)


def test_without_any_graphviz_the_error_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "pygraphviz", None)
    monkeypatch.setattr("shutil.which", lambda name: None)
    with pytest.raises(LayoutError, match="pip install pygraphviz"):
        draw(twice()).svg()


@pytest.mark.long
def test_a_dot_on_the_path_does_the_same_job(monkeypatch, tmp_path):
    """The program here is a script around the library, which shows what is sent to it and how its answer is read."""
    program = tmp_path / "dot"
    program.write_text(
        f"#!{sys.executable}\nimport sys, pygraphviz\nassert sys.argv[1:] == ['-Tjson0']\n"
        "answer = pygraphviz.AGraph(string=sys.stdin.read()).draw(format='json0', prog='dot')\n"
        "sys.stdout.buffer.write(answer if isinstance(answer, bytes) else answer.encode())\n"
    )
    program.chmod(0o755)
    expected = draw(network()).svg()
    monkeypatch.setitem(sys.modules, "pygraphviz", None)
    monkeypatch.setattr("shutil.which", lambda name: str(program))
    assert draw(network()).svg() == expected


@pytest.mark.skipif(shutil.which("dot") is None, reason="there is no program called dot; install graphviz")
@pytest.mark.parametrize("graph", LECTURE_LIKE)
def test_a_graphviz_of_another_version_draws_the_same_graph_as_well(monkeypatch, graph):
    def texts(svg):
        return sorted(re.findall(r">([^<>]+)</(?:text|tspan|title|desc)>", svg))

    expected = draw(graph()).svg()
    monkeypatch.setitem(sys.modules, "pygraphviz", None)
    other = draw(graph()).svg()
    assert texts(other) == texts(expected)
    assert (measured(other).overlapping, measured(other).crossed) == ([], [])


def test_which_graphviz_is_known_where_only_a_program_is_there(monkeypatch, tmp_path):
    program = tmp_path / "dot"
    program.write_text("#!/bin/sh\necho 'dot - graphviz version 12.1' >&2\n")
    program.chmod(0o755)
    assert graphviz.which_graphviz().startswith("pygraphviz ")
    monkeypatch.setattr("importlib.metadata.version", missing)
    monkeypatch.setattr("shutil.which", lambda name: str(program))
    assert graphviz.which_graphviz() == "dot - graphviz version 12.1"


def missing(name):
    raise PackageNotFoundError(name)


def test_a_dot_that_fails_is_quoted(monkeypatch, tmp_path):
    program = tmp_path / "dot"
    program.write_text("#!/bin/sh\nprintf 'no such layout: \\377' >&2\nexit 1\n")
    program.chmod(0o755)
    monkeypatch.setitem(sys.modules, "pygraphviz", None)
    monkeypatch.setattr("shutil.which", lambda name: str(program))
    with pytest.raises(LayoutError, match="no such layout: \ufffd"):
        draw(twice()).svg()


@pytest.mark.slow
def test_many_threads_may_draw_at_once():
    seen = trace(network())
    story = Story(seen)
    expected, found = compose(story, diagram(seen)), []
    threads = [threading.Thread(target=lambda: found.append(compose(story, diagram(seen)))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [expected] * 8
