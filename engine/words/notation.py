"""Formulas for people: a row's formula, written with the labels or the numbers of one graph.

The rows keep their formulas as Python text over placeholder names, so Python's own parser reads them. What is
printed has the parentheses that are needed and no others: `2*(-3)`, never `((2))*((-3))` or `2*x**(2 - 1)`.
`Notation` writes plain text; latex.py overrides the few shapes that LaTeX writes differently.
"""

import ast
import functools
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from engine.primitives import Primitive
from engine.words.digits import in_full, show

T = TypeVar("T")

CONDITION, SUM, PRODUCT, POWER, ATOM, NAME = range(6)  # how tightly a piece of a formula holds together
STATIC = "static"  # the kind of a constant that a row is bound to, as the n of x**n
ETC = "_etc"  # stands in a shortened formula for the terms that are left out
TERMS_SHOWN = 6  # a longer sum or list of arguments keeps its first terms and its last
Cut = tuple[int, int, int]  # of more than so many terms so many are kept at the front and at the back
MIDDLE: Cut = (TERMS_SHOWN, 3, 1)
SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


def one_line(label: str, longest: int = 40) -> str:
    """Return a label on one line, without control characters, and not too long to read.

    >>> one_line("two\\nlines")
    'two lines'
    """
    line = " ".join("".join(c if c.isprintable() else " " for c in label[: 4 * longest]).split())
    return line if len(line) <= longest else line[: longest - 1] + "…"


def elided(items: Sequence[T], etc: T) -> list[T]:
    """Return a list as it is, or of a long one the first three items, a mark, and the last.

    >>> elided("abcdefgh", "…")
    ['a', 'b', 'c', '…', 'h']
    """
    return list(items) if len(items) <= TERMS_SHOWN else [*items[:3], etc, items[-1]]


@dataclass(frozen=True)
class Term:
    """A written piece of a formula: how tightly it holds together, and whether it starts with a minus sign."""

    text: str
    tightness: int = ATOM
    negative: bool = False


class Notation:
    """Plain text, as one would type it in Python."""

    times, etc = "*", "…"
    parentheses, condition = "({})", "{} if {} else {}"

    def name(self, label: str) -> Term:
        is_one = re.fullmatch(r"[^\s+*/=<>−-]+|\w+\([^()]*\)", label)
        return Term(label, NAME if is_one else CONDITION)

    def number(self, x: float) -> Term:
        return Term(show(x), negative=x < 0)

    def constant(self, x: float) -> Term:
        """Return a number of the formula itself: it is no datum, and keeps its digits."""
        return Term(in_full(x), negative=x < 0)

    def quotient(self, a: Term, b: Term, leading: bool) -> Term:
        return Term(f"{self.wrap(a, PRODUCT, leading)}/{self.wrap(b, POWER)}", PRODUCT, a.negative and leading)

    def power(self, base: Term, exponent: Term) -> Term:
        return Term(f"{self.wrap(base, ATOM)}**{self.wrap(exponent, POWER)}", POWER)

    def call(self, name: str, arguments: Sequence[str]) -> Term:
        return Term(f"{name}({', '.join(arguments)})")

    def counted(self, term: Term, i: int) -> Term:
        """Return a name that several values share, with a number for one of them: (a*b)₂."""
        return Term(self.wrap(term, ATOM) + str(i).translate(SUBSCRIPTS))

    def wrap(self, term: Term, needs: int, leading: bool = False) -> str:
        """Return the term, in parentheses where it would be misread; a leading minus sign needs none."""
        fits = term.tightness >= needs and (leading or not term.negative)
        return term.text if fits else self.parentheses.format(term.text)

    def value(self, row: Primitive, inputs: Sequence[Term]) -> str:
        """Return the row's formula with the inputs in place.

        >>> from engine.primitives import PRIMITIVES
        >>> TEXT.value(PRIMITIVES["multiply"], [TEXT.number(2.0), TEXT.number(-3.0)])
        '2*(-3)'
        """
        return self.wrap(self.expression(row, inputs), SUM, leading=True)

    def expression(self, row: Primitive, inputs: Sequence[Term], cut: Cut = MIDDLE) -> Term:
        """Return the row's formula as a piece of a longer one.

        >>> from engine.primitives import PRIMITIVES
        >>> TEXT.expression(PRIMITIVES["sum"], [TEXT.name(name) for name in "abcd"], cut=(2, 1, 1))
        Term(text='a + … + d', tightness=1, negative=False)
        """
        return self._term(_value_tree(row, len(inputs), cut), inputs, leading=True)

    def partial(self, row: Primitive, slot: int, terms: Sequence[Term]) -> str:
        """Return the local derivative for one slot, with the inputs and, as the last of the terms, the result in place.

        >>> from engine.primitives import PRIMITIVES
        >>> TEXT.partial(PRIMITIVES["power"].bind(3.0), 0, [TEXT.name("x"), TEXT.name("y")])
        '3*x**2'
        """
        tree = _partial_tree(row, slot, len(terms) - 1)
        return self.wrap(self._term(tree, terms, leading=True), SUM, leading=True)

    def _term(self, node: ast.expr, terms: Sequence[Term], leading: bool = False) -> Term:
        """Write one shape; `leading` says that it stands where a minus sign needs no parentheses."""
        match node:
            case ast.Name(name):
                return Term(self.etc) if name == ETC else terms[int(name[1:])]
            case ast.Constant(int() | float() as x, kind):
                return self.number(float(x)) if kind == STATIC else self.constant(float(x))
            case ast.UnaryOp(ast.USub(), x):
                return Term("-" + self.wrap(self._part(x, terms, PRODUCT), PRODUCT), PRODUCT, negative=True)
            case ast.BinOp(a, ast.Div(), b):
                return self.quotient(self._part(a, terms, PRODUCT, leading), self._part(b, terms, POWER), leading)
            case ast.BinOp(a, ast.Pow(), b):
                return self.power(self._part(a, terms, ATOM), self._part(b, terms, POWER))
            case ast.BinOp(a, ast.Add() | ast.Sub() | ast.Mult() as operator, b):
                tight = PRODUCT if isinstance(operator, ast.Mult) else SUM
                sign = {ast.Mult: self.times, ast.Add: " + ", ast.Sub: " - "}[type(operator)]
                right_needs = PRODUCT if isinstance(operator, ast.Sub) else tight
                left, right = self._part(a, terms, tight, leading), self._part(b, terms, right_needs)
                text = self.wrap(left, tight, leading) + sign + self.wrap(right, right_needs)
                return Term(text, tight, left.negative and leading)
            case ast.Call(ast.Name(name), arguments):
                return self.call(name, [self._alone(x, terms) for x in arguments])
            case ast.Compare(a, [ast.Gt() | ast.Eq() as operator], [b]):
                sign = ">" if isinstance(operator, ast.Gt) else "="
                return Term(f"{self._alone(a, terms)} {sign} {self._alone(b, terms)}", CONDITION)
            case ast.IfExp(test, a, b):
                return Term(self.condition.format(*(self._alone(part, terms) for part in (a, test, b))), CONDITION)
        raise ValueError(f"the formula {ast.unparse(node)!r} cannot be written; use + - * / **, calls, > and if-else")

    def _part(self, node: ast.expr, terms: Sequence[Term], needs: int, leading: bool = False) -> Term:
        """Write one side of a shape; where it stands in parentheses, a minus sign behind the first needs none."""
        term = self._term(node, terms, leading)
        return term if term.tightness >= needs else self._term(node, terms, leading=True)

    def _alone(self, node: ast.expr, terms: Sequence[Term]) -> str:
        return self._term(node, terms, leading=True).text


