# %% [markdown]
# # Scores for many classes
# One weight vector for each class, and the largest score wins; or many classes made out of yes and no.
#
# Covers: B01 to B04, B15 to B17
#
# Before: [One neuron decides](one_neuron_decides.html); dot products.
#
# After: you can draw the regions of classes, and derive the softmax from the sigmoid.

# %%
import random
from math import comb

import matplotlib.pyplot as plt

import engine
from engine import Value, affine, dot, gradient, named, softmax
from lectures.board import figure, plot, table
from nn import OneVersusAll, OneVersusOne, losses
from nn.datasets import blobs

w, w1, w2, w3 = [3 / 2, 1 / 6], [1.0, -1 / 3], [-1 / 2, -1 / 2], [0.0, 1.0]  # of the notes


def leaves(vectors):
    return [[Value(v, f"w{k}{j}") for j, v in enumerate(row, start=1)] for k, row in enumerate(vectors, start=1)]


# %% [markdown]
# ## Two classes, and a third
# "Class 1 where $w \cdot x \ge 0$" is the same as "the larger of two scores" for any $w_1$ and $w_2$ whose difference
# is $w$. The third class has $w_3 = (0, 1)$. Where two scores tie, the maximum shares its gradient.

# %%
x = [Value(1.0, "x1"), Value(1.0, "x2")]
ones, twos = leaves([w1, w2])
margin = named("margin", named("score 1", dot(ones, x)) - named("score 2", dot(twos, x)))
figure("margin", margin, item="B01", form="columns", caption="The sign of the margin decides.", predict=[x[0]])
scores = [dot(row, [1.0, 1.0]) for row in leaves([w1, w2, w3])]
p = softmax(scores)
figure("three-classes", named("p3", p[2]), item="B02", form="columns", caption="The winner's probability at (1, 1).")
table([[k, scores[k - 1], p[k - 1]] for k in (1, 2, 3)], ["class", "score at (1, 1)", "softmax"])
tied = [Value(0.7, "score 1"), Value(0.7, "score 2")]
figure("tie", named("max", engine.maximum(*tied)), item="B03", caption="A tie: half of the gradient each.")

# %% The code of this plot
fig, panels = plt.subplots(1, 2, figsize=(7.6, 3.6), sharey=True)
axis = [-2 + i / 25 for i in range(101)]
for panel, rows in zip(panels, ([w1, w2], [w1, w2, w3])):
    best = [[max(range(len(rows)), key=lambda k: rows[k][0] * a + rows[k][1] * b) for a in axis] for b in axis]
    panel.contourf(axis, axis, best, levels=[-0.5, 0.5, 1.5, 2.5], colors=["C0", "C1", "C2"], alpha=0.25)
    for k, row in enumerate(rows):
        panel.annotate("", row, (0, 0), arrowprops={"arrowstyle": "->", "color": f"C{k}", "linewidth": 2})
        panel.annotate(f"$w_{k + 1}$", row, (4, 4), textcoords="offset points")
    panel.set(title=f"{len(rows)} classes", xlabel="$x_1$", ylabel="$x_2$", aspect="equal")
plot("regions", fig, "The borders are where two scores tie.", item=["B01", "B02", "B03"])

# %% [markdown]
# ## The softmax, from the sigmoid
# Two graphs for one number; see [Softmax and cross-entropy](softmax_and_cross_entropy.html).

# %%
one = named("σ(w·x)", named("w·x", dot(w, x)).sigmoid())
figure("by-sigmoid", one, item="B04", caption="One vector, one score, the sigmoid.")
e1, e2 = named("e^(w₁·x)", dot(w1, x).exp()), named("e^(w₂·x)", dot(w2, x).exp())
two = named("p1", e1 / (e1 + e2))
figure("by-softmax", two, item="B04", caption="Two vectors, two exponentials, a share.", predict=[e1])
table([["sigmoid", one, *gradient(one, x)], ["softmax", two, *gradient(two, x)]], ["", "p1", "by x1", "by x2"])

# %% [markdown]
# ## One against all others
# Five examples, four classes, four neurons with the logistic loss: **+** for their own class. They may all say no, or
# several yes; the largest score is the usual way out.

# %%
classes = {"x1": 2, "x2": 3, "x3": 4, "x4": 2, "x5": 1}
signs = [[x, k, *("−+"[k == c] for c in (1, 2, 3, 4))] for x, k in classes.items()]
table(signs, ["", "class", "h1", "h2", "h3", "h4"])
v, b = [Value(0.4, "w0"), Value(-0.6, "w1")], Value(0.1, "b")
loss = named("L", losses.logistic_loss(named("score", affine(v, [0.5, 2.0], b)), 1, "sum"))
figure("one-of-four", loss, item="B15", caption="One of the four neurons, one example of its class.", predict=[v[0]])

# %%
data = blobs([(0.0, 2.2), (2.0, 0.0), (-2.0, 0.0), (0.0, -2.2)], count=80, spread=0.55, rng=random.Random(3))
ova = OneVersusAll(rng=random.Random(0)).fit(data)
scores = [Value(ova.score_of[k]([0.9, 0.9]), f"score {k}") for k in range(4)]
figure("largest-score", named("largest", engine.maximum(*scores)), item="B16", caption="Only the largest score counts.")
fig, axes = plt.subplots(figsize=(5.4, 4.6))
axis = [-4 + i / 8 for i in range(65)]
firing = [[len(ova.firing([a, b])) for a in axis] for b in axis]
axes.contourf(axis, axis, firing, levels=[-0.5, 0.5, 1.5, 4.5], colors=["C4", "white", "C3"], alpha=0.35)
axes.scatter(*zip(*data.inputs), c=[f"C{k}" for k in data.targets], s=16)
axes.set(title="Grey: nobody says yes. Purple: two or more do.", aspect="equal")
plot("who-fires", fig, "The four answers leave a hole in the middle and overlap outside.", item="B16")

# %% [markdown]
# ## One against one
# A neuron for each **pair**, trained on the examples of these two classes only; all vote.

# %%
pair = named("score of the pair", affine([Value(0.8, "w0"), Value(-0.5, "w1")], [1.6, 1.8], Value(0.2, "b")))
figure("one-pair", pair, item="B17", caption="One voter. Its sign is its vote.")
pairs = [(1, 2), (1, 3), (3, 4), (4, 2), (1, 4), (3, 2)]
signs = [[x, *("+" if k == a else "−" if k == b else "" for a, b in pairs)] for x, k in classes.items()]
table(signs, ["", *(f"h({a},{b})" for a, b in pairs)])
votes = OneVersusOne(rng=random.Random(0)).fit(data).votes([1.6, 1.8])
table([[k + 1, n] for k, n in votes.items()], ["class", "votes at (1.6, 1.8)"])
table([[c, c, comb(c, 2)] for c in (2, 3, 4, 10)], ["classes", "one-versus-all asks", "one-versus-one asks"])
