# %% [markdown]
# # From features to layers
# Features that somebody chose, features that are learned, the network that comes out, and what one hidden layer can do.
#
# Covers: B18 to B21, B23
#
# Before: [A network by hand](network_by_hand.html).
#
# After: you can write a network as a recursion over layers, and write one down that follows a given curve.

# %%
from itertools import pairwise
from math import sin

import matplotlib.pyplot as plt

import engine
from engine import Value, dot, gradient, named
from lectures.board import compare, figure, plot, table
from nn import MLP, Layer, Neuron, losses

# %% [markdown]
# ## Chosen features, and the bend
# A linear model on $x_1, x_2, x_1^2, x_2^2$ has curved borders. A network learns its features; what bends is $h$.

# %%
x = [Value(0.5, "x1"), Value(-1.0, "x2")]
neuron = Neuron(4, "sigmoid", init="zeros").assign(w=[0.3, -0.2, -1.1, -1.5], b=1.0)
p = named("p", neuron([*x, x[0] * x[0], x[1] * x[1]]))
figure("fixed-features", p, item="B18", caption="Each input acts twice: two contributions meet.", predict=[x[0]])

# %% The code of this plot
fig, panels = plt.subplots(1, 3, figsize=(7.6, 2.7))
line = [Value(-4 + i / 10) for i in range(81)]
for panel, h in zip(panels, (Value.relu, Value.sigmoid, Value.tanh)):
    panel.plot([a.data for a in line], [h(a).data for a in line], label="h")
    panel.plot([a.data for a in line], [gradient(h(a), a) for a in line], "--", color="C1", label="h′")
    panel.set(title=h.__name__, xlabel="a")
panels[0].legend()
plot("activations", fig, "The three activations of the notes, and their derivatives.", item="B18")

# %% [markdown]
# ## A layer, and layers on layers
# The notes write a layer as $o = h(W x)$, with $x$ a column and the weights of a neuron a row of $W$ (the course writes
# $x W$; see [The same network in matrices](network_in_matrices.html)). Layers repeat $a_\ell = W_\ell o_{\ell-1}$,
# $o_\ell = h_\ell(a_\ell)$. By hand, for a sum of outputs: $\partial L / \partial W = h'(a)\, x^T$.

# %%
layer = Layer(3, 4, "tanh", bias=False, init="zeros")
layer.assign(W=[[0.5, -0.3, 0.2], [-0.7, 0.1, 0.6], [0.4, 0.8, -0.1], [-0.2, 0.9, 0.35]])
inputs = [0.55, -1.0, 2.0]
o = [named(f"o{i}", output) for i, output in enumerate(layer(inputs), start=1)]
total = engine.sum(o)
figure("layer", total, item="B19", form="columns", caption="Four neurons on three inputs, and the sum of all.")
compare(total, {"W": (layer.W, [[(1 - output.data**2) * v for v in inputs] for output in o])})

# %%
x = [Value(0.7, "x1"), Value(-0.4, "x2")]
first, last = Layer(2, 2, "tanh", bias=False, init="zeros"), Layer(2, 1, bias=False, init="zeros")
first.assign(W=[[0.6, -0.9], [0.25, 1.2]])
last.assign(W=[[1.1, -0.8]])
f = named("f", last(first(x))[0])
figure("recursion", f, item="B20", form="columns", caption="The output neuron has h(a) = a.", predict=[x[0]])
w, v = [Value(0.8, "w"), Value(-0.5, "b")], [Value(1.5, "v"), Value(0.2, "c")]
out = named("f", dot(v, [named("o", dot(w, [0.7, 1.0]).tanh()), 1.0]))
figure("bias-as-weight", out, item="B20", form="columns", caption="b and c are weights of inputs that are always 1.")

# %% [markdown]
# ## What is minimised
# The mean of one loss for each example: squared error for numbers, logistic loss for classes.

# %%
scores = [Value(1.0, "f1"), Value(-0.5, "f2"), Value(0.3, "f3")]
square = named("F_i", losses.squared_error([scores], [[0.2, 0.0, 1.0]], "sum"))
figure("square-objective", square, item="B21", caption="Regression: the squared length of f(x) − y.")
logistic = named("F_i", losses.multiclass_logistic_loss(scores, 0))
figure("logistic-objective", logistic, item="B21", caption="Classification, label 1: margins, and a smooth maximum.")

# %% [markdown]
# ## One hidden layer follows any curve, on an interval
# Join points of the curve by straight pieces; each piece is a ReLU neuron that starts there, with the **change** of the
# slope as its output weight. Twice the width, a quarter of the error.


# %%
def joined(width):
    knots = [-3 + 6 * i / width for i in range(width + 1)]
    slopes = [(sin(2 * t) - sin(2 * s)) / (t - s) for s, t in pairwise(knots)]
    net = MLP(1, width, 1, init="zeros")
    net.hidden[0].assign(W=[[1.0]] * width, b=[-t for t in knots[:-1]])
    net.output.assign(W=[[slopes[0], *(t - s for s, t in pairwise(slopes))]], b=[sin(-6)])
    return net


f = named("f", joined(3)([Value(0.4, "x")])[0])
figure("three-pieces", f, item="B23", form="columns", caption="At this x two of three neurons are on.")
grid = [-3 + i / 20 for i in range(121)]
errors = {n: max(abs(joined(n)([x])[0].data - sin(2 * x)) for x in grid) for n in (4, 8, 16, 32, 64)}
table(list(errors.items()), ["width", "largest error from −3 to 3, for sin 2x"])
