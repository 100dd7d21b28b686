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

import matplotlib.pyplot as plt
import numpy as np

import engine
from engine import Constant, Value, gradient, named
from lectures.board import compare, figure, no_graph, plot, table

points = [(2.0, 19.6), (4.5, 44.1), (10.0, 98.0)]


def mean_over(chosen, a):
    return engine.sum((a * x - y) ** 2 for x, y in chosen) / len(chosen)


a = Value(8.0, "a")
full = named("L", mean_over(points, a))
figure("full-batch", full, "D17", "All three points, then divided by 3: each contribution is a third.", predict=[a])
compare(full, {"a": (a, 2 / 3 * sum(x * (8 * x - y) for x, y in points))})

a = Value(8.0, "a")
single = named("ℓ", (a * Constant(10.0, "x") - Constant(98.0, "y")) ** 2)
figure("one-point", single, "D17", "A stochastic step looks at one point and believes it.", predict=[a])

a = Value(8.0, "a")
mini = named("L_B", mean_over(points[:2], a))
figure("mini-batch", mini, "D17", "Two points of three, and the mean of their errors.")

rows = []
for size in (1, 2, 3):
    a = Value(8.0)
    slopes = [gradient(mean_over(batch, a), a) for batch in combinations(points, size)]
    rows.append([size, ", ".join(f"{s:.2f}" for s in slopes), sum(slopes) / len(slopes)])
table(rows, ["batch size", "slopes of all batches at a = 8", "average"])

# %% [markdown]
# ## Which model?
# Linear, quadratic, cosine, polynomial: each is linear in its unknowns, so least squares finds the best of its kind.
# Noisy points from a parabola, half of them kept back; see [Overfitting](overfitting_and_remedies.html).

# %% The code of this plot
rng = random.Random(11)
xs = np.linspace(-1, 1, 24)
ys = 0.5 - xs + 1.5 * xs**2 + [rng.gauss(0, 0.25) for _ in xs]
kinds = {
    "linear": lambda x: [x**0, x],
    "quadratic": lambda x: [x**0, x, x**2],
    "cosine": lambda x: [x**0, np.cos(np.pi * x)],
    "polynomial": lambda x: [x**k for k in range(10)],
}
weights = {kind: np.linalg.lstsq(np.transpose(of(xs[::2])), ys[::2])[0] for kind, of in kinds.items()}
fig, panels = plt.subplots(1, 4, figsize=(8.4, 2.6), sharey=True)
line, rows = np.linspace(-1, 1, 101), []
for panel, (kind, of) in zip(panels, kinds.items()):
    panel.plot(xs[::2], ys[::2], "C0o", xs[1::2], ys[1::2], "C4x", markersize=3)
    panel.plot(line, weights[kind] @ of(line), color="C1")
    panel.set(title=kind, ylim=(-0.8, 4.2))
    off = (weights[kind] @ of(xs) - ys) ** 2
    rows.append([kind, off[::2].mean(), off[1::2].mean()])
plot("four-models", fig, "Dots were used for the fit, crosses were not. The last curve bends for the noise.", "D18")

# %%
table(rows, ["model", "error on the dots", "error on the crosses"])
w = [Value(float(v), f"w{i}") for i, v in enumerate(weights["quadratic"])]
x, y = float(xs[0]), float(ys[0])
one = named("error", (w[0] + w[1] * x + w[2] * x**2 - y) ** 2)
figure("quadratic", one, "D18", "A quadratic model: a curve in $x$, but the unknowns enter linearly.")

# %% [markdown]
# ## Writing rules by hand
# `has_ears` looks at fixed places: a picture moved by a few pixels has no ears for it. *The Bitter Lesson* is that
# methods which learn win; a [network that slides a window](convolutional_network.html) learns, and knows about shifts.

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
figure("relativity", force, "D03", "At 0.6 c the weight of 2 kg is nearly doubled.", predict=[m])
