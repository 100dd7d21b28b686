"""What a drawing refuses, and the whole of what it says then."""

from collections.abc import Callable
from typing import Any

import pytest

from engine import Value, scope
from engine import draw as typed_draw
from engine.drawing.micrograd import draw_dot
from engine.errors import ArgumentError, GraphTooLargeError, NotANumberError, SettingError


def graph() -> Value:
    with scope("model"), scope("hidden"):
        y = Value(2.0, "x") * Value(3.0, "w")
    return y.tanh()


draw: Any = typed_draw  # what is refused has the wrong type
REFUSED: list[tuple[Callable[[Any], Any], type[Exception], str]] = [
    (lambda y: draw(3.0), NotANumberError,
     "draw: needs the Value that a graph ends in, such as the loss, got float 3.0"),
    (lambda y: draw(y, title=3), ArgumentError,
     "draw: title must be a text, and lines a mapping from Values to line numbers"),
    (lambda y: draw(y, lines=[1]), ArgumentError,
     "draw: title must be a text, and lines a mapping from Values to line numbers"),
    (lambda y: draw(y, form="row"), SettingError, "draw: form must be \"rows\" or \"columns\", got 'row'"),
    (lambda y: draw(y, collapse="head"), SettingError,
     "collapse: no scope is called 'head'; this graph has model, model/hidden"),
    (lambda y: draw(Value(1.0) + 1.0, collapse="head"), SettingError,
     "collapse: no scope is called 'head'; this graph has no scopes at all"),
    (lambda y: draw(y, collapse=0), SettingError,
     "collapse must be True, a depth from 1 on, or names of scopes, got 0"),
    (lambda y: draw(y, collapse=0, limit=3), SettingError,
     "collapse must be True, a depth from 1 on, or names of scopes, got 0"),
    (lambda y: draw(y, collapse=[]), SettingError,
     "collapse must be True, a depth from 1 on, or names of scopes, got []"),
    (lambda y: draw(y, collapse=["model", 1]), SettingError,
     "collapse must be True, a depth from 1 on, or names of scopes, got ['model', 1]"),
    (lambda y: draw(y, limit=3), GraphTooLargeError,
     "this graph has 4 values, and a drawing stays readable up to 3: fold its scopes with draw(output, collapse=True), "
     "take a smaller example (fewer neurons, one point of the batch), or insist with draw(output, limit=4)"),
    (lambda y: draw(y, collapse="model", limit=1), GraphTooLargeError,
     "this graph still has after folding 2 values, and a drawing stays readable up to 1: fold its scopes with "
     "draw(output, collapse=True), take a smaller example (fewer neurons, one point of the batch), or insist with "
     "draw(output, limit=2)"),
    (lambda y: draw(y).svg(frame=7), SettingError,
     "frame 7 does not exist: this drawing has frames 0 to 6; give one of these"),
    (lambda y: draw(y).svg(frame=-1), SettingError,
     "frame -1 does not exist: this drawing has frames 0 to 6; give one of these"),
    (lambda y: draw(y).svg(frame=1.0), SettingError,
     "frame 1.0 does not exist: this drawing has frames 0 to 6; give one of these"),
    (lambda y: draw(y).svg("sideways"), SettingError,
     "the phases of a drawing are \"forward\" and \"backward\", not 'sideways'; give one of them"),
    (lambda y: draw(y).svg(theme="blue"), SettingError,
     "the themes of a drawing are \"light\" and \"dark\", not 'blue'; give one of them"),
    (lambda y: draw(y).svg(prefix=3), ArgumentError, "svg: prefix must be a text, got 3"),
    (lambda y: draw(y).player(3), ArgumentError, "player: name must be a text, got 3"),
    (lambda y: draw(y).player(predict=[0, 7]), SettingError,
     "player: predict must be a list of frames from 0 to 6, got [0, 7]"),
    (lambda y: draw(y).player(predict=3), SettingError,
     "player: predict must be a list of frames from 0 to 6, got 3"),
    (lambda y: draw(y).save("graph.jpg"), SettingError,
     "cannot save a drawing as 'graph.jpg': use .svg, .dot, .png, .pdf, .html, .tex"),
    (lambda y: draw(y).save("graph.html", "forward"), SettingError,
     "'graph.html' holds every step in both themes; leave out phase, frame and theme"),
    (lambda y: draw_dot(y, "png"), SettingError,
     "draw_dot: shows an SVG from left to right, not 'png' and 'LR'; leave these out, and for a file of another "
     "format write draw(root).save('graph.png')"),
    (lambda y: draw_dot(y, rankdir="TB"), SettingError,
     "draw_dot: shows an SVG from left to right, not 'svg' and 'TB'; leave these out, and for a file of another "
     "format write draw(root).save('graph.png')"),
]  # fmt: skip


@pytest.mark.parametrize(("refused", "error", "said"), REFUSED)
def test_it_says_what_is_wrong_and_what_to_do(
    refused: Callable[[Value], Any], error: type[Exception], said: str
) -> None:
    with pytest.raises(error) as told:
        refused(graph())
    assert str(told.value) == said
