"""Exercises of the lecture "Learned by heart: overfitting and its remedies"."""

from dataclasses import replace
from math import tanh

from engine import Value, named
from lectures.board import Drawn, exercise
from lectures.exercises.hunt import Bug, hunt


@exercise(
    "penalty-neuron",
    title="A price on two weights",
    asks="One neuron without activation, $z = w_1 x_1 + w_2 x_2 + b$, and one example: $L = (z - y)^2 + "
    "\\frac{\\lambda}{2} (w_1^2 + w_2^2)$. Compute $z$, the penalty $P$, and $\\delta z$, $\\delta w_1$, $\\delta "
    "w_2$ and $\\delta b$.",
    hints=[
        "Each weight takes part twice: add up what the example says and what the penalty says.",
        "The penalty has the slope $\\lambda w$ by each weight. The bias costs nothing.",
    ],
    minutes=10,
    points={"z": 0.5, "P": 0.5, "w1": 2, "w2": 2},
    each={"P": "the penalty, the second part of $L$"},
)
def penalty_neuron(draw):
    x1, x2 = draw([1.5, -2.5])
    w1, w2, b = Value(draw(0.8), "w1"), Value(draw(-0.6), "w2"), Value(draw(0.7), "b")
    y, price = draw(4.5), draw.choice([0.4, 0.3, 0.6])
    z = named("z", w1 * x1 + w2 * x2 + b)
    squares = w1**2 + w2**2
    penalty = named("P", price / 2 * squares)
    dz = 2 * (z.data - y)
    return Drawn(
        (z - y) ** 2 + penalty,
        {"dz": z, "w1": w1, "w2": w2, "b": b},
        given={"x1": x1, "x2": x2, "y": y, "lam": price},
        values={"z": z, "P": penalty},
        slips=[
            ("bias forgotten", "a term of the sum is missing", "add b", {"z": z.data - b.data}),
            ("half forgotten", "a constant factor of the penalty is missing", "take λ/2", {"P": 2 * penalty.data}),
            ("price forgotten", "this is half the sum of the squares", "multiply by λ", {"P": squares.data / 2}),
            (
                "penalty on the bias", "the bias costs nothing here", "leave the penalty to the weights",
                {"P": price / 2 * (squares + b**2).data, "b": dz + price * b.data},
            ),
            (
                "penalty forgotten", "this is what the example says alone", "add the slope of the penalty",
                {"w1": dz * x1, "w2": dz * x2},
            ),
            (
                "penalty without its price", "the penalty is added with the factor 1", "its slope is λ w",
                {"w1": dz * x1 + w1.data, "w2": dz * x2 + w2.data},
            ),
            (
                "penalty twice as steep", "the 2 of the square and the half cancel", "the slope is λ w",
                {"w1": dz * x1 + 2 * price * w1.data, "w2": dz * x2 + 2 * price * w2.data},
            ),
        ],
    )  # fmt: skip


MASKED = """
a = w1 * x
h = tanh(a)
k = mask * h
z = w2 * k
dz = 2 * (z - y)
dw2 = dz * k + lam * w2
dk = dz * w2
dh = dk * mask
da = dh * (1 - h**2)
dw1 = da * x + lam * w1
"""


@exercise(
    "mask-with-a-bug",
    title="A mask, a penalty, a bug",
    asks="One hidden neuron with a mask $m$ (it stays, so $m = 1/(1-p) > 1$), and a penalty on both weights: $L = "
    "(w_2\\, m \\tanh(w_1 x) - y)^2 + \\frac{\\lambda}{2} (w_1^2 + w_2^2)$. One of the ten lines is wrong by itself. "
    "Which? And what should it give?",
    hints=[
        "The mask multiplies on the way forward, so it multiplies on the way back.",
        "Each weight has its own penalty, with the slope $\\lambda w$.",
    ],
    minutes=12,
    points={"line": 2, "mended": 1},
    each={"line": "the number of the wrong line", "mended": "what its variable should be"},
)
def mask_with_a_bug(draw):
    numbers = dict(zip(["x", "y", "w1", "w2"], draw([1.5, -2.0, 0.6, 0.9])))
    numbers |= {"mask": draw.choice([2.0, 1.25, 2.5]), "lam": draw.choice([0.4, 0.5, 0.3])}
    bugs = [
        Bug(8, "dh = dk"),
        Bug(6, "dw2 = dz * h + lam * w2"),
        Bug(6, "dw2 = dz * k"),
        Bug(6, "dw2 = dz * k + lam * w2**2"),
        Bug(9, "da = dh * (1 - k**2)"),
        Bug(9, "da = dh * (1 - a**2)"),
        Bug(10, "dw1 = da * x + lam * w2"),
        Bug(10, "dw1 = da + lam * w1"),
        Bug(7, "dk = dz * mask"),
    ]
    hunted = hunt(MASKED, bugs, {**numbers, "tanh": tanh}, draw)
    return replace(hunted, given=numbers)
