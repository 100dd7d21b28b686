"""Two layers in matrices, trained

The same network and gradient descent: W moves against dW until the loss is small. Each name is an array of Values.
"""

import numpy as np

from lectures.workbench import plot, table
from nn.array import array

X = np.array([[1.0, 2.0], [0.5, -1.0], [-1.5, 0.5]])
Y = np.array([[1.0], [-1.0], [0.5]])
W1, b1 = array([[0.5, -0.3], [0.2, 0.8]], "W1"), array([0.1, -0.2], "b1")
W2, b2 = array([[0.7], [-0.4]], "W2"), array([0.05], "b2")
rate = 0.1


def predict():
    """Return one number for each row of X."""
    H = np.tanh(X @ W1 + b1)
    return H @ W2 + b2


losses = []
for step in range(30):
    loss = np.mean((predict() - Y) ** 2)
    for P in (W1, b1, W2, b2):
        P.grad = 0  # else the gradients of all steps add up
    loss.backward()
    for P in (W1, b1, W2, b2):
        P.data -= rate * P.grad
    losses.append(loss.data)

plot(losses, title="Loss", across="step", log=True)
table(np.hstack([Y, predict().data]), title="Y beside what is predicted")

# The graph on the stage is that of the loss now.
loss = np.mean((predict() - Y) ** 2)
