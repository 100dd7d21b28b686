"""Exercises of the lecture "Which of many? Softmax and cross-entropy"."""

from math import exp, log10

from engine import Value, gradient, log, softmax
from lectures.board import Drawn, exercise
from nn import Matrix, losses


@exercise(
    "three-scores",
    title="Three scores",
    asks="A photograph gets the scores $z_0, z_1, z_2$, and the true class is $t$ (counted from 0). Compute the three "
    "probabilities, the cross-entropy $L = -\\ln p_t$, and the gradient of the three scores.",
    hints=[
        "$p_k = e^{z_k} / (e^{z_0} + e^{z_1} + e^{z_2})$. They add up to 1.",
        "What the model believed, minus what is true.",
    ],
    minutes=8,
    points={"p": 1.5, "z": 2},
    each={"p": "the three probabilities", "L": "the loss, with the natural logarithm"},
)
def three_scores(draw):
    z = [Value(score, f"z{k}") for k, score in enumerate(draw([0.6, 1.4, -0.8]))]
    t = draw.choice([1, 0, 2])
    p = softmax(z)
    loss = -log(p[t])
    found, y = [each.data for each in p], [float(k == t) for k in range(3)]
    return Drawn(
        loss,
        {"z": z},
        given={"t": t},
        values={"p": p, "L": loss},
        slips=[
            (
                "total forgotten", "these are the exponentials: they do not add up to 1", "divide each by their total",
                {"p": [exp(score.data) for score in z]},
            ),
            ("log base", "this is the logarithm to the base 10", "take the natural logarithm", {"L": -log10(found[t])}),
            (
                "label forgotten", "these are the probabilities: the label does not occur",
                "subtract 1 at the true class", {"z": found},
            ),
            (
                "counted from 1", "the 1 is subtracted one place too early", "classes are counted from 0",
                {"z": [found[k] - (k == (t - 1) % 3) for k in range(3)]},
            ),
            (
                "diagonal only", "only the true score has a gradient here, but every score is in the total",
                "take p - y for all three", {"z": [(found[k] - 1) * y[k] for k in range(3)]},
            ),
        ],
    )  # fmt: skip


@exercise(
    "push-and-pull",
    title="Pushed up or down?",
    asks="One animal with the measurements $x_0, x_1$ gets the scores $z = x W + b$ (one row of three), and $L$ is "
    "the cross-entropy of its true class $t$ (counted from 0). Without a calculator: does $L$ grow ($+$) or fall "
    "($-$) when one of these grows a little?",
    hints=[
        "The slope of a score is $p_k - y_k$. Which sign has it for the true class, and which for the others?",
        "$W_{jk}$ leads from the measurement $j$ to the score $k$, and has the slope $x_j (p_k - y_k)$.",
    ],
    minutes=4,
    each={"z0": "the score $z_0$", "z1": "the score $z_1$", "b2": "the bias $b_2$", "W01": "the weight $W_{01}$",
          "W12": "the weight $W_{12}$"},
)  # fmt: skip
def push_and_pull(draw):
    x, t = draw([0.7, -1.6]), draw.choice([1, 0, 2])
    W = Matrix([[0.3, -0.4, 0.8], [0.2, 0.6, -0.2]], "W")
    b = [Value(0.2, "b0"), Value(-0.3, "b1"), Value(0.1, "b2")]
    z = (Matrix([x]) @ W + b)[0]
    loss = losses.softmax_cross_entropy(z, t)
    names = ["z0", "z1", "b2", "W01", "W12"]
    slopes = dict(zip(names, gradient(loss, [z[0], z[1], b[2], W[0, 1], W[1, 2]])))
    of = [f"(p{k} - {int(k == t)})" for k in range(3)]
    found = {"z0": of[0], "z1": of[1], "b2": of[2], "W01": f"{x[0]} * {of[1]}", "W12": f"{x[1]} * {of[2]}"}
    return Drawn(
        given={"x": x, "t": t},
        signs=slopes,
        why={name: f"{found[name]} {'>' if slopes[name] > 0 else '<'} 0" for name in names},
        slips=[
            (
                "step for slope", "these are the directions in which descent moves, against the slopes",
                "say what L does when the number grows", {name: -slope for name, slope in slopes.items()},
            ),
            (
                "measurement forgotten", "this is the sign that the score has",
                "multiply by the sign of the measurement", {"W01": x[0] * slopes["W01"], "W12": x[1] * slopes["W12"]},
            ),
            (
                "measurement alone", "this is the sign of the measurement", "multiply by the sign of p - y",
                {"W01": x[0], "W12": x[1]},
            ),
        ],
    )  # fmt: skip
