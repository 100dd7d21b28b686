# %% [markdown]
# # Is my gradient right?
# Two friends derive the gradient of one neuron. One writes $1 - h^2$ where the other writes $1 - z^2$. Both
# programs run, and both losses fall. Who is right, and how can they find out without asking anybody?
#
# Minutes: 35
#
# Before: [Build Value yourself](build_value.html).
#
# After: you can check any gradient with finite differences, choose the step and the threshold, and say what to do at
# a kink.

# %%
import math
import random

import matplotlib.pyplot as plt

import engine
from engine import Constant, Value, check_gradients, gradient, named
from lectures.board import Drawn, ask, compare, exercise, figure, plot, table

# %% [markdown]
# ## One neuron, two answers
# $L = (h - t)^2$ with $h = \tanh z$ and $z = w x + b$. From the output back, as always:
#
# 1. $\partial L/\partial h = 2 (h - t)$.
# 2. $\partial h/\partial z = 1 - h^2$, so $\partial L/\partial z = 2 (h - t)(1 - h^2)$.
# 3. $\partial z/\partial w = x$, so $\partial L/\partial w = 2 (h - t)(1 - h^2) \, x$.

# %%
ask(
    "One gradient is left out: what is $\\partial L/\\partial b$?",
    "$\\partial z/\\partial b = 1$, so it is $2 (h - t)(1 - h^2)$, without the $x$.",
)

# %% [markdown]
# Here are the two friends. The first writes what we have just derived, the second has taken $z$ for $h$.

# %%
x, t = 1.5, 0.7


def loss(w, b):
    return (math.tanh(w * x + b) - t) ** 2


def first(w, b):
    h = math.tanh(w * x + b)
    dz = 2 * (h - t) * (1 - h**2)
    return dz * x, dz


def second(w, b):
    z = w * x + b
    dz = 2 * (math.tanh(z) - t) * (1 - z**2)
    return dz * x, dz


rows = []
for friend in (first, second):
    w, b = -0.4, -0.2
    start = [*friend(w, b), loss(w, b)]
    for _ in range(200):
        dw, db = friend(w, b)
        w, b = w - 0.1 * dw, b - 0.1 * db
    rows.append([friend.__name__, *start, loss(w, b)])
table(rows, ["friend", "∂L/∂w", "∂L/∂b", "loss at the start", "after 200 steps"])

# %% [markdown]
# Both learn, as far as anybody can see. A wrong gradient often leads downhill, so a falling loss is no proof.
#
# ## Ask the function itself
# A derivative says by how much $L$ changes when $w$ is nudged. So nudge it by a small step, and look. This is a
# **finite difference**:
#
# $$\frac{\partial L}{\partial w} \approx \frac{L(w + \text{step}) - L(w)}{\text{step}}$$
#
# It knows nothing of the chain rule, so it cannot make the same slip.


# %%
def one_sided(f, w, step):
    return (f(w + step) - f(w)) / step


def loss_of_w(w):
    return loss(w, -0.2)


for step in (0.1, 0.01, 0.001):
    print(f"step {step:g}: {one_sided(loss_of_w, -0.4, step):.4f}")
truth, wrong = first(-0.4, -0.2)[0], second(-0.4, -0.2)[0]
print(f"the first friend says {truth:.4f}, the second {wrong:.4f}")

# %% [markdown]
# The first is right. Step through the graph: the slip of the second is on a single arrow, from $h$ to $z$.

# %%
w, b = Value(-0.4, "w"), Value(-0.2, "b")
h = named("h", named("z", w * Constant(x, "x") + b).tanh())
L = named("L", named("e", h - Constant(t, "t")) ** 2)
figure("neuron", L, caption="On the arrow from h back to z stands the derivative in question, 1 − h².", predict=[w, b])

# %% [markdown]
# Differences only say that something is wrong. The comparison of this course also looks for the slip:

# %%
compare(L, {"w": (w, wrong)})

# %% [markdown]
# ## How small a step?
# From 0.1 to 0.001 the difference came closer to the derivative. So let us take a really small one.

# %%
ask(
    "What comes out for a step of $10^{-17}$?",
    f"{one_sided(loss_of_w, -0.4, 1e-17):g}. A float has about 16 digits, so $-0.4 + 10^{{-17}}$ is $-0.4$ again.",
)

# %% [markdown]
# Two errors pull in opposite directions. Over a long step the curve **bends**: that costs $\frac{1}{2} |L''|$ times the
# step, where $L''$ is the derivative of the slope. And each $L$ is **rounded** at its 16th digit, and the difference of
# two is then divided by the step.
#
# Looking to both sides lets the bend cancel. This is the **central difference**:
#
# $$\frac{\partial L}{\partial w} \approx \frac{L(w + \text{step}) - L(w - \text{step})}{2 \cdot \text{step}}$$
#
# What remains is $\frac{1}{6} |L'''|$ times the **square** of the step.


