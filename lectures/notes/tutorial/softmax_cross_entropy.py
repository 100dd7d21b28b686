# %% [markdown]
# # Softmax and cross-entropy, apart and together
# Two operations with long derivatives cancel into the shortest gradient of the tutorial: prediction minus label.
#
# Covers: D23
#
# Before: [Softmax and cross-entropy](softmax_and_cross_entropy.html), which derives what is shown here.
#
# After: you can multiply the softmax Jacobian with the gradient of the cross-entropy.

# %% [markdown]
# ## Apart
# $p_i = e^{z_i} / \sum_k e^{z_k}$ and $L = -\sum_k y_k \log p_k$; the label is the second of three classes. The loss
# sees one probability, with the slope $-y_k / p_k$; each probability sees all scores, because they share one sum.

# %%
import engine
from engine import DomainError, Value, gradient, named, softmax
from lectures.board import compare, figure, table
from nn import losses

scores, y = [1.0, 2.0, -0.5], [0.0, 1.0, 0.0]


def labelled(name, numbers):
    return [Value(number, f"{name}{i}") for i, number in enumerate(numbers)]


p = labelled("p", [q.data for q in softmax(scores)])
L = named("L", -engine.sum(yk * pk.log() for yk, pk in zip(y, p) if yk))
figure("loss-of-probabilities", L, item="D23", caption="The loss alone: its slope is $-1/p$.", predict=[p[1]])

z = labelled("z", scores)
exps = [zk.exp() for zk in z]
total = named("Σ", engine.sum(exps))
p1 = named("p1", exps[1] / total)
caption = "One probability. The score $z_1$ acts on two paths: directly, and through the sum that divides."
figure("softmax", p1, item="D23", caption=caption, predict=[z[1]])
p = softmax(z)
table([gradient(pk, z) for pk in p], ["∂/∂z₀", "∂/∂z₁", "∂/∂z₂"], "The Jacobian, row k is p_k")

# %% [markdown]
# ## Together
# The chain rule over the three paths: $\sum_k \frac{\partial p_k}{\partial z_i} \cdot \frac{-y_k}{p_k} = p_i \sum_k y_k
# - y_i = p_i - y_i$, as a label adds up to 1.

# %%
z = labelled("z", scores)
fused = named("L", losses.softmax_cross_entropy(z, 1))
caption = "Both in one: logsumexp minus the label's score. Each score gets its probability, the label's one less."
figure("fused", fused, item="D23", caption=caption, predict=[z[1]])
compare(fused, {f"z{i}": (z[i], p[i].data - y[i]) for i in range(3)})

# %% [markdown]
# On paper both ways are the same; in floats the exponential of a hopeless score is 0 and has no logarithm.

# %%
rows = []
for gap in (1, 40, 700, 800):
    z = labelled("z", [0.0, -gap])
    exps = [zk.exp() for zk in z]
    try:
        apart = -(exps[1] / (exps[0] + exps[1])).log()
    except DomainError:
        apart = "log of 0"
    rows.append([gap, apart, losses.softmax_cross_entropy(z, 1)])
table(rows, ["z₀ − z₁", "L apart", "L together"])
