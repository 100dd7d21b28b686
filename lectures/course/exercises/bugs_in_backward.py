"""Exercises of the lecture "Four bugs in a backward pass"."""

from engine import Value
from lectures.board import Drawn, exercise


class Node:
    """The node of the lecture: a number, and an edge for each input with the derivative by it."""

    def __init__(self, data, edges=()):
        self.data, self.edges, self.grad = data, edges, 0.0

    def __add__(self, other):
        return Node(self.data + other.data, [(self, 1.0), (other, 1.0)])

    def __mul__(self, other):
        return Node(self.data * other.data, [(self, other.data), (other, self.data)])


def go_back(nodes, fault=""):
    """Go back over the nodes of a graph, which are listed from the output on, with the fault of a suspect."""
    for node in nodes:
        if node.edges and fault != "dan":
            node.grad = 0.0
    nodes[0].grad = 1.0
    if fault == "ben":
        _hand_on(nodes[0])
        return
    for node in nodes:
        for x, partial in set(node.edges) if fault == "cara" else node.edges:
            x.grad = partial * node.grad + (0.0 if fault == "anna" else x.grad)


def _hand_on(node):
    for x, partial in node.edges:
        x.grad += partial * node.grad
        _hand_on(x)


def square_and_sum(a, w):
    b = a * w
    c = b * b
    loss = c + b
    return [loss, c, b]


def reused(a, w):
    b = a * a
    c = b * w
    loss = c + a
    return [loss, c, b]


def doubled(a, w):
    b = a + a
    c = b * w
    loss = c + b
    return [loss, c, b]


PROGRAMS = {
    "b = a * w\nc = b * b\nL = c + b": square_and_sum,
    "b = a * a\nc = b * w\nL = c + a": reused,
    "b = a + a\nc = b * w\nL = c + b": doubled,
}
TELLING = {
    "anna": "anna writes = where += belongs: she has the slope of the last edge only.",
    "ben": "ben hands on at once, and hands on again what he had before.",
    "cara": "cara keeps equal edges once.",
    "dan": "dan goes wrong only in a second call; here it is the first.",
    "emma": "emma is right.",
}


def slope_by_a(program, a, w, fault=""):
    leaves = Node(a), Node(w)
    go_back([*program(*leaves), *leaves], fault)
    return leaves[0].grad


@exercise(
    "who-said-that",
    title="Who said that?",
    asks="One of five suspects has gone back through the given program, **once**, and reports the "
    "given slope of $L$ by $a$. First find the right slope. Then: who was it? (Anna writes `=` for `+=`, Ben hands on "
    "at once, Cara keeps the edges of a node in a set, Dan does not start anew, and Emma is right.)",
    hints=[
        "Compute the right slope, and compare: is something lost, or counted too often?",
        "Follow the suspects who could have done that, one edge after the other.",
    ],
    minutes=10,
    points={"suspect": 2},
    each={"right": "the right slope of $L$ by $a$", "suspect": "who reported the given number"},
)
def who_said_that(draw):
    text, a, w = draw.choice(list(PROGRAMS)), draw(3.0), draw(0.4)
    program = PROGRAMS[text]
    said = {suspect: slope_by_a(program, a, w, suspect) for suspect in TELLING}
    alone = [s for s in said if s not in ("dan", "emma") and sum(abs(x - said[s]) < 1e-9 for x in said.values()) == 1]
    guilty = draw.choice(alone)
    return Drawn(
        given={"a": a, "w": w, "reported": said[guilty]},
        listing=text,
        values={"right": Value(said["emma"])},
        choices={"suspect": (guilty, {s: hint for s, hint in TELLING.items() if s != guilty})},
        slips=[
            (
                "reported number", "this is what the suspect says, and it is wrong", "find it yourself",
                {"right": said[guilty]},
            ),
            *[
                (f"as {s} does", "this is the slope with the bug of another suspect", "add up all paths, each once",
                 {"right": said[s]})
                for s in said if s not in ("dan", "emma", guilty)
            ],
        ],
    )  # fmt: skip


@exercise(
    "two-suspects",
    title="What would they say?",
    asks="Let $b = a\\,w$, $c = b\\,b$ and $L = c + b$ (the edges of $L$ lead to $c$ and then to $b$). What does the "
    "pass of Anna (`=` for `+=`), of Ben (hands on at once) and of Emma (right) report as the slope of $L$ by $a$? "
    "And what does $a$ hold after **two** calls of Emma's on the same graph, if only results start anew?",
    hints=[
        "Three edges come into $b$: two from $c$, one from $L$.",
        "Ben: each time that $b$ gets something, it hands on all that it has by then.",
        "Leaves add up the slopes of several passes.",
    ],
    minutes=12,
    points={"ben": 2},
    each={"anna": "what Anna reports", "ben": "what Ben reports", "emma": "what is right", "twice": "after two calls"},
)
def two_suspects(draw):
    a, w = draw(2.5), draw(0.6)
    said = {s: slope_by_a(square_and_sum, a, w, s) for s in ("anna", "ben", "emma", "cara")}
    b = a * w
    return Drawn(
        given={"a": a, "w": w},
        values={"anna": Value(said["anna"]), "ben": Value(said["ben"]), "emma": Value(said["emma"]),
                "twice": Value(2 * said["emma"])},
        slips=[
            (
                "edge lost", "c = b b has two edges to b, and both count", "the slope of c by b is 2 b",
                {"emma": said["cara"]},
            ),
            ("last path forgotten", "one way to b is missing", "add 1 to what comes from c", {"emma": 2 * b * w}),
            ("own bug forgotten", "this is what is right", "follow the code with its bug", {"anna": said["emma"],
                                                                                       "ben": said["emma"]}),
            (
                "only new shares", "Ben would be right if he handed on only what is new",
                "he hands on all that b has by then", {"ben": said["emma"] + w * b},
            ),
            ("leaves start anew", "this is one call", "leaves add up, on purpose", {"twice": said["emma"]}),
        ],
    )  # fmt: skip
