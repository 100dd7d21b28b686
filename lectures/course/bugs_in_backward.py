# %% [markdown]
# # Four bugs in a backward pass
# Everybody who writes an engine makes these mistakes, and most tests do not notice. Each one is shown on the
# smallest graph that gives it away, with the wrong lines beside the right ones.
#
# Before: the chain rule; what a computation graph is.
#
# After: you can write a backward pass that survives repeated inputs, shared results and a second call, and you know
# four graphs, none of more than five nodes, that test it.

# %% [markdown]
# ## An engine in nine lines
# A node keeps its number and, for each of its inputs, the local derivative. That is all a backward pass needs.


# %%
import matplotlib.pyplot as plt

from engine import Value, named
from lectures.board import compare, exercise, figure, plot, table


class Node:
    def __init__(self, data, edges=()):
        self.data, self.edges, self.grad = data, edges, 0.0

    def __add__(self, other):
        return Node(self.data + other.data, [(self, 1.0), (other, 1.0)])

    def __mul__(self, other):
        return Node(self.data * other.data, [(self, other.data), (other, self.data)])


# %% [markdown]
# The right backward pass sorts the nodes so that each one comes after its inputs, walks through them from the end,
# and **adds** a contribution for every edge. The results of operations start at zero in every pass.


# %%
def order(output):
    """Every node once, after all of its inputs. A stack of our own: Python's is 1000 calls deep."""
    done, stack, found = set(), [output], []
    while stack:
        node = stack.pop()
        if node in done:
            continue
        waiting = [x for x, _ in node.edges if x not in done]
        if waiting:
            stack += [node, *waiting]
        else:
            done.add(node)
            found.append(node)
    return found


def backward(output):
    nodes = order(output)
    for node in nodes:
        if node.edges:
            node.grad = 0.0
    output.grad = 1.0
    for node in reversed(nodes):
        for x, partial in node.edges:
            x.grad += node.grad * partial


def grads(backward, build, *numbers):
    """The gradients of the leaves of build(*leaves), by some backward pass."""
    leaves = [Node(x) for x in numbers]
    backward(build(*leaves))
    return [leaf.grad for leaf in leaves]


print("d(ab + a)/da and /db at a = 2, b = -3:", grads(backward, lambda a, b: a * b + a, 2.0, -3.0))

# %% [markdown]
# ## Bug 1: `=` where `+=` belongs
# A number that is used twice gets two contributions. With `=` the second one replaces the first. The smallest graph
# on which it shows has two nodes: $b = a + a$, whose slope is 2.


# %%
def backward_that_replaces(output):
    output.grad = 1.0
    for node in reversed(order(output)):
        for x, partial in node.edges:
            x.grad = node.grad * partial  # the bug: one character is missing


# %%
a = Value(3.0, "a")
b = named("b", a + a)
figure("twice", b, caption="Two edges lead from a to b, and each brings a contribution of 1.", predict=[a])
wrong = grads(backward_that_replaces, lambda a: a + a, 3.0)
table(
    [
        ["right", *grads(backward, lambda a: a + a, 3.0), *grads(backward, lambda a: a * a, 3.0)],
        ["with =", *wrong, *grads(backward_that_replaces, lambda a: a * a, 3.0)],
    ],
    ["", "slope of a + a at 3", "slope of a * a at 3"],
)

# %% [markdown]
# The comparison of this project names the slip from the numbers alone:

# %%
compare(b, {"a": (a, wrong[0])})

# %% [markdown]
# ## Bug 2: no topological order
# It looks natural to hand a gradient on as soon as it arrives. But then a node hands on what it has so far, before
# its other users have spoken, and hands on again, with all it has by then, when they do. The smallest graph: two
# doublings, $b = a + a$ and $c = b + b$. The slope is 4.


# %%
def backward_at_once(node, first=True):
    if first:
        node.grad = 1.0
    for x, partial in node.edges:
        x.grad += node.grad * partial
        backward_at_once(x, first=False)  # the bug: x may get more later


def two_doublings(a):
    b = a + a
    return b + b


# %%
a = Value(3.0, "a")
b = named("b", a + a)
c = named("c", b + b)
figure(
    "two-doublings",
    c,
    caption="b is complete only when both edges from c have arrived; a must wait for that.",
    predict=[b, a],
)
table(
    [["right", *grads(backward, two_doublings, 3.0)], ["at once", *grads(backward_at_once, two_doublings, 3.0)]],
    ["", "slope of c by a"],
)

