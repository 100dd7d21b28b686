# %% [markdown]
# # Linear layers and their shapes
# From one weighted sum to a network of any depth, with the shape of every matrix written down. The notes lose an index,
# a transpose and a row on the way; shapes are how one notices.
#
# Covers: D20, D21, D26
#
# Before: matrix products; one neuron.
#
# After: you can write a network in row-vector form, give the shape of every array in it, and recognise the broadcast
# that turns a wrong shape into a wrong answer.

# %% [markdown]
# ## One output
# A linear model multiplies each input with its own weight, adds up, and adds a bias: $ŷ = \sum_i x_i \theta_i + b$.

# %%
import random
from itertools import pairwise
from operator import mul

import matplotlib.pyplot as plt
import numpy as np

from engine import Constant, Value, affine, named
from lectures.board import claim, compare, exercise, figure, plot, table
from nn import MLP, Matrix

x = [Constant(v, f"x{i}") for i, v in enumerate([2.0, -1.0, 0.5], start=1)]
theta = [Value(v, f"θ{i}") for i, v in enumerate([0.4, 0.9, -0.6], start=1)]
b = Value(0.2, "b")
y = named("ŷ", affine(theta, x, b))
figure(
    "one-output",
    y,
    item="D20",
    expand=True,
    caption="Three products, a sum and a bias. The slope of the output by a weight is the input beside it.",
    predict=[theta[0]],
)


# %% [markdown]
# The notes write the sum from $i = 0$, while the row vector starts at $x_1$ and the bias is added separately.
# There are two ways to make the three agree, and the printed line is neither.


# %%
def summed(start, inputs, weights, bias):
    """The printed sum, with index i meaning the i-th entry of the vectors, counted from 1."""
    at = dict(enumerate(inputs, start=1)), dict(enumerate(weights, start=1))
    return sum(at[0][i] * at[1][i] for i in range(start, len(inputs) + 1)) + bias


values, weights = [v.data for v in x], [w.data for w in theta]
claim(
    "D20",
    "ŷ as a sum",
    "x θ + b = Σ_{i=0}^{m} xᵢ θᵢ + b",
    y,
    readings={
        "with x = [x₁, ..., xₘ], as printed": lambda: summed(0, values, weights, b.data),
        "with x₀ = 1 and θ₀ = b put in front": sum(map(mul, [1.0, *values], [b.data, *weights])) + b.data,
    },
    true="Σ_{i=1}^{m} xᵢ θᵢ + b",
    note="There is no x₀ in the vector, and if one puts x₀ = 1 there, the bias is counted twice.",
)

# %% [markdown]
# ## Many outputs
# Two outputs are two columns of weights side by side. In the notes the entry in row $i$, column $k$ is called
# $\theta_{ki}$: first the output, then the input. That is the order of the **other** convention, where a layer
# computes $W x$ on column vectors. Both work; mixing the names with the picture invites a forgotten transpose.

# %%
rng = random.Random(3)
Theta = Matrix([[round(rng.uniform(-1, 1), 2) for _ in range(2)] for _ in range(3)], "θ")
b2 = [Value(0.1, "b0"), Value(-0.2, "b1")]
X = Matrix([[Value(v.data, v.label) for v in x]])  # of these, too, the gradient is asked now
Y = (X @ Theta + b2).named("Y")
both = named("s", Y.sum())
figure(
    "two-outputs",
    both,
    item="D20",
    caption="Each output has its own column of weights; the inputs are shared, so two contributions meet in each.",
    predict=[X[0, 0]],
)
numbers = Theta.data
claim(
    "D20",
    "row i, column k of the matrix x is multiplied with",
    "θ_{ki}, in the matrix [θ₁₁ θ₂₁; ...; θ₁ₘ θ₂ₘ]",
    Y[0],
    readings={
        "first index the column (output), as the sums use it": [
            sum(values[i] * numbers[i, k] for i in range(3)) + b2[k].data for k in range(2)
        ],
        "first index the row, as matrices are read": lambda: [
            sum(values[i] * numbers[k, i] for i in range(3)) + b2[k].data for k in range(2)
        ],
    },
    note="The sums and the matrix agree with each other only because θ is numbered output first, against the usual "
    "row-then-column order.",
)
claim(
    "D20",
    "numbers that go into this layer, and numbers that come out",
    "x = [x₁, ..., x_m], b = [b₁ ... b_n], and below them (n → m)",
    [len(x), len(Y[0])],
    readings={
        "m in, n out, as the vectors say": [len(x), len(b2)],
        "n in, m out, as the arrow says": [len(b2), len(x)],
    },
    note="x has m entries and the answer has n, so the layer leads from m to n; the arrow points the other way.",
)
x_column, b_column = X.data.T, Matrix([b2]).data.T
claim(
    "D20",
    "the same layer in the notation of the other lectures",
    "xθ + b here, Wx + b there",
    Y[0],
    readings={
        "W = θᵀ": (numbers.T @ x_column + b_column).entries,
        "W = θ": lambda: (numbers @ x_column + b_column).entries,
    },
    note="Rows here, columns there: with W = θᵀ they agree, and so every gradient has its factors in another order, "
    "xᵀδ for θ and δxᵀ for W.",
)

