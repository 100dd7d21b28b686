# %% [markdown]
# # Neurons and networks
# From a unit that only says yes or no, through the neuron that can learn, to layers of them, and what a layer
# cannot know about pictures.
#
# Covers: A06 to A10
#
# Before: a weighted sum; the derivative.
#
# After: you can compute a neuron and a small network forward and backward, count their parameters, and say why a
# fully connected layer does not see that a picture is a grid.

# %%
import random
from itertools import product
from math import exp, isclose, tanh

import matplotlib.pyplot as plt

from engine import Value, dot, gradient, jvp, named, numeric_gradient
from lectures.board import claim, compare, exercise, figure, plot, table
from nn import MLP, Layer, Neuron, ThresholdNeuron
from nn.matrix import Matrix

# %% [markdown]
# ## 1943: all or nothing
# The first model of a neuron adds up its inputs and fires if the sum reaches a threshold. That is enough for logic.

# %%
gates = {
    "AND": (ThresholdNeuron([1, 1], 2), lambda p, q: p and q),
    "OR": (ThresholdNeuron([1, 1], 1), lambda p, q: p or q),
    "NOT p": (ThresholdNeuron([-1, 0], 0), lambda p, q: not p),
}
corners = list(product((0, 1), repeat=2))
table(
    [[p, q, *(gate([p, q]).data for gate, _ in gates.values())] for p, q in corners],
    ["p", "q", *gates],
    "Three threshold units",
)
claim(
    "A06",
    "threshold units compute logic",
    "introducing the concept of threshold logic",
    True,
    readings={
        name: all(gate([p, q]).data == float(meaning(p, q)) for p, q in corners)
        for name, (gate, meaning) in gates.items()
    },
)

# %% [markdown]
# Not all of logic, though: "either p or q but not both" needs two layers. One unit would need
# $w_1 \ge t$, $w_2 \ge t$, $0 < t$ and $w_1 + w_2 < t$, which contradict each other. A search agrees.

# %%
grid = [i / 2 for i in range(-6, 7)]
solutions = [
    (w1, w2, t) for w1, w2, t in product(grid, repeat=3) if all((w1 * p + w2 * q >= t) == (p != q) for p, q in corners)
]
print(f"{len(grid) ** 3} units tried, {len(solutions)} of them compute XOR")
both, either = gates["AND"][0], gates["OR"][0]
second = ThresholdNeuron([1, -1], 1)
claim(
    "A06",
    "threshold units compute XOR",
    "threshold logic",
    True,
    readings={
        "one unit": bool(solutions),
        "two layers": all(second([either([p, q]).data, both([p, q]).data]).data == float(p != q) for p, q in corners),
    },
    note="A single unit separates by one straight line, and XOR is not separable; it takes a second layer.",
)

# %% [markdown]
# **The pain.** How would such a unit learn? Its output does not move when a weight moves a little, and where it does
# move, it jumps. The derivative is 0 or does not exist.

# %%
w = [Value(1.0, "w0"), Value(1.0, "w1")]


def fires(a, b):
    return float(a * 1 + b * 0 >= 2)


def steps(a):
    return [fires(a, 0.0), numeric_gradient(lambda v: fires(v.item() if hasattr(v, "item") else v, 0.0), a)]


table([[a, *steps(a)] for a in (1.0, 1.9, 2.5)], ["w0", "output for p = 1", "slope by differences"])
s = named("sum", dot(w, [1.0, 1.0]))
distance = named("sum − threshold", s - 2)
figure(
    "threshold-sum",
    distance,
    item="A06",
    caption="What can be differentiated is the sum before the threshold. The decision itself would pass on nothing.",
)
claim(
    "A06",
    "the unit of 1943 can be trained by following its slope",
    "The building block: neurons (or perceptrons)",
    True,
    readings={
        "threshold unit": any(slope != 0.0 for _, slope in map(steps, (1.0, 1.9, 2.5))),
        "smooth neuron": jvp(Value.sigmoid, [-1.0], [1.0])[1] != 0.0,
    },
    note="The slide uses one word for three units: the threshold unit of 1943, Rosenblatt's perceptron of 1958, which "
    "has a learning rule of its own, and the smooth neuron that gradient descent needs.",
)

# %% [markdown]
# ## The neuron that can learn
# Replace the jump by a smooth function $\sigma$, and every weight has a slope: $h(x) = \sigma(w \cdot x + b)$.

# %%
neuron = Neuron(2, "sigmoid", rng=random.Random(0)).assign(w=[2.0, -3.0], b=1.0)
h = named("h", neuron([0.8, 0.5]))
figure(
    "neuron",
    h,
    item="A07",
    expand=True,
    caption="One neuron, with its weighted sum written out. The sigmoid's slope multiplies everything behind it.",
    predict=[neuron.w[0]],
)
s = 1 / (1 + exp(-(2.0 * 0.8 - 3.0 * 0.5 + 1.0)))
compare(h, {"w": (neuron.w, [s * (1 - s) * 0.8, s * (1 - s) * 0.5]), "b": (neuron.b, s * (1 - s))})
claim("A07", "h(x) = σ(w·x + b) at one point", "σ(wᵀx + b)", h, readings={"the logistic σ": s})

