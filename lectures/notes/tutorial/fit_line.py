# %% [markdown]
# # Fitting a line by gradient descent
# Three points, one unknown number, and how to find it without guessing: a loss says how bad a guess is,
# its slope says which way to go, and a rate says how far.
#
# Covers: D01, D02, D04 to D12
#
# Before: the derivative of $x^2$; a little Python.
#
# After: you can write down a loss and its slope, run gradient descent by hand, and say which rates are safe.

# %% [markdown]
# ## Guessing
# Somebody measured three pairs $(x, y)$ and suspects that $y = a x$. The simplest way to find $a$ is to guess.

# %%
from fractions import Fraction
from math import isclose, log10, sqrt

import matplotlib.pyplot as plt

from engine import Constant, Value, gradient, named
from lectures.board import claim, compare, exercise, figure, plot, table

points = [(2, 19.6), (4.5, 44.1), (10, 98)]
guesses = [5, 12, 10]

table([[x, y, *(a * x for a in guesses)] for x, y in points], ["x", "y", *(f"{a} x" for a in guesses)])

# %% The code of this plot
plain, axes = plt.subplots()
axes.plot([0, 11], [0, 11 * 9.8], color="C0", label="9.8 x")
for a, dashes in zip(guesses, [":", "--", "-."], strict=True):
    axes.plot([0, 11], [0, 11 * a], dashes, color="C4", label=f"{a} x")
axes.plot(*zip(*points, strict=True), "o", color="C1", label="data")
axes.set(xlabel="x", ylabel="y", title="Three points and four lines")
axes.legend()
plot("guesses", plain, "Two guesses are visibly wrong. Is 10 good enough? The eye cannot say.", item=["D01", "D02"])

# %%
misses = {a: sum(abs(y - a * x) for x, y in points) for a in guesses}
claim(
    "D02",
    "each guess is better than the one before",
    "a = 5? a = 12? a = 10?",
    True,
    readings={"by the sum of all misses": misses[5] > misses[12] > misses[10]},
)

# %% [markdown]
# These three points lie on one line through the origin, so here the answer can be read off: divide.
# On the graph a prediction is a single product, and its derivative by $a$ is the other factor, $x$.

# %%
x, y = points[1]
a = Value(9.8, "a")
prediction = named("ŷ", a * Constant(x, "x"))
figure("prediction", prediction, item="D01", caption="The model for one point: how fast $ŷ$ moves with $a$ is $x$.")

claim("D01", "a", "9.8", sum(x * y for x, y in points) / sum(x * x for x, y in points))
claim(
    "D01",
    "ŷ = 9.8 x meets every point",
    "y = 9.8 x",
    True,
    readings={"at all three points": all(isclose(9.8 * x, y) for x, y in points)},
)

# %% [markdown]
# Dividing works only because nobody made a measurement error: with noise each point would ask for its own $a$.
# What is missing is a number that says **how wrong** a guess is, for all points together.
#
# ## From a difference to a loss
# The first idea is the difference $y_i - ŷ(x_i)$. Differences of both signs cancel in a sum, so the notes go on to the
# absolute value, and then to the square, all three under the words "distance from the data to the model".

# %%
ways = {
    "difference": lambda error: error,
    "absolute": abs,
    "square": lambda error: error**2,
}


def summed(way, a):
    return sum(ways[way](y - a * x) for x, y in points)


table(
    [[way, *(summed(way, a) for a in guesses)] for way in ways],
    ["sum of", *(f"a = {a}" for a in guesses)],
    "The same guesses, judged in three ways",
)
off = [1, -2, 1]  # errors of some other model
print("errors", off, "have the sum", sum(off), "and the sum of squares", sum(e * e for e in off))

# %% The code of this plot
curves, panels = plt.subplots(1, 3, figsize=(7.6, 2.9))
slopes = [7 + 0.05 * i for i in range(113)]
for panel, way in zip(panels, ways, strict=True):
    panel.axhline(0, color="C4", linewidth=0.8)
    panel.plot(slopes, [summed(way, a) for a in slopes])
    panel.set(title=f"sum of {way}s" if way != "absolute" else "sum of absolutes", xlabel="a")
plot(
    "three-ways",
    curves,
    "Only the first has no lowest point. The second has a corner at the best $a$, where the slope jumps; "
    "the third is smooth, and flat only there.",
    item="D04",
)

# %%
a = Value(12.0, "a")
x, y = points[0]
error = named("error", y - a * x)
absolute = named("|error|", abs(error))
figure("absolute-error", absolute, item="D04", caption="The absolute value hands back its sign, here −1, and no size.")

