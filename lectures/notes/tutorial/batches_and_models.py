# %% [markdown]
# # Batches, and choosing a model
# A step from all points, from one, or from a few; which kind of curve to fit; and an aside on gravity.
#
# Covers: D03, D17 to D19
#
# Before: [Fitting a line](fit_line.html).
#
# After: you can write down the three updates, and tell overfitting from two numbers.

# %% [markdown]
# ## Three updates
# Here the notes divide the loss by the number of points. Batch: the mean over all. Stochastic: one point, drawn at
# random. Mini-batch: the mean over a few. On average all three go the same way.

# %%
import random
from itertools import combinations
from math import cos, pi

import matplotlib.pyplot as plt
import numpy as np

import engine
from engine import Constant, Value, gradient, named
from lectures.board import compare, figure, no_graph, plot, table
from nn import Matrix
from nn.datasets import masses

data = masses()
points = [(x, y) for [x], y in zip(data.inputs, data.targets)]


def error(a, x, y):
    return (a * x - y) ** 2


def mean_over(chosen, a):
    terms = [error(a, x, y) for x, y in chosen]
    return engine.sum(terms) / len(terms)


a = Value(8.0, "a")
full = named("L", mean_over(points, a))
figure(
    "full-batch",
    full,
    item="D17",
    caption="All three points, then divided by 3: each contribution is a third.",
    predict=[a],
)
compare(full, {"a": (a, 2 / 3 * sum(x * (8 * x - y) for x, y in points))})

a = Value(8.0, "a")
single = named("ℓ", error(a, Constant(10.0, "x"), Constant(98.0, "y")))
figure("one-point", single, item="D17", caption="A stochastic step looks at one point and believes it.", predict=[a])

a = Value(8.0, "a")
mini = named("L_B", mean_over(points[:2], a))
figure("mini-batch", mini, item="D17", caption="Two points of three, and the mean of their errors.")

# %%
rows = []
for size in (1, 2, 3):
    a = Value(8.0)
    slopes = [gradient(mean_over(batch, a), a) for batch in combinations(points, size)]
    path, rng = [8.0], random.Random(0)
    for _ in range(60):
        a = Value(path[-1])
        path.append(path[-1] - 0.003 * gradient(mean_over(rng.sample(points, size), a), a))
    rows.append([size, ", ".join(f"{s:.2f}" for s in slopes), sum(slopes) / len(slopes), path[10], path[60]])
table(rows, ["batch size", "slopes of all batches at a = 8", "average", "a after 10 steps", "after 60"], "γ = 0.003")

# %% [markdown]
# ## Which model?
# Linear, quadratic, cosine, polynomial: each is linear in its unknowns, so least squares finds the best of its kind.
# Noisy points from a parabola, half of them kept back; see [Overfitting](overfitting_and_remedies.html).

# %% The code of this plot
KINDS = {
    "linear": lambda x: [1.0, x],
    "quadratic": lambda x: [1.0, x, x * x],
    "cosine": lambda x: [1.0, cos(pi * x)],
    "polynomial, degree 9": lambda x: [x**k for k in range(10)],
}
rng = random.Random(11)
sample = [(x, 0.5 - x + 1.5 * x * x + rng.gauss(0, 0.25)) for x in (-1 + 2 * i / 23 for i in range(24))]
train, held_out = sample[::2], sample[1::2]


def fitted(features):
    """The weights at which the gradient of the squared error is 0: the normal equations."""
    X, Y = Matrix(features(x) for x, y in train), Matrix([y] for x, y in train)
    return Matrix(np.linalg.solve(X.T @ X, X.T @ Y).tolist())


def mean_error(features, weights, some):
    return sum(((Matrix([features(x)]) @ weights)[0, 0] - y) ** 2 for x, y in some) / len(some)


results = {name: fitted(features) for name, features in KINDS.items()}
fig, panels = plt.subplots(1, 4, figsize=(8.4, 2.6), sharey=True)
line = [-1 + i / 50 for i in range(101)]
for panel, (name, weights) in zip(panels, results.items()):
    panel.plot(*zip(*train), "o", color="C0", markersize=3)
    panel.plot(*zip(*held_out), "x", color="C4", markersize=3)
    panel.plot(line, Matrix(map(KINDS[name], line)) @ weights, color="C1")
    panel.set(title=name.replace(", ", ",\n"), ylim=(-0.8, 4.2))
plot("four-models", fig, "Dots were used for the fit, crosses were not. The last curve bends for the noise.", "D18")

# %%
table(
    [[name, mean_error(KINDS[name], w, train), mean_error(KINDS[name], w, held_out)] for name, w in results.items()],
    ["model", "error on the training half", "error on the other half"],
)
w = [Value(v, f"w{i}") for i, v in enumerate(results["quadratic"].entries)]
x, y = train[0]
prediction = w[0] + w[1] * x + w[2] * x**2
one = named("error", (prediction - y) ** 2)
figure("quadratic", one, item="D18", caption="A quadratic model: a curve in $x$, but the unknowns enter linearly.")

# %% [markdown]
# ## Writing rules by hand
# `has_ears` looks for an oval in the middle and triangles at fixed places: a picture moved by a few pixels has no ears
# for it. *The Bitter Lesson*, two slides on, is that general methods which learn win; a
# [network that slides a window](convolutional_network.html) does learn, and still assumes something about pictures.

# %%
no_graph("D19", "a program with fixed rules and a quotation: nothing is differentiated")

# %% [markdown]
# ## An aside on gravity
# The table is weight against mass, $F = m g$. The formula with $z$ looks like the force of relativity for a mass $m$
# at velocity $v$, for an acceleration $g$ along the motion, but has lost $m$ and $g$:
# $F = \gamma (1 + \gamma^2 v^2 / c^2)\, m g = \gamma^3 m g$ with $\gamma = 1 / \sqrt{1 - v^2/c^2}$.

# %%
c = Value(299_792_458.0, "c")
v, m = Value(0.6 * 299_792_458.0, "v"), Value(2.0, "m")
ratio = named("v²/c²", (v / c) ** 2)
gamma = named("γ", 1 / (1 - ratio).sqrt())
force = named("F", gamma * (1 + gamma**2 * ratio) * m * 9.8)
figure("relativity", force, item="D03", caption="At 0.6 c the weight of 2 kg is nearly doubled.", predict=[m])
