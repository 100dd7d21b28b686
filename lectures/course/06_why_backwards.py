# %% [markdown]
# # Why backwards
# The chain rule says: multiply along each path from an input to the loss, and add up the paths. But a network with
# three hidden layers of 100 neurons has a million paths from each input. How can a laptop take its gradient at all?
#
# Minutes: 35
#
# Before: [A network by hand](network_by_hand.html); [The same network in matrices](network_in_matrices.html).
#
# After: you can count the paths of a network, and say why the gradient of a loss is computed from the back, and when
# the other direction would be better.

# %%
import random

import matplotlib.pyplot as plt

from engine import Value, named
from lectures.board import Drawn, ask, compare, exercise, figure, plot, table

# %% [markdown]
# ## A gradient, path by path
# Two inputs, two layers of two, one loss. Everything depends on everything before it:
#
# $$h_1 = x_1 x_2, \quad h_2 = x_1 + x_2, \quad k_1 = h_1 h_2, \quad k_2 = h_1 - h_2, \quad L = k_1 k_2$$
#
# At $x_1 = 5$, $x_2 = 2$ the numbers are $h = (10, 7)$, $k = (70, 3)$ and $L = 210$. Write the derivative of each step
# on its arrow, and what remains is arithmetic on arrows.

# %%
x1, x2 = 5, 2
h1, h2 = x1 * x2, x1 + x2
k1, k2 = h1 * h2, h1 - h2
arrows = {  # node: the arrows that leave it, each with the derivative along it
    "x1": [("h1", x2), ("h2", 1)],
    "x2": [("h1", x1), ("h2", 1)],
    "h1": [("k1", h2), ("k2", 1)],
    "h2": [("k1", h1), ("k2", -1)],
    "k1": [("L", k2)],
    "k2": [("L", k1)],
    "L": [],
}


def paths(arrows, node):
    """Every path from a node to the end, and the product along it."""
    if not arrows[node]:
        return [(node, 1)]
    found = []
    for user, partial in arrows[node]:
        for way, product in paths(arrows, user):
            found.append((f"{node} → {way}", partial * product))
    return found


from_x1 = paths(arrows, "x1")
total = sum(product for _, product in from_x1)
table([*from_x1, ["∂L/∂x1, the sum", total]], ["path", "product of its derivatives"])

# %% [markdown]
# The first path is $2 \cdot 7 \cdot 3 = 42$. Four paths, three factors each. Easy to forget one: here is
# $\partial L/\partial x_1$ without the last.

# %%
x1, x2 = Value(5.0, "x1"), Value(2.0, "x2")
h1, h2 = named("h1", x1 * x2), named("h2", x1 + x2)
k1, k2 = named("k1", h1 * h2), named("k2", h1 - h2)
L = named("L", k1 * k2)
three_paths = sum(product for _, product in from_x1[:3])
compare(L, {"x1": (x1, three_paths)})

# %% [markdown]
# ## Far too many
# In a layered network a path chooses one neuron in every layer, so the choices **multiply**. (The number on an arrow
# is a weight there, times the slope of an activation. For counting, random numbers do as well.)


# %%
def layered(inputs, width, layers, seed=0):
    """The arrows of a network: from every node of a layer to every node of the next, and one output."""
    rng = random.Random(seed)
    sizes = [inputs] + [width] * layers + [1]
    arrows = {}
    for k in range(layers + 1):
        for i in range(sizes[k]):
            arrows[k, i] = [((k + 1, j), rng.uniform(-1, 1)) for j in range(sizes[k + 1])]
    arrows[layers + 1, 0] = []
    return arrows


for layers in (1, 2, 3, 4):
    counted = len(paths(layered(1, 10, layers), (0, 0)))
    print(f"hidden layers of 10: {layers}, paths from an input: {counted:,}")
ask(
    "How many paths leave an input of a network with three hidden layers of 100? And with twenty?",
    f"$100^3$ = {100**3:,}; and $100^{{20}} = 10^{{40}}$, more than a computer adds up in the age of the universe.",
)

# %% [markdown]
# ## Most of the work is the same
# Look at the table again. The two paths through $h_1$ begin alike, so take that factor out:
#
# $$2 \cdot 7 \cdot 3 + 2 \cdot 1 \cdot 70 = 2 \cdot (7 \cdot 3 + 1 \cdot 70) = 2 \cdot 91$$
#
# 91 is what all ways from $h_1$ to the end come to: it is $\partial L/\partial h_1$. It does not matter how one got to
# $h_1$. So compute it **once**, and let $x_1$ and $x_2$ both use it. What $h_1$ needs comes from $k_1$ and $k_2$, and
# they need $L$: so begin at the end.
#
# 1. $\partial L/\partial k_1 = 3$ and $\partial L/\partial k_2 = 70$.
# 2. $\partial L/\partial h_1 = 7 \cdot 3 + 1 \cdot 70 = 91$.
# 3. $\partial L/\partial h_2 = 10 \cdot 3 - 1 \cdot 70 = -40$.
# 4. $\partial L/\partial x_1 = 2 \cdot 91 + 1 \cdot (-40) = 142$: the same number as from four paths.

