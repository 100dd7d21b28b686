# %% [markdown]
# # Optimisers: batches, rates, momentum
# Plain gradient descent looks at all the data for every step and treats all directions alike. Three repairs: look at
# less, give each parameter its own rate, and remember where one was going.
#
# Covers: B34 to B37
#
# Before: gradient descent and the safe rates of a parabola; expected values.
#
# After: you can say what a mini-batch estimates, write down Adagrad, RMSProp and momentum, unroll momentum into its
# first steps, and predict which rates it allows.

# %% [markdown]
# ## A few examples instead of all
# $F(w)$ adds up the losses $F_i(w)$ of $n$ examples. A full gradient needs all of them for one single step. The notes
# average the gradients over a random batch $S$ instead:
#
# $$\nabla \tilde F(w) = \frac{1}{|S|} \sum_{j \in S} \nabla F_j(w).$$

# %%
import random
from functools import partial
from itertools import combinations, pairwise, product
from math import isclose, log10, sqrt

import matplotlib.pyplot as plt

import engine
from engine import Value, gradient, named
from lectures.board import claim, compare, exercise, figure, plot, table
from nn import SGD, Adagrad, Adam, Momentum, Neuron, RMSProp, fit, gradient_descent, losses, schedules
from nn.datasets import curve

data = [(1.0, 2.5), (2.0, 3.0), (-1.0, 0.5), (0.5, 2.0), (-2.0, -1.5)]
n = len(data)


def term(w, i):
    """The loss of example i."""
    x, y = data[i]
    return (w * x - y) ** 2


w = Value(0.4, "w")
batch = named("F̃", (term(w, 0) + term(w, 4)) / 2)
figure(
    "mini-batch",
    batch,
    item="B34",
    caption="A batch of two examples out of five. Each sends back half of its slope.",
    predict=[w],
)
by_hand = sum(2 * (0.4 * data[i][0] - data[i][1]) * data[i][0] for i in (0, 4)) / 2
compare(batch, {"w": (w, by_hand)})

# %% [markdown]
# The promise is that the estimate is right **on average**: $E[\nabla \tilde F] = \nabla F$. With five examples nobody
# has to believe it: write down all batches of a size and average.

# %%
w = Value(0.4, "w")
slopes = [gradient(term(w, i), w) for i in range(n)]
summed = gradient(engine.sum(term(w, i) for i in range(n)), w)


def average(numbers):
    numbers = list(numbers)
    return sum(numbers) / len(numbers)


def estimates(size, repeated=False):
    """The estimate of every batch of this size, without or with repeated examples."""
    drawn = product(slopes, repeat=size) if repeated else combinations(slopes, size)
    return [average(batch) for batch in drawn]


def deviation(numbers):
    return sqrt(average((x - average(numbers)) ** 2 for x in numbers))


table(
    [[size, len(estimates(size)), average(estimates(size)), deviation(estimates(size))] for size in range(1, n + 1)],
    ["batch size", "batches", "their average", "standard deviation"],
    f"The slope of the sum is {summed:g}, that of the mean {summed / n:g}",
)
claim(
    "B34",
    "the average of the estimates, over all batches of sizes 1 to 5",
    "E[∇F̃(w)] = ∇F(w) with F(w) = Σ Fᵢ(w)",
    [average(estimates(size)) for size in range(1, n + 1)],
    readings={"as printed": [summed] * n},
    true="E[∇F̃(w)] = ∇F(w)/n for this sum; multiply the batch average by n",
    note=f"A sum over n examples is compared with an average over |S|: the estimate is {n} times too small here, which "
    "only a learning rate can hide.",
)
claim(
    "B34",
    "the average of the estimates, against the objective of section 2.3",
    "F(w) = 1/n Σ Fᵢ(w)",
    [average(estimates(size)) for size in range(1, n + 1)],
    readings={"the gradient of the mean": [summed / n] * n},
)
claim(
    "B34",
    "the average over the batches is the gradient of the mean",
    "sample S ⊂ {1, …, n} at random",
    True,
    readings={
        "every batch equally likely": isclose(average(estimates(2)), summed / n),
        "with repetitions": isclose(average(estimates(2, repeated=True)), summed / n),
        "always with example 1 and one other": isclose(
            average(average([slopes[0], other]) for other in slopes[1:]), summed / n
        ),
    },
    note="At random is not enough: every example must be as likely as every other one to be in the batch.",
)

