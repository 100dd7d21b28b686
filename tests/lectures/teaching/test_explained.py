"""Why a point was lost: one row of a table line by line, a transposed matrix, one slip told once."""

import csv
from pathlib import Path

import numpy as np
import pytest

from engine import Value, named
from lectures.entries import Drawn, Exercise
from lectures.exercises import Task, load_task
from lectures.exercises.checking import Checked
from lectures.exercises.said import lines_of
from lectures.teaching.beside import beside
from lectures.teaching.class_report import part_of
from lectures.teaching.mark import mark_of_numbers, seen_in
from lectures.teaching.moodle import moodle_xml
from tests.lectures.teaching.classes import PROGRAM, RIGHT, typed


@pytest.fixture
def wide(own: Path, call):
    (own / "net.py").write_text("import numpy as np\n\n\ndef loss(X, T, W, V):\n    Z = X @ W\n    H = np.tanh(Z)\n"
                                "    Y = H @ V\n    return np.mean((Y - T) ** 2)\n")  # fmt: skip
    call("exercise", "new", "wide", "net.py:loss", "X=4x2", "T=4x1", "W=2x3", "V=3x1")
    return load_task("wide", own)


def told(task, **changed):
    variant = task.variant(3)
    right = {name: typed(x) for name, x in variant.right.items()}
    graded = variant.judge({**right, **{name: typed(x.tolist()) for name, x in changed.items()}})
    return graded, {name: slip.text for slip in seen_in(graded) for name in slip.quantities}


@pytest.mark.long
def test_a_transposed_matrix_is_called_so_also_where_it_follows_from_an_earlier_slip(wide):
    variant = wide.variant(3)
    x, h = np.array(variant.given["X"]), np.array(variant.right["H"])
    said = "transposed: rows and columns are exchanged"
    graded, texts = told(wide, W=np.array(variant.right["W"]).T)
    assert (graded.verdicts["W"], graded.points["W"], texts) == ("shape", 0.0, {"W": said})
    assert told(wide, Z=np.array(variant.right["Z"]).T)[1]["Z"] == said
    dy = 2 * np.array(variant.right["dY"])
    dh = dy @ np.array(variant.given["V"]).T
    dz = (1 - h**2) * dh
    graded, texts = told(wide, dY=dy, dH=dh, dZ=dz, V=h.T @ dy, W=(x.T @ dz).T)
    assert [graded.verdicts[name] for name in ("dY", "dZ", "W")] == ["wrong", "follows", "shape"]
    assert texts["W"] == said
    assert "transposed" not in told(wide, W=1.37 * np.array(variant.right["W"]).T + 0.1)[1]["W"]


@pytest.mark.long
def test_a_row_is_explained_line_by_line_and_nothing_is_written(own, network, call):
    variant = network.variant(2)
    names = [q.name for q in network.quantities]
    cells = {name: typed(variant.right[name]) for name in names} | {"dZ": typed(variant.right["dH"])}
    with (own / "a.csv").open("w", newline="") as file:
        csv.writer(file).writerows([["student", "variant", *names], ["Ada", 2, *(cells[name] for name in names)]])
    said = call("grade", "a.csv", "--exercise", "two-layer", "--explain", "ada").output
    assert "Ada, two-layer, variant 2 (a.csv, row 2):" in said
    assert "Score: 10 of 11" in said
    assert "the derivative of tanh is forgotten" in " ".join(said.split())
    assert not (own / "grades").exists()
    assert (
        "no row is of 'Adda'; did you mean 'Ada'?"
        in call("grade", "a.csv", "--exercise", "two-layer", "--explain", "Adda", code=1).output
    )
    assert "dZ[0][0]" in said
    theirs, right = variant.right["dH"][0][0], variant.right["dZ"][0][0]
    (line,) = [line.split() for line in said.splitlines() if line.split()[:1] == ["dZ[0][0]"]]
    assert line == ["dZ[0][0]", typed(theirs), f"{right:.4g}"]  # what they wrote beside what is right


@pytest.mark.long
def test_a_file_is_explained_too_with_its_numbers_beside_the_right_ones(own, network, call):
    (own / "class").mkdir()
    (own / "class" / "Ada Lovelace.py").write_text(PROGRAM.format(**{**RIGHT, "dZ": "dH"}))
    said = call("grade", "class", "--exercise", "two-layer", "--seed", "5", "--explain", "ada lovelace").output
    assert "Ada Lovelace, two-layer, seed 5" in said
    right = network.variant(5).right
    (line,) = [line.split() for line in said.splitlines() if line.split()[:1] == ["dZ[0][0]"]]
    assert [float(x) for x in line[1:]] == pytest.approx([right["dH"][0][0], right["dZ"][0][0]], rel=1e-3)
    assert not (own / "grades").exists()
    asked = call("grade", "class", "--exercise", "two-layer", "--seed", "5", "--explain", "Ada", code=1).output
    assert "no file is of 'Ada'; did you mean 'Ada Lovelace'?" in asked


