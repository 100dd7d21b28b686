"""Exercises of the lecture "From scalars to arrays"."""

from dataclasses import replace

import numpy as np

from lectures.board import Drawn, exercise
from lectures.exercises.hunt import Bug, hunt


@exercise(
    "what-fits",
    title="What fits to what",
    asks="NumPy and PyTorch repeat arrays of different shapes until they fit. $X$ has $n$ rows and $i$ columns, $W$ "
    "is $i \\times j$, $b$ is a list of $j$ numbers, $y$ one of $n$ numbers, and $c$ is a column, $n \\times 1$. "
    "Which shape has each of these? (A list of 4 numbers has the shape 4.)",
    hints=[
        "Shapes are compared from the right; where one has a 1 or nothing, it is repeated.",
        "What is repeated on the way there is added up on the way back.",
    ],
    minutes=6,
    points={"broadcast": 2, "db": 1.5},
    each={
        "Z": "`X @ W + b`", "db": "the gradient of `b`", "broadcast": "`c - y`", "rows": "`X.sum(axis=1)`",
        "linear": "the weights of `nn.Linear(i, j)`", "dX": "`dZ @ W.T`",
    },
)  # fmt: skip
def what_fits(draw):
    n, i, j = [5, 4, 3] if draw.is_sheet else draw.shuffled(range(2, 10))[:3]
    right = {"Z": (n, j), "db": (j,), "broadcast": (n, n), "rows": (n,), "linear": (j, i), "dX": (n, i)}
    return Drawn(
        given={"n": n, "i": i, "j": j},
        shapes=right,
        slips=[
            (
                "entry by entry", "a column minus a list is a table: the list counts as a row, and both are repeated",
                "compare the shapes from the right", {"broadcast": (n, 1)},
            ),
            ("entry by entry", "a column and a list do not pair up entry by entry", "repeat both", {"broadcast": (n,)}),
            (
                "bias not summed", "b is repeated for every row, so its shares are added up", "sum over the rows",
                {"db": (n, j)},
            ),
            (
                "wrong axis", "axis=1 adds up along each row, so one number is left of a row", "n numbers are left",
                {"rows": (i,)},
            ),
            (
                "weights as on the board", "nn.Linear keeps its weights as outputs × inputs", "its line is X @ W.T + b",
                {"linear": (i, j)},
            ),
            ("gradient transposed", "a gradient has the shape of what it belongs to", "compare with X", {"dX": (i, n)}),
        ],
    )  # fmt: skip


PASS = """
Z = X @ W1 + b1
H = np.tanh(Z)
O = H @ W2
D = O - T
dO = 2 * D
dW2 = H.T @ dO
dH = dO @ W2.T
dZ = (1 - H**2) * dH
dW1 = X.T @ dZ
db1 = dZ.sum(axis=0)
"""


@exercise(
    "array-pass-with-a-bug",
    title="Ten lines of arrays",
    asks="Two examples, two hidden neurons, $L = \\sum (O - T)^2$. All sizes are 2 or 1, so no shape gives the bug "
    "away. One of the ten lines is wrong by itself. Which? And what should the **first** entry of its result be?",
    hints=[
        "Say for each line what it should be: what came in times what comes back.",
        "With equal sizes a missing transpose and a wrong axis go unnoticed.",
    ],
    minutes=15,
    points={"line": 2, "mended": 1},
    each={"line": "the number of the wrong line", "mended": "the first entry that it should give"},
)
def array_pass_with_a_bug(draw):
    numbers = {
        "X": draw([[1.5, -2.0], [0.4, 3.0]]), "W1": draw([[0.6, -0.3], [0.5, 0.2]]), "b1": draw([0.15, -0.8]),
        "W2": draw([[1.2], [-0.7]]), "T": draw([[0.7], [-0.5]]),
    }  # fmt: skip
    bugs = [
        Bug(9, "dW1 = dZ.T @ X"),
        Bug(5, "dO = D"),
        Bug(6, "dW2 = Z.T @ dO"),
        Bug(8, "dZ = (1 - Z**2) * dH"),
        Bug(8, "dZ = (1 - H) * dH"),
        Bug(9, "dW1 = X @ dZ"),
        Bug(10, "db1 = dZ.sum(axis=1)"),
        Bug(10, "db1 = dZ.mean(axis=0)"),
        Bug(7, "dH = dO @ W2.T * H"),
    ]
    arrays = {name: np.array(x) for name, x in numbers.items()}
    hunted = hunt(PASS, bugs, {**arrays, "np": np}, draw, number=lambda array: array.flat[0])
    return replace(hunted, given=numbers)
