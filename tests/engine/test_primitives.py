"""Every row of the table, against witnesses that know nothing of it."""

import copy
import dataclasses
import math
import pickle
import sys
from collections.abc import Callable

import autograd
import autograd.numpy
import mpmath
import pytest

from engine import PRIMITIVES, DomainError, ShapeError, Value, check_gradients, gradient, hvp
from engine.arithmetic import Floats, WrittenOut
from engine.primitives import TABLE, Primitive
from engine.value import apply
from tests.engine.meaning import MEANING, ROWS, evaluate, far_points, points, row_id, said_by

every_row = pytest.mark.parametrize("row", ROWS, ids=row_id)
close = pytest.approx


def on(row: Primitive) -> Callable[..., Value]:
    return lambda *values: apply(row, *values)


def test_every_row_has_a_name_of_its_own_and_a_meaning_that_the_tests_know():
    assert len(PRIMITIVES) == len(TABLE)
    assert sorted(PRIMITIVES) == sorted(MEANING), "each row of the table has a line in tests/engine/meaning.py"


@every_row
def test_derivatives_agree_with_finite_differences(row):
    for xs in points(row):
        report = check_gradients(on(row), xs)
        assert report, report


@every_row
def test_value_and_derivatives_agree_with_fifty_digits(row):
    meaning = said_by(mpmath.mp, row)
    with mpmath.workdps(50):
        for xs in points(row):
            exact = [mpmath.mpf(x) for x in xs]
            y = row.value_at(Floats, xs)
            assert y == close(float(meaning(*exact)), rel=1e-14, abs=1e-15)
            for slot, partial in enumerate(row.partials_at(Floats, y, xs)):
                order = tuple(int(i == slot) for i in range(len(xs)))
                assert partial == close(float(mpmath.diff(meaning, exact, order)), rel=1e-13, abs=1e-15)


LARGEST, SMALLEST = sys.float_info.max, sys.float_info.min


@pytest.mark.long
@every_row
def test_value_and_derivatives_are_right_where_numbers_are_very_large_or_very_small(row):
    """An error is a few eps of the result, or of the summed terms x dy/dx; what no float holds may be refused or 0."""
    meaning = said_by(mpmath.mp, row)
    with mpmath.workdps(1000):  # so that 1e320 + 1e-200 is no rounded number
        for xs in far_points(row):
            exact, places = [mpmath.mpf(x) for x in xs], range(len(xs))
            try:
                true = mpmath.mpf(meaning(*exact))
                slopes = [mpmath.mpf(mpmath.diff(meaning, exact, tuple(int(i == k) for i in places), relative=True))
                          for k in places]  # fmt: skip
            except (ArithmeticError, ValueError, TypeError):
                continue  # outside of the domain
            terms = abs(true) + (sum(abs(x * s) for x, s in zip(exact, slopes, strict=True)) if row.variadic else 0)
            if any(abs(number) > LARGEST for number in (terms, *slopes)):
                continue
            y = row.value_at(Floats, xs)
            assert abs(y - true) <= 1e-14 * terms + SMALLEST, f"{row} at {xs} is {float(true)}, not {y}"
            for k, (found, slope) in enumerate(zip(row.partials_at(Floats, y, xs), slopes, strict=True)):
                assert abs(found - slope) <= 1e-13 * abs(slope) + SMALLEST, (
                    f"{row} at {xs}: the derivative for input {k} is {float(slope)}, not {found}"
                )


@pytest.mark.filterwarnings("ignore:Output seems independent of input")  # said of max, for the smaller inputs
@every_row
def test_gradient_agrees_with_autograd(row):
    meaning = said_by(autograd.numpy, row)
    for xs in points(row):
        leaves = [Value(x) for x in xs]
        theirs = [float(autograd.grad(meaning, slot)(*xs)) for slot in range(len(xs))]
        assert gradient(apply(row, *leaves), leaves) == close(theirs, rel=1e-12, abs=1e-15)


