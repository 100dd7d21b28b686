# %% [markdown]
# # Linear and logistic losses
# One linear map $W x + b$, and three losses on top of it: for a number, for yes or no, for one of many classes. All
# three gradients turn out to be "error times input", if the signs are right.
#
# Covers: C04 to C07
#
# Before: matrix times vector; the sigmoid and the softmax; a step of gradient descent.
#
# After: you can derive the gradient of each loss by $W$ **and** by $b$, in the right shape, and notice a lost minus
# sign before a night of training does.

# %% [markdown]
# ## A number
# The model predicts $ŷ = w \cdot x + b$, and the loss is the expected squared error over the data. On one example:

# %%
import random
from math import exp, isclose, log

import matplotlib.pyplot as plt

import engine
from engine import Constant, Value, affine, gradient, named, softmax
from lectures.board import claim, compare, exercise, figure, plot, table
from nn import SGD, Layer, Matrix, Neuron, fit, losses
from nn.datasets import blobs
from nn.matrix import outer

w, b = [Value(0.5, "w₁"), Value(-0.6, "w₂")], Value(0.2, "b")
x, y = [2.0, 0.8], 1.5
y_hat = named("ŷ", affine(w, [Constant(v, f"x{'₁₂'[i]}") for i, v in enumerate(x)], b))
squared = named("ℓ", (y_hat - y) ** 2)
figure(
    "squared-error",
    squared,
    item="C04",
    expand=True,
    caption="Behind the square everything is linear: twice the error, times the input that each weight met.",
    predict=[w[0]],
)

# %% [markdown]
# By the chain rule: the square gives $2 (ŷ - y)$, the linear map hands it to each weight times its input, and to the
# bias times 1.

# %%
error = 0.5 * 2.0 - 0.6 * 0.8 + 0.2 - y
compare(squared, {"w": (w, [2 * error * v for v in x]), "b": (b, 2 * error)})


def examples_of(n, d, seed):
    """n made-up examples of d numbers, as rows, and a column of targets."""
    rng = random.Random(seed)
    X = Matrix([rng.uniform(-2, 2) for _ in range(d)] for _ in range(n))
    Y = Matrix([rng.uniform(-2, 2)] for _ in range(n))
    return X, Y


def mean(terms):
    return sum(terms) / len(terms)


class Regression:
    """The expected squared error of w·x + b over n examples of d numbers."""

    def __init__(self, n, d, seed=0):
        rng = random.Random(seed + 100)
        self.X, self.Y = examples_of(n, d, seed)
        self.w, self.b = [Value(rng.uniform(-1, 1), f"w{j}") for j in range(d)], Value(rng.uniform(-1, 1), "b")
        self.terms = [(affine(self.w, x, self.b) - y) ** 2 for x, [y] in zip(self.X, self.Y, strict=True)]
        self.loss = engine.sum(self.terms) / n
        self.errors = self.X @ Matrix([self.w]).data.T + self.b.data - self.Y

    def by_hand(self):
        """2 E[(w·x + b - y) xᵀ]: the row of errors times X adds up the examples."""
        return (2 * (self.errors.T @ self.X) / len(self.X))[0]


shapes = [(4, 2), (3, 5), (6, 1)]
models = [Regression(n, d, seed) for seed, (n, d) in enumerate(shapes)]
table(
    [[f"{n} × {d}", m.loss] for (n, d), m in zip(shapes, models, strict=True)],
    ["X", "L"],
    "Three data sets of made-up numbers",
)
claim(
    "C04",
    "∇_w L on three data sets",
    "2 E[(wᵀx + b − y) xᵀ]",
    [gradient(m.loss, m.w) for m in models],
    readings={"the mean over the data": [m.by_hand() for m in models]},
)
claim(
    "C04",
    "the gradient of the mean is the mean of the gradients",
    "∇_w E[ℓ] = E[∇_w ℓ]",
    [gradient(m.loss, m.w) for m in models],
    readings={
        "one gradient for each example, averaged": [
            [mean(column) for column in Matrix(gradient(term, m.w) for term in m.terms).T] for m in models
        ]
    },
)
claim(
    "C04",
    "the gradient of this model here and in the lecture on basics",
    "2 E[(wᵀx + b − y) xᵀ] here, 1/m Xᵀ(Xθ − y) there",
    gradient(models[0].loss, models[0].w),
    readings={
        "2 E[…]": models[0].by_hand(),
        "1/m Xᵀ(…)": (models[0].X.T @ models[0].errors / len(models[0].X)).entries,
    },
    note="Each is right for its own loss, a mean of squares here and half of it there: the same rate makes steps twice "
    "as long here.",
)

