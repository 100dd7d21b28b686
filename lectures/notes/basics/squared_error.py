# %% [markdown]
# # Squared error and its conventions
# One gradient, written in four ways, with a sum, a mean, a half, or none of them. What changes, what does not, and
# two reasons for choosing squares at all.
#
# Covers: A16 to A20
#
# Before: house prices; the chain rule with several outputs.
#
# After: you can move between the conventions without losing a factor, write the gradient with a Jacobian, and say
# what is orthogonal to what at the optimum.

# %%
import random
from math import isclose, log, pi

import matplotlib.pyplot as plt
import numpy as np

import engine
from engine import Value, dot, gradient, named
from lectures.board import claim, compare, exercise, figure, plot, table
from nn import MLP, losses
from nn.matrix import Matrix

rng = random.Random(3)
m, d = 5, 2
X = Matrix([1.0, *(round(rng.uniform(-2, 2), 2) for _ in range(d))] for _ in range(m))
y = [round(1.0 + 2 * row[1] - row[2] + rng.gauss(0, 0.5), 2) for row in X]
table([[*row, target] for row, target in zip(X, y, strict=True)], ["x₀", "x₁", "x₂", "y"])

# %% [markdown]
# ## Residual times sensitivity
# The loss is half a mean of squares, $L = \frac{1}{2m} \sum_i e_i^2$ with $e_i = h_\theta(x^{(i)}) - y^{(i)}$.
# The chain rule gives, for **any** model $h$,
#
# $$\nabla L = \frac{1}{m} \sum_i e_i \, \nabla h_\theta(x^{(i)}):$$
#
# how wrong, times how sensitive. Draw it for two examples and one parameter.

# %%
w = Value(0.5, "θ")
residuals = []
for i, (row, target) in enumerate(zip(X[:2], y[:2], strict=True), start=1):
    residuals.append(named(f"e{i}", w * row[1] - target))
tiny = named("L", (residuals[0] ** 2 + residuals[1] ** 2) / 4)
figure(
    "two-residuals",
    tiny,
    item="A16",
    caption="Two examples, $2m = 4$. Each residual's gradient is the residual itself, divided by $m$.",
    predict=[residuals[0]],
)


def of_every_model(model, parameters):
    """(1/m) Σ eᵢ ∇h(xᵢ), example by example, beside the gradient of the whole loss."""
    outputs = [model(row) for row in X]
    summed = [0.0] * len(parameters)
    for h, target in zip(outputs, y, strict=True):
        for j, slope in enumerate(gradient(h, parameters)):
            summed[j] += (h.data - target) * slope / m
    whole = losses.squared_error(outputs, y, reduction="half_mean")
    return gradient(whole, parameters), summed


theta = [Value(v, f"θ{j}") for j, v in enumerate([0.3, -0.2, 0.1])]
net = MLP(3, 4, 1, activation="tanh", rng=random.Random(1))
models = {
    "linear": (lambda row: dot(theta, row), theta),
    "MLP": (lambda row: net(row)[0], net.parameters()),
}
both = {name: of_every_model(*model) for name, model in models.items()}
claim(
    "A16",
    "∇L for a linear model and for an MLP",
    "∇L(θ) = 1/m Σ eᵢ ∇h(xᵢ)",
    [g for g, _ in both.values()],
    readings={"example by example": [s for _, s in both.values()]},
)
claim(
    "A16",
    "h(x) may be any model",
    "can be any model: linear, polynomial, MLP, CNN, etc.",
    True,
    readings={
        name: all(isclose(a, b, rel_tol=1e-9, abs_tol=1e-12) for a, b in zip(*pair, strict=True))
        for name, pair in both.items()
    },
)

# %% [markdown]
# ## What is "the MSE"?
# A later slide calls the squared norm $\|e\|^2$ the mean squared error. It is not a mean, and its gradient
# $2 J^T e$ differs from the one above by the factor $2m$. Compute all three on the same data.

# %%
predictions = [dot(theta, row) for row in X]
Y = Matrix.column(y)
e = Matrix.column(predictions).data - Y
J = Matrix(gradient(h, theta) for h in predictions)
conventions = {}
for name in ("sum", "mean", "half_mean", "half_sum"):
    loss = losses.squared_error(predictions, y, reduction=name)
    conventions[name] = loss.data, gradient(loss, theta)
