"""Answers that took no work earn nothing: zeros, other constants, copies of what is given; honest zeros are paid."""

from pathlib import Path
from typing import Any

import pytest

from engine import Value, named, relu
from engine.words.nested import nest, unnest
from lectures.entries import Drawn, Exercise
from lectures.exercises import Graded, Task, load_task
from lectures.exercises.checking import check
from lectures.teaching.class_report import class_report, part_of
from lectures.teaching.mark import mark_of_numbers
from lectures.teaching.outcome import class_of, marks_csv

BATCH = load_task("batch-of-three")


def filled(task: Task, number: str, **others: Any) -> Graded:
    """Judge a sheet on which one number stands everywhere else."""
    variant = task.variant(1)
    wanted = {q.name: unnest(variant.right[q.name], q.name) for q in variant.quantities}
    sheet = {name: nest([number] * len(x), shape) if shape else number for name, (x, shape) in wanted.items()}
    return variant.judge({**sheet, **others})


def scalar() -> Drawn:
    w, x, b, t = Value(1.37, "w"), 2.71, Value(0.52, "b"), 1.9
    z = named("z", w * x + b)
    h = named("h", z * 0.83)
    e = named("e", h - t)
    return Drawn(e * e, {"de": e, "dh": h, "dz": z, "w": w, "b": b}, {"x": x, "t": t}, {"z": z, "h": h, "e": e})


SCALAR = Task.of(Exercise("scalar", "", (), scalar), Path("own.py"))


@pytest.mark.long
@pytest.mark.parametrize("task", [BATCH, SCALAR, load_task("pond")], ids=lambda task: task.name)
@pytest.mark.parametrize("number", ["0", "0.00", "1", "-1", "2", "0.5"])
def test_one_number_everywhere_earns_nothing(task: Task, number: str) -> None:
    assert filled(task, number).score == 0.0


@pytest.mark.long
@pytest.mark.parametrize("sign", [1, -1])
def test_a_copy_of_what_is_given_and_zeros_earn_nothing(sign: int) -> None:
    copied = [[sign * x for x in row] for row in BATCH.variant(1).given["T"]]
    assert filled(BATCH, "0", Z=copied).score == 0.0
    assert filled(SCALAR, "0", h="1.9").score == 0.0


@pytest.mark.long
def test_a_program_of_zeros_or_of_copies_earns_nothing(tmp_path: Path) -> None:
    for first in ("0 * T", "T"):
        path = tmp_path / "answer.py"
        path.write_text(
            f"EXERCISE = 'batch-of-three'\ndef gradients(X, T, W, b):\n    Z = {first}\n"
            "    return {'Z': Z, 'dZ': 0 * T, 'W': X.T @ (0 * T), 'b': (0 * T).sum(0)}\nimport numpy as np\n"
        )
        checked = check(path, seed=5)
        assert (checked.message, checked.score) == ("", 0.0)


@pytest.mark.long
def test_typed_zeros_in_a_file_earn_nothing(tmp_path: Path) -> None:
    path = tmp_path / "answer.py"
    zeros = {"Z": [[0, 0]] * 3, "dZ": "0 0; 0 0; 0 0", "W": [["0", "0"]] * 4, "b": [0.0, 0.0]}
    path.write_text(f"EXERCISE = 'batch-of-three'\nSEED = 1\nANSWERS = {zeros}\n")
    assert check(path).score == 0.0


@pytest.mark.long
def test_what_is_worked_out_from_a_constant_or_from_a_copy_is_paid() -> None:
    variant = BATCH.variant(1)
    X, T = variant.given["X"], variant.given["T"]
    dZ = [[-t for t in row] for row in T]
    W = [[sum(X[i][j] * dZ[i][k] for i in range(3)) for k in range(2)] for j in range(4)]
    b = [sum(row[k] for row in dZ) for k in range(2)]
    found = filled(BATCH, "0", dZ=dZ, W=W, b=b)
    assert dict(found.verdicts) == {"Z": "wrong", "dZ": "wrong", "W": "follows", "b": "follows"}


def test_zeros_behind_a_relu_that_a_slip_has_switched_off_are_paid() -> None:
    w, x, t = Value(1.37, "w"), 2.71, 1.9
    z = named("z", w * x)
    h = named("h", relu(z))
    drawn = Drawn((h - t) ** 2, {"dh": h, "dz": z, "w": w}, {"x": x, "t": t}, {"z": z, "h": h})
    variant = Task.of(Exercise("relu", "", (), lambda: drawn), Path("own.py")).variant(0)
    honest = variant.judge({"z": "-3.71", "h": "0", "dh": "-3.80", "dz": "0", "w": "0"})
    assert (honest.score, honest.unpaid) == (4.0, ())
    zeros = variant.judge({"z": "-3.71", "h": "0", "dh": "0", "dz": "0", "w": "0"})
    assert (zeros.verdicts["dh"], zeros.verdicts["h"]) == ("wrong", "follows")


def test_one_slip_that_gives_two_lines_the_same_number_is_carried_on() -> None:
    found = SCALAR.variant(0).judge({"z": "4.23", "h": "3.51", "e": "1.61", "de": "1", "dh": "1", "dz": "0.83",
                                     "w": "2.25", "b": "0.83"})  # fmt: skip
    assert [found.verdicts[name] for name in ("de", "dh", "dz", "w", "b")] == ["wrong", *["follows"] * 4]


@pytest.mark.long
def test_whose_lines_follow_from_zeros_only_is_to_be_looked_at() -> None:
    graded = filled(BATCH, "0")
    assert graded.unpaid == ("W", "b")
    made = class_of([mark_of_numbers("Ada", BATCH.name, 1, graded, "")], [BATCH])
    assert "dW, db: this follows from a line of one number" in marks_csv(made, [BATCH])
    assert "To be looked at: 1 have a line of one number" in class_report(made, [BATCH])
    assert part_of(BATCH, [mark_of_numbers("Bo", BATCH.name, 1, BATCH.variant(1).judge({}), "")]).unpaid == 0
