# %% [markdown]
# # Softmax and cross-entropy, apart and together
# Two operations with long derivatives cancel into the shortest gradient of the course, prediction minus label.
# Taken apart they also break where taken together they do not.
#
# Covers: D23
#
# Before: the chain rule with several paths; $e^x$ and $\log$.
#
# After: you can derive the softmax Jacobian, multiply it with the gradient of the cross-entropy, and say why
# libraries compute both in one step.

# %% [markdown]
# ## Apart
# Scores $z$ become probabilities, the loss looks at the probability of the label:
#
# $$p_i = \frac{e^{z_i}}{\sum_k e^{z_k}}, \qquad L = -\sum_k y_k \log p_k .$$
#
# Three classes are enough to see everything. The label is the second class.

# %%
from math import exp, isclose, log

import matplotlib.pyplot as plt

import engine
from engine import DomainError, Value, gradient, named, softmax
from lectures.board import claim, compare, exercise, figure, plot, table
from nn import losses

scores, y = [1.0, 2.0, -0.5], [0.0, 1.0, 0.0]


def labelled(name, numbers):
    return [Value(number, f"{name}{i}") for i, number in enumerate(numbers)]


p = labelled("p", [q.data for q in softmax(scores)])
L = named("L", -engine.sum(yk * pk.log() for yk, pk in zip(y, p, strict=True) if yk))
figure(
    "loss-of-probabilities",
    L,
    item="D23",
    caption="The loss alone: it looks at one probability, and its slope there is $-1/p$.",
    predict=[p[1]],
)

# %% [markdown]
# **First derivative.** Only the terms with $y_k \ne 0$ contain anything, so $\partial L / \partial p_k = -y_k / p_k$.
# The engine is asked on a label that is not one-hot as well, where all three terms count.


# %%
def cross_entropy(y, p):
    return -engine.sum(yk * pk.log() for yk, pk in zip(y, p, strict=True))


soft_label = [0.2, 0.5, 0.3]
found = [gradient(cross_entropy(target, p), p) for target in (y, soft_label)]
claim(
    "D23",
    "∂L/∂pₖ",
    "−yₖ / pₖ",
    found,
    readings={
        "one-hot and soft label": [
            [-yk / pk.data for yk, pk in zip(target, p, strict=True)] for target in (y, soft_label)
        ]
    },
)

# %% [markdown]
# **Second derivative.** Every probability depends on every score, because all share one sum. The quotient rule gives
# two cases, $p_i (1 - p_i)$ on the diagonal and $-p_i p_k$ beside it. One row of this Jacobian is one backward pass,
# so the engine makes the matrix with three of them.

# %%
z = labelled("z", scores)
exps = [zk.exp() for zk in z]
total = named("Σ", engine.sum(exps))
p1 = named("p1", exps[1] / total)
figure(
    "softmax",
    p1,
    item="D23",
    caption="One probability. The score $z_1$ acts on two paths: directly, and through the sum that divides.",
    predict=[z[1]],
)

p = softmax(z)
jacobian = [gradient(pk, z) for pk in p]
by_cases = [[p[i].data * (1 - p[i].data) if i == k else -p[i].data * p[k].data for i in range(3)] for k in range(3)]
table(jacobian, ["∂/∂z₀", "∂/∂z₁", "∂/∂z₂"], "The Jacobian, row k is p_k")
claim(
    "D23",
    "∂pₖ/∂zᵢ",
    "pᵢ (1 − pᵢ) if i = k, −pᵢ pₖ otherwise",
    jacobian,
    readings={"for all nine entries": by_cases},
)
claim(
    "D23",
    "the Jacobian may be read with its rows and columns exchanged",
    "∂(yp)ₖ / ∂(logits)ᵢ",
    jacobian,
    readings={"k the row": by_cases, "i the row": [list(column) for column in zip(*by_cases, strict=True)]},
)

# %% [markdown]
# ## Together
# The chain rule sums over the three paths from score $z_i$ to the loss. Put both results in, and nearly everything
# cancels:
#
# $$\frac{\partial L}{\partial z_i} = \sum_k \frac{\partial p_k}{\partial z_i} \cdot \frac{-y_k}{p_k}
#   = p_i \sum_k y_k - y_i = p_i - y_i .$$
#
# The last step used that the labels add to one. The notes do not say so; for one-hot labels it is true.

