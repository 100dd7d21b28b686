"""The table of primitives, row by row, as the page shows it: everything is read from the row."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import product

from markupsafe import Markup

from engine.arithmetic import Floats
from engine.primitives import Interval, Primitive
from engine.value import Value
from engine.words.latex import LATEX
from engine.words.mathml import mathml
from lectures.reference.curve import picture
from lectures.reference.domain import everywhere, where_defined
from lectures.site.templating import formulas_html_of

ELSEWHERE = (1.5, -0.5, 0.5, -1.0, 1.0)  # the other inputs, while one of them varies
FAMILIES = {
    "activation": "function of one input",
    "function": "function of several inputs",
}  # exp and abs are asked for together with tanh
WRITTEN: tuple[tuple[str, str, Callable[[Value, Value], Value]], ...] = (
    ("x**n", "n is a plain number", lambda x, y: x**2.0),
    ("c**x", "c is a plain number", lambda x, y: 2.0**x),
    ("a**b", "both are Values", lambda x, y: x**y),
)
STATIC = (0.5, 2.0)  # a number that is fixed when a node is made is shown as each of these


@dataclass(frozen=True)
class Plot:
    """One picture, and what is fixed in it."""

    svg: Markup
    caption: Markup


@dataclass(frozen=True)
class Row:
    """A row of the table for the page.

    Attributes:
        name, symbol, kink, source: as in the table.
        family: what sort of operation it is, in words.
        value: the formula of the value.
        partials: the formula of each local derivative.
        facts: what the other columns say, in words.
        plots: value and slope along each input that plays a part of its own.
    """

    name: str
    symbol: str
    family: str
    kink: str
    source: str
    value: Markup
    partials: tuple[Markup, ...]
    facts: tuple[str, ...]
    plots: tuple[Plot, ...]


def row_of(row: Primitive) -> Row:
    """Return what the page shows of a row.

    >>> from engine import PRIMITIVES
    >>> found = row_of(PRIMITIVES["multiply"])
    >>> found.family, len(found.partials), [plot.caption.striptags() for plot in found.plots]
    ('product', 2, ['along a, with b = −0.5', 'along b, with a = 1.5'])
    """
    names = names_of(row)
    return Row(
        row.name, row.symbol.format(**{name: name for name in row.static_names}), FAMILIES.get(row.family, row.family),
        row.kink, row.source,
        _value(row, names), tuple(_partials(row, names)), tuple(_facts(row, names)), tuple(_plots(row, names)),
    )  # fmt: skip


def names_of(row: Primitive) -> list[str]:
    """Return what the inputs are called: x; a and b; of many x1, x2, ..., with factors w1, w2, ... before and b behind.

    >>> from engine import PRIMITIVES
    >>> names_of(PRIMITIVES["affine"]), names_of(PRIMITIVES["tanh"])
    (['w1', 'w2', 'x1', 'x2', 'b'], ['x'])
    """
    count = len(row.domain)
    if not row.variadic:
        return ["x"] if count == 1 else list("abcdefgh"[:count])
    pairs = row.products(count) if row.products else 0
    factors = [f"w{i + 1}" for i in range(pairs)] + [f"x{i + 1}" for i in range(pairs)]
    rest = count - len(factors)
    return factors + (["b"] if pairs and rest == 1 else [f"x{pairs + i + 1}" for i in range(rest)])


def _with_statics(row: Primitive) -> Primitive:
    """Return a row for formulas, in which the numbers that are fixed are inputs like others, behind them."""
    count = len(row.domain)

    def filled(text: str, names: Sequence[str]) -> str:
        for static, name in zip(row.static_names, names[count:], strict=True):
            text = re.sub(rf"\b{static}\b", name, text)
        return text

    return replace(
        row, static_names=(), variadic=True,
        formula=lambda names: filled(row.formula_with(names[:count]), names),
        partial_formulas=lambda i, names, y: filled(row.partial_formula_with(i, names[:count], y), names),
    )  # fmt: skip


def _value(row: Primitive, names: Sequence[str]) -> Markup:
    terms = [LATEX.name(name) for name in (*names, *row.static_names)]
    return Markup(mathml(f"y = {LATEX.value(_with_statics(row), terms)}"))


def _partials(row: Primitive, names: Sequence[str]) -> Iterator[Markup]:
    terms = [LATEX.name(name) for name in (*names, *row.static_names, "y")]
    for i, name in enumerate(names):
        left = rf"\frac{{\partial y}}{{\partial {LATEX.name(name).text}}}"
        shared = r"\text{; } \frac{1}{k} \text{ where } k \text{ inputs are } y" if _shares_ties(row) else ""
        yield Markup(mathml(f"{left} = {LATEX.partial(_with_statics(row), i, terms)}{shared}"))


def _shares_ties(row: Primitive) -> bool:
    """Tell whether equal inputs share a derivative that goes to one of them else."""
    equal = [1.0] * len(row.domain)
    return row.family == "choice" and list(row.partials_at(Floats(), 1.0, equal)) == [1 / len(equal)] * len(equal)


def _facts(row: Primitive, names: Sequence[str]) -> Iterator[str]:
    if row.variadic:
        yield f"takes any number of inputs, here {len(names)}"
    if row.static_names:
        yield f"{' and '.join(row.static_names)} is fixed when a node is made, and has no derivative"
    if row.products is not None:
        pairs = row.products(len(names))
        yield "bilinear: it adds products of two inputs" if pairs else "additive: it adds its inputs as they are"
    if row.from_output is not None:
        yield "its derivative follows from the output alone"
    if row.own_first:
        yield "its first input plays another part than the others"
    if row.expands:
        yield "can be written out in elementary operations (expand=True)"
    made = ((code, when) for code, when, f in WRITTEN if f(Value(2.0), Value(3.0)).op == _op(row))
    yield from (f"{code} is this row where {when}" for code, when in made)
    yield from _domain(row, names)


def _op(row: Primitive) -> str:
    """Return the symbol of a row as the operations of WRITTEN have it, with 2 for the number that is fixed."""
    return row.symbol.format(**dict.fromkeys(row.static_names, "2"))


def _domain(row: Primitive, names: Sequence[str]) -> Iterator[str]:
    """Yield where the row has a value and a derivative."""
    at, said = _elsewhere(row), False
    for numbers in product(STATIC, repeat=len(row.static_names)):
        bound = row.bind(*numbers) if numbers else row
        for i in _slots(row, names):
            fixed = [(name, x) for k, (name, x) in enumerate(zip(names, at, strict=True)) if k != i]
            given = ", ".join(f"{name} = {x:g}" for name, x in [*zip(row.static_names, numbers, strict=True), *fixed])
            for found in where_defined(bound, names[i], at, i):
                said = True
                yield (f"with {given}: " if given else "").replace("-", "−") + found
        if not said and everywhere(bound, at) and numbers in ((), (STATIC[-1],)):
            yield "defined wherever it was tried, from −1000 to 1000"


def _elsewhere(row: Primitive) -> list[float]:
    return [_inside(ELSEWHERE[i % len(ELSEWHERE)], interval) for i, interval in enumerate(row.domain)]


def _plots(row: Primitive, names: Sequence[str]) -> Iterator[Plot]:
    at = _elsewhere(row)
    for numbers in product(STATIC, repeat=len(row.static_names)):
        bound = row.bind(*numbers) if numbers else row
        for i in _slots(row, names):
            fixed = [(name, x) for k, (name, x) in enumerate(zip(names, at, strict=True)) if k != i]
            fixed = [*zip(row.static_names, numbers, strict=True), *fixed]
            said = ", ".join(f"${LATEX.name(name).text}$ = {x:g}".replace("-", "−") for name, x in fixed)
            caption = f"along ${LATEX.name(names[i]).text}$" + (f", with {said}" if said else "")
            value, slope = (partial(f, bound, at, i) for f in (_value_along, _slope_along))
            yield Plot(picture(value, slope, row.name, names[i]), formulas_html_of(caption))


def _slots(row: Primitive, names: Sequence[str]) -> list[int]:
    """Return one input of each part that inputs play: of many equal ones the first."""
    if not row.variadic:
        return list(range(len(names)))
    seen = {re.sub(r"\d", "", name): i for i, name in reversed(list(enumerate(names)))}
    return sorted({0, 1, *seen.values()} if row.own_first else seen.values())


def _inside(x: float, interval: Interval) -> float:
    low, high = interval
    return next((number for number in (x, abs(x)) if low <= number <= high), (low + high) / 2)


def _value_along(row: Primitive, at: Sequence[float], i: int, x: float) -> float:
    return float(row.value_at(Floats(), [*at[:i], x, *at[i + 1 :]]))


def _slope_along(row: Primitive, at: Sequence[float], i: int, x: float) -> float:
    inputs = [*at[:i], x, *at[i + 1 :]]
    return float(row.partials_at(Floats(), row.value_at(Floats(), inputs), inputs)[i])
