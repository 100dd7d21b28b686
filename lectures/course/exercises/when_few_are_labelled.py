"""Exercises of the lecture "When few are labelled"."""

from engine import Value, gradient, log, named, sigmoid
from lectures.board import Drawn, exercise


@exercise(
    "pull-together",
    title="Two predictions pull",
    asks="A beetle and its moved copy have the measurements $x_0$ and $x_1$. With $z_i = w x_i + b$ and "
    "$p_i = \\sigma(z_i)$ they pay $C = (p_0 - p_1)^2$. Compute $p_0$ and $p_1$, then $\\delta p$ and $\\delta z$ (two "
    "numbers each), $\\delta w$ and $\\delta b$.",
    hints=[
        "The second prediction is subtracted, so its slope has a minus.",
        "The sigmoid has the slope $p (1 - p)$, for each at its own $p$.",
        "$\\delta w = x_0\\,\\delta z_0 + x_1\\,\\delta z_1$.",
    ],
    minutes=12,
    points={"p": 1, "dz": 2, "w": 2},
    each={"p": "$p_0, p_1$", "dp": "$\\delta p_0, \\delta p_1$", "dz": "$\\delta z_0, \\delta z_1$"},
)
def pull_together(draw):
    x = draw([1.5, -0.6])
    w, b = Value(draw(0.8), "w"), Value(draw(0.3), "b")
    z = [named(f"z{i}", w * number + b) for i, number in enumerate(x)]
    p = [named(f"p{i}", sigmoid(each)) for i, each in enumerate(z)]
    gap, found = 2 * (p[0].data - p[1].data), [each.data for each in p]
    slopes = [number * (1 - number) for number in found]
    return Drawn(
        (p[0] - p[1]) ** 2,
        {"dp": p, "dz": z, "w": w, "b": b},
        given={"x": x},
        values={"p": p},
        slips=[
            ("minus forgotten", "the second prediction is subtracted", "its slope is the negative", {"dp": [gap, gap]}),
            (
                "copy held fixed", "the copy is no label here: it moves as well", "take its slope as well",
                {"dp": [gap, 0.0], "dz": [gap * slopes[0], 0.0], "w": gap * slopes[0] * x[0], "b": gap * slopes[0]},
            ),
            (
                "one slope for both", "the second sigmoid has a slope of its own", "take p1 (1 - p1)",
                {"dz": [gap * slopes[0], -gap * slopes[0]]},
            ),
            ("sign in sigmoid", "this is 1/(1 + e^z)", "take 1/(1 + e^-z)", {"p": [1 - each for each in found]}),
        ],
    )  # fmt: skip


@exercise(
    "who-pushes",
    title="Who pushes where?",
    asks="A beetle has a label, its moved copy has none: $L = -\\ln q_0 + \\lambda (p_0 - p_1)^2$ with $q_0 = p_0$ if "
    "the label is 1, else $1 - p_0$. The predictions are given. Which sign has the slope of each part by each score? "
    "And which way does the copy's score $z_1$ move in a step of descent?",
    hints=[
        "The label alone: $p_0 - y$. The copy does not occur there.",
        "The consistency pulls the two predictions together.",
    ],
    minutes=5,
    each={
        "label0": "$-\\ln q_0$ by $z_0$", "pair0": "$(p_0 - p_1)^2$ by $z_0$", "pair1": "$(p_0 - p_1)^2$ by $z_1$",
        "label1": "$-\\ln q_0$ by $z_1$", "move1": "the step of $z_1$",
    },
)  # fmt: skip
def who_pushes(draw):
    y, (p0, p1) = (
        draw.choice([1, 0]),
        draw.shuffled([draw.choice([0.7, 0.6, 0.8, 0.9]), draw.choice([0.25, 0.3, 0.2, 0.1])]),
    )
    z = [Value(_score(p0), "z0"), Value(_score(p1), "z1")]
    p = [sigmoid(each) for each in z]
    label, pair = -log(p[0] if y else 1 - p[0]) + 0 * z[1], (p[0] - p[1]) ** 2
    slopes = dict(zip(("label0", "label1"), gradient(label, z))) | dict(zip(("pair0", "pair1"), gradient(pair, z)))
    return Drawn(
        given={"y": y, "p0": p0, "p1": p1},
        signs={name: slopes[name] for name in ("label0", "label1", "pair0", "pair1")} | {"move1": -slopes["pair1"]},
        slips=[
            (
                "step for slope", "this is the way of the step, against the slope", "say how the loss moves",
                {"label0": -slopes["label0"], "pair0": -slopes["pair0"], "pair1": -slopes["pair1"]},
            ),
            (
                "slope for step", "this is the slope", "a step goes against it", {"move1": slopes["pair1"]},
            ),
            (
                "label for both", "the label says nothing about the copy", "its score does not occur there: 0",
                {"label1": slopes["label0"]},
            ),
            (
                "minus forgotten", "the copy is subtracted, so it is pulled the other way", "turn the sign round",
                {"pair1": slopes["pair0"]},
            ),
        ],
    )  # fmt: skip


def _score(p):
    return log(Value(p / (1 - p))).data
