# %% [markdown]
# # Logistic regression
# To buy or not to buy: a weighted sum squeezed into a probability, a loss that punishes confident mistakes, and a
# promise about minima that is too good.
#
# Covers: A23 to A28
#
# Before: house prices; the sigmoid; second derivatives.
#
# After: you can derive $dL/dz = h - y$, compare it with the squared error's slope, and say when descent on the log
# loss has a minimum to find.

# %%
from math import exp, isclose, log

import matplotlib.pyplot as plt

import engine
from engine import Constant, Value, affine, dot, gradient, hessian, named
from lectures.board import claim, compare, exercise, figure, plot, table
from nn import SGD, Standardise, gradient_descent, losses
from nn.datasets import houses, worth_buying

data = worth_buying()
table(
    [[*x, price, label] for x, price, label in zip(data.inputs, houses().targets, data.targets, strict=True)],
    ["size", "bedrooms", "age", "price", "worth buying?"],
)

# %% [markdown]
# ## Labels
# A house below 300 thousand dollars is called worth buying, label 1; the others get 0.


# %%
def label_of(price):
    return int(price < 300)


claim(
    "A23",
    "labels of the three houses",
    "Price < $300k → y = 1, Price ≥ $300k → y = 0",
    data.targets,
    readings={"by the rule": [label_of(price) for price in houses().targets]},
)
claim(
    "A23",
    "the label of a house for exactly 300",
    "Price ≥ $300k → Not Worth Buying (y = 0)",
    float(label_of(300)),
    readings={"the second line of the rule": 0.0},
)
price, limit = Value(250.0, "price"), Value(300.0, "limit")
margin = named("margin", limit - price)
figure(
    "margin",
    margin,
    item="A23",
    caption="The label is the sign of this margin. The margin has a slope, the label has none.",
)

# %% [markdown]
# ## A score is not a probability
# A linear model gives any number. Squeeze it: $h = \sigma(z)$ with $z = \theta^T x$ and $\sigma(z) = 1/(1 + e^{-z})$.

# %%
scale = Standardise.to(data.inputs)
X = [[1.0, *scale(x)] for x in data.inputs]
theta = [Value(v, f"θ{j}") for j, v in enumerate([0.2, -0.8, 0.1, 0.4])]
z = named("z", dot(theta, X[0]))
h = named("h", z.sigmoid())
figure(
    "one-house",
    h,
    item="A24",
    expand=True,
    caption="The first house, columns standardised: score, then probability.",
    predict=[z],
)
scores = [dot(theta, x).data for x in X]
claim(
    "A24",
    "σ(z) at five points",
    "1 / (1 + e^{−z})",
    [Value(v).sigmoid() for v in (-3, -1, 0, 1, 3)],
    readings={"by the formula": [1 / (1 + exp(-v)) for v in (-3, -1, 0, 1, 3)]},
)
claim(
    "A24",
    "the raw score leaves the range of probabilities",
    "This score cannot be interpreted as a probability",
    True,
    readings={"among the three houses": not all(0 <= s <= 1 for s in scores)},
)
claim(
    "A24",
    "σ lies strictly between 0 and 1",
    "squashes its output as probability between 0 and 1",
    True,
    readings={
        "|z| up to 30": all(0 < Value(v).sigmoid().data < 1 for v in (-30, 30)),
        "z = 40 in floats": 0 < Value(40.0).sigmoid().data < 1,
    },
    note="On paper it never reaches 0 or 1; in floats it is exactly 1 from about 37 on, which is why one computes the "
    "loss from the score.",
)
claim(
    "A24",
    "predict 'buy' where h > 0.5 is the same as",
    "if probability > 0.5, predict 'buy'",
    True,
    readings={
        "θᵀx > 0, at the three houses": all((Value(s).sigmoid().data > 0.5) == (s > 0) for s in scores),
        "h ≥ 0.5, at a score of 0": (Value(0.0).sigmoid().data > 0.5) == (Value(0.0).sigmoid().data >= 0.5),
    },
    note="The boundary is still a plane, θᵀx = 0; what happens exactly on it the rule decides: 'not buy'.",
)

