# %% [markdown]
# # House prices and squared errors
# The three houses of the notes, what "the best parameters" are, the squared error in its conventions, and a loss that
# is not convex.
#
# Covers: A01, A02, A16 to A22
#
# Before: [Fit a line](fit_a_line.html); [The same network in matrices](network_in_matrices.html).
#
# After: you can move between the conventions without losing a factor, and tell a saddle from a valley.

# %%
import random
from math import log, pi

import matplotlib.pyplot as plt
import numpy as np

from engine import Value, dot, gradient, hessian, named
from lectures.board import compare, figure, plot, table
from nn import MLP, Standardise, gradient_descent, losses
from nn.datasets import houses
from nn.matrix import Matrix


def leaves(numbers):
    return [Value(v, f"θ{j}") for j, v in enumerate(numbers)]


# %% [markdown]
# ## Three houses
# $h_\theta(x) = \theta^T x$ with $x_0 = 1$: the slope by each parameter is the feature beside it. Three prices do not
# fix four parameters. Choose $\theta_0$, solve for the others: every choice fits exactly.

# %%
inputs, prices = houses()
X, y = Matrix([1.0, *x] for x in inputs), Matrix.column(prices)
for i, row in enumerate(X):
    theta = leaves([15.0, 0.15, 20.0, -1.0])
    h = named("h", dot(theta, row))
    figure(f"house-{i + 1}", h, item="A01", expand=i == 0, caption=f"House {i + 1}.", predict=[theta[1]])
fits = [[free, *np.linalg.solve(inputs, y - [free]).T.tolist()[0]] for free in (0.0, 50.0)]
table([[*fit, str((Matrix([fit]) @ X.T).map(round).entries)] for fit in fits], ["θ₀", "θ₁", "θ₂", "θ₃", "prices"])

# %% [markdown]
# ## The gradient, and how fast
# $L = \frac{1}{2m} \sum_i (h_\theta(x^{(i)}) - y^{(i)})^2$ has the gradient $\frac1m X^T (X\theta - y)$. Descent
# converges if and only if the rate is below 2 divided by the largest eigenvalue of the second derivatives. The size, in
# square feet, makes that eigenvalue huge; on standardised columns a far larger rate is safe.


# %%
def loss_at(theta, X=X):
    return ((X @ Matrix.column(theta) - y) ** 2).sum() / (2 * len(X))


theta = leaves([0.0] * 4)
L = named("L", loss_at(theta))
figure("loss", L, item="A02", caption="At θ = 0. All three houses send something back.", predict=[theta[0]])
compare(L, {"θ": (theta, (X.T @ -y / len(X)).entries)})
standard = Standardise.to(inputs)
columns, rows = {"raw": X, "standardised": Matrix([1.0, *standard(x)] for x in inputs)}, []
for name, Z in columns.items():
    start = leaves([0.0] * 4)
    largest = 2 / float(np.linalg.eigvalsh(hessian(loss_at(start, Z), start))[-1])
    paths = [gradient_descent(lambda *t, Z=Z: loss_at(t, Z), [0.0] * 4, f * largest, 300) for f in (0.5, 1.01)]
    rows.append([name, largest, *(path.values[-1] for path in paths)])
table(rows, ["columns", "largest rate", "L after 300 steps at half of it", "at 1.01 of it"])

# %% [markdown]
# ## Residual times sensitivity, in four conventions
# Whatever the model is, $\nabla L = \frac{1}{m} \sum_i e_i \nabla h_\theta(x^{(i)})$: on two examples, then for a
# network and a linear model on five. The notes also write $L = \|e\|^2$, with the gradient $2 J^T e$, and call that the
# mean squared error. For the linear model $J = X$, and the half mean has the gradient $\frac1m X^T (X\theta - y)$.

# %%
rng = random.Random(3)
X = Matrix([1.0, *(round(rng.uniform(-2, 2), 2) for _ in range(2))] for _ in range(5))
y = [round(1.0 + 2 * row[1] - row[2] + rng.gauss(0, 0.5), 2) for row in X]
m, Y, w = len(y), Matrix.column(y), Value(0.5, "θ")
e1, e2 = (named(f"e{i + 1}", w * X[i][1] - y[i]) for i in range(2))
figure("two-residuals", named("L", (e1**2 + e2**2) / 4), item="A16", caption="$2m = 4$.", predict=[e1])
theta, net = leaves([0.3, -0.2, 0.1]), MLP(3, 2, 1, activation="tanh", rng=random.Random(1))
for model, parameters in ((lambda x: net(x)[0], net.parameters()), (lambda x: dot(theta, x), theta)):
    outputs = [model(x) for x in X]
    J = Matrix(gradient(h, parameters) for h in outputs)  # row i: the gradient of h at example i
    e = Matrix.column(outputs).data - Y
    loss = losses.squared_error(outputs, y, reduction="half_mean")
    compare(loss, {"θ": (parameters, (e.T @ J / m).entries)})
