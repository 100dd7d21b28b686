# %% [markdown]
# # A local minimum, and two models that are not one
# Descent stops at the first valley it meets. The slides show such a trap and, beside it, a formula for which there
# is none.
#
# Covers: D13 to D16
#
# Before: fitting a line by gradient descent.
#
# After: you can find every minimum of a loss in one unknown, say which start leads where, what an extra parameter
# changes, and what happens to a descent that diverges.

# %%
from math import isnan

import matplotlib.pyplot as plt

import engine
from engine import DomainError, Value, gradient, hessian, named
from lectures.board import claim, compare, exercise, figure, plot, table
from nn import gradient_descent
from nn.datasets import trap

data = trap()
points = [(x, y) for [x], y in zip(data.inputs, data.targets, strict=True)]
table([list(point) for point in points], ["x", "y"])

# %% [markdown]
# ## A model with a bend
# The unknown $a$ acts twice: as a slope, and squared in the offset. $ŷ = a x + b - 2 a^2$ with $b = 2$ fixed.
# The loss is the sum of squares, so it is of fourth degree in $a$ and may have two valleys.


# %%
def bent(x, a, b=2.0):
    return a * x + b - 2 * a**2


def straight(x, a, b=2.0):
    return -5.5 * (a - 0.246) * x + b - 0.217


def loss(model, a, b=2.0):
    return engine.sum((model(x, a, b) - y) ** 2 for x, y in points)


a = Value(0.3, "a")
x, y = points[0]
one = named("L₁", (bent(x, a) - y) ** 2)
figure(
    "bent-model",
    one,
    item="D14",
    caption="One point of the four. Two paths lead from the loss to $a$: through the slope and through the square.",
    predict=[a],
)

# %% [markdown]
# By hand, with $e_i = ŷ_i - y_i$: $\frac{dL}{da} = \sum_i 2 e_i (x_i - 4 a)$.

# %%
whole = loss(bent, a)
compare(whole, {"a": (a, sum(2 * (bent(x, 0.3) - y) * (x - 4 * 0.3) for x, y in points))})

# %% The code of this plot
fig, axes = plt.subplots()
grid = [-0.5 + i / 150 for i in range(151)]
axes.plot(grid, [loss(bent, Value(v)).data for v in grid], label="a x + b − 2a²")
starts = {"C1": -0.45, "C3": 0.45, "C2": 0.05}
ends = {}
for (colour, start), mark in zip(starts.items(), "osd", strict=True):
    path = gradient_descent(lambda v: loss(bent, v), start, 0.02, 200)
    ends[start] = path.points[-1]
    axes.plot(path.points[::4], path.values[::4], mark, color=colour, markersize=4, label=f"from {start}")
axes.set(xlabel="a", ylabel="L", title="Three starts, two valleys", ylim=(-0.01, 0.2))
axes.legend()
plot(
    "two-valleys",
    fig,
    "The valley on the left is the deeper one; from the right, descent never learns of it.",
    item="D14",
)

# %% [markdown]
# Where are all flat points? The derivative is a polynomial of third degree, so there are at most three. We bracket
# them by changes of sign and look at the second derivative: positive in a valley, negative on a hill.


# %%
def slope(model, v):
    v = Value(v)
    return gradient(loss(model, v), v)


def flat_points(model, low=-2.0, high=2.0, pieces=100):
    found = []
    width = (high - low) / pieces
    for i in range(pieces):
        left, right = low + i * width, low + (i + 1) * width
        if slope(model, left) * slope(model, right) >= 0:
            continue
        for _ in range(45):
            middle = (left + right) / 2
            left, right = (middle, right) if slope(model, left) * slope(model, middle) > 0 else (left, middle)
        found.append(right)
    return found


def curvature(model, v):
    v = Value(v)
    return hessian(loss(model, v), v)


flat = {model: flat_points(model) for model in (bent, straight)}
for model, found in flat.items():
    table(
        [
            [v, loss(model, Value(v)), curvature(model, v), "valley" if curvature(model, v) > 0 else "hill"]
            for v in found
        ],
        ["a", "L", "second derivative", ""],
        f"Flat points of the {model.__name__} model",
    )
