# %% [markdown]
# # The same network in matrices
# One example took a page of paper: do a hundred take a hundred pages? No, for the pages differ only in their numbers. A
# matrix holds all of them, and the way back becomes seven short lines.
#
# Minutes: 45
#
# Before: [A network by hand](network_by_hand.html); the product of two matrices.
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
# Seven lines lead back, in this order:
#
# **1. The loss.** $\delta Ŷ = 2E$, each entry for itself.
#
# **2. Back through a product.** On the sheet stood $\delta h_0 = v_0\, \delta ŷ$ and $\delta h_1 = v_1\, \delta ŷ$: one
# number comes in, and two go out, one for each hidden neuron. Forward, $V$ makes one column out of two; back, it has to
# make two out of one. So it lies down: $\delta H = \delta Ŷ\, V^T$. **The transpose exchanges where an arrow starts and
# where it ends**, and that is what going back means.
#
# **3 and 4. What $V$ and $c$ receive**, $dV$ and $dc$, will be yours, once you have seen 6 and 7.
#
# **5. The activation** acts on each entry alone: $\delta Z = \delta H \odot 2 Z$, where $\odot$ is entry by entry.
#
# **6. What a weight receives.** On the sheet stood $\delta w_{10} = x_1\, \delta z_0$: what came in times what comes
# back. But now the weight has served three examples, and each of them sends a share. Shares add up:
#
# $$dW_{10} = X_{01}\, \delta Z_{00} + X_{11}\, \delta Z_{10} + X_{21}\, \delta Z_{20}$$
#
# This is **column** 1 of $X$ times column 0 of $\delta Z$. A product takes rows from its left factor, so we turn $X$
# around: its columns become the rows of $X^T$, and $dW = X^T \delta Z$. The sum over the examples is inside it.
#
# **7. What a bias receives.** A bias is added to every row, so every row sends it a share, with the slope 1: $db$ is
# the **column sums** of $\delta Z$.

# %%
ask(
    "$V$ is to $H$ what $W$ is to $X$. Fill in line 3, $dV = \\ldots^T \\ldots$, and 4, $dc = \\ldots$. Which shapes?",
    "$dV = H^T \\delta Ŷ$, what came in times what comes back: 2 × 3 times 3 × 1 is 2 × 1, like $V$. And $dc$ is the "
    "column sum of $\\delta Ŷ$, one number.",
)


# %% The seven lines as code: open it when you have your own
def way_back(X, Y, W, b, V, c):
    """Three lines forward, then the seven back; @ is the product of matrices, and * goes entry by entry."""
    Z = X @ W + b
    H = Z**2
    E = H @ V + c - Y
    dYp = 2 * E  # line 1
    dH = dYp @ V.T  # 2
    dV = H.T @ dYp  # 3
    dc = Matrix([dYp.column_sums()])  # 4: the sums are a list, Matrix([...]) makes it a row
    dZ = dH * (2 * Z)  # 5
    dW = X.T @ dZ  # 6
    db = Matrix([dZ.column_sums()])  # 7
    return {"Ŷ": dYp, "H": dH, "V": dV, "c": dc, "Z": dZ, "W": dW, "b": db}


numbers = [X.data, Y.data, W.data, Matrix([b]).data, V.data, Matrix([c]).data]  # without their graph
found = way_back(*numbers)

# %% The code of this question
dz, shares = found["Z"][:, 0], [X.data[n, 1] * found["Z"][n, 0] for n in range(3)]
ask(
    f"$dW_{{10}}$ belongs to the weight from input 1 to neuron 0. With $\\delta Z_{{00}}$, $\\delta Z_{{10}}$, "
    f"$\\delta Z_{{20}}$ = {dz[0]:.4g}, {dz[1]:.4g}, {dz[2]:.4g}, what is it? Which part of it do you know already? "
    f"What is $db_0$? And with $\\delta Ŷ_{{10}}$ = {found['Ŷ'][1, 0]:.4g}, what is $\\delta H_{{10}}$?",
    f"Column 1 of $X$ is 3, 1, −1, so it is {shares[0]:.4g} + {shares[1]:.4g} + {shares[2]:.4g} = "
    f"{found['W'][1, 0]:.4g}. The first of these is $\\delta w_{{10}}$ of your sheet. $db_0$ is $\\delta Z$ added up, "
    f"{found['b'][0, 0]:.4g}. And $\\delta H_{{10}}$ is 1.5 times {found['Ŷ'][1, 0]:.4g}, {found['H'][1, 0]:.4g}.",
)

