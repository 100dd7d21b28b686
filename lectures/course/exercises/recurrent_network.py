"""Exercises of the lecture "A network with a memory"."""

from engine import Value, named
from lectures.board import Drawn, exercise
from lectures.exercises.hunt import Bug, hunt


@exercise(
    "back-through-time",
    title="Back through three steps",
    asks="The cell $h_t = w\\,h_{t-1} + u\\,x_t$ starts at $h_0$ and reads three inputs, and $L = (h_3 - y)^2$. "
    "Compute $h_1, h_2, h_3$, then $\\delta_3, \\delta_2, \\delta_1$ (the slopes of $L$ by $h_3, h_2, h_1$), and the "
    "gradients of the shared weights $w$ and $u$.",
    hints=[
        "Begin at the last state. What was $h_{t-1}$ multiplied by when $h_t$ was made?",
        "At step $t$ the weight $w$ was multiplied by $h_{t-1}$, and $u$ by $x_t$.",
        "$\\delta w = \\delta_3 h_2 + \\delta_2 h_1 + \\delta_1 h_0$.",
    ],
    minutes=12,
    points={"h1": 0.5, "h2": 0.5, "h3": 0.5, "w": 2, "u": 2},
    each={"d3": "$\\delta_3$", "d2": "$\\delta_2$", "d1": "$\\delta_1$"},
)
def back_through_time(draw):
    start, x, y = draw(4.0), draw([3.0, -9.0, 8.0]), draw(5.5)
    w, u = Value(draw(0.6), "w"), Value(draw(1.5), "u")
    h1 = named("h1", w * start + u * x[0])
    h2 = named("h2", w * h1 + u * x[1])
    h3 = named("h3", w * h2 + u * x[2])
    return Drawn(
        (h3 - y) ** 2,
        {"d3": h3, "d2": h2, "d1": h1, "w": w, "u": u},
        given={"h0": start, "x": x, "y": y},
        values={"h1": h1, "h2": h2, "h3": h3},
        slips=[
            (
                "start forgotten", "the cell starts at h0, not at 0", "add w h0",
                {"h1": u.data * x[0]},
            ),
            (
                "off by one in time", "w is multiplied by the state before the step", "take h2, h1 and h0",
                {"w": _summed(h3, y, w, [h3.data, h2.data, h1.data])},
            ),
            (
                "last step only", "the weight is used at three times", "add up the shares of all steps",
                {"w": 2 * (h3.data - y) * h2.data, "u": 2 * (h3.data - y) * x[2]},
            ),
            (
                "nothing fades", "here δ is as large at every step",
                "each step back multiplies by w: δ2 is w δ3, and δ1 is w δ2",
                {"w": 2 * (h3.data - y) * (h2.data + h1.data + start), "u": 2 * (h3.data - y) * sum(x)},
            ),
        ],
    )  # fmt: skip


def _summed(last, y, w, factors):
    """What w gets if these numbers stand beside it, the last step first."""
    delta, total = 2 * (last.data - y), 0.0
    for factor in factors:
        total, delta = total + delta * factor, delta * w.data
    return total


UNROLLED = """
h1 = w * h0 + u * x1
h2 = w * h1 + u * x2
h3 = w * h2 + u * x3
d3 = 2 * (h3 - y)
d2 = w * d3
d1 = w * d2
dw = d3 * h2 + d2 * h1 + d1 * h0
du = d3 * x3 + d2 * x2 + d1 * x1
w = w - rate * dw
u = u - rate * du
"""


@exercise(
    "unrolled-with-a-bug",
    title="Unrolled, with a bug",
    asks="A cell $h_t = w\\,h_{t-1} + u\\,x_t$ runs over three inputs, $L = (h_3 - y)^2$, and one step of descent "
    "follows. One of the ten lines is wrong by itself. Which? And what should it give?",
    hints=[
        "Read the times off the indices: what stood beside $w$ when $h_2$ was made?",
        "Nothing comes to $\\delta_1$ but by way of $\\delta_2$.",
    ],
    minutes=12,
    points={"line": 2, "mended": 1},
    each={"line": "the number of the wrong line", "mended": "what its variable should be then"},
)
def unrolled_with_a_bug(draw):
    numbers = dict(zip(["h0", "x1", "x2", "x3", "y"], draw([4.0, 2.0, -3.0, 5.0, 2.5])))
    numbers |= {"w": draw(0.6), "u": draw(1.5), "rate": draw.choice([0.02, 0.03])}
    bugs = [
        Bug(7, "dw = d3 * h3 + d2 * h2 + d1 * h1"),
        Bug(4, "d3 = h3 - y"),
        Bug(5, "d2 = u * d3"),
        Bug(6, "d1 = w * d3"),
        Bug(7, "dw = d3 * h2"),
        Bug(7, "dw = d3 * (h2 + h1 + h0)"),
        Bug(8, "du = d3 * x1 + d2 * x2 + d1 * x3"),
        Bug(8, "du = d3 * h2 + d2 * h1 + d1 * h0"),
        Bug(9, "w = w + rate * dw"),
        Bug(10, "u = u - rate * dw"),
    ]
    return hunt(UNROLLED, bugs, numbers, draw)
