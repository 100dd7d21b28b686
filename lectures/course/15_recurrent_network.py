# %% [markdown]
# # A network with a memory
# Bits arrive one after the other, and one of them is marked. At the end, which bit was it? A recurrent network reads
# them with one small cell, used again at every step. It learns the task with 6 bits and fails with 24. What is lost on
# the way back, and how can a cell be built that keeps it?
#
# Minutes: 35
#
# Before: One kernel for every place (shared weights); the lecture on vanishing gradients.
#
# After: you can unroll a recurrent network, derive the gradient of its weight as a sum over time, say why it vanishes
# with length, and what a gate does about it.

# %%
import random
from math import hypot
from statistics import median

import matplotlib.pyplot as plt

from engine import Constant, Value, dot, gradient, named
from lectures.board import ask, compare, exercise, figure, plot, table
from nn import Adam, GRUCell, Layer, Module, RNNCell, accuracy, classifier, fit, losses, unroll

# %% [markdown]
# ## Which bit was marked?
# At each step the network sees two numbers: a bit, $-1$ or $1$, and a mark, 1 at one random step and 0 at all others.


# %%
def marked_bits(count, length, seed):
    rng, sequences, targets = random.Random(seed), [], []
    for _ in range(count):
        bits, marked = [rng.choice([-1.0, 1.0]) for _ in range(length)], rng.randrange(length)
        sequences.append([[bit, float(t == marked)] for t, bit in enumerate(bits)])
        targets.append(int(bits[marked] > 0))
    return sequences, targets


sequences, targets = marked_bits(3, length=6, seed=0)
shown = [" ".join(f"({bit:+.0f})" if mark else f"{bit:+.0f}" for bit, mark in sequence) for sequence in sequences]
table(zip(shown, targets), ["six bits, one of them (marked)", "target"])

# %% [markdown]
# An MLP needs all its inputs at once, and always equally many. A **recurrent cell** takes them one by one and keeps a
# **state** $h_t$, a row of a few numbers. At each step it makes the next state from the input and the last one:
#
# $$h_t = \tanh(x_t W_{xh} + h_{t-1} W_{hh} + b_h), \qquad h_0 = 0$$
#
# The weights are the **same at every step**, as a kernel's are at every place. A last neuron reads the answer off the
# last state. Beside this plain cell we train a second one, the **gated** cell (a GRU, which you will see below), with
# as many weights as we can match.


# %%
CELLS = {"plain": (RNNCell, 6), "gated": (GRUCell, 3)}


class Reader(Module):
    """Reads a sequence with a cell, and answers from its last state."""

    def __init__(self, name, seed):
        super().__init__()
        kind, size = CELLS[name]
        rng = random.Random(seed)
        self.cell, self.output = kind(2, size, rng=rng), Layer(size, 1, rng=rng)

    def forward(self, sequence):
        return self.output(unroll(self.cell, sequence)[-1])


def trained(name, length, seed, rate):
    """Return a trained reader, and the share of its 200 training sequences that it gets right."""
    data, model = marked_bits(200, length, seed), Reader(name, seed)
    loss, optimiser = losses.binary_cross_entropy_from_logits, Adam(model.parameters(), rate)
    fit(model, data, loss, optimiser, epochs=20, batch_size=40, rng=random.Random(seed), replay=True)
    return model, accuracy(classifier(model, replay=True), data)


# %% [markdown]
# `replay=True` promises `fit` that our own `Reader` does the same at every call, so that it may train fast. The rate is
# chosen for each cell in the same way: the best of three in validation, at length 12, with two seeds of its own.

# %%
RATES, LENGTHS = [0.01, 0.03, 0.1], [3, 6, 12, 24]


def best_rate(name):
    scores, validation = {}, marked_bits(200, 12, seed=1000)
    for rate in RATES:
        models = [trained(name, 12, seed, rate)[0] for seed in (100, 101)]
        scores[rate] = sum(accuracy(classifier(model, replay=True), validation) for model in models)
    return max(RATES, key=scores.get)


def spread(shares):
    return f"{median(shares):.0%} ({min(shares):.0%} to {max(shares):.0%})"


