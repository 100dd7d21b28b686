"""Where things are: nothing on top of anything else, and no text of a user's in Graphviz's hands."""

import sys
import threading

import pytest

from engine import LayoutError, Value, draw, scope
from engine.drawing import positions as graphviz
from engine.drawing.compose import compose
from engine.drawing.diagram import diagram
from engine.trace import trace
from engine.words.story import Story
from tests.engine.drawing.pictures import (
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
    program.write_text("#!/bin/sh\necho 'no such layout' >&2\nexit 1\n")
    program.chmod(0o755)
    monkeypatch.setitem(sys.modules, "pygraphviz", None)
    monkeypatch.setattr("shutil.which", lambda name: str(program))
    with pytest.raises(LayoutError, match="no such layout"):
        draw(twice()).svg()


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