# %% [markdown]
# What does a larger batch buy? The scatter of the estimate falls, but only with the square root: four times the work
# for half the noise.

# %%
with_repetition = [deviation(estimates(size, repeated=True)) for size in (1, 4)]
print(f"scatter of batches of 1 and 4, drawn with repetition: {with_repetition[0]:.4f} and {with_repetition[1]:.4f}")
print(f"ratio {with_repetition[0] / with_repetition[1]:.4f}")

# %% The code of this plot
fig, axes = plt.subplots()
for size, mark in zip((1, 2, 3, 4), "osd^", strict=True):
    axes.plot(estimates(size), [size] * len(estimates(size)), mark, label=f"batches of {size}")
axes.axvline(summed / n, color="C4", linestyle="--", label="slope of the mean")
axes.set(
    xlabel="estimate", ylabel="batch size", yticks=(1, 2, 3, 4), title="Every possible mini-batch estimate at w = 0.5"
)
axes.legend(loc="upper left")
plot("all-batches", fig, "The larger the batch, the closer its estimates lie to the dashed line.", item="B34")

# %% [markdown]
# ## A rate that changes
# With noise in the estimate a fixed rate never comes to rest. A **schedule** makes the rate a function of the step.

# %% The code of this plot
plans = {
    "step": schedules.step_decay(0.1, every=25, factor=0.4),
    "exponential": schedules.exponential_decay(0.1, 0.97),
    "1/t": schedules.inverse_time_decay(0.1, 0.1),
    "cosine": schedules.cosine_decay(0.1, 100),
    "warm-up, then cosine": schedules.warm_up(10, schedules.cosine_decay(0.1, 90)),
}
fig, axes = plt.subplots()
for (name, plan), style in zip(plans.items(), ["-", "--", "-.", ":", "-"], strict=True):
    axes.plot([plan(t) for t in range(101)], style, label=name)
axes.set(xlabel="step", ylabel="rate", title="Five schedules that begin with 0.1")
axes.legend()
plot("schedules", fig, "None of them looks at the data: the rate depends on the step alone.", item="B35")

# %%
noisy = curve(lambda x: 2 * x, count=20, noise=1.0, interval=(-1, 1), rng=random.Random(3))
best = sum(x * y for [x], y in zip(*noisy, strict=True)) / sum(x * x for [x], y in zip(*noisy, strict=True))


def stochastic(rate, epochs=40):
    line = Neuron(1, bias=False, init="zeros")
    rng = random.Random(1)
    path = []
    optimiser = SGD(line.parameters(), rate)
    for _ in range(epochs):
        fit(
            line,
            noisy,
            lambda h, y: losses.squared_error(h, y, "mean"),
            optimiser,
            epochs=1,
            batch_size=1,
            rng=rng,
            replay=True,
        )
        path.append(abs(line.w[0].data - best))
    return path


rates = {"constant": 0.3, "1/t": schedules.inverse_time_decay(0.3, 0.05)}
distances = {name: average(stochastic(rate)[-20:]) for name, rate in rates.items()}
table(list(distances.items()), ["rate", "mean distance from the best w, last 20 epochs"], "Stochastic descent")

# %% [markdown]
# ## A rate for each parameter
# A schedule is one rate for all. But one parameter may see slopes of 100 and another one slopes of 0.01. Adaptive
# methods divide each slope by a measure of its own earlier slopes. The notes describe them in one line: "some moving
# average of the magnitude of the gradients". Feed two optimisers with given slopes and look at what they divide by.


# %%
def divisors(kind, slopes, **settings):
    """What the optimiser divides each slope by: rate times slope over the step that was made."""
    v = Value(0.0)
    optimiser, found = kind([v], 1.0, **settings), []
    for slope in slopes:
        before = v.data
        optimiser.zero_grad()
        v.grad = slope
        optimiser.step()
        found.append(slope / (before - v.data))
    return found


