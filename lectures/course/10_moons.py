# %% [markdown]
# # The moons: training a network, and knowing that it works
# A single neuron draws a straight border, and two interleaved moons have none. A small network bends it. But has it
# learned the moons, or only these points? And who chooses the rate?
#
# Minutes: 40
#
# Before: [One neuron decides](one_neuron_decides.html); [The same network in matrices](network_in_matrices.html);
# [Which of many?](softmax_and_cross_entropy.html)
#
# After: you can train a network with mini-batches, scale its inputs, choose a rate without cheating, and report an
# accuracy that another person can trust.

# %% [markdown]
# ## Three sets of points
# We make 240 points and deal them out **before** anything is trained:
#
# - the **training set**, 120 points: the only ones whose gradients move a weight;
# - the **validation set**, 60 points: for our own choices, such as the rate;
# - the **test set**, 60 points: looked at once, at the very end.
#
# Whoever looks at the test set in order to choose has turned it into a second validation set, and its accuracy
# promises nothing any more.

# %%
import copy
import random
from math import exp, log
from statistics import median

from engine import Value, gradient, named
from lectures.board import Plane, Question, ask, compare, exercise, figure, in_plane, live, plot, table
from nn import MLP, SGD, Layer, Matrix, Standardise, accuracy, classifier, datasets, fit, losses, plots, split

cross_entropy = losses.binary_cross_entropy_from_logits


def three_sets(seed):
    rng = random.Random(seed)
    points = datasets.moons(240, 0.2, rng=rng)
    train, rest = split(points, 0.5, rng)
    validation, test = split(rest, 0.5, rng)
    return train, validation, test


train, validation, test = three_sets(0)
print(f"training {len(train.inputs)}, validation {len(validation.inputs)}, test {len(test.inputs)}")
print("first point:", [round(x, 2) for x in train.inputs[0]], "class", train.targets[0])

# %% [markdown]
# ## One mini-batch, step by step
# The loss is the mean over all training points, and its gradient is the mean of their gradients. One could add up all
# 120 before each step. It is quicker to take a few points, a **mini-batch**, and step: on average their gradient is
# that of all points, and it costs a fraction. One pass through all points is an **epoch**.
#
# Here is a mini-batch of two points in a network with two hidden neurons. Both points use the same weights; watch how
# their contributions add up in each weight, and where the mean puts its factor $\frac12$.

# %%
X = Matrix.given([[0.8, -0.5], [-1.0, 0.6]], "X")
targets = [1, 0]
W1, b1 = Matrix([[0.4, -0.6], [0.9, 0.3]], "W1"), [Value(0.1, "b1[0]"), Value(-0.2, "b1[1]")]
W2, b2 = Matrix([[1.2], [-0.8]], "W2"), [Value(0.25, "b2")]
A = (X @ W1 + b1).named("A")
H = A.map(lambda a: a.tanh()).named("H")
Z = (H @ W2 + b2).named("z")
L = named("L", cross_entropy(Z.entries, targets))
figure("mini-batch", L, caption="Two points, one loss: their mean.", predict=[Z[0, 0], W2[0, 0]])

# %% [markdown]
# **By hand, worked in full.** As with one neuron, the slope of the cross-entropy by a score is $\sigma(z) - y$; the
# mean over two points halves it. The weight from hidden neuron $j$ carries $h_j$, once for each point, so
# $dW_2 = H^T dz$ and $db_2$ is the sum of $dz$.


# %%
def sigmoid(z):
    return 1 / (1 + exp(-z))


dZ = Matrix([[(sigmoid(z) - y) / 2] for z, y in zip(Z.data.entries, targets)])
compare(L, {"z": (Z, dZ), "W2": (W2, H.data.T @ dZ), "b2": (b2, [sum(dZ.entries)])})
alone = [gradient(cross_entropy(z, y), W2[0, 0]) for z, y in zip(Z.entries, targets)]
ask(
    f"For $W_2$'s first weight, point 1 alone has the gradient ${alone[0]:.4f}$ and point 2 alone ${alone[1]:.4f}$. "
    "What does the mini-batch give?",
    f"The mean, ${sum(alone) / 2:.4f}$. Point 2 speaks louder here; other pairs of points disagree even about the "
    "sign. That is the noise of small batches; the mean over all points has none.",
)

