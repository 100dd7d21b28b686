# %% [markdown]
# # What can go wrong in gradient descent
# The whole loop has four lines. Each of them hides a trap: the shape of the gradient, the place to start, the
# length of a step, and the number of steps.
#
# Covers: C01, C02, C03, C08
#
# Before: the derivative; fitting a line by gradient descent.
#
# After: you can write the loop without a shape error that nobody notices, choose a start and a rate on purpose, and
# tell from a run which of the four things went wrong.

# %% [markdown]
# ## One step
# A loss $L(\theta)$ is a landscape and $\theta$ a place in it. The gradient points uphill, so we walk against it:
#
# $$\theta' = \theta - \epsilon\, \nabla_\theta L(\theta).$$
#
# To see everything we take a landscape with one unknown: a wide bowl with ripples in it.

# %%
import random
from math import cos, isclose, isnan, log10, pi, sin, sqrt

import matplotlib.pyplot as plt
import numpy as np

import engine
from engine import Constant, DomainError, Value, gradient, hessian, named
from lectures.board import claim, compare, exercise, figure, plot, table
from nn import MLP, SGD, Matrix, gradient_descent, init, schedules


def bumpy(theta):
    return 0.05 * theta**2 + 1 - engine.cos(theta)


theta = Value(2.5, "θ")
L = named("L", bumpy(theta))
figure(
    "bumpy",
    L,
    item="C01",
    caption="The bowl and the ripple are added, so their slopes are added as well.",
    predict=[theta],
)
compare(L, {"θ": (theta, 0.1 * 2.5 + sin(2.5))})

# %% [markdown]
# "Against the gradient" is a promise about the direction only. Does the loss really fall? Ask for several lengths.

# %%
slope = gradient(L, theta)


def falls(rate):
    return bumpy(Value(2.5 - rate * slope)).data < L.data


claim(
    "C01",
    "one step from θ = 2.5 lowers the loss",
    "Updates parameters via the negative gradient",
    True,
    readings={f"ε = {rate}": falls(rate) for rate in (0.01, 0.1, 1, 20)},
    note="The negative gradient goes down at first; how far it does is not in the gradient, and a long step climbs the "
    "other side.",
)
tiny = 1e-6
quotient = (bumpy(Value(2.5 + tiny)).data - bumpy(Value(2.5 - tiny)).data) / (2 * tiny)
place = 2.5
for _ in range(1000):
    at_place = Value(place)
    place -= tiny * gradient(bumpy(at_place), at_place)
claim(
    "C01",
    "with ε = 10⁻⁶ one gets what one wanted, to 1 %",
    "ε is the learning rate; in the lecture on many classes, (F(w + ε) − F(w − ε)) / 2ε",
    True,
    readings={
        "ε of the difference quotient: the slope": isclose(quotient, slope, rel_tol=0.01),
        "ε of the step: the minimum, after 1000 steps": abs(place) < 0.01 * 2.5,
    },
    note="One letter for a length that should be tiny and a rate that must not be; the rate is γ in the tutorial "
    "and η in the lecture on many classes, but α in the latter's figure on momentum.",
)


def bowl(u, v):
    return u**2 + 4 * v**2


u, v = Value(1.5, "u"), Value(0.6, "v")
at = named("L", bowl(u, v))
figure(
    "two-unknowns",
    at,
    item="C01",
    caption="With two unknowns the gradient is a list: one number for each leaf.",
    predict=[v],
)
down = gradient(at, [u, v])
length = sqrt(sum(g * g for g in down))
short = 1e-5


def drop(angle):
    """How much a short step in this direction lowers the loss."""
    return at.data - bowl(Value(u.data + short * cos(angle)), Value(v.data + short * sin(angle))).data


