"""A convolution

One kernel slides over a picture of 4 × 4 pixels; every place sends a share of the gradient to the same four weights.
"""

from engine import Value
from lectures.workbench import table

image = [[0, 0, 1, 1], [0, 0, 1, 1], [0, 1, 1, 0], [0, 1, 1, 0]]
K = [[Value(-0.5, "k00"), Value(0.5, "k01")], [Value(-0.4, "k10"), Value(0.6, "k11")]]


def at(i, j):
    """Return the kernel times what lies under it."""
    return sum(K[m][n] * image[i + m][j + n] for m in range(2) for n in range(2))


feature_map = [[at(i, j).relu() for j in range(3)] for i in range(3)]
loss = (sum(sum(row) for row in feature_map) / 9 - 1) ** 2

loss.backward()
table(feature_map, title="feature map")
table([[k.grad for k in row] for row in K], title="gradient of the kernel")
