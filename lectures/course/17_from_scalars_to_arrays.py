# %% [markdown]
# # From scalars to arrays
# One step of the tiny GPT takes tens of thousands of scalar operations, each an object in Python. PyTorch and JAX do
# it with some dozens of operations. Do they know another calculus, or do they count in larger units?
#
# Minutes: 35
#
# Before: [The same network in matrices](network_in_matrices.html); [Build Value yourself](build_value.html);
# [Attention, and a tiny GPT](attention_and_a_tiny_gpt.html).
#
# After: you can write an engine for arrays, say what recording saves and misses, and read the words of PyTorch and JAX.

# %%
import random

import numpy as np

from engine import Value, named, record, tanh, topological_order
from lectures.board import ask, compare, exercise, figure, plot, table
from nn import Matrix, init
from nn.datasets import moons
from nn.plots.base import figure_with, finish, style

# %% [markdown]
# ## Two ways to count
# Two examples, two hidden neurons, one output, in the lines that you know from the board.

# %%
X, T = Matrix.given([[1.0, -2.0], [0.4, 2.0]], "X"), Matrix.given([[0.7], [-0.5]], "T")
W1, b1 = Matrix([[0.6, -0.3], [0.5, 0.9]], "W1"), Matrix([[0.15, -0.8]], "b1")
W2 = Matrix([[1.2], [-0.7]], "W2")

Z = (X @ W1 + b1).named("Z")
H = Z.map(tanh).named("H")
D = ((H @ W2).named("O") - T).named("D")
L = named("L", (D**2).sum())

operations = [node for node in topological_order(L) if node.inputs]
arrows = sum(len(node.inputs) for node in operations)
ask(
    "Step through the picture by arrows, then by layers (keys 1 and 3). How does each number of steps grow when there "
    "are 100 examples instead of two?",
    f"These are {len(operations)} operations with {arrows} arrows, and each further example brings arrows of its own. "
    "By layers the number stays: a step for each line of the board, and one or two for each on the way back. A further "
    "example is a further row of the same matrices.",
)
figure(
    "lines",
    L,
    caption="An arrow is what the engine counts; a layer is what a person writes: the same gradients.",
    predict=[W1[0][0], b1[0][1]],
)

# %% [markdown]
# ## What equal operations have in common
# All entries of $Z$ are made in the same way from different numbers, and none of them waits for another one. Give each
# node a **level**, the longest way to it from a leaf: equal operations on one level can be done side by side, in one
# **call** for many numbers. Here is a network with 8 hidden neurons and more and more examples.


# %%
def count(output):
    """Return the number of operations, and that of the groups of equal ones on one level."""
    level, groups, operations = {}, set(), 0
    for node in topological_order(output):
        level[node] = 1 + max((level[x] for x in node.inputs), default=-1)
        if node.inputs:
            operations += 1
            groups.add((level[node], node.op))
    return operations, len(groups)


def network(examples):
    """Return the loss of a network with random weights, and these weights."""
    data, rng = moons(examples, rng=random.Random(0)), random.Random(1)
    W1, W2 = init.matrix(2, 8, "W1", rng), init.matrix(8, 1, "W2", rng)
    scores = (Matrix(data.inputs) @ W1).map(tanh) @ W2
    return ((scores - Matrix.column(data.targets)) ** 2).sum() / examples, W1.entries + W2.entries


sizes = [1, 2, 5, 10, 20, 50, 100]
counts = [count(network(size)[0]) for size in sizes]

# %% The code of this plot
drawing, axes = figure_with()
for i, name in enumerate(["scalar operations", "calls on arrays"]):
    axes.loglog(sizes, [pair[i] for pair in counts], marker="o", label=name, **style(i))
finish(axes, "One step forwards", "examples", "how many")
plot("calls", drawing, f"{counts[-1][0]:,} operations or {counts[-1][1]} calls: the arithmetic is the same.")