def moving(numbers, rho=0.9):
    """The moving average a <- rho a + (1 - rho) x after each number."""
    a, found = 0.0, []
    for x in numbers:
        a = rho * a + (1 - rho) * x
        found.append(a)
    return found


fed = [3.0, -4.0, 1.0, 0.5, 0.5]
adagrad, rmsprop = divisors(Adagrad, fed), divisors(RMSProp, fed)
table(
    [[t + 1, fed[t], adagrad[t], rmsprop[t], moving(map(abs, fed))[t]] for t in range(len(fed))],
    ["step", "slope", "Adagrad divides by", "RMSProp divides by", "moving average of |g|"],
)
claim(
    "B35",
    "what RMSProp divides by, for five given slopes",
    "some moving average of the magnitude of the gradients",
    rmsprop,
    readings={
        "the moving average of |g|": moving(map(abs, fed)),
        "the root of the moving average of g²": [sqrt(a) for a in moving(g * g for g in fed)],
    },
    rtol=1e-6,
    note="It averages the squares and takes the root, which gives large slopes more weight than an average of "
    "magnitudes.",
)
claim(
    "B35",
    "what Adagrad divides by, for the same slopes",
    "some moving average of the magnitude of the gradients",
    adagrad,
    readings={
        "the moving average of |g|": moving(map(abs, fed)),
        "the root of the moving average of g²": [sqrt(a) for a in moving(g * g for g in fed)],
        "the root of the mean of all g²": [sqrt(average(g * g for g in fed[: t + 1])) for t in range(len(fed))],
    },
    rtol=1e-6,
    true="the root of the sum of all squared gradients",
    note="Adagrad forgets nothing and averages nothing: its divisor can only grow.",
)
claim(
    "B35",
    "with small slopes the divisor falls again, so that the rate recovers",
    "moving average",
    True,
    readings={"RMSProp": rmsprop[-1] < rmsprop[1], "Adagrad": adagrad[-1] < adagrad[1]},
    note="A moving average forgets, a sum does not; with Adagrad one large slope slows a parameter down for ever.",
)
first = divisors(RMSProp, fed)[0]
claim(
    "B35",
    "what RMSProp divides the first slope by",
    "based on the magnitude of previous gradients for that parameter",
    first,
    readings={
        "of previous gradients: there are none, so 0": moving([0.0])[0],
        "of previous gradients and the present one": sqrt(moving([fed[0] ** 2])[0]),
    },
    rtol=1e-6,
    note="The present slope is part of the average; with the previous ones alone the first step would divide by 0.",
)

# %% [markdown]
# As a graph, the step of RMSProp shows its most striking property. Two paths lead from the slope $g$ to the step, and
# they almost cancel: a slope twice as large makes hardly a longer step.

# %%
g, s, eta = Value(4.0, "g"), Value(9.0, "s"), Value(0.2, "η")
s_new = named("s'", 0.9 * s + 0.1 * g**2)
step = named("step", eta * g / s_new.sqrt())
figure(
    "rmsprop-step",
    step,
    item="B35",
    caption="The slope acts above and below the fraction bar. Drag g: the step soon stops growing.",
    predict=[g],
)
scaled = [divisors(kind, [size])[0] for kind in (Adagrad, RMSProp) for size in (100.0, 0.01)]
claim(
    "B35",
    "the first steps of two parameters with the slopes 100 and 0.01 are equally long",
    "choose a different learning rate for each parameter",
    True,
    readings={
        "Adagrad": isclose(100.0 / scaled[0], 0.01 / scaled[1], rel_tol=1e-6),
        "RMSProp": isclose(100.0 / scaled[2], 0.01 / scaled[3], rel_tol=1e-5),
    },
)


# %% [markdown]
# Whether that helps depends on the landscape. Here is a valley 100 times steeper across than along, with axes along
# the parameters, where a rate for each parameter is exactly what is missing.


# %%
def valley(u, v):
    return 0.5 * (u**2 + 0.01 * v**2)


