"""Exercises of the lecture "Slope and graph"."""

from engine import Value, gradient, named
from lectures.board import Drawn, exercise


@exercise(
    "two-arrows",
    title="Two arrows leave",
    asks="Let $s = a\\,b$, $r = s + m\\,b$ and $k = r\\,s$. Go forward: what are $s$ and $r$? Then go back from $k$ "
    "with $\\delta r$, $\\delta s$, $\\delta a$ and $\\delta b$, where $\\delta s$ stands for $\\partial k/\\partial "
    "s$.",
    hints=[
        "Draw the graph first: two arrows leave $s$, and two leave $b$.",
        "$k = r\\,s$: each factor gets the other one. Then $s$ hears from $r$ as well.",
        "$\\delta s = r + 1 \\cdot \\delta r$, and $\\delta b = a\\,\\delta s + m\\,\\delta r$.",
    ],
    minutes=10,
    points={"s": 0.5, "r": 0.5, "ds": 2, "b": 2},
    each={"dr": "the slope of $k$ by $r$", "ds": "the slope of $k$ by $s$"},
)
def two_arrows(draw):
    a, b, m = Value(draw(2.5), "a"), Value(draw(4.0), "b"), draw(3.0)
    s = named("s", a * b)
    r = named("r", s + m * b)
    return Drawn(
        r * s,
        {"dr": r, "ds": s, "a": a, "b": b},
        given={"m": m},
        values={"s": s, "r": r},
        slips=[
            ("sum for product", "s is the sum of a and b here", "multiply: s = a b", {"s": a.data + b.data}),
            ("factor forgotten", "b is added without its factor m", "add m b", {"r": s.data + b.data}),
        ],
    )


@exercise(
    "slope-signs",
    title="Which way does it move?",
    asks="Let $u = a - b$, $v = c\\,u$ and $L = (v - y)^2$. No number is needed but its sign: does $L$ grow ($+$) or "
    "fall ($-$) when each of these grows a little?",
    hints=[
        "Only the signs of $u$, of $c$ and of $v - y$ count. Find them first.",
        "Slopes along a path are multiplied, and so are their signs. $u$ falls when $b$ grows.",
    ],
    minutes=5,
    each={"v": "when $v$ grows", "u": "when $u$ grows", "a": "when $a$ grows", "b": "when $b$ grows",
          "c": "when $c$ grows"},
)  # fmt: skip
def slope_signs(draw):
    a, b, c, y = (Value(x, name) for x, name in zip(draw([3.0, 5.5, 2.0, -0.5]), "abcy"))
    u = a - b
    v = c * u
    slopes = dict(zip("vuabc", gradient((v - y) ** 2, [v, u, a, b, c])))
    return Drawn(
        given={"a": a, "b": b, "c": c, "y": y},
        signs=slopes,
        slips=[
            (
                "step for slope", "these are the steps that descent takes, against the slopes",
                "say what L does when the number grows", {name: -slope for name, slope in slopes.items()},
            ),
            (
                "minus forgotten", "b is subtracted, so u falls when b grows",
                "multiply by the slope -1 of u by b", {"b": slopes["a"]},
            ),
            (
                "own factor", "a factor of v = c u stands where its slope belongs",
                "the slope by c is u: multiply by the sign of u", {"c": c.data * slopes["v"]},
            ),
            (
                "own factor", "a factor of v = c u stands where its slope belongs",
                "the slope by u is c: multiply by the sign of c", {"u": u.data * slopes["v"]},
            ),
        ],
    )  # fmt: skip
