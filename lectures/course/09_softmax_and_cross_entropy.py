# %% [markdown]
# # Which of many? Softmax and cross-entropy
# A camera trap gives three scores to one photograph: badger, fox, hare. How do scores become probabilities, how wrong
# are they, and why is the gradient in the end as simple as "what you believed, minus what is true"?
#
# Minutes: 35
#
# Before: [One neuron decides](one_neuron_decides.html); [A network by hand](network_by_hand.html);
# [The same network in matrices](network_in_matrices.html).
#
# After: you can turn scores into probabilities, derive the gradient of the cross-entropy by each score, and say why
# libraries compute both in one piece.

# %% [markdown]
# ## From scores to probabilities
# One neuron with a sigmoid decides between two classes. For three we take three neurons and get three scores
# $z_0, z_1, z_2$. A score may be any number, but a probability must be positive, and all of them must add up to 1.
# Two steps do it: $e^z$ is always positive, and dividing by the total makes the sum 1.
#
# $$p_k = \frac{e^{z_k}}{e^{z_0} + e^{z_1} + e^{z_2}}$$
#
# This is the **softmax**. Here it is by hand, for a photograph of a fox.

# %%
import random
from math import exp

import engine
from engine import DomainError, Value, named
from lectures.board import ask, compare, compare_steps, exercise, figure, plot, table
from nn import SGD, Layer, Matrix, accuracy, classifier, datasets, fit, losses, plots

ANIMALS = ["badger", "fox", "hare"]
scores = [0.5, 1.5, -1.0]


def softmax(scores):
    exps = [exp(z) for z in scores]
    return [e / sum(exps) for e in exps]


p = softmax(scores)
table([[a, z, exp(z), pk] for a, z, pk in zip(ANIMALS, scores, p)], ["", "score z", "eᶻ", "p"])
raised = softmax([z + 10 for z in scores])
ask(
    "Add 10 to all three scores. What happens to the probabilities?",
    f"Nothing: the fox keeps {raised[1]:.4f}. Each $e^z$ grows by the same factor $e^{{10}}$, also the total, and the "
    "factor cancels. Only differences between scores count.",
)

# %% [markdown]
# ## How wrong is that?
# As with one neuron we ask how probable the truth was, and take the logarithm, so that many examples are a sum and not
# a product. The loss is
# the **cross-entropy**: with the true class $t$,
#
# $$L = -\ln p_t .$$
#
# It is 0 if the model was certain and right, and grows without bound as the true class gets less and less probable.
# Written with all classes and a **one-hot** label $y = (0, 1, 0)$ it is the same: $L = -\sum_k y_k \ln p_k$.
#
# Now the whole way as a graph, from the scores to the loss. Before you step: the score $z_1$ of the fox takes part
# twice, on top of the fraction and in the total below it.

# %%
z = [Value(score, f"z{k}") for k, score in enumerate(scores)]
exps = [named(f"e{k}", zk.exp()) for k, zk in enumerate(z)]
total = named("total", engine.sum(exps))
p1 = named("p1", exps[1] / total)
L = named("L", -p1.log())
figure(
    "apart",
    L,
    caption="Three scores, one photograph of a fox. Two contributions arrive at the fox's exponential and are added.",
    predict=[exps[1], z[0], z[1]],
)

# %% [markdown]
# ## The gradient, worked in full
# Go backwards through the figure, one box at a time.
#
# - The loss: $dp_1 = -1/p_1$.
# - The fraction $p_1 = e_1 / s$, with the total $s$: the top gets $dp_1 / s$, and the total gets
#   $ds = -dp_1\, e_1/s^2$, which is $1/s$.
# - Every exponential is part of the total and gets $1/s$. The fox's also stands on top, which brings $-1/e_1$.
# - An exponential is its own slope: $dz_k = de_k \cdot e_k$.

# %%
s = sum(exp(score) for score in scores)
e = [exp(score) for score in scores]
dp1 = -1 / p[1]
ds = -dp1 * e[1] / s**2
de = [ds, ds + dp1 / s, ds]
dz = [de_k * e_k for de_k, e_k in zip(de, e)]
compare_steps(
    L,
    [("dp1", p1, dp1), ("ds", total, ds), ("de", exps, de), ("dz", z, dz)],
)

# %% [markdown]
# Put the lines together and nearly everything cancels. For the badger, $dz_0 = e_0 / s$: that is $p_0$. For the fox
# there is one more term, $-\frac{1}{e_1} e_1 = -1$. So
#
# $$\frac{\partial L}{\partial z_k} = p_k - y_k .$$
#
# What the model believed, minus what is true. The wrong animals are pushed down as much as they were believed in; the
# right one is pushed up by what is missing to 1.

# %%
table(
    [[a, pk, y, slope] for a, pk, y, slope in zip(ANIMALS, p, [0, 1, 0], dz)],
    ["", "believed p", "true y", "gradient of the score"],
)
ask(
    "The three gradients of the table: what is their sum, and why must it be so for every photograph?",
    f"It is {sum(p) - 1:.0f}. Both the probabilities and the label add up to 1. And it has to be so: adding the same "
    "number to all scores changes nothing, so the slope in that direction is 0.",
)

# %% [markdown]
# ## The same with a gap
# Now the photograph shows a **hare**; the scores are the same. Fill in the two steps that are left out before you
# open the answer.
#
# - $L = -\ln p_2$, so $dp_2 =$ **(1)**.
# - The total gets $1/s$, as before, since it does not know which animal is on top.
# - $dz_2 = \left(\frac{1}{s} - \frac{1}{e_2}\right) e_2 =$ **(2)**.

