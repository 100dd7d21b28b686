"""What the notes say about the multiclass logistic loss, its gradient, and the log loss."""

import random
from collections import Counter
from math import exp, log, prod

from engine import Value, dot, gradient, logsumexp, softmax
from lectures.errata import definition, formula, promise
from nn import Matrix, losses


def example(p):
    """Weights of three classes, one point, its class counted from 0, and the scores."""
    W, x = p.matrix("W", 3, 2), p.vector("x", 2)
    return W, x, p.whole("y", 1, 3) - 1, [dot(row, x).data for row in W]


def as_printed(f, y):
    return log(1 + sum(exp(s - f[y]) for k, s in enumerate(f) if k != y))


def by_engine(f, y):
    return logsumexp(f) - f[y]


def gradient_by_engine(W, x, y):
    leaves = Matrix([[Value(v) for v in row] for row in W])
    return gradient(by_engine([dot(row, x) for row in leaves], y), leaves)


@formula("B05.1", "002:144",
    r"$$F(\mathbf{W}) = ... = \sum_{i=1}^n \ln \left( 1 + \sum_{k \neq y_i} e^{(\mathbf{w}_k - "
    r"\mathbf{w}_{y_i})^\top \mathbf{x}_i} \right)$$",
    says="Both sums are -ln of the probability of all labels.", domain="the scores of two examples, three classes")  # fmt: skip
def likelihood(p):
    points = [(p.vector(f"scores{i}", 3), p.whole(f"y{i}", 1, 3) - 1) for i in (1, 2)]
    first, second = sum(log(sum(map(exp, f)) / exp(f[y])) for f, y in points), sum(as_printed(*each) for each in points)
    return [first, second], [-log(prod(softmax(f)[y].data for f, y in points))] * 2


@promise("B06.1", "002:146", "It is an upper-bound on the 0-1 misclassification loss",
    says="For a mistake, whose 0-1 loss is 1, the multiclass logistic loss is at least 1.",
    because='"It" may be the loss of line 144, with ln, where a narrow mistake costs little more than ln 2 = '
    f"{log(2):.3f}, or what the inequality after the colon has, with log₂. Measured: the loss of two classes, "
    "where the score of the wrong one leads by 0.1 to 0.8.",
    severity="S3", fix="Divided by ln 2 it is an upper bound",
    readings=("with log₂, as in the inequality below", "with ln, as the loss is defined in line 144"),
    draws=lambda: (1 + (Value(0.1, "f2") - Value(0.0, "fy")).exp()).log())  # fmt: skip
def upper_bound(seed, case):
    loss = as_printed([0.0, (seed + 1) / 10], 0) / (log(2) if "log₂" in case else 1)
    return loss >= 1, loss


@formula("B06.2", "002:148",
    r"$$\mathbb{I}[f(\mathbf{x}) \neq y] \leq \log_2 \left( 1 + \sum_{k \neq y} ... \right) ...$$",
    says="With log₂ the multiclass logistic loss is never below the 0-1 loss (a tie counts as a mistake).", domain="3 classes")  # fmt: skip
def upper_bound_to_base_two(p):
    f, y = p.vector("f", 3), p.whole("y", 1, 3) - 1
    mistake = any(s >= f[y] for k, s in enumerate(f) if k != y)
    return mistake <= as_printed(f, y) / log(2) + 1e-12


@formula("B07.1", "002:162", r"transferring labels from  $\{1, 2\} \rightarrow \{-1, 1\}$",
    says="With these labels and w = w1 - w2 the loss of two classes is ln(1 + exp(-y w·x)).",
    because="Read in the order in which they stand, class 1 becomes -1; then the loss is large for right answers and "
    "small for mistakes, and descent learns the wrong classes. Line 52, where class 1 has w·x ≥ 0, asks for +1.",
    severity="S3",
    fix=r"$\{1, 2\} \rightarrow \{+1, -1\}$",
    readings=("class 1 becomes +1, class 2 becomes -1", "in the order printed: class 1 becomes -1, class 2 becomes +1"))  # fmt: skip
def labels_of_two(p, reading):
    f, y = p.vector("scores", 2), p.whole("y", 1, 2)
    code = {1: 1, 2: -1} if reading.startswith("class 1 becomes +1") else {1: -1, 2: 1}
    return log(1 + exp(-code[y] * (f[0] - f[1]))), by_engine(f, y - 1)


definition("B08.1", "002:170", r"$$F(\mathbf{W}) = \ln \left( 1 + \sum_{k \neq y_i} ... \right) ?$$",
    says="F(W) is the loss of the one example i.",
    because="Where it is defined, F is the sum over all examples; here stands one term, in section 2.3 called F_i.",
    clashes="002:144", severity="S3", fix=r"$F_i(\mathbf{W})$")  # fmt: skip


def three_forms(p, is_label):
    """A row of the gradient as printed, in three forms, and by the engine."""
    W, x, y, f = example(p)
    k, others = y if is_label else (y + 1) % 3, [j for j in range(3) if j != y]
    over, sign = (others, -1) if is_label else ([k], 1)
    first = sign * sum(exp(f[j] - f[y]) for j in over) / (1 + sum(exp(f[j] - f[y]) for j in others))
    second = sign * sum(exp(f[j]) for j in over) / (exp(f[y]) + sum(exp(f[j]) for j in others))
    forms = first, second, softmax(f)[k].data - is_label
    return [[s * v for v in x] for s in forms], [list(gradient_by_engine(W, x, y)[k])] * 3


@formula("B08.2", "002:176",
    r"$$\nabla_{\mathbf{w}_k^T} F(\mathbf{W}) = ... = \Pr(y = k \mid \mathbf{x}_i; \mathbf{W}) \mathbf{x}_i^T$$",
    says="The row of a class that is not the label has the gradient p_k x^T, in three forms.", domain="3 classes, 2 features")  # fmt: skip
