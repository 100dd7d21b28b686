# %% [markdown]
# # Slope and graph
# A program turns two numbers into a price. If one of them grows a little, by how much does the price grow? One can run
# the program again; or one can follow the arrows inside it, once, and know it for every number at the same time.
#
# Minutes: 35
#
# Before: the derivative of a function of one variable; a little Python.
#
# After: you can draw a small program as a graph, write a slope on each arrow, and compute from these how the result
# depends on every number in it.

# %% [markdown]
# ## A program with two numbers
# A box without a lid has a square base with sides of length $a$ and four walls of height $b$, in decimetres. Cardboard
# costs 0.4 a square decimetre, and what goes into the box costs 0.3 a litre, which is a cubic decimetre.

# %%
from engine import Value, gradient, named
from lectures.board import Drawn, Question, ask, compare_steps, exercise, figure, play, plot, table
from nn import plots


def price_of(a, b):
    base = a**2
    wall = a * b
    cardboard = base + 4 * wall
    volume = base * b
    return 0.4 * cardboard + 0.3 * volume


print(f"A box with a = 3 and b = 5 costs {price_of(3, 5):.2f}")

# %% [markdown]
# How does the price react to $a$? The simplest way to find out is to **nudge** it: make $a$ a little larger, run the
# program again, and divide the change of the price by the step of $a$.


# %%
def change_for_each(step):
    return (price_of(3 + step, 5) - price_of(3, 5)) / step


table([[step, change_for_each(step)] for step in (1, 0.1, 0.01, 0.001)], ["step of a", "change of the price / step"])
ask(
    "To which number does the column go on as the step shrinks? And what does that number mean?",
    f"To {change_for_each(1e-6):.1f}. Near $a = 3$ a small step of $a$ changes the price by about "
    f"{change_for_each(1e-6):.1f} times that step.",
)

# %% [markdown]
# That number is the **slope** of the price by $a$, its derivative while $b$ stands still, written
# $\partial\, \text{price} / \partial a$. In a picture of the price it is how steep the curve is at $a = 3$: look at it
# closely enough, and the curve is a straight line.

# %% The code of this plot
slope = change_for_each(1e-6)
picture = plots.loss_curve(lambda a: price_of(a, Value(5.0)), (1.5, 4.5), title="The price of a box of height 5")
axes = picture.axes[0]
axes.get_lines()[0].set_label("price")
axes.plot([2.0, 4.0], [price_of(3, 5) - slope, price_of(3, 5) + slope], "--", label=f"slope {slope:.1f}")
axes.plot(3, price_of(3, 5), "o", color="C1")
axes.set(ylabel="price")
axes.legend()
plot("tangent", picture, "Near a = 3 the straight line and the curve cannot be told apart.")

# %% [markdown]
# ## What is wrong with nudging
# It is only nearly right, and a smaller step does not always help: a computer keeps about 16 digits, and the difference
# of two prices that agree in 12 of them has 4 left.

# %%
table(
    [[step, change_for_each(step)] for step in (1e-4, 1e-8, 1e-12, 1e-15)], ["step of a", "change of the price / step"]
)

# %% [markdown]
# And it costs one more run of the program **for each number**. A large network has billions of them.
#
# ## The program as a graph
# So look inside. Each operation is a box, and an arrow leads from each number to the operations that use it. Now each
# box is so simple that its slopes are known. They stand on the arrows, and are called **local**, since they only know
# the two ends of their arrow:
#
# | operation | local slopes |
# |---|---|
# | $u = p + q$ | 1 and 1 |
# | $u = p\, q$ | by $p$ it is $q$, and by $q$ it is $p$: each time the *other* factor |
# | $u = p^2$ | $2p$ |
#
# A `Value` is a number that remembers how it was made. With two of them, the same five lines of Python build the graph.

# %%
a, b = Value(3.0, "a"), Value(5.0, "b")
base = named("base", a**2)
wall = named("wall", a * b)
cardboard = named("cardboard", base + 4 * wall)
volume = named("volume", base * b)
price = named("price", 0.4 * cardboard + 0.3 * volume)

# %%
ask(
    "Two lines of the code use *base*, so two arrows lead out of it, to *cardboard* and to *volume*. Which local "
    "slopes stand on them?",
    f"By *base*, *cardboard* has the slope 1, for it is a sum. *volume* is *base* times $b$, so its slope is "
    f"$b = {b.data:g}$.",
)

# %% [markdown]
# ## Multiply along the arrows, add where they meet
# If $u$ moves twice as fast as $p$, and the price 0.3 times as fast as $u$, then the price moves $0.3 \cdot 2$ times as
# fast as $p$. This is the **chain rule**: slopes along a path are multiplied. If $p$ acts on the price in two ways,
# both happen at once, and their effects are added. Write $\delta p$ for $\partial\, \text{price} / \partial p$, and go
# from the price **backwards**. In each line what we need has just been found:
#
# $$\delta\, \text{cardboard} = 0.4, \qquad \delta\, \text{volume} = 0.3$$
#
# $$\delta\, \text{wall} = 4 \cdot 0.4 = 1.6, \qquad \delta\, \text{base} = 1 \cdot 0.4 + 5 \cdot 0.3 = 1.9$$
#
# The base acts in two ways, through *cardboard* and through *volume*, so two numbers meet there. So they do at $a$,
# which acts through *base* (local slope $2a = 6$) and through *wall* (local slope $b = 5$):
#
# $$\delta a = 6 \cdot 1.9 + 5 \cdot 1.6 = 11.4 + 8 = 19.4$$
#
# That is the number at which nudging arrived, and this time it is exact.