# %% [markdown]
# ## Two layers, and where the row is lost
# $ŷ = \sigma(x \theta^{(1)} + b^{(1)}) \theta^{(2)} + b^{(2)}$. With $x$ a row of $M$ numbers and $\theta^{(1)}$ of
# shape $M \times N$ the product is a **row** of $N$ numbers. The notes give $b^{(1)}$ the shape $N \times 1$: a column.

# %%
M, N = 3, 4
layers = {
    "θ1": Matrix([rng.uniform(-1, 1) for _ in range(N)] for _ in range(M)),
    "b1": Matrix([[rng.uniform(-1, 1) for _ in range(N)]]),
    "θ2": Matrix([rng.uniform(-1, 1)] for _ in range(N)),
    "b2": Matrix([[0.25]]),
}


def network(x, given):
    hidden = (x @ given["θ1"] + given["b1"]).map(Value.sigmoid)
    return hidden @ given["θ2"] + given["b2"]


output = network(X, layers)
table(
    [
        ["x", "1 × M", X.size],
        ["θ⁽¹⁾", "M × N", layers["θ1"].size],
        ["x θ⁽¹⁾ and b⁽¹⁾", "1 × N", layers["b1"].size],
        ["θ⁽²⁾", "N × 1", layers["θ2"].size],
        ["ŷ", "1 × 1", output.size],
    ],
    ["", "shape", "here"],
)

# %% [markdown]
# An array library does not complain. It **broadcasts** a row and a column to a whole matrix, and the network goes on
# with $N$ rows where there was one example. Here is NumPy doing what the printed shapes say.

# %%
column = np.array(layers["b1"].T)
broadcast = np.array([values]) @ np.array(layers["θ1"]) + column
print("x θ1 is", (X @ layers["θ1"]).size, "and with an N × 1 bias it becomes", Matrix(broadcast).size)
hidden = 1 / (1 + np.exp(-broadcast))
predictions = hidden @ np.array(layers["θ2"]) + np.array(layers["b2"])
print("predictions for one example:", predictions.shape[0])
claim(
    "D21",
    "ŷ for one example, with the printed shape of b⁽¹⁾",
    "θ⁽¹⁾: M × N, b⁽¹⁾: N × 1",
    output[0],
    readings={"as printed, with broadcasting": predictions[:, 0]},
    true="b⁽¹⁾: 1 × N",
    note=f"A row plus a column is broadcast to N × N, so that one example gets {len(predictions)} predictions.",
)
claim(
    "D21",
    "the other printed shapes fit",
    "θ⁽²⁾: N × 1, b⁽²⁾ ∈ ℝ",
    True,
    readings={"x θ⁽¹⁾ is 1 × N, times N × 1": output.shape == (1, 1)},
)
claim(
    "D21",
    "the product xθ⁽¹⁾ exists",
    "x = [x₁, ..., x_m], θ⁽¹⁾: M × N; on earlier slides 1/N Σᵢᴺ",
    True,
    readings={
        "m and M one number": (X @ layers["θ1"]).shape == (1, N),
        "M the number N of examples, here 5": lambda: (X @ Matrix([[1.0] * N] * 5)).shape == (1, N),
        "m and M two numbers": lambda: (X @ layers["θ1"][1:]).shape == (1, N),
    },
    note="The number of inputs is written m and M on one slide, and N, which counted the examples before, now counts "
    "hidden units.",
)

# %% [markdown]
# For the picture, a smaller network: two inputs, two hidden units.

# %%
small = MLP(2, 2, 1, activation="sigmoid", rng=random.Random(1))
y = named("ŷ", small([1.2, -2.0])[0])
figure(
    "two-layers",
    y,
    item=["D21", "D26"],
    caption="Two layers: every first-layer weight acts on the output through one hidden unit and its sigmoid.",
)

