# %% [markdown]
# # House prices
# Three houses, four unknown numbers, and a gradient that crawls: what "the best parameters" can mean, and why one
# rescales the columns before one descends.
#
# Covers: A01, A02
#
# Before: fitting a line by gradient descent.
#
# After: you can write the linear model and its loss for several features, derive the gradient by hand, and find the
# largest rate at which descent converges, on raw and on standardised columns.

# %%
from math import isclose, sqrt

import matplotlib.pyplot as plt
import numpy as np

from engine import Value, dot, hessian, named
from lectures.board import claim, compare, exercise, figure, plot, table
from nn import Standardise, gradient_descent
from nn.datasets import houses
from nn.matrix import Matrix

data = houses()
X = Matrix([1.0, *features] for features in data.inputs)  # x₀ = 1
y = data.targets
m = len(y)
table([[*row, price] for row, price in zip(X, y, strict=True)], ["x₀", "size", "bedrooms", "age", "price"])

# %% [markdown]
# ## One house, one weighted sum
# The model multiplies each feature with a parameter and adds up. Writing $x_0 = 1$ in front turns the offset
# $\theta_0$ into one more product: $h_\theta(x) = \theta^T x$.

# %%
names = ["θ0", "θ1", "θ2", "θ3"]
guess = [15.0, 0.15, 20.0, -1.0]
theta = [Value(v, name) for v, name in zip(guess, names, strict=True)]
first = named("h", dot(theta, X[0]))
figure(
    "one-house",
    first,
    item="A01",
    expand=True,
    caption="The first house. The slope by each parameter is the feature beside it.",
    predict=[theta[1]],
)
for number, row in enumerate(X[1:], start=2):
    theta_now = [Value(v, name) for v, name in zip(guess, names, strict=True)]
    price = named("h", dot(theta_now, row))
    figure(f"house-{number}", price, item="A01", caption=f"House {number}: the same parameters, other features.")
claim(
    "A01",
    "h for the three houses",
    "θ₀ + θ₁x₁ + θ₂x₂ + θ₃x₃ = θᵀx",
    [dot(theta, row) for row in X],
    readings={
        "written out": [guess[0] + sum(t * v for t, v in zip(guess[1:], row, strict=True)) for row in data.inputs],
        "θᵀx with x₀ = 1": (Matrix([guess]) @ X.T).entries,
    },
)
claim(
    "A01",
    "θᵀx without the agreement x₀ = 1",
    "θᵀx, (Assuming x₀ = 1)",
    dot(theta, X[0]),
    readings={
        "three features, four parameters": lambda: dot(guess, data.inputs[0]).data,
        "with x₀ = 1": dot(guess, X[0]),
    },
    note="The table has three columns, so θᵀx has a meaning only because a column of ones is put in front.",
)

# %% [markdown]
# ## The best parameters?
# The notes want "the best parameter vector". Four unknowns and three equations: one can hit all prices exactly, and
# in infinitely many ways. Take any solution and walk along a direction in which nothing changes.

# %%
fit_from = {}
for fixed in (0.0, 50.0):
    # θ₀ is chosen, the three others follow from the three houses
    rest = np.linalg.solve(data.inputs, [price - fixed for price in y]).tolist()
    fit_from[fixed] = [fixed, *rest]
table([[f"θ₀ = {k:g}", *v] for k, v in fit_from.items()], ["", *names], "Two of the perfect fits")


def loss_at(theta, X=X):
    return ((Matrix([theta]) @ X.T - y) ** 2).sum() / (2 * m)


claim(
    "A01",
    "there is one best parameter vector",
    "find the best parameter vector θ",
    True,
    readings={
        "three houses, four parameters": not all(abs(loss_at(t)) < 1e-12 for t in fit_from.values()),
        "three houses, three parameters": int(np.linalg.matrix_rank(data.inputs)) == 3,
    },
    note="Any perfect fit plus a vector that all three houses map to 0 is a perfect fit as well; with at most three "
    "parameters, or more houses, there is one.",
)

# %% [markdown]
# ## The loss and its gradient
# $L(\theta) = \frac{1}{2m} \sum_i (h_\theta(x^{(i)}) - y^{(i)})^2$. The 2 is there to cancel. By hand:
#
# $$\frac{\partial L}{\partial \theta_j} = \frac{1}{m} \sum_i (h_\theta(x^{(i)}) - y^{(i)})\, x^{(i)}_j$$

