# %% [markdown]
# # Backpropagation through two layers
# Nine gradients of one small network, in matrix form, compared with the engine entry by entry on a batch whose sizes
# all differ, so that a missing transpose or sum cannot hide.
#
# Covers: D22
#
# Before: [A network by hand](network_by_hand.html), [A network in matrices](network_in_matrices.html).
#
# After: you can follow the nine lines of the slides, and check each shape and each sum.

# %% [markdown]
# ## The network
# Every row of $X$ is one example. The figures write Yp for $Y^p$, and have two more names: $E = Y^p - Y$, and
# $\Sigma E^2$ for the sum of its squares.
#
# $$Z_1 = X W_1, \quad Z_2 = Z_1 + b_1, \quad Z_3 = \sigma(Z_2), \quad Z_4 = Z_3 W_2, \quad Y^p = Z_4 + b_2,
# \quad L(Y^p, Y) = \tfrac{1}{2} (Y^p - Y)^2$$

# %%
import random
from types import SimpleNamespace

from engine import Value, named, scope
from lectures.board import compare_steps, exercise, figure, table
from nn import Matrix


def label(name, Z):
    for i, row in enumerate(Z):
        for j, z in enumerate(row):
            index = [str(k) for k, many in ((i, len(Z) > 1), (j, len(row) > 1)) if many]
            named(f"{name}[{','.join(index)}]" if index else name, z)
    return Z


def network(X, W1, b1, W2, b2, Y):
    """Return the loss and everything on the way to it."""
    with scope("hidden layer"):
        Z1 = label("Z1", X @ W1)
        Z2 = label("Z2", Z1 + b1)
        Z3 = label("Z3", Z2.map(Value.sigmoid))
    with scope("output layer"):
        Z4 = label("Z4", Z3 @ W2)
        Yp = label("Yp", Z4 + b2)
    with scope("loss"):
        E = label("E", Yp - Y)
        loss = named("L", 0.5 * named("ΣE²", (E**2).sum()))
    return SimpleNamespace(X=X, W1=W1, b1=b1, W2=W2, b2=b2, Y=Y, Z1=Z1, Z2=Z2, Z3=Z3, Z4=Z4, Yp=Yp, loss=loss)


def random_network(examples, inputs, hidden, outputs, seed=0):
    rng = random.Random(seed)

    def leaves(label, rows, columns, kind=Matrix):
        return kind([[round(rng.uniform(-1, 1), 2) for _ in range(columns)] for _ in range(rows)], label)

    (b1,), (b2,) = leaves("b1", 1, hidden), leaves("b2", 1, outputs)
    return network(
        leaves("X", examples, inputs, Matrix.given),
        leaves("W1", inputs, hidden),
        b1,
        leaves("W2", hidden, outputs),
        b2,
        leaves("Y", examples, outputs, Matrix.given),
    )


# %%
tiny = network(
    Matrix.given([[1.4, -1.2]], "X"),
    Matrix([[0.6, -1.0], [0.25, 0.75]], "W1"),
    [Value(0.2, "b1[0]"), Value(-0.3, "b1[1]")],
    Matrix([[1.5], [-0.8]], "W2"),
    [Value(0.4, "b2")],
    Matrix.given([[1.0]], "Y"),
)
figure(
    "one-example",
    tiny.loss,
    item="D22",
    caption="One example. The backward pass goes from right to left: $Y^p, Z_4, Z_3, Z_2, Z_1$, in that order.",
    predict=[tiny.Z2[0, 0], tiny.W1[0, 0]],
)

# %% [markdown]
# ## The nine steps
# For parameters the figures write $dW_1$ and $db_1$, where the notes write $\delta W_1$ and $\delta b_1$. Written with
# plain numbers, each line is one line of the notes; $\Sigma_k$ adds up the rows, the examples.


# %%
def slope_of_sigmoid(z):
    return z.sigmoid().data * (-z).sigmoid().data


def by_hand(net):
    dYp = net.Yp.data - net.Y.data
    dZ4 = dYp
    dZ3 = dZ4 @ net.W2.data.T
    dZ2 = net.Z2.map(slope_of_sigmoid) * dZ3
    dZ1 = dZ2
    return {
        "dYp": dYp,
        "dZ4": dZ4,
        "dZ3": dZ3,
        "dZ2": dZ2,
        "dZ1": dZ1,
        "dW1": net.X.data.T @ dZ1,
        "db1": dZ2.column_sums(),
        "dW2": net.Z3.data.T @ dZ4,
        "db2": dYp.column_sums(),
    }


batch = random_network(examples=3, inputs=2, hidden=4, outputs=5)
hand = by_hand(batch)
table([[n, vars(batch)[n].size] for n in ("X", "W1", "Z2", "W2", "Y")], ["", "shape"])
compare_steps(batch.loss, [(name, vars(batch)[name[1:]], hand[name]) for name in hand])

# %% [markdown]
# ## A batch
# A weight is used once for each example, and so is a bias: the contributions of all uses add up, inside the product
# $X^T \delta Z_1$, and for a bias written out. First two examples and one unit in each layer; then three examples
# with the parameters of the first figure (step by layers, key 3).

# %%
b1 = Value(-0.3, "b1")
X, Y = Matrix.given([[1.2], [-0.7]], "X"), Matrix.given([[1.0], [0.2]], "Y")
shared = network(X, Matrix([[0.8]], "W1"), [b1], Matrix([[1.5]], "W2"), [Value(0.4, "b2")], Y)
figure(
    "two-examples",
    shared.loss,
    item="D22",
    caption="Two examples, one unit in each layer: both examples send a contribution to every parameter.",
    predict=[b1],
)

# %%
X, Y = Matrix.given([[1.4, -1.2], [-0.5, 0.9], [1.1, 1.6]], "X"), Matrix.given([[1.0], [1.7], [0.3]], "Y")
three = network(X, tiny.W1, tiny.b1, tiny.W2, tiny.b2, Y)
figure(
    "three-examples",
    three.loss,
    item="D22",
    caption="Three examples, two inputs, two hidden units, one output: rows are examples, columns are units.",
    predict=[three.Z3[1, 0], three.b1[0]],
)

# %% [markdown]
# ## Your turn
# Replace the sigmoid by the hyperbolic tangent. Which of the nine lines change?


# %%
@exercise(
    "two-layer-tanh",
    asks="With $σ = \\tanh$ and the same loss, derive the gradients of $W_1$, $b_1$, $W_2$ and $b_2$ for a batch.",
    hints=[
        "Start at the loss and go backwards: $\\delta Y^p$ first. Only one line knows the activation.",
        "$\\tanh'(z) = 1 - \\tanh(z)^2$, entry by entry, at the pre-activation $Z_2$.",
        "Check shapes: $dW_1$ has the shape of $W_1$, and $db_1$ is summed over the examples.",
    ],
)
def two_layer_tanh():
    net = random_network(3, 2, 4, 1, seed=5)
    Z3 = (net.X @ net.W1 + net.b1).map(Value.tanh)
    Yp = Z3 @ net.W2 + net.b2
    loss = 0.5 * ((Yp - net.Y) ** 2).sum()
    parameters = {"W1": net.W1, "b1": net.b1, "W2": net.W2, "b2": net.b2}
    return loss, parameters, {"X": net.X.data, "Y": net.Y.data}