# %% [markdown]
# Two words of the slide deserve care. What the neuron computes before $\sigma$ is called a linear combination; with
# the bias it is *affine*. And $\sigma$ stands for any activation here, for the logistic function later, and for a
# standard deviation in between.


# %%
def before(x):
    return 2.0 * x + 1.0


claim(
    "A07",
    "f(x + y) = f(x) + f(y) for what is computed before σ",
    "linear combination of inputs: wᵀx + b",
    True,
    readings={
        "wᵀx alone": isclose(2.0 * (3 + 4), 2.0 * 3 + 2.0 * 4),
        "wᵀx + b": isclose(before(3 + 4), before(3) + before(4)),
    },
    note="With b ≠ 0 the sum is affine; it is linear in the inputs only without the bias, or with a constant input 1.",
)
claim(
    "A07",
    "σ′(z) = σ(z)(1 − σ(z)) at z = 0.7",
    "a non-linear activation function σ(·)",
    True,
    readings={
        name: isclose(jvp(f, [0.7], [1.0])[1], jvp(f, [0.7], [0.0])[0] * (1 - jvp(f, [0.7], [0.0])[0]))
        for name, f in (("logistic", Value.sigmoid), ("tanh", Value.tanh), ("ReLU", Value.relu))
    },
    note="σ names any activation on this slide; what is later said about σ is true of the logistic function only.",
)

# %% The code of this plot
fig, axes = plt.subplots()
line = [i / 20 for i in range(-100, 101)]
axes.plot(line, [float(z >= 0) for z in line], ":", color="C4", label="threshold")
axes.plot(line, [jvp(Value.sigmoid, [z], [1.0])[0] for z in line], label="σ")
axes.plot(line, [jvp(Value.sigmoid, [z], [1.0])[1] for z in line], "--", color="C1", label="slope of σ")
axes.set(xlabel="w·x + b", title="The jump, its smooth stand-in, and the slope that makes learning possible")
axes.legend()
plot("smooth-step", fig, "The smooth step has a slope everywhere, largest in the middle.", item=["A06", "A07"])

# %% [markdown]
# ## Layers
# Feed several neurons with the same input and their outputs to further neurons, and there is a network:
# $h(x) = \sigma_2(W_2\, \sigma_1(W_1 x + b_1) + b_2)$.

# %%
net = MLP(2, 2, 1, activation="tanh", output="sigmoid", rng=random.Random(3))
x = [0.5, -1.0]
y = named("h", net(x)[0])
figure(
    "mlp",
    y,
    item="A08",
    caption="Two layers. Each input acts on the output through every hidden neuron.",
    form="columns",
)


def formula(net, x):
    """The formula of the slide, on plain numbers."""
    W1, W2 = (layer.W.data for layer in net.layers)
    b1, b2 = (Matrix.column(layer.b).data for layer in net.layers)
    hidden = (W1 @ Matrix.column(x) + b1).map(tanh)
    return (W2 @ hidden + b2).map(lambda z: 1 / (1 + exp(-z))).entries


shapes = [(2, 2, 1), (3, 5, 2), (4, 1, 3)]
nets = [MLP(*s, activation="tanh", output="sigmoid", rng=random.Random(5)) for s in shapes]
inputs = [[0.3 * (i + 1) for i in range(s[0])] for s in shapes]
claim(
    "A08",
    "h(x) for networks of three sizes",
    "σ₂(W₂(σ₁(W₁x + b₁)) + b₂)",
    [n(x) for n, x in zip(nets, inputs, strict=True)],
    readings={"the formula on plain numbers": [formula(n, x) for n, x in zip(nets, inputs, strict=True)]},
)
claim(
    "A08",
    "the parameters of the network are",
    "{W₁, b₁, W₂, b₂}",
    [len(n.parameters()) for n in nets],
    readings={"counted from the shapes": [h * (d + 1) + k * (h + 1) for d, h, k in shapes]},
)

# %% [markdown]
# Does the composition buy anything? XOR, impossible for one unit, is learned by two hidden neurons and one output.

# %%
targets = [float(p != q) for p, q in corners]


def learn(model, steps=400, rate=0.5):
    for _ in range(steps):
        loss = sum((model([p, q])[0] - t) ** 2 for (p, q), t in zip(corners, targets, strict=True))
        model.zero_grad()
        loss.backward()
        for parameter in model.parameters():
            parameter.data -= rate * parameter.grad
    return [model([p, q])[0].data for p, q in corners]


