# %% [markdown]
# # Gradients in practice
# Nudged, they cost too much; from equal weights they are equal; through saturated neurons they vanish; and a network
# needs very many of them.
#
# Covers: B24, B25, B31 to B33
#
# Before: the derivative; a small network and its graph.
#
# After: you can say what a difference quotient costs, why weights start at random, and check a growth curve.

# %%
import random
from math import log2

import matplotlib.pyplot as plt

from engine import Constant, Value, gradient, named, topological_order
from lectures.board import figure, plot, table
from nn import MLP, losses
from nn.plots import gradient_size


def F(w):
    return ((0.8 * w).tanh() - 0.3) ** 2


w, e = Value(1.5, "w"), 0.1
up, down = named("F(w+ε)", F(named("w+ε", w + e))), named("F(w−ε)", F(named("w−ε", w - e)))
figure("quotient", named("slope", (up - down) / (2 * e)), item="B24", caption="Two copies of the loss and a division.")
true = gradient(F(w), w)
errors = [[e, abs((F(w + e) - F(w - e)).data / (2 * e) - true)] for e in (0.1, 1e-3, 1e-5, 1e-7, 1e-9, 1e-11)]
table(errors, ["ε", "error"], "Too long bends, too short rounds")

# %% [markdown]
# A smaller $\epsilon$ helps until rounding takes over: [Is my gradient right?](is_my_gradient_right.html) At a kink
# both sides together have a slope, 0 for $|w|$, and the curve has none. For $m$ weights it takes $2m$ runs, and each
# uses all $m$ weights; backwards every edge is used once.

# %%
w = Value(0.0, "w")
figure("kink", named("F", w.relu() - w.abs() / 2), item="B24", caption="Two kinks: backwards each has the slope 0.")


def loss(*sizes):
    net = MLP(*sizes, activation="tanh", rng=random.Random(1))
    return net, named("F", losses.squared_error([net([0.3 + 0.1 * i for i in range(sizes[0])])], [[0.5]], "sum"))


figure("network", loss(2, 2, 1)[1], form="columns", item="B25", caption="One sweep back gives all slopes.")
rows = []
for width in (2, 5, 10, 20, 40):
    net, output = loss(width, width, width, 1)
    m, once = len(net.parameters()), sum(len(node.inputs) for node in topological_order(output))
    rows.append([m, 2 * m * once, 2 * once])
table(rows, ["weights m", "2m runs", "forward and back"], "Work, counted in inputs used")

# %% [markdown]
# From zeros, hidden outputs give nothing to the weights above, which let nothing down. Other equal weights give hidden
# neurons equal gradients, so they stay equal. What helps against the rest: [Vanishing
# gradients](vanishing_gradients.html).

# %%
zero = MLP(2, 2, 1, activation="tanh", init="zeros")
end = named("F", losses.squared_error(zero([0.8, -0.5]), [1.0], "sum"))
figure("all-zeros", end, form="columns", item="B31", caption="Only the last bias learns.", predict=[zero.output.b[0]])
for name, h in (("saturated", Value.sigmoid), ("not-saturated", Value.relu)):
    o = Constant(1.1, "x")
    for level, weight in enumerate((2.5, 3.0, 2.0), 1):
        o = named(f"o{level}", h(Value(weight, f"w{level}") * o))
    figure(name, o, item="B32", caption=f"Three times {h.__name__}. What is left at $w_1$?")

# %% The code of this plot
fig, axes = plt.subplots()
for activation, init in (("sigmoid", "xavier"), ("tanh", "xavier"), ("relu", "he")):
    sizes = []
    for seed in range(8):
        rng = random.Random(seed)
        net = MLP(*[10] * 21, activation=activation, output=activation, init=init, rng=rng)
        losses.squared_error([net([rng.gauss(0, 1) for _ in range(10)])], [[1.0] * 10], "sum").backward()
        sizes.append([gradient_size(layer.parameters()) for layer in net.layers])
    axes.semilogy(range(1, 21), [sorted(found[k] for found in sizes)[4] for k in range(20)], "o-", label=activation)
axes.set(
    xlabel="layer, from the input", ylabel="size of the gradient, median of 8", title="Twenty layers of ten neurons"
)
axes.legend()
plot("depth", fig, "Read from right to left. A sigmoid leaves at most a quarter at every layer.", item="B32")

# %%
t, d = Value(12.0, "t"), Value(3.4, "d")
figure("growth", named("growth", 2 ** (t / d)), item="B33", caption="In t months, doubling every d.", predict=[d])
months = 3.4 * log2(300_000)
print(f"300,000x takes {months:.1f} months at 3.4 a doubling; 24 a doubling then gives {2 ** (months / 24):.2f}x")
print(f"7x takes {24 * log2(7):.1f} months at 24 a doubling; 3.4 a doubling then gives {7 ** (24 / 3.4):,.0f}x")
work = 1e15 * 24 * 60 * 60
print(f"a petaflop/s-day: {work:.3g} operations; at 10^9 in a second {work / 1e9 / (365.25 * 24 * 60 * 60):,.0f} years")
