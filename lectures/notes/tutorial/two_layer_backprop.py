# %% [markdown]
# # Backpropagation through two layers
# Nine gradients of one small network, derived on paper in matrix form and compared with the engine entry by entry,
# on a batch whose sizes all differ, so that a missing transpose or sum cannot hide.
#
# Covers: D22
#
# Before: the chain rule; the product of two matrices; the sigmoid.
#
# After: you can derive the gradient of a network layer by layer, and check each shape and each sum on the way.

# %% [markdown]
# ## The network
# A hidden layer with an activation $\sigma$, an output layer without one, and half the squared error. Every row of $X$
# is one example. The notes name each intermediate result, so that the backward pass can be written in small steps:
#
# $$Z_1 = X W_1, \qquad Z_2 = Z_1 + b_1, \qquad Z_3 = \sigma(Z_2)$$
#
# $$Z_4 = Z_3 W_2, \qquad Y^p = Z_4 + b_2$$
#
# $$L(Y^p, Y) = \tfrac{1}{2} (Y^p - Y)^2$$
#
# The figures call them the same, write Yp for $Y^p$, and have two more names: $E = Y^p - Y$, and $\Sigma E^2$ for the
# sum of its squares. With the $\tfrac{1}{2}$ in the loss $\delta Y^p$ is $E$ itself; without it, as in
# "Backpropagation, layer by layer", it would be $2 E$.

# %%
import random
from types import SimpleNamespace

import matplotlib.pyplot as plt

from engine import Value, gradient, named, scope
from engine.words.nested import flatten
from lectures.board import claim, compare, compare_steps, exercise, figure, plot, table
from nn import Matrix


def label(name, Z):
    """Label the entries by example and unit, such as Z1[0,1]; an index that could only be 0 is left out."""
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


# %% [markdown]
# Two inputs, two hidden units, one output and one example are enough to see every step of the algorithm.

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
# ## The slow way
# A gradient can always be estimated: change one number a little, run the network again, and look at the loss. That
# takes two runs **for each parameter**, it is only approximate, and it explains nothing.

# %%
batch = random_network(examples=3, inputs=2, hidden=4, outputs=5)
parameters = [*batch.W1.entries, *batch.b1, *batch.W2.entries, *batch.b2]
print(f"{len(parameters)} parameters: {2 * len(parameters)} runs of the network for one gradient")

# %% [markdown]
# ## The nine steps
# The better way walks backwards once. At each step it knows $\delta A = \partial L / \partial A$ for one intermediate
# result $A$, and derives it for the one before. For parameters the figures write $dW_1$ and $db_1$, where the notes
# write $\delta W_1$ and $\delta b_1$.
#
# A batch has its examples in the rows of $X$, and so in the **columns** of $X^T$: in $dW_1 = X^T \delta Z_1$ each
# entry adds up over the examples. A bias is added to every row, so $db_1$ is the **column sums** of $\delta Z_2$: one
# number for each unit. Written with plain numbers, each line is one line of the notes:


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


hand = by_hand(batch)
compare_steps(batch.loss, [(name, vars(batch)[name[1:]], hand[name]) for name in hand])

# %% [markdown]
# All nine agree with the engine, which knows nothing of matrices: it only multiplies along the edges of the scalar
# graph and adds. That makes it a good judge of what the notes print. Where a formula can be read in more than one way,
# every reading is computed, on two batches of different sizes.


# %%
other = random_network(examples=5, inputs=3, hidden=2, outputs=4, seed=1)
nets = [batch, other]


def engines(name):
    return [gradient(net.loss, vars(net)[name]) for net in nets]


def ours(formula):
    """Evaluate a formula on both batches, as a reading: shapes that do not fit agree with nothing."""
    return lambda: [formula(net, by_hand(net)) for net in nets]


table(
    [[f"batch {i}", net.X.size, net.W1.size, net.W2.size, net.Y.size] for i, net in enumerate(nets, start=1)],
    ["", "X", "W1", "W2", "Y"],
)

