"""Exercises of the lecture "How descent goes astray, and two better ways to step"."""

from engine import Value, named
from lectures.board import Drawn, exercise


@exercise(
    "safe-rates",
    title="Which rates are safe?",
    asks="The ravine $L = \\frac12 (a\\,u^2 + c\\,v^2)$ and descent with the given rate. By which factors does one "
    "step multiply $u$ and $v$? Where are $u$ and $v$ after two steps? And which is the largest rate, exclusive, at "
    "which both arrive?",
    hints=[
        "The slope by $u$ is $a u$. So one step multiplies $u$ by $1 - \\text{rate} \\cdot a$.",
        "The factor of each direction has to stay between $-1$ and 1. The steeper direction decides.",
    ],
    minutes=8,
    each={"fu": "the factor of $u$", "fv": "the factor of $v$", "u2": "$u$ after two steps", "v2": "$v$ after them",
          "largest": "the largest rate"},
)  # fmt: skip
def safe_rates(draw):
    a, c = draw(1.5), Value(draw(24.0))
    u, v, rate = draw(4.0), draw(0.6), draw.choice([0.05, 0.06, 0.04, 0.03])
    fu, fv = 1 - rate * Value(a), 1 - rate * c
    return Drawn(
        given={"a": a, "c": c, "u": u, "v": v, "rate": rate},
        values={"fu": fu, "fv": fv, "u2": fu**2 * u, "v2": fv**2 * v, "largest": 2 / c},
        slips=[
            (
                "factor without curvature", "every direction has its own curvature", "multiply the rate by it",
                {"fu": 1 - rate, "fv": 1 - rate},
            ),
            (
                "half forgotten", "a constant factor is wrong",
                "the half cancels the 2 of the square: the slope by u is a u",
                {"fu": 1 - 2 * rate * a, "fv": (1 - 2 * rate * c).data},
            ),
            (
                "uphill", "this grows with every step", "subtract the rate times the slope",
                {"fu": 1 + rate * a, "fv": (1 + rate * c).data},
            ),
            (
                "factor 0 for factor -1", "at this rate the steep direction arrives in one step",
                "up to the factor -1 it still arrives: 2 divided by the curvature", {"largest": 1 / c.data},
            ),
            (
                "flat direction", "the flat direction allows this rate, the steep one does not",
                "take the larger curvature", {"largest": 2 / a},
            ),
            (
                "one step", "this is where it is after one step", "go one step further",
                {"u2": fu.data * u, "v2": fv.data * v},
            ),
            (
                "twice the factor", "a factor for each step is multiplied, not added up", "take its square",
                {"u2": 2 * fu.data * u, "v2": 2 * fv.data * v},
            ),
        ],
    )  # fmt: skip


@exercise(
    "momentum-by-hand",
    title="Two steps with momentum",
    asks="The valley $L = \\frac12 c\\,\\theta^2$ has the slope $c\\,\\theta$. A step with momentum is $w' = \\alpha "
    "w + g$ and $\\theta' = \\theta - \\eta\\,w'$, where $g$ is the slope at the old $\\theta$ and the velocity "
    "starts at 0. Compute $w_1$, $\\theta_1$, $w_2$, $\\theta_2$ from the given $\\theta_0$. How does $\\theta_2$ "
    "depend on the start, $\\partial \\theta_2 / \\partial \\theta_0$?",
    hints=[
        "$w_1 = c\\,\\theta_0$, and $\\theta_1 = \\theta_0 - \\eta w_1$.",
        "In the second step the slope is that at $\\theta_1$, and the velocity still has $\\alpha w_1$.",
        "All four are multiples of $\\theta_0$: or go back with $\\delta w_2 = -\\eta$ and $\\delta\\theta_1 = 1 + "
        "c\\,\\delta w_2$.",
    ],
    minutes=12,
    points={"dt1": 1, "t0": 2},
    each={
        "w1": "$w_1$", "t1": "$\\theta_1$", "w2": "$w_2$", "t2": "$\\theta_2$",
        "dt1": "$\\partial \\theta_2 / \\partial \\theta_1$", "t0": "$\\partial \\theta_2 / \\partial \\theta_0$",
    },
)  # fmt: skip
def momentum_by_hand(draw):
    start, c = Value(draw(1.5), "θ0"), draw(3.0)
    alpha, rate = draw.choice([0.8, 0.9, 0.7, 0.6]), draw.choice([0.1, 0.05, 0.08])
    w1 = named("w1", c * start)
    theta1 = named("θ1", start - rate * w1)
    w2 = named("w2", alpha * w1 + c * theta1)
    theta2 = named("θ2", theta1 - rate * w2)
    stale = alpha * w1.data + c * start.data
    return Drawn(
        theta2,
        {"dt1": theta1, "t0": start},
        given={"c": c, "alpha": alpha, "eta": rate},
        values={"w1": w1, "t1": theta1, "w2": w2, "t2": theta2},
        slips=[
            (
                "slope at the old place", "the second slope is taken at the start again", "take it at θ1",
                {"w2": stale, "t2": theta1.data - rate * stale},
            ),
            (
                "momentum forgotten", "this is a plain step", "add α times the velocity before",
                {"w2": c * theta1.data, "t2": theta1.data * (1 - rate * c)},
            ),
            (
                "α for both", "the new slope is not multiplied", "multiply only the old velocity by α",
                {"w2": alpha * (w1 + c * theta1).data, "w1": alpha * w1.data},
            ),
            ("uphill", "this step goes along the slope", "subtract", {"t1": start.data + rate * w1.data}),
        ],
    )  # fmt: skip
