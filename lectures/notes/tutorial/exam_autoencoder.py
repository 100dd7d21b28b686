# %% [markdown]
# # Exam question 1: an autoencoder with a classifier
# One latent code feeds two heads, so two gradients meet in it. The model answer of the notes fits only when every
# matrix is square, and is wrong even then; here is what it should say, and how to notice such a slip.
#
# Covers: D24
#
# Before: the two-layer backpropagation example; matrix products; softmax and cross-entropy.
#
# After: you can derive the gradients of a model with two heads, in matrix form, for a whole batch, and check the
# shapes and the numbers of somebody else's answer.

# %% [markdown]
# ## The model
# A batch $X$ (one image a row) is encoded, and the code $Z$ is used twice: to rebuild the images and to classify them.
# $A$ is the code before the ReLU, and $S$ are the scores of the classes.
#
# $$A = X W_1 + b_1, \qquad Z = \mathrm{ReLU}(A)$$
#
# $$Y = Z W_2 + b_2, \qquad S = Z W_3 + b_3, \qquad C = \mathrm{softmax}(S)$$
#
# The loss adds two errors, each over all examples: $L = SE + CE$. The squared error $SE = \frac12 \sum E^2$ of
# $E = Y - X$ is $L_2$ in the notes, and $CE = -\sum C_{gt} \log C$ is the cross-entropy.

# %%
import random
from math import isclose

import matplotlib.pyplot as plt

import engine
from engine import Value, gradient, named, scope
from lectures.board import claim, compare, exercise, figure, plot, table
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

    def parameters(self):
        return {name: getattr(self, name) for name in ("W1", "b1", "W2", "b2", "W3", "b3")}


# %% [markdown]
# ## One example, small enough to read
# One image of two pixels, a code of one number, two classes. The code `Z` has two edges going out, so on the way back
# two contributions arrive: step to the frame where they meet.
#
# With the true class $t$, here 0, the cross-entropy is $CE = \ln \sum_k e^{S_k} - S_t$. It hands back the softmax, and
# $-1$ more to $S_t$: together that is $C - C_{gt}$.

# %%
tiny = Model(n=1, d=2, h=1, k=2, seed=4)
for j, x in enumerate(tiny.X[0]):
    print(f"pixel {j} = {x.data}")
print(f"true class: {tiny.classes[0]}")
code, tiny.b1[0].label = tiny.Z[0, 0], "b1"
for name in "XYES":
    for j, x in enumerate(getattr(tiny, name)[0]):
        x.label = f"{name}{j}"
figure(
    "two-heads",
    tiny.loss,
    item="D24",
    caption="The exam's drawing: two losses, one code. Both send a gradient back into $Z$, and there they add up.",
    predict=[code],
)
from_rebuilding, from_classifying = gradient(tiny.rebuilding, code), gradient(tiny.classifying, code)
print(f"dL/dZ = {from_rebuilding:.4f} (rebuilding) + {from_classifying:.4f} (classifying)")
claim(
    "D24",
    "the gradient of the combined loss at the code",
    "L = L₂(X, Y) + CE(C, C_gt)",
    gradient(tiny.loss, code),
    readings={"the sum of the two gradients": from_rebuilding + from_classifying},
)

# %% [markdown]
# ## The printed answer
# The notes write $\delta W_1$ for what the figure calls $dW_1$. Where $X W_1 + b_1 > 0$ they print for it the product
# $X (W_2 (Y - X) + W_3 (C - C_{gt}))$, and similar products for the others. Try it with a batch in which **all four
# sizes differ**: then a product that does not fit cannot hide.

# %%
general = Model(n=5, d=4, h=3, k=2, seed=1)
square = Model(n=3, d=3, h=3, k=3, seed=2)
sizes = {"X": "n × d", "W1": "d × h", "Z": "n × h", "W2": "h × d", "Y": "n × d", "W3": "h × k", "C": "n × k"}
table(
    [[name, meant, " × ".join(map(str, getattr(general, name).shape))] for name, meant in sizes.items()],
    ["", "shape", "here"],
)


def errors(m):
    """The gradients that enter the two heads: Y - X and C - Cgt."""
    return m.Y.data - m.X.data, m.C.data - m.Cgt


def mask(m):
    """1 where a unit is on for an image, 0 where it is off."""
    return m.A.map(lambda a: int(a.data > 0))


def printed(m):
    """What the notes print, symbol for symbol; each entry may fail to multiply."""
    dY, dS = errors(m)

    def inner():
        return (m.W2.data @ dY + m.W3.data @ dS) * mask(m)

    return {
        "W1": lambda: m.X.data @ inner(),
        "b1": inner,
        "W2": lambda: m.Z.data @ dY,
        "b2": lambda: dY,
        "W3": lambda: m.Z.data @ dS,
        "b3": lambda: dS,
    }


