# %% [markdown]
# # The slope by its definition
# Nudge a weight, look how the loss reacts, divide. It needs no calculus, it is right up to a known error, and it is
# far too slow to train with; which makes it the ideal witness.
#
# Covers: B24, B25
#
# Before: the derivative; a small network and its graph.
#
# After: you can choose the step of a difference quotient, say what it tells at a kink, count what a gradient costs,
# and check a gradient that somebody else derived.

# %%
import random
from math import exp, isclose, log10

import matplotlib.pyplot as plt

from engine import Value, check_gradients, gradient, jvp, named, numeric_gradient, topological_order
from engine.backward import sweep
from lectures.board import claim, compare, exercise, figure, plot, table
from nn import MLP, losses

# %% [markdown]
# ## One nudge
# A small loss, $F(w) = (\tanh(0.8\, w) - 0.3)^2$, at $w = 1.5$. First idea: move $w$ by a little $\epsilon$ and
# see what $F$ gains: $(F(w + \epsilon) - F(w)) / \epsilon$.


# %%
def F(w):
    return ((0.8 * w).tanh() - 0.3) ** 2


def number(f, w):
    return f(Value(w)).data


def forward(f, w, e):
    return (number(f, w + e) - number(f, w)) / e + 0.0  # not -0


def central(f, w, e):
    return (number(f, w + e) - number(f, w - e)) / (2 * e)


w = Value(1.5, "w")
loss = named("F", F(w))
figure("loss", loss, item="B24", caption="What the engine does instead: one way forward, one way back.", predict=[w])
true = gradient(loss, w)
table(
    [[e, abs(forward(F, 1.5, e) - true), abs(central(F, 1.5, e) - true)] for e in (0.1, 0.01, 0.001)],
    ["ε", "error, one side", "error, both sides"],
    f"The slope is {true:.6f}",
)

# %% [markdown]
# One-sided differences are off by an amount that shrinks like $\epsilon$. Going **both ways**, as the notes do,
# cancels the bend of the curve, and the error shrinks like $\epsilon^2$:
#
# $$\frac{F(w + \epsilon) - F(w - \epsilon)}{2 \epsilon} = F'(w) + \frac{\epsilon^2}{6} F'''(w) + \dots$$
#
# The quotient is a function of $w$ as well: two copies of the loss, a difference and a division.

# %%
w, e = Value(1.5, "w"), 0.1
up, down = named("F(w+ε)", F(named("w+ε", w + e))), named("F(w−ε)", F(named("w−ε", w - e)))
quotient = named("slope", (up - down) / (2 * e))
figure(
    "quotient",
    quotient,
    item="B24",
    caption="The difference quotient as a graph. What flows back into $w$ here is nearly the second derivative.",
)
claim(
    "B24",
    "dF/dw at w = 1.5",
    "lim (F(w + ε) − F(w − ε)) / 2ε",
    True,
    readings={f"ε = {e:g}, within ε²": abs(central(F, 1.5, e) - true) < e * e for e in (0.1, 0.01, 0.001, 1e-4)},
)
smooth = {
    "eˣ": (lambda x: x.exp(), 0.4),
    "sin x": (lambda x: x.sin(), 2.0),
    "1/x": (lambda x: 1 / x, -1.5),
    "σ(x)": (lambda x: x.sigmoid(), -0.7),
}
claim(
    "B24",
    "the derivative of four functions",
    "dF(w)/dw = lim (F(w + ε) − F(w − ε)) / 2ε",
    [gradient(y := f(v := Value(x)), v) for f, x in smooth.values()],
    readings={"by differences, ε = 10⁻⁵": [central(f, x, 1e-5) for f, x in smooth.values()]},
    rtol=1e-8,
)

# %% [markdown]
# ## As small as possible?
# A limit $\epsilon \to 0$ suggests that smaller is better. Floats disagree: $F$ is rounded to about 16 digits, and
# dividing by $\epsilon$ blows the rounding up.

