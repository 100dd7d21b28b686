# %% [markdown]
# # Overfitting, and what is done against it
# A network with more parameters than examples can learn the noise. Five remedies: more examples, small weights,
# normalised batches, deleted neurons, and stopping in time. Each of them works under conditions.
#
# Covers: B22, B38 to B40
#
# Before: a network with one hidden layer and its training; mean and variance; expected values.
#
# After: you can recognise overfitting in two curves, write down what each remedy does to the loss or to the graph,
# derive the gradient of batch normalisation, and say what changes between training and test.

# %% [markdown]
# ## The pain
# Fourteen noisy points of a sine, and a network with twenty hidden neurons. The **training** loss is measured on the
# points it learns from, the **validation** loss on others of the same kind.

# %%
import random
from itertools import product
from math import isclose, sin, sqrt

import matplotlib.pyplot as plt

import engine
from engine import Constant, Value, gradient, named
from lectures.board import claim, compare, exercise, figure, plot, table
from nn import (
    MLP,
    SGD,
    Adam,
    AdamW,
    BatchNorm,
    Data,
    Dropout,
    Layer,
    Neuron,
    Sequential,
    Standardise,
    accuracy,
    augment,
    classifier,
    fit,
    init,
    losses,
    shifted,
)
from nn.datasets import curve, moons, shifted_bars


def wave(x):
    return sin(2 * x)


train = curve(wave, 14, noise=0.25, rng=random.Random(1))
held_out = curve(wave, 25, noise=0.25, interval=(-2.9, 2.9), rng=random.Random(2))


def net():
    return MLP(1, 20, 1, activation="tanh", init=init.normal(0.0, 1.0), rng=random.Random(0))


def mean_square(predictions, targets):
    return losses.squared_error([h[0] for h in predictions], targets, "mean")


def error_on(model, data):
    return mean_square([model(x) for x in data.inputs], data.targets).data


free = net()
history = fit(free, train, mean_square, Adam(free.parameters(), 0.03), epochs=1500, validation=held_out, replay=True)
print(f"{len(train.inputs)} points, {len(free.parameters())} parameters")
best = history.validation_loss.index(min(history.validation_loss))
table(
    [[t + 1, history.loss[t], history.validation_loss[t]] for t in (0, 99, best, len(history.loss) - 1)],
    ["epoch", "training loss", "validation loss"],
)

# %% The code of this plot
fig, axes = plt.subplots()
epochs = range(0, len(history.loss), 10)
axes.plot(epochs, [history.loss[t] for t in epochs], label="training")
axes.plot(epochs, [history.validation_loss[t] for t in epochs], "--", color="C1", label="validation")
axes.axvline(best, color="C4", linestyle=":", label="lowest validation loss")
axes.set(xlabel="epoch", ylabel="mean squared error", title="One falls, the other one turns", ylim=(0, 0.3))
axes.legend()
plot("two-curves", fig, "Right of the dotted line the network learns the noise of its fourteen points.", item="B40")

# %% [markdown]
# ## Stop in time
# **Early stopping**: stop when the validation loss "stops improving", say the notes. When is that? The curve has bumps.
# A **patience** says how many epochs without improvement one waits; then the best parameters are restored.


# %%
def stopped(patience):
    model = net()
    h = fit(
        model,
        train,
        mean_square,
        Adam(model.parameters(), 0.03),
        epochs=1500,
        validation=held_out,
        patience=patience,
        replay=True,
    )
    return len(h.loss), h.best_epoch + 1, error_on(model, held_out)


stops = {patience: stopped(patience) for patience in (1, 5, 20)}
table(
    [[patience, *found] for patience, found in stops.items()],
    ["patience", "epochs run", "best epoch", "validation loss"],
    f"Without stopping: {error_on(free, held_out):.4f}",
)
claim(
    "B40",
    "the network that is kept is better on new points than the one trained to the end",
    "Stop training when the performance on validation set stops improving",
    True,
    readings={f"patience {p}": found[2] < error_on(free, held_out) for p, found in stops.items()},
    note="At the first bump the curve stops improving for an epoch only; without patience training ends long before it "
    "has begun to overfit.",
)

