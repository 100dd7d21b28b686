# %% [markdown]
# # Batches, and choosing a model
# Three ways to take a step, from all points, one point, or a few; and how to tell which kind of curve to fit.
#
# Covers: D03, D17 to D19
#
# Before: fitting a line by gradient descent.
#
# After: you can write down batch, stochastic and mini-batch updates and say what each one costs and expects, and
# recognise overfitting from two curves.

# %%
import random
from inspect import signature
from itertools import combinations
from math import cos, isclose, pi, sqrt

import matplotlib.pyplot as plt
import numpy as np

import engine
from engine import Constant, Value, gradient, named
from lectures.board import claim, compare, exercise, figure, no_graph, plot, table
from nn import Matrix
from nn.datasets import masses

data = masses()
points = [(x, y) for [x], y in zip(data.inputs, data.targets, strict=True)]

# %% [markdown]
# ## A mean instead of a sum
# The loss of the first slides is a sum over the points, $\sum_i (ŷ_i - y_i)^2$. For batches the notes divide by their
# number, $\frac{1}{N} \sum_i \ell(x_i, y_i)$. The minimum stays where it is; slopes and safe rates do not.


# %%
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
by_hand = 2 / 3 * sum(x * (8 * x - y) for x, y in points)
compare(full, {"a": (a, by_hand)})

a = Value(8.0, "a")
single = named("ℓ", error(a, Constant(10.0, "x"), Constant(98.0, "y")))
figure("one-point", single, item="D17", caption="A stochastic step looks at one point and believes it.", predict=[a])

bound = {
    "the sum": 2 / (2 * sum(x * x for x, y in points)),
    "the mean": 2 / (2 / 3 * sum(x * x for x, y in points)),
}
table(list(bound.items()), ["loss", "largest rate that converges"])
rate = 0.003


def factor(scale):
    """By how much an error in a is multiplied by one step at this rate."""
    a = Value(8.0)
    return gradient(a - rate * gradient(scale * engine.sum(error(a, x, y) for x, y in points), a, create_graph=True), a)


claim(
    "D17",
    "by how much one step with γ = 0.003 shrinks the error in a",
    "L = 1/N Σ ℓ; on earlier slides L = Σ",
    factor(1),
    readings={"L is the sum": factor(1), "L is the mean": factor(1 / 3)},
    note="One letter L stands for a sum and, here, for a mean, so that one rate γ means steps of two lengths.",
)
claim(
    "D17",
    "the terms of the sum",
    "1/N Σᵢᴺ",
    full,
    readings={
        "i from 1 to N": sum((8 * x - y) ** 2 for x, y in points) / 3,
        "i from 2 to N": sum((8 * x - y) ** 2 for x, y in points[1:]) / 3,
    },
    note="The lower end of the sum is not printed; it has to be 1.",
)

# %% [markdown]
# ## Three updates
# Batch: the mean over all. Stochastic: one point, drawn at random. Mini-batch: the mean over a few. On three points
# one can write out **all** draws and see what they have in common: their average.

# %%
slopes = {}
for size in (1, 2, 3):
    slopes[size] = []
    for batch in combinations(points, size):
        a = Value(8.0)
        slopes[size].append(gradient(mean_over(batch, a), a))
table(
    [
        [size, len(found), ", ".join(f"{s:.2f}" for s in found), sum(found) / len(found)]
        for size, found in slopes.items()
    ],
    ["batch size", "batches", "their slopes at a = 8", "average"],
)
a = Value(8.0, "a")
mini = named("L_B", mean_over(points[:2], a))
figure("mini-batch", mini, item="D17", caption="Two points of three, and the mean of their errors.")
claim(
    "D17",
    "the average over all batches of one size is the full slope",
    "θ ← θ − γ ∂ℓ/∂θ, and − γ ∂(1/|B| Σ ℓ)/∂θ",
    [by_hand, by_hand],
    readings={"sizes 1 and 2": [sum(slopes[size]) / len(slopes[size]) for size in (1, 2)]},
)
claim(
    "D17",
    "the printed line says what the next a is",
    "θₜ₊₁ = θₜ − γ ∂ℓ/∂θₜ, and B in the mini-batch line",
    True,
    readings={
        name: len(set(slopes[size])) == 1
        for name, size in (("full batch", 3), ("stochastic", 1), ("mini-batch of two", 2))
    },
    note="ℓ has lost its arguments and B is not introduced: which examples are meant is drawn anew at every step, and "
    "from a = 8 each draw goes another way.",
)


