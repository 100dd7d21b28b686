"""Where things are: nothing on top of anything else, and no text of a user's in Graphviz's hands."""

import random
import sys
import threading
from contextlib import nullcontext
from itertools import combinations

import pytest

import engine
from engine import LayoutError, Value, draw, scope
from engine.drawing import positions as graphviz
from engine.drawing.compose import compose
from engine.drawing.diagram import diagram
from engine.drawing.layout import Layout, layout
from engine.drawing.positions import positions
from engine.trace import trace
from engine.words.story import Story
from tests.engine.drawing.pictures import (
    cells,
    network,
    neuron,
    overlaps,
    product_and_sum,
    rectangles,
    scoped_at_random,
    twice,
)

LECTURE_LIKE = [product_and_sum, twice, neuron, network, lambda: network((3, 4, 2))]


@pytest.mark.parametrize("graph", [*LECTURE_LIKE, *(lambda seed=seed: scoped_at_random(seed) for seed in range(12))])
@pytest.mark.parametrize("options", [{}, {"collapse": True}, {"expand": True}])
def test_boxes_discs_and_numbers_do_not_cover_each_other(graph, options):
    assert list(overlaps(draw(graph(), **options).picture)) == []


@pytest.mark.parametrize("graph", [*LECTURE_LIKE, lambda: scoped_at_random(5)])
def test_everything_is_on_the_paper_and_inside_its_scopes(graph):
    drawing = draw(graph())
    picture = drawing.picture
    for x, y, width, height in rectangles(picture).values():
        assert 0 <= x <= x + width <= picture.width
        assert 0 <= y <= y + height <= picture.height
    scopes = {scope.key: scope for scope in picture.scopes}
    for box in picture.boxes:
        for key in drawing.trace.nodes[box.index].scope:
            around = scopes[key]
            assert around.x <= box.x - box.width / 2 <= box.x + box.width / 2 <= around.x + around.width
            assert around.y <= box.y - box.height / 2 <= box.y + box.height / 2 <= around.y + around.height


@pytest.mark.parametrize("graph", LECTURE_LIKE)
def test_every_arrow_leads_to_the_right(graph):
    drawing = draw(graph())
    picture, nodes = drawing.picture, drawing.trace.nodes
    places = {box.index: box.x for box in picture.boxes}
    assert all(arrow.curve[0][0] < arrow.curve[-1][0] for arrow in picture.arrows)
    starts = [(arrow.curve[0][0], nodes[i].inputs[slot]) for arrow in picture.arrows for i, slot in arrow.slots]
    assert all(x > places[value] for x, value in starts)
    assert all(curve[-1][0] < places[i] for i, curve in picture.results.items())


def test_operands_stand_from_top_to_bottom_as_they_are_written():
    a, b, c = (Value(float(i), name) for i, name in enumerate("abc", start=1))
    picture = draw((a - b) * c).picture
    heights = {box.label: box.y for box in picture.boxes}
    assert heights["a"] < heights["b"] < heights["c"]


def test_layers_stand_side_by_side_in_the_order_of_computing():
    scopes = {scope.title: scope for scope in draw(network()).picture.scopes}
    first, second, loss = scopes["mlp/layer.0"], scopes["mlp/layer.1"], scopes["loss"]
    assert first.x + first.width < second.x
    assert second.x + second.width < loss.x
    neurons = [scopes[f"mlp/layer.0/neuron.{k}"].y for k in range(3)]
    assert neurons == sorted(neurons)


def answer(shapes: dict[str, str], arrows: dict[str, str], rooms: dict[str, str]) -> dict:
    """What Graphviz says: where shapes, arrows and the rooms for their numbers are; a cluster has a box of corners."""
    kind = {True: "bb", False: "pos"}
    return {
        "objects": [{"name": name, kind[name.startswith("cluster")]: place} for name, place in shapes.items()],
        "edges": [{"id": name, "pos": place, **({"lp": rooms[name]} if name in rooms else {})}
                  for name, place in arrows.items()],
    }  # fmt: skip


SIZES = {0: (100.0, 60.0), 1: (100.0, 60.0), "1": (30.0, 30.0)}


def given(monkeypatch, *answers: dict) -> list[str]:
    """Have Graphviz answer so, one after the other; return the list of what it is asked."""
    asked: list[str] = []
    monkeypatch.setattr(
        "engine.drawing.layout.positions", lambda source: asked.append(source) or answers[len(asked) - 1]
    )
    return asked


