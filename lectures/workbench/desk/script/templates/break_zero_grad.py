"""Break it: the loss comes back

The loss falls, and then it rises again, and falls, and rises, although the rate is small. Which line is missing?

Answer: `backward()` adds to what is in `.grad`, so each step walks along the sum of all gradients so far. Write
`w.grad = b.grad = 0.0` before `loss.backward()`.
"""

from engine import Value
from lectures.workbench import plot

data = [(-1.0, -2.8), (0.0, 1.1), (1.0, 5.2), (2.0, 8.9)]  # about y = 4 x + 1
w, b = Value(0.0, "w"), Value(0.0, "b")

losses = []
for step in range(50):
    loss = sum((w * x + b - y) ** 2 for x, y in data) / len(data)
    loss.backward()
    for parameter in (w, b):
        parameter.data -= 0.05 * parameter.grad
    losses.append(loss.data)

plot(losses, title="Loss", across="step")
print("w", w.data, "and b", b.data, "after 50 steps: they should be near 4 and 1")