drops = [drop(2 * pi * k / 360) for k in range(360)]
along = at.data - bowl(Value(u.data - short * down[0] / length), Value(v.data - short * down[1] / length)).data
claim(
    "C01",
    "among steps of one short length, the one against the gradient lowers the loss most",
    "θ' = θ − ε [∇L(θ)]ᵀ",
    True,
    readings={"against 360 other directions": along >= max(drops)},
)

# %% [markdown]
# ## Row or column?
# The notes write $[\nabla_\theta L]^T$ in the formula and `J.mT` in the code: they take the gradient for a **row**, the
# Jacobian of a function with one output, and turn it into a column like $\theta$. Three other files of the notes
# write the gradient as a column and turn nothing. Both are fine; mixing them is not.

# %%
epsilon = 0.1
column, J_row = Matrix([[u.data], [v.data]]), Matrix([down])
J_column = J_row.T
right = [[u.data - epsilon * down[0]], [v.data - epsilon * down[1]]]
claim(
    "C01",
    "one step, with θ as a column",
    "θ' = θ − ε [∇L(θ)]ᵀ",
    right,
    readings={
        "∇L is a row, as on this slide": column - epsilon * J_row.T,
        "∇L is a column, as in the other files": lambda: column - epsilon * J_column.T,
    },
    note="The transpose belongs to the row convention of this file; with the columns of the other files it makes "
    "the shapes unequal.",
)

# %% [markdown]
# In a program the second reading would be an error, if only all array libraries were as strict as the shapes on the
# board. NumPy **broadcasts** instead: it repeats a row and a column until they fit. If somebody keeps $\theta$ as a
# flat list of $n$ numbers, the printed line runs, and returns $n \times n$ numbers.

# %%
flat, J = np.array([u.data, v.data]), np.array(J_row)
wrong = flat - epsilon * J.mT
table([list(row) for row in wrong], ["1st column", "2nd column"], "A flat θ, one step")


def shape_of_step(theta, J):
    return (theta - epsilon * J.mT).shape == theta.shape


W = np.ones((2, 3))
claim(
    "C01",
    "the new θ has the shape of the old one",
    "θ = θ - ε * J.mT",
    True,
    readings={
        "θ a column (n × 1), J a row (1 × n)": shape_of_step(np.array(column), J),
        "θ flat (n), J a row": shape_of_step(flat, J),
        "θ flat, J flat": lambda: shape_of_step(flat, J[0]),
        "θ a matrix of weights (2 × 3), J of the same shape": lambda: shape_of_step(W, np.ones_like(W)),
    },
    note="Only a column and a row fit: a flat θ is broadcast to n × n without an error, a flat J has no .mT, and a "
    "gradient in the shape of a weight matrix must not be transposed.",
)

# %% [markdown]
# The way out: give the gradient **the shape of what it belongs to**, and never transpose. The engine does that; a
# parameter and its gradient then meet entry by entry, whatever the nesting.

# %%
weights = Matrix([[0.0, 0.2, 0.4], [0.1, 0.3, 0.5]], "W")
(weights**2).sum().backward()
print(f"weights: {weights.size}, gradient: {weights.grad.size}")

# %% [markdown]
# ## Where to start
# The loop begins with $\theta \sim \mathrm{Init}$: draw the first $\theta$ at random, from a Gaussian
# $N(\mu, \sigma)$ or a uniform $U(a, b)$. In the rippled bowl the start decides everything.

# %%
starts = {"in the middle valley": 2.5, "left": -5.0, "right": 4.5, "far right": 9.0}
runs = {name: gradient_descent(bumpy, start, 0.5, 200) for name, start in starts.items()}
table(
    [[name, starts[name], run.points[-1], run.values[-1]] for name, run in runs.items()],
    ["start", "θ at first", "θ at last", "L at last"],
    "Rate 0.5, 200 steps",
)

# %% The code of this plot
fig, axes = plt.subplots()
grid = [-10 + i / 10 for i in range(201)]
axes.plot(grid, [bumpy(Value(t)).data for t in grid], label="L(θ)")
for (name, run), mark, colour in zip(runs.items(), "osd^", ["C2", "C1", "C1", "C3"], strict=True):
    axes.plot(run.points[:12], run.values[:12], mark + ":", color=colour, markersize=5, label=name)
