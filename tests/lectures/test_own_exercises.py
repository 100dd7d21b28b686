"""A lecturer's own exercises: from a formula or a NumPy function to a file that all commands find."""

import re
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from engine import topological_order
from lectures.__main__ import main
from lectures.errors import LectureError
from lectures.exercises import find_exercises, load_task
from lectures.exercises.checking import check, variants_of
from lectures.exercises.lint import faults
from lectures.exercises.own import function_in, traced

NET = """\
import numpy as np
from scale import SCALE

def softmax(z):
    e = np.exp(z - np.max(z, axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)

def loss(X, T, W1, b1, W2, b2):
    Z = X @ W1 + b1
    H = np.tanh(Z)
    Y = H @ W2 + b2
    return SCALE * np.mean((Y - T) ** 2)

def classify(X, y, W, b):
    P = softmax(X @ W + b)
    picked = P[np.arange(len(y)), y]
    return -np.mean(np.log(picked))

def broken(X, W):
    return X @ W @ X

def array(X, W):
    return X @ W

def fixed(X, W):
    return np.sum((X @ W - np.ones((3, 2)) * 0.3) ** 2)

def constant(X, W):
    return 3.0
"""
SOLVED = """\
import numpy as np
EXERCISE = "my-net"
def gradients(X, T, W1, b1, W2, b2):
    Z = X @ W1 + b1
    H = np.tanh(Z)
    Y = H @ W2 + b2
    dY = 1.5 * 2 * (Y - T) / Y.size
    dH = dY @ W2.T
    dZ = (1 - H**2) * dH
    return {"Z": Z, "H": H, "Y": Y, "dY": dY, "dH": dH, "dZ": dZ, "b2": dY.sum(axis=0), "W2": H.T @ dY,
            "b1": dZ.sum(axis=0), "W1": X.T @ dZ}
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    (tmp_path / "net.py").write_text(NET)
    (tmp_path / "scale.py").write_text("SCALE = 1.5\n")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments):
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


SOFTMAX = """
import numpy as np


def loss(X, Y, W, b):
    Z = W @ X + b
    E = np.exp(Z)
    P = E / np.sum(E, axis=0)
    return -np.sum(Y * np.log(P)) / X.shape[1]
