"""What the slides on batches, on choosing a model and on gravity print."""

import random
from math import sqrt

import numpy as np

import engine
from engine import Value, gradient
from lectures.errata import definition, formula, possibility, value

DATA = [(2, 19.6), (4.5, 44.1), (10, 98)]
LIGHT = 299_792_458  # metres a second
ADDRESS = "http://www.incompleteideas.net/IncIdeas/BitterLesson.html"  # of the essay


@formula("D03.1", "004:330", "$$y = (1 + 1/(1 - z^2) z z^T / b^2) (1 - z^2)^{-1/2}$$",
    says="The process that generated y in the table, with a third quantity z.",
    domain="the x and y of the table, a number z between −1 and 1",
    because="x does not occur in it. For small z, where ŷ = 9.8x is to come near to it (next slide), it is 1 in all three "
    f"rows, and y is {DATA[0][1]}, {DATA[1][1]} and {DATA[2][1]}. Besides, 1 − z² takes z in units of b, z zᵀ/b² does not.",
    severity="S2", fix=r"$y = (1 + 1/(1 - z^2/b^2) z z^T / b^2) (1 - z^2/b^2)^{-1/2}\, a x$")  # fmt: skip
def with_z(p):
    (_, y), z = p.pick("row of the table", DATA), p.real("z", -0.9, 0.9)
    return (1 + z * z / (1 - z * z) / 2.99e8**2) / sqrt(1 - z * z), y


value("D03.2", "004:332", r"$$b \approx 2.99 \times 10^8$$", says="b is the speed of light in metres a second.",
    prints="2.99 x 10^8", severity="S3",
    because=f"The slide does not name b; in this formula it is the speed of light, {LIGHT:,}, here cut off, not rounded.",
    fix=r"$b \approx 3.00 \times 10^8$")(lambda: LIGHT)  # fmt: skip


def slope(rate_of, xs, ys, a):
    a = Value(a)
    return gradient(rate_of([(a * x - y) ** 2 for x, y in zip(xs, ys)]), a)


def mean(terms):
    return engine.sum(terms) / len(terms)


definition("D17.1", "004:2314", r"$$\mathcal{L}_\theta = \frac{1}{N} \sum_i^N \ell_\theta(x_i, y_i) ...$$",
    says="The loss is the mean over the examples.", clashes="004:494",
    because="So far the loss was the sum. For the three points of the table at a = 8 the slope of the sum is "
    f"{slope(engine.sum, *zip(*DATA), 8.0):.6g} and of the mean {slope(mean, *zip(*DATA), 8.0):.6g}: with the same γ "
    "each step is a third as long.",
    severity="S2", fix="one of the two throughout, or γ chosen anew")  # fmt: skip


@formula("D17.2", "004:2334", r"$\theta_{t+1} = \theta_t - \gamma \frac{\partial \ell}{\partial \theta_t}$",
    says="The update from one random example is on average that of the full batch.", domain="ŷ = ax")  # fmt: skip
def one_at_random(p):
    a, xs, ys = p.real("a"), p.vector("x", 3), p.vector("y", 3)
    updates = [a - 0.003 * slope(mean, [x], [y], a) for x, y in zip(xs, ys)]
    return sum(updates) / 3, a - 0.003 * slope(mean, xs, ys, a)


@possibility("D18.1", "004:2403-2414", "⇒ *Polynomial model* ... ⇒ *Overfitting*",
    says="A polynomial can fit its own points better than a simpler model, and new ones worse.")  # fmt: skip
def polynomial_overfits():
    rng = random.Random(11)
    xs = np.linspace(-1, 1, 24)
    ys = 0.5 - xs + 1.5 * xs**2 + [rng.gauss(0, 0.25) for _ in xs]
    off = {d: (np.polyval(np.polyfit(xs[::2], ys[::2], d), xs) - ys) ** 2 for d in (2, 9)}
    own, new = ({d: e[first::2].mean() for d, e in off.items()} for first in (0, 1))
    shown = "; ".join(f"degree {d}: {own[d]:.3f} on its points, {new[d]:.3f} on new ones" for d in off)
    return own[9] < own[2] and new[9] > new[2], shown


@possibility("D19.2", "004:2504", "<http://www.incompleteideas.net/InIdeas/BitterLesson.html>",
    says="The essay can be read at this address.",
    because="A letter is missing: the folder is called IncIdeas, as in incomplete ideas.", severity="S3",
    fix=ADDRESS)  # fmt: skip
def address():
    return ADDRESS == "http://www.incompleteideas.net/InIdeas/BitterLesson.html", f"the essay stands at {ADDRESS}"