# %%
ask(
    "What stands at (1) and (2), as numbers?",
    f"(1) $-1/p_2 = {-1 / p[2]:.3f}$: an unlikely truth has a steep slope. (2) $p_2 - 1 = {p[2] - 1:.4f}$: hardly "
    "anything was believed, so nearly the whole 1 is left.",
)

# %% [markdown]
# ## In one piece
# Libraries do not compute softmax and logarithm one after the other. On paper it is the same; in floats it is not. Two
# scores are enough to see it: the right one is lower than the wrong one by a gap, and the gap grows.


# %%
def apart(gap):
    low, high = Value(-gap), Value(0.0)
    loss = -(low.exp() / (low.exp() + high.exp())).log()
    loss.backward()
    return loss, low.grad


def together(gap):
    low, high = Value(-gap), Value(0.0)
    loss = losses.softmax_cross_entropy([low, high], 0)
    loss.backward()
    return loss, low.grad


rows = []
for gap in (1.0, 700.0, 800.0):
    try:
        way = apart(gap)
    except DomainError:
        way = ("no logarithm of 0", "")
    rows.append([gap, *way, *together(gap)])
table(rows, ["gap", "loss, apart", "slope, apart", "loss, together", "slope, together"])

# %% [markdown]
# The probability became so small that it was rounded to 0, and 0 has no logarithm. Together there is no such moment:
# $L = \ln(e^{z_0} + e^{z_1}) - z_t$, and the largest score $m$ is taken out of the sum first, so that no exponential
# overflows: $\ln(e^{z_0} + e^{z_1}) = m + \ln(e^{z_0 - m} + e^{z_1 - m})$. The gradient is $p - y$ directly. So hand
# **scores** to the loss, not probabilities; scores of this kind are called **logits**.

# %%
z = [Value(score, f"z{k}") for k, score in enumerate(scores)]
L = named("L", losses.softmax_cross_entropy(z, 1))
figure("together", L, caption="The same loss in one piece: the slopes are believed minus true, as before.")

# %% [markdown]
# Now a slip on purpose: somebody hands back $p$ and forgets the $-1$ of the true class. Two of the three numbers are
# right, and still nothing can be learned from them: the label does not occur.

# %%
compare(L, {"z": (z, [p[0], p[1], p[2]])})

# %% [markdown]
# ## Three classes, learned
# A layer of three neurons, two measurements of each animal, and this loss: that is **softmax regression**. The plane
# falls into three regions with straight borders, since where two scores are equal is a line.

# %%
CENTRES = [[-1.2, 0.0], [1.2, 0.0], [0.0, 1.6]]


def trained(seed):
    rng = random.Random(seed)
    train = datasets.blobs(CENTRES, 90, 0.6, rng=rng)
    test = datasets.blobs(CENTRES, 300, 0.6, rng=rng)
    model = Layer(2, 3, rng=rng)
    fit(model, train, losses.softmax_cross_entropy, SGD(model.parameters(), 0.5), epochs=60)
    return accuracy(classifier(model), test), model, train


runs = [trained(seed) for seed in range(8)]
reached = sorted(accuracy for accuracy, model, train in runs)
print(f"test accuracy, 8 seeds: median {(reached[3] + reached[4]) / 2:.3f}, from {reached[0]:.3f} to {reached[-1]:.3f}")

# %% The code of this plot
_, model, train = runs[0]
plot(
    "regions",
    plots.decision_regions(classifier(model), train, "Three neurons, three regions"),
    "Each region is where one score is the largest.",
)

# %% [markdown]
# ## Your turn
# You can now turn scores into probabilities and derive what flows back to each score. One step is left for you: from
# the scores back to the weights that made them. The next lecture trains a whole network on data that no straight
# border can part.


# %%
@exercise(
    "weights-of-scores",
    asks="One animal with measurements $x$ (1 × 2) gets the scores $z = x W + b$ and the probabilities "
    "$p = \\mathrm{softmax}(z)$, and $L = -\\ln p_t$ is the cross-entropy of its true class $t$. Derive $dz$, "
    "$dW$ (2 × 3) and $db$ from $x$, $p$ and the one-hot label $y$ (1 at the place $t$).",
    hints=[
        "Begin with what flows back to the scores: $p - y$, a row of three numbers.",
        "The weight $W_{jk}$ carries $x_j$ to the score $z_k$. What is its local derivative?",
        "Each entry of $dW$ is a product of one measurement and one entry of $p - y$; in matrices, $x^T (p - y)$.",
    ],
)
def weights_of_scores(draw):
    d, k = draw.length(2), draw.length(3)
    x, label = Matrix(draw([[0.6, -2.0]], 1, d)), draw.choice([k - 1, 0, 1])
    W = Matrix(draw([[0.3, -0.4, 0.8], [0.1, 0.7, -0.2]], d, k), "W")
    b = [Value(number, f"b[{j}]") for j, number in enumerate(draw([0.1, -0.3, 0.2], k))]
    z = x @ W + b
    given = {"x": x, "p": Matrix([engine.softmax(z[0])]).data, "y": [[float(j == label) for j in range(k)]]}
    return losses.softmax_cross_entropy(z[0], label), {"dz": z, "W": W, "b": b}, given