"""
MY_NET = (
    "exercise",
    "new",
    "my-net",
    "net.py:loss",
    "X=nx3",
    "T=nx1",
    "W1=3xh",
    "b1=h",
    "W2=hx1",
    "b2=1",
    "n=4",
    "h=2",
)


@pytest.mark.long
def test_a_formula_becomes_an_exercise_whose_steps_are_asked_for(folder):
    formula = "z = w*x + b; h = tanh(z); (h - y)**2"
    result = run("exercise", "new", "my-line", formula, "w=1.5", "x=0.4", "b=0.3", "y=-1.2", "--wrt", "w,b")
    assert result.exit_code == 0, result.output
    assert "it asks for z, h, dh, dz, w, b" in result.output
    task = load_task("my-line", folder)
    w, x, b, y = (task.variant().given[name] for name in "wxby")
    assert (w, x, b, y) == (1.5, 0.4, 0.3, -1.2)
    h = np.tanh(w * x + b)
    assert task.variant().right["w"] == pytest.approx(2 * (h - y) * (1 - h**2) * x)
    assert task.variant(5).given != task.variant(6).given
    assert "my-line" in run("exercise").output
    assert run("exercise", "my-line").exit_code == 0
    assert "Score: 0 of 6" in run("check", "my-line.py").output


NET_BY_NAMES = "z1 = w11*x1 + w12*x2 + b1; h1 = tanh(z1); yhat = v1*h1 + c; (yhat - y)**2"


def trimmed(folder, *struck, **changed):
    """The exercise of `NET_BY_NAMES`, in whose file something is struck out, or a number of some name is another."""
    numbers = ["w11=0.6", "w12=0.4", "x1=1.5", "x2=-0.8", "b1=0.3", "v1=0.9", "c=0.15", "y=1.3"]
    run("exercise", "new", "my-quiz", NET_BY_NAMES, *numbers, "--wrt", "w11,w12,b1,v1,c")
    text = (folder / "exercise_my_quiz.py").read_text()
    for each in struck:
        assert each in text
        text = text.replace(each, "")
    for name, number in changed.items():
        text = re.sub(rf"^    {name} = .*", f"    {name} = {number}", text, flags=re.MULTILINE)
    (folder / "exercise_my_quiz.py").write_text(text)
    return load_task("my-quiz", folder)


@pytest.mark.long
def test_what_is_no_longer_asked_for_stays_given_where_it_is_needed(folder):
    task = trimmed(folder, ', "w12": w12', ', "c": c', ', "w12": 1', ', "c": 1')
    assert [q.name for q in task.quantities] == ["z1", "h1", "yhat", "dyhat", "dh1", "dz1", "w11", "b1", "v1"]
    given = task.variant(7).given
    assert set(given) == {"w11", "w12", "x1", "x2", "b1", "v1", "c", "y"}
    assert task.variant(7).right["z1"] == given["w11"] * given["x1"] + given["w12"] * given["x2"] + given["b1"]
    assert run("exercise", "my-quiz").exit_code == 0
    assert "v1, x1, x2, y, w12, c):" in Path("my-quiz.py").read_text()
    assert "none hide a slip" in run("exercise", "lint", "my-quiz").output


@pytest.mark.long
def test_a_needed_number_that_has_no_name_and_is_not_given_is_told(folder):
    trimmed(folder, ', "x2": x2', x2="draw(-0.8)")
    said = run("exercise", "lint", "my-quiz")
    assert said.exit_code == 1
    assert "-0.8 is needed, and neither given nor asked for; add it to what is given" in said.output


def test_a_size_in_a_formula_is_told_that_it_goes_with_a_function(folder):
    result = run("exercise", "new", "mat", "Z = X @ W1 + b1; sum(Z)", "X=4x2", "W1=2x3", "b1=3")
    assert result.exit_code == 2
    assert "X=4x2: sizes go with a function, FILE.py:FUNCTION" in " ".join(result.output.split())


@pytest.mark.long
def test_a_function_becomes_an_exercise_with_all_its_steps_and_other_shapes(folder):
    result = run(*MY_NET)
    assert result.exit_code == 0, result.output
    task = load_task("my-net", folder)
    assert [q.name for q in task.quantities] == ["Z", "H", "Y", "dY", "dH", "dZ", "b2", "W2", "b1", "W1"]
    assert "Y = H @ W2 + b2" in task.variant().listing
    assert task.variant().listing.startswith("SCALE = ")  # a number that the function takes from elsewhere
    assert np.shape(task.variant(3).given["W1"]) == (3, 2)
    assert len({np.shape(v.given["X"]) for v in variants_of(task, 3)}) == 3
    Path("answer.py").write_text(SOLVED)
    assert check(Path("answer.py"), folder=folder).passed
    Path("answer.py").write_text(SOLVED.replace("(1 - H**2) * dH", "dH"))
    checked = check(Path("answer.py"), folder=folder)
    assert {name: checked.verdict(name) for name in ("dZ", "b1", "W1", "W2")} == {
        "dZ": "wrong", "b1": "follows", "W1": "follows", "W2": "right",
    }  # fmt: skip
    assert "tanh" in checked.slips[0].text


@pytest.mark.long
def test_labels_stay_what_they_are_and_the_sheet_hides_no_slip(folder):
    result = run("exercise", "new", "my-classes", "net.py:classify", "X=4x2", "y=[0,2,1,0]", "W=2x3", "b=3")
    assert result.exit_code == 0, result.output
    assert "on the sheet" not in result.output
    task = load_task("my-classes", folder)
    assert task.variant(4).given["y"] == [0, 2, 1, 0]
    assert not any(faults(task.variant(seed)) for seed in range(5))


@pytest.mark.long
def test_a_size_for_labels_is_told_at_once(folder):
    (folder / "net.py").write_text(SOFTMAX)
    said = run("exercise", "new", "soft", "net.py:loss", "X=2x4", "Y=3x4", "W=3x2", "b=3x1").output
    assert "on the sheet, Y multiplies a logarithm, as labels do, but has numbers such as" in said
    assert "Y=[[1,0,0,1],[0,1,1,0]]" in said
    said = run("exercise", "new", "hard", "net.py:loss", "X=2x4", "Y=[[1,0,0,1],[0,1,0,0],[0,0,1,0]]", "W=3x2", "b=3x1")
    assert "logarithm" not in said.output
    assert '"Y": [[1, 0, 0, 1], [0, 1, 0, 0], [0, 0, 1, 0]],' in Path("exercise_hard.py").read_text()


@pytest.mark.long
def test_what_is_struck_from_the_points_only_is_told(folder):
    run(*MY_NET)
    file = Path("exercise_my_net.py")
    text = file.read_text()
    assert "# To ask for less, delete names there, and in `points` as well" in text
    warned = "the points of my-net leave out dH, asked for all the same, for 1 point each; to ask for less, delete"
    for command in (("exercise", "lint", "my-net", "--seeds", "1"), ("sheet", "my-net", "--students", "1")):
        file.write_text(text)
        assert "leave out" not in run(*command).output
        file.write_text(re.sub(r'"dH": 1, ', "", text))
        assert warned in run(*command).output
    file.write_text(re.sub(r"points={.*}", 'points={"W1": 2}', text))  # the rest counts 1, as it is meant
    assert load_task("my-net", folder).unweighted == ""


@pytest.mark.long
def test_as_many_examples_as_classes_are_told(folder):
    result = run("exercise", "new", "my-classes", "net.py:classify", "X=3x2", "y=[0,2,1]", "W=2x3", "b=3")
    assert "on the sheet, P and dP are 3 x 3" in result.output


@pytest.mark.long
def test_labels_are_as_many_as_the_letter_says(folder):
    assert (
        run("exercise", "new", "my-classes", "net.py:classify", "X=nx2", "y=[0,2,1,0]", "W=2x3", "b=3", "n=4").exit_code
        == 0
    )
    task = load_task("my-classes", folder)
    for variant in variants_of(task, 2):
        assert len(variant.given["y"]) == len(variant.given["X"])
        assert variant.judge(variant.right).ok


@pytest.mark.long
def test_what_fails_with_other_lengths_is_said_at_once(folder):
    result = run("exercise", "new", "my-net", "net.py:fixed", "X=nx2", "W=2x2", "n=3")
    assert result.exit_code == 1
    assert "with other lengths it fails" in result.output


def test_of_a_misspelt_method_the_error_says_which_one_is_likely_meant(tmp_path):
    (tmp_path / "own.py").write_text("import numpy as np\n\n\ndef loss(w):\n    return np.sum(w.sigmod())\n")
    loss = function_in(str(tmp_path / "x"), "own.py", "loss")
    with pytest.raises(LectureError, match=r"line 5: AttributeError: .* no attribute 'sigmod'; did you mean 'sigmoid'"):
        traced(loss, {"w": [0.3, 0.4]}, ["w"])


@pytest.mark.long
def test_the_file_can_be_edited_and_is_read_again(folder):
    run(*MY_NET)
    path = Path("exercise_my_net.py")
    path.write_text(path.read_text().replace('"W1": 1}', '"W1": 5}').replace('values=["Z", "H", "Y"]', 'values=["H"]'))
    with pytest.raises(LectureError, match="'Z' has points"):
        _ = load_task("my-net", folder).quantities
    text = path.read_text()
    path.write_text(text.replace('"Z": 1, ', "").replace('"Y": 1, "dY": 1, ', "").replace('"dZ": 1, ', ""))
    task = load_task("my-net", folder)
    assert {q.name: q.points for q in task.quantities} == {"H": 1, "dH": 1, "b2": 1, "W2": 1, "b1": 1, "W1": 5}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("my-line", "(w*x - y)**2", "w=1.5", "x=2"), "y has no number"),
        (("my-line", "(w*x)**2", "w=1.5", "x=2", "--wrt", "v"), "there is no such name in the formula"),
        (("my-line", "z; z**2", "z=2"), "is no step"),
        (("my-line", "tanh = w; tanh**2", "w=2"), "cannot be the name of a number"),
        (("my-line", "__import__('os')", "w=2"), "there is no function '__import__'"),
        (("pond", "w**2", "w=2"), "there is an exercise 'pond' already"),
        (("My Line", "w**2", "w=2"), "a name consists of letters from a to z, digits and '-'"),
        (("n", "net.py:lose", "X=2x2"), "no function 'lose'; did you mean 'loss'"),
        (("n", "no.py:loss", "X=2x2"), "no.py: FileNotFoundError"),
        (("n", "net.py:array", "X=2x2"), "W has no numbers: give a shape"),
        (("n", "net.py:array", "X=2x2", "W=2x2", "V=2"), "array has no argument 'V'"),
        (("n", "net.py:array", "X=kx2", "W=2x2"), "k has no length"),
        (("n", "net.py:array", "X=[[1.0,2.0],[3.0]]", "W=2x2"), "its rows have different shapes"),
        (("n", "net.py:array", "X=2x2", "W=?"), "give a number such as 2.5, a list or a shape"),
        (("n", "net.py:array", "X=2x2", "W=2x2"), "array returned an array of (2, 2); a loss is one number"),
        (("n", "net.py:constant", "X=2x2", "W=2x2"), "constant returned float; a loss is one number that depends on W"),
        (("n", "net.py:broken", "X=2x3", "W=2x2"), "net.py, line 20: @: 2 x 3 by 2 x 2 do not fit"),
    ],
)  # fmt: skip
def test_what_cannot_become_an_exercise_is_said(folder, arguments, said):
    result = run("exercise", "new", *arguments)
    assert result.exit_code in (1, 2)
    assert said in " ".join(result.output.split())
    assert "Traceback" not in result.output
    assert not list(folder.glob("exercise_*"))


@pytest.mark.long
def test_a_file_that_cannot_be_run_hides_no_other_exercise(folder):
    run(*MY_NET)
    Path("exercise_bad.py").write_text("@exercise('bad')\ndef bad(:\n")
    Path("exercise_worse.py").write_text(
        "from lectures.board import exercise\n1 / 0\n@exercise('worse', asks='')\ndef f():\n    pass\n"
    )
    assert {"my-net", "worse"} <= set(find_exercises(folder))
    assert "ZeroDivisionError" in run("exercise", "worse").output
    assert load_task("my-net", folder).name == "my-net"


@pytest.mark.parametrize(
    ("file", "name"),
    [("exercise_my_line.py", "my-line"), ("monday.py", "my-line"), ("exercise_half_done.py", "half-done")],
)
def test_a_slip_of_the_pen_in_ones_file_is_said_with_its_place(folder, file, name):
    (folder / file).write_text(
        'from lectures.board import exercise\n\n\n@exercise(\n    "my-line",\n    minutes=15\n    hints=[],\n)\n'
    )
    for command in (("exercise", "lint", name), ("exercise", name), ("sheet", name), ("stage", name)):
        result = run(*command)
        assert result.exit_code == 1, result.output
        assert "did you mean" not in result.output
        assert f"{file}, line 6: minutes=15" in result.output
        assert "SyntaxError: invalid syntax" in result.output
    assert "there is no exercise 'my-lime'" in run("exercise", "lint", "my-lime").output  # which is not in that file


def test_a_lecture_comes_before_an_own_exercise_of_its_name(folder):
    """Else a student's file could bring its own easy task."""
    Path("easy.py").write_text(
        "from lectures.board import exercise\n@exercise('pond', asks='')\ndef pond():\n    pass\n"
    )
    assert load_task("pond", folder).asks.startswith("A pond")