def run(size, steps, rate, sample=points, seed=0):
    rng, a, path = random.Random(seed), 8.0, [8.0]
    for _ in range(steps):
        v = Value(a)
        a -= rate * gradient(mean_over(rng.sample(sample, size), v), v)
        path.append(a)
    return path


claim(
    "D17",
    "each kind of step, at the rate 0.003, ends at 9.8",
    "(Full) Batch, Stochastic, Mini-Batch Gradient Descent",
    True,
    readings={f"batch size {size}": isclose(run(size, 800, rate)[-1], 9.8, rel_tol=1e-6) for size in (1, 2, 3)},
)

# %% [markdown]
# That all three arrive exactly is special: every point agrees with $a = 9.8$, so at the minimum every slope is 0.
# With measurement errors the points disagree, and stochastic steps keep jumping about the minimum.

# %% The code of this plot
noise = random.Random(4)
noisy = [(x, y + noise.gauss(0, 8)) for x, y in points]
fig, panels = plt.subplots(1, 2, figsize=(7.6, 3.0), sharey=True)
for panel, chosen, title in zip(panels, (points, noisy), ("exact data", "noisy data"), strict=True):
    for size, style in ((3, "-"), (2, "--"), (1, ":")):
        panel.plot(run(size, 60, rate, chosen), style, label=f"batch of {size}")
    panel.set(title=title, xlabel="step")
panels[0].set_ylabel("a")
panels[1].legend()
plot(
    "jumping",
    fig,
    "With exact data every batch pulls the same way. With noise small batches never come to rest.",
    item="D17",
)

# %% [markdown]
# ## Which model?
# Linear, quadratic, cosine, polynomial: the slides show points and name a curve. All four are linear in their
# unknowns, so least squares finds the best one of each kind. We make noisy points from a parabola, fit polynomials
# of growing degree, and keep half of the points back.


# %%
KINDS = {
    "linear": lambda x: [1.0, x],
    "quadratic": lambda x: [1.0, x, x * x],
    "cosine": lambda x: [1.0, cos(pi * x)],
    "polynomial of degree 9": lambda x: [x**k for k in range(10)],
}


def matrices(features, sample):
    """One row for each point: its features in X, its target in Y."""
    return Matrix(features(x) for x, y in sample), Matrix([y] for x, y in sample)


def fitted(features, sample):
    """The column of weights at which the gradient of the squared error is 0: the normal equations."""
    X, Y = matrices(features, sample)
    return Matrix(np.linalg.solve(X.T @ X, X.T @ Y).tolist())


def mean_error(features, weights, sample):
    X, Y = matrices(features, sample)
    return ((X @ weights - Y) ** 2).sum() / len(sample)


rng = random.Random(11)
sample = [(x, 0.5 - x + 1.5 * x * x + rng.gauss(0, 0.25)) for x in (-1 + 2 * i / 23 for i in range(24))]
train, held_out = sample[::2], sample[1::2]
results = {name: fitted(features, train) for name, features in KINDS.items()}
errors = {
    name: (mean_error(KINDS[name], w, train), mean_error(KINDS[name], w, held_out)) for name, w in results.items()
}
table(
    [[name, *both] for name, both in errors.items()], ["model", "error on the training half", "error on the other half"]
)

# %% The code of this plot
fig, panels = plt.subplots(1, 4, figsize=(8.4, 2.6), sharey=True)
line = [-1 + i / 50 for i in range(101)]
for panel, (name, weights) in zip(panels, results.items(), strict=True):
    panel.plot(*zip(*train, strict=True), "o", color="C0", markersize=3)
    panel.plot(*zip(*held_out, strict=True), "x", color="C4", markersize=3)
    panel.plot(line, Matrix(map(KINDS[name], line)) @ weights, color="C1")
    panel.set(title=name.replace(" of degree", ",\ndegree"), ylim=(-0.8, 4.2))
plot(
    "four-models", fig, "Dots were used for the fit, crosses were not. The last curve bends for the noise.", item="D18"
)

