# %% [markdown]
# # From features to layers
# Features that somebody chose, features that are learned, and the network that comes out: what each formula of its
# definition says, and how many biases it forgets.
#
# Covers: B18 to B21
#
# Before: the neuron and the logistic loss; what a graph and its backward pass are.
#
# After: you can write a network as a recursion over layers, put biases into its matrices, and differentiate a layer by
# hand.

# %%
import random
from functools import partial
from itertools import pairwise
from math import cos, exp, isclose, log, pi, sin, sqrt

import matplotlib.pyplot as plt

import engine
from engine import Constant, Value, gradient, jvp, named
from lectures.board import claim, compare, exercise, figure, plot, table
from nn import MLP, SGD, Adam, Data, Layer, Neuron, accuracy, classifier, fit, losses
from nn.datasets import blobs
from nn.matrix import Matrix

# %% [markdown]
# ## A straight line is not enough
# Two data sets that no line separates: a disc inside a ring, and opposite quadrants.


# %%
def ring(rng, count=60):
    data = Data([], [])
    for i in range(count):
        label, angle = i % 2, 2 * pi * rng.random()
        radius = rng.uniform(0.0, 0.8) if label else rng.uniform(1.2, 2.0)
        data.inputs.append([radius * cos(angle), radius * sin(angle)])
        data.targets.append(label)
    return data


def quadrants(rng, count=60):
    centres = [(1, 1), (-1, 1), (-1, -1), (1, -1)]
    data = Data([], [])
    for i in range(count):
        a, b = centres[i % 4]
        data.inputs.append([a * rng.uniform(0.3, 1.8), b * rng.uniform(0.3, 1.8)])
        data.targets.append(int(a * b > 0))
    return data


tasks = {"disc in a ring": ring(random.Random(1)), "opposite quadrants": quadrants(random.Random(2))}
features = {
    "x₁, x₂": lambda x: list(x),
    "and x₁², x₂²": lambda x: [*x, x[0] * x[0], x[1] * x[1]],
    "and x₁x₂": lambda x: [*x, x[0] * x[0], x[1] * x[1], x[0] * x[1]],
}


def trained(model, data, epochs=150, rate=0.1):
    fit(
        model,
        data,
        lambda p, y: losses.binary_cross_entropy_from_logits([z[0] for z in p], y),
        Adam(model.parameters(), rate),
        epochs=epochs,
        replay=True,
    )
    return accuracy(classifier(model), data)


linear, right = {}, {}
for task, data in tasks.items():
    for name, phi in features.items():
        model = Layer(len(phi([0, 0])), 1, init="zeros")
        right[task, name] = trained(model, Data([phi(x) for x in data.inputs], data.targets))
        linear[task, name] = model
table(
    [[name, *(right[task, name] for task in tasks)] for name in features],
    ["features", *tasks],
    "Share of points on the right side, for a linear model on fixed features",
)

# %%
x = [Value(0.5, "x1"), Value(-1.0, "x2")]
neuron = Neuron(4, "sigmoid", init="zeros").assign(w=[0.3, -0.2, -1.0, -1.5], b=1.0)
p = named("p", neuron([*x, x[0] * x[0], x[1] * x[1]]))
figure(
    "fixed-features",
    p,
    item="B18",
    caption="A linear model on $x_1, x_2, x_1^2, x_2^2$. Each input acts twice, so two contributions meet in it.",
    predict=[x[0]],
)

# %% [markdown]
# The slide calls these squares the polynomial kernel. That kernel, $(1 + x \cdot z)^2$, has one more feature, the
# product $x_1 x_2$; without it every boundary stands upright, and the quadrants stay mixed.

# %%
pairs = [([0.5, -1.0], [2.0, 1.0]), ([1.0, 1.5], [-1.0, 0.7]), ([-0.4, 0.3], [0.9, -2.0])]


def inner(phi):
    return [sum(a * b for a, b in zip(phi(x), phi(z), strict=True)) for x, z in pairs]


def squares_only(x):
    return [1.0, sqrt(2) * x[0], sqrt(2) * x[1], x[0] ** 2, x[1] ** 2]