def test_local_variables_are_seen_in_the_order_of_the_function():
    def loss(w, x):
        a = w * x
        unused = 3
        b = a + w
        mask = np.array([True, False])
        return (b**2).sum() + unused * 0 * mask.sum()

    drawn = traced(loss, {"w": [0.5, 0.7], "x": [1.5, -2.5]}, ["w"])
    assert (list(drawn.values), list(drawn.gradients)) == (["a", "b"], ["db", "da", "w"])
    with pytest.raises(LectureError, match="no local array 'c'"):
        traced(loss, {"w": [0.5, 0.7], "x": [1.5, -2.5]}, ["w"], values=["c"])


def in_a_loop(w, x):
    total = 0.0
    for each in x:
        z = w * each - 0.7
        total = total + z**2
    scaled = total * 0.6
    return scaled + w


def test_what_is_assigned_more_than_once_is_not_asked_for_and_not_called_by_its_name():
    drawn = traced(in_a_loop, {"w": 0.5, "x": [1.5, -2.5]}, ["w"])
    assert (list(drawn.values), list(drawn.gradients)) == (["scaled"], ["dscaled", "w"])
    assert drawn.again == ["total", "z"]
    assert not {"total", "z"} & {node.label for node in topological_order(drawn.loss)}


def test_who_names_it_is_asked_for_its_last_value_in_the_order_in_which_it_is_computed():
    drawn = traced(in_a_loop, {"w": 0.5, "x": [1.5, -2.5]}, ["w"], values=["total", "z"])
    assert list(drawn.values) == ["z", "total"]
    assert list(drawn.gradients) == ["dtotal", "dz", "w"]
    assert drawn.values["z"].data == 0.5 * -2.5 - 0.7


