"""Exercises of the lecture "Two bugs in a training loop"."""

from engine import Value, gradient, named
from lectures.board import Drawn, exercise
from lectures.exercises.hunt import Bug, hunt


@exercise(
    "moved-too-early",
    title="Moved too early",
    asks="Two weights in a row, $o = v\\,w\\,x$ and $L = (o - y)^2$. A loop goes back, updates $v$ as soon as its "
    "slope is known, and computes the slope of $w$ with the **new** $v$. Compute $\\delta v$ and $\\delta w$ as they "
    "should be, the new $v$, and what the loop takes for $\\delta w$. By how much of the right one is that off?",
    hints=[
        "$\\delta v = 2 (o - y)\\,w x$ and $\\delta w = 2 (o - y)\\,v x$, both at the old weights.",
        "The loop has the same formula with another number for $v$.",
    ],
    minutes=10,
    points={"v": 1.5, "w": 1.5},
    each={
        "o": "the output", "new_v": "$v$ after its step", "early": "what the loop takes for $\\delta w$",
        "off": "(early minus right) divided by right",
    },
)  # fmt: skip
def moved_too_early(draw):
    x, y, rate = draw(1.5), draw(4.5), draw.choice([0.05, 0.02, 0.04])
    w, v = Value(draw(2.5), "w"), Value(draw(0.7), "v")
    o = named("o", v * named("h", w * x))
    loss = (o - y) ** 2
    dv, dw = gradient(loss, [v, w], create_graph=True)
    new_v = v - rate * dv
    early = 2 * (o - y) * new_v * x
    return Drawn(
        loss,
        {"v": v, "w": w},
        given={"x": x, "y": y, "rate": rate},
        values={"o": o, "new_v": new_v, "early": early, "off": (early - dw) / dw},
        slips=[
            (
                "uphill", "this step goes along the slope", "subtract the rate times the slope",
                {"new_v": 2 * v.data - new_v.data},
            ),
            ("right instead of early", "this is the slope at the old weights", "take the new v", {"early": dw.data}),
            (
                "forward pass repeated", "the loop does not compute the output again", "keep the old error",
                {"early": (2 * (new_v * (w * x) - y) * new_v * x).data},
            ),
            ("share of the wrong one", "this is divided by the early slope", "divide by the right one",
             {"off": ((early - dw) / early).data}),
            ("difference alone", "this is how far it is off", "divide by the right slope", {"off": (early - dw).data}),
        ],
    )  # fmt: skip


STEP = """
for step in range(20):
    h = w * x
    o = v * h
    do = 2 * (o - y)
    dv = do * h
    dh = do * v
    dw = dh * x
    v = v - rate * dv
    w = w - rate * dw
print(w, v)
"""


@exercise(
    "order-of-a-step",
    title="The order of a step",
    asks="A loop trains two weights in a row, $o = v\\,w\\,x$ with $L = (o - y)^2$. One thing is wrong in it: a line "
    "that computes the wrong number, or one that comes too early. Which line is it? And what should $w$ be after the "
    "first step?",
    hints=[
        "Forward, backward for all, then update all: does each line find the numbers that it needs?",
        "A slope belongs to the weights at which the output was computed.",
    ],
    minutes=12,
    points={"line": 2, "mended": 2},
    each={
        "line": "the number of the wrong line, or of that which comes too early",
        "mended": "$w$ after the first step",
    },
)
def order_of_a_step(draw):
    numbers = {"x": draw(1.5), "y": draw(1.2), "w": draw(2.0), "v": draw(0.8), "rate": draw.choice([0.05, 0.04])}
    bugs = [
        Bug(6, "v = v - rate * dv", {7: "dh = do * v", 8: "dw = dh * x"}),
        Bug(4, "do = 2 * o - y"),
        Bug(6, "dh = do * h"),
        Bug(7, "dw = dh * w"),
        Bug(9, "w = w - rate * dv"),
        Bug(9, "w = w + rate * dw"),
        Bug(4, "do = o - y"),
    ]
    return hunt(STEP, bugs, numbers, draw, watch="w")