rates = {name: best_rate(name) for name in CELLS}
models, tests, rows = {}, {}, []
for length in LENGTHS:
    test = marked_bits(200, length, seed=2000)
    for name, rate in rates.items():
        models[name], training = zip(*[trained(name, length, seed, rate) for seed in range(8)])
        tests[name, length] = [accuracy(classifier(model, replay=True), test) for model in models[name]]
        shares = [spread(training), spread(tests[name, length])]
        rows.append([length, name, len(models[name][0].parameters()), rate, *shares])

# %%
ask(
    "With 3 bits the plain cell gets nearly everything right. What do you expect with 6, 12 and 24? The task is the "
    "same, there is only more to wait through.",
    "; ".join(f"{length} bits: {spread(tests['plain', length])}" for length in LENGTHS)
    + ". At 50% one might as well toss a coin.",
)
table(rows, ["length", "cell", "weights", "rate", "training", "test"], "Medians of 8 seeds (and from worst to best)")

# %% The code of this plot
fig, axes = plt.subplots(figsize=(5.6, 3.2))
for i, name in enumerate(CELLS):
    for k, length in enumerate(LENGTHS):
        axes.plot([k + 0.1 * i] * 8, tests[name, length], "os"[i], color=f"C{i}", alpha=0.5)
    medians = [median(tests[name, length]) for length in LENGTHS]
    axes.plot([k + 0.1 * i for k in range(4)], medians, ("-", "--")[i], color=f"C{i}", label=f"{name}, median")
axes.set(xticks=range(4), xticklabels=LENGTHS, xlabel="length", ylabel="right in the test", ylim=(0.4, 1.03))
axes.legend(fontsize=8)
plot("by-length", fig, "A mark for each of 8 seeds. The plain cell fails with length, the gated one does not.")

# %% [markdown]
# ## What comes back through time
# Why? Take the smallest cell there is: one number, and for the moment no tanh, $h_t = w h_{t-1} + u x_t$. Three steps
# are three lines with the **same** $w$ in each, and $L = (h_3 - 14)^2$.

# %%
w, u = Value(0.25, "w"), Value(2.0, "u")
h = Constant(0.0, "h0")
for t, number in enumerate([-4.0, 3.0, 5.0], start=1):
    h = named(f"h{t}", dot([w, u], [h, Constant(number, f"x{t}")]))  # w h + u x
loss = named("L", (h - 14) ** 2)
figure(
    "three-steps", loss, predict=[w], caption="The same $w$ at three times: it gets a contribution from each, in turn."
)

# %% [markdown]
# By hand: the states are $h_1 = -8$, $h_2 = 4$, $h_3 = 11$. Write $\delta_t$ for $\partial L/\partial h_t$ and go from
# the last step to the first. Each step back passes through one $w$:
#
# $$\delta_3 = 2(h_3 - 14), \qquad \delta_2 = w\,\delta_3, \qquad \delta_1 = w\,\delta_2$$
#
# At step $t$ the weight $w$ was multiplied by $h_{t-1}$. It is one weight, so the contributions of all times add up:
#
# $$\frac{\partial L}{\partial w} = \sum_t \delta_t\, h_{t-1}$$

# %%
delta3 = 2 * (11 - 14)
delta2 = 0.25 * delta3
delta1 = 0.25 * delta2
dw = delta3 * 4 + delta2 * -8 + delta1 * 0
du = delta3 * 5 + delta2 * 3 + delta1 * -4
print("the deltas, from the last to the first:", [delta3, delta2, delta1], "  dL/dw =", dw)
ask(
    "And $\\partial L/\\partial u$? The same $\\delta_t$; what was $u$ multiplied by at step $t$?",
    f"By $x_t$, so it is $\\sum_t \\delta_t x_t$ = {delta3} · 5 + ({delta2:g}) · 3 + ({delta1:g}) · (−4) = {du:g}.",
)
compare(loss, {"w": (w, dw), "u": (u, du)})

# %% [markdown]
# Look at the $\delta_t$: from the last step to the first of $T$ they are multiplied by $w^{T-1}$. With tanh each factor
# is $w\,(1 - h_t^2)$, smaller still. At the first step only this much is left of what the loss asks for at the last:

