"""Networks that read bits or letters one after the other, recorded for `Memory` and for `Writer`."""

import random
from collections.abc import Mapping, Sequence
from typing import Any

from engine import Value, affine, gradient, record
from lectures.live.parts import Network
from nn import Matrix, Module, causal_attention, init, losses
from nn.datasets import one_hot


def bit_reader(
    units: int, sequences: Sequence[Sequence[int]], spreads: Mapping[str, float], seeds: Sequence[int]
) -> Network:
    """Return h_t = tanh(W h_{t-1} + u x_t + b), which learns to say at the end what the first bit was.

    Args:
        units: how many numbers h has.
        sequences: of bits, -1 or 1, on which it trains.
        spreads: name -> how far the weights W are drawn, in 1 / sqrt(units); 0 is the identity.
        seeds: with which each of these may start.

    >>> network = bit_reader(2, [[1, -1], [-1, 1]], {"small": 0.5}, seeds=[0])
    >>> list(network.starts), len(network.loss.wrt)
    (['small 0'], 11)
    """
    starts = {f"{name} {seed}": _recurrent(units, spread, seed) for name, spread in spreads.items() for seed in seeds}
    weights = [Value(x) for x in next(iter(starts.values()))]
    rows = [weights[units * i : units * (i + 1)] for i in range(units + 3)]
    W, (u, b, out) = rows[:units], rows[units:]

    def states(bits: Any) -> Any:
        h: list[Any] = [0.0] * units
        for bit in bits:
            h = [affine([*row, into], [*h, bit], bias).tanh() for row, into, bias in zip(W, u, b, strict=True)]
            yield h

    def loss(_: Any = ()) -> Any:
        scores = [affine(out, [*states(bits)][-1], weights[-1]) for bits in sequences]
        return losses.binary_cross_entropy_from_logits(scores, [int(bits[0] > 0) for bits in sequences])

    def shown(bits: Any) -> Any:
        found = [*states(bits)]
        score = affine(out, found[-1], weights[-1])
        return [score, *[x for h in found for x in h], *gradient(score, bits, create_graph=True)]

    shows = record(shown, weights, [1.0] * len(sequences[0]))
    return Network(record(loss, weights), starts, {"memory": shows})


def _recurrent(units: int, spread: float, seed: int) -> list[float]:
    """Return numbers for W, u, b, the weights of the answer and its bias."""
    rng, n = random.Random(seed), range(units)
    W = [rng.gauss(0, spread / units**0.5) if spread else float(i == j) for i in n for j in n]
    u, out = [[rng.gauss(0, 0.5) for _ in n] for _ in range(2)]
    return [*W, *u, *[0.0] * units, *out, 0.0]


class TinyGPT(Module):
    """Scores of what follows each letter: a row for the letter and one for its place, and one head of attention."""

    def __init__(self, letters: int, places: int, width: int, attends: bool, rng: random.Random) -> None:
        super().__init__()
        shapes = {"E": (letters, width), "R": (places, width), "W": (width, letters)}
        shapes |= {f"W_{name}": (width, width) for name in "qkvo" if attends}
        self.weights = [init.matrix(*shape, name, rng) for name, shape in shapes.items()]

    def forward(self, X: Matrix) -> Any:
        """Return the scores, and how each place looks at itself and at those before: none without attention."""
        E, R, W, *looks = self.weights
        H, P = X @ E + R, list[Any]()
        if looks:
            Y, P = causal_attention(*[H @ look for look in looks[:3]])
            H = H + Matrix(Y) @ looks[3]
        return H @ W, P


def letter_writer(words: Sequence[str], letters: str, attends: bool, seeds: Sequence[int]) -> Network:
    """Return a tiny GPT that learns to write some words, all equally long; the first letter stands around each.

    >>> network = letter_writer(["ab", "ba"], ".ab", attends=False, seeds=[0])
    >>> list(network.starts), list(network.shows)
    (['seed 0'], ['writes'])
    """
    places, n = len(words[0]) + 1, len(letters)
    starts = {f"seed {seed}": TinyGPT(n, places, 8, attends, random.Random(seed)) for seed in seeds}
    net = next(iter(starts.values()))
    weights = list(net.parameters())

    def loss(_: Any = ()) -> Any:
        rows = [row for word in words for row in net(Matrix(one_hot(letters[0] + word, letters)))[0]]
        return losses.softmax_cross_entropy(rows, [letters.index(x) for word in words for x in word + letters[0]])

    def shown(X: Any) -> Any:
        scores, looks = net(Matrix(X))
        return [x for row in [*scores, *looks] for x in row]

    return Network(
        record(loss, weights), starts, {"writes": record(shown, weights, one_hot(letters[0] * places, letters))}
    )
