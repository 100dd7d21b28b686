"""What the engine hands out says what was found: nobody can change it afterwards."""

from dataclasses import FrozenInstanceError, fields

import pytest

from engine import PRIMITIVES, Value, check_gradients, no_grad, scope
from engine.modes import MODE
from engine.numeric import slope_at
from engine.trace import trace


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
