# %% [markdown]
# # One kernel for every place
# A network has seen a bar in the top left corner. Does it know the same bar in the bottom right corner? An MLP does
# not: every pixel has weights of its own, so every place is a lesson of its own. A convolutional network uses the same
# few weights at every place, and what it learns at one place it knows at all of them.
#
# Minutes: 35
#
# Before: the moons (training and test data, mini-batches, choosing a rate); momentum and Adam; overfitting.
#
# After: you can derive the gradient of a shared weight as a sum over places, build a small convolutional network, and
# compare two models fairly.

# %%
import random
from statistics import median

import matplotlib.pyplot as plt

from engine import Constant, Value, affine, named, relu
from engine import sum as total
from lectures.board import ask, compare, exercise, figure, plot, table
from nn import MLP, Adam, Conv2D, Flatten, GlobalAveragePool, Layer, Sequential, accuracy, classifier, fit, losses
from nn.datasets import shifted_bars
from nn.plots import images

# %% [markdown]
# ## A task that looks easy
# Each picture has 8 × 8 pixels and one bar of three pixels: it lies (class 0) or stands (class 1). It may be anywhere:
# there are 48 places for a lying bar and 48 for a standing one. Every pixel has a little noise.


# %%
def pictures(count, seed):
    return shifted_bars(count, size=8, length=3, noise=0.2, rng=random.Random(seed))


test = pictures(200, seed=2000)

# %% The code of this plot
shown = {f"{i}: {'stands' if test.targets[i] else 'lies'}": test.inputs[i][0] for i in range(6)}
plot("bars", images(shown, signed=False), "Three bars that lie and three that stand, each at some place.")

# %% [markdown]
# We train one small MLP and one with ten times as many weights, on 120 pictures. A single run may be lucky, so each
# model is trained from 8 seeds, each with its own 120 pictures and its own first weights. The rate matters too: each
# model gets the best of three, chosen on 200 further pictures that are neither trained on nor tested on.


# %%
def small_mlp(rng):
    return Sequential(Flatten(), MLP(64, 2, 1, rng=rng))


def large_mlp(rng):
    return Sequential(Flatten(), MLP(64, 20, 1, rng=rng))


RATES, validation = [0.03, 0.1, 0.3], pictures(200, seed=1000)
tests, rows = {}, []


