# %% [markdown]
# # An exam question on convolution
# A 4 × 6 image, a 3 × 3 kernel, pooling and a ReLU: first forward, as the exam asks, and then backward, to see that the
# output listens to one corner of the image only.
#
# Covers: D25
#
# Before: a weighted sum; the largest of some numbers; ReLU.
#
# After: you can compute a feature map by hand, say which pixels and weights get a gradient, and why most get none.

# %% [markdown]
# ## The question
# Given an image patch $I$ and a filter $W$, compute $J = I * W$ without padding and with stride 1, then $K$ by 2 × 2
# max pooling with stride 2, then $O = \text{ReLU}(K)$.

# %%
from engine import Value, affine, dot, gradient, named
from lectures.board import claim, compare, exercise, figure, plot, table
from nn import Conv2D, Matrix, MaxPool2D, plots

image = [
    [1, 3, 2, 4, 6, 4],
    [4, 8, 3, 1, 0, 2],
    [2, 1, 4, 3, 9, 1],
    [4, 7, 2, 3, 9, 2],
]
kernel = [
    [1, 2, 1],
    [0, 0, 0],
    [-1, -2, -1],
]
plot(
    "question",
    plots.images({"image I": image, "kernel W": kernel}),
    "The kernel subtracts what is below from what is above: it answers to horizontal edges.",
    item="D25",
)

# %% [markdown]
# ## One cell by hand
# Lay the kernel on the image, multiply what lies on top of each other, add up. For the cell in the second row and first
# column of $J$ that is nine products, three of them with a weight of 0.

# %%
I, W = Matrix(image, "I"), Matrix(kernel, "W")
above = named("above", dot(W[0], I[1][:3]))
cell = named("J[1,0]", affine(W[2], I[3][:3], above))  # the row in the middle has weights 0: it adds nothing
figure(
    "one-cell",
    cell,
    item="D25",
    caption="One cell of $J$, row by row. Backward, each pixel gets its weight and each weight gets its pixel.",
    predict=[W[0, 1]],
)
pairs = [(W[m, n], I[1 + m, n]) for m in (0, 2) for n in range(3)]
table(
    [[w.label, w, x.label, x, w * x] for w, x in pairs],
    ["weight", "", "pixel", "", "product"],
    f"The six products that count; together {cell.data:.0f}",
)

# %% [markdown]
# ## All cells
# Doing this eight times by hand invites slips. A convolution layer does the same for every position, with the **same
# nine weights** everywhere, and pooling keeps the largest of each 2 × 2 block.

# %%
convolution = Conv2D(1, 1, 3, bias=False, init="zeros").assign(W=[[kernel]])
pooling = MaxPool2D(2)
J = Matrix(convolution([I])[0])
K = Matrix(pooling([J])[0])
O = K.map(Value.relu)
plot(
    "answer",
    plots.images({"J": J, "K": K, "O": O}),
    "The answer: a feature map, its pooled version, and what the ReLU lets through.",
    item="D25",
)

claim("D25", "J", "[[1, -1, -3, -2], [3, 1, -12, -20]]", J)
claim("D25", "K", "[[3, -2]]", K)
claim("D25", "O", "[[3, 0]]", O)

# %% [markdown]
# The printed answer is right, under one condition that the question does not state. "Convolution" has two meanings:
# sliding the kernel as it stands, which is strictly a *cross-correlation* and what every framework computes, or turning
# it by half a turn first, which is what the formula in the first notes says (worked example A11).

# %%
turned = Conv2D(1, 1, 3, bias=False, init="zeros", flip=True).assign(W=[[kernel]])
J_turned = Matrix(turned([image])[0])
K_turned = Matrix(pooling([J_turned])[0])
O_turned = K_turned.map(Value.relu)
table(
    [["as it stands", *K.entries, *O.entries], ["turned", *K_turned.entries, *O_turned.entries]],
    ["kernel", "K", "", "O", ""],
    "The same question with both meanings",
)
claim(
    "D25",
    "J = I * W",
    "doing the convolution, J = I * W",
    J,
    readings={
        "the kernel as it stands (cross-correlation)": J,
        "the kernel turned by half a turn (convolution)": J_turned,
        "* as in exam question 1, a product of matrices": lambda: I @ W,
    },
    note="The answer needs the first reading; turning this kernel changes every sign, and with them K and O, and in "
    "question 1 of the same exam the sign * is a product of matrices.",
)
claim(
    "D25",
    "size of J",
    "no padding, stride 1",
    J.shape,
    readings={"(4 − 3 + 1) × (6 − 3 + 1)": [4 - 3 + 1, 6 - 3 + 1]},
)