small = named("‖e‖²", (outputs[0] - y[0]) ** 2 + (outputs[1] - y[1]) ** 2)
figure("squared-norm", small, item="A17", caption="The squared norm of two residuals: each one's gradient is $2e$.")
h = named("h", dot(leaves([0.3, -0.2, 0.1]), X[0]))
figure("one-row", h, item="A18", expand=True, caption="One prediction: its gradient by θ is the row of X.")
for name, factor in {"sum": 2, "half_sum": 1, "mean": 2 / m, "half_mean": 1 / m}.items():
    loss = losses.squared_error(outputs, y, reduction=name)
    print(f"{name}: L = {loss.data:.6g}, gradient {factor:g} Jᵀe")
    compare(loss, {"θ": (theta, (factor * X.T @ e).entries)})

# %% [markdown]
# ## Why squares, and what is orthogonal
# Independent Gaussian errors of one width $s$: the negative logarithm of the likelihood is a sum of squares over
# $2 s^2$ and a constant, so its gradient is that of the squared error times a factor. At the minimum $X^T e = 0$: the
# residuals are orthogonal to every **column** of $X$, and so to all that a linear model can predict.


# %%
def minus_log_likelihood(h, y, s=0.7):
    return (h - y) ** 2 / (2 * s**2) + log(s) + 0.5 * log(2 * pi)


point = named("−log p", minus_log_likelihood(Value(0.5, "θ") * X[0][1], y[0]))
figure("likelihood", point, item="A19", caption="One example: a square, a factor, and constants.")
likelihood = sum(minus_log_likelihood(h, y[i]) for i, h in enumerate(outputs))
compare(likelihood, {"θ": (theta, (X.T @ e / 0.7**2).entries)})
best = np.linalg.lstsq(X, Y, rcond=None)[0].tolist()
table([(X.T @ (X @ best - Y)).map(lambda v: abs(round(v, 12))).entries], ["x₀ᵀe", "x₁ᵀe", "x₂ᵀe"])
at_best = named("e₁²", (dot(leaves([b for [b] in best]), X[0]) - y[0]) ** 2)
figure("at-the-optimum", at_best, item="A20", caption="At the optimum one example still pulls; together they balance.")

# %% [markdown]
# ## A product of two parameters
# $ŷ = (uv)\,x$ on the point $(1, 1)$: halfway between the minima $(1, 1)$ and $(-1, -1)$ the loss is 1, as in no convex
# function. There is no bad valley, though: the gradient is 0 at the saddle and where $L = 0$. What traps descent is a
# loss with valleys of different depth, such as $a^4 - 2a^2 + 0.3a$.


# %%
def product_loss(u, v):
    return (u * v - 1) ** 2


u, v = Value(1.5, "u"), Value(0.4, "v")
error = named("error", named("uv", u * v) - 1)
L = named("L", error**2)
figure("product", L, item="A21", caption="Each of the two scales the other one's gradient.", predict=[u])
compare(L, {"u": (u, 2 * error.data * v.data), "v": (v, 2 * error.data * u.data)})
rows = []
for place in ((0.0, 0.0), (1.0, 1.0), (-1.0, -1.0), (2.0, 0.5)):
    at = [Value(number) for number in place]
    H = hessian(product_loss(*at), at)
    rows.append([str(place), product_loss(*place), str(H), *np.linalg.eigvalsh(H).tolist()])
table(rows, ["(u, v)", "L", "second derivatives", "eigenvalues", ""], "Eigenvalues of both signs: a saddle")


def bumpy(a):
    return a**4 - 2 * a**2 + 0.3 * a


a = Value(0.9, "a")
figure("two-valleys", named("L", bumpy(a)), item="A22", caption="Three terms pull at $a$.", predict=[a])
paths = {start: gradient_descent(bumpy, start, 0.02, 300) for start in (-1.8, -0.3, 0.05, 0.2, 1.8)}
table([[start, path.points[-1], path.values[-1]] for start, path in paths.items()], ["start", "end", "L"])

# %% The code of this plot
fig, axes = plt.subplots(figsize=(6.0, 4.4))
axis = [-2.5 + i / 12 for i in range(61)]
heights = [[product_loss(a, b) for a in axis] for b in axis]
axes.contour(axis, axis, heights, levels=[0.02, 0.1, 0.3, 0.6, 1, 2, 4, 8], colors="C4", linewidths=0.8)
for start in ((2.0, -0.5), (0.3, 0.1), (-1.5, 0.2), (-0.4, -2.2), (0.5, -0.5)):
    points = gradient_descent(product_loss, start, 0.03, 300).points[::6]
    axes.plot([a for a, _ in points], [b for _, b in points], "o-", markersize=3, label=f"from {start}")
axes.set(xlabel="u", ylabel="v", title="Five descents")
axes.legend(fontsize="small", loc="upper left")
plot("paths", fig, "Four end on uv = 1; the fifth starts on v = −u and ends in the saddle.", item="A21")
