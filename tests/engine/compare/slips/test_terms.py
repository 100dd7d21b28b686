"""What counts as a penalty, a square, a divisor or a size, each with what is nearly one."""

import numpy as np
import pytest

import engine
from engine import Constant, Primitive, Value
from engine.compare.slips.scale import _divisors, _is_half, _numbers
from engine.compare.slips.terms import _factors_of_terms, _is_penalty, counts, divisors, has_square, penalised
from engine.compare.structure import Structure
from tests.engine.compare.asking import problem_of
from tests.engine.planted.derivation import values

half = engine.function_of(
    Primitive("half", "/2", "quotient", lambda math, x: x / 2, lambda math, y, x: (0.5,), "{x}/2", ("0.5",))
)
twice = engine.function_of(
    Primitive("twice", "2*", "product", lambda math, x: x * 2, lambda math, y, x: (2.0,), "2*{x}", ("2",))
)


@pytest.mark.parametrize(
    ("form", "numbers"),
    [
        (lambda x, y: x / 4.0, {4.0}), (lambda x, y: x / -4.0, {4.0}), (lambda x, y: x / y, {3.0}),
        (lambda x, y: x / y.tanh(), set()), (lambda x, y: 5.0 / x.tanh(), set()),
        (lambda x, y: x * 0.25, {4.0}), (lambda x, y: -0.25 * x, {4.0}), (lambda x, y: x * 0.0, set()),
        (lambda x, y: x * y, set()), (lambda x, y: x * Constant(4.0).tanh(), set()), (lambda x, y: x + 0.25, set()),
        (lambda x, y: engine.dot([x], [0.25]), {4.0}), (lambda x, y: engine.dot([x, y], [0.25, 0.5]), set()),
        (lambda x, y: half(x), set()), (lambda x, y: twice(x), set()),
        (lambda x, y: (x / 4.0) * 0.125, {4.0, 8.0}),
    ],
)  # fmt: skip
def test_what_a_formula_divides_by(form, numbers):
    assert divisors(Structure(form(Value(2.0, "x"), Value(-3.0, "y"))).order) == numbers


@pytest.mark.parametrize(
    ("form", "squared"),
    [
        (lambda x, y: x**2, True), (lambda x, y: (x**2).sin(), True), (lambda x, y: x * x, True),
        (lambda x, y: engine.dot([x], [x]), True), (lambda x, y: x**3, False), (lambda x, y: x * y, False),
        (lambda x, y: engine.dot([x, x], [y, y]), False), (lambda x, y: x + x, False), (lambda x, y: x, False),
        (lambda x, y: twice(x), False), (lambda x, y: 2.0**x, False), (lambda x, y: x / x, False),
    ],
)  # fmt: skip
def test_what_a_square_is(form, squared):
    assert has_square(Structure(form(Value(2.0, "x"), Value(-3.0, "y"))).order) is squared


@pytest.mark.parametrize(
    ("form", "is_half"),
    [
        (lambda x: x * 0.4, False),
        (lambda x: x * 0.5, True), (lambda x: 0.5 * x, True), (lambda x: x / 2.0, True), (lambda x: x * 2.0, False),
        (lambda x: 2.0 / x, False), (lambda x: x / 0.5, False), (lambda x: 0.5 / x, True), (lambda x: x + 0.5, False),
        (lambda x: x - 2.0, False), (lambda x: x * -0.5, False), (lambda x: x / -2.0, False),
        (half, False), (lambda x: x * 0.0, False), (lambda x: x * Constant(0.5, "k"), False),
        (lambda x: x * Constant(0.5).exp(), False),
        (lambda x: x / 6.0, True), (lambda x: x * (1 / 6), True), (lambda x: x / 10.0, True),
        (lambda x: x / 3.0, False), (lambda x: x / 8.0, False), (lambda x: x / 20.0, False),
        (lambda x: engine.dot([x, x], [0.5, 0.5]), False),
    ],
)  # fmt: skip
def test_what_a_half_is(form, is_half):
    """Of the sizes 3, 5 and 10: 1/6 is 1/(2m), 1/10 as well, but 10 is a size itself."""
    assert _is_half(form(Value(2.0, "x")), {3, 5}) is is_half
    assert _is_half(Value(2.0, "x") / 10.0, {5, 10}) is False
    m = next(m for m in range(2, 400) if 1 / (1 / (2 * m)) < 2 * m)  # a little less than 2 m, by rounding
    assert _is_half(Value(2.0, "x") * (1 / (2 * m)), {m})


