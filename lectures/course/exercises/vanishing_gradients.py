"""Exercises of the lecture "Twenty layers: vanishing gradients, and four cures"."""

from engine import Value, named, sigmoid
from lectures.board import Drawn, exercise


@exercise(
    "two-sigmoids",
    title="Two sigmoids in a row",
    asks="Two layers of one neuron, $h_1 = \\sigma(w_1 x)$ and $h_2 = \\sigma(w_2 h_1)$. Compute $h_1$ and $h_2$, "
    "then go back from $h_2$: what are the slopes of $h_2$ by $w_2$, by $h_1$ and by $w_1$?",
    hints=[
        "A sigmoid with the output $h$ has the slope $h (1 - h)$.",
        "$w_2$ gets $h_1$ times that slope, and $h_1$ gets $w_2$ times that slope.",
        "From $h_1$ to $w_1$ it is one more sigmoid, and the factor $x$.",
    ],
    minutes=10,
    points={"h1": 0.5, "h2": 0.5, "w1": 2},
    each={"dh1": "the slope of $h_2$ by $h_1$"},
)
def two_sigmoids(draw):
    x, w1, w2 = draw(0.6), Value(draw(2.5), "w1"), Value(draw(-1.4), "w2")
    h1 = named("h1", sigmoid(w1 * x))
    h2 = named("h2", sigmoid(w2 * h1))
    return Drawn(
        h2,
        {"w2": w2, "dh1": h1, "w1": w1},
        given={"x": x},
        values={"h1": h1, "h2": h2},
        slips=[
            (
                "activation forgotten on the way forward", "this is the weighted sum", "take its sigmoid",
                {"h1": (w1 * x).data, "h2": (w2 * h1).data},
            ),
            ("sign in sigmoid", "this is 1/(1 + e^z)", "take 1/(1 + e^-z)", {"h1": 1 - h1.data, "h2": 1 - h2.data}),
        ],
    )  # fmt: skip


@exercise(
    "what-is-left",
    title="What is left of it?",
    asks="In a chain of one neuron a layer, every layer multiplies the gradient on its way back by the same two "
    "numbers: its weight $w$ and the slope of its activation. What is left of the gradient, from the output of the "
    "**last** layer to the output of the **first** one, if there are $n$ layers? And with a residual path around each "
    "layer, $h' = h + f(h)$?",
    hints=[
        "From the last output to the first one there is one step less than there are layers.",
        "With the residual path the factor of a layer is $1 + w \\cdot \\text{slope}$.",
    ],
    minutes=6,
    points={"plain": 2, "residual": 2},
    each={"factor": "the factor of one layer", "plain": "what is left without residual paths",
          "residual": "what is left with them"},
)  # fmt: skip
def what_is_left(draw):
    w, n = draw(0.8), draw.choice([8, 6, 7, 9])
    name, slope = draw.choice([("a sigmoid at its steepest place", 0.25), ("tanh at a result of 0.5", 0.75)])
    factor = w * slope

    def option(number):
        return f"{number:.2g}"

    return Drawn(
        given={"w": w, "n": n, "activation": name},
        values={"factor": Value(factor)},
        choices={
            "plain": (
                option(factor ** (n - 1)),
                {
                    option(factor**n): "There is one step less than there are layers.",
                    option(w ** (n - 1)): "The slope of the activation is missing.",
                    option(factor * (n - 1)): "A factor for each layer is multiplied, not added up.",
                    option(slope ** (n - 1)): "The weight is missing.",
                },
            ),
            "residual": (
                option((1 + factor) ** (n - 1)),
                {
                    option((1 + factor) ** n): "There is one step less than there are layers.",
                    option(1 + factor ** (n - 1)): "Both paths of a layer are added before the next one is met.",
                    option(1 + (n - 1) * factor): "The factors of the layers are multiplied.",
                    "1": "The path through the layer itself adds something to it.",
                },
            ),
        },
        slips=[
            (
                "weight forgotten", "this is the slope of the activation alone", "multiply by the weight",
                {"factor": slope},
            ),
            (
                "activation forgotten", "this is the weight alone", "multiply by the slope of the activation",
                {"factor": w},
            ),
        ],
    )  # fmt: skip
