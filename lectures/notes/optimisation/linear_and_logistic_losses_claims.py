"""What the slides on linear and logistic regression print."""

from math import exp, log

import engine
from engine import Value, affine, gradient
from lectures.errata import formula
from nn import losses


@formula("C04.1", "003:155",
    r"$$... 2E_{\mathbf{x},y\sim\mathcal{D}} [(\mathbf{w}^\top \mathbf{x} + b - y) \mathbf{x}^\top] ...$$",
    says="The gradient of the expected squared error by w, as a row.", domain="3 examples of 2 numbers")  # fmt: skip
def error_times_input(p):
    xs, ys = p.matrix("x of 3 examples", 3, 2), p.vector("y", 3)
    w, b = [Value(v) for v in p.vector("w", 2)], Value(p.real("b"))
    errors = [affine(w, x, b) - y for x, y in zip(xs, ys)]
    loss = engine.sum(e**2 for e in errors) / 3
    printed = [2 * sum(e.data * x[j] for e, x in zip(errors, xs)) / 3 for j in (0, 1)]
    return printed, gradient(loss, w)


@formula("C05.1", "003:161", r"$$l(...) = (\mathbf{W}\mathbf{x} + \mathbf{b} - \mathbf{y})^2$$",
    says="The loss of one example when y has several entries is the squared length of the difference.",
    domain="2 outputs, 2 inputs",
    because="A loss is one number, so this is the natural reading of the square of a vector. A program that squares an array "
    "returns as many numbers as y has entries; they have to be added up.")  # fmt: skip
def square_of_a_vector(p):
    W, x, b, y = p.matrix("W", 2, 2), p.vector("x", 2), p.vector("b", 2), p.vector("y", 2)
    outputs = [affine(row, x, bias) for row, bias in zip(W, b)]
    return sum((o - target) ** 2 for o, target in zip(outputs, y)), losses.squared_error([outputs], [y], "sum")


def binary(z, y):
    return y * log(1 / (1 + exp(-z))) + (1 - y) * log(1 / (1 + exp(z)))


@formula("C06.1", "003:165",
    r"$$l(...) = y \log \sigma(\mathbf{W}\mathbf{x} + \mathbf{b}) + (1 - y) \log(1 - \sigma(...))$$",
    says="The loss of binary logistic regression, which descent makes small.", domain="a score z = Wx + b, y 0 or 1",
    because="The minus sign is missing. Where a low loss is good, as an earlier slide says, this prefers mistakes: at "
    f"y = 1 it is {binary(4, 1):.3f} for the score 4, which is right, and {binary(-4, 1):.3f} for the score −4.",
    severity="S1", fix=r"$-y \log \sigma(Wx + b) - (1 - y) \log(1 - \sigma(Wx + b))$",
    draws=lambda: Value(-4.0, "z").sigmoid().log())  # fmt: skip
def binary_loss(p):
    z, y = p.real("z"), p.pick("y", (0, 1))
    return binary(z, y), losses.binary_cross_entropy_from_logits(Value(z), y)


@formula("C07.1", "003:169", r"$$l(...) = \log \text{softmax}(\mathbf{W}\mathbf{x} + \mathbf{b})_y$$",
    says="The loss of multi-class logistic regression, which descent makes small.", domain="3 scores z = Wx + b",
    because=f"The minus sign is missing: where the right class has the probability 0.99 this is {log(0.99):.3f}, "
    f"and where it has 0.01 it is {log(0.01):.3f}, so that descent makes the right class improbable.",
    severity="S1", fix=r"$-\log \text{softmax}(Wx + b)_y$")  # fmt: skip
def multiclass_loss(p):
    z, y = p.vector("z", 3), p.whole("y", 0, 2)
    return log(exp(z[y]) / sum(map(exp, z))), losses.softmax_cross_entropy([Value(v) for v in z], y)
