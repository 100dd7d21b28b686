# %% [markdown]
# # Recurrent networks
# One cell, used again and again along a sequence. Its weights are shared over time, so their gradient is a sum
# over time, and a product of many factors travels back to the beginning.
#
# Covers: A15
#
# Before: neurons and networks; gradients of shared weights (convolution).
#
# After: you can unroll a recurrent network, derive the gradient of a shared weight as a sum over the steps, and
# explain why far-away inputs are hard to learn from.

# %%
import random
import re
from math import isclose, tanh

import matplotlib.pyplot as plt

from engine import Value, gradient, named
from lectures.board import claim, compare, exercise, figure, plot, table
from nn import RNN, Layer, RNNCell, unroll
from nn.matrix import Matrix

# %% [markdown]
# ## What goes wrong without it
# A fully connected network wants a list of one length. Sentences have all lengths.


# %%
def accepts(model, length):
    try:
        model([0.5] * length)
    except ValueError as refusal:
        print(refusal)
        return False
    return True


fixed = Layer(3, 1, rng=random.Random(0))
claim(
    "A15",
    "a fully connected layer refuses sequences of another length",
    "MLPs require a fixed-size input vector",
    True,
    readings={f"length {n}": not accepts(fixed, n) for n in (2, 4)},
)
swapped = fixed([1.0, 2.0, 3.0])[0].data, fixed([3.0, 2.0, 1.0])[0].data
claim(
    "A15",
    "a fully connected layer does not notice in which order its inputs come",
    'no sense of order: no built-in notion that "cat" comes after "The"',
    True,
    readings={
        "the same answer to 1, 2, 3 and 3, 2, 1": swapped[0] == swapped[1],
        "the same answer when inputs and weights are shuffled alike": isclose(
            swapped[0],
            Layer(3, 1, init="zeros").assign(W=[fixed.W.data[0][::-1]])([3.0, 2.0, 1.0])[0].data,
        ),
    },
    note="The places have different weights, so a trained layer does react to the order; what it lacks is knowing "
    "which place comes after which.",
)

# %% [markdown]
# ## One cell
# The state $h$ is the memory. At each step it is mixed with the new input:
#
# $$h_t = \sigma(W_{hh} h_{t-1} + W_{xh} x_t + b_h), \qquad y_t = \sigma(W_{hy} h_t + b_y).$$
#
# What stands in the parentheses of the first is the pre-activation, $z_t = W_{hh} h_{t-1} + W_{xh} x_t + b_h$, so that
# $h_t = \sigma(z_t)$. Here with one number for everything, three steps, $\sigma = \tanh$, and a loss that looks at the
# last state only, $L = (h_3 - 0.2)^2$.

# %%
cell = RNNCell(1, 1, "tanh", init="zeros").assign(W_hh=[[0.8]], W_xh=[[1.0]], b_h=[0.1])
sequence = [[1.0], [-0.5], [0.25]]
states = [named(f"h{t}", state) for t, (state,) in enumerate(unroll(cell, sequence), start=1)]
for t, state in enumerate(states, start=1):
    named(f"z{t}", state.inputs[0])
loss = named("L", (states[-1] - 0.2) ** 2)
figure(
    "unrolled",
    loss,
    form="columns",
    item="A15",
    caption="Three steps of one cell. The same $W_{hh}$, $W_{xh}$ and $b_h$ enter three times.",
    predict=[cell.W_hh[0][0]],
)


def by_formula(rnn, xs, h):
    """The two printed lines, on plain numbers and column vectors."""
    W_hh, W_xh, W_hy = (W.data for W in (rnn.cell.W_hh, rnn.cell.W_xh, rnn.output.W))
    b_h, b_y, h = (Matrix.column(column).data for column in (rnn.cell.b_h, rnn.output.b, h))
    answers = []
    for x in xs:
        h = (W_hh @ h + W_xh @ Matrix.column(x) + b_h).map(tanh)
        answers.append((W_hy @ h + b_y).map(tanh).entries)
    return answers