# %% [markdown]
# ## More examples, real and made
# Nothing beats more data. If there is none, **make** some from what one knows: a bar in a picture stays a bar when it
# is moved. Sixteen tiny pictures of horizontal and vertical bars, and three ways to enlarge the set: new pictures,
# shifted copies, and mirrored copies in which rows and columns change places.

# %%
few = shifted_bars(16, size=6, rng=random.Random(3))
more = shifted_bars(96, size=6, rng=random.Random(9))
unseen = shifted_bars(200, size=6, rng=random.Random(4))
moves = random.Random(0)


def moved(image):
    return shifted(image, moves.randint(-2, 2), moves.randint(-2, 2))


def mirrored(image):
    return [[list(column) for column in zip(*plane, strict=True)] for plane in image]


def flat(data):
    return Data([[pixel for row in image[0] for pixel in row] for image in data.inputs], data.targets)


def learned(data):
    model = MLP(36, 8, 2, activation="tanh", rng=random.Random(1))
    fit(model, flat(data), losses.softmax_cross_entropy, Adam(model.parameters(), 0.02), epochs=120)
    return accuracy(classifier(model), flat(data)), accuracy(classifier(model), flat(unseen))


sets = {
    "16 pictures": few,
    "96 pictures": more,
    "16 and 80 shifted copies": augment(few, moved, 5),
    "16 and 16 mirrored copies": augment(few, mirrored, 1),
}
scores = {name: learned(data) for name, data in sets.items()}
table(
    [[name, *score] for name, score in scores.items()],
    ["learned from", "right there", "right on 200 new ones"],
)
on_new = {name: score[1] for name, score in scores.items()}
claim(
    "B40",
    "80 real pictures more beat every other set",
    "The best way to prevent overfitting? Get more samples",
    True,
    readings={f"against {name}": on_new["96 pictures"] > on_new[name] for name in on_new if name != "96 pictures"},
)
claim(
    "B40",
    "added copies raise the accuracy on new pictures",
    "Exploit prior knowledge to add more training data",
    True,
    readings={
        "shifted": on_new["16 and 80 shifted copies"] > on_new["16 pictures"],
        "mirrored": on_new["16 and 16 mirrored copies"] > on_new["16 pictures"],
    },
    note="The knowledge has to be right: a shifted bar keeps its class, while mirroring turns a horizontal bar into a "
    "vertical one and keeps the label.",
)

# %% The code of this plot
fig, panels = plt.subplots(1, 4, figsize=(7.6, 2.2))
picture = few.inputs[0]
for panel, (title, image) in zip(
    panels,
    {
        "original": picture,
        "1 down": shifted(picture, 1, 0),
        "2 left": shifted(picture, 0, -2),
        "mirrored": mirrored(picture),
    }.items(),
    strict=True,
):
    panel.pcolormesh(image[0][::-1], cmap="Greys", rasterized=True)
    panel.set(title=title, xticks=[], yticks=[])
plot("copies", fig, "Three copies of one picture. The last one is a picture of the other class.", item="B40")

# %% [markdown]
# In the graph, a copy is one more example on the same weights. A row of three pixels and its shifted copy: each weight
# gets a contribution from both, for different pixels.

# %%
unit = Neuron(3, "linear", init="zeros", bias=False).assign(w=[0.6, -0.4, 0.9])
pixels = [Constant(1.2, "pixel 0"), Constant(0.7, "pixel 1")]
original = named("score", unit([pixels[0], pixels[1], 0.0]))
copy = named("score of copy", unit([0.0, pixels[0], pixels[1]]))
both = named("L", original.softplus() + copy.softplus())
figure(
    "example-and-copy",
    both,
    item="B40",
    caption="One neuron sees an example and its shifted copy. Two contributions meet in the middle weight.",
    predict=[unit.w[1]],
)