kinds = {
    "plain": (SGD, 1.9),
    "momentum": (partial(Momentum, momentum=0.8), 1.9),
    "Adagrad": (Adagrad, 0.5),
    "RMSProp": (partial(RMSProp, rho=0.9), 0.02),
    "Adam": (Adam, 0.1),
}
runs = {name: gradient_descent(valley, [1.0, 1.0], rate, 150, kind) for name, (kind, rate) in kinds.items()}
table([[name, kinds[name][1], run.values[-1]] for name, run in runs.items()], ["", "rate", "loss after 150 steps"])

# %% The code of this plot
fig, axes = plt.subplots()
for (name, run), style in zip(runs.items(), ["-", "--", "-.", ":", "-"], strict=True):
    axes.plot([max(log10(v), -12) if v > 0 else -12 for v in run.values], style, label=name)
axes.set(xlabel="step", ylabel="log₁₀ loss", title="Five optimisers in one valley")
axes.legend()
plot(
    "five-optimisers",
    fig,
    "RMSProp with a fixed rate never comes to rest: its steps do not shrink with the slope.",
    item="B35",
)

# %% [markdown]
# "If you have time to tune only one hyperparameter, tune the learning rate", quote the notes from a textbook. On this
# valley: how much does the result change when only the rate is tuned, and when only the momentum is?

# %%
grid_of_rates = [0.02, 0.1, 0.5, 1.0, 1.9, 3.0]
grid_of_momenta = [0.0, 0.5, 0.8, 0.9, 0.95, 0.99]


def result(rate, momentum):
    path = gradient_descent(valley, [1.0, 1.0], rate, 150, partial(Momentum, momentum=momentum))
    return path.values[-1] if not path.stopped else float("inf")


by_rate = {start: min(result(rate, start) for rate in grid_of_rates) for start in (0.0, 0.9)}
by_momentum = {start: min(result(start, beta) for beta in grid_of_momenta) for start in (0.02, 1.0)}
table(
    [[f"the rate, momentum {start}", best] for start, best in by_rate.items()]
    + [[f"the momentum, rate {start}", best] for start, best in by_momentum.items()],
    ["tuned", "best loss after 150 steps"],
)
claim(
    "B35",
    "tuning only the rate gives a lower loss than tuning only the momentum",
    "If you have time to tune only one hyperparameter, tune the learning rate",
    True,
    readings={
        f"momentum {beta}, against rate {rate}": by_rate[beta] < by_momentum[rate]
        for beta, rate in product(by_rate, by_momentum)
    },
    note="It is advice, not a theorem: it holds against a rate that is far off, while near a good rate the momentum "
    "buys more.",
)

# %% [markdown]
# ## Momentum
# Plain descent has no memory. Momentum keeps a **velocity** $v$, which loses a share of itself at each step and gains
# the new slope: $v \leftarrow \alpha v + g_t$ and $w_t = w_{t-1} - \eta v$. Write out three steps as one graph, with
# the slopes as leaves.


# %%
def three_steps(w0, gs, alpha, eta):
    w, v, path = w0, 0.0, []
    for t, g in enumerate(gs, start=1):
        v = alpha * v + g if t > 1 else g
        w = named(f"w{'₀₁₂₃'[t]}", w - eta * v)
        path.append(w)
    return path


gs = [Value(1.5, "g₁"), Value(-2.0, "g₂"), Value(0.5, "g₃")]
w0, alpha, eta = Value(3.0, "w₀"), Value(0.9, "α"), Value(0.1, "η")
w1, w2, w3 = three_steps(w0, gs, alpha, eta)
figure(
    "momentum-unrolled",
    w3,
    item="B36",
    caption="The first slope reaches the third weight on three paths: η, ηα and ηα² are what it contributes.",
    predict=[gs[0]],
)
compare(w3, {"g": (gs, [-0.1 * (1 + 0.9 + 0.9**2), -0.1 * (1 + 0.9), -0.1])})