# %% [markdown]
# The derivation on the slide ends with $w$. But $\theta = (W, b)$, and a model that never moves its $b$ cannot lift
# its line off the origin.

# %%
m = models[0]
whole = [*gradient(m.loss, m.w), gradient(m.loss, m.b)]
claim(
    "C04",
    "∇L with respect to θ = (w, b)",
    "∇_w L = 2 E[(wᵀx + b − y) xᵀ]",
    whole,
    readings={"as printed": m.by_hand()},
    true="(2 E[(wᵀx + b − y) xᵀ], 2 E[wᵀx + b − y])",
    note=f"The slide leaves out ∂L/∂b = 2 E[wᵀx + b − y], here {whole[-1]:.4f}; the loop needs it.",
)
compare(m.loss, {"w": (m.w, m.by_hand()), "b": (m.b, 2 * mean(m.errors.entries))})


def descended(with_bias, steps=300, rate=0.1):
    """The loss that is left on the data of a line with an offset."""
    neuron = Neuron(1, "linear", init="zeros")
    data = [[-1.0], [0.0], [1.0], [2.0]], [1.0, 3.0, 5.0, 7.0]
    trained = neuron.parameters() if with_bias else neuron.w
    return fit(
        neuron, data, lambda h, y: losses.squared_error(h, y, "mean"), SGD(trained, rate), epochs=steps, replay=True
    ).loss[-1]


table([["w only", descended(False)], ["w and b", descended(True)]], ["moved", "loss left"], "y = 2x + 3")
claim(
    "C04",
    "descent with the printed gradient fits y = 2x + 3",
    "∇_w L(θ|D)",
    True,
    readings={"w only, as printed": descended(False) < 1e-6, "w and b": descended(True) < 1e-6},
    note="Without the gradient by b the offset is never learned.",
)

# %% [markdown]
# ## What is $E$?
# $E_{(x, y) \sim D}$ is an expectation: over a finite data set that is a mean, over the process that made the data it
# is something else, and neither is the sum that other files of the notes call $L$.


# %%
def drawn(n, seed):
    rng = random.Random(seed)
    xs = [rng.uniform(-1, 1) for _ in range(n)]
    return [(x, 2 * x + rng.gauss(0, 0.5)) for x in xs]


def squares(pairs, slope=1.0):
    return [(slope * x - y) ** 2 for x, y in pairs]


sample, fresh = drawn(8, 1), drawn(20000, 2)
v = Value(1.0, "w")
in_engine = losses.squared_error([v * x for x, y in sample], [y for x, y in sample], "mean")
claim(
    "C04",
    "the loss of ŷ = x on eight examples",
    "L(θ|D) = E_{(x, y) ∼ D}[ℓ(θ|x, y)]",
    in_engine,
    readings={
        "the mean over the eight": mean(squares(sample)),
        "the sum over the eight": sum(squares(sample)),
        "the mean over new examples of the same kind": mean(squares(fresh)),
    },
    note="D is called the full dataset, and then E is its mean; as a distribution, D asks for the error on examples "
    "that nobody has seen.",
)

# %% [markdown]
# ## Row or column, again
# The slide ends with $x^T$, a row: the gradient by the column $w$, laid out as a Jacobian. In the first line of the
# same slide the weights are a row already, $W x + b$ with a capital $W$. Which one is it?

