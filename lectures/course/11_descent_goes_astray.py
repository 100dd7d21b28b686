# %% [markdown]
# # How descent goes astray, and two better ways to step
# The same valley, the same start, four rates: one run crawls, one arrives, one swings, one explodes. What decides? And
# why can no single rate be right as soon as there are two unknowns?
#
# Minutes: 35
#
# Before: [Fit a line](fit_a_line.html); [The moons](moons.html).
#
# After: you can tell from a run what is wrong with its rate, say which rates are safe, and explain what momentum and
# Adam do differently.

# %% [markdown]
# ## One unknown: a factor for each step
# Take the simplest valley, $L = \theta^2$, with the slope $2\theta$. A step of descent with the rate $\eta$ gives
#
# $$\theta' = \theta - \eta \cdot 2\theta = (1 - 2\eta)\,\theta .$$
#
# Every step multiplies $\theta$ by the same factor. Everything can be read from it.

# %%
import random
from functools import partial
from math import log10

import engine
from engine import Value, named
from lectures.board import ask, compare, compare_steps, exercise, figure, plot, table
from nn import MLP, SGD, Adam, Momentum, datasets, fit, gradient_descent, losses, plots


def valley(theta):
    return theta**2


def steps_to_arrive(path, goal=1e-3):
    return next((t for t, loss in enumerate(path.values) if loss < goal), "never")


ask(
    "From $\\theta = 1$: what does $\\theta$ do at the rates 0.05, 0.45, 0.95 and 1.05? Find the factors first.",
    "The factors are " + ", ".join(f"{1 - 2 * rate:.1f}" for rate in (0.05, 0.45, 0.95, 1.05)) + ": a crawl, a quick "
    "arrival, a swing from side to side that shrinks, and one that grows.",
)
paths = {rate: gradient_descent(valley, 1.0, rate, 200) for rate in (0.05, 0.45, 0.95, 1.05)}
table(
    [[rate, 1 - 2 * rate, steps_to_arrive(path), path.points[10]] for rate, path in paths.items()],
    ["rate", "factor", "steps until L < 0.001", "θ after 10 steps"],
)

# %% [markdown]
# A factor between $-1$ and 1 arrives. So the rate must stay below $2$ divided by the **curvature**, the slope of the
# slope, which is 2 here. In the extreme the numbers leave the range of floats. Plain floats then go on with infinity,
# and soon with `nan`, "not a number", which spreads to every weight. The engine stops and says where.

# %%
print(gradient_descent(valley, 1.0, 60.0, 200).stopped)

# %% [markdown]
# ## Two unknowns: a ravine
# Now a loss that is steep in one direction and flat in the other, $L = \frac12 (u^2 + 30\, v^2)$. Networks are full of
# such ravines: some weights move the output a lot, others hardly.


# %%
def ravine(u, v):
    return 0.5 * (u**2 + 30 * v**2)


u, v = Value(-4.0, "u"), Value(0.6, "v")
L = named("L", ravine(u, v))
figure(
    "ravine", L, caption="The gradient is a list: the flat direction asks for -4, the steep one for 18.", predict=[v]
)
compare(L, {"u": (u, -4.0), "v": (v, 30 * 0.6)})

# %% [markdown]
# **Worked in full:** $\partial L/\partial u = u$, so each step multiplies $u$ by $1 - \eta$;
# $\partial L/\partial v = 30 v$, so it multiplies $v$ by $1 - 30\eta$. The steep direction allows a rate below
# $2/30 = 0.067$, and at that rate the flat one keeps 93 % of its error in every step.

# %%
ask(
    "At the rate 0.06: by which factor does one step multiply $u$, and by which $v$? About how many steps does it take "
    "until $u$ is a hundredth of what it was?",
    f"$u$: {1 - 0.06:.2f}. $v$: {1 - 30 * 0.06:.1f}, a swing. And {1 - 0.06:.2f} to the power "
    f"{-2 / log10(1 - 0.06):.0f} is 0.01: {-2 / log10(1 - 0.06):.0f} steps.",
)
walks = {
    "plain, 0.06": gradient_descent(ravine, [-4.0, 0.6], 0.06, 60),
    "momentum": gradient_descent(ravine, [-4.0, 0.6], 0.02, 60, partial(Momentum, momentum=0.8)),
    "Adam": gradient_descent(ravine, [-4.0, 0.6], 0.3, 60, Adam),
}
table([[name, steps_to_arrive(walk, 0.01)] for name, walk in walks.items()], ["", "steps until L < 0.01"])

# %% The code of this plot
plot(
    "ravine-paths",
    plots.loss_surface(ravine, (-4.5, 1.5), (-0.9, 0.9), walks, "Three ways down a ravine"),
    "Plain descent swings across and creeps along. Momentum lets the swings cancel and the creeping add up.",
)

# %% [markdown]
# ## Momentum: keep some speed
# Across the ravine the gradient changes its sign all the time; along it, it always points the same way. So keep a
# running sum of gradients, the **velocity** $w$, which forgets a little in each step, and step by it:
#
# $$w' = \alpha\, w + g, \qquad \theta' = \theta - \eta\, w' .$$
#
# What changes sign cancels. What agrees adds up: with $\alpha = 0.8$ to $1 + 0.8 + 0.8^2 + \dots = 5$ times one
# gradient.
#
# Two steps on the valley $L = \theta^2$ as a graph. How does the end depend on the start?