@every_row
def test_second_derivatives_agree_with_fifty_digits(row):
    """A row's derivatives, read over Values, are a graph that can be differentiated again."""
    meaning = said_by(mpmath.mp, row)
    with mpmath.workdps(50):
        for xs in points(row, count=2):
            leaves = [Value(x) for x in xs]
            slopes = gradient(apply(row, *leaves), leaves, create_graph=True)
            for i, slope in enumerate(slopes):
                for j, second in enumerate(gradient(slope, leaves)):
                    order = tuple((k == i) + (k == j) for k in range(len(xs)))
                    exact = mpmath.diff(meaning, [mpmath.mpf(x) for x in xs], order)
                    assert second == close(float(exact), rel=1e-11, abs=1e-13)


@every_row
def test_the_text_says_what_the_rule_computes(row):
    for xs in points(row):
        names = {f"u{i}": x for i, x in enumerate(xs)}
        y = row.value_at(Floats, xs)
        assert evaluate(row.formula_with(list(names)), **names) == close(y)
        for slot, partial in enumerate(row.partials_at(Floats, y, xs)):
            assert evaluate(row.partial_formula_with(slot, list(names), "y"), y=y, **names) == close(partial)


@every_row
def test_the_text_holds_with_numbers_in_place_of_names(row):
    for xs in points(row):
        numbers = [f"({x!r})" for x in xs]
        assert evaluate(row.formula_with(numbers)) == close(row.value_at(Floats, xs))


@pytest.mark.parametrize("row", [row for row in ROWS if row.expands], ids=row_id)
def test_an_expansion_is_the_same_function(row):
    for xs in points(row):
        leaves, others = [Value(x) for x in xs], [Value(x) for x in xs]
        whole, parts = apply(row, *leaves), row.value_at(WrittenOut, others)
        assert parts.data == close(whole.data, rel=1e-14)
        assert gradient(parts, others) == close(gradient(whole, leaves), rel=1e-13)
        assert all(not node.primitive.variadic for node in [parts, *parts.inputs] if node.primitive)


@pytest.mark.parametrize("row", [row for row in ROWS if row.from_output], ids=row_id)
def test_the_derivative_by_the_output_is_the_derivative(row):
    for (x,) in points(row):
        y = row.value_at(Floats, [x])
        assert row.from_output(Floats, y) == close(row.partials_at(Floats, y, [x])[0], rel=1e-9)


@pytest.mark.parametrize("row", [row for row in ROWS if row.products], ids=row_id)
def test_products_are_where_the_row_says(row):
    for xs in points(row):
        n = row.products(len(xs))
        expected = sum(a * b for a, b in zip(xs[:n], xs[n : 2 * n], strict=True)) + sum(xs[2 * n :])
        assert row.value_at(Floats, xs) == close(expected)


@every_row
def test_a_row_says_what_it_is_in_words(row):
    words = str(row)
    assert words.startswith(f"{row.name}(")
    assert words.count("dy/d") == len(row.domain)
    assert ("kink" in words) == bool(row.kink)


IN_WORDS = [
    "sum(a, b, c) = a + b + c; dy/da = 1; dy/db = 1; dy/dc = 1; source: elementary calculus",
    "maximum(a, b, c) = max(a, b, c); dy/da = 1 if a == y else 0; dy/db = 1 if b == y else 0; "
    "dy/dc = 1 if c == y else 0; at the kink: equal inputs share the derivative equally (as PyTorch); "
    "source: elementary calculus",
    "minimum(a, b, c) = min(a, b, c); dy/da = 1 if a == y else 0; dy/db = 1 if b == y else 0; "
    "dy/dc = 1 if c == y else 0; at the kink: equal inputs share the derivative equally (as PyTorch); "
    "source: elementary calculus",
    "dot(a, b, c, d) = a*c + b*d; dy/da = c; dy/db = d; dy/dc = a; dy/dd = b; source: elementary calculus",
    "affine(a, b, c, d, e) = a*c + b*d + e; dy/da = c; dy/db = d; dy/dc = a; dy/dd = b; dy/de = 1; "
    "source: notes 000, the neuron",
    "logsumexp(a, b, c) = logsumexp(a, b, c); dy/da = exp(a - y); dy/db = exp(b - y); dy/dc = exp(c - y); "
    "source: notes 002, section 1.8",
    "softmax(a, b, c) = exp(a)/(exp(a) + exp(b) + exp(c)); dy/da = y*(1 - y); "
    "dy/db = -y*exp(b)/(exp(a) + exp(b) + exp(c)); dy/dc = -y*exp(c)/(exp(a) + exp(b) + exp(c)); "
    "source: notes 002, section 1.8",
]