# %% [markdown]
# Follow the wrong pass: `b` gets 1 and hands 1 to each of its two edges, which makes 2 at `a`. Then `b` gets its
# second 1, has 2 by now, and hands on 2 twice: 2 + 4.
#
# One can repair this without an order: hand on only the **new** contribution. Then every path from the output to
# `a` is walked by itself. That is the sum over all paths, and it is right; but `n` doublings have $2^n$ paths.


# %%
def backward_path_by_path(node, arriving=1.0):
    node.grad += arriving
    return 1 + sum(backward_path_by_path(x, arriving * partial) for x, partial in node.edges)


def doublings(a, n):
    for _ in range(n):
        a = a + a
    return a


# %% The code of this plot
counts = range(1, 13)
visits = [backward_path_by_path(doublings(Node(3.0), n)) for n in counts]
edges = [sum(len(node.edges) for node in order(doublings(Node(3.0), n))) for n in counts]
figure_of_work, axes = plt.subplots()
axes.semilogy(counts, visits, "o-", label="path by path")
axes.semilogy(counts, edges, "s--", label="in topological order")
axes.set(xlabel="doublings", ylabel="steps of the backward pass", title="Why an order at all")
axes.legend()
plot("work", figure_of_work, "In an order every edge is used once; without one, every path is.")
print(f"{counts[-1]} doublings: {visits[-1]} steps path by path, {edges[-1]} in order")

# %% [markdown]
# ## Bug 3: inputs in a set
# A set keeps each thing once, so `a + a` has one input, and half of the slope is gone. And a set of objects has no
# order that one could rely on: sums come out a little different from one run to the next, and drawings too.


# %%
class SetNode(Node):
    def __add__(self, other):
        return SetNode(self.data + other.data, [(x, 1.0) for x in {self, other}])  # the bug: a set


x = SetNode(3.0)
backward(x + x)
print("slope of x + x with the inputs in a set:", x.grad)
v = Value(3.0, "x")
compare(v + v, {"x": (v, x.grad)})

# %% [markdown]
# The graph is the one of bug 1, and so is the number; but here `+=` is in its place, and no backward pass can help:
# the second edge was never kept. This engine keeps inputs in a tuple, with their order and their repeats.

# %% [markdown]
# ## Bug 4: the second backward
# Gradients of parameters add up over several calls on purpose: that is how a batch is summed. But the gradients of
# **intermediate** results must start from zero each time. If they do not, the second pass hands on the first one
# again. The smallest graph is a chain of two operations, $b = a \cdot 2$, $c = b \cdot 3$, with slope 6.


# %%
def backward_that_keeps(output):
    output.grad = 1.0
    for node in reversed(order(output)):  # the bug: results of operations are not set back to zero
        for x, partial in node.edges:
            x.grad += node.grad * partial


def after_calls(backward, count):
    a = Node(1.0)
    c = (a * Node(2.0)) * Node(3.0)
    found = []
    for _ in range(count):
        backward(c)
        found.append(a.grad)
    return found


# %%
a = Value(1.7, "a")
b = named("b", a * 2)
c = named("c", b * 3)
figure("chain", c, caption="The slope is 2 times 3. A second call should give just as much again.", predict=[a])
ours = []
for _ in range(3):
    c.backward()
    ours.append(a.grad)
table(
    [
        ["kept", *after_calls(backward_that_keeps, 3)],
        ["set back to zero", *after_calls(backward, 3)],
        ["this engine", *ours],
    ],
    ["gradients of b and c are ...", "a.grad after 1 call", "after 2", "after 3"],
)

# %% [markdown]
# ## Four graphs that test a backward pass
# An engine that gets these right has none of the four bugs.


# %%
def called_twice(a):
    c = (a * Node(2.0)) * Node(3.0)
    backward(c)
    return c  # and `grads` calls it once more


tests = {
    "a + a": (lambda a: a + a, 2.0),
    "a * a": (lambda a: a * a, 6.0),
    "(a + a) + (a + a), shared": (two_doublings, 4.0),
    "a * 2 * 3, two calls": (called_twice, 12.0),
}
table(
    [[name, *grads(backward, build, 3.0), expected] for name, (build, expected) in tests.items()],
    ["graph", "our backward pass", "by hand"],
)

# %% [markdown]
# ## Your turn
# Here a result is used twice, and one of its users is used by the other.


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
def shared_square():
    a, w = Value(1.5, "a"), Value(-0.5, "w")
    b = a * a + w
    return b * b * a + b, {"a": a, "w": w}, {}