def optimised(alpha, eta, slopes, start=3.0):
    """The weights after each step of nn.Momentum."""
    w = Value(start)
    optimiser, path = Momentum([w], eta, alpha), []
    for slope in slopes:
        optimiser.zero_grad()
        w.grad = slope
        optimiser.step()
        path.append(w.data)
    return path


settings = [(0.9, 0.1, [1.0, -2.0, 0.5]), (0.5, 0.3, [2.0, 2.0, 2.0]), (0.99, 0.02, [-1.0, 4.0, -3.0])]
paths = [optimised(*setting) for setting in settings]
claim(
    "B36",
    "w₁ for three settings",
    "w₁ = w₀ − ηg₁",
    [path[0] for path in paths],
    readings={"as printed": [3.0 - eta * g[0] for alpha, eta, g in settings]},
)
claim(
    "B36",
    "w₂ for three settings",
    "w₂ = w₁ − αηg₁ − ηg₂",
    [path[1] for path in paths],
    readings={
        "as printed": [p[0] - a * e * g[0] - e * g[1] for p, (a, e, g) in zip(paths, settings, strict=True)],
    },
)
claim(
    "B36",
    "w₃ for three settings",
    "w₃ = w₂ − α²ηg₁ − αηg₂ − ηg₃",
    [path[2] for path in paths],
    readings={
        "as printed": [
            p[1] - a**2 * e * g[0] - a * e * g[1] - e * g[2] for p, (a, e, g) in zip(paths, settings, strict=True)
        ],
    },
)
claim(
    "B36",
    "the velocity after three steps",
    "v = α²g₁ + αg₂ + g₃",
    [(p[1] - p[2]) / e for p, (a, e, g) in zip(paths, settings, strict=True)],
    readings={"as printed": [a**2 * g[0] + a * g[1] + g[2] for a, e, g in settings]},
)

# %% [markdown]
# Two promises come with it: faster where the slope keeps its direction, slower where it changes. Feed constant slopes,
# alternating ones, and slopes that turn round once.

# %%
constant, to_and_fro = [1.0] * 60, [1.0, -1.0] * 30
turned = [1.0] * 40 + [-1.0] * 20


def speeds(slopes, alpha=0.9):
    path = [3.0, *optimised(alpha, 0.1, slopes)]
    return [(a - b) / 0.1 for a, b in pairwise(path)]


steady, jumpy, turning = speeds(constant), speeds(to_and_fro), speeds(turned)
wrong_way = sum(v > 0 for v in turning[40:])
print(f"constant slopes: speed {steady[-1]:.3f}; alternating slopes: speed {abs(jumpy[-1]):.3f}")
print(f"after the turn the ball rolls uphill for {wrong_way} more steps")
claim(
    "B36",
    "longer steps than plain descent while the slope stays the same",
    "move faster along directions that were previously good",
    True,
    readings={
        "speed against 1, the plain step": steady[-1] > 1,
        "speed against 1/(1 − α)": isclose(steady[-1], 1 / (1 - 0.9), rel_tol=0.01),
    },
)
claim(
    "B36",
    "where the slope has suddenly changed",
    "slow down along directions where the gradient has suddenly changed",
    True,
    readings={
        "alternating slopes: shorter steps than plain ones": abs(jumpy[-1]) < 1,
        "slopes that turn: each step is shorter than the one before": turning[40] < turning[39],
        "slopes that turn: the next step goes downhill": turning[40] < 0,
    },
    note=f"It slows down, but a ball that has rolled long goes uphill for {wrong_way} more steps before it turns.",
)

# %% The code of this plot
fig, axes = plt.subplots()
axes.plot(steady, label="constant slopes")
axes.plot(turning, "--", label="slopes that turn at step 40")
axes.plot(jumpy, ":", label="alternating slopes")
axes.axhline(1, color="C4", linewidth=0.8, label="plain step")
axes.set(xlabel="step", ylabel="velocity", title="What the velocity makes of three kinds of slopes, α = 0.9")
axes.legend()
plot(
    "velocities",
    fig,
    f"Up to {max(steady):.0f} times the plain step, {abs(jumpy[-1]):.1f} of it, and late to turn.",
    item="B36",
)

