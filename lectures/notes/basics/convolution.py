# %% [markdown]
# # Convolution
# One small window of weights, slid over a picture: nine numbers instead of a hundred thousand. And two operations
# that share one name.
#
# Covers: A11 to A14
#
# Before: a neuron; why a fully connected layer does not see a grid.
#
# After: you can compute a feature map by hand and its gradient by the kernel, tell convolution from
# cross-correlation, and say exactly what happens when the picture is shifted.

# %%
import operator
from itertools import product

import engine
from engine import dot, gradient, named
from lectures.board import claim, compare, exercise, figure, plot, table
from nn import Conv2D, GlobalAveragePool, Layer, MaxPool2D, plots
from nn.matrix import Matrix

image = Matrix([[1, 0, 1, 0], [0, 1, 1, 0], [1, 0, 1, 0], [0, 1, 1, 0]])
kernel = Matrix([[1, 0, 1], [0, 1, 0], [1, 0, 1]])

# %% [markdown]
# ## One cell: nine products
# Lay the window on the top left corner, multiply what lies on top of each other, add up.


# %%
def patch(X, i, j, size=3):
    """What lies under a window whose top left corner is at (i, j)."""
    return Matrix(row[j : j + size] for row in X[i : i + size])


X, W = Matrix(image, "X"), Matrix(kernel, "W")
cell = named("Y[0,0]", dot(W.entries, patch(X, 0, 0).entries))
figure(
    "top-left-cell",
    cell,
    item=["A12", "A13"],
    caption="The first cell. Backward, each weight receives the pixel it met, and each pixel its weight.",
    predict=[W[0, 0]],
)
products = (W.data * patch(X, 0, 0).data).entries
claim("A13", "the top left cell", "5", cell)
claim(
    "A13",
    "the nine products",
    "(1×1)+(0×0)+(1×1)+(0×0)+(1×1)+(1×0)+(1×1)+(0×0)+(1×1)",
    products,
    readings={"pixel × weight, row by row": [1 * 1, 0 * 0, 1 * 1, 0 * 0, 1 * 1, 1 * 0, 1 * 1, 0 * 0, 1 * 1]},
)
claim(
    "A13",
    "the top left cell, as a sum of the products on the page",
    "nine products in one reading of the slide; in the other the first five stand there twice",
    cell,
    readings={"nine": sum(products), "fourteen": sum(products[:5]) + sum(products)},
    note=f"The second scan has kept both the start of the sum and the whole of it; added up they make "
    f"{sum(products[:5]) + sum(products):.0f}.",
)

# %% [markdown]
# ## All cells
# Slide on. The same nine weights serve every position; a layer does it for us.

# %%
layer = Conv2D(1, 1, 3, bias=False, init="zeros").assign(W=[[kernel]])
(Y,) = layer([image])
feature_map = Matrix(Y).data
plot("feature-map", plots.images({"X": image, "W": kernel, "Y": feature_map}), "The picture, the window, the answer.")
claim(
    "A12",
    "the feature map",
    "[[5, 1], [2, 4]]",
    feature_map,
    true="[[5, 1], [2, 3]]",
    note="In the last window two corners and the centre are 1 under a weight of 1, which makes "
    f"{feature_map[1][1]:.0f}; the other three cells are right.",
)
windows = {(i, j): (patch(image, i, j) * kernel).entries for i, j in product(range(2), repeat=2)}
table(
    [[str(place), " + ".join(map(str, window)), sum(window)] for place, window in windows.items()],
    ["cell", "nine products", "sum"],
    "Every cell, product by product",
)
last = named("Y[1,1]", dot(W.entries, patch(X, 1, 1).entries))
figure("last-cell", last, item="A12", caption="The cell that the notes get wrong: count the products that are not 0.")

# %% [markdown]
# ## One name, two operations
# The formula of the slide says $(X * W)_{ij} = \sum_m \sum_n X_{i-m, j-n} W_{mn}$: as the window index grows, the
# picture index **falls**. That turns the window by half a turn. The example slides it as it stands. The first is
# convolution, the second cross-correlation. With the window of the slide one cannot see the difference, because it
# looks the same upside down. On the boards of the figures $*$ slides the window as it stands; "$*$ turned" turns it.


# %%
def printed_formula(x, w, i, j):
    """The formula of the slide at cell (i, j), with pixels outside the picture as 0."""

    def inside(r, c):
        return 0 <= r < len(x) and 0 <= c < len(x[0])

    return sum(x[i - m][j - n] * w[m][n] for m, n in product(range(len(w)), range(len(w[0]))) if inside(i - m, j - n))


