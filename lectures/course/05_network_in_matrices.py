# %% [markdown]
# # The same network in matrices
# One example took a page of paper: do a hundred take a hundred pages? No, for the pages differ only in their numbers. A
# matrix holds all of them, and the way back becomes seven short lines.
#
# Minutes: 45
#
# Before: "A network by hand"; the product of two matrices.
#
# After: you can write the gradients of a layer for a whole batch, say why a factor is transposed and why a bias gets a
# sum, and let shapes find your mistakes.

# %% [markdown]
# ## Three examples, one matrix
# Here is the network of the last lecture again, which is to multiply, with the same nine numbers. This time it sees a
# **batch** of three examples: 2 times 3, which we know, and two more. Each example is a **row** of $X$, and it stays
# the same row in everything computed from it. Each neuron is a **column**: column 0 of $W$ holds the weights *to*
# neuron 0, which were called $w_{00}$ and $w_{10}$. So the network is three lines:
#
# $$Z = X W + b, \qquad H = Z^2, \qquad Ŷ = H V + c$$
#
# The product $X W$ takes each row of $X$ times each column of $W$: every example meets every neuron. The row $b$ is
# added to every row. The square acts entry by entry. And $E = Ŷ - Y$; the loss adds up the squares of its entries.

# %%
import random

from engine import Value, named, scope
from lectures.board import ask, compare, compare_steps, exercise, figure, plot, table
from nn import Matrix, plots

X = Matrix.given([[2.0, 3.0], [-2.0, 1.0], [1.0, -1.0]], "X")
Y = Matrix.given([[6.0], [-2.0], [-1.0]], "Y")

W = Matrix([[-0.1, 1.1], [-0.3, -1.3]], "W")
b = [Value(0.5, "b0"), Value(0.9, "b1")]
V = Matrix([[1.5], [-0.5]], "V")
c = [Value(3.28, "c")]

with scope("hidden layer"):
    Z = (X @ W + b).named("Z")
    H = (Z**2).named("H")
with scope("output"):
    Yp = (H @ V + c).named("Ŷ")
with scope("loss"):
    E = (Yp - Y).named("E")
    loss = named("L", (E**2).sum())

table([[name, M.size] for name, M in {"X": X, "W": W, "Z": Z, "H": H, "V": V, "Ŷ": Yp, "Y": Y}.items()], ["", "shape"])
ask(
    "Which numbers stand in row 0 of $Z$, of $H$ and of $E$? You have computed them before.",
    f"Those of your sheet: $z_0 = {Z[0, 0].data:.4g}$ and $z_1 = {Z[0, 1].data:.4g}$, then $h_0 = {H[0, 0].data:.4g}$ "
    f"and $h_1 = {H[0, 1].data:.4g}$, and $e = {E[0, 0].data:.4g}$. The rows do not know of each other.",
)

# %% [markdown]
# ## The way back, line by line
# As before, $\delta A$ stands for the derivatives of the loss by everything in $A$: a matrix of the **same shape** as
# $A$, with $\partial L / \partial A_{ij}$ in row $i$ and column $j$. We write $dW$ for the gradient of a parameter.
#
# **The loss.** $\delta E = 2E$, and $\delta Ŷ = \delta E$, each entry for itself.
#
# **Back through a product.** On the sheet stood $\delta h_0 = v_0\, \delta ŷ$ and $\delta h_1 = v_1\, \delta ŷ$: one
# number comes in, and two go out, one for each hidden neuron. Forward, $V$ makes one column out of two; back, it has to
# make two out of one. So it lies down: $\delta H = \delta Ŷ\, V^T$. **The transpose exchanges where an arrow starts and
# where it ends**, and that is what going back means.
#
# **What a weight receives.** On the sheet stood $\delta w_{10} = x_1\, \delta z_0$: what came in times what comes back.
# But now the weight has served three examples, and each of them sends a share. Shares add up:
#
# $$dW_{10} = X_{01}\, \delta Z_{00} + X_{11}\, \delta Z_{10} + X_{21}\, \delta Z_{20}$$
#
# This is **column** 1 of $X$ times column 0 of $\delta Z$. A matrix product takes rows from its left factor, so we
# turn $X$ around: its columns become the rows of $X^T$, and $dW = X^T \delta Z$. The sum over the examples is inside
# the product.
#
# **What a bias receives.** A bias is added to every row, so every row sends it a share, with the slope 1: $db$ is the
# **column sums** of $\delta Z$.
#
# **The activation** acts on each entry alone, and so does its slope: $\delta Z = 2 Z \odot \delta H$, where $\odot$
# multiplies entry by entry.

