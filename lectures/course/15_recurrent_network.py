# %% [markdown]
# # A network with a memory
# Bits arrive one after the other, and one of them is marked. At the end: was the marked bit $+1$ or $-1$? A recurrent
# network reads them with one small cell, used again at every step. In 100 training steps it learns the task with 6
# bits. What becomes of it with 24, what is lost on the way back, and how can a cell be built that keeps it?
#
# Minutes: 35
#
# Before: [One kernel for every place](convolutional_network.html); [Twenty layers](vanishing_gradients.html).
#
# After: you can derive the gradient of a recurrent network as a sum over time, and say why it vanishes and what helps.

# %%
import random
from math import hypot
from statistics import median

import matplotlib.pyplot as plt

from engine import Constant, Value, dot, gradient, named
from lectures.board import ask, compare, exercise, figure, plot, table
from nn import Adam, GRUCell, Layer, Module, accuracy, classifier, fit, losses

# %% [markdown]
# ## Which bit was marked?
# At each step the network sees two numbers: a bit, $-1$ or $1$, and a mark, 1 at one random step and 0 at all others.
# Of the bits $+1, +1, (-1), +1, -1, +1$ the third is marked: the target is the class 0, for $-1$.


# %%
def marked_bits(count, length, seed):
    rng, sequences, targets = random.Random(seed), [], []
    for _ in range(count):
        bits, marked = [rng.choice([-1.0, 1.0]) for _ in range(length)], rng.randrange(length)
        sequences.append([[bit, float(t == marked)] for t, bit in enumerate(bits)])
        targets.append(int(bits[marked] > 0))
    return sequences, targets


# %% [markdown]
# A **recurrent cell** takes its inputs one by one and keeps a **state** $h_t$, a row of a few numbers. At each step it
# makes the next state from the input and the last one:
#
# $$h_t = \tanh(x_t W_{xh} + h_{t-1} W_{hh} + b_h), \qquad h_0 = 0$$
#
# That is one layer, which sees $x_t$ and $h_{t-1}$ side by side, with the **same weights at every step**, as a kernel
# has at every place. To **unroll** it is to write the steps one behind the other, as one long network.


# %%
class PlainCell(Module):
    def __init__(self, inputs, size, rng):
        super().__init__()
        self.layer = Layer(inputs + size, size, "tanh", rng=rng)

    def forward(self, x, h):
        return self.layer([*x, *h])


class Reader(Module):
    def __init__(self, name, seed):
        super().__init__()
        rng = random.Random(seed)
        self.size = 6 if name == "plain" else 3
        self.cell = PlainCell(2, 6, rng) if name == "plain" else GRUCell(2, 3, rng=rng)
        self.output = Layer(self.size, 1, rng=rng)  # reads the answer off the last state

    def states(self, sequence):
        states = [[0.0] * self.size]  # h_0
        for x in sequence:
            states.append(self.cell(x, states[-1]))
        return states

    def forward(self, sequence):
        return self.output(self.states(sequence)[-1])

    def score(self, data):
        return accuracy(classifier(self, replay=True), data)


# %% [markdown]
# Beside the plain cell we train a **gated** one (a GRU, see below), with about as many weights. Each gets 200 sequences
# and 100 steps of Adam on 40 of them: enough for 6 bits. Both use the rate that suits the **plain** cell best in
# validation, with 12 bits. (`replay=True`: every call does the same, so `fit` records one and replays it, much faster.)


