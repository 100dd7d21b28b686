"""The list of exercises in the terminal, by lecture: how long each takes, of what kind it is, what it asks for."""

from collections.abc import Iterator, Mapping
from itertools import groupby

from engine.errors import ChalkgradError
from engine.words.columns import shorten
from engine.words.nested import unnest
from lectures.exercises.catalogue import lecture_of, task_in
from lectures.exercises.task import Task
from lectures.site.prose import in_text
from lectures.site.script import Script

WIDTH = 80
KINDS = ("numbers", "vectors", "matrices")  # by how many axes what is given or asked for has at most


def listing(offered: Mapping[str, Script]) -> Iterator[str]:
    """Yield the lines of a list: a lecture, and under it each exercise, in at most 80 columns.

    Args:
        offered: the exercises by name, each with the file that offers it.

    >>> from lectures.exercises.catalogue import find_exercises
    >>> print(*listing({"pond": find_exercises()["pond"]}), sep="\\n")
    Slope and graph
      pond  15 min  numbers   Pond: e, s, de, ds, p, q
    """
    wide = max(map(len, offered), default=0)
    for lecture, names in groupby(offered, lambda name: lecture_of(offered[name])):
        yield _cut(in_text(lecture.title))
        for name in names:
            try:
                yield _cut(f"  {name:{wide}}  {_about(task_in(offered[name], name))}")
            except Exception as error:  # the file of one exercise must not hide the others
                said = str(error) if isinstance(error, ChalkgradError) else f"{type(error).__name__}: {error}"
                yield _cut(f"  {name:{wide}}  cannot be built: {said}")


def kind_of(task: Task) -> str:
    """Return what is worked with on the sheet: "numbers", "vectors" or "matrices"; or what is asked for, as "signs"."""
    if not any(quantity.numeric for quantity in task.quantities):
        return f"{task.quantities[0].kind}s"
    given = (len(unnest(x, name)[1]) for name, x in task.variant(0).given.items())
    return KINDS[min(2, max(0, *given, *(len(quantity.shape) for quantity in task.quantities)))]


def _about(task: Task) -> str:
    asked = ", ".join(quantity.name for quantity in task.quantities)
    return f"{f'{task.minutes:g} min':6}  {kind_of(task):8}  {in_text(task.title)}: {asked}"


def _cut(text: str) -> str:
    return shorten(" ".join(text.splitlines()), WIDTH)
