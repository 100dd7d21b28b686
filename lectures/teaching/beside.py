"""What a student wrote beside what is right, for tutors: every wrong quantity with the numbers that are off."""

from collections.abc import Iterator
from itertools import product
from typing import Any

from engine.compare.written import written
from engine.words.columns import padded
from engine.words.nested import flatten, show_index, show_shape, unnest
from lectures.exercises import Graded, Quantity, Variant
from lectures.exercises.agreeing import too_few
from lectures.exercises.entrywise import off_entries
from lectures.exercises.worked import called
from lectures.teaching.assignment import right_answers
from lectures.teaching.sheet import shown

MOST = 12  # numbers of one quantity


def beside(variant: Variant, graded: Graded) -> Iterator[str]:
    """Yield a table for each quantity that lost its points and can be read: the place, theirs, the right number.

    Args:
        variant: the numbers that were handed out.
        graded: what came of the answers.
    """
    right = right_answers(variant)
    for quantity in variant.quantities:
        verdict = graded.verdicts[quantity.name]
        if verdict not in ("wrong", "digits", "shape") or quantity.name not in graded.said:
            continue
        name, theirs = called(variant, quantity.name), graded.said[quantity.name]
        if not quantity.numeric or verdict == "shape":
            yield from _whole(name, theirs, right[quantity.name], quantity)
            continue
        reach = variant.reach[quantity.name]
        if not written(theirs, name)[0].digits:  # they were computed
            reach = [0.0] * len(reach)
        off = too_few(theirs, right[quantity.name]) if verdict == "digits" else []
        off = off or off_entries(theirs, right[quantity.name], reach)
        yield from _entries(name, theirs, right[quantity.name], off)


def _whole(name: str, theirs: Any, right: Any, quantity: Quantity) -> Iterator[str]:
    if quantity.numeric:
        shapes = [show_shape(unnest(x, name)[1]) for x in (theirs, right)]
        yield f"{name}: theirs is {shapes[0]}, right is {shapes[1]}"
        yield f"  theirs  {_row(theirs)}"
        yield f"  right   {_row(right)}"
    else:
        yield f"{name}: theirs {shown(theirs, quantity)}, right {shown(right, quantity)}"
    yield ""


def _entries(name: str, theirs: Any, right: Any, off: list[int]) -> Iterator[str]:
    numbers, shape = unnest(theirs, name)
    places, wanted = list(product(*map(range, shape))), flatten(right)
    rows = [(f"{name}{show_index(places[i])}", _text(numbers[i]), _text(wanted[i])) for i in off[:MOST]]
    rows = [("", "theirs", "right"), *rows]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for where, *pair in rows:
        cells = (padded(text, width, right=True) for text, width in zip(pair, widths[1:], strict=True))
        yield f"  {padded(where, widths[0])}  {'  '.join(cells)}"
    if len(off) > MOST:
        yield f"and {len(off) - MOST} more of {name}"
    yield ""


def _row(numbers: Any) -> str:
    if not isinstance(numbers, list):
        return _text(numbers)
    return f"[{', '.join(map(_row, numbers))}]"


def _text(x: Any) -> str:
    return x if isinstance(x, str) else f"{float(x) + 0.0:.4g}"
