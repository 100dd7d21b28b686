# %% [markdown]
# # Overfitting, and what is done against it
# What each remedy of the slides does to the loss or to the graph; whether they help, and when:
# [Overfitting and its remedies](overfitting_and_remedies.html).
#
# Covers: B22, B38 to B40
#
# Before: a network with one hidden layer and its training; mean and variance; expected values.
#
# After: you can say what regularisation, batch normalisation and dropout add to a graph, and where to stop.

# %%
import random
from math import sin, sqrt

import matplotlib.pyplot as plt

import engine
from engine import Constant, Value, named
from lectures.board import compare, figure, plot, table
from nn import MLP, Adam, BatchNorm, Dropout, Neuron, fit, init, losses
from nn.datasets import curve

w, b = Value(1.5, "w"), Value(-0.3, "b")
G = named("G", named("F", (w * 2.0 + b - 1.0) ** 2) + named("price", Value(0.1, "λ") * w**2))
figure("penalty", G, item="B22", caption="A second path from the weight, which pulls it towards 0.", predict=[w])
slope = 2 * (1.5 * 2.0 - 0.3 - 1.0)
compare(G, {"w": (w, slope * 2.0 + 2 * 0.1 * 1.5), "b": (b, slope)})

# %% [markdown]
# $\partial G/\partial w = \partial F/\partial w + 2 \lambda w$: in plain descent each step takes the share
# $2 \eta \lambda$ off the weight, hence *weight decay*. In a normalised batch every example acts on every other one.

# %%
norm, c = BatchNorm(1), [0.5, -1.0, 2.0]
x = [Value(1.0, "x0"), Value(2.0, "x1"), Value(9.0, "x2")]
y = [named(f"y{i}", row[0]) for i, row in enumerate(norm([[v] for v in x]))]
figure("batch-norm", y[0], item="B38", caption="$x_1$ and $x_2$ act by mean and variance alone.", predict=[x[2]])
L = engine.sum(c[i] * y[i] ** 2 for i in range(3))
mean = sum(v.data for v in x) / 3
s = sqrt(sum((v.data - mean) ** 2 for v in x) / 3 + norm.epsilon)
u, g = [(v.data - mean) / s for v in x], [2 * c[i] * y[i].data for i in range(3)]
gu = sum(g[i] * u[i] for i in range(3))
by_hand = [(g[i] - sum(g) / 3 - u[i] * gu / 3) / s for i in range(3)]
compare(L, {"x": (x, by_hand), "scale": (norm.scale, [gu]), "shift": (norm.shift, [sum(g)])})

# %% [markdown]
# A deleted neuron is a 0 with nothing behind it. Deleted in training only, as printed, the neurons hand on less than in
# a test, unless what is kept is divided by $1 - p$.

# %%
hidden = [Value(0.8, "h0"), Value(-0.3, "h1"), Value(0.5, "h2")]
readout = [Value(1.0, "w0"), Value(2.0, "w1"), Value(-1.3, "w2")]
z = named("z", engine.dot(readout, Dropout(0.4, rng=random.Random(1), rescale=False)(hidden)))
figure("dropped", z, item="B39", caption="The weight of a deleted neuron does not learn.", predict=[readout[0]])

rows = []
for rescale in (False, True):
    layer = Dropout(0.4, rng=random.Random(2), rescale=rescale)
    trained = sum(engine.dot(readout, layer(hidden)).data for _ in range(4000)) / 4000
    rows.append(["divided by 1 − p" if rescale else "deleted only", trained, engine.dot(readout, layer.eval()(hidden))])
table(rows, ["p = 0.4", "training, mean of 4,000", "test"], "What the next neuron gets")

# %% [markdown]
# A copy is one more example on the same weights. And on fourteen points a network of 61 parameters learns the noise:

# %%
unit = Neuron(3, "linear", init="zeros", bias=False).assign(w=[0.6, -0.4, 0.9])
pixels = [Constant(1.2, "pixel 0"), Constant(0.7, "pixel 1")]
score, copy = named("score", unit([*pixels, 0.0])), named("score of copy", unit([0.0, *pixels]))
both = named("L", score.softplus() + copy.softplus())
figure("example-and-copy", both, item="B40", caption="An example and its shifted copy.", predict=[unit.w[1]])

# %% The code of this plot
train = curve(lambda x: sin(2 * x), 14, noise=0.25, rng=random.Random(1))
held_out = curve(lambda x: sin(2 * x), 25, noise=0.25, interval=(-2.9, 2.9), rng=random.Random(2))
net = MLP(1, 20, 1, activation="tanh", init=init.normal(0.0, 1.0), rng=random.Random(0))


def loss(h, y):
    return losses.squared_error([v[0] for v in h], y, "mean")


history = fit(net, train, loss, Adam(net.parameters(), 0.03), epochs=1000, validation=held_out, replay=True)
fig, axes = plt.subplots()
axes.plot(history.loss, label="training")
axes.plot(history.validation_loss, "--", label="validation")
axes.axvline(history.validation_loss.index(min(history.validation_loss)), color="C4", linestyle=":", label="stop here")
axes.set(xlabel="epoch", ylabel="mean squared error", title="One falls, the other one turns", ylim=(0, 0.3))
axes.legend()
plot("two-curves", fig, "Stopping early needs patience: the curve has bumps.", item="B40")