# %% [markdown]
# ## Training
# `fit` does what we did by hand: shuffle, take 20 points, forward, backward, one step of descent; then the next 20.


# %%
def trained(seed, model, rate=1.0, epochs=60, batch_size=20):
    train, validation, _ = three_sets(seed)
    optimiser, rng = SGD(model.parameters(), rate), random.Random(seed)
    return fit(
        model, train, cross_entropy, optimiser, epochs=epochs, batch_size=batch_size, validation=validation, rng=rng
    )


def network(seed):
    return MLP(2, 8, 1, activation="tanh", rng=random.Random(seed))


model, at_epoch = network(0), {}
done = 0
for epochs in (2, 50, 80, 150):
    trained(0, model, epochs=epochs - done)
    done = epochs
    at_epoch[f"epoch {epochs}"] = copy.deepcopy(model)

# %% The code of this plot
plot(
    "moving",
    plots.moving_boundary(at_epoch, train, "The border as it moves", steps=40),
    "First a straight line, then a bend: the network finds the coarse shape first.",
)

# %% [markdown]
# **Train it yourself**, on 100 points at once. Each small map is what one hidden neuron says to every point of the
# plane. Drag a point to the other side, or start with all weights zero.

# %%
points = datasets.moons(100, 0.2, rng=random.Random(0))


def on_moons(scores):
    return cross_entropy(scores, points.targets)


live(
    "train-the-moons",
    Question(
        "Choose the start “all weights 0”, with tanh. After 1,000 steps, what will the hidden neurons have learned?",
        ["Six different things", "Six times the same", "Nothing at all"],
        right=2,
        answer="A hidden neuron says tanh 0 = 0, so the weight behind it gets no gradient; and its own gradient comes "
        "back through that weight, which is 0. Now try sigmoid: it says 1/2, and all six learn the same. Random "
        "weights break the tie.",
    ),
    {h: in_plane((2, 6, 1), h, points.inputs, on_moons, range(4), {"all weights 0": MLP(2, 6, 1, init="zeros")})
     for h in ("tanh", "relu", "sigmoid")},
    [Plane("plane", (-1.7, 2.7), (-1.4, 1.8), points.targets, [f"h{i}" for i in range(6)])],
    data=[number for x in points.inputs for number in x],
    rates=[0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0],
    rate=1.0, momentum=True, chosen="activation", caption="Descent on all 100 points at once.",
)  # fmt: skip

# %% [markdown]
# ## Choosing a rate
# Which rate? Train with each, and compare the loss on the **validation** points. One seed can be lucky, so take five.

# %%
rates = [0.01, 0.1, 1.0, 3.0, 10.0]
by_rate = {}
for rate in rates:
    by_rate[rate] = sorted(trained(seed, network(seed), rate).validation_loss[-1] for seed in range(5))
table(
    [[rate, found[2], found[-1], found[0]] for rate, found in by_rate.items()],
    ["rate", "median", "worst seed", "best seed"],
    "Validation loss after 60 epochs, 5 seeds",
)
best = min(rates, key=lambda rate: by_rate[rate][2])
ask(
    "Look at the table from top to bottom: what happens when the rate is too small, and what when it is too large?",
    f"Too small: even the best seed is unfinished. Too large: the seeds scatter, and the worst end at a loss above "
    f"{log(2):.2f}, that of a model that always says one half. The median is lowest at {best:g}.",
)

# %% [markdown]
# ## Inputs on one scale
# Suppose the second coordinate came in millimetres and not in metres: all its numbers are 1,000 times larger. The
# points are the same, but each hidden neuron now sees sums in the hundreds, where tanh is flat.
#
# The remedy is cheap: subtract the mean and divide by the spread, **measured on the training set**, and use the same
# two numbers for every other point.

