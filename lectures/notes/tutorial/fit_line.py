# %% [markdown]
# # Fitting a line by gradient descent
# Three points, one unknown number: a loss says how bad a guess is, its slope says which way to go, a rate how far.
#
# Covers: D01, D02, D04 to D12
#
# Before: the derivative of $x^2$; [A slope and a graph](slope_and_graph.html).
#
# After: you can follow every number of the slides on fitting a line, and say which rates are safe.

# %% [markdown]
# ## Guessing
# Three measured pairs, the model $ŷ = a x$, and the guesses of the slides. On the graph a prediction is one product,
# and its derivative by $a$ is the other factor.

# %%
from math import log10

import matplotlib.pyplot as plt

from engine import Constant, Value, gradient, named
from lectures.board import compare, figure, plot, table

points = [(2, 19.6), (4.5, 44.1), (10, 98)]
guesses = [5, 12, 10]
table([[x, y, *(a * x for a in guesses)] for x, y in points], ["x", "y", *(f"{a} x" for a in guesses)])

x, y = points[1]
a = Value(9.8, "a")
prediction = named("ŷ", a * Constant(x, "x"))
figure("prediction", prediction, item="D01", caption="The model for one point: how fast $ŷ$ moves with $a$ is $x$.")

# %% [markdown]
# ## From a difference to a loss
# A difference has a sign, so differences cancel in a sum; the absolute value has a corner; the square is smooth.

# %%
ways = {"difference": lambda e: e, "absolute": abs, "square": lambda e: e**2}
curves, panels = plt.subplots(1, 3, figsize=(7.6, 2.9))
slopes = [7 + 0.05 * i for i in range(113)]
for panel, way in zip(panels, ways):
    panel.plot(slopes, [sum(ways[way](y - a * x) for x, y in points) for a in slopes])
    panel.set(title=f"sum, {way}", xlabel="a")
plot("three-ways", curves, "The first has no lowest point, the second a corner there, the third a flat bottom.", "D04")

a = Value(12.0, "a")
x, y = points[0]
absolute = named("|error|", abs(named("error", y - a * x)))
figure("absolute-error", absolute, item="D04", caption="The absolute value hands back its sign, here −1, and no size.")

# %% [markdown]
# ## The loss and its slope
# $\mathcal{L}(a) = \sum_i (y_i - a x_i)^2$, and by hand $\frac{d\mathcal{L}}{da} = 2 \sum_i x_i (a x_i - y_i)$. More in
# [Fit a line](fit_a_line.html).


# %%
def loss(a):
    return sum((y - a * x) ** 2 for x, y in points)


def slope_by_hand(a):
    return 2 * sum(x * (a * x - y) for x, y in points)


a8 = Value(8.0, "a")
L8 = named("L", loss(a8))
figure(
    "loss-at-8",
    L8,
    item=["D05", "D06", "D08"],
    caption="The loss at $a = 8$. The far point $(10, 98)$ sends back by far the largest share.",
    predict=[a8],
)

# %%
a10 = Value(10.0, "a")
L10 = named("L", loss(a10))
figure(
    "loss-at-10",
    L10,
    item=["D02", "D05"],
    caption=f"The last guess, $a = 10$: the loss is small, and so is its slope, {gradient(L10, a10):.1f}.",
)

a11 = Value(11.5, "a")
L11 = named("L", loss(a11))
figure(
    "loss-at-11-5",
    L11,
    item=["D07", "D08", "D09"],
    caption="At $a = 11.5$ all errors have changed sign, and with them everything that flows back.",
    predict=[a11],
)
compare(L8, {"a": (a8, slope_by_hand(8))})
compare(L11, {"a": (a11, slope_by_hand(11.5))})
rows = [[a, *((y - a * x) ** 2 for x, y in points), loss(a), slope_by_hand(a)] for a in (*guesses, 8, 9, 11.5)]
table(rows, ["a", "first", "second", "third", "L(a)", "dL/da"], "Term by term, at every guess of the slides")

# %% [markdown]
# ## A step, and its rate
# The slides first subtract the slope itself, then $\gamma$ times it. The derivative of the new $a$ by the old one is
# the factor by which one step changes the error.


# %%
def updated(a, rate):
    slope = named("slope", 2 * sum(x * x for x, y in points) * (a - 9.8))  # the sum above, collected
    return a - rate * slope


def descend(a, rate, steps=40):
    path = [a]
    for _ in range(steps):
        path.append(path[-1] - rate * slope_by_hand(path[-1]))
    return path


a = Value(8.0, "a")
bare = named("new a", updated(a, 1))
figure(
    "bare-update",
    bare,
    item="D10",
    caption=f"Without a rate an error in $a$ is multiplied by {gradient(bare, a)} at each step.",
    predict=[a],
)
a, rate = Value(8.0, "a"), Value(0.003, "γ")
new = named("new a", updated(a, rate))
factor = gradient(new, a)
figure(
    "update",
    new,
    item=["D11", "D12"],
    caption=f"With $γ = 0.003$ each step leaves {factor:.4f} of the error. What does a larger γ do? Drag it.",
    predict=[a],
)
paths = [descend(8, 1, 6), descend(8, 0.003, 6), descend(11.5, 0.003, 6)]
table(zip(range(7), *paths), ["step", "no rate, from 8", "γ = 0.003, from 8", "γ = 0.003, from 11.5"])

# %% The code of this plot
web, axes = plt.subplots(figsize=(6.4, 4.2))
near = [7.5, 12]
axes.plot(near, near, color="C4", linewidth=1, label="no change")
axes.plot(near, [a - 0.003 * slope_by_hand(a) for a in near], label="one update")
for path, colour in zip(paths[1:], ("C1", "C3")):
    across = [value for value in path for _ in (0, 1)]
    axes.plot(across[:-1], [path[0], *across[2:]], color=colour, linewidth=1.2, label=f"from {path[0]}")
axes.set(xlabel="a", ylabel="new a", title="Cobweb: up to the update, across to the diagonal, and again")
axes.legend()
plot("cobweb", web, f"The line of the update has the slope {factor:.4f}, so both paths fall in.", item="D11")

# %% [markdown]
# "γ chosen by us": the factor $1 - 2 \gamma \sum_i x_i^2$ has to lie between −1 and 1; see
# [How descent goes astray](descent_goes_astray.html).

# %%
one_step = 1 / (2 * sum(x * x for x, y in points))
rates = {"slow": 0.0005, "as in the notes": 0.003, "one step": one_step, "to and fro": 0.0075, "diverging": 0.0085}
speeds, axes = plt.subplots()
for (name, rate), style in zip(rates.items(), ["-", "-", ":", "--", "-."]):
    errors = [abs(a - 9.8) for a in descend(8.0, rate, 12)]
    axes.plot([log10(max(error, 1e-9)) for error in errors], style, label=f"{name}, γ = {rate:.4g}")
axes.set(xlabel="step", ylabel="log₁₀ |a − 9.8|", title="How the error shrinks, or does not")
axes.legend(loc="lower left")
plot("rates", speeds, f"One step is enough at {one_step:.5f}; from {2 * one_step:.5f} on nothing converges.", "D12")
