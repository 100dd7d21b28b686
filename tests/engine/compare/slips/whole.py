"""The whole of what a rule yields: every sentence, how usual it is, and the gradient that it would give."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from difflib import ndiff
from typing import Any

import numpy as np

from engine.compare.guesses import Guess, NamedArray, Slip
from engine.compare.problem import Problem

Row = tuple[str, float, Any]  # "kind: what where -> remedy", how usual, the gradient of an array


def of_slips(rule: Callable[[Problem], Iterable[Slip]], problem: Problem, name: str = "w") -> Iterator[Row]:
    """Yield what a rule of the graph says, with what the gradient of one array would be."""
    found = list(rule(problem))
    (shape,) = (array.shape for array in problem.arrays if array.name == name)
    for slip, numbers in zip(found, problem.tables([slip.slopes for slip in found])[name], strict=True):
        yield _sentence(slip), slip.usual, numbers.reshape(shape)


def of_guesses(
    rule: Callable[[Problem, NamedArray], Iterable[Guess]], problem: Problem, name: str = "w"
) -> Iterator[Row]:
    """Yield what a rule of one array says, with the numbers in their shape."""
    (array,) = (array for array in problem.arrays if array.name == name)
    for guess in rule(problem, array):
        shape = array.shape if guess.shape is None else guess.shape
        yield _sentence(guess), guess.usual, np.reshape(guess.numbers, shape)


def _sentence(said: Slip | Guess) -> str:
    return f"{said.kind}: {f'{said.what} {said.where}'.strip()}{f' -> {said.remedy}' if said.remedy else ''}"


def same(found: Iterable[Row], expected: Sequence[Row]) -> None:
    """Check every sentence, how usual it is, and the numbers with their shape."""
    rows = list(found)
    said, right_words = ([f"{usual:g} {text}" for text, usual, _ in some] for some in (rows, expected))
    assert said == right_words, "\n".join(ndiff(right_words, said))
    for (text, _, numbers), (_, _, right) in zip(rows, expected, strict=True):
        assert np.shape(numbers) == np.shape(right), text
        np.testing.assert_allclose(numbers, right, rtol=1e-8, atol=1e-12, err_msg=text)
