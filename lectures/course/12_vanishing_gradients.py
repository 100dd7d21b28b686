# %% [markdown]
# # Twenty layers: vanishing gradients, and four cures
# A network with two layers learns the moons in a second. Give it twenty, with the same care, and it learns nothing at
# all: every test accuracy is one half. Where did the gradient go, and what brings it back?
#
# Minutes: 40
#
# Before: A network by hand; The moons; How descent goes astray.
#
# After: you can measure how a gradient shrinks on its way back through layers, say why, and repair a deep network with
# its initialisation, its activation, normalisation and residual paths.

# %% [markdown]
# ## A chain of four
# One neuron a layer, one behind the other, each with a sigmoid: $h_1 = \sigma(w_1 x)$, $h_2 = \sigma(w_2 h_1)$, and so
# on. On the way back each layer multiplies by two numbers, its weight and the slope of its sigmoid. That slope is at
# most $\frac14$.

# %%
import random

from engine import Constant, Value, gradient, named
from lectures.board import ask, compare_steps, exercise, figure, plot, table
from nn import (
    Adam,
    Layer,
    LayerNorm,
    Residual,
    Sequential,
    accuracy,
    classifier,
    datasets,
    fit,
    init,
    losses,
    plots,
)

x = Constant(0.9, "x")
weights = [Value(w, f"w{k}") for k, w in enumerate([1.2, -0.8, 1.1, 0.7], start=1)]
hs = [x]
for k, w in enumerate(weights, start=1):
    hs.append(named(f"h{k}", named(f"a{k}", w * hs[-1]).sigmoid()))
h1, h2, h3, h4 = hs[1:]
figure("chain", h4, caption="Read the gradients from right to left: they shrink at every sigmoid.", predict=[h3, h1])

# %% [markdown]
# **Worked in full.** From the end, $dh_4 = 1$. A sigmoid with the output $h$ has the slope $h(1 - h)$:
#
# $$dh_3 = h_4 (1 - h_4)\, w_4, \qquad dh_2 = h_3 (1 - h_3)\, w_3\; dh_3, \qquad dh_1 = h_2 (1 - h_2)\, w_2\; dh_2 .$$

# %%
w1, w2, w3, w4 = weights
dh3 = h4.data * (1 - h4.data) * w4.data
dh2 = h3.data * (1 - h3.data) * w3.data * dh3
dh1 = h2.data * (1 - h2.data) * w2.data * dh2
compare_steps(h4, [("dh3", h3, dh3), ("dh2", h2, dh2), ("dh1", h1, dh1)])
ask(
    "Each layer left about a fifth of the gradient. Go on like this for twenty layers: what is left?",
    f"About ${0.2**19:.0e}$ of it. A product of nineteen factors below 1 vanishes, whatever the data.",
)
last = gradient(h4, w1)
ask(
    "One step is left out above: what is the gradient of the first weight, $dw_1$?",
    f"$h_1 (1 - h_1)\\, x\\; dh_1 = {last:.5f}$: once more the slope of a sigmoid, times the input.",
)

# %% [markdown]
# ## Twenty layers of six
# Now the real thing: twenty layers of six neurons and sigmoids. `measured` sends one point through and reports the
# size of the gradient in each layer; `trained` trains on the moons and reports the accuracy on new points.

# %%
WIDTH, DEPTH = 6, 20


def stack(layer, seed):
    rng = random.Random(seed)
    hidden = [layer(rng) for _ in range(DEPTH - 2)]
    return Sequential(Layer(2, WIDTH, "tanh", rng=rng), *hidden, Layer(WIDTH, 1, rng=rng))


def sigmoids(rng):
    return Layer(WIDTH, WIDTH, "sigmoid", rng=rng)


def measured(layer, seed=0):
    model = stack(layer, seed)
    losses.binary_cross_entropy_from_logits(model([0.5, -0.3]), 1).backward()
    return [plots.gradient_size(stage.parameters()) for stage in model.stages]


def trained(layer, seed):
    rng = random.Random(seed)
    train, test = datasets.moons(60, 0.15, rng=rng), datasets.moons(200, 0.15, rng=rng)
    model = stack(layer, seed)
    loss, optimiser = losses.binary_cross_entropy_from_logits, Adam(model.parameters(), 0.02)
    fit(model, train, loss, optimiser, epochs=60, batch_size=30, rng=rng)
    return accuracy(classifier(model), test)


sizes = {"sigmoid": measured(sigmoids)}
print(f"gradient in the last layer {sizes['sigmoid'][-1]:.2g}, in the first layer {sizes['sigmoid'][0]:.2g}")

