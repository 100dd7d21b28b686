"""The browser's arithmetic is the table's: every row, written as JavaScript, gives the engine's numbers."""

import math
import random
from collections.abc import Sequence

import pytest

from engine.arithmetic import Floats
from engine.primitives import PRIMITIVES, TABLE, Primitive
from engine.printing.javascript import javascript, number
from engine.words.digits import show
from tests.engine.meaning import bindings

PARAMETERS = {"power": (3.0, 2.0, 0.5, 0.0, -1.0, -2.5), "exponential": (2.0, 0.5, 0.0), "leaky_relu": (0.01, 0.0)}
EXTREME = (0.0, -0.0, 1e-300, -1e-300, 1e-8, 1.0, -1.0, 36.5, -36.5, 709.0, -709.0, 1e5, -1e5, 1e154, -1e154, 1e300)

Case = tuple[Primitive, list[float]]


def rows() -> list[Primitive]:
    """Every row of the table, families with several parameters."""
    return [member for row in TABLE for member in bindings(row, PARAMETERS)]


def arities(row: Primitive) -> Sequence[int]:
    if not row.variadic:
        return (len(row.domain),)
    return {"dot": (2, 4, 32), "affine": (1, 3, 33)}.get(row.name, (1, 2, 3, 30))


def points(row: Primitive) -> list[list[float]]:
    """Samples of the row's domain, ties, and numbers near the ends of what a float can hold."""
    rng = random.Random(row.name)
    found = []
    for arity in arities(row):
        intervals = [row.domain[i % len(row.domain)] for i in range(arity)]
        found += [[rng.uniform(*interval) for interval in intervals] for _ in range(20)]
        found += [[x] * arity for x in EXTREME]
        found += [[rng.choice(EXTREME) for _ in range(arity)] for _ in range(60)]
    return found


def by_engine(row: Primitive, xs: list[float]) -> list[float] | None:
    """[value, *partials], or None where the engine refuses the point."""
    try:
        y = row.value_at(Floats, xs)
        numbers = [y, *row.partials_at(Floats, y, xs)]
    except (ArithmeticError, ValueError):
        return None
    return numbers if all(map(math.isfinite, numbers)) else None


PROGRAM = """([rows, points]) => {
  const table = new Function(`"use strict"; return [${rows}]`)();
  return table.map((row, i) => points[i].map(xs => {
    const numbers = row(xs);
    return numbers.every(Number.isFinite) ? numbers.map(String) : null;
  }));
}"""


@pytest.fixture(scope="module")
def compared(browser) -> list[tuple[Primitive, list[float], list[float] | None, list[float] | None]]:
    """Every row at every point: what the engine says and what the browser says."""
    programs: dict[str, tuple[Primitive, list[list[float]]]] = {}
    for row in rows():
        for xs in points(row):
            programs.setdefault(f"{row.name} {row.static_values} {len(xs)}", (row, []))[1].append(xs)
    sources = [javascript(row, len(xs[0])) for row, xs in programs.values()]
    page = browser.new_page()
    answers = page.evaluate(PROGRAM, [",\n".join(sources), [xs for _, xs in programs.values()]])
    page.close()
    return [
        (row, xs, by_engine(row, xs), answer and [float(number) for number in answer])
        for (row, all_xs), row_answers in zip(programs.values(), answers, strict=True)
        for xs, answer in zip(all_xs, row_answers, strict=True)
    ]


def test_values_and_partials_of_every_row_agree_to_1e12(compared):
    wrong = []
    for row, xs, ours, theirs in compared:
        if ours is None or theirs is None:
            continue
        # A sum whose terms cancel is judged against the sum of their sizes, which may overflow.
        size = (by_engine(row, list(map(abs, xs))) or [math.inf])[0] if row.variadic else 0.0
        for k, (a, b) in enumerate(zip(ours, theirs, strict=True)):
            if not math.isclose(a, b, rel_tol=1e-12, abs_tol=1e-12 * abs(size) if k == 0 else 5e-324):
                wrong.append((row.name, row.static_values, xs, k, a, b))
    assert not wrong


def test_both_refuse_the_same_points(compared):
    different = [(row.name, row.static_values, xs, a, b) for row, xs, a, b in compared if (a is None) != (b is None)]
    assert not different