@pytest.mark.parametrize("words", IN_WORDS, ids=lambda words: words.partition("(")[0])
def test_a_row_of_any_number_of_inputs_is_said_with_three_or_with_two_pairs(words):
    assert str(PRIMITIVES[words.partition("(")[0]]) == words


@pytest.mark.parametrize("end", [0, 1])
@every_row
def test_a_sample_may_be_drawn_up_to_both_ends_of_a_domain(row, end):
    xs = [interval[end] for interval in row.domain]
    y = row.value_at(Floats, xs)
    assert all(map(math.isfinite, [y, *row.partials_at(Floats, y, xs)]))


def test_samples_are_drawn_alike_from_both_sides_of_0_or_from_both_sides_of_1():
    """So they meet both branches of a kink, or numbers whose powers grow and those whose powers shrink."""
    for low, high in {interval for row in TABLE for interval in row.domain if row.input_names}:
        assert low == -high if low < 0 else 0 < low < 1 < high
        assert high == max(high for row in TABLE for _, high in row.domain), "one reach for all"


@pytest.mark.parametrize("row", [row for row in TABLE if row.family in ("sum", "choice", "soft choice")], ids=row_id)
def test_of_inputs_that_are_added_or_chosen_from_one_plays_a_part_of_its_own_if_its_place_matters(row):
    """The first score of a softmax is the one whose probability it is."""
    xs = [0.5, -1.0, 2.0][: len(row.domain)]
    first_elsewhere = row.value_at(Floats, xs[::-1])
    assert row.own_first == (first_elsewhere != row.value_at(Floats, xs))
    if row.variadic:
        assert row.value_at(Floats, [xs[0], xs[2], xs[1]]) == close(row.value_at(Floats, xs)), "others are all alike"


def test_a_row_that_is_bound_again_to_the_same_number_is_the_same_row():
    square = PRIMITIVES["power"].bind(2.0)
    assert PRIMITIVES["power"].bind(2.0) is square
    assert PRIMITIVES["power"].bind(3.0) is not square


@pytest.mark.parametrize("x", [-1.0, -0.0, 0.0])
def test_relu_gives_a_0_without_a_sign(x):
    """A drawing would show minus 0 as such."""
    assert math.copysign(1.0, PRIMITIVES["relu"].value(Floats, x)) == 1.0


@pytest.mark.parametrize(
    ("number", "text"), [(2, "x**2"), (1, "x**1"), (0.5, "x**0.5"), (0, "x**0"), (-0.5, "x**(-0.5)"), (-2, "x**(-2)")]
)
def test_a_static_number_stands_in_brackets_where_it_is_negative(number, text):
    row = PRIMITIVES["power"].bind(float(number))
    assert row.formula_with(["x"]) == text
    assert repr(row) == f"Primitive('power', {number})"


def test_before_it_is_bound_a_row_says_its_static_numbers_by_name():
    assert PRIMITIVES["power"].formula_with(["x"]) == "x**n"
    assert repr(PRIMITIVES["power"]) == "Primitive('power')"


