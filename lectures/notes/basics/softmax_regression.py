# %% [markdown]
# # Softmax regression
# More than two answers: scores become a probability for each class, and one loss grades them all. The best
# parameters are never unique.
#
# Covers: A29, A30
#
# Before: logistic regression.
#
# After: you can compute a softmax and its loss for several classes, derive the gradient for a whole batch, and say
# why a convex loss need not have one minimiser.

# %%
from math import exp, isclose, log

import matplotlib.pyplot as plt

import engine
from engine import Value, dot, gradient, hessian, named, softmax
from lectures.board import claim, compare, exercise, figure, plot, table
from nn import gradient_descent, losses

classes = ["sports", "politics", "tech"]
articles = [[1.0, 2.0, 0.0], [1.0, 0.5, 1.5], [1.0, -1.0, 1.0], [1.0, -0.5, -1.5], [1.0, 1.0, -1.0], [1.0, 0.0, 0.2]]
labels = [0, 1, 1, 2, 0, 2]
table(
    [[*x[1:], classes[k]] for x, k in zip(articles, labels, strict=True)],
    ["feature 1", "feature 2", "class"],
    "Six articles, two numbers about each",
)

# %% [markdown]
# ## From scores to probabilities
# Each class has its own weights $\theta_k$ and gives the article a score $\theta_k^T x$. Exponentials make scores
# positive, dividing by their sum makes them add to one:
#
# $$P(y = j \mid x) = \frac{\exp(\theta_j^T x)}{\sum_k \exp(\theta_k^T x)}$$

# %%
start = [[0.1, 0.8, -0.2], [0.0, -0.3, 0.9], [-0.1, -0.4, -0.7]]


def leaves(numbers=start):
    return [[Value(v, f"θ{k}{j}") for j, v in enumerate(row)] for k, row in enumerate(numbers)]


def scores(theta, x):
    return [dot(row, x) for row in theta]


z = [Value(s.data, f"z{k}") for k, s in enumerate(scores(leaves(), articles[0]))]
p = [named(f"p{k}", q) for k, q in enumerate(softmax(z))]
figure(
    "probability",
    p[0],
    item="A29",
    caption="Raising the own score raises the probability, raising another one lowers it.",
    predict=[z[0]],
)


def by_formula(theta, x):
    powers = [exp(sum(a * b for a, b in zip(row, x, strict=True))) for row in theta]
    return [q / sum(powers) for q in powers]


claim(
    "A29",
    "P(y = j | x) for six articles",
    "exp(θⱼᵀx) / Σₖ exp(θₖᵀx)",
    [softmax(scores(leaves(), x)) for x in articles],
    readings={"by the formula": [by_formula(start, x) for x in articles]},
)
claim(
    "A29",
    "all outputs sum to 1",
    "Sums to 1.0",
    True,
    readings={
        "six articles": all(isclose(sum(q.data for q in softmax(scores(leaves(), x))), 1.0) for x in articles),
        "scores of ±1000": isclose(sum(q.data for q in softmax([1000.0, -1000.0, 0.0])), 1.0),
    },
)


def plain_formula(z):
    powers = [exp(v) for v in z]
    return [q / sum(powers) for q in powers]


claim(
    "A29",
    "the formula as written, in floats, for scores 1000, 0, −1000",
    "exp(θⱼᵀx) / Σₖ exp(θₖᵀx)",
    softmax([1000.0, 0.0, -1000.0]),
    readings={
        "computed as exp(z − logsumexp(z))": [1.0, 0.0, 0.0],
        "computed as written": lambda: plain_formula([1000.0, 0.0, -1000.0]),
    },
    note="e^1000 is too large for a float; subtracting the largest score first changes nothing on paper and saves the "
    "computation.",
)
two = [[0.4, 1.0, -0.5], [0.0, 0.0, 0.0]]
claim(
    "A29",
    "with K = 2 and θ₂ = 0 it is the sigmoid",
    "Instead of the sigmoid function, we use the softmax function",
    [softmax(scores(leaves(two), x))[0] for x in articles],
    readings={"σ(θ₁ᵀx)": [dot(two[0], x).sigmoid() for x in articles]},
)

# %% [markdown]
# **Add the same vector to every $\theta_k$.** Numerator and denominator grow by the same factor: nothing changes. So
# the data can never tell which of these parameters is meant.

# %%
shift = [5.0, -2.0, 7.0]
moved = [[v + s for v, s in zip(row, shift, strict=True)] for row in start]
claim(
    "A29",
    "a vector added to every θₖ changes no probability",
    "exp(θⱼᵀx) / Σₖ exp(θₖᵀx)",
    True,
    readings={
        "at the six articles": all(
            isclose(a.data, b.data, rel_tol=1e-9)
            for x in articles
            for a, b in zip(softmax(scores(leaves(), x)), softmax(scores(leaves(moved), x)), strict=True)
        )
    },
)

# %% [markdown]
# ## The loss
# Write the label as a one-hot vector; then $-\sum_k y_k \log h_k$ picks the probability of the right class.


# %%
def one_hot(k):
    return [float(j == k) for j in range(3)]


claim(
    "A30",
    "the label of a sports article",
    "[1, 0, 0]ᵀ, class 1 of 3",
    one_hot(0),
    readings={"one-hot": [1.0, 0.0, 0.0]},
)
theta = leaves()
one = named("L", losses.softmax_cross_entropy(scores(theta, articles[0]), labels[0], reduction="sum"))
figure(
    "one-article",
    one,
    form="columns",
    item="A30",
    caption="One article. Each class's weights get probability minus label, times the features.",
    predict=[theta[0][1]],
)


