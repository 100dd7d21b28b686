# %% [markdown]
# # Networks that remember and write, while you watch
# Three more networks to be predicted and then played with: one that is too deep for its gradient, one that has to keep
# a bit in mind, and a tiny GPT that writes words as it learns them.
#
# Minutes: 35
#
# Before: [Twenty layers](vanishing_gradients.html); [A network with a memory](recurrent_network.html);
# [Attention, and a tiny GPT](attention_and_a_tiny_gpt.html).
#
# After: you can see where a gradient is lost, in depth and in time, and what attention adds to a network that writes.

# %% [markdown]
# ## Where the gradient is lost
# Eight hidden layers of six neurons, on 40 points of the moons. Each bar is the size of the gradient in one layer, the
# root of the mean of its squares; the line across it is that before the first step.

# %%
import random
from itertools import pairwise

import numpy as np

from engine import Constant, Value, named
from lectures.board import (
    Drawn,
    Layers,
    Memory,
    Plane,
    Question,
    Writer,
    ask,
    bit_reader,
    compare,
    exercise,
    figure,
    in_plane,
    letter_writer,
    live,
    plot,
    trained,
)  # fmt: skip
from nn import MLP, datasets, init, losses, plots

cross_entropy, DEPTH, WIDTH = losses.binary_cross_entropy_from_logits, 8, 6
points = datasets.moons(40, 0.15, rng=random.Random(0))
sizes = (2, *[WIDTH] * DEPTH, 1)
counts = [n * m + m for n, m in pairwise(sizes)]
layers = [(str(k + 1), sum(counts[:k]), count) for k, count in enumerate(counts)]


# %% The code of this figure
def deep(activation):
    """Return a deep network as tapes, with starts that are drawn well, too small and too large."""
    drawn = {
        name: MLP(*sizes, activation=activation, init=init.normal(0, spread / WIDTH**0.5), rng=random.Random(1))
        for name, spread in (("half as large", 0.5), ("twice as large", 2.0))
    }
    return in_plane(sizes, activation, points.inputs, on_moons, range(1, 4), drawn)


def on_moons(scores):
    return cross_entropy(scores, points.targets)


def measured(network):
    """Yield for each start the first layer's gradient by the last one's, and loss and gradient after 500 steps."""
    for start, theta in network.starts.items():
        slope = network.loss.value_and_grad(theta, numbers)[1]
        size = [np.sqrt(np.mean(slope[first : first + count] ** 2)) for _, first, count in layers]
        theta, found = trained(network, start, numbers, 0.3, steps=500)
        yield size[0] / size[-1], found[-1], np.abs(network.loss.value_and_grad(theta, numbers)[1][:-1]).max()


numbers = [x for point in points.inputs for x in point]
stacks = {name: deep(name) for name in ("sigmoid", "tanh", "relu")}
(left, after, _), (left_tanh, after_tanh, _), (*_, dead) = [[*zip(*measured(stacks[name]))] for name in stacks]
live(
    "where-the-gradient-is-lost",
    Question(
        "Before the first step, with sigmoid: how large is the gradient in the first layer, compared with the last?",
        ["About as large", "About a tenth", "Less than a thousandth"],
        right=2,
        answer=f"From start to start it is {min(left):.0e} to {max(left):.0e}: each layer multiplies by weights, and "
        f"by the slope of a sigmoid, 1/4 at most. After 500 steps the loss is {min(after):.3f} or more, that of "
        f"tossing a coin. With tanh the first layer has {min(left_tanh):.1f} to {max(left_tanh):.1f} of the last one's "
        f"gradient, and the loss comes down to {min(after_tanh):.3f} to {max(after_tanh):.2f}. With relu, "
        f"{dead.count(0.0)} of {len(dead)} starts die on the way: only the last bias still has a gradient.",
    ),
    stacks,
    [
        Layers("Gradient in each layer", layers),
        Plane("plane", (-1.7, 2.7), (-1.4, 1.8), points.targets, [f"h{i}" for i in range(WIDTH)]),
    ],
    data=numbers, rates=[0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0],
    rate=0.3, momentum=True, chosen="activation", caption="Layer 9 is the last; the small maps are of the first.",
)  # fmt: skip

