# %% [markdown]
# # Build Value yourself in 60 lines
# A float forgets: after `L = d * s` nobody can tell what `L` was computed from. What must a number remember, so that
# its gradients can be found afterwards? You write the class, watch natural attempts at `backward` fail one after the
# other, and end with 60 lines that agree with the engine.
#
# Minutes: 45
#
# Before: Why backwards.
#
# After: you can write an engine for gradients from memory, and say of each line what goes wrong without it.

# %%
import math

import matplotlib.pyplot as plt

import engine
from lectures.board import ask, compare, exercise, figure, plot

# %% [markdown]
# ## A program that makes trouble
# Three lines are enough: $d = a \, b$, then $s = d + a$, then $L = d \, s$. Two numbers are used twice, and one user of
# $d$ is an input of the other. First by hand, from the output back, at $a = 5$, $b = 2$, so that $d = 10$, $s = 15$.
#
# 1. $L = d \, s$: to $s$ goes $\partial L/\partial s = d = 10$, and to $d$ goes $s = 15$.
# 2. $s = d + a$: its 10 goes to $d$ and to $a$, times 1. Now $d$ is complete: $\partial L/\partial d = 15 + 10 = 25$.
# 3. $d = a \, b$: its 25 goes to $a$ times $b$. Now $a$ is complete: $\partial L/\partial a = 10 + 25 \cdot 2 = 60$.
#
# The same three lines, drawn by the engine of this course. One number is still left out:

# %%
a, b = engine.Value(5.0, "a"), engine.Value(2.0, "b")
d = engine.named("d", a * b)
s = engine.named("s", d + a)
loss = engine.named("L", d * s)
ask("What is $\\partial L/\\partial b$?", f"$d$ hands its 25 on to $b$ times $a$: {25 * a.data:g}.")
figure("program", loss, caption="a and d add up two contributions; d hands on when it has both.", predict=[d, a])

# %% [markdown]
# ## A number that remembers
# The float 10.0 does not know that it was 5 times 2. A Value keeps what it was computed from, and the local derivative
# by each of these inputs; all that is needed is at hand when the operation is carried out. Four operations bring their
# own calculus, the others are made of them, and a plain number such as the 2 in `2 * x` becomes a Value.


# %%
class Value:
    def __init__(self, data, inputs=(), partials=()):
        self.data = float(data)
        self.inputs = inputs  # the Values it was computed from, in order, with repeats
        self.partials = partials  # d(self)/d(input), one for each input
        self.grad = 0.0  # d(output)/d(self): a backward pass will fill it in

    def __add__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        return Value(self.data + other.data, (self, other), (1.0, 1.0))

    def __mul__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        return Value(self.data * other.data, (self, other), (other.data, self.data))

    def __pow__(self, n):
        return Value(self.data**n, (self,), (n * self.data ** (n - 1),))

    def tanh(self):
        t = math.tanh(self.data)
        return Value(t, (self,), (1.0 - t * t,))

    def __neg__(self):
        return self * -1.0

    def __sub__(self, other):
        return self + -other

    def __rsub__(self, other):
        return -self + other

    def __truediv__(self, other):
        return self * other**-1

    __radd__, __rmul__ = __add__, __mul__  # 2 + x is x + 2


def program(a, b):
    d = a * b
    s = d + a
    return d * s


L = program(Value(5.0), Value(2.0))
print(f"L is {L.data:g}, it was computed from {len(L.inputs)} Values, and the partials are {L.partials}")

# %% [markdown]
# ## Attempt 1: hand it on
# The output starts with the gradient 1. Each node hands `partial * grad` to each of its inputs, and these do the same.
# To try it, `gradients` runs a program on new leaves, goes back, and returns what the leaves got.


# %%
def overwrite(node):
    for x, partial in zip(node.inputs, node.partials):
        x.grad = partial * node.grad
        overwrite(x)


def gradients(backward, program, *numbers, kind=Value, calls=1):
    leaves = [kind(number) for number in numbers]
    output = program(*leaves)
    for _ in range(calls):
        output.grad = 1.0
        backward(output)
    return [leaf.grad for leaf in leaves]


def double(x):
    return x + x


ask("Which slope does $x + x$ get?", f"{gradients(overwrite, double, 3.0)}: the second arrow writes over the first.")
compare(loss, {"a": (a, gradients(overwrite, program, 5.0, 2.0)[0])})

# %% [markdown]
# The comparison says what is missing: what came to $a$ from $d$, through the product with $b$. In `x + x` there is one
# $x$, but there are two arrows. That is why `inputs` is a tuple: a set would keep $x$ once, and lose half of the slope.
#
# ## Attempt 2: add
# One character repairs `x + x`: contributions are added.


