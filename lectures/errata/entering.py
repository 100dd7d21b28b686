"""Entering a claim: one line of data, and below it the small function that tries it.

    @value("D05.1", "004:171", "L(8) = 402.57", says="The loss at a = 8 is 402.57.", prints="402.57")
    def loss_at_8():
        return loss(8.0)

The form of a claim says what would show it to be true, and so what the function does:

    value        test() -> the number; it must be printed as `prints`
    formula      test(p) -> (what is printed, what the engine gives) at the point p, or bool; true at 200 points
    promise      test(seed) -> bool, or (bool, what was measured); kept for each of at least 8 seeds
    possibility  test() -> bool, or (bool, the example in words); one example is enough
    definition   no function; it holds, or clashes with another place of the notes

With `holds_if` and `fails_if`, or with `readings`, the function is called for each of these with its name as the last
argument. Run with plain Python, a file of claims prints its verdicts.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from lectures.errata.entry import Entry, Form, Test
from lectures.errata.judge import judge
from lectures.plain_text import errata_text

Decorator = Callable[[Test], Test]
_collectors: list[list[Entry]] = []


def value(id: str, at: str, printed: str, *, says: str, prints: Any, **more: Any) -> Decorator:
    """Enter a printed number; see `Entry` for the arguments and the top of this file for the function.

    >>> @value("D05.1", "004:667", "L(8) = 402.57", says="The loss at a = 8 is 402.57.", prints="402.57")
    ... def loss_at_8():
    ...     return 402.5714
    ✓ holds: D05.1, 004:667: The loss at a = 8 is 402.57.
        printed: L(8) = 402.57
        computed: 402.571
    """
    return _entering("value", id, at, printed, says, prints=prints, **more)


def formula(id: str, at: str, printed: str, *, says: str, **more: Any) -> Decorator:
    """Enter an identity or a gradient.

    >>> @formula("A01.9", "000:1", "(x + 1)^2 = x^2 + 1", says="The square of a sum.")
    ... def square(p):
    ...     x = p.real("x")
    ...     return (x + 1) ** 2, x**2 + 1
    ✗ wrong: A01.9, 000:1: The square of a sum.
        printed: (x + 1)^2 = x^2 + 1
        computed: at x = 1: printed 4, true 2 (wrong at 234 of 240 points)
    """
    return _entering("formula", id, at, printed, says, **more)


def promise(id: str, at: str, printed: str, *, says: str, **more: Any) -> Decorator:
    """Enter a promise: if one does this, that happens.

    >>> @promise("A01.9", "000:1", "x^2 is never negative", says="A square is never negative.")
    ... def never_negative(seed):
    ...     return seed**2 >= 0
    ✓ holds: A01.9, 000:1: A square is never negative.
        printed: x^2 is never negative
        computed: kept for 8 of 8 seeds
    """
    return _entering("promise", id, at, printed, says, **more)


def possibility(id: str, at: str, printed: str, *, says: str, **more: Any) -> Decorator:
    """Enter something that is said to be possible.

    >>> @possibility("A01.9", "000:1", "x^2 may be below x", says="A square may be smaller.")
    ... def may_be_smaller():
    ...     return 0.5**2 < 0.5, "0.5"
    ✓ holds: A01.9, 000:1: A square may be smaller.
        printed: x^2 may be below x
        computed: 0.5
    """
    return _entering("possibility", id, at, printed, says, **more)


def definition(id: str, at: str, printed: str, *, says: str, **more: Any) -> None:
    """Enter a definition, which holds unless it `clashes` with another place.

    >>> definition("A01.9", "000:1", "m is the number of examples", says="m is the number of examples.")
    ✓ holds: A01.9, 000:1: m is the number of examples.
        printed: m is the number of examples
    """
    _enter(Entry(id, at, printed, says, "definition", **more))


@contextmanager
def collecting() -> Iterator[list[Entry]]:
    """Collect the claims that are entered, instead of printing their verdicts."""
    entries: list[Entry] = []
    _collectors.append(entries)
    try:
        yield entries
    finally:
        _collectors.pop()


def _entering(form: Form, id: str, at: str, printed: str, says: str, **more: Any) -> Decorator:
    def enter(test: Test) -> Test:
        _enter(Entry(id, at, printed, says, form, test, **more))
        return test

    return enter


def _enter(entry: Entry) -> None:
    if _collectors:
        _collectors[-1].append(entry)
        return
    print(errata_text(judge(entry, strict=False).as_json()))