axes.set(xlabel="θ", ylabel="L", title="Four starts in a bumpy landscape", ylim=(-0.3, 7))
axes.legend(loc="upper center")
plot("starts", fig, "Three of the four starts roll into the nearest ripple and stay there.", item=["C02", "C03"])

# %%
best = min(run.values[-1] for run in runs.values())
claim(
    "C03",
    "descent ends in the lowest valley",
    "Bumpy loss landscape; gets stuck in local minima",
    True,
    readings={name: isclose(run.values[-1], best, abs_tol=1e-9) for name, run in runs.items()},
    note="Whether it gets stuck is decided by the start: the landscape has a basin for each valley, and descent stays "
    "in the one it begins in.",
)
end = Value(runs["right"].points[-1])
claim(
    "C03",
    "the place where the run from the right ends is a local minimum",
    "Gets stuck in local minima",
    True,
    readings={
        "slope 0": abs(gradient(bumpy(end), end)) < 1e-9,
        "curvature above 0": hessian(bumpy(end), end) > 0,
        "not the lowest": bumpy(end).data > best + 0.1,
    },
)


def stays(rate):
    return gradient_descent(bumpy, 4.5, rate, 150).values[-1] > best + 0.1


claim(
    "C03",
    "a run that begins in the right valley ends there",
    "Gets stuck in local minima",
    True,
    readings={
        "ε = 0.1": stays(0.1),
        "ε = 0.5": stays(0.5),
        "ε = 4 at first, 3 % less at each step": stays(schedules.exponential_decay(4.0, 0.97)),
    },
    note="A small rate is trapped; a rate too large for the valley's curvature jumps out of it, so a run that begins "
    "with long steps and shortens them can end lower.",
)

# %% [markdown]
# ## What is $\sigma$?
# Ask a program for $N(0, 0.25)$. Is 0.25 the standard deviation or the variance? This file of the notes writes
# $N(\mu, \sigma)$; the slides about regression write $N(0, \sigma^2)$.

# %%
rng = random.Random(0)
normal, uniform = init.normal(0.0, 0.25), init.uniform(-0.25, 0.25)
gaussians = [normal(rng, 1, 1) for _ in range(4000)]
uniforms = [uniform(rng, 1, 1) for _ in range(4000)]


def mean_and_deviation(xs):
    mean = sum(xs) / len(xs)
    return mean, sqrt(sum((x - mean) ** 2 for x in xs) / len(xs))


spread = {"N(0, 0.25)": mean_and_deviation(gaussians), "U(−0.25, 0.25)": mean_and_deviation(uniforms)}
table([[name, *numbers] for name, numbers in spread.items()], ["4000 numbers from", "mean", "standard deviation"])
claim(
    "C02",
    "standard deviation of nn.init.normal(0, 0.25), measured",
    "N(μ, σ)",
    spread["N(0, 0.25)"][1],
    readings={"the second argument is σ": 0.25, "it is σ², as in N(0, σ²) on other slides": sqrt(0.25)},
    rtol=0.05,
    note="The notes use both; in this file, and in most libraries, it is the standard deviation, so read the manual "
    "before you type a number.",
)
claim(
    "C02",
    "mean and standard deviation of nn.init.uniform(a, b), measured",
    "U(a, b)",
    list(spread["U(−0.25, 0.25)"]),
    readings={"(a + b)/2 and (b − a)/√12": [0.0, (0.25 + 0.25) / sqrt(12)]},
    rtol=0.05,
)

# %% [markdown]
# A random start is not reproducible unless the source of randomness is. A **seed** fixes all draws.