# %% [markdown]
# ## Small weights
# A wild curve needs large weights. **L2 regularisation** puts a price on them:
#
# $$G = F + \lambda \sum_w w^2, \qquad \frac{\partial G}{\partial w} = \frac{\partial F}{\partial w} + 2 \lambda w.$$

# %%
w, b = Value(1.5, "w"), Value(-0.3, "b")
F = named("F", (w * 2.0 + b - 1.0) ** 2)
penalty = named("price", Value(0.1, "λ") * w**2)
G = named("G", F + penalty)
figure(
    "penalty",
    G,
    item="B22",
    caption="The weight has a second path to the loss, which pulls it towards 0. The bias has none.",
    predict=[w],
)
compare(G, {"w": (w, 2 * (1.5 * 2.0 - 0.3 - 1.0) * 2.0 + 2 * 0.1 * 1.5), "b": (b, 2 * (1.5 * 2.0 - 0.3 - 1.0))})


def weights_of(model):
    return [w for layer in model.layers for row in layer.W for w in row]


def regularised(strength, epochs=1500):
    model = net()
    weights = weights_of(model)

    def objective(predictions, targets):
        return mean_square(predictions, targets) + losses.l2_penalty(weights, strength)

    fit(model, train, objective, Adam(model.parameters(), 0.03), epochs=epochs, replay=True)
    size = sqrt(sum(w.data**2 for w in weights))
    return model, [error_on(model, train), error_on(model, held_out), size]


prices = (0.003, 0.1)
priced = {strength: regularised(strength) for strength in prices}
size = sqrt(sum(w.data**2 for w in weights_of(free)))
table(
    [[0, error_on(free, train), error_on(free, held_out), size]] + [[s, *found] for s, (_, found) in priced.items()],
    ["λ", "training error", "validation error", "length of the weights"],
)
claim(
    "B22",
    "the penalty lowers the error on new points",
    "regularization: a method to overcome overfitting",
    True,
    readings={f"λ = {s}": found[1] < error_on(free, held_out) for s, (_, found) in priced.items()},
    note="A small price helps; with a large one the network prefers to be nearly flat and fits neither set.",
)

# %% The code of this plot
fig, axes = plt.subplots()
line = [-3 + 0.06 * i for i in range(101)]
axes.plot(line, [wave(x) for x in line], ":", color="C4", label="without noise")
for name, model, style, colour in (
    ("λ = 0", free, "-", "C0"),
    (f"λ = {prices[0]}", priced[prices[0]][0], "--", "C1"),
    (f"λ = {prices[1]}", priced[prices[1]][0], "-.", "C2"),
):
    axes.plot(line, [model([x])[0].data for x in line], style, color=colour, label=name)
axes.plot([x for [x] in train.inputs], train.targets, "o", color="C3", markersize=4, label="data")
axes.set(xlabel="x", ylabel="y", title="The price of weights", ylim=(-2.2, 2.6))
axes.legend(ncol=3, loc="upper center")
plot("prices", fig, "No price: through every point. A small one: the wave. A large one: hardly anything.", item="B22")

# %% [markdown]
# Three things are left open by "$\lambda \sum w^2$ over all weights in the network".

# %%
tiny = MLP(1, 2, 1, activation="tanh", rng=random.Random(4))
for layer in tiny.layers:
    layer.assign(b=[0.4] * len(layer.b))
numbers = [w.data for w in weights_of(tiny)]
everything = [p.data for p in tiny.parameters()]
objective = (tiny([0.7])[0] - 1.0) ** 2 + losses.l2_penalty(weights_of(tiny), 0.1)
F_alone = (tiny([0.7])[0].data - 1.0) ** 2
claim(
    "B22",
    "G for a network of seven parameters, λ = 0.1",
    "F(W₁, …, W_L) + λ Σ w² over all weights w in network",
    objective,
    readings={
        "the entries of W₁ and W₂": F_alone + 0.1 * sum(v * v for v in numbers),
        "all parameters": F_alone + 0.1 * sum(v * v for v in everything),
    },
    note="Whether a bias is a weight is not said; usually it is left out, because a shift is not what makes a curve "
    "wild.",
)
pairs = [(1.0, 2.2), (2.0, 3.7), (-1.0, -1.8)]


