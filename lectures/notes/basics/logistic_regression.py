# %% [markdown]
# # Two classes and more
# To buy or not to buy: a score squeezed into a probability, a loss that punishes confident mistakes, and what its
# convexity is worth; then the same with several classes.
#
# Covers: A23 to A30
#
# Before: [One neuron decides](one_neuron_decides.html); [Which of many?](softmax_and_cross_entropy.html).
#
# After: you can derive $h - y$ for two classes and more, and say when the log loss has a minimum to find.

# %%
from math import log

import matplotlib.pyplot as plt
import numpy as np

from engine import Value, dot, hessian, named, softmax
from lectures.board import compare, figure, plot, table
from nn import Standardise, gradient_descent, losses
from nn.datasets import houses, worth_buying
from nn.matrix import Matrix

inputs, labels = worth_buying()
prices = houses().targets
table([[*inputs[i], prices[i], labels[i]] for i in range(3)], ["size", "bedrooms", "age", "price", "worth buying?"])
margin = named("margin", Value(300.0, "limit") - Value(prices[0], "price"))
figure(
    "margin", margin, item="A23", caption="The label is 1 where this is above 0. It has a slope, the label has none."
)

# %% [markdown]
# ## A score, then a probability
# $h = \sigma(\theta^T x)$ with $\sigma(z) = 1/(1 + e^{-z})$, here on standardised columns. $h > 0.5$ means $z > 0$.

# %%
scale = Standardise.to(inputs)
X, start = [[1.0, *scale(x)] for x in inputs], [0.2, -0.8, 0.1, 0.4]
theta = [Value(v, f"θ{j}") for j, v in enumerate(start)]
z = named("z", dot(theta, X[0]))
h = named("h", z.sigmoid())
figure("one-house", h, item="A24", expand=True, caption="The first house: score, then probability.", predict=[z])

# %% [markdown]
# ## Two losses for a confident mistake
# Label 1, probability 0.01. What descent feels is the slope by the score: $h - y$ for the log loss, where the sigmoid's
# slope cancels, and $2(h - y)\, h(1 - h)$ for the square. For both labels $L = -(y \log h + (1 - y) \log(1 - h))$, of
# which one term is multiplied by 0.

# %%
rows, p = [], 0.01
for name, by_hand in (("log loss", p - 1), ("square", 2 * (p - 1) * p * (1 - p))):
    z = Value(log(p / (1 - p)), "z")
    h = named("h", z.sigmoid())
    L = named("L", -h.log() if name == "log loss" else (h - 1) ** 2)
    figure(f"confident-{name.split()[0]}", L, item="A25", caption=f"A confident mistake, {name}.", predict=[z])
    compare(L, {"z": (z, by_hand)})
    rows.append([name, L, by_hand])
table(rows, ["", "loss", "slope by z"])
z, y = Value(-0.8, "z"), 0.0
h = named("h", z.sigmoid())
L = named("L", -(y * h.log() + (1 - y) * (1 - h).log()))
figure("both-terms", L, item="A26", caption="Label 0: the upper term sends nothing back.", predict=[z])
compare(L, {"z": (z, h.data - y)})

# %% [markdown]
# ## Convex or not
# Differentiated twice by the score, the log loss bends upwards everywhere; the square behind a sigmoid does not.

# %%
span = [-6 + i / 10 for i in range(121)]
kinds = {"log loss": lambda z: (-z).softplus(), "square": lambda z: (z.sigmoid() - 1) ** 2}
bends = {name: [hessian(f(z), z) for z in map(Value, span)] for name, f in kinds.items()}
table([[name, min(bend)] for name, bend in bends.items()], ["", "smallest second derivative by z, label 1"])
L = named("L", (-Value(0.7, "z")).softplus())
figure("from-the-score", L, item="A27", caption="$-\\log σ(z) = \\log(1 + e^{-z})$, without a detour.")

