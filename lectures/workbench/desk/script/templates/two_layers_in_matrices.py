"""Two layers in matrices

A network as on the board, Z = X W + b, written for NumPy: each name is an array of Values, and each row an example.
"""

import numpy as np

from lectures.workbench import table
from nn.array import array

X = np.array([[1.0, 2.0], [0.5, -1.0], [-1.5, 0.5]])
Y = np.array([[1.0], [-1.0], [0.5]])
W1, b1 = array([[0.5, -0.3], [0.2, 0.8]], "W1"), array([0.1, -0.2], "b1")
W2, b2 = array([[0.7], [-0.4]], "W2"), array([0.05], "b2")

Z1 = X @ W1 + b1
H = np.tanh(Z1)
out = H @ W2 + b2
loss = np.sum((out - Y) ** 2)

loss.backward()
print("loss", loss.data)
table(W1.grad, title="dW1")
table(W2.grad, title="dW2")