def categorical(theta):
    """The double sum of the slide."""
    terms = []
    for x, k in zip(articles, labels, strict=True):
        terms += [y * h.log() for y, h in zip(one_hot(k), softmax(scores(theta, x)), strict=True)]
    return -1 / len(articles) * engine.sum(terms)


def fused(theta):
    return losses.softmax_cross_entropy([scores(theta, x) for x in articles], labels, reduction="mean")


theta = leaves()
flat = [v for row in theta for v in row]
claim(
    "A30",
    "J and its gradient",
    "−1/m Σᵢ Σₖ yₖ log h(x)ₖ",
    [fused(theta).data, *gradient(fused(theta), flat)],
    readings={"the double sum": [categorical(theta).data, *gradient(categorical(theta), flat)]},
)
probabilities = [by_formula(start, x) for x in articles]
by_hand = [
    [
        sum((q[k] - (label == k)) * x[j] for q, label, x in zip(probabilities, labels, articles, strict=True))
        / len(articles)
        for j in range(3)
    ]
    for k in range(3)
]
compare(fused(theta), {"θ": (theta, by_hand)})

# %% [markdown]
# ## Convex, with a flat direction
# The second derivatives of a convex function are never negative in any direction. Here some are exactly 0: along the
# shift of all classes at once.

# %%
H = hessian(fused(theta), flat)


def curvature(direction):
    return sum(a * H[i][j] * b for i, a in enumerate(direction) for j, b in enumerate(direction))


ways = [[float((3 * i + 7 * j) % 5 - 2) for i in range(9)] for j in range(6)]
together = [float(i % 3 == 0) for i in range(9)]
claim(
    "A30",
    "convex and differentiable",
    "This loss function is also convex and differentiable",
    True,
    readings={"curvature along six directions": all(curvature(way) >= -1e-12 for way in ways)},
)
claim(
    "A30",
    "there is one best θ",
    "min over θ of J(θ)",
    True,
    readings={"curvature along a shift of all classes is positive": curvature(together) > 1e-12},
    true="θ is determined up to one vector added to all θₖ",
    note=f"Along that shift the second derivative is {abs(curvature(together)):.1e}, so whole lines of parameters are "
    "equally good; an L2 penalty picks one of them.",
)


def train(xs, ks, steps=2000, rate=0.5):
    def J(*flat):
        rows = [list(flat[3 * k : 3 * k + 3]) for k in range(3)]
        return losses.softmax_cross_entropy([scores(rows, x) for x in xs], ks, reduction="mean")

    return gradient_descent(J, [0.0] * 9, rate, steps)


def length(point):
    return sum(v * v for v in point) ** 0.5


separable = train(articles, labels)
contradicting = train([*articles, *articles[:3]], [*labels, 1, 2, 0])
runs = {"the six articles": separable, "with three contradictions": contradicting}
table(
    [[name, path.values[-1], length(path.points[1000]), length(path.points[2000])] for name, path in runs.items()],
    ["", "J after 2000 steps", "|θ| at 1000", "|θ| at 2000"],
)
claim(
    "A30",
    "gradient descent arrives at a global minimum",
    "guarantees that gradient descent can find the global minimum",
    True,
    readings={
        name: isclose(length(path.points[1000]), length(path.points[2000]), rel_tol=1e-2) for name, path in runs.items()
    },
    note="As for two classes: where the classes can be separated the loss falls for ever and θ grows; with "
    "overlap, and "
    "a small enough rate, descent comes to rest.",
)

# %% The code of this plot
fig, axes = plt.subplots(figsize=(5.4, 4.4))
final = [separable.points[-1][3 * k : 3 * k + 3] for k in range(3)]
axis = [-2.5 + i / 20 for i in range(101)]
winner = [
    [max(range(3), key=lambda k: sum(t * f for t, f in zip(final[k], (1.0, a, b), strict=True))) for a in axis]
    for b in axis
]
axes.contourf(axis, axis, winner, levels=[-0.5, 0.5, 1.5, 2.5], colors=["C0", "C1", "C2"], alpha=0.25)
for k, mark in enumerate("os^"):
    chosen = [x for x, label in zip(articles, labels, strict=True) if label == k]
    axes.plot([x[1] for x in chosen], [x[2] for x in chosen], mark, color=f"C{k}", label=classes[k])
axes.set(xlabel="feature 1", ylabel="feature 2", title="The most probable class")
axes.legend()
plot("regions", fig, "Regions with straight borders that meet in one point.", item="A30")
print(f"the loss of guessing is ln 3 = {log(3):.4f}; at θ = 0 J = {fused(leaves([[0.0] * 3] * 3)).data:.4f}")

# %% [markdown]
# ## Your turn


# %%
@exercise(
    "softmax-gradient",
    asks="Derive the gradient by the three rows $\\theta_k$ of the loss $-\\log P(y = 1 \\mid x)$ of one article, "
    "classes counted from 0.",
    hints=[
        "By the scores it is $p_k$, minus 1 for the right class.",
        "Each score is $\\theta_k^T x$: multiply with x.",
    ],
)
def softmax_gradient():
    theta = leaves()
    x = articles[1]
    return (
        losses.softmax_cross_entropy(scores(theta, x), 1, reduction="sum"),
        {"theta": theta},
        {"x": x, "theta": start},
    )
