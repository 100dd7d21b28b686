"""What walks a graph takes time in proportion to it: of four times the graph at most 4.4 times as many calls."""

import random
import sys
from collections.abc import Callable
from typing import Any

import pytest

from engine import GraphTooLargeError, Value, compare_gradients, draw, gradient
from engine.trace import trace
from engine.words.story import LatexStory, Story
from nn import MLP, RNN, losses


def chain(n: int) -> tuple[Value, list[Value]]:
    """A weight and an input that are used again and again: hundreds of contributions arrive at either."""
    x, w = Value(0.5, "x"), Value(0.9, "w")
    y = x
    for i in range(n):
        y = y * w if i % 2 else y + x
    return y, [x, w]


def in_time(n: int) -> tuple[Value, list[Value]]:
    rng = random.Random(0)
    model = RNN(1, 2, 1, rng=rng)
    outputs = model([[rng.uniform(-1, 1)] for _ in range(n)])
    return losses.squared_error(outputs, [[0.5]] * n, "sum"), model.parameters()


def width(n: int) -> tuple[Value, list[Value]]:
    """One hidden layer of 5 n neurons, each with a bias of its own: a sum of as many terms."""
    model = MLP(2, 5 * n, 1, rng=random.Random(0), activation="tanh")
    return losses.squared_error([model([0.3, -0.7])], [[0.5]], "sum"), model.parameters()


def batch(n: int) -> tuple[Value, list[Value]]:
    rng = random.Random(0)
    model = MLP(2, 3, 1, rng=rng)
    outputs = [model([rng.uniform(-1, 1), 0.5]) for _ in range(n)]
    return losses.squared_error(outputs, [[0.5]] * n, "sum"), model.parameters()


def calls_of(work: Callable[[], object]) -> int:
    """Return how many functions are called, those written in C included, once caches are warm."""
    count = 0

    def counted(frame: object, event: str, arg: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    work()
    before = sys.getprofile()
    sys.setprofile(counted)
    try:
        work()
    finally:
        sys.setprofile(before)
    return count


def compared(output: Value, leaves: list[Value]) -> Any:
    by_hand = gradient(output, leaves)
    return lambda: compare_gradients(output, {"parameters": (leaves, by_hand)})


WALKS: dict[str, Callable[[Value, list[Value]], Callable[[], object]]] = {
    "trace": lambda output, leaves: lambda: trace(output),
    "story": lambda output, leaves: lambda: Story(trace(output)).steps(),
    "in LaTeX": lambda output, leaves: lambda: LatexStory(trace(output)).steps(),
    "compare": compared,
}


def grown(walk: str, build: Callable[[int], tuple[Value, list[Value]]]) -> Any:
    """Return a case; to put a network into words is counted over more than a million calls."""
    long = build is not chain and walk in ("story", "in LaTeX")
    return pytest.param(walk, build, marks=[pytest.mark.slow] if long else [], id=f"{walk}-{build.__name__}")


@pytest.mark.long
@pytest.mark.parametrize(
    ("walk", "build"), [grown(walk, build) for walk in WALKS for build in (chain, in_time, width, batch)]
)
def test_a_walk_over_a_graph_takes_calls_in_proportion_to_it(
    walk: str, build: Callable[[int], tuple[Value, list[Value]]]
):
    small, large = (calls_of(WALKS[walk](*build(n))) for n in (50, 200))
    assert large <= 4.4 * small


@pytest.mark.long
def test_gradients_of_every_layer_are_compared_in_calls_in_proportion_to_the_graph():
    def compared_at_every_layer(n: int) -> Callable[[], object]:
        model = MLP(2, *[3] * n, 1, rng=random.Random(0), activation="tanh")
        output = losses.squared_error([model([0.3, -0.7])], [[0.5]], "sum")
        by_hand = {p.label: (p, gradient(output, p)) for p in model.parameters()}
        return lambda: compare_gradients(output, by_hand)

    small, large = (calls_of(compared_at_every_layer(n)) for n in (10, 40))
    assert large <= 4.4 * small


@pytest.mark.long
@pytest.mark.parametrize("build", [in_time, width, batch])
def test_a_folded_drawing_takes_calls_in_proportion_to_the_graph(build: Callable[[int], tuple[Value, list[Value]]]):
    outputs = [build(n)[0] for n in (20, 80)]
    small, large = (calls_of(lambda y=y: draw(y, collapse=True, limit=10_000)) for y in outputs)
    assert large <= 4.4 * small


def test_a_graph_too_large_to_be_drawn_is_refused_before_its_steps_are_put_into_words():
    output, _ = chain(1000)

    def refused():
        with pytest.raises(GraphTooLargeError, match="values"):
            draw(output, collapse=True)

    assert calls_of(refused) < 3 * calls_of(lambda: trace(output))
