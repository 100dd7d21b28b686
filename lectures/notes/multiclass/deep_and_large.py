# %% [markdown]
# # Deep and large networks
# Where to start, which bend to choose, and what it all costs: three reasons why deep networks did not learn, or could
# not be paid for.
#
# Covers: B31 to B33
#
# Before: backpropagation, layer by layer.
#
# After: you can say why weights must not start equal, predict how a gradient shrinks or grows with depth, recognise a
# dead neuron, and check the arithmetic of a growth curve.

# %%
import random
from itertools import pairwise
from math import cosh, exp, isclose, log, log2, log10, sqrt, tanh

import matplotlib.pyplot as plt

from engine import Constant, Value, gradient, jvp, named
from lectures.board import claim, compare, exercise, figure, plot, table
from nn import MLP, SGD, Adam, Data, Layer, accuracy, classifier, fit, init, losses
from nn.datasets import blobs
from nn.plots import gradient_size

# %% [markdown]
# ## Why not start at zero?
# For a linear classifier the notes start with $W = 0$ (or randomly), for a network only randomly. The difference is
# worth a look. A network of all zeros:

# %%
x, t = [0.8, -0.5], 1.0
zero = MLP(2, 2, 1, activation="tanh", init="zeros")
loss = named("F", losses.squared_error(zero(x), [t], "sum"))
figure(
    "all-zeros",
    loss,
    form="columns",
    item="B31",
    caption="Zeros on the way forward, zeros on the way back. Which parameter gets a gradient at all?",
    predict=[zero.output.b[0]],
)
moving = [name for name, g in zip(zero.named_parameters(), gradient(loss, zero.parameters()), strict=True) if g]
print(f"{len(moving)} of {len(zero.parameters())} parameters get a gradient: {', '.join(moving)}")

# %% [markdown]
# The hidden outputs are 0, so the weights above them get nothing; the weights above are 0, so nothing comes down.
# With a sigmoid the hidden outputs are 1/2, so something may move; but all hidden neurons get the **same** gradient.
# They start as twins and stay twins, and a layer of twins is one neuron.

# %%
quadrants = Data([], [])
rng = random.Random(3)
for i in range(40):
    a, b = [(1, 1), (-1, 1), (-1, -1), (1, -1)][i % 4]
    quadrants.inputs.append([a * rng.uniform(0.3, 1.5), b * rng.uniform(0.3, 1.5)])
    quadrants.targets.append(int(a * b > 0))


def log_loss(predictions, targets):
    return losses.binary_cross_entropy_from_logits([z[0] for z in predictions], targets)


starts = {
    "tanh, zeros": ("tanh", "zeros"),
    "sigmoid, zeros": ("sigmoid", "zeros"),
    "tanh, all 0.5": ("tanh", init.uniform(0.5, 0.5)),
    "tanh, random": ("tanh", "xavier"),
    "sigmoid, random": ("sigmoid", "xavier"),
}
ended, twins, reached = {}, {}, {}
for name, (activation, start) in starts.items():
    net = MLP(2, 4, 1, activation=activation, init=start, rng=random.Random(0))
    history = fit(net, quadrants, log_loss, Adam(net.parameters(), 0.1), epochs=150, replay=True)
    ended[name] = history.loss
    rows = [[w.data for w in row] for row in net.hidden[0].W]
    twins[name] = all(isclose(u, v) for row in rows for u, v in zip(row, rows[0], strict=True))
    reached[name] = accuracy(classifier(net), quadrants)
