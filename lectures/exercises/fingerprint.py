"""A mark of the numbers that a variant has: by it, what was handed out is told from what an exercise draws now."""

import ast
from collections.abc import Callable
from typing import Any
from zlib import crc32

from engine.errors import DomainError
from engine.value import Value
from engine.words.nested import flatten
from lectures.exercises.task import ATTEMPTS, Task, Variant

SINCE = "was changed since this was handed out; grade it with the old file of the exercise"
NAME = "NUMBERS"  # of the mark in a file that is handed out


def fingerprint(variant: Variant) -> str:
    """Return six digits that tell the numbers of a variant, and what they lead to, from others.

    What is asked for does not matter, so that one may ask for less after it was handed out.

    >>> from lectures.exercises.catalogue import load_task
    >>> task = load_task("penalty-neuron")
    >>> len({fingerprint(task.variant(seed)) for seed in (1, 2, 3)}), fingerprint(task.variant(1)).isalnum()
    (3, True)
    """
    loss = variant.drawn.loss
    after = f"{loss.data:.3e}" if isinstance(loss, Value) else f"{_listed(variant.given)} {variant.listing}"
    numbers = " ".join(f"{x:.6g}" for x in sorted(variant.issued))
    return f"{crc32(f'{numbers} {after}'.encode()) & 0xFFFFFF:06x}"


def drawn_as(task: Task, seed: int, same: Callable[[Variant], bool]) -> Variant | None:
    """Return the draw of a seed that was handed out; None where the exercise draws no such numbers any more.

    It may be another one than is drawn now: which draws hide a slip depends on what is asked for.
    """
    variant = task.variant(seed)
    if same(variant):
        return variant
    for again in range(ATTEMPTS if task.fresh and seed else 0):
        try:
            other = task.attempt(seed, 0, again)
        except (DomainError, ArithmeticError):
            continue
        if same(other):
            return other
    return None


def handed_out(task: Task, seed: int, mark: str | None, docstring: str) -> Variant | None:
    """Return the variant of a file with typed numbers, by its mark, or else by what it says is given."""
    if mark:
        return drawn_as(task, seed, lambda variant: fingerprint(variant) == mark)
    given = given_in(docstring)
    return drawn_as(task, seed, lambda variant: given.items() <= _listed(variant.given).items())


def given_in(docstring: str) -> dict[str, str]:
    """Return the numbers that stand under "Given:", as far as they stand there in full.

    >>> given_in("Derive.\\n\\nGiven:\\n    w = [0.5, 2]\\n    x = [1, 2, 3...\\n\\nTo fill in:\\n    w = 1")
    {'w': '0.5 2'}
    """
    found = {}
    for line in docstring.partition("Given:\n")[2].partition("\n\n")[0].splitlines():
        name, equals, text = line.partition("=")
        try:
            found |= _listed({name.strip(): ast.literal_eval(text.strip())} if equals else {})
        except (ValueError, SyntaxError):
            continue
    return found


def _listed(given: dict[str, Any]) -> dict[str, str]:
    return {name: " ".join(x if isinstance(x, str) else f"{x:.6g}" for x in flatten(numbers))
            for name, numbers in given.items()}  # fmt: skip
