# %% [markdown]
# # Curves and pieces
# A straight line is often not enough. Three ways out: powers of $x$, a constant in every region, or a network; and
# what each promises.
#
# Covers: A03 to A05
#
# Before: squared error; neurons and networks.
#
# After: you can say in what sense polynomial regression is linear, why a tree is not trained by gradients, and under
# which conditions a network approximates any curve.

# %%
import random
from math import isclose, sin

import matplotlib.pyplot as plt
import numpy as np

import engine
from engine import Constant, Value, affine, gradient, hessian, named, numeric_gradient
from lectures.board import claim, compare, exercise, figure, plot, table
from nn import MLP, Adam, RegressionStump, fit, losses
from nn.datasets import curve
from nn.matrix import Matrix

data = curve(lambda x: 1.0 + 0.5 * x - 0.7 * x * x, count=16, noise=0.3, interval=(-2.0, 2.0), rng=random.Random(2))
xs, ys = [x for [x] in data.inputs], data.targets

# %% [markdown]
# ## Powers of x
# Add a column: $h_\theta(x) = \theta_0 + \theta_1 x + \theta_2 x^2$. The curve bends in $x$, but in $\theta$ nothing
# has changed: it is the linear model of before on the features $1, x, x^2$.

# %%
theta = [Value(v, f"θ{j}") for j, v in enumerate([0.5, 0.2, -0.3])]
x = Value(1.5, "x")
h = named("h", theta[0] + theta[1] * x + theta[2] * x**2)
figure(
    "polynomial",
    h,
    item="A03",
    caption="The parameters meet only constants: $1$, $x$ and $x^2$. To $x$ itself two paths lead back.",
    predict=[theta[2]],
)


def features(x):
    return [1.0, x, x * x]


def model(parameters, x):
    return sum(p * f for p, f in zip(parameters, features(x), strict=True))


at = {name: [Value(v) for v in values] for name, values in (("u", [1.0, 2.0, 3.0]), ("v", [-2.0, 0.5, 1.0]))}
both = [u + v for u, v in zip(at["u"], at["v"], strict=True)]
claim(
    "A03",
    "the model is linear",
    "still fitting a linear model, but to expanded features",
    True,
    readings={
        "in θ: h of a sum of parameters is the sum of both h": isclose(
            model(both, 1.7).data, model(at["u"], 1.7).data + model(at["v"], 1.7).data
        ),
        "in x: h(x₁ + x₂) = h(x₁) + h(x₂)": isclose(
            model(at["u"], 0.7).data, model(at["u"], 0.3).data + model(at["u"], 0.4).data
        ),
    },
    note="Linear in the parameters, which is what the fit needs; as a function of x it is a curve.",
)
loss = losses.squared_error([model(theta, v) for v in xs], ys, reduction="half_mean")
X, y = Matrix(features(v) for v in xs), Matrix.column(ys)
curvature = hessian(loss, theta)
claim(
    "A03",
    "the second derivatives of the loss do not depend on θ",
    "linear model to features x, x², x³, ...",
    curvature,
    readings={"XᵀX/m, without θ": X.T @ X / len(xs)},
)
errors = X @ Matrix.column(theta).data - y
compare(loss, {"θ": (theta, (X.T @ errors / len(xs)).entries)})


def least_squares(X):
    return np.linalg.solve(X.T @ X, (X.T @ y).entries).tolist()


best = least_squares(X)
straight = least_squares(Matrix([1.0, v] for v in xs))
table([["line", *straight, ""], ["parabola", *best]], ["", "θ₀", "θ₁", "θ₂"], "Where the gradient is 0")

# %% [markdown]
# ## A constant in every region
# A tree asks a question about $x$ and answers with a constant on either side. Which constant? The derivative of
# $\sum (c - y_i)^2$ is $2 \sum (c - y_i)$, and it is 0 at the **mean**.