table(
    [[name, found[0], found[-1], reached[name], "yes" if twins[name] else "no"] for name, found in ended.items()],
    ["start", "first loss", "last loss", "right", "all neurons equal"],
    "Opposite quadrants, four hidden neurons, 150 steps",
)
clouds = blobs([[0.0, 2.0], [2.0, -1.0], [-2.0, -1.0]], count=30, spread=0.4, rng=random.Random(5))
linear = Layer(2, 3, init="zeros", bias=False)
fit(linear, clouds, losses.softmax_cross_entropy, SGD(linear.parameters(), 0.3), epochs=60)
claim(
    "B31",
    "training succeeds from W = 0",
    "Initialize W = 0 (or randomly); for a network: Initialize W₁, …, W_L randomly",
    True,
    readings={
        "linear, three classes": accuracy(classifier(linear), clouds) == 1.0,
        "a hidden layer, tanh": reached["tanh, zeros"] == 1.0,
        "a hidden layer, sigmoid": reached["sigmoid, zeros"] == 1.0,
    },
    note="The linear loss is convex and has no twins to separate; in a network equal neurons get equal gradients and "
    "stay equal, so the brackets around 'randomly' have to go.",
)
claim(
    "B31",
    "after training the hidden neurons differ",
    "randomly",
    True,
    readings={name: not same for name, same in twins.items()},
    note="Zeros are only one case: any equal start keeps the neurons equal, and a random one separates them.",
)

# %% The code of this plot
fig, axes = plt.subplots()
looks = [("C4", ":"), ("C4", "--"), ("C1", "-."), ("C0", "-"), ("C2", "-")]
for (name, found), (colour, dashes) in zip(ended.items(), looks, strict=True):
    axes.plot(found, color=colour, linestyle=dashes, label=name)
axes.set(xlabel="step", ylabel="loss", title="Equal starts do not learn")
axes.legend(loc="center right")
plot(
    "starts",
    fig,
    "The zeros stay at ln 2, the loss of a guess. Equal neurons learn what a single neuron can.",
    item="B31",
)

# %% [markdown]
# ## Random, but how large?
# "Randomly" leaves the size open. Send a signal through twenty layers of ten tanh neurons: too small and it dies out,
# too large and every neuron saturates. Xavier's choice, a spread of $\sqrt{2 / (n_{in} + n_{out})}$, keeps its size.


# %%
def deep(activation, start, depth=20, width=10, seed=1):
    net = MLP(*[width] * (depth + 1), activation=activation, output=activation, init=start, rng=random.Random(seed))
    rng = random.Random(2)
    signal = [rng.gauss(0.0, 1.0) for _ in range(width)]
    sizes = []
    for layer in net.layers:
        signal = layer(signal)
        sizes.append(sqrt(sum(v.data**2 for v in signal) / width))
    loss = losses.squared_error([signal], [[1.0] * width], "half_sum")
    loss.backward()
    return sizes, [gradient_size(layer.parameters()) for layer in net.layers]


spreads = {"0.05": init.normal(0.0, 0.05), "Xavier": "xavier", "3": init.normal(0.0, 3.0)}
signals = {name: deep("tanh", start) for name, start in spreads.items()}
table(
    [[name, sizes[0], sizes[-1], slopes[0], slopes[-1]] for name, (sizes, slopes) in signals.items()],
    ["spread", "signal, layer 1", "signal, layer 20", "gradient, layer 1", "gradient, layer 20"],
    "Twenty tanh layers at the start",
)
claim(
    "B31",
    "the gradient at layer 1 is between a tenth and ten times that at layer 20",
    "Initialize W₁, …, W_L randomly",
    True,
    readings={f"spread {name}": 0.1 < slopes[0] / slopes[-1] < 10 for name, (_, slopes) in signals.items()},
    note="Random is not enough: the spread has to fit the width, and the notes leave it open.",
)

# %% [markdown]
# ## Saturation
# Backpropagation multiplies by $h'(a)$ at every layer. Where $h$ is flat, that is nearly 0.

# %%
w = [Value(2.5, "w1"), Value(3.0, "w2"), Value(2.0, "w3")]
x = 1.1


def chain(w, h):
    o = Constant(x, "x")
    for level, weight in enumerate(w, 1):
        o = named(f"o{level}", getattr(weight * o, h)())
    return o


end = chain(w, "sigmoid")
figure(
    "saturated",
    end,
    item="B32",
    caption="Three sigmoids in a row, all of them nearly at 1. Follow the gradient down: each one leaves little of it.",
    predict=[w[0]],
)
s, incoming = [], x
for weight in (2.5, 3.0, 2.0):
    incoming = 1 / (1 + exp(-weight * incoming))
    s.append(incoming)
