# %% [markdown]
# # First steps
# Build a computation, differentiate it, draw it, have a gradient that you derived by hand judged, and train a network.
#
# Minutes: 10
#
# Before: the chain rule; a little Python.
#
# After: you can ask the engine for any derivative, and have your own checked.

# %% [markdown]
# ## Build
# A `Value` is a number that remembers how it was made. It may have a name, and so may what is computed; data by which
# nobody differentiates is a `Constant`.

# %%
import math
import random

from engine import Constant, Value, check_gradients, compare_gradients, draw, named
from nn import MLP, Adam, accuracy, classifier, datasets, fit, losses

x, y = Constant(2.0, "x"), Constant(1.0, "y")


def loss_of(w, b):
    h = named("h", (w * x + b).tanh())
    return named("loss", (h - y) ** 2)


w, b = Value(0.5, "w"), Value(-0.3, "b")
loss = loss_of(w, b)
print(loss)

# %% [markdown]
# ## Differentiate
# `backward()` goes back through what the loss remembers. Then every number knows how fast the loss changes with it, and
# `check_gradients` compares that with quotients of small differences.

# %%
loss.backward()
print(f"The loss changes {w.grad:.4f} times as fast as w, and {b.grad:.4f} times as fast as b.")
print(check_gradients(loss_of, [w.data, b.data]))

# %% [markdown]
# ## Draw
# Step through it with the arrow keys: forward come the values, backward the gradients. `draw(loss)` alone is a picture,
# and `draw(loss).save("loss.svg")` writes it to a file.

# %%
draw(loss).player()

# %% [markdown]
# ## Judge
# By hand: the outer derivative is $2 (h - y)$, and $w x + b$ has the derivatives $x$ and $1$. Something is missing in
# between. Read what the report says, mend the two lines, and run the cell again.

# %%
h = math.tanh(w.data * x.data + b.data)
error = 2 * (h - y.data)
compare_gradients(loss, {"w": (w, error * x.data), "b": (b, error)})

# %% [markdown]
# ## Train
# A network is made of such numbers, and `fit` replays its graph at the speed of NumPy. Change what you like.

# %%
model, moons = MLP(2, 8, 1), datasets.moons(100, rng=random.Random(1))
history = fit(model, moons, losses.binary_cross_entropy_from_logits, Adam(model.parameters(), 0.05), epochs=100)
print(f"loss {history.loss[0]:.3f} -> {history.loss[-1]:.3f}, right: {accuracy(classifier(model), moons):.0%}")
print(model)

# %% [markdown]
# ## Go on
# The course begins with [Slope and graph](slope_and_graph.html). When you write a derivation of your own,
# [Is my gradient right?](is_my_gradient_right.html) shows what else can be compared.
