"""GELU in its form with tanh: g(z) = z/2 (1 + tanh(sqrt(2/pi) (z + 0.044715 z^3))). The loss is the sum over the n
places of v_i g(w x_i), with a number w and given v. Derive the gradients of the loss with respect to x and w."""

import math

import numpy as np

from tests.slips.cases import Slip

ASKED = ("x", "w")


def make(rng, size):
    n = (4, 3, 5)[size]
    return {"x": rng.normal(size=n), "v": rng.normal(size=n), "w": rng.uniform(0.7, 1.5)}


def loss(x, v, w):
    z = w * x
    return np.sum(v * 0.5 * z * (1 + np.tanh(math.sqrt(2 / math.pi) * (z + 0.044715 * z**3))))


def erf(z):
    return np.array([math.erf(each) for each in z])


def gelu(x, v, w):
    z = w * x
    c = math.sqrt(2 / math.pi)
    t = np.tanh(c * (z + 0.044715 * z**3))
    phi = 0.5 * (1 + t)
    pdf = 0.5 * (1 - t**2) * c * (1 + 3 * 0.044715 * z**2)
    dz = v * (phi + z * pdf)
    return {"x": dz * w, "w": np.sum(dz * x)}


CASES = [
    Slip("took the derivative of the exact GELU, Phi(z) + z times the normal density, although the function is the "
         "approximation with tanh", gelu,
         {"phi = 0.5 * (1 + t)": "phi = 0.5 * (1 + erf(z / math.sqrt(2)))",
          "pdf = 0.5 * (1 - t**2) * c * (1 + 3 * 0.044715 * z**2)":
              "pdf = np.exp(-0.5 * z * z) / math.sqrt(2 * math.pi)"},
         source="rohitg00/ai-engineering-from-scratch#186"),
]
