"""What the engine hands out says what was found: nobody can change it afterwards."""

from dataclasses import FrozenInstanceError, fields

import pytest

from engine.check import check_gradients
from engine.modes import MODE, no_grad
from engine.numeric import slope_at
from engine.primitives import PRIMITIVES
from engine.trace import TracedScope, trace
from engine.value import Value


def handed_out():
    """Return one of each kind."""
    report = check_gradients(lambda x: x * x, 3.0)
    traced = trace(Value(2.0) * 3.0)
    with no_grad():
        mode = MODE.get()
    found = [report, report.coordinates[0], slope_at(abs, 1.0), PRIMITIVES["exp"], mode]
    return [*found, traced, traced.nodes[0], traced.steps[0], traced.known_at(0), TracedScope(0, "layer", None)]


@pytest.mark.parametrize("thing", handed_out(), ids=lambda thing: type(thing).__name__)
def test_no_field_can_be_set(thing):
    for field in fields(thing):
        with pytest.raises(FrozenInstanceError):
            setattr(thing, field.name, getattr(thing, field.name))