d = [v * (1 - v) for v in s]
compare(
    end,
    {
        "w3": (w[2], d[2] * s[1]),
        "w2": (w[1], d[2] * 2.0 * d[1] * s[0]),
        "w1": (w[0], d[2] * 2.0 * d[1] * 3.0 * d[0] * x),
    },
)
relu_w = [Value(2.5, "w1"), Value(3.0, "w2"), Value(2.0, "w3")]
figure(
    "not-saturated",
    chain(relu_w, "relu"),
    item="B32",
    caption="The same with ReLU: the slopes are 1, and what is left is the product of the weights.",
    predict=[relu_w[0]],
)

# %%
names = {"sigmoid": Value.sigmoid, "tanh": Value.tanh, "relu": Value.relu, "leaky relu": Value.leaky_relu}


def value_and_slope(h, a):
    return jvp(h, [a], [1.0])


table(
    [[name, *(value_and_slope(h, a)[1] for a in (-10.0, -2.0, 0.0, 2.0, 10.0))] for name, h in names.items()],
    ["h′(a)", "−10", "−2", "0", "2", "10"],
    "Slopes",
)
claim(
    "B32",
    "ReLU at five points",
    "ReLU(a) = max(a, 0)",
    [value_and_slope(Value.relu, a)[0] for a in (-2.0, -0.1, 0.0, 0.1, 2.0)],
    readings={"as printed": [max(a, 0.0) for a in (-2.0, -0.1, 0.0, 0.1, 2.0)]},
)
claim(
    "B32",
    "the slope stays away from 0 for large |a|",
    "Non-saturating activation functions: ReLU(a) = max(a, 0)",
    True,
    readings={f"ReLU, a = {a:g}": value_and_slope(Value.relu, a)[1] > 0.01 for a in (10.0, 1000.0, -10.0)},
    note="ReLU saturates on the left, where its slope is exactly 0; it is non-saturating on the right only, and leaky "
    "ReLU on both sides.",
)
small = [Value(0.7, "o"), Value(-1.5, "w")]
a = small[0] * small[1]
F = (a.tanh() - 0.3) ** 2
upstream = 2 * (tanh(a.data) - 0.3)
claim(
    "B32",
    "∂F/∂a over ∂F/∂h, for a neuron with a = w·o",
    "Gradients depend on h′_ℓ(x_ℓ)",
    gradient(F, a) / upstream,
    readings={
        "x_ℓ is what enters h, elsewhere called a_ℓ": 1 / cosh(a.data) ** 2,
        "x is the input, as elsewhere": 1 / cosh(0.7) ** 2,
    },
    note="The slope is taken at a_ℓ = W_ℓ o_ℓ₋₁; the slide writes x_ℓ, and x is the input of the network on all "
    "others.",
)

# %% [markdown]
# Now through twenty layers, each activation with the spread made for it. The sigmoid's slope is at most
# $1/4$, so the gradient shrinks like a power of that.

# %%
deep_nets = {
    "sigmoid": deep("sigmoid", "xavier"),
    "tanh": deep("tanh", "xavier"),
    "ReLU": deep("relu", "he", seed=3),
}
ratios = {name: slopes[0] / slopes[-1] for name, (_, slopes) in deep_nets.items()}
table(
    [[name, slopes[0], slopes[9], slopes[-1], ratios[name]] for name, (_, slopes) in deep_nets.items()],
    ["", "layer 1", "layer 10", "layer 20", "layer 1 / layer 20"],
    "Size of the gradient at the start",
)
claim(
    "B32",
    "the gradient of layer 1 is below a thousandth of that of layer 20",
    "If activation function saturates → gradient is too small",
    True,
    readings={name: ratio < 1e-3 for name, ratio in ratios.items()},
    note="It vanishes for the sigmoid, whose slope is at most 1/4 even where it does not saturate; tanh saturates as "
    "well and comes through, if its weights start well.",
)

# %% The code of this plot
fig, axes = plt.subplots()
for (name, (_, slopes)), look in zip(deep_nets.items(), ("s--", "^-.", "o-"), strict=True):
    axes.semilogy(range(1, 21), slopes, look, markersize=4, label=name)