@functools.lru_cache(maxsize=64)  # they are asked for at each slot of an operation
def _places(count: int) -> tuple[str, ...]:
    return tuple(f"_{i}" for i in range(count))


@functools.lru_cache(maxsize=4096)
def _value_tree(row: Primitive, count: int, cut: Cut) -> ast.expr:
    return _parse(shortened(_unbound(row).formula_with(_places(count)), cut), row)


@functools.lru_cache(maxsize=4096)
def _partial_tree(row: Primitive, slot: int, count: int) -> ast.expr:
    return _parse(shortened(_unbound(row).partial_formula_with(slot, _places(count), f"_{count}"), MIDDLE), row)


def _unbound(row: Primitive) -> Primitive:
    return replace(row, static_values=()) if row.static_values else row


def shortened(formula: str, cut: Cut) -> str:
    """Cut the longest sum or list of arguments in a formula.

    >>> shortened("max(a, b, c, d)", (3, 1, 1))
    'max(a, _etc, d)'
    """
    most, front, back = cut
    for separator in (" + ", ", "):
        parts = formula.split(separator)
        if len(parts) > most:
            return separator.join([*parts[:front], ETC, *parts[len(parts) - back :]])
    return formula


def _parse(formula: str, row: Primitive) -> ast.expr:
    statics = dict(zip(row.static_names, row.static_values, strict=False))  # none where the row is not bound
    tree: ast.expr = _Simplify(statics).visit(ast.parse(formula, mode="eval").body)
    return tree


class _Simplify(ast.NodeTransformer):
    """2*x**(n - 1) becomes 2*x in a row that is bound to n = 2: static numbers are plain numbers in a formula."""

    def __init__(self, statics: dict[str, float]) -> None:
        self.statics = statics

    def visit(self, node: ast.AST) -> Any:
        match self.generic_visit(node):
            case ast.Name(name) if name in self.statics:
                return ast.Constant(float(f"{self.statics[name]:g}"), STATIC)
            case ast.UnaryOp(ast.USub(), ast.Constant(int() | float() as x, kind)):
                return ast.Constant(-x, kind)
            case ast.BinOp(
                ast.Constant(int() | float() as a, of_a), ast.Sub(), ast.Constant(int() | float() as b, of_b)
            ):
                return ast.Constant(a - b, of_a or of_b)
            case ast.BinOp(ast.Constant(1), ast.Mult(), x) | ast.BinOp(x, ast.Pow(), ast.Constant(1)):
                return x
            case ast.BinOp(ast.Constant(-1), ast.Mult(), x):
                return ast.UnaryOp(ast.USub(), x)
            case simple:
                return simple


TEXT = Notation()
