"""What a recorded function looks at besides its leaves: other leaves, chance, threads, the sides of kinks."""

import random
import warnings
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

import engine
from engine import Constant, Value, gradient, hessian, hvp, record
from engine.errors import CompareWarning, MovedError, RecordingError

LOOKS = {
    "compared": lambda g, w, x: w * x if g > 0 else -x,
    "a result compared": lambda g, w, x: w * x if g * 2 + 1 > 1 else -x,
    "compared with a leaf": lambda g, w, x: w * x if g > w - w else -x,
    "read": lambda g, w, x: w * x * g.data,
    "an item": lambda g, w, x: w * x * g.item(),
    "a result read": lambda g, w, x: w * x * (g * g * g).data,
    "written": lambda g, w, x: w * x if "-" not in f"{g:.1f}" else -x,
    "printed": lambda g, w, x: w * x if "-" not in repr(g) else -x,
    "copied": lambda g, w, x: w * x * g.detach(),
    "used": lambda g, w, x: w * x * g,
    "in the largest": lambda g, w, x: w * x * max([g, Value(-0.5)]),
}


@pytest.mark.parametrize("kind", [Value, Constant])
@pytest.mark.parametrize("look", LOOKS)
def test_another_leaf_that_is_only_looked_at_is_followed(look, kind):
    g, w = kind(1.0, "g"), Value(3.0, "w")

    def function(x):
        return LOOKS[look](g, w, x)

    tape = record(function, [w], 2.0)
    assert tape.value([3.0], [5.0]) == 15.0
    assert tape.eager_calls == 0
    g.data = -1.0
    assert tape.value([3.0], [5.0]) == function(Value(5.0)).data < 0
    assert tape.value_and_grad([3.0], [5.0])[1].tolist() == [gradient(function(Value(5.0)), w)]
    with pytest.raises(MovedError, match="function: a leaf that the recorded function uses has changed"):
        tape.function(np)
    g.data = 1.0
    assert tape.value([3.0], [5.0]) == 15.0
    assert tape.eager_calls == 2, "it is back, and replayed"


def test_machine_code_follows_it_too():
    pytest.importorskip("llvmlite")
    g, w = Value(1.0, "g"), Value(3.0, "w")
    fast = record(lambda x: w * x if g > 0 else -x, [w], 2.0).compile()
    g.data = -1.0
    assert fast.value([3.0], [5.0]) == -5.0


def test_a_constant_that_the_function_makes_is_not_kept_watch_of():
    w = Value(3.0, "w")
    tape = record(lambda x: w * x * 2 + 7 if x > 1 else x, [w], 2.0)
    assert tape._runner.used == []


def test_what_another_thread_compares_is_refused():
    w = Value(3.0, "w")

    def function(x):
        with ThreadPoolExecutor(1) as pool:
            positive = pool.submit(lambda: x > 0).result()
        return w * x if positive else -x

    for example in (2.0, Value(2.0, "x")):
        with pytest.raises(RecordingError, match="compares, in another thread or inside another tape,"):
            record(function, [w], example)
    with pytest.raises(RecordingError, match="compares, in another thread or inside another tape, 'w'"):
        record(lambda: function(w), [w])


def test_what_was_compared_before_is_neither_refused_nor_forgotten():
    w, x = Value(3.0, "w"), Value(2.0, "x")
    assert w > 0
    assert x > 0
    tape = record(lambda x: w * x, [w], x)
    assert tape.value([3.0], [5.0]) == 15.0
    with pytest.warns(CompareWarning):
        record(w * x, [w], [x])


@pytest.mark.parametrize("draw", [random.random, np.random.rand], ids=["random", "numpy.random"])
def test_chance_is_refused(draw):
    w = Value(3.0, "w")
    with pytest.raises(RecordingError, match=r"draws numbers from `(numpy\.)?random`, which each replay would repeat"):
        record(lambda x: w * x * draw(), [w], 2.0)


KINKED = {
    "relu": lambda v: v.relu() * v,
    "abs": lambda v: abs(v) * v,
    "maximum": lambda v: engine.maximum(v, v * 2),
    "softmax": lambda v: engine.softmax([v, v * 2])[0],
    "power": lambda v: v ** (v * 2),
}


@pytest.mark.parametrize("name", KINKED)
def test_derivatives_that_look_at_numbers_leave_no_mark_on_them(name):
    v = Value(0.7, "v")
    y = KINKED[name](v)
    hessian(y, v)
    hvp(y, [v], [1.0])
    slope = gradient(y, v, create_graph=True)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        record(y, [v])
    with pytest.warns(CompareWarning):
        record(slope * v, [v])
    assert v > 0
    hessian(y, v)
    with pytest.warns(CompareWarning):
        record(y, [v])


def test_a_slope_that_is_a_number_has_a_side_of_the_kink_as_well():
    x = Value(2.0, "x")
    with pytest.warns(CompareWarning):
        record(x * gradient(x.relu(), x, create_graph=True), [x])
