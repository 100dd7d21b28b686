# %% [markdown]
# # Networks that train while you watch
# Four small networks, to be predicted and then played with. Each trains on this page, with the numbers that Python
# would have got: drag a point, change the rate, and the network follows.
#
# Minutes: 30
#
# Before: [The moons](moons.html).
#
# After: you can say from the look of a loss curve and of a network whether it is training, stuck, or running away.

# %% [markdown]
# ## A rate that is too large
# One weight and one bias, a line through eight points. The loss is a bowl; each step goes down its slope, times the
# rate. Along the steepest direction the bowl has the curvature $\lambda$, and a step multiplies the distance from the
# bottom by $1 - \eta \lambda$.

# %%
import random
from math import cos, pi, sin

import engine
from engine import Value, gradient, named, record
from lectures.board import (
    Curve,
    Drawn,
    Grid,
    Network,
    Plane,
    Question,
    ask,
    compare,
    exercise,
    figure,
    in_plane,
    live,
    plot,
)  # fmt: skip
from nn import MLP, datasets, losses, plots

cross_entropy = losses.binary_cross_entropy_from_logits

xs = [-2.0, -1.5, -1.0, -0.4, 0.3, 1.0, 1.6, 2.0]
line = [[x, 0.7 * x - 0.3 + noise] for x, noise in zip(xs, [0.3, -0.2, 0.1, 0.4, -0.3, 0.2, -0.4, 0.1])]
w, b = Value(0.0, "w"), Value(0.0, "b")


def mean_square(points):
    return engine.sum([(w * x + b - y) ** 2 for x, y in points]) / len(points)


steepest = 2 * sum(x * x for x in xs) / len(xs)
live(
    "a-rate-that-diverges",
    Question(
        f"Here the largest curvature is about {steepest:.2g}. Which is the smallest of these rates that makes the "
        "loss grow?",
        ["0.1", "0.5", "0.8", "2"],
        right=2,
        answer=f"A step multiplies the distance from the bottom by 1 - rate times curvature, which is below -1 as soon "
        f"as the rate exceeds 2 / {steepest:.2g} = {2 / steepest:.2f}. At 0.8 each step leaps to the other side, and "
        "lands further away than it came from.",
    ),
    {"line": Network(record(mean_square, [w, b], line), {"w = b = 0": [0, 0], "w = 3, b = -2": [3, -2]},
                     {"line": record(lambda x: w * x[0] + b, [w, b], [0.0])})},
    [Curve("line", (-2.5, 2.5), (-3, 3), [f"{i + 1}" for i in range(len(line))], [[-2.5, -2.05], [2.5, 1.45]])],
    data=[number for point in line for number in point], rates=[0.01, 0.03, 0.1, 0.3, 0.5, 0.7, 0.8, 1.0, 2.0],
    rate=0.1, momentum=True, caption="Dashed: the line from which the points come.",
)  # fmt: skip

# %% [markdown]
# Two points, so that every number can be seen: the gradient that each step follows.

# %%
m, c = Value(0.7, "m"), Value(0.3, "c")
errors = [named(f"e{i}", m * x + c - y) for i, (x, y) in enumerate([(-1.5, -1.4), (0.8, 0.9)])]
L = named("L", (errors[0] ** 2 + errors[1] ** 2) / 2)
figure("two-points", L, caption="The mean of two squares.", predict=[m])
e0, e1 = errors[0].data, errors[1].data
compare(L, {"m": (m, -1.5 * e0 + 0.8 * e1), "c": (c, e0 + e1)})
plot(
    "bowl",
    plots.loss_curve(lambda slope: engine.sum([(slope * x - y) ** 2 for x, y in line]) / len(line), (-1.5, 3.0)),
    "The loss over w, with b = 0: along w the bowl has nearly its largest curvature.",
)
ask("At w = b = 0, in which direction does the first step move w?", "The points rise, so the slope is negative: up.")


# %%
@exercise(
    "largest-rate",
    asks="$L = \\frac12 (a w - y)^2$ for one point. Derive $dL/dw$, and the weight after one step of descent.",
    hints=["The inner derivative is $a$.", "$dL/dw = a (a w - y)$; the new weight is $w - \\eta\\, dL/dw$."],
    minutes=5,
)
def largest_rate(draw):
    a, y, rate, weight = draw(1.7), draw(-0.6), draw.choice([0.3, 0.7, 0.9]), Value(draw(1.3), "w")
    loss = (a * weight - y) ** 2 / 2
    step = weight - rate * gradient(loss, weight, create_graph=True)
    return Drawn(loss, {"w": weight}, given={"a": a, "y": y, "rate": rate}, values={"new_w": step})


# %% [markdown]
# ## Make it overfit
# Ten points from a sine, with noise, and a network with far more weights than points.


# %%
def curve_fitter(hidden, seeds):
    net = MLP(1, hidden, hidden, 1, activation="tanh", rng=random.Random(0))
    weights = list(net.parameters())

    def loss(points):
        return engine.sum([(net([3 * x])[0] - y) ** 2 for x, y in points]) / len(points)

    starts = {f"seed {s}": MLP(1, hidden, hidden, 1, rng=random.Random(s)) for s in seeds}
    return Network(
        record(loss, weights, noisy), starts, {"curve": record(lambda x: net([3 * x[0]])[0], weights, [0.0])}
    )


def sine(x):
    return Value(3.0 * x).sin().data


