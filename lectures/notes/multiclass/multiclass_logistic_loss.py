# %% [markdown]
# # The multiclass logistic loss
# One loss, met under five names: maximum likelihood, log loss, cross-entropy, a sum over margins, and a soft maximum.
# Its gradient is probability minus label.
#
# Covers: B05 to B14
#
# Before: scores for many classes; logarithms.
#
# After: you can derive the loss and its gradient, take the first stochastic step by hand, and bound the loss from
# both sides.

# %%
import random
from math import exp, isclose, log, log2

import matplotlib.pyplot as plt

import engine
from engine import Value, gradient, logsumexp, named, softmax
from lectures.board import claim, compare, exercise, figure, plot, table
from nn import losses
from nn.matrix import Matrix, outer

X = Matrix([[1.0, 1.0], [-1.0, 0.5], [0.5, -1.5], [-0.5, -0.5], [0.0, 2.0]])
labels = [2, 1, 0, 1, 2]  # classes counted from 0 here, from 1 in the notes
W = Matrix([[1.0, -1 / 3], [-1 / 2, -1 / 2], [0.0, 1.0]])


def leaves(numbers=W):
    return Matrix([Value(v, f"w{k}{j}") for j, v in enumerate(row, start=1)] for k, row in enumerate(numbers, start=1))


def scores(W, x):
    return (W @ Matrix.column(x)).entries


def less_label(p, y):
    """p − onehot_y"""
    return [q - (k == y) for k, q in enumerate(p)]


def margin_form(f, y):
    """ln(1 + Σ_{k≠y} e^{f_k − f_y}) on plain numbers, as printed."""
    return log(1 + sum(exp(v - f[y]) for k, v in enumerate(f) if k != y))


# %% [markdown]
# ## Maximum likelihood
# The probability of all labels is a product. Its negative logarithm is a sum, one term for each example:
#
# $$F(W) = \sum_i \ln\Big(1 + \sum_{k \ne y_i} e^{(w_k - w_{y_i}) \cdot x_i}\Big)$$

# %%
rows = leaves()
z = [named(f"f{k}", s) for k, s in enumerate(scores(rows, X[0]), start=1)]
one = named("F₁", losses.multiclass_logistic_loss(z, labels[0], "sum"))
figure(
    "margin-form",
    one,
    form="columns",
    item=["B05", "B12"],
    caption="One example: two margins, and a smooth maximum of them and 0.",
    predict=[z[0]],
)
plain = X @ W.T
likelihood = 1.0
for f, y in zip(plain, labels, strict=True):
    likelihood *= softmax(f)[y].data
F = losses.multiclass_logistic_loss(plain, labels, "sum")
claim(
    "B05",
    "F(W) for five points",
    "Σ ln(1 + Σ_{k≠y} e^{(w_k − w_y)ᵀx})",
    F,
    readings={
        "as printed": sum(margin_form(f, y) for f, y in zip(plain, labels, strict=True)),
        "−ln of the product of the probabilities": -log(likelihood),
    },
)
claim(
    "B05",
    "F and the loss that the notes minimise for networks",
    "F(W) = Σ; then, for the gradient, F(W) = one term; later F = 1/n Σ",
    F.data,
    readings={
        "a sum over the examples": sum(margin_form(f, y) for f, y in zip(plain, labels, strict=True)),
        "the term of one example": margin_form(plain[0], labels[0]),
        "a mean over the examples": sum(margin_form(f, y) for f, y in zip(plain, labels, strict=True)) / len(X),
    },
    note="Here F is a sum, two slides later a single term, and in the chapter on networks a mean, which changes every "
    "rate by n.",
)

# %% [markdown]
# ## Above the 0-1 loss
# A mistake costs 1 in the 0-1 loss. The logistic loss should never be below that, so that making it small makes
# mistakes rare. "It is an upper bound", say the notes, of the loss with $\ln$; the formula beside it has $\log_2$.

# %%
rng = random.Random(5)
trials = [[rng.uniform(-3, 3) for _ in range(3)] for _ in range(2000)]
ties = [[0.0, 0.0], [1.0, 1.0, -50.0]]


def wrong(f, y, tie_is_wrong=True):
    rivals = max(v for k, v in enumerate(f) if k != y)
    return float(rivals >= f[y]) if tie_is_wrong else float(rivals > f[y])


