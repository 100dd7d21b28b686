# %% [markdown]
# # One hidden layer is enough, if ...
# A theorem says that a single hidden layer approximates every continuous function. We write such a network down
# neuron by neuron, look at the small print, and see what several layers can do that one cannot.
#
# Covers: B23
#
# Before: layers; the ReLU.
#
# After: you can build a network that follows a given curve, name the three conditions of the theorem, and say when
# depth saves neurons.

# %%
import random
from itertools import pairwise
from math import cos, isclose, pi, sin

import matplotlib.pyplot as plt

from engine import Value, gradient, named
from lectures.board import claim, compare, exercise, figure, plot, table
from nn import MLP, Adam, fit, losses
from nn.datasets import curve

# %% [markdown]
# ## One hidden layer is enough?
# The theorem says that one hidden layer approximates any continuous function. For ReLU one can simply write the
# network down: join the points of the curve by straight pieces, and give every piece a neuron that starts there with
# the **change** of slope.


# %%
def joined(f, width, low=-3.0, high=3.0):
    """One hidden layer of `width` ReLU neurons that meets f at width + 1 points."""
    knots = [low + (high - low) * i / width for i in range(width + 1)]
    slopes = [(f(t) - f(s)) / (t - s) for s, t in pairwise(knots)]
    net = MLP(1, width, 1, init="zeros")
    net.hidden[0].assign(W=[[1.0]] * width, b=[-t for t in knots[:-1]])
    net.output.assign(W=[[slopes[0], *(t - s for s, t in pairwise(slopes))]], b=[f(low)])
    return net


def wave(x):
    return sin(2 * x)


def error(net, f, low=-3.0, high=3.0, steps=200):
    xs = [low + (high - low) * i / steps for i in range(steps + 1)]
    return max(abs(net([x])[0].data - f(x)) for x in xs)


three = joined(wave, 3)
x = Value(0.4, "x")
y = named("f", three([x])[0])
figure(
    "three-pieces",
    y,
    form="columns",
    item="B23",
    caption="Three straight pieces. At this $x$ only two neurons are on, and the slope is the sum of their shares.",
    predict=[x],
)
widths = [4, 8, 16, 32, 64]
constructed = {width: error(joined(wave, width), wave) for width in widths}
data = curve(wave, count=60, noise=0.0, rng=random.Random(0))
by_training = {}
for width in widths[:4]:
    net = MLP(1, width, 1, activation="tanh", rng=random.Random(2))
    fit(
        net,
        data,
        lambda p, y: losses.squared_error([v[0] for v in p], y, "mean"),
        Adam(net.parameters(), 0.02),
        epochs=1000,
        replay=True,
    )
    by_training[width] = error(net, wave)
table(
    [[width, constructed[width], by_training.get(width, "")] for width in widths],
    ["width", "written down, ReLU", "trained, tanh"],
    "Largest error on the interval from −3 to 3",
)

# %% The code of this plot
fig, axes = plt.subplots()
axes.loglog(widths, [constructed[w] for w in widths], "o-", label="written down, ReLU")
axes.loglog(list(by_training), list(by_training.values()), "s--", color="C1", label="trained, tanh")
axes.loglog(widths, [4 * (6 / w) ** 2 / 8 for w in widths], ":", color="C4", label="bound: |f″| (6/width)² / 8")
axes.set(xlabel="neurons in the hidden layer", ylabel="largest error", title="sin 2x with one hidden layer")
axes.legend()
plot(
    "width",
    fig,
    "Twice the width, a quarter of the error: the theorem at work. "
    "Training need not find what the theorem says exists.",
    item="B23",
)

# %% [markdown]
# By hand: a neuron that is on hands back its output weight $v_j$ times 1, one that is off hands back nothing. So
# $\frac{df}{dx} = \sum_{\mathrm{on}} v_j$, and $\frac{df}{db_j} = v_j$ for the neurons that are on.

# %%
hidden, output = three.layers
on = [float(x.data + b.data > 0) for b in hidden.b]
shares = [v.data * s for v, s in zip(output.W[0], on, strict=True)]
compare(y, {"x": (x, sum(shares)), "b": (hidden.b, shares)})

# %% [markdown]
# "Any continuous function" needs small print. Outside of the interval the pieces go on straight. A function such as
# $\tan$ is continuous on an open interval, but no network follows it to the end. And with $h(a) = a^2$ every network
# of one hidden layer is a parabola, however wide: four equidistant outputs always satisfy
# $f_3 - 3 f_2 + 3 f_1 - f_0 = 0$.


# %%
def third_difference(f):
    y = [f(-1.2 + 0.8 * i) for i in range(4)]
    return y[3] - 3 * y[2] + 3 * y[1] - y[0]


