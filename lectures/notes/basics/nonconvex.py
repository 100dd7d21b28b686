# %% [markdown]
# # Valleys, saddles and hills
# A loss as simple as $(uv - 1)^2$ is not convex. But it has no bad valley either; what really traps descent looks
# different.
#
# Covers: A21, A22
#
# Before: squared error; second derivatives.
#
# After: you can test convexity with one line segment, tell a saddle from a valley by second derivatives, and show
# a loss in which descent does end in the wrong place.

# %%
from math import isclose, sqrt

import matplotlib.pyplot as plt

from engine import Value, gradient, hessian, named
from lectures.board import claim, compare, exercise, figure, plot, table
from nn import gradient_descent

# %% [markdown]
# ## A product of two parameters
# The smallest "deep" model multiplies twice: $ŷ = (u v) x$. With one point $(1, 1)$ the loss is $L = (u v - 1)^2$.


# %%
def loss(u, v):
    return (u * v - 1) ** 2


u, v = Value(1.5, "u"), Value(0.4, "v")
product = named("uv", u * v)
error = named("error", product - 1)
L = named("L", error**2)
figure("product", L, item="A21", caption="Each of the two parameters scales the other one's gradient.", predict=[u])
compare(L, {"u": (u, 2 * (1.5 * 0.4 - 1) * 0.4), "v": (v, 2 * (1.5 * 0.4 - 1) * 1.5)})


def height(u, v):
    return loss(Value(u), Value(v)).data


claim("A21", "L(1, 1)", "0", height(1, 1))
claim("A21", "L(−1, −1)", "0", height(-1, -1))
claim("A21", "L halfway between, at (0, 0)", "1", height(0, 0))
claim(
    "A21",
    "halfway the loss is above the mean of the ends",
    "L((θ₁ + θ₂)/2) > ½ (L(θ₁) + L(θ₂))",
    True,
    readings={"1 > 0": height(0, 0) > (height(1, 1) + height(-1, -1)) / 2},
)
claim(
    "A21",
    "the loss violates the definition of convexity",
    "thus L(θ) is nonconvex",
    True,
    readings={
        "on the segment from (1, 1) to (−1, −1)": height(0, 0) > 0.5 * (height(1, 1) + height(-1, -1)),
    },
)

# %% [markdown]
# One segment is enough to refute convexity. The second derivatives say what kind of places there are. At $(0, 0)$ the
# gradient is 0 as well: is it a valley, a hill, or neither?


# %%
def second(u, v):
    u, v = Value(u), Value(v)
    return hessian(loss(u, v), [u, v])


def eigenvalues(h):
    """Of a symmetric 2 × 2 matrix."""
    middle, half = (h[0][0] + h[1][1]) / 2, (h[0][0] - h[1][1]) / 2
    return [middle - sqrt(half**2 + h[0][1] ** 2), middle + sqrt(half**2 + h[0][1] ** 2)]


spots = [(0.0, 0.0), (1.0, 1.0), (-1.0, -1.0), (2.0, 0.5)]
table(
    [[f"({a:g}, {b:g})", height(a, b), *eigenvalues(second(a, b))] for a, b in spots],
    ["(u, v)", "L", "eigenvalues of the", "second derivatives"],
)
claim(
    "A21",
    "the second derivatives at (u, v) = (0.7, −1.2), by hand",
    "L(u, v) = (uv − 1)²",
    second(0.7, -1.2),
    readings={
        "2v², 2(2uv − 1), 2u²": [
            [2 * 1.2**2, 2 * (2 * 0.7 * -1.2 - 1)],
            [2 * (2 * 0.7 * -1.2 - 1), 2 * 0.7**2],
        ]
    },
)

# %% [markdown]
# At the origin one eigenvalue is positive and one negative: a **saddle**. And the minimum is not two points but a
# whole curve, $uv = 1$, in two pieces.

# %% The code of this plot
fig, axes = plt.subplots(figsize=(6.0, 4.8))
axis = [-2.5 + i / 12 for i in range(61)]
heights = [[min(height(a, b), 9.0) for a in axis] for b in axis]
axes.contour(axis, axis, heights, levels=[0.02, 0.1, 0.3, 0.6, 1, 2, 4, 8], colors="C4", linewidths=0.8)
starts = [(2.0, -0.5), (0.3, 0.1), (-1.5, 0.2), (-0.4, -2.2), (0.5, -0.5)]
paths = {}
for start, mark in zip(starts, "os^dv", strict=True):
    paths[start] = gradient_descent(loss, list(start), 0.03, 600)
    axes.plot(*zip(*paths[start].points[::6], strict=True), mark + "-", markersize=3, label=f"from {start}")