def best_slope(strength, divisor):
    """The w at which the slope of Σ(wx - y)²/divisor + strength w² is 0."""
    return sum(x * y for x, y in pairs) / divisor / (sum(x * x for x, y in pairs) / divisor + strength)


v = Value(0.0, "w")
for _ in range(400):
    error = losses.squared_error([v * x for x, y in pairs], [y for x, y in pairs], "mean")
    v = Value(v.data - 0.1 * gradient(error + losses.l2_penalty([v], 0.5), v), "w")
claim(
    "B22",
    "the best slope for three points and λ = 0.5",
    "G = F + λ Σ w², with F = 1/n Σ Fᵢ in section 2.3 and F = Σ Fᵢ in section 3",
    v.data,
    readings={"F is the mean": best_slope(0.5, len(pairs)), "F is the sum": best_slope(0.5, 1)},
    note="The same λ is n times stronger against a mean than against a sum, so it cannot be carried over from one page "
    "to the other.",
)


def one_step(kind, penalised):
    """A weight after five steps with an l2 penalty, or with weight decay 2λ instead."""
    w = Value(1.5, "w")
    optimiser = kind([w], 0.1, weight_decay=0.0 if penalised else 2 * 0.1)
    for _ in range(5):
        loss = (w * 2.0 - 1.0) ** 2 + (0.1 * w**2 if penalised else 0.0)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    return w.data


shrunk = {
    "plain descent": isclose(one_step(SGD, True), one_step(SGD, False)),
    "Adam, decay apart from its averages": isclose(one_step(Adam, True), one_step(AdamW, False)),
}
claim(
    "B22",
    "the penalty does the same as shrinking each weight by 2ηλ of itself in every step",
    "ℓ₂ regularization: minimize F + λ Σ w²",
    True,
    readings=shrunk,
    note="Only for plain descent are the two the same; an optimiser that rescales the gradient rescales the penalty "
    "with it.",
)

# %% [markdown]
# ## Normalised batches
# **Batch normalisation** takes what a layer is fed with, over the examples of a mini-batch, and makes it zero-mean and
# unit-variance. The mean and the variance belong to the graph: every example acts on every other one.

# %%
norm = BatchNorm(1)
xs = [Value(x, f"x{i}") for i, x in enumerate([1.0, 2.0, 9.0])]
ys = [named(f"y{i}", y) for i, (y,) in enumerate(norm([[x] for x in xs]))]
figure(
    "batch-norm",
    ys[0],
    item="B38",
    caption="The first of three outputs. All three inputs act on it, two of them through mean and variance only.",
    predict=[xs[2]],
)

# %% [markdown]
# By hand, with $\hat x_i = (x_i - \bar x)/s$, $s = \sqrt{\mathrm{var} + \varepsilon}$ and incoming gradients $g_i$:
#
# $$\frac{\partial L}{\partial x_i} = \frac{\gamma}{s} \left( g_i - \frac1m \sum_j g_j
# - \hat x_i \frac1m \sum_j g_j \hat x_j \right).$$

# %%
coefficients = [0.5, -1.0, 2.0]
L = engine.sum(c * y**2 for c, y in zip(coefficients, ys, strict=True))
m = len(xs)
mean = sum(x.data for x in xs) / m
variance = sum((x.data - mean) ** 2 for x in xs) / m
s = sqrt(variance + norm.epsilon)
hats = [(x.data - mean) / s for x in xs]
g = [2 * c * y.data for c, y in zip(coefficients, ys, strict=True)]
average_g, average_gx = sum(g) / m, sum(a * h for a, h in zip(g, hats, strict=True)) / m
hand = [(g[i] - average_g - hats[i] * average_gx) / s for i in range(m)]
compare(
    L,
    {
        "x": (xs, hand),
        "scale": (norm.scale, [sum(a * h for a, h in zip(g, hats, strict=True))]),
        "shift": (norm.shift, [sum(g)]),
    },
)
print(f"the gradients by x add up to {sum(gradient(L, xs)):.1e}: a shift of the whole batch changes nothing")

