"""Exercises: gradients that students derive by hand, found in the lectures without running them.

A lecture offers one with `@exercise(...)` on a function that builds the loss. Only that function and the
statements that it needs are run here, not the lecture with its plots and training.
"""

import ast
import contextlib
import io
import keyword
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from engine.compare import compare_gradients
from engine.errors import GradientMismatchError, did_you_mean
from engine.value import Value
from engine.words.nested import nest, unnest
from lectures.active import Board, active
from lectures.entries import Exercise
from lectures.errors import LectureError, UnknownNameError
from lectures.exercises.slicing import needed_by
from lectures.site.run import run
from lectures.site.script import Script, find_lectures


@dataclass(frozen=True)
class Question:
    """One case of an exercise: the loss, the parameters asked for, and the numbers that the student is given."""

    case: str
    loss: Value
    parameters: dict[str, Any]
    given: dict[str, Any]


def find_exercises() -> dict[str, Script]:
    """Return the name of every exercise with its lecture, in the order of the lectures.

    Raises:
        LectureError: where two lectures use one name.
    """
    found: dict[str, Script] = {}
    for script in find_lectures().values():
        for name in _offers_of(script):
            if name in found:
                raise LectureError(f"two exercises are called {name!r}: in {found[name].name} and in {script.name}")
            found[name] = script
    return found


def load_exercise(name: str) -> tuple[Exercise, Script]:
    """Return an exercise and its lecture.

    Raises:
        UnknownNameError: with the names that come closest.
        LectureError: where the lecture cannot build it.
    """
    lectures = find_exercises()
    if name not in lectures:
        raise UnknownNameError(f"there is no exercise {name!r}{did_you_mean(name, lectures)}")
    script = lectures[name]
    try:
        offered = _offered_by_slice(name, script)
    except (Exception, SystemExit):  # the slice is a guess at what is needed; the whole lecture is not
        offered = run(script, draw=False).exercises
    return next(exercise for exercise in offered if exercise.name == name), script


def _offers_of(script: Script) -> Iterable[str]:
    try:
        return _offers(_tree(script.source))
    except (LectureError, SyntaxError, ValueError):  # a lecture that cannot be read must not hide the others
        return ()


def _offered_by_slice(name: str, script: Script) -> list[Exercise]:
    tree = _tree(script.source)
    needed = ast.Module(needed_by(tree.body, _offers(tree)[name]), type_ignores=[])
    board = Board(script.name, draw=False)
    with active(board), contextlib.redirect_stdout(io.StringIO()):
        exec(compile(needed, str(script.path), "exec"), {"__name__": f"lecture_{script.name}"})
    offered = [entry for entry in board.cell.entries if isinstance(entry, Exercise)]
    for exercise in offered:
        questions(exercise)
    return offered


def questions(exercise: Exercise) -> list[Question]:
    """Build every case of an exercise.

    Raises:
        LectureError: where the lecture's function does not return what it should.
    """
    asked = []
    for case in exercise.cases or ("",):
        built = exercise.build(case) if exercise.cases else exercise.build()
        if not isinstance(built, tuple) or len(built) != 3 or not isinstance(built[0], Value):
            raise LectureError(
                f"exercise {exercise.name!r}: return (loss, {{name: parameters}}, {{name: what is given}})"
            )
        loss, parameters, given = built
        numbers = {name: _numbers(x) for name, x in (parameters | given).items()}
        for name in numbers:
            if not name.isidentifier() or keyword.iskeyword(name):
                raise LectureError(f"exercise {exercise.name!r}: {name!r} cannot be the name of a Python variable")
        asked.append(Question(case, loss, parameters, numbers))
    return asked


def assert_solved(name: str, gradients: Callable[..., Any]) -> None:
    """Fail with the report unless `gradients(**given)` is right in every case; for pytest.

    Args:
        name: the exercise.
        gradients: the student's function.

    Raises:
        GradientMismatchError: an AssertionError whose text is the report.
    """
    __tracebackhide__ = True
    exercise, _ = load_exercise(name)
    for question in questions(exercise):
        answer = gradients(**arrays(question.given))
        if not isinstance(answer, dict):
            raise GradientMismatchError(f"gradients() returned {type(answer).__name__}; return a dict of gradients")
        pairs = {key: (nodes, unfilled(answer.get(key))) for key, nodes in question.parameters.items()}
        report = compare_gradients(question.loss, pairs)
        if not report:
            raise GradientMismatchError(f"{question.case}: {report}" if question.case else report)


def arrays(given: dict[str, Any]) -> dict[str, Any]:
    """Return what a student is given: NumPy arrays, and floats where there is one number."""
    import numpy

    return {name: numpy.array(x, dtype=float) if isinstance(x, list) else x for name, x in given.items()}


def unfilled(answer: Any) -> Any:
    """Return None for the dots that stand in the template until they are filled in."""
    return None if answer is ... else answer


@cache
def _tree(source: str) -> ast.Module:
    return ast.parse(source)


def _numbers(nested: Any) -> Any:
    entries, shape = unnest(nested, "what is given")
    return nest([x.data if isinstance(x, Value) else x for x in entries], shape)


def _offers(tree: ast.Module) -> dict[str, ast.stmt]:
    """Return the statements of a lecture that offer exercises, by the exercise's name."""
    found: dict[str, ast.stmt] = {}
    for statement in tree.body:
        for call in statement.decorator_list if isinstance(statement, ast.FunctionDef) else ():
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "exercise":
                name = call.args[0] if call.args else next(k.value for k in call.keywords if k.arg == "name")
                found[ast.literal_eval(name)] = statement
    return found
