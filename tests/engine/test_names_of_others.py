"""What micrograd calls otherwise is answered with the name that it has here, or has that name, too."""

import pytest

from engine import Value, draw, draw_dot
from engine.errors import ArgumentError, ChalkgradError, SettingError


@pytest.mark.parametrize(
    ("name", "ours"),
    [("_prev", "v.inputs"), ("_children", "v.inputs"), ("_op", "v.op"), ("_backward", r"v.backward\(\)")],
)
def test_names_from_inside_micrograd_are_answered_with_ours(name, ours):
    y = Value(2.0, "x") * 3
    with pytest.raises(AttributeError, match=f"a Value has no {name} as in micrograd: .*{ours}") as caught:
        getattr(y, name)
    assert isinstance(caught.value, ChalkgradError)
    assert not hasattr(y, name)
    with pytest.raises(AttributeError, match=ours):
        setattr(y, name, lambda: None)


def test_what_a_value_is_computed_from_is_no_label():
    x = Value(1.0, "x")
    for second in ((x,), x, {x}):
        with pytest.raises(ArgumentError, match=r"its second argument is a label, .*it remembers by itself"):
            Value(2.0, second)


def test_draw_dot_is_a_drawing_that_shows_itself():
    y = (Value(2.0, "x") * 3).relu()
    assert draw_dot(y).svg() == draw(y).svg() == draw_dot(y, format="svg", rankdir="LR")._repr_svg_()
    for setting in ({"format": "png"}, {"rankdir": "TB"}):
        with pytest.raises(SettingError, match=r"leave these out, .* draw\(root\).save\('graph.png'\)"):
            draw_dot(y, **setting)
