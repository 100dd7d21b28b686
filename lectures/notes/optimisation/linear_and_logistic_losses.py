# %% [markdown]
# # Linear and logistic losses
# One linear map $W x + b$, and three losses on top of it; each gradient is "error times input", if the signs are right.
#
# Covers: C04 to C07
#
# Before: [One neuron decides](one_neuron_decides.html).
#
# After: you can derive each gradient by $W$ **and** by $b$, and notice the minus sign that two of the losses have lost.

# %% [markdown]
# ## A number
# On one example $\ell = (w \cdot x + b - y)^2$; by the chain rule $2 (ŷ - y)\, x^T$ for $w$, and $2 (ŷ - y)$ for $b$,
# which the slide leaves out. The expectation over the data is the mean of these.

# %%
import random

import matplotlib.pyplot as plt

from engine import Constant, Value, affine, named, softmax
from lectures.board import compare, figure, plot, table
from nn import SGD, Layer, Matrix, Neuron, accuracy, classifier, fit, losses
from nn.datasets import blobs
from nn.matrix import outer

w, b = [Value(0.5, "w₁"), Value(-0.6, "w₂")], Value(0.2, "b")
x, y = [2.0, 0.8], 1.5
y_hat = named("ŷ", affine(w, [Constant(v, f"x{'₁₂'[i]}") for i, v in enumerate(x)], b))
squared = named("ℓ", (y_hat - y) ** 2)
figure("squared-error", squared, "C04", "Twice the error, times the input.", expand=True, predict=[w[0]])
error = y_hat.data - y
compare(squared, {"w": (w, [2 * error * v for v in x]), "b": (b, 2 * error)})

# %% [markdown]
# ## Several numbers at once
# $(W x + b - y)^2$ of a vector has to be read as its squared length.


# %%
def scores_of(k, d, seed):
    """Made-up inputs and targets, and the scores W x + b of d inputs and k outputs."""
    rng = random.Random(seed)
    x, y = ([round(rng.uniform(-1, 1), 2) for _ in range(n)] for n in (d, k))
    W = Matrix([[round(rng.uniform(-1, 1), 2) for _ in range(d)] for _ in range(k)], "W")
    b = [Value(round(rng.uniform(-1, 1), 2), f"b[{i}]") for i in range(k)]
    inputs = [Constant(v, f"x{j}") for j, v in enumerate(x)]
    return x, y, W, b, [affine(row, inputs, bias) for row, bias in zip(W, b)]


x2, y2, W2, b2, outputs = scores_of(2, 2, seed=3)
several = named("ℓ", losses.squared_error([outputs], [y2], "sum"))
for i, s in enumerate(outputs):
    s.label = f"ŷ{i}"
figure("two-outputs", several, "C05", "Each row of W hears of its own error only.", form="columns", predict=[W2[0, 0]])
errors = [s.data - t for s, t in zip(outputs, y2)]
compare(several, {"W": (W2, 2 * outer(errors, x2)), "b": (b2, [2 * e for e in errors])})

# %% [markdown]
# ## Yes or no, and one of many
# With the minus sign put back, $-y \log p - (1 - y) \log(1 - p)$ and $-\log p_y$, the path from the loss to a score
# shrinks to $p - y$; see [Softmax and cross-entropy](softmax_and_cross_entropy.html).

# %%
unit = Neuron(2, "sigmoid", init="zeros").assign(w=[0.5, -1.0], b=0.2)
p = named("p", unit([Constant(2.0, "x₁"), Constant(0.8, "x₂")]))
logistic = named("ℓ", losses.binary_cross_entropy(p, 1))
figure("logistic", logistic, "C06", "A long chain with a short result: p − 1.", predict=[unit.w[0]])
compare(logistic, {"w": (unit.w, [(p.data - 1) * v for v in x]), "b": (unit.b, p.data - 1)})

x3, _, W3, b3, scores = scores_of(3, 1, seed=4)
for k, s in enumerate(scores):
    s.label = f"z{k}"
three = named("ℓ", losses.softmax_cross_entropy(scores, 2))
figure("softmax-loss", three, "C07", "Each score gets p, the right one p − 1.", form="columns", predict=[scores[2]])
by_score = [q.data - (k == 2) for k, q in enumerate(softmax(scores))]
compare(three, {"W": (W3, outer(by_score, x3)), "b": (b3, by_score)})

# %% [markdown]
# ## What one sign does
# The same loop at the same rate descends each loss, and what is printed. Both fall; only one is a success.

# %%
clouds = blobs([[-0.6, -0.4], [0.6, 0.4]], count=40, spread=0.5, rng=random.Random(2))
corners = blobs([[0.0, 1.0], [-0.9, -0.5], [0.9, -0.5]], count=45, spread=0.45, rng=random.Random(6))
fig, panels = plt.subplots(1, 2, figsize=(7.6, 3.0), sharey=True)
rows = []
for sign, style, name in ((1, "C0-", "minus sign put back"), (-1, "C1--", "as printed")):
    unit, layer = Neuron(2, rng=random.Random(5)), Layer(2, 3, init="zeros")
    to_minimise = {
        "yes or no": (unit, clouds, lambda s, t, c=sign: c * losses.binary_cross_entropy_from_logits(s, t)),
        "one of three": (layer, corners, lambda s, t, c=sign: c * losses.softmax_cross_entropy(s, t)),
    }
    rows.append([name])
    for panel, (title, (model, data, loss)) in zip(panels, to_minimise.items()):
        history = fit(model, data, loss, SGD(model.parameters(), 0.5), epochs=60, replay=True)
        panel.plot(history.loss, style, label=name)
        panel.set(title=title, xlabel="step", ylim=(-6, 2))
        rows[-1].append(accuracy(classifier(model), data))
panels[0].legend()
plot("one-sign", fig, "What is descended: all four curves fall.", ["C06", "C07"])
table(rows, ["loss", "accuracy, yes or no", "accuracy, one of three"], "After 60 steps")