# %%
w = [Value(v, f"w{i}") for i, v in enumerate(results["quadratic"].entries)]
x, y = train[0]
prediction = w[0] + w[1] * x + w[2] * x**2
one = named("error", (prediction - y) ** 2)
figure("quadratic", one, item="D18", caption="A quadratic model: a curve in $x$, but the unknowns enter linearly.")
best = min(errors, key=lambda name: errors[name][1])
claim(
    "D18",
    "the polynomial overfits: best on its own data, not on new data",
    "polynomial model ⇒ overfitting",
    True,
    readings={
        "12 points from a parabola": errors["polynomial of degree 9"][0] == min(e[0] for e in errors.values())
        and best == "quadratic",
    },
)
more = [(x, 0.5 - x + 1.5 * x * x + rng.gauss(0, 0.25)) for x in (-1 + 2 * i / 1199 for i in range(1200))]
refit = {name: fitted(features, more[::2]) for name, features in KINDS.items()}
many = {name: mean_error(KINDS[name], weights, more[1::2]) for name, weights in refit.items()}
claim(
    "D18",
    "a polynomial of high degree is the wrong choice for these points",
    "⇒ Overfitting",
    True,
    readings={
        "12 points, new error above 1.2 times the quadratic's": errors["polynomial of degree 9"][1]
        > 1.2 * errors["quadratic"][1],
        "600 points": many["polynomial of degree 9"] > 1.2 * many["quadratic"],
    },
    note="Overfitting is a matter of parameters per point: with 600 points the same polynomial does as well as the "
    "parabola.",
)

# %% [markdown]
# ## Writing rules by hand
# A slide shows a program that looks for ears: an oval in the middle of the picture and two triangles at fixed places.
# Its numbers are the weak point. Here is a program of the same kind on tiny pictures, and what a shift does to it.


# %%
def picture(row, column, size=8):
    """Two pointed ears side by side, drawn from (row, column)."""
    ink = {(0, 0), (1, 0), (0, 3), (1, 3), (2, 0), (2, 1), (2, 2), (2, 3)}
    return Matrix([float((i - row, j - column) in ink) for j in range(size)] for i in range(size))


def has_ears(image):
    """A rule with fixed places, as on the slide."""
    return image[2, 2] == 1 and image[2, 5] == 1 and image[2, 3] == 0


found = {place: has_ears(picture(*place)) for place in ((2, 2), (2, 3), (4, 1))}
claim(
    "D19",
    "the hand-written rule finds the ears",
    "find oval in image center, triangles at circle.x − 20 and circle.x + 20",
    True,
    readings={f"drawn at {place}": answer for place, answer in found.items()},
    note="Places written into the program hold for one position and size only; that is the slide's point, although it "
    "does not say so.",
)


class Picture:
    """An object with the two methods of the slide, and the parameters that their calls name."""

    def match_oval(self, x, y, w, h):
        return f"oval at {x}, {y}, {w} wide and {h} high"

    def match_triangle(self, x, y):
        return f"triangle at {x}, {y}"


def accepts(method, *given, **options):
    """Would Python accept this call?"""
    try:
        signature(method).bind(*given, **options)
    except TypeError as refusal:
        print(refusal)
        return False
    return True


image = Picture()
claim(
    "D19",
    "the calls of the slide can be made",
    "image.matchOval(image, x=100, y=100, w=30, h=20); image.matchTriangle(circle.x-20, circle.y)",
    True,
    readings={
        "matchOval with image in the brackets too": accepts(image.match_oval, image, x=100, y=100, w=30, h=20),
        "matchOval without it": accepts(image.match_oval, x=100, y=100, w=30, h=20),
        "matchTriangle": accepts(image.match_triangle, 80, 100),
    },
    note="The picture stands before the dot already; given once more it takes the place of x, and x is given twice.",
)

# %% [markdown]
# The next slide gives the gist of an essay by Rich Sutton, *The Bitter Lesson* (2019), "distilled" and not word for
# word: general methods that use computation win. The notes conclude that one should not assume a model at all. That
# goes too far: a network that is built for shifts, one that slides a small window over the picture, has an
# assumption in it, and it is what makes it work.


# %%
def slide(image, kernel):
    """A window moved over the whole picture: the strongest response anywhere."""
    (rows, columns), (k, n) = image.shape, kernel.shape
    return max(
        (kernel * [line[j : j + n] for line in image[i : i + k]]).sum()
        for i in range(rows - k + 1)
        for j in range(columns - n + 1)
    )


template = picture(2, 2)
ears = Matrix(line[2:6] for line in template[2:5])


