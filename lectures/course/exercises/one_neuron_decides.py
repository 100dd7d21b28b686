"""Exercises of the lecture "One neuron decides"."""

from math import log10

from engine import Value, log, named, sigmoid
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
    z = named("z", w * x + b)
    p = named("p", sigmoid(z))
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
    "squares-instead",
    title="Squares instead",
    asks="A student has studied for $x$ hours and passed ($y = 1$). The neuron says $z = w x + b$ and $p = "
    "\\sigma(z)$. Somebody trains it with squares, $L = (p - y)^2$. Pick $\\partial L/\\partial w$ and $\\partial "
    "L/\\partial b$. And what would be the slope by $z$ of the loss $-\\ln p$ instead?",
    hints=[
        "Go back from $L$: first to $p$, then through the sigmoid, then to $w$.",
        "The sigmoid has the slope $p (1 - p)$. With squares nothing cancels it.",
    ],
    minutes=8,
    each={
        "dw": "$\\partial L/\\partial w$",
        "db": "$\\partial L/\\partial b$",
        "log_dz": "the slope of $-\\ln p$ by $z$",
    },
)
def squares_instead(draw):
    x, w, b = draw(2.5), Value(draw(0.3), "w"), Value(draw(-1.6), "b")
    z = named("z", w * x + b)
    p = named("p", sigmoid(z))
    return Drawn(
        (p - 1) ** 2,
        given={"x": x, "w": w, "b": b},
        values={"log_dz": p - 1},
        picks={"dw": w, "db": b},
        slips=[
            ("sign", "this is true minus believed", "take p - y", {"log_dz": (1 - p).data}),
            (
                "chain stopped", "this is the slope by p", "go on through the sigmoid: it cancels 1/p",
                {"log_dz": (-1 / p).data},
            ),
            (
                "extra derivative", "p (1 - p) has cancelled with the slope of the logarithm", "p - y is left",
                {"log_dz": ((p - 1) * p * (1 - p)).data},
            ),
            ("label forgotten", "this is p: the label does not occur", "subtract the label", {"log_dz": p.data}),
        ],
    )  # fmt: skip
