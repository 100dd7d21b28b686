# %% [markdown]
# # Build Value yourself in 60 lines
# A float forgets: after `L = d * s` nobody can tell what `L` was computed from. What must a number remember, so that
# its gradients can be found afterwards? You write part of a class, watch natural attempts at `backward` fail one after
# the other, write the last one yourself, and end with fewer than 60 lines of code that agree with the engine.
#
# Minutes: 45
#
# Before: [Why backwards](why_backwards.html).
#
# After: you can write an engine for gradients from memory, and say of each line what goes wrong without it.

# %%
import math

import matplotlib.pyplot as plt

import engine
from lectures.board import Drawn, ask, compare, exercise, figure, plot

# %% [markdown]
# ## A program that makes trouble
# Three lines are enough: $d = a \, b$, then $s = d + a$, then $L = d \, s$. Two numbers are used twice, and one user of
# $d$ is an input of the other. First by hand, from the output back. For $a = 5$ and $b = 2$, find the numbers yourself.
#
# 1. $L = d \, s$: to $s$ goes $\partial L/\partial s = d$, and to $d$ goes $s$.
# 2. $s = d + a$: what $s$ got goes to $d$ and to $a$, times 1. Now $d$ is complete: $\partial L/\partial d = s + d$.
# 3. $d = a \, b$: what $d$ got goes to $a$, times $b$, and to $b$, times $a$. Now these are complete, too.

# %%
a, b = engine.Value(5.0, "a"), engine.Value(2.0, "b")
d = engine.named("d", a * b)
s = engine.named("s", d + a)
L = engine.named("L", d * s)
ask("What do $d$, $a$ and $b$ get?", f"{engine.gradient(L, [d, a, b])}: $15 + 10$, then $10 + 25 b$, and $25 a$.")
figure("program", L, caption="a and d add up two contributions; d hands on when it has both.", predict=[a, b])

# %% [markdown]
# ## A number that remembers
# A Value keeps what it was computed from, and the local derivative by each of these inputs: both are at hand when the
# operation is carried out. A plain number such as the 2 in `x + 2` becomes a Value first. Four operations bring their
# own calculus. One of them is missing here, and **you write it**: `__mul__`. (From here on, `Value` is this class of
# ours. Only the picture, with its `a`, `b` and `L`, is made of the engine's, which is always called `engine.Value`.)


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

    def __pow__(self, n):
        return Value(self.data**n, (self,), (n * self.data ** (n - 1),))

    def tanh(self):
        t = math.tanh(self.data)
        return Value(t, (self,), (1.0 - t * t,))

    __radd__ = __add__  # 2 + x is x + 2


# %% Multiplication: open this when yours is written
def times(self, other):
    other = other if isinstance(other, Value) else Value(other)
    return Value(self.data * other.data, (self, other), (other.data, self.data))


Value.__mul__ = Value.__rmul__ = times  # as if it stood in the class
ask(
    "Others are made of these; the page needs none. Write `-x`, `x - y`, `1 - x`, `x / y`, `2 / x`: one line each.",
    "`__neg__`: `return self * -1`. `__sub__`: `return self + -other`. `__rsub__`: `return other + -self`. "
    "`__truediv__`: `return self * other**-1`. `__rtruediv__`, with 2 as `other`: `return other * self**-1`.",
)

# %% [markdown]
# ## Attempt 1: hand it on
# The output gets the gradient 1. Each node hands `partial * node.grad` to each of its inputs, and these do the same.
# To try it, `gradients` runs a program on new leaves, goes back, and returns what the leaves got.


# %%
def overwrite(node, grad=1.0):
    node.grad = grad
    for x, partial in zip(node.inputs, node.partials):
        overwrite(x, partial * node.grad)


def gradients(backward, program, *numbers, kind=Value, calls=1):
    leaves = [kind(number) for number in numbers]
    output = program(*leaves)
    for _ in range(calls):
        backward(output)
    return [leaf.grad for leaf in leaves]


def double(x):
    return x + x


def program(a, b):
    d = a * b
    s = d + a
    return d * s


print(f"The output remembers the partials {program(Value(5.0), Value(2.0)).partials}")
ask("Which slope does $x + x$ get?", f"{gradients(overwrite, double, 3.0)}: the second arrow writes over the first.")
ours = gradients(overwrite, program, 5.0, 2.0)
compare(L, {"a": (a, ours[0]), "b": (b, ours[1])})

# %% [markdown]
# What is missing at $a$ came from $d$. Two guesses fit $b$; the second is right: at $d$, the 10 from $s$ wrote over the
# 15 from $L$. In `x + x` one $x$ has two arrows, so `inputs` is a tuple: a set would keep $x$ once, and lose one arrow.
#
# ## Attempt 2: add
# One character repairs `x + x`: contributions are added.


