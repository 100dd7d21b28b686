"""The functions that take many values, and those that are made of a row."""

import inspect
import math

import pytest

import engine
from engine import NotANumberError, ShapeError, Value, affine, dot, gradient, logsumexp, maximum, minimum, softmax


def test_sum_takes_anything_that_can_be_walked():
    assert engine.sum(Value(float(i)) for i in range(4)).data == 6.0
    assert engine.sum([1, Value(2.0)]).data == 3.0
    assert engine.sum([]).data == 0.0
    assert engine.sum(()).inputs == ()


def test_many_inputs_are_one_operation():
    xs = [Value(float(i)) for i in range(10)]
    assert engine.sum(xs).inputs == tuple(xs)
    assert dot(xs, xs).inputs == (*xs, *xs)
    assert affine(xs, xs, xs[0]).inputs == (*xs, *xs, xs[0])
    assert logsumexp(xs).inputs == tuple(xs)


def test_dot_and_affine():
    w, x, b = [Value(1.0), Value(2.0)], [Value(3.0), Value(4.0)], Value(0.5)
    assert dot(w, x).data == 11.0
    assert affine(w, x, b).data == 11.5
    assert gradient(affine(w, x, b), [*w, *x, b]) == [3.0, 4.0, 1.0, 2.0, 1.0]
    assert dot([], []).data == 0.0
    assert affine([], [], b).data == 0.5


def test_maximum_and_minimum():
    assert maximum(Value(1.0), 3, Value(2.0)).data == 3.0
    assert minimum(Value(1.0), 3, Value(2.0)).data == 1.0
    assert maximum(Value(1.0)).data == 1.0


def test_softmax_adds_up_to_one_and_is_differentiable():
    logits = [Value(z) for z in (1.0, -2.0, 0.5)]
    shares = softmax(logits)
    assert sum(p.data for p in shares) == pytest.approx(1.0, rel=1e-15)
    p = [share.data for share in shares]
    assert gradient(shares[0], logits) == pytest.approx([p[0] * (1 - p[0]), -p[0] * p[1], -p[0] * p[2]])


@pytest.mark.parametrize("f", [dot, lambda w, x: affine(w, x, 0.0)])
def test_lengths_must_agree(f):
    with pytest.raises(ShapeError, match="1 weights do not pair with 2 inputs"):
        f([Value(1.0)], [1.0, 2.0])
    with pytest.raises(ShapeError, match="2 weights do not pair with 1 inputs"):
        f([Value(1.0), Value(2.0)], [1.0])
    assert f([Value(1.0)] * 1000, [2.0] * 1000).data == 2000.0


@pytest.mark.parametrize("f", [maximum, minimum, lambda: logsumexp([]), lambda: softmax([])])
def test_nothing_is_not_enough(f):
    with pytest.raises(ShapeError, match="at least one value"):
        f()


@pytest.mark.parametrize("f", [maximum, minimum])
def test_a_list_has_to_be_taken_apart(f):
    with pytest.raises(ShapeError, match=r"\(\*values\)"):
        f([Value(1.0), Value(2.0)])


@pytest.mark.parametrize("f", [maximum, minimum, lambda *xs: softmax(xs), lambda *xs: logsumexp(xs)])
def test_a_list_among_values_is_not_a_number(f):
    with pytest.raises(NotANumberError, match="expected a real number, got list"):
        f([1.0, 2.0], 3.0)


def test_words_are_refused():
    with pytest.raises(NotANumberError):
        dot("ab", [1.0, 2.0])


ELU = engine.Primitive(
    "elu", "elu", "rectifier", static_names=("alpha",),
    value=lambda math, x, alpha: math.where(x > 0, x, alpha * (math.exp(x) - 1.0)),
    partials=lambda math, y, x, alpha: (math.where(x > 0, 1.0, alpha * math.exp(x)),),
    formula="{x} if {x} > 0 else {alpha}*(exp({x}) - 1)", partial_formulas=("1 if {x} > 0 else {alpha}*exp({x})",),
)  # fmt: skip


def test_a_row_for_which_nobody_wrote_a_function_has_one_with_its_numbers_behind_the_input():
    elu, x = engine.function_of(ELU), Value(-1.0)
    elu(x, 2).backward()
    assert x.grad == 2 * math.exp(-1.0)
    assert elu(3, 2).data == 3.0
    assert elu(x, alpha=2).data == elu(x, 2).data
    assert str(inspect.signature(elu)) == "(x, /, alpha)"
    assert elu.__doc__ == "Return y = x if x > 0 else alpha*(exp(x) - 1); dy/dx = 1 if x > 0 else alpha*exp(x)."
    with pytest.raises(ShapeError, match=r"elu: it takes \(x, alpha\): missing a required argument: 'alpha'"):
        elu(x)
    with pytest.raises(ShapeError, match=r"elu: it takes \(x, alpha\): got an unexpected keyword argument 'beta'"):
        elu(x, 2, beta=1)
    with pytest.raises(NotANumberError):
        elu(x, Value(2.0))


def test_a_function_that_is_written_is_the_function_of_its_row():
    assert engine.function_of(engine.PRIMITIVES["tanh"]) is engine.FUNCTIONS["tanh"] is engine.tanh
    assert set(engine.METHODS) <= set(engine.FUNCTIONS) <= set(engine.PRIMITIVES) - set(engine.SIGNS)