# %% [markdown]
# Here are the seven lines as code, for numbers.


# %%
def way_back(X, Y, W, b, V, c):
    """Return the gradients of all that is computed, for matrices of plain numbers."""
    Z = X @ W + b
    H = Z**2
    E = H @ V + c - Y
    dYp = 2 * E
    dV = H.T @ dYp
    dc = Matrix([dYp.column_sums()])
    dH = dYp @ V.T
    dZ = 2 * Z * dH
    dW = X.T @ dZ
    db = Matrix([dZ.column_sums()])
    return {"Ŷ": dYp, "V": dV, "c": dc, "H": dH, "Z": dZ, "W": dW, "b": db}


numbers = [X.data, Y.data, W.data, Matrix([b]).data, V.data, Matrix([c]).data]
found = way_back(*numbers)
x1, dz = X.data[:, 1], found["Z"][:, 0]
ask(
    f"$dW_{{10}}$ belongs to the weight from input 1 to neuron 0. With $\\delta Z_{{00}}$, $\\delta Z_{{10}}$, "
    f"$\\delta Z_{{20}}$ = {dz[0]:.4g}, {dz[1]:.4g}, {dz[2]:.4g}, what is it? Which part of it do you know already?",
    f"Column 1 of $X$ is {x1[0]:g}, {x1[1]:g}, {x1[2]:g}, so it is {x1[0] * dz[0]:.4g} + {x1[1] * dz[1]:.4g} + "
    f"{x1[2] * dz[2]:.4g} = {found['W'][1, 0]:.4g}. The first of the three is $\\delta w_{{10}}$ of your sheet.",
)

# %%
figure(
    "batch",
    loss,
    caption="Press key 3: now each step is one line of the board. The down arrow goes on to the other rows of a line.",
    predict=[H[0, 0], W[1, 0], b[0]],
)

steps = [("Ŷ", Yp, found["Ŷ"]), ("V", V, found["V"]), ("c", [c], found["c"]), ("H", H, found["H"])]
steps += [("Z", Z, found["Z"]), ("W", W, found["W"]), ("b", [b], found["b"])]
compare_steps(loss, steps)

# %% [markdown]
# ## Where your page is in it
# A batch of one example is a batch, too. Here are the gradients of each example alone, and of all three together.


# %%
def in_a_row(gradients):
    return [x for name in ("W", "b", "V", "c") for x in gradients[name].entries]


alone = [way_back(X.data[n : n + 1], Y.data[n : n + 1], *numbers[2:]) for n in range(3)]
names = ["w00", "w01", "w10", "w11", "b0", "b1", "v0", "v1", "c"]
columns = [in_a_row(gradients) for gradients in (*alone, found)]
table(zip(names, *columns), ["", "example 0", "example 1", "example 2", "all three"], "What each number receives")

# %% [markdown]
# The column of example 0 is the sheet of the last lecture, all nine numbers of it. The last column is the sum of the
# three: **the gradient of a sum is the sum of the gradients.** Many texts take the mean over the batch instead; that
# divides every number of the last column by 3, and a rate three times as large undoes it.
#
# ## Shapes find mistakes
# A gradient has the shape of what it belongs to. $V$ is 2 × 1, $H$ is 3 × 2 and $\delta Ŷ$ is 3 × 1: of all products of
# the two, only $H^T \delta Ŷ$ is 2 × 1. The same for a bias: $b$ is one row and $\delta Z$ has three, so a sum over the
# examples is missing.

# %%
ask(
    "A layer has 4 inputs and 5 neurons and sees 7 examples. What are the shapes of $X$, $W$, $\\delta Z$, and which "
    "products of $X$, $W$, $\\delta Z$ and their transposes give $dW$ and $\\delta X$?",
    "$X$ is 7 × 4, $W$ is 4 × 5, $\\delta Z$ is 7 × 5. $dW$ has to be 4 × 5: $X^T \\delta Z$. $\\delta X$ has to be "
    "7 × 4: $\\delta Z\\, W^T$. Nothing else fits.",
)

# %% [markdown]
# But beware of equal sizes. Our $W$ is 2 × 2, and $\delta Z^T X$ is 2 × 2 as well. The shape is right, the numbers are
# not:

# %%
compare(loss, {"W": (W, found["Z"].T @ X.data)})