# %%
steps = [10.0 ** (-k / 2) for k in range(2, 31)]
errors = {
    name: [abs(way(F, 1.5, e) - true) for e in steps] for name, way in (("one side", forward), ("both sides", central))
}
best = {name: steps[found.index(min(found))] for name, found in errors.items()}
print("best step, one side:", f"{best['one side']:.1e}", " both sides:", f"{best['both sides']:.1e}")
claim(
    "B24",
    "the smaller ε, the better the quotient",
    "ε → 0",
    True,
    readings={
        f"from {a:g} to {b:g}": abs(central(F, 1.5, b) - true) < abs(central(F, 1.5, a) - true)
        for a, b in ((1e-1, 1e-2), (1e-2, 1e-4), (1e-6, 1e-9), (1e-9, 1e-12))
    },
    note="True of real numbers. In floats the rounding of F, divided by ε, takes over; the best step is here near "
    f"{best['both sides']:.0e} and not near 0.",
)

# %% The code of this plot
fig, axes = plt.subplots()
for (name, found), look in zip(errors.items(), ("s--", "o-"), strict=True):
    axes.loglog(steps, [max(x, 1e-17) for x in found], look, markersize=4, label=name)
axes.loglog(steps, [1e-16 / e for e in steps], ":", color="C4", label="rounding, 10⁻¹⁶/ε")
axes.set(xlabel="ε", ylabel="error", title="Too long bends, too short rounds", ylim=(1e-15, 10))
axes.legend()
plot(
    "error-against-step",
    fig,
    "From the right the errors fall, with slope 1 and 2; from the left the rounding comes up.",
    item="B24",
)

# %% [markdown]
# `numeric_gradient` of the engine chooses the step by itself, and takes two of them so that the bend cancels once
# more.

# %%
print("numeric_gradient is off by", f"{abs(numeric_gradient(F, 1.5) - true):.1e}")

# %% [markdown]
# ## At a kink
# The notes write an equals sign between the derivative and the two-sided limit. That is a promise: where the limit
# exists, there is a derivative. Take $|w|$ at 0: both sides are equally high, so the quotient is 0 for every
# $\epsilon$, and yet there is no derivative.

# %%
kinks = {
    "w²": lambda v: v * v,
    "|w|": lambda v: v.abs(),
    "relu(w)": lambda v: v.relu(),
}
sides = {
    name: [forward(f, 0.0, -1e-6), forward(f, 0.0, 1e-6), central(f, 0.0, 1e-6), gradient(f(v := Value(0.0)), v)]
    for name, f in kinks.items()
}
table(
    [[name, *found] for name, found in sides.items()],
    ["", "from the left", "from the right", "both sides", "the engine"],
    "Four answers at w = 0, with ε = 10⁻⁶",
)
claim(
    "B24",
    "where the two-sided quotient has a limit, the slopes from left and right agree",
    "dF(w)/dw = lim (F(w + ε) − F(w − ε)) / 2ε",
    True,
    readings={name: isclose(left, right, abs_tol=1e-5) for name, (left, right, _, _) in sides.items()},
    note="The limit exists at the kinks too, 0 for |w| and 1/2 for ReLU, but no derivative does; the equation holds "
    "where F can be differentiated.",
)
claim(
    "B24",
    "the two-sided quotient is the slope that backpropagation uses, at w = 0",
    "useful for gradient checking",
    True,
    readings={name: isclose(both, back, abs_tol=1e-5) for name, (_, _, both, back) in sides.items()},
    note="For ReLU at 0 the quotient says 1/2 and the engine says 0: a check that compares them reports an "
    "error that is none, so it has to look at both sides.",
)
print(check_gradients(lambda v: v.relu(), 0.0))
w = Value(0.0, "w")
kinked = named("F", w.relu() - w.abs() / 2)
figure("kink", kinked, item="B24", caption="At 0 both pieces have a kink. The backward pass takes slope 0 for each.")