def right(m):
    """The same six, derived with the shapes written down."""
    dY, dS = errors(m)
    dZ = dY @ m.W2.data.T + dS @ m.W3.data.T
    dA = dZ * mask(m)
    return {
        "W1": m.X.data.T @ dA,
        "b1": dA.column_sums(),
        "W2": m.Z.data.T @ dY,
        "b2": dY.column_sums(),
        "W3": m.Z.data.T @ dS,
        "b3": dS.column_sums(),
    }


def engines(m, name):
    """The engine's gradient as a matrix; for a bias it has one row."""
    held = m.parameters()[name]
    return Matrix(gradient(m.loss, held if isinstance(held, Matrix) else [held]))


# %% [markdown]
# ## The answer with its shapes
# Write the shape under every factor and there is only one way to put them together. The loss is a sum over the rows
# of the batch, a bias is used once in every row, so its gradient **adds** over the rows:
#
# $$\delta Z = (Y - X) W_2^T + (C - C_{gt}) W_3^T, \qquad \delta A = \delta Z \odot [A > 0]$$
#
# $$dW_1 = X^T \delta A, \quad db_1 = \sum_n \delta A_n,
# \quad dW_2 = Z^T (Y - X), \quad dW_3 = Z^T (C - C_{gt})$$
#
# $\odot$ is the product entry by entry. As on the board, $\delta$ is for what is computed and $d$ for parameters.

# %%
for model in (general, square):
    hand = right(model)
    compare(model.loss, {name: (held, hand[name]) for name, held in model.parameters().items()})

# %% [markdown]
# ## Verdict on each printed line
# "As printed" is evaluated on the batch whose sizes all differ and on the one where all are 3.

# %%
PRINTED = {
    "W1": (
        "X (W₂ (Y − X) + W₃ (C − C_gt)) where X W₁ + b₁ > 0",
        "Xᵀ [((Y − X) W₂ᵀ + (C − C_gt) W₃ᵀ) ⊙ 1(X W₁ + b₁ > 0)]",
    ),
    "b1": ("W₂ (Y − X) + W₃ (C − C_gt) where X W₁ + b₁ > 0", "Σₙ [((Y − X) W₂ᵀ + (C − C_gt) W₃ᵀ) ⊙ 1(X W₁ + b₁ > 0)]ₙ"),
    "W2": ("Z (Y − X)", "Zᵀ (Y − X)"),
    "b2": ("Y − X", "Σₙ (Y − X)ₙ"),
    "W3": ("Z (C − C_gt)", "Zᵀ (C − C_gt)"),
    "b3": ("C − C_gt", "Σₙ (C − C_gt)ₙ"),
}
WHY = {
    "W": "X and Z stand untransposed and on the side where their shapes do not fit; with all sizes equal the product "
    "exists but mixes examples with features.",
    "b": "One bias serves every row of the batch, so its gradient is a sum over the rows; printed is one row for each "
    "example.",
}


def agrees(m, name):
    """Is the printed product what the engine computes? Raises where it cannot be multiplied."""
    wrong, true = printed(m)[name](), engines(m, name)
    return wrong.shape == true.shape and all(map(isclose, wrong.entries, true.entries))


WHY |= {
    "W1": "X, W₂ and W₃ all stand untransposed, the weights also on the wrong side; with all sizes equal the product "
    "exists but mixes examples with features.",
    "b1": "One bias serves every row, so its gradient is a sum over the rows; and W₂ and W₃ stand untransposed on the "
    "wrong side.",
}
for name, (formula, truth) in PRINTED.items():
    claim(
        "D24",
        f"δ{name}",
        f"δ{name} = {formula}",
        True,
        readings={
            "sizes 5, 4, 3, 2": lambda name=name: agrees(general, name),
            "all sizes 3": lambda name=name: agrees(square, name),
        },
        true=f"d{name} = {truth}",
        note=WHY.get(name, WHY[name[0]]),
    )

# %% [markdown]
# For a **single** example written as columns the printed order of factors is the familiar one, but then the
# transposes are missing on the weights. No reading saves all six lines at once.

# %%
one = Model(n=1, d=3, h=2, k=2, seed=5)
for name in ("b2", "b3"):
    claim(
        "D24",
        f"δ{name}, for one image or for many",
        PRINTED[name][0],
        True,
        readings={"a batch of one image": agrees(one, name), "a batch of five": agrees(general, name)},
        note="With a single row the sum over the batch has one term, so the printed line is right for one image only.",
    )