def test_a_function_is_read_from_beside_the_file_that_asks(folder):
    assert function_in(str(folder / "x.py"), "net.py", "loss").__name__ == "loss"
    with pytest.raises(LectureError, match="no function 'los'; did you mean 'loss'"):
        function_in(str(folder / "x.py"), "net.py", "los")


def test_what_the_function_calls_is_printed_before_it(tmp_path):
    (tmp_path / "curves.py").write_text("import numpy as np\n\n\ndef bump(z):\n    return np.exp(-z * z)\n")
    (tmp_path / "own.py").write_text(
        "import numpy as np\nfrom curves import bump\nfrom nn.array import sigmoid as squash\n\nRATE = 0.3\n\n\n"
        "def unused(z):\n    return z\n\n\ndef gate(z):\n    return 1 / (1 + np.exp(-RATE * z))\n\n\n"
        "def loss(x, w):\n    h = gate(w * x)\n    return np.sum(squash(h) * bump(h))\n"
    )
    loss = function_in(str(tmp_path / "x"), "own.py", "loss")
    drawn = traced(loss, {"x": [0.3, 0.4], "w": 0.7}, ["w"])
    helper, other, *_ = drawn.listing.split("\n\n")
    assert helper == "def bump(z):\n    return np.exp(-z * z)"
    assert other == "# squash(z) is 1 / (1 + exp(-z)) of every entry."
    assert "RATE = 0.3" in drawn.listing
    assert drawn.listing.index("def gate(z)") < drawn.listing.index("def loss(x, w)")
    assert "unused" not in drawn.listing
    assert "import" not in drawn.listing


