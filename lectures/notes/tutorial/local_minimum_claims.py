"""What the slides on a local minimum print."""

from math import isnan

import engine
from engine import Value, gradient, hessian
from lectures.errata import definition, possibility
from lectures.plain_text import number_text
from nn import gradient_descent
from nn.datasets import trap

POINTS = [(x, y) for [x], y in zip(trap().inputs, trap().targets)]


def loss(a, b=2.0):
    return engine.sum((a * x + b - 2 * a**2 - y) ** 2 for x, y in POINTS)


@possibility("D13.1", "003:130", "Extreme case - NaNs!",
    says="Descent with a rate that is far too high can end in NaN.")  # fmt: skip
def diverges():
    a, rate = 0.45, 2.0
    for step in range(1, 20):
        a -= rate * sum(2 * (a * x + 2 - 2 * a * a - y) * (x - 4 * a) for x, y in POINTS)
        if isnan(a):
            return True, f"the bent model of the tutorial, γ = {rate:g}: NaN after {step} steps"
    return False


@possibility("D14.1", "004:2081-2089", r"Gradient Descent ... $$\hat{y} = ax + b - 2a^2$$",
    says="Gradient descent can be run with this model (b = 2) on these four points: it comes to rest.",
    because="Where it does depends on the start: the loss, the sum over the points, has a local minimum beside the global "
    "one, which the slides are about (their figure is lost).")  # fmt: skip
def two_valleys():
    ends = [Value(gradient_descent(loss, start, 0.02, 300).points[-1], "a") for start in (-0.45, 0.45)]
    flat = all(abs(gradient(loss(a), a)) < 1e-9 and hessian(loss(a), a) > 0 for a in ends)
    found = " and ".join(f"L({number_text(round(a.data, 4))}) = {loss(a).data:.4g}" for a in ends)
    return flat and loss(ends[1]).data > loss(ends[0]).data + 0.01, f"from −0.45 and 0.45 to {found}"


definition("D15.1", "004:2062", r"$$\hat{y} = -5.5(a - 0.246)x + b - 0.217$$",
    says="The model of these slides.", clashes="004:2089",
    because=f"At a = 0.3, x = 0.2, b = 2 it predicts {-5.5 * (0.3 - 0.246) * 0.2 + 2 - 0.217:.3f}, and ax + b − 2a² "
    f"on the same slides {0.3 * 0.2 + 2 - 2 * 0.3**2:.3f}. It is linear in a, so its loss is a parabola with no trap.",
    severity="S2", fix=r"one model: $\hat{y} = ax + b - 2a^2$")  # fmt: skip
STAYS, STARTS = "b stays 2, as on the slides before", "2 is where b starts, as a has values under ŷ = ax"


@possibility("D16.1", "004:2237-2241", r"$$\theta = \{a, b\}$$ ... $$b = 2$$", says="Both a and b are learned, and b is 2.",
    readings=(STARTS, STAYS), because="If 2 is where b starts, nothing clashes. But on the slides before b is fixed at 2, and what is "
    "learned does not stay: already the first step changes it.",
    severity="S3", fix="b = 2 crossed out, or called the start")  # fmt: skip
def learned_and_two(reading):
    a, b = Value(0.45), Value(2.0)
    moved = b.data - 0.02 * gradient(loss(a, b), b)
    return b.data == 2 if reading == STARTS else moved == 2, f"b = 2, after a step from a = 0.45 b = {moved:.4g}"