claim(
    "B18",
    "φ(x)·φ(z) = (1 + x·z)² for three pairs",
    "polynomial kernel (add features x₁², x₂²)",
    [(1 + x[0] * z[0] + x[1] * z[1]) ** 2 for x, z in pairs],
    readings={"as printed": inner(squares_only)},
    true="add x₁², x₂² and x₁x₂ (with factors √2)",
    note="The square of 1 + x·z contains 2 x₁x₂ z₁z₂, which only a feature x₁x₂ can give.",
)
claim(
    "B18",
    "a linear model on these features separates the classes",
    "use a nonlinear mapping and learn a linear model in the feature space",
    True,
    readings={f"{name}: {task}": right[task, name] == 1.0 for task in tasks for name in ("and x₁², x₂²", "and x₁x₂")},
    note="It depends on the mapping: the squares alone serve the ring and not the quadrants, where both classes have "
    "the same squares.",
)

# %% [markdown]
# **The pain.** For each task somebody has to guess the right features first. So let the mapping have parameters, and
# learn them together with the linear model on top.

# %%
learned = {}
for task, data in tasks.items():
    for seed in range(3):
        model = MLP(2, 4, 1, activation="tanh", rng=random.Random(seed))
        learned[task, seed] = model, trained(model, data)
table(
    [[task, *(learned[task, seed][1] for seed in range(3))] for task in tasks],
    ["", "seed 0", "seed 1", "seed 2"],
    "Share of points on the right side, with four learned features",
)
claim(
    "B18",
    "four learned features separate the classes",
    "Can we just learn the nonlinear mapping itself?",
    True,
    readings={task: max(learned[task, seed][1] for seed in range(3)) == 1.0 for task in tasks},
)

# %% The code of this plot
fig, panels = plt.subplots(1, 2, figsize=(7.2, 3.6))
axis = [-2.1 + 4.2 * i / 40 for i in range(41)]
for panel, (task, data) in zip(panels, tasks.items(), strict=True):
    for label, mark in ((0, "o"), (1, "^")):
        chosen = [x for x, y in zip(data.inputs, data.targets, strict=True) if y == label]
        panel.plot(*zip(*chosen, strict=True), mark, color=f"C{label}", markersize=4)
    best = max(range(3), key=lambda seed: learned[task, seed][1])
    model = learned[task, best][0]
    panel.contour(axis, axis, [[model([u, v])[0].data for u in axis] for v in axis], [0], colors="C2")
    fixed, phi = linear[task, "and x₁², x₂²"], features["and x₁², x₂²"]
    heights = [[fixed(phi([u, v]))[0].data for u in axis] for v in axis]
    panel.contour(axis, axis, heights, [0], colors="C4", linestyles="--")
    panel.set(title=task, xlabel="x₁", ylabel="x₂")
plot(
    "boundaries",
    fig,
    "Dashed: the boundary with fixed squares. Solid: with four learned features. Right, no upright conic fits.",
    item="B18",
)

# %% [markdown]
# ## The functions in the bend
# A linear model is a neuron with $h(a) = a$. Everything else comes from a bend, and the slide lists three.

# %%
plain = Neuron(3, "linear", init="zeros", bias=False).assign(w=[1.0, -2.0, 0.5])
f = named("f", plain([0.5, 1.0, 4.0]))
claim("B18", "f(x) = Σⱼ xⱼ wⱼ at one point", "f(x) = wᵀx", f, readings={"the sum": 0.5 * 1.0 - 1.0 * 2.0 + 4.0 * 0.5})

printed = {
    "ReLU": (Value.relu, "max{0, a}", lambda a: max(0.0, a)),
    "sigmoid": (Value.sigmoid, "1 / (1 + e^(−a))", lambda a: 1 / (1 + exp(-a))),
    "tanh": (Value.tanh, "(e^a − e^(−a)) / (e^a + e^(−a))", lambda a: (exp(a) - exp(-a)) / (exp(a) + exp(-a))),
}
ordinary = [-3.0, -0.5, 0.0, 0.2, 2.0]


def value_of(h, a):
    return jvp(h, [a], [0.0])[0]


def slope_of(h, a):
    return jvp(h, [a], [1.0])[1]


