"""What the slides on curves, pieces, neurons and networks claim."""

import random
from itertools import product
from math import sin, sqrt

import numpy as np

from engine import dot, gradient, sigmoid, tanh
from lectures.errata import formula, possibility, promise, value
from lectures.plain_text import number_text
from nn import MLP, Adam, Layer, Matrix, Neuron, RegressionStump, ThresholdNeuron, losses

CORNERS = list(product((0, 1), repeat=2))


@formula(
    "A03.1",
    "000:64",
    "We’re still fitting a “linear model”",
    says="In the parameters θ₀ + θ₁x + θ₂x² is linear.",
    domain="h for sθ + φ against s times h for θ plus h for φ",
)
def linear_in_theta(p):
    x, a, b, s = p.real("x"), p.vector("θ", 3), p.vector("φ", 3), p.real("s")
    columns = [1.0, x, x**2]
    return dot([s * t + f for t, f in zip(a, b, strict=True)], columns), s * dot(a, columns) + dot(b, columns)


@promise("A04.1", "000:75-81",
    '**Decision Trees** or **Random Forests** ... This creates a "step-function" approximation',
    says="With a constant in each region a tree is a step function, and so is a forest, the mean of its trees.",
    because="Tried with nine trees of one split each: their sum has at most ten levels.")  # fmt: skip
def steps(seed):
    rng = random.Random(seed)
    xs = [rng.uniform(-2, 2) for _ in range(12)]
    trees = []
    for _ in range(9):
        chosen = rng.choices(xs, k=12)
        trees.append(RegressionStump.fit([[x] for x in chosen], [sin(2 * x) for x in chosen]))
    levels = {round(sum(tree([i / 500]) for tree in trees), 9) for i in range(-1000, 1001)}
    return len(levels) <= len(trees) + 1  # one level more than there are splits


@promise("A05.1", "000:87", "Can approximate any continuous function.",
    says="A network comes as close as one likes to a continuous function, here within 0.001 of x² + sin(kx).",
    holds_if="the inputs come from a closed bounded interval", fails_if="they come from the whole line",
    because="On an interval, here [−2, 2], 24 tanh neurons do it. But whatever its weights, a network of tanh neurons "
    "never gets further from 0 than |b| + Σ|w| of its last layer, and x² does. The theorem is about closed bounded "
    "sets, which is often left unsaid. Tried with k = 1/2, 1, ..., 4.", severity="S3",
    fix="any continuous function on a closed bounded set, with enough neurons")  # fmt: skip
def approximates(seed, case):
    rng = np.random.default_rng(seed)
    w, b, grid = rng.uniform(-3, 3, 24), rng.uniform(-5, 5, 24), np.linspace(-2, 2, 81)

    def hidden(x):
        return np.column_stack([np.tanh(np.outer(x, w) + b), np.ones_like(x)])

    def target(x):
        return x**2 + np.sin((seed + 1) * x / 2)

    out = np.linalg.lstsq(hidden(grid), target(grid), rcond=None)[0]
    x = np.linspace(-2, 2, 401) if "interval" in case else np.array([sqrt(np.abs(out).sum() + 2)])
    return np.abs(hidden(x) @ out - target(x)).max() < 0.001


@possibility(
    "A06.1",
    "000:108",
    "the concept of threshold logic",
    says="Units with a threshold can do logic: AND, OR and NOT (what the paper of 1943 introduced is not judged).",
)
def logic():
    gates = [(([1, 1], 2), min), (([1, 1], 1), max), (([-1, 0], 0), lambda p, q: 1 - p)]
    right = all(ThresholdNeuron(*gate)([p, q]).data == f(p, q) for gate, f in gates for p, q in CORNERS)
    return right, "p + q ≥ 2, p + q ≥ 1 and −p ≥ 0, at all four corners"