learned = {
    "one layer": learn(MLP(2, 1, output="sigmoid", rng=random.Random(1))),
    "a hidden layer of 2": learn(MLP(2, 2, 1, activation="tanh", output="sigmoid", rng=random.Random(1))),
    "a hidden layer of 2, no σ": learn(MLP(2, 2, 1, activation="linear", output="sigmoid", rng=random.Random(1))),
}
table(
    [[name, *outputs] for name, outputs in learned.items()],
    ["", *(f"{p} xor {q}" for p, q in corners)],
    "Outputs after training on XOR",
)
claim(
    "A08",
    "the model learns a boundary that is not a line",
    "a composition of functions, allowing it to learn complex, non-linear boundaries",
    True,
    readings={
        name: all(abs(o - t) < 0.2 for o, t in zip(outputs, targets, strict=True)) for name, outputs in learned.items()
    },
    note="The composition helps only with a non-linear activation between the layers; two affine maps make one.",
)

# %% [markdown]
# ## Counting
# A picture of 28 × 28 pixels, flattened, and 128 neurons: count the weights on the model instead of on paper.

# %%
image_layer = Layer(28 * 28, 128, init="zeros")
weights = len(image_layer.W.entries)
claim("A09", "weights from 28 × 28 pixels to 128 neurons", "100,352", weights)
claim(
    "A09",
    "numbers that this layer has to learn",
    "28 × 28 × 128 = 100,352 weights",
    len(image_layer.parameters()),
    readings={"weights": weights, "weights and biases": weights + len(image_layer.b)},
    note=f"Every neuron has a bias as well, so {len(image_layer.parameters()):,} parameters are learned; 100,352 are "
    "weights.",
)
corner = Neuron(4, "relu", rng=random.Random(4)).assign(b=0.1)
y = named("y", corner([0.3, 0.9, 0.5, 0.2]))
figure(
    "one-of-128",
    y,
    item="A09",
    expand=True,
    caption="One neuron on a picture of 2 × 2 pixels. The real one has 784 products instead of four.",
)

# %% [markdown]
# ## What flattening forgets
# A picture becomes a list of pixels. Shuffle that list, and shuffle the columns of the weights in the same way: the
# layer computes exactly the same. So it cannot know which pixels are neighbours.

# %%
pixels, order = [random.Random(4).random() for _ in range(16)], list(range(16))
random.Random(9).shuffle(order)
layer = Layer(16, 3, "tanh", rng=random.Random(6))
columns = layer.W.data.T
twin = Layer(16, 3, "tanh", init="zeros").assign(W=Matrix(columns[i] for i in order).T, b=[b.data for b in layer.b])
shuffled = [pixels[i] for i in order]
same_outputs = all(isclose(u.data, v.data) for u, v in zip(layer(pixels), twin(shuffled), strict=True))
original, moved = layer(pixels)[0], twin(shuffled)[0]
slopes = gradient(original, layer.neurons[0].w), gradient(moved, twin.neurons[0].w)
claim(
    "A10",
    "a fully connected layer sees no difference when all pixels change places",
    "flattening an image destroys the 2D grid",
    True,
    readings={
        "the outputs": same_outputs,
        "the gradients, put back in order": all(
            isclose(slopes[0][i], g) for i, g in zip(order, slopes[1], strict=True)
        ),
    },
)
detector = Layer(9, 1, init="zeros").assign(W=[[1.0, 1.0, 0, 1.0, 1.0, 0, 0, 0, 0]])
top_left, bottom_right = [1.0, 1, 0, 1, 1, 0, 0, 0, 0], [0.0, 0, 0, 0, 1, 1, 0, 1, 1]
response = [detector(image)[0].data for image in (top_left, bottom_right)]
print("response to the pattern at the top left, at the bottom right:", response)
claim(
    "A10",
    "weights learned for one place do not serve another",
    "must learn new weights; not reuse knowledge elsewhere",
    True,
    readings={"the same pattern, moved": response[0] != response[1]},
)
small = Neuron(4, "tanh", rng=random.Random(7))
y = named("y", small([0.2, 0.9, 0.4, 0.1]))
figure(
    "no-grid",
    y,
    item="A10",
    caption="Nothing in this graph says which pixel lies beside which: all inputs enter alike.",
)

# %% [markdown]
# ## Your turn


# %%
@exercise(
    "tanh-neuron",
    asks="Derive the gradients by $w$ and $b$ of $L = (\\tanh(w \\cdot x + b) - t)^2$.",
    hints=[
        "Name the parts: $z = w \\cdot x + b$, $h = \\tanh z$, $e = h - t$.",
        "$dL/dh = 2 e$, and $dh/dz = 1 - h^2$.",
        "$dz/dw_i = x_i$ and $dz/db = 1$.",
    ],
)
def tanh_neuron():
    neuron = Neuron(3, "tanh", rng=random.Random(5))
    x, t = [0.5, -1.0, 2.0], 0.3
    loss = (neuron(x) - t) ** 2
    given = {"x": x, "t": t, "w": [w.data for w in neuron.w], "b": neuron.b.data}
    return loss, {"w": neuron.w, "b": neuron.b}, given
