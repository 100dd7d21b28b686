"""What the page says of every exercise before Python is up: a list by lecture, and the sentences, as HTML."""

from typing import Any

from engine.words.nested import sizes_of
from lectures.exercises.catalogue import find_exercises, lecture_of, task_in
from lectures.exercises.task import Task
from lectures.site.prose import html_of, in_text, inline_html_of
from lectures.workbench.desk.exercises import ROOT


def all_exercises() -> list[dict[str, Any]]:
    """Return the exercises in the order of the lectures, with everything that is the same in each variant."""
    found = []
    for name, script in find_exercises().items():
        task, lecture = task_in(script, name), lecture_of(script)
        words = " ".join([name, task.asks, in_text(task.asks), *_shapes(task)])
        found.append({
            "name": name, "title": task.title, "place": script.path.relative_to(ROOT).as_posix(),
            "lecture": lecture.title, "minutes": task.minutes, "points": sum(q.points for q in task.quantities),
            "asks": html_of(task.asks), "each": {q.name: inline_html_of(q.asks) for q in task.quantities if q.asks},
            "hints": [inline_html_of(hint) for hint in task.hints], "words": words,
        })  # fmt: skip
    return found


def _shapes(task: Task) -> list[str]:
    """Return what the shapes of all that is asked and given are called, each once."""
    shapes = {q.shape for q in task.quantities if q.numeric}
    shapes |= {sizes_of(x) for x in task.variant(0).given.values() if not isinstance(x, str)}
    names = {1: "vector vectors", 2: "matrix matrices"}
    return [
        " x ".join(map(str, shape)) + f" {names.get(len(shape), 'array arrays')}" for shape in sorted(shapes) if shape
    ]