# %% [markdown]
# So test a derivation on a batch whose sizes all differ.
#
# ## Does it learn to multiply?
# Your seven lines are all that training needs. Here are the nine products of $-1$, $0$ and $1$, eight networks that
# start with random weights, and 300 steps downhill for each.

# %%
digits = (-1.0, 0.0, 1.0)
inputs = Matrix([p, q] for p in digits for q in digits)
products = Matrix([p * q] for p in digits for q in digits)


def learn(seed, steps=300, rate=0.02):
    """Return the loss after each step, and what the network says to 7 times 8."""
    rng = random.Random(seed)
    W = Matrix([rng.uniform(-1, 1), rng.uniform(-1, 1)] for _ in range(2))
    V = Matrix([rng.uniform(-1, 1)] for _ in range(2))
    b, c, losses = Matrix([[0.0, 0.0]]), Matrix([[0.0]]), []
    for _ in range(steps):
        d = way_back(inputs, products, W, b, V, c)
        W, b, V, c = W - rate * d["W"], b - rate * d["b"], V - rate * d["V"], c - rate * d["c"]
        losses.append((d["Ŷ"] ** 2).sum() / 4)  # δŶ = 2E
    return losses, (Matrix([[7.0, 8.0]]) @ W + b) ** 2 @ V + c, V


runs = [learn(seed) for seed in range(8)]
table(
    [[seed, losses[0], losses[-1], said[0, 0], *V.entries] for seed, (losses, said, V) in enumerate(runs)],
    ["seed", "first loss", "last loss", "7 times 8", "v0", "v1"],
)

good = [said[0, 0] for losses, said, V in runs if losses[-1] < 1e-6]
print(f"{len(good)} of {len(runs)} networks have learned it; they say {min(good):.3f} to {max(good):.3f} to 7 times 8")

# %% The code of this plot
picture = plots.loss_history({f"seed {seed}": losses for seed, (losses, said, V) in enumerate(runs)}, "Eight starts")
picture.axes[0].set(xlabel="step", ylim=(1e-9, 30))
plot("eight-starts", picture, f"{len(good)} of {len(runs)} go all the way down; the others stay on a plain.")

# %%
ask(
    "It has never seen a number above 1. Why does it know 7 times 8? And what do the failures have in common? Look at "
    "$v_0$ and $v_1$, and think of $(p + q)^2 - (p - q)^2$.",
    "Two squares can be the product exactly, and the nine examples leave no other choice, so it holds everywhere; few "
    "networks are so lucky. It takes one square with a plus and one with a minus. The failures ended with two of one "
    "sign, and small steps have not led them out.",
)

# %% [markdown]
# ## Your turn


# %%
@exercise(
    "batch-by-hand",
    asks="A batch of 4 examples goes through $H = \\tanh(X W + b)$ and $Ŷ = H V + c$, and $L$ adds up the squares "
    "of $Ŷ - Y$. Derive the gradients of $W$ (3 × 2), $b$, $V$ (2 × 5) and $c$.",
    hints=[
        "$\\delta Ŷ = 2 (Ŷ - Y)$, a matrix of 4 × 5. Write the shape beside every line.",
        "$dV$ has to be 2 × 5 and $\\delta H$ 4 × 2: which transposes do that? $c$ was added to each of the 4 rows.",
        "$\\delta Z = (1 - H^2) \\odot \\delta H$, and then $dW$ is to $X$ what $dV$ is to $H$.",
    ],
)
def batch_by_hand():
    rng = random.Random(5)
    X, W, b, V, c, Y = (
        Matrix([round(rng.uniform(-1, 1), 2) for _ in range(columns)] for _ in range(rows))
        for rows, columns in ((4, 3), (3, 2), (1, 2), (2, 5), (1, 5), (4, 5))
    )
    W, V, b, c = Matrix(W, "W"), Matrix(V, "V"), Matrix(b, "b")[0], Matrix(c, "c")[0]
    E = (X @ W + b).map(Value.tanh) @ V + c - Y
    return (E**2).sum(), {"W": W, "b": b, "V": V, "c": c}, {"X": X, "Y": Y}


# %% [markdown]
# You can now derive a layer for a whole batch in three lines, and say why each looks as it does: $dW = X^T \delta Z$,
# $db$ is the column sums of $\delta Z$, and $\delta X = \delta Z\, W^T$. Larger networks repeat them layer by layer.
#
# Why did we go from the loss **back** to the weights, and not from the weights on to the loss? That is the question of
# the next lecture, and its answer is a number with many zeros.
