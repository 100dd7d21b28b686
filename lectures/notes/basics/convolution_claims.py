"""What the slides on convolution claim."""

import random
from itertools import product

import engine
from engine import dot
from lectures.errata import formula, promise, value
from lectures.plain_text import number_text
from nn import Conv2D, Matrix

IMAGE = Matrix([[1, 0, 1, 0], [0, 1, 1, 0], [1, 0, 1, 0], [0, 1, 1, 0]])
FILTER = Matrix([[1, 0, 1], [0, 1, 0], [1, 0, 1]])


def steps(X, W):
    """The feature map of the four steps: place the filter, multiply, sum, slide."""
    layer = Conv2D(1, 1, (len(W), len(W[0])), bias=False, init="zeros").assign(W=[[W]])
    return Matrix(layer([X])[0]).data


def printed(X, W, i, j):
    """The printed double sum at (i, j), pixels outside of the image counted as 0."""
    inside = [(m, n) for m, n in product(range(len(W)), range(len(W[0]))) if i >= m and j >= n]
    return sum(X[i - m][j - n] * W[m][n] for m, n in inside)


@formula("A11.1", "001:206",
    r"$$(\mathbf{X} * \mathbf{W})_{i,j} = \sum_{m} \sum_{n} \mathbf{X}_{i-m,j-n} \cdot \mathbf{W}_{m,n}$$",
    says="The feature map of the next slide, whose steps slide the filter as it stands, is this double sum.",
    holds_if="the filter looks the same after half a turn, as the one on the slide does", fails_if="any other filter",
    because="As m grows the row of the image falls, so the sum turns the filter by half a turn (convolution), and the "
    "steps do not (cross-correlation). On the pixels (2, 5) the filter (3, −4) gives "
    f"{number_text(steps([[2, 5]], [[3, -4]])[0, 0])} by the steps, {printed([[2, 5]], [[3, -4]], 0, 1)} by the sum.",
    severity="S1",
    fix=r"$\sum_m \sum_n \mathbf{X}_{i+m,j+n} \mathbf{W}_{m,n}$, the cross-correlation that CNNs compute",
    draws=lambda: dot(Matrix([[3.0, -4.0]], "w")[0], Matrix([[2.0, 5.0]], "x")[0][::-1]))  # fmt: skip
def two_operations(p, case):
    X, W = p.matrix("X", 4, 4), p.matrix("W", 3, 3)
    W = W if "any" in case else W + [row[::-1] for row in W[::-1]]
    return [[printed(X, W, i, j) for j in (2, 3)] for i in (2, 3)], steps(X, W)


@formula("A11.2", "000:204-206",
    r"at position  $(i, j)$  is: $$... \sum_m \sum_n \mathbf{x}_{i-m,j-n} \cdot \mathbf{W}_{m,n}$$",
    says="At its first position (i, j) the sum gives the top left cell of the map; with the filter of the next slide.",
    readings=("first is (0, 0), with pixels 0 outside", "first is (2, 2), where the filter fits"),
    because="At (0, 0) the sum asks for pixels with negative indices. What they are is not said, nor where i, j begin. "
    f"For the image of the next slide, whose first cell is {number_text(steps(IMAGE, FILTER)[0, 0])}, the sum is "
    f"{printed(IMAGE, FILTER, 0, 0)} at (0, 0) with pixels 0 outside, and {printed(IMAGE, FILTER, 2, 2)} at (2, 2).",
    severity="S2", fix="the limits of m, n, i and j, and what lies outside of the image")  # fmt: skip
def first_position(p, case):
    X = p.matrix("X", 4, 4)
    at = 0 if "outside" in case else 2
    return printed(X, FILTER, at, at), steps(X, FILTER)[0, 0]


@value("A12.1", "000:235", "5 1", says="The top right cell of the map is 1.", prints="1")
def top_right():
    return steps(IMAGE, FILTER)[0, 1]


@value("A12.2", "000:236", "2", says="The bottom left cell of the map is 2.", prints="2")
def bottom_left():
    return steps(IMAGE, FILTER)[1, 0]


@value("A12.3", "000:234-236", "Feature Map 5 1 2 4", says="The bottom right cell of the map is 4.", prints="4",
    because="There the filter lies on the rows 1 1 0, 0 1 0 and 1 1 0: of its five ones three meet a one.",
    severity="S1", fix=f"{steps(IMAGE, FILTER)[1, 1]:g}",
    draws=lambda: engine.sum([x for i, x in enumerate(Matrix(IMAGE, "X")[1:4, 1:4].entries) if FILTER.entries[i]]))  # fmt: skip
def bottom_right():
    return steps(IMAGE, FILTER)[1, 1]


@value("A13.1", "000:240", r"$$(1 \times 1) + (0 \times 0) + ... = 5$$", says="The nine products sum to 5.", prints="5")
def top_left():
    return sum((IMAGE[0:3, 0:3] * FILTER).entries)


@promise("A14.1", "000:243", "allows the model to detect a feature no matter where it appears (translation invariance)",
    says="With a shared filter the answer is the same wherever the pattern stands.",
    holds_if="the largest cell of the whole map is taken", fails_if="the feature map itself",
    because="The map moves with the pattern, which is equivariance; only pooling over all positions forgets the place.",
    severity="S2", fix="(translation equivariance; with pooling over all positions invariance)")  # fmt: skip
def same_everywhere(seed, case):
    maps, W = [], Matrix([random.Random(3 * seed + i).random() for _ in range(3)] for i in range(3))
    for row, column in random.Random(seed).sample(list(product(range(2, 6), repeat=2)), 2):
        X = Matrix([0.0] * 10 for _ in range(10))
        for i, j in product(range(3), repeat=2):
            X[row + i][column + j] = FILTER[i, j]  # the pattern of the slide, at two places of an empty image
        maps.append(steps(X, W).entries)
    return max(maps[0]) == max(maps[1]) if "largest" in case else maps[0] == maps[1]