rng = random.Random(3)
noisy = [[x, sine(x) + rng.gauss(0, 0.25)] for x in (-0.95 + 0.2 * i for i in range(10))]
truth = [[-1 + i / 25, sine(-1 + i / 25)] for i in range(51)]
live(
    "make-it-overfit",
    Question(
        "Two hidden layers of 12 neurons, or of one neuron each: which network passes through all ten points, if it "
        "trains long enough?",
        ["Both", "Only 12-12", "Neither"],
        right=1,
        answer="12-12 has 193 weights for ten numbers: it reaches every point, noise included, and swings away from "
        "the dashed curve in between. 1-1 is one bend after another of the same kind, so it can only rise or only "
        "fall. Drag one point far away, and see which network cares.",
    ),
    {f"{n}-{n}": curve_fitter(n, range(3)) for n in (12, 1, 3)},
    [Curve("curve", (-1.1, 1.1), (-2, 2), [f"{i + 1}" for i in range(10)], truth)],
    data=[number for point in noisy for number in point],
    rates=[0.01, 0.03, 0.1, 0.2, 0.3, 0.5],
    rate=0.1,
    momentum=True,
    chosen="hidden neurons",
    caption="Dashed: the sine from which the points come, without the noise.",
)

# %% [markdown]
# ## Kill all ReLUs
# A circle of points inside a ring. A ReLU that is 0 at every point gets no gradient, and never comes back.


# %%
def around(radius, count, rng):
    return [
        [radius * cos(2 * pi * k / count) + rng.gauss(0, 0.1), radius * sin(2 * pi * k / count) + rng.gauss(0, 0.1)]
        for k in range(count)
    ]


def on_ring(scores):
    return cross_entropy(scores, inside)


asleep = MLP(2, 8, 1, rng=random.Random(1))
for bias in asleep.layers[0].b:
    bias.data = -3.0
places, inside = around(0.4, 24, random.Random(1)) + around(1.2, 36, random.Random(2)), [1] * 24 + [0] * 36
live(
    "kill-all-relus",
    Question(
        "With the start “biases of -3”, every hidden sum is negative at every point. What does descent do with relu?",
        ["It raises the biases until some wake up", "It moves only the last bias", "The loss becomes infinite"],
        right=1,
        answer="Where the sum is negative, the slope of relu is 0: no weight and no bias of a hidden neuron gets a "
        "gradient. The maps stay as they are for ever. Choose tanh or softplus with the same start: there it recovers.",
    ),
    {
        name: in_plane((2, 8, 1), name, places, on_ring, range(1, 4), {"biases of -3": asleep})
        for name in ("relu", "tanh", "softplus")
    },
    [Plane("plane", (-1.6, 1.6), (-1.6, 1.6), inside, [f"h{i}" for i in range(8)])],
    data=[number for x in places for number in x],
    rates=[0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0],
    rate=0.3,
    momentum=True,
    chosen="activation",
    caption="A map with a dashed frame is 0 everywhere.",
)

# %% [markdown]
# ## Filters grow
# Images of 5 × 5 with a bar that lies or stands, and some noise. Three filters of 3 × 3 slide over them, a ReLU behind
# each; every filter hands on the mean of its answers, and one neuron decides.

# %%
drawn = datasets.bars_and_crosses(36, rng=random.Random(0))
bars = [(image[0], target) for image, target in zip(drawn.inputs, drawn.targets) if target < 2]
FILTERS, SIDE = 3, 3


def filter_network(seed):
    rng = random.Random(seed)
    return [rng.gauss(0, 0.4) for _ in range(FILTERS * SIDE * SIDE)] + [0.0] * FILTERS + [0.5] * FILTERS + [0.0]


weights = [Value(x) for x in filter_network(0)]
kernels = [weights[SIDE * SIDE * k : SIDE * SIDE * (k + 1)] for k in range(FILTERS)]
biases, last = weights[SIDE * SIDE * FILTERS :][:FILTERS], weights[-FILTERS - 1 :]


def score(image):
    windows = [
        [image[i + a][j + b] for a in range(SIDE) for b in range(SIDE)]
        for i in range(len(image) - SIDE + 1)
        for j in range(len(image) - SIDE + 1)
    ]
    answers = [
        engine.sum([engine.affine(kernel, window, bias).relu() for window in windows]) / len(windows)
        for kernel, bias in zip(kernels, biases)
    ]
    return engine.affine(last[:-1], answers, last[-1])


def lying_or_standing(_=()):
    return cross_entropy([score(image) for image, _ in bars], [of for _, of in bars])


live(
    "filters-grow",
    Question(
        "The bars lie in any row or column. What will a filter look like after training?",
        ["A stripe of blue beside orange, lying or standing", "Blue in one corner", "It stays noise"],
        right=0,
        answer="A filter that answers to a lying bar has a lying stripe, and less or the opposite beside it; it finds "
        "the bar in whichever row it lies, since it slides. Nobody told it to look for edges.",
    ),
    {
        "three filters": Network(
            record(lying_or_standing, weights), {f"seed {s}": filter_network(s) for s in (1, 0, 2, 3)}
        )
    },
    [Grid("The filters", [(f"filter {k}", 9 * k, 3, 3) for k in range(FILTERS)])],
    rates=[0.01, 0.03, 0.1, 0.3, 1.0, 3.0],
    rate=0.3,
    momentum=True,
    caption="Blue: this pixel raises the answer; orange: it lowers it.",
)