for name, (h, formula, by_formula) in printed.items():
    claim(
        "B18",
        f"{name} at five points",
        f"h(a) = {formula}",
        [value_of(h, a) for a in ordinary],
        readings={"the formula": [by_formula(a) for a in ordinary]},
    )

# %% [markdown]
# Typed in as printed, the last two formulas break where they should be harmless: $e^{1000}$ is too large for a float,
# although $\tanh 1000$ is simply 1. The engine computes both from the side that stays small.


# %%
def computable(h, by_formula, a):
    try:
        return isclose(by_formula(a), value_of(h, a))
    except OverflowError:
        return False


for name, far in (("sigmoid", -1000.0), ("tanh", 1000.0)):
    h, formula, by_formula = printed[name]
    claim(
        "B18",
        f"the formula of {name} can be computed as printed",
        f"h(a) = {formula}",
        True,
        readings={f"a = {a:g}": computable(h, by_formula, a) for a in (2.0, far)},
        note=f"e^1000 does not fit into a float, so the printed expression fails at {far:g}; "
        f"the engine gives {value_of(h, far):g} there.",
    )


def one_sided(h, a, side, step=2.0**-20):
    return (value_of(h, a + side * step) - value_of(h, a)) / (side * step)


claim(
    "B18",
    "the function has a derivative everywhere, also at 0",
    "some nonlinear (differentiable) function",
    True,
    readings={name: abs(one_sided(h, 0.0, 1) - one_sided(h, 0.0, -1)) < 1e-4 for name, (h, _, _) in printed.items()},
    note=f"ReLU has slope {abs(one_sided(Value.relu, 0.0, -1)):g} left of 0 and {one_sided(Value.relu, 0.0, 1):g} on "
    f"the right; programs agree on a convention, the engine on {slope_of(Value.relu, 0.0):g}.",
)

# %% The code of this plot
fig, panels = plt.subplots(1, 3, figsize=(7.6, 2.7))
line = [-4 + i / 10 for i in range(81)]
for panel, (name, (h, _, _)) in zip(panels, printed.items(), strict=True):
    panel.plot(line, [value_of(h, a) for a in line], label="h")
    panel.plot(line, [slope_of(h, a) for a in line], "--", color="C1", label="h′")
    panel.set(title=name, xlabel="a")
panels[0].legend()
plot(
    "activations",
    fig,
    f"The steepest slope of the sigmoid is {slope_of(Value.sigmoid, 0.0):g}, of tanh {slope_of(Value.tanh, 0.0):g}.",
    item="B18",
)

# %% [markdown]
# ## A layer
# Four neurons that see the same three inputs: their weights are the rows of a matrix, and the layer is $o = h(Wx)$.

# %%
layer = Layer(3, 4, "tanh", bias=False, rng=random.Random(3))
x = [0.5, -1.0, 2.0]
o = [named(f"o{i}", output) for i, output in enumerate(layer(x), start=1)]
total = engine.sum(o)
figure(
    "layer",
    total,
    form="columns",
    item="B19",
    caption="A layer of four neurons on three inputs. The sum at the end only serves to start the backward pass.",
    predict=[layer.W[0, 0]],
)
claim(
    "B19",
    "the shape of W: outputs × inputs",
    "W ∈ R^{4×3}",
    layer.W.shape,
    readings={"4 neurons, 3 inputs": [4, 3]},
)
a = layer.W.data @ Matrix.column(x)
claim("B19", "o", "o = h(Wx)", o, readings={"h(Wx), written out": a.map(partial(value_of, Value.tanh)).entries})

# %% [markdown]
# By hand: with $g = \partial L / \partial o$ the layer hands back $g \circ h'(a)$ to its sums $a$, and that, times
# the input, to the weights: $\frac{\partial L}{\partial W} = (g \circ h'(a))\, x^T$. Here $g$ is all ones.

# %%
compare(total, {"W": (layer.W, a.map(partial(slope_of, Value.tanh)) @ [x])})


def jacobian(h, point):
    """One row for each output: does it move with each input?"""
    inputs = [Value(v) for v in point]
    return [gradient(output, inputs) for output in h(inputs)]


def diagonal(rows):
    return all(isclose(v, 0.0, abs_tol=1e-12) for i, row in enumerate(rows) for j, v in enumerate(row) if i != j)


