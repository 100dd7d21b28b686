"""What the slides on backpropagation through softmax and cross-entropy print."""

import engine
from engine import Value, gradient, softmax
from lectures.errata import formula

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
    r"\frac{\partial(yp)_k}{\partial(logits)_i} = \begin{cases} yp_i(1 - yp_i), & \text{if } i = k, \\ -yp_i yp_k, & "
    r"\text{otherwise.} \end{cases}$$",
    says="The derivative of a probability by a score, in two cases.", domain="3 classes, all 9 pairs")  # fmt: skip
def two_cases(p):
    z = scores(p)
    yp = softmax(z)
    q = [x.data for x in yp]
    printed = [[q[i] * (1 - q[i]) if i == k else -q[i] * q[k] for i in range(3)] for k in range(3)]
    return printed, [gradient(x, z) for x in yp]


@formula("D23.3", "004:2860",
    r"\sum_k \frac{\partial(yp)_k}{\partial(logits)_i} \frac{\partial(Loss)}{\partial(yp)_k} = yp_i - y_i$",
    says="By the chain rule the derivative of the loss by a score is yp_i − y_i.", domain=LABEL)  # fmt: skip
def prediction_minus_label(p):
    y, z = label(p), scores(p)
    yp = softmax(z)
    return [q.data - y_i for q, y_i in zip(yp, y)], gradient(cross_entropy(y, yp), z)