@pytest.mark.parametrize(
    ("form", "is_penalty"),
    [
        (lambda w, v, k: engine.sum([x**2 for x in w]), True),
        (lambda w, v, k: engine.sum([abs(x) for x in w]), True),
        (lambda w, v, k: engine.sum([x.relu() for x in w]), False),
        (lambda w, v, k: engine.sum([x * x for x in w]), True),
        (lambda w, v, k: w[0] * w[1], True),
        (lambda w, v, k: w[0] * v, False),
        (lambda w, v, k: engine.dot(w, w), True),
        (lambda w, v, k: w[0] * 3.0, False),
        (lambda w, v, k: (w[0] - 1.0) ** 2, False),
        (lambda w, v, k: w[0].sin() * w[0].sin(), False),
        (lambda w, v, k: (w[0] ** 2).sqrt(), False),
        (lambda w, v, k: w[0] ** 2 + v**2, True),
        (lambda w, v, k: w[0] ** 2 - v**2, True),
        (lambda w, v, k: w[0] ** 2 + v.sin(), False),
        (lambda w, v, k: w[0] ** 2 + v, False),
        (lambda w, v, k: w[0] ** 2 / 3.0, True),
        (lambda w, v, k: 0.5 * (k * w[0] ** 2), True),
        (lambda w, v, k: w[0] ** 2 + k.exp(), True),
        (lambda w, v, k: k.exp() * k, False),  # of data alone
        (lambda w, v, k: engine.maximum(w[0], w[1]), False),
        (lambda w, v, k: Value(2.0, "u") ** 2, False),  # no parameter
    ],
)  # fmt: skip
def test_what_a_penalty_is(form, is_penalty):
    w, v, k = values("w", [0.5, -1.1]), Value(1.5, "v"), Constant(0.3, "k")
    node = form(w, v, k)
    assert _is_penalty([(node.sin(), 0)], {*w, v}) is is_penalty


@pytest.mark.parametrize(("length", "is_penalty"), [(400, True), (401, False)])
def test_a_penalty_is_looked_at_up_to_400_operations(length, is_penalty):
    w = values("w", np.ones(length))
    assert _is_penalty([((x**2).sin(), 0) for x in w], set(w)) is is_penalty


def test_what_a_penalty_may_be_multiplied_by():
    """The numbers of the formula, those next to the loss first, six with 1; no others than positive data."""
    w, u = Value(0.5, "w"), Value(9.0, "u[0]")
    loss = (w * 0.1 + u).sin() * Constant(0.2, "a") * -0.3 + w * w * 0.4
    problem = problem_of(loss, w=w)
    found = [guess.what for guess in penalised(problem, problem.arrays[0]) if "minus" not in guess.what]
    cs = [text.split()[4] for text in found if text.startswith("a penalty is added")]
    assert sorted(cs[::3]) == ["0.1", "0.2", "0.4", "1"]
    assert cs[0] == "1"
    for more in (0.6, 0.7, 0.8):
        loss = loss * more
    problem = problem_of(loss, w=w)
    texts = [guess.what.split()[4] for guess in penalised(problem, problem.arrays[0]) if guess.what.endswith("times w")]
    assert texts[::3] == ["1", "0.8", "0.7", "0.6", "0.4", "0.2"]


@pytest.mark.parametrize(("steps", "some"), [(38, True), (39, False)])
def test_of_sums_the_last_forty_operations_count(steps, some):
    x = values("x", [0.5, 0.7, 0.2])
    y = engine.sum(x)
    for _ in range(steps):
        y = y.sin()
    found = counts(problem_of(y.exp(), w=Value(1.0, "w")))
    assert ((3, "the number of terms that are summed") in found) is some


