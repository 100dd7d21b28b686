"""Slips of scale: the sign, a constant factor and whose convention it is, zeros, rounding."""

from collections.abc import Iterator, Sequence
from math import isfinite

from engine.compare.problem import Guess, Problem, all_close
from engine.compare.slips.uses import levels
from engine.compare.structure import family, sources
from engine.value import Value
from engine.words.nested import close


def sign(problem: Problem) -> Iterator[Guess]:
    """Every entry has the wrong sign."""
    yield Guess([-g for g in problem.right], "the sign is flipped: yours is -1 times the gradient")


def factor(problem: Problem) -> Iterator[Guess]:
    """Every entry is off by a factor that a convention explains."""
    for number, words in factors(problem):
        if number != 1.0:
            yield Guess([number * g for g in problem.right], f"off by the factor {number:.6g}: {words}")


def doubled(problem: Problem) -> Iterator[Guess]:
    """Every entry is twice or half the right one, and no square is there to explain the 2."""
    yield Guess([2.0 * g for g in problem.right], "twice the right gradient: everything is counted twice")
    text = "half of the right gradient: a 2 is missing, or one of two equal parts"
    yield Guess([0.5 * g for g in problem.right], text)


def ratio(problem: Problem) -> Iterator[Guess]:
    """Every entry is off by one and the same factor, which no known convention explains."""
    number = common_ratio(problem.hand, problem.right)
    if number is not None and problem.target.fits and problem.evidence >= 3:
        yield Guess(problem.hand, f"every entry is {number:.6g} times the right one: look for a constant factor")


def zero(problem: Problem) -> Iterator[Guess]:
    """Every entry is zero."""
    yield Guess([0.0] * len(problem.right), "yours is zero everywhere, but the loss does depend on it")


def rounded(problem: Problem) -> Iterator[Guess]:
    """The right gradient, rounded to a few digits."""
    if not problem.target.fits or not all(map(isfinite, problem.hand)):
        return
    digits = max(len(f"{h:.12g}".partition(".")[2]) for h in problem.hand)
    near = [round(g, digits) for g in problem.right]
    if 2 <= digits <= 9 and all_close(problem.hand, near, 1e-12, 1e-12):
        yield Guess(problem.hand, f"right, but rounded to {digits} decimals; keep all digits until the end")


def common_ratio(hand: Sequence[float], right: Sequence[float]) -> float | None:
    """Return c with hand = c * right, entry by entry, or None.

    >>> common_ratio([2.0, 0.0, -6.0], [1.0, 0.0, -3.0])
    2.0
    """
    if not right or len(hand) != len(right):
        return None
    largest = max(range(len(right)), key=lambda i: abs(right[i]))
    if right[largest] == 0.0:
        return None
    c = hand[largest] / right[largest]
    return c if all_close(hand, [c * g for g in right]) and isfinite(c) and c != 0.0 else None


def factors(problem: Problem) -> Iterator[tuple[float, str]]:
    """Yield the factors that people get wrong, each with the convention that is behind it."""
    structure = problem.structure
    squared = any(map(_is_square, structure.order))
    if squared and any(map(_is_half, structure.order)):
        yield 2.0, "the loss carries 1/2, which cancels the 2 of the square"
        yield 0.5, "the 1/2 of the loss is there, but the 2 that the square brings down is missing"
    elif squared:
        yield 2.0, "a square brings down one 2, not two"
        yield 0.5, "the 2 that the square brings down is missing (the loss is not written with 1/2)"
    for m, what in counts(problem).items():
        if m > 1:
            yield float(m), f"{m} is {what}; is the loss a mean, and yours the gradient of the sum?"
            yield 1.0 / m, f"1/{m}, and {m} is {what}; is the loss a sum, and yours the gradient of the mean?"
            yield 2.0 / m, f"2/{m}: a 2 too many, and 1/{m} for a mean, where {m} is {what}"
            yield m / 2.0, f"{m}/2: a 2 too few, and no mean taken, where {m} is {what}"
            yield 2.0 * m, f"2 * {m}: a 2 too many, and no mean taken, where {m} is {what}"
            yield 0.5 / m, f"1/(2 * {m}): the convention 1/(2m), where {m} is {what}"


def counts(problem: Problem) -> dict[int, str]:
    """Return the sizes that means are taken over: examples, time steps, terms, and products of these."""
    steps = levels(problem)
    at_once = min(map(len, steps), default=1)
    found: dict[int, str] = {}
    add = found.setdefault
    if steps:
        add(at_once, "how often the parameter is used (the batch size, or the positions of a kernel)")
        add(len(steps), "the number of time steps")
        add(sum(map(len, steps)), "how often the parameter is used in all")
    target = set(problem.nodes)
    for term in problem.structure.terms:
        if target.isdisjoint(sources(term)):
            add(len(term), "the number of terms that the loss adds up")
            if len(term) % at_once == 0:
                add(len(term) // at_once, "the number of outputs of an example")
    for array in (problem.target, *problem.others):
        for length in array.shape:
            add(length, f"a side of {array.name}")
    return found


def _is_square(node: Value) -> bool:
    if family(node) == "power":
        return node.primitive is not None and node.primitive.static_values == (2.0,)
    return family(node) == "product" and len(node.inputs) == 2 and node.inputs[0] is node.inputs[1]


def _is_half(node: Value) -> bool:
    """Tell whether an operation multiplies by 1/2 or 1/(2m), or divides by 2 or 2m."""
    if family(node) not in ("product", "quotient") or len(node.inputs) != 2:
        return False
    for x in node.inputs:
        if x.primitive is None and x.data > 0:
            number = x.data if family(node) == "quotient" and x is node.inputs[1] else 1.0 / x.data
            if number >= 2.0 and close(number / 2.0, round(number / 2.0), 1e-9, 0.0):
                return True
    return False
