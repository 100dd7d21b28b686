"""An RNN cell

The same two weights at each of four times. Step back through time: what do they receive from each, and why so little?
"""

from engine import Value, named
from lectures.workbench import bars

sequence = [1.0, -0.5, 0.3, 0.8]
w, u, b = Value(0.6, "w"), Value(0.9, "u"), Value(0.0, "b")

states = []
h = Value(0.0, "h0")
for t, x in enumerate(sequence, start=1):
    h = named(f"h{t}", (u * h + w * x + b).tanh())
    states.append(h)
loss = named("loss", (h - 1.0) ** 2)

loss.backward()
print("du", u.grad)
bars({state.label: state.grad for state in states}, title="What reaches each state", up="gradient")
