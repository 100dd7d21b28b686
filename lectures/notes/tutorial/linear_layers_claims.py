"""What the slides on neural networks and the recap print."""

import random
from itertools import pairwise

import numpy as np

from engine import affine, dot, sigmoid
from lectures.errata import formula, promise
from nn import MLP


def neurons(x, layers):
    """The network, one neuron after the other; a layer is its matrix, in to out, and its biases."""
    for k, (theta, b) in enumerate(layers):
        x = [affine(column, x, b_j) for column, b_j in zip(theta.T, b)]
        x = [sigmoid(z) for z in x] if k + 1 < len(layers) else x
    return [x]


def in_matrices(x, layers):
    """The printed formula in NumPy, with whatever shape a bias has."""
    row = np.array([x])
    for k, (theta, b) in enumerate(layers):
        row = row @ np.array(theta) + np.array(b)
        row = 1 / (1 + np.exp(-row)) if k + 1 < len(layers) else row
    return row


def layers_of(p, *sizes):
    pairs = enumerate(pairwise(sizes), start=1)
    return [(p.matrix(f"θ{k}", m, n), p.vector(f"b{k}", n)) for k, (m, n) in pairs]


@formula("D20.1", "004:2527",
    r"$$... \mathbf{x} \boldsymbol{\theta} + \mathbf{b} = \sum_{i=0}^m x_i \theta_i + b$$",
    says="The product of row and column, plus the bias, as a sum.",
    domain="m = 2; $x_0 = 1$ and $θ_0 = b$, the usual meaning of an index 0",
    because="The vectors start at $x_1$ and $θ_1$, so there is no term with i = 0; and with the usual $x_0 = 1$ and "
    "$θ_0 = b$ the bias counts twice. The next two slides print the same lower end.",
    severity="S3", fix=r"$\sum_{i=1}^m x_i \theta_i + b$")  # fmt: skip
def from_zero(p):
    x, theta, b = p.vector("x", 2), p.vector("θ", 2), p.real("b")
    return dot([1.0, *x], [b, *theta]) + b, affine(x, theta, b)


@formula("D20.2", "004:2544",
    r"$$... \begin{bmatrix} \theta_{11} & \theta_{21} \\ \vdots & \vdots \\ \theta_{1m} & \theta_{2m} \end{bmatrix}$$",
    says="With θ numbered like this, output first, output k of xθ + b is the sum of the $x_i θ_{ki}$, plus $b_k$.",
    domain="m = 3, two outputs")  # fmt: skip
def output_first(p):
    x, b = p.vector("x", 3), p.vector("b", 2)
    theta = {(k, i): p.real(f"θ{k}{i}") for k in (1, 2) for i in (1, 2, 3)}
    printed = np.array([[theta[k, i] for k in (1, 2)] for i in (1, 2, 3)])
    return np.array(x) @ printed + b, [dot(x, [theta[k, i] for i in (1, 2, 3)]) + b[k - 1] for k in (1, 2)]


@formula("D21.1", "004:2570", r"$$\hat{y} = \sigma(\mathbf{x} \boldsymbol{\theta}^{(1)} + \mathbf{b}^{(1)}) ...$$",
    says="Two layers of neurons in matrix form, with x a row.", domain="M = 3, N = 2, the biases as rows")  # fmt: skip
def two_layers(p):
    x, layers = p.vector("x", 3), layers_of(p, 3, 2, 1)
    return in_matrices(x, layers), neurons(x, layers)


@formula("D21.2", "004:2581", r"$$... \mathbf{b}^{(1)} - N \times 1$$", says="The first bias is a column of N numbers.",
    domain="M = N = 2, added as array libraries do it",
    because="x is a row, so xθ⁽¹⁾ is 1 × N. Row plus column is no sum of matrices, and array libraries repeat both to "
    "N × N: one example gets N predictions.",
    severity="S1", fix=r"$\mathbf{b}^{(1)} - 1 \times N$")  # fmt: skip
def bias_as_a_column(p):
    x, layers = p.vector("x", 2), layers_of(p, 2, 2, 1)
    (theta1, b1), last = layers
    return in_matrices(x, [(theta1, [[b] for b in b1]), last]), neurons(x, layers)


@promise("D21.3", "004:2596-2598", r"$$\boldsymbol{\theta}^{(2)} - N \times 1 \quad \mathbf{b}^{(2)} \in \mathbb{R}$$",
    says="In a network of L layers, with N units in each hidden one, the second matrix is N × 1.",
    holds_if="L = 2", fails_if="L = 3",
    because="The shapes are left over from the slide with two layers. In a deeper network the second layer feeds "
    "another hidden one: N × N, and N biases; N × 1 would leave it one number.",
    severity="S2", fix=r"$\theta^{(l)} - N \times N$ for $1 < l < L$, and $\theta^{(L)} - N \times 1$")  # fmt: skip
def second_matrix(seed, depth):
    rng = random.Random(seed)
    m, n = rng.randint(2, 5), rng.randint(2, 5)
    hidden = [n] * (int(depth[-1]) - 1)
    return MLP(m, *hidden, 1, rng=rng).layers[1].W.T.shape == (n, 1)


@formula("D26.1", "004:2924",
    r"$$\hat{y} = \sigma(\dots \sigma(\mathbf{x}\boldsymbol{\theta}^{(1)} + \mathbf{b}^{(1)})\boldsymbol{\theta}^{(2)} "
    r"+ \mathbf{b}^{(2)} \dots)\boldsymbol{\theta}^{(L)} + \mathbf{b}^{(L)}$$",
    says="L layers of neurons in matrix form; the last one has no σ.", domain="L = 3: 2, 3, 2, 1 numbers")  # fmt: skip
def many_layers(p):
    x, layers = p.vector("x", 2), layers_of(p, 2, 3, 2, 1)
    return in_matrices(x, layers), neurons(x, layers)