# %%
z = labelled("z", scores)
fused = named("L", losses.softmax_cross_entropy(z, 1))
figure(
    "fused",
    fused,
    item="D23",
    caption="Both in one: logsumexp minus the label's score. Each score gets its probability, the label's one less.",
    predict=[z[1]],
)
compare(fused, {f"z{i}": (z[i], p[i].data - y[i]) for i in range(3)})


# %%
def slopes(target):
    z = labelled("z", scores)
    return gradient(cross_entropy(target, softmax(z)), z)


unnormalised = [1.0, 1.0, 0.0]  # two labels at once, as in tagging
claim(
    "D23",
    "∂L/∂zᵢ for any label y",
    "yp − y",
    True,
    readings={
        name: all(isclose(s, pi.data - yi) for s, pi, yi in zip(slopes(target), p, target, strict=True))
        for name, target in (
            ("one-hot", y),
            ("probabilities that add to 1", soft_label),
            ("two labels, adding to 2", unnormalised),
        )
    },
    note="The label must add to 1; in general the gradient is p times the sum of the label, minus the label.",
)
claim(
    "D23",
    "∂L/∂zᵢ as the sum over k",
    "Σₖ ∂(yp)ₖ/∂(logits)ᵢ · ∂Loss/∂(yp)ₖ",
    slopes(soft_label),
    readings={"summed by hand": [sum(jacobian[k][i] * -soft_label[k] / p[k].data for k in range(3)) for i in range(3)]},
)

# %% [markdown]
# ## Why libraries do not take them apart
# On paper both ways are the same. In floats they are not: let the network be confidently wrong, and push the score of
# the label down.


# %%
def apart(gap):
    """Softmax as written on the slide, then the logarithm."""
    z = labelled("z", [0.0, -gap])
    exps = [zk.exp() for zk in z]
    loss = -(exps[1] / (exps[0] + exps[1])).log()
    return loss.data, gradient(loss, z[1])


def together(gap):
    z = labelled("z", [0.0, -gap])
    loss = losses.softmax_cross_entropy(z, 1)
    return loss.data, gradient(loss, z[1])


def outcome(way, gap):
    try:
        return way(gap)
    except DomainError as error:
        return str(error).split(";")[0]


rows = []
for gap in (1, 40, 700, 740, 800):
    split = outcome(apart, gap)
    rows.append([gap, split if isinstance(split, str) else f"L = {split[0]:.6g}, slope {split[1]:.6g}", *together(gap)])
table(rows, ["z₀ − z₁", "apart", "L together", "slope together"], "The label's score sinks below the other one")
claim(
    "D23",
    "the two-step formula gives p − y in floats",
    "Loss = −Σ y log(yp), yp = exp(logits) / Σ exp(logits)",
    True,
    readings={
        f"scores {gap} apart": lambda gap=gap: isclose(apart(gap)[1], together(gap)[1], rel_tol=1e-9)
        for gap in (1, 40, 700, 800)
    },
    note="From a difference of about 745 on the smaller exponential is 0 in floats, and its logarithm does not exist; "
    "the fused form subtracts before it exponentiates and goes on.",
)

# %% The code of this plot
fig, axes = plt.subplots()
gaps = [i / 10 for i in range(-60, 61)]
probability = [1 / (1 + exp(gap)) for gap in gaps]
axes.plot(gaps, [-log(q) for q in probability], label="loss")
axes.plot(gaps, [q - 1 for q in probability], "--", label="slope p − y")
axes.axhline(0, color="C4", linewidth=0.8)
axes.set(xlabel="other score minus the label's score", title="However wrong, the slope never exceeds 1")
axes.legend()
plot(
    "loss-and-slope",
    fig,
    "The loss grows like a straight line, so its slope stays between −1 and 0: a bounded push, "
    "even for a hopeless score.",
    item="D23",
)

# %% [markdown]
# ## Your turn
# Classifiers are often trained with a **temperature** $T$: the scores are divided by it before the softmax. What
# becomes of $p - y$?


# %%
@exercise(
    "temperature",
    asks="Derive the gradient by the scores $z$ of $L = -\\log p_1$ with $p = \\mathrm{softmax}(z / T)$.",
    hints=[
        "Let $u = z / T$. The gradient by $u$ is the one of this lecture.",
        "Each $u_i$ depends on $z_i$ with the slope $1/T$.",
        "So a factor of $1/T$ remains in front of $p - y$; $p$ is the softmax of $z/T$.",
    ],
)
def temperature():
    T = 2.0
    z = labelled("z", scores)
    return losses.softmax_cross_entropy([zk / T for zk in z], 1), {"z": z}, {"z": scores, "T": T, "label": 1}