# %%
W_row, w_column, x_column = Matrix([[0.5, -0.6]]), Matrix([[0.5], [-0.6]]), Matrix([[2.0], [0.8]])
claim(
    "C04",
    "w·x for the example of the first figure",
    "ŷ = Wx + b = wᵀx + b",
    [[y_hat.data - b.data]],
    readings={
        "W a row": W_row @ x_column,
        "wᵀ with w a column": w_column.T @ x_column,
        "W and w one matrix": lambda: W_row.T @ x_column,
    },
    note="Capital and small letter are two matrices here, W = wᵀ; who takes them for one must leave out the transpose.",
)
as_row = [gradient(squared, w)]
claim(
    "C04",
    "∇_w ℓ of the first figure, in the shape of the parameter",
    "2 (wᵀx + b − y) xᵀ",
    as_row,
    readings={
        "the parameter is the row W": 2 * error * x_column.T,
        "the parameter is the column w": 2 * error * x_column,
    },
    note="Printed is a row. It has the shape of W; for the column w it has to be transposed once more, which is what "
    "J.mT in the loop is for.",
)

# %% [markdown]
# ## Several numbers at once
# For targets that are vectors the notes write $(W x + b - y)^2$. The square of a vector is not one number: it can mean
# the length squared, or the square of each entry, or nothing at all.


# %%
class Several:
    """One example with d inputs and k outputs."""

    def __init__(self, k, d, seed=0):
        rng = random.Random(seed)

        def numbers(count):
            return [round(rng.uniform(-1, 1), 2) for _ in range(count)]

        self.x, self.y = numbers(d), numbers(k)
        self.W = Matrix([numbers(d) for _ in range(k)], "W")
        self.b = [Value(v, f"b[{i}]") for i, v in enumerate(numbers(k))]
        inputs = [Constant(v, f"x{j}") for j, v in enumerate(self.x)]
        self.scores = [affine(row, inputs, b) for row, b in zip(self.W, self.b, strict=True)]
        self.errors = [s.data - y for s, y in zip(self.scores, self.y, strict=True)]
        self.loss = losses.squared_error([self.scores], [self.y], "sum")


several = Several(2, 2, seed=3)
small = named("ℓ", losses.squared_error([several.scores], [several.y], "sum"))
for i, s in enumerate(several.scores):
    s.label = f"ŷ{i}"
figure(
    "two-outputs",
    small,
    form="columns",
    item="C05",
    caption="Two outputs: the squares are added, and each row of W hears of its own error only.",
    predict=[several.W[0, 0]],
)
column_of_errors = Matrix.column(several.errors)
claim(
    "C05",
    "the loss ℓ, one number",
    "(Wx + b − y)²",
    several.loss,
    readings={
        "the squared length of the vector": (column_of_errors**2).sum(),
        "each entry squared": (column_of_errors**2).entries,
        "the vector times itself": lambda: column_of_errors @ column_of_errors,
    },
    note="Only ‖Wx + b − y‖² is a number that can be minimised; entry by entry gives one loss for each output, and a "
    "column times a column does not exist.",
)
sizes = [(2, 3), (4, 2), (1, 5)]
cases = [Several(k, d, seed=k) for k, d in sizes]
for case in cases[:2]:
    compare(case.loss, {"W": (case.W, 2 * outer(case.errors, case.x)), "b": (case.b, [2 * e for e in case.errors])})
claim(
    "C05",
    "for one output it is the loss of the slides before",
    "(Wx + b − y)² in general, (wᵀx + b − y)² before",
    cases[2].loss,
    readings={"one output": cases[2].errors[0] ** 2},
)

# %% [markdown]
# ## Yes or no
# For a label $y$ that is 0 or 1 the model says $p = \sigma(w \cdot x + b)$, and the loss printed in the notes is
#
# $$\ell = y \log \sigma(W x + b) + (1 - y) \log (1 - \sigma(W x + b)).$$
#
# "Low loss: good", says an earlier slide. Put in a good prediction and a bad one.


# %%
def sigmoid(z):
    return 1 / (1 + exp(-z))


def printed(z, y):
    return y * log(sigmoid(z)) + (1 - y) * log(1 - sigmoid(z))


