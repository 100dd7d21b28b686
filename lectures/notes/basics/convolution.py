# %% [markdown]
# # Convolution
# The feature map of the notes cell by cell, the two operations that share one name, and what a shift does.
#
# Covers: A11 to A14
#
# Before: [One kernel for every place](convolutional_network.html).
#
# After: you can tell convolution from cross-correlation, and equivariance from invariance.

# %%
from itertools import product

import engine
from engine import dot, named
from lectures.board import compare, figure, plot, table
from nn import Conv2D, plots
from nn.matrix import Matrix

image = Matrix([[1, 0, 1, 0], [0, 1, 1, 0], [1, 0, 1, 0], [0, 1, 1, 0]])
kernel = Matrix([[1, 0, 1], [0, 1, 0], [1, 0, 1]])

# %% [markdown]
# ## Nine products in each cell
# Lay the window on a patch, multiply what lies on top of each other, add up. The last cell is 3; the notes print 4.


# %%
def patch(X, i, j):
    return X[i : i + 3, j : j + 3]


X, W = Matrix(image, "X"), Matrix(kernel, "W")
for name, i, j in (("top-left-cell", 0, 0), ("last-cell", 1, 1)):
    cell = named(f"Y[{i},{j}]", dot(W.entries, patch(X, i, j).entries))
    figure(name, cell, item=["A12", "A13"], caption="Each weight receives the pixel that it met.", predict=[W[0, 0]])
windows = {(i, j): (patch(image, i, j) * kernel).entries for i, j in product(range(2), repeat=2)}
table([[str(at), " + ".join(map(str, nine)), sum(nine)] for at, nine in windows.items()], ["cell", "nine products", ""])

# %% [markdown]
# ## One name, two operations
# The formula of the notes, $\sum_m \sum_n X_{i-m,\,j-n} W_{m,n}$, turns the window by half a turn: as $m$ grows, the
# row of the picture falls. Their example slides the window as it stands. The first is convolution, the second
# cross-correlation, and a window that looks the same upside down hides the difference: here with two weights. Each
# weight adds up what comes back from every cell: $\partial L / \partial W_{mn} = \sum_{ij} G_{ij}\, X_{i+m,\,j+n}$.

# %%
for name, turned in (("correlation-cell", False), ("convolution-cell", True)):
    strip, window = Matrix.given([[2, 5]], "x")[0], Matrix([[3, -4]], "w")[0]
    y = named("y", engine.sum([w * x for w, x in zip(window, strip[::-1] if turned else strip, strict=True)]))
    figure(name, y, item="A11", expand=True, caption=f"{window[0].label} meets {strip[turned].label}.")


def feature_map(weights, picture, turned=False):
    layer = Conv2D(1, 1, len(weights), bias=False, init="zeros", flip=turned).assign(W=[[weights]])
    return Matrix(layer([picture])[0])


edge = [[1, 0, -1], [2, 0, -2], [1, 0, -1]]
for name, weights in (("of the notes", kernel), ("of an edge", edge)):
    as_it_stands, turned = (list(feature_map(weights, image, turned).data) for turned in (False, True))
    print(f"window {name}: {as_it_stands} as it stands, {turned} turned")
window = [[0.7, -0.3, 0.2], [0.1, 0.95, -0.6], [0.45, -0.8, 0.55]]
layer = Conv2D(1, 1, 3, bias=False, init="zeros").assign(W=[[window]])
Y = Matrix(layer([image])[0]).named("Y")
L, weights = named("L", Y.sum()), layer.W[0][0]
figure("shared-weight", L, item="A14", caption="Four cells; each weight is in all of them.", predict=[weights[1][1]])
loss, G = 0.5 * (Y**2).sum(), Y.data
by_hand = [[(G * image[m : m + 2, n : n + 2]).sum() for n in range(3)] for m in range(3)]
compare(loss, {"W": (weights, by_hand)})


# %% [markdown]
# ## What a shift does
# Draw the pattern of the window at another place: the map moves with it (equivariance). The same answer at every
# place (invariance) comes from pooling over the whole map.


# %%
def framed(row, column):
    blank = Matrix([0] * 9 for _ in range(9))
    for i, j in product(range(3), repeat=2):
        blank[row + i][column + j] = kernel[i, j]
    return blank


pictures = {"pattern at (2, 2)": framed(2, 2), "pattern at (4, 3)": framed(4, 3)}
maps = {name: feature_map(kernel, picture) for name, picture in pictures.items()}
print("largest cell of each map:", [max(Y.data.entries) for Y in maps.values()])

# %% The code of this plot
fig = plots.images(pictures | {f"map, {name}": Y.data for name, Y in maps.items()})
plot("shift", fig, "The map moves with the pattern.", item="A14")
