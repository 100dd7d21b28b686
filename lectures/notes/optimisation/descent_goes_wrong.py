# %% [markdown]
# # What can go wrong in gradient descent
# The loop has four lines, and a trap in each: the shape of the gradient, the start, the length of a step, their number.
#
# Covers: C01, C02, C03, C08
#
# Before: [Fit a line](fit_a_line.html).
#
# After: you can see in a run which of the four went wrong; the course has more in
# [How descent goes astray](descent_goes_astray.html).

# %% [markdown]
# ## One step, and its shape
# $\theta' = \theta - \epsilon\, [\nabla_\theta L]^T$: the notes lay the gradient out as a row and $\theta$ as a column.
# In a landscape with one unknown, a wide bowl with ripples, that makes no difference yet.

# %%
import random
from math import log10, sin

import matplotlib.pyplot as plt
import numpy as np

import engine
from engine import Constant, Value, gradient, named
from lectures.board import compare, figure, plot, table
from nn import MLP, SGD, gradient_descent


def bumpy(theta):
    return 0.05 * theta**2 + 1 - engine.cos(theta)


theta = Value(2.5, "θ")
L = named("L", bumpy(theta))
figure("bumpy", L, "C01", "The bowl and the ripple are added, so their slopes are added as well.", predict=[theta])
compare(L, {"θ": (theta, 0.1 * 2.5 + sin(2.5))})

# %% [markdown]
# The printed `θ - ε * J.mT` fits a column and a row. A flat $\theta$ is broadcast to a square without an error, and so
# is a $J$ that has the shape of $\theta$, which is what a framework returns.

# %%
u, v = Value(1.5, "u"), Value(0.6, "v")
theta, J = np.array([[u.data], [v.data]]), np.array([gradient(u**2 + 4 * v**2, [u, v])])
cases = {"θ 2 × 1, J 1 × 2": (theta, J), "θ flat, J 1 × 2": (theta[:, 0], J), "θ and J 2 × 1": (theta, J.T)}
table([[name, " × ".join(map(str, (t - 0.1 * j.mT).shape))] for name, (t, j) in cases.items()], ["", "the new θ"])

# %% [markdown]
# ## Where to start
# "Bumpy loss landscape, gets stuck in local minima": four starts in the rippled bowl.

# %% The code of this plot
fig, axes = plt.subplots()
grid = [-10 + i / 10 for i in range(201)]
axes.plot(grid, [bumpy(Value(t)).data for t in grid], label="L(θ)")
for start, style in zip((2.5, -5.0, 4.5, 9.0), ["C2o:", "C1s:", "C1d:", "C3^:"]):
    run = gradient_descent(bumpy, start, 0.5, 200)
    axes.plot(run.points[:12], run.values[:12], style, markersize=5, label=f"from {start:g} to {run.points[-1]:.2f}")
axes.set(xlabel="θ", ylabel="L", title="Four starts in a bumpy landscape", ylim=(-0.3, 7))
axes.legend(loc="upper center")
plot("starts", fig, "Three of the four starts roll into the nearest ripple and stay there.", ["C02", "C03"])

# %% [markdown]
# Why at random? With all weights at 0 whatever flows back is multiplied by 0, and only the last bias learns.

# %%
net = MLP(1, 2, 1, activation="tanh", init="zeros")
error = named("L", (named("ŷ", net([Constant(1.0, "x")])[0]) - 0.5) ** 2)
figure("all-zero", error, "C02", "Which gradients are not 0? Only that of the last bias.", predict=[net.output.b[0]])

inputs, targets = [-1.0, -0.5, 0.0, 0.5, 1.0], [1.0, 0.3, 0.0, 0.3, 1.0]
rows = []
others = {f"seed {k}": MLP(1, 2, 1, activation="tanh", rng=random.Random(k)) for k in range(3)}
for name, model in ({"zeros": net} | others).items():
    optimiser = SGD(model.parameters(), 0.3)
    for _ in range(250):
        loss = engine.sum((model([x])[0] - t) ** 2 for x, t in zip(inputs, targets)) / len(inputs)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    rows.append([name, loss])
table(rows, ["start", "loss after 250 steps"])

# %% [markdown]
# ## How long a step?
# On $L = \theta^2$ a step multiplies $\theta$ by $1 - 2\epsilon$, and everything can be read from that factor.

# %%
theta = Value(1.5, "θ")
new = named("θ'", theta - Value(0.8, "ε") * (2 * theta))
figure("one-step", new, "C03", "The new θ by the old one: the factor of a step. Drag ε past 1.", predict=[theta])

# %% The code of this plot
fig, axes = plt.subplots()
rates = {"best case": 0.3, "too low": 0.005, "to and fro": 0.95, "too high": 1.02}
for (name, rate), style in zip(rates.items(), ["-", "--", "-.", ":"]):
    path = gradient_descent(lambda t: t**2, 1.0, rate, 60)
    axes.plot([max(log10(abs(p) + 1e-300), -6) for p in path.points], style, label=f"{name}, ε = {rate}")
axes.set(xlabel="step", ylabel="log₁₀ |θ|", title="The same bowl, four rates", ylim=(-6.2, 1))
axes.legend(loc=(0.62, 0.2))
plot("four-rates", fig, "Slow is a flat line that falls; too high is a line that rises.", "C03")
print("With ε = 60:", gradient_descent(lambda t: t**2, 1.0, 60.0, 200).stopped)

# %% [markdown]
# ## The loop
# Two rounds of it as one graph: `range(n)` promises a number of steps and no result.

# %%
theta = Value(1.5, "θ₀")
one = named("θ₁", theta - 0.3 * (2 * theta))
last = named("L", named("θ₂", one - 0.3 * (2 * one)) ** 2)
figure("two-rounds", last, "C08", "The last slope times the factor of each round.", predict=[theta])