claim(
    "B19",
    "every entry of h(a) depends on its own entry of a only",
    "h : R⁴ → R⁴ so h(a) = (h₁(a₁), h₂(a₂), h₃(a₃), h₄(a₄))",
    True,
    readings={
        "tanh": diagonal(jacobian(lambda a: [v.tanh() for v in a], a.entries)),
        "softmax, as the last layer of a classifier": diagonal(jacobian(engine.softmax, a.entries)),
    },
    note="It does not follow from h : R⁴ → R⁴: softmax maps the same way and mixes all entries; the slide means one "
    "function of one number, and calls both by the letter h.",
)

# %% [markdown]
# ## Layers on layers
# Start with $o_0 = x$ and repeat $a_\ell = W_\ell o_{\ell-1}$, $o_\ell = h_\ell(a_\ell)$.


# %%
def forward(matrices, activations, x):
    """The recursion; returns all a and all o, which are columns."""
    a, o = [], [Matrix.column(x)]
    for W, h in zip(matrices, activations, strict=True):
        a.append(W @ o[-1])
        o.append(a[-1].map(h))
    return a, o


def identity(v):
    return v


def nested(matrices, activations, x):
    """h_L(W_L ... h_1(W_1 x)) on numbers, from the inside out, as one product after another."""
    o = Matrix.column(x)
    for W, h in zip(matrices, activations, strict=True):
        o = (W.data @ o).map(partial(value_of, h))
    return o.entries


nets = {}
for sizes in ((2, 2, 1), (3, 4, 2), (2, 5, 3, 4, 2)):
    layers = [
        Layer(*pair, bias=False, rng=random.Random(i), label=f"{i + 1}") for i, pair in enumerate(pairwise(sizes))
    ]
    nets[sizes] = [layer.W for layer in layers], [Value.tanh] * (len(layers) - 1) + [identity]
inputs = {sizes: [0.4 * (i + 1) for i in range(sizes[0])] for sizes in nets}
claim(
    "B20",
    "f(x) for networks of three sizes",
    "o₀ = x, a_ℓ = W_ℓ o_ℓ₋₁, o_ℓ = h_ℓ(a_ℓ)",
    [forward(*net, inputs[sizes])[1][-1].entries for sizes, net in nets.items()],
    readings={"h_L(W_L h_L₋₁(… h₁(W₁x)))": [nested(*net, inputs[sizes]) for sizes, net in nets.items()]},
)
claim(
    "B20",
    "the shapes of all W",
    "W_ℓ ∈ R^{d_ℓ × d_ℓ₋₁}",
    [[W.shape for W in matrices] for matrices, _ in nets.values()],
    readings={"from the sizes": [[[n, m] for m, n in pairwise(sizes)] for sizes in nets]},
)

small = [Value(0.7, "x1"), Value(-0.4, "x2")]
a, o = forward(*nets[2, 2, 1], small)
for level, (sums, outputs) in enumerate(zip(a, o[1:], strict=True), 1):
    for i, (v, u) in enumerate(zip(sums.entries, outputs.entries, strict=True), 1):
        v.label, u.label = f"a{level},{i}", f"o{level},{i}"
figure(
    "recursion",
    o[-1][0, 0],
    form="columns",
    item="B20",
    caption="$a$ and $o$ take turns. The output neuron has $h(a) = a$, so its $a$ and $o$ are one node.",
    predict=[small[0]],
)

# %% [markdown]
# Two words of this definition mean two things each.

