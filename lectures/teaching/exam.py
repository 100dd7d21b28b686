"""A mock exam: exercises of several lengths that fill some minutes, of as many lectures as there are."""

import re
from collections.abc import Collection, Mapping, Sequence
from random import Random

from engine.errors import ChalkgradError, did_you_mean
from lectures.errors import LectureError, UnknownNameError
from lectures.exercises import Task
from lectures.exercises.catalogue import lecture_of, task_in
from lectures.site.script import Script

TRIES = 20  # orders in which exercises are put, of which the best exam is taken
FULL = 0.85  # of the minutes; what fills them better is no better
LENGTHS = 3  # different ones that an exam had better have

Offer = tuple[str, Task]  # a lecture's name, and an exercise of it


def offers(offered: Mapping[str, Script], lectures: Collection[str] = ()) -> list[Offer]:
    """Return the exercises that an exam is drawn from, each with the name of its lecture.

    Args:
        offered: exercises by name, each with the file that offers it.
        lectures: the names of those that they are taken from, with or without a, the and underscores; all where empty.

    Raises:
        UnknownNameError: for a lecture that offers none.

    >>> from lectures.exercises import find_exercises
    >>> {lecture for lecture, _ in offers(find_exercises(), ["A network-by-hand"])}
    {'network_by_hand'}
    """
    by_lecture = {name: lecture_of(script) for name, script in offered.items()}
    names = {_plain(text): each.name for each in by_lecture.values() for text in (each.title, each.name)}
    wanted = set()
    for name in lectures:
        if _plain(name) not in names:
            raise UnknownNameError(f"no lecture {name!r} has exercises{did_you_mean(name, set(names.values()))}")
        wanted.add(names[_plain(name)])
    found: list[Offer] = []
    for name, lecture in by_lecture.items():
        if not lectures or lecture.name in wanted:
            try:
                found.append((lecture.name, task_in(offered[name], name)))
            except ChalkgradError:  # a file that cannot be read; `chalkgrad exercise` says so
                continue
    return found


def chosen(tasks: Sequence[Offer], minutes: float, seed: int) -> list[Task]:
    """Return exercises that fill a time, in the order of the lectures; the same for the same seed.

    There are two at least where there is time for two, of different lengths.

    Args:
        tasks: what they are drawn from.
        minutes: how long they take together, at most.
        seed: which ones.

    Raises:
        LectureError: where every exercise takes longer.

    >>> from lectures.exercises import find_exercises
    >>> found = chosen(offers(find_exercises(), ["fit_line", "slope_and_graph"]), 15, 1)
    >>> sum(task.minutes for task in found) <= 15, len(found) > 1
    (True, True)
    """
    shortest = min((task.minutes for _, task in tasks), default=0.0)
    if not tasks or shortest > minutes:
        raise LectureError(f"no exercise takes {minutes:g} minutes or less; the shortest takes {shortest:g}")
    random = Random(f"exam/{seed}")
    orders = [random.sample(tasks, len(tasks)) for _ in range(TRIES)]
    best = max((_filled(order, minutes) for order in orders), key=lambda found: _good(found, minutes))
    return [task for lecture, task in tasks if (lecture, task) in best]


def _filled(order: Sequence[Offer], minutes: float) -> list[Offer]:
    """Take what there is time for: first of lectures and of a length that are not there yet, then of such lectures."""
    found: list[Offer] = []
    for other_length, other_lecture in ((True, True), (False, True), (False, False)):
        for lecture, task in order:
            alike = any(
                (lecture, task) == one
                or (other_lecture and lecture == one[0])
                or (other_length and task.minutes == one[1].minutes)
                for one in found
            )
            if not alike and task.minutes <= minutes - sum(other.minutes for _, other in found):
                found.append((lecture, task))
    return found


def _good(found: Sequence[Offer], minutes: float) -> tuple[int, float, int]:
    """Return how good an exam is: several exercises, the time filled, several lengths."""
    lengths = [task.minutes for _, task in found]
    return min(2, len(found)), min(sum(lengths), FULL * minutes), min(LENGTHS, len(set(lengths)))


def _plain(name: str) -> str:
    """Return a name without what people add or leave out.

    >>> _plain("a_network_by_hand"), _plain("04_network_by_hand.py")
    ('network by hand', 'network by hand')
    """
    words = re.findall(r"\w+", name.lower().removesuffix(".py").replace("_", " "))
    return " ".join(word for word in words if word not in ("a", "an", "the") and not word.isdigit())
