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
        "took a3 - y for the output layer's delta, as with cross-entropy: the output sigmoid's derivative a3 (1 - "
        "a3) is missing",
        with_deltas,
        {"d3 = (a3 - y) * a3 * (1 - a3)": "d3 = a3 - y"},
    ),
    Slip(
        "forgot to transpose W2 when passing the second layer's delta back to the first layer",
        with_deltas,
        {"(W2.T @ d2)": "(W2 @ d2)"},
    ),
    Slip(
        "copied the line and left a2 (1 - a2), the second layer's slope, in the delta of the first layer",
        with_deltas,
        {"(a1 * (1 - a1))": "(a2 * (1 - a2))"},
    ),
    Slip(
        "multiplied by the inner product of a2 and 1 - a2, one number, instead of entry by entry in the second "
        "layer's delta",
        with_deltas,
        {"(a2 * (1 - a2))": "np.dot(a2, 1 - a2)"},
    ),
    Slip(
        "wrote the outer product for W2 the other way round, a1 d2^T, so that gradient is transposed",
        with_deltas,
        {"np.outer(d2, a1)": "np.outer(a1, d2)"},
    ),
    Slip(
        "went from the output's delta through W3 and W2 to the first layer in one go and skipped the second "
        "layer's slope a2 (1 - a2) on that way (W1 and b1 only)",
        with_deltas,
        {"(W2.T @ d2)": "(W2.T @ W3.T @ d3)"},
    ),
    Slip(
        "two mistakes: divided the output error by the number of outputs k, as if the loss were a mean over them; "
        "and used a1 instead of a2 as the input of the third layer in the gradient of W3",
        local_derivatives,
        {"dL_da3 = a3 - y": "dL_da3 = (a3 - y) / len(y)", "dL_db3[:, None] * a2": "dL_db3[:, None] * a1"},
    ),
    Slip(
        "lost a minus sign in differentiating 1/(1 + exp(-z)), so the sigmoid's derivative is -a (1 - a) in each "
        "of the three layers (two of them cancel in the second layer)",
        local_derivatives,
        {"np.diag(a3": "np.diag(-a3", "np.diag(a2": "np.diag(-a2", "np.diag(a1": "np.diag(-a1"},
    ),
    Slip(
        "took the softmax's Jacobian diag(a3) - a3 a3^T for the output layer, which has off-diagonal entries, "
        "where the sigmoid's Jacobian is diag(a3 (1 - a3))",
        local_derivatives,
        {"np.diag(a3 * (1 - a3))": "np.diag(a3) - np.outer(a3, a3)"},
    ),
    Slip(
        "stopped the chain for b2 at a2: the gradient of b2 lacks the second layer's sigmoid derivative, while W2,"
        " W1 and b1 have it",
        local_derivatives,
        {'"b2": dL_db2': '"b2": dL_db3 @ dz3_da2'},
    ),
    Slip(
        "forgot the square in the denominator of the sigmoid's derivative, exp(-z)/(1 + exp(-z)), in every layer",
        over_the_layers,
        {"(1 + np.exp(-z)) ** 2": "(1 + np.exp(-z))"},
    ),
    Slip(
        "put the activation instead of the pre-activation into the sigmoid's derivative, s'(a) instead of s'(z), "
        "in every layer",
        over_the_layers,
        {"z = zs[layer - 1]": "z = a[layer]"},
    ),
    Slip(
        "multiplied the delta by the layer's own output instead of by the layer's input in the gradient of every "
        "weight matrix",
        over_the_layers,
        {"np.outer(delta, a[layer - 1])": "np.outer(delta, a[layer])"},
    ),
    Slip(
        "two mistakes: started from the squared errors 1/2 (a3 - y)^2, the loss itself, instead of from their "
        "derivative a3 - y; and multiplied each bias gradient by the bias",
        over_the_layers,
        {"g = a[3] - y": "g = 0.5 * (a[3] - y) ** 2", '"b{layer}"] = delta': '"b{layer}"] = delta * bs[layer - 1]'},
    ),
]