# %% [markdown]
# Read "to zero-mean and unit-variance" strictly.


# %%
def normalised(numbers, scale=1.0, shift=0.0):
    layer = BatchNorm(1).assign(scale=[scale], shift=[shift])
    return [row[0].data for row in layer([[x] for x in numbers])]


def moments(numbers):
    mean = sum(numbers) / len(numbers)
    return mean, sum((x - mean) ** 2 for x in numbers) / len(numbers)


batches = {"wide": [1.0, 2.0, 6.0], "narrow": [1.0, 1.002, 1.006]}
table(
    [[name, *moments(numbers), *moments(normalised(numbers))] for name, numbers in batches.items()],
    ["batch", "mean", "variance", "mean after", "variance after"],
)
claim(
    "B38",
    "the normalised numbers have mean 0",
    "normalize … to zero-mean",
    True,
    readings={
        "right after the division": all(abs(moments(normalised(x))[0]) < 1e-9 for x in batches.values()),
        "what the layer returns, with a learned shift of 1": abs(moments(normalised(batches["wide"], 1.0, 1.0))[0])
        < 1e-9,
    },
    note="The layer ends with a learned scale and shift, so that the model may undo the normalisation.",
)
claim(
    "B38",
    "the normalised numbers have variance 1, to three digits",
    "normalize … to unit-variance",
    True,
    readings={
        f"a {name} batch": isclose(moments(normalised(numbers))[1], 1.0, abs_tol=5e-4)
        for name, numbers in batches.items()
    },
    note="The division is by √(variance + ε), which leaves variance/(variance + ε): less than 1, and visibly so where "
    "the batch hardly varies.",
)
measured = Standardise.to([[x] for x in (1.0, 2.0, 6.0, 3.0, 8.0)])
trained = BatchNorm(1)
for _ in range(200):
    trained([[1.0], [2.0], [6.0]])
trained.eval()


def same_number(numbers):
    return isclose(numbers[0], numbers[1], rel_tol=1e-9)


claim(
    "B38",
    "an example is turned into the same number whichever examples come with it",
    "like we did in HW1",
    True,
    readings={
        "over the whole training set, as in HW1": same_number([measured([2.0])[0] for _ in range(2)]),
        "over the mini-batch": same_number([normalised([2.0, 1.0, 6.0])[0], normalised([2.0, 3.0, 8.0])[0]]),
        "after training, with the running statistics": same_number(
            [trained([[2.0], [1.0]])[0][0].data, trained([[2.0], [8.0]])[0][0].data]
        ),
    },
    note="Normalising the data once is a fixed map; over a mini-batch the result depends on the company, which is why "
    "a test uses running statistics.",
)
claim(
    "B38",
    "a batch has mean 0 afterwards",
    "normalize the inputs of each layer over the mini-batch",
    True,
    readings={
        "in training": abs(moments(normalised([7.0, 8.0, 9.0]))[0]) < 1e-9,
        "in a test": abs(moments([row[0].data for row in trained([[7.0], [8.0], [9.0]])])[0]) < 1e-9,
        "in training, a batch of one": lambda: BatchNorm(1)([[7.0]])[0][0].data == 0.0,
    },
    note="In a test the statistics of training are used, and a batch of one has no variance: training refuses it.",
)

# %% [markdown]
# One more consequence: a bias right before the normalisation is subtracted again with the mean. It cannot learn.

# %%
feed, bias = [0.5, 1.5, -1.0], Value(0.3, "b")
outputs = [row[0] for row in BatchNorm(1)([[x + bias] for x in feed])]
useless = engine.sum(c * y**2 for c, y in zip(coefficients, outputs, strict=True))
print(f"gradient by a bias before the normalisation: {abs(gradient(useless, bias)):.1e}")