axes.set(xlabel="layer, from the input", ylabel="size of the gradient", title="Twenty layers of ten neurons")
axes.legend()
plot("depth", fig, "The backward pass goes from right to left. The sigmoid loses most at every layer.", item="B32")

# %% [markdown]
# Is a saturated neuron always stuck? It depends on what comes behind. An output neuron that is certain, and wrong,
# gets almost nothing from a squared error. The logistic loss divides by exactly the slope that is missing.

# %%
rows = []
for z in (0.0, -2.0, -5.0, -10.0):
    score = Value(z, "z")
    square = (score.sigmoid() - 1) ** 2
    logistic = losses.binary_cross_entropy_from_logits(score, 1)
    rows.append([z, score.sigmoid().data, gradient(square, score), gradient(logistic, score)])
table(rows, ["score z", "σ(z), should be 1", "slope, squared", "slope, logistic"])
claim(
    "B32",
    "a saturated, wrong output neuron (z = −10) gets a gradient below 0.001",
    "If activation function saturates → gradient is too small",
    True,
    readings={"squared error": abs(rows[-1][2]) < 1e-3, "logistic loss": abs(rows[-1][3]) < 1e-3},
    note="With the logistic loss the flat slope cancels: σ(z) − y is close to −1 there.",
)

# %% [markdown]
# And the ReLU pays on its left side. A neuron that is off for **every** example gets no gradient from any of them,
# and so it never comes back. A leak lets it.

# %%
revived = {}
for name, activation in (("ReLU", "relu"), ("leaky ReLU", "leaky_relu")):
    net = MLP(1, 1, 1, activation=activation, init="zeros")
    net.hidden[0].assign(W=[[1.0]], b=[-3.0])
    net.output.assign(W=[[1.0]], b=[0.0])
    inputs = [[i / 10] for i in range(11)]
    fit(
        net,
        (inputs, [2 * v for [v] in inputs]),
        lambda p, y: losses.squared_error([v[0] for v in p], y, "mean"),
        Adam(net.parameters(), 0.05),
        epochs=400,
        replay=True,
    )
    revived[name] = max(net.hidden[0].b[0].data + net.hidden[0].W[0][0].data * v for [v] in inputs) > 0
    print(f"{name}: b went from -3 to {net.hidden[0].b[0].data:.3f}")
claim(
    "B32",
    "a hidden neuron that starts off for every example comes back",
    "Non-saturating activation functions",
    True,
    readings=revived,
    note="A ReLU that is off everywhere has gradient 0 and stays as it is, a dead neuron; with a leak of 0.01 it "
    "returns.",
)

# %% [markdown]
# ## What it costs
# A petaflop/s-day is a unit of **work**: $10^{15}$ operations each second, for a day.

# %%
pfs_day = 1e15 * 24 * 60 * 60
years_alone = pfs_day / 1e9 / (365.25 * 24 * 60 * 60)
print(f"{pfs_day:.3g} operations; a computer with 10^9 operations a second takes {years_alone:,.0f} years for them")
claim(
    "B33",
    "a petaflop/s-day is 10^20 operations",
    "a total of about 10^20 operations",
    True,
    readings={
        "to the nearest power of ten": round(log10(pfs_day)) == 20,
        "to one digit": float(f"{pfs_day:.0e}") == 1e20,
    },
    note=f"A day has 86,400 seconds, so it is {pfs_day:.3g}; the round number is {1e20 / pfs_day - 1:.0%} more.",
)

# %% [markdown]
# The notes quote a growth curve: doubling every 3.4 months, more than 300,000 times since 2012; at a doubling every
# two years it would have been 7 times. Three numbers about one span of time can be checked against one another.
# Growth over $t$ months with doubling time $d$ is $2^{t/d}$.


# %%
def growth(months, doubling):
    return 2 ** (months / doubling)


