"""Exercises of the lecture "Networks that remember and write, while you watch"."""

from engine import Value, gradient, softmax
from lectures.board import Drawn, exercise


@exercise(
    "one-look-back",
    title="One look back",
    asks="A query $q$ meets three keys, $s_i = q k_i$, all numbers. Compute the weights $p = \\text{softmax}(s)$ and "
    "the mean $y = \\sum_i p_i v_i$; then derive $\\delta v$ and $\\delta s$ of $y$.",
    hints=[
        "$p_i = e^{s_i} / \\sum_j e^{s_j}$, and the slope of $y$ by $v_i$ is $p_i$.",
        "The slope of $y$ by $s_i$ is $p_i (v_i - y)$: raising a score moves the mean towards its value.",
    ],
    minutes=10,
    each={"p": "the three weights", "y": "the mean"},
)
def one_look_back(draw):
    q, keys = Value(draw(1.2), "q"), [Value(x) for x in draw([0.9, -0.4, 0.3])]
    s = [q * k for k in keys]
    v = [Value(x) for x in draw([1.5, -0.8, 0.7])]
    p = softmax(s)
    y = p[0] * v[0] + p[1] * v[1] + p[2] * v[2]
    slopes = gradient(y, s)
    return Drawn(
        y,
        {"v": v, "s": s},
        given={"q": q, "k": keys, "v": v},
        values={"p": p, "y": y},
        slips=[
            (
                "only its own", "raising a score also lowers the other weights", "subtract the mean: p (v - y)",
                {"s": [a.data * b.data for a, b in zip(p, v)]},
            ),
            (
                "the other way round", "a score whose value is above the mean raises it", "take v - y, not y - v",
                {"s": [-x for x in slopes]},
            ),
        ],
    )  # fmt: skip


@exercise(
    "colder",
    title="Colder and hotter",
    asks="A network gives three letters the scores $z$; at the temperature $T$ their chances are "
    "$\\mathrm{softmax}(z / T)$. Compute the chances at temperature 1, at the given $T$, and the ratio of the "
    "chances of the first two letters at $T$.",
    hints=[
        "Divide the scores by $T$, take $e$ to the power of each, and divide by the sum.",
        "The sums cancel: the ratio is $e^{(z_1 - z_2) / T}$.",
    ],
    minutes=6,
    each={"p": "chances at temperature 1", "p_T": "chances at temperature T", "ratio": "first by second, at T"},
)
def colder(draw):
    z, T = [Value(x) for x in draw([1.4, 0.5, -0.7])], draw.choice([0.5, 0.8, 2.0])
    p, p_T = softmax(z), softmax([x / T for x in z])
    hot = softmax([x * T for x in z])
    return Drawn(
        given={"z": z, "T": T},
        values={"p": p, "p_T": p_T, "ratio": ((z[0] - z[1]) / T).exp()},
        slips=[
            (
                "times T", "a low temperature makes likely letters likelier", "divide the scores by T",
                {"p_T": [x.data for x in hot], "ratio": ((z[0] - z[1]) * T).exp().data},
            ),
        ],
    )  # fmt: skip
