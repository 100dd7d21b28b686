"""Exercises of the lecture "Build Value yourself in 60 lines"."""

import math
from dataclasses import replace

from engine import Value
from lectures.board import Drawn, exercise
from lectures.exercises.hunt import Bug, hunt


class Number:
    """The Value of the lecture, as far as it is needed here."""

    def __init__(self, data, edges=()):
        self.data, self.edges, self.grad = data, edges, 0.0  # edges: an input and the slope by it

    def __add__(self, other):
        return Number(self.data + other.data, [(self, 1.0), (other, 1.0)])

    def __mul__(self, other):
        return Number(self.data * other.data, [(self, other.data), (other, self.data)])


def overwrite(node, grad=1.0):
    node.grad = grad
    for x, partial in node.edges:
        overwrite(x, partial * node.grad)


def add(node, grad=1.0):
    node.grad += grad
    for x, partial in node.edges:
        add(x, partial * node.grad)


def in_order(*nodes):
    """Go back over nodes that are listed from the output on."""
    nodes[0].grad = 1.0
    for node in nodes:
        for x, partial in node.edges:
            x.grad += partial * node.grad


def program(backward, *numbers):
    """Return the gradients of a, b and u of u = a b, v = u + b, L = u v by one of the attempts."""
    a, b = map(Number, numbers)
    u = a * b
    v = u + b
    loss = u * v
    if backward is in_order:
        in_order(loss, v, u, b, a)
    else:
        backward(loss)
    return a.grad, b.grad


@exercise(
    "three-attempts",
    title="Three attempts at backward",
    asks="Let $u = a\\,b$, $v = u + b$ and $L = u\\,v$. Follow three ways back by hand. Attempt 1 "
    "(`overwrite`) sets the gradient and hands it on at once, attempt 2 (`add`) adds to it and hands all of it on at "
    "once, attempt 3 (`in_order`) waits until all users have spoken. The inputs of $L$ are $u$ and then $v$; those of "
    "$v$ are $u$ and then $b$. What do $a$ and $b$ have at the end?",
    hints=[
        "Attempt 1: the last one who speaks wins. Who speaks to $a$ last, and what does $u$ hold then?",
        "Attempt 2: $u$ first gets $v$ from $L$ and hands it on; then it gets more, and hands on all that it has.",
        "Attempt 3: $\\delta v = u$, then $\\delta u = v + u$, and only then $a$ and $b$.",
    ],
    minutes=15,
    each={
        "a1": "attempt 1, the gradient of $a$", "b1": "attempt 1, of $b$", "a2": "attempt 2, of $a$",
        "b2": "attempt 2, of $b$", "a3": "attempt 3, of $a$", "b3": "attempt 3, of $b$",
    },
)  # fmt: skip
def three_attempts(draw):
    a, b = draw(3.0), draw(2.0)
    found = {}
    for k, backward in enumerate((overwrite, add, in_order), start=1):
        found[f"a{k}"], found[f"b{k}"] = program(backward, a, b)
    u, v = a * b, a * b + b
    return Drawn(
        given={"a": a, "b": b},
        values={name: Value(number) for name, number in found.items()},
        slips=[
            (
                "right number for a wrong attempt", "this is what is right, and what attempt 3 finds",
                "follow the attempt with its bug", {"a1": found["a3"], "b1": found["b3"], "a2": found["a3"],
                                                    "b2": found["b3"]},
            ),
            (
                "first one wins", "this is what u handed on before it was overwritten",
                "go on: u is set once more, from v, and hands on again", {"a1": b * v, "b1": a * v},
            ),
            (
                "handed on too early", "this is what attempt 2 finds: u hands on before v has spoken, and then again",
                "let u wait for v", {"a3": found["a2"], "b3": found["b2"]},
            ),
            (
                "path forgotten", "u hears from L and from v", "add both before u hands on",
                {"a3": b * v, "b3": a * v + u},
            ),
        ],
    )  # fmt: skip


CLASS = """
def plus(self, other):
    return Value(self.data + other.data, (self, other), (1.0, 1.0))
def times(self, other):
    return Value(self.data * other.data, (self, other), (other.data, self.data))
def power(self, n):
    return Value(self.data**n, (self,), (n * self.data ** (n - 1),))
def tanh(self):
    return Value(math.tanh(self.data), (self,), (1 - math.tanh(self.data) ** 2,))
def minus(self, other):
    return Value(self.data - other.data, (self, other), (1.0, -1.0))
y = plus(times(a, b), power(a, n))
z = minus(tanh(b), a)
"""


class Kept:
    """A number with its partials."""

    def __init__(self, data, inputs=(), partials=()):
        self.data, self.inputs, self.partials = data, inputs, partials


@exercise(
    "class-with-a-bug",
    title="A class with a bug",
    asks="Five operations of a `Value`, each with its partials, and two lines that use them. One line is wrong: it "
    "stores a wrong partial. Which line? And what should the **last** of its partials be, for the given $a$, $b$ and "
    "$n$?",
    hints=[
        "A partial is the slope of the result by one input, while the other stands still.",
        "Lines 11 and 12 say with which numbers each operation is called.",
    ],
    minutes=8,
    points={"line": 2, "mended": 1},
    each={"line": "the number of the wrong line", "mended": "the last partial that this line should store"},
)
def class_with_a_bug(draw):
    a, b, n = draw(2.5), draw(0.6), draw.choice([3, 4])
    bugs = [
        Bug(4, "return Value(self.data * other.data, (self, other), (self.data, other.data))"),
        Bug(2, "return Value(self.data + other.data, (self, other), (other.data, self.data))"),
        Bug(6, "return Value(self.data**n, (self,), (self.data ** (n - 1),))"),
        Bug(6, "return Value(self.data**n, (self,), (n * self.data**n,))"),
        Bug(8, "return Value(math.tanh(self.data), (self,), (1 - self.data**2,))"),
        Bug(8, "return Value(math.tanh(self.data), (self,), (1 + math.tanh(self.data) ** 2,))"),
        Bug(10, "return Value(self.data - other.data, (self, other), (1.0, 1.0))"),
    ]
    numbers = {"a": Kept(a), "b": Kept(b), "n": n, "Value": Kept, "math": math}
    hunted = hunt(CLASS, bugs, numbers, draw, number=lambda value: value.partials[-1])
    return replace(hunted, given={"a": a, "b": b, "n": n})