# %%
a, o = forward(*nets[3, 4, 2], inputs[3, 4, 2])
claim(
    "B20",
    "the input to layer 1 of the 3-4-2 network",
    "a_ℓ ∈ R^{d_ℓ} is input to layer ℓ; input: output of prev. layer",
    a[0].entries,
    readings={"a₁ = W₁o₀": a[0].entries, "o₀, the output of the previous layer": inputs[3, 4, 2]},
    note="With a₁ for the input, the weights belong to the gap between layers and the input of a layer is not the "
    "output of the one before; both descriptions stand on one slide, and only a₁ has d₁ entries.",
)
matrices, _ = nets[2, 5, 3, 4, 2]
claim(
    "B20",
    "L of the 2-5-3-4-2 network, the number of its matrices",
    "#layers refers to #hidden_layers (plus 1 or 2 for input/output layers)",
    len(matrices),
    readings={"hidden layers": 3, "plus 1": 3 + 1, "plus 2": 3 + 2},
    note="The definition on the next slide counts matrices, which is hidden layers plus 1; the other two counts are "
    "in use as well, so say what is counted.",
)
claim(
    "B20",
    "weights of the three networks",
    "W_ℓ ∈ R^{d_ℓ × d_ℓ₋₁}",
    [sum(len(W.entries) for W in matrices) for matrices, _ in nets.values()],
    readings={"Σ d_ℓ d_ℓ₋₁": [sum(m * n for m, n in pairwise(sizes)) for sizes in nets]},
)
wide = (784, 1000, 1000, 10)
print(f"weights of {wide}: {sum(m * n for m, n in pairwise(wide)):,}")
claim(
    "B20",
    "more than a million parameters",
    "deep neural nets can have many layers and millions of parameters",
    True,
    readings={str(sizes): sum(m * n for m, n in pairwise(sizes)) > 1e6 for sizes in (wide, (2, 5, 3, 4, 2))},
    note="They can, but depth is not what does it: the weights grow with the product of neighbouring widths.",
)

# %% [markdown]
# ## Where are the biases?
# The formulas have none. The slide's way out: one neuron in each layer with $h(a) = 1$; the weights that leave it are
# the next layer's biases. Let us rebuild an ordinary network like that.

# %%
ordinary_net = MLP(2, 3, 2, activation="tanh", rng=random.Random(8))
first, last = ordinary_net.layers
first.assign(b=[0.3, -0.2, 0.1])
last.assign(b=[0.5, -0.6])


def with_biases(layer):
    return Matrix([*row, b] for row, b in zip(layer.W, layer.b, strict=True))


def rebuilt(x, constant_input):
    """The same network without biases: a constant neuron in the hidden layer, and perhaps a constant input."""
    start = Matrix.column(x)
    a = with_biases(first) @ [*start, [1.0]] if constant_input else first.W @ start
    return (with_biases(last) @ [*a.map(Value.tanh), [1.0]]).entries


points = [[0.5, -1.0], [2.0, 0.3], [0.0, 0.0]]


def equal(constant_input):
    return all(
        isclose(u.data, v.data)
        for x in points
        for u, v in zip(ordinary_net(x), rebuilt(x, constant_input), strict=True)
    )


claim(
    "B20",
    "the network without biases computes what the one with biases does",
    "can use h(a) = 1 for one neuron in each layer to incorporate bias term",
    True,
    readings={
        "a constant neuron in the hidden layer": equal(False),
        "and a constant 1 among the inputs": equal(True),
    },
    note="The input layer has no activation, since o₀ = x, so the biases of the first layer need a 1 appended to x.",
)
constant = [Constant(0.7, "x1"), 1.0]
w = [Value(0.8, "w"), Value(-0.5, "b")]
v = [Value(1.5, "v"), Value(0.2, "c")]
hidden = named("o", engine.dot(w, constant).tanh())
out = named("f", engine.dot(v, [hidden, 1.0]))
figure(
    "bias-as-weight",
    out,
    form="columns",
    item="B20",
    caption="$b$ and $c$ are weights of inputs that are always 1; their gradients are what arrives, times 1.",
    predict=[w[1]],
)

# %% [markdown]
# ## What is minimised
# One loss for each example, and their mean: squared error where the target is a vector, and logistic loss where it
# is a class.

