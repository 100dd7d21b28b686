"""Three sigmoid layers, for one example. The input x has d entries, both hidden layers have p units, the target y
has k. W1 is p x d, W2 is p x p, W3 is k x p; b1 and b2 have p entries, b3 has k. With s(z) = 1/(1 + exp(-z)) entrywise,
a1 = s(W1 x + b1), a2 = s(W2 a1 + b2), a3 = s(W3 a2 + b3), and the loss is L = 1/2 sum over c of (a3_c - y_c)^2.
Derive the gradients of L with respect to all weights and biases.
"""

import numpy as np

from nn.array import sigmoid
from tests.slips.cases import Slip

ASKED = ("W1", "b1", "W2", "b2", "W3", "b3")


def make(rng, size):
    d, p, k = ((2, 3, 4), (4, 2, 3), (3, 5, 2))[size]
    return {
        "x": rng.normal(size=d),
        "y": rng.uniform(0.05, 0.95, size=k),
        "W1": rng.normal(size=(p, d)),
        "b1": rng.normal(size=p),
        "W2": rng.normal(size=(p, p)),
        "b2": rng.normal(size=p),
        "W3": rng.normal(size=(k, p)),
        "b3": rng.normal(size=k),
    }


def loss(x, y, W1, b1, W2, b2, W3, b3):
    a1 = sigmoid(W1 @ x + b1)
    a2 = sigmoid(W2 @ a1 + b2)
    a3 = sigmoid(W3 @ a2 + b3)
    return 0.5 * np.sum((a3 - y) ** 2)


def with_deltas(x, y, W1, b1, W2, b2, W3, b3):
    a1 = 1 / (1 + np.exp(-(W1 @ x + b1)))
    a2 = 1 / (1 + np.exp(-(W2 @ a1 + b2)))
    a3 = 1 / (1 + np.exp(-(W3 @ a2 + b3)))
    d3 = (a3 - y) * a3 * (1 - a3)
    d2 = (W3.T @ d3) * (a2 * (1 - a2))
    d1 = (W2.T @ d2) * (a1 * (1 - a1))
    dW3 = np.outer(d3, a2)
    dW2 = np.outer(d2, a1)
    dW1 = np.outer(d1, x)
    return {"W1": dW1, "b1": d1, "W2": dW2, "b2": d2, "W3": dW3, "b3": d3}


def local_derivatives(x, y, W1, b1, W2, b2, W3, b3):
    a1 = 1 / (1 + np.exp(-(W1 @ x + b1)))
    a2 = 1 / (1 + np.exp(-(W2 @ a1 + b2)))
    a3 = 1 / (1 + np.exp(-(W3 @ a2 + b3)))
    dL_da3 = a3 - y
    da3_dz3 = np.diag(a3 * (1 - a3))
    dz3_da2 = W3
    da2_dz2 = np.diag(a2 * (1 - a2))
    dz2_da1 = W2
    da1_dz1 = np.diag(a1 * (1 - a1))
    dL_db3 = dL_da3 @ da3_dz3
    dL_db2 = dL_db3 @ dz3_da2 @ da2_dz2
    dL_db1 = dL_db2 @ dz2_da1 @ da1_dz1
    dL_dW3 = dL_db3[:, None] * a2[None, :]
    dL_dW2 = dL_db2[:, None] * a1[None, :]
    dL_dW1 = dL_db1[:, None] * x[None, :]
    return {"W1": dL_dW1, "b1": dL_db1, "W2": dL_dW2, "b2": dL_db2, "W3": dL_dW3, "b3": dL_db3}