# %%
def add(node, grad=1.0):
    node.grad += grad
    for x, partial in zip(node.inputs, node.partials):
        add(x, partial * node.grad)


def long_loss(w, b):
    return sum(((w * (i / 1000) + b).tanh() + 1) ** 2 for i in range(2000))


print(f"x + x: {gradients(add, double, 3.0)}, the program: {gradients(add, program, 5.0, 2.0)}")
try:
    gradients(add, long_loss, 0.5, -0.3)
except RecursionError as error:
    print(f"the long loss: {type(error).__name__}")

# %% [markdown]
# Two failures. The gradients of the program are **too large** (60 and 125 are right). $d$ gets 15 from $L$ and
# hands on 15. Then it gets 10 from $s$, has 25, and hands on 25. The first 15 went out twice. And a sum over 2,000
# examples is a **deep** graph: each call of `add` waits for the next one, and Python allows about 1,000.
#
# If $d$ handed on only what is new, 15 and then 10, $a$ would get $10 + 15 \cdot 2 + 10 \cdot 2 = 60$. That is right,
# but walks each path by itself: as slow as in the last lecture. So a node has to **wait** until all users have spoken.


# %% The code of this plot
counts, found = range(1, 9), []
for n in counts:
    x = end = Value(3.0)
    for _ in range(n):
        end = double(end)
    add(end)
    found.append(x.grad)
fig, axes = plt.subplots()
axes.semilogy(counts, found, "o-", counts, [2**n for n in counts], "s--")
axes.legend(["attempt 2", "right"])
axes.set(xlabel="doublings: b = a + a, c = b + b, ...", ylabel="slope", title="Handed on too early, counted too often")
plot("doublings", fig, f"Two doublings, c = b + b and b = a + a, are enough: {found[1]:g} instead of {2**2}.")

# %% [markdown]
# ## Attempt 3: in order
# List every node after its inputs: a **topological order**. Read from its end, every node comes after its users. To
# find it without recursion, keep a list of nodes to look at, a **stack**. Take the last one. If some of its inputs are
# not listed yet, put it back and look at those first. Otherwise list it, **unless it has been listed meanwhile**.


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
    output.grad = 1.0
    for node in reversed(topological_order(output)):
        for x, partial in zip(node.inputs, node.partials):
            x.grad += partial * node.grad


print(f"the program: {gradients(in_order, program, 5.0, 2.0)}")
ask(
    "Attempt 3½ has `else:` in place of `elif node not in done:`. Follow its stack. What does the program get?",
    f"{gradients(add, program, 5.0, 2.0)}, as in attempt 2. $L$ puts $d$ and $s$ on the stack, and $s$ puts $d$ there "
    "again. So $d$ is listed before $s$ and after it: read from the end, $d$ hands on before $s$ speaks, and again.",
)
ask("Attempt 3 is right. What does a second pass make of it?", f"{gradients(in_order, program, 5.0, 2.0, calls=2)}.")

# %% [markdown]
# ## Start anew
# Twice 60 and 125 were wanted, but $d$ and $s$ still held the first pass, and handed it on again. So **results start
# anew** in every pass. **Leaves add up**, on purpose: so the gradients of many examples become one sum. **Write the
# last version**, `backward`: the loop of `in_order`, and before it what starts anew (leaves have no inputs).


# %% The last version: open this when yours is written
def backward(output):
    order = topological_order(output)
    for node in order:
        if node.inputs:
            node.grad = 0.0  # results start anew, leaves add up
    output.grad += 1.0
    for node in reversed(order):
        for x, partial in zip(node.inputs, node.partials):
            x.grad += partial * node.grad


# %%
for f, numbers in ((double, [3.0]), (program, [5.0, 2.0]), (long_loss, [0.5, -0.3])):
    ours = gradients(backward, f, *numbers, calls=2)
    theirs = gradients(engine.backward, f, *numbers, kind=engine.Value, calls=2)
    apart = max(abs(p - q) for p, q in zip(ours, theirs))
    print(f"{f.__name__}, twice: {ours[0]:g} at the first leaf, at most {apart:.1g} off the engine")
ask("Why `output.grad += 1.0` and not `=`?", "An output may be a leaf itself, and leaves add up. Results are at 0.")

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
def shared_twice(draw):
    a, w = engine.Value(draw(1.5), "a"), engine.Value(draw(0.4), "w")
    u = a * w
    v = u + w
    return Drawn(u * v + v, {"dv": v, "du": u, "a": a, "w": w}, values={"u": u, "v": v})


# %% [markdown]
# You can now write an engine from memory, and say of each line what fails without it: 28 lines for the numbers, 11 for
# the order, 9 for the way back. But would you notice a slip in it, say $1 - x^2$ in tanh? The next lecture does.
