"""Total scores of sets of paths. Each of n sets has m paths with the scores s_ij, and its total score is
t_i = log of the sum over j of exp(s_ij). The loss is minus the sum of w_i t_i, where w is given. Derive the gradient of
the loss with respect to the n x m matrix s."""

import numpy as np

from nn.array import logsumexp
from tests.slips.cases import Slip

ASKED = ("s",)


def make(rng, size):
    n, m = ((3, 4), (2, 3), (4, 5))[size]
    return {"s": rng.normal(size=(n, m)), "w": rng.uniform(0.5, 2, size=n)}


def loss(s, w):
    total = 0.0
    for i in range(len(w)):
        total = total - w[i] * logsumexp(s[i])
    return total


def two_steps(s, w):
    tot = np.log(np.exp(s).sum(axis=1))
    dtot = -w
    ds = np.exp(s - tot[:, None])
    return {"s": dtot[:, None] * ds}


CASES = [
    Slip("the backward step of the total score ignores the gradient at its output: it returns the shares exp(s - t) "
         "themselves, which are not multiplied by dtot, so that the sign is wrong, too", two_steps,
         {"dtot[:, None] * ds": "ds"}, source="k2-fsa/k2#341"),
]
