# %% [markdown]
# # Eager, recorded, replayed
# A scalar graph is easy to read and slow to build. Record it once, put equal operations side by side, and the graph
# one draws is also the program that runs fast.
#
# Before: neurons and networks; topological order.
#
# After: you can say what recording keeps and what it freezes, read a recorded program, and know when a graph has to
# be recorded anew.

# %%
import random

import matplotlib.pyplot as plt

import engine
from engine import Constant, Value, gradient, named
from engine.graph import topological_order
from engine.tape import record
from lectures.board import compare, exercise, figure, plot, table
from nn import MLP, losses
from nn.datasets import moons

# %% [markdown]
# ## Eager: a new graph for every number
# Each training step so far built all its nodes, walked through them twice, and threw them away. The next step builds
# the same graph again, with other numbers in it.

# %%
w, b, x, t = Value(0.5, "w"), Value(-0.3, "b"), Constant(2.0, "x"), Constant(1.0, "t")
z = named("z", w * x + b)
h = named("h", z.tanh())
loss = named("L", (h - t) ** 2)
figure(
    "eager",
    loss,
    caption="The picture of one step. The next step has the same picture with other numbers.",
    predict=[w],
)
hand = 2 * (h.data - 1.0) * (1 - h.data**2)
compare(loss, {"w": (w, hand * 2.0), "b": (b, hand)})

# %% [markdown]
# ## Recorded: the picture without its numbers
# `record` walks through the graph once and writes down what is to be done: parameters (`wrt`) and inputs stay open,
# everything else is a constant. Replaying fills in new numbers.

# %%
tape = record(loss, wrt=[w, b], inputs=[x, t])
print(tape.instructions())
rows = []
for theta, example in (([0.5, -0.3], [2.0, 1.0]), ([1.0, 0.0], [0.3, -1.0])):
    value, slopes = tape.value_and_grad(theta, example)
    leaves = [Value(v) for v in theta]
    again = ((leaves[0] * example[0] + leaves[1]).tanh() - example[1]) ** 2
    rows.append([str(theta), str(example), value, again, *slopes, *gradient(again, leaves)])
table(
    rows,
    ["θ = (w, b)", "(x, t)", "replayed", "eager", "∂w replayed", "∂b replayed", "∂w eager", "∂b eager"],
    "Two sets of numbers through one recording",
)

# %% [markdown]
# Many examples at once: give a list of them, and each number on the tape becomes a column of numbers.

# %%
value, slopes = tape.value_and_grad([0.5, -0.3], [[2.0, 1.0], [0.3, -1.0], [-1.0, 0.0]])
print(f"the sum over three examples: L = {value:.6f}, gradient {[round(float(s), 6) for s in slopes]}")

# %% [markdown]
# ## Replayed: one call for many nodes
# A network repeats itself: all hidden neurons of a layer do the same thing to different numbers. Sort the nodes by
# **level**, the longest way from a leaf, and every group of equal operations on one level is one call on arrays. The
# table of primitives is written so that the same row serves a float and an array.

# %%
data = moons(40, noise=0.1, rng=random.Random(1))
net = MLP(2, 8, 8, 1, rng=random.Random(2))


def objective(outputs):
    return losses.squared_error(outputs, [float(k) for k in data.targets], "mean")


whole = objective([net(point)[0] for point in data.inputs])
order = topological_order(whole)
operations = [node for node in order if node.inputs]
level = {}
for node in order:
    level[node] = 1 + max((level[source] for source in node.inputs), default=-1)
groups = {(level[node], node.op) for node in operations}
print(f"{len(operations)} operations on {max(level.values())} levels, in {len(groups)} groups of equal ones")
program = record(whole, wrt=net.parameters())
print(program.instructions())

# %% The code of this plot
fig, axes = plt.subplots()
kinds = sorted({node.op for node in operations})
below = [0] * (max(level.values()) + 1)
for i, op in enumerate(kinds):
    counts = [sum(1 for node in operations if node.op == op and level[node] == k) for k in range(len(below))]
    axes.bar(
        range(len(below)), counts, bottom=below, color=f"C{i % 5}", hatch=("", "//", "..", "xx", "--")[i % 5], label=op
    )
    below = [a + c for a, c in zip(below, counts, strict=True)]
axes.set(xlabel="level", ylabel="operations", title="A few levels, hundreds of equal operations on each")
axes.legend(fontsize="small")
plot("levels", fig, "Each block of one pattern becomes a single call on arrays.")

# %% [markdown]
# ## The graph written out is as good
# Code written with `+` and `*` makes longer chains. While recording, chains of `+` become one sum and sums of
# products one dot product, so the elementary code runs as the short one does.

# %%
v = [Value(0.15 * i, f"v{i}") for i in range(1, 5)]
u = [Constant(1.3 - 0.23 * i, f"u{i}") for i in range(1, 5)]
written_out = named("Σ v u", sum(p * q for p, q in zip(v, u, strict=True)))
figure("written-out", written_out, caption="Four products and three sums, one after the other: four levels deep.")
short = record(written_out, wrt=v, inputs=u)
print(short.instructions())

# %% [markdown]
# ## What is frozen
# A number that leaves the graph by `.data` is gone from the tape: it stays what it was. That is right for a shift
# which cancels, and wrong for anything that matters.

# %%
a = Value(2.0, "a")
honest = named("a · a", a * a)
frozen = named("a · 2", a * a.data)  # the second factor is now the number 2
tapes = {"a * a": record(honest, wrt=[a]), "a * a.data": record(frozen, wrt=[a])}
table(
    [[name, float(made.value([2.0])), float(made.value([5.0]))] for name, made in tapes.items()],
    ["recorded at a = 2", "replayed at 2", "replayed at 5"],
)
figure("frozen", frozen, caption="The constant 2 has no edge to $a$: the picture shows what the tape knows.")

# %% [markdown]
# A kink is not frozen. ReLU, the maximum and the absolute value are rows of the table like all others, and decide
# anew at each replay. An `if` in Python is not on the tape. So hand over the function, not its graph: `record` runs it
# once, remembers what it compared, and each replay checks whether the comparisons still come out alike. Where one does
# not, the function itself is run.


# %%
def branching(a):
    return a * 2 if a > 0 else a**3 - 1


made = record(branching, wrt=[], inputs=1.0)
folded = record(lambda a: engine.maximum(a, 0.5 * a), wrt=[], inputs=1.0)
for number in (3.0, -1.0):
    print(f"at {number}: the `if` gives {made.value([], [number])}, the maximum {folded.value([], [number])};", end=" ")
print(f"run anew: {made.eager_calls} and {folded.eager_calls} times")

# %% [markdown]
# `nn.fit` does all this by itself for models and losses of `nn`; for your own it takes your word, `replay=True`, that
# they compute the same from the same numbers. How much it saves is measured by `make bench`.
#
# ## Your turn


# %%
@exercise(
    "one-step",
    asks="Derive the gradients by $w$ and $b$ of $L = (\\tanh(w x + b) - t)^2$ for the numbers of the first picture.",
    hints=["$dL/dh = 2 (h - t)$.", "$dh/dz = 1 - h^2$; $z$ moves with $x$ per unit of $w$ and with 1 per unit of $b$."],
)
def one_step():
    w, b = Value(0.5, "w"), Value(-0.5, "b")
    return ((w * 2.0 + b).tanh() - 1.0) ** 2, {"w": w, "b": b}, {"w": 0.5, "b": -0.5, "x": 2.0, "t": 1.0}
