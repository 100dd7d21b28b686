"""Exercises as a student meets them: a template, a check that answers, hints, a score, and no way to hang it."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

import lectures.site.script
from engine.errors import GradientMismatchError
from lectures.__main__ import main
from lectures.errors import LectureError, UnknownNameError
from lectures.exercises import assert_solved, find_exercises, find_tasks, load_task
from lectures.exercises.catalogue import title_of
from lectures.exercises.checking import check, variants_of
from lectures.exercises.student import arrays
from lectures.exercises.template import template

pytestmark = pytest.mark.slow  # every answer is checked in a process of its own
ROOT = Path(__file__).parent.parent.parent

LECTURE = """# %% [markdown]
# # A neuron
# Two exercises.

# %%
from random import Random

import engine
from engine import Value
from lectures.board import Drawn, exercise, figure

rng = Random(0)
rows = [[rng.gauss(0, 1) for _ in range(2)] for _ in range(3)]
raise_if_run = [1, 2, 3]

# %%
print("a lecture prints")
1 / 0  # whoever runs the whole lecture for its exercises falls over here


# %%
def squares(outputs):
    return engine.sum(y * y for y in outputs)


@exercise("one-neuron", asks="Derive $dw$ and $db$.", hints=["Gentle.", "Firmer.", "Nearly there."])
def one_neuron():
    w, b = [Value(0.5, "w[0]"), Value(-1.0, "w[1]")], Value(0.25, "b")
    return squares(engine.affine(w, x, b) for x in rows), {"w": w, "b": b}, {"X": rows}


# %%
@exercise("two-sizes", asks="Derive dW.", points={"W": 3})
def two_sizes(draw):
    n, m = draw.length(2), draw.length(3)
    W = [[Value(x, f"W[{i}][{j}]") for j, x in enumerate(row)] for i, row in enumerate(draw([[0.3, -0.7]], n, m))]
    x = draw([1.5, -2.5, 0.4], m)
    y = [engine.dot(row, x) for row in W]
    return Drawn(squares(y), {"dy": y, "W": W}, {"x": x}, values={"y": y})
"""
SOLVED = """
EXERCISE = "one-neuron"

def gradients(w, b, X):
    y = X @ w + b
    return {"w": X.T @ (2 * y), "b": (2 * y).sum()}
