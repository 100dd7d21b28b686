"""Classes of generated students: they make the usual slips, keep all digits and write three, or hand in a program."""

import csv
import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from engine.words.nested import flatten, map_nested
from lectures.exercises import Task, Variant

NETWORK = '''
"""A lecturer's own exercise: a two-layer network, typed once."""

from engine import Value, tanh
from lectures.board import exercise
from lectures.entries import Drawn
from nn import Matrix


@exercise(
    "two-layer",
    title="A two-layer network",
    asks="For $H = \\\\tanh(X W_1 + b_1)$, $Y = H W_2 + b_2$ and $L = (\\\\sum_i (Y_i - t_i)^2)/2$, derive all.",
    points={"W1": 2, "W2": 2},
)
def two_layer(draw):
    X, t = draw([[0.8, -1.5], [0.4, 2.0]]), draw([1.2, -0.7])
    W1, W2 = Matrix(draw([[0.6, -0.7], [0.3, 0.5]]), "W1"), Matrix([[x] for x in draw([1.4, -1.1])], "W2")
    b1 = [Value(x, f"b1[{i}]") for i, x in enumerate(draw([0.1, -0.2]))]
    b2 = [Value(draw(0.3), "b2")]
    Z = Matrix(X) @ W1 + b1
    H = Z.map(tanh)
    Y = H @ W2 + b2
    loss = sum((Y[i][0] - t[i]) ** 2 for i in range(2)) / 2
    gradients = {"dY": Y, "W2": W2, "b2": b2, "dH": H, "dZ": Z, "W1": W1, "b1": b1}
    return Drawn(loss, gradients, given={"X": X, "t": t}, values={"H": H, "Y": Y})
'''

COLUMNS = """
import numpy as np


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def loss(X, Y, W1, b1, W2, b2):
    m = X.shape[1]
    Z1 = W1 @ X + b1
    A1 = np.tanh(Z1)
    Z2 = W2 @ A1 + b2
    A2 = sigmoid(Z2)
    return -np.sum(Y * np.log(A2) + (1 - Y) * np.log(1 - A2)) / m
"""
IN_COLUMNS = ["net.py:loss", "X=2x3", "Y=[[1,0,1]]", "W1=2x2", "b1=2x1", "W2=1x2", "b2=1x1"]

PROGRAM = """
import numpy as np

EXERCISE = "two-layer"


def gradients(X, t, W1, b1, W2, b2):
    H = np.tanh(X @ W1 + b1)
    Y = H @ W2 + b2
    dY = {dY}
    dH = dY @ W2.T
    dZ = {dZ}
    return {{
        "H": H, "Y": Y, "dY": dY, "W2": H.T @ dY, "b2": dY.sum(axis=0), "dH": dH, "dZ": dZ,
        "W1": {W1}, "b1": dZ.sum(axis=0),
    }}
"""
RIGHT = {"dY": "Y - t[:, None]", "dZ": "(1 - H**2) * dH", "W1": "X.T @ dZ"}
SLIPS = [
    {"dZ": "dH"}, {"dY": "2 * (Y - t[:, None])"}, {"dY": "t[:, None] - Y"}, {"W1": "X @ dZ"}, {"dZ": "(1 - H) * dH"},
    {"dZ": "(1 - dH**2) * dH"},
]  # fmt: skip
BROKEN = [
    "EXERCISE = 'two-layer'\nwhile True:\n    pass\n",
    "EXERCISE = 'two-layer'\ndef gradients(**given):\n    return 1 / 0\n",
    "EXERCISE = 'two-layer'\ndef gradients(\n",
    "EXERCISE = 'two-layer'\nimport os\nos._exit(7)\n",
    "EXERCISE = 'two-layer'\nimport engine\ndef gradients(**given):\n    return engine.gradient(1, 2)\n",
]


def write_network(folder: Path) -> None:
    (folder / "network.py").write_text(NETWORK)


def typed(x: Any, digits: int = 3) -> str:
    """Return an answer as a student types it: to three digits, after reckoning with all of them."""
    if isinstance(x, list):
        written = map_nested(lambda y: typed(float(y), digits), x)
        return str(written).replace("'", "")
    return f"{x:#.{digits}g}".removesuffix(".") if isinstance(x, float) else str(x)


def answers(variant: Variant, random: random.Random) -> tuple[dict[str, Any], str]:
    """Return one student's answers, and the kind of the slip in them, "" for none."""
    right = dict(variant.right)
    if random.random() < 0.35:
        return right, ""
    likely = variant.likely()
    kind, _, _, wrong = likely[min(int(random.expovariate(0.6)), len(likely) - 1)]
    return right | dict(wrong), kind


def write_table(path: Path, task: Task, students: int, seed: int = 0) -> list[str]:
    """Write a class as a CSV and return who made which slip."""
    chance, made, rows = random.Random(seed), [], []
    names = [quantity.name for quantity in task.quantities]
    for number in range(1, students + 1):
        found, kind = answers(task.variant(number), chance)
        cells = {name: typed(x) for name, x in found.items()}
        if chance.random() < 0.1:
            cells[chance.choice(names)] = ""
        rows.append([f"student {number:03}", str(number), *(cells[name] for name in names)])
        made.append(kind)
    with path.open("w", newline="") as file:
        csv.writer(file).writerows([["student", "variant", *names], *rows])
    return made


def write_programs(folder: Path, students: int, seed: int = 0) -> list[str]:
    """Write a class as programs, one a student, in the ways in which they are handed in; some are broken."""
    chance, made = random.Random(seed), []
    for number in range(1, students + 1):
        draw = chance.random()
        slip: dict[str, str] = {} if draw < 0.35 else chance.choice(SLIPS)
        text = PROGRAM.format(**(RIGHT | slip))
        made.append(next(iter(slip.values()), ""))
        if draw > 0.97:
            text, made[-1] = chance.choice(BROKEN), "broken"
        place = folder / f"student {number:03}.py"
        if number % 3 == 0:
            place = folder / f"student {number:03}_{number}_assignsubmission_file" / "answer.py"
            place.parent.mkdir()
        place.write_text(text)
    return made


def numbers(nested: Any) -> Sequence[float]:
    return list(flatten(nested)) if isinstance(nested, list) else [nested]


def drawn(tasks: Sequence[Task], seeds: Sequence[int]) -> list[list[Variant]]:
    """Return the variants of each exercise."""
    return [[task.variant(seed) for seed in seeds] for task in tasks]
