"""Graphs with matrices that the tests of the board share."""

import random

import engine
from engine import Value, dot, named, scope, softmax
from nn import MLP, RNN, BatchNorm, CausalSelfAttention, Conv2D, LayerNorm, Matrix, MaxPool2D, losses


def numbers(rng: random.Random, rows: int, columns: int) -> list[list[float]]:
    return [[round(rng.uniform(-1, 1), 2) for _ in range(columns)] for _ in range(rows)]


def two_layers(examples: int = 3, inputs: int = 2, hidden: int = 2, outputs: int = 2) -> Value:
    """The two layers of the tutorial, with nothing labelled but parameters, X and Y."""
    rng = random.Random(0)
    X, Y = Matrix(numbers(rng, examples, inputs), "X"), Matrix(numbers(rng, examples, outputs), "Y")
    W1, W2 = Matrix(numbers(rng, inputs, hidden), "W1"), Matrix(numbers(rng, hidden, outputs), "W2")
    b1, b2 = [Value(0.1, f"b1[{j}]") for j in range(hidden)], [Value(-0.2, f"b2[{j}]") for j in range(outputs)]
    H = (X @ W1 + b1).map(Value.sigmoid).named("H")
    O = (H @ W2 + b2).named("O")  # noqa: E741 (as on the board)
    return named("L", 0.5 * ((O - Y) ** 2).sum())


def mlp_batch() -> Value:
    rng = random.Random(1)
    model = MLP(2, 3, 2, rng=rng, activation="tanh")
    return losses.softmax_cross_entropy([model(x) for x in numbers(rng, 3, 2)], [0, 1, 0])


def large_mlp() -> Value:
    rng = random.Random(2)
    return losses.squared_error([MLP(2, 16, 16, 1, rng=rng)([0.5, -1.0])], [[1.0]], "mean")


def convolution(channels: int = 1, size: int = 4) -> Value:
    rng = random.Random(3)
    layer = Conv2D(1, channels, 2, rng=rng)
    maps = layer([[[Value(float(i * j % 5), f"x[{i},{j}]") for j in range(size)] for i in range(size)]])
    return named("L", engine.sum([y.relu() * y for plane in maps for row in plane for y in row]))


def deep_convolution() -> Value:
    """Two convolutions, the second over two channels with a margin of zeros, then pooling."""
    rng = random.Random(4)
    image = [[[rng.uniform(-1, 1) for _ in range(5)] for _ in range(5)]]
    inner = Conv2D(1, 2, 2, stride=2, activation="relu", rng=rng)(image)
    (outer,) = MaxPool2D(2)(Conv2D(2, 1, 2, padding=1, rng=rng)(inner))
    return engine.sum([y for row in outer for y in row])


def attention(length: int = 3, size: int = 2, heads: int = 1) -> Value:
    rng = random.Random(5)
    outputs = CausalSelfAttention(size, heads, rng=rng)(numbers(rng, length, size))
    return named("L", engine.sum([y * y for row in outputs for y in row]))


def full_attention(length: int = 3) -> Value:
    """Softmax over all positions, written with matrices."""
    rng = random.Random(6)
    Q, K, V = (Matrix(numbers(rng, length, 2), name) for name in "QKV")
    P = Matrix(softmax(row) for row in Q @ K.T).named("P")
    return named("L", ((P @ V) ** 2).sum())


def recurrent() -> Value:
    rng = random.Random(7)
    rnn = RNN(2, 3, 1, rng=rng)
    return engine.sum([y for (y,) in rnn(numbers(rng, 3, 2))])


def batch_norm() -> Value:
    rng = random.Random(8)
    rows = BatchNorm(2)(numbers(rng, 3, 2))
    return engine.sum([y.tanh() for row in rows for y in row])


def layer_norm() -> Value:
    rng = random.Random(9)
    return engine.sum([y.tanh() for x in numbers(rng, 2, 3) for y in LayerNorm(3)(x)])


def written_out() -> Value:
    """A layer of two neurons in elementary operations."""
    x = [Value(0.5, "x1"), Value(-1.0, "x2")]
    outputs = []
    for j in range(2):
        with scope(f"neuron {j}"):
            w = [Value(0.3 * (k + j), f"w{j}{k}") for k in range(2)]
            outputs.append((w[0] * x[0] + w[1] * x[1] + Value(0.1, f"b{j}")).tanh())
    return outputs[0] * outputs[1]


def squares() -> Value:
    """A row times itself, shared inputs, and one weight that is used twice in a layer."""
    x, w = [Value(2.0, "x0"), Value(-1.0, "x1")], Value(0.5, "w")
    return dot(x, x) + dot([w, w], x) + x[0] * x[0]


def softmax_twice() -> Value:
    """Two softmaxes of the same scores, one of equal scores, and one share alone."""
    scores = [Value(0.5, "z0"), Value(-1.0, "z1"), Value(2.0, "z2")]
    first, second = softmax(scores), softmax(scores)
    equal = softmax([scores[0], scores[0]])
    return dot(first, [1.0, 2.0, 3.0]) * second[1] + equal[0] + softmax(scores[:2])[1]


def steps_and_logs() -> Value:
    """Rows of the table that other nets do not use, on a matrix, a row that is added, and equal constants."""
    X = Matrix([[0.5, 1.5, 2.0], [1.0, 0.25, 0.75]], "X")
    Y = ((X**2 + [1.0, 2.0, 3.0]).map(Value.log) / X - 0.5) * X
    row = [Value(0.1 * j, f"r{j}") for j in range(3)]
    Z = (Y - row).map(abs) + Y.map(lambda y: 2**y) + Y.map(lambda y: -y)
    return engine.maximum(*Z.entries) + engine.minimum(*Y.entries) + engine.logsumexp(X.T[0])


NETS = {f.__name__: f for f in (
    two_layers, mlp_batch, large_mlp, convolution, deep_convolution, attention, full_attention, recurrent, batch_norm,
    layer_norm, written_out, squares, softmax_twice, steps_and_logs,
)}  # fmt: skip