# %%
theta = [Value(0.0, name) for name in names]
L = named("L", loss_at(theta))
figure(
    "loss",
    L,
    item="A02",
    caption="The loss at θ = 0. All three houses send something back to each parameter.",
    predict=[theta[0]],
)
residuals = -Matrix.column(y)  # at θ = 0
by_hand = (X.T @ residuals / m).entries
compare(L, {"θ": (theta, by_hand)})
claim(
    "A02",
    "L at θ = 0",
    "L(θ) = 1/(2m) Σ (h − y)²",
    L,
    readings={"by hand": sum(price**2 for price in y) / (2 * m)},
)
table([names, by_hand], caption="The gradient at 0: the size of a house is measured in thousands, and so is its slope")

# %% [markdown]
# ## Descent on raw columns
# The gradient by the size is hundreds of times larger than that by the offset. A rate that is safe for the one is
# nothing for the other. How large may it be? For a quadratic loss the step is a linear map, and descent converges if
# and only if the rate is below 2 divided by the largest eigenvalue of the second derivatives.


# %%
def largest_eigenvalue(H, rounds=300):
    """By repeated multiplication: every vector turns towards the direction that is stretched most."""
    v, size = Matrix([1.0] for _ in H), 0.0
    for _ in range(rounds):
        w = H @ v
        size = sqrt((w**2).sum())
        v = w / size
    return size


def curvature(X):
    """The second derivatives of the loss, from the engine."""
    theta = [Value(0.0) for _ in X[0]]
    return Matrix(hessian(loss_at(theta, X), theta))


H = curvature(X)
print("second derivatives are XᵀX/m:", all(H.map(isclose, X.T @ X / m).entries))
standard = Standardise.to(data.inputs)
Z = Matrix([1.0, *standard(row)] for row in data.inputs)
top = {"raw": largest_eigenvalue(H), "standardised": largest_eigenvalue(curvature(Z))}
table([[name, value, 2 / value] for name, value in top.items()], ["columns", "largest eigenvalue", "largest rate"])


def descend(X, rate, steps):
    return gradient_descent(lambda *theta: loss_at(theta, X), [0.0] * 4, rate, steps)


paths = {
    "raw": descend(X, 1.0 / top["raw"], 300),
    "standardised": descend(Z, 1.0 / top["standardised"], 300),
}
table(
    [[name, path.values[0], path.values[-1]] for name, path in paths.items()],
    ["columns", "loss at the start", "after 300 steps"],
)
too_fast = {name: descend(rows, 2.02 / top[name], 300) for name, rows in (("raw", X), ("standardised", Z))}
claim(
    "A02",
    "gradient descent with a rate just above the largest one goes up",
    "minimizing L(θ)",
    True,
    readings={name: path.values[-1] > path.values[0] for name, path in too_fast.items()},
)
claim(
    "A02",
    "gradient descent finds a perfect fit (loss below 1) in 300 steps at half the largest rate",
    "find the best parameter vector θ by minimizing",
    True,
    readings={name: path.values[-1] < 1 for name, path in paths.items()},
    note="On raw columns the rate is set by the size in square feet, and the other parameters hardly move; "
    "standardised columns are all alike.",
)

# %% The code of this plot
fig, axes = plt.subplots()
for (name, path), style in zip(paths.items(), ("--", "-"), strict=True):
    axes.semilogy([max(v, 1e-6) for v in path.values[::2]], style, label=f"{name} columns")
axes.set(xlabel="every second step", ylabel="L", title="The same model, the same number of steps")
axes.legend()
plot(
    "raw-or-standardised", fig, "The raw columns gain almost everything in the first steps and then crawl.", item="A02"
)

# %% [markdown]
# ## Your turn


# %%
@exercise(
    "house-gradient",
    asks="Derive the gradient by $\\theta$ of $L = \\frac{1}{2m} \\sum_i (\\theta^T x^{(i)} - y^{(i)})^2$.",
    hints=[
        "Differentiate one square: the residual $e_i$ times the derivative of $\\theta^T x^{(i)}$.",
        "$\\partial (\\theta^T x) / \\partial \\theta_j = x_j$.",
        "The 1/2 cancels the 2 of the square; the 1/m stays.",
    ],
)
def house_gradient():
    start = [1.0, 0.1, 5.0, 0.0]
    parameters = [Value(v, name) for v, name in zip(start, names, strict=True)]
    return loss_at(parameters), {"theta": parameters}, {"X": X, "y": y, "theta": start}
