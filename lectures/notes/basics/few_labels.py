# %% [markdown]
# # Few labels or none
# Groups without labels; a puzzle that labels itself, and what its solution is good for; answers that should not change.
#
# Covers: A31 to A34
#
# Before: [Fit a line](fit_a_line.html); [One neuron decides](one_neuron_decides.html).
#
# After: you can derive the gradients of k-means and of a consistency loss, and set up a pretext task.

# %%
import random

import matplotlib.pyplot as plt

from engine import Constant, Value, affine, named
from lectures.board import compare, figure, plot, table
from nn import MLP, Adam, KMeans, Standardise, fit, losses
from nn.cluster import assign, inertia, update
from nn.datasets import blobs

# %% [markdown]
# ## k-means
# For given groups $J(c, \mu) = \sum_i \lVert x^{(i)} - \mu_{c^{(i)}} \rVert^2$ has the gradient
# $2 \sum_{i: c_i = k} (\mu_k - x_i)$, which is 0 at the mean of the group: the update is a gradient step. The choice of
# the groups has no gradient.

# %%
points, centres = [[2.0], [3.0], [7.0], [8.0]], [[2.3], [9.6]]
groups = assign(points, centres)
mu = [[Value(v, f"μ{k}")] for k, [v] in enumerate(centres)]
J = named("J", inertia([[Constant(x, f"x{i}")] for i, [x] in enumerate(points)], groups, mu))
figure("inertia", J, item="A31", caption="Each point pulls at one centre only.", predict=[mu[0][0]])
means = update(points, groups, centres)
by_hand = [[2 * groups.count(k) * (centres[k][0] - means[k][0])] for k in (0, 1)]
compare(J, {"μ": (mu, by_hand)})

# %% The code of this plot
corners = [(0.0, 0.0), (0.0, 2.0), (6.0, 0.0), (6.0, 2.0)]
data = blobs(corners, count=60, spread=0.35, rng=random.Random(8)).inputs
fig, panels = plt.subplots(1, 2, figsize=(7.6, 3.2), sharey=True)
for panel, start in zip(panels, (corners, [(-0.3, 0.0), (0.3, 0.0), (0.0, 2.0), (6.0, 1.0)]), strict=True):
    found, groups, history = KMeans(4, rng=random.Random(0)).run(data, start)
    panel.scatter([a for a, _ in data], [b for _, b in data], c=[f"C{k}" for k in groups], s=14)
    panel.plot([a for a, _ in found], [b for _, b in found], "X", color="black", markersize=9)
    panel.set(title=f"J from {history[0]:.1f} to {history[-1]:.1f}")
plot("stuck", fig, "The same data, two starts. On the right two centres share a group: stuck.", item="A31")


# %% [markdown]
# ## A puzzle from the data itself
# Hide the size of a house and ask for it: the label is the number that was **hidden**, and a number wants a squared
# error. A network learns to guess the size from bedrooms and age.

# %%
rng = random.Random(6)
rooms = [(float(rng.randint(1, 6)), round(rng.uniform(0, 40), 1)) for _ in range(150)]  # bedrooms and age
market = [[round(450 * beds + 6 * age + rng.gauss(0, 60)), beds, age] for beds, age in rooms]
scale = Standardise.to(market)
sizes, visible = [scale(x)[0] for x in market], [scale(x)[1:] for x in market]
size, *rest = scale([1500.0, 3.0, 20.0])
w, b = [Value(0.3, "w0"), Value(-0.1, "w1")], Value(0.0, "b")
L = named("L", (named("ŷ", affine(w, rest, b)) - size) ** 2)
figure("pretext", L, item="A32", caption="The hidden size, in standard units, is the target.", predict=[b])


def train(net, loss, inputs, targets, epochs):
    def of_outputs(outputs, targets):
        return loss([o[0] for o in outputs], targets, "mean")

    optimiser = Adam(net.parameters(), 0.02)
    fit(net, (inputs, targets), of_outputs, optimiser, epochs=epochs, progress=False, replay=True)


def new(seed):
    return MLP(2, 6, 1, activation="tanh", rng=random.Random(seed))


puzzle = new(1)
train(puzzle, losses.squared_error, visible, sizes, 150)
guessed = [round(puzzle(visible[i])[0].data * scale.deviation[0] + scale.mean[0]) for i in range(3)]
table([[*market[i], guessed[i]] for i in range(3)], ["size", "bedrooms", "age", "size as guessed"])

# %% [markdown]
# ## Fine-tuning
# Ten houses have a label ("large or not"). Go on from the puzzle's weights, or begin anew. A head start: the cold ones
# catch up.

# %%
deals, epochs = [int(s > 0.2) for s in sizes], (0, 5, 20, 100)


def share_right(start, epochs):
    net = new(0)
    net.load_state_dict(start.state_dict())
    train(net, losses.binary_cross_entropy_from_logits, visible[:10], deals[:10], epochs)
    return sum((net(visible[i])[0].data > 0) == deals[i] for i in range(50, 150)) / 100


rows = [["warm", *(share_right(puzzle, n) for n in epochs)]]
rows.append(["cold, mean of five", *(sum(share_right(new(seed), n) for seed in range(20, 25)) / 5 for n in epochs)])
table(rows, ["share right after", *(f"{n} epochs" for n in epochs)])
kept = named("kept feature", puzzle.layers[0].neurons[0](visible[0]))
new_w = Value(0.5, "new w")
L = named("L", losses.binary_cross_entropy_from_logits(new_w * kept, 1))
said = "Fine-tuning moves the new weight and the kept feature."
figure("fine-tune", L, item="A33", form="rows", caption=said, predict=[new_w])

# %% [markdown]
# ## Answers that should not change
# The consistency loss $\lVert h(x) - h(x') \rVert^2$ sends its gradient through **both** copies:
# $2 (h - h')\,(h(1-h)\,x - h'(1-h')\,x')$.

# %%
w, b = [Value(1.2, "w0"), Value(-0.7, "w1")], Value(0.3, "b")
x, nudged = [0.5, 0.2], [0.6, 0.1]
h, h2 = named("h(x)", affine(w, x, b).sigmoid()), named("h(x′)", affine(w, nudged, b).sigmoid())
gap = named("gap²", (h - h2) ** 2)
figure("two-branches", gap, item="A34", caption="What flows back through the branches nearly cancels.", predict=[w[0]])
p, q = h.data, h2.data
here, there = 2 * (p - q) * p * (1 - p), 2 * (p - q) * q * (1 - q)
compare(gap, {"w": (w, [here * x[j] - there * nudged[j] for j in (0, 1)]), "b": (b, here - there)})
