"""Break it: a gradient by hand that is half right

Somebody has derived both gradients of a neuron, and one of them is wrong. Which, and what was forgotten? Step
backwards through the graph before you look.

Answer: the derivative of tanh, 1 - h², stands in db and is missing in dw: (h - y) passes through tanh on its way to
both. Write `"w": 2 * (h.data - y) * (1 - h.data**2) * x`.
"""

from engine import Value, compare_gradients, named

x, y = 2.0, 1.0
w, b = Value(0.5, "w"), Value(-0.3, "b")
h = named("h", (w * x + b).tanh())
loss = named("loss", (h - y) ** 2)

by_hand = {
    "w": 2 * (h.data - y) * x,
    "b": 2 * (h.data - y) * (1 - h.data**2),
}
compare_gradients(loss, by_hand)