claim(
    "D22",
    "δYᵖ",
    "∂/∂Yᵖ [½ ‖Yᵖ − Y‖²] = yᵖ − y",
    engines("Yp"),
    readings={"entry by entry": ours(lambda net, d: d["dYp"])},
    note="The slide has Yᵖ on the left and yᵖ on the right: the same matrix.",
)
claim(
    "D22",
    "the loss of the first batch",
    "L(Yᵖ, Y) = ½ (Yᵖ − Y)²",
    batch.loss,
    readings={
        "the square of the norm": 0.5 * (hand["dYp"] ** 2).sum(),
        "the matrix times itself": lambda: (hand["dYp"] @ hand["dYp"]).sum() / 2,
        "the mean over the rows": 0.5 * (hand["dYp"] ** 2).sum() / len(batch.X),
    },
    note="A loss is one number, and the square of a matrix is not: only with ½ ‖Yᵖ − Y‖², the sum over all entries, "
    "as the next slide writes it, is the gradient yᵖ − y.",
)
claim("D22", "δZ4", "δYᵖ", engines("Z4"), readings={"as printed": ours(lambda net, d: d["dYp"])})
claim(
    "D22",
    "δZ3",
    "∂Z4/∂Z3 ∂L/∂Z4 = δZ4 W2ᵀ, with ∂Z4/∂Z3 = W2ᵀ",
    engines("Z3"),
    readings={
        "the right-hand side, δZ4 W2ᵀ": ours(lambda net, d: d["dZ4"] @ net.W2.data.T),
        "the left-hand side, W2ᵀ first": ours(lambda net, d: net.W2.data.T @ d["dZ4"]),
    },
    note="Matrices do not commute: the factors of the chain rule stand in one order on the left and in the other on "
    "the right, and only δZ4 W2ᵀ has shapes that fit, with one example in each row.",
)
claim(
    "D22",
    "δZ2",
    "σ'(Z2) · δZ3",
    engines("Z2"),
    readings={
        "entry by entry": ours(lambda net, d: d["dZ2"]),
        "as a product of matrices": ours(lambda net, d: net.Z2.map(slope_of_sigmoid) @ d["dZ3"]),
    },
    note="The dot must be read entry by entry, because σ acts on each entry alone; as a product of matrices the shapes "
    "do not fit.",
)
claim("D22", "δZ1", "δZ2", engines("Z1"), readings={"as printed": ours(lambda net, d: d["dZ2"])})

# %% [markdown]
# ## Parameters: who is shared, is summed
# A weight is used once for each example, and so is a bias. Every use is an edge in the graph, and the contributions of
# all edges add up. In $X^T \delta Z_1$ that sum is hidden inside the product; for a bias it has to be written.

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

# %% [markdown]
# Now three examples and the parameters of the first figure. Step by layers (key 3; the down arrow goes on to the other
# lines of a step) and watch three of the nine lines: $\delta Z_3 = \delta Z_4 W_2^T$ makes of one column two, one for
# each hidden unit; $dW_1 = X^T \delta Z_1$ multiplies 2 × 3 by 3 × 2; and $db_1$ is the column sums of $\delta Z_2$.
# Why $X^T$, and why on the left? Entry $i, j$ of $dW_1$ belongs to the weight from input $i$ to unit $j$, which
# collects $X_{ni}\, \delta Z_{1,nj}$ from every example $n$: row $i$ of $X^T$ times column $j$ of $\delta Z_1$.

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
# All of this is for examples in **rows**: $Z = X W$, so $dW = X^T \delta Z$ and $\delta X = \delta Z\, W^T$.
# Where an example is a **column**, $z = W x$, everything is transposed: $dW = \delta z\, x^T$ and
# $\delta x = W^T \delta z$.

# %%
claim("D22", "δW1", "Xᵀ δZ1", engines("W1"), readings={"as printed": ours(lambda net, d: d["dW1"])})
claim("D22", "δW2", "Z3ᵀ δZ4", engines("W2"), readings={"as printed": ours(lambda net, d: d["dW2"])})
for bias, step, layer in (("b1", "dZ2", "δZ2"), ("b2", "dYp", "δYᵖ")):
    claim(
        "D22",
        f"δ{bias}",
        f"Σₖ ({layer})ₖ",
        [gradient(net.loss, vars(net)[bias]) for net in nets],
        readings={
            "k runs over the examples": ours(lambda net, d, step=step: d[step].column_sums()),
            "k runs over the units": ours(lambda net, d, step=step: d[step].T.column_sums()),
            "k runs over all entries": ours(lambda net, d, step=step: d[step].sum()),
        },
        note="The index is not explained; it must run over the examples, the rows, so that one number a unit is left.",
    )
claim(
    "D22",
    "δA has the shape of A",
    "δA ≡ ∂L/∂A",
    True,
    readings={
        name: all(by_hand(net)[f"d{name}"].shape == vars(net)[name].shape for net in nets)
        for name in ("Yp", "Z4", "Z3", "Z2", "Z1", "W1", "W2")
    },
)

# %% [markdown]
# One more habit of the notes deserves a look: "because $Z_2 = Z_1 + b_1$, $\partial Z_2 / \partial Z_1 = 1$". A
# derivative of many numbers by many numbers is a matrix, the **Jacobian**. Let us compute it for one example.


# %%
def jacobian(outputs, inputs):
    return Matrix(gradient(output, inputs) for output in outputs)


