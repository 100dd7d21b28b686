"""Exercises of the lecture "Fit a line"."""

import engine
from engine import Value, gradient, named
from lectures.board import Drawn, exercise
from lectures.exercises.hunt import Bug, hunt


@exercise(
    "three-rides",
    title="Three rides, one step",
    asks="Three taxi rides of $x_0$, $x_1$ and $x_2$ kilometres cost $y_0$, $y_1$ and $y_2$. The model is $ŷ = w x + "
    "b$, with the errors $e_i = ŷ_i - y_i$ and the loss $L = e_0^2 + e_1^2 + e_2^2$. Compute the errors, then $\\delta "
    "w$ and $\\delta b$, and then $w$ and $b$ after one step of descent.",
    hints=[
        "Each ride sends a share to $w$ and a share to $b$: add up.",
        "The share of ride $i$ in $\\delta w$ is $2 e_i x_i$, and in $\\delta b$ it is $2 e_i$.",
        "A step goes against the slope: $w - \\text{rate} \\cdot \\delta w$.",
    ],
    minutes=12,
    points={"e": 1, "w": 2, "b": 1.5},
    each={"e": "$e_0, e_1, e_2$", "new_w": "$w$ after the step", "new_b": "$b$ after the step"},
)
def three_rides(draw):
    x, y = draw([4.0, 5.0, 7.0]), draw([11.0, 20.0, 26.0])
    w, b, rate = Value(draw(2.5), "w"), Value(draw(4.5), "b"), draw.choice([0.01, 0.02])
    errors = [named(f"e{i}", w * x[i] + b - y[i]) for i in range(3)]
    loss = engine.sum([e**2 for e in errors])
    dw, db = gradient(loss, [w, b], create_graph=True)
    new_w, new_b = w - rate * dw, b - rate * db
    return Drawn(
        loss,
        {"w": w, "b": b},
        given={"x": x, "y": y, "rate": rate},
        values={"e": errors, "new_w": new_w, "new_b": new_b},
        slips=[
            (
                "uphill", "this step goes along the slope, so the loss grows", "subtract the rate times the slope",
                {"new_w": 2 * w.data - new_w.data, "new_b": 2 * b.data - new_b.data},
            ),
            (
                "rate forgotten", "this step is as long as the slope itself", "multiply the slope by the rate",
                {"new_w": w.data - dw.data, "new_b": b.data - db.data},
            ),
            (
                "error turned round", "an error is predicted minus measured", "subtract y from ŷ",
                {"e": [-e.data for e in errors]},
            ),
        ],
    )  # fmt: skip


LOOP = """
for step in range(50):
    dw, db = 0.0, 0.0
    for x, y in rides:
        predicted = w * x + b
        e = predicted - y
        dw += 2 * e * x
        db += 2 * e
    w -= rate * dw
    b -= rate * db
print(w, b)
"""


@exercise(
    "loop-for-a-line",
    title="Ten lines that do not learn",
    asks="This program is to fit $ŷ = w x + b$ to the rides by descent on the sum of the squared errors. One of its "
    "ten lines is wrong. Which one? And what should that line give the first time that it is run?",
    hints=[
        "Say for each line what it should do, in words, before you read it.",
        "Slopes are added up over the rides, and a step goes against them.",
    ],
    minutes=10,
    points={"line": 2, "mended": 1},
    each={"line": "the number of the wrong line", "mended": "what its variable should be after its first run"},
)
def loop_for_a_line(draw):
    numbers = {"rides": list(zip(draw([2.0, 5.0, 3.0]), draw([9.0, 14.0, 12.0]))), "w": draw(1.5), "b": draw(2.5)}
    bugs = [
        Bug(6, "dw += 2 * e"),
        Bug(4, "predicted = w * x"),
        Bug(6, "dw += 2 * e * w"),
        Bug(7, "db += 2 * e * x"),
        Bug(8, "w += rate * dw"),
        Bug(9, "b -= rate * dw"),
        Bug(9, "b += rate * db"),
    ]
    return hunt(LOOP, bugs, {**numbers, "rate": 0.01}, draw)