@pytest.mark.parametrize("numbers", [(), (1.0, 2.0)])
def test_a_row_is_bound_to_as_many_numbers_as_it_names(numbers):
    with pytest.raises(ShapeError, match=rf"^power: of static numbers it takes 1 \(n\), got {len(numbers)}; give one"):
        PRIMITIVES["power"].bind(*numbers)


def test_a_dot_product_of_any_length_in_words():
    names = ["w1", "w2", "w3", "x1", "x2", "x3"]
    for row, more in ((PRIMITIVES["dot"], []), (PRIMITIVES["affine"], ["b"])):
        assert row.formula_with(names + more) == " + ".join(["w1*x1", "w2*x2", "w3*x3", *more])
        slopes = [row.partial_formula_with(i, names + more, "y") for i in range(len(names + more))]
        assert slopes == ["x1", "x2", "x3", "w1", "w2", "w3", *("1" for _ in more)]


def test_the_rows_that_can_be_written_out():
    assert [row.name for row in TABLE if row.expands] == ["sum", "dot", "affine", "logsumexp", "softmax"]


def planted(row: Primitive, slot: int, wrong: Callable[[float], float]) -> Primitive:
    """Return the row with one of its derivatives replaced by a wrong one."""

    def partials(math, y, *inputs, **parameters):
        right = list(row.partials(math, y, *inputs, **parameters))
        return [*right[:slot], wrong(right[slot]), *right[slot + 1 :]]

    return dataclasses.replace(row, partials=partials)


MISTAKES = {
    "sign": lambda slope: -slope if slope else 1.0,
    "twice": lambda slope: 2 * slope if slope else 1.0,
    "forgotten": lambda slope: 0.0 if slope else 1.0,
    "one in ten thousand": lambda slope: slope * 1.0001 if slope else 1e-4,
    "offset": lambda slope: slope + 1e-4,
}


@pytest.mark.parametrize("mistake", MISTAKES)
@every_row
def test_a_wrong_derivative_in_any_slot_is_caught(row, mistake):
    xs = points(row, count=1)[0]
    for slot in range(len(xs)):
        report = check_gradients(on(planted(row, slot, MISTAKES[mistake])), xs)
        assert not report
        assert [c.outcome for c in report.coordinates] == ["differs" if i == slot else "agrees" for i in range(len(xs))]


# Conventions where no derivative exists: those of PyTorch.

AT_A_KINK = [
    ("relu", [0.0], [0.0]),
    ("abs", [0.0], [0.0]),
    ("maximum", [2.0, 2.0], [0.5, 0.5]),
    ("maximum", [1.0, 2.0, 2.0, 2.0], [0.0, 1 / 3, 1 / 3, 1 / 3]),
    ("minimum", [2.0, 2.0, 3.0], [0.5, 0.5, 0.0]),
    ("pow", [0.0, 2.0], [0.0, 0.0]),
    ("pow", [0.0, 0.0], [0.0, 0.0]),
]


@pytest.mark.parametrize(("name", "at", "slopes"), AT_A_KINK)
def test_convention_at_a_kink(name, at, slopes):
    leaves = [Value(x) for x in at]
    assert gradient(apply(PRIMITIVES[name], *leaves), leaves) == slopes
    assert PRIMITIVES[name].kink


@pytest.mark.parametrize(("row", "slope"), [("leaky_relu", 0.2), ("power", 2.0), ("power", 1.0), ("power", 0.0)])
def test_convention_of_families_at_zero(row, slope):
    x = Value(0.0)
    expected = {("leaky_relu", 0.2): 0.2, ("power", 1.0): 1.0}.get((row, slope), 0.0)
    assert gradient(apply(PRIMITIVES[row].bind(slope), x), x) == expected


@pytest.mark.parametrize("base", [-2.0, -0.5])
def test_a_negative_base_has_a_slope_and_its_exponent_has_none(base):
    a, b = Value(base, "a"), Value(3.0, "b")
    assert gradient(a**b, a) == close(3 * base**2)
    with pytest.raises(DomainError, match=r"gradient of 'b'.*does not exist \(it is nan\)"):
        gradient(a**b, b)