def test_results_are_called_as_the_function_calls_them():
    def loss(X, Y, W):
        Z = W @ X
        J = np.sum(Y * Z)
        return J

    drawn = traced(loss, {"X": [[0.3], [0.4]], "Y": [[1], [0]], "W": [[0.5, 0.6], [0.7, 0.8]]}, ["W"])
    labels = {node.label for node in topological_order(drawn.loss)}
    assert {"Z[0][0]", "Z[1][0]", "J", "Y[0][0]", "Y[1][0]", "X[1][0]", "W[0][1]"} <= labels


# What a lecturer writes in NumPy.


def pooled(w, x):
    m = np.array([np.sum(w * x), np.mean(w)])
    h = np.tanh(m)
    return np.sum((h - 0.3) ** 2)


def test_an_array_made_of_sums_is_asked_for_and_its_gradient_is_right():
    numbers = {"w": [0.4, -0.7, 0.9], "x": [1.3, 0.6, 2.2]}
    drawn = traced(pooled, numbers, ["w"])
    assert list(drawn.values) == ["m", "h"]
    w, step = np.array(numbers["w"]), 1e-6
    slopes = [(pooled(w + step * e, np.array(numbers["x"])) - pooled(w - step * e, np.array(numbers["x"]))) / (2 * step)
              for e in np.eye(3)]  # fmt: skip
    drawn.loss.backward()
    assert [node.grad for node in drawn.gradients["w"]] == pytest.approx(slopes, rel=1e-6)


def of_numbers_and_sums(w):
    return np.sum(np.tanh(np.array([np.sum(w), 2.0])))


def in_zeros(w):
    z = np.zeros(2)
    z[0] = w[0]
    return np.sum(z)


def hyperbolic(w):
    return np.sum(np.sinh(w))


@pytest.mark.parametrize(
    ("loss", "advice"),
    [(of_numbers_and_sums, r"np.stack\(\[a, b\]\)"), (in_zeros, r"not np.zeros\(2\) that is filled"),
     (hyperbolic, "np.sinh is not known of Values; write it with np.exp")],
)  # fmt: skip
def test_what_does_not_go_is_said_with_what_to_write(loss, advice):
    with pytest.raises(LectureError, match=rf"line \d+: .*{advice}"):
        traced(loss, {"w": [0.4, 0.7]}, ["w"])
