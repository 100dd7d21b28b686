"""Exercises of the lecture "The moons: training a network, and knowing that it works"."""

import engine
from engine import Value, gradient, log, named, sigmoid, sqrt
from lectures.board import Drawn, exercise


@exercise(
    "mean-of-three",
    title="A mini-batch of three",
    asks="A single neuron, $z_i = w x_i + b$ and $p_i = \\sigma(z_i)$, sees a mini-batch of three points with the "
    "classes $y_i$. The loss is the **mean** cross-entropy over the three. Compute the $p_i$, then $\\delta z$ (three "
    "numbers), $\\delta w$ and $\\delta b$, and the weight after one step.",
    hints=[
        "First $\\delta z$, one number a point. Where does the factor of the mean go, and how often?",
        "$\\delta z_i = (p_i - y_i) / 3$, and $\\delta w$ adds up $x_i\\,\\delta z_i$, without a further factor.",
    ],
    minutes=12,
    points={"p": 1.5, "dz": 2, "w": 2},
    each={"p": "$p_0, p_1, p_2$", "new_w": "$w$ after the step"},
)
def mean_of_three(draw):
    x, y, rate = draw([0.8, -1.5, 0.4]), [1, 0, 0], draw.choice([0.6, 0.7, 1.2])
    w, b = Value(draw(1.3), "w"), Value(draw(-0.3), "b")
    z = [named(f"z{i}", w * number + b) for i, number in enumerate(x)]
    p = [named(f"p{i}", sigmoid(each)) for i, each in enumerate(z)]
    loss = (-log(p[0]) - log(1 - p[1]) - log(1 - p[2])) / 3
    dw = gradient(loss, w, create_graph=True)
    new_w, dz = w - rate * dw, [(p[i].data - y[i]) / 3 for i in range(3)]
    return Drawn(
        loss,
        {"dz": z, "w": w, "b": b},
        given={"x": x, "y": y, "rate": rate},
        values={"p": p, "new_w": new_w},
        slips=[
            (
                "uphill", "this step goes along the slope, so the loss grows", "subtract the rate times the slope",
                {"new_w": 2 * w.data - new_w.data},
            ),
            (
                "mean forgotten", "this belongs to the sum over the points", "divide by their number, 3",
                {"new_w": w.data - 3 * rate * dw.data, "dz": [3 * slope for slope in dz], "w": 3 * dw.data,
                 "b": 3 * sum(dz)},
            ),
            (
                "mean taken twice", "the mean has put its factor into dz already", "add up without a further factor",
                {"w": dw.data / 3, "b": sum(dz) / 3},
            ),
            (
                "label forgotten", "these are p / 3: the labels do not occur", "subtract the label first",
                {"dz": [each.data / 3 for each in p]},
            ),
            (
                "extra derivative", "p (1 - p) has cancelled with the slope of the logarithm", "p - y is left, over 3",
                {"dz": [slope * (each * (1 - each)).data for slope, each in zip(dz, p)]},
            ),
            (
                "sigmoid forgotten", "these are the scores", "take the sigmoid of each",
                {"p": [each.data for each in z]},
            ),
        ],
    )  # fmt: skip


@exercise(
    "one-scale",
    title="Inputs on one scale",
    asks="Four training points have the given second coordinate, and one new point comes in later. Subtract the mean "
    "and divide by the spread (the root of the mean squared distance from the mean). What are mean and spread, and "
    "what becomes of the first training point and of the new point?",
    hints=[
        "Mean and spread are measured on the training points only.",
        "The new point is treated with the same two numbers.",
    ],
    minutes=6,
    each={"first": "the first training point, scaled", "scaled": "the new point, scaled"},
)
def one_scale(draw):
    middle, step = draw(24.0), draw.choice([2, 3, 4, 5])
    pattern = draw.choice([[-3, -1, -1, 5], [-7, -1, 1, 7], [-5, 1, 1, 3], [-4, -4, 4, 4]])
    train, new = [Value(middle + k * step) for k in draw.shuffled(pattern)], draw(33.0)
    mean = engine.sum(train) / 4
    variance = engine.sum([(x - mean) ** 2 for x in train]) / 4
    spread = sqrt(variance)
    scaled = (new - mean) / spread
    with_new = (sum(x.data for x in train) + new) / 5
    return Drawn(
        given={"train": train, "new": new},
        values={"mean": mean, "spread": spread, "first": (train[0] - mean) / spread, "scaled": scaled},
        slips=[
            (
                "variance for spread", "this is the mean of the squares", "take its root",
                {"spread": variance.data, "first": ((train[0] - mean) / variance).data,
                 "scaled": ((new - mean) / variance).data},
            ),
            (
                "one point less", "the squares are divided by 3", "the mean over four points divides by 4",
                {"spread": sqrt(variance * 4 / 3).data},
            ),
            (
                "sum for mean", "the root of the sum of the squares", "divide the sum by 4 first",
                {"spread": sqrt(variance * 4).data},
            ),
            (
                "mean not subtracted", "the number is only divided", "subtract the mean first",
                {"first": (train[0] / spread).data, "scaled": (new / spread).data},
            ),
            (
                "spread forgotten", "only the mean is subtracted", "divide by the spread",
                {"first": (train[0] - mean).data, "scaled": (new - mean).data},
            ),
            (
                "new point measured along", "the new point has gone into the mean",
                "measure on the training points only",
                {"mean": with_new, "scaled": ((new - with_new) / spread).data},
            ),
        ],
    )  # fmt: skip