# %% [markdown]
# Look for these numbers on the board: click into the figure and **press key 3 first**. Then each step is one line in
# matrices; the down arrow takes its next row, Enter its arrows. On the way back come our seven, in their order, line 1
# in three steps. The comparison after it has looked at every entry, and shows of each matrix the one that differs most.

# %%
figure("batch", loss, caption="Three examples through the network and back.", predict=[H[0, 0], W[1, 0], b[0]])
matrices = {"Ŷ": Yp, "H": H, "V": V, "c": [c], "Z": Z, "W": W, "b": [b]}
compare_steps(loss, [(name, M, found[name]) for name, M in matrices.items()])

# %% [markdown]
# ## Where your page is in it
# A batch of one example is a batch, too. Here are the gradients of each example alone, and of all three together.

# %%
alone = [way_back(X.data[n : n + 1], Y.data[n : n + 1], *numbers[2:]) for n in range(3)]
columns = [[x for name in ("W", "b", "V", "c") for x in d[name].entries] for d in (*alone, found)]
names = ["w00", "w01", "w10", "w11", "b0", "b1", "v0", "v1", "c"]
table(zip(names, *columns), ["", "example 0", "example 1", "example 2", "all three"], "What each number receives")

# %% [markdown]
# The column of example 0 is the sheet of the last lecture, all nine numbers of it. The last column is the sum of the
# three: **the gradient of a sum is the sum of the gradients.** Many texts take the mean over the batch instead; that
# divides every number of the last column by 3, and a rate three times as large undoes it.
#
# ## Shapes find mistakes
# A gradient has the shape of what it belongs to. $V$ is 2 × 1, $H$ is 3 × 2 and $\delta Ŷ$ is 3 × 1: of all products of
# the two, only $H^T \delta Ŷ$ is 2 × 1. A bias $b$ is one row and $\delta Z$ has three: a sum over examples is missing.

# %%
ask(
    "A layer has 4 inputs and 5 neurons and sees 7 examples. What are the shapes of $X$, $W$, $\\delta Z$, and which "
    "products of them and their transposes give $dW$, and $\\delta X$ for a layer before, as $\\delta H$ above?",
    "$X$ is 7 × 4, $W$ is 4 × 5, $\\delta Z$ is 7 × 5. $dW$ has to be 4 × 5: $X^T \\delta Z$. $\\delta X$ has to be "
    "7 × 4: $\\delta Z\\, W^T$. Nothing else fits.",
)

# %% [markdown]
# But beware of equal sizes: our $W$ is 2 × 2, and so is $\delta Z^T X$. The shape is right, the numbers are not:

# %%
compare(loss, {"W": (W, found["Z"].T @ X.data)})

# %% [markdown]
# The first explanation is right: $\delta Z^T X$ is $dW$ with rows and columns exchanged, and as $dW$ is square, its
# shape cannot tell. It is called *likely* and not *sure*, for only the two entries off the diagonal have changed, and
# reading the right numbers in another order (`or:`) gives the same. So test a derivation on sizes that all differ.
#
# ## Does it learn to multiply?
# Your seven lines are all that training needs. Here are the nine products of $-1$, $0$ and $1$, eight networks that
# start with random weights, and 300 steps downhill for each.

# %%
grid = [(p, q) for p in (-1.0, 0.0, 1.0) for q in (-1.0, 0.0, 1.0)]
inputs, products = Matrix(grid), Matrix([p * q] for p, q in grid)
pair = "{:+.2f}\u00a0{:+.2f}".format  # writes two numbers with their signs


def learn(seed, steps=300, rate=0.02):
    """Return the loss before each step, the largest slope of the last one, and a row for the table."""
    rng = random.Random(seed)
    W = Matrix([rng.uniform(-1, 1), rng.uniform(-1, 1)] for _ in range(2))
    V = start = Matrix([rng.uniform(-1, 1)] for _ in range(2))
    b, c, losses = Matrix([[0.0, 0.0]]), Matrix([[0.0]]), []
    for _ in range(steps):
        d = way_back(inputs, products, W, b, V, c)
        W, b, V, c = W - rate * d["W"], b - rate * d["b"], V - rate * d["V"], c - rate * d["c"]
        losses.append((d["Ŷ"] ** 2).sum() / 4)  # δŶ = 2E
    said = round(((Matrix([[7.0, 8.0]]) @ W + b) ** 2 @ V + c)[0, 0], 3)
    row = [f"{losses[-1]:.2g}", said, pair(*start.entries), pair(*V.entries), pair(*W[:, 0]), pair(*W[:, 1])]
    return losses, max(abs(x) for name in "WbVc" for x in d[name].entries), row


