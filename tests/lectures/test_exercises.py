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
from engine import gradient
from engine.errors import GradientMismatchError
from engine.words.nested import nest, values_of
from lectures.__main__ import main
from lectures.errors import LectureError, UnknownNameError
from lectures.exercises import arrays, assert_solved, find_exercises, load_exercise, questions
from lectures.exercises.checking import check
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
from lectures.board import exercise, figure

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
@exercise("two-sizes", asks="Derive dW.", cases=("all sizes differ", "all sizes are equal"))
def two_sizes(case):
    n, m = (2, 3) if case == "all sizes differ" else (2, 2)
    W = [[Value(0.1 * (i + 1) * (j + 2), f"W[{i}][{j}]") for j in range(m)] for i in range(n)]
    x = [1.0, -2.0, 0.5][:m]
    return squares(engine.dot(row, x) for row in W), {"W": W}, {"x": x}
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
    exercise, script = load_exercise("one-neuron")
    assert (exercise.asks, len(exercise.hints), script.title) == ("Derive $dw$ and $db$.", 3, "A neuron")
    [question] = questions(exercise)
    assert list(question.given) == ["w", "b", "X"]
    assert question.given["w"] == [0.5, -1.0]
    assert np.shape(question.given["X"]) == (3, 2)


def test_the_cases_of_an_exercise_are_built_one_by_one(course):
    exercise, _ = load_exercise("two-sizes")
    assert [np.shape(q.given["W"]) for q in questions(exercise)] == [(2, 3), (2, 2)]


def test_an_unknown_exercise_gets_the_nearest_name(course):
    with pytest.raises(UnknownNameError, match="did you mean 'one-neuron'"):
        load_exercise("one-nevron")


def test_two_exercises_of_one_name_are_refused(course):
    (course / "second.py").write_text(LECTURE)
    with pytest.raises(LectureError, match="two exercises are called 'one-neuron'"):
        find_exercises()


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
        questions(load_exercise("one-neuron")[0])


def test_where_the_slice_is_not_enough_the_whole_lecture_is_run(course):
    hidden = LECTURE.replace("1 / 0", "0").replace("raise_if_run = [1, 2, 3]", 'globals()["rows"] = rows[:2]')
    hidden = hidden.replace("rng = Random(0)", 'globals()["rng"] = Random(0)')
    (course / "neuron.py").write_text(hidden)
    assert np.shape(questions(load_exercise("one-neuron")[0])[0].given["X"]) == (2, 2)


# The template.


