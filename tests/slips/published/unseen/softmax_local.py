"""A softmax layer on its own: s = softmax(z), followed by the squared error E = 1/2 sum_i (s_i - t_i)^2. Derive the
gradient of E with respect to the input z of the softmax."""

import numpy as np

from nn.array import logsumexp
from tests.slips.cases import Slip

ASKED = ("z",)


def make(rng, size):
    n = (3, 4, 5)[size]
    return {"z": rng.normal(size=n), "t": rng.uniform(size=n)}


def loss(z, t):
    s = np.exp(z - logsumexp(z))
    return np.sum((s - t) ** 2) / 2


def local_gradients(z, t):
    n = len(z)
    value = np.exp(z) / np.sum(np.exp(z))
    gradient = np.zeros((n, n))
    for i in range(n):
        for j in range(n):
            if i == j:
                gradient[i, j] = value[i] * (1 - value[i])
            else:
                gradient[i, j] = -value[i] * value[j]
    return {"z": gradient.T @ (value - t)}


WHERE = "python.dizzycoding.com (from Stack Overflow): numpy: calculate the derivative of the softmax function"

CASES = [
    Slip("put the inputs of the softmax where its outputs belong in the local derivatives: s_i (1 - z_i) and -s_i z_j "
         "instead of s_i (1 - s_i) and -s_i s_j",
         local_gradients, {"(1 - value[i])": "(1 - z[i])", "-value[i] * value[j]": "-value[i] * z[j]"}, source=WHERE),
    Slip("kept one local derivative for each output, a vector that the loop over j overwrites, instead of the "
         "Jacobian: only the derivative with respect to the last input is left, and it is multiplied entry by entry",
         local_gradients,
         {"np.zeros((n, n))": "np.zeros(n)", "gradient[i, j]": "gradient[i]",
          "gradient.T @ (value - t)": "gradient * (value - t)"}, source=WHERE),
]
