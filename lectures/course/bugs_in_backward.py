# %% [markdown]
# # Four bugs in a backward pass
# Five backward passes agree on a neuron, to the last digit. Four of them are wrong. Which graphs, as small as can be,
# tell them apart?
#
# Minutes: 25
#
# Before: [Build Value yourself](build_value.html); [Is my gradient right?](is_my_gradient_right.html)
#
# After: you can test a backward pass with four small graphs, and name the bug from the numbers that come out.

# %%
import random

import matplotlib.pyplot as plt

from engine import Value, named
from lectures.board import Drawn, ask, compare, exercise, figure, plot, table

# %% [markdown]
# ## The suspects
# A node keeps its number, and an edge for each input: the input, and the derivative by it. The suspects are five
# functions `backward(output)`. Their code is folded; do not look yet.


# %%
class Node:
    def __init__(self, data, edges=()):
        self.data, self.edges, self.grad = data, edges, 0.0

    def __add__(self, other):
        return Node(self.data + other.data, [(self, 1.0), (other, 1.0)])

    def __mul__(self, other):
        return Node(self.data * other.data, [(self, other.data), (other, self.data)])


def in_order(output):
    """Every node, from the output on, each after all of its users."""
    order, done, stack = [], set(), [output]
    while stack:
        node = stack.pop()
        waiting = [x for x, _ in node.edges if x not in done]
        if waiting:
            stack += [node, *waiting]
        elif node not in done:
            done.add(node)
            order.append(node)
    return order[::-1]


# %% The five suspects
def anna(output):
    output.grad = 1.0
    for node in in_order(output):
        for x, partial in node.edges:
            x.grad = partial * node.grad  # the bug: = where += belongs


def ben(output, first=True):
    if first:
        start_anew(output)
    for x, partial in output.edges:
        x.grad += partial * output.grad
        ben(x, first=False)  # the bug: x may still get more


def cara(output):
    start_anew(output)
    for node in in_order(output):
        for x, partial in set(node.edges):  # the bug: a set keeps equal edges once
            x.grad += partial * node.grad


def dan(output):
    output.grad = 1.0  # the bug: the other results do not start anew
    for node in in_order(output):
        for x, partial in node.edges:
            x.grad += partial * node.grad


def emma(output):
    start_anew(output)
    for node in in_order(output):
        for x, partial in node.edges:
            x.grad += partial * node.grad


def start_anew(output):
    for node in in_order(output):
        if node.edges:
            node.grad = 0.0
    output.grad = 1.0


# %% [markdown]
# First the test that everybody tries: a neuron, $w x + b$, times a weight $v$.


# %%
def neuron(w, x, b, v):
    return (w * x + b) * v


def slopes(backward, program, *numbers, calls=1):
    leaves = [Node(number) for number in numbers]
    output = program(*leaves)
    for _ in range(calls):
        backward(output)
    return [leaf.grad for leaf in leaves]


suspects = (anna, ben, cara, dan, emma)
table([[f.__name__, *slopes(f, neuron, 0.5, 2.0, -0.3, 1.5)] for f in suspects], ["suspect", "w", "x", "b", "v"])

# %% [markdown]
# No difference, and all are right. A neuron is a **tree**: each number is used once, so from
# each leaf there is one path. Sums at a node, orders and repeats never matter in a tree.
#
# ## Graphs that are no trees
# By hand, for the smallest graph with two uses one after the other, $b = a + a$ and $c = b + b$:
#
# 1. Two edges lead from $c$ to $b$, each with derivative 1: $\partial c/\partial b = 1 + 1 = 2$.
# 2. Two edges lead from $b$ to $a$, and each hands on all of that 2: $\partial c/\partial a = 2 + 2 = 4$.

# %%
a = Value(3.0, "a")
b = named("b", a + a)
c = named("c", b + b)
figure("doublings", c, caption="a hears from b only when b has heard twice from c.", predict=[b, a])
ask("Add a third doubling, $d = c + c$. What does $a$ get now?", f"$c$ gets 2, $b$ gets $2 + 2$, and $a$ gets {2**3}.")

# %% [markdown]
# Three more tiny graphs: $a + a$ at 3; $a b + a$ at $(2, -3)$; and $a^3$ at 2, with **two** calls on the same graph,
# after which the leaf should have twice its slope.