# %% [markdown]
# ## A loss for probabilities
# How bad is it to say 0.01 when the answer is 1? The squared error can never exceed 1. The logarithm can.

# %%
claim("A25", "−log 0.99", "≈ 0.01", -Value(0.99).log())
claim("A25", "−log 0.01", "≈ 4.6", -Value(0.01).log())
claim("A25", "(0.01 − 1)²", "≈ 0.98", (Value(0.01) - 1) ** 2)
claim(
    "A25",
    "the logarithm meant by log",
    "−log(0.01) ≈ 4.6",
    -Value(0.01).log(),
    readings={"natural": log(100), "base 10": 2.0},
    note="4.6 is the natural logarithm, which the slides write log here and ln in the notes on many classes.",
)
claim(
    "A25",
    "the squared error of this one prediction",
    "MSE = (0.01 − 1)²; the loss of regression was 1/(2m) Σ (h − y)²",
    losses.squared_error([Value(0.01)], [1.0], "mean"),
    readings={"the mean of one square": (0.01 - 1) ** 2, "with the half of regression": (0.01 - 1) ** 2 / 2},
    note="The number is the square without the half that the regression slides put before it, and with that half the "
    "log loss would look stronger still.",
)

# %% [markdown]
# What descent feels is the slope **with respect to the score**. For the log loss the sigmoid's slope cancels, for the
# square it stays, and it is nearly 0 exactly where the model is most wrong.

# %%
z = Value(log(0.01 / 0.99), "z")
h = named("h", z.sigmoid())
log_loss = named("log loss", -h.log())
figure(
    "confident-mistake",
    log_loss,
    item=["A25", "A26"],
    caption="Label 1, probability 0.01. Two small slopes and one large one multiply to −0.99.",
    predict=[z],
)
z2 = Value(log(0.01 / 0.99), "z")
h2 = named("h", z2.sigmoid())
square = named("square", (h2 - 1) ** 2)
figure(
    "confident-square",
    square,
    item="A25",
    caption="The same mistake under a square: the sigmoid's flat end lets nothing through.",
    predict=[z2],
)
slopes = gradient(log_loss, z), gradient(square, z2)
table([["log loss", log_loss, slopes[0]], ["square", square, slopes[1]]], ["", "loss", "slope by z"])
compare(log_loss, {"z": (z, 0.01 - 1)})
compare(square, {"z": (z2, 2 * (0.01 - 1) * 0.01 * 0.99)})
claim(
    "A25",
    "the log loss penalises this mistake more than the square",
    "LogLoss penalizes much more strongly!",
    True,
    readings={
        "the losses": log_loss.data > square.data,
        "the slopes by z": abs(slopes[0]) > abs(slopes[1]),
        "a small mistake, h = 0.9, the losses": -log(0.9) > 0.1**2,
    },
)
print(f"ratio of the losses {log_loss.data / square.data:.2f}, ratio of the slopes {slopes[0] / slopes[1]:.1f}")

# %% [markdown]
# ## Both labels in one line
# $L = -(y \log h + (1 - y) \log(1 - h))$. For a label of 0 or 1 one of the two terms is switched off.


# %%
def cross_entropy(h, y):
    return -(y * h.log() + (1 - y) * (1 - h).log())


h = Value(0.3, "h")
whole = named("L", cross_entropy(h, 0.0))
figure("both-terms", whole, item="A26", caption="Label 0: the upper term is multiplied by 0 and sends nothing back.")
grid = [(p, y) for p in (0.01, 0.3, 0.99) for y in (0, 1)]
claim(
    "A26",
    "the combined formula is the loss of each label",
    "−(y log h + (1 − y) log(1 − h))",
    [losses.binary_cross_entropy(Value(p), y) for p, y in grid],
    readings={"for 0 and 1": [cross_entropy(Value(p), y).data for p, y in grid]},
)
claim(
    "A26",
    "only one term is active",
    "Notice only one term is active",
    True,
    readings={"labels 0 and 1": all(min(y, 1 - y) == 0 for y in (0, 1)), "a soft label of 0.8": min(0.8, 1 - 0.8) == 0},
    note="It holds for labels 0 and 1; smoothed labels keep both terms.",
)
zs = [-2.0, 0.5, 3.0]
claim(
    "A26",
    "dL/dz for several scores and both labels",
    "h − y",
    [gradient(cross_entropy(v.sigmoid(), y), v) for v in map(Value, zs) for y in (0, 1)],
    readings={"h − y": [Value(v).sigmoid().data - y for v in zs for y in (0, 1)]},
)
claim(
    "A26",
    "−log(1 − 0.01) and −log(1 − 0.99)",
    "low 0.01: ≈ 0.01; high 0.99: ≈ 4.6",
    [round(losses.binary_cross_entropy(Value(p), 0).data, d) for p, d in ((0.01, 2), (0.99, 1))],
    readings={"as printed": [0.01, 4.6]},
)

