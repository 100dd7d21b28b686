"""Logistic regression

Points of two classes, a straight border between them, and gradient descent. Draw points of your own under "Data".
"""

from engine import Value, sigmoid, softplus
from lectures.workbench import plot

points = [(-1.0, -0.5), (-0.5, -1.0), (-0.8, 0.2), (0.7, 0.4), (1.0, 1.2), (0.2, 1.1)]
classes = [0, 0, 0, 1, 1, 1]
w1, w2, b = Value(0.0, "w1"), Value(0.0, "w2"), Value(0.0, "b")


def loss_at(point, y):
    """Return -ln p for the right class: ln(1 + e^-z) for class 1, and ln(1 + e^z) for class 0."""
    z = w1 * point[0] + w2 * point[1] + b
    return softplus(-z) if y == 1 else softplus(z)


losses = []
for step in range(60):
    mean = sum(loss_at(point, y) for point, y in zip(points, classes)) / len(points)
    w1.grad = w2.grad = b.grad = 0.0
    mean.backward()
    for parameter in (w1, w2, b):
        parameter.data -= 0.5 * parameter.grad
    losses.append(mean.data)

plot(losses, title="Loss", across="step")
right = sum((sigmoid(w1 * p[0] + w2 * p[1] + b).data > 0.5) == (y == 1) for p, y in zip(points, classes))
print(right, "of", len(points), "points are on their side")


def border(across):
    """Return where z = 0."""
    return -(w1.data * across + b.data) / w2.data


groups = {f"class {k}": [p for p, y in zip(points, classes) if y == k] for k in (0, 1)}
plot({"border": border}, points=groups, x=(-1.2, 1.2), title="Where the neuron decides")
loss = loss_at(points[0], classes[0])