sizes = [(1, 2, 1), (3, 2, 2), (2, 4, 3)]
models = [RNN(*size, activation="tanh", output="tanh", rng=random.Random(3)) for size in sizes]
inputs = [[[0.1 * (i + t) for i in range(size[0])] for t in range(4)] for size in sizes]
claim(
    "A15",
    "yₜ for three sizes and four steps",
    "hₜ = σ(W_hh hₜ₋₁ + W_xh xₜ + b_h), yₜ = σ(W_hy hₜ + b_y)",
    [model(xs) for model, xs in zip(models, inputs, strict=True)],
    readings={
        "h₀ = 0": [by_formula(m, xs, [0.0] * s[1]) for m, xs, s in zip(models, inputs, sizes, strict=True)],
        "h₀ = 1": [by_formula(m, xs, [1.0] * s[1]) for m, xs, s in zip(models, inputs, sizes, strict=True)],
    },
    note="The recursion needs a first state h₀, which is not given; all zeros is the usual choice.",
)
claim(
    "A15",
    "an RNN takes sequences of any length",
    "h(x₁, ..., x_T)",
    True,
    readings={"lengths 1, 3, 10": all(len(models[0]([[0.5]] * n)) == n for n in (1, 3, 10))},
)
claim(
    "A15",
    "the number of parameters is the same for every length",
    "shared {W_hh, W_xh, W_hy} and biases at every step",
    True,
    readings={
        "everything is shared, biases too": len(models[0].parameters()) == 2 * 2 + 2 * 1 + 2 + 1 * 2 + 1,
        "biases of their own at every step": len(models[0].parameters()) == 2 * 2 + 2 * 1 + 1 * 2 + 10 * (2 + 1),
    },
    note='"Biases at every step" can be read as one bias for each step; like the matrices, b_h and b_y are shared.',
)
formulas = "hₜ = σ(W_hh hₜ₋₁ + W_xh xₜ + b_h), yₜ = σ(W_hy hₜ + b_y)"
claim(
    "A15",
    "the matrices of the list are those of the two formulas",
    "shared {W_hh, W_xh, W_hy} in one reading of the slide, {W_hh, W_xh, W_hv} in the other",
    True,
    readings={
        f"with {last}": {"W_hh", "W_xh", last} == set(re.findall(r"W_\w+", formulas)) for last in ("W_hy", "W_hv")
    },
    note="No formula has a W_hv: the scan took a y for a v, and whoever programs from it looks for a fourth matrix.",
)
answer, label = models[0](inputs[0])[-1][0], Value(0.5, "y⁽ⁱ⁾")
claim(
    "A15",
    "y moves when a weight of the output is moved",
    "output yₜ; on the slides before and after, y⁽ⁱ⁾ is Actual",
    True,
    readings={
        f"y as {name}": gradient(y, models[0].output.W[0][0]) != 0.0
        for name, y in (("the output of the network", answer), ("the label", label))
    },
    note="Only on this slide is y what the model says; on the others that is h(x) or ŷ, and y is what it should say.",
)

# %% [markdown]
# The printed lines use one $\sigma$ for the state and for the output. A network that should answer 5, or −3, could
# not:


# %%
one_sigma = RNN(1, 2, 1, activation="sigmoid", output="sigmoid", rng=random.Random(1))
free_output = RNN(1, 2, 1, activation="sigmoid", output="linear", rng=random.Random(1))


def reach(model, target):
    """Pull the last output towards a target for a while."""
    for _ in range(300):
        loss = (model([[1.0], [0.5]])[-1][0] - target) ** 2
        model.zero_grad()
        loss.backward()
        for p in model.parameters():
            p.data -= 0.05 * p.grad
    return abs(model([[1.0], [0.5]])[-1][0].data - target) < 0.01


claim(
    "A15",
    "the output yₜ can learn any number, such as 5",
    "yₜ = σ(W_hy hₜ + b_y)",
    True,
    readings={"σ at the output as well": reach(one_sigma, 5.0), "no σ at the output": reach(free_output, 5.0)},
    note="With the logistic σ at the output only numbers between 0 and 1 can come out; the σ of the output is chosen "
    "for the task and need not be that of the state.",
)

# %% [markdown]
# ## Backpropagation through time
# $W_{hh}$ is used in every step, so the chain rule sums over the steps. By hand, for the one number and the loss of the
# figure: carry $\delta_t = \partial L / \partial z_t$ from the last step to the first. Because $\sigma = \tanh$, its
# slope at $z_t$ is $1 - h_t^2$.
#
# $$\delta_T = \frac{dL}{dh_T}(1 - h_T^2), \qquad \delta_{t} = \delta_{t+1} W_{hh} (1 - h_t^2), \qquad
# \frac{\partial L}{\partial W_{hh}} = \sum_t \delta_t\, h_{t-1}$$
#
# For vectors, as columns, the same with a transpose and a product entry by entry: $\delta_t = (W_{hh}^T\,
# \delta_{t+1}) \odot (1 - h_t^2)$, and the share of a step in the gradient of $W_{hh}$ is $\delta_t\, h_{t-1}^T$. So
# stands it on the board of the figure (key 3), where each of these is a matrix of one number.