# %% [markdown]
# ## Convex or not
# Differentiate twice by the score. The log loss bends upwards everywhere. The square behind a sigmoid does not.

# %%
span = [-6 + i / 10 for i in range(121)]


def curvatures(loss):
    return [hessian(loss(v), v) for v in map(Value, span)]


def log_of(z):
    return losses.binary_cross_entropy_from_logits(z, 1)


def square_of(z):
    return (z.sigmoid() - 1) ** 2


bends = {"log loss": curvatures(log_of), "square": curvatures(square_of)}
claim(
    "A27",
    "convex in the score (second derivative never negative)",
    "This loss function is convex! Unlike the MSE + Sigmoid combination",
    [True, False],
    readings={"log loss; square": [min(bends["log loss"]) >= 0, min(bends["square"]) >= 0]},
)


def total_at(*theta):
    terms = [losses.binary_cross_entropy_from_logits(dot(theta, x), y) for x, y in zip(X, data.targets, strict=True)]
    return engine.sum(terms) / len(terms)


def along(direction, start=(0.3, -0.2, 0.5, 0.1)):
    """The second derivative of the log loss of the houses along a direction in θ."""
    parameters = [Value(v) for v in start]
    H = hessian(total_at(*parameters), parameters)
    return sum(a * H[i][j] * b for i, a in enumerate(direction) for j, b in enumerate(direction))


ways = [(1.0, 0, 0, 0), (0, 1.0, -1.0, 0), (1.0, 2.0, 3.0, -4.0), (-1.0, 0.5, 0.5, 2.0)]
claim(
    "A27",
    "the log loss is convex in θ as well",
    "This loss function is convex",
    True,
    readings={"curvature along four directions": all(along(way) >= -1e-12 for way in ways)},
)
zv = Value(0.7, "z")
curve = named("L", log_of(zv))
figure(
    "from-the-score",
    curve,
    item="A27",
    caption="The loss straight from the score, by softplus: $-\\log σ(z)$ without a detour.",
)

# %% The code of this plot
fig, panels = plt.subplots(1, 2, figsize=(7.6, 3.1))
panels[0].plot(span, [log_of(Value(v)).data for v in span], label="log loss")
panels[0].plot(span, [square_of(Value(v)).data for v in span], "--", color="C1", label="square")
panels[0].set(xlabel="z", title="The loss for label 1")
panels[0].legend()
panels[1].axhline(0, color="C4", linewidth=0.8)
panels[1].plot(span, bends["log loss"])
panels[1].plot(span, bends["square"], "--", color="C1")
panels[1].set(xlabel="z", title="Second derivative by z")
plot(
    "convexity",
    fig,
    "Left of about −0.7 the square bends downwards; there it is flat, and descent hardly moves.",
    item="A27",
)

# %% [markdown]
# ## A guarantee?
# "Guarantees that gradient descent can find the global minimum." Run it on the three houses.


# %%
def train(rows, labels, steps, rate):
    def total(*theta):
        terms = [losses.binary_cross_entropy_from_logits(dot(theta, x), y) for x, y in zip(rows, labels, strict=True)]
        return engine.sum(terms) / len(terms)

    return gradient_descent(total, [0.0] * len(rows[0]), rate, steps, SGD)