def bounded(base):
    return all(wrong(f, y) <= margin_form(f, y) / log(base) + 1e-12 for f in [*trials, *ties] for y in range(len(f)))


claim(
    "B06",
    "the loss is never below the 0-1 loss",
    "It is an upper-bound on the 0-1 misclassification loss",
    True,
    readings={"with ln, as defined": bounded(exp(1)), "with log₂, as in the inequality": bounded(2)},
    note=f"At a tie with one rival the loss is ln 2 = {log(2):.3f} < 1; divided by ln 2, that is with log₂, it is "
    "a bound.",
)
claim(
    "B06",
    "log₂(1 + eˣ) ≥ 1 if x ≥ 0",
    "log₂(1 + eˣ) ≥ 1 if x ≥ 0",
    True,
    readings={"x from 0 to 10": all(log2(1 + exp(i / 10)) >= 1 for i in range(101))},
)
m = Value(0.0, "margin")
bound = named("log₂(1 + e^m)", (1 + m.exp()).log() / log(2))
figure(
    "bound",
    bound,
    item="B06",
    caption="At margin 0 the base-2 loss is exactly 1. Drag the margin: it never falls below the step.",
)

# %% The code of this plot
fig, axes = plt.subplots()
line = [-3 + i / 25 for i in range(151)]
axes.plot(line, [float(v >= 0) for v in line], ":", color="C4", label="0-1 loss")
axes.plot(line, [log(1 + exp(v)) for v in line], label="with ln")
axes.plot(line, [log2(1 + exp(v)) for v in line], "--", color="C1", label="with log₂")
axes.set(xlabel="rival's score minus the label's score", title="Only one of the two lies above the step")
axes.legend()
plot(
    "upper-bound",
    fig,
    f"Between 0 and {log(exp(1) - 1):.2f} the loss with ln is below 1 although the answer is wrong.",
    item="B06",
)

# %% [markdown]
# ## Two classes again
# With $C = 2$ and $w = w_1 - w_2$ the loss is $\ln(1 + e^{-y\, w \cdot x})$ for labels −1 and +1, provided that
# class 1 becomes **+1**.

# %%
w = W[:1] - W[1:2]
multi = [margin_form(f, y) for f in X @ W[:2].T for y in (0, 1)]


def binary(code):
    return [log(1 + exp(-code[y] * f)) for [f] in X @ w.T for y in (0, 1)]


claim(
    "B07",
    "the loss for both classes at five points",
    "labels from {1, 2} → {−1, 1}: Σ ln(1 + e^{−y wᵀx})",
    multi,
    readings={
        "1 → −1 and 2 → +1, in the order printed": binary({0: -1, 1: 1}),
        "1 → +1 and 2 → −1": binary({0: 1, 1: -1}),
    },
    note="With w = w₁ − w₂ class 1 has to become +1; in the printed order every sign is wrong.",
)
t = Value(0.8, "w·x")
binary_loss = named("F", losses.logistic_loss(t, -1, "sum"))
figure(
    "binary", binary_loss, item=["B07", "B11"], caption="One score, label −1: the loss is the softplus of the score."
)

# %% [markdown]
# ## The gradient
# By the chain rule, the row of a wrong class gets its probability times $x$, the row of the right class its
# probability **minus one** times $x$.

# %%
rows = leaves()
x, y = X[0], labels[0]
loss = losses.multiclass_logistic_loss(scores(rows, x), y, "sum")
p = [q.data for q in softmax(scores(W, x))]
by_hand = outer(less_label(p, y), x)
compare(loss, {"W": (rows, by_hand)})
figure(
    "gradient",
    loss,
    form="columns",
    item="B08",
    caption="Step back: each weight ends with (probability − label) times its input.",
    predict=[rows[2, 0]],
)
for k, kind in ((0, "k ≠ y"), (2, "k = y")):
    printed = "Pr(y = k | x) xᵀ" if k != y else "(Pr(y = yᵢ | x) − 1) xᵀ"
    claim(
        "B08",
        f"∇ by the row of a class, {kind}",
        printed,
        gradient(loss, rows[k]),
        readings={"p xᵀ" if k != y else "(p − 1) xᵀ": [(p[k] - (k == y)) * v for v in x]},
    )