# %% [markdown]
# The first layers get nothing, so they stay as they were drawn, and what they hand on is noise to the layers above.
#
# ## Four cures
# **Initialisation and a steeper activation.** tanh has the slope 1 at 0. If the weights are drawn so that a layer
# keeps the spread of its inputs, with a variance of about $1/n$ for $n$ inputs (Xavier), a typical factor is near 1.
#
# **ReLU.** Its slope is exactly 1 where it is on, and 0 where it is off; half of the neurons are off, so the weights
# are drawn with the variance $2/n$ (He). A neuron that is off for all points is dead: in narrow layers that happens.
#
# **Normalisation.** In each layer, subtract the mean of the sums and divide by their spread, before the activation.
# Whatever the weights are, the numbers then lie where the activation has a slope. Below the weights are drawn far too
# small on purpose.
#
# **Residuals.** Let each layer **add** to what came in, $h' = h + f(h)$. Backwards an addition hands on the gradient
# as it is, so there is always a path with the factor 1, past all layers.


# %%
def well_drawn(rng):
    return Layer(WIDTH, WIDTH, "tanh", rng=rng)


def rectified(rng):
    return Layer(WIDTH, WIDTH, "relu", rng=rng)


def too_small(rng):
    return Layer(WIDTH, WIDTH, "tanh", init=init.normal(0.0, 0.1), rng=rng)


def normalised(rng):
    return Sequential(Layer(WIDTH, WIDTH, init=init.normal(0.0, 0.1), rng=rng), LayerNorm(WIDTH), "tanh")


def residual(rng):
    return Residual(Layer(WIDTH, WIDTH, "tanh", rng=rng))


sizes["tanh, well drawn"] = measured(well_drawn)
sizes["ReLU"] = measured(rectified, seed=4)
sizes["tanh, drawn too small"] = measured(too_small)
sizes["the same, normalised"] = measured(normalised)
sizes["residual"] = measured(residual)

# %% The code of this plot
plot(
    "cures",
    plots.gradient_by_depth(sizes, "One point through twenty layers"),
    "Two of the six lines fall by ten powers of ten and more; the cures keep the gradient alive.",
)

# %% [markdown]
# A gradient that arrives is needed to learn, but it is not all that is needed. Predict which cures train best before
# you look: eight seeds each, 60 epochs.

# %%
rows = []
for name, layer in (
    ("sigmoid", sigmoids),
    ("tanh, well drawn", well_drawn),
    ("ReLU", rectified),
    ("too small, normalised", normalised),
    ("residual", residual),
):
    reached = sorted(trained(layer, seed) for seed in range(8))
    rows.append([name, reached[0], (reached[3] + reached[4]) / 2, reached[-1]])
table(rows, ["twenty layers", "worst seed", "median", "best seed"], "Test accuracy, 8 seeds")
silent = sum(measured(rectified, seed)[0] == 0.0 for seed in range(8))
ask(
    "ReLU either trains well or not at all. Why?",
    "With six neurons in a layer it happens that all of them are off, and then nothing passes, forward or back: for "
    f"the one point measured above, {silent} of the 8 seeds have a gradient of exactly 0 in the first layer. "
    "Wider layers make that unlikely.",
)

# %% [markdown]
# Residual paths win, and clearly: at the start the network is nearly the identity, so the gradient of the last layer
# arrives at all of them. Large networks combine them: residual paths around layers with normalisation and ReLU or a
# smooth relative of it, drawn with care.
#
# ## Your turn
# You can now say why a deep network does not learn, and measure it before you train for an hour. The next lecture has
# the opposite trouble: a network that learns too well.


# %%
@exercise(
    "residual-chain",
    asks="Two residual layers of one neuron each: $h_1 = x + \\tanh(w_1 x)$ and $h_2 = h_1 + \\tanh(w_2 h_1)$. Derive "
    "$\\partial h_2/\\partial w_1$ and $\\partial h_2/\\partial w_2$.",
    hints=[
        "$w_2$ is met only in the last tanh. Its slope is $1 - t_2^2$ with $t_2 = \\tanh(w_2 h_1)$.",
        "$h_1$ goes into $h_2$ on two paths: directly, with the slope 1, and through the tanh.",
        "So $dh_1 = 1 + w_2 (1 - t_2^2)$, and from there it is one more step to $w_1$.",
    ],
)
def residual_chain():
    x, w1, w2 = Constant(0.8, "x"), Value(0.5, "w1"), Value(-1.3, "w2")
    h1 = x + (w1 * x).tanh()
    h2 = h1 + (w2 * h1).tanh()
    return h2, {"w1": w1, "w2": w2}, {"x": x}