t, d = Value(12.0, "t"), Value(3.4, "d")
times = named("growth", growth(t, d))
figure(
    "growth",
    times,
    item="B33",
    caption="Growth over one year. A longer doubling time means less of it: its gradient is negative.",
    predict=[d],
)
by_hand = log(2) / 3.4 * times.data
compare(times, {"t": (t, by_hand), "d": (d, -12.0 / 3.4 * by_hand)})
doublings = log2(300_000)
months = doublings * 3.4
slow = growth(months, 24)
needed = 24 * log2(7)
print(f"300,000 times is {doublings:.2f} doublings, which take {months:.1f} months or {months / 12:.2f} years")
print(f"7 times at two years each takes {needed:.1f} months, the fast curve then: {growth(needed, 3.4):,.0f}")
claim(
    "B33",
    "growth at a 2-year doubling, in the time of 300,000x at 3.4 months",
    "7x",
    slow,
    true=f"{slow:.0f}x",
    note=f"300,000x takes {months / 12:.2f} years at the printed pace, and two-year doublings give {slow:.2f}x in that "
    f"time; for 7x it would have to be {needed / 12:.2f} years.",
)
claim(
    "B33",
    "the three printed numbers belong to one span of time, to 5 %",
    "3.4-month doubling time, more than 300,000x, 2-year doubling period: 7x",
    True,
    readings={
        "exactly 300,000x": abs(needed / months - 1) < 0.05,
        "more than 300,000x, at most 1,000,000x": growth(needed, 3.4) > 300_000 and growth(needed, 3.4) < 1_000_000,
    },
    note=f"They fit if 'more than 300,000x' stands for {growth(needed, 3.4):,.0f}x; with the number itself 7x is "
    "too much.",
)
claim(
    "B33",
    "growth in equal spans is by equal factors: four years against two, twice",
    "has been increasing exponentially",
    growth(48, 3.4),
    readings={"squared": growth(24, 3.4) ** 2},
)

# %% The code of this plot
fig, axes = plt.subplots()
span = [i / 10 for i in range(61)]
axes.plot(span, [log10(growth(12 * y, 3.4)) for y in span], label="doubling in 3.4 months")
axes.plot(span, [log10(growth(12 * y, 24)) for y in span], "--", color="C1", label="doubling in 24 months")
axes.plot([months / 12] * 2, [log10(300_000), log10(slow)], "o", color="C3", label="where 300,000x is reached")
axes.set(xlabel="years", ylabel="log₁₀ growth", title="Two exponentials")
axes.legend()
plot("two-exponentials", fig, f"After {months / 12:.2f} years: 300,000 against {slow:.2f}.", item="B33")

# %% [markdown]
# How much of such work does a network take? Each weight is used once forward, for a product and a sum, and about
# twice backward: for the gradient of its input and for its own. As a rule of thumb that makes six operations for
# each weight and example.

# %%
sizes = (784, 1000, 1000, 10)
weights = sum(m * n for m, n in pairwise(sizes))
per_epoch = 6 * weights * 60_000
print(f"{weights:,} weights, 60,000 images: {per_epoch:.2g} operations, {per_epoch / pfs_day:.1e} pfs-days an epoch")

# %% [markdown]
# ## Your turn


# %%
@exercise(
    "sigmoid-chain",
    asks="Derive $dF/dw_1$, $dF/dw_2$ and $dF/dw_3$ of $F = (o_3 - t)^2$ with $o_\\ell = \\sigma(w_\\ell "
    "o_{\\ell-1})$ and "
    "$o_0 = x$. How many factors $\\sigma'$ are in each?",
    hints=[
        "Go from the end: $dF/da_3 = 2 (o_3 - t)\\, o_3 (1 - o_3)$, where $a_\\ell = w_\\ell o_{\\ell-1}$.",
        "One layer down: $dF/da_2 = dF/da_3 \\, w_3 \\, o_2 (1 - o_2)$, and again for $a_1$.",
        "$dF/dw_\\ell = dF/da_\\ell \\, o_{\\ell-1}$.",
    ],
)
def sigmoid_chain():
    w1, w2, w3 = Value(0.8, "w1"), Value(-1.1, "w2"), Value(1.7, "w3")
    x, t = 0.9, 0.2
    F = ((w3 * (w2 * (w1 * x).sigmoid()).sigmoid()).sigmoid() - t) ** 2
    return F, {"w1": w1, "w2": w2, "w3": w3}, {"x": x, "t": t}
