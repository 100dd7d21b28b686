# %% [markdown]
# # Two bugs in a training loop
# The gradient is checked and right, and training still goes wrong: it swings for ever, or it learns, only worse than it
# should. Which two lines of a loop do that, and how does one notice?
#
# Minutes: 25
#
# Before: [Build Value yourself](build_value.html); [Four bugs in a backward pass](bugs_in_backward.html).
#
# After: you can recognise both bugs, from the shape of a loss curve and from the numbers, and say in which order a
# step has to be taken.

# %%
import textwrap
import warnings

import matplotlib.pyplot as plt

from engine import Constant, Value, named
from engine.errors import MovedError
from lectures.board import Drawn, ask, compare, exercise, figure, plot
from nn.optim import SGD

# %% [markdown]
# ## Weights that move too early
# Two weights in a row: $h = w x$, $o = v h$, $L = (o - y)^2$, at $x = 1.5$, $w = 2$, $v = 0.8$ and $y = 1$. So $h = 3$
# and $o = 2.4$. By hand, $\partial L/\partial o = 2 \cdot 1.4 = 2.8$, and then:
#
# 1. $\partial L/\partial v = 2.8 \cdot h = 8.4$.
# 2. $\partial L/\partial h = 2.8 \cdot v = 2.24$.

# %%
w, v = Value(2.0, "w"), Value(0.8, "v")
h = named("h", w * Constant(1.5, "x"))
o = named("o", v * h)
L = named("L", named("e", o - Constant(1.0, "y")) ** 2)
ask(
    "One gradient is left out: what is $\\partial L/\\partial w$?",
    f"$\\partial L/\\partial h \\cdot x = {2.24 * 1.5:.2f}$.",
)
figure("two-weights", L, caption="The gradient reaches w through v, and is multiplied by v on its way.", predict=[v, w])

# %% [markdown]
# So the gradient of $w$ needs $v$. Now look at this step of a training loop. It goes back layer by layer, and updates
# each weight as soon as its gradient is known.


# %%
def step(x, y, w, v, rate):
    do = 2 * (v * w * x - y)
    dv = do * w * x
    v = v - rate * dv
    dw = do * v * x
    w = w - rate * dw
    return w, v, dw, dv


new_w, new_v, dw, dv = step(1.5, 1.0, 2.0, 0.8, rate=0.05)
ask(
    "Which line is too early, and is $\\partial L/\\partial w$ too small or too large here?",
    f"The update of $v$: the next line wants the old 0.8 and gets {new_v:.2f}. It finds {dw:.3f}, which is too small.",
)
compare(L, {"w": (w, dw), "v": (v, dv)})

# %% [markdown]
# The comparison names it. In training nobody would: with a small rate $v$ hardly moves, and the error is small. It is
# proportional to the rate.

# %% The code of this plot
rates = [0.05 * 0.5**k for k in range(12)]
right = 2.8 * 0.8 * 1.5
errors = [abs(step(1.5, 1.0, 2.0, 0.8, rate)[2] - right) / right for rate in rates]
fig, axes = plt.subplots()
axes.loglog(rates, errors, "o-")
axes.set(xlabel="learning rate", ylabel="relative error of ∂L/∂w", title="The error of updating at once")
plot("error", fig, "Halve the rate, and the error is halved: training works, only a little worse.")

# %% [markdown]
# An engine can fall into the same trap, if it looks at the numbers of the graph only when `backward()` is called. Your
# own Value wrote the partials down before, and is safe. This engine looks late, but it notices that a leaf has moved:

# %%
v.data = new_v
try:
    L.backward()
except MovedError as error:
    print(textwrap.fill(str(error)))

# %% [markdown]
# ## Gradients that are not set back
# Leaves add up the gradients of several passes; that is how a sum over examples comes about. Whoever forgets to set
# them back to 0 before the next step walks along the sum of **all** gradients so far. Take a bowl, $L = (a - 3)^2$.


# %%
def descend(rate, steps, forget):
    a = Value(0.0, "a")
    path = [a.data]
    for _ in range(steps):
        if not forget:
            a.grad = 0.0  # what the wrong loop leaves out
        loss = (a - 3) ** 2
        loss.backward()
        a.data -= rate * a.grad
        path.append(a.data)
    return path


right, wrong = descend(0.05, 60, forget=False), descend(0.05, 60, forget=True)
ask(
    f"The slope at 0 is −6, and both loops step to {right[1]:g}. The slope there is $2 (0.3 - 3) = -5.4$. Where does "
    "the second step of the wrong loop lead? Is that worse?",
    f"It adds −6 and −5.4 and leads to {wrong[2]:g}, the right one to {right[2]:g}. It even looks better.",
)

# %% The code of this plot
fig, axes = plt.subplots()
axes.plot(right, "-", label="set back to 0")
axes.plot(wrong, "--", label="forgotten")
axes.axhline(3.0, color="grey", linewidth=0.8)
axes.set(xlabel="step", ylabel="a", title="Descent on (a − 3)², rate 0.05")
axes.legend()
plot(
    "swing", fig, "Both start well. The sum of all gradients is not 0 at the minimum, so the wrong one runs through it."
)

# %% [markdown]
# The right loop comes to rest, the wrong one swings like a pendulum without friction. In a short run nobody notices.
# The optimisers of this project count the passes, and warn when a step would use several of them unasked.

# %%
a = Value(0.0, "a")
optimiser = SGD([a], learning_rate=0.05)
with warnings.catch_warnings(record=True) as heard:
    warnings.simplefilter("always")
    for _ in range(2):
        loss = (a - 3) ** 2
        loss.backward()
        optimiser.step()
print(textwrap.fill(f"{heard[0].category.__name__}: {heard[0].message}"))

# %% [markdown]
# ## The order of a step
# **Forward, set the gradients back, backward for all, then update all.** Leave one out, and:
#
# - without a new forward pass, the graph belongs to the old weights;
# - without setting back, each step walks along the sum of all gradients so far, and the loss swings;
# - with updates between, the gradients of earlier layers are wrong, in proportion to the rate.
#
# ## Your turn


# %%
@exercise(
    "three-in-a-row",
    asks="Let $e = u \\, v \\, w \\, x - y$ and $L = e^2$. Derive $dL/du$, $dL/dv$ and $dL/dw$, all at "
    "the same weights.",
    hints=[
        "Begin with the error: $dL/de = 2e$.",
        "Each weight's slope is $2e$ times the product of all the **other** factors.",
    ],
)
def three_in_a_row(draw):
    u, v, w = Value(draw(0.6), "u"), Value(draw(-1.2), "v"), Value(draw(0.8), "w")
    x, y = draw(1.5), draw(0.7)
    e = u * v * w * x - y
    return Drawn(e**2, {"de": e, "u": u, "v": v, "w": w}, {"x": x, "y": y}, values={"e": e})


# %% [markdown]
# You can now tell a bug of the loop from one of the gradient. Where neither is to blame and descent still goes wrong,
# it is the landscape: see How descent goes astray, and two better ways to step.
