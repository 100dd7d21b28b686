# %% [markdown]
# # Exam question 1: an autoencoder with a classifier
# One code feeds two heads, so two gradients meet in it. The question has a batch; the printed answer is for one image.
#
# Covers: D24
#
# Before: [Backpropagation through two layers](two_layer_backprop.html).
#
# After: you can derive the six gradients for a whole batch, with every transpose and every sum.

# %% [markdown]
# ## The model
# A batch $X$ (one image a row) is encoded, and the code $Z$ is used twice. $A$ is the code before the ReLU, $S$ are the
# scores, and the two losses add up over all images; $SE$ is $L_2$ in the notes.
#
# $$A = X W_1 + b_1, \quad Z = \mathrm{ReLU}(A)$$
#
# $$Y = Z W_2 + b_2, \quad S = Z W_3 + b_3, \quad C = \mathrm{softmax}(S)$$
#
# $$L = SE + CE, \quad SE = \tfrac12 \sum (Y - X)^2, \quad CE = -\sum C_{gt} \log C$$

# %%
import random

import engine
from engine import Value, gradient, named, scope
from lectures.board import compare, figure
from nn import Matrix, losses


def numbers(rng, rows, columns):
    return Matrix([round(rng.uniform(-1, 1), 2) for _ in range(columns)] for _ in range(rows))


class Model:
    """Both heads on a batch of n images of d pixels, with a code of h numbers and k classes."""

    def __init__(self, n, d, h, k, seed=1):
        rng = random.Random(seed)
        self.X = Matrix.given(numbers(rng, n, d), "X")
        self.Cgt = Matrix([float(j == i % k) for j in range(k)] for i in range(n))
        self.W1, self.b1 = Matrix(numbers(rng, d, h), "W1"), [Value(0.1, f"b1[{j}]") for j in range(h)]
        self.W2, self.b2 = Matrix(numbers(rng, h, d), "W2"), [Value(0.0, f"b2[{j}]") for j in range(d)]
        self.W3, self.b3 = Matrix(numbers(rng, h, k), "W3"), [Value(0.0, f"b3[{j}]") for j in range(k)]
        with scope("encoder"):
            self.A = (self.X @ self.W1 + self.b1).named("A")
            self.Z = self.A.map(Value.relu).named("Z")
        with scope("decoder"):
            self.Y = (self.Z @ self.W2 + self.b2).named("Y")
        with scope("classifier"):
            self.S = (self.Z @ self.W3 + self.b3).named("S")
        self.C = Matrix(map(engine.softmax, self.S))
        with scope("SE"):
            self.E = (self.Y - self.X).named("E")
            self.rebuilding = named("SE", 0.5 * named("ΣE²", (self.E**2).sum()))
        self.classes = [row.index(1.0) for row in self.Cgt]
        with scope("CE"):
            self.classifying = named("CE", losses.softmax_cross_entropy(self.S, self.classes, reduction="sum"))
        self.loss = named("L", self.rebuilding + self.classifying)


# %% [markdown]
# ## One image
# Two pixels, a code of one number, two classes. The code has two edges going out, so on the way back two contributions
# arrive: step to the frame where they meet.

# %%
tiny = Model(n=1, d=2, h=1, k=2, seed=4)
code, tiny.b1[0].label = tiny.Z[0, 0], "b1"
for name in "XYES":
    for j, x in enumerate(getattr(tiny, name)[0]):
        x.label = f"{name}{j}"
figure("two-heads", tiny.loss, "D24", "Both losses send a gradient into $Z$, where they add up.", predict=[code])
from_rebuilding, from_classifying = gradient(tiny.rebuilding, code), gradient(tiny.classifying, code)
print(f"dL/dZ = {from_rebuilding:.4f} (rebuilding) + {from_classifying:.4f} (classifying)")

# %% [markdown]
# ## A batch
# $\delta Z = (Y - X) W_2^T + (C - C_{gt}) W_3^T$ and $\delta A = \delta Z \odot [A > 0]$, entry by entry. A weight
# adds up over the images inside the product, $dW_1 = X^T \delta A$; a bias is used in every row, so its gradient is
# the sum of the rows. Compared on a batch whose sizes all differ, and on one where all are 3.

# %%
for m in (Model(n=5, d=4, h=3, k=2, seed=1), Model(n=3, d=3, h=3, k=3, seed=2)):
    dY, dS = m.Y.data - m.X.data, m.C.data - m.Cgt
    dZ = dY @ m.W2.data.T + dS @ m.W3.data.T
    dA = dZ * m.A.map(lambda a: int(a.data > 0))
    weights = {"W1": (m.W1, m.X.data.T @ dA), "W2": (m.W2, m.Z.data.T @ dY), "W3": (m.W3, m.Z.data.T @ dS)}
    biases = {"b1": (m.b1, dA.column_sums()), "b2": (m.b2, dY.column_sums()), "b3": (m.b3, dS.column_sums())}
    print(", ".join(f"{name} {getattr(m, name).size}" for name in ("X", "W1", "Z", "W2", "Y", "W3", "C")))
    compare(m.loss, weights | biases)
