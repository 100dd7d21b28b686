"""What the engine hands out says what was found: nobody can change it afterwards."""

import sys
from dataclasses import FrozenInstanceError, fields, is_dataclass

import numpy as np
import pytest

from engine import PRIMITIVES, Value, check_gradients, draw, no_grad, record, scope
from engine.compare import compare_gradients
from engine.compare.likely import likely_slips
from engine.drawing.board import lines
from engine.drawing.board.page import board_data
from engine.modes import MODE
from engine.numeric import slope_at
from engine.trace import trace
from engine.words.story import Story
from nn.array import array


def mode():
    with no_grad():
        return MODE.get()


def traced():
    with scope("layer"):
        return trace(Value(2.0) * 3.0)


HANDED_OUT = {
    "a report": lambda: check_gradients(lambda x: x * x, 3.0),
    "a line of it": lambda: check_gradients(lambda x: x * x, 3.0).coordinates[0],
    "a slope": lambda: slope_at(abs, 1.0),
    "a row": lambda: PRIMITIVES["power"].bind(2.0),
    "a mode": mode,
    "a trace": traced,
    "a node of it": lambda: traced().nodes[0],
    "a step of it": lambda: traced().steps[0],
    "a scope of it": lambda: traced().scopes[0],
    "what is known": lambda: traced().known_at(0),
}


@pytest.mark.parametrize("make", HANDED_OUT.values(), ids=HANDED_OUT)
def test_no_field_can_be_set(make):
    thing = make()
    before = repr(thing)
    for field in fields(thing):
        with pytest.raises(FrozenInstanceError):
            setattr(thing, field.name, getattr(thing, field.name))
    assert repr(thing) == before


FILLED_IN = {"Row", "Function", "Program", "Path", "KMeans", "History", "Explanation", "Wrong", "Point"}
EQUAL_TO_ITSELF_ONLY = {  # what holds arrays or a graph
    "NamedArray", "Slip", "Guess", "Total", "Window", "Applied", "Formula", "Explanation", "Wrong", "Point", "Drawing",
    "Trace", "Wording", "Primitive",
}  # fmt: skip


def recorded(loss, w):
    tape = record(loss, w)
    tape.value_and_grad(tape.theta)
    tape.wasm()


@pytest.mark.parametrize(
    "use",
    [
        lambda loss, w: str(compare_gradients(loss, {"w": (w, np.ones((2, 2)))})),
        lambda loss, w: likely_slips(loss, {"w": w}, 1),
        lambda loss, w: draw(loss).svg(),
        lambda loss, w: board_data(lines(Story(trace(loss)), "rows"), trace(loss).labels),
        recorded,
    ],
    ids=["compared", "slips", "drawn", "on a board", "recorded"],
)
def test_what_the_parts_hand_to_each_other_is_frozen_and_compared_by_identity_where_it_is_large(use):
    w = array([[0.5, -1.0], [2.0, 0.3]], "w")
    with scope("layer"):
        hidden = np.maximum(array([[1.0, 2.0], [3.0, -1.0]], "x", given=True) @ w, 0.0)
    use(np.sum(hidden**2).item() / 4.0, w)
    classes = {
        part
        for name, module in list(sys.modules.items())
        if name.startswith(("engine.", "nn."))
        for part in vars(module).values()
        if isinstance(part, type) and is_dataclass(part)
    }
    assert len(classes) > 50
    assert {part.__name__ for part in classes if not part.__dataclass_params__.frozen} <= FILLED_IN
    assert {part.__name__ for part in classes if part.__eq__ is object.__eq__} >= EQUAL_TO_ITSELF_ONLY
