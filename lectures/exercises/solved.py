"""The check as an assertion, for a student's own tests."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from engine.errors import GradientMismatchError
from lectures.exercises.catalogue import load_task
from lectures.exercises.checking import Checked, hidden_seed, variants_of
from lectures.exercises.said import lines_of
from lectures.exercises.student import arrays


def assert_solved(name: str, gradients: Callable[..., Any], seed: int | None = None) -> None:
    """Fail unless `gradients(**given)` is right on fresh numbers; for pytest, in the student's own process.

    Args:
        name: the exercise.
        gradients: the student's function.
        seed: which numbers; by default new ones.

    Raises:
        GradientMismatchError: an AssertionError that says which quantities are wrong, and no right number.
    """
    __tracebackhide__ = True
    task = load_task(name, Path())
    checked = Checked(task, hidden_seed() if seed is None else seed)
    for variant in variants_of(task, checked.seed):
        answer = gradients(**arrays(variant.given))
        if not isinstance(answer, dict):
            raise GradientMismatchError(f"gradients() returned {type(answer).__name__}; return a dict of gradients")
        checked.cases.append((variant, variant.judge(answer)))
    if not checked.passed:
        raise GradientMismatchError("\n".join(lines_of(checked, hint=2)))