units = len(tiny.Z1[0])
identity = Matrix([float(i == j) for j in range(units)] for i in range(units))
claim(
    "D22",
    "∂Z2/∂Z1 for one example",
    "1",
    jacobian(tiny.Z2[0], tiny.Z1[0]),
    readings={"the identity matrix": identity, "the number 1": 1.0, "a matrix of ones": [[1.0] * units] * units},
    note="The 1 stands for the identity matrix: each entry depends on its own one only.",
)
claim(
    "D22",
    "δb1 as the product ∂Z2/∂b1 δZ2",
    "∂Z2/∂b1 = [1, ..., 1]",
    [[gradient(net.loss, net.b1)] for net in nets],
    readings={
        "a row with a 1 for each example": ours(lambda net, d: [[1.0] * len(net.X)] @ d["dZ2"]),
        "a row with a 1 for each unit": ours(lambda net, d: [[1.0] * len(net.b1)] @ d["dZ2"]),
    },
    note="A row of ones from the left is a way to write the sum over the examples; as a derivative for one example it "
    "would be the identity matrix again.",
)
slopes = tiny.Z2.map(slope_of_sigmoid)[0]
claim(
    "D22",
    "∂Z3/∂Z2 for one example",
    "σ'(Z2)",
    jacobian(tiny.Z3[0], tiny.Z2[0]),
    readings={
        "the slopes on a diagonal": identity * ([slopes] * units),
        "the row σ'(Z2) itself": slopes,
    },
    note="The derivative of a row by a row is a matrix; with the slopes on its diagonal the product with δZ3 is the "
    "product entry by entry.",
)
row = jacobian(batch.Z4[0], batch.Z3[0])
claim(
    "D22",
    "∂Z4/∂Z3 for one example",
    "W2ᵀ",
    row,
    readings={
        "rows for outputs, columns for inputs": batch.W2.data.T,
        "rows for inputs, columns for outputs": batch.W2.data,
    },
    note="It holds for one example and with outputs as rows; for a batch the derivative has four indices.",
)
one_unit = jacobian(batch.Z1.T[0], batch.W1.T[0])
claim(
    "D22",
    "∂Z1/∂W1 is Xᵀ",
    "∂Z1/∂W1 = Xᵀ, ∂Z4/∂W2 = Z3ᵀ",
    True,
    readings={
        "one unit, columns for outputs": one_unit.T == batch.X.data.T,
        "one unit, rows for outputs, as in ∂Z4/∂Z3 = W2ᵀ": one_unit == batch.X.data.T,
        "all units": jacobian(batch.Z1.entries, batch.W1.entries) == batch.X.data.T,
    },
    note="For several units the derivative has four indices, and for a single one it is X in the layout that the other "
    "lines use: Xᵀ δZ1 is right, but it is the sum over all indices and not a product of two factors of the chain.",
)

# %% [markdown]
# ## Does a slip matter?
# A wrong gradient rarely crashes, and the loss may fall all the same. Here the same network learns "exclusive or" with
# the right gradient and with two slips that are easy to make.

# %%
XOR_X = Matrix([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
XOR_Y = Matrix([[0.0], [1.0], [1.0], [0.0]])


def train(change, steps=400, rate=0.2):
    """Descend with gradients derived by hand, changed by a slip, and return the losses."""
    net, losses = random_network(4, 2, 4, 1, seed=1), []
    for _ in range(steps):
        net = network(XOR_X, net.W1, net.b1, net.W2, net.b2, XOR_Y)
        losses.append(net.loss.data)
        d = by_hand(net)
        d = d | change(net, d)
        for name in ("W1", "b1", "W2", "b2"):
            for w, g in zip(flatten(vars(net)[name]), flatten(d[f"d{name}"]), strict=True):
                w.data -= rate * g
    return losses


def without_slope(net, d):
    return {"dW1": net.X.data.T @ d["dZ3"], "db1": d["dZ3"].column_sums()}


def first_row_only(net, d):
    return {"db1": d["dZ2"][0], "db2": d["dYp"][0]}


runs = {
    "right": train(lambda net, d: {}),
    "σ' forgotten": train(without_slope),
    "no sum over the batch in db": train(first_row_only),
}
halves = 0.5 * ((XOR_Y - 0.5) ** 2).sum()
table(
    [[name, *(losses[k] for k in (0, 100, 200, -1))] for name, losses in runs.items()],
    ["gradient", "at the start", "after 100 steps", "after 200", "at the end"],
    f"The loss; answering ½ to everything costs {halves}",
)

# %% The code of this plot
learning, axes = plt.subplots()
for (name, losses), dashes in zip(runs.items(), ["-", "--", "-."], strict=True):
    axes.plot(range(0, len(losses), 4), losses[::4], dashes, label=name)
axes.set(xlabel="step", ylabel="loss", yscale="log", title="Exclusive or, with three gradients")
axes.legend()
plot(
    "slips",
    learning,
    "The same start, the same rate, three gradients: which one is right, the curves do not tell.",
    item="D22",
)

# %% [markdown]
# Without $\sigma'$ the network gets hardly further than answering ½ to everything. The slip in the biases does no harm
# here, and is even faster: where all four errors are 0, so is what it subtracts, and it comes to rest at the same
# answers by another way. A loss that falls proves nothing.
#
# The engine does tell them apart, and says what kind of slip it sees:

# %%
slipped = hand | without_slope(batch, hand)
compare(batch.loss, {"W1": (batch.W1, slipped["dW1"]), "b1": (batch.b1, slipped["db1"])})

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