parabolas = [
    MLP(1, width, 1, activation=lambda a: a * a, init="xavier", rng=random.Random(width)) for width in (2, 10, 40)
]
print("third difference of sin 2x:", f"{third_difference(wave):.4f}")
print(
    "of three networks of squares:", [f"{abs(third_difference(lambda x, n=n: n([x])[0].data)):.0e}" for n in parabolas]
)


def steep(x):
    return sin(pi * x / 6.0) / cos(pi * x / 6.0)


ways = {
    "ReLU, on an interval": constructed[64] < 0.02,
    "the same network beyond it": error(joined(wave, 64), wave, 3.0, 6.0) < 0.02,
    "up to the edge of an open interval, tan": error(joined(steep, 64, -2.99, 2.99), steep, -2.99, 2.999) < 0.02,
    "h(a) = a²": any(
        isclose(third_difference(lambda x, n=n: n([x])[0].data), third_difference(wave), abs_tol=0.08)
        for n in parabolas
    ),
}
claim(
    "B23",
    "an error below 0.02 with one hidden layer",
    "A feedforward neural net with a single hidden layer can approximate any continuous function.",
    True,
    readings=ways,
    note="It holds on a closed and bounded set, for enough neurons, and exactly for activations that are not "
    "polynomials; all three conditions are missing on the slide.",
)
claim(
    "B23",
    "training finds what the construction of the same width reaches",
    "can approximate any continuous function",
    True,
    readings={f"width {w}": by_training[w] <= constructed[w] for w in by_training},
    note="The theorem says that good weights exist; whether descent finds them depends on width, start and time.",
)

# %% [markdown]
# ## "Depth helps!"
# Fold the interval: a tent goes up and down again, with two ReLU neurons. A tent of a tent has twice as many pieces,
# so every further layer of two neurons **doubles** their number. In one hidden layer every neuron adds just one
# piece.


# %%
def tent(x):
    """2x up to 1/2, then down again: two ReLU neurons."""
    return 2 * x.relu() - 4 * (x - 0.5).relu()


def pieces(f, steps=256):
    """Straight pieces on [0, 1]: one more than there are changes of slope on a fine grid."""
    slopes = [gradient(f(v := Value((i + 0.5) / steps)), v) for i in range(steps)]
    return 1 + sum(s != t for s, t in pairwise(slopes))


def folded(depth):
    def f(x):
        for _ in range(depth):
            x = tent(x)
        return x

    return f


rows = [[depth, 2 * depth, pieces(folded(depth)), pieces(folded(depth)) - 1] for depth in range(1, 6)]
table(
    rows,
    ["hidden layers", "neurons", "pieces", "fewest neurons in one layer"],
    "A function of so many pieces has that many kinks less one, and a neuron in a single layer makes one kink",
)
x = Value(0.3, "x")
y = named("f", folded(2)(x))
figure(
    "tent-of-tent", y, item="B23", caption="Two folds. The slope is the product of the slopes, ±2 each.", predict=[x]
)


def bent_once(x):
    return x.relu() + (-x).relu()


print("pieces of |x − 1/2|:", pieces(lambda x: bent_once(x - 0.5)))
claim(
    "B23",
    "several layers need fewer neurons than one, for the same function",
    "It might need a huge number of neurons though, and depth helps!",
    True,
    readings={
        "five folds": pieces(folded(5)) - 1 > 2 * 5,
        "one fold": pieces(folded(1)) - 1 > 2 * 1,
    },
    note="For a function with much repetition the gain is exponential; for one with a single kink there is none.",
)

# %% [markdown]
# ## Your turn


# %%
@exercise(
    "relu-pieces",
    asks="Derive the gradients by $w$, $b$ and $v$ of $L = (f(x) - t)^2$ with "
    "$f(x) = \\sum_j v_j \\, \\mathrm{relu}(w_j x + b_j)$ at the given $x$.",
    hints=[
        "With $e = f(x) - t$, every output weight gets $2 e$ times the output of its neuron.",
        "A neuron that is off has slope 0: nothing arrives at its $w_j$ and $b_j$.",
        "For a neuron that is on, $dL/db_j = 2 e v_j$, and $dL/dw_j$ is that times $x$.",
    ],
)
def relu_pieces():
    w = [Value(v, f"w{j}") for j, v in enumerate([1.0, -1.5, 0.5])]
    b = [Value(v, f"b{j}") for j, v in enumerate([-0.2, 0.3, 0.1])]
    v = [Value(u, f"v{j}") for j, u in enumerate([2.0, 1.0, -1.0])]
    x, t = 0.8, 0.5
    f = sum(u * (p * x + q).relu() for p, q, u in zip(w, b, v, strict=True))
    return (f - t) ** 2, {"w": w, "b": b, "v": v}, {"x": x, "t": t}
