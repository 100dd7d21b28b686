"""What the slides on gradient descent print."""

import random

import numpy as np

import engine
from engine import Value, gradient
from lectures.errata import formula, possibility, promise
from nn import gradient_descent, init


@promise("C01.1", "003:61", r"$$\theta' = \theta - \epsilon [\nabla_{\theta} L(\theta)]^{\top}$$",
    says="A short step by this rule lowers the loss, more than one of its length in another direction.")  # fmt: skip
def steepest(seed):
    rng = random.Random(seed)
    a, c, u, v = rng.uniform(0.5, 4), rng.uniform(0.5, 4), rng.uniform(1, 3), rng.uniform(-3, -1)
    theta = [Value(u), Value(v)]
    before = a * theta[0] ** 2 + c * theta[1] ** 2
    step = -1e-5 * np.array([gradient(before, theta)]).T
    turned = [np.linalg.norm(step) * np.array([[np.cos(t)], [np.sin(t)]]) for t in np.linspace(0, 6.2, 100)]
    losses = [a * (u + du) ** 2 + c * (v + dv) ** 2 for [du], [dv] in [step, *turned]]
    return losses[0] < before.data and losses[0] <= min(losses)


@formula("C01.3", "003:70", "θ = θ - ε * J.mT",
    says="This line of the program makes the step of the update rule.",
    domain="θ a column of two numbers, J a row as in lines 61 and 155",
    because="In this lecture a gradient is a row, so that J.mT is a column like θ. Frameworks return it in the shape of θ; "
    "there the .mT has to go: they repeat a column minus a row to a 2 × 2 array, without an error.")  # fmt: skip
def line_of_program(p):
    theta, J, epsilon = np.array([p.vector("θ", 2)]).T, np.array([p.vector("J", 2)]), p.positive("ε")
    return theta - epsilon * J.mT, [[t - epsilon * j] for [t], j in zip(theta, J[0])]


@promise("C02.1", "003:79", r"Gaussian $\mathcal{N}(\mu, \sigma)$",
    says="A random start from a Gaussian with mean μ and standard deviation σ.",
    because="Other lecturers write the variance as the second number, N(μ, σ²), as 000:360 does. Measured: the standard "
    "deviation of 10,000 weights drawn by the library from N(0.5, 0.1).")  # fmt: skip
def gaussian(seed):
    rng, draw = random.Random(seed), init.normal(0.5, 0.1)
    spread = np.std([draw(rng, 1, 1) for _ in range(10_000)])
    return abs(spread - 0.1) < 0.005, spread


def bumpy(theta):
    return 0.05 * theta**2 + 1 - engine.cos(theta)


@possibility("C03.1", "003:113-114", "Bumpy loss landscape - Gets stuck in local minima",
    says="In a bumpy landscape descent can end in a minimum that is not the lowest.")  # fmt: skip
def gets_stuck():
    ends = {start: gradient_descent(bumpy, start, 0.5, 200).values[-1] for start in (2.5, 4.5)}
    shown = ", ".join(f"from {start} to L = {end:.4g}" for start, end in ends.items())
    return ends[4.5] > ends[2.5] + 0.1, f"L = 0.05θ² + 1 − cos θ: {shown}"


def run(seed, share, steps=400):
    """Descent on a parabola from a random start; share 1 is the rate at which it stops converging."""
    rng = random.Random(seed)
    curvature, start = rng.uniform(0.5, 4), rng.uniform(1, 3)
    path = gradient_descent(lambda t: 0.5 * curvature * t**2, start, share * 2 / curvature, steps)
    arrived = (step for step, point in enumerate(path.points) if abs(point) < 1e-3)
    return next(arrived, None)


@promise("C03.2", "003:119-123", "Learning Rate Too Low - Slow training",
    says="With a rate that is far too low training still arrives, after many more steps.",
    because="On parabolas, with the 40th part of a good rate. Measured: the steps that the low rate takes; each "
    "time they are more than ten times those of the good rate.")  # fmt: skip
def slow(seed):
    good, low = run(seed, 0.4), run(seed, 0.01)
    return low is not None and low > 10 * good, low


LIKE_SLOW, AT_RISK = "it names what happens, like “Slow training” above", "it names what is in danger"


@promise("C03.3", "003:125-129", "Learning Rate Too High - Convergence",
    says="With a rate that is too high: convergence.", readings=(LIKE_SLOW, AT_RISK),
    because="A parabola converges up to the rate 2/curvature; 2 % above it no run arrives. The bullet is right only if "
    "it names what is lost.", severity="S2", fix="No convergence")  # fmt: skip
def too_high(seed, reading):
    arrives = run(seed, 1.02) is not None
    return arrives if reading == LIKE_SLOW else not arrives


@promise("C08.1", "003:86-89", r"$\theta \sim \text{Init}$ ... for iteration in range(n): ... $J = \nabla L(\theta)$",
    says="From a random start the loop comes to the θ* of least loss, in linear regression.",
    domain="5 points, ε = 0.3, 200 rounds")  # fmt: skip
def loop(seed):
    rng = random.Random(seed)
    data = [(x, 2 * x + 1 + rng.gauss(0, 0.3)) for x in (-1.0, -0.5, 0.0, 0.5, 1.0)]
    slope, offset = np.polyfit(*zip(*data), 1)

    def loss(w, b):
        return engine.sum((w * x + b - y) ** 2 for x, y in data) / len(data)

    start = [rng.gauss(0, 1), rng.gauss(0, 1)]
    w, b = gradient_descent(loss, start, 0.3, 200).points[-1]
    return max(abs(w - slope), abs(b - offset)) < 1e-6