# %% [markdown]
# ## Deleted neurons
# **Dropout** deletes each neuron with a probability, "say 0.1", in each step of training, and none in a test. No neuron
# can rely on one other. In the graph a deleted neuron is a 0 with nothing behind it.

# %%
drop = Dropout(0.4, rng=random.Random(1), rescale=False)
hidden = [Value(v, f"h{i}") for i, v in enumerate([0.8, -0.3, 0.5])]
readout = [Value(v, f"w{i}") for i, v in enumerate([1.0, 2.0, -1.0])]
kept = drop(hidden)
out = named("z", engine.sum(w * h for w, h in zip(readout, kept, strict=True)))
figure(
    "dropped",
    out,
    item="B39",
    caption="A neuron is deleted: its weight gets the gradient 0 in this step, the others learn.",
    predict=[readout[0]],
)
print("deleted:", [f"h{i}" for i, h in enumerate(kept) if h is not hidden[i]])


# %% [markdown]
# Now count what the next neuron gets. With five neurons there are $2^5$ ways to delete; each has a probability, so the
# expected sum can be computed exactly.

# %%
activations, into = [0.8, -0.3, 0.5, 1.2, -0.6], [1.0, 2.0, -1.0, 0.5, 1.5]


def expected(f, p, rescale):
    """The mean of f(sum of w h) over all ways to delete, each with its probability."""
    total = 0.0
    for keep in product((0, 1), repeat=len(activations)):
        chance, z = 1.0, 0.0
        for alive, h, w in zip(keep, activations, into, strict=True):
            chance *= 1 - p if alive else p
            z += alive * w * h / (1 - p if rescale else 1.0)
        total += chance * f(z)
    return total


def test_sum(rescale):
    """What the layer computes in a test."""
    layer = Dropout(0.1, rng=random.Random(0), rescale=rescale).eval()
    return engine.dot(into, layer(activations)).data


def identity(z):
    return z


table(
    [
        [name, expected(identity, 0.1, scaled), test_sum(scaled)]
        for name, scaled in (("as printed", False), ("divided by 1 − p", True))
    ],
    ["dropout", "expected sum in training", "sum in a test"],
)
claim(
    "B39",
    "the sum that the next neuron gets in a test is the one it expects in training",
    "delete each neuron with a fixed probability (say 0.1) … only for training, not for testing",
    True,
    readings={"as printed": isclose(expected(identity, 0.1, False), test_sum(False))},
    true="divide what is kept by 1 − p in training, or multiply by 1 − p in a test",
    note=f"Deleting alone leaves {expected(identity, 0.1, False) / test_sum(False):.1f} of the sum on average, so a "
    "network trained in this way meets larger numbers in the test than ever before.",
)


def squashed(z):
    return Value(z).tanh().data


claim(
    "B39",
    "with the division by 1 − p, training and test agree on average",
    "only for training, not for testing",
    True,
    readings={
        "the sum into the next neuron": isclose(expected(identity, 0.1, True), test_sum(True)),
        "the output of a tanh neuron": isclose(expected(squashed, 0.1, True), squashed(test_sum(True))),
    },
    note="An average can be exchanged with a sum and not with a curved function, so behind the next activation the "
    "agreement is only approximate.",
)

# %%
counter = Dropout(0.1, rng=random.Random(5))
gone = [[y.data == 0.0 for y in counter([1.0, 1.0])] for _ in range(20000)]
share = sum(a for a, _ in gone) / len(gone)
together = sum(a and b for a, b in gone) / len(gone)
claim("B39", "share of deleted neurons among 20,000", "0.1", share)
claim(
    "B39",
    "share of cases in which two neurons are deleted together",
    "independently",
    together,
    readings={"the product of their probabilities": share**2},
    rtol=0.1,
)
tested = Dropout(0.5, rng=random.Random(5)).eval()
claim(
    "B39",
    "in a test nothing is deleted",
    "only for training, not for testing",
    True,
    readings={"after eval()": [y.data for y in tested(activations)] == activations},
)


