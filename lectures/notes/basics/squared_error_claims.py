"""What the slides on house prices, squared errors and nonconvex losses claim."""

import random
from math import log, pi

import numpy as np

import engine
from engine import Value, dot, gradient, hessian, tanh
from lectures.errata import definition, formula, possibility, promise, value
from lectures.plain_text import number_text
from nn import Matrix, gradient_descent, losses
from nn.datasets import houses

HOUSES, PRICES = houses()
TWO_FITS = [[free, *np.linalg.solve(HOUSES, np.array(PRICES) - free)] for free in (0.0, 50.0)]
NORM = 1**2 + 2**2  # of the residuals 1 and 2


def leaves(p, n):
    return [Value(v) for v in p.vector("θ", n)]


@formula("A01.1", "000:27", r"= \boldsymbol{\theta}^T \mathbf{x}", says="With x₀ = 1, θ₀ + θ₁x₁ + θ₂x₂ + θ₃x₃ = θᵀx.")
def weighted_sum(p):
    theta, (x1, x2, x3) = p.vector("θ", 4), p.vector("x", 3)
    return theta[0] + theta[1] * x1 + theta[2] * x2 + theta[3] * x3, dot(theta, [1.0, x1, x2, x3])


@promise(
    "A01.2",
    "000:30",
    r"Our goal is to find the best parameter vector  $\boldsymbol{\theta}$  by minimizing",
    says="Minimising the loss singles out one parameter vector.",
    holds_if="the columns of X, the ones included, are independent, as for six random houses",
    fails_if="the three houses of the table with their four parameters",
    because="Three prices do not fix four parameters: "
    f"θ = {number_text(TWO_FITS[0])} and θ = {number_text(TWO_FITS[1])} both fit all three exactly.",
    severity="S2",
    fix="a best parameter vector; with these three houses there are infinitely many",
)
def one_best(seed, case):
    rng = random.Random(seed)
    rows = HOUSES if "table" in case else [[rng.gauss(0, 1) for _ in range(3)] for _ in range(6)]
    theta = [Value(rng.gauss(0, 1)) for _ in range(4)]
    loss = engine.sum([dot(theta, [1.0, *x]) ** 2 for x in rows])  # the targets do not matter for the curvature
    return np.linalg.matrix_rank(hessian(loss, theta)) == 4


definition(
    "A02.1", "000:32", r"= \frac{1}{2m} \sum_{i=1}^m", says="The loss is half of the mean of the squared residuals."
)


@formula(
    "A16.1",
    "000:303-306",
    r"linear, polynomial, MLP, CNN, etc. ... $$\nabla_{\theta} L(\theta) = \frac{1}{m} \sum_{i=1}^m \underbrace{e_i}"
    r"_{\text{Residual}} \cdot \underbrace{\nabla_{\theta} h_{\theta}(\mathbf{x}^{(i)})}_{\text{Model's Gradient}}$$",
    says="For a linear model, a polynomial and a network ∇L is the mean of residual times ∇h.",
)
def residual_times_sensitivity(p):
    a, b, c, d = theta = leaves(p, 4)
    xs, y = p.vector("x", 3), p.matrix("y", 3, 1)
    kind = p.pick("model", ["linear", "polynomial", "network"])
    model = {"linear": lambda x: a + b * x, "polynomial": lambda x: a + b * x + c * x**2}
    h = [model.get(kind, lambda x: a + b * tanh(c * x + d))(x) for x in xs]
    by_hand = (Matrix.column(h).data - y).T @ Matrix(gradient(each, theta) for each in h) / 3
    return by_hand.entries, gradient(losses.squared_error(h, y.entries, reduction="half_mean"), theta)


@formula(
    "A17.1",
    "000:316",
    r"The Mean Squared Error (MSE) objective is the squared L2 norm of  $\mathbf{e}$ .",
    says="The mean squared error is ‖e‖².",
    because=f"The norm adds up and does not average: for e = (1, 2) it is {NORM}, and the mean is {NORM / 2:g}.",
    severity="S2",
    fix=r"The sum of squared errors is the squared norm of $\mathbf{e}$; the mean is that divided by $m$.",
)
def mean_or_norm(p):
    e = p.vector("e", 2)
    return sum(v**2 for v in e), losses.squared_error(e, [0.0, 0.0], reduction="mean")


definition(
    "A17.2",
    "000:318",
    r"$$\text{Let } \mathbf{e}(\boldsymbol{\theta}) = \mathbf{h}_{\boldsymbol{\theta}}(\mathbf{X}) - \mathbf{y} "
    r"\implies L(\boldsymbol{\theta}) = \|\mathbf{h}_{\boldsymbol{\theta}}(\mathbf{X}) - \mathbf{y}\|_2^2 = "
    r"\mathbf{e}(\boldsymbol{\theta})^T \mathbf{e}(\boldsymbol{\theta})$$",
    says="L is the squared norm of the residuals.",
    clashes="000:299",
    because=f"On the slides before and after, L is the norm divided by 2m. For e = (1, 2) this is {NORM}, that "
    f"{NORM / 4:g}; the gradients differ by the factor 2m, and with them the rates that are safe.",
    severity="S1",
    fix=r"$\frac{1}{2m}\|\mathbf{e}\|_2^2$ here as well, with the gradient $\frac{1}{m} J^T \mathbf{e}$",
)


@formula("A17.3", "000:324", r"&= 2\mathbf{e}(\boldsymbol{\theta})", says="The gradient of eᵀe by e is 2e.")
def gradient_by_e(p):
    e = [Value(v) for v in p.vector("e", 3)]
    return [2 * v.data for v in e], gradient(dot(e, e), e)