at_twelve = [y - 12 * x for x, y in points]
claim(
    "D04",
    "is it a distance: never negative, 0 only for a perfect prediction, errors 3 apart are 3 away",
    "Distance from the data to the model",
    True,
    readings={
        formula: all(way(e) >= 0 for e in at_twelve) and way(-3) == 3
        for formula, way in zip(["y − ŷ", "|y − ŷ|", "(y − ŷ)²"], ways.values(), strict=True)
    },
    note="Three formulas stand under the same words: a difference can be negative, and a square is the square of a "
    "distance; only the absolute value is one, measured straight up and not at right angles to the line.",
)
grid = [(i, j, k) for i in (-2, -1, 0, 1, 2) for j in (-2, -1, 0, 1, 2) for k in (-2, -1, 0, 1, 2)]
claim(
    "D04",
    "a loss of 0 is a perfect fit",
    "If L = 0 then yᵢ = ŷ(xᵢ) for all i",
    True,
    readings={"for a sum of squares": all(not any(e) for e in grid if sum(s * s for s in e) == 0)},
)

# %% [markdown]
# ## The loss as a graph
# The sum of squares wins:
#
# $$\mathcal{L}(a) = \sum_i (y_i - a x_i)^2$$
#
# With $a$ a `Value`, the same line of Python builds a computation graph. Step forward and each number appears with
# its formula; step backward and each edge multiplies what arrives by its local derivative. Every point sends its own
# contribution back to $a$, and they add up.


# %%
def loss(a):
    return sum((y - a * x) ** 2 for x, y in points)


a8 = Value(8.0, "a")
L8 = named("L", loss(a8))
figure(
    "loss-at-8",
    L8,
    item=["D05", "D06", "D08"],
    caption="The loss at $a = 8$. The far point $(10, 98)$ sends back by far the largest share.",
    predict=[a8],
)

# %%
terms = [[a, *((y - a * x) ** 2 for x, y in points), loss(a)] for a in (8, 9, 10)]
table(terms, ["a", "first", "second", "third", "L(a)"], "The loss, term by term")
claim("D05", "L(8)", "402.57", L8)
claim("D05", "L(9)", "79.52", loss(Value(9.0)))
a10 = Value(10.0, "a")
L10 = named("L", loss(a10))
claim("D05", "L(10)", "4.97", L10)
figure(
    "loss-at-10",
    L10,
    item=["D02", "D05"],
    caption=f"The last guess, $a = 10$: the loss is small, and so is its slope, {gradient(L10, a10):.1f}.",
)

(x1, y1), (x2, y2), (x3, y3) = points
as_printed = (y1 - 8 * x1) ** 2 + (y2 - 8 * x2) ** 2 + (y2 - 8 * x2) ** 2
claim(
    "D06",
    "L(8), written out in symbols",
    "(y₁ − a x₁)² + (y₂ − a x₂)² + (y₂ − a x₂)²",
    L8,
    readings={"as printed": as_printed},
    true="(y₁ − a x₁)² + (y₂ − a x₂)² + (y₃ − a x₃)²",
    note=f"The second point is counted twice and the third one is lost, which gives {as_printed:.2f} at 8; "
    "the next slide puts the right numbers in.",
)
claim(
    "D06",
    "L(8), written out in numbers",
    "(19.6 − a·2)² + (44.1 − a·4.5)² + (98 − a·10)²",
    L8,
    readings={"at a = 8": (19.6 - 8 * 2) ** 2 + (44.1 - 8 * 4.5) ** 2 + (98 - 8 * 10) ** 2},
)
squared_norm = sum((y - 8 * x) ** 2 for x, y in points)
claim(
    "D05",
    "what the name stands for, at a = 8",
    "L2 Loss",
    L8,
    readings={"the squared 2-norm of the errors": squared_norm, "the 2-norm of the errors": sqrt(squared_norm)},
    note="The loss is the square of the L2 norm of the errors, not the norm itself; both are called L2 loss.",
)
claim(
    "D04",
    "L(8) with the difference the other way round",
    "L = Σ (ŷᵢ − yᵢ)², on other slides Σ (yᵢ − ŷᵢ)²",
    L8,
    readings={"ŷ − y": sum((8 * x - y) ** 2 for x, y in points), "y − ŷ": sum((y - 8 * x) ** 2 for x, y in points)},
)

# %% [markdown]
# ## Which way is down?
# Now every guess has a grade, but finding the best one is still trial and error. The graph knows more: it says how the
# loss **reacts** to $a$. By hand, with the chain rule on each square,
#
# $$\frac{d\mathcal{L}}{da} = \sum_i 2 (y_i - a x_i)(-x_i) = 2 \sum_i x_i (a x_i - y_i).$$

# %%
a11 = Value(11.5, "a")
L11 = named("L", loss(a11))
figure(
    "loss-at-11-5",
    L11,
    item=["D07", "D08", "D09"],
    caption="At $a = 11.5$ all errors have changed sign, and with them everything that flows back.",
    predict=[a11],
)


