# %% [markdown]
# # Twenty layers: vanishing gradients, and four cures
# A network with two layers learns the moons in a second. Give it twenty layers of sigmoids, and it learns nothing at
# all: every test accuracy is one half. Where did the gradient go, and what brings it back?
#
# Minutes: 40
#
# Before: [A network by hand](network_by_hand.html); [The moons](moons.html);
# [How descent goes astray](descent_goes_astray.html).
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
from statistics import median

from engine import Constant, Value, gradient, named
from lectures.board import Drawn, ask, compare_steps, exercise, figure, plot, table
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
    f"About ${0.2**19:.0e}$ of it. A product of nineteen such factors vanishes.",
)
last = gradient(h4, w1)
ask(
    "One step is left out above: what is the gradient of the first weight, $dw_1$?",
    f"$h_1 (1 - h_1)\\, x\\; dh_1 = {last:.5f}$: once more the slope of a sigmoid, times the input.",
)

# %% [markdown]
# ## Twenty layers of six
# Now the real thing: twenty layers of six neurons, the inner eighteen with sigmoids. `measured` sends a point
# through eight networks, drawn anew, and reports the median size of the gradient in each layer; `trained` trains on the
# moons and reports the accuracy on new points.

# %%
WIDTH, DEPTH = 6, 20


def stack(layer, seed):
    rng = random.Random(seed)
    hidden = [layer(rng) for _ in range(DEPTH - 2)]
    return Sequential(Layer(2, WIDTH, "tanh", rng=rng), *hidden, Layer(WIDTH, 1, rng=rng))


def sigmoids(rng):
    return Layer(WIDTH, WIDTH, "sigmoid", rng=rng)


def measured(layer):
    sizes = []
    for seed in range(8):
        model = stack(layer, seed)
        losses.binary_cross_entropy_from_logits(model([0.5, -0.3]), 1).backward()
        sizes.append([plots.gradient_size(stage.parameters()) for stage in model.stages])
    return [median(sizes) for sizes in zip(*sizes)]


def trained(layer, seed):
    rng = random.Random(seed)
    train, test = datasets.moons(60, 0.15, rng=rng), datasets.moons(200, 0.15, rng=rng)
    model = stack(layer, seed)
    loss, optimiser = losses.binary_cross_entropy_from_logits, Adam(model.parameters(), 0.02)
    fit(model, train, loss, optimiser, epochs=60, batch_size=30, rng=rng)
    return accuracy(classifier(model), test)


sizes = {"sigmoid": measured(sigmoids)}
print(f"gradient in the last layer {sizes['sigmoid'][-1]:.2g}, in the first layer {sizes['sigmoid'][0]:.2g}")
ask(
    "Adam divides each step by the size of the gradient. Why does it not cure this?",
    "It divides by the size plus a small number, $10^{-8}$, so as never to divide by 0. In the first layer the "
    f"gradient is far smaller than that: the step is about {sizes['sigmoid'][0] / 1e-8:.0e} of the rate.",
)

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
# **Normalisation.** In each layer, subtract from the six weighted sums their mean and divide by their standard
# deviation, before the activation. Whatever the weights are, the numbers then lie where the activation has a slope.
# Below the weights are drawn far too small on purpose, without it and with it.
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
sizes["ReLU"] = measured(rectified)
sizes["tanh, drawn too small"] = measured(too_small)
sizes["the same, normalised"] = measured(normalised)
sizes["residual"] = measured(residual)

# %% The code of this plot
plot(
    "cures",
    plots.gradient_by_depth(sizes, "The gradient, layer by layer"),
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
    ("tanh, drawn too small", too_small),
    ("the same, normalised", normalised),
    ("residual", residual),
):
    reached = [trained(layer, seed) for seed in range(8)]
    good = sum(accuracy > 0.9 for accuracy in reached)
    rows.append([name, median(reached), min(reached), max(reached), f"{good} of 8"])
table(rows, ["twenty layers", "median", "worst seed", "best seed", "above 0.9"], "Test accuracy, 8 seeds")
ask(
    "ReLU and tanh have a gradient in the first layer, and still several seeds fail. What is missing?",
    "A gradient that arrives is needed, and is not enough. In narrow layers many ReLUs are off at once, sometimes all "
    "of them. What the tanhs lack the last row tells: a short way, on which the input reaches every layer.",
)

# %% [markdown]
# Residual paths win, and clearly: on the direct path the input itself reaches the last layer, and the gradient of the
# last layer reaches all others. Large networks combine the cures: residual paths around layers with normalisation and
# ReLU or a smooth relative of it, drawn with care.
#
# ## Your turn
# You can now say why a deep network does not learn, and measure it before you train for an hour. "Networks that
# remember and write, while you watch" shows the gradient of each layer as it trains. The next lecture has the opposite
# trouble: a network that learns too well.


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
def residual_chain(draw):
    x, w1, w2 = Constant(draw(0.8), "x"), Value(draw(0.6), "w1"), Value(draw(-1.3), "w2")
    h1 = x + (w1 * x).tanh()
    h2 = h1 + (w2 * h1).tanh()
    return Drawn(h2, {"w2": w2, "dh1": h1, "w1": w1}, {"x": x}, values={"h1": h1, "h2": h2})