"""


@pytest.fixture
def course(tmp_path, monkeypatch):
    """A folder of lectures with one lecture in it, and an empty folder to work in."""
    folder = tmp_path / "lectures" / "notes" / "basics"
    folder.mkdir(parents=True)
    (folder / "neuron.py").write_text(LECTURE)
    monkeypatch.setattr(lectures.site.script, "FOLDER", folder.parents[1])
    work = tmp_path / "work"
    work.mkdir()
    monkeypatch.chdir(work)
    return folder


def run(*arguments):
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def written(text, name="answer.py"):
    path = Path(name)
    path.write_text(text)
    return path


# Finding exercises.


def test_exercises_are_found_without_running_their_lecture(course):
    assert {name: script.name for name, script in find_exercises().items()} == {
        "one-neuron": "neuron",
        "two-sizes": "neuron",
    }


def test_loading_one_runs_only_what_it_needs(course):
    task = load_task("one-neuron")
    assert (task.asks, len(task.hints), title_of(task)) == ("Derive $dw$ and $db$.", 3, "A neuron")
    assert not task.fresh
    given = task.variant().given
    assert list(given) == ["w", "b", "X"]
    assert given["w"] == [0.5, -1.0]
    assert np.shape(given["X"]) == (3, 2)


def test_sizes_have_other_shapes_and_all_are_checked(course):
    shapes = [np.shape(variant.given["W"]) for variant in variants_of(load_task("two-sizes"), 5)]
    assert shapes[0] == (2, 3)
    assert len(set(shapes)) == 3


def test_an_unknown_exercise_gets_the_nearest_name(course):
    with pytest.raises(UnknownNameError, match="did you mean 'one-neuron'"):
        load_task("one-nevron")


def test_two_exercises_of_one_name_are_refused(course):
    (course / "second.py").write_text(LECTURE)
    with pytest.raises(LectureError, match="two exercises are called 'one-neuron'"):
        find_exercises()


def test_a_copy_of_an_exercise_in_the_own_folder_is_named_by_its_file(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ("exercise_mine.py", "old_mine.py"):
        Path(name).write_text('@exercise("mine")\ndef mine(draw):\n    pass\n')
    with pytest.raises(LectureError) as raised:
        find_exercises(Path())
    assert str(raised.value).startswith("two exercises are called 'mine': in exercise_mine.py and in old_mine.py; ")
    assert "keep one of the files in another folder" in str(raised.value)


@pytest.mark.parametrize(
    ("part", "broken", "said"),
    [
        ("return squares(engine.affine(w, x, b) for x in rows)", "return 0.0", "return .loss"),
        ('{"X": rows}', '{"my X": rows}', "cannot be the name"),
        ("def squares", "def cubes", "ZeroDivisionError"),  # the slice fails, and then the whole lecture
    ],
)
def test_a_broken_exercise_is_the_lectures_error(course, part, broken, said):
    (course / "neuron.py").write_text(
        LECTURE.replace(part, broken).replace("1 / 0" if "def" not in part else "\0", "0")
    )
    with pytest.raises(LectureError, match=said):
        load_task("one-neuron").variant()


def test_where_the_slice_is_not_enough_the_whole_lecture_is_run(course):
    hidden = LECTURE.replace("1 / 0", "0").replace("raise_if_run = [1, 2, 3]", 'globals()["rows"] = rows[:2]')
    hidden = hidden.replace("rng = Random(0)", 'globals()["rng"] = Random(0)')
    (course / "neuron.py").write_text(hidden)
    assert np.shape(load_task("one-neuron").variant().given["X"]) == (2, 2)


# The template.


def test_the_template_says_what_is_asked_and_given_and_where_to_go_on(course):
    result = run("exercise", "one-neuron")
    assert result.exit_code == 0
    text = Path("one-neuron.py").read_text()
    compile(text, "one-neuron.py", "exec")
    for part in ("Derive dw and db.", "X  3 x 2", "w  2", "b  one number", "def gradients(w, b, X):",
                 "check one-neuron.py", 'EXERCISE = "one-neuron"'):  # fmt: skip
        assert part in text


def test_nothing_is_ever_overwritten(course):
    path = written("my work", "one-neuron.py")
    result = run("exercise", "one-neuron")
    assert result.exit_code == 2
    assert "not overwritten" in result.output
    assert path.read_text() == "my work"
    assert run("exercise", "one-neuron", "--to", "other.py").exit_code == 0


def test_without_a_name_all_exercises_are_listed(course):
    assert any(line.split()[:2] == ["one-neuron", "15"] for line in run("exercise").output.splitlines())
    assert "did you mean" in run("exercise", "two-size").output


def test_an_untouched_template_is_missing_not_wrong(course):
    run("exercise", "one-neuron")
    result = run("check", "one-neuron.py")
    assert result.exit_code == 1
    assert result.output.count("missing") == 2
    assert "Score: 0 of 2" in result.output


# Checking.


def test_a_solved_exercise_passes(course):
    result = run("check", written(SOLVED))
    assert result.exit_code == 0, result.output
    assert "Score: 2 of 2" in result.output
    assert "runs the code in the file" in result.output
    assert "no sandbox" in result.output


def test_without_a_hint_there_are_verdicts_and_nothing_that_helps(course):
    result = run("check", written(SOLVED.replace("X.T @ (2 * y)", "-X.T @ (2 * y)")))
    assert result.exit_code == 1
    assert "Score: 1 of 2" in result.output
    assert "--hint 1" in result.output
    assert "sign" not in result.output
    assert "Gentle" not in result.output


def test_hints_say_where_then_what_then_the_remedy_and_those_of_the_exercise(course):
    path = written(TWO.replace("2 * y", "4 * y"))
    said = [run("check", path, "--hint", level, "--seed", 7).output for level in (1, 2, 3)]
    assert [text.count("Hint:") for text in said[:2]] == [1, 3]
    assert said[1].count("Hint: or: ") == 1  # what explains the same numbers is named from the second hint on
    assert "look at dy" in said[0]
    assert "factor" not in said[0]
    assert "factor" in said[1]
    path = written(SOLVED.replace("2 *", ""))
    said = [run("check", path, "--hint", level).output for level in (1, 2, 3)]
    assert [("Gentle." in text, "Firmer." in text, "Nearly" in text) for text in said] == [
        (True, False, False), (True, True, False), (True, True, True),
    ]  # fmt: skip


TWO = """EXERCISE = "two-sizes"
def gradients(W, x):
    y = W @ x
    dy = 2 * y
    return {"y": y, "dy": dy, "W": np.outer(dy, x)}