@formula("A07.2", "000:123", r"$$... = \sigma(\mathbf{w}^T \mathbf{x} + b)$$", says="What a neuron computes.")
def neuron(p):
    w, x, b, name = p.vector("w", 2), p.vector("x", 2), p.real("b"), p.pick("σ", ["sigmoid", "tanh"])
    unit = Neuron(2, name, rng=random.Random(0)).assign(w=w, b=b)
    return {"sigmoid": sigmoid, "tanh": tanh}[name](w[0] * x[0] + w[1] * x[1] + b), unit(x)


@formula("A08.1", "000:143",
    r"$$h_{\theta}(\mathbf{x}) = \sigma_2\left(\mathbf{W}_2(\sigma_1(\mathbf{W}_1\mathbf{x} + \mathbf{b}_1)) + "
    r"\mathbf{b}_2\right)$$", says="What a network with one hidden layer computes.", domain="2-3-1, tanh, sigmoid")  # fmt: skip
def network(p):
    W1, b1, W2, b2 = p.matrix("W1", 3, 2), p.vector("b1", 3), p.matrix("W2", 1, 3), p.vector("b2", 1)
    x, net = p.vector("x", 2), MLP(2, 3, 1, activation="tanh", output="sigmoid", rng=random.Random(0))
    net.layers[0].assign(W=W1, b=b1)
    net.layers[1].assign(W=W2, b=b2)
    h1 = (W1 @ Matrix.column(x) + Matrix.column(b1)).map(tanh)
    return (W2 @ h1 + Matrix.column(b2)).map(sigmoid).entries, net(x)


@possibility("A08.2", "000:140", "allowing it to learn complex, non-linear boundaries", says="A network can learn XOR.")
def learns_xor():
    net, targets = MLP(2, 4, 1, activation="tanh", rng=random.Random(1)), [float(p != q) for p, q in CORNERS]
    optimiser = Adam(net.parameters(), 0.1)
    for _ in range(60):
        optimiser.zero_grad()
        losses.squared_error([net(x)[0] for x in CORNERS], targets, "sum").backward()
        optimiser.step()
    found = [round(net(x)[0].data, 2) for x in CORNERS]
    return [float(x > 0.5) for x in found] == targets, f"learned: {number_text(found)} for 00, 01, 10, 11"


@value("A09.1", "000:167", r"$$28 \times 28 \times 128 = \mathbf{100,352 \text{ weights}}$$",
    says="Every one of 28 × 28 pixels connected to every one of 128 neurons.", prints="100,352")  # fmt: skip
def weights():
    return len(Layer(28 * 28, 128, init="zeros").W.entries)


@formula("A10.1", "000:179", "Flattening an image destroys the 2D grid.",
    says="Pixels and weights shuffled alike: the layer answers the same.", domain="4 pixels, 2 neurons",
    because="So nothing in a dense layer depends on which pixels are neighbours.")  # fmt: skip
def no_grid(p):
    x, W = p.vector("x", 4), p.matrix("W", 2, 4)
    order = p.pick("order", [[1, 0, 2, 3], [3, 1, 0, 2], [2, 3, 1, 0]])
    layer, shuffled = Layer(4, 2, init="zeros").assign(W=W), Layer(4, 2, init="zeros")
    return layer(x), shuffled.assign(W=[[row[i] for i in order] for row in W])([x[i] for i in order])


@promise("A10.2", "000:191", "Must learn **new weights** for bottom-right eye",
    says="A top-left eye teaches nothing to bottom-right weights.",
    because="The derivative by a weight has its pixel as a factor; where the image is empty, the weight stays.")  # fmt: skip
def nothing_elsewhere(seed):
    rng = random.Random(seed)
    image = [rng.uniform(0.1, 1) if i // 4 < 2 and i % 4 < 2 else 0.0 for i in range(16)]
    unit = Neuron(16, "tanh", rng=rng)
    slopes = gradient((unit(image) - 1.0) ** 2, unit.w)
    return all((slope != 0) == (pixel != 0) for slope, pixel in zip(slopes, image, strict=True))
