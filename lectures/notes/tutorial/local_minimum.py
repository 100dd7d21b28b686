# %% [markdown]
# # A local minimum, and two models that are not one
# Descent stops at the first valley it meets. The slides show such a trap and, beside it, a formula that has none.
#
# Covers: D13 to D16
#
# Before: [Fitting a line](fit_line.html).
#
# After: you can say which start leads where, what a second parameter changes, and what a diverging descent becomes.

# %% [markdown]
# ## Two formulas on the same slides
# In $ŷ = a x + b - 2 a^2$ with $b = 2$ the unknown acts as a slope and, squared, in the offset: the loss is of fourth
# degree and has two valleys. $ŷ = -5.5 (a - 0.246) x + b - 0.217$ is linear in $a$: another model, with one valley.

# %%
import matplotlib.pyplot as plt

import engine
from engine import DomainError, Value, gradient, named
from lectures.board import compare, figure, plot, table
from nn import gradient_descent
from nn.datasets import trap

data = trap()
points = [(x, y) for [x], y in zip(data.inputs, data.targets)]


def bent(x, a, b=2.0):
    return a * x + b - 2 * a**2


def straight(x, a, b=2.0):
    return -5.5 * (a - 0.246) * x + b - 0.217


def loss(model, a, b=2.0):
    return engine.sum((model(x, a, b) - y) ** 2 for x, y in points)


a = Value(0.3, "a")
x, y = points[0]
one = named("L₁", (bent(x, a) - y) ** 2)
figure("bent-model", one, "D14", "Two paths lead from the loss to $a$: the slope and the square.", predict=[a])
compare(loss(bent, a), {"a": (a, sum(2 * (bent(x, 0.3) - y) * (x - 4 * 0.3) for x, y in points))})
one = named("L₁", (straight(x, Value(0.3, "a")) - y) ** 2)
figure("straight-model", one, "D15", "In this formula $a$ stands once, so there is one path back to it.")

# %% The code of this plot
fig, axes = plt.subplots()
grid, starts = [-0.5 + i / 150 for i in range(151)], [-0.45, 0.45, 0.05]
axes.plot(grid, [loss(bent, Value(v)).data for v in grid], label="a x + b − 2a²")
axes.plot(grid, [loss(straight, Value(v)).data for v in grid], "C4--", label="−5.5 (a − 0.246) x + b − 0.217")
for start, mark in zip(starts, ["C1o", "C3s", "C2d"]):
    path = gradient_descent(lambda v: loss(bent, v), start, 0.02, 200)
    axes.plot(path.points[::4], path.values[::4], mark, markersize=4, label=f"from {start}")
axes.set(
    xlabel="a", ylabel="L", title="Three starts, two valleys, and the loss of the other formula", ylim=(-0.01, 0.4)
)
axes.legend()
plot("two-valleys", fig, "The left valley is deeper; from the right descent never learns of it.", ["D14", "D15"])

# %% [markdown]
# ## One more parameter
# $\theta = \{a, b\}$: let $b$ learn too. For every $a$ there is a best $b$ that absorbs $-2a^2$, and the trap is gone.

# %%
a, b = Value(0.3, "a"), Value(1.7, "b")
one = named("L₁", (bent(x, a, b) - y) ** 2)
figure("two-parameters", one, "D16", "With $b$ free, a gradient arrives there too.", predict=[b])
rows = []
for start in starts:
    fixed = gradient_descent(lambda v: loss(bent, v), start, 0.06, 300)
    free = gradient_descent(lambda v, w: loss(bent, v, w), [start, 2.0], 0.06, 300)
    rows.append([start, fixed.points[-1], fixed.values[-1], *free.points[-1], free.values[-1]])
table(rows, ["start", "a, b fixed", "L", "a, b free", "b", "L"], "300 steps")

# %% [markdown]
# ## When the rate is too large
# Plain floats do not complain: a number becomes infinite, the difference of two such numbers is not a number (`nan`),
# and every later step keeps it. The engine stops at the first operation whose result does not fit.

# %%
a, path = 0.45, []
for _ in range(9):
    path.append(f"{a:.3g}")
    a -= 2.0 * sum(2 * (a * x + 2.0 - 2 * a * a - y) * (x - 4 * a) for x, y in points)
print("a in plain floats, rate 2:", ", ".join(path))
try:
    a = Value(0.45, "a")
    for _ in range(9):
        a = Value(a.data - 2.0 * gradient(loss(bent, a), a), "a")
except DomainError as error:
    print(error)
one = (bent(points[3][0], Value(0.45, "a")) - points[3][1]) ** 2
figure("diverging-term", one, "D13", "Type a larger $a$ and see how the fourth power takes over.")