# %%
powers = [[length, *[f"{factor ** (length - 1):.2g}" for factor in (0.5, 0.9, 1.1)]] for length in LENGTHS]
table(powers, ["length", "0.5 each step", "0.9 each step", "1.1 each step"], "A product of equal factors")

# %% [markdown]
# Could $w$ be just right, so that the factor is 1? Then every unmarked bit would be kept as well as the marked one, and
# would drown it. The plain cell treats all steps alike. It needs a factor that **depends on the step**.
#
# ## A gate
# So compute the factor. A second layer, with a sigmoid, looks at the input and the state, and returns a **gate** $z_t$
# between 0 and 1 for each number of the state. With $n_t$, the new state that a plain cell would propose,
#
# $$h_t = z_t \odot h_{t-1} + (1 - z_t) \odot n_t$$
#
# where $\odot$ multiplies entry by entry. (The GRU has one more gate of this kind, inside $n_t$.) At $z_t = 1$ the cell
# keeps its state untouched, and hands the gradient back with a factor of 1. At $z_t = 0$ it writes a new one.


# %%
def reach(model, sequence):
    """Return how strongly the answer depends on the state of each step, compared with the last step."""
    states = unroll(model.cell, sequence)
    answer = model.output(states[-1])[0]
    sizes = [hypot(*gradient(answer, state)) for state in states]
    return [size / sizes[-1] for size in sizes]


bits = marked_bits(1, length=24, seed=3000)[0][0]
early = [[bit, float(t == 0)] for t, (bit, mark) in enumerate(bits)]  # the mark moved to the first step
curves = {}
for name in CELLS:
    fresh = [Reader(name, seed) for seed in range(8)]
    for when, readers in (("before", fresh), ("after", models[name])):
        curves[f"{name}, {when}"] = [median(sizes) for sizes in zip(*[reach(model, early) for model in readers])]

first = {name: f"{curve[0]:.1g}" for name, curve in curves.items()}
ask(
    "Compare the gradient 23 steps back with that of the last state. Which cell keeps more of it before any training? "
    "And after training?",
    f"Before it both keep next to nothing: {first['plain, before']} in the plain cell, {first['gated, before']} in the "
    f"gated one, which is no better. After it: {first['plain, after']} and {first['gated, after']}. The gates do not "
    "start open, but the cell can **learn** to keep.",
)

# %% The code of this plot
fig, axes = plt.subplots(figsize=(5.6, 3.2))
for i, (name, curve) in enumerate(curves.items()):
    axes.semilogy(range(23, -1, -1), curve, ("-", "--")[i // 2], color=f"C{i // 2}", alpha=(0.4, 1)[i % 2], label=name)
axes.set(xlabel="steps back", ylabel="gradient, last state = 1")
axes.legend(fontsize=8)
plot("reach", fig, "24 bits with the mark at the first one; medians of 8 seeds, on a logarithmic scale.")

# %% [markdown]
# ## Your turn


# %%
@exercise(
    "one-gate",
    asks="A gate that is one number: $h_t = z\\,h_{t-1} + (1 - z)\\,x_t$ with $h_0 = 0$ runs over three inputs, and "
    "$L = (h_3 - 1)^2$. Derive the gradient of $z$; `h` holds $h_0$ to $h_3$.",
    hints=[
        "Start with $\\delta_3 = 2(h_3 - 1)$. What is the factor from $\\delta_t$ to $\\delta_{t-1}$?",
        "At step $t$, $z$ is multiplied by $h_{t-1}$ and, with a minus sign, by $x_t$. Add up over the steps.",
    ],
)
def one_gate():
    z, h, x, states = Value(0.8, "z"), Value(0.0, "h0"), [5.0, -2.0, 3.0], [0.0]
    for number in x:
        h = z * h + (1 - z) * number
        states.append(h.data)
    return (h - 1.0) ** 2, {"z": z}, {"z": 0.8, "x": x, "h": states}


# %% [markdown]
# You can now unroll a recurrent network, add up the gradient of a shared weight over time, and explain why a plain cell
# forgets: its gradient is a product with a factor for each step. And you know the cure, a gate. Next: even a gated cell
# has to carry everything through every step. **Attention** looks back directly.
