"""A new exercise's file: with numbers that hide no slip, and in its place only when it can be used."""

from collections import Counter
from collections.abc import Callable
from itertools import takewhile
from pathlib import Path

from engine.errors import ChalkgradError
from engine.words.files import write_atomically
from lectures.errors import LectureError, in_words
from lectures.exercises.catalogue import task_in
from lectures.exercises.lint import faults, faults_of_numbers
from lectures.exercises.task import ATTEMPTS, Task
from lectures.site.script import Script

LOOKED_AT = 20  # variants, as many as the linter looks at


def make(target: Path, name: str, text: Callable[[int], str], redrawn: bool) -> Task:
    """Write the file of a new exercise, and return the exercise.

    Args:
        target: where to.
        name: of the exercise.
        text: returns the file with the numbers of an attempt, 0, 1, ...
        redrawn: whether another attempt has other numbers: then the first is taken whose sheet and variants hide no
            slip, or that of which the most variants come before one that does.

    Raises:
        ChalkgradError: where there is no such exercise; nothing is written then.
    """
    best, longest, source = "", -2, ""
    for attempt in range(ATTEMPTS if redrawn else 1):
        if source == (source := text(attempt)):  # all of its numbers were given
            break
        good = _built(target, name, source)
        if good > longest:
            best, longest = source, good
        if good == LOOKED_AT:
            break
    write_atomically(target, best)
    return task_in(Script(target), name)


def hiding(task: Task, seeds: range) -> str:
    """Say how many of these variants hide a slip, and what is met most often; "" where none does.

    What the shapes of the sheet hide, or its labels, they hide in all of them.
    """
    found = [faults(task.variant(seed)) for seed in seeds]
    return summary(task.name, [each for each in found if each], len(seeds))


def summary(name: str, found: list[list[str]], looked_at: int) -> str:
    """Return one line about the faults of those variants that have some, as `hiding` does.

    >>> summary("line", [["w is 1"], ["w is 1", "h is 0"]], 20)
    'line: 2 of 20 variants hide a slip, most often since w is 1'
    """
    if not found:
        return ""
    often, _ = Counter(fault for each in found for fault in each).most_common(1)[0]
    hide = "variant hides" if looked_at == 1 else "variants hide"
    return f"{name}: {len(found)} of {looked_at} {hide} a slip, most often since {often}"


def _built(target: Path, name: str, source: str) -> int:
    """Return how many variants come before the first that hides a slip, -1 where the sheet does; it has to run."""
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = target.with_name(f".new-{target.name}")  # where it finds the same files, and no list shows it
    try:
        beside.write_text(source, encoding="utf-8")
        task = task_in(Script(beside), name)
        seeds = takewhile(lambda seed: not faults_of_numbers(task.variant(seed)), range(LOOKED_AT + 1))
        good = len(list(seeds)) - 1
        _try_other_lengths(task)
    except ChalkgradError as error:
        raise LectureError(f"{str(error).replace(str(beside), str(target))}; no file is written") from None
    except (ArithmeticError, AttributeError, LookupError, NameError, TypeError, ValueError) as error:
        raise LectureError(f"it cannot be run as an exercise: {in_words(error)}; no file is written") from error
    finally:
        beside.unlink(missing_ok=True)
    return good


def _try_other_lengths(task: Task) -> None:
    for size in range(1, task.sizes):
        try:
            task.variant(size, size)
        except LectureError as error:
            raise LectureError(f"with other lengths it fails: {error}") from None