def test_a_size_of_one_is_no_count():
    w = values("w", [[0.5, 0.7]])
    assert counts(problem_of(w[0][0].sin(), w=w)) == [(2, "the number of columns of w")]


@pytest.mark.parametrize(
    ("form", "numbers"),
    [
        (lambda x: x / 2.7, {2.7}), (lambda x: x / -2.7, {-2.7}), (lambda x: x / 0.3, {0.3}),
        (lambda x: x / 3.0, set()),
        (lambda x: x / 0.25, set()), (lambda x: x / (1 / 3), set()), (lambda x: 2.7 / x, set()), (half, set()),
        (lambda x: x / Constant(2.7, "k"), set()), (lambda x: x / Value(2.7), set()), (lambda x: x * 2.7, set()),
        (lambda x: x.sin() / 2.7 + x / 1.3, {2.7, 1.3}),
    ],
)  # fmt: skip
def test_divisors_that_are_no_counts(form, numbers):
    x = Value(2.0, "x")
    assert _divisors(problem_of(form(x), x=x)) == numbers


@pytest.mark.parametrize(
    ("form", "found"),
    [
        (lambda x: x * 3.0, [(1.2, "x*3", 0.8)]),
        (lambda x: x * Constant(3.0, "k"), [(3.0, "k = 3", 2.5), (1.2, "x*k", 0.8)]),
        (lambda x: x * Constant(3.0, "k[0]"), [(1.2, "x*k", 0.8)]),
        (lambda x: x * Value(3.0, "k"), [(1.2, "x*k", 0.8)]),
        (lambda x: x * Constant(2.0, "k"), [(0.8, "x*k", 0.8)]),
        (lambda x: x * Constant(-0.5, "k"), [(-0.2, "x*k", 0.8)]),
        (lambda x: x * 2.5, []),  # 1 is no factor that could be forgotten
        (lambda x: (x * 3.0) + (x * 4.0), [(2.8, "x*3 + x*4", 0.8)]),  # the products are two
    ],
)
def test_the_numbers_that_stand_alone(form, found):
    x = Value(0.4, "x")
    rows = _numbers(problem_of(form(x), x=x))
    assert sorted((round(number, 9), name, usual) for number, name, usual in rows) == sorted(found)


@pytest.mark.parametrize(("count", "some"), [(40, True), (41, False)])
def test_of_more_than_forty_numbers_none_is_named(count, some):
    x = y = Value(0.4, "x")
    for k in range(count):
        y = (y + 1.7) if k % 2 else y.sin()
    assert bool(_numbers(problem_of(y, x=x))) is some


@pytest.mark.parametrize(
    ("k", "said"),
    [
        (3.0, ["3 left out", "3 left out", "3 twice"]), (-3.0, ["-3 left out", "-3 left out", "-3 twice"]),
        (2.0, ["2 left out"]), (-2.0, ["-2 left out", "-2 left out", "-2 twice"]),
        (-0.5, ["-0.5 left out", "-0.5 left out", "-0.5 twice"]),
        (1.0, []), (-1.0, []), (0.5, []),
    ],
)  # fmt: skip
def test_the_factors_of_a_term_that_are_named(k, said):
    """L = k sin(w) + exp(w): at the edge, and beside what stands there."""
    w = Value(0.7, "w")
    problem = problem_of(w.sin() * k + w.exp(), w=w)
    (rest,) = (term for term in problem.structure.terms if problem.source(term) == "sin(w)")
    found = [
        words.removeprefix("its factor ") for _, words in _factors_of_terms(problem, rest) if "its factor" in words
    ]
    assert found == said
    numbers = [c for c, words in _factors_of_terms(problem, rest) if "its factor" in words]
    assert numbers == [k if "twice" in words else 1 / k for words in found]
    assert [c for c, _ in _factors_of_terms(problem, rest)][:3] == [-1.0, 2.0, 0.5]