# %% The code of this plot
fig, panels = plt.subplots(1, 2, figsize=(7.6, 3.1))
for name, f in kinds.items():
    panels[0].plot(span, [f(Value(z)).data for z in span], label=name)
    panels[1].plot(span, bends[name])
panels[0].set(xlabel="z", title="The loss for label 1")
panels[0].legend()
panels[1].set(xlabel="z", title="Second derivative by z")
plot("convexity", fig, "Left of about −0.7 the square bends downwards.", item="A27")

# %% [markdown]
# ## Is there a minimum?
# Convex does not mean that there is one. A plane separates the labels of the three houses, so the loss falls for ever
# towards 0 and $\theta$ grows without end; with labels that overlap descent comes to rest.


# %%
def descend(rows, labels):
    def total(*theta):
        scores = [dot(theta, x) for x in rows]
        return losses.binary_cross_entropy_from_logits(scores, labels)

    return gradient_descent(total, [0.0] * len(rows[0]), 1.0, 1000)


line = [[1.0, v] for v in (-2.0, -1.0, 0.0, 1.0, 2.0)]
runs = {"the three houses": descend(X, labels), "five that overlap": descend(line, [0, 1, 0, 1, 1])}
rows = [[name, *run.values[100::900], *map(np.hypot.reduce, run.points[100::900])] for name, run in runs.items()]
table(rows, ["", "L after 100 steps", "after 1000", "|θ| after 100", "after 1000"])
theta = [Value(v, f"θ{j}") for j, v in enumerate(runs["the three houses"].points[-1])]
L = named("L", losses.binary_cross_entropy_from_logits(dot(theta, X[0]), labels[0]))
figure("no-minimum", L, item="A28", caption="After 1000 steps the slope still is not 0, and never will be.")

# %% [markdown]
# ## Several classes
# A row $\theta_k$ of parameters for each class, and $P(y = j \mid x) = \exp(\theta_j^T x) / \sum_k \exp(\theta_k^T x)$.
# A vector added to **every** $\theta_k$ changes no probability, so the best $\theta$ is never unique: along that
# direction the second derivative of the loss is 0. By the scores the gradient of the cross-entropy is again $h - y$:
# with articles as rows, $\nabla J = \frac1m (H - Y)^T X$.

# %%
articles = Matrix([[1.0, 2.0, 0.0], [1.0, 0.5, 1.5], [1.0, -1.0, 1.0], [1.0, -0.5, -1.5]])
onehot = Matrix([[1.0, 0, 0], [0, 1.0, 0], [0, 1.0, 0], [0, 0, 1.0]])
numbers = Matrix([[0.1, 0.8, -0.2], [0.0, -0.3, 0.9], [-0.1, -0.4, -0.7]])
z = [Value(v, f"z{k}") for k, v in enumerate((numbers @ Matrix.column(articles[0])).entries)]
p = named("p0", softmax(z)[0])
figure("probability", p, item="A29", caption="The own score raises it, the others lower it.", predict=[z[0]])
for name, shift in (("as it is", [0.0] * 3), ("every θₖ shifted by the same", [5.0, -2.0, 7.0])):
    print(f"{name}: {[round(q.data, 6) for q in softmax((articles @ (numbers + shift).T)[0])]}")
Theta = Matrix(numbers, "θ")
one = named("L", losses.softmax_cross_entropy((articles @ Theta.T)[0], 0, reduction="sum"))
figure("one-article", one, form="columns", item="A30", caption="Probability minus label, times the features.")
J = losses.softmax_cross_entropy(articles @ Theta.T, [0, 1, 1, 2], reduction="mean")
H = Matrix(softmax(row) for row in articles @ numbers.T).data
compare(J, {"θ": (Theta, (H - onehot).T @ articles / len(articles))})
flat = np.linalg.eigvalsh(hessian(J, Theta.entries))
print("eigenvalues of the second derivatives:", [round(abs(v), 9) for v in flat.tolist()])