# %% [markdown]
# ## Why it works: one eigenvalue at a time
# On a parabola $\frac{\lambda}{2} w^2$ the slope is $\lambda w$, and everything can be followed exactly. The page that
# the notes cite shows a step size $\alpha = 0.02$ and a momentum $\beta = 0.99$. Beware: there $\alpha$ is the step
# size; on the slide before it was the momentum.

# %%
w0, v0 = Value(1.0, "w₀"), Value(0.5, "v₀")
lam, eta, beta = Value(1.0, "λ"), Value(0.02, "η"), Value(0.99, "β")
kept, slope = named("kept", beta * v0), named("slope", lam * w0)
v1 = named("v₁", kept + slope)
move = named("move", eta * v1)
w1 = named("w₁", w0 - move)
figure(
    "one-momentum-step",
    w1,
    item="B37",
    caption="One step on a parabola is linear in position and velocity. Their two factors decide about everything.",
    predict=[w0],
)


def narrow(u, v):
    return 0.5 * (u**2 + 0.02 * v**2)


cited = gradient_descent(narrow, [1.0, 1.0], 0.02, 150, partial(Momentum, momentum=0.99))


def followed(rate, share, steps=150):
    """The loss after so many steps, by the two lines of the slide and the slopes of the valley."""
    position, velocity = [1.0, 1.0], [0.0, 0.0]
    for _ in range(steps):
        velocity = [share * v + c * p for v, p, c in zip(velocity, position, (1.0, 0.02), strict=True)]
        position = [p - rate * v for p, v in zip(position, velocity, strict=True)]
    return 0.5 * (position[0] ** 2 + 0.02 * position[1] ** 2)


claim(
    "B37",
    "the loss after 150 steps with step size 0.02 and momentum 0.99",
    "Step-size α = 0.02, momentum β = 0.99; and before: v ← αv + g",
    cited.values[-1],
    readings={
        "α is the step size, as here": followed(0.02, 0.99),
        "α is the share of v, as before": followed(0.99, 0.02),
    },
    note="The same letter is the momentum on one slide and the step size on the next.",
)


# %% [markdown]
# "It allows a larger range of step-sizes": plain descent needs $\eta < 2/\lambda$. With momentum the bound is
# $2 (1 + \beta)/\lambda$, up to twice as much. Just below and just above:


# %%
def settles(rate, beta, lam=1.0, steps=4000):
    path = gradient_descent(lambda w: 0.5 * lam * w**2, 1.0, rate, steps, partial(Momentum, momentum=beta))
    return not path.stopped and path.values[-1] < 1e-6


bounds = [(beta, lam, 2 * (1 + beta) / lam) for beta, lam in ((0.0, 1.0), (0.5, 1.0), (0.9, 4.0))]
table(
    [
        [beta, lam, bound, str(settles(0.97 * bound, beta, lam)), str(settles(1.03 * bound, beta, lam))]
        for beta, lam, bound in bounds
    ],
    ["β", "λ", "2 (1 + β)/λ", "3 % below: settles", "3 % above: settles"],
)
claim(
    "B37",
    "rates between 2/λ and 2 (1 + β)/λ converge with momentum and not without",
    "It allows a larger range of step-sizes to be used",
    True,
    readings={
        f"β = {beta}, λ = {lam:g}": settles(0.97 * bound, beta, lam)
        and not settles(1.03 * bound, beta, lam)
        and not settles(0.97 * bound, 0.0, lam)
        for beta, lam, bound in bounds[1:]
    },
)


def turns(path, axis):
    """How often the path changes sides along one axis."""
    side = [point[axis] > 0 for point in path.points]
    return sum(a != b for a, b in pairwise(side))


def walked(rate, beta, steps=150):
    return gradient_descent(narrow, [1.0, 1.0], rate, steps, partial(Momentum, momentum=beta))