runs = {"the three houses": train(X, data.targets, 3000, 1.0)}
mixed = [[1.0, v] for v in (-2.0, -1.0, 0.0, 1.0, 2.0)]
overlapping = [0, 1, 0, 1, 1]
runs["five overlapping points"] = train(mixed, overlapping, 3000, 1.0)


def length(theta):
    return sum(v * v for v in theta) ** 0.5


table(
    [
        [name, *(part for step in (30, 300, 3000) for part in (path.values[step], length(path.points[step])))]
        for name, path in runs.items()
    ],
    ["", "L at 30", "|θ|", "L at 300", "|θ|", "L at 3000", "|θ|"],
)
settled = {
    name: isclose(length(path.points[3000]), length(path.points[1500]), rel_tol=1e-3) for name, path in runs.items()
}
too_fast = train(mixed, overlapping, 200, 40.0)
claim(
    "A28",
    "there is a minimum, and gradient descent arrives at it",
    "guarantees that gradient descent can find the global minimum",
    True,
    readings={
        **settled,
        "five overlapping points, rate 40": too_fast.values[-1] < runs["five overlapping points"].values[-1] + 1e-6,
    },
    note="It holds if the labels overlap and the rate is small enough; where a plane separates the labels, as for "
    "these houses, the loss falls for ever towards 0 while θ grows without end.",
)


line = [[1.0, -2 + i / 5] for i in range(21)]
noisy = [int(v > 0) if i % 7 else int(v <= 0) for i, (_, v) in enumerate(line)]  # every seventh label is wrong


def share_right(loss_of_score, start):
    """The share of the 21 points that is right after 200 steps from a start."""

    def total(*theta):
        scores = [dot(theta, x) for x in line]
        return engine.sum([loss_of_score(z, y) for z, y in zip(scores, noisy, strict=True)]) / len(line)

    end = gradient_descent(total, start, 1.0, 200, SGD).points[-1]
    return sum((dot(end, x).data > 0) == y for x, y in zip(line, noisy, strict=True)) / len(line)


starts = {"from θ = 0": [0.0, 0.0], "from a confident mistake, θ = (0, −12)": [0.0, -12.0]}
accuracies = {
    name: (
        share_right(losses.binary_cross_entropy_from_logits, start),
        share_right(lambda z, y: (z.sigmoid() - y) ** 2, start),
    )
    for name, start in starts.items()
}
table([[name, *both] for name, both in accuracies.items()], ["share right", "log loss", "square"])
claim(
    "A25",
    "the log loss ends with more right answers than the square",
    "Mean Squared Error (MSE) works poorly for classification",
    True,
    readings={name: both[0] > both[1] for name, both in accuracies.items()},
    note="From a fair start both learn; it is the confident mistake, on the flat end of the sigmoid, that the square "
    "does not get away from.",
)
best, worst = Value(0.0, "θ0"), Value(0.0, "θ1")
one = named("L", losses.binary_cross_entropy_from_logits(affine([worst], [Constant(1.0, "x")], best), 1))
figure(
    "no-minimum",
    one,
    item="A28",
    caption="One point, label 1: drag θ up and the loss falls for ever, never reaching 0.",
)

# %% The code of this plot
fig, axes = plt.subplots()
for (name, path), style in zip(runs.items(), ("-", "--"), strict=True):
    shown = sorted({int(1.1**k) for k in range(84)} & set(range(3001)))
    axes.loglog(shown, [length(path.points[t]) for t in shown], style, label=name)
axes.set(xlabel="step", ylabel="length of θ", title="One of them comes to rest")
axes.legend()
plot("length-of-theta", fig, "On separable data the parameters keep growing, slower and slower.", item="A28")

# %% [markdown]
# ## Your turn


# %%
@exercise(
    "logistic-gradient",
    asks="Derive the gradient by $\\theta$ of the mean log loss over the three houses.",
    hints=[
        "For one house $dL/dz = h - y$, and $dz/d\\theta = x$.",
        "The mean over the houses divides the sum by m.",
    ],
)
def logistic_gradient():
    start = [0.2, -0.8, 0.1, 0.4]
    parameters = [Value(v, f"θ{j}") for j, v in enumerate(start)]
    return total_at(*parameters), {"theta": parameters}, {"X": X, "y": data.targets, "theta": start}
