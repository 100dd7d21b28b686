"""Break it: a neuron that never learns

The loss of this network stays what it is, however often it steps. Which number on the way back is 0, and why for every
example? One change of one number brings it to life.

Answer: the bias -3 makes z negative for every example, so relu gives 0, and its slope is 0 as well: no gradient comes
through. Begin with `b = Value(0.0, "b")`.
"""

from engine import Value
from lectures.workbench import plot

data = [(0.5, 1.0), (1.0, 2.0), (1.5, 3.0)]
w, b, v = Value(0.8, "w"), Value(-3.0, "b"), Value(0.5, "v")

losses = []
for step in range(30):
    loss = sum((v * (w * x + b).relu() - y) ** 2 for x, y in data) / len(data)
    w.grad = b.grad = v.grad = 0.0
    loss.backward()
    for parameter in (w, b, v):
        parameter.data -= 0.05 * parameter.grad
    losses.append(loss.data)

plot(losses, title="Loss", across="step")
print("dw", w.grad, "db", b.grad, "dv", v.grad)