def over_the_layers(x, y, W1, b1, W2, b2, W3, b3):
    Ws, bs = [W1, W2, W3], [b1, b2, b3]
    a, zs = [x], []
    for W, b in zip(Ws, bs):
        zs.append(W @ a[-1] + b)
        a.append(1 / (1 + np.exp(-zs[-1])))
    grads = {}
    g = a[3] - y
    for layer in (3, 2, 1):
        z = zs[layer - 1]
        slope = np.exp(-z) / (1 + np.exp(-z)) ** 2
        delta = g * slope
        grads[f"W{layer}"] = np.outer(delta, a[layer - 1])
        grads[f"b{layer}"] = delta
        g = Ws[layer - 1].T @ delta
    return grads


CASES = [
    Slip(
        "forgot the sigmoid's slope a3 (1 - a3) at the output, d3 = a3 - y as for cross-entropy; all six are wrong",
        with_deltas,
        {"d3 = (a3 - y) * a3 * (1 - a3)": "d3 = a3 - y"},
    ),
    Slip(
        "forgot to transpose W2 when passing the error from layer 2 to layer 1, so W1 and b1 are wrong",
        with_deltas,
        {"(W2.T @ d2)": "(W2 @ d2)"},
    ),
    Slip(
        "wrote the error at the output as y - a3 instead of a3 - y, so all gradients have the wrong sign",
        with_deltas,
        {"d3 = (a3 - y)": "d3 = (y - a3)"},
    ),
    Slip(
        "forgot the slope a1 (1 - a1) of the first layer's sigmoid, so W1 and b1 are wrong",
        with_deltas,
        {"d1 = (W2.T @ d2) * (a1 * (1 - a1))": "d1 = W2.T @ d2"},
    ),
    Slip(
        "took the slope s' at the activation a instead of at z, in all three layers, so all gradients are wrong",
        over_the_layers,
        {"z = zs[layer - 1]": "z = a[layer]"},
    ),
    Slip(
        "overlooked the 1/2 of the loss: the error at a3 is 2 (a3 - y), so all gradients are twice too large",
        over_the_layers,
        {"g = a[3] - y": "g = 2 * (a[3] - y)"},
    ),
    Slip(
        "used the transposed W2 as the derivative of z2 by a1 in the row times matrix product, so W1 and b1 are wrong",
        local_derivatives,
        {"dz2_da1 = W2\n": "dz2_da1 = W2.T\n"},
    ),
    Slip(
        "used the activation of the layer itself, a2, instead of its input a1 in the gradient of W2",
        with_deltas,
        {"dW2 = np.outer(d2, a1)": "dW2 = np.outer(d2, a2)"},
    ),
    Slip(
        "wrote the outer products in the wrong order (input times delta), so dW1, dW2 and dW3 come out transposed",
        with_deltas,
        {"outer(d3, a2)": "outer(a2, d3)", "outer(d2, a1)": "outer(a1, d2)", "outer(d1, x)": "outer(x, d1)"},
    ),
    Slip(
        "passed back g instead of delta = g s'(z), so the slope of the layers above is missing in layers 2 and 1",
        over_the_layers,
        {"g = Ws[layer - 1].T @ delta": "g = Ws[layer - 1].T @ g"},
    ),
    Slip(
        "used the slope of the wrong layer in d2: a1 (1 - a1) instead of a2 (1 - a2), which spoils layers 2 and 1",
        with_deltas,
        {"d2 = (W3.T @ d3) * (a2 * (1 - a2))": "d2 = (W3.T @ d3) * (a1 * (1 - a1))"},
    ),
    Slip(
        "forgot the slope a2 (1 - a2) of the second layer's sigmoid, which makes W2, b2, W1 and b1 wrong",
        local_derivatives,
        {"dL_db2 = dL_db3 @ dz3_da2 @ da2_dz2": "dL_db2 = dL_db3 @ dz3_da2"},
    ),
    Slip(
        "two mistakes: the slope a3 (1 - a3) at the output is missing, and d1 uses W2 instead of its transpose",
        with_deltas,
        {"d3 = (a3 - y) * a3 * (1 - a3)": "d3 = a3 - y", "(W2.T @ d2)": "(W2 @ d2)"},
    ),
]