axes.plot(0, 0, "x", color="C4", markersize=9)
axes.set(xlabel="u", ylabel="v", title="Level lines of L, and five descents")
axes.legend(fontsize="small", loc="upper left")
plot(
    "paths",
    fig,
    "Four paths end on the curve uv = 1. The fifth starts on the line v = −u and runs into the saddle (cross).",
    item="A21",
)

# %% [markdown]
# ## Does it show the trap?
# The next slide warns that descent "can get pulled into a nearby basin instead of the global minimum". In this loss
# it cannot: every point where the gradient is 0 is either the saddle or has $uv = 1$ and a loss of 0.

# %%
table(
    [[str(start), *path.points[-1], path.values[-1]] for start, path in paths.items()],
    ["start", "u", "v", "L at the end"],
)
generic = [start for start in starts if start[0] != -start[1]]
claim(
    "A22",
    "descent can end in a basin that is not the global minimum",
    "Gradient descent on a nonconvex loss surface can get pulled into a nearby basin",
    True,
    readings={
        "on (uv − 1)², from the generic starts": any(paths[start].values[-1] > 1e-6 for start in generic),
        "on (uv − 1)², from the line v = −u": paths[(0.5, -0.5)].values[-1] > 1e-6,
        "on the loss of the next section": gradient_descent(lambda a: a**4 - 2 * a**2 + 0.3 * a, 0.9, 0.02, 400).values[
            -1
        ]
        > gradient_descent(lambda a: a**4 - 2 * a**2 + 0.3 * a, -0.9, 0.02, 400).values[-1] + 0.1,
    },
    note="The notes' own example has no such basin: all its minima are global and only the line v = −u leads to the "
    "saddle; it takes another loss to show the trap.",
)

# %% [markdown]
# ## A loss with a trap
# Two valleys of different depth: $L(a) = a^4 - 2a^2 + 0.3a$.


# %%
def bumpy(a):
    return a**4 - 2 * a**2 + 0.3 * a


a = Value(0.9, "a")
B = named("L", bumpy(a))
figure(
    "two-valleys", B, item="A22", caption="Three terms pull at $a$; where their sum is 0, descent stops.", predict=[a]
)
ends = {start: gradient_descent(bumpy, start, 0.02, 400).points[-1] for start in (-1.8, -0.3, 0.05, 0.2, 1.8)}
flat = sorted({round(end, 4) for end in ends.values()})
table([[start, end, bumpy(end)] for start, end in ends.items()], ["start", "end", "L"])


def slope(a):
    a = Value(a)
    return gradient(bumpy(a), a)


claim(
    "A22",
    "every end is a place where the slope is 0",
    "a nearby basin",
    True,
    readings={"all five": all(abs(slope(end)) < 1e-6 for end in ends.values())},
)
nearest = {
    start: isclose(end, min(flat, key=lambda place, start=start: abs(place - start)), abs_tol=1e-3)
    for start, end in ends.items()
}
claim(
    "A22",
    "the basin it ends in is the nearest one",
    "pulled into a nearby basin",
    True,
    readings={f"from {start}": near for start, near in nearest.items()},
    note="What divides the starts is the hill between the valleys, not the distance to them.",
)

# %% The code of this plot
fig, axes = plt.subplots()
line = [-1.9 + i / 40 for i in range(153)]
axes.plot(line, [bumpy(x) for x in line])
for start, mark in zip((-0.3, 0.2, 1.8), "os^", strict=True):
    path = gradient_descent(bumpy, start, 0.02, 60)
    axes.plot(path.points[::3], path.values[::3], mark, markersize=4, label=f"from {start}")
axes.set(xlabel="a", ylabel="L", title="Where one starts decides where one ends", ylim=(-2, 4))
axes.legend()
plot("trap", fig, "The hill between the valleys divides the starts.", item="A22")

# %% [markdown]
# A large first step can jump over the hill, and so can the noise of small batches; neither is a promise.

# %%
jumps = {rate: gradient_descent(bumpy, 1.8, rate, 400).points[-1] for rate in (0.02, 0.1, 0.14)}
table([[rate, end] for rate, end in jumps.items()], ["rate", "end, from 1.8"])

# %% [markdown]
# ## Your turn


# %%
@exercise(
    "deep-product",
    asks="Derive the gradients by $u$, $v$ and $w$ of $L = (u v w - 1)^2$.",
    hints=[
        "The outer derivative is $2 (uvw - 1)$.",
        "The derivative of a product by one factor is the product of the others.",
    ],
)
def deep_product():
    u, v, w = Value(1.5, "u"), Value(0.4, "v"), Value(-2.0, "w")
    return (u * v * w - 1) ** 2, {"u": u, "v": v, "w": w}, {"u": 1.5, "v": 0.4, "w": -2.0}