# %%
rows = []
for name in ("metres", "millimetres", "millimetres, scaled"):
    reached = []
    for seed in range(5):
        train, validation, _ = three_sets(seed)
        if name != "metres":
            train.inputs[:] = [[x, 1000 * y] for x, y in train.inputs]
            validation.inputs[:] = [[x, 1000 * y] for x, y in validation.inputs]
        if name == "millimetres, scaled":
            scale = Standardise.to(train.inputs)
            train.inputs[:] = [scale(x) for x in train.inputs]
            validation.inputs[:] = [scale(x) for x in validation.inputs]
        model, rng = network(seed), random.Random(seed)
        fit(model, train, cross_entropy, SGD(model.parameters(), best), epochs=60, batch_size=20, rng=rng)
        reached.append(accuracy(classifier(model), validation))
    rows.append([name, median(reached), min(reached), max(reached)])
table(rows, ["second coordinate in", "median", "worst seed", "best seed"], "Validation accuracy, 5 seeds")

# %% [markdown]
# ## The test, once
# All choices are made. Now the test set, for the network and for a single neuron, with the rate that suits the network;
# beside it the accuracy on the training points. Each of eight seeds draws its own points and starting weights.

# %%
rows = []
for name, make in (("one neuron", lambda seed: Layer(2, 1, rng=random.Random(seed))), ("2-8-1 network", network)):
    seen, reached = [], []
    for seed in range(8):
        model, (train, _, test) = make(seed), three_sets(seed)
        trained(seed, model, best, epochs=150)
        seen.append(accuracy(classifier(model), train))
        reached.append(accuracy(classifier(model), test))
    rows.append([name, median(seen), median(reached), min(reached), max(reached)])
table(rows, ["", "training, median", "test, median", "worst seed", "best seed"], "Accuracy, 8 seeds")

# %% [markdown]
# The network is about as good on points that it has never seen: it has learned the moons, not only these points. Each
# test set has 60 points, so one point more or less is 1.7 %; differences smaller than that say nothing.

# %% [markdown]
# ## Your turn
# You can now train a network and say honestly how good it is. What remains is to bring the gradient one layer further
# back, alone. The next lecture looks at what goes wrong on the way down, and at two better ways to step.


# %%
@exercise(
    "hidden-layer",
    asks="A mini-batch $X$ (4 × 2) goes through $A = X W_1 + b_1$, $H = \\tanh A$ and $z = H W_2 + b_2$; $L$ is the "
    "mean cross-entropy of $\\sigma(z)$. Given $dz$ (4 × 1), derive $dA$ (4 × 3), $dW_1$ (2 × 3) and $db_1$ (1 × 3).",
    hints=[
        "First back through the product with $W_2$: what is $dH$? Its shape is that of $H$.",
        "The slope of tanh is $1 - h^2$, entry by entry.",
        "From $dA$ to $dW_1$ and $db_1$ it is the same as in the last layer, with $X$ in the place of $H$.",
    ],
)
def hidden_layer(draw):
    n, d, h = map(draw.length, (4, 2, 3))
    X = Matrix.given(draw([[0.8, -0.7], [-1.1, 0.6], [0.4, 1.3], [-0.3, -1.6]], n, d), "X")
    W1 = Matrix(draw([[0.4, -0.6, 1.1], [0.9, 0.3, -0.7]], d, h), "W1")
    b1 = Matrix(draw([[0.1, -0.2, 0.3]], 1, h), "b1")[0]
    W2, b2 = Matrix(draw([[1.2], [-0.8], [0.6]], h, 1), "W2"), [Value(draw(0.25), "b2")]
    A = X @ W1 + b1
    H = A.map(lambda a: a.tanh()).named("H")
    Z = (H @ W2 + b2).named("z")
    loss = cross_entropy(Z.entries, [1, 0, 0, 1, 1, 0][:n])
    given = {"X": X.data, "H": H.data, "W2": W2.data, "dz": Matrix(gradient(loss, Z))}
    return loss, {"dA": A, "W1": W1, "b1": b1}, given
