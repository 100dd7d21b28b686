"""A small question for a single slip, and what the slip answers to it: each guess in words, with its numbers."""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest

import engine
from engine import Value
from engine.compare.problem import Guess, NamedArray, Problem
from engine.compare.structure import Structure
from engine.words.nested import flatten, numbers_of, values_of


def asked(loss: Value, nodes: Any, hand: Any = None, *, name: str = "w", **others: Any) -> Problem:
    """Return the question about one array, with the numbers handed in for it (zeros, where they do not matter).

    Others of the same comparison are `name=nodes`, for which nothing is handed in, or `name=(nodes, hand)`.
    """
    zeros = np.zeros(values_of(nodes, name)[1])
    return Problem(
        Structure(loss),
        _array(name, nodes, zeros if hand is None else hand),
        [_array(other, *(of if isinstance(of, tuple) else (of, None))) for other, of in others.items()],
    )


def _array(name: str, nodes: Any, hand: Any) -> NamedArray:
    values, shape = values_of(nodes, name)
    numbers, hand_shape = ([], None) if hand is None else numbers_of(hand, name)
    return NamedArray(name, values, shape, numbers, hand_shape)


def with_gradient(right: Any, hand: Any = None, *, name: str = "w") -> Problem:
    """Return the question about an array whose right gradient is this one: the loss is linear."""
    flat = list(flatten(right))
    nodes = [Value(1.0) for _ in flat]
    nested = np.array(nodes, dtype=object).reshape(np.shape(right)).tolist()
    return asked(engine.dot(flat, nodes), nested, hand, name=name)


def check(slip: Callable[[Problem], Iterator[Guess]], problem: Problem, *expected: tuple[str, Any]) -> None:
    """Check everything that a slip guesses: (in words, the gradient with its shape), in this order."""
    found = list(slip(problem))
    assert [guess.text for guess in found] == [text for text, _ in expected], [(g.text, g.gradient) for g in found]
    for guess, (text, numbers) in zip(found, expected, strict=True):
        assert (problem.shape if guess.shape is None else guess.shape) == np.shape(numbers), text
        wanted = np.ravel(numbers).tolist()
        assert guess.gradient == pytest.approx(wanted, rel=1e-9, abs=1e-12, nan_ok=True), text