# %%
ask(
    "Now $\\partial L/\\partial x_2 = 5 \\cdot \\square + 1 \\cdot \\square$. Which two numbers are missing?",
    f"91 and −40 again: $5 \\cdot 91 - 40 = {5 * 91 - 40}$. No new path was walked.",
)
figure(
    "layers",
    L,
    caption="Ten arrows, each used once. A box adds up what all paths from it to L come to, and hands on the sum.",
    predict=[h1, h2, x1],
)


# %% [markdown]
# As a program it is a loop over the nodes from the end, and each arrow is used once. The products are counted.


# %%
def backward(arrows):
    """d(end)/d(node) for every node, and how many multiplications it took."""
    grads, count = {}, 0
    for node in reversed(arrows):  # from the end: all users of a node come before it
        grads[node] = 0 if arrows[node] else 1
        for user, partial in arrows[node]:
            grads[node] += partial * grads[user]
            count += 1
    return grads, count


grads, count = backward(arrows)
print(grads)
print(f"{count} multiplications for all of them")

# %% [markdown]
# ## From the front?
# The same trick works from the other end. Let each node carry its derivative **by** $x_1$, and hand it on along its
# arrows: 2 at $h_1$, 1 at $h_2$, then $7 \cdot 2 + 10 \cdot 1 = 24$ at $k_1$, and so on. This is called **forward
# mode**. Going from the end is called **reverse mode**, or backpropagation.


# %%
def forward(arrows, start):
    """d(end)/d(start), and how many multiplications it took."""
    slopes, count = dict.fromkeys(arrows, 0), 0
    slopes[start] = 1
    for node in arrows:
        for user, partial in arrows[node]:
            slopes[user] += partial * slopes[node]
            count += 1
    return slopes[node], count


for start in ("x1", "x2"):
    print(start, forward(arrows, start))

# %% [markdown]
# Also right, and also each arrow once. But a sweep from the front answers for **one** input, and the next input needs a
# sweep of its own. A network has one loss and very many weights. Let us count for networks with n inputs and two
# layers of n. (How many paths there are need not be found by walking them: it is what `backward` gives when the
# derivative on each arrow is 1.)


# %%
def costs(net, inputs):
    """Multiplications for the slopes of all these inputs: by paths, in forward mode, in reverse mode."""
    ones = {node: [(user, 1) for user, _ in leaving] for node, leaving in net.items()}
    counted, _ = backward(ones)
    arrows_on_a_path = max(layer for layer, _ in net)
    by_paths = arrows_on_a_path * sum(counted[x] for x in inputs)
    front = sum(forward(net, x)[1] for x in inputs)
    return by_paths, front, backward(net)[1]


rows = []
for n in (2, 4, 8, 16, 32):
    net, inputs = layered(n, n, 2), [(0, i) for i in range(n)]
    by_paths, front, back = costs(net, inputs)
    rows.append([n, by_paths, front, back, front / back])
table(rows, ["n inputs", "by paths", "forward mode", "reverse mode", "forward / reverse"], "Multiplications")
grads, _ = backward(net)
apart = max(abs(forward(net, x)[0] - grads[x]) for x in inputs)
print(f"{n} inputs: the slopes in forward and in reverse mode are at most {apart:.0e} apart")

# %% The code of this plot
depths = range(1, 9)
found = [costs(layered(10, 10, layers), [(0, i) for i in range(10)]) for layers in depths]
fig, axes = plt.subplots()
for column, (name, look) in enumerate((("by paths", "o-"), ("forward mode", "s--"), ("reverse mode", "^:"))):
    axes.semilogy(depths, [row[column] for row in found], look, label=name)
axes.set(xlabel="layers of 10", ylabel="multiplications", title="The gradient by 10 inputs, counted three ways")
axes.legend()
plot("depth", fig, "Each further layer multiplies the paths by 10; both sweeps grow by one layer of arrows.")

# %%
ask(
    "A program turns one number, say an angle, into the 1,000 corners of a picture. You want the derivative of every "
    "corner by the angle. From which end?",
    "From the front: one sweep carries the derivative by the angle to all corners. From the back it would be one sweep "
    "for each corner. The direction follows from which side has few numbers, and a loss is one number.",
)

# %% [markdown]
# ## Your turn
# First say how many paths there are. Then do not walk them.


# %%
@exercise(
    "few-sums",
    asks="Let $u = a\\,b$, $v = a - b$, $p = u + v$, $q = u\\,v$ and $L = p\\,q$. Derive $dL/da$ and $dL/db$.",
    hints=[
        "Start at the end: $dL/dp = q$ and $dL/dq = p$.",
        "$u$ and $v$ each hear from $p$ and from $q$: $dL/du = q + v\\,p$ and $dL/dv = q + u\\,p$.",
        "$dL/da = b \\cdot dL/du + dL/dv$; for $b$ mind the minus sign.",
    ],
)
def few_sums(draw):
    a, b = Value(draw(2.5), "a"), Value(draw(0.6), "b")
    u, v = a * b, a - b
    return Drawn((u + v) * (u * v), {"du": u, "dv": v, "a": a, "b": b}, values={"u": u, "v": v})


# %% [markdown]
# You can now count the paths of a network and compute its gradient without walking them: from the end, each node once,
# each arrow once. What must a number in Python remember, so that this loop can be run afterwards? You will build it in
# the next lecture.
