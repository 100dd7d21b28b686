"""What the slides on fitting a line by gradient descent claim."""

from engine import Value, gradient
from lectures.errata import formula, promise, value

XS, YS = [2.0, 4.5, 10.0], [19.6, 44.1, 98.0]


def loss(a, xs=XS, ys=YS):
    return sum((y - a * x) ** 2 for x, y in zip(xs, ys, strict=True))


def slope(a):
    a = Value(a)
    return gradient(loss(a), a)


@value("D05.1", "004:667", r"= 402.57$$", says="The loss at a = 8 is 402.57.", prints="402.57")
def loss_at_8():
    return loss(8.0)


@formula(
    "D06.1",
    "004:950-966",
    "x (scan)",
    says="The loss of three points, written out.",
    because="The third term repeats the second point; with a = 0 the loss misses the third target.",
    severity="S3",
    fix="$(y_3 - a x_3)^2$ as the third term",
)
def written_out(p):
    a, xs, ys = p.real("a"), p.vector("x", 3), p.vector("y", 3)
    (x1, x2, _), (y1, y2, _) = xs, ys
    return (y1 - a * x1) ** 2 + 2 * (y2 - a * x2) ** 2, loss(a, xs, ys)


@promise(
    "D10.1",
    "004:1300",
    "x (scan)",
    says="The update a := a - dL/da goes to the minimum.",
    because="The factor of one step is far below -1, so each step enlarges the error.",
    severity="S1",
    fix="a := a - γ dL/da with a small γ",
    draws=lambda: loss(Value(8.0, "a")),
)
def update_without_a_rate(seed):
    a = 5.0 + seed
    for _ in range(5):
        a -= slope(a)
    return abs(a - 9.8) < 0.1, abs(a - 9.8)