def whole(x, w):
    """The cells whose window lies completely inside the picture: the formula's indices from the window's size on."""
    rows, columns = range(len(w) - 1, len(x)), range(len(w[0]) - 1, len(x[0]))
    return [[float(printed_formula(x, w, i, j)) for j in columns] for i in rows]


edge = [[1, 0, -1], [2, 0, -2], [1, 0, -1]]
correlate = Conv2D(1, 1, 3, bias=False, init="zeros")
convolve = Conv2D(1, 1, 3, bias=False, init="zeros", flip=True)


def cells(layer, weights):
    (rows,) = layer.assign(W=[[weights]])([image])
    return list(Matrix(rows).data)


table(
    [
        [name, str(cells(correlate, w)), str(cells(convolve, w))]
        for name, w in (("of the slide", kernel), ("an edge", edge))
    ],
    ["window", "as it stands", "turned"],
)
claim(
    "A11",
    "the formula is what the example computes",
    "Σₘ Σₙ X_{i−m, j−n} W_{m,n}",
    True,
    readings={
        "the window of the slide": whole(image, kernel) == cells(correlate, kernel),
        "an edge window": whole(image, edge) == cells(correlate, edge),
    },
    note="The formula turns the window, the example does not; they agree for windows that look the same after half a "
    "turn.",
)
claim(
    "A11",
    "the formula is true convolution, for several windows",
    "2D convolution (X ∗ W)",
    [cells(convolve, w) for w in (kernel, edge, [[1, 2, 3], [4, 5, 6], [7, 8, 9]])],
    readings={"evaluated": [whole(image, w) for w in (kernel, edge, [[1, 2, 3], [4, 5, 6], [7, 8, 9]])]},
)
claim(
    "A11",
    "the cell (0, 0) of the formula is the top left cell of the example",
    "feature map at position (i, j)",
    feature_map[0][0],
    readings={
        "i = j = 0, zeros around the picture": float(printed_formula(image, kernel, 0, 0)),
        "i = j = 2": float(printed_formula(image, kernel, 2, 2)),
    },
    note="At i = j = 0 the formula asks for pixels with negative indices; it says neither that they are 0 nor that one "
    "should start at the size of the window.",
)
swapped = all(
    printed_formula(image, edge, i, j) == printed_formula(edge, image, i, j) for i, j in product(range(6), repeat=2)
)
print("the same with picture and window exchanged, on all 6 × 6 cells:", swapped)

# %% [markdown]
# On a small picture both are drawn here with their scalar graphs: the same six products of a 1 × 3 picture with a
# 1 × 2 window, paired in two ways.

# %%
strip, window = Matrix.given([[2, 5, -1]], "x"), Matrix([[3, -4]], "w")
(across,) = Conv2D(1, 1, (1, 2), bias=False, init="zeros").assign(W=[[[[3, -4]]]])([strip])[0]
(turned,) = Conv2D(1, 1, (1, 2), bias=False, init="zeros", flip=True).assign(W=[[[[3, -4]]]])([strip])[0]
for name, row in (("cross-correlation", across), ("convolution", turned)):
    print(f"{name}: {[y.data for y in row]}")
total = named("y", engine.sum([w * x for w, x in zip(window[0], strip[0][:2], strict=True)]))
figure(
    "correlation-cell", total, item="A11", expand=True, caption="Cross-correlation, as it stands: $w_0$ meets $x_0$."
)
total = named("y", engine.sum([w * x for w, x in zip(window[0], reversed(strip[0][:2]), strict=True)]))
figure("convolution-cell", total, item="A11", expand=True, caption="Convolution, turned: $w_0$ meets $x_1$.")

# %% [markdown]
# ## The gradient of a shared weight
# A weight takes part in every cell, so it collects a contribution from each. With upstream gradients $G_{ij}$,
# $\frac{\partial L}{\partial W_{mn}} = \sum_{ij} G_{ij} X_{i+m, j+n}$: again a sliding window, of $G$ over $X$.

# %%
layer = Conv2D(1, 1, 3, bias=False, init="zeros").assign(W=[[edge]])
(Y,) = layer([image])
loss = named("L", 0.5 * (Matrix(Y) ** 2).sum())
G = Matrix(Y).data
by_hand = [[(G * patch(image, m, n, size=2)).sum() for n in range(3)] for m in range(3)]
compare(loss, {"W": (layer.W[0][0], by_hand)})

# %% [markdown]
# ## Sharing, and what a shift does
# "This allows the model to detect a feature no matter where it appears", says the slide, and calls it translation
# invariance. Shift the picture and look.


