"""Slips at quotients: d(a/b) = da/b - a db/b^2, and something else is written."""

from collections.abc import Iterator

from engine.compare.guesses import Slip
from engine.compare.problem import Problem
from engine.compare.slips.factors import kind_of_factor
from engine.compare.slips.terms import counts
from engine.compare.slips.uses import apart
from engine.compare.structure import is_product
from engine.value import Value


def quotients(problem: Problem) -> Iterator[Slip]:
    """The quotient rule: its sign, its square, one of its halves."""
    every = set(problem.edges)
    for group, where in problem.layers("quotient"):
        pairs = [(e, e[0].inputs[0].data, e[0].inputs[1].data) for e in group if len(e[0].inputs) == 2]
        above = [(e, a, b) for e, a, b in pairs if not e[1]]
        below = [(e, a, b) for e, a, b in pairs if e[1]]
        if above:
            yield from _numerators(problem, above, f"at the numerator of the {where}")
        if below:
            # Nobody takes the quotient rule for 1/(1 + exp(-z)) who knows the sigmoid.
            often = 0.3 if all(e[0] in problem.written_out for e, _, _ in below) else 1.0
            at, remedy = f"at the denominator of the {where}", "d(a/b)/db is -a/b**2"
            for kinds, what, slopes, usual in (
                ("quotient|sign", "the minus sign is lost", {e: a / b**2 for e, a, b in below}, 4.0),
                ("quotient|factor forgotten", "divided by b, not by its square", {e: -a / b for e, a, b in below}, 3.0),
                ("quotient|factor forgotten", "the numerator is forgotten", {e: -1 / b**2 for e, a, b in below}, 2.0),
                ("quotient|factor forgotten|activation forgotten", "a stands there", {e: a for e, a, b in below}, 1.5),
                ("quotient|factor forgotten", "-a stands there", {e: -a for e, a, b in below}, 1.0),
                ("quotient|wrong operand|product rule", "b itself stands there", {e: b for e, a, b in below}, 1.0),
                ("quotient", "1/b stands there", {e: 1 / b for e, a, b in below}, 1.0),
                ("quotient", "1/b**2 stands there", {e: 1 / b**2 for e, a, b in below}, 0.7),
                ("quotient", "a/b stands there", {e: a / b for e, a, b in below}, 1.0),
                ("quotient", "-1/b stands there", {e: -1 / b for e, a, b in below}, 0.7),
                ("quotient|factor twice", "divided by the cube", {e: -a / b**3 for e, a, b in below}, 0.7),
                ("quotient|factor 2", "doubled", {e: -2 * a / b**2 for e, a, b in below}, 0.5),
            ):  # fmt: skip
                yield Slip(kinds, what, at, remedy, slopes, often * usual)
            parts = [(e, a, b, _varying(e[0].inputs[1])) for e, a, b in below]
            if all(part is not None for _, _, _, part in parts):
                once = {e: -a * s / b**2 for e, a, b, s in parts if s is not None}
                text = "divided by b, not by its square, beside a constant"
                yield Slip("quotient|factor forgotten", text, at, remedy, once, 3.0)
        both_vary = [((e[0], s), a, b) for e, a, b in above if (e[0], 1) in every for s in (0, 1)]
        if both_vary:
            at = f"at the {where}"
            if not apart(problem, both_vary[0][0][0].inputs):  # else each half is a factor of its own
                rest = {e: (-a if e[1] else b) for e, a, b in both_vary}
                yield Slip("quotient|factor forgotten", "the numerator of the rule is not divided", at, "", rest, 1.5)
                plus = {e: (a if e[1] else b) for e, a, b in both_vary}
                text = "a plus stands between the two halves, and their sum is not divided"
                yield Slip("quotient|sign|factor forgotten", text, at, "", plus, 0.5)
            both = {e: (-a / b if e[1] else 1.0) for e, a, b in both_vary}
            yield Slip("quotient", "divided by b, not by its square, in the whole rule", at, "", both, 2.0)
            swapped = {e: (a / b**2 if e[1] else -1 / b) for e, a, b in both_vary}
            yield Slip("quotient|sign", "the two halves of the numerator are exchanged", at, "", swapped, 2.0)
            added = {e: (a / b**2 if e[1] else 1 / b) for e, a, b in both_vary}
            yield Slip("quotient|sign", "a plus stands between the two halves", at, "", added, 2.0)


def _varying(x: Value) -> float | None:
    """Return the other factor of a product with a constant, such as the sum in 2 * sum(s)."""
    if not is_product(x):
        return None
    factors = [f.data for f in x.inputs if not f.is_constant]
    return factors[0] if len(factors) == 1 else None


def _numerators(problem: Problem, above: list, at: str) -> Iterator[Slip]:  # type: ignore[type-arg]
    denominators = [e[0].inputs[1] for e, _, _ in above]
    remedy, what = "d(a/b)/da is 1/b", problem.value(denominators)
    kind, usual = kind_of_factor(problem, denominators)
    again = "quotient" if kind.startswith("factor forgotten") else kind
    yield Slip(kind, f"not divided by {what}", at, remedy, {e: 1.0 for e, _, _ in above}, usual)
    yield Slip(f"{again}|factor twice", f"divided by {what} twice", at, remedy, {e: 1 / b**2 for e, a, b in above}, 1.5)
    text = f"multiplied by {what} instead of divided"
    yield Slip(f"{again}|factor twice|constant forgotten", text, at, remedy, {e: b for e, a, b in above}, 1.0)
    itself = {e: 1 / a for e, a, b in above if a}
    text = "divided by the numerator itself"
    yield Slip("quotient|wrong operand|product rule", text, at, remedy, itself, 1.0)
    if kind != "mean":
        return
    root = {e: b**-0.5 for e, a, b in above if b > 0}
    yield Slip(kind, f"divided by the root of {what}", at, remedy, root, 0.7)
    less = {e: 1 / (b - 1) for e, a, b in above if b > 1}
    yield Slip(kind, f"divided by {what} - 1", at, remedy, less, 1.0)
    for m, name in counts(problem):
        if all(b == m for _, _, b in above):  # it is divided by just that
            continue
        other = {e: 1.0 / m for e, _, _ in above}
        yield Slip(kind, f"divided by {m}, {name}, instead of {what}", at, remedy, other, 1.5)