# %%
group = ys[:4]
c = Value(0.0, "c")
leaf = named("L", engine.sum([(c - t) ** 2 for t in group]))
figure(
    "leaf", leaf, item="A04", caption="One leaf, four points: the pulls balance where $c$ is their mean.", predict=[c]
)
mean = sum(group) / len(group)
c_best = Value(mean)
slope = gradient(engine.sum([(c_best - t) ** 2 for t in group]), c_best)
claim(
    "A04",
    "the best constant in a region",
    "fit a simpler model (like a constant) in each region",
    mean,
    readings={"where the slope is 0": c.data - gradient(leaf, c) / hessian(leaf, c)},
)
print(f"slope at the mean: {slope:.1e}")

# %% [markdown]
# Could one learn the **place of the split** by descent as well? Move the split a little: no point changes sides,
# nothing changes, the slope is 0. Move it past a point: the loss jumps.

# %%
stump = RegressionStump.fit([[v] for v in xs], ys)
print(stump)


def split_loss(place):
    return RegressionStump.at(place, [[v] for v in xs], ys).squared_error([[v] for v in xs], ys)


places = [-1.9 + i * 0.02 for i in range(191)]
slopes = [numeric_gradient(split_loss, place + 0.001, step=1e-6) for place in places]
claim(
    "A04",
    "the slope of the loss by the place of the split points to a better split",
    "we use optimization to find the best parameter θ",
    True,
    readings={f"at one of {len(slopes)} places, at least": any(slope != 0.0 for slope in slopes)},
    true="the slope is 0 between two points and does not exist at them; splits are found by trying all of them",
    note="The loss is a staircase in the split point, so a gradient says nothing about it.",
)

# %% The code of this plot
fig, panels = plt.subplots(1, 2, figsize=(7.6, 3.1))
grid = [-2 + i / 25 for i in range(101)]
panels[0].plot(xs, ys, "o", color="C4", markersize=4)
panels[0].plot(grid, [straight[0] + straight[1] * v for v in grid], ":", color="C0", label="line")
panels[0].plot(
    grid, [sum(b * f for b, f in zip(best, features(v), strict=True)) for v in grid], color="C1", label="parabola"
)
panels[0].plot(grid, [stump([v]) for v in grid], "--", color="C3", label="one split")
panels[0].legend()
panels[0].set(xlabel="x", title="Three models")
panels[1].plot(places, [split_loss(p) for p in places], color="C3")
panels[1].set(xlabel="place of the split", title="Its loss is a staircase")
plot("three-models", fig, "The line cannot bend, the parabola can, the stump steps.", item=["A03", "A04"])


# %% [markdown]
# "Random forests", named in the same line, average many trees. The average of constants is still constant, on finer
# regions.


# %%
def forest(count):
    rng, trees = random.Random(5), []
    for _ in range(count):
        chosen = [rng.randrange(len(xs)) for _ in xs]
        trees.append(RegressionStump.fit([[xs[i]] for i in chosen], [ys[i] for i in chosen]))
    return lambda v: sum(tree([v]) for tree in trees) / count


levels = {count: len({round(forest(count)(v), 9) for v in grid}) for count in (1, 25)}
print("different answers on the grid:", levels)
claim(
    "A04",
    "the answer is a step function with one constant for each region of one split",
    "Decision Trees or Random Forests split the data into regions ... a step-function approximation",
    True,
    readings={"one tree": levels[1] == 2, "a forest of 25": levels[25] == 2},
    note="A forest averages trees with different splits: still a step function, but not one constant for each region "
    "of a split.",
)

# %% [markdown]
# ## A network
# A network builds its own features. Each hidden neuron contributes one soft step; a sum of soft steps bends wherever
# it is needed. "Can approximate any continuous function", say the notes. That is a theorem, with conditions: on a
# closed and bounded interval, with enough neurons, and with an activation that is not a polynomial.

# %%
w, bias, v = Value(1.5, "w"), Value(-0.5, "b"), Value(0.8, "v")
bump = named("bump", v * affine([w], [Constant(0.7, "x")], bias).tanh())
figure(
    "one-bump",
    bump,
    item="A05",
    caption="What one hidden neuron adds: a soft step of height $v$.",
    predict=[w],
)


def target(x):
    return sin(3 * x)