def slope_by_hand(a):
    return 2 * sum(x * (a * x - y) for x, y in points)


compare(L8, {"a": (a8, slope_by_hand(8))})
compare(L11, {"a": (a11, slope_by_hand(11.5))})

# %%
slope8, slope11 = gradient(L8, a8), gradient(L11, a11)
claim(
    "D07",
    "L(8)",
    "≈ 402",
    L8,
    true="≈ 403",
    note=f"{L8.data:.2f} is cut off and not rounded; an earlier slide prints all its digits.",
)
claim("D07", "L(11.5)", "≈ 359", L11)
claim("D08", "dL/da at 8", "≈ -447", slope8)
claim("D08", "dL/da at 11.5", "≈ 422", slope11)
claim(
    "D09",
    "dL/da at 8, on the later slides",
    "≈ 422",
    slope8,
    true=slope8,
    note="422 is the slope at 11.5; all later slides name the wrong point, so that 8 appears with two slopes.",
)

# %% The code of this plot
parabola, axes = plt.subplots()
axes.plot(slopes, [loss(a) for a in slopes], label="L(a)")
for start, value, slope in ((8, L8.data, slope8), (11.5, L11.data, slope11)):
    near = [start - 0.7, start + 0.7]
    axes.plot(near, [value + slope * (a - start) for a in near], "--", color="C1")
    axes.plot(start, value, "o", color="C1")
    axes.annotate(f"slope {slope:.1f}", (start, value), (12, 4), textcoords="offset points")
axes.set(xlabel="a", ylabel="L", title="The loss and its slope at two guesses", xlim=(7, 12.6), ylim=(-60, 1000))
plot("slopes", parabola, "Left of the minimum the slope is negative, right of it positive.", item=["D07", "D08"])

# %% [markdown]
# A negative slope says "more $a$", a positive one "less $a$". The sign gives the direction; the question that remains
# is the length of the step.


# %%
def goes_down(a, step):
    return loss(a + step) < loss(a)


claim(
    "D10",
    "a step Δa > 0 against the sign of the slope lowers the loss",
    "a := a + Δa where the slope is negative, a := a − Δa where it is positive",
    True,
    readings={f"Δa = {step}": goes_down(8, step) and goes_down(11.5, -step) for step in (0.1, 1, 3.4, 5)},
    note=f"It holds for steps shorter than twice the way to the minimum, {2 * (9.8 - 8):.1f} from 8 and "
    f"{2 * (11.5 - 9.8):.1f} from 11.5; a longer step climbs the other side.",
)

# %% [markdown]
# ## A step that is far too long
# The notes first put the slope itself in the place of the step: $a := a - \frac{d\mathcal{L}}{da}$. Let us run it.

# %%
a = 8.0
for step in range(4):
    print(f"step {step}:  a = {a:14.6g}   L = {loss(a):.4g}")
    a = a - slope_by_hand(a)

# %% [markdown]
# It explodes. The graph of **one update** says why. Differentiate the new $a$ by the old one: that is the factor by
# which an error in $a$ grows from step to step.


# %%
def updated(a, rate):
    slope = named("slope", 2 * sum(x * x for x, y in points) * (a - 9.8))  # the sum above, collected
    return a - rate * slope


a = Value(8.0, "a")
bare = named("new a", updated(a, 1))
figure(
    "bare-update",
    bare,
    item="D10",
    caption=f"Without a rate an error in $a$ is multiplied by {gradient(bare, a)} at each step.",
    predict=[a],
)
claim(
    "D10",
    "one update lowers the loss",
    "a := a − dL/da",
    True,
    readings={f"from {start}": loss(start - slope_by_hand(start)) < loss(start) for start in (8, 11.5)},
    true="a := a − γ dL/da, with a rate γ small enough",
    note="The slope has the unit of L/a and not of a, so it cannot be a step; "
    f"here the first one lands at {8 - slope_by_hand(8):.1f}.",
)

# %% [markdown]
# ## The rate
# Multiply the slope by a small number, the **learning rate** $\gamma$. The same graph now shows a factor between
# −1 and 1:
#
# $$a' = a - \gamma \, \frac{d\mathcal{L}}{da}, \qquad \frac{da'}{da} = 1 - 2 \gamma \sum_i x_i^2 .$$

# %%
a, rate = Value(8.0, "a"), Value(0.003, "γ")
new = named("new a", updated(a, rate))
factor = gradient(new, a)
figure(
    "update",
    new,
    item=["D11", "D12"],
    caption=f"With $γ = 0.003$ each step leaves {factor:.4f} of the error. What does a larger γ do? Drag it.",
    predict=[a],
)