# %% The code of this plot
fig, panels = plt.subplots(1, 2, figsize=(7.2, 3.0))
line = [-1 + i / 50 for i in range(101)]
for panel, name in zip(panels, ("|w|", "relu(w)"), strict=True):
    f = kinks[name]
    panel.plot(line, [number(f, v) for v in line])
    panel.plot([-0.6, 0.6], [number(f, -0.6), number(f, 0.6)], "o--", color="C1", label="both sides, ε = 0.6")
    panel.set(title=name, xlabel="w")
    panel.legend()
plot("chords", fig, "The chord has a slope. The curve has none at 0.", item="B24")

# %% [markdown]
# ## A whole network
# For $m$ weights the nudge has to be done $m$ times, twice each. A small network, and its gradient in both
# ways:


# %%
def network(sizes, seed=1):
    net = MLP(*sizes, activation="tanh", rng=random.Random(seed))
    x = [0.3 + 0.1 * i for i in range(sizes[0])]
    return net, x, [0.5] * sizes[-1]


def value(net, x, y):
    return losses.squared_error([net(x)], [y], "sum")


def by_nudging(net, x, y, e=1e-5):
    slopes = []
    for p in net.parameters():
        start = p.data
        p.data = start + e
        up = value(net, x, y).data
        p.data = start - e
        down = value(net, x, y).data
        p.data = start
        slopes.append((up - down) / (2 * e))
    return slopes


net, x, y = network((2, 2, 1))
nudged = by_nudging(net, x, y)
loss = named("F", value(net, x, y))
figure(
    "network",
    loss,
    form="columns",
    item="B25",
    caption="One sweep back visits each edge once and leaves a gradient at every weight.",
    predict=[net.layers[0].W[0][0]],
)
names = list(net.named_parameters())
compare(loss, {"all": (net.parameters(), nudged)})

# %% [markdown]
# ## Counting
# How much work is that? Do not trust a clock; count operations. Each node of a graph is one operation with some
# number of inputs; count the inputs, so that a neuron with a hundred weights costs more than one with two. Forward
# each input is used once, backward each edge once.


# %%
def work(output):
    """Inputs used in one forward pass over the graph, and edges that the sweep back really visits."""
    visited = sum(len(partials) for node, upstream, partials in sweep(topological_order(output)))
    return sum(len(node.inputs) for node in topological_order(output)), visited


rows = []
for width in (2, 5, 10, 20, 40):
    net, x, y = network((width, width, width, 1))
    m, (once, back) = len(net.parameters()), work(value(net, x, y))
    rows.append([width, m, once, 2 * m, 2 * m * once, once + back])
table(
    rows,
    ["width", "weights m", "one run", "runs", "all runs", "backprop"],
    "The same gradient of a network with two hidden layers, counted in inputs used",
)

# %% [markdown]
# An evaluation itself grows with $m$. So $O(m)$ is the number of evaluations; the work is $O(m^2)$. Backpropagation
# pays about one evaluation more, whatever $m$ is.

# %%
(_, m1, once1, count1, nudging1, back1), (_, m2, once2, count2, nudging2, back2) = rows[-2:]
growth = m2 / m1


def power(before, after):
    """The exponent of m that explains the growth, to the next whole number."""
    return round(log10(after / before) / log10(growth))


claim(
    "B25",
    "the power of m with which the naive gradient grows",
    "If our network has m weights, this scales as O(m)",
    power(nudging1, nudging2),
    readings={"O(m) of work": 1, "O(m) evaluations of the network, O(m) of work each": power(count1, count2) + 1},
    note=f"2m evaluations it is, but each of them costs O(m) too; from m = {m1} to m = {m2} the work grows "
    f"{nudging2 / nudging1:.1f} times.",
)
claim(
    "B25",
    f"evaluations of the network for one gradient, m = {len(names)}",
    "scales as O(m)",
    2 * len(names),
    readings={"m, one side": len(names), "2m, both sides as printed": 2 * len(names), "m + 1": len(names) + 1},
    note="The formula printed above it needs two evaluations for each weight; with one-sided differences m + 1 would "
    "do, at the price of a larger error.",
)
claim(
    "B25",
    "the power of m with which backpropagation grows",
    "a very efficient way to compute gradients",
    power(back1, back2),
    readings={"like one evaluation": power(once1, once2)},
)
print(f"m = {m2:,}: nudging costs {nudging2 / back2:,.0f} times as much as one pass forward and one back")