# %% [markdown]
# ## Through time
# A recurrent network is as deep as its sequence is long, and each step back multiplies by the same weight. Here are
# two steps of the smallest one: the bit comes in at the first, the answer goes out at the second.

# %%
u, w = Value(0.8, "u"), Value(0.5, "w")
h1 = named("h1", (u * Constant(1.0, "x1")).tanh())
h2 = named("h2", (w * h1).tanh())
L = named("L", (h2 - 1) ** 2)
figure("two-steps", L, caption="One bit, kept for one step.", predict=[h1, u])
dh2 = 2 * (h2.data - 1)
dh1 = dh2 * (1 - h2.data**2) * w.data
du = dh1 * (1 - h1.data**2) * 1.0
compare(L, {"w": (w, dh2 * (1 - h2.data**2) * h1.data), "u": (u, du)})


# %% The code of this plot and this question
def back(weight, steps=12, x=1.0):
    """Return the slope of each later state by the first one, where a tanh keeps its state with one weight."""
    h, slope, found = float(np.tanh(x)), 1.0, [1.0]
    for _ in range(steps - 1):
        h = float(np.tanh(weight * h))
        slope *= weight * (1 - h * h)
        found.append(abs(slope))
    return found[::-1]


slopes = {weight: back(weight) for weight in (0.5, 1.0, 3.0)}
lines = {f"w = {weight:g}": found for weight, found in slopes.items()}
back_in_time = plots.gradient_by_depth(lines, "The slope back in time")
back_in_time.axes[0].set(xlabel="time", ylabel="slope of the last state")
plot("through-time", back_in_time, "Left: the slope of the twelfth state by the first.")
ask(
    f"By the first state, the twelfth has the slope {slopes[0.5][0]:.0e} with w = 0.5, {slopes[1.0][0]:.2f} with w = 1 "
    f"and {slopes[3.0][0]:.0e} with w = 3. Is the bit forgotten with w = 3?",
    "No: the state stays near 1 or near -1, whichever it was. It is saturated, so a small change of it dies out.",
)

# %% [markdown]
# ## The first of twelve bits
# Four neurons read twelve bits, and are then asked for the first one. Eleven others come behind it, just as loud. Turn
# any bit round, and see which of the states change, and whether the answer does.

# %%
rng = random.Random(0)
sequences = [[rng.choice([-1, 1]) for _ in range(12)] for _ in range(264)]
unseen, spreads = sequences[:200], {"small": 0.5, "identity": 0, "large": 3}
reader = bit_reader(4, sequences[200:], spreads, range(1, 4))


# %% The code of this figure
def right_after(steps):
    """Return for each kind of start how many of 200 sequences are read right, seed by seed."""
    found = {name: [] for name in spreads}
    for start in reader.starts:
        scores = reader.shows["memory"].value(trained(reader, start, [], 0.3, steps=steps)[0], unseen, per_example=True)
        found[start.split()[0]].append(sum(score[0] * bits[0] > 0 for score, bits in zip(scores, unseen)))
    return {name: ", ".join(map(str, counts)) for name, counts in found.items()}


before, soon, later = [right_after(steps) for steps in (0, 100, 300)]
live(
    "first-of-twelve",
    Question(
        "The recurrent weights are small, the identity, or large. Which starts are the first to get nearly all right?",
        ["Small ones", "The identity, which keeps a state as it is", "Large ones"],
        right=2,
        answer=f"Right of 200 sequences after 100 steps, seed by seed: small {soon['small']}; identity "
        f"{soon['identity']}; large {soon['large']}. After 300: small {later['small']}; identity {later['identity']}; "
        f"large {later['large']}. Large weights hold a neuron at 1 or -1, where later bits cannot move it: before the "
        f"first step {before['large']} are right, so at most the sign is left to learn. Turning the first bit round "
        "turns the answer (line), and yet the slope is next to 0 (bar), since slopes speak of small changes only. "
        "Small weights forget the bit, and get little gradient from it.",
    ),
    {"four neurons": reader},
    [Memory("memory", unseen[0], 4, unseen)],
    rates=[0.01, 0.03, 0.1, 0.3, 1.0, 3.0],
    rate=0.3,
    momentum=True,
    caption="A row is a neuron, a column a time; blue: near 1, orange: near -1. It trains on 64 other sequences.",
)