# %%
def twice_a(a):
    return a + a


def product_and_sum(a, b):
    return a * b + a


def doublings(a):
    b = a + a
    return b + b


def cube(a):
    return a * a * a


rows = []
for f in suspects:
    row = [slopes(f, twice_a, 3.0)[0], slopes(f, product_and_sum, 2.0, -3.0)[0], slopes(f, doublings, 3.0)[0]]
    rows.append([f.__name__, *row, slopes(f, cube, 2.0, calls=2)[0]])
rows.append(["by hand", 2, -3 + 1, 2 * 2, 2 * 3 * 2**2])
table(rows, ["slope by a of ...", "a + a", "a b + a", "two doublings", "cube, twice"])

# %% [markdown]
# Now be the detective. One of them is right everywhere. Say of the other four what their code does.

# %%
ask(
    "Anna and Cara both find 1 for $a + a$. What separates them?",
    "$a b + a$: there $a$ is used twice by **different** operations. Cara is right: she loses an edge only where two "
    "are equal (a set). Anna has the slope of her last edge only (`=` instead of `+=`).",
)
ask(
    f"Ben is right wherever a result is used once, and finds {rows[1][3]:g} for the doublings. How?",
    "He hands on at once: $b$ gets 1 and hands it on along two edges; then it has 2, and hands that on too: $2 + 4$.",
)
ask("And Dan?", "Right in the first call. In the second, his results still hold the first, and hand it on again.")

# %% [markdown]
# The comparison of this course has only the number to go by. It names the path that Anna lost:

# %%
compare(named("twice", a + a), {"a": (a, slopes(anna, twice_a, 3.0)[0])})

# %% [markdown]
# ## Would random graphs do?
# Nobody thinks of every graph. So let a program invent them: start with two leaves, and let each operation take any
# two of the numbers so far. How often does a suspect differ from Emma?


# %%
def random_program(seed, operations):
    def run(*leaves):
        rng, nodes = random.Random(seed), list(leaves)
        for _ in range(operations):
            x, y = rng.choice(nodes), rng.choice(nodes)
            nodes.append(rng.choice([x + y, x * y]))
        return nodes[-1]

    return run


def caught(suspect, operations, calls=1, graphs=100):
    """The share of random graphs on which a suspect and Emma differ."""
    count = 0
    for seed in range(graphs):
        program = random_program(seed, operations)
        right = slopes(emma, program, 0.5, -1.5, calls=calls)
        theirs = slopes(suspect, program, 0.5, -1.5, calls=calls)
        if max(abs(p - q) for p, q in zip(theirs, right)) > 1e-9:
            count += 1
    return count / graphs


# %% The code of this plot
sizes = range(1, 11)
fig, axes = plt.subplots()
for suspect, look in zip(suspects[:4], ("o-", "s--", "^:", "d-.")):
    axes.plot(sizes, [caught(suspect, size) for size in sizes], look, label=suspect.__name__)
axes.plot(sizes, [caught(dan, size, calls=2) for size in sizes], "x-", label="dan, two calls")
axes.set(xlabel="operations in the graph", ylabel="share of graphs that tell", title="How often a random graph tells")
axes.legend(loc="upper left", bbox_to_anchor=(1, 1))
plot("caught", fig, "Of 100 random graphs each. One call never tells on Dan, however large the graph.")

# %% [markdown]
# Small random graphs tell little, and on Dan only a second call tells. The four small graphs tell on all, and which
# bug it is.
#
# ## Your turn


# %%
@exercise(
    "shared-square",
    asks="Let $b = a^2 + w$ and $L = b^2 \\cdot a + b$. Derive $dL/da$ and $dL/dw$.",
    hints=[
        "First $dL/db$, with both places where $b$ is used, and only then go on to $a$ and $w$.",
        "$a$ is used in $b$ and once more beside it: two paths, one sum.",
        "$dL/db = 2 a b + 1$, and $db/da = 2a$.",
    ],
)
def shared_square(draw):
    a, w = Value(draw(1.5), "a"), Value(draw(-0.6), "w")
    b = a * a + w
    return Drawn(b * b * a + b, {"db": b, "a": a, "w": w}, values={"b": b})


# %% [markdown]
# You can now test a backward pass, and name its bug from the numbers. Two more bugs sit outside, in the training loop.
