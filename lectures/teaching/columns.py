"""The columns of a table of answers: which one says whose they are, and which answers what."""

import re
from collections.abc import Container, Mapping, Sequence

from engine.errors import did_you_mean
from lectures.errors import LectureError
from lectures.exercises import Task
from lectures.exercises.quantity import asked_as

STUDENT = (
    "student", "name", "id", "email", "e-mail", "username", "matriculation", "full name", "student name", "studierende",
    "matrikelnummer", "nachname", "nom", "nom et prénom", "étudiant", "étudiante", "numéro d'étudiant",
)  # fmt: skip
VARIANT = (
    "variant", "variante", "seed", "version", "variant number", "variant no", "variantennummer", "variante nr",
    "varianten-nr", "fassung", "version number", "numéro de variante", "variante no", "variante n°", "sujet", "graine",
)  # fmt: skip
EXERCISE = ("exercise", "task", "aufgabe", "übung", "exercice")
ENTRY = re.compile(r"(?P<name>[^\[\]]+?)\s*(?P<place>(?:\[\d+\])+)")

Target = tuple[Sequence[Task], str, tuple[int, ...]]  # the exercises that ask for it, its name, the place of the entry


def column_of(head: Sequence[str], names: Sequence[str], others: Container[int]) -> int | None:
    """Return the column of one of these names, which is none of the others.

    >>> column_of(["Name", "Variante Nr."], VARIANT, ())
    1
    """
    said = {i: " ".join(cell.lower().strip(" .:#").split()) for i, cell in enumerate(head) if i not in others}
    return next((i for name in names for i, cell in said.items() if cell == name), None)


def target_of(column: str, tasks: Sequence[Task]) -> Target | None:
    """Return what a column answers; None where nothing is called so."""
    for task in tasks:
        if column.startswith(f"{task.name}."):
            found = target_of(column.removeprefix(f"{task.name}."), [task])
            if found:
                return found
    entry = ENTRY.fullmatch(column)
    name = entry["name"] if entry else column
    place = tuple(map(int, re.findall(r"\d+", entry["place"]))) if entry else ()
    found = {task.name: asked_as(name, task.quantities) for task in tasks}
    asked = [task for task in tasks if any(quantity.name == found[task.name] for quantity in task.quantities)]
    those = [task for task in asked if found[task.name] == found[asked[0].name]]
    return (those, found[those[0].name], place) if those else None


def meant_by(column: str, tasks: Sequence[Task]) -> str:
    """Return the end of a sentence that says what was meant; "" where nothing is like it."""
    return did_you_mean(column, [quantity.name for task in tasks for quantity in task.quantities], tell_all=False)


def unanswered(targets: Mapping[int, Target], tasks: Sequence[Task]) -> list[str]:
    """Return what has points, and no column, so that it would be missing for everybody.

    Raises:
        LectureError: where two columns answer the same.
    """
    missing = []
    for task in tasks:
        columns = [(name, place) for those, name, place in targets.values() if task in those]
        answered = {name for name, _ in columns}
        missing += [f"{task.name}.{q.name}" for q in task.quantities if q.points and q.name not in answered]
        twice = next((name for (name, place) in columns if columns.count((name, place)) > 1), None)
        if twice:
            apart = f" or name them by exercise, such as {task.name}.{twice}" if len(tasks) > 1 else ""
            raise LectureError(f"two columns answer {twice}, such as {twice} and d{twice}; delete one of them{apart}")
    return missing