table(
    [
        [z, y, sigmoid(z), printed(z, y), losses.binary_cross_entropy(Value(sigmoid(z)), y)]
        for z, y in ((4, 1), (-4, 1))
    ],
    ["score", "label", "p", "printed loss", "cross-entropy"],
    "A good and a bad prediction",
)
claim(
    "C06",
    "the better prediction has the lower loss",
    "Low loss - good, high loss - bad",
    True,
    readings={f"label {y}": printed(4 if y else -4, y) < printed(-4 if y else 4, y) for y in (1, 0)},
    true="the better prediction has the higher value",
    note="The printed expression is the log-likelihood: large is good, so it must be maximised, or its negative "
    "minimised.",
)
pairs = [(z, y) for z in (-2.0, 0.5, 3.0) for y in (0, 1)]
claim(
    "C06",
    "ℓ at three scores, for both labels",
    "y log σ(Wx + b) + (1 − y) log(1 − σ(Wx + b))",
    [losses.binary_cross_entropy_from_logits(Value(z), y) for z, y in pairs],
    readings={"as printed": [printed(z, y) for z, y in pairs]},
    true="−y log σ(Wx + b) − (1 − y) log(1 − σ(Wx + b))",
    note="The minus sign is missing: every value has the wrong sign.",
)

# %% [markdown]
# With the sign put back, the whole path from the loss to the score shrinks to a difference:
#
# $$\frac{\partial \ell}{\partial z} = p - y, \qquad \frac{\partial \ell}{\partial W} = (p - y)\, x^T, \qquad
# \frac{\partial \ell}{\partial b} = p - y.$$

# %%
unit = Neuron(2, "sigmoid", init="zeros").assign(w=[0.5, -1.0], b=0.2)
p = named("p", unit([Constant(2.0, "x₁"), Constant(0.8, "x₂")]))
logistic = named("ℓ", losses.binary_cross_entropy(p, 1))
figure(
    "logistic",
    logistic,
    item="C06",
    caption="A long chain with a short result: the logarithm's 1/p and the sigmoid's p (1 − p) cancel to p − 1.",
    predict=[unit.w[0]],
)
compare(logistic, {"w": (unit.w, [(p.data - 1) * v for v in x]), "b": (unit.b, p.data - 1)})

# %% [markdown]
# ## What one sign does
# Two clouds of points, one linear unit, the same loop and the same rate. One run descends the loss, the other one
# descends what is printed.

# %%
clouds = blobs([[-0.6, -0.4], [0.6, 0.4]], count=40, spread=0.5, rng=random.Random(2))


def right_sign(scores, labels):
    return losses.binary_cross_entropy_from_logits(scores, labels)


def printed_sign(scores, labels):
    return -right_sign(scores, labels)


def hits(unit):
    return mean([float((unit(x).data > 0) == (y == 1)) for x, y in zip(*clouds, strict=True)])


def learning(loss, epochs=60):
    """The accuracy after each pass over the data, and the loss."""
    unit, accuracies, values = Neuron(2, rng=random.Random(5)), [], []
    optimiser = SGD(unit.parameters(), 0.5)
    for _ in range(epochs):
        accuracies.append(hits(unit))
        values += fit(unit, clouds, loss, optimiser, epochs=1, replay=True).loss
    return accuracies, values


good, bad = learning(right_sign), learning(printed_sign)
table(
    [[t, good[0][t], good[1][t], bad[0][t], bad[1][t]] for t in (0, 10, 30, 59)],
    ["step", "accuracy", "cross-entropy", "accuracy, printed sign", "printed loss"],
)
claim(
    "C06",
    "descending the loss makes the classifier better",
    "ℓ = y log σ(Wx + b) + (1 − y) log(1 − σ(Wx + b))",
    True,
    readings={"as printed": bad[0][-1] > bad[0][0]},
    true="it does so with the minus sign",
    note=f"With the printed sign the accuracy goes from {bad[0][0]:.2f} to {bad[0][-1]:.2f}, with the minus sign to "
    f"{good[0][-1]:.2f}; the program runs without complaint.",
)
claim(
    "C06",
    "the loss has a lower bound, so that descent can end",
    "θ* = arg min L(θ|D)",
    True,
    readings={"as printed": min(printed(-score, 1) for score in (1, 10, 100, 500)) > -100},
    true="bounded below by 0 with the minus sign",
    note="The printed expression falls without end as the predictions become worse, so it has no minimum at all.",
)

# %% The code of this plot
fig, panels = plt.subplots(1, 2, figsize=(7.6, 3.0))
for (accuracies, values), style, colour, name in (
    (good, "-", "C0", "with the minus sign"),
    (bad, "--", "C1", "as printed"),
):
    panels[0].plot(values, style, color=colour, label=name)
    panels[1].plot(accuracies, style, color=colour, label=name)
