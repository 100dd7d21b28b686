"""Answers with the numbers of another variant of the class: what follows from them is no credit, but to be said."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from engine.compare.written import written
from engine.errors import ChalkgradError
from lectures.exercises import Task
from lectures.exercises.agreeing import near
from lectures.exercises.answers import read
from lectures.teaching.mark import Mark, Seen

SHARE = 0.01  # of the largest number of a line: what rounding on the way is forgiven here
MOST = 0.75  # of the lines that must be those of the other variant, where they hold few numbers
FEW, MANY = 3, 6  # numbers that are wrong here and right there
GAPS = 40  # variants that no row names and that are tried

Rights = Mapping[tuple[str, int], Mapping[str, Any]]  # (exercise, variant) -> its right answers


@dataclass(frozen=True)
class Judged:
    """What a worker makes of a row: its mark, and the right answers of its variant, by which others are known."""

    mark: Mark
    right: Mapping[str, Any]


def is_suspect(mark: Mark) -> bool:
    """Whether more lines are wrong, or follow from what is wrong, than are right: none, as a rule."""
    verdicts = list(mark.verdicts.values())
    off = verdicts.count("wrong") + verdicts.count("follows") + verdicts.count("digits")
    return "wrong" in verdicts and off > verdicts.count("right")


def gaps(marks: Sequence[Mark], known: Rights) -> list[tuple[str, int]]:
    """Return the variants, next to those of suspect marks, that no row names: who mistypes leaves a gap."""
    found: dict[tuple[str, int], int] = {}
    for mark in marks:
        seeds = [seed for name, seed in known if name == mark.exercise]
        for seed in range(1, max(seeds, default=0) + 1):
            key = mark.exercise, seed
            if key not in known:
                found[key] = min(found.get(key, seed + mark.seed), abs(seed - mark.seed))
    return sorted(found, key=lambda key: (found[key], key))[:GAPS]


def told(mark: Mark, answers: Mapping[str, str], task: Task, rights: Rights) -> Mark:
    """Return a mark without credit for what follows from the numbers of another variant, and say which; else as it is.

    Args:
        mark: of one row.
        answers: of the row, as they were typed.
        task: the exercise.
        rights: the right answers of the variants that are known.
    """
    said = dict(_numbers(mark, answers, task))
    best: tuple[int, int, list[str]] | None = None
    alike = False
    for (name, seed), right in rights.items():
        if name != mark.exercise or seed == mark.seed:
            continue
        lines = [n for n in said if n in right and near(said[n], right[n], SHARE)]
        if not _is_meant(mark, said, lines):
            continue
        alike = best is not None and len(lines) == best[0]
        if best is None or len(lines) > best[0]:
            best = len(lines), seed, lines
    if best is None or alike:
        return mark
    _, seed, lines = best
    void = [n for n, verdict in mark.verdicts.items() if verdict == "follows"]
    wrong = tuple(n for n, verdict in mark.verdicts.items() if verdict in ("wrong", "follows"))
    remark = f"{', '.join(lines)}: these are the right numbers of variant {seed}, not of variant {mark.seed}"
    return replace(
        mark,
        points={n: 0.0 if n in void else points for n, points in mark.points.items()},
        verdicts={n: "wrong" if n in void else verdict for n, verdict in mark.verdicts.items()},
        slips=(Seen("another variant", "the numbers of another variant", wrong, "sure"),),
        remarks=(remark + ("; what follows from them earns nothing" if void else ""), *mark.remarks),
    )


def _is_meant(mark: Mark, said: Mapping[str, Any], lines: Sequence[str]) -> bool:
    """Whether these lines show that another variant was worked on: what is right here is right there as well."""
    if any(mark.verdicts[n] == "right" and n not in lines for n in said):
        return False
    telling = [n for n in lines if mark.verdicts[n] in ("wrong", "digits")]  # not those that a slip alone would give
    numbers = {x for n in telling for x in written(said[n], n)[0].numbers if x}
    if len(telling) > 1 and len(numbers) >= MANY:
        return True
    return len(lines) >= MOST * len(said) and len(numbers) >= FEW and (len(telling) > 1 or len(numbers) > FEW)


def _numbers(mark: Mark, answers: Mapping[str, str], task: Task) -> Iterator[tuple[str, Any]]:
    for quantity in task.quantities:
        if quantity.numeric and mark.verdicts.get(quantity.name) in ("right", "follows", "digits", "wrong"):
            try:
                yield quantity.name, read(answers[quantity.name], quantity)
            except ChalkgradError:
                continue