valleys = [v for v in flat[bent] if curvature(bent, v) > 0]
best = min(valleys, key=lambda v: loss(bent, Value(v)).data)
claim(
    "D14",
    "the loss of the model has a local minimum that is not the global one",
    "ŷ = a x + b − 2a², b = 2",
    True,
    readings={"number of valleys is 2": len(valleys) == 2},
)
claim(
    "D14",
    "descent finds the best a",
    "Gradient Descent, on these slides",
    True,
    readings={f"from a = {start}": abs(end - best) < 1e-3 for start, end in ends.items()},
    note=f"Only from the side of the deeper valley, at a = {best:.4f}; the others end in the valley at "
    f"{max(valleys):.4f}.",
)

# %% [markdown]
# ## The other formula on the same slides
# Next to the picture stands $ŷ = -5.5 (a - 0.246) x + b - 0.217$. Is it the same model, written out? It is linear in
# $a$: its loss is a parabola, and a parabola has one valley.

# %%
a = Value(0.3, "a")
one = named("L₁", (straight(x, a) - y) ** 2)
figure("straight-model", one, item="D15", caption="In this formula $a$ stands once, so there is one path back to it.")
claim(
    "D15",
    "ŷ at the four points, for a = −0.3, 0, 0.3",
    "ŷ = −5.5 (a − 0.246) x + b − 0.217",
    [[bent(x, v) for x, y in points] for v in (-0.3, 0.0, 0.3)],
    readings={"the other formula": [[straight(x, v) for x, y in points] for v in (-0.3, 0.0, 0.3)]},
    true="ŷ = a x + b − 2a²",
    note="The two formulas predict different numbers for every a: they are two models, not two ways to write one.",
)
claim(
    "D15",
    "the loss of this formula has a trap",
    "the slides show it beside the trap",
    True,
    readings={"more than one valley": len([v for v in flat[straight] if curvature(straight, v) > 0]) > 1},
    true="no trap: the loss is a parabola in a",
    note=f"The prediction is linear in a, so the second derivative is {curvature(straight, 0.0):.4g} everywhere and "
    "descent with a small rate finds the one minimum from anywhere.",
)

# %% [markdown]
# One can ask what the odd constants are for. The tangent of the **prediction** at some $a_0$ would be
# $ŷ(a_0) + (x - 4 a_0)(a - a_0)$, and that has no product $-5.5\, a\, x$, whatever $a_0$ is: its coefficient of
# $a x$ is always 1.


# %%
def coefficient(model, a0):
    """d2ŷ / (da dx), the coefficient of a x in the tangent at a0."""
    v, w = Value(a0), Value(0.2)
    return hessian(model(w, v), [v, w])[0][1]


claim(
    "D15",
    "the coefficient of a·x",
    "-5.5",
    coefficient(bent, 0.246),
    true="1",
    note=f"No expansion of the bent model has it: its coefficient is {coefficient(bent, 0.246):.0f} at every point.",
)

# %% The code of this plot
fig, axes = plt.subplots()
axes.plot(grid, [loss(bent, Value(v)).data for v in grid], label="a x + b − 2a²")
axes.plot(grid, [loss(straight, Value(v)).data for v in grid], "--", color="C1", label="−5.5 (a − 0.246) x + b − 0.217")
axes.set(xlabel="a", ylabel="L", title="The losses of the two formulas", ylim=(-0.01, 0.4))
axes.legend()
plot(
    "overlay",
    fig,
    "Near one another only in the shallow valley; where the bent model has its best point, the other one is far up.",
    item="D15",
)

# %% [markdown]
# ## One more parameter
# The slides go on to $\theta = \{a, b\}$ and $\theta = \{a, b, c, \dots\}$. Let $b$ learn too. Then for every $a$ there
# is a best $b$ that absorbs the offset $-2a^2$ completely, what remains is a straight line, and the trap is gone.


# %%
def freed(v, w):
    return loss(bent, v, w)


a, b = Value(0.3, "a"), Value(1.7, "b")
one = named("L₁", (bent(x, a, b) - y) ** 2)
figure("two-parameters", one, item="D16", caption="With $b$ free, a gradient arrives there too.", predict=[b])
rows = []
for start in starts.values():
    fixed = gradient_descent(lambda v: loss(bent, v), start, 0.06, 900)
    free = gradient_descent(freed, [start, 2.0], 0.06, 900)
    rows.append([start, fixed.points[-1], fixed.values[-1], *free.points[-1], free.values[-1]])