# %%
scores, target = [Value(1.0, "f1"), Value(-0.5, "f2"), Value(0.3, "f3")], [0.2, 0.0, 1.0]
square = named("F_i", losses.squared_error([scores], [target], "sum"))
figure("square-objective", square, item="B21", caption="Regression: the squared length of $f(x_i) - y_i$.")
logistic = named("F_i", losses.multiclass_logistic_loss(scores, 0))
figure(
    "logistic-objective",
    logistic,
    item="B21",
    caption="Classification, label 1: the margins, and a smooth maximum of them and 0.",
    predict=[scores[0]],
)
f = [s.data for s in scores]
claim(
    "B21",
    "F_i for regression",
    "‖f(xᵢ) − yᵢ‖₂²",
    square,
    readings={"written out": sum((s - t) ** 2 for s, t in zip(f, target, strict=True))},
)
claim(
    "B21",
    "F_i for each of the three labels",
    "ln(1 + Σ_{k≠y} e^{f_k − f_y})",
    [losses.softmax_cross_entropy(scores, y).data for y in range(3)],
    readings={
        "as printed": [log(1 + sum(exp(f[k] - f[y]) for k in range(3) if k != y)) for y in range(3)],
        "ln(Σ e^{f_k} / e^{f_y}), one slide before": [log(sum(map(exp, f)) / exp(f[y])) for y in range(3)],
    },
)
claim(
    "B21",
    "the regression loss of these three outputs, by the formula of the section on losses",
    "ℓ(f(x), y) = (f(x) − y)²",
    square,
    readings={
        "one output, the first": (f[0] - target[0]) ** 2,
        "entry by entry, added up": sum((s - t) ** 2 for s, t in zip(f, target, strict=True)),
    },
    note="The square of a vector is not defined; a few slides later the same loss is written with a norm.",
)

# %% [markdown]
# The factor $1/n$ is new: the same notes maximise a likelihood with a plain **sum** a few pages earlier. The minimum
# stays where it is, but every gradient, and so every safe learning rate, changes by $n$.

# %%
clouds = blobs([[0.0, 1.5], [1.5, -1.0], [-1.5, -1.0]], count=30, spread=0.7, rng=random.Random(6))
model = Layer(2, 3, rng=random.Random(1))
predictions = [model(x) for x in clouds.inputs]
mean, summed = (losses.softmax_cross_entropy(predictions, clouds.targets, how) for how in ("mean", "sum"))
grads = {how: gradient(F, model.W[0]) for how, F in (("mean", mean), ("sum", summed))}
claim(
    "B21",
    "the gradient of the objective F by the first row of W",
    "F = (1/n) Σ F_i; on earlier slides F = Σ F_i",
    grads["mean"],
    readings={"1/n": grads["mean"], "sum": grads["sum"]},
    note=f"The letter F stands for a mean here and for a sum earlier; with n = {len(clouds.inputs)} examples a rate "
    "that suits the one is wrong for the other by that factor.",
)


def by_sgd(model, data, rate=0.1, epochs=60):
    history = fit(
        model,
        data,
        losses.softmax_cross_entropy,
        SGD(model.parameters(), rate),
        epochs=epochs,
        batch_size=1,
        rng=random.Random(0),
    )
    return history.loss[-1]


found = {}
for seed in range(5):
    found[seed] = by_sgd(MLP(2, 2, 2, rng=random.Random(seed)), tasks["opposite quadrants"])
table([[seed, loss] for seed, loss in found.items()], ["seed", "F after 60 epochs"], "Two hidden ReLU neurons, by SGD")
claim(
    "B21",
    "the loss is within 0.02 of the best run",
    "How to solve this? Apply SGD!",
    True,
    readings={f"seed {seed}": loss < min(found.values()) + 0.02 for seed, loss in found.items()},
    note="For a network F is not convex: where SGD ends depends on where it starts, so it finds a solution and not the "
    "solution.",
)

# %% [markdown]
# ## Your turn


# %%
@exercise(
    "layer-gradient",
    asks="Derive $dL/dW$ and $dL/dx$ of $L = |\\tanh(W x) - t|^2$ for a matrix $W$ of size 4 × 3.",
    hints=[
        "Name the parts: $a = W x$, $o = \\tanh a$, $e = o - t$.",
        "$dL/da_i = 2 e_i (1 - o_i^2)$: a list of four numbers.",
        "$dL/dW_{ij} = dL/da_i \\, x_j$, and $x_j$ collects from all four neurons: $\\sum_i dL/da_i \\, W_{ij}$.",
    ],
)
def layer_gradient():
    layer = Layer(3, 4, "tanh", bias=False, rng=random.Random(11))
    x, t = [Value(v, f"x{j}") for j, v in enumerate([0.5, -1.0, 2.0])], [0.2, -0.1, 0.4, 0.0]
    loss = losses.squared_error([layer(x)], [t], "sum")
    return loss, {"W": layer.W, "x": x}, {"t": t}