def test_places_count_down_from_the_top_with_a_margin_around_all_that_is_drawn(monkeypatch):
    """An arrow with a port is two curves and a straight piece between them."""
    with scope("s"):
        seen = trace(twice())
    places = {"cluster0": "110,10.36,410.26,150", "value0": "50,80", "port0": "150,110", "port1": "150,50",
              "round1": "250,80", "value1": "350,80"}  # fmt: skip
    arrows = {"into0": "100,80 120,80 130,110 140,110", "link0": "160,110 190,110 220,100 240,90",
              "into1": "100,80 120,80 130,50 140,50", "link1": "160,50 190,50 220,60 240,70",
              "result1": "265,80 280,80 290,80 300,80"}  # fmt: skip
    given(monkeypatch, *[answer(places, arrows, {})] * 3)
    assert layout(diagram(seen), SIZES, [(20.0, 20.0)] * 2, {0: (10.0, 16.0)}) == Layout(
        size=(434.3, 163.6),
        centres={0: (62.0, 82.0), 1: (362.0, 82.0), "1": (262.0, 82.0)},
        links=[
            ((112, 82), (132, 82), (142, 52), (152, 52), (158.7, 52), (165.3, 52), (172, 52), (202, 52), (232, 62),
             (252, 72)),
            ((112, 82), (132, 82), (142, 112), (152, 112), (158.7, 112), (165.3, 112), (172, 112), (202, 112),
             (232, 102), (252, 92)),
        ],
        results=[((277, 82), (292, 82), (302, 82), (312, 82))],
        labels=[(162, 52), (162, 112)],
        scopes={0: (122, 12, 300.3, 139.6)},
    )  # fmt: skip


@pytest.mark.parametrize(
    ("high", "low", "size", "start"),
    [
        ("120", "20", (425.0, 124.0), (112.5, 62.0)),  # the arrow is the highest and the lowest
        ("90", "80", (425.0, 85.1), (112.5, 42.6)),  # the boxes are
    ],
)
def test_arrows_and_boxes_both_need_paper_and_numbers_stand_where_there_is_room(monkeypatch, high, low, size, start):
    seen = trace(Value(3.0, "x").tanh())
    places = {"value0": "50,70.06", "value1": "350.04,70", "round1": "250,70"}
    arrows = {"link0": f"100,70 100,{high} 240,{low} 240,70", "result1": "265,70 280,70 290,70 300,70"}
    asked = given(monkeypatch, answer(places, arrows, {"link0": "170,999"}))
    found = layout(diagram(seen), SIZES | dict.fromkeys((0, 1), (101.0, 61.0)), [(20.0, 20.0)], {})
    assert len(asked) == 1
    assert (found.size, found.links[0][0]) == (size, start), "to a tenth of a pixel"
    assert found.labels[0][0] == 182.5
    heights = [float(x) for x in ("70", high, low, "70")]
    upwards = (heights[0] + 3 * heights[1] + 3 * heights[2] + heights[3]) / 8
    assert found.labels[0][1] - found.links[0][0][1] == pytest.approx(70 - upwards, abs=0.1)


def crossings(segments: list[tuple]) -> int:
    """Solve for where the lines through each two segments meet, and count what is strictly inside of both."""
    count = 0
    for ((ax, ay), (bx, by)), ((cx, cy), (dx, dy)) in combinations(segments, 2):
        det = (bx - ax) * (cy - dy) - (by - ay) * (cx - dx)
        t = ((cx - ax) * (cy - dy) - (cy - ay) * (cx - dx)) / det if det else -1
        u = ((bx - ax) * (cy - ay) - (by - ay) * (cx - ax)) / det if det else -1
        count += 0 < t < 1 and 0 < u < 1
    return count


def s_curve(a: tuple[float, float], b: tuple[float, float]) -> str:
    """A curve that leaves the straight line from a to b, and passes through its middle."""
    return f"{a[0]},{a[1]} {a[0] + 10},{a[1] + 70} {b[0] - 10},{b[1] - 70} {b[0]},{b[1]}"