@formula(
    "A17.4",
    "000:328",
    r"$$\nabla_{\boldsymbol{\theta}} L(\boldsymbol{\theta}) = 2 \underbrace{\left( \frac{\partial "
    r"\mathbf{h}_{\boldsymbol{\theta}}(\mathbf{X})}{\partial \boldsymbol{\theta}} \right)^T}_{\text{Sensitivity}} "
    r"\underbrace{(\mathbf{h}_{\boldsymbol{\theta}}(\mathbf{X}) - \mathbf{y})}_{\text{Error}}$$",
    says="The gradient of ‖h(X) − y‖² is 2 Jᵀ (h(X) − y), J the Jacobian of h; here of θ₁ tanh(θ₂x).",
)
def two_J_e(p):
    theta, x, y = leaves(p, 2), p.vector("x", 3), p.vector("y", 3)
    e = [theta[0] * tanh(theta[1] * x[i]) - y[i] for i in range(3)]
    J = Matrix(gradient(v, theta) for v in e)
    return (2 * J.T @ Matrix.column(e).data).entries, gradient(dot(e, e), theta)


@formula(
    "A18.1",
    "000:334-344",
    r"data matrix  $\mathbf{X} \in \mathbb{R}^{m \times d}$ ... = \mathbf{X} \in \mathbb{R}^{m \times p}",
    says="The Jacobian of the linear model is the data matrix X, of d columns at first and of p later.",
    holds_if="the column x₀ = 1 counts as one of the d features, so that p = d",
    fails_if="two features and an offset θ₀ besides them: d = 2, p = 3",
    because=f"X cannot have both d and p columns unless they are equal; the houses of these slides have d = "
    f"{len(HOUSES[0])} features and p = {len(TWO_FITS[0])} parameters.",
    severity="S3",
    fix=r"$\mathbf{X} \in \mathbb{R}^{m \times p}$ from the beginning, its first column $x_0 = 1$",
)
def jacobian(p, case):
    X = p.matrix("X", 3, 2)
    rows = X if "p = d" in case else [[1.0, *row] for row in X]
    theta = leaves(p, len(rows[0]))
    return X, [gradient(dot(theta, row), theta) for row in rows]


@formula(
    "A18.2",
    "000:348",
    r"$$\nabla_{\boldsymbol{\theta}} \frac{1}{2m} \|\mathbf{X}\boldsymbol{\theta} - \mathbf{y}\|_2^2 = "
    r"\frac{1}{m} \mathbf{X}^{\top} (\mathbf{X}\boldsymbol{\theta} - \mathbf{y}).$$",
    says="The gradient of ‖Xθ − y‖²/(2m) is Xᵀ(Xθ − y)/m.",
)
def linear_gradient(p):
    X, y, theta = p.matrix("X", 3, 2), p.matrix("y", 3, 1), leaves(p, 2)
    e = X @ Matrix.column(theta) - y
    return (X.T @ e.data / 3).entries, gradient((e**2).sum() / (2 * 3), theta)


@formula(
    "A19.1",
    "000:360",
    r"follow a Gaussian distribution  $\mathcal{N}(0, \sigma^2)$  - equivalent to **Maximum Likelihood",
    says="With independent errors N(0, σ²) the negative log-likelihood has the gradient of L, times m/σ².",
)
def likelihood(p):
    s, X, y, theta = p.positive("σ"), p.matrix("X", 3, 2), p.matrix("y", 3, 1), leaves(p, 2)
    e = X @ Matrix.column(theta) - y
    surprise = engine.sum([v**2 / (2 * s**2) + log(s) + log(2 * pi) / 2 for v in e.entries])
    return [g * 3 / s**2 for g in gradient((e**2).sum() / (2 * 3), theta)], gradient(surprise, theta)


@formula(
    "A20.1",
    "000:361",
    r"the optimal solution occurs when the error vector  $\mathbf{e}$  is **orthogonal** to the feature space",
    says="At the least squares solution e is orthogonal to what the columns of X span.",
)
def orthogonal(p):
    X, y = p.matrix("X", 4, 2), p.matrix("y", 4, 1)
    best = np.linalg.lstsq(X, y, rcond=None)[0].tolist()
    return [0.0, 0.0], (X.T @ (X @ best - y)).entries


def product_loss(u, v):
    return ((Value(u) * v - 1) ** 2).data


@value("A21.1", "000:376", r"L(\theta_1) = 0, \quad L(\theta_2) = 0", says="At (1, 1) and (−1, −1) L is 0.", prints="0")
def ends():
    return product_loss(1, 1) + product_loss(-1, -1)


@value("A21.2", "000:376", r"\frac{\theta_1 + \theta_2}{2}\right) = 1.", says="L halfway, at (0, 0), is 1.", prints="1")
def halfway():
    return product_loss(0, 0)


@possibility(
    "A21.3", "000:383", "it violates the definition of convexity", says="Halfway L is above the mean of the ends."
)
def not_convex():
    return halfway() > ends() / 2, f"{halfway():g} > {ends() / 2:g}"


@possibility(
    "A22.1",
    "000:391",
    "can get pulled into a nearby basin instead of the global minimum",
    says="Descent on a loss that is not convex can end in a basin that is not the deepest.",
)
def trapped():
    ends = [gradient_descent(lambda a: a**4 - 2 * a**2 + 0.3 * a, start, 0.02, 200).values[-1] for start in (1.8, -1.8)]
    return ends[0] > ends[1] + 0.1, f"a⁴ − 2a² + 0.3a: {number_text(ends)} at the ends from 1.8 and −1.8"