table(
    [[name.replace("_", " of "), value, *slopes] for name, (value, slopes) in conventions.items()],
    ["", "L", "θ₀", "θ₁", "θ₂"],
)
norm = named("‖e‖²", losses.squared_error(predictions, y, reduction="sum"))
small = named("‖e‖²", (predictions[0] - y[0]) ** 2 + (predictions[1] - y[1]) ** 2)
figure("squared-norm", small, item="A17", caption="The squared norm of two residuals: each one's gradient is $2e$.")
JTe = J.T @ e
claim(
    "A17",
    "the value of the mean squared error",
    "The Mean Squared Error (MSE) objective is the squared L2 norm of e",
    conventions["mean"][0],
    readings={"‖e‖²": (e**2).sum()},
    true="MSE = 1/m ‖e‖²",
    note=f"The norm adds and does not average: here it is {m} times the mean.",
)
claim(
    "A17",
    "the gradient of ‖e‖²",
    "2 (∂h/∂θ)ᵀ (h − y)",
    conventions["sum"][1],
    readings={"2 Jᵀe": (2 * JTe).entries},
)
claim(
    "A17",
    "the gradient of L, as the slides define it",
    "∇L = 2 Jᵀe; on the slides before and after, 1/m Σ eᵢ ∇h",
    conventions["half_mean"][1],
    readings={"2 Jᵀe": (2 * JTe).entries, "1/m Jᵀe": (JTe / m).entries},
    note=f"One letter L stands for ‖e‖² and for ‖e‖²/(2m); the gradients differ by the factor 2m = {2 * m}, and so "
    "do the rates that fit them.",
)
errors = [Value(v) for v in e.entries]
claim(
    "A17",
    "the gradient of eᵀe by e",
    "∇ₑ(eᵀe) = 2e",
    gradient(engine.sum([v**2 for v in errors]), errors),
    readings={"2e": (2 * e).entries},
)
claim(
    "A17",
    "∂e/∂θ = ∂h/∂θ",
    "∂e/∂θ = ∂h_θ(X)/∂θ",
    [gradient(h - target, theta) for h, target in zip(predictions, y, strict=True)],
    readings={"the Jacobian of h": J},
)

# %% [markdown]
# ## Linear models: the Jacobian is the data
# For $h = X\theta$ each row of the Jacobian is a row of $X$, and $\nabla L = \frac1m X^T (X\theta - y)$.

# %%
by_matrix = (X.T @ e / m).entries
compare(losses.squared_error(predictions, y, reduction="half_mean"), {"θ": (theta, by_matrix)})
claim("A18", "J", "∂h/∂θ = X", J, readings={"the rows of X": X})
claim(
    "A18",
    "∇ of ‖Xθ − y‖²/(2m)",
    "1/m Xᵀ (Xθ − y)",
    conventions["half_mean"][1],
    readings={"in matrix form": by_matrix},
)
claim(
    "A18",
    "the loss of the linear model",
    "‖Xθ − y‖²/(2m) in one reading of the slide, ‖Xθ y‖²/(2m) in the other",
    conventions["half_mean"][0],
    readings={
        "with the minus": (e**2).sum() / (2 * m),
        "without it, a product": lambda: Matrix.column(predictions) @ Y,
    },
    note="One scan has lost the minus sign: what is left multiplies a column by a column, which shapes forbid.",
)
claim(
    "A18",
    "rows and columns of J",
    "J = ∂h/∂θ; later J(θ) is the loss of a classifier, and in the lecture on optimisation J = ∇L",
    [len(predictions), len(theta)],
    readings={
        "J the Jacobian": J.shape,
        "J the gradient of the loss, as a row": [1, len(by_matrix)],
        "J the loss": [1, 1],
    },
    note="One letter for three things; they are linked, for the gradient is Jᵀe/m, but none can stand for another.",
)
without_ones = Matrix(row[1:] for row in X)
claim(
    "A18",
    "the columns of X are as many as the parameters",
    "X ∈ ℝ^{m×d}, θ ∈ ℝᵖ, X ∈ ℝ^{m×p}",
    True,
    readings={
        "d = the features": len(without_ones[0]) == len(theta),
        "d = p, with a column of ones": len(X[0]) == len(theta),
    },
    note="X is first m × d and then m × p; both are right only if the column of ones is counted, "
    "p = d + 1 for d features.",
)
one = named("h", dot(theta, X[0]))
figure("one-row", one, item="A18", expand=True, caption="One prediction: its gradient by θ is the row of X.")

# %% [markdown]
# ## Why squares? Because of Gauss
# Suppose $y_i = h_\theta(x_i) + \varepsilon_i$ with independent normal errors of one fixed width $s$. The likelihood
# of the data is a product of bells, its negative logarithm a sum of squares plus a constant.


# %%
def negative_log_likelihood(parameters, widths):
    terms = [
        (dot(parameters, row) - target) ** 2 / (2 * s * s) + log(s) + 0.5 * log(2 * pi)
        for row, target, s in zip(X, y, widths, strict=True)
    ]
    return engine.sum(terms)


