"""Formulas as people read them: what is written means what is computed, with no parenthesis too many."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.arithmetic import Floats
from engine.primitives import TABLE, Primitive
from engine.words.notation import TEXT, Term, one_line, show

PARAMETERS = {"power": (3.0,), "exponential": (2.0,), "leaky_relu": (0.1,)}
MEANING = {
    "exp": math.exp, "log": math.log, "sqrt": math.sqrt, "sin": math.sin, "cos": math.cos, "tanh": math.tanh,
    "abs": abs, "sign": Floats.sign, "sigmoid": Floats.sigmoid, "relu": lambda x: max(x, 0.0),
    "leaky_relu": lambda x, slope: x if x > 0 else slope * x, "softplus": lambda x: math.log1p(math.exp(x)),
    "max": max, "min": min, "logsumexp": lambda *xs: math.log(sum(map(math.exp, xs))),
}  # fmt: skip


def rows() -> list[Primitive]:
    return [row.bind(*PARAMETERS[row.name]) if row.static_names else row for row in TABLE]


def points(row: Primitive) -> list[list[float]]:
    """Inputs that are written exactly, negative ones wherever the row allows them."""
    count = len(row.domain)
    positive = [low > 0 for low, _ in row.domain] + [False] * count
    signed = [[2.5, -1.5, -0.25, 3.0, -4.0], [-1.5, 0.5, 2.25, -3.0, 1.0]]
    return [[abs(x) if positive[i] else x for i, x in enumerate(xs[:count])] for xs in signed]


@pytest.mark.parametrize("row", rows(), ids=lambda row: row.name)
def test_what_is_written_evaluates_to_what_the_row_computes(row):
    for xs in points(row):
        y = row.value_at(Floats, xs)
        names = [TEXT.name(name) for name in "abcde"[: len(xs)]]
        known = dict(zip("abcde", xs, strict=False)) | {"y": y, **MEANING}
        assert eval(TEXT.value(row, names), known) == pytest.approx(y)
        assert eval(TEXT.value(row, [TEXT.number(x) for x in xs]), dict(MEANING)) == pytest.approx(y)
        for slot, partial in enumerate(row.partials_at(Floats, y, xs)):
            written = TEXT.partial(row, slot, names, TEXT.name("y"))
            assert eval(written.replace(" = ", " == "), known) == pytest.approx(partial)
            in_numbers = TEXT.partial(row, slot, [TEXT.number(x) for x in xs], Term(f"({y!r})"))
            assert eval(in_numbers.replace(" = ", " == "), dict(MEANING)) == pytest.approx(partial)


@pytest.mark.parametrize("row", rows(), ids=lambda row: row.name)
def test_no_parenthesis_is_doubled(row):
    for xs in points(row):
        numbers = [TEXT.number(x) for x in xs]
        written = [
            TEXT.value(row, numbers),
            *(TEXT.partial(row, i, numbers, TEXT.number(-2.0)) for i in range(len(xs))),
        ]
        assert not any("((" in text and "))" in text for text in written)


@pytest.mark.parametrize(
    ("name", "parameters", "inputs", "written"),
    [
        ("multiply", (), [2.0, -3.0], "2*(-3)"),
        ("multiply", (), [-2.0, 3.0], "-2*3"),
        ("add", (), [-2.0, -3.0], "-2 + (-3)"),
        ("subtract", (), [1.0, -1.0], "1 - (-1)"),
        ("negate", (), [-2.0], "-(-2)"),
        ("power", (2.0,), [-3.0], "(-3)**2"),
        ("tanh", (), [-3.0], "tanh(-3)"),
        ("sum", (), [float(i) for i in range(1, 21)], "1 + 2 + 3 + … + 20"),
        ("maximum", (), [float(i) for i in range(1, 21)], "max(1, 2, 3, …, 20)"),
    ],
)
def test_parentheses_are_those_one_would_write(name, parameters, inputs, written):
    row = next(row for row in TABLE if row.name == name)
    row = row.bind(*parameters) if parameters else row
    assert TEXT.value(row, [TEXT.number(x) for x in inputs]) == written


@pytest.mark.parametrize(("n", "slope"), [(2.0, "2*x"), (1.0, "1"), (3.0, "3*x**2"), (-1.0, "-x**(-2)")])
def test_a_power_loses_what_does_not_matter(n, slope):
    row = next(row for row in TABLE if row.name == "power").bind(n)
    if n == 1.0:
        slope = "x**0"
    assert TEXT.partial(row, 0, [TEXT.name("x")], TEXT.name("y")) == slope


def test_a_label_that_is_a_sum_is_put_in_parentheses():
    row = next(row for row in TABLE if row.name == "multiply")
    assert TEXT.value(row, [TEXT.name("a + b"), TEXT.name("W1[0][2]")]) == "(a + b)*W1[0][2]"


@given(st.floats(-1e300, 1e300))
def test_a_number_keeps_four_digits_and_stays_short(x):
    written = show(x)
    assert float(written) == pytest.approx(x, rel=5.001e-4, abs=0)
    assert len(written) <= 11
    assert show(float(written)) == written


@given(st.integers(-999_999, 999_999))
def test_whole_numbers_are_whole(n):
    assert show(float(n)) == str(n)


@pytest.mark.parametrize(
    ("x", "written"),
    [(0.125, "0.125"), (1234.5, "1235"), (-1234.5, "-1235"), (9999.96, "10000"), (0.99996, "1"), (999999.5, "1e6"),
     (0.000123451, "0.0001235"), (0.000099999, "0.0001"), (5e-324, "4.941e-324"), (1e22, "1e22"),
     (math.inf, "inf"), (math.nan, "nan"), (None, "—")],
)  # fmt: skip
def test_numbers_as_they_are_shown(x, written):
    assert show(x) == written


@given(st.text())
def test_a_label_is_one_short_printable_line(label):
    assert len(one_line(label)) <= 40
    assert one_line(label) == "" or one_line(label).isprintable()