@pytest.mark.parametrize("order", range(1, 5))
def test_higher_derivatives_of_a_polynomial_at_zero_exist(order):
    x = Value(0.0)
    y = x**3
    for _ in range(order):
        y = gradient(y, x, create_graph=True)
    assert y.data == {3: 6.0}.get(order, 0.0)


@every_row
def test_copies_of_a_row_are_the_row_itself(row):
    for twin in (copy.copy(row), copy.deepcopy(row), pickle.loads(pickle.dumps(row))):
        assert twin is row


def test_a_row_is_equal_to_itself_only():
    row = PRIMITIVES["exp"]
    twin = dataclasses.replace(row)
    assert row == row
    assert row != twin
    assert str(row) == str(twin), "whatever they say"


INTEGRAL = {  # a function whose derivative is the one that an arithmetic has, and the second derivative
    "exp": (lambda math, x: math.exp(x), lambda n, x: n.exp(x)),
    "log": (lambda math, x: x * math.log(x) - x, lambda n, x: 1 / x),
    "log1p": (lambda math, x: (1.0 + x) * math.log1p(x) - x, lambda n, x: 1 / (1 + x)),
    "sqrt": (lambda math, x: x * math.sqrt(x) / 1.5, lambda n, x: 1 / (2 * n.sqrt(x))),
    "sin": (lambda math, x: -math.cos(x), lambda n, x: n.cos(x)),
    "cos": (lambda math, x: math.sin(x), lambda n, x: -n.sin(x)),
    "sigmoid": (lambda math, x: math.log1p(math.exp(x)), lambda n, x: 1 / (n.exp(x / 2) + n.exp(-x / 2)) ** 2),
    "abs": (lambda math, x: x * math.abs(x) / 2.0, lambda n, x: math.copysign(1.0, x)),
}


@pytest.mark.parametrize("at", [0.3, 2.0])
@pytest.mark.parametrize("name", INTEGRAL)
def test_whatever_a_derivative_is_written_in_can_be_differentiated_again(name, at):
    """Reverse over reverse, forward over reverse: a row may use all that an arithmetic has."""
    value, second = INTEGRAL[name]
    row = Primitive("own", "own", "activation", value, lambda math, y, x: (getattr(math, name)(x),), "", ("",))
    assert check_gradients(on(row), at)
    x = Value(at)
    slope = gradient(apply(row, x), x, create_graph=True)
    assert slope.data == close(gradient(apply(row, x), x))
    assert gradient(slope, x) == close(second(math, at))
    assert hvp(apply(row, x), [x], [1.0]) == [close(second(math, at))]


def test_a_row_outside_the_table_works_but_is_not_pickled():
    cube = Primitive(
        "cube", "cube", "power", value=lambda math, x: x * x * x, partials=lambda math, y, x: (3.0 * x * x,),
        formula="{x}**3", partial_formulas=("3*{x}**2",),
    )  # fmt: skip
    assert check_gradients(on(cube), 2.0)
    with pytest.raises(TypeError, match="add it to TABLE"):
        pickle.dumps(cube)


@pytest.mark.parametrize("count", [1, 2, 3])
def test_a_row_of_ones_own_takes_as_many_inputs_as_its_rules(count):
    row = Primitive(
        "own", "own", "sum", lambda math, *xs: xs[0] + 10.0 * xs[-1], lambda math, y, *xs: (*xs[1:], y),
        "{a}", ("1",) * count, domain=((1.0, 2.0),) * count,
    )  # fmt: skip
    leaves = [Value(float(i + 1)) for i in range(count)]
    y = apply(row, *leaves)
    y.backward()
    assert y.data == 1.0 + 10.0 * count
    assert [x.grad for x in leaves] == [*(x.data for x in leaves[1:]), y.data]
