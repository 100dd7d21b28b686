"""`exercise new`: numbers that hide no slip, formulas as they are pasted, labels that stay, and no broken file."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from lectures.__main__ import main
from lectures.errors import ExpressionError
from lectures.exercises import find_exercises, load_task
from lectures.exercises.lint import faults
from lectures.exercises.new import of_formula, of_function

SIZES = ("X=4x2", "T=4x1", "W1=2x3", "b1=3", "W2=3x1", "b2=1")
CROSS_ENTROPY = "s = sigmoid(w*x + b); -(t*log(s) + (1 - t)*log(1 - s))"
NET = """
import numpy as np

def loss(X, T, W1, b1, W2, b2):
    Z = X @ W1 + b1
    H = np.tanh(Z)
    Y = H @ W2 + b2
    return np.mean((Y - T) ** 2)

def only_three(X, W):
    return np.sum((X @ W - np.ones((3, 2)) * 0.3) ** 2)

def line(w, x):
    return np.sum((w * x - 0.3) ** 2)

def forgetful(X, W):
    Z = X @ W
    return np.sum(Z ** 2) * W.no_such_thing
"""


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    (tmp_path / "net.py").write_text(NET)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments):
    result = CliRunner().invoke(main, [str(argument) for argument in arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def new(*arguments):
    return run("exercise", "new", *arguments)


@pytest.mark.long
def test_numbers_are_drawn_until_neither_sheet_nor_variants_hide_a_slip(folder):
    first = of_function("mein-netz", folder, "net.py:loss", dict(size.split("=") for size in SIZES), [])
    assert "hide" not in new("mein-netz", "net.py:loss", *SIZES).output  # as all variants of the first good sheet did
    task = load_task("mein-netz", folder)
    assert [seed for seed in range(21) if faults(task.variant(seed))] == []
    assert (folder / "exercise_mein_netz.py").read_text() != first


@pytest.mark.long
def test_what_no_draw_mends_is_said_in_one_line():
    said = new("far", "h = tanh(w*x + b); (h - y)**2", "w=5.5", "x=4.5", "b=0.3", "y=1.2").output
    assert "on the sheet, h is nearly 1" in said
    (line,) = [line for line in said.splitlines() if "variants" in line]
    assert re.match("far: [1-5] of 5 variants? hides? a slip, most often since h is nearly 1", line)
    assert "exercise lint far" in line


@pytest.mark.long
def test_a_formula_is_read_as_it_is_pasted_from_notes(folder):
    written = new("dots", "s = sigmoid(w·x + b)\n−(t·log(s) + (1 − t)·np.log(1 − s))", "w=0.4", "x=0.7", "b=0.3", "t=1")
    assert written.exit_code == 0, written.output
    assert load_task("dots", folder).variant().right["s"] == pytest.approx(0.6411, abs=1e-4)


@pytest.mark.long
@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("bad", "hinge(w*x, t)", "w=0.5", "x=0.6", "t=1", "--wrt", "w,t"), "a target is a plain number"),
        (("bad", "net.py:only_three", "X=nx2", "W=2x2", "n=3"), "with other lengths it fails"),
        (("bad", "net.py:forgetful", "X=3x2", "W=2x2"), "no attribute 'no_such_thing'"),
        (("bad", "(w*x)**2", "w=1.5", "x=[1,2]"), "the result has 2 numbers"),
        (("bad", "(w*x).sum()", "w=1.5", "x=[1,2]"), "x has several numbers"),
    ],
)
def test_what_cannot_be_run_leaves_no_file_behind(folder, arguments, said):
    result = new(*arguments)
    assert result.exit_code == 1
    assert said in " ".join(result.output.split())
    assert sorted(path.name for path in folder.iterdir() if path.name != "__pycache__") == ["net.py"]
    assert "bad" not in find_exercises(folder)
    assert new("bad", "(w*x - y)**2", "w=1.5", "x=2.3", "y=1.1").exit_code == 0


@pytest.mark.long
def test_a_label_stays_what_it_is(folder):
    said = new("label", CROSS_ENTROPY, "w=0.4", "x=0.7", "b=0.3", "t=1").output
    assert "Every variant has the same t\n" in said
    task = load_task("label", folder)
    assert {task.variant(seed).given["t"] for seed in range(6)} == {1.0}
    assert len({task.variant(seed).given["x"] for seed in range(6)}) > 2
    assert "t" not in {quantity.name for quantity in task.quantities}  # nobody asks for the gradient of a label


@pytest.mark.long
def test_a_probability_is_no_label(folder):
    new("soft", CROSS_ENTROPY, "w=0.4", "x=0.7", "b=0.3", "t=0.8", "--wrt", "w,b")
    assert len({load_task("soft", folder).variant(seed).given["t"] for seed in range(6)}) > 1


@pytest.mark.long
def test_who_writes_it_says_which_numbers_stay(folder):
    new("kept", "(w*x - y)**2", "w=0.4", "x=0.7", "y=1.3", "--wrt", "w", "--keep", "x")
    assert {load_task("kept", folder).variant(seed).given["x"] for seed in range(6)} == {0.7}
    sizes = dict(size.split("=") for size in SIZES)
    assert '"X": [[' in of_function("kept-too", folder, "net.py:loss", sizes, [], keep=["X"])
    letters = of_function(
        "kept-too", folder, "net.py:loss", {**sizes, "X": "nx2", "T": "nx1", "n": "4"}, [], keep=["X"]
    )
    assert "] * n)[:n]," in letters
    assert "--keep z: there is no such name" in new("n", "(w*x)**2", "w=0.4", "x=0.7", "--keep", "z").output


def test_a_decimal_comma_makes_two_numbers_which_is_said():
    assert "w=1,5 are two numbers; a decimal point is written 1.5" in new("n", "(w*x)**2", "w=1,5", "x=2").output
    assert "w=1,5 are two numbers" in run("draw", "tanh(w*x)", "w=1,5", "x=2").output
    other = run("draw", "tanh(w*z)", "w=1,5", "x=2").output
    assert "two numbers" not in other  # a point would not mend this
    assert run("draw", "sum(tanh(w*x))", "w=1,5", "x=2", "--to", "svg").exit_code == 0  # and here it is a vector


@pytest.mark.long
def test_a_folder_is_named_as_for_the_other_commands(folder):
    (folder / "course").mkdir()
    said = new("there", "net.py:line", "w=0.4", "x=[0.7,1.3,-0.6]", "--folder", "course").output
    assert "Wrote course/exercise_there.py" in said
    assert "--folder course" in said
    assert 'function_in(__file__, "../net.py"' in (folder / "course" / "exercise_there.py").read_text()
    assert run("exercise", "lint", "there", "--folder", "course", "--seeds", "1").output.endswith("a slip\n")
    assert "there is no option --fold; there are --wrt" in new("n", "w**2", "w=0.4", "--fold", "x").output


def test_a_name_by_that_of_a_function_is_refused_before_anything_is_written():
    with pytest.raises(ValueError, match="cannot be the name of a number"):
        of_formula("n", "log**2", {"log": 2.0}, [])


@pytest.mark.long
def test_the_list_says_what_each_takes_and_asks_in_one_line(folder):
    new("mine", "z = w*x + b; (z - y)**2", "w=0.4", "x=0.7", "b=0.3", "y=1.3", "--wrt", "w,b")
    lines = list(filter(None, run("exercise").output.splitlines()))
    assert max(map(len, lines)) <= 80
    assert "exam --minutes 30" in lines[-2]
    (pond,) = [i for i, line in enumerate(lines) if line.split()[0] == "pond"]
    assert " ".join(lines[pond].split()) == "pond 15 min numbers Pond: e, s, de, ds, p, q"
    assert lines[pond - 1] == "Slope and graph"
    plain = [" ".join(line.split()) for line in lines]
    assert any(line.startswith("layer-shapes 5 min shapes Shapes of two layers: W, H") for line in plain)
    assert "mine 15 min numbers Mine: z, dz, w, b" in plain
    assert sum("matrices" in line for line in lines) > 5


@pytest.mark.long
def test_one_exercise_that_cannot_be_built_hides_no_other_in_the_list():
    Path("worse.py").write_text(
        "from lectures.board import exercise\n@exercise('worse', asks='')\ndef f():\n    1 / 0\n"
    )
    lines = run("exercise").output.splitlines()
    assert any(line.split()[:4] == ["worse", "cannot", "be", "built:"] for line in lines)
    assert any(line.split()[0] == "pond" for line in lines)


def test_a_name_that_comes_near_none_gets_the_nearest_three():
    said = run("exercise", "xyzzy").output
    assert said.split("the nearest are ")[1].split(";")[0].count(",") == 2
    assert "did you mean 'tanh-by-hand'" in run("exercise", "tanh-hand").output


@pytest.mark.long
def test_of_the_sheet_it_is_said_which_variant_that_is():
    new("twice", "(w*x - y)**2", "w=0.4", "x=0.4", "y=1.3", "--wrt", "w")
    said = run("exercise", "lint", "twice", "--seeds", "0").output
    assert "twice, the sheet (variant 0, the numbers as they stand in its file)" in said
    assert said.endswith("1 hides a slip\n")


@pytest.mark.long
def test_lengths_that_hide_a_transpose_in_every_variant_are_named_once():
    Path("square.py").write_text("def loss(X, T, W):\n    Y = X @ W\n    return ((Y - T) ** 2).mean()\n")
    new("square", "square.py:loss", "X=3x2", "T=3x2", "W=2x2")
    said = run("exercise", "lint", "square").output
    assert said.count("missing transpose") == 1
    assert said.startswith("square, the sheet and every variant\n")
    assert said.endswith("21 hide a slip\n")


@pytest.mark.long
def test_every_student_gets_a_file_to_type_into_with_the_numbers_of_a_variant(folder):
    assert "variants 1 to 12" in run("exercise", "pond", "--typed", "--students", 12, "--to", "for/hand").output
    files = sorted((folder / "for" / "hand").iterdir())
    assert [path.name for path in files[:2]] == ["pond-01.py", "pond-02.py"]
    assert len(files) == 12
    text = files[6].read_text()
    assert "variant 7" in text
    assert "SEED = 7" in text
    assert "chalkgrad check pond-07.py" in text  # and not where it stood when it was written
    assert "for/hand" not in text
    assert all(f"{x}" in text for x in load_task("pond").variant(7).given.values())
    assert "is not overwritten" in run("exercise", "pond", "--typed", "--students", 12, "--to", "for/hand").output
    assert "goes with --typed" in run("exercise", "pond", "--students", 3).output


@pytest.mark.long
def test_variants_that_are_handed_out_and_hide_a_slip_are_told_in_one_line():
    new("far", "h = tanh(w*x + b); (h - y)**2", "w=5.5", "x=4.5", "b=0.3", "y=1.2")
    for command in ("sheet", "moodle"):
        said = run(command, "far", "--students", 2).output
        (line,) = [line for line in said.splitlines() if "slip" in line]
        assert line.startswith("far: ")
        assert "exercise lint far" in line
    assert "slip" not in run("sheet", "pond", "--students", 2).output


@pytest.mark.long
@pytest.mark.parametrize(
    ("formula", "label"),
    [
        ("p = sigmoid(w*x + b); binary_cross_entropy(p, y)", 1),
        ("binary_cross_entropy_from_logits(w*x + b, y)", 0),
        ("logistic_loss(w*x + b, y)", -1),
        ("z0 = w*x + b; z1 = w*b; softmax_cross_entropy([z0, z1], y)", 1),
        ("p = sigmoid(w*x + b); negative_log_likelihood([1 - p, p], y)", 1),
    ],
)
def test_losses_by_name_go_into_a_formula_and_their_label_stays(formula, label):
    said = new("loss", formula, "w=0.6", "x=0.7", "b=0.3", f"y={label}", "--wrt", "w,b").output
    assert "Every variant has the same y\n" in said
    task = load_task("loss", Path())
    assert {task.variant(seed).given["y"] for seed in range(4)} == {label}
    assert len({task.variant(seed).given["x"] for seed in range(4)}) > 1
    assert task.variant(1).judge(task.variant(1).right).ok


def test_functions_of_arrays_have_no_place_in_a_formula():
    with pytest.raises(ExpressionError, match="mean is of arrays"):
        of_formula("n", "mean([w, x])", {"w": 2.0, "x": 1.5}, [])


@pytest.mark.long
def test_a_new_exercise_speaks_the_language_of_the_course_and_keeps_the_capitals_of_its_name(folder):
    assert run("new", "kurs").exit_code == 0
    course = folder / "kurs" / "course.toml"
    course.write_text(course.read_text().replace('language = "en"', 'language = "de"'))
    of = ("--wrt", "w,b", "--folder", "kurs")
    assert new("Mein-Netz", "E = (w*x + b)**2", "w=1.5", "b=0.4", "x=2.5", *of).exit_code == 0
    task = load_task("mein-netz", folder / "kurs")
    assert task.title == "Mein Netz"
    assert task.asks == "Es sei `E = (w*x + b)**2`. Zu berechnen sind die Gradienten von `E` nach `w` und `b`."
    assert new("Die-Gerade", "net.py:line", "w=1.5", "x=[2.5,1.5]", "--wrt", "w", "--folder", "kurs").exit_code == 0
    assert load_task("die-gerade", folder / "kurs").asks.startswith(
        "Der Verlust `L` ist, was `line` aus `net.py` zurückgibt."
    )


@pytest.mark.long
def test_an_exercise_is_replaced_when_asked_and_its_arrays_are_chosen(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("net.py").write_text(
        "import numpy as np\n\n\ndef loss(X, T, W):\n    Z = X @ W\n    E = np.tanh(Z) - T\n    return np.mean(E**2)\n"
    )
    new = ["exercise", "new", "my-hw", "net.py:loss", "X=3x2", "T=3x1", "W=2x1"]
    first = CliRunner().invoke(main, new)
    assert "it asks for Z, E, dE, dZ, W" in first.output
    assert "--values Z,H" in first.output
    again = CliRunner().invoke(main, new)
    assert again.exit_code == 2
    assert "in exercise_my_hw.py; choose another name" in again.output
    assert "--replace" in again.output
    fewer = CliRunner().invoke(main, [*new, "--replace", "--values", "Z"])
    assert "it asks for Z, dZ, W" in fewer.output, fewer.output
    assert "dE" not in Path("exercise_my_hw.py").read_text().partition("def ")[0].partition("points=")[2]
