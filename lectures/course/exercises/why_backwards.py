"""Exercises of the lecture "Why backwards"."""

from math import prod

from engine import Value, named
from lectures.board import Drawn, exercise


@exercise(
    "count-the-paths",
    title="Count the paths",
    asks="A network has the given numbers of inputs and of neurons in its three hidden layers, each neuron linked to "
    "all of the next layer, and one output. Every arrow carries one slope. How many paths lead from one input to the "
    "output, how many arrows are there, and how many multiplications do reverse mode and forward mode take for the "
    "slopes by **all** inputs, if each sweep uses every arrow once?",
    hints=[
        "A path chooses one neuron in every layer.",
        "Between two layers there are as many arrows as the product of their sizes.",
        "Reverse mode needs one sweep for all inputs, forward mode one sweep for each.",
    ],
    minutes=6,
    each={
        "paths": "paths from one input", "arrows": "arrows in the network",
        "reverse": "multiplications in reverse mode", "forward": "multiplications in forward mode",
    },
)  # fmt: skip
def count_the_paths(draw):
    inputs = draw.choice([4, 3, 5, 6, 7, 8, 9])
    hidden = [5, 3, 6] if draw.is_sheet else [n for n in draw.shuffled(range(2, 10)) if n != inputs][:3]
    layers = [inputs, *hidden, 1]
    arrows = Value(sum(layers[k] * layers[k + 1] for k in range(4)))
    return Drawn(
        given={"inputs": inputs, "hidden": hidden},
        values={"paths": Value(prod(hidden)), "arrows": arrows, "reverse": arrows * 1, "forward": arrows * inputs},
        slips=[
            (
                "sum for product", "the choices in the layers are added up here",
                "each choice in one layer goes with each in the next: multiply",
                {"paths": sum(hidden), "arrows": sum(layers)},
            ),
            (
                "all inputs", "these are the paths from all inputs", "count those from one input",
                {"paths": inputs * prod(hidden)},
            ),
            (
                "last layer forgotten", "the arrows into the output are missing", "they count as well",
                {"arrows": arrows.data - hidden[-1]},
            ),
            (
                "sweeps exchanged", "reverse mode needs one sweep for all inputs, forward mode one for each",
                "ask which end has few numbers", {"reverse": inputs * arrows.data, "forward": arrows.data},
            ),
            (
                "path by path", "this multiplies along every path by itself", "a sweep uses each arrow once",
                {"reverse": 4 * inputs * prod(hidden)},
            ),
        ],
    )  # fmt: skip


@exercise(
    "one-pass-back",
    title="One pass back",
    asks="Let $u = a^2$, $v = u\\,b$, $p = u - v$ and $L = p\\,v$. Do not walk the paths: go back from $L$ once, and "
    "complete each number before it hands on. What are $\\delta p$, $\\delta v$, $\\delta u$, $\\delta a$ and "
    "$\\delta b$?",
    hints=[
        "Forward first: $u$, $v$, $p$. From $L$, $\\delta p = v$.",
        "$v$ hears from $L$ and, with a minus sign, from $p$.",
        "$\\delta u = \\delta p + b\\,\\delta v$, and then $\\delta a = 2a\\,\\delta u$.",
    ],
    minutes=10,
    points={"dv": 2, "du": 2},
)
def one_pass_back(draw):
    a, b = Value(draw(1.5), "a"), Value(draw(-1.4), "b")
    u = named("u", a**2)
    v = named("v", u * b)
    p = named("p", u - v)
    return Drawn(p * v, {"dp": p, "dv": v, "du": u, "a": a, "b": b})