table(rows, ["start", "a, b fixed", "L", "a, b free", "b", "L"], "900 steps")
losses_free = [row[-1] for row in rows]
claim(
    "D16",
    "with θ = {a, b} every start finds the same loss",
    "θ = {a, b}",
    True,
    readings={"from the three starts": max(losses_free) - min(losses_free) < 1e-6},
)
claim(
    "D16",
    "with b free the best fit is better than with b = 2",
    "θ = {a, b}, θ = {a, b, c, ...}",
    True,
    readings={"the loss at the end": max(losses_free) < loss(bent, Value(best)).data},
)

# %% The code of this plot
fig, axes = plt.subplots(figsize=(6.4, 4))
a_axis, b_axis = [-0.5 + i / 30 for i in range(31)], [1.7 + i / 40 for i in range(41)]
heights = [[freed(Value(v), Value(w)).data for v in a_axis] for w in b_axis]
axes.contour(
    a_axis, b_axis, heights, levels=[0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.4], colors="C4", linewidths=0.8
)
for (colour, start), mark in zip(starts.items(), "osd", strict=True):
    path = gradient_descent(freed, [start, 2.0], 0.06, 400)
    axes.plot(*zip(*path.points[::4], strict=True), mark + "-", color=colour, markersize=3, label=f"from a = {start}")
axes.set(xlabel="a", ylabel="b", title="Around the hill instead of into the trap")
axes.legend()
plot(
    "freed",
    fig,
    "With a second dimension the two valleys are joined, and every path ends at the same point.",
    item="D16",
)

# %% [markdown]
# ## When the rate is too large
# The same loss, a rate of 2. Python's floats do not complain: a number becomes too large to be written (`inf`), then
# the difference of two such numbers is not a number (`nan`), and every later step keeps it.


# %%
def plain_slope(a):
    return sum(2 * (a * x + 2.0 - 2 * a * a - y) * (x - 4 * a) for x, y in points)


a, diary = 0.45, []
for step in range(12):
    diary.append([step, a])
    a = a - 2.0 * plain_slope(a)
table(diary, ["step", "a in plain floats"])
became_nan = any(isnan(value) for _, value in diary)
claim(
    "D13",
    "a descent that diverges ends in NaN",
    "divergence: NaN",
    True,
    readings={
        "floats, rate 2": became_nan,
        "floats, rate 0.02": any(map(isnan, gradient_descent(lambda v: loss(bent, v), 0.45, 0.02, 20).points)),
    },
    note="Only after infinities have met: x − x with x = inf. With a small rate nothing diverges.",
)

# %% [markdown]
# The engine stops **before** that, at the first operation whose result does not fit, and names it.

# %%
a = Value(0.45, "a")
try:
    for _step in range(12):
        a = Value(a.data - 2.0 * gradient(loss(bent, a), a), "a")
except DomainError as error:
    print(error)
a = Value(0.45, "a")
after = named("new a", a - 2.0 * gradient(loss(bent, a, 2.0), a, create_graph=True))
print(f"da'/da = {gradient(after, a):.3f}: an error grows by this factor in the first step")
figure(
    "diverging-term",
    (a * points[3][0] + 2.0 - 2 * a**2 - points[3][1]) ** 2,
    item="D13",
    caption="The term of one point, at the start. Type a larger $a$ and see how the fourth power takes over.",
)

# %% [markdown]
# ## Your turn


# %%
@exercise(
    "bent-slope",
    asks="Derive $dL/da$ and $dL/db$ of $L = \\sum_i (a x_i + b - 2 a^2 - y_i)^2$ at the given point.",
    hints=[
        "Call the error of point i $e_i$; each square gives $2 e_i$ times the inner derivative.",
        "The inner derivative by $a$ has two parts: $x_i$ from the slope and $-4a$ from the square.",
        "The inner derivative by $b$ is 1.",
    ],
)
def bent_slope():
    a, b = Value(0.3, "a"), Value(1.9, "b")
    given = {"a": 0.3, "b": 1.9, "x": [x for x, y in points], "y": [y for x, y in points]}
    return loss(bent, a, b), {"a": a, "b": b}, given
