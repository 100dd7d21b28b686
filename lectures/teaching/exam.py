"""A mock exam: exercises that fill some minutes, of as many lectures as there are."""

from collections.abc import Collection, Mapping, Sequence
from random import Random

from engine.errors import ChalkgradError, did_you_mean
from lectures.errors import LectureError, UnknownNameError
from lectures.exercises import Task
from lectures.exercises.catalogue import lecture_of, task_in
from lectures.site.script import Script

TRIES = 20  # orders in which exercises are put, of which the one that fills the time best is taken

Offer = tuple[str, Task]  # a lecture's name, and an exercise of it


def chosen(offered: Mapping[str, Script], minutes: float, seed: int, lectures: Collection[str] = ()) -> list[Task]:
    """Return exercises that fill a time, in the order of the lectures; the same for the same seed.

    Args:
        offered: exercises by name, each with the file that offers it.
        minutes: how long they take together, at most.
        seed: which ones.
        lectures: the names of those that they are taken from; all where empty.

    Raises:
        UnknownNameError: for a lecture that offers none.
        LectureError: where every exercise takes longer.

    >>> from lectures.exercises import find_exercises
    >>> found = chosen(find_exercises(), 30, 1, ["fit_line", "slope_and_graph"])
    >>> sum(task.minutes for task in found) <= 30, len(found) > 1
    (True, True)
    """
    by_lecture = {name: lecture_of(script).name for name, script in offered.items()}
    for name in lectures:
        if name not in by_lecture.values():
            raise UnknownNameError(f"no lecture {name!r} has exercises{did_you_mean(name, set(by_lecture.values()))}")
    tasks: list[Offer] = []
    for name, lecture in by_lecture.items():
        if not lectures or lecture in lectures:
            try:
                tasks.append((lecture, task_in(offered[name], name)))
            except ChalkgradError:  # a file that cannot be read; `chalkgrad exercise` says so
                continue
    shortest = min((task.minutes for _, task in tasks), default=0.0)
    if not tasks or shortest > minutes:
        raise LectureError(f"no exercise takes {minutes:g} minutes or less; the shortest takes {shortest:g}")
    random = Random(f"exam/{seed}")
    orders = [random.sample(tasks, len(tasks)) for _ in range(TRIES)]
    best = max((_filled(order, minutes) for order in orders), key=lambda found: sum(task.minutes for _, task in found))
    return [task for lecture, task in tasks if (lecture, task) in best]


def _filled(order: Sequence[Offer], minutes: float) -> list[Offer]:
    """Take what there is time for, at first one exercise of each lecture."""
    found: list[Offer] = []
    for again in (False, True):
        for lecture, task in order:
            taken = (lecture, task) in found if again else any(lecture == other for other, _ in found)
            if not taken and task.minutes <= minutes - sum(other.minutes for _, other in found):
                found.append((lecture, task))
    return found