# %% [markdown]
# ## An engine for arrays
# So let the nodes hold arrays. What is left to say for each operation is how the gradient of its result goes back to
# its inputs. For $Z = X W$ that follows from the scalars: $Z_{ij} = \sum_k X_{ik} W_{kj}$. Write $\delta Z$ for the
# derivatives of the loss by all entries of $Z$. The weight $W_{kj}$ is used for every example $i$, with the factor
# $X_{ik}$, so
# $$\delta W_{kj} = \sum_i X_{ik}\, \delta Z_{ij}, \qquad \text{which is } \delta W = X^T\, \delta Z.$$

# %%
ask(
    "The same for the other input: in which sums does $X_{ik}$ stand, with which factors, and what is $\\delta X$?",
    "It stands in $Z_{ij}$ for every neuron $j$, with the factor $W_{kj}$. So $\\delta X_{ik} = \\sum_j \\delta Z_{ij} "
    "W_{kj}$, which is $\\delta X = \\delta Z\\, W^T$.",
)
ask(
    "A bias is one row $b$ that is added to every row of $XW$. What goes back to it?",
    "$b_j$ stands in $Z_{ij}$ for every example $i$, with the factor 1. So $\\delta b_j = \\sum_i \\delta Z_{ij}$: the "
    "sum of each column. What is repeated on the way there is added up on the way back.",
)


# %%
class Array:
    made = 0

    def __init__(self, data, inputs=(), back=None):
        self.data = np.array(data, dtype=float)
        self.inputs, self.back = inputs, back  # back: the gradient of this -> a share for each input
        self.grad = np.zeros_like(self.data)
        Array.made += 1
        self.number = Array.made  # inputs are made before their result, so they have smaller numbers

    def __matmul__(self, W):
        return Array(self.data @ W.data, (self, W), lambda d: (d @ W.data.T, self.data.T @ d))

    def __add__(self, row):
        return Array(self.data + row.data, (self, row), lambda d: (d, d.sum(axis=0)))

    def __sub__(self, other):
        return Array(self.data - other.data, (self, other), lambda d: (d, -d))

    def tanh(self):
        y = np.tanh(self.data)
        return Array(y, (self,), lambda d: ((1 - y**2) * d,))

    def sum_of_squares(self):
        return Array((self.data**2).sum(), (self,), lambda d: (2 * self.data * d,))

    def backward(self):
        found, waiting = {}, [self]
        while waiting:
            node = waiting.pop()
            if node.number not in found:
                found[node.number] = node
                waiting += node.inputs
        self.grad = np.ones_like(self.data)
        for number in sorted(found, reverse=True):
            node = found[number]
            for x, share in zip(node.inputs, node.back(node.grad) if node.back else ()):
                x.grad = x.grad + share


# %% [markdown]
# It is the class that you built in 60 lines, with arrays for floats. The partials have become functions, because nobody
# wants to write down the table of all derivatives of all entries of $Z$ by all entries of $W$: most of them are 0.
# Framework people call such a function a **vector-Jacobian product**, or VJP. Does it agree with the scalars?

# %%
A1, c1, A2 = Array(W1.data), Array(b1.data), Array(W2.data)
loss = ((Array(X.data) @ A1 + c1).tanh() @ A2 - Array(T.data)).sum_of_squares()
loss.backward()
compare(L, {"W1": (W1, A1.grad), "b1": (b1, c1.grad), "W2": (W2, A2.grad)})


@exercise(
    "scale-and-shift",
    asks="Layer normalisation ends with a scale and a shift of each feature: $Y_{ij} = X_{ij} s_j + b_j$. Take three "
    "examples of two features, and $L = \\sum_{ij} (Y_{ij} - T_{ij})^2$. Derive $\\delta s$ and $\\delta b$ in arrays.",
    hints=[
        "$\\delta Y = 2 (Y - T)$, three rows and two columns. Which entries of $Y$ does $s_j$ take part in, and how?",
        "$s_j$ is used for every example $i$, with the factor $X_{ij}$: `(X * dY).sum(axis=0)`. And $b_j$?",
    ],
)
def scale_and_shift(draw):
    m, n = draw.length(3), draw.length(2)
    X, T, s, b = (Matrix(draw([0.6, -1.5], rows, n), name) for rows, name in ((m, "X"), (m, "T"), (1, "s"), (1, "b")))
    Y = Matrix([[x * factor for x, factor in zip(row, s[0])] for row in X]) + b[0]
    return ((Y - T) ** 2).sum(), {"dY": Y, "s": s[0], "b": b[0]}, {"X": X, "T": T}