def row_of_another_class(p):
    return three_forms(p, is_label=False)


@formula("B08.3", "002:180",
    r"$$\nabla_{\mathbf{w}_k^T} F(\mathbf{W}) = ... (\Pr(y = y_i \mid \mathbf{x}_i; \mathbf{W}) - 1) \mathbf{x}_i^T$$",
    says="The row of the label has the gradient (p_y - 1) x^T, in three forms.", domain="3 classes, 2 features")  # fmt: skip
def row_of_the_label(p):
    return three_forms(p, is_label=True)


@formula("B09.1", "002:189",
    r"$$\mathbf{W} \leftarrow \mathbf{W} - \eta ... \Pr(y = y_i \mid \mathbf{x}_i; \mathbf{W}) - 1 ... \mathbf{x}_i^T$$",
    says="A step of SGD subtracts η times the column p, less 1 at the label, times x^T.", domain="3 classes, 2 features")  # fmt: skip
def step_of_sgd(p):
    (W, x, y, f), eta = example(p), p.positive("η")
    column = Matrix.column(q.data - (k == y) for k, q in enumerate(softmax(f)))
    return W - eta * (column @ [x]), W - eta * gradient_by_engine(W, x, y)


@promise("B09.2", "002:184", r"Initialize  $\mathbf{W} = \mathbf{0}$",
    says="SGD can start from W = 0: the first step lowers the loss of its example.",
    because="Measured: the loss after a step with η = 0.1, from ln 3 = "
    f"{log(3):.3f} (3 classes, 2 features). In a network with hidden layers zeros do not do (B31).")  # fmt: skip
def start_at_zero(seed):
    rng = random.Random(seed)
    x, y = [rng.uniform(-2, 2), rng.uniform(-2, 2)], seed % 3
    rows = gradient_by_engine([[0.0, 0.0]] * 3, x, y)
    loss = as_printed([-0.1 * dot(row, x).data for row in rows], y)
    return loss < log(3), loss


@promise("B10.1", "002:197-198",
    r"make a *deterministic* prediction ... a *randomized* prediction according to  $\Pr(y = k \mid \mathbf{x}; \mathbf{W}) "
    r"\propto e^{\mathbf{w}_k^T \mathbf{x}}$",
    says="Drawn with weights e^(w_k·x), each class comes up as often as the softmax says, the one of the largest score most.",
    because="So the deterministic prediction is always the most probable class, and the randomized one only mostly. "
    "Measured: the largest gap between share and probability, in 10,000 draws among three classes.")  # fmt: skip
def drawn(seed):
    rng = random.Random(seed)
    f = [rng.gauss(0, 1) for _ in range(3)]
    counts = Counter(rng.choices(range(3), [exp(s) for s in f], k=10_000))
    gap = max(abs(counts[k] / 10_000 - q.data) for k, q in enumerate(softmax(f)))
    return gap < 0.02 and counts.most_common(1)[0][0] == f.index(max(f)), gap


@formula("B11.1", "002:227-229", r"$1-\sigma(w^T x) = \sigma(-w^T x)$  $$... = \ln\left(1+e^{-y w^T x}\right) ... (\text{logistic regression loss}) ...$$",
    says="For labels +1 and -1 the log loss of a linear model is the logistic loss, since 1 - σ(z) = σ(-z).")  # fmt: skip
def log_loss_of_two(p):
    z, y = p.real("w·x", -6.0, 6.0), p.pick("y", (-1, 1))
    q, mirrored = 1 / (1 + exp(-z)), Value(-z).sigmoid().data
    loss = -(y == 1) * log(q) - (y == -1) * log(1 - q)
    return [1 - q, loss, log(1 + exp(-y * z))], [mirrored, *[losses.logistic_loss(Value(z), y, "sum")] * 2]


@formula("B12.1", "002:245",
    r"$$... \cancel{\sum_{i=1}^C} \ln \left( 1 + \sum_{k \neq y} e^{f_k(\mathbf{x}) - f_y(\mathbf{x})} \right) ...$$",
    says="Softmax and log loss together are ln(1 + Σ exp(f_k - f_y)); the sum over i is struck out, rightly.", domain="4 classes")  # fmt: skip
def loss_of_scores(p):
    f, y = p.vector("f", 4), p.whole("y", 1, 4) - 1
    return as_printed(f, y), by_engine(f, y)


@formula("B13.1", "002:257",
    r"$$... \max_{k \in [c]} f_k(x) \leq \ln \left( \sum_{k \in [c]} ... \right) \leq \max_k f_k(x) + \ln(c)$$",
    says="ln Σ exp(f_k) lies between the largest score and the largest score plus ln C.", domain="4 classes")  # fmt: skip
def two_bounds(p):
    f = p.vector("f", 4, -30.0, 30.0)
    return -1e-12 <= logsumexp(f).data - max(f) <= log(4) + 1e-12


@formula("B14.1", "002:257-259", r"$$\text{Verify: } ... \therefore l(f(x), y) \asymp \max_k f_k(x) - f_y(x) ...$$",
    says="With ≍ for “up to a difference of ln C”, as in the line “Verify”: the loss is max f - f_y, or up to ln C more.",
    domain="C = 3", because="Up to a constant factor, as the sign is mostly used, it would not "
    f"hold: for two equal scores max f - f_y is 0 and the loss {as_printed([0.0, 0.0], 0):.3f}.")  # fmt: skip
def like_a_maximum(p):
    f, y = p.vector("f", 3), p.whole("y", 1, 3) - 1
    return -1e-12 <= as_printed(f, y) - (max(f) - f[y]) <= log(3) + 1e-12
