"""A neuron

One neuron, its squared error, and a gradient for each number. Change a number and run it again.
"""

from engine import Value, named

x, y = Value(2.0, "x"), Value(1.0, "y")
w, b = Value(0.5, "w"), Value(-0.3, "b")

z = named("z", w * x + b)
h = named("h", z.tanh())
loss = named("loss", (h - y) ** 2)

loss.backward()
print("loss", loss.data)
print("dw  ", w.grad)
print("db  ", b.grad)