# %%
def trained(name, length, seed, rate, steps=100):
    data, model = marked_bits(200, length, seed), Reader(name, seed)
    loss, adam = losses.binary_cross_entropy_from_logits, Adam(model.parameters(), rate)
    fit(model, data, loss, adam, epochs=steps // 5, batch_size=40, rng=random.Random(seed), replay=True)
    return model


def spread(shares):
    return f"{median(shares):.0%} ({min(shares):.0%} to {max(shares):.0%})"


validation, scores = marked_bits(200, 12, seed=1000), {}
for rate in [0.01, 0.03, 0.1]:
    runs = [trained("plain", 12, seed, rate) for seed in (100, 101)]
    scores[rate] = sum(model.score(validation) for model in runs)
best = max(scores, key=scores.get)

models, tests, rows = {}, {}, []
for length in (6, 12, 24):
    test = marked_bits(200, length, seed=2000)
    for name in ("plain", "gated"):
        runs = [trained(name, length, seed, best) for seed in range(8)]
        training = [model.score(marked_bits(200, length, seed)) for seed, model in enumerate(runs)]
        models[name], tests[name, length] = runs, [model.score(test) for model in runs]
        rows.append([length, name, len(runs[0].parameters()), spread(training), spread(tests[name, length])])

# %% The code of this question, this table and this plot
ask(
    f"With 6 bits the plain cell gets {spread(tests['plain', 6])} right in the test: median of 8 seeds, worst to best. "
    "What do you expect of 12 and 24, within the same 100 steps? There is only more to wait through.",
    f"12 bits: {spread(tests['plain', 12])}; 24 bits: {spread(tests['plain', 24])}. Tossing a coin gives 50%.",
)
table(rows, ["length", "cell", "weights", "training", "test"], f"100 steps, rate {best}: medians of 8 seeds")
fig, axes = plt.subplots(figsize=(5.6, 3))
for i, name in enumerate(["plain", "gated"]):
    at, shares = [k + 0.1 * i for k in range(3)], [tests[name, length] for length in (6, 12, 24)]
    axes.plot(at, shares, "os"[i], color=f"C{i}", alpha=0.5)
    axes.plot(at, [median(each) for each in shares], ("-", "--")[i], color=f"C{i}", label=f"{name}, median")
axes.set(xticks=range(3), xticklabels=(6, 12, 24), xlabel="length", ylabel="right in the test", ylim=(0.4, 1.03))
axes.legend(fontsize=8)
plot("by-length", fig, "A mark for each of 8 seeds. Within 100 steps most plain cells fail at 24 bits, no gated one.")

# %% [markdown]
# Where training is better than the test, sequences were learned by heart. (Of 6 bits there are so few that a part of
# the test was seen in training.) "Fail" means within these 100 steps; with more of them a plain cell can learn 24 bits.
#
# ## What comes back through time
# What makes it so slow? Take the smallest cell there is, one number and no tanh: $h_t = w h_{t-1} + u x_t$. Three steps
# have the **same** $w$, and $L = (h_3 - 14)^2$. We start at $h_0 = 40$, not at 0, so that all three steps show.

# %%
w, u = Value(0.25, "w"), Value(2.0, "u")
h = Constant(40.0, "h0")
for t, number in enumerate([-9.0, 3.0, 5.0], start=1):
    h = named(f"h{t}", dot([w, u], [h, Constant(number, f"x{t}")]))  # w h + u x
loss = named("L", (h - 14) ** 2)
figure("three-steps", loss, predict=[w], caption="The same $w$ at three times: a contribution from each.")

# %% [markdown]
# By hand: $h_1 = -8$, $h_2 = 4$, $h_3 = 11$. Write $\delta_t$ for $\partial L/\partial h_t$ and go back from the last
# step. Each step passes through one $w$. At step $t$ the weight $w$ was multiplied by $h_{t-1}$; it is one weight, so
# the contributions of all times add up:
#
# $$\delta_3 = 2(h_3 - 14), \qquad \delta_{t-1} = w\,\delta_t, \qquad
# \frac{\partial L}{\partial w} = \sum_t \delta_t\, h_{t-1}$$

# %%
delta3 = 2 * (11 - 14)
delta2 = 0.25 * delta3
delta1 = 0.25 * delta2
dw = delta3 * 4 + delta2 * -8 + delta1 * 40

# %% The code of this question and this comparison
du = delta3 * 5 + delta2 * 3 + delta1 * -9
ask(
    "And $\\partial L/\\partial u$? The same $\\delta_t$; what was $u$ multiplied by at step $t$?",
    f"By $x_t$, so it is $\\sum_t \\delta_t x_t$ = {delta3} · 5 + ({delta2:g}) · 3 + ({delta1:g}) · (−9) = {du:g}.",
)
compare(loss, {"w": (w, dw), "u": (u, du)})

# %% [markdown]
# From the last of $T$ steps to the first, $\delta$ is multiplied by $w^{T-1}$, with tanh by factors $w\,(1 - h_t^2)$.
# With 6 numbers, $w$ is the matrix $W_{hh}$: what counts is how much it stretches or shrinks. In 23 steps, factors of
# 0.5 leave $10^{-7}$ and 0.9 leaves 0.09, but 1.1 gives 9. Below 1 the gradient **vanishes**, above 1 it **explodes**.
# At 1 a state is kept. But every bit is added to it, marked or not: the cell cannot let in only the marked one.
#
# ## A gate
# So let the cell compute how much it keeps. A second layer, with a sigmoid, sees $x_t$ and $h_{t-1}$ and returns a
# **gate** $z_t$ between 0 and 1 for each number of the state. With $n_t$, the state that a plain cell would propose,
#
# $$h_t = z_t \odot h_{t-1} + (1 - z_t) \odot n_t$$
#
# where $\odot$ multiplies entry by entry. (A second gate of the GRU lets $n_t$ leave out parts of the old state.) At
# $z_t = 1$ the cell keeps its state, and hands the gradient straight back with the factor 1; at $z_t = 0$ it writes a
# new one. In between, some gradient also goes back through $n_t$ and $z_t$, as in a plain cell.
#
# But who teaches the gates? With 24 bits we measure how strongly the answer depends on the first state, compared with
# the last; and what is right in the test, sorted by how long before the end the mark stood.


# %%
def reach(model, sequence):
    states = model.states(sequence)
    answer = model.output(states[-1])[0]
    return hypot(*gradient(answer, states[1])) / hypot(*gradient(answer, states[-1]))


def right_by_place(model, sequences, targets):
    right = [[], [], [], []]  # the mark 0 to 5, 6 to 11, 12 to 17, 18 to 23 steps before the end
    for sequence, target, found in zip(sequences, targets, classifier(model, replay=True).each(sequences)):
        right[(23 - sequence.index([2 * target - 1, 1.0])) // 6].append(found == target)
    return [sum(group) / len(group) for group in right]


stages = {f"{name}, untrained": [Reader(name, seed) for seed in range(8)] for name in models}
stages["gated, 40 steps"] = [trained("gated", 24, seed, best, steps=40) for seed in range(8)]
stages.update({f"{name}, 100 steps": runs for name, runs in models.items()})
sequences, targets = marked_bits(400, 24, seed=3000)
back, places = {}, []
for stage, runs in stages.items():
    back[stage] = f"{median(reach(model, sequence) for model, sequence in zip(runs, sequences)):.1g}"
    if "untrained" not in stage:
        shares = zip(*[right_by_place(model, sequences, targets) for model in runs])
        places.append([stage, *[spread(place) for place in shares]])

# %% The code of this question and this table
ask(
    f"Before training a share of {back['plain, untrained']} comes back over 23 steps in the plain cell, and only "
    f"{back['gated, untrained']} in the gated one. Which marks can teach it first? What does that do for the others?",
    "The late ones: little lies between them and the end. After 40 steps the gated cell gets most of them right, and "
    "tosses a coin for the early ones. But to keep the state where nothing is marked helps at every step: the share "
    f"rises to {back['gated, 40 steps']}, then {back['gated, 100 steps']}; the early marks follow. That alone is no "
    f"cure: in the plain cell {back['plain, 100 steps']} comes back after 100 steps, yet it learns even late marks "
    "badly. It has no gate to keep one bit and pass over the others.",
)
table(places, ["steps from mark to end:", "0–5", "6–11", "12–17", "18–23"], "24 bits, test: medians of 8 seeds")

# %% [markdown]
# ## Your turn


# %%
@exercise(
    "one-gate",
    asks="A gate that is one number and constant: $h_t = z\\,h_{t-1} + (1 - z)\\,x_t$ with $h_0 = 0$ runs over three "
    "inputs; $L = (h_3 - 1)^2$; `h` holds $h_0$ to $h_3$. Derive $\\delta_t$ by $h_1$, $h_2$, $h_3$, and by $z$.",
    hints=[
        "Start with $\\delta_3 = 2(h_3 - 1)$. What is the factor from $\\delta_t$ to $\\delta_{t-1}$?",
        "At step $t$, $z$ is multiplied by $h_{t-1}$ and, with a minus sign, by $x_t$. Add up over the steps.",
    ],
)
def one_gate(draw):
    z, h, x = Value(draw(0.6), "z"), [Value(0.0, "h0")], draw([6.0, -3.0, 4.0])
    for number in x:
        h.append(z * h[-1] + (1 - z) * number)
    return (h[-1] - 1.0) ** 2, {"delta": h[1:], "z": z}, {"x": x, "h": h}


# %% [markdown]
# You can now unroll a recurrent network and add up the gradient of a shared weight over time. A plain cell learns
# slowly over long times: its gradient is a product with a factor for each step, and it lets in every bit alike. A gate
# cures both; the states of one move in "Networks that remember and write". Next: even that carries everything through
# every step. **Attention** looks back directly.