import numpy as np
"""


def test_an_answer_has_to_be_right_in_every_shape(course):
    """A sum over a fixed number of rows passes on the sheet and nowhere else."""
    assert check(written(TWO)).score == 5.0
    checked = check(written(TWO.replace("np.outer(dy, x)", "np.stack([dy[0] * x, dy[1] * x])")))
    assert checked.cases[0][1].ok
    assert [graded.verdicts["W"] for _, graded in checked.cases[1:]] == ["shape", "shape"]
    assert checked.points == {"y": 1.0, "dy": 1.0, "W": 0.0}


def test_constants_score_nothing_and_the_seed_repeats_a_check(course):
    right = load_task("two-sizes").variant(7).right
    path = written(f"EXERCISE = 'two-sizes'\ndef gradients(W, x):\n    return {right}\n")
    first, again = check(path, seed=7), check(path, seed=7)
    assert first.cases[0][1].ok
    assert first.score == 0.0
    assert [v.given for v, _ in first.cases] == [v.given for v, _ in again.cases]
    hidden = {check(path).seed for _ in range(3)}
    assert len(hidden) == 3
    assert "--seed" in run("check", path).output


def test_credit_is_carried_forward(course):
    checked = check(written(TWO.replace("dy = 2 * y", "dy = y")))
    assert {name: checked.verdict(name) for name in checked.points} == {"y": "right", "dy": "wrong", "W": "follows"}
    assert checked.score == 4.0
    checked = check(written(TWO.replace("y = W @ x", "y = W @ x + 1")))
    assert {name: checked.verdict(name) for name in checked.points} == {"y": "wrong", "dy": "follows", "W": "follows"}


def test_points_can_be_changed(course):
    assert check(written(TWO.replace("dy = 2 * y", "dy = y")), points={"dy": 0.0, "W": 1}).out_of == 2.0
    assert "Score: 7 of 7" in run("check", written(TWO), "--points", "dy=3").output
    assert "does not ask for 'dx'" in run("check", written(TWO), "--points", "dx=3").output
    assert "write it as w=2" in run("check", written(TWO), "--points", "dy").output


def test_no_right_number_is_shown(course):
    """What the engine has for the numbers of the check stands nowhere in what is said, and nor in the JSON."""
    path = written(TWO.replace("2 * y", "np.cos(y)"))
    task = load_task("two-sizes")
    right = {f"{abs(x):.4g}" for v in variants_of(task, 11) for name in ("dy", "W") for x in np.ravel(v.right[name])}
    right -= {f"{abs(x):.4g}" for v in variants_of(task, 11) for name in v.given for x in np.ravel(v.given[name])}
    for options in ((), ("--hint", 3), ("--json", "--hint", 3)):
        output = run("check", path, "--seed", 11, *options).output
        assert "wrong" in output
        assert not [number for number in right if number in output]


def test_json_for_autograders(course):
    result = run("check", written(SOLVED.replace(".sum()", "[0]")), "--json", "--hint", 2)
    data = json.loads(result.output)
    assert (result.exit_code, data["score"], data["out_of"], data["passed"]) == (1, 1.0, 2.0, False)
    assert {q["name"]: q["verdict"] for q in data["quantities"]} == {"w": "right", "b": "wrong"}
    assert data["cases"][0]["slips"][0]["gradients"] == ["b"]
    assert "Gentle." in data["hints"]
    assert "remedy" not in data["cases"][0]["slips"][0]


def test_numbers_that_are_none_are_wrong(course):
    result = run("check", written(SOLVED.replace("(2 * y).sum()", "float('nan')")), "--json")
    assert "NaN" not in result.output
    assert json.loads(result.output)["quantities"][1]["verdict"] == "wrong"


def test_float32_is_judged_by_its_own_precision(course):
    single = TWO.replace('{"y": y', '{"y": y.astype("float32")').replace(
        "np.outer(dy, x)", "np.outer(dy, x).astype('f4')"
    )
    assert check(written(single)).passed


def test_what_the_file_prints_is_shown_apart_and_cut_short(course):
    result = run("check", written("print('hello')\nprint('x' * 10**6)\n" + SOLVED))
    assert result.exit_code == 0
    assert "The file printed:\n  hello" in result.output
    assert len(result.output) < 4_000


HEAD = 'EXERCISE = "one-neuron"\n'
BODY = HEAD + "def gradients(w, b, X):\n    "


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (BODY + "return 1 / 0", "line 3, 'return 1 / 0': ZeroDivisionError"),
        (BODY + "return {'w': w", "not valid Python: line 3"),
        (BODY + "X @ w", "returned NoneType; is a return missing?"),
        (BODY + "return [w, b]", "returned list; return a dict"),
        (BODY + "input('number?')", "asks for input"),
        (BODY + "return gradients(w, b, X)", "RecursionError"),
        (HEAD + "def gradients(w):\n    return {}", "does it take the arguments of the template?"),
        (HEAD + "import sys\nsys.exit(0)", "calls exit()"),
        (HEAD + "import os\nos._exit(7)", "ended with code 7"),
        (HEAD + "import os\nos.kill(os.getpid(), 9)", "ended with code -9"),
        (HEAD + "import no_such_module", "No module named 'no_such_module'"),
        (HEAD + "gradient = 1", "defines no function gradients"),
        (HEAD + "ANSWERS = {'w': 2 + f()}", "ANSWERS holds plain numbers"),
        (
            HEAD + "import engine\ndef gradients(**given):\n    return engine.gradient(1)",
            "line 4, 'return engine.gradient(1)': it calls engine.gradient",
        ),
        (HEAD + "from nn import Linear\nlayer = Linear(2)", "it calls nn.Linear; in an answer that is unavailable"),
        (HEAD + "import torch\ntorch.autograd.grad()", "it calls torch.autograd.grad"),
        (
            BODY
            + "try:\n        from engine import backward\n        backward(1)\n    except Exception:\n        pass",
            "it calls engine.backward",
        ),
        (HEAD + "big = bytearray(3 << 30)", "it needs more than 2 GiB of memory"),
        ("def gradients(**given):\n    return {}", "does not say which exercise"),
    ],
)
def test_what_cannot_be_judged_gets_a_clear_message(course, text, said):
    result = run("check", written(text))
    assert result.exit_code == 2
    assert said in result.output
    assert "Traceback" not in result.output


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("'three'", "'three' is no number"),
        ("1j", "expected a real number, got complex"),
        ("[[1.0], [2.0, 3.0]]", "different shapes"),
        ("[]", "0 numbers are no answer"),
        ("[0.0] * 200_000", "more than 100000 numbers are no answer"),
        ("object()", "expected a real number, got object"),
        ("(lambda l: l.append(l) or l)([])", "contains itself"),
    ],
)
def test_nonsense_is_named_and_the_rest_is_still_judged(course, value, said):
    checked = check(written(SOLVED.replace('"w": X.T @ (2 * y)', f'"w": {value}')))
    assert checked.message == ""
    assert said in checked.remarks[0]
    assert checked.remarks[0].startswith("dw: ")
    assert checked.verdict("w") in ("missing", "shape", "nonsense")
    assert checked.verdict("b") == "right"


def test_a_name_that_is_not_asked_for_is_pointed_out(course):
    checked = check(written(SOLVED.replace('"w": X', '"ww": X')))
    assert checked.remarks == ["'ww' is not asked for; there are: dw, db"]
    assert checked.score == 1


def test_a_gradient_may_be_called_by_a_d(course):
    checked = check(written(SOLVED.replace('"w": X', '"dw": X')), points={"dw": 3})
    assert (checked.remarks, checked.score) == ([], 4)


@pytest.mark.slow
def test_an_endless_loop_is_stopped_with_everything_that_it_started(course):
    text = HEAD + (
        "import os, pathlib, subprocess, sys\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])\n"
        f"pathlib.Path({str(Path.cwd())!r}, 'pid').write_text(str(child.pid))\n"
        "while True:\n    pass\n"
    )
    checked = check(written(text), seconds=3.0)
    assert "did not finish within 3 s" in checked.message
    pid = int(Path("pid").read_text())
    assert _ends(pid)


def _ends(pid):
    for _ in range(100):
        try:
            status = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
            os.kill(pid, 0)
        except (OSError, FileNotFoundError):
            return True
        if status == "Z":
            return True
        time.sleep(0.05)
    return False


def test_nothing_of_a_students_file_is_kept(course):
    text = "open('left behind', 'w').write('x')\n" + SOLVED
    assert check(written(text)).passed
    assert sorted(path.name for path in Path().iterdir()) == ["answer.py"]
    assert "gradients" not in sys.modules


# Typed numbers.


def test_typed_numbers_are_judged_without_running_the_file(course):
    assert "two-sizes.py, a function" in run("exercise", "two-sizes").output
    before = Path("two-sizes.py").read_text()
    assert "two-sizes-typed.py, numbers to be typed, of seed 9" in run("exercise", "two-sizes", "--seed", 9).output
    assert "exists already" in run("exercise", "two-sizes", "--typed").output
    assert Path("two-sizes.py").read_text() == before
    assert run("exercise", "two-sizes", "--typed", "--seed", 9, "--to", "typed.py").exit_code == 0
    text = Path("typed.py").read_text()
    right = load_task("two-sizes").variant(9).right
    assert f"W = {load_task('two-sizes').variant(9).given['W']}" in text
    assert "Score: 0 of 5" in run("check", "typed.py").output
    assert '"dW": None' in text  # by the name of the gradient, below a given W
    assert "dW  the gradient of L with respect to W, " in text
    for name, answer in right.items():
        text = text.replace(f'"{"d" * (name == "W")}{name}": None', f'"{"d" * (name == "W")}{name}": "{answer}"')
    Path("typed.py").write_text(text + "raise SystemExit  # is not run\n")
    assert "Score: 5 of 5" in run("check", "typed.py").output


# The same through pytest, and every exercise that there is.


def test_assert_solved_takes_the_function_and_fails_without_a_right_number(course):
    assert_solved("one-neuron", lambda w, b, X: {"w": X.T @ (2 * (X @ w + b)), "b": (2 * (X @ w + b)).sum()})
    with pytest.raises(GradientMismatchError, match="Score: 0 of 2"):
        assert_solved("one-neuron", lambda w, b, X: {"w": 0 * w, "b": ...})
    with pytest.raises(GradientMismatchError, match="returned NoneType"):
        assert_solved("one-neuron", lambda w, b, X: None)


@pytest.fixture(scope="module")
def offered():
    return find_tasks()


def test_the_right_answers_solve_every_exercise_and_an_untouched_template_none(offered):
    assert len(offered) >= 22
    for name, task in offered.items():
        for variant in variants_of(task, 3):
            assert variant.judge(variant.right).ok, name
        namespace = {}
        exec(compile(template(task.variant()), name, "exec"), namespace)
        if all(quantity.numeric for quantity in task.quantities):
            answers = namespace["gradients"](**arrays(task.variant().given))
            assert set(task.variant().judge(answers).verdicts.values()) == {"missing"}, name


def test_every_exercise_of_the_lectures_has_fresh_numbers(offered):
    for name, task in offered.items():
        assert task.fresh, name
        assert task.variant(1).given != task.variant(2).given, name


@pytest.mark.slow
def test_pytest_runs_a_students_file(tmp_path, offered):
    task = next(iter(offered.values()))
    path = tmp_path / f"{task.name}.py"
    path.write_text(template(task.variant()))
    result = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--rootdir", str(tmp_path), str(path)],
        capture_output=True, text=True, timeout=120, env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert result.returncode == 1
    assert "missing" in result.stdout
    assert "assert_solved(EXERCISE, gradients)" in result.stdout
    assert "compare_gradients(" not in result.stdout