# %%
def add(node):
    for x, partial in zip(node.inputs, node.partials):
        x.grad += partial * node.grad
        add(x)


def long_loss(w, b):
    return sum((1 - (w * i / 1000 + b).tanh()) ** 2 for i in range(2000))


print(f"x + x: {gradients(add, double, 3.0)}, the program: {gradients(add, program, 5.0, 2.0)}")
try:
    gradients(add, long_loss, 0.5, -0.3)
except RecursionError as error:
    print(f"the long loss: {type(error).__name__}")

# %% [markdown]
# Two failures. The gradients of the program are **too large** (60 and 125 are right). $d$ gets 15 from $L$ and
# hands on 15. Then it gets 10 from $s$, has 25, and hands on 25. The first 15 went out twice. And a sum over 2,000
# examples is a **deep** graph: each call of `add` waits for the next one, and Python allows about 1,000.


# %% The code of this plot
counts, found = range(1, 9), []
for n in counts:
    x = end = Value(3.0)
    for _ in range(n):
        end = double(end)
    end.grad = 1.0
    add(end)
    found.append(x.grad)
fig, axes = plt.subplots()
axes.semilogy(counts, found, "o-", counts, [2**n for n in counts], "s--")
axes.legend(["attempt 2", "right"])
axes.set(xlabel="doublings: b = a + a, c = b + b, ...", ylabel="slope", title="Handed on too early, counted too often")
plot("doublings", fig, f"Two doublings, c = b + b and b = a + a, are enough: {found[1]:g} instead of {2**2}.")

# %% [markdown]
# Handing on only what is new would be right, but walks each path by itself, and we have counted those. So a node has to
# **wait** until all of its users have spoken.
#
# ## Attempt 3: in order
# List every node after its inputs: a **topological order**. Read from its end, every node comes after its users. To
# find it without recursion, keep a list of nodes to look at, a **stack**. Take the last one. If some of its inputs are
# not listed yet, put it back and look at those first; otherwise list it.


# %%
def topological_order(output):
    order, done, stack = [], set(), [output]
    while stack:
        node = stack.pop()
        waiting = [x for x in node.inputs if x not in done]
        if waiting:
            stack += [node, *waiting]
        elif node not in done:
            done.add(node)
            order.append(node)
    return order


def in_order(output):
    for node in reversed(topological_order(output)):
        for x, partial in zip(node.inputs, node.partials):
            x.grad += partial * node.grad


once, twice = gradients(in_order, program, 5.0, 2.0), gradients(in_order, program, 5.0, 2.0, calls=2)
print(f"the program: {once}, the long loss: {gradients(in_order, long_loss, 0.5, -0.3)[0]:.3f}, ...")
ask("Right at last. A second pass should bring the same once more. What does it bring?", f"{once} becomes {twice}.")

# %% [markdown]
# ## Start anew
# $d$ and $s$ still held the first pass, and handed it on again. So **results start anew** in every pass. **Leaves add
# up**, on purpose: this is how the gradients of many examples become one sum. Here are the last lines, and the engine
# as the judge.


# %%
def backward(output):
    order = topological_order(output)
    for node in order:
        if node.inputs:
            node.grad = 0.0  # results start anew, leaves add up
    output.grad += 1.0
    for node in reversed(order):
        for x, partial in zip(node.inputs, node.partials):
            x.grad += partial * node.grad


for f, numbers in ((double, [3.0]), (program, [5.0, 2.0]), (long_loss, [0.5, -0.3])):
    ours = gradients(backward, f, *numbers, calls=2)
    theirs = gradients(engine.backward, f, *numbers, kind=engine.Value, calls=2)
    apart = max(abs(p - q) for p, q in zip(ours, theirs))
    print(f"{f.__name__}: the first leaf gets {ours[0]:g}; we and the engine are at most {apart:.1g} apart")

# %% [markdown]
# ## Your turn


# %%
@exercise(
    "shared-twice",
    asks="Let $u = a\\,w$, $v = u + w$ and $L = u\\,v + v$. Derive $dL/da$ and $dL/dw$.",
    hints=[
        "Which number has to wait for whom? $v$ hears twice from $L$; $u$ hears from $L$ and from $v$.",
        "$dL/dv = u + 1$ and $dL/du = v + (u + 1)$. Then $w$ hears from $u$ and from $v$.",
    ],
)
def shared_twice():
    a, w = engine.Value(1.5, "a"), engine.Value(-0.5, "w")
    u = a * w
    v = u + w
    return u * v + v, {"a": a, "w": w}, {}


# %% [markdown]
# You can now write an engine for gradients, and say of each line what fails without it: 35 lines for the numbers, 11
# for the order, 9 for the way back. But would you notice a slip in it, say $1 - x^2$ in tanh? The next lecture does.
