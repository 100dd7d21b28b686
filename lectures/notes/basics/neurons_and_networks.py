# %% [markdown]
# # Beyond lines: curves, pieces, networks
# Powers of $x$, a constant in each region, or neurons: from the unit of 1943 to layers of them.
#
# Covers: A03 to A10
#
# Before: [Fit a line](fit_a_line.html); [A network by hand](network_by_hand.html).
#
# After: you can say why neither a tree nor a threshold unit is trained by gradients, and what a layer cannot see.

# %%
import random
from itertools import product
from math import exp, sin

import matplotlib.pyplot as plt
import numpy as np

import engine
from engine import Constant, Value, affine, dot, gradient, named, numeric_gradient
from lectures.board import compare, figure, plot, table
from nn import MLP, Adam, Layer, Neuron, RegressionStump, ThresholdNeuron, fit, losses
from nn.datasets import curve
from nn.matrix import Matrix

inputs, ys = curve(lambda x: 1 + 0.5 * x - 0.7 * x * x, 16, 0.3, (-2.0, 2.0), rng=random.Random(2))
y = Matrix.column(ys)

# %% [markdown]
# ## Powers of x
# $h_\theta(x) = \theta_0 + \theta_1 x + \theta_2 x^2$ bends in $x$ and is linear in $\theta$: a linear model on the
# columns $1, x, x^2$, with the same gradient $\frac1m X^T(X\theta - y)$.

# %%
theta = [Value(v, f"θ{j}") for j, v in enumerate([0.5, 0.2, -0.3])]
x = Value(1.5, "x")
h = named("h", theta[0] + theta[1] * x + theta[2] * x**2)
figure("polynomial", h, item="A03", caption="The parameters meet only 1, x and x².", predict=[theta[2]])
X = Matrix([1.0, x, x * x] for [x] in inputs)
e = X @ Matrix.column(theta) - y
compare((e**2).sum() / (2 * len(ys)), {"θ": (theta, (X.T @ e.data / len(ys)).entries)})

# %% [markdown]
# ## A constant in each region
# A tree answers with one constant on each side of a split; the best one is the mean of its leaf, where the pulls
# balance. The place of the split cannot be learned by descent: between two points the loss does not change, at a point
# it jumps.

# %%
c, group = Value(0.0, "c"), ys[:4]
leaf = named("L", engine.sum([(c - t) ** 2 for t in group]))
figure("leaf", leaf, item="A04", caption=f"Four points; their mean is {sum(group) / 4:.4f}.", predict=[c])
compare(leaf, {"c": (c, 2 * (4 * c.data - sum(group)))})


def split_loss(place):
    return RegressionStump.at(place, inputs, ys).squared_error(inputs, ys)


places = [-1.89 + i * 0.02 for i in range(190)]
slopes = {numeric_gradient(split_loss, place + 0.001, step=1e-6) for place in places}
print(f"slopes of the loss at {len(places)} places of the split: {slopes}")

# %% The code of this plot
stump, grid = RegressionStump.fit(inputs, ys), [-2 + i / 25 for i in range(101)]
best = np.linalg.lstsq(X, y, rcond=None)[0].ravel()
fig, (left, right) = plt.subplots(1, 2, figsize=(7.6, 3.1))
left.plot([x for [x] in inputs], ys, "o", color="C4", markersize=4)
left.plot(grid, [best @ [1.0, x, x * x] for x in grid], color="C1")
left.plot(grid, [stump([x]) for x in grid], "--", color="C3")
left.set(xlabel="x", title="The best parabola and split")
right.plot(places, [split_loss(place) for place in places], color="C3")
right.set(xlabel="place of the split", title="The loss is a staircase")
plot("two-models", fig, "The parabola bends, the stump steps; its loss has no slope to follow.", item=["A03", "A04"])

# %% [markdown]
# ## Soft steps
# Each hidden neuron adds a soft step. Twenty of them follow $\sin 3x$ on the interval of the examples, and nowhere
# else; without an activation two layers are one, $W_2 (W_1 x + b_1) + b_2 = (W_2 W_1)\, x + (W_2 b_1 + b_2)$.

# %%
w, b, v = Value(1.5, "w"), Value(-0.5, "b"), Value(0.8, "v")
bump = named("bump", v * affine([w], [Constant(0.7, "x")], b).tanh())
figure("one-bump", bump, item="A05", caption="What one hidden neuron adds: a soft step of height v.", predict=[w])
inside, outside = [[-2 + i / 15] for i in range(61)], [[2 + i / 15] for i in range(1, 61)]
net, wanted = MLP(1, 20, 1, activation="tanh", rng=random.Random(4)), [sin(3 * x) for [x] in inside]


def mean_square(outputs, targets):
    return losses.squared_error([o[0] for o in outputs], targets, reduction="mean")


fit(net, (inside, wanted), mean_square, Adam(net.parameters(), 0.03), epochs=1500, progress=False, replay=True)
for name, points in (("on [−2, 2], where it was trained", inside), ("on [2, 6]", outside)):
    print(f"worst error {name}: {max(abs(net(x)[0].data - sin(3 * x[0])) for x in points):.2f}")