# %%
h = [0.0, *(state.data for state in states)]
delta, grads = 2 * (h[3] - 0.2) * (1 - h[3] ** 2), {"W_hh": 0.0, "W_xh": 0.0, "b_h": 0.0}
shares = []
for t in (3, 2, 1):
    grads["W_hh"] += delta * h[t - 1]
    grads["W_xh"] += delta * sequence[t - 1][0]
    grads["b_h"] += delta
    shares.append([t, delta, delta * h[t - 1], delta * sequence[t - 1][0]])
    delta = delta * 0.8 * (1 - h[t - 1] ** 2)
table(shares, ["step", "δ", "share of W_hh", "share of W_xh"], "Each step's share, from the last one back")
compare(
    loss,
    {"W_hh": (cell.W_hh, [[grads["W_hh"]]]), "W_xh": (cell.W_xh, [[grads["W_xh"]]]), "b_h": (cell.b_h, [grads["b_h"]])},
)
claim(
    "A15",
    "∂L/∂W_hh",
    "shared W_hh",
    gradient(loss, cell.W_hh[0][0]),
    readings={"the sum over the steps": sum(row[2] for row in shares)},
)

# %% [markdown]
# Look at the column $\delta$: each step back multiplies by $W_{hh} (1 - h_t^2)$. Many factors below one leave
# nothing, many above one explode. That is why plain recurrent networks forget.


# %%
def reaches_back(weight, steps=30):
    """How strongly the last state depends on each state before it."""
    cell = RNNCell(1, 1, "tanh", init="zeros").assign(W_hh=[[weight]], W_xh=[[1.0]], b_h=[0.0])
    states = [s[0] for s in unroll(cell, [[0.05]] + [[0.0]] * (steps - 1))]
    return [abs(g) for g in gradient(states[-1], states)]


def linear_back(weight, steps=30):
    cell = RNNCell(1, 1, "linear", init="zeros").assign(W_hh=[[weight]], W_xh=[[1.0]], b_h=[0.0])
    states = [s[0] for s in unroll(cell, [[0.05]] + [[0.0]] * (steps - 1))]
    return [abs(g) for g in gradient(states[-1], states)]


claim(
    "A15",
    "what happened 30 steps ago still moves the state (slope above 1/1000)",
    "a hidden state hₜ that acts as a memory",
    True,
    readings={f"W_hh = {w}": reaches_back(w)[0] > 1e-3 for w in (0.5, 0.8, 1.0)},
    note="The memory fades by the factor W_hh (1 − h²) a step; only with a weight near 1 does it last.",
)

# %% The code of this plot
fig, axes = plt.subplots()
for weight, style in ((0.5, ":"), (0.8, "--"), (1.0, "-")):
    axes.semilogy(range(29, -1, -1), reaches_back(weight), style, label=f"tanh, W_hh = {weight}")
axes.semilogy(range(29, -1, -1), linear_back(1.2), "-.", color="C3", label="linear, W_hh = 1.2")
axes.set(xlabel="steps back", ylabel="slope of the last state", title="A factor for each step: fading and exploding")
axes.legend()
plot(
    "fading",
    fig,
    "On a logarithmic scale each curve is nearly straight: its slope is the logarithm of the factor of one step.",
    item="A15",
)

# %% [markdown]
# ## Your turn


# %%
@exercise(
    "through-time",
    asks="A linear cell $h_t = w h_{t-1} + x_t$ with $h_0 = 0$ runs over three inputs, and $L = h_3^2$. "
    "Derive the gradient by $w$.",
    hints=[
        "Write $h_3$ out: $w^2 x_1 + w x_2 + x_3$. Or carry $\\delta_t$ back through the steps.",
        "$\\delta_3 = 2 h_3$ and $\\delta_t = w\\, \\delta_{t+1}$.",
        "Each use of $w$ contributes $\\delta_t h_{t-1}$: add all three.",
    ],
)
def through_time():
    cell = RNNCell(1, 1, "linear", init="zeros").assign(W_hh=[[0.7]], W_xh=[[1.0]], b_h=[0.0])
    states = unroll(cell, [[1.0], [2.0], [-1.0]])
    h = [0.0, *(s[0].data for s in states)]
    return states[-1][0] ** 2, {"w": cell.W_hh[0][0]}, {"w": 0.7, "x": [1.0, 2.0, -1.0], "h": h}