claim(
    "B37",
    "momentum changes sides where plain descent with the same rate does not",
    "creates its own oscillations",
    True,
    readings={
        "across the valley, η = 0.02": turns(walked(0.02, 0.0), 0) == 0 < turns(walked(0.02, 0.99), 0),
        "along the valley, η = 1": turns(walked(1.0, 0.0), 1) == 0 < turns(walked(1.0, 0.99), 1),
    },
)
claim(
    "B37",
    "fewer changes of side than plain descent",
    "dampening oscillations",
    True,
    readings={
        f"across the valley, η = {rate}, β = {beta}": turns(walked(rate, beta), 0) < turns(walked(rate, 0.0), 0)
        for rate, beta in ((1.9, 0.8), (0.02, 0.99))
    },
    note="It dampens the zigzag of a rate near the bound of plain descent; with a small rate there is no zigzag to "
    "dampen, and it makes one.",
)
claim(
    "B37",
    "a lower loss than plain descent after 150 steps",
    "leading to faster convergence",
    True,
    readings={
        f"η = {rate}, β = {beta}": walked(rate, beta).values[-1] < walked(rate, 0.0).values[-1]
        for rate, beta in ((1.9, 0.8), (0.02, 0.9), (0.02, 0.99))
    },
    note="Too much momentum is slow: in the oscillating regime each step leaves √β of the error, and √0.99 is close "
    "to 1.",
)

# %% [markdown]
# How slow? Where the path oscillates, the two factors of a step are complex numbers of length $\sqrt{\beta}$,
# independent of the rate. Measure it over 400 steps.

# %%
long = gradient_descent(lambda w: 0.5 * w**2, 1.0, 0.02, 800, partial(Momentum, momentum=0.99))
peaks = [max(abs(p) for p in long.points[start : start + 100]) for start in (200, 600)]
per_step = (peaks[1] / peaks[0]) ** (1 / 400)
print(f"measured: {per_step:.5f} per step; the square root of the momentum: {sqrt(0.99):.5f}")

# %% The code of this plot
fig, panels = plt.subplots(1, 2, figsize=(7.6, 3.2), sharey=True)
shown = {
    "plain, η = 1.9": walked(1.9, 0.0, 60),
    "η = 1.9, β = 0.8": walked(1.9, 0.8, 60),
    "η = 0.02, β = 0.99": walked(0.02, 0.99, 150),
}
us = vs = [-1.4 + 0.14 * i for i in range(21)]
for panel, names in zip(panels, (list(shown)[:2], list(shown)[2:]), strict=True):
    panel.contour(
        us, vs, [[narrow(Value(u), Value(v)).data for u in us] for v in vs], levels=4, colors="C4", linewidths=0.7
    )
    for name, style in zip(names, ("-", "--"), strict=False):
        panel.plot(*zip(*shown[name].points, strict=True), style, linewidth=1.2, label=name)
    panel.set(xlabel="steep direction")
    panel.legend(loc="lower left")
panels[0].set(ylabel="flat direction", title="zigzag, and dampened")
panels[1].set(title="the cited setting")
plot(
    "valley-paths",
    fig,
    "Left: momentum calms the zigzag and gets along. Right: much momentum, a small rate, and swings.",
    item="B37",
)

# %% [markdown]
# ## Your turn


# %%
@exercise(
    "momentum-by-hand",
    asks="Three steps of momentum from $w_0$ with the slopes $g_1, g_2, g_3$ give $w_3$. Derive "
    "$\\partial w_3 / \\partial \\alpha$ and $\\partial w_3 / \\partial \\eta$.",
    hints=[
        "Insert the first two steps into the third: $w_3 = w_0 - \\eta(\\dots)$.",
        "In the bracket: $g_1$ occurs with $1 + \\alpha + \\alpha^2$, $g_2$ with $1 + \\alpha$, $g_3$ with 1.",
        "By $\\alpha$ the bracket gives $(1 + 2 \\alpha) g_1 + g_2$; do not lose the factor in front.",
    ],
)
def momentum_by_hand():
    slopes, alpha, eta = [1.5, -2.0, 0.5], Value(0.8, "α"), Value(0.1, "η")
    w3 = three_steps(Value(3.0, "w₀"), slopes, alpha, eta)[-1]
    return w3, {"alpha": alpha, "eta": eta}, {"alpha": 0.8, "eta": 0.1, "g": slopes, "w0": 3.0}
