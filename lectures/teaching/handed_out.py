"""What a sheet says of the numbers on it, out of sight: the mark of each variant, which `grade` compares later."""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from lectures.errors import LectureError
from lectures.exercises import Task, Variant
from lectures.exercises.fingerprint import SINCE, drawn_as, fingerprint

KEY = "chalkgrad-numbers"
SAID = re.compile(KEY + r"\W+content=\"(?P<html>[^\"]*)|% " + KEY + r" (?P<tex>.*)")
LONGEST = 1 << 20  # characters at the beginning of a file that are looked at

Marks = Mapping[tuple[str, int], tuple[str, str]]  # (exercise, variant) -> its mark, and the file that says so


def marks_of(variants: Iterable[Variant]) -> list[str]:
    """Return a line for each exercise: its name, and each variant with the mark of its numbers."""
    lines: dict[str, list[str]] = {}
    for variant in variants:
        lines.setdefault(variant.task.name, []).append(f"{variant.seed}:{fingerprint(variant)}")
    return [" ".join([name, *marks]) for name, marks in lines.items()]


def marks_in(*folders: Path) -> Marks:
    """Return what the sheets in some folders say.

    Raises:
        LectureError: where two of them give one variant different numbers.
    """
    found: dict[tuple[str, int], tuple[str, str]] = {}
    paths = {path.resolve(): path for folder in folders for path in (*folder.glob("*.html"), *folder.glob("*.tex"))}
    for path in sorted(paths.values()):
        for key, mark in marks_on(path).items():
            other = found.setdefault(key, (mark, str(path)))
            if other[0] != mark:
                raise LectureError(
                    f"{other[1]} and {path} give variant {key[1]} of {key[0]} different numbers, so that it cannot be "
                    "known which were handed out; move away the one that was not"
                )
    return found


def marks_on(path: Path) -> dict[tuple[str, int], str]:
    """Return the marks that a sheet has; none of another file."""
    try:
        with path.open(encoding="utf-8") as file:
            text = file.read(LONGEST)
    except (OSError, ValueError):
        return {}
    found = {}
    for match in SAID.finditer(text):
        name, *marks = (match["html"] or match["tex"] or "").split()
        found |= {(name, int(seed)): mark for seed, _, mark in (each.partition(":") for each in marks)}
    return found


def variant_of(task: Task, seed: int, marks: Marks) -> Variant | str:
    """Return the variant that was handed out, or why there is none: no sheet has it, or one has other numbers."""
    known = {number: sheet for (name, number), (_, sheet) in marks.items() if name == task.name}
    if known and seed not in known:
        *others, last = dict.fromkeys(known.values())
        sheets = f"{', '.join(others)} and {last} have" if others else f"{last} has"
        return (
            f"not graded: variant {seed} was not handed out, {sheets} {_listed(sorted(known))}; mend the number, "
            "or put the sheet that has it beside the exercise"
        )
    mark, sheet = marks.get((task.name, seed), ("", ""))
    variant = drawn_as(task, seed, lambda one: not mark or fingerprint(one) == mark)
    return variant or (
        f"not graded: {sheet} has other numbers for variant {seed} than {task.name} draws now; it {SINCE} "
        f"(or move {sheet} away, if it was not handed out)"
    )


def _listed(numbers: list[int]) -> str:
    """Return numbers in a row, in short.

    >>> _listed([1, 2, 3]), _listed([4, 7])
    ('1 to 3', '4, 7')
    """
    first, last = numbers[0], numbers[-1]
    every = last - first + 1 == len(numbers) > 2
    return f"{first} to {last}" if every else ", ".join(map(str, numbers))