# %% [markdown]
# ## It writes
# Eight words, all the same backwards. A tiny GPT learns to say what follows each letter: a row for each letter plus one
# for its place, one head of attention, and scores. Without attention, a place sees its own letter and no other.

# %%
WORDS = ["mom", "mum", "pop", "pup", "bob", "bib", "dad", "did"]
LETTERS = "." + "".join(sorted({*"".join(WORDS)}))


# %% The code of this figure and this question
def last_right(network, words):
    """Yield for each start the chance of the right last letter, word by word, after 300 steps."""
    at, n = [LETTERS.index(word[-1]) for word in words], len(LETTERS)
    for start in network.starts:
        theta = trained(network, start, [], 1.0, steps=300)[0]
        inputs = [[x for row in datasets.one_hot("." + word, LETTERS) for x in row] for word in words]
        scores = network.shows["writes"].value(theta, inputs, per_example=True)[:, 2 * n : 3 * n]
        yield [float(np.exp(row[i]) / np.exp(row).sum()) for row, i in zip(scores, at)]


writers = {name: letter_writer(WORDS, LETTERS, name == "with", range(1, 5)) for name in ("without", "with")}
guess, known = [[sum(found) / 8 for found in last_right(network, WORDS)] for network in writers.values()]
live(
    "it-writes",
    Question(
        "Without attention, which letters of these words will it still get wrong after 300 steps?",
        ["None", "Many last ones", "All of them"],
        right=1,
        answer=f"After “mo” it sees an o at the second place, and so it writes mob and mop as well as mom: the right "
        f"last letter has a chance of {min(guess):.2f} to {max(guess):.2f}. With attention it is above "
        f"{int(100 * min(known)) / 100:g}: the second letter looks back at the first one. How a word begins is open in "
        "the list itself, so no network knows it.",
    ),
    writers,
    [Writer("writes", LETTERS, 3, WORDS, "mo")],
    rates=[0.01, 0.1, 0.3, 1.0, 3.0],
    rate=1.0,
    momentum=True,
    chosen="attention",
    caption="The list: " + ", ".join(WORDS) + ". It draws with the same random numbers each time.",
)

new = [a + vowel + a for a in "mpbd" for vowel in "aiou" if a + vowel + a not in WORDS]
copied = [*last_right(writers["with"], new)]
bub = [chances[new.index("bub")] for chances in copied]
ask(
    "No word of the list begins with “bu”. Type it in: what does attention say comes next?",
    f"A b, at every start, with a chance of {min(bub):.2f} to {max(bub):.2f}: it has learned to copy the first letter "
    f"rather than eight words. Of the {len(new)} new words of this kind, the four starts complete "
    f"{', '.join(str(sum(chance > 0.5 for chance in chances)) for chances in copied)} with a chance above one half.",
)


# %%
@exercise(
    "three-steps-back",
    asks="$h_1 = \\tanh(u x)$, $h_2 = \\tanh(w h_1)$ and $h_3 = \\tanh(w h_2)$, with the same $w$ twice. Derive the "
    "slope of $h_3$ by $h_2$, by $h_1$, and by $w$.",
    hints=["$dh_2 = (1 - h_3^2)\\, w$.", "$w$ is met twice: its slopes at both steps add up."],
    minutes=6,
)
def three_steps_back(draw):
    u, w, x = Value(draw(0.8), "u"), Value(draw(1.4), "w"), Constant(draw.choice([-1.5, 1.5]), "x")
    h1 = (u * x).tanh()
    h2 = (w * h1).tanh()
    h = [h1, h2, (w * h2).tanh()]
    return Drawn(h[2], {"dh2": h[1], "dh1": h[0], "w": w}, given={"x": x, "h": h})