@pytest.mark.parametrize("seed", range(16, 32))
def test_the_tidiest_of_three_orders_is_taken(monkeypatch, seed):
    """Tidy is where few arrows cross, and few operands of an operation stand in another order than they are written."""
    rng, operands = random.Random(seed), [Value(1.0, name) for name in "abcd"]
    with scope("s"):
        drawn = diagram(trace(engine.sum([operands[0] * operands[1], operands[2] - operands[3], operands[0]])))
    sizes = dict.fromkeys([*drawn.boxes, *(each.key for each in drawn.operations)], (10.0, 10.0))
    answers, disorder = [], []
    for _ in range(3):
        places = [(x + rng.choice((0, 50, 100)), rng.choice(range(0, 300, 50))) for _ in drawn.links for x in (0, 150)]
        ends = list(zip(places[::2], places[1::2], strict=True))  # on a grid, so that some only touch
        middles = {f"link{i}": (a[0] + b[0], a[1] + b[1]) for i, (a, b) in enumerate(ends)}
        curves = {f"link{i}": s_curve(*pair) for i, pair in enumerate(ends)}
        shapes = {f"{'value' if isinstance(key, int) else 'round'}{key}": "150,150" for key in sizes}
        results = {f"result{i}": "0,0 1,0 2,0 3,0" for _, i in drawn.results}
        rooms = {name: f"{x / 2},{y / 2}" for name, (x, y) in middles.items()}
        answers.append(answer({**shapes, "cluster0": "0,0,300,300"}, curves | results, rooms))
        heights = [middles[f"link{i}"][1] for i in range(len(ends))]
        rows = [[y for y, link in zip(heights, drawn.links, strict=True) if link.operation == each.key]
                for each in drawn.operations]  # fmt: skip
        disorder.append(crossings(ends) + sum(low < high for row in rows for low, high in combinations(row, 2)))
    given(monkeypatch, *answers)
    found = layout(drawn, sizes, [(20.0, 20.0)] * len(drawn.links), {0: (10.0, 16.0)})
    given(monkeypatch, *[answers[disorder.index(min(disorder))]] * 3)
    assert found == layout(drawn, sizes, [(20.0, 20.0)] * len(drawn.links), {0: (10.0, 16.0)})


@pytest.mark.parametrize(("arrows", "scoped", "times"), [(80, True, 3), (81, True, 1), (2, True, 3), (2, False, 1)])
def test_orders_are_tried_where_scopes_leave_a_choice_and_it_does_not_take_long(monkeypatch, arrows, scoped, times):
    sources = []
    monkeypatch.setattr("engine.drawing.layout._placed", lambda *args: sources.append(args[2]) or Layout(*[()] * 6))
    with scope("s") if scoped else nullcontext():
        drawn = diagram(trace(engine.sum([Value(1.0, "x")] * arrows)))
    sizes = dict.fromkeys([0, 1, "1"], (10.0, 10.0))
    monkeypatch.setattr("engine.drawing.layout._disorder", lambda *_: 0)
    layout(drawn, sizes, [(20.0, 20.0)] * arrows, {0: (10.0, 16.0)})
    assert len(sources) == times


@pytest.mark.parametrize(
    ("graph", "collapse"), [(cells, "cell.0"), (product_and_sum, False), (lambda: network((1, 2, 1)), False)]
)
def test_what_graphviz_is_asked_stays_as_it_was_looked_at(monkeypatch, snapshot, graph, collapse):
    asked = []
    monkeypatch.setattr("engine.drawing.layout.positions", lambda source: asked.append(source) or positions(source))
    assert draw(graph(), collapse=collapse).picture
    assert "\n".join(asked) == snapshot


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
        y = Value(2.0, "secret label") * Value(-0.5, "\\")
    y.label = "another secret"
    draw(y, title="secret title").svg()
    assert sources
    assert not any("secret" in source or "\\" in source for source in sources)
    assert not any("0.5" in source for source in sources), "and no number either"


def test_labels_change_sizes_only():
    short, long = Value(2.0, "a") * 2.0, Value(2.0, "a much longer label") * 2.0
    narrow, wide = (draw(y).picture for y in (short, long))
    assert narrow.boxes[0].width < wide.boxes[0].width
    assert len(narrow.arrows) == len(wide.arrows)


def test_without_any_graphviz_the_error_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "pygraphviz", None)
    monkeypatch.setattr("shutil.which", lambda name: None)
    with pytest.raises(LayoutError, match="pip install pygraphviz"):
        draw(twice()).svg()


def test_a_dot_on_the_path_does_the_same_job(monkeypatch, tmp_path):
    """The program here is a script around the library, which shows what is sent to it and how its answer is read."""
    program = tmp_path / "dot"
    program.write_text(
        f"#!{sys.executable}\nimport sys, pygraphviz\nassert sys.argv[1:] == ['-Tjson']\n"
        "answer = pygraphviz.AGraph(string=sys.stdin.read()).draw(format='json', prog='dot')\n"
        "sys.stdout.buffer.write(answer if isinstance(answer, bytes) else answer.encode())\n"
    )
    program.chmod(0o755)
    expected = draw(network()).svg()
    monkeypatch.setitem(sys.modules, "pygraphviz", None)
    monkeypatch.setattr("shutil.which", lambda name: str(program))
    assert draw(network()).svg() == expected


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