runs = [learn(seed) for seed in range(8)]
header = ["seed", "loss", "7 · 8", "v at first", "v at last", "W[:, 0]", "W[:, 1]"]  # column 0, column 1
table([[seed, *row] for seed, (losses, slope, row) in enumerate(runs)], header)

# %% The code of this plot
picture = plots.loss_history({f"seed {seed}": run[0] for seed, run in enumerate(runs)}, "Eight starts")
picture.axes[0].set(xlabel="step", ylim=(1e-9, 100))
steepest = max(slope for losses, slope, row in runs if losses[-1] > 0.1)  # where learning failed
good = [row[1] for losses, slope, row in runs if losses[-1] < 1e-6]
learned = f"{len(good)} of {len(runs)} have learned it, and say {min(good):.3f} to {max(good):.3f} to 7 times 8."
plot("eight-starts", picture, learned + " Two of these rest at 0.8 first.")

# %%
ask(
    "It has never seen a number above 1. Why does it know 7 times 8?",
    "It always says a polynomial, with six numbers before $1, x_0, x_1, x_0^2, x_0 x_1, x_1^2$. Three points fix a "
    "parabola, so three rows of three points fix all six. Right at these nine, it is $x_0 x_1$ everywhere.",
)
ask(
    "What do the failures have in common? Look at the columns of $W$, at the signs of $v_0$ and $v_1$, and think of "
    "$(x_0 + x_1)^2 - (x_0 - x_1)^2$.",
    "Both columns lie on one line: both neurons see only $x_0 - x_1$ (or only $x_0 + x_1$), and two squares of it are "
    f"no better than one. All slopes are 0 there (at most {steepest:.0e}), and with two equal signs the loss grows "
    "whichever way a column turns: waiting does not help. Seeds 0 and 6 rested at 0.8, too, while one neuron did all "
    "the work; but the other had the other sign, and slowly found a line of its own. The start does not tell: seed 2 "
    "began with two pluses and ended with two minuses, and seed 4 began with two minuses and learned it.",
)

# %% [markdown]
# ## Your turn


# %%
@exercise(
    "batch-of-four",
    asks="A batch of 4 examples goes through $H = \\tanh(X W + b)$ and $Ŷ = H V + c$, and $L$ adds up the squares "
    "of $Ŷ - Y$. Derive the gradients of $V$ (2 × 5), $c$, $Z = X W + b$, $W$ (3 × 2) and $b$.",
    hints=[
        "$\\delta Ŷ = 2 (Ŷ - Y)$, a matrix of 4 × 5. Write the shape beside every line.",
        "$dV$ has to be 2 × 5 and $\\delta H$ 4 × 2: which transposes do that? $c$ was added to each of the 4 rows.",
        "$\\delta Z = (1 - H^2) \\odot \\delta H$, and then $dW$ is to $X$ what $dV$ is to $H$.",
    ],
)
def batch_of_four(draw):
    n, i, h, o = map(draw.length, (4, 3, 2, 5))
    X, W, b, V, c, Y = (Matrix(draw([0.61, -0.74], *s)) for s in ((n, i), (i, h), (1, h), (h, o), (1, o), (n, o)))
    W, V, b, c = Matrix(W, "W"), Matrix(V, "V"), Matrix(b, "b")[0], Matrix(c, "c")[0]
    Z = X @ W + b
    loss = ((Z.map(Value.tanh) @ V + c - Y) ** 2).sum()
    return loss, {"V": V, "c": c, "dZ": Z, "W": W, "b": b}, {"X": X, "Y": Y}


# %% [markdown]
# You can now derive a layer for a whole batch in three lines, and say why each looks as it does: $dW = X^T \delta Z$,
# $db$ is the column sums of $\delta Z$, and $\delta X = \delta Z\, W^T$. Larger networks repeat them layer by layer.
#
# Why did we go from the loss **back** to the weights, and not from the weights on to the loss? That is the question of
# the next lecture, and its answer is a number with many zeros.