# %% [markdown]
# ## As deep as one likes
# For $L$ layers the notes repeat the formula but keep the shapes of two layers: $\theta^{(2)}$ stays $N \times 1$,
# and then nothing fits behind it.

# %%
depths = {
    "L = 2, θ⁽²⁾ N × 1": [(M, N), (N, 1)],
    "L = 3, θ⁽²⁾ N × 1": [(M, N), (N, 1), (N, 1)],
    "L = 3, θ⁽²⁾ N × N": [(M, N), (N, N), (N, 1)],
}


def fits(shapes):
    carried = X
    for rows, columns in shapes:
        carried = carried @ Matrix([[1.0] * columns] * rows)
    return carried.shape == (1, 1)


claim(
    "D21",
    "the shapes given for L layers multiply to one number",
    "θ⁽¹⁾: M × N, θ⁽²⁾: N × 1, ...",
    True,
    readings={name: (lambda shapes=shapes: fits(shapes)) for name, shapes in depths.items() if "N × N" not in name},
    note="The shapes are those of two layers; in the middle of a deeper network a matrix has as many columns as the "
    "next one has rows.",
)

# %% [markdown]
# ## One hand-derived gradient
# With a squared error $(ŷ - t)^2$ everything before the last layer needs the chain rule; the last layer itself is easy:
# $\partial L / \partial \theta^{(2)} = h^T \cdot 2 (ŷ - t)$ with $h$ the hidden row.

# %%
theta2 = Matrix(layers["θ2"], "θ2")
target = 1.0
hidden = (X.data @ Matrix(layers["θ1"], "θ1") + layers["b1"]).map(Value.sigmoid)
prediction = hidden @ theta2 + layers["b2"]
loss = ((prediction - target) ** 2)[0, 0]
by_hand = hidden.data.T @ (2 * (prediction.data - target))
compare(loss, {"θ2": (theta2, by_hand)})

# %% [markdown]
# ## Recap of the tutorial
# A model, a loss, and the loop that lowers it. The last slides repeat all three. Put together on the two-layer network,
# with one point to learn:

# %%
model = MLP(2, 3, 1, activation="sigmoid", rng=random.Random(2))
target, rate = 0.7, 0.3
history = []
for _step in range(40):
    error = model([1.0, -2.0])[0] - target
    loss = error**2
    model.zero_grad()
    loss.backward()
    history.append(loss.data)
    for p in model.parameters():
        p.data -= rate * p.grad
claim(
    "D26",
    "the loop lowers the L2 loss of the network",
    "repeat: a := a − γ ∂L/∂a",
    True,
    readings={
        "one point, 40 steps": history[-1] < 1e-3 * history[0],
        "at every single step": all(after <= before for before, after in pairwise(history)),
    },
)
claim(
    "D26",
    "after the loop the minimum is reached",
    "until minimum is reached",
    True,
    readings={f"after {steps} steps": history[steps - 1] == 0.0 for steps in (5, 10, len(history))},
    note="Each step multiplies the error by a factor, so only rounding ever makes it exactly 0; a loop that waits for "
    "that may wait for ever, and needs a tolerance or a number of steps.",
)

# %% The code of this plot
fig, axes = plt.subplots()
axes.semilogy([max(value, 1e-33) for value in history])
axes.set(xlabel="step", ylabel="loss", title="On a logarithmic scale nearly a straight line")
plot(
    "learning",
    fig,
    f"From {history[0]:.3g} to {history[9]:.2g} in ten steps, and on until rounding ends it.",
    item="D26",
)

# %% [markdown]
# ## Your turn


# %%
@exercise(
    "row-layer",
    asks="A batch of rows $X$ (n × M) goes through $Y = X \\theta + b$, and $L = \\sum Y^2$. "
    "Derive the gradients of $\\theta$ (M × N) and of $b$ (N numbers).",
    hints=[
        "Start with $dY = 2 Y$.",
        "$d\\theta$ has the shape M × N: which transpose of $X$ times $dY$ has it?",
        "The bias is added to every row, so its gradient sums over the rows.",
    ],
)
def row_layer():
    rng = random.Random(8)
    X = Matrix([round(rng.uniform(-1, 1), 2) for _ in range(3)] for _ in range(4))
    weights = Matrix([[round(rng.uniform(-1, 1), 2) for _ in range(2)] for _ in range(3)], "θ")
    bias = [Value(0.5, "b0"), Value(-0.5, "b1")]
    Y = X @ weights + bias
    return (Y**2).sum(), {"theta": weights, "b": bias}, {"X": X, "Y": Y.data, "X_transposed": X.T}