# %% The code of this plot
fig, axes = plt.subplots()
weights = [row[1] for row in rows]
axes.loglog(weights, [row[4] for row in rows], "o-", label="nudging")
axes.loglog(weights, [row[5] for row in rows], "s--", color="C1", label="backprop")
axes.loglog(weights, [row[2] for row in rows], ":", color="C4", label="one evaluation")
axes.set(xlabel="weights m", ylabel="inputs used", title="What one gradient costs")
axes.legend()
plot("cost", fig, "Slope 2 against slope 1: every tenfold network makes nudging a hundredfold job.", item="B25")

# %% [markdown]
# The other way of differentiating with one pass, **forward mode**, sends a derivative along with each number. It
# gives the slope in one direction at a time, so it needs $m$ passes as well, but without any step to choose.


# %%
def of_weights(*numbers):
    u, v, b, c = numbers
    return (c * (u * 0.5 + v * -1.0 + b).tanh() - 0.3) ** 2


point = [0.8, -0.4, 0.1, 1.5]
passes = [jvp(of_weights, point, [float(i == j) for j in range(4)])[1] for i in range(4)]
leaves = [Value(p, name) for p, name in zip(point, "uvbc", strict=True)]
output = of_weights(*leaves)
claim(
    "B25",
    "the gradient of a neuron's loss by its four weights",
    "need gradients of F_i with respect to all the weights",
    gradient(output, leaves),
    readings={
        "forward mode, four passes": passes,
    },
)

# %% [markdown]
# ## What it is still good for
# The notes add: still useful for checking. A gradient derived by hand is easily wrong by a sign or a factor, and
# nothing crashes. Differences know nothing of the chain rule, so they can be wrong only in other ways.

# %%
u = 0.8 * 0.5 + -0.4 * -1.0 + 0.1
t = (exp(u) - exp(-u)) / (exp(u) + exp(-u))
e = 1.5 * t - 0.3
right = [2 * e * 1.5 * (1 - t * t) * d for d in (0.5, -1.0, 1.0)] + [2 * e * t]
slip = [2 * e * 1.5 * (1 - t) * d for d in (0.5, -1.0, 1.0)] + [2 * e * t]
witness = numeric_gradient(of_weights, point)
table(
    [[name, *found] for name, found in (("by differences", witness), ("by hand", right), ("with a slip", slip))],
    ["", *"uvbc"],
    "The slip: 1 − t instead of 1 − t²",
)


def passed(hand):
    return all(isclose(h, g, rel_tol=1e-6) for h, g in zip(hand, witness, strict=True))


claim(
    "B25",
    "differences tell a right gradient from a wrong one",
    "this is still useful for gradient checking",
    True,
    readings={"the right one passes": passed(right), "the wrong one does not": not passed(slip)},
)
compare(output, {name: (leaf, hand) for name, leaf, hand in zip("uvbc", leaves, right, strict=True)})
print(check_gradients(of_weights, point))

# %% [markdown]
# ## Your turn
# Derive it, and let the differences be your witness before you look at a hint.


# %%
@exercise(
    "soft-step",
    asks="Derive $dL/dw$, $dL/db$ and $dL/dc$ of $L = (c\\,\\sigma(w x + b) - t)^2$ at the given point.",
    hints=[
        "Name the parts: $z = w x + b$, $s = \\sigma(z)$, $e = c s - t$.",
        "$dL/dc = 2 e s$, and what goes on to $z$ is $2 e c\\, s (1 - s)$.",
        "From $z$ to $w$ it is times $x$, to $b$ times 1.",
    ],
)
def soft_step():
    w, b, c = Value(0.7, "w"), Value(-0.2, "b"), Value(1.8, "c")
    x, t = 1.5, 0.4
    return (c * (w * x + b).sigmoid() - t) ** 2, {"w": w, "b": b, "c": c}, {"x": x, "t": t}
