"""Division of two tables number by number. Q = A / B, all r x c; the loss is 1/2 times the sum of (Q - T)^2. Derive
the gradients of the loss with respect to A and B, by the gradient that arrives at Q."""

import numpy as np

from tests.slips.cases import Slip

ASKED = ("A", "B")


def make(rng, size):
    shape = ((2, 3), (4, 2), (3, 5))[size]
    return {"A": rng.normal(size=shape) + 2, "B": rng.uniform(0.6, 2, size=shape), "T": rng.normal(size=shape)}


def loss(A, B, T):
    return np.sum((A / B - T) ** 2) / 2


def by_the_chain_rule(A, B, T):
    dQ = A / B - T
    dA = dQ / B
    dB = dQ * -A / B**2
    return {"A": dA, "B": dB}


CASES = [
    Slip("returned the gradient dQ that arrives divided by A as the gradient of A, and dQ times B as the gradient of B",
         by_the_chain_rule, {"dQ / B": "dQ / A", "dQ * -A / B**2": "dQ * B"}, source="apache/singa#484"),
    Slip("gave only the local derivatives 1/B and -A/B^2, without the gradient dQ that arrives", by_the_chain_rule,
         {"dQ / B": "1 / B", "dQ * -A / B**2": "-A / B**2"}, source="karpathy/karpathy.github.io#10"),
    Slip("multiplied by B instead of dividing by B in the gradient of A (the division by B^2 of the quotient "
         "rule stands under the other term only)",
         by_the_chain_rule, {"dQ / B": "dQ * B"}, source="MikeInnes/diff-zoo#17"),
]