# %% [markdown]
# ## Recorded once, replayed
# The other half of the price is that the same graph is built at every step, and thrown away. `record` keeps it, without
# the numbers of the parameters (`wrt`), and sorts its operations by level, as we did. A replay fills in new numbers.

# %%
loss, parameters = network(50)
tape = record(loss, wrt=parameters)
print(tape.instructions())

theta = tape.theta
for _ in range(100):
    value, slopes = tape.value_and_grad(theta)
    theta = theta - 0.1 * slopes
print(f"100 steps: from {loss.data:.4f} to {value:.4f}; {tape.operations:,} objects, not {100 * tape.operations:,}")

# %% [markdown]
# `nn.fit` does this with one example, whose numbers stay open as well. But what if the program decides by a number?
# This loss, a square near 0 and a straight line farther out, is recorded at an error of -0.5.

# %%
w = Value(0.5, "w")


def careful(x):
    error = w * x - 1
    return error**2 if abs(error) < 1 else 2 * abs(error) - 1


tape = record(careful, wrt=[w], inputs=1.0)
rows = []
for x in (1.5, 3.0, 7.0, -9.0):
    value, [slope] = tape.value_and_grad(inputs=[x])
    rows.append([x, 0.5 * x - 1, value, slope, tape.eager_calls])
ask(
    "The recording went through the square. What will a replay give at $x = 7$, where the error is 2.5?",
    f"The right loss, {rows[2][2]:g}, and not {rows[2][1] ** 2:g}. Each comparison was noted as a **guard**. A replay "
    "checks the guards first, and where one comes out otherwise, the function itself is run.",
)
table(rows, ["x", "error", "loss", "slope", "the function was run again, so far"])

# %% [markdown]
# Guards see comparisons. They do not see what is done with a number that has left the engine as `w.data`, so `record`
# refuses a function that reads the number of a Value that may change.
#
# ## Other names
# Everything in this course has a counterpart in the frameworks.
#
# | idea | here | PyTorch | JAX |
# |---|---|---|---|
# | what remembers | `Value` | `Tensor` with `requires_grad` | what `grad` traces |
# | all gradients | `loss.backward()` | `loss.backward()` | `jax.grad(f)(w)` |
# | where they are | `w.grad`, added up | `w.grad`, added up | the result of the call |
# | set to 0 | `zero_grad()` | `zero_grad()` | not needed |
# | end the gradient | `y.detach()` | `y.detach()` | `stop_gradient(y)` |
# | numbers only | `no_grad()` | `torch.no_grad()` | not needed |
# | record, replay | `record(f, wrt, x)` | `torch.compile(f)` | `jax.jit(f)` |
# | an `if` on a number | a guard | two recordings, with a break | refused: use `lax.cond` |
# | many examples | rows of a replay | `torch.vmap(f)` | `jax.vmap(f)` |
# | a layer | `Layer(2, 3)` | `nn.Linear(2, 3)` | in libraries such as Flax |
# | is it right? | `check_gradients` | `autograd.gradcheck` | `check_grads` |
#
# Three things surprise newcomers. Numbers have 32 bits there unless you ask for 64, so a check of gradients needs 64.
# Arrays of different shapes are repeated until they fit (**broadcasting**): a column minus a row is a whole matrix, and
# no error. And `nn.Linear` keeps its weights as `outputs x inputs`, so its line is `X @ W.T + b`.
#
# ## You can now
# write the rules of an engine for arrays from the sums of the scalar one, say what a recording keeps and why it has
# guards, and read a program for PyTorch or JAX with the pictures of this course in mind. How many times faster a replay
# is, `make bench` measures on your machine. From here on, build something: you know what happens inside.