first, last = Layer(1, 20, rng=random.Random(4)), Layer(20, 1, rng=random.Random(5))
W, b = last.W.data @ first.W.data, last.W.data @ Matrix.column(first.b).data + [last.b[0].data]
rows = [[x, last(first([x]))[0], W[0, 0] * x + b[0, 0]] for x in (-2.0, 0.5, 1.0)]
table(rows, ["x", "two linear layers", "one layer"])

# %% [markdown]
# ## 1943 and later
# The unit of McCulloch and Pitts fires at a threshold, which is enough for logic. Its output jumps: the slope by a
# weight is 0 wherever it exists. With a smooth $\sigma$ in place of the jump, $h(x) = \sigma(w^T x + b)$, it can learn.

# %%
gates = {"AND": ([1, 1], 2), "OR": ([1, 1], 1), "NOT p": ([-1, 0], 0)}
corners = list(product((0, 1), repeat=2))
table([[p, q, *(ThresholdNeuron(*gate)([p, q]) for gate in gates.values())] for p, q in corners], ["p", "q", *gates])
slopes = [numeric_gradient(lambda w: ThresholdNeuron([float(w), 1.0], 2.0)([1, 1]).data, w) for w in (0.4, 0.9, 1.5)]
print("slope of the output of AND by its first weight, at 0.4, 0.9 and 1.5:", slopes)
s = named("sum − t", dot([Value(1.5, "w0"), Value(0.75, "w1")], [1.0, 1.0]) - 2)
figure("threshold-sum", s, item="A06", caption="The sum before the threshold has slopes; the decision has none.")
neuron, x = Neuron(2, "sigmoid", rng=random.Random(0)).assign(w=[2.0, -3.0], b=1.0), [0.8, 0.5]
h = named("h", neuron(x))
figure("neuron", h, item="A07", expand=True, caption="The slope of σ multiplies all before it.", predict=[neuron.w[0]])
s = 1 / (1 + exp(-(2.0 * x[0] - 3.0 * x[1] + 1.0)))
compare(h, {"w": (neuron.w, [s * (1 - s) * x[0], s * (1 - s) * x[1]]), "b": (neuron.b, s * (1 - s))})

# %% [markdown]
# ## Layers
# $h(x) = \sigma_2(W_2\, \sigma_1(W_1 x + b_1) + b_2)$ with $\sigma_1 = \tanh$ and a logistic $\sigma_2$. Backwards, as
# columns: $\delta_2 = h(1 - h)$, $\delta_1 = W_2^T \delta_2 \odot (1 - h_1^2)$, and each weight matrix gets
# $\delta$ times what went in, transposed.

# %%
net, x = MLP(2, 2, 1, activation="tanh", output="sigmoid", rng=random.Random(3)), Matrix.column([0.5, -1.0])
h = named("h", net(x.entries)[0])
figure("mlp", h, item="A08", form="columns", caption="Each input acts through every hidden neuron.")
first, last = net.layers
h1 = Matrix.column(first(x.entries)).data
delta2 = Matrix([[h.data * (1 - h.data)]])
delta1 = (last.W.data.T @ delta2) * (1 - h1**2)
by_hand = {"W1": (first.W, delta1 @ x.T), "b1": (first.b, delta1.entries)}
compare(h, by_hand | {"W2": (last.W, delta2 @ h1.T), "b2": (last.b, delta2.entries)})

# %% [markdown]
# ## Too many weights, and no grid
# Flattened, a picture of 28 × 28 pixels meets each of 128 neurons. Shuffle the pixels, and the columns of the weights
# alike: outputs and gradients stay what they were, so the layer cannot know which pixels are neighbours.

# %%
layer = Layer(28 * 28, 128, init="zeros")
print(f"{len(layer.W.entries):,} weights, and {len(layer.b)} biases")
one = Neuron(4, "relu", rng=random.Random(4)).assign(b=0.1)
y = named("y", one([0.3, 0.9, 0.5, 0.2]))
figure("one-of-128", y, item="A09", expand=True, caption="The real one has 784 products instead of four.")
pixels, order = [0.2, 0.9, 0.4, 0.1], [2, 0, 3, 1]
small = Neuron(4, "tanh", rng=random.Random(7))
weights = [v.data for v in small.w]
shuffled = Neuron(4, "tanh", rng=random.Random(7)).assign(w=[weights[i] for i in order])
y, y_shuffled = named("y", small(pixels)), shuffled([pixels[i] for i in order])
figure("no-grid", y, item="A10", caption="Nothing here says which pixel lies beside which.")
by_pixel = gradient(y, small.w)
rows = [["as it is", y, *(by_pixel[i] for i in order)]]
rows.append(["shuffled", y_shuffled, *gradient(y_shuffled, shuffled.w)])
table(rows, ["", "y", *(f"slope by w{i}" for i in order)])