# %%
sources = {"7": random.Random(7), "7 again": random.Random(7), "8": random.Random(8)}
standard = init.normal(0.0, 1.0)
table(
    [[name, *(standard(source, 1, 1) for _ in range(3))] for name, source in sources.items()],
    ["seed", "1st", "2nd", "3rd"],
)

# %% [markdown]
# ## Why random at all?
# Zero looks like the fair choice, and for a line it is a good one. In a network it is a trap: all hidden neurons
# compute the same, get the same gradient, and stay the same for ever. With **all** weights at 0 it is worse still:
# whatever flows back is multiplied by a weight of 0.


# %%
def small_net(seed=None):
    start = {"init": "zeros"} if seed is None else {"rng": random.Random(seed)}
    return MLP(1, 2, 1, activation="tanh", **start)


net = small_net()
y = named("ŷ", net([Constant(1.0, "x")])[0])
error = named("L", (y - 0.5) ** 2)
figure(
    "all-zero",
    error,
    item="C02",
    caption="Everything starts at 0. Which gradients are not 0? Only that of the last bias.",
    predict=[net.output.b[0]],
)
moving = [p.label for p in net.parameters() if gradient(error, p) != 0.0]
print(f"{len(moving)} of {len(net.parameters())} parameters move:", ", ".join(moving))

# %%
inputs, targets = [-1.0, -0.5, 0.0, 0.5, 1.0], [1.0, 0.3, 0.0, 0.3, 1.0]


def mean_error(model):
    return engine.sum((model([x])[0] - t) ** 2 for x, t in zip(inputs, targets, strict=True)) / len(inputs)


def trained(model, rate=0.3, steps=250):
    optimiser, history = SGD(model.parameters(), rate), []
    for _ in range(steps):
        loss = mean_error(model)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        history.append(loss.data)
    return history


nets = {"zeros": small_net()} | {f"seed {seed}": small_net(seed) for seed in range(5)}
histories = {name: trained(net) for name, net in nets.items()}


def line(w, b):
    return engine.sum((w * x + b - (2 * x + 1)) ** 2 for x in inputs)


line_from_zero = gradient_descent(line, [0.0, 0.0], 0.1, 200).values[-1]
claim(
    "C02",
    "descent that starts at θ = 0 fits the data",
    "How should we choose the initial parameters? Random initialization",
    True,
    readings={"a line": line_from_zero < 1e-3, "a network with one hidden layer": histories["zeros"][-1] < 1e-2},
    note="A random start is needed where units can take each other's place; a linear model has one minimum and "
    "may start at zero.",
)

# %% The code of this plot
fig, axes = plt.subplots()
for (name, history), style in zip(histories.items(), ["-", "--", "-.", ":", "--", "-."], strict=True):
    axes.plot(history[::3], style, color="C1" if name == "zeros" else None, label=name)
axes.set(xlabel="step / 3", ylabel="loss", title="One network, six starts", ylim=(0, 0.5))
axes.legend(ncol=2)
plot(
    "seeds",
    fig,
    "From zeros only the last bias learns. The other starts differ in speed and in where they end.",
    item="C02",
)

# %% [markdown]
# ## How long a step?
# Now the rate, in the best case: a parabola. The loss $L = \theta^2$ has slope $2\theta$, so a step multiplies $\theta$
# by $1 - 2\epsilon$. Nothing else happens, and everything can be read from that factor.


# %%
def parabola(theta):
    return theta**2


theta = Value(1.5, "θ")
new = named("θ'", theta - Value(0.8, "ε") * (2 * theta))
figure(
    "one-step",
    new,
    item="C03",
    caption="The derivative of the new θ by the old one is the factor of one step. Drag ε past 1.",
    predict=[theta],
)

cases = {"best case": 0.3, "too low": 0.005, "to and fro": 0.95, "too high": 1.02, "extreme": 60.0}
paths = {name: gradient_descent(parabola, 1.0, rate, 60) for name, rate in cases.items()}


def steps_until(path, goal=1e-3):
    return next((t for t, point in enumerate(path.points) if abs(point) < goal), None)


