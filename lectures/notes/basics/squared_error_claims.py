"""What the slides on house prices, squared errors and nonconvex losses claim."""

from math import log, pi

import numpy as np

import engine
from engine import Value, dot, gradient, tanh
from lectures.errata import definition, formula, possibility, value
from lectures.plain_text import number_text
from nn import Matrix, gradient_descent, losses
from nn.datasets import houses

HOUSES, _ = houses()
NORM = 1**2 + 2**2  # of the residuals 1 and 2


def leaves(p, n):
    return [Value(v) for v in p.vector("θ", n)]


@formula("A01.1", "000:27", r"$$... = \boldsymbol{\theta}^T \mathbf{x}$$", says="With x₀ = 1, θ₀ + θ₁x₁ + θ₂x₂ + θ₃x₃ = θᵀx.")  # fmt: skip
def weighted_sum(p):
    theta, (x1, x2, x3) = p.vector("θ", 4), p.vector("x", 3)
    return theta[0] + theta[1] * x1 + theta[2] * x2 + theta[3] * x3, dot(theta, [1.0, x1, x2, x3])


@formula("A02.1", "000:32",
    r"$$L(\boldsymbol{\theta}) = \frac{1}{2m} \sum_{i=1}^m (h_{\theta}(\mathbf{x}^{(i)}) - y^{(i)})^2$$",
    says="This is half of the mean of the squared residuals.", domain="3 examples, against the engine's half mean",
    because="Where a later slide calls the squared norm L as well, without 1/(2m), that one is to be changed (A17.1).")  # fmt: skip
def half_of_the_mean(p):
    h, y = p.vector("h", 3), p.vector("y", 3)
    return sum((a - b) ** 2 for a, b in zip(h, y)) / (2 * 3), losses.squared_error(h, y, reduction="half_mean")


@formula("A16.1", "000:303-306",
    r"linear, polynomial, MLP, CNN, etc. ... $$\nabla_{\theta} L(\theta) = \frac{1}{m} \sum_{i=1}^m \underbrace{e_i}"
    r"_{\text{Residual}} \cdot \underbrace{\nabla_{\theta} h_{\theta}(\mathbf{x}^{(i)})}_{\text{Model's Gradient}}$$",
    says="For a linear model, a polynomial and a network ∇L is the mean of residual times ∇h.",
    domain="3 examples; a + bx, a + bx + cx², a + b tanh(cx + d)")  # fmt: skip
def residual_times_sensitivity(p):
    a, b, c, d = theta = leaves(p, 4)
    xs, y = p.vector("x", 3), p.matrix("y", 3, 1)
    kind = p.pick("model", ["linear", "polynomial", "network"])
    model = {"linear": lambda x: a + b * x, "polynomial": lambda x: a + b * x + c * x**2}
    h = [model.get(kind, lambda x: a + b * tanh(c * x + d))(x) for x in xs]
    by_hand = (Matrix.column(h).data - y).T @ Matrix(gradient(each, theta) for each in h) / 3
    return by_hand.entries, gradient(losses.squared_error(h, y.entries, reduction="half_mean"), theta)


definition("A17.1", "000:316-318",
    r"The Mean Squared Error (MSE) objective is the squared L2 norm of ... $$... L(\boldsymbol{\theta}) = "
    r"\|\mathbf{h}_{\boldsymbol{\theta}}(\mathbf{X}) - \mathbf{y}\|_2^2 = ...$$",
    says="The mean squared error L is the squared norm of the residuals e.", clashes="000:299",
    because="On the slides before and after, L is that norm divided by 2m, half of a mean. For e = (1, 2) it is "
    f"{NORM} here and {NORM / 4:g} there; the gradients differ by the same factor 2m, and with them the rates that are "
    "safe.", severity="S1",
    fix=r"$L = \frac{1}{2m}\|\mathbf{e}\|_2^2$ here as well, with the gradient $\frac{1}{m} J^T \mathbf{e}$")  # fmt: skip


@formula("A17.3", "000:324", r"$$... \nabla_{\mathbf{e}} (\mathbf{e}^T \mathbf{e}) ... = 2\mathbf{e}(\boldsymbol{\theta}) ...$$",
    says="The gradient of eᵀe by e is 2e.", domain="3 residuals")  # fmt: skip
def gradient_by_e(p):
    e = [Value(v) for v in p.vector("e", 3)]
    return [2 * v.data for v in e], gradient(dot(e, e), e)


@formula("A17.4", "000:328",
    r"$$\nabla_{\boldsymbol{\theta}} L(\boldsymbol{\theta}) = 2 \underbrace{\left( \frac{\partial "
    r"\mathbf{h}_{\boldsymbol{\theta}}(\mathbf{X})}{\partial \boldsymbol{\theta}} \right)^T}_{\text{Sensitivity}} "
    r"\underbrace{(\mathbf{h}_{\boldsymbol{\theta}}(\mathbf{X}) - \mathbf{y})}_{\text{Error}}$$",
    says="The gradient of ‖h(X) − y‖² is 2 Jᵀ (h(X) − y), J the Jacobian of h; here of θ₁ tanh(θ₂x).")  # fmt: skip
