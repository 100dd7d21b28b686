"""Networks of two inputs, recorded for a plane."""

import random
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from engine import record
from lectures.live.parts import Network
from nn import MLP


def in_plane(
    sizes: Sequence[int], activation: str, inputs: Sequence[Sequence[float]], loss: Callable[[list[Any]], Any],
    seeds: Sequence[int], more: Mapping[str, MLP],
) -> Network:  # fmt: skip
    """Return a network as tapes: its loss at some points, and, as "plane", what it and its first layer say to a point.

    Args:
        sizes, activation: of the MLP.
        inputs: the points.
        loss: of their scores.
        seeds: with which it may start.
        more: name -> a network of the same sizes whose numbers are another start.

    >>> from nn import losses
    >>> loss = lambda scores: losses.binary_cross_entropy_from_logits(scores, [0, 1])
    >>> network = in_plane([2, 3, 1], "tanh", [[0.0, 0.0], [1.0, 1.0]], loss, seeds=[0, 1], more={})
    >>> list(network.starts), list(network.shows), len(network.starts["seed 0"])
    (['seed 0', 'seed 1'], ['plane'], 13)
    """

    def make(seed: int) -> MLP:
        return MLP(*sizes, activation=activation, rng=random.Random(seed))

    net = make(seeds[0])
    weights, (first, *others) = list(net.parameters()), net.layers

    def says(x: Any) -> Any:
        hidden = y = first(x)
        for layer in others:
            y = layer(y)
        return [*y, *hidden]

    starts = {f"seed {seed}": make(seed) for seed in seeds} | dict(more)
    at_points = record(lambda points: loss([net(x)[0] for x in points]), weights, inputs)
    return Network(at_points, starts, {"plane": record(says, weights, [0.0, 0.0])})
