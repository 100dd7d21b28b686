# %% [markdown]
# # Two bugs in a training loop
# The engine is right, and training still goes wrong: gradients that were never set back to zero, and weights that
# were overwritten too early. Both run without an error, and both even seem to learn.
#
# Before: gradient descent; backpropagation through two layers; the lecture on bugs in a backward pass.
#
# After: you recognise both from the shape of a loss curve or from the numbers, and know in which order a step has to be
# taken.

# %%
import warnings

import matplotlib.pyplot as plt

from engine import Value, named
from engine.errors import MovedError
from lectures.board import compare, exercise, figure, plot, table
from nn.optim import SGD

# %% [markdown]
# ## Bug 5: forgotten `zero_grad`
# `backward()` adds to the gradients that are there. Whoever forgets to set them back to zero before the next step
# walks along the sum of **all** gradients so far. The smallest graph is a bowl, $L = (a - 3)^2$.


# %%
def bowl(a):
    return (a - 3) ** 2


def descend(rate, steps, forget):
    a = Value(0.0, "a")
    path = [a.data]
    for _ in range(steps):
        if not forget:
            a.grad = 0.0  # what the wrong loop leaves out
        bowl(a).backward()
        a.data -= rate * a.grad
        path.append(a.data)
    return path


# %%
a = Value(0.0, "a")
loss = named("L", bowl(a))
figure(
    "bowl", loss, caption="One step of descent: at a = 0 the slope is -6, and the next step starts over.", predict=[a]
)
loss.backward()
once = a.grad
loss.backward()
compare(loss, {"a": (a, a.grad)})
print(f"after one pass a.grad is {once:g}, after two passes on the same graph {a.grad:g}")

# %% [markdown]
# The sum of all gradients does not shrink when the bottom is reached: it pushes on to the other side. The right loop
# comes to rest; the wrong one swings for ever, like a pendulum without friction.

# %%
right, wrong = descend(0.05, 60, forget=False), descend(0.05, 60, forget=True)
table(
    [["set back to zero", *right[:4], right[-1]], ["forgotten", *wrong[:4], wrong[-1]]],
    ["gradients", "a at the start", "step 1", "step 2", "step 3", f"step {len(right) - 1}"],
)

# %% The code of this plot
swing, axes = plt.subplots()
axes.plot(right, "-", label="set back to zero")
axes.plot(wrong, "--", label="forgotten")
axes.axhline(3.0, color="grey", linewidth=0.8)
axes.set(xlabel="step", ylabel="a", title="Descent on (a − 3)², rate 0.05")
axes.legend()
plot("swing", swing, "Both start well. Without zero_grad the parameter runs through the minimum, again and again.")

# %% [markdown]
# The first step is the same, and the second one is even better: on a short run nobody notices. The optimisers of
# this project count passes and warn when a step would use several of them unasked.

# %%
a = Value(0.0, "a")
optimiser = SGD([a], learning_rate=0.05)
with warnings.catch_warnings(record=True) as heard:
    warnings.simplefilter("always")
    for _ in range(2):
        bowl(a).backward()
        optimiser.step()
print(f"{heard[0].category.__name__}: {heard[0].message}")

# %% [markdown]
# ## Bug 6: overwritten weights
# Backpropagation hands the gradient back **through** the weights of a layer. Should those weights be overwritten as
# soon as their own gradient is known? The smallest graph has two weights in a row:
# $L = (v \, (w x) - y)^2$.

# %%
numbers = {"x": 1.0, "y": 1.5, "w": 2.0, "v": 3.0}
rate = 0.1


def chain(x, y, w, v):
    hidden = named("h", w * x)
    return hidden, named("L", (v * hidden - y) ** 2)


w, v = Value(numbers["w"], "w"), Value(numbers["v"], "v")
hidden, loss = chain(numbers["x"], numbers["y"], w, v)
figure(
    "two-weights",
    loss,
    caption="The gradient reaches w through v: it is multiplied by v on its way.",
    predict=[v, w],
)


# %% [markdown]
# By hand, twice the same four lines. In the right version the updates wait until all gradients are known; in the
# wrong one `v` takes its step at once.


# %%
def step(x, y, w, v, rate, at_once):
    dout = 2 * (v * w * x - y)
    dv = dout * w * x
    if at_once:
        v = v - rate * dv  # the bug: the next line wants the old v
    dw = dout * v * x
    return dw, dv


(dw, dv), (wrong_dw, _) = (step(**numbers, rate=rate, at_once=at_once) for at_once in (False, True))
table([["updates wait", dw, dv], ["v updated at once", wrong_dw, dv]], ["", "dL/dw", "dL/dv"])
compare(loss, {"w": (w, wrong_dw), "v": (v, dv)})

# %% [markdown]
# With this rate more than half of the gradient of `w` is gone. With a small rate the error is small, and that is why
# it lives long: training works, only a little worse.

# %% The code of this plot
rates = [0.1 * 0.5**k for k in range(12)]
errors = [abs(step(**numbers, rate=rate, at_once=True)[0] - dw) / abs(dw) for rate in rates]
size, axes = plt.subplots()
axes.loglog(rates, errors, "o-")
axes.set(xlabel="learning rate", ylabel="relative error of dL/dw", title="The error of overwriting at once")
plot("error", size, "The error is proportional to the learning rate: halve one, and the other is halved.")

# %% [markdown]
# ## The same bug with an engine
# An engine remembers the graph, and looks at the numbers in it when `backward()` is called. If `data` has changed
# since the loss was built, the products mix old numbers with new ones: the slope at a point that never was. Many small
# engines return it without a word. This one notices, and refuses.

# %%
hidden, loss = chain(numbers["x"], numbers["y"], w, v)
v.data -= rate * dv  # too early
try:
    loss.backward()
except MovedError as error:
    print(error)
v.data = numbers["v"]

# %% [markdown]
# So a step has an order: **forward, zero_grad, backward for all, then update all**.
#
# ## Your turn


# %%
@exercise(
    "three-in-a-row",
    asks="Let $L = (u \\, v \\, w \\, x - y)^2$. Derive $dL/du$, $dL/dv$ and $dL/dw$, all at the same weights.",
    hints=[
        "Call the error $e = u v w x - y$; then $dL/de = 2e$.",
        "Each weight's slope is $2e$ times the product of all the **other** factors.",
    ],
)
def three_in_a_row():
    u, v, w = Value(0.5, "u"), Value(-1.2, "v"), Value(0.8, "w")
    x, y = 1.5, 0.7
    return (u * v * w * x - y) ** 2, {"u": u, "v": v, "w": w}, {"x": x, "y": y}