f = plain[0]
powers = [exp(v - f[y]) for v in f]
others = sum(q for k, q in enumerate(powers) if k != y)
claim(
    "B08",
    "the three forms of one entry of the row k ≠ y",
    "e^{(w_k − w_y)ᵀx} / (1 + Σ ...) = e^{w_kᵀx} / (e^{w_yᵀx} + Σ ...) = Pr(y = k | x)",
    p[0],
    readings={
        "first": powers[0] / (1 + others),
        "second": exp(f[0]) / (exp(f[y]) + sum(exp(v) for k, v in enumerate(f) if k != y)),
    },
)
claim(
    "B08",
    "the same entry, for the two meanings of k in one fraction",
    "e^{(w_k − w_y)ᵀx} / (1 + Σ_{k≠y} e^{(w_k − w_y)ᵀx})",
    p[0],
    readings={
        "k in the sum runs, k above is the row": powers[0] / (1 + others),
        "k is the row everywhere": powers[0] / (1 + (len(W) - 1) * powers[0]),
    },
    note="The row and the variable of the sum carry one letter; the slide on softmax has a k′ for the second.",
)
claim(
    "B08",
    "the three forms of one entry of the row k = y",
    "−Σ e^{(w_k − w_y)ᵀx} / (1 + Σ ...) = −Σ e^{w_kᵀx} / (e^{w_yᵀx} + Σ ...) = Pr(y = yᵢ | x) − 1",
    gradient(loss, rows[y])[0] / x[0],
    readings={
        "first": -others / (1 + others),
        "second": -sum(exp(v) for k, v in enumerate(f) if k != y) / sum(map(exp, f)),
        "third": p[y] - 1,
    },
)
claim(
    "B08",
    "the shape of the gradient",
    "It's a C × d matrix",
    by_hand.shape,
    readings={"C = 3, d = 2": [len(W), len(x)]},
)

# %% [markdown]
# ## One stochastic step from zero
# Start with $W = 0$: every class has the probability 1/3. Pick the first point and take a step.

# %%
eta = 0.5
zero = leaves([[0.0, 0.0]] * 3)
start = named("F at W = 0", losses.multiclass_logistic_loss(scores(zero, x), y, "sum"))
figure(
    "first-step",
    start,
    item="B09",
    caption="At W = 0 all scores are 0 and the loss is ln 3.",
    predict=[zero[2, 0]],
    form="columns",
)
stepped = zero.data - eta * gradient(start, zero)
claim(
    "B09",
    "W after the first step",
    "W ← W − η (p − onehot_y) xᵀ",
    stepped,
    readings={"by hand, p = 1/3": -eta * outer(less_label([1 / 3] * 3, y), x)},
)
table(
    [[f"class {k + 1}", *row] for k, row in enumerate(stepped)],
    ["", "w·1", "w·2"],
    "The right class is pulled towards x, the others are pushed away by half as much each",
)


def train(steps, seed):
    rng, W = random.Random(seed), Matrix([[0.0, 0.0]] * 3)
    for _ in range(steps):
        i = rng.randrange(len(X))
        q = [v.data for v in softmax(scores(W, X[i]))]
        W = W - eta * outer(less_label(q, labels[i]), X[i])
    return W


trained = train(400, 1)
right = [f.index(max(f)) == y for f, y in zip(X @ trained.T, labels, strict=True)]
claim(
    "B09",
    "repeated steps learn the five labels",
    "Think about why the algorithm makes sense intuitively",
    True,
    readings={"from W = 0, 400 steps": all(right)},
)
print("start from zero: all rows differ after one step:", len({tuple(row) for row in stepped}), "different rows of 3")

# %% [markdown]
# ## Predicting
# Either take the largest score, or draw a class with its probability. Draw ten thousand times and count.

# %%
rng = random.Random(0)
count = 10_000
drawn = rng.choices(range(3), weights=p, k=count)
shares = [drawn.count(k) / count for k in range(3)]
table(
    [[f"class {k + 1}", q, s] for k, (q, s) in enumerate(zip(p, shares, strict=True))],
    ["", "probability", f"share of {count:,} draws"],
)
claim(
    "B10",
    "shares of drawn classes (to 0.02)",
    "a randomized prediction according to Pr(y = k | x; W)",
    True,
    readings={"ten thousand draws": all(abs(q - s) < 0.02 for q, s in zip(p, shares, strict=True))},
)
expected = sum(q * q for q in p)
claim(
    "B10",
    "both ways to predict are right equally often, if the probabilities are",
    "we can either make a deterministic or a randomized prediction",
    True,
    readings={"largest score against draw": isclose(max(p), expected)},
    true="the deterministic prediction is right at least as often",
    note=f"If the model's probabilities are true, the largest score is right with probability {max(p):.3f}, a "
    "draw with the sum of "
    f"squares, {expected:.3f}.",
)
p3 = named("p3", softmax([Value(v, f"f{k}") for k, v in enumerate(plain[0], start=1)])[2])
figure("prediction", p3, item="B10", caption="The probability with which a randomised prediction answers class 3.")