# %%
def central(f, w, step):
    return (f(w + step) - f(w - step)) / (2 * step)


steps = [10 ** (-k / 4) for k in range(2, 56)]
for method in (one_sided, central):
    errors = [abs(method(loss_of_w, -0.4, step) - truth) for step in steps]
    best = errors.index(min(errors))
    print(f"{method.__name__}: off by {errors[best]:.0e} at best, with a step of {steps[best]:.0e}")

# %% The code of this plot
bend = gradient(gradient(L, w, create_graph=True), w, create_graph=True)
third = abs(gradient(bend, w))
fig, axes = plt.subplots()
for method, look in ((one_sided, "s"), (central, "o")):
    axes.loglog(steps, [abs(method(loss_of_w, -0.4, step) - truth) for step in steps], look, label=method.__name__)
axes.loglog(steps, [abs(bend.data) / 2 * step for step in steps], "--", color="C0", label="½ |L''| step")
axes.loglog(steps, [third / 6 * step**2 for step in steps], "--", color="C1", label="⅙ |L'''| step²")
axes.loglog(steps, [2e-16 * L.data / step for step in steps], ":", color="C4", label="rounding / step")
axes.set(xlabel="step", ylabel="error", title="Too long bends, too short rounds", ylim=(1e-14, 10))
axes.legend()
plot(
    "steps",
    fig,
    "Points are measured, lines are the two sources. Central differences with a step near 1e-5 serve well.",
)

# %% [markdown]
# ## How close is close?
# To be off by $10^{-6}$ is little beside a gradient of 1, and all there is beside one of $10^{-6}$. So compare with the
# size of the numbers themselves. This is the **relative error**. Here it is at random points, for both friends.


# %%
def relative_error(yours, difference):
    return abs(yours - difference) / max(abs(yours), abs(difference))


def errors_at(w, b):
    """How far both friends are from the central difference, relatively."""

    def along_w(v):
        return loss(v, b)

    difference = central(along_w, w, 1e-5)
    return relative_error(first(w, b)[0], difference), relative_error(second(w, b)[0], difference)


rng = random.Random(1)
points = [errors_at(rng.uniform(-1, 1), rng.uniform(-1, 1)) for _ in range(200)]
rows = []
for name, errors in zip(("first", "second"), zip(*points)):
    rows.append([name, min(errors), sorted(errors)[100], max(errors)])
table(rows, ["friend", "smallest", "median", "largest"], "Relative errors at 200 random points")

# %% [markdown]
# As a rule, a relative error below $10^{-6}$ is fine, one above $10^{-3}$ is a slip, and what lies between deserves a
# second look. Check at **several random points**: at one of these, where $z$ is nearly 0, the wrong friend passes. And
# where the gradient is 0, only rounding is left to compare; there an absolute difference has to do.
#
# ## Kinks
# ReLU, $\max(0, z)$, has a corner at 0.


# %%
def relu(z):
    return max(0.0, z)


ask(
    "What do the differences say at $z = 0$: to the left, to the right, and to both sides?",
    f"{one_sided(relu, -1e-5, 1e-5):g}, {one_sided(relu, 0.0, 1e-5):g}, and {central(relu, 0.0, 1e-5):g}.",
)

# %% [markdown]
# None of the three is wrong: a corner has no derivative. Engines take 0 there, by convention. So where your check fails
# at a ReLU, a maximum or an absolute value, look at both sides first, and move the point a little.
#
# ## With the engine
# `check_gradients` does all this: it chooses the steps, looks to both sides, and compares with what the engine says.


# %%
def neuron(w, b):
    return (engine.tanh(w * x + b) - t) ** 2


print(check_gradients(neuron, [-0.4, -0.2]))
print()
print(check_gradients(engine.relu, [0.0]))

# %% [markdown]
# Why not always use differences, then? They need two evaluations of the loss for **each** parameter: two million of
# them for one step of a network with a million weights.
#
# ## Your turn: derive it, and check it with differences before you look at a hint


# %%
@exercise(
    "cube-and-decay",
    asks="Let $z = w x + b$ and $L = z^3 \\, e^{-w}$. Derive $\\partial L/\\partial w$ and $\\partial L/\\partial b$.",
    hints=[
        "$w$ is in both factors, so two paths arrive at it. $b$ is only in the first.",
        "$\\partial L/\\partial b = 3 z^2 e^{-w}$.",
        "$\\partial L/\\partial w = 3 z^2 x \\, e^{-w} - z^3 e^{-w}$.",
    ],
)
def cube_and_decay(draw):
    w, b, x = Value(draw(0.6), "w"), Value(draw(0.4), "b"), draw(1.2)
    z = w * x + b
    return Drawn(z**3 * (-w).exp(), {"dz": z, "b": b, "w": w}, {"x": x}, values={"z": z})


# %% [markdown]
# You can now tell a right gradient from a wrong one, your own engine's included. With that in hand we can afford
# longer formulas. The next lecture is about choosing among more than two classes: softmax and cross-entropy.