pooled_last = pooling([J.map(Value.relu)])[0]
claim(
    "D25",
    "O does not depend on the order of the last two layers",
    "K = max pool(J), O = ReLU(K)",
    O,
    readings={"pooling first": O, "ReLU first": pooled_last},
)

# %% [markdown]
# ## Backward: who is heard?
# The exam stops here. We go on and ask how $s = O_1 + O_2$, the sum of the outputs, depends on everything before it.
# Take pooling and ReLU alone first.

# %%
cells = Matrix(J.data, "J")
pooled = [named(f"K{i}", k) for i, k in enumerate(pooling([cells])[0][0], start=1)]
outputs = [named(f"O{i}", k.relu()) for i, k in enumerate(pooled, start=1)]
total = named("s", outputs[0] + outputs[1])
figure(
    "pool-and-relu",
    total,
    item="D25",
    caption="Only the largest cell of a block gets a gradient; the ReLU stops the block that has no positive cell.",
    predict=[cells[1, 0], cells[0, 3]],
)

# %% [markdown]
# So of eight cells of $J$ one is left, `J[1,0]`, with gradient 1. The rest follows from the graph of that cell above:
# the gradient of the kernel is **the patch of the image under it**, and the gradient of the image is **the kernel, laid
# where it was**, and 0 elsewhere. Derived by hand, entry by entry, and compared:

# %%
s = O.sum()
dO = [[1, 1]]
dK = [[1, 0]]  # ReLU: K[0,1] is negative
dJ = [[0, 0, 0, 0], [1, 0, 0, 0]]  # pooling: the largest cell of the first block
dW = [row[:3] for row in image[1:]]
dI = [[0] * 6, *([*row, 0, 0, 0] for row in kernel)]
compare(s, {"O": (O, dO), "K": (K, dK), "J": (J, dJ), "W": (convolution.W[0][0], dW), "I": (I, dI)})

# %% The code of this plot
slopes = {name: Matrix(gradient(s, values)) for name, values in (("dJ", J), ("dW", convolution.W[0][0]), ("dI", I))}
plot(
    "gradients",
    plots.images(slopes),
    "How the output changes with each cell, each weight and each pixel, as the engine computes it.",
    item="D25",
)
heard = sum(x != 0 for x in slopes["dI"].entries)
print(f"{heard} of {len(I.entries)} pixels have a gradient that is not 0")

# %% [markdown]
# ## One kernel, many places
# Here only one place of the kernel was heard. When several are, each sends its own patch back to the same nine weights,
# and the patches **add up**: that is all that "shared weights" means for the gradient. A smaller image shows it.

# %%
small = Matrix.given([[3, 6, 4], [7, 8, 5]], "x")
shared = Conv2D(1, 1, 2, bias=False, init="zeros").assign(W=[[[[1, -1], [2, 0]]]])
places = [named(f"y{j}", place) for j, place in enumerate(shared([small])[0][0], start=1)]
both = places[0] + places[1]
figure(
    "shared-kernel",
    both,
    item="D25",
    caption="Two places of one kernel. Each weight gets two contributions, one pixel from each place.",
    predict=[shared.W[0][0][0][0]],
)
patch1, patch2 = (Matrix(row[j : j + 2] for row in small.data) for j in (0, 1))
compare(both, {"W": (shared.W[0][0], patch1 + patch2)})

# %% [markdown]
# ## Your turn
# Without pooling every cell is heard. What is the gradient of the kernel then?


# %%
@exercise(
    "kernel-gradient",
    asks="For $J = I * W$ (the kernel as it stands) and $L = \\frac{1}{2} \\sum_{ij} J_{ij}^2$, derive the gradients "
    "of $W$ and of $I$.",
    hints=[
        "First $\\partial L / \\partial J_{ij} = J_{ij}$.",
        "Each weight $W_{mn}$ meets the pixel $I_{i+m,\\,j+n}$ in every cell: sum over all cells.",
        "Each pixel is seen by up to nine cells: add $J_{ij} W_{mn}$ at the place $(i+m, j+n)$ for all four indices.",
    ],
)
def kernel_gradient():
    pixels, layer = Matrix(image, "I"), Conv2D(1, 1, 3, bias=False, init="zeros").assign(W=[[kernel]])
    found = Matrix(layer([pixels])[0])
    loss = 0.5 * (found**2).sum()
    return loss, {"W": layer.W[0][0], "I": pixels}, {"I": image, "W": kernel}
