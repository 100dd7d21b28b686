"""Answers that Moodle is to recognise: how exactly, in which entry of a matrix, and no two that it would mix up."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import product
from math import floor, isfinite, log10
from typing import Any

from engine.words.nested import unnest
from lectures.teaching.moodle_xml import Answer

DIGITS = 3
RIGHT = "Right."
MOST = 8  # slips that one question knows


def most_telling(
    right: Any, wrong: Sequence[tuple[Any, float, str]], name: str
) -> tuple[tuple[int, ...], list[Answer]]:
    """Return the place of an entry in which most slips can be told from the right number, and its answers."""
    numbers, shape = unnest(right, name)
    tables = [(unnest(x, name)[0], credit, said) for x, credit, said in wrong]
    best: tuple[tuple[int, ...], list[Answer]] | None = None
    most = 0
    for i, place in enumerate(product(*map(range, shape))):
        slips = [_number(table[i], credit, said) for table, credit, said in tables if isfinite(table[i])]
        answers = told_apart([_number(numbers[i], 100.0, RIGHT), *slips])
        worth = len(answers) if numbers[i] else 0
        if best is None or worth > most:
            best, most = (place, answers), worth
    assert best is not None  # a quantity has an entry
    return best


def _number(x: float, fraction: float, feedback: str) -> Answer:
    return Answer(f"{x + 0.0:.10g}", fraction, feedback, tolerance_of(x))


def tolerance_of(x: float) -> float:
    """Return half a unit of the third digit, so that a number written to three digits or more is accepted.

    >>> tolerance_of(0.5349), tolerance_of(-12.0), tolerance_of(0.0)
    (0.0005, 0.05, 0.0005)
    """
    unit = 10.0 ** (floor(log10(abs(x))) - DIGITS + 1) if x else 0.001
    return float(f"{unit / 2:.6g}")


def told_apart(answers: Sequence[Answer]) -> list[Answer]:
    """Leave out what the right answer would take, join what cannot be told apart; most usual slips come first."""
    kept: list[Answer] = []
    for answer in answers:
        near = next((i for i, other in enumerate(kept) if overlap(answer, other)), None)
        if near is None:
            kept.append(answer)
        elif kept[near].feedback != RIGHT:
            kept[near] = _joined(kept[near], answer)
    return kept[: MOST + sum(answer.feedback == RIGHT for answer in kept)]


def overlap(a: Answer, b: Answer) -> bool:
    """Whether an answer could be taken for both."""
    if a.tolerance is None or b.tolerance is None:
        return a.text.lower() == b.text.lower()
    return abs(float(a.text) - float(b.text)) <= (a.tolerance + b.tolerance) * (1 + 1e-9)


def _joined(a: Answer, b: Answer) -> Answer:
    said = a.feedback if b.feedback in a.feedback else f"{a.feedback} Or: {b.feedback}"
    return replace(a, fraction=max(a.fraction, b.fraction), feedback=said)


def shapes_typed(shape: Any) -> list[str]:
    """Return the ways in which a shape is typed; an asterisk is any text for Moodle.

    >>> shapes_typed((3, 2)), shapes_typed(())
    (['3 x 2', '3x2', '3 × 2', '3×2', '(3, 2)', '(3,2)', '3, 2', '3,2', '3 2'], ['()', 'one number', 'scalar'])
    """
    sizes = [str(n) for n in shape]
    if not sizes:
        return ["()", "one number", "scalar"]
    if len(sizes) == 1:
        return [sizes[0], f"({sizes[0]},)", f"({sizes[0]})"]
    joined = [between.join(sizes) for between in (" x ", "x", " × ", "×")]
    return [
        *joined,
        f"({', '.join(sizes)})",
        f"({','.join(sizes)})",
        ", ".join(sizes),
        ",".join(sizes),
        " ".join(sizes),
    ]
