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
import engine
from engine import Value, affine, dot, gradient
from engine.words.nested import map_nested, shape_of
from lectures.board import claim, compare, exercise, figure, plot, table
from nn import Conv2D, MaxPool2D, plots
from nn.matrix import elementwise, entries, matmul, matrix

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
I, W = matrix(image, "I"), matrix(kernel, "W")
above = dot(W[0], I[1][:3])
above.label = "above"
cell = affine(W[2], I[3][:3], above)  # the row in the middle has weights 0: it adds nothing
cell.label = "J[1,0]"
figure(
    "one-cell",
    cell,
    item="D25",
    caption="One cell of $J$, row by row. Backward, each pixel gets its weight and each weight gets its pixel.",
    predict=[W[0][1]],
)
pairs = [(W[m][n], I[1 + m][n]) for m in (0, 2) for n in range(3)]
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


def numbers(values):
    return map_nested(lambda v: v.data, values)


(J,) = convolution([I])
(K,) = pooling([J])
O = [[k.relu() for k in row] for row in K]
plot(
    "answer",
    plots.images({"J": J, "K": K, "O": O}),
    "The answer: a feature map, its pooled version, and what the ReLU lets through.",
    item="D25",
)

claim("D25", "J", "[[1, -1, -3, -2], [3, 1, -12, -20]]", numbers(J))
claim("D25", "K", "[[3, -2]]", numbers(K))
claim("D25", "O", "[[3, 0]]", numbers(O))

# %% [markdown]
# The printed answer is right, under one condition that the question does not state. "Convolution" has two meanings:
# sliding the kernel as it stands, which is strictly a *cross-correlation* and what every framework computes, or turning
# it by half a turn first, which is what the formula in the first notes says (worked example A11).

# %%
turned = Conv2D(1, 1, 3, bias=False, init="zeros", flip=True).assign(W=[[kernel]])
(J_turned,) = turned([image])
(K_turned,) = pooling([J_turned])
O_turned = [[k.relu() for k in row] for row in K_turned]
table(
    [["as it stands", *entries(K), *entries(O)], ["turned", *entries(K_turned), *entries(O_turned)]],
    ["kernel", "K", "", "O", ""],
    "The same question with both meanings",
)
claim(
    "D25",
    "J = I * W",
    "doing the convolution, J = I * W",
    numbers(J),
    readings={
        "the kernel as it stands (cross-correlation)": numbers(J),
        "the kernel turned by half a turn (convolution)": numbers(J_turned),
        "* as in exam question 1, a product of matrices": lambda: matmul(image, kernel),
    },
    note="The answer needs the first reading; turning this kernel changes every sign, and with them K and O, and in "
    "question 1 of the same exam the sign * is a product of matrices.",
)
claim(
    "D25",
    "size of J",
    "no padding, stride 1",
    shape_of(J),
    readings={"(4 − 3 + 1) × (6 − 3 + 1)": [4 - 3 + 1, 6 - 3 + 1]},
)

pooled_last = pooling([elementwise(Value.relu, J)])[0]
claim(
    "D25",
    "O does not depend on the order of the last two layers",
    "K = max pool(J), O = ReLU(K)",
    numbers(O),
    readings={"pooling first": numbers(O), "ReLU first": numbers(pooled_last)},
)

# %% [markdown]
# ## Backward: who is heard?
# The exam stops here. We go on and ask how $s = O_1 + O_2$, the sum of the outputs, depends on everything before it.
# Take pooling and ReLU alone first.

# %%
cells = matrix(numbers(J), "J")
pooled = pooling([cells])[0][0]
outputs = []
for i, k in enumerate(pooled):
    k.label = f"K{i + 1}"
    outputs.append(k.relu())
    outputs[-1].label = f"O{i + 1}"
total = outputs[0] + outputs[1]
total.label = "s"
figure(
    "pool-and-relu",
    total,
    item="D25",
    caption="Only the largest cell of a block gets a gradient; the ReLU stops the block that has no positive cell.",
    predict=[cells[1][0], cells[0][3]],
)

# %% [markdown]
# So of eight cells of $J$ one is left, `J[1,0]`, with gradient 1. The rest follows from the graph of that cell above:
# the gradient of the kernel is **the patch of the image under it**, and the gradient of the image is **the kernel, laid
# where it was**, and 0 elsewhere. Derived by hand, entry by entry, and compared:

# %%
s = engine.sum(entries(O))
dO = [[1, 1]]
dK = [[1, 0]]  # ReLU: K[0,1] is negative
dJ = [[0, 0, 0, 0], [1, 0, 0, 0]]  # pooling: the largest cell of the first block
dW = [[image[1 + m][n] for n in range(3)] for m in range(3)]
dI = [[kernel[i - 1][j] if i >= 1 and j < 3 else 0 for j in range(6)] for i in range(4)]
compare(s, {"O": (O, dO), "K": (K, dK), "J": (J, dJ), "W": (convolution.W[0][0], dW), "I": (I, dI)})

# %% The code of this plot
slopes = {
    name: [gradient(s, row) for row in values] for name, values in (("dJ", J), ("dW", convolution.W[0][0]), ("dI", I))
}
plot(
    "gradients",
    plots.images(slopes),
    "How the output changes with each cell, each weight and each pixel, as the engine computes it.",
    item="D25",
)
heard = sum(x != 0 for x in entries(slopes["dI"]))
print(f"{heard} of {len(entries(image))} pixels have a gradient that is not 0")

# %% [markdown]
# ## One kernel, many places
# Here only one place of the kernel was heard. When several are, each sends its own patch back to the same nine weights,
# and the patches **add up**: that is all that "shared weights" means for the gradient. A smaller image shows it.

# %%
small = matrix([[1, 2, 3], [4, 5, 6]], "x")
shared = Conv2D(1, 1, 2, bias=False, init="zeros").assign(W=[[[[1, -1], [2, 0]]]])
(places,) = shared([small])
for j, place in enumerate(places[0]):
    place.label = f"y{j + 1}"
both = places[0][0] + places[0][1]
both.label = "y1 + y2"
figure(
    "shared-kernel",
    both,
    item="D25",
    caption="Two places of one kernel. Each weight gets two contributions, one pixel from each place.",
    predict=[shared.W[0][0][0][0]],
)
hand = [[small[m][n].data + small[m][n + 1].data for n in range(2)] for m in range(2)]
compare(both, {"W": (shared.W[0][0], hand)})

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
    pixels, layer = matrix(image, "I"), Conv2D(1, 1, 3, bias=False, init="zeros").assign(W=[[kernel]])
    (found,) = layer([pixels])
    loss = 0.5 * engine.sum(j**2 for j in entries(found))
    return loss, {"W": layer.W[0][0], "I": pixels}, {"I": image, "W": kernel}