table(
    [
        [name, cases[name], 1 - 2 * cases[name], steps_until(path) or "never", path.points[-1]]
        for name, path in paths.items()
    ],
    ["", "ε", "factor", "steps until |θ| < 0.001", "θ at last"],
    "From θ = 1, at most 60 steps",
)

# %% The code of this plot
fig, axes = plt.subplots()
for (name, path), style in zip(list(paths.items())[:4], ["-", "--", "-.", ":"], strict=True):
    axes.plot([max(log10(abs(p)), -6) if p else -6 for p in path.points], style, label=f"{name}, ε = {cases[name]}")
axes.set(xlabel="step", ylabel="log₁₀ |θ|", title="The same bowl, four rates", ylim=(-6.2, 1))
axes.legend(loc=(0.62, 0.2))
plot("four-rates", fig, "Slow is a flat line that falls; too high is a line that rises.", item="C03")

# %%
claim(
    "C03",
    "a rate that is too low still arrives",
    "Learning Rate Too Low: slow training",
    True,
    readings={
        f"within {steps} steps": steps_until(gradient_descent(parabola, 1.0, 0.005, steps)) is not None
        for steps in (60, 1000)
    },
    note=f"Slow and not wrong: the rate is {cases['best case'] / cases['too low']:.0f} times smaller than in the best "
    "case, so a loop with a fixed number of steps ends too early.",
)
claim(
    "C03",
    "a rate that is too high converges",
    "Learning Rate Too High: Convergence",
    True,
    readings={
        f"ε = {rate}": abs(gradient_descent(parabola, 1.0, rate, 400).points[-1]) < 1e-3 for rate in (1, 1.02, 1.5)
    },
    true="no convergence: oscillation or divergence",
    note="The slide lists it as a symptom, so a word is missing: from ε = 1 on each step of this bowl keeps or "
    "enlarges the error.",
)

# %% [markdown]
# On a landscape that is not a parabola there is something between arriving and exploding: a rate too large for the
# valley and too small to leave it makes the run **cycle**.

# %%
cycle = gradient_descent(bumpy, 0.4, 1.9, 400).points[-6:]
print("the last six points:", ", ".join(f"{p:.4f}" for p in cycle))
claim(
    "C03",
    "a rate above 2/curvature diverges",
    "Learning Rate Too High",
    True,
    readings={
        "on the parabola": abs(paths["too high"].points[-1]) > abs(paths["too high"].points[0]),
        "in the middle ripple, ε = 1.9": abs(cycle[-1]) > 10,
    },
    note=f"The bound 2/{hessian(bumpy(z := Value(0.0)), z):.1f} for the ripple says that the minimum is out of reach; "
    "where the curvature falls off, the run goes round in a cycle instead.",
)

# %% [markdown]
# ## NaN
# In the extreme case the numbers leave the range of floats: first infinity, then infinity minus infinity, which is
# not a number. Plain floats carry on.

# %%
diary, x = [], 1.0
for _ in range(200):
    diary.append(x)
    x = x - 60.0 * (2 * x)
first_inf = next(t for t, number in enumerate(diary) if abs(number) == float("inf"))
first_nan = next(t for t, number in enumerate(diary) if isnan(number))
table([[t, diary[t]] for t in (0, 1, 2, first_inf - 1, first_inf, first_nan)], ["step", "θ"], "ε = 60")


def has_nan(rate, steps=200):
    x = 1.0
    for _ in range(steps):
        x = x - rate * (2 * x)
    return isnan(x)


claim(
    "C03",
    "the run with a rate that is too high has ended in NaN after 200 steps",
    "Extreme case - NaNs!",
    True,
    readings={f"ε = {rate}": has_nan(rate) for rate in (1.02, 1.5, 60)},
    note="NaN is what is left after an overflow, so it takes a large factor or many steps; a run can be useless long "
    "before.",
)

