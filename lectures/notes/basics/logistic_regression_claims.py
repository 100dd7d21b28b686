"""What the slides on classification with two classes and more claim."""

import random
from itertools import product
from math import exp

import numpy as np

from engine import Value, gradient, hessian, log, sigmoid, softmax
from lectures.errata import definition, formula, possibility, promise, value
from lectures.plain_text import number_text
from nn import SGD, Layer, Matrix, Standardise, fit, losses
from nn.datasets import worth_buying

HOUSES, LABELS = worth_buying()
STANDARD = Standardise.to(HOUSES)


LOSSES = {
    "log loss": losses.binary_cross_entropy_from_logits,
    "MSE": lambda z, y: losses.squared_error([*map(sigmoid, z)], y, "mean"),
}


def trained(layer, loss, data, epochs):
    """Gradient descent at the rate 1 on a loss of the scores."""

    def of_outputs(outputs, targets):
        return loss([o if len(o) > 1 else o[0] for o in outputs], targets)

    fit(layer, data, of_outputs, SGD(layer.parameters(), 1.0), epochs=epochs, progress=False, replay=True)
    return layer


def along_a_line(seed):
    rng = random.Random(seed)
    return [[i / 2 + rng.uniform(-0.1, 0.1)] for i in range(-3, 3)]


def settles(layer, loss, data):
    """Does descent come to rest, or do the parameters go on growing?"""
    lengths = [np.hypot.reduce([v.data for v in trained(layer, loss, data, 200).parameters()]) for _ in range(2)]
    return lengths[1] < 1.01 * lengths[0], lengths[1] / lengths[0]


definition("A23.1", "000:412-413",
    r"If Price  $<$ ... **Worth Buying** ( $y = 1$ ) ... If Price  $\geq$ ... **Not Worth Buying** ( $y = 0$ )",
    says="Label 1 below 300 thousand dollars, 0 from there on.")  # fmt: skip


@formula("A24.1", "000:437", r"$$\sigma(z) = \frac{1}{1 + e^{-z}}$$", says="The sigmoid function.")
def logistic(p):
    z = p.real("z", -8, 8)
    return 1 / (1 + exp(-z)), Value(z).sigmoid()


@value("A25.1", "000:458", r"$-\log(0.99) \approx 0.01$", says="The log loss of 0.99 for label 1.", prints="0.01")
def sure():
    return losses.binary_cross_entropy(Value(0.99), 1)


@value("A25.2", "000:460", r"$-\log(0.01) \approx 4.6$", says="The log loss of 0.01 for label 1.", prints="4.6")
def mistaken():
    return losses.binary_cross_entropy(Value(0.01), 1)


@value("A25.3", "000:461", r"$... (0.01 - 1)^2 \approx 0.98$", says="The square of 0.01 for label 1.", prints="0.98")
def square():
    return losses.squared_error([Value(0.01)], [1.0], "sum")


@promise("A25.4", "000:463", "penalizes much more strongly!",
    says="A confident mistake costs much more than with the square: for label 1 and h below 0.01 over 4 times as much.",
    because="Measured: the log loss over the square.")  # fmt: skip
def penalises(seed):
    h = Value(random.Random(seed).uniform(0.0, 0.01))
    ratio = (losses.binary_cross_entropy(h, 1) / (h - 1) ** 2).data
    return ratio > 4, ratio


@possibility("A25.5", "000:451",
    "Mean Squared Error (MSE) works poorly for classification. Need a loss that penalizes the model for being confidently "
    "wrong about a class.",
    says="With a sigmoid and the MSE descent can fail where the log loss, at the same rate, does not (one example).",
    because="The trouble is the confident mistake: on the flat end of the sigmoid the square has almost no slope. From a "
    "fair start both do about equally well. Tried with 21 points along a line, three of them labelled wrongly: eight "
    "choices of these three.")  # fmt: skip
def mse_is_worse():
    shown, right = [], {}
    for start, (name, loss) in product((-12.0, 0.0), LOSSES.items()):
        for seed in range(8):
            xs = [-2 + i / 5 for i in range(21)]
            wrong = random.Random(seed).sample(range(21), 3)
            ys = [int((x > 0) != (i in wrong)) for i, x in enumerate(xs)]
            layer = trained(Layer(1, 1, init="zeros").assign(W=[[start]]), loss, ([[x] for x in xs], ys), 100)
            found = sum((layer([x])[0].data > 0) == y for x, y in zip(xs, ys, strict=True))
            right[start, name] = right.get((start, name), 0) + found / 8
        shown.append(f"{right[start, name]:.1f} with the {name} from a weight of {number_text(start)}")
    return right[-12.0, "MSE"] < right[
        -12.0, "log loss"
    ] - 5, f"points right of 21, mean of the 8 choices: {', '.join(shown)}"


@formula("A26.1", "000:480", r"$$\text{Loss}(\theta) = -\left(y \log(h_{\theta}(\mathbf{x})) + (1 - y) "
    r"\log(1 - h_{\theta}(\mathbf{x}))\right)$$",
    says="One equation for both: −log h for label 1, −log(1 − h) for label 0.")  # fmt: skip
def both_labels(p):
    h, y = p.real("h", 0.01, 0.99), p.pick("y", [0, 1])
    return -(y * log(h) + (1 - y) * log(1 - h)), -log(h if y else 1 - h)