inside = [[-2 + 4 * i / 60] for i in range(61)]
wanted = [target(x) for [x] in inside]


def trained(width, activation):
    net = MLP(1, width, 1, activation=activation, rng=random.Random(4))
    fit(
        net,
        (inside, wanted),
        lambda outputs, targets: losses.squared_error([o[0] for o in outputs], targets, reduction="mean"),
        Adam(net.parameters(), 0.03),
        epochs=1500,
        progress=False,
        replay=True,
    )
    return net


def worst(net, points):
    return max(abs(net([x])[0].data - target(x)) for [x] in points)


nets = {
    "tanh, 2 neurons": trained(2, "tanh"),
    "tanh, 20 neurons": trained(20, "tanh"),
    "no activation, 20 neurons": trained(20, "linear"),
}
outside = [[2 + 4 * i / 60] for i in range(1, 61)]
table(
    [[name, worst(net, inside), worst(net, outside)] for name, net in nets.items()],
    ["", "worst error on [−2, 2]", "on [2, 6]"],
)
wide = nets["tanh, 20 neurons"]
claim(
    "A05",
    "the network comes within 0.25 of sin(3x)",
    "Can approximate any continuous function",
    True,
    readings={
        "20 tanh neurons, on [−2, 2]": worst(wide, inside) < 0.25,
        "20 tanh neurons, on [2, 6]": worst(wide, outside) < 0.25,
        "2 tanh neurons": worst(nets["tanh, 2 neurons"], inside) < 0.25,
        "20 linear neurons": worst(nets["no activation, 20 neurons"], inside) < 0.25,
    },
    note="It holds on a closed bounded set, with enough neurons and a non-polynomial activation; nothing is promised "
    "outside, nor that training finds the weights.",
)
claim(
    "A05",
    "for a complex network one still minimises a loss",
    "even for a complex NN, we still just define a loss function",
    True,
    readings={
        "its worst error is below that of the linear network": worst(wide, inside)
        < worst(nets["no activation, 20 neurons"], inside)
    },
)

# %% [markdown]
# Without an activation the layers collapse: $W_2 (W_1 x + b_1) + b_2 = (W_2 W_1) x + (W_2 b_1 + b_2)$.

# %%
flat = nets["no activation, 20 neurons"]
first, last = flat.layers
slope = (last.W @ first.W)[0, 0]
offset = (last.W @ Matrix.column(first.b) + last.b)[0, 0]
claim(
    "A05",
    "two linear layers at five points",
    "combining many simple non-linear functions in layers",
    [flat([x])[0].data for x in (-2, -1, 0, 1, 2)],
    readings={"one linear layer": [slope * x + offset for x in (-2, -1, 0, 1, 2)]},
)

# %% The code of this plot
fig, axes = plt.subplots()
axes.axvspan(-2, 2, color="C4", alpha=0.15)
span = [-3 + i / 25 for i in range(176)]
axes.plot(span, [target(x) for x in span], ":", color="C4", label="sin 3x")
for (name, net), style in zip(nets.items(), ("--", "-", "-."), strict=True):
    axes.plot(span, [net([x])[0].data for x in span], style, label=name)
axes.set(xlabel="x", title="Trained on the shaded interval", ylim=(-2.2, 2.2))
axes.legend(loc="lower right", fontsize="small")
plot("approximation", fig, "Good where it was trained, and nowhere else.", item="A05")

# %% [markdown]
# ## Your turn


# %%
@exercise(
    "parabola",
    asks="Derive the gradients by the parameters of $L = \\frac12 (\\theta_0 + \\theta_1 x + \\theta_2 x^2 - y)^2$.",
    hints=["With $e$ the residual, $\\partial L / \\partial \\theta_j = e \\cdot x^j$.", "The half cancels the 2."],
)
def parabola():
    parameters = [Value(v, f"θ{j}") for j, v in enumerate([0.5, 0.2, -0.3])]
    loss = 0.5 * (model(parameters, 1.5) - 2.0) ** 2
    return loss, {"theta": parameters}, {"x": 1.5, "y": 2.0, "theta": [0.5, 0.2, -0.3]}
