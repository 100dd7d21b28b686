"""The browser's arithmetic is the table's: every row, written as JavaScript, gives the engine's numbers."""

import json
import math
import random
from collections.abc import Sequence

import pytest

from engine.arithmetic import Arithmetic, Floats
from engine.drawing.bundle import bundle
from engine.drawing.player import modules
from engine.primitives import PRIMITIVES, TABLE, Primitive
from engine.words.javascript import JavaScript, Symbol, Symbols, javascript, source

PARAMETERS = {"power": (3.0, 2.0, 0.5, 0.0, -1.0, -2.5), "exponential": (2.0, 0.5, 0.0), "leaky_relu": (0.01, 0.0)}
EXTREME = (0.0, -0.0, 1e-300, -1e-300, 1e-8, 1.0, -1.0, 36.5, -36.5, 709.0, -709.0, 1e5, -1e5, 1e154, -1e154, 1e300)

Case = tuple[Primitive, list[float]]


def rows() -> list[Primitive]:
    """Every row of the table, families with several parameters."""
    return [
        member
        for row in TABLE
        for member in ([row.bind(p) for p in PARAMETERS[row.name]] if row.static_names else [row])
    ]


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


PROGRAM = """([runtime, rows, points]) => {
  const table = new Function(`"use strict"; ${runtime} const m = arithmetic; return [${rows}]`)();
  return table.map((row, i) => points[i].map(xs => {
    const y = row.value(xs), numbers = [y, ...row.partials(y, xs)];
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
    answers = page.evaluate(
        PROGRAM, [bundle(modules(), "arithmetic"), ",\n".join(sources), [xs for _, xs in programs.values()]]
    )
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


def test_a_row_that_branches_in_python_is_refused_with_advice():
    hidden_branch = Primitive(
        "hard", "hard", "activation", lambda math, x: x if x > 0 else 0.0, lambda math, y, x: (1.0,), "{x}", ("1",)
    )
    with pytest.raises(TypeError, match=r"math\.where"):
        javascript(hidden_branch, 1)


def test_numbers_survive_the_trip_into_source():
    numbers = [0.1, -0.1, 1e-300, -2.5e300, 3, 2**0.5]
    assert json.loads(source(numbers).replace("(", "").replace(")", "")) == numbers


def test_an_arithmetic_on_symbols_knows_all_that_a_row_may_ask_for():
    public = [name for name in vars(Arithmetic) if not name.startswith("_")]
    assert [name for name in public if not hasattr(JavaScript, name)] == []


def test_a_part_of_an_array_is_an_array_and_an_item_is_a_symbol():
    xs = Symbols("xs", 5)
    assert (str(xs[1:3]), len(xs[1:3]), len(xs[:-1])) == ("xs.slice(1, 3)", 2, 4)
    assert isinstance(xs[-2], Symbol)
    assert [str(x) for x in xs] == [f"xs[{i}]" for i in range(5)]
    with pytest.raises(IndexError):
        xs[5]


@pytest.mark.parametrize(
    ("x", "text"),
    [(2, "2.0"), (-2, "(-2.0)"), (0.0, "0.0"), (-0.5, "(-0.5)"), (1e-300, "1e-300"), (math.inf, "Infinity"),
     (-math.inf, "(-Infinity)"), (math.nan, "NaN"), (Symbol("y"), "y"), (Symbols("xs", 2), "xs"), ((1.0, -1.0),
     "[1.0, (-1.0)]"), ([], "[]"), ([[Symbol("y")], 3], "[[y], 3.0]")],
)  # fmt: skip
def test_numbers_symbols_and_lists_as_source(x, text):
    assert source(x) == text


@pytest.mark.parametrize(
    ("written", "text"),
    [
        (lambda a, b: a + b, "(a + b)"),
        (lambda a, b: a - b, "(a - b)"),
        (lambda a, b: a * b, "(a * b)"),
        (lambda a, b: a / b, "(a / b)"),
        (lambda a, b: -a, "(-a)"),
        (lambda a, b: 1 + a, "(1.0 + a)"),
        (lambda a, b: 1 - a, "(1.0 - a)"),
        (lambda a, b: 2 * a, "(2.0 * a)"),
        (lambda a, b: 2 / a, "(2.0 / a)"),
        (lambda a, b: a - (b - 1), "(a - (b - 1.0))"),
        (lambda a, b: a > b, "(a > b)"),
        (lambda a, b: a >= b, "(a >= b)"),
        (lambda a, b: a < 0, "(a < 0.0)"),
        (lambda a, b: a <= b, "(a <= b)"),
        (lambda a, b: JavaScript.equal(a, b), "(a === b)"),
        (lambda a, b: JavaScript.log1p(a), "Math.log1p(a)"),
        (lambda a, b: JavaScript.pow(a, -2), "Math.pow(a, (-2.0))"),
        (lambda a, b: JavaScript.dot([a], [b]), "m.dot([a], [b])"),
        (lambda a, b: JavaScript.where(a > 0, a, 0.0), "((a > 0.0) ? a : 0.0)"),
        (lambda a, b: JavaScript.where(True, a, b), "(true ? a : b)"),
        (lambda a, b: JavaScript.sigmoid(a), "(((a >= 0.0) ? 1.0 : Math.exp((-Math.abs(a)))) / "
                                             "(1.0 + Math.exp((-Math.abs(a)))))"),
    ],
)  # fmt: skip
def test_arithmetic_on_symbols_writes_itself_down(written, text):
    assert str(written(Symbol("a"), Symbol("b"))) == text


def test_arithmetic_on_arrays_of_symbols_keeps_their_length():
    xs, ys, a = Symbols("xs", 3), Symbols("ys", 2), Symbol("a")
    mapped, joined, shares = JavaScript.map(lambda x: 2 * x, xs), JavaScript.join(xs, ys, [1.0]), JavaScript.split_ties
    assert (str(mapped), len(mapped)) == ("xs.map(x => (2.0 * x))", 3)
    assert (str(joined), len(joined)) == ("[...xs, ...ys, ...[1.0]]", 6)
    assert (str(shares(xs, a)), len(shares(xs, a))) == ("m.splitTies(xs, a)", 3)
    assert (str(xs[2:1]), len(xs[2:1]), str(xs[1:][0])) == ("xs.slice(2, 1)", 0, "xs.slice(1, 3)[0]")
    with pytest.raises(TypeError, match=r"^a row decides on \(a > 0\.0\), which has no value yet: write math\.where"):
        bool(a > 0)


@pytest.mark.parametrize(
    ("name", "arity", "value", "partials"),
    [
        ("subtract", 2, "(xs[0] - xs[1])", "[1.0, (-1.0)]"),
        ("divide", 2, "(xs[0] / xs[1])", "[(1.0 / xs[1]), ((-y) / xs[1])]"),
        ("negate", 1, "(-xs[0])", "[(-1.0)]"),
        ("sqrt", 1, "Math.sqrt(xs[0])", "[(0.5 / y)]"),
        ("abs", 1, "Math.abs(xs[0])", "[Math.sign(xs[0])]"),
        ("cos", 1, "Math.cos(xs[0])", "[(-Math.sin(xs[0]))]"),
        ("relu", 1, "((xs[0] <= 0.0) ? 0.0 : xs[0])", "[((xs[0] > 0.0) ? 1.0 : 0.0)]"),
        ("maximum", 3, "m.max(xs)", "m.splitTies(xs, y)"),
        ("sum", 2, "m.sum(xs)", "xs.map(x => 1.0)"),
        ("dot", 4, "m.dot(xs.slice(0, 2), xs.slice(2, 4))", "[...xs.slice(2, 4), ...xs.slice(0, 2)]"),
        (
            "affine",
            5,
            "(m.dot(xs.slice(0, 2), xs.slice(2, 4)) + xs[4])",
            "[...xs.slice(2, 4), ...xs.slice(0, 2), ...[1.0]]",
        ),
    ],
)
def test_rows_as_the_page_gets_them(name, arity, value, partials):
    assert javascript(PRIMITIVES[name], arity) == f"{{value: xs => {value}, partials: (y, xs) => {partials}}}"