# %% [markdown]
# ## Log loss, in any code
# For labels +1 and −1 the log loss picks one of two logarithms. With a linear model it is the logistic loss again.


# %%
def log_loss(f, y):
    return -(y == 1) * log(f) - (y == -1) * log(1 - f)


cases = [(s, y) for s in (-2.0, 0.3, 1.7) for y in (-1, 1)]
claim(
    "B11",
    "log loss for three scores and both labels",
    "−1(y=1) ln f − 1(y=−1) ln(1 − f) = ln(1 + e^{−y wᵀx})",
    [losses.logistic_loss(Value(s), y) for s, y in cases],
    readings={
        "with two indicators": [log_loss(1 / (1 + exp(-s)), y) for s, y in cases],
        "with y in the exponent": [log(1 + exp(-y * s)) for s, y in cases],
    },
)
claim(
    "B11",
    "1 − σ(z)",
    "σ(−wᵀx)",
    [1 - Value(s).sigmoid().data for s in (-2.0, 0.3, 1.7)],
    readings={"σ(−z)": [Value(-s).sigmoid() for s in (-2.0, 0.3, 1.7)]},
)
claim(
    "B11",
    "the same loss with the labels of the other lecture",
    "y ∈ {−1, 1} here, y ∈ {0, 1} there",
    [losses.logistic_loss(Value(s), y) for s, y in cases],
    readings={
        "−1 becomes 0": [losses.binary_cross_entropy_from_logits(Value(s), max(y, 0)) for s, y in cases],
        "−1 put into y log h + (1 − y) log(1 − h) as it is": [
            -(y * log(1 / (1 + exp(-s))) + (1 - y) * log(1 - 1 / (1 + exp(-s)))) for s, y in cases
        ],
    },
    note="The formula for {0, 1} gives nonsense when it is fed with −1: the code of the labels belongs to the formula.",
)
claim(
    "B12",
    "−Σ 1(y = k) ln p_k for all five points",
    "ln(1 + Σ_{k≠y} e^{f_k − f_y})",
    [losses.softmax_cross_entropy(f, y) for f, y in zip(plain, labels, strict=True)],
    readings={
        "with margins": [margin_form(f, y) for f, y in zip(plain, labels, strict=True)],
        "as ln(Σ e^{f_k} / e^{f_y})": [log(sum(map(exp, f)) / exp(f[y])) for f, y in zip(plain, labels, strict=True)],
    },
)
claim(
    "B12",
    "f(x) is one of the classes",
    "f : ℝᵈ → [C], f(x) = argmax w_kᵀx; then ℓ(f(x), y) with scores f_k(x)",
    True,
    readings={
        "in the 0-1 loss, 𝕀[f(x) ≠ y]": max(range(3), key=lambda k: plain[0][k]) in range(3),
        "in the log loss, ℓ(f(x), y)": plain[0] in range(3),
    },
    note="One letter for the answer and for the list of scores from which it is read: the first has no slope, the "
    "second is what is trained.",
)
claim(
    "B12",
    "ℓ for all five points, from the last line of the slide",
    "Σ_{i=1}^{C} ln(1 + Σ_{k≠y} e^{f_k − f_y}), its first sum sign struck out by hand",
    [losses.softmax_cross_entropy(f, y) for f, y in zip(plain, labels, strict=True)],
    readings={
        "struck out": [margin_form(f, y) for f, y in zip(plain, labels, strict=True)],
        "left standing": [sum(margin_form(f, y) for _ in W) for f, y in zip(plain, labels, strict=True)],
    },
    note="The indicator has picked its one class already, and nothing in the line depends on i: with the sum sign the "
    "loss would be C times too large.",
)

# %% [markdown]
# ## A soft maximum
# The loss is $\ln \sum_k e^{f_k} - f_y$. The first term is a smooth maximum: never below the largest score, and at
# most $\ln C$ above it.

