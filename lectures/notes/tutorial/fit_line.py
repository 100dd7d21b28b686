# %% [markdown]
# # Fitting a line by gradient descent
# Three points, one unknown number: a loss says how bad a guess is, its slope says which way to go, a rate how far.
#
# Covers: D01, D02, D04 to D12
#
# Before: the derivative of $x^2$; [Slope and graph](slope_and_graph.html).
#
# After: you can follow every number of the slides on fitting a line, and say which rates are safe.

# %% [markdown]
# ## Guessing, and a loss
# On the graph a prediction is one product, and its derivative by $a$ is the other factor. Of the three ways to add up
# what a guess misses, differences cancel, absolute values have a corner, squares are smooth.

# %%
import matplotlib.pyplot as plt

from engine import Constant, Value, gradient, named
from lectures.board import compare, figure, plot, table

points = [(2, 19.6), (4.5, 44.1), (10, 98)]
x, y = points[1]
prediction = named("ŷ", Value(9.8, "a") * Constant(x, "x"))
figure("prediction", prediction, "D01", "The model for one point: how fast $ŷ$ moves with $a$ is $x$.")

x, y = points[0]
absolute = named("|error|", abs(named("error", y - Value(12.0, "a") * x)))
figure("absolute-error", absolute, "D04", "The absolute value hands back its sign, here −1, and no size.")

# %% The code of this plot
curves, panels = plt.subplots(1, 3, figsize=(7.6, 2.9))
grid = [7 + 0.05 * i for i in range(113)]
for panel, (name, way) in zip(panels, {"difference": lambda e: e, "absolute": abs, "square": lambda e: e**2}.items()):
    panel.plot(grid, [sum(way(y - a * x) for x, y in points) for a in grid])
    panel.set(title=f"sum, {name}", xlabel="a")
plot("three-ways", curves, "The first has no lowest point, the second a corner there, the third a flat bottom.", "D04")

# %% [markdown]
# ## The loss and its slope
# $\mathcal{L}(a) = \sum_i (y_i - a x_i)^2$, and by hand $\frac{d\mathcal{L}}{da} = 2 \sum_i x_i (a x_i - y_i)$. More in
# [Fit a line](fit_a_line.html).


# %%
def loss(a):
    return sum((y - a * x) ** 2 for x, y in points)


def slope_by_hand(a):
    return 2 * sum(x * (a * x - y) for x, y in points)


a8, a10, a11 = Value(8.0, "a"), Value(10.0, "a"), Value(11.5, "a")
L8, L10, L11 = named("L", loss(a8)), named("L", loss(a10)), named("L", loss(a11))
figure("loss-at-8", L8, ["D05", "D06", "D08"], "The far point sends back by far the largest share.", predict=[a8])
figure("loss-at-10", L10, ["D02", "D05"], "At $a = 10$ the loss is small, and so is its slope.")
figure("loss-at-11-5", L11, ["D07", "D08", "D09"], "All errors have changed sign, and so has the slope.", predict=[a11])
compare(L8, {"a": (a8, slope_by_hand(8))})
compare(L11, {"a": (a11, slope_by_hand(11.5))})
rows = [[a, *((y - a * x) ** 2 for x, y in points), loss(a), slope_by_hand(a)] for a in (5, 12, 10, 8, 9, 11.5)]
table(rows, ["a", "first", "second", "third", "L(a)", "dL/da"], "Term by term, at every guess of the slides")

# %% [markdown]
# ## A step, and its rate
# The slides first subtract the slope itself, then $\gamma$ times it. The derivative of the new $a$ by the old one is
# the factor by which one step changes the error: $1 - 2 \gamma \sum_i x_i^2$, which has to lie between −1 and 1.


# %%
def updated(a, rate):
    slope = named("slope", 2 * sum(x * x for x, y in points) * (a - 9.8))  # the sum above, collected
    return a - rate * slope


a = Value(8.0, "a")
bare = named("new a", updated(a, 1))
figure("bare-update", bare, "D10", f"Without a rate one step multiplies an error by {gradient(bare, a)}.", predict=[a])
a, rate = Value(8.0, "a"), Value(0.003, "γ")
new = named("new a", updated(a, rate))
figure("update", new, ["D11", "D12"], f"Each step leaves {gradient(new, a):.4f} of the error. Drag γ.", predict=[a])


# %%
def descend(a, rate, steps=6):
    path = [a]
    for _ in range(steps):
        path.append(path[-1] - rate * slope_by_hand(path[-1]))
    return path


best = 1 / (2 * sum(x * x for x, y in points))
rates = {"no rate": 1, "diverging": 0.0085, "to and fro": 0.0075, "one step": best, "notes": 0.003, "slow": 0.0005}
table([[name, f"{rate:.4g}", *descend(8, rate)[1:5]] for name, rate in rates.items()], ["from 8", "γ", *"1234"])

# %% The code of this plot
web, axes = plt.subplots(figsize=(6.4, 4.2))
near = [7.5, 12]
axes.plot(near, near, color="C4", linewidth=1, label="no change")
axes.plot(near, [a - 0.003 * slope_by_hand(a) for a in near], label="one update")
for start, colour in ((8, "C1"), (11.5, "C3")):
    across = [value for value in descend(start, 0.003) for _ in (0, 1)]
    axes.plot(across[:-1], [start, *across[2:]], color=colour, linewidth=1.2, label=f"from {start}")
axes.set(xlabel="a", ylabel="new a", title="Cobweb: up to the update, across to the diagonal, and again")
axes.legend()
plot("cobweb", web, "The line of the update is flatter than the diagonal, so both paths fall in.", "D11")