@formula("A26.2", "000:482", r"Notice only one term is “active” – on whether  $y = 1$  or  $y = 0$ .",
    says="For a label of 0 or 1 one of the terms is 0.")  # fmt: skip
def one_term(p):
    h, y = p.real("h", 0.01, 0.99), p.pick("y", [0, 1])
    return 0.0, (1 - y) * log(1 - h) if y else y * log(h)


def smallest_curvature(loss, rows, seed):
    """The smallest eigenvalue of the second derivatives at a random θ: below 0 the loss is not convex."""
    rng = random.Random(seed)
    X = Matrix([1.0, rng.gauss(0, 1), rng.gauss(0, 1)] for _ in range(5))
    theta = Matrix([[rng.gauss(0, 2) for _ in range(3)] for _ in range(rows)], "θ")
    scores, y = X @ theta.T, [rng.randrange(max(rows, 2)) for _ in range(5)]
    J = loss(scores if rows > 1 else scores.entries, y)
    return float(np.linalg.eigvalsh(hessian(J, theta.entries))[0])


@promise("A27.1", "000:497", "This loss function is **convex**!", says="The average log loss is convex in θ.")
def convex(seed):
    return smallest_curvature(losses.binary_cross_entropy_from_logits, 1, seed) > -1e-12


@possibility("A27.2", "000:497", "Unlike the MSE + Sigmoid combination", says="Its loss bends downwards.")
def not_convex():
    z = Value(-2.0)
    bend = hessian((z.sigmoid() - 1) ** 2, z)
    return bend < 0, f"for label 1 its second derivative at z = −2 is {number_text(bend)}"


@promise("A28.1", "000:497", "this formulation guarantees that gradient descent can find the global minimum",
    says="With a small enough rate descent arrives at a minimum (measured: |θ| after 400 steps over |θ| after 200).",
    holds_if="no plane separates the labels, as for 0 0 1 0 1 1 along a line",
    fails_if="a plane separates them, as for the three houses of the notes",
    because="Where a plane separates the labels there is no minimum: doubling a θ that separates them lowers the loss "
    "again, so it falls towards 0 for ever while θ grows without end.", severity="S2",
    fix="if the labels overlap and the rate is small, gradient descent converges to the global minimum")  # fmt: skip
def arrives(seed, case):
    data = ([STANDARD(x) for x in HOUSES], LABELS) if "houses" in case else (along_a_line(seed), [0, 0, 1, 0, 1, 1])
    layer = Layer(len(data[0][0]), 1, rng=random.Random(seed))
    return settles(layer, losses.binary_cross_entropy_from_logits, data)


@formula("A29.1", "001:503",
    r"$$= \frac{\exp(\theta_{j}^{T} \mathbf{x})}{\sum_{k=1}^{K} \exp(\theta_{k}^{T} \mathbf{x})}$$",
    says="The probability of class j is the softmax of the scores.",
    domain="3 classes, 2 features; against the engine's softmax")  # fmt: skip
def probabilities(p):
    scores = (p.matrix("θ", 3, 2) @ Matrix.column(p.vector("x", 2))).entries
    return [exp(z) / sum(map(exp, scores)) for z in scores], softmax(scores)


@formula("A29.2", "000:514", "where all outputs sum to 1", says="The outputs of a softmax sum to 1.", domain="4 scores")
def sums_to_one(p):
    return 1.0, sum(softmax(p.vector("z", 4, -8, 8)))


@formula("A30.1", "000:533", r"$$\min_{\theta} J(\theta) = -\frac{1}{m} \sum_{i=1}^m \sum_{k=1}^K y_k^{(i)} "
    r"\log(h_{\theta}(\mathbf{x}^{(i)})_k)$$",
    says="The average cross-entropy of one-hot labels; compared with its gradient by the scores.", domain="2 examples, 3 classes")  # fmt: skip
def categorical(p):
    Z, classes = Matrix(p.matrix("scores", 2, 3), "z"), [p.pick("first", [0, 1, 2]), p.pick("second", [0, 1, 2])]
    Y = [[float(k == c) for k in range(3)] for c in classes]
    terms = [y * h.log() for z, row in zip(Z, Y, strict=True) for h, y in zip(softmax(z), row, strict=True)]
    sides = [-sum(terms) / 2, losses.softmax_cross_entropy(Z, classes)]
    return [[J.data, *gradient(J, Z.entries)] for J in sides]


@promise("A30.2", "000:540", "also **convex** and differentiable", says="The cross-entropy is convex in θ.")
def softmax_is_convex(seed):
    return smallest_curvature(losses.softmax_cross_entropy, 3, seed) > -1e-12


@promise("A30.3", "000:540", "This formulation guarantees that gradient descent can find the global minimum.",
    says="With a small enough rate descent arrives at a minimum (measured: |θ| after 400 steps over |θ| after 200).",
    holds_if="the classes overlap, as 0 1 0 2 1 2 along a line", fails_if="they can be separated, as 0 0 1 1 2 2",
    because="Where the largest score is right for every example, twice the scores are better still: no θ is the best, "
    "and descent goes on for ever.", severity="S2",
    fix="if the classes overlap and the rate is small, gradient descent converges to a global minimum")  # fmt: skip
def several_arrive(seed, case):
    classes = [0, 1, 0, 2, 1, 2] if "overlap" in case else [0, 0, 1, 1, 2, 2]
    return settles(Layer(1, 3, rng=random.Random(seed)), losses.softmax_cross_entropy, (along_a_line(seed), classes))