def test_every_row_is_compared_at_many_points(compared):
    for row in rows():
        agreed = [a for r, _, a, b in compared if r is row and a is not None and b is not None]
        assert len(agreed) >= 20, row.name


def test_to_the_digits_shown_the_page_says_what_python_says(compared):
    """Of well-behaved numbers, all that a page shows is the same text."""
    for row, xs, ours, theirs in compared:
        if ours and theirs and all(1e-8 <= abs(x) < 100 for x in xs):
            assert list(map(show, theirs)) == list(map(show, ours)), (row.name, xs)


@pytest.mark.parametrize(
    ("x", "text"),
    [(2.0, "2"), (-2, "(-2)"), (0.0, "0"), (-0.0, "(-0)"), (-0.5, "(-0.5)"), (1e-300, "1e-300"), (math.nan, "NaN"),
     (math.inf, "Infinity"), (-math.inf, "(-Infinity)"), (0.1 + 0.2, "0.30000000000000004"), (1e22, "1e+22")],
)  # fmt: skip
def test_numbers_as_source(x, text):
    assert number(x) == text
    assert math.isnan(x) or float(text.strip("()")) == x


@pytest.mark.parametrize(
    ("name", "arity", "text"),
    [
        ("subtract", 2, "xs => [(xs[0] - xs[1]), 1, (-1)]"),
        ("divide", 2, "xs => { const y = (xs[0] / xs[1]); return [y, (1 / xs[1]), ((-y) / xs[1])]; }"),
        ("exp", 1, "xs => { const y = Math.exp(xs[0]); return [y, y]; }"),
        ("cos", 1, "xs => [Math.cos(xs[0]), (-Math.sin(xs[0]))]"),
        ("relu", 1, "xs => { const t3 = ((xs[0] <= 0) ? 0 : xs[0]); return [t3, ((xs[0] > 0) ? 1 : t3)]; }"),
        ("sum", 2, "xs => [((0 + xs[0]) + xs[1]), 1, 1]"),
        ("sum", 4, "xs => { let t2 = 0; for (let i = 0; i < 4; i++) t2 += xs[i]; return [t2, ...Array(4).fill(1)]; }"),
        ("dot", 4, "xs => [((0 + (xs[0] * xs[2])) + (xs[1] * xs[3])), xs[2], xs[3], xs[0], xs[1]]"),
        (
            "affine",
            9,
            "xs => { let t4 = 0; for (let i = 0; i < 4; i++) t4 += (xs[i] * xs[i + 4]); "
            "return [(t4 + xs[8]), ...xs.slice(4, 8), ...xs.slice(0, 4), 1]; }",
        ),
        (
            "maximum",
            4,
            "xs => { let t2 = (-Infinity); for (let i = 0; i < 4; i++) t2 = Math.max(t2, xs[i]); const y = t2; "
            "let t8 = 0; for (let i = 0; i < 4; i++) t8 += ((xs[i] === y) ? 1 : 0); "
            "return [y, ...xs.slice(0, 4).map((x, i) => (((xs[i] === y) ? 1 : 0) / t8))]; }",
        ),
        (
            "sigmoid",
            1,
            "xs => { const t3 = Math.exp((-Math.abs(xs[0]))); const t8 = (1 + t3); "
            "const y = (((xs[0] >= 0) ? 1 : t3) / t8); return [y, (y * ((((-xs[0]) >= 0) ? 1 : t3) / t8))]; }",
        ),
    ],
)
def test_rows_as_the_page_gets_them(name, arity, text):
    assert javascript(PRIMITIVES[name], arity) == text


def test_what_a_round_of_a_loop_needs_twice_is_computed_once_in_it():
    row = Primitive(
        "squares", "squares", "sum", lambda math, xs: math.sum(math.map(lambda x: math.exp(x) * math.exp(x), xs)),
        lambda math, y, xs: math.map(lambda x: math.exp(x) * (math.exp(x) + 1.0), xs), "", (), variadic=True,
    )  # fmt: skip
    assert javascript(row, 4) == (
        "xs => { let t4 = 0; for (let i = 0; i < 4; i++) { const v1 = Math.exp(xs[i]); t4 += (v1 * v1); } return [t4, "
        "...xs.slice(0, 4).map((x, i) => { const v1 = Math.exp(xs[i]); return (v1 * (v1 + 1)); })]; }"
    )