# %%
def framed(row, column, size=7):
    """The pattern of the window itself, drawn at (row, column) on an empty picture."""
    blank = [[0] * size for _ in range(size)]
    for i, j in product(range(3), repeat=2):
        blank[row + i][column + j] = kernel[i][j]
    return blank


detector = Conv2D(1, 1, 3, bias=False, init="zeros").assign(W=[[kernel]])


def response(picture):
    (rows,) = detector([picture])
    return Matrix(rows).data


here, there = response(framed(0, 0)), response(framed(2, 3))
moved = [[here[i - 2][j - 3] if i >= 2 and j >= 3 else 0.0 for j in range(5)] for i in range(5)]
claim(
    "A14",
    "shift the picture, and the feature map is",
    "translation invariance",
    there,
    readings={"invariant: the same map": here},
    true="translation equivariance: the same map, shifted",
    note="The answer moves with the picture (equivariance); it stays the same only after a pooling over all positions.",
)
equal = there.map(operator.eq, moved)
inner = [row[3:] for row in equal[2:]]
claim(
    "A14",
    "shift the picture, and the feature map shifts with it",
    "the same filter W is used across the entire image",
    True,
    readings={
        "where the shifted map is known": all(map(all, inner)),
        "at cells that came in from outside": all(map(all, [row[:3] for row in equal])),
    },
    note="Only away from the border: cells near the edge see something that the first picture did not have.",
)
pools = {
    "largest of all cells": lambda p: [max(map(max, response(p)))],
    "global average": lambda p: [y.data for y in GlobalAveragePool()([response(p)])],
    "2 × 2 max pooling": lambda p: [[y.data for y in row] for row in MaxPool2D(2)([response(p)])[0]],
}
claim(
    "A14",
    "convolution and pooling together do not notice the shift",
    "detect a feature no matter where it appears (translation invariance)",
    True,
    readings={name: pool(framed(2, 2, 9)) == pool(framed(3, 4, 9)) for name, pool in pools.items()},
    note="Pooling over everything forgets the place; a small pooling window forgets only shifts inside the window.",
)
shared = detector.parameters()[4]
(cells_now,) = detector([framed(0, 0, size=4)])
whole_map = named("L", Matrix(cells_now).named("Y").sum())
figure(
    "shared-weight",
    whole_map,
    item="A14",
    caption="Four cells, their sum L, nine weights: the middle one is in all four products and adds up four gradients.",
    predict=[shared],
)
print("gradient of the middle weight:", gradient(whole_map, shared))

# %%
dense, sliding = Layer(7 * 7, 5 * 5, bias=False, init="zeros"), detector
claim(
    "A14",
    "a layer with the same input and output sizes needs fewer weights when they are shared",
    "Parameter sharing ... incredibly efficient",
    True,
    readings={"7 × 7 to 5 × 5": len(sliding.parameters()) < len(dense.parameters())},
)
table(
    [["fully connected", len(dense.parameters())], ["convolution", len(sliding.parameters())]],
    ["7 × 7 to 5 × 5", "weights"],
)

# %% The code of this plot
fig = plots.images(
    {"pattern at (0, 0)": framed(0, 0), "its map": here, "pattern at (2, 3)": framed(2, 3), "its map ": there}
)
plot("shift", fig, "The strongest cell moves with the pattern: equivariance.", item="A14")

# %% [markdown]
# ## Your turn


# %%
@exercise(
    "kernel-of-a-strip",
    asks="A strip $x$ of five numbers and a window $w$ of two give $y_i = w_0 x_i + w_1 x_{i+1}$, and "
    "$L = \\frac12 \\sum_i y_i^2$. Derive the gradients of $w$ and of $x$.",
    hints=[
        "First $\\partial L / \\partial y_i = y_i$.",
        "$w_0$ takes part in all four cells: add $y_i x_i$ over $i$.",
        "$x_2$ takes part in two cells, once with $w_0$ and once with $w_1$; the outer ones only in one.",
    ],
)
def kernel_of_a_strip():
    (x,), (w,) = Matrix([[1.0, -2.0, 0.5, 3.0, -1.0]], "x"), Matrix([[0.5, -1.5]], "w")
    y = [w[0] * x[i] + w[1] * x[i + 1] for i in range(4)]
    loss = 0.5 * engine.sum([v**2 for v in y])
    given = {"x": [v.data for v in x], "w": [v.data for v in w], "y": [v.data for v in y]}
    return loss, {"w": w, "x": x}, given