def test_the_template_says_what_is_asked_and_given_and_where_to_go_on(course):
    result = run("exercise", "one-neuron")
    assert result.exit_code == 0
    text = Path("one-neuron.py").read_text()
    compile(text, "one-neuron.py", "exec")
    for part in ("Derive $dw$ and $db$.", "X  3 x 2", "w  2", "b  one number", "def gradients(w, b, X):",
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
    assert run("exercise").output.split()[0] == "one-neuron"
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


def test_a_wrong_gradient_gets_the_report_a_score_and_the_offer_of_a_hint(course):
    result = run("check", written(SOLVED.replace("X.T @ (2 * y)", "-X.T @ (2 * y)")))
    assert result.exit_code == 1
    assert "the sign is flipped" in result.output
    assert "Score: 1 of 2" in result.output
    assert "(3 left)" in result.output
    assert "Gentle" not in result.output


def test_hints_come_in_stages(course):
    path = written(SOLVED.replace("2 *", ""))
    one, two = run("check", path, "--hint"), run("check", path, "--hint", "--hint")
    assert "Gentle." in one.output
    assert "Firmer." not in one.output
    assert "(2 left)" in one.output
    assert "Gentle." in two.output
    assert "Firmer." in two.output


def test_an_answer_has_to_be_right_in_every_case(course):
    """A transposed result passes nowhere, though its shape fits where all sizes are equal."""
    text = 'EXERCISE = "two-sizes"\ndef gradients(W, x):\n    return {"W": %s}\n'
    assert run("check", written(text % "2 * (W @ x)[:, None] * x")).exit_code == 0
    checked = check(written(text % "(2 * (W @ x)[:, None] * x).T"))
    assert [(case, report["W"].verdict) for case, report in checked.reports] == [
        ("all sizes differ", "shape"),
        ("all sizes are equal", "wrong"),
    ]
    assert all(report["W"].findings[0].slip == "transposed" for _, report in checked.reports)


def test_json_for_autograders(course):
    result = run("check", written(SOLVED.replace(".sum()", "[0]")), "--json", "--hint")
    data = json.loads(result.output)
    assert (result.exit_code, data["score"], data["out_of"], data["passed"]) == (1, 1, 2, False)
    by_name = {line["name"]: line for line in data["cases"][0]["gradients"]}
    assert by_name["w"]["verdict"] == "right"
    assert by_name["b"]["findings"][0]["slip"] == "batch"
    assert data["hints"] == ["Gentle."]


def test_json_has_words_for_what_json_lacks(course):
    result = run("check", written(SOLVED.replace("(2 * y).sum()", "float('nan')")), "--json")
    assert "NaN" not in result.output
    assert json.loads(result.output)["cases"][0]["gradients"][1]["yours"] == "nan"


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
        ("'3'", "expected a real number, got str"),
        ("1j", "expected a real number, got complex"),
        ("[[1.0], [2.0, 3.0]]", "different shapes"),
        ("[]", "0 numbers are no gradient"),
        ("[0.0] * 200_000", "200000 numbers are no gradient"),
        ("object()", "expected a real number, got object"),
        ("(lambda l: l.append(l) or l)([])", "contains itself"),
    ],
)
def test_nonsense_is_named_and_the_rest_is_still_judged(course, value, said):
    checked = check(written(SOLVED.replace('"w": X.T @ (2 * y)', f'"w": {value}')))
    assert checked.message == ""
    assert said in checked.remarks[0]
    assert checked.remarks[0].startswith("w: ")
    assert [line.verdict for line in checked.reports[0][1].lines] == ["missing", "right"]


def test_a_name_that_is_not_asked_for_is_pointed_out(course):
    checked = check(written(SOLVED.replace('"w": X', '"dw": X')))
    assert checked.remarks == ["'dw' is not asked for; did you mean 'w'?"]
    assert checked.score == 1


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


# The same through pytest, and every exercise that there is.


def test_assert_solved_takes_the_function_and_fails_with_the_report(course):
    assert_solved("one-neuron", lambda w, b, X: {"w": X.T @ (2 * (X @ w + b)), "b": (2 * (X @ w + b)).sum()})
    with pytest.raises(GradientMismatchError, match="0 of 2 gradients right"):
        assert_solved("one-neuron", lambda w, b, X: {"w": 0 * w, "b": ...})
    with pytest.raises(GradientMismatchError, match="returned NoneType"):
        assert_solved("one-neuron", lambda w, b, X: None)


@pytest.fixture(scope="module")
def offered():
    return list(find_exercises())


def test_the_lectures_offer_exercises(offered):
    assert offered


@pytest.mark.slow
def test_the_engine_solves_every_exercise_and_an_untouched_template_none(offered):
    for name in offered:
        exercise, script = load_exercise(name)
        asked = questions(exercise)
        answers = iter(asked)

        def by_engine(**given):
            question = next(answers)  # noqa: B023 (called before the next round)
            return {key: _engine(question.loss, nodes) for key, nodes in question.parameters.items()}

        assert_solved(name, by_engine)
        namespace = {}
        exec(compile(template(exercise, script, asked[0]), name, "exec"), namespace)
        with pytest.raises(GradientMismatchError, match="missing"):
            assert_solved(name, namespace["gradients"])
        assert set(arrays(asked[0].given)) == set(asked[0].given)


def _engine(loss, nodes):
    entries, shape = values_of(nodes, "parameter")
    return nest(gradient(loss, entries), shape)


@pytest.mark.slow
def test_pytest_runs_a_students_file(tmp_path, offered):
    exercise, script = load_exercise(offered[0])
    path = tmp_path / f"{offered[0]}.py"
    path.write_text(template(exercise, script, questions(exercise)[0]))
    result = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--rootdir", str(tmp_path), str(path)],
        capture_output=True, text=True, timeout=120, env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert result.returncode == 1
    assert "missing" in result.stdout
    assert "assert_solved(EXERCISE, gradients)" in result.stdout
    assert "compare_gradients(" not in result.stdout