def descend(a, rate, steps=40):
    path = [a]
    for _ in range(steps):
        path.append(path[-1] - rate * slope_by_hand(path[-1]))
    return path


paths = {start: descend(start, 0.003) for start in (8, 11.5)}
table([[step, paths[8][step], paths[11.5][step]] for step in range(7)], ["step", "from 8", "from 11.5"], "Rate 0.003")
claim(
    "D11",
    "descent with this rate arrives at 9.8",
    "γ = 0.003",
    True,
    readings={f"from {start}": isclose(path[-1], 9.8) for start, path in paths.items()},
)

exact = [Fraction(x) * Fraction(x) for x, y in points]
a = Fraction(8)
for _ in range(40):
    a -= Fraction("0.003") * 2 * sum(exact) * (a - Fraction("9.8"))
claim(
    "D11",
    "the loop ends",
    "repeat ... until minimum is reached",
    True,
    readings={
        "exactly, with fractions": a == Fraction("9.8"),
        "until a does not change any more, with floats": paths[8][-1] == paths[8][-2],
    },
    note=f"Each step leaves {factor:.4f} of the error, so the minimum itself is never reached; "
    "in floats the steps become too small to matter, and a program needs a tolerance or a number of steps.",
)

# %% The code of this plot
web, axes = plt.subplots(figsize=(6.4, 4.2))
near = [7.5, 12]
axes.plot(near, near, color="C4", linewidth=1, label="no change")
axes.plot(near, [a - 0.003 * slope_by_hand(a) for a in near], label="one update")
for start, colour in ((8, "C1"), (11.5, "C3")):
    path = descend(start, 0.003, 6)
    across = [value for value in path for _ in (0, 1)]
    axes.plot(across[:-1], [start, *across[2:]], color=colour, linewidth=1.2, label=f"from {start}")
axes.set(xlabel="a", ylabel="new a", title="Cobweb: up to the update, across to the diagonal, and again")
axes.legend()
plot(
    "cobweb",
    web,
    f"The update is a line of slope {factor:.4f}; because it is flatter than the diagonal, both paths fall in.",
    item="D11",
)

# %% [markdown]
# ## Choosing the rate
# "γ chosen by us", say the notes. Not every choice works: the factor must lie between −1 and 1, so
#
# $$0 < \gamma < \frac{1}{\sum_i x_i^2}.$$

# %%
one_step = 1 / (2 * sum(x * x for x, y in points))
print(f"one step is enough with γ = {one_step:.6f}; from γ = {2 * one_step:.6f} on nothing converges")
rates = {"slow": 0.0005, "as in the notes": 0.003, "one step": one_step, "to and fro": 0.0075, "diverging": 0.0085}
table(
    [
        [name, rate, gradient(updated(a := Value(8.0), rate), a), descend(8.0, rate, 10)[-1]]
        for name, rate in rates.items()
    ],
    ["", "γ", "factor", "a after 10 steps"],
)
claim(
    "D12",
    "descent from 8 arrives at 9.8",
    "γ chosen by us",
    True,
    readings={f"γ = {rate:.4g}": isclose(descend(8.0, rate, 400)[-1], 9.8) for rate in rates.values()},
    note=f"It holds for rates between 0 and {2 * one_step:.5f}, twice the rate {one_step:.5f} of one step; "
    "the bound depends on the data.",
)

# %% The code of this plot
speeds, axes = plt.subplots()
for (name, rate), style in zip(rates.items(), ["-", "-", ":", "--", "-."], strict=True):
    errors = [abs(a - 9.8) for a in descend(8.0, rate, 12)]
    axes.plot([log10(max(error, 1e-9)) for error in errors], style, label=f"{name}, γ = {rate:.4g}")
axes.set(xlabel="step", ylabel="log₁₀ |a − 9.8|", title="How the error shrinks, or does not")
axes.legend(loc="lower left")
plot(
    "rates",
    speeds,
    "On this scale every rate gives a straight line: its slope is the logarithm of the factor.",
    item="D12",
)

# %% [markdown]
# ## Your turn
# Many texts divide the loss by the number of points. What changes in the slope, and what in the safe rates?


# %%
@exercise(
    "mean-slope",
    asks="Derive $dL/da$ for the **mean** squared error $L = \\frac{1}{m} \\sum_i (a x_i - y_i)^2$ at the given $a$.",
    hints=[
        "Differentiate one square first: the outer derivative times the inner one.",
        "The inner derivative of $a x_i - y_i$ by $a$ is $x_i$.",
        "A constant factor stays: do not lose the $1/m$, and do not lose the 2.",
    ],
)
def mean_slope():
    a = Value(8.0, "a")
    mean = sum((a * x - y) ** 2 for x, y in points) / len(points)
    return mean, {"a": a}, {"a": 8.0, "x": [x for x, y in points], "y": [y for x, y in points]}