def test_a_file_that_holds_nothing_yet_has_no_heading_with_nothing_below(own, network, call):
    (own / "class").mkdir()
    (own / "class" / "Ada.py").write_text("EXERCISE = 'two-layer'\ndef gradients(**given):\n    return {'H': ...}\n")
    explain = ("grade", "class", "--exercise", "two-layer", "--seed", "5", "--explain", "Ada")
    assert "With the numbers of" not in call(*explain).output
    (own / "class" / "Ada.py").write_text(PROGRAM.format(**{**RIGHT, "dZ": "dH"}))
    assert "With the numbers of seed 5:" in call(*explain).output  # the sheets' variants are others


def test_too_few_digits_are_said_to_be_too_few_and_what_cannot_be_read_so(network):
    variant = network.variant(3)
    right = {name: typed(x) for name, x in variant.right.items()}
    x = variant.right["dY"][0][0]
    few = str([[f"{x:.1g}"], [typed(variant.right["dY"][1][0])]]).replace("'", "")
    graded = variant.judge({**right, "dY": few})
    checked = Checked(network, 3, cases=[(variant, graded)], remarks=[], typed=True)
    said = "\n".join(lines_of(checked, 3))
    assert graded.verdicts["dY"] == "digits"
    assert "the first to mend is dY: it has too few digits to be judged, write two at least" in said
    assert "dY: write more digits of [0][0]" in said
    assert "no known slip" not in said
    assert list(beside(variant, graded))[1].split() == ["dY[0][0]", f"{x:.1g}", f"{x:.4g}"]
    graded = variant.judge({**right, "H": "see over"})
    said = "\n".join(lines_of(Checked(network, 3, cases=[(variant, graded)], typed=True), 3))
    assert "H: it cannot be read" in said
    assert "no known slip" not in said


@pytest.mark.long
def test_points_of_one_exercise_alone_and_advice_that_can_be_used(own, network, call):
    pair = ["--exercise", "two-layer", "--exercise", "pass-or-fail"]
    (own / "a.csv").write_text("student,variant,two-layer.dY,dZ\nAda,1,1,1\n")
    said = call("grade", "a.csv", *pair, code=2).output
    assert "--points two-layer.H=0,two-layer.Y=0" in said
    advice = said.rpartition("--points ")[2].split()[0]
    call("grade", "a.csv", *pair, "--points", advice)
    assert (
        "no exercise asks for 'two-layer.q'"
        in call("grade", "a.csv", *pair, "--points", "two-layer.q=0", code=1).output
    )


def two_units(draw):
    w0, w1, x = Value(draw(0.7), "w0"), Value(draw(-0.4), "w1"), draw(1.3)
    z0, z1 = named("z0", w0 * x), named("z1", w1 * x)
    h0, h1 = named("h0", z0.tanh()), named("h1", z1.tanh())
    loss = (h0 * 1.7 + h1 * 0.9 - 0.3) ** 2
    gradients = {"dh0": h0, "dh1": h1, "dz0": z0, "dz1": z1, "w0": w0, "w1": w1}
    return Drawn(loss, gradients, {"x": x}, {"h0": h0, "h1": h1})


def test_one_slip_in_two_numbers_of_one_layer_is_one_bar():
    task = Task.of(Exercise("two", "", (), two_units), Path("own.py"))
    variant = task.variant(1)
    right = dict(variant.right)
    slipped = {f"dz{i}": (1 - right[f"h{i}"]) * right[f"dh{i}"] for i in range(2)}  # 1 - h where 1 - h**2 belongs
    follow = {f"w{i}": slipped[f"dz{i}"] * variant.given["x"] for i in range(2)}
    graded = variant.judge({name: typed(x) for name, x in {**right, **slipped, **follow}.items()})
    mark = mark_of_numbers("Ada", task.name, 1, graded, "")
    assert [slip.quantities for slip in mark.slips] == [("dz0",), ("dz1",)]
    (bar,) = part_of(task, [mark]).bars
    assert (bar.count, bar.places) == (1, "dz0, dz1")


@pytest.mark.long
def test_moodle_names_a_slip_in_the_words_of_the_task_only_and_says_how_many_digits():
    task = load_task("pass-or-fail")
    variants = [task.variant(seed) for seed in range(1, 7)]
    text = moodle_xml([variants], cloze=True)
    assert "the label does not occur" in text
    parts = [part for part in text.split("~") if "label does not occur" in part]
    assert not [part for part in parts if "is left out" in part]
    assert text.count("with fewer, a number may be taken for wrong here") == len(variants)