# %% [markdown]
# ## The mask
# The printed answer switches the whole gradient on or off: "if $X W_1 + b_1 > 0$". That condition is a **matrix**: each
# entry of $\delta A$ has its own. In the batch above some units are on for some images only.

# %%
on = mask(general)
table(on, [f"unit {j}" for j in range(len(on[0]))], "Which units are on, one row for each image")
claim(
    "D24",
    "the condition of the printed δW₁ is one question with one answer",
    "if X W₁ + b₁ > 0, otherwise 0",
    True,
    readings={
        "for the batch as a whole": len(set(on.entries)) == 1,
        "for each image and unit": all((gradient(general.loss, a) != 0.0) == (a.data > 0) for a in general.A.entries),
    },
    note="The comparison holds entry by entry; written as a case distinction for the whole product it has no meaning "
    "as soon as one unit is on and another is off.",
)

# %% [markdown]
# ## Which squared error?
# The question says "the MSE loss", the distilled version writes $\frac12 (X - Y)^2$, and the printed answer uses
# $Y - X$ without any factor. Only one of these belongs to the answer.

# %%
count = len(general.X.entries)
dY, dS = errors(general)
readings = {
    "½ · sum": dY,
    "mean over all entries": 2 / count * dY,
    "½ · mean over the batch": dY / len(general.X),
}
claim(
    "D24",
    "the gradient of the rebuilding loss by Y, as the printed answer uses it",
    "MSE loss, L₂(X, Y) = ½ (X − Y)²",
    [gradient(general.rebuilding, row) for row in general.Y],
    readings=readings,
    note=f"A mean over the {count} entries would put 2/{count} into every line that starts from Y − X; the answer "
    "belongs to half the sum.",
)
claim(
    "D24",
    "the gradient of b₃ for the batch, from the cross-entropy",
    "CE(C, C_gt), and C − C_gt in the answer",
    gradient(general.loss, general.b3),
    readings={
        "a sum over the images": dS.column_sums(),
        "a mean over the images": (dS / len(general.X)).column_sums(),
    },
    note="The question does not say how the batch enters CE; C − C_gt without a factor belongs to the sum, while most "
    "libraries take the mean unless told otherwise.",
)
claim(
    "D24",
    "what the symbol * means in X * W₁ and in I * W of question 3",
    "∗ denotes matrix-matrix multiplication",
    True,
    readings={
        "in this question": isclose(general.A[0, 0].data, (general.X.data @ general.W1.data)[0, 0] + 0.1),
        "in question 3, for a 4×6 image and a 3×3 kernel": lambda: bool(
            Matrix([[1.0] * 6] * 4) @ Matrix([[1.0] * 3] * 3)
        ),
    },
    note="Here the star is a matrix product, in question 3 a sliding window, and on the slides about convolution a "
    "window with a flipped kernel: one sign, three operations.",
)

# %% The code of this plot
fig, axes = plt.subplots()
gaps = []
for name in PRINTED:
    wrong, true = printed(square)[name](), engines(square, name)
    gaps.append(max(map(abs, (wrong - true).entries)) / max(map(abs, true.entries)))
axes.bar([f"d{name}" for name in PRINTED], gaps, color="C1")
axes.set(ylabel="largest error / largest entry", title="Square matrices hide the shapes, not the numbers")
plot(
    "square-hides",
    fig,
    "With all sizes equal to 3 every printed product can be computed. "
    "Each one is wrong by as much as the gradient is large.",
    item="D24",
)

# %% [markdown]
# ## Your turn
# Derive the gradients of the classifier's head for the batch whose sizes all differ.


# %%
@exercise(
    "classifier-head",
    asks="Derive $dW_3$ and $db_3$ of the cross-entropy, summed over the batch, from the code $Z$ (n × h), the "
    "probabilities $C$ (n × k) and the labels $C_{gt}$ (n × k).",
    hints=[
        "Softmax and cross-entropy together hand back $C - C_{gt}$, one row for each image.",
        "$dW_3$ must be h × k. Which order and which transpose of $Z$ and $C - C_{gt}$ gives h × k?",
        "A bias is added to every row, so its gradient is the sum over the rows.",
    ],
    cases=["all sizes differ", "all sizes equal"],
)
def classifier_head(case):
    m = Model(n=5, d=4, h=3, k=2, seed=1) if case == "all sizes differ" else Model(n=3, d=3, h=3, k=3, seed=2)
    return m.classifying, {"W3": m.W3, "b3": m.b3}, {"Z": m.Z.data, "C": m.C.data, "Cgt": m.Cgt}