# %% [markdown]
# The engine does not carry on: the first operation that overflows is named, which is where the repair has to begin.

# %%
print(gradient_descent(parabola, 1.0, 60.0, 200).stopped)
try:
    parabola(Value(1e200))
except DomainError as problem:
    print(problem)

# %% [markdown]
# ## The loop
# All of it together. `for iteration in range(n)` promises a number of steps, and no result.


# %%
def descend(loss, init, rate, n):
    theta = init()
    for _ in range(n):
        J = gradient(loss(*theta), theta)
        theta = [Value(t.data - rate * slope) for t, slope in zip(theta, J, strict=True)]
    return [t.data for t in theta]


def start():
    rng = random.Random(3)
    return [Value(rng.gauss(0.0, 1.0)) for _ in range(2)]


ours = descend(bowl, start, 0.1, 50)
claim(
    "C08",
    "θ after 50 rounds of the printed loop",
    "θ ~ Init; for iteration in range(n): J = ∇L(θ); θ = θ - ε * J.mT",
    ours,
    readings={"nn.gradient_descent": gradient_descent(bowl, [t.data for t in start()], 0.1, 50).points[-1]},
)
theta = Value(1.5, "θ₀")
path = [theta]
for t in "₁₂":
    path.append(named(f"θ{t}", path[-1] - 0.3 * (2 * path[-1])))
last = named("L", parabola(path[-1]))
figure(
    "two-rounds",
    last,
    item="C08",
    caption="Two rounds of the loop on the parabola as one graph. The gradient at θ₀ is the last slope times the "
    "factor of each round.",
    predict=[theta],
)
claim(
    "C08",
    "the loop has found θ* = argmin L, to six digits",
    "for iteration in range(n)",
    True,
    readings={f"n = {n}": max(map(abs, descend(bowl, start, 0.1, n))) < 1e-6 for n in (10, 50, 100)},
    note="n is chosen before anybody knows the landscape; a loop that watches the gradient or the loss can say why it "
    "stops.",
)
claim(
    "C08",
    "θ* is what the loop ends with",
    "Find θ* = arg min L(θ|D)",
    True,
    readings={
        "on the bowl": max(map(abs, descend(bowl, start, 0.1, 200))) < 1e-6,
        "on the bumpy landscape, from 4.5": abs(descend(bumpy, lambda: [Value(4.5)], 0.1, 2000)[0]) < 1e-6,
    },
    note="The goal is the lowest place of all; the loop promises a place where the slope is 0.",
)


def until_flat(loss, theta, rate, tolerance=1e-6, limit=10_000):
    for n in range(limit):
        J = gradient(loss(*theta), theta)
        if max(map(abs, J)) < tolerance:
            return n
        theta = [Value(t.data - rate * slope) for t, slope in zip(theta, J, strict=True)]
    return limit


table(
    [[rate, until_flat(bowl, start(), rate)] for rate in (0.01, 0.05, 0.1, 0.2)],
    ["ε", "rounds until the gradient is below one millionth"],
    "A loop that knows when to stop",
)

# %% [markdown]
# ## Your turn


# %%
@exercise(
    "two-ripples",
    asks="Derive $\\partial L/\\partial u$ and $\\partial L/\\partial v$ of the landscape "
    "$L = 0.05 (u^2 + v^2) + 1 - \\cos(u - v)$ at the given point.",
    hints=[
        "The bowl and the ripple can be differentiated one after the other; their slopes are added.",
        "The slope of $-\\cos z$ is $\\sin z$; here $z = u - v$.",
        "The inner derivative of $u - v$ is 1 by $u$ and $-1$ by $v$.",
    ],
)
def two_ripples():
    u, v = Value(1.5, "u"), Value(-0.7, "v")
    loss = 0.05 * (u**2 + v**2) + 1 - engine.cos(u - v)
    return loss, {"u": u, "v": v}, {"u": 1.5, "v": -0.7}