# %% The code of this question
d_wall, d_base = 4 * 0.4, 1 * 0.4 + b.data * 0.3
d_a, d_b = 2 * a.data * d_base + b.data * d_wall, a.data * d_wall + base.data * 0.3
ask(
    "Now $\\delta b$. Which two arrows lead out of $b$? Their local slopes are ... and ..., so "
    "$\\delta b = \\ldots \\cdot \\delta\\, \\text{wall} + \\ldots \\cdot \\delta\\, \\text{volume}$.",
    f"To *wall*, with the slope $a = {a.data:g}$, and to *volume*, with the slope *base* = {base.data:g}: "
    f"$\\delta b = {a.data:g} \\cdot {d_wall:.4g} + {base.data:g} \\cdot 0.3 = {d_b:.4g}$.",
)

# %% [markdown]
# Press "whole graph" in the figure: here is the program as a drawing. Then step through both passes. Forward (blue),
# each box computes its number. Backward (orange), a number arrives at each box, is multiplied by the local slope
# (grey), and lands at the box before; where several land, they are added up. The figure has short names for the three:
# what arrives is *upstream*, the local slope is the *partial*, and their product the *contribution* to the box before.

# %%
figure("box", price, caption="Where two arrows leave a box, two numbers come back to it.", predict=[base, a, b])

# %% [markdown]
# And here is the derivation above, checked line by line, from the price backwards. The column *finite diff.* (for
# finite difference) is the slope by nudging: the engine makes a small step and runs the program again.

# %%
steps = [("cardboard", cardboard, 0.4), ("volume", volume, 0.3)]
steps += [("wall", wall, d_wall), ("base", base, d_base), ("a", a, d_a), ("b", b, d_b)]
compare_steps(price, steps)

# %% [markdown]
# One pass back has found the slope by **every** box, and used each local slope exactly once. Each of them answers a
# question: $\delta\, \text{wall} = 1.6$, for example, says what a square decimetre more on each wall would cost.

# %%
small = 0.01
promised = small * d_a - 2 * small * d_b
ask(
    f"Make $a$ larger by {small} and $b$ smaller by {2 * small}. What do the slopes say about the price?",
    f"It changes by about {small} · {d_a:.4g} − {2 * small} · {d_b:.4g} = {promised:.4f}. Running "
    f"the program gives {price_of(3 + small, 5 - 2 * small) - price_of(3, 5):.4f}.",
)

# %% [markdown]
# A slope is a promise for small steps. See how far it can be trusted: drag $a$ or $b$, here in the program itself.

# %%
tall = [Value(3.0, "a"), Value(10.0, "b")]
after = gradient(price_of(*tall), tall)
kept = [f"{now:.4g}" == f"{before:.4g}" for now, before in zip(after, (d_a, d_b))]
question = Question(
    "Move b from 5 to 10, and leave a alone. Which of the two slopes stays as it is?",
    ["The slope by a", "The slope by b", "Neither"],
    right=kept.index(True) if any(kept) else 2,
    answer=f"By a it goes from {d_a:.4g} to {after[0]:.4g}, by b from {d_b:.4g} to {after[1]:.4g}: no local slope "
    "on the way from b to the price has b in it. Over b the price is a straight line, so the promise is kept however "
    "far you go. Over a it is curved: drag a, and watch the gap grow.",
)
play("nudge", price, question, "Pale: what was there before. The dashed line is all that the slope knows of the curve.")

# %% [markdown]
# ## Your turn
# `gradient(result, number)` is the pass back in one call, and you can use it to look after yourself.

# %%
print(f"by the engine: {gradient(price, a):.4f} for a, {gradient(price, b):.4f} for b")


# %%
@exercise(
    "pond",
    asks="A pond of length $p$ and width $q$ has the edge $e = 2p + 2q$ and the surface $s = p\\, q$, and costs "
    "$k = s^2 + 3 e s$. Derive the slopes of $k$ by $p$ and by $q$.",
    hints=[
        "Draw the graph first. $s$ is used twice, $e$ once.",
        "From the end: $\\delta e = 3 s$, and $\\delta s = 2 s + 3 e$, for two arrows leave $s$.",
        "$p$ acts through $e$ with the local slope 2, and through $s$ with the local slope $q$.",
    ],
)
def pond(draw):
    p, q = Value(draw(2.5), "p"), Value(draw(1.2), "q")
    e, s = 2 * p + 2 * q, p * q
    return Drawn(s**2 + 3 * e * s, {"de": e, "ds": s, "p": p, "q": q}, values={"e": e, "s": s})


# %% [markdown]
# You can now take a program apart into boxes, write down the slope on each arrow, and find by one pass back how the
# result depends on every number in it.
#
# So far we only looked. In the next lecture a program uses its own slopes to get better: it fits a line to data.
