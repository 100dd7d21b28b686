# %% [markdown]
# # Optimisers: batches, rates, momentum
# Three repairs of plain descent: look at less, give each parameter its own rate, remember where one was going.
#
# Covers: B34 to B37
#
# Before: gradient descent; expected values.
#
# After: you can say what a mini-batch estimates, what Adagrad and RMSProp divide by, and unroll momentum.

# %%
from functools import partial
from itertools import combinations

import matplotlib.pyplot as plt

from engine import Value, gradient, named
from lectures.board import compare, figure, plot, table
from nn import SGD, Adagrad, Momentum, RMSProp, gradient_descent, schedules

data = [(1.0, 2.5), (2.0, 3.0), (-1.0, 0.5), (0.5, 2.0), (-2.0, -1.5)]
w = Value(0.4, "w")
F = [(w * x - y) ** 2 for x, y in data]
figure("mini-batch", named("F̃", (F[0] + F[4]) / 2), item="B34", caption="Two of five examples.", predict=[w])
slopes = [gradient(f, w) for f in F]
rows = []
for size in range(1, 6):
    found = [sum(S) / size for S in combinations(slopes, size)]
    mean = sum(found) / len(found)
    rows.append([size, len(found), mean, (sum((x - mean) ** 2 for x in found) / len(found)) ** 0.5])
table(
    rows,
    ["size", "batches", "their mean", "deviation"],
    f"The sum's slope {sum(slopes):g}, over 5: {sum(slopes) / 5:g}",
)

# %% [markdown]
# All batches together hit the slope of the **mean** loss. In RMSProp the slope acts above and below the fraction bar,
# so a larger one hardly makes a longer step; Adagrad adds up where RMSProp averages, and never recovers. A schedule
# looks at the step alone. More: [How descent goes astray](descent_goes_astray.html).

# %%
g, s, eta = Value(4.0, "g"), Value(9.0, "s"), Value(0.2, "η")
step = named("step", eta * g / named("s'", 0.9 * s + 0.1 * g**2).sqrt())
figure("rmsprop-step", step, item="B35", caption="A step of RMSProp. Drag g: it soon stops growing.", predict=[g])


def divisors(kind, slopes):
    """What the optimiser divides each slope by."""
    w = Value(0.0)
    optimiser, found = kind([w], 1.0), []
    for slope in slopes:
        before, w.grad = w.data, slope
        optimiser.step()
        found.append(slope / (before - w.data))
    return found


fed = [3.0, -4.0, 1.0, 0.5, 0.5]
rows = [["Adagrad", *divisors(Adagrad, fed)], ["RMSProp", *divisors(RMSProp, fed)]]
table(rows, ["slope", *map(str, fed)], "What each slope is divided by")

# %% The code of this plot
plans = {
    "step": schedules.step_decay(0.1, every=25, factor=0.4),
    "1/t": schedules.inverse_time_decay(0.1, 0.1),
    "warm-up, then cosine": schedules.warm_up(10, schedules.cosine_decay(0.1, 90)),
}
fig, axes = plt.subplots()
for name, plan in plans.items():
    axes.plot([plan(t) for t in range(101)], label=name)
axes.set(xlabel="step", ylabel="rate", title="Three schedules")
axes.legend()
plot("schedules", fig, "The rate depends on the step alone.", item="B35")

# %%
g, alpha, eta = [Value(1.5, "g1"), Value(-2.0, "g2"), Value(0.5, "g3")], Value(0.9, "α"), Value(0.1, "η")
w1 = named("w1", Value(3.0, "w0") - eta * g[0])
v2 = named("v2", alpha * g[0] + g[1])
w2 = named("w2", w1 - eta * v2)
w3 = named("w3", w2 - eta * named("v3", alpha * v2 + g[2]))
figure("momentum-unrolled", w3, item="B36", caption="Three paths from $g_1$: η, ηα, ηα².", predict=[g[0]])
compare(w3, {"g": (g, [-0.1 * (1 + 0.9 + 0.9**2), -0.1 * (1 + 0.9), -0.1])})

# %%
w0 = Value(1.0, "w0")
v1 = named("v1", Value(0.99, "β") * Value(0.5, "v0") + Value(1.2, "λ") * w0)
w1 = named("w1", w0 - Value(0.02, "η") * v1)
figure("one-momentum-step", w1, item="B37", caption="One step on a parabola, of slope λw.", predict=[w0])

# %% The code of this plot
fig, axes = plt.subplots()
for rate, beta in ((1.9, 0.0), (1.9, 0.8), (0.02, 0.99)):
    kind = partial(Momentum, momentum=beta) if beta else SGD
    path = gradient_descent(lambda u, v: 0.5 * (u**2 + 0.02 * v**2), [1.0, 1.0], rate, 150, kind)
    axes.plot([u for u, _ in path.points], [v for _, v in path.points], label=f"step {rate}, momentum {beta}")
axes.set(xlabel="steep direction", ylabel="flat direction", title="150 steps in a valley", xlim=(-1, 2.4))
axes.legend()
plot("valley-paths", fig, "Momentum calms a zigzag, and with the numbers of the slide it swings by itself.", item="B37")