# %%
f = [Value(v, f"f{k}") for k, v in enumerate(plain[0], start=1)]
soft = named("ln Σ e^f", logsumexp(f))
figure(
    "soft-maximum",
    soft,
    item="B13",
    caption="The smooth maximum shares its gradient: each score gets its probability.",
    predict=[f[0]],
)
spread = [[s * v for v in trial] for trial in trials[:200] for s in (0.1, 1.0, 10.0)]
claim(
    "B13",
    "max f ≤ ln Σ e^f ≤ max f + ln C",
    "max f ≤ ln Σ e^{f} ≤ max f + ln(C)",
    True,
    readings={
        "600 random score vectors": all(
            max(v) <= logsumexp(v).data + 1e-12 and logsumexp(v).data <= max(v) + log(3) + 1e-12 for v in spread
        ),
        "all scores equal": isclose(logsumexp([2.0, 2.0, 2.0]).data, 2.0 + log(3)),
    },
)


def share_near(scale):
    """How often the smooth maximum is within 1 % of the largest score."""
    pairs = [(logsumexp([scale * v for v in trial]).data, scale * max(trial)) for trial in trials[:200]]
    return sum(isclose(soft, hard, rel_tol=0.01) for soft, hard in pairs) / len(pairs)


claim(
    "B13",
    "for nine in ten score vectors the two are within 1 %",
    "ln Σ e^{f} ≍ max f",
    True,
    readings={f"scores up to {3 * scale}": share_near(scale) > 0.9 for scale in (1, 10, 100)},
    note="The gap stays below ln C whatever the scores are, so it is small only against large scores.",
)


def approximate(f, y):
    return max(f) - f[y]


confident, mistaken, tied = ([9.0, 0.0, -1.0], 0), ([9.0, 0.0, -1.0], 1), ([0.0, 0.0, 0.0], 0)
rows_of = [["sure and right", *confident], ["sure and wrong", *mistaken], ["no idea", *tied]]
table([[name, margin_form(f, y), approximate(f, y)] for name, f, y in rows_of], ["", "loss", "max f − f_y"])
claim(
    "B14",
    "the loss, to within 5 %",
    "ℓ ≍ max f − f_y",
    True,
    readings={name: isclose(margin_form(f, y), approximate(f, y), rel_tol=0.05) for name, f, y in rows_of},
    note=f"The two differ by up to ln C = {log(3):.3f}; that is little for a confident mistake, and everything "
    "where the right class leads "
    "and max f − f_y is 0.",
)
claim(
    "B14",
    "max f − f_y is never negative",
    "Note that max f ≥ f_y",
    True,
    readings={"2000 score vectors, every label": all(approximate(f, y) >= 0 for f in trials for y in range(3))},
)
f = [Value(v, f"f{k}") for k, v in enumerate(mistaken[0], start=1)]
hard = named("max f − f₂", engine.maximum(*f) - f[1])
figure(
    "hard-maximum",
    hard,
    item="B14",
    caption="With a hard maximum only two scores feel anything: the leader and the label.",
)

# %% The code of this plot
fig, axes = plt.subplots()
line = [-4 + i / 20 for i in range(161)]
axes.plot(line, [logsumexp([v, 0.0, 0.0]).data for v in line], label="ln Σ e^f")
axes.plot(line, [max(v, 0.0) for v in line], "--", color="C4", label="max f")
axes.plot(line, [max(v, 0.0) + log(3) for v in line], ":", color="C4", label="max f + ln 3")
axes.set(xlabel="first score, the others are 0", title="Between its two bounds")
axes.legend()
plot("two-bounds", fig, "The upper bound is reached only where all scores are equal.", item=["B13", "B14"])

# %% [markdown]
# ## Your turn


# %%
@exercise(
    "rows-of-w",
    asks="Derive the gradient by the matrix $W$ (3 × 2) of the multiclass logistic loss of one point $x$ of class "
    "2, classes "
    "counted from 0.",
    hints=["For each row: (probability − label) times $x$.", "As a matrix it is the outer product of $p - y$ and $x$."],
)
def rows_of_w():
    rows = leaves()
    return losses.multiclass_logistic_loss(scores(rows, X[0]), 2, "sum"), {"W": rows}, {"W": W, "x": X[0]}
