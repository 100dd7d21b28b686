"""What the slides on backpropagation print: nine lines for two layers, and softmax with cross-entropy."""

from types import SimpleNamespace

import engine
from engine import Value, gradient, softmax
from lectures.errata import formula
from nn import Matrix

BATCH = "2 examples (rows), 1 input, 3 hidden units, 4 outputs"


def network(p):
    X, Y = p.matrix("X", 2, 1), p.matrix("Y", 2, 4)
    W1, W2 = Matrix(p.matrix("W1", 1, 3), "W1"), Matrix(p.matrix("W2", 3, 4), "W2")
    b1, b2 = ([Value(x) for x in p.vector(name, n)] for name, n in (("b1", 3), ("b2", 4)))
    Z1 = X @ W1
    Z2 = Z1 + b1
    Z3 = Z2.map(Value.sigmoid)
    Z4 = Z3 @ W2
    Yp = Z4 + b2
    loss = 0.5 * ((Yp - Y) ** 2).sum()
    return SimpleNamespace(X=X, Y=Y, W1=W1, b1=b1, W2=W2, b2=b2, Z1=Z1, Z2=Z2, Z3=Z3, Z4=Z4, Yp=Yp, loss=loss)


def delta(net, name):
    """The engine's gradient; each printed line may use those of the lines before it."""
    return Matrix(gradient(net.loss, vars(net)[name]))


def slopes(z):
    return z.map(lambda x: x.sigmoid().data * (-x).sigmoid().data)


ROWS = "the rows added up: k counts the examples, as the [1, ..., 1] of the slide says"
LINES = [
    ("004:2683", "Yp", r"Y^p", r"y^p - y", "Yᵖ − Y", lambda n: n.Yp.data - n.Y),
    ("004:2696", "Z4", r"Z_4", r"\delta Y^p", "δYᵖ", lambda n: delta(n, "Yp")),
    ("004:2713", "Z3", r"Z_3", r"\delta Z_4 W_2^T", "δZ4 W2ᵀ", lambda n: delta(n, "Z4") @ n.W2.data.T),
    ("004:2725", "Z2", r"Z_2", r"\sigma'(Z_2) \cdot \delta Z_3", "σ'(Z2) times δZ3, entry by entry",
        lambda n: slopes(n.Z2) * delta(n, "Z3")),
    ("004:2754", "Z1", r"Z_1", r"\delta Z_2", "δZ2", lambda n: delta(n, "Z2")),
    ("004:2770", "W1", r"W_1", r"\mathbf{X}^T \delta Z_1", "Xᵀ δZ1", lambda n: n.X.T @ delta(n, "Z1")),
    ("004:2785", "b1", r"b_1", r"\sum_k (\delta Z_2)_k", f"δZ2 with {ROWS}", lambda n: delta(n, "Z2").column_sums()),
    ("004:2799", "W2", r"W_2", r"\mathbf{Z}_3^T \delta Z_4", "Z3ᵀ δZ4", lambda n: n.Z3.data.T @ delta(n, "Z4")),
    ("004:2828", "b2", r"b_2", r"\sum_k (\delta Y^p)_k", f"δYᵖ with {ROWS}", lambda n: delta(n, "Yp").column_sums()),
]  # fmt: skip
for number, (at, name, symbol, printed, says, right_side) in enumerate(LINES, start=1):

    def line(p, name=name, right_side=right_side):
        net = network(p)
        return right_side(net), gradient(net.loss, vars(net)[name])

    text = rf"$... \delta {symbol} \equiv ... = {printed}$"
    formula(f"D22.{number}", at, text, says=f"δ{name.replace('p', 'ᵖ')} is {says}.", domain=BATCH)(line)


@formula("D22.10", "004:2713-2715",
    r"$$3 \quad \delta Z_3 \equiv ... \frac{\partial Z_4}{\partial Z_3} \frac{\partial L}{\partial Z_4} = ...$$ "
    r"Because ... $\frac{\partial Z_4}{\partial Z_3} = W_2^T$",
    says="δZ3 is the product of these two factors, the first of them W2ᵀ, as they stand.", domain=BATCH,
    because="Matrices do not commute. In this order it is W2ᵀ δZ4, 4 × 3 times 2 × 4, which does not fit. The right-hand "
    "side of the same line, δZ4 W2ᵀ, is right; the middle is the chain rule as for numbers.",
    severity="S3",
    fix=r"$\frac{\partial L}{\partial Z_4} \frac{\partial Z_4}{\partial Z_3} = \delta Z_4 W_2^T$")  # fmt: skip
def as_they_stand(p):
    net = network(p)
    return net.W2.data.T @ delta(net, "Z4"), delta(net, "Z3")


LABEL = "3 classes; the label y, one-hot or not, adds up to 1"


def label(p):
    parts = [p.positive(f"y{k}") for k in range(3)]
    return [part / sum(parts) for part in parts]


def cross_entropy(y, probabilities):
    return -engine.sum(y_k * p_k.log() for y_k, p_k in zip(y, probabilities))


def scores(p):
    return [Value(z) for z in p.vector("logits", 3)]


@formula("D23.1", "004:2841",
    r"$$Loss = - \sum_k y_k \log(yp_k) \longrightarrow \frac{\partial(Loss)}{\partial(yp)_k} = - \frac{y_k}{yp_k}$$",
    says="The derivative of the cross-entropy by a probability is −y_k / yp_k.", domain=LABEL)  # fmt: skip
def by_probability(p):
    y, yp = label(p), [Value(q) for q in p.vector("yp", 3, 0.05, 0.95)]
    return [-y_k / q.data for y_k, q in zip(y, yp)], gradient(cross_entropy(y, yp), yp)


@formula("D23.2", "004:2850",
    r"$$... \frac{\partial(yp)_k}{\partial(logits)_i} = \begin{cases} yp_i(1 - yp_i), & \text{if } i = k, \\ "
    r"-yp_i yp_k, & \text{otherwise.} \end{cases}$$",
    says="The derivative of a probability by a score, in two cases.", domain="3 classes, all 9 pairs")  # fmt: skip
def two_cases(p):
    z = scores(p)
    yp = softmax(z)
    q = [x.data for x in yp]
    printed = [[q[i] * (1 - q[i]) if i == k else -q[i] * q[k] for i in range(3)] for k in range(3)]
    return printed, [gradient(x, z) for x in yp]


@formula("D23.3", "004:2860",
    r"$... = \sum_k \frac{\partial(yp)_k}{\partial(logits)_i} \frac{\partial(Loss)}{\partial(yp)_k} = yp_i - y_i$",
    says="By the chain rule the derivative of the loss by a score is yp_i − y_i.", domain=LABEL)  # fmt: skip
def prediction_minus_label(p):
    y, z = label(p), scores(p)
    yp = softmax(z)
    return [q.data - y_i for q, y_i in zip(yp, y)], gradient(cross_entropy(y, yp), z)
