"""Exercises of the lecture "Networks that train while you watch"."""

from engine import Value, gradient
from lectures.board import Drawn, exercise


@exercise(
    "leap-across",
    title="A step that leaps across the valley",
    asks="The loss is $L = c (w - m)^2$, and descent starts at $w$ with the given rate. Derive $\\delta w$, and "
    "compute $w$ after one step, its distance from $m$ then, and the factor by which that distance has changed, with "
    "its sign.",
    hints=[
        "$\\delta w = 2 c (w - m)$.",
        "The distance becomes $(w - m) - \\text{rate} \\cdot 2 c (w - m)$: take $w - m$ out.",
    ],
    minutes=8,
    each={
        "new_w": "$w$ after the step",
        "distance": "$w - m$ after the step",
        "factor": "new distance by old distance",
    },
)
def leap_across(draw):
    c, m, rate = draw(1.6), draw(-0.7), draw.choice([0.45, 0.55, 0.9])
    w = Value(draw(2.3), "w")
    loss = c * (w - m) ** 2
    dw = gradient(loss, w, create_graph=True)
    new_w = w - rate * dw
    distance = new_w - m
    factor = 1 - 2 * rate * c
    return Drawn(
        loss,
        {"w": w},
        given={"c": c, "m": m, "rate": rate},
        values={"new_w": new_w, "distance": distance, "factor": Value(factor)},
        slips=[
            (
                "uphill", "this step goes along the slope, so the loss grows", "subtract the rate times the slope",
                {"new_w": 2 * w.data - new_w.data, "factor": 2 - factor},
            ),
            (
                "two forgotten", "the square has the slope 2 (w - m)", "multiply by 2",
                {"factor": 1 - rate * c, "new_w": w.data - rate * dw.data / 2},
            ),
            (
                "one forgotten", "this is what is taken away, as a share of the distance", "subtract it from 1",
                {"factor": 2 * rate * c},
            ),
        ],
    )  # fmt: skip


@exercise(
    "two-steps-with-momentum",
    title="Two steps with momentum",
    asks="The loss is $L = c (w - m)^2$. Descent with momentum keeps a velocity, $v = \\mu v + \\delta w$ and $w = w - "
    "\\text{rate} \\cdot v$, with $v = 0$ at first. Compute $v$ and $w$ after the first and after the second step.",
    hints=[
        "In the first step $v$ is the gradient itself.",
        "The second gradient is taken at the new $w$, and $v$ keeps the share $\\mu$ of the old one.",
    ],
    minutes=10,
    each={"v": "$v$ after each step", "w": "$w$ after each step"},
)
def two_steps_with_momentum(draw):
    c, m, rate, mu = draw(1.3), draw(0.6), draw.choice([0.1, 0.2]), draw.choice([0.7, 0.8, 0.9])
    start = Value(draw(2.4))
    v1 = 2 * c * (start - m)
    w1 = start - rate * v1
    slope = 2 * c * (w1 - m)
    v2 = mu * v1 + slope
    w2 = w1 - rate * v2
    forgotten = w1 - rate * slope
    old = mu * v1 + v1
    return Drawn(
        given={"c": c, "m": m, "rate": rate, "mu": mu, "start": start},
        values={"v": [v1, v2], "w": [w1, w2]},
        slips=[
            (
                "momentum forgotten", "the second step follows the gradient alone", "add mu times the old velocity",
                {"v": [v1.data, slope.data], "w": [w1.data, forgotten.data]},
            ),
            (
                "old gradient", "the second gradient is that of the start", "take it at the new w",
                {"v": [v1.data, old.data], "w": [w1.data, (w1 - rate * old).data]},
            ),
        ],
    )  # fmt: skip