panels[0].set(title="what is descended", xlabel="step", ylim=(-6, 2))
panels[1].set(title="accuracy", xlabel="step", ylim=(-0.05, 1.05))
panels[1].legend(loc="center right")
plot("one-sign", fig, "Both curves on the left fall. Only one of them is a success.", item="C06")

# %% [markdown]
# ## Which labels, which floats
# Two more conditions are not printed. The formula is for labels 0 and 1; another lecture of the notes uses −1 and +1.
# And a program that computes $\sigma$ first and then its logarithm fails where the sigmoid has become 0.


# %%
def with_minus(z, y):
    return -printed(z, y)


score = Value(0.7)
claim(
    "C06",
    "the logistic loss at the score 0.7 for the class that is not the positive one",
    "y log σ + (1 − y) log(1 − σ), sign put back",
    losses.logistic_loss(score, -1),
    readings={"its label is 0": with_minus(0.7, 0), "its label is −1": with_minus(0.7, -1)},
    note="The formula switches between its two terms with y ∈ {0, 1}; with −1 and +1 as in the lecture on many classes "
    "it is ln(1 + e^(−y f)).",
)
far = losses.binary_cross_entropy_from_logits(Value(-800.0), 1)
claim(
    "C06",
    "the loss at the score −800, label 1, in floats",
    "log σ(Wx + b)",
    far,
    readings={
        "sigmoid and logarithm in one function": Value(800.0).softplus(),
        "first the sigmoid, then the logarithm": lambda: -Value(-800.0).sigmoid().log(),
    },
    note="σ(−800) is 0 in floats and has no logarithm; ln(1 + e^(−z)) as one function has no such edge.",
)

# %% [markdown]
# ## One of many
# With $k$ classes there is one score for each, softmax turns them into probabilities, and the notes print
# $\ell = \log \mathrm{softmax}(W x + b)_y$. The same sign is missing.


# %%
class Classifier:
    """One example with d inputs, k classes and the label y."""

    def __init__(self, k, d, y, seed=0):
        case = Several(k, d, seed)
        self.x, self.W, self.b, self.scores, self.y = case.x, case.W, case.b, case.scores, y
        self.p = [q.data for q in softmax(self.scores)]
        self.loss = named("ℓ", losses.softmax_cross_entropy(self.scores, y))

    def error(self):
        return [q - (k == self.y) for k, q in enumerate(self.p)]


three = Classifier(3, 1, y=2, seed=4)
for k, s in enumerate(three.scores):
    s.label = f"z{k}"
figure(
    "softmax-loss",
    three.loss,
    form="columns",
    item="C07",
    caption="Three classes, one input. Every score gets its probability, and the right one gets 1 less.",
    predict=[three.scores[2]],
)
classifiers = [Classifier(3, 2, 0, seed=1), Classifier(4, 3, 2, seed=2), Classifier(2, 5, 1, seed=3)]
claim(
    "C07",
    "ℓ for three, four and two classes",
    "log softmax(Wx + b)_y",
    [c.loss for c in classifiers],
    readings={"as printed": [log(c.p[c.y]) for c in classifiers]},
    true="−log softmax(Wx + b)_y",
    note="As in the binary case the minus sign is missing; a logarithm of a probability is never positive.",
)
for c in classifiers[:2]:
    compare(c.loss, {"W": (c.W, outer(c.error(), c.x)), "b": (c.b, c.error())})

# %%
corners = blobs([[0.0, 1.0], [-0.9, -0.5], [0.9, -0.5]], count=45, spread=0.45, rng=random.Random(6))


def class_hits(layer):
    scores = Matrix(map(layer, corners.inputs)).data
    return mean([float(row.index(max(row)) == y) for row, y in zip(scores, corners.targets, strict=True)])


def after_descent(sign, epochs=60):
    layer = Layer(2, 3, init="zeros")
    fit(
        layer,
        corners,
        lambda s, y: sign * losses.softmax_cross_entropy(s, y),
        SGD(layer.parameters(), 0.5),
        epochs=epochs,
        replay=True,
    )
    return layer


