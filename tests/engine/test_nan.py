"""A number that is not one is never swallowed: NaN in, NaN out, in whichever place it stands."""

import math
from contextlib import nullcontext
from itertools import permutations

import pytest

from engine import (
    Constant,
    DomainError,
    Value,
    anomaly,
    gradient,
    jvp,
    logsumexp,
    maximum,
    minimum,
    record,
    scope,
    softmax,
)
from engine.arithmetic import Floats
from engine.errors import StaleGradientWarning
from engine.primitives import PRIMITIVES, TABLE
from engine.value import apply
from nn import SGD, losses
from nn.pool import MaxPool2D

NAN = math.nan


@pytest.mark.parametrize("f", [maximum, minimum, lambda *xs: logsumexp(xs), lambda *xs: softmax(xs)[0]])
@pytest.mark.parametrize("numbers", list(permutations([1.0, NAN, 2.0])))
def test_among_others_it_is_seen_in_any_order(f, numbers):
    assert math.isnan(f(*map(Value, numbers)).data)


BOUND = [row.bind(*(3.0 for _ in row.static_names)) if row.static_names else row for row in TABLE]


@pytest.mark.parametrize("row", BOUND, ids=lambda row: row.name)
def test_every_row_passes_it_on(row):
    for place in range(len(row.domain)):
        inputs = [Value(NAN if i == place else 0.5) for i in range(len(row.domain))]
        y = apply(row, *inputs)
        assert math.isnan(y.data)
        expected = row.partials_at(Floats, y.data, [x.data for x in inputs])[place]
        if math.isnan(expected):
            with pytest.raises(DomainError, match="nan"):
                gradient(y, inputs[place])
        else:
            assert gradient(y, inputs[place]) == expected


@pytest.mark.parametrize("row", BOUND, ids=lambda row: row.name)
def test_every_derivative_that_depends_on_it_passes_it_on(row):
    def partials(place, number):
        xs = [number if i == place else 0.5 for i in range(len(row.domain))]
        return row.partials_at(Floats, row.value_at(Floats, xs), xs)

    for place, ends in enumerate(row.domain):
        for low, high, there in zip(*(partials(place, x) for x in ends), partials(place, NAN), strict=True):
            assert math.isnan(there) or low == high == there


HAVE_NO_SLOPE = [
    "relu",
    "leaky_relu",
    "exp",
    "log",
    "sqrt",
    "abs",
    "sin",
    "cos",
    "tanh",
    "sigmoid",
    "softplus",
    "maximum",
    "minimum",
]


@pytest.mark.parametrize("name", [*HAVE_NO_SLOPE, "logsumexp", "softmax"])
@pytest.mark.parametrize("create_graph", [False, True])
def test_no_derivative_exists_there(name, create_graph):
    x = Value(NAN, "x")
    row = PRIMITIVES[name]
    with pytest.raises(DomainError, match="nan"):
        gradient(apply(row.bind(0.01) if row.static_names else row, x), x, create_graph=create_graph)


@pytest.mark.parametrize("f", [lambda x: x.relu(), lambda x: x.leaky_relu(), lambda x: x.abs()])
def test_forward_and_recorded_derivatives_refuse_it_as_well(f):
    with pytest.raises(DomainError, match="nan"):
        jvp(lambda x: f(x * NAN), [1.0], [1.0])
    x, w = Value(1.0, "x"), Value(1.0, "w")
    tape = record(f(x * w), [w], [x])
    with pytest.raises(DomainError, match="nan"):
        tape.value_and_grad([1.0], [NAN])


@pytest.mark.parametrize(
    ("made", "seen"),
    [
        (lambda w: Value(NAN, "n") * w, r"look at the input 'n', which is nan; inside of `with anomaly"),
        (lambda w: ((Value(NAN, "n") * w).tanh() + 3) * 2, r"look at the input 'n', which is nan"),
        (lambda w: (w * NAN).sin(), r"look at a number without a label, which is nan"),
        (lambda w: (Value(math.inf, "far") * w - math.inf).sin() * w, r"look at the input 'far', which is infinite"),
        (
            lambda w: Value(-2.0, "a") ** (w * 4) * 3,
            r"pow: the derivative of \(-2\)\*\*2.*negative number to the b by b",
        ),
    ],
)
def test_what_it_came_from_is_named(made, seen):
    w = Value(0.5, "w")
    with pytest.raises(DomainError, match=rf"backward: the gradient of .*does not exist \(it is nan\); {seen}"):
        made(w).backward()


def test_where_it_was_made_its_scope_is_said():
    with scope("layer"):
        n = Value(NAN)
    with pytest.raises(DomainError, match=r"look at a number without a label in layer, which is nan"):
        (n * Value(0.5, "w")).backward()


@pytest.mark.parametrize("mode", [nullcontext, anomaly])
def test_a_negative_number_to_a_power_that_is_asked_for_its_derivative(mode):
    e = Value(2.0, "e")
    for power in ((-0.5) ** e, Value(-0.5) ** e):
        with mode(), pytest.raises(DomainError, match=r"of a negative number to the (x|b by b) does not exist"):
            power.backward()


def test_a_constant_exponent_is_not_blamed():
    a, b = Value(-2.0, "a"), Value(-3.0, "b")
    with pytest.raises(DomainError, match=r"pow: the derivative of \(-3\)\*\*2 "):
        (b ** Value(2.0, "e") * a ** Constant(2.0, "c")).backward()


def test_max_pooling_shows_it():
    image = [[[1.0, NAN], [3.0, 4.0]]]
    ((((y,),),)) = MaxPool2D(2)(image)
    assert math.isnan(y.data)


@pytest.mark.parametrize("loss", [losses.hinge, losses.multiclass_hinge])
def test_hinge_losses_show_it(loss):
    predictions = [Value(NAN)] if loss is losses.hinge else [[Value(1.0), Value(NAN)]]
    total = loss(predictions, [1])
    assert math.isnan(total.data)
    with pytest.raises(DomainError, match="look at a number without a label, which is nan"):
        total.backward()


def test_a_step_with_it_is_not_taken():
    w = Value(1.0, "w")
    with pytest.raises(DomainError, match="nan"):
        losses.hinge([w * NAN], [1.0]).backward()
    with pytest.warns(StaleGradientWarning, match="finds no gradient"):
        SGD([w], 0.1).step()
    assert w.data == 1.0