def dense(image):
    """The same template as one weight for every pixel: nothing is assumed about places."""
    return (template * image).sum()


wanted = ears.sum()
claim(
    "D19",
    "the template is recognised wherever it is drawn",
    "we should not assume models, we should just have a general learning method",
    True,
    readings={
        "a window that slides (assumes shifts)": all(slide(picture(*p), ears) == wanted for p in found),
        "one weight a pixel (assumes nothing)": all(dense(picture(*p)) == wanted for p in found),
    },
    note="The method that knows about shifts needs one example, the one without assumptions would have to see every "
    "place; architecture is an assumption too.",
)
no_graph("D19", "a program with fixed rules and a quotation: nothing is differentiated")

# %% [markdown]
# ## An aside on gravity
# The table of the first slides is weight against mass, $F = m g$. A later slide puts a formula with a third
# quantity $z$ in its place, without a word about it. It looks like the force of relativity. What does it mean to
# say? For a mass $m$ moving with velocity $v$, the force for an acceleration $g$ along the direction of motion is
#
# $$F = \gamma \left(1 + \gamma^2 \frac{v^2}{c^2}\right) m g = \gamma^3 m g,
# \quad \gamma = \frac{1}{\sqrt{1 - v^2/c^2}} .$$
#
# The printed formula has lost the mass and the acceleration, and divides by $b^2$ in one place only.

# %%
c = Value(299_792_458.0, "c")
v, m = Value(0.6 * 299_792_458.0, "v"), Value(2.0, "m")
ratio = named("v²/c²", (v / c) ** 2)
gamma = named("γ", 1 / (1 - ratio).sqrt())
force = named("F", gamma * (1 + gamma**2 * ratio) * m * 9.8)
figure("relativity", force, item="D03", caption="At 0.6 c the weight of 2 kg is nearly doubled.", predict=[m])
print(f"γ = {gamma.data:.4f}, γ³ = {gamma.data**3:.4f}, F = {force.data:.3f} N; at rest {2 * 9.8:.3f} N")


def printed_formula(x, z, b=2.99e8):
    """As printed, with z z^T the square of the number z."""
    return (1 + 1 / (1 - z**2) * z * z / b**2) / sqrt(1 - z**2)


claim(
    "D03",
    "y at z = 0 for x = 2, 4.5, 10",
    "y = (1 + 1/(1 − z²) z zᵀ / b²) (1 − z²)^(−1/2)",
    [y for x, y in points],
    readings={"z = 0": [printed_formula(x, 0.0) for x, y in points]},
    true="y = (1 + 1/(1 − z²/b²) z zᵀ / b²) (1 − z²/b²)^(−1/2) · a x",
    note="At rest the formula must give back a x, but x and a do not occur in it: it is 1 for every mass.",
)
velocity = 0.6
claim(
    "D03",
    "y for 2 kg at 0.6 of the speed of light",
    "y = (1 + 1/(1 − z²) z zᵀ / b²) (1 − z²)^(−1/2)",
    force,
    readings={
        "z in units of c": printed_formula(2.0, velocity) * 2 * 9.8,
        "z in m/s": lambda: printed_formula(2.0, velocity * 2.99e8) * 2 * 9.8,
    },
    rtol=1e-3,
    true="(1 + 1/(1 − z²/b²) z zᵀ / b²) (1 − z²/b²)^(−1/2) · a x",
    note="1 − z² wants z in units of b, z zᵀ / b² wants metres a second; even with the missing factor a x in place no "
    "unit makes both right.",
)
claim(
    "D03",
    "b, the speed of light in m/s",
    "≈ 2.99 × 10^8",
    c,
    true="≈ 3.00 × 10^8",
    note="299 792 458 is cut off and not rounded.",
)

# %% [markdown]
# ## Your turn


# %%
@exercise(
    "mini-batch-slope",
    asks="Derive the slope by $a$ of the mini-batch loss $\\frac{1}{|B|} \\sum_{b \\in B} (a x_b - y_b)^2$.",
    hints=[
        "Each term gives $2 (a x_b - y_b) x_b$.",
        "Divide by the size of the batch, not by the number of all points.",
    ],
)
def mini_batch_slope():
    a = Value(8.0, "a")
    batch = [points[0], points[2]]
    return mean_over(batch, a), {"a": a}, {"a": 8.0, "x": [x for x, y in batch], "y": [y for x, y in batch]}