def two_J_e(p):
    theta, x, y = leaves(p, 2), p.vector("x", 3), p.vector("y", 3)
    e = [theta[0] * tanh(theta[1] * x[i]) - y[i] for i in range(3)]
    J = Matrix(gradient(v, theta) for v in e)
    return (2 * J.T @ Matrix.column(e).data).entries, gradient(dot(e, e), theta)


definition("A18.1", "000:334", r"data matrix  $\mathbf{X} \in \mathbb{R}^{m \times d}$",
    says="The data matrix X has d columns.", clashes="000:344",
    because="Ten lines below the same X is in R^(m × p), as Xθ with θ in R^p needs it. For a general model d and p may "
    f"differ; in the linear case p = d, if x₀ = 1 counts as a feature, as it has to: the houses have {len(HOUSES[0])} "
    f"features and {1 + len(HOUSES[0])} parameters.", severity="S3",
    fix="here as it stands; at line 344, for the linear model: p = d, with x₀ = 1 as one of the d features")  # fmt: skip


@formula("A18.2", "000:348",
    r"$$\nabla_{\boldsymbol{\theta}} \frac{1}{2m} \|\mathbf{X}\boldsymbol{\theta} - \mathbf{y}\|_2^2 = "
    r"\frac{1}{m} \mathbf{X}^{\top} (\mathbf{X}\boldsymbol{\theta} - \mathbf{y}).$$",
    says="The gradient of ‖Xθ − y‖²/(2m) is Xᵀ(Xθ − y)/m.", domain="3 examples, 2 features")  # fmt: skip
def linear_gradient(p):
    X, y, theta = p.matrix("X", 3, 2), p.matrix("y", 3, 1), leaves(p, 2)
    e = X @ Matrix.column(theta) - y
    return (X.T @ e.data / 3).entries, gradient((e**2).sum() / (2 * 3), theta)


@formula("A19.1", "000:360",
    r"follow a Gaussian distribution  $\mathcal{N}(0, \sigma^2)$  - equivalent to **Maximum Likelihood",
    says="With independent errors N(0, σ²) the negative log-likelihood has the gradient of L, times m/σ².")  # fmt: skip
def likelihood(p):
    s, X, y, theta = p.positive("σ"), p.matrix("X", 3, 2), p.matrix("y", 3, 1), leaves(p, 2)
    e = X @ Matrix.column(theta) - y
    surprise = engine.sum([v**2 / (2 * s**2) + log(s) + log(2 * pi) / 2 for v in e.entries])
    return [g * 3 / s**2 for g in gradient((e**2).sum() / (2 * 3), theta)], gradient(surprise, theta)


@formula("A20.1", "000:361",
    r"the optimal solution occurs when the error vector  $\mathbf{e}$  is **orthogonal** to the feature space",
    says="At the least squares solution e is orthogonal to what the columns of X span.", domain="4 examples, 2 features")  # fmt: skip
def orthogonal(p):
    X, y = p.matrix("X", 4, 2), p.matrix("y", 4, 1)
    best = np.linalg.lstsq(X, y, rcond=None)[0].tolist()
    return [0.0, 0.0], (X.T @ (X @ best - y)).entries


def product_loss(u, v):
    return ((Value(u) * v - 1) ** 2).data


@value("A21.1", "000:376", r"$$L(\theta_1) = 0, \quad L(\theta_2) = 0 ...$$",
    says="At (1, 1) and (−1, −1) L is 0.", prints="0")  # fmt: skip
def ends():
    return product_loss(1, 1) + product_loss(-1, -1)


@value("A21.2", "000:376", r"$$... L\left(\frac{\theta_1 + \theta_2}{2}\right) = 1.$$",
    says="L halfway, at (0, 0), is 1.", prints="1")  # fmt: skip
def halfway():
    return product_loss(0, 0)


@possibility("A21.3", "000:383", "it violates the definition of convexity",
    says="Halfway L is above the mean of the ends.")  # fmt: skip
def not_convex():
    return halfway() > ends() / 2, f"{halfway():g} > {ends() / 2:g}"


@possibility("A22.1", "000:391", "can get pulled into a nearby basin instead of the global minimum",
    says="Descent on a loss that is not convex can end in a basin that is not the deepest.")  # fmt: skip
def trapped():
    ends = [gradient_descent(lambda a: a**4 - 2 * a**2 + 0.3 * a, start, 0.02, 200).values[-1] for start in (1.8, -1.8)]
    return ends[0] > ends[1] + 0.1, (
        f"a⁴ − 2a² + 0.3a ends at {number_text(ends[0])} from a = 1.8, and at {number_text(ends[1])} from −1.8"
    )
