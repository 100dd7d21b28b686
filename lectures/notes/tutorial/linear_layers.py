# %% [markdown]
# # Linear layers and their shapes
# From one weighted sum to a network of any depth, with the shape of every array written down.
#
# Covers: D20, D21, D26
#
# Before: [One neuron decides](one_neuron_decides.html).
#
# After: you can write a network in row-vector form, and notice when a bias is written as a column.

# %% [markdown]
# ## One output, and two
# $ŷ = \sum_i x_i \theta_i + b$. Two outputs are two columns of weights; in row $i$, column $k$ the notes write
# $\theta_{ki}$: the output first.

# %%
import random

import numpy as np

from engine import Constant, Value, affine, named
from lectures.board import compare, figure, table
from nn import MLP, Matrix

x = [Constant(v, f"x{i}") for i, v in enumerate([2.0, -1.0, 0.5], start=1)]
theta = [Value(v, f"θ{i}") for i, v in enumerate([0.4, 0.9, -0.6], start=1)]
b = Value(0.2, "b")
y = named("ŷ", affine(theta, x, b))
figure("one-output", y, "D20", "The slope by a weight is the input beside it.", expand=True, predict=[theta[0]])

# %%
rng = random.Random(3)
Theta = Matrix([[round(rng.uniform(-1, 1), 2) for _ in range(2)] for _ in range(3)], "θ")
b2 = [Value(0.1, "b0"), Value(-0.2, "b1")]
X = Matrix([[Value(v.data, v.label) for v in x]])  # of these, too, the gradient is asked now
both = named("s", (X @ Theta + b2).named("Y").sum())
figure("two-outputs", both, "D20", "Each output has its own column of weights; inputs are shared.", predict=[X[0, 0]])

# %% [markdown]
# ## Two layers, and where the row is lost
# $ŷ = \sigma(x \theta^{(1)} + b^{(1)}) \theta^{(2)} + b^{(2)}$ with $x$ a row of $M$ numbers and $\theta^{(1)}$ of
# shape $M \times N$: the product is a **row** of $N$ numbers. The notes give $b^{(1)}$ the shape $N \times 1$, a
# column, and an array library broadcasts row and column to $N \times N$ without complaint.

# %%
M, N = 3, 4
theta1 = np.array([[rng.uniform(-1, 1) for _ in range(N)] for _ in range(M)])
b1 = np.array([[rng.uniform(-1, 1) for _ in range(N)]])
theta2 = np.array([[rng.uniform(-1, 1)] for _ in range(N)])
row, rows = np.array(X.data), []
for name, bias in (("1 × N", b1), ("N × 1, as printed", b1.T)):
    hidden = 1 / (1 + np.exp(-(row @ theta1 + bias)))
    rows.append([name, " × ".join(map(str, hidden.shape)), len(hidden @ theta2)])
table(rows, ["b⁽¹⁾", "hidden layer", "predictions for one example"], f"M = {M}, N = {N}")

# %% [markdown]
# The model of the tutorial's recap, a network of two layers; with a batch it is
# [A network in matrices](network_in_matrices.html). Its last layer by hand is
# $\partial (ŷ - t)^2 / \partial \theta^{(2)} = h^T \cdot 2 (ŷ - t)$ with $h$ the hidden row; here $t = 1$.

# %%
small = MLP(2, 2, 1, activation="sigmoid", rng=random.Random(1))
y = named("ŷ", small([1.2, -2.0])[0])
figure("two-layers", y, ["D21", "D26"], "Every weight of the first layer acts through one sigmoid.")
by_hand = [2 * (y.data - 1.0) * h.data for h in small.hidden[0]([1.2, -2.0])]
compare((y - 1.0) ** 2, {"θ2": (small.output.W, [by_hand])})