# %%
start = Value(1.7, "θ0")
w1 = named("w1", 2 * start)
theta1 = named("θ1", start - 0.1 * w1)
w2 = named("w2", 0.8 * w1 + 2 * theta1)
theta2 = named("θ2", theta1 - 0.1 * w2)
figure("two-steps", theta2, caption="Both the place and the speed hand something on to the second step.", predict=[w1])

# %% [markdown]
# **By hand, backwards.** $\theta_2 = \theta_1 - 0.1\, w_2$, so $d w_2 = -0.1$. The place $\theta_1$ counts directly and
# through $w_2$: $d\theta_1 = 1 + 2\, dw_2$. The speed $w_1$ counts through $w_2$ and through $\theta_1$.

# %%
dw2 = -0.1
dtheta1 = 1 + 2 * dw2
dw1 = 0.8 * dw2 - 0.1 * dtheta1
dstart = dtheta1 + 2 * dw1
compare_steps(theta2, [("dw2", w2, dw2), ("dθ1", theta1, dtheta1), ("dw1", w1, dw1), ("dθ0", start, dstart)])
ask(
    "Two plain steps at the rate 0.1 multiply the start by $0.8^2$. By what do two steps with momentum?",
    f"By {dstart:.2f}, instead of {0.8**2:.2f}: the second step is longer, for it remembers the first.",
)

# %% [markdown]
# ## Adam: a rate for each weight
# Momentum still has one rate. **Adam** divides each weight's velocity by the usual size of its own gradient, the root
# of a running mean of $g^2$. A weight with small gradients gets steps as long as one with large ones: the ravine is
# stretched to a bowl. Both running means start at 0, so they are corrected for that at first.
#
# In the plot Adam leaves at $45°$, whatever the slopes are. That is its strength, and its price: close to the end its
# steps are no smaller by themselves.
#
# ## Bumps
# A valley has one lowest place. A loss with ripples has many, and descent rolls into the nearest.


# %%
def bumpy(theta):
    return 0.05 * theta**2 + 1 - engine.cos(theta)


runs = {f"from {first:g}": gradient_descent(bumpy, first, 0.5, 100) for first in (2.5, 4.5, 9.0)}
ends = [[name, run.points[-1], run.values[-1]] for name, run in runs.items()]
table(ends, ["start", "θ at last", "L at last"], "Rate 0.5, 100 steps")

# %% The code of this plot
plot("bumps", plots.loss_curve(bumpy, (-3.0, 10.0), runs, variable="θ"), "The start decides where it ends.")

# %% [markdown]
# ## Which one for the moons?
# The network of the last lecture, 40 epochs, three ways to step. Each gets the best of four rates by validation loss,
# and then five seeds.

# %%
WAYS = {
    "plain": (SGD, (0.3, 1, 3, 10)),
    "momentum 0.9": (Momentum, (0.03, 0.1, 0.3, 1)),
    "Adam": (Adam, (0.01, 0.03, 0.1, 0.3)),
}


def validation_loss(way, rate, seed):
    rng = random.Random(seed)
    train, validation = datasets.moons(120, 0.2, rng=rng), datasets.moons(120, 0.2, rng=rng)
    model = MLP(2, 8, 1, activation="tanh", rng=rng)
    loss = losses.binary_cross_entropy_from_logits
    optimiser = way(model.parameters(), rate)
    history = fit(model, train, loss, optimiser, epochs=40, batch_size=20, validation=validation, rng=rng)
    return history.validation_loss[-1]


rows = []
for name, (way, rates) in WAYS.items():
    best = min(rates, key=lambda rate: sum(validation_loss(way, rate, seed) for seed in range(100, 103)))
    found = sorted(validation_loss(way, best, seed) for seed in range(5))
    rows.append([name, best, found[0], found[2], found[-1]])
table(rows, ["", "best rate", "best seed", "median", "worst seed"], "Validation loss after 40 epochs")

# %% [markdown]
# The best rates differ a lot from each other. Whoever compares two methods at one and the same rate compares nothing.
#
# ## Your turn
# You can now read a run: a straight slow line is a rate that is too small, a zigzag is one that is too large for the
# steepest direction. The next lecture meets slopes that vanish on their way back through many layers.


# %%
@exercise(
    "two-waves",
    asks="Derive $\\partial L/\\partial u$ and $\\partial L/\\partial v$ of $L = 0.05 (u^2 + v^2) + 1 - \\cos(u - v)$ "
    "at the given point.",
    hints=[
        "The bowl and the ripple can be differentiated one after the other; their slopes are added.",
        "The slope of $-\\cos z$ is $\\sin z$; here $z = u - v$.",
        "The inner derivative of $u - v$ is 1 by $u$ and $-1$ by $v$.",
    ],
)
def two_waves(draw):
    u, v = Value(draw(1.5), "u"), Value(draw(-0.7), "v")
    return 0.05 * (u**2 + v**2) + 1 - engine.cos(u - v), {"u": u, "v": v}, {}
