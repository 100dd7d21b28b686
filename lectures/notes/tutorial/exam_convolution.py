# %% [markdown]
# # An exam question on convolution
# An image, a kernel, pooling and a ReLU: forward, as the exam asks, and then backward, to see which corner is heard.
#
# Covers: D25
#
# Before: a weighted sum; ReLU; [One kernel for every place](convolutional_network.html).
#
# After: you can compute a feature map by hand, and say which pixels and weights get a gradient.

# %% [markdown]
# ## Forward
# $J = I * W$ without padding and with stride 1, $K$ by 2 × 2 max pooling with stride 2, $O = \text{ReLU}(K)$. One cell
# of $J$ is nine products; the kernel is laid on the image as it stands, as in every framework.

# %%
from engine import Value, affine, dot, gradient, named
from lectures.board import compare, exercise, figure, plot
from nn import Conv2D, Matrix, MaxPool2D, plots

image = [[1, 3, 2, 4, 6, 4], [4, 8, 3, 1, 0, 2], [2, 1, 4, 3, 9, 1], [4, 7, 2, 3, 9, 2]]
kernel = [[1, 2, 1], [0, 0, 0], [-1, -2, -1]]
plot("question", plots.images({"image I": image, "kernel W": kernel}), "The kernel answers to horizontal edges.", "D25")
I, W = Matrix(image, "I"), Matrix(kernel, "W")
above = named("above", dot(W[0], I[1][:3]))
cell = named("J[1,0]", affine(W[2], I[3][:3], above))  # the row in the middle has weights 0: it adds nothing
figure("one-cell", cell, "D25", "Backward, each pixel gets its weight and each weight its pixel.", predict=[W[0, 1]])

# %%
convolution = Conv2D(1, 1, 3, bias=False, init="zeros").assign(W=[[kernel]])
pooling = MaxPool2D(2)
J = Matrix(convolution([I])[0])
K = Matrix(pooling([J])[0])
O = K.map(Value.relu)
plot("answer", plots.images({"J": J, "K": K, "O": O}), "What the ReLU lets through.", "D25")

# %% [markdown]
# ## Backward: who is heard?
# How does $s = O_1 + O_2$ depend on everything before it? Pooling and ReLU first.

# %%
cells = Matrix(J.data, "J")
pooled = [named(f"K{i}", k) for i, k in enumerate(pooling([cells])[0][0], start=1)]
outputs = [named(f"O{i}", k.relu()) for i, k in enumerate(pooled, start=1)]
total = named("s", outputs[0] + outputs[1])
figure("pool-and-relu", total, "D25", "Only one cell of a block is heard.", predict=[cells[1, 0], cells[0, 3]])

# %% [markdown]
# Of eight cells of $J$ one is left. So the gradient of the kernel is **the patch of the image under it**, and the
# gradient of the image is **the kernel, laid where it was**.

# %%
s = O.sum()
dO = [[1, 1]]
dK = [[1, 0]]  # ReLU: K[0,1] is negative
dJ = [[0, 0, 0, 0], [1, 0, 0, 0]]  # pooling: the largest cell of the first block
dW = [row[:3] for row in image[1:]]
dI = [[0] * 6, *([*row, 0, 0, 0] for row in kernel)]
slopes = {name: Matrix(gradient(s, x)) for name, x in (("dJ", J), ("dW", convolution.W[0][0]), ("dI", I))}
plot("gradients", plots.images(slopes), "How the output changes with each cell, weight and pixel.", "D25")
compare(s, {"O": (O, dO), "K": (K, dK), "J": (J, dJ), "W": (convolution.W[0][0], dW), "I": (I, dI)})

# %% [markdown]
# Where several places of the kernel are heard, each sends its own patch back to the same weights, and they add up.

# %%
small = Matrix.given([[3, 6, 4], [7, 8, 5]], "x")
shared = Conv2D(1, 1, 2, bias=False, init="zeros").assign(W=[[[[1, -1], [2, 0]]]])
places = [named(f"y{j}", place) for j, place in enumerate(shared([small])[0][0], start=1)]
both = places[0] + places[1]
figure("shared-kernel", both, "D25", "Each weight hears of both places.", predict=[shared.W[0][0][0][0]])
patch1, patch2 = (Matrix(row[j : j + 2] for row in small.data) for j in (0, 1))
compare(both, {"W": (shared.W[0][0], patch1 + patch2)})


# %%
@exercise(
    "kernel-gradient",
    asks="For $J = I * W$ (the kernel as it stands, $J_{ij} = \\sum_{mn} W_{mn} I_{i+m,\\,j+n}$) and "
    "$L = \\frac{1}{2} \\sum_{ij} J_{ij}^2$, derive the gradients of $J$, of $W$ and of $I$.",
    hints=["$\\partial L / \\partial J_{ij} = J_{ij}$, and $W_{mn}$ meets the pixel $I_{i+m,\\,j+n}$ in every cell."],
)
def kernel_gradient(draw):
    pixels, layer = Matrix(draw(image), "I"), Conv2D(1, 1, 3, bias=False, init="zeros").assign(W=[[draw(kernel)]])
    found = Matrix(layer([pixels])[0])
    return 0.5 * (found**2).sum(), {"dJ": found, "W": layer.W[0][0], "I": pixels}, {}
