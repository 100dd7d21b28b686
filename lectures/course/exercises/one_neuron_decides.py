"""Exercises of the lecture "One neuron decides"."""

from math import log10

from engine import Value, log, sigmoid
from lectures.board import Drawn, exercise


@exercise(
    "pass-or-fail",
    title="Passed or failed",
    asks="A student has studied for $x$ hours. The neuron says $z = w x + b$ and $p = \\sigma(z)$, and the loss is "
    "$L = -\\ln q$ with $q = p$ if the student passed ($y = 1$) and $q = 1 - p$ if not ($y = 0$). Compute $z$, $p$ and "
    "$L$, and then $\\delta z$, $\\delta w$ and $\\delta b$.",
    hints=[
        "First write down what $q$ is for this student.",
        "Nearly everything cancels between the logarithm and the sigmoid: what was said minus what was true.",
        "$\\delta z = p - y$, and $w$ gets $x\\,\\delta z$.",
    ],
    minutes=10,
    points={"z": 0.5, "dz": 2},
    each={"L": "the loss, with the natural logarithm"},
)
def pass_or_fail(draw):
    x, y = draw(2.5), draw.choice([0, 1])
    w, b = Value(draw(0.8), "w"), Value(draw(-1.3), "b")
    z = w * x + b
    p = sigmoid(z)
    loss = -log(p if y else 1 - p)
    return Drawn(
        loss,
        {"dz": z, "w": w, "b": b},
        given={"x": x, "y": y},
        values={"z": z, "p": p, "L": loss},
        slips=[
            (
                "log base", "this is the logarithm to the base 10", "take the natural logarithm, ln",
                {"L": -log10(p.data if y else 1 - p.data)},
            ),
            (
                "other class", "this is the loss of a student of the other class", "take q = p only where y = 1",
                {"L": -log(1 - p if y else p).data},
            ),
            (
                "sign in sigmoid", "this is 1/(1 + e^z)", "take 1/(1 + e^{-z})", {"p": 1 - p.data},
            ),
            (
                "label forgotten", "this is p: the label does not occur", "subtract the label: p - y", {"dz": p.data},
            ) if y else (
                "label turned round", "this is p - 1, for a student who passed", "this one has y = 0: p - y",
                {"dz": p.data - 1},
            ),
        ],
    )  # fmt: skip


@exercise(
    "two-mails",
    title="Two mails, and a mean",
    asks="A mail filter with $z = w x + b$ and $p = \\sigma(z)$ sees two mails: the first is spam ($y_0 = 1$), the second "
    "is not ($y_1 = 0$). The loss is the **mean** of $-\\ln q$ over both. Pick $\\partial L/\\partial w$ and "
    "$\\partial L/\\partial b$.",
    hints=["For one mail $\\delta z$ is $p - y$. What does the mean make of it?", "Both mails send a share: add them up."],
    minutes=8,
    each={"dw": "$\\partial L/\\partial w$", "db": "$\\partial L/\\partial b$"},
)
def two_mails(draw):
    x = draw([1.5, -0.6])
    w, b = Value(draw(0.9), "w"), Value(draw(0.4), "b")
    p = [sigmoid(w * number + b) for number in x]
    loss = (-log(p[0]) - log(1 - p[1])) / 2
    return Drawn(loss, given={"x": x, "y": [1, 0], "w": w, "b": b}, picks={"dw": w, "db": b})