def trained(make, seed, rate, count=120):
    """Return a trained model, and the share of its training pictures that it gets right."""
    data, model = pictures(count, seed), make(random.Random(seed))
    loss, optimiser = losses.binary_cross_entropy_from_logits, Adam(model.parameters(), rate)
    fit(model, data, loss, optimiser, epochs=30, batch_size=count // 3, rng=random.Random(seed))
    return model, accuracy(classifier(model), data)


def best_rate(make):
    """Return the rate that does best in validation, with two seeds that are used for nothing else."""
    scores = {}
    for rate in RATES:
        scores[rate] = sum(accuracy(classifier(trained(make, seed, rate)[0]), validation) for seed in (100, 101))
    return max(RATES, key=scores.get)


def spread(shares):
    return f"{median(shares):.0%}, from {min(shares):.0%} to {max(shares):.0%}"


def try_out(name, make, rate, count=120):
    """Train from 8 seeds, write down how that went, and return the models."""
    models, training = zip(*[trained(make, seed, rate, count) for seed in range(8)])
    tests[name] = [accuracy(classifier(model), test) for model in models]
    rows.append([name, len(models[0].parameters()), count, rate, spread(training), spread(tests[name])])
    return models


HEADER = ["model", "weights", "pictures", "rate", "training", "test"]
rate_of_large = best_rate(large_mlp)
try_out("small MLP", small_mlp, best_rate(small_mlp))
try_out("large MLP", large_mlp, rate_of_large)

# %%
ask(
    "Guess before you look at the table: how much of the 200 test pictures will the large MLP get right, if it gets "
    "all of its training pictures right?",
    f"About {median(tests['large MLP']):.0%}, where tossing a coin gives 50%. It knows its pictures by heart.",
)
table(rows, HEADER, "Each share: the median of 8 seeds, and from the worst to the best")

# %% [markdown]
# Why? With 60 lying bars for 48 places, the MLP sees each place about once. What it learns from a bar in one corner
# goes into the weights of the pixels in that corner. The weights of the other corner get nothing from it.
#
# ## The same weights at every place
# So let the places share. Take a small window of weights, the **kernel**, lay it on every place in turn, and compute
# one neuron there. Its results are the **feature map**: a large number says "here is what I look for". Then forget
# where: take the mean of the map.
#
# First with a picture of one row, $x_0 \dots x_4$, and a kernel of two weights:
#
# $$z_i = w_0 x_i + w_1 x_{i+1} + b, \qquad h_i = \mathrm{ReLU}(z_i), \qquad m = \tfrac14 (h_0 + h_1 + h_2 + h_3),
# \qquad L = (m - 13)^2$$

# %%
ink = [6.0, 7.0, 1.0, 8.0, 5.0]
x = [Constant(pixel, f"x{i}") for i, pixel in enumerate(ink)]
w, b = [Value(-1.0, "w0"), Value(3.0, "w1")], Value(-3.0, "b")
h = []
for i in range(4):
    z = named(f"z{i}", affine(w, x[i : i + 2], b))  # w0 x_i + w1 x_(i+1) + b
    h.append(named(f"h{i}", relu(z)))
s = named("s", total(h))
m = named("m", s / 4)
loss = named("L", (m - 13) ** 2)
figure(
    "shared-kernel",
    loss,
    predict=w,
    caption="Backwards, $w_0$ gets one contribution from each place, and adds them up.",
)

# %% [markdown]
# ## Its gradient by hand
# Start at the end, as always. The mean hands the same quarter to each place, and ReLU lets it pass where $z_i > 0$:
#
# $$\frac{\partial L}{\partial z_i} = g_i = 2(m - 13) \cdot \tfrac14 \cdot [z_i > 0]$$
#
# Now $w_0$. It is used at **all** places, so nudging it moves all $z_i$ at once, and the contributions add up. At place
# $i$ it was multiplied by $x_i$:
#
# $$\frac{\partial L}{\partial w_0} = \sum_i g_i x_i$$

# %%
g = [2 * (9 - 13) / 4 * active for active in (1, 0, 1, 1)]  # the z are 12, -7, 20, 4, and their mean after ReLU is 9
dw0 = g[0] * ink[0] + g[1] * ink[1] + g[2] * ink[2] + g[3] * ink[3]
print("g:", g, "  contributions to w0:", [g[i] * ink[i] for i in range(4)], "  sum:", dw0)

dw1 = sum(g[i] * ink[i + 1] for i in range(4))
ask(
    "Now $w_1$ and $b$: the same $g_i$, but what stands beside $w_1$ at place $i$, and what beside $b$?",
    "At place $i$ it is multiplied by $x_{i+1}$, so $\\partial L/\\partial w_1 = \\sum_i g_i x_{i+1}$. Contributions: "
    f"{[g[i] * ink[i + 1] for i in range(4)]}; their sum: {dw1:g}. Beside $b$ stands a 1 at every place: $\\sum_i g_i$ "
    f"is {sum(g):g}.",
)
compare(loss, {"w": (w, [dw0, dw1]), "b": (b, sum(g))})

# %% [markdown]
# This sum is the whole point. In an MLP one picture teaches the weights of one place. Here it teaches the one kernel
# from all its places.
#
# ## A convolutional network
# In two dimensions the window is 3 × 3 and slides over rows and columns, to 6 × 6 places. One kernel is not enough for
# two kinds of bars: we take 12, each with its own map and mean, and a last neuron weighs the 12 means. (The layer is
# called a convolution; strictly it is a cross-correlation, because the kernel is not turned round first.)


# %%
def convolutional(rng):
    maps = Conv2D(1, 12, kernel=3, activation="relu", rng=rng)
    return Sequential(maps, GlobalAveragePool(), Layer(12, 1, rng=rng))


ask(
    "Count its weights. How does that compare with the small MLP, 64 → 2 → 1?",
    f"Kernels: 12 · (9 + 1) = {12 * 10}; the last neuron: 12 + 1 = {12 + 1}; together {12 * 10 + 12 + 1}. "
    f"The small MLP has 2 · (64 + 1) + 2 + 1 = {2 * 65 + 3}: exactly as many.",
)

# %%
models = try_out("convolutional", convolutional, best_rate(convolutional))
try_out("large MLP, more pictures", large_mlp, rate_of_large, count=1200)
ask(
    f"As many weights, the same pictures, the same rates to choose from. The small MLP got "
    f"{median(tests['small MLP']):.0%} of the test right. What will the convolutional network get?",
    f"{spread(tests['convolutional'])}. With ten times the weights **and** ten times the pictures the MLP comes near: "
    f"{spread(tests['large MLP, more pictures'])}. It can learn the task, but it has to be shown every place.",
)
table(rows, HEADER, "Each share: the median of 8 seeds, and from the worst to the best")

# %% The code of this plot
fig, axes = plt.subplots(figsize=(6.4, 2.6))
for row, (name, marker) in enumerate(zip(tests, "osD^")):
    axes.plot(tests[name], [row] * 8, marker, color=f"C{row}", alpha=0.6)
    axes.plot([median(tests[name])] * 2, [row - 0.3, row + 0.3], color=f"C{row}")
axes.axvline(0.5, color="0.5", linestyle=":")
axes.set(yticks=range(4), yticklabels=tests, xlabel="right in the test", xlim=(0.4, 1.02))
axes.invert_yaxis()
plot("eight-seeds", fig, "A mark for each seed, a line at the median. At 0.5 one might as well toss a coin.")

# %% [markdown]
# ## What has it learned?
# A kernel is a small picture, so look at it. Below are the 12 kernels of the first seed. The **vote** of a kernel is
# the weight that the last neuron gives to its mean: a positive vote says "it stands".

# %% The code of this plot
votes = models[0].stages[2].W.data[0]
order = sorted(range(12), key=votes.__getitem__)
kernels = {f"kernel {k}, vote {votes[k]:+.1f}": models[0].stages[0].W[k][0] for k in order}
plot("kernels", images(kernels, numbers=False, signed=True), "Violet is positive. Votes for 'lies' come first.")

# %%
ask(
    "What do the kernels with the strongest votes look for? And if a bar moves down by two pixels, what happens to the "
    "map of such a kernel, and to its mean?",
    "Strong negative votes: a bright row, so it lies. Strong positive votes: a bright column, so it stands. The others "
    "are harder to read; 12 kernels share the work. When the bar moves, the map moves with it. Its numbers and their "
    "mean stay the same: so the place does not matter. (Except at the border, where fewer windows see the bar.)",
)

# %% [markdown]
# ## Your turn


# %%
@exercise(
    "kernel-of-three",
    asks="A kernel of three weights, without a bias, lies on a row of five pixels: $z_i = w_0 x_i + w_1 x_{i+1} + "
    "w_2 x_{i+2}$ at three places. Then $h_i = \\mathrm{ReLU}(z_i)$ and $L = \\frac12 (h_0 + h_1 + h_2 - 2)^2$. "
    "Derive the gradient of $w$.",
    hints=[
        "$\\partial L / \\partial h_i$ is the same for all three places. Where $z_i < 0$, nothing gets through.",
        "$w_k$ meets the pixel $x_{i+k}$ at place $i$: $\\partial L / \\partial w_k = \\sum_i g_i x_{i+k}$.",
    ],
)
def kernel_of_three():
    x = [2.0, -1.0, 0.5, 3.0, 1.0]
    w = [Value(1.0, "w0"), Value(-2.0, "w1"), Value(2.0, "w2")]
    z = [w[0] * x[i] + w[1] * x[i + 1] + w[2] * x[i + 2] for i in range(3)]
    loss = 0.5 * (relu(z[0]) + relu(z[1]) + relu(z[2]) - 2.0) ** 2
    return loss, {"w": w}, {"x": x, "w": [1.0, -2.0, 2.0]}


# %% [markdown]
# You can now share a weight between places, derive its gradient as a sum over them, and say what that saves: pictures
# to learn from. And you can compare two models fairly: as many weights, the same data, rates chosen alike, many seeds.
#
# Next, weights are shared over **time**: a network that reads one number after the other, and has to remember.
