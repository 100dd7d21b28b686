# %% [markdown]
# # Backpropagation through two layers, and through softmax
# Nine gradients of one small network, in matrix form, on a batch whose sizes all differ, so that a missing transpose or
# sum cannot hide; then softmax with cross-entropy. It stands alone: the notes are slides of a tutorial, and D22 and D23
# the worked examples of theirs that it follows.
#
# Covers: D22, D23
#
# Before: [A network by hand](network_by_hand.html), [The same network in matrices](network_in_matrices.html).
#
# After: you can follow every line of the slides on backpropagation, and check each shape and each sum.

# %% [markdown]
# ## The network
# Every row of $X$ is one example. The figures write Yp for $Y^p$, and have two more names: $E = Y^p - Y$, and
# $\Sigma E^2$ for the sum of its squares.
#
# $$Z_1 = X W_1, \quad Z_2 = Z_1 + b_1, \quad Z_3 = \sigma(Z_2)$$
#
# $$Z_4 = Z_3 W_2, \quad Y^p = Z_4 + b_2, \quad L(Y^p, Y) = \tfrac{1}{2} (Y^p - Y)^2$$

# %%
import random
from types import SimpleNamespace

import engine
from engine import Value, gradient, named, scope, softmax
from lectures.board import compare, compare_steps, figure, table
from nn import Matrix, losses


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


# %%
tiny = network(
    Matrix.given([[1.4, -1.2]], "X"),
    Matrix([[0.6, -1.0], [0.25, 0.75]], "W1"),
    [Value(0.2, "b1[0]"), Value(-0.3, "b1[1]")],
    Matrix([[1.5], [-0.8]], "W2"),
    [Value(0.4, "b2")],
    Matrix.given([[1.0]], "Y"),
)
figure("one-example", tiny.loss, "D22", "Backwards: $Y^p, Z_4, Z_3, Z_2, Z_1$.", predict=[tiny.Z2[0, 0], tiny.W1[0, 0]])

# %% [markdown]
# ## The nine steps
# $\delta A$ is the gradient of $L$ by $A$, and has the shape of $A$. $\odot$ multiplies entry by entry, and $\sum_k$
# adds up the rows, the examples.
#
# $$\delta Y^p = Y^p - Y$$
#
# $$\delta Z_4 = \delta Y^p, \qquad \delta b_2 = \sum_k (\delta Y^p)_k$$
#
# $$\delta Z_3 = \delta Z_4 \, W_2^T, \qquad \delta W_2 = Z_3^T \, \delta Z_4$$
#
# $$\delta Z_2 = \sigma(Z_2) \odot \sigma(-Z_2) \odot \delta Z_3, \qquad \sigma(-z) = 1 - \sigma(z)$$
#
# $$\delta Z_1 = \delta Z_2, \qquad \delta b_1 = \sum_k (\delta Z_2)_k$$
#
# $$\delta W_1 = X^T \, \delta Z_1$$
#
# The same nine as code, in the order of the notes, judged by the engine on three examples. Figures and code write
# $dW_1$ for $\delta W_1$.

# %%
rng = random.Random(0)


def leaves(label, rows, columns):
    return Matrix([[rng.uniform(-1, 1) for _ in range(columns)] for _ in range(rows)], label)


X, W1, (b1,) = leaves("X", 3, 2), leaves("W1", 2, 4), leaves("b1", 1, 4)
batch = network(X.data, W1, b1, leaves("W2", 4, 5), leaves("b2", 1, 5)[0], leaves("Y", 3, 5).data)
dYp = batch.Yp.data - batch.Y
dZ4 = dYp
dZ3 = dZ4 @ batch.W2.data.T
dZ2 = batch.Z2.map(lambda z: z.sigmoid().data * (-z).sigmoid().data) * dZ3
dZ1 = dZ2
dW1, db1 = batch.X.T @ dZ1, dZ2.column_sums()
dW2, db2 = batch.Z3.data.T @ dZ4, dYp.column_sums()
by_hand = {"Yp": dYp, "Z4": dZ4, "Z3": dZ3, "Z2": dZ2, "Z1": dZ1, "W1": dW1, "b1": db1, "W2": dW2, "b2": db2}
compare_steps(batch.loss, [(f"d{name}", vars(batch)[name], d) for name, d in by_hand.items()])

# %% [markdown]
# ## A batch
# A weight is used once for each example, and so is a bias: the contributions of all uses add up, inside the product
# $X^T \delta Z_1$, and for a bias written out. First two examples and one unit in each layer; then three examples
# with the parameters of the first figure (step by layers, key 3).

# %%
b1 = Value(-0.3, "b1")
X, Y = Matrix.given([[1.2], [-0.7]], "X"), Matrix.given([[1.0], [0.2]], "Y")
shared = network(X, Matrix([[0.8]], "W1"), [b1], Matrix([[1.5]], "W2"), [Value(0.4, "b2")], Y)
figure("two-examples", shared.loss, "D22", "Both examples send a contribution to every parameter.", predict=[b1])

X, Y = Matrix.given([[1.4, -1.2], [-0.5, 0.9], [1.1, 1.6]], "X"), Matrix.given([[1.0], [1.7], [0.3]], "Y")
three = network(X, tiny.W1, tiny.b1, tiny.W2, tiny.b2, Y)
figure("three-examples", three.loss, "D22", "Rows are examples, columns units.", predict=[three.Z3[1, 0], three.b1[0]])

# %% [markdown]
# ## Softmax and cross-entropy, apart
# $p_i = e^{z_i} / \sum_k e^{z_k}$ and $L = -\sum_k y_k \log p_k$; the label is the second of three classes. The loss
# sees one probability, with the slope $-y_k / p_k$; each probability sees all scores, because they share one sum.

# %%
scores, y = [1.0, 2.0, -0.5], [0.0, 1.0, 0.0]


def labelled(name, numbers):
    return [Value(number, f"{name}{i}") for i, number in enumerate(numbers)]


p = labelled("p", [q.data for q in softmax(scores)])
L = named("L", -engine.sum(yk * pk.log() for yk, pk in zip(y, p) if yk))
figure("loss-of-probabilities", L, "D23", "The loss alone: its slope is $-1/p$.", predict=[p[1]])

z = labelled("z", scores)
exps = [zk.exp() for zk in z]
total = named("Σ", engine.sum(exps))
p1 = named("p1", exps[1] / total)
figure("softmax", p1, "D23", "$z_1$ acts directly, and through the sum that divides.", predict=[z[1]])
p = softmax(z)
table([gradient(pk, z) for pk in p], ["∂/∂z₀", "∂/∂z₁", "∂/∂z₂"], "The Jacobian, row k is p_k")

# %% [markdown]
# ## Together
# The chain rule over the three paths:
# $\sum_k \frac{\partial p_k}{\partial z_i} \cdot \frac{-y_k}{p_k} = p_i \sum_k y_k - y_i = p_i - y_i$, as a label adds
# up to 1.

# %%
z = labelled("z", scores)
fused = named("L", losses.softmax_cross_entropy(z, 1))
figure("fused", fused, "D23", "Each score gets its probability, the label's one less.", predict=[z[1]])
compare(fused, {f"z{i}": (z[i], p[i].data - y[i]) for i in range(3)})
