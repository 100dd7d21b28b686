"""Small worked graphs, and all that is drawn of them: what, how large, where, and what every frame shows there."""

from collections.abc import Callable
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion

import engine
from engine import Value, draw, named, scope, softmax
from engine.drawing.board_slides import board_slides
from engine.drawing.compose import compose
from engine.drawing.marks import groups
from engine.drawing.page_data import page_data
from engine.drawing.positions import positions
from engine.drawing.sizes import Size
from tests.engine.drawing import nets, pictures
from tests.engine.drawing.worked import diagram_lines, frame_lines, group_lines, picture_lines


def two_two_one() -> Value:
    return pictures.network((2, 2, 1))


def probabilities() -> Value:
    p = softmax([Value(1.0, "z0"), Value(2.0, "z1"), Value(0.5, "z2")])
    with scope("loss"):
        return named("L", -(p[0].log() * 0.25 + p[2].log() * 0.75))


def image() -> Value:
    return nets.convolution(1, 3)


def called_twice() -> Value:
    """A cell with weights of its own that is called twice, and a weight that something outside uses as well."""
    w, b, x = Value(0.5, "w"), Value(0.25, "b"), Value(2.0, "x")
    for _ in range(2):
        with scope("cell"):
            x = (w * x + b).tanh()
    return x * w + engine.sum([x, w, Value(1.0, "c_long_name_of_a_leaf_alone")])


def hands_on() -> Value:
    """A folded scope of which an inner value is used outside, too, and a value with more uses than lines."""
    x, y = Value(2.0, "x"), Value(-1.0, "y")
    with scope("inner"):
        first = x * y
        second = first.tanh() + y.exp()
    parts = [first * 3.0, second, x.relu(), x * 0.5, x**2, x - y, -x]
    return engine.sum(parts)


Graph = Callable[[], Value]
Options = dict[str, Any]
WORKED: list[tuple[Graph, Options, Size | None]] = [
    (pictures.neuron, {}, None),
    (pictures.sharing, {}, None),
    (lambda: pictures.recurrent(2), {}, None),
    (lambda: pictures.recurrent(3), {"collapse": True}, None),
    (two_two_one, {}, None),
    (two_two_one, {"collapse": 2}, None),
    (lambda: pictures.recurrent(2), {}, (440.0, 200.0)),
    (probabilities, {}, None),
    (called_twice, {"collapse": True}, None),
    (image, {"collapse": True}, None),
    (hands_on, {"collapse": True}, None),
]
NAMES = [
    "neuron",
    "sharing",
    "rnn",
    "rnn folded",
    "2-2-1",
    "2-2-1 in layers",
    "rnn on a slide",
    "softmax",
    "twice folded",
    "convolution folded",
    "used inside and outside",
]


@pytest.mark.long
@pytest.mark.parametrize(("graph", "options", "area"), WORKED, ids=NAMES)
def test_what_is_drawn_of_a_small_graph_and_where(
    graph: Graph, options: Options, area: Size | None, snapshot: SnapshotAssertion
) -> None:
    drawing = draw(graph(), **options)
    picture = compose(drawing.story, drawing.diagram, area) if area else drawing.picture
    assert "\n".join([*diagram_lines(drawing.diagram), *picture_lines(picture)]) == snapshot


@pytest.mark.parametrize("step", [2, 6])
def test_what_a_frame_shows(step: int, snapshot: SnapshotAssertion) -> None:
    drawing = draw(pictures.product_and_sum())
    shown = drawing.frame(step=step)
    marks = [line for group in groups(drawing.picture, shown) for line in group_lines(group)]
    assert "\n".join([*frame_lines(shown), *marks]) == snapshot


def test_what_the_last_frame_of_a_folded_graph_shows(snapshot: SnapshotAssertion) -> None:
    drawing = draw(called_twice(), collapse=True)
    shown = drawing.frame(step=len(drawing.steps) - 1)
    assert "\n".join(line for group in groups(drawing.picture, shown) for line in group_lines(group)) == snapshot


def test_the_whole_board_as_slides(snapshot: SnapshotAssertion) -> None:
    assert board_slides(draw(nets.two_layers(2, 2, 2, 1), title="two_layers")) == snapshot


def test_all_that_a_page_is_told(snapshot: SnapshotAssertion) -> None:
    x, w = [Value(2.0, "x1"), Value(0.5, "x2")], [Value(-3.0, "w1"), Value(1.0, "w2")]
    with scope("neuron"):
        z = engine.dot(w, x)
    drawing = draw(z.tanh(), lines={z: 2})
    found = page_data(drawing.story, "w, x = ...\n  z = dot(w, x)\n", "columns", {"row sums of": "Summe von"})
    assert "\n".join(f"{key}: {each}" for key, part in found.items()
                     for each in (part if isinstance(part, list) else [part])) == snapshot  # fmt: skip


@pytest.mark.parametrize(("graph", "options"), [(pictures.sharing, {}), (pictures.cells, {"collapse": "cell.0"})])
def test_what_graphviz_is_asked(
    graph: Graph, options: Options, monkeypatch: pytest.MonkeyPatch, snapshot: SnapshotAssertion
) -> None:
    asked: list[str] = []

    def note(source: str) -> dict[str, object]:
        asked.append(source)
        return positions(source)

    monkeypatch.setattr("engine.drawing.placing.positions", note)
    assert draw(graph(), **options).picture
    assert "\n".join(asked[:2]) == snapshot