def learns(place):
    """Does a step still move a weight if the only neuron of a layer that can be deleted is deleted?"""
    first, last = Neuron(1, "tanh", rng=random.Random(2)), Neuron(2, "linear", rng=random.Random(3))
    h = [first([0.7]), Neuron(1, "tanh", rng=random.Random(4))([0.7])]
    y = last([0.0, h[1]] if place == "hidden" else h)
    loss = ((0.0 * y if place == "output" else y) - 1.0) ** 2
    return any(slope != 0.0 for slope in gradient(loss, last.w))


claim(
    "B39",
    "a step with one deleted neuron still learns from its example",
    "independently delete each neuron",
    True,
    readings={"a hidden one": learns("hidden"), "the output": learns("output")},
    note="Taken literally each neuron includes the outputs, and an example whose output is deleted teaches nothing; "
    "only hidden neurons, and sometimes inputs, are meant.",
)

# %% [markdown]
# "Very effective and popular." On a small network? Two noisy half circles, 24 points to learn from, 200 to be tested
# on; the loss on the latter also punishes being wrong with confidence.

# %%
small, big = moons(24, noise=0.5, rng=random.Random(3)), moons(200, noise=0.5, rng=random.Random(4))


def with_dropout(p):
    rng = random.Random(0)
    model = Sequential(Layer(2, 12, "relu", rng=rng), Dropout(p, rng=random.Random(7)), Layer(12, 2, rng=rng))
    fit(model, small, losses.softmax_cross_entropy, Adam(model.parameters(), 0.05), epochs=100)
    model.eval()
    return [losses.softmax_cross_entropy([model(x) for x in d.inputs], d.targets).data for d in (small, big)]


dropped = {p: with_dropout(p) for p in (0.0, 0.1, 0.5)}
table([[p, *found] for p, found in dropped.items()], ["p", "training loss", "test loss"], "12 hidden neurons")
claim(
    "B39",
    "a lower test loss than without dropout, 12 hidden neurons",
    "Very effective and popular in practice!",
    True,
    readings={f"p = {p}": dropped[p][1] < dropped[0.0][1] for p in (0.1, 0.5)},
    note="In a network as small as this one it takes a large p to have an effect, and other seeds and data give other "
    "answers; the promise is about large networks.",
)

# %% The code of this plot
fig, axes = plt.subplots()
ps = [0.02 * i for i in range(41)]
axes.plot(ps, [expected(identity, p, False) for p in ps], "--", color="C1", label="training, as printed")
axes.plot(ps, [expected(identity, p, True) for p in ps], label="training, divided by 1 − p")
axes.plot(ps, [test_sum(False) for _ in ps], ":", color="C4", label="test")
axes.set(xlabel="p", ylabel="expected sum", title="What the next neuron gets")
axes.legend()
plot("expected-sum", fig, "Only with the division do training and test agree, for every p.", item="B39")

# %% [markdown]
# ## Your turn


# %%
@exercise(
    "layer-norm",
    asks="Three numbers are normalised, $y_i = (x_i - \\bar x)/s$ with $s = \\sqrt{\\mathrm{var} + \\varepsilon}$, and "
    "$L = \\sum_i c_i y_i$. Derive $\\partial L/\\partial x_i$.",
    hints=[
        "There are three paths from $x_i$: directly, through the mean, and through the variance.",
        "The direct one gives $c_i/s$, the mean takes away the average of all $c_j/s$.",
        "Through the variance: $-y_i/s$ times the average of $c_j y_j$.",
    ],
)
def layer_norm():
    numbers, c, epsilon = [1.0, 2.5, -0.5], [2.0, -1.0, 0.5], 0.1
    xs = [Value(v, f"x{i}") for i, v in enumerate(numbers)]
    mean = engine.sum(xs) / 3
    variance = engine.sum((x - mean) ** 2 for x in xs) / 3
    spread = (variance + epsilon).sqrt()
    loss = engine.sum(k * (x - mean) / spread for k, x in zip(c, xs, strict=True))
    return loss, {"x": xs}, {"x": numbers, "c": c, "epsilon": epsilon}
