"""A network of three layers of sigmoids without biases for one example: a1 = s(W0 a0), a2 = s(W1 a1), a3 = s(W2 a2),
where a0 is the input. The cost is half the squared distance of a3 from y. Derive its gradients with respect to W0, W1
and W2."""

import numpy as np

from tests.slips.cases import Slip

ASKED = ("W0", "W1", "W2")


def make(rng, size):
    d, h, k, c = ((2, 3, 4, 5), (4, 3, 5, 2), (3, 5, 2, 4))[size]
    return {
        "x": rng.normal(size=d),
        "y": rng.uniform(size=c),
        "W0": rng.normal(size=(h, d)),
        "W1": rng.normal(size=(k, h)),
        "W2": rng.normal(size=(c, k)),
    }


def loss(x, y, W0, W1, W2):
    a = x
    for W in (W0, W1, W2):
        a = 1 / (1 + np.exp(-(W @ a)))
    return np.sum((a - y) ** 2) / 2


def backwards(x, y, W0, W1, W2):
    weights = [W0, W1, W2]
    A = [x]
    for W in weights:
        A.append(1 / (1 + np.exp(-(W @ A[-1]))))
    grads = [None, None, None]
    delta = A[3] - y
    for k in [2, 1, 0]:
        tmp = delta * A[k + 1] * (1 - A[k + 1])
        delta = np.dot(weights[k].T, tmp)
        grads[k] = np.outer(tmp, A[k])
    return {"W0": grads[0], "W1": grads[1], "W2": grads[2]}


CASES = [
    Slip("sent the error back to the layer before without the derivative of the sigmoid: delta = W^T delta instead of "
         "W^T (delta s'(z))",
         backwards, {"np.dot(weights[k].T, tmp)": "np.dot(weights[k].T, delta)"},
         source="stackoverflow.com/questions/53287032: Multi-layer neural network back-propagation formula (using "
                "stochastic gradient descent)"),
]