learned = {"with the minus sign": after_descent(1), "as printed": after_descent(-1)}
hit = {name: class_hits(layer) for name, layer in learned.items()}
table(list(hit.items()), ["descended 60 steps", "accuracy"])
claim(
    "C07",
    "descending the loss makes the classifier better than guessing",
    "log softmax(Wx + b)_y",
    True,
    readings={"as printed": hit["as printed"] > 1 / 3},
    true="it does so for −log softmax(Wx + b)_y",
    note=f"With the printed sign {hit['as printed']:.0%} of the examples are right, with the minus "
    f"sign {hit['with the minus sign']:.0%}.",
)
two = Classifier(2, 3, 1, seed=8)
difference = two.scores[1].data - two.scores[0].data
claim(
    "C07",
    "two classes: the printed loss, label 1",
    "log softmax(Wx + b)_y",
    engine.log(softmax(two.scores)[1]),
    readings={"the printed binary loss of the score z₁ − z₀": printed(difference, 1)},
    note="The two slides agree with one another, sign for sign; both need the minus.",
)

# %% The code of this plot
fig, panels = plt.subplots(1, 2, figsize=(7.6, 3.4), sharey=True)
line = [-2.2 + 0.11 * i for i in range(41)]
for panel, (name, layer) in zip(panels, learned.items(), strict=True):
    regions = []
    for v in line:
        rows = Matrix(layer([u, v]) for u in line).data
        regions.append([row.index(max(row)) for row in rows])
    panel.contour(line, line, regions, levels=[0.5, 1.5], colors="C4")
    for k, (mark, colour) in enumerate(zip("osd", ("C0", "C1", "C2"), strict=True)):
        mine = [x for x, y in zip(*corners, strict=True) if y == k]
        panel.plot(*zip(*mine, strict=True), mark, color=colour, markersize=4, label=f"class {k}")
    panel.set(title=name, xlabel="x₁")
panels[0].legend(loc="lower left")
plot("three-clouds", fig, "The borders of the two classifiers, 60 steps apart from the same start.", item="C07")

# %% [markdown]
# ## "Gradients quickly get quite complicated"
# So ends the slide. For the three losses above the opposite is true: with the error $e$ as $ŷ - y$, $p - y$ or
# $p - \mathrm{onehot}(y)$, the gradient by $W$ is $e\, x^T$ (twice that for squares). It is a network behind the scores
# that makes formulas long.


# %%
def is_error_times_input(loss, W, error, x):
    """Are all rows of the gradient by W multiples of x, with the errors as factors (or twice the errors)?"""
    found, hand = Matrix(gradient(loss, W)), outer(error, x)
    return any(all(found.map(isclose, scale * hand).entries) for scale in (1, 2))


hidden = Layer(2, 2, "tanh", rng=random.Random(1), label="1")
deep = losses.squared_error([hidden(x)], [[0.3, -0.2]], "sum")
claim(
    "C07",
    "the gradient by W is more than error times input",
    "Gradients quickly get quite complicated",
    True,
    readings={
        "squared error": not is_error_times_input(several.loss, several.W, several.errors, several.x),
        "binary cross-entropy": not is_error_times_input(logistic, [unit.w], [p.data - 1], x),
        "softmax cross-entropy": not is_error_times_input(three.loss, three.W, three.error(), three.x),
        "squares after a tanh": not is_error_times_input(
            deep, hidden.W, [h.data - t for h, t in zip(hidden(x), [0.3, -0.2], strict=True)], x
        ),
    },
    note="For the three losses of these slides it is error times input; complicated are the layers in between, and for "
    "those there is backpropagation.",
)

# %% [markdown]
# ## Your turn


# %%
@exercise(
    "several-outputs",
    asks="Derive $\\partial \\ell / \\partial W$ (k × d) and $\\partial \\ell / \\partial b$ of "
    "$\\ell = \\|W x + b - y\\|^2$ for one example.",
    hints=[
        "Call the error $e = W x + b - y$, a vector with one entry for each output.",
        "The squared length is $\\sum_i e_i^2$; the entry $W_{ij}$ acts on $e_i$ only, with the factor $x_j$.",
        "All the products $2 e_i x_j$ together are an outer product.",
    ],
)
def several_outputs():
    case = Several(3, 2, seed=12)
    return case.loss, {"W": case.W, "b": case.b}, {"x": case.x, "y": case.y}