def parallel(a, b):
    """Do two gradients point the same way? Then descent, with a suitable rate, takes the same steps."""
    ratio = a[0] / b[0]
    return all(isclose(p, ratio * q, rel_tol=1e-9) for p, q in zip(a, b, strict=True))


equal, unequal = [0.7] * m, [0.2, 0.7, 1.5, 0.7, 0.4]
slopes = {
    name: gradient(negative_log_likelihood(theta, widths), theta)
    for name, widths in (("one width", equal), ("five widths", unequal))
}


def laplace(parameters):
    return engine.sum([abs(dot(parameters, row) - target) for row, target in zip(X, y, strict=True)])


claim(
    "A19",
    "the gradient of the negative log-likelihood is a multiple of the gradient of the MSE",
    "errors independent, Gaussian N(0, σ²): equivalent to maximum likelihood",
    True,
    readings={
        "one fixed σ": parallel(slopes["one width"], conventions["mean"][1]),
        "a σ for every example": parallel(slopes["five widths"], conventions["mean"][1]),
        "errors with heavy tails (Laplace)": parallel(gradient(laplace(theta), theta), conventions["mean"][1]),
    },
    note="It holds for independent Gaussian errors of mean 0 and one common width; another width for each example "
    "gives weighted squares, another law another loss.",
)
t = Value(0.5, "θ")
point = named("−log p", (t * X[0][1] - y[0]) ** 2 / (2 * 0.7**2) + log(0.7) + 0.5 * log(2 * pi))
figure("likelihood", point, item="A19", caption="One example's share: a square, a constant factor, and a constant.")

# %% [markdown]
# ## At the optimum the residuals are orthogonal
# At the minimum the gradient is 0: $X^T e = 0$. Every column of $X$ is orthogonal to the residuals. Solve and look.


# %%
def least_squares(X):
    return Matrix(np.linalg.solve(X.T @ X, X.T @ Y).tolist())


best = least_squares(X)
left = X @ best - Y
products = (X.T @ left).entries
table([[f"x{j}", p] for j, p in enumerate(products)], ["column of X", "times e"], "0, but for rounding")
claim(
    "A20",
    "at the optimum e is orthogonal to every column of X",
    "the error vector e is orthogonal to the feature space",
    True,
    readings={
        "to the columns of X": all(abs(p) < 1e-9 for p in products),
        "to the rows, the feature vectors": lambda: all(abs(p) < 1e-9 for p in (X @ left).entries),
    },
    note="e has one entry for each example, a feature vector one for each feature: e is orthogonal to what the "
    "columns of X span, not to the space in which the features live.",
)
squared = (left**2).sum()
mean = Y.sum() / m
variance = ((Y - mean) ** 2).sum()
explained = ((Y + left - mean) ** 2).sum()
fits = without_ones @ least_squares(without_ones)
explained_without = ((fits - mean) ** 2).sum()
squared_without = ((fits - Y) ** 2).sum()
claim(
    "A20",
    "variance of y = variance explained + squared residuals",
    "explained all the variance possible with our features",
    True,
    readings={
        "with a column of ones": isclose(variance, explained + squared),
        "without": isclose(variance, explained_without + squared_without),
    },
    note="Squares add up in this way only if the residuals sum to 0, which the column of ones enforces.",
)
b = [Value(v, f"θ{j}") for j, v in enumerate(best.entries)]
at_best = named("e₁²", (dot(b, X[0]) - y[0]) ** 2)
figure(
    "at-the-optimum",
    at_best,
    item="A20",
    caption="At the optimum one example still pulls; only together they balance.",
)

# %% The code of this plot
fig, axes = plt.subplots()
axes.axhline(0, color="C4", linewidth=0.8)
fitted, residuals = (Y + left).entries, left.entries
axes.plot(fitted, residuals, "o", color="C1")
for f, r in zip(fitted, residuals, strict=True):
    axes.plot([f, f], [0, r], color="C1", linewidth=1)
axes.set(xlabel="prediction", ylabel="residual e", title="Residuals at the optimum: their sum is 0")
plot("residuals", fig, f"The five residuals add up to {left.sum():.1e}: the column of ones sees to that.", item="A20")

# %% [markdown]
# ## Your turn


# %%
@exercise(
    "convention",
    asks="Derive the gradient by $\\theta$ of the **mean** squared error $\\frac1m \\sum_i (\\theta^T x_i - y_i)^2$.",
    hints=["Start from $2 J^T e$ for the sum.", "A mean divides by m, the number of rows. There is no half here."],
)
def convention():
    parameters = [Value(v, f"θ{j}") for j, v in enumerate([0.3, -0.2, 0.1])]
    outputs = [dot(parameters, row) for row in X]
    return (
        losses.squared_error(outputs, y, reduction="mean"),
        {"theta": parameters},
        {"X": X, "y": y, "theta": [0.3, -0.2, 0.1]},
    )
