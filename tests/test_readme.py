"""The README tells the truth: its code runs, its pictures and outputs are what the code gives, what it names exists."""

import contextlib
import importlib.util
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from engine import PRIMITIVES, __version__
from lectures.__main__ import main
from lectures.reference.link import names as reference_names

ROOT = Path(__file__).parent.parent
PLACES = {
    path: ROOT / path
    for path in ("README.md", "engine/README.md", "lectures/README.md", "lectures/workbench/README.md")
}
TEXTS = {place: path.read_text(encoding="utf-8") for place, path in PLACES.items()}
README, ALL = TEXTS["README.md"], "\n".join(TEXTS.values())
EXAMPLE = re.compile(r"```python\n(.*?)```(?:\s+```text\n(.*?)```)?", re.DOTALL)  # with what it prints
EXAMPLES = [(place, *found) for place, text in TEXTS.items() for found in EXAMPLE.findall(text)]
PROGRAMS = [(place, code, out) for place, code, out in EXAMPLES if code.startswith(("from ", "import "))]
IN_JAX = "import jax\n"  # which is set up once for a whole process, and is not everywhere
(ROW,) = (code for _, code, _ in EXAMPLES if not code.startswith(("from ", "import ")))


def words(svg: str) -> list[str]:
    """Return the texts of a drawing; where they stand is up to the version of Graphviz."""
    return re.findall(r">([^<>]+)</(?:text|tspan|title|desc)>", svg)


def without_rounding(printed: str) -> str:
    """Return a report without what is left of two equal numbers, and without widths of columns."""
    return re.sub(r" +", " ", re.sub(r"\S+e-1\d|(?<= )0$", "0", printed, flags=re.MULTILINE))


def lying_about(folder: Path) -> list[str]:
    """Return what lies in a folder and would be new to git in a checkout."""
    names = [f"{file.name}/" if file.is_dir() else file.name for file in folder.iterdir()]  # "out/": folders only
    done = subprocess.run(["git", "check-ignore", *names], cwd=ROOT, capture_output=True, text=True, check=False)
    return [] if done.returncode == 128 else sorted({*names} - {*done.stdout.split()})  # 128: this is no checkout


@pytest.mark.parametrize(
    ("place", "code", "quoted"), [program for program in PROGRAMS if not program[1].startswith(IN_JAX)]
)
def test_every_example_runs_in_an_empty_folder_and_prints_what_is_quoted(
    place, code, quoted, tmp_path, monkeypatch, capsys
):
    monkeypatch.chdir(tmp_path)
    names: dict = {}
    exec(code, names)
    printed = capsys.readouterr().out
    assert without_rounding(printed) == without_rounding(quoted)
    assert lying_about(tmp_path) == []


def test_the_example_in_jax_computes_in_double_precision_what_is_said():
    pytest.importorskip("jax")
    (code,) = (code for _, code, _ in PROGRAMS if code.startswith(IN_JAX))
    show = "print(*values.tolist(), *gradients.tolist(), *oks.tolist(), float(value), values.dtype)"
    done = subprocess.run([sys.executable, "-c", code + show], capture_output=True, text=True, check=False)
    assert done.stdout == "21.0 28.0 [7.0] [7.0] True True 21.0 float64\n", done.stderr
    assert "takes many seeds at once: 21 and 28." in README


def after(place: str, said: str) -> dict:
    """Return the names that the program in which something is said leaves behind."""
    (code,) = (code for where, code, _ in PROGRAMS if where == place and said in code)
    names: dict = {}
    exec(code, names)
    return names


def test_numbers_in_the_text_are_those_of_the_examples(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert f"`b.grad` is now {after('README.md', 'by_hand')['b'].grad:.4g}" in README
    engine = TEXTS["engine/README.md"]
    assert f"`w.grad` is now {after('engine/README.md', 'neuron.svg')['w'].grad:.3f}" in engine
    names = after("README.md", ".function(np)")
    assert f"the value is {names['value']:g} and the gradient {names['gradient'][0]:g}" in README
    assert bool(names["ok"])
    names = after("engine/README.md", "fit(model")
    assert (len(names["history"].loss), names["score"].inputs) == (40, ())
    assert names["tape"].value([3.0], [[2.0], [-5.0]]) == 11.0
    assert names["line"].value([3.0], [[2.0, 5.0], [1.0, 4.0]], per_example=True).tolist() == [1.0, 1.0]
    names = after("engine/README.md", "column_sums")
    assert names["compare_gradients"](names["H"].sum(), {"W": (names["W"], names["X"].data.T @ names["dZ"])}).ok
    assert after("README.md", "Parabola")["y"].data == 9.0
    assert f"version = {{{__version__}}}" in README


def test_the_pictures_show_what_the_examples_draw(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    gallery = ROOT / "lectures" / "gallery"
    after("engine/README.md", "neuron.svg")
    drawn, shown = (path.read_text(encoding="utf-8") for path in (Path("neuron.svg"), gallery / "neuron.svg"))
    assert words(drawn) == words(shown)
    assert "−1.004" in words(drawn)
    (line,) = (line for line in README.splitlines() if line.endswith("--to moving"))
    for name, *theme in (("neuron-moving.svg",), ("neuron-moving-dark.svg", "--theme", "dark")):
        assert CliRunner().invoke(main, [*shlex.split(line)[1:], "--out", name, *theme]).exit_code == 0
        drawn, shown = (path.read_text(encoding="utf-8") for path in (Path(name), gallery / name))
        assert words(drawn) == words(shown)
        assert "prefers-reduced-motion" in shown


@pytest.mark.parametrize("place", PLACES)
def test_what_is_linked_is_there(place):
    linked = re.findall(r"\]\((?!http)([^)]+)\)|(?:src|srcset)=\"([^\"]+)\"", TEXTS[place])
    for target in map("".join, linked):
        assert (PLACES[place].parent / target).exists(), target


@pytest.mark.slow
def test_editors_and_type_checkers_accept_every_example(tmp_path):
    has_jax = importlib.util.find_spec("jax") is not None
    programs = [code for _, code, _ in PROGRAMS if has_jax or not code.startswith(IN_JAX)]
    paths = [tmp_path / f"example_{i}.py" for i in range(len(programs))]
    for path, program in zip(paths, programs, strict=True):
        path.write_text(program, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--untyped-calls-exclude=jax", "--config-file=", *paths],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout


# A row is added to a copy of the table as the README says, and tried in every room; where someone has added just this
# row, as the README asks, the copy gets it by another name.

NAME = "ownsign" if "softsign" in PRIMITIVES else "softsign"


def renamed(text: str) -> str:
    return text.replace("softsign", NAME).replace("softsing", NAME.replace("sign", "sing"))


CONSUMERS = """
import random
from engine import PRIMITIVES, Value, apply, check_gradients, compare_gradients, dot, draw, gradient, hvp, jvp, named
from engine import record
from engine.printing.javascript import javascript
from engine.words.story import LatexStory
import nn

softsign = PRIMITIVES["softsign"]
f = lambda x: apply(softsign, x)
report = check_gradients(f, -0.7)
assert report, report
assert abs(jvp(f, [-0.7], [1.0])[1] - 1 / 1.7**2) < 1e-15
x = Value(-0.7, "x")
assert abs(gradient(gradient(f(x), x, create_graph=True), x) - 2 / 1.7**3) < 1e-12
assert abs(hvp(f(x), [x], [1.0])[0] - 2 / 1.7**3) < 1e-12

w, inputs = [Value(0.5, "w0"), Value(-0.2, "w1"), Value(0.1, "w2")], [2.0, -1.0, 0.5]
h = named("h", f(dot(w, inputs)))
loss = (h - 1) ** 2
drawing = draw(loss)
assert ">softsign<" in drawing.svg()
assert any("/(1 + abs(" in words for words in drawing.story.steps())
assert any("left|" in words for words in LatexStory(drawing.trace).steps())
assert "Math.abs" in javascript(softsign, 1) and "<figure" in drawing.player()._repr_html_().replace("&lt;", "<")
value, slopes = record(loss, w).value_and_grad()
assert "f64.abs" in record(loss, w).wasm().text
assert value == loss.data and list(slopes) == gradient(loss, w)

error = 2 * (h.data - 1)
finding = compare_gradients(loss, {"w": (w, [error * number for number in inputs])})["w"].findings[0]
assert (finding.slip, finding.certainty) == ("activation forgotten", "sure"), finding
assert "softsign in h" in finding.text
neuron = nn.Neuron(2, "softsign", rng=random.Random(0))
assert neuron([1.0, 2.0]).op == "softsign"

# By its name: in a program, in a formula of numbers and of arrays, in a script made of it, and where one misspells it.

import engine
from lectures.errors import ExpressionError
from lectures.expression import evaluate
from lectures.workbench.desk.desk import Desk
from lectures.workbench.desk.script.from_formula import formula_script
from lectures.workbench.desk.script.names import names

assert x.softsign().op == engine.softsign(x).op == "softsign" and engine.softsign(1).data == 0.5
for formula in ("softsign(w*x)", "(w*x).softsign()", "np.softsign(w*x)"):
    y = evaluate(formula, {"w": 1.0, "x": -3.0})
    assert (y.data, y.op) == (-0.75, "softsign"), formula
arrays = {"W": [[1.0, 2.0], [0.0, -3.0]], "x": [1.0, 1.0]}
for formula in ("softsign(W @ x).sum()", "(W @ x).softsign().sum()"):
    z = evaluate(formula, arrays)
    z.backward()
    assert [(node.data, node.op) for node in z.inputs] == [(0.75, "softsign"), (-0.75, "softsign")], formula
    ran = {}
    exec(formula_script(Desk(), formula, {"W": "1 2; 0 -3", "x": "1, 1"})["source"], ran)
    assert ran["W"].grad.tolist() == [[1 / 16, 1 / 16], [1 / 16, 1 / 16]], formula
pairs = evaluate("hypotenuse(W, x[0]).sum() + hypotenuse(3, W[0][0])", {"W": [[4.0], [-4.0]], "x": [3.0]})
assert pairs.data == 15.0 and engine.hypotenuse(3, 4).data == 5.0 and "hypotenuse" not in engine.METHODS
try:
    raise SystemExit(x.hypotenuse(4))
except AttributeError as error:
    assert "it is a function of several values, engine.hypotenuse" in str(error), error
assert x.swish(2.0).data == engine.swish(-0.7, beta=2.0).data == evaluate("swish(x, 2)", {"x": -0.7}).data

# In an exercise of one's own.

from lectures.exercises.new import of_formula

written = of_formula("own", "h = softsign(w*x); (hypotenuse(h, 3) - y)**2", {"w": 0.5, "x": 2.0, "y": 1.0}, ["w"])
assert "h = softsign(w*x)" in written and "import Constant, Value, hypotenuse, softsign" in written

for wrong in ("softsing(w)", "w.softsing()"):
    try:
        raise SystemExit(evaluate(wrong, {"w": 1.0}))
    except ExpressionError as error:
        assert "did you mean 'softsign'" in str(error), error
for offered in names().values():
    assert [each["info"] for each in offered if each["label"] == "softsign"] == [
        "Return y = x/(1 + abs(x)); dy/dx = 1/(1 + abs(x))**2."
    ]
print("softsign is everywhere")
"""


OF_TWO = """    Primitive("hypotenuse", "hypotenuse", "function", domain=(POSITIVE, POSITIVE),
        value=lambda math, a, b: (s := math.where(math.abs(a) > math.abs(b), math.abs(a), math.abs(b)))
            * math.sqrt((a / s) * (a / s) + (b / s) * (b / s)),
        partials=lambda math, y, a, b: (a / y, b / y),
        formula="sqrt({a}**2 + {b}**2)", partial_formulas=("{a}/{y}", "{b}/{y}")),
"""
WITH_STATIC = """    Primitive("swish", "swish", "activation", static_names=("beta",),
        value=lambda math, x, beta: x * math.sigmoid(beta * x),
        partials=lambda math, y, x, beta: (math.sigmoid(beta * x) + beta * y * math.sigmoid(-beta * x),),
        formula="{x}*sigmoid({beta}*{x})",
        partial_formulas=("sigmoid({beta}*{x}) + {beta}*{y}*(1 - sigmoid({beta}*{x}))",)),
"""
MEANINGS = """    "softsign": lambda n, x: x / (1 + abs(x)),
    "hypotenuse": lambda n, a, b: n.sqrt(a * a + b * b),
    "swish": lambda n, x, beta: x / (1 + n.exp(-beta * x)),
"""


@pytest.fixture(scope="module")
def with_softsign(tmp_path_factory):
    """A copy of the project that has the row, and the line that the tests ask for."""
    copy = tmp_path_factory.mktemp("softsign")
    for part in ("engine", "nn", "tests", "lectures"):
        shutil.copytree(ROOT / part, copy / part, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "Makefile"):
        shutil.copy(ROOT / name, copy)
    for path, before, line in (
        ("engine/primitives.py", ")  # fmt: skip\n\nPRIMITIVES", renamed(ROW) + OF_TWO + WITH_STATIC),
        (
            "tests/engine/meaning.py",
            '    "maximum":',
            renamed(MEANINGS),
        ),
    ):
        text = (copy / path).read_text(encoding="utf-8")
        assert text.count(before) == 1
        (copy / path).write_text(text.replace(before, line + before), encoding="utf-8")
    if sys.pycache_prefix is None:
        yield copy
        return
    compiled, own = (Path(sys.pycache_prefix, *place.parts[1:]) for place in (ROOT, copy))
    for path in compiled.rglob("*.pyc"):  # what was compiled is good for files that are as old and as long
        (own / path.relative_to(compiled)).parent.mkdir(parents=True, exist_ok=True)
        with contextlib.suppress(FileNotFoundError):  # another process renames what it has just written
            shutil.copy(path, own / path.relative_to(compiled))
    yield copy
    shutil.rmtree(own, ignore_errors=True)


def in_copy(copy, *command):
    environment = os.environ | {"PYTHONPATH": str(copy)}
    return subprocess.run([sys.executable, *command], cwd=copy, env=environment, capture_output=True, text=True)


@pytest.mark.long
def test_a_row_added_as_described_is_drawn_worded_replayed_and_diagnosed(with_softsign):
    done = in_copy(with_softsign, "-c", renamed(CONSUMERS))
    assert done.stdout.endswith(f"{NAME} is everywhere\n"), done.stderr


@pytest.mark.slow
def test_the_tests_ask_for_no_more_of_a_new_row_than_is_said(with_softsign):
    done = in_copy(
        with_softsign, "-m", "pytest", "tests", "-q", "-k", f"({NAME} or hypotenuse or swish) and not readme"
    )
    assert done.returncode == 0, done.stdout


# What is named exists.


def test_files_that_are_named_exist():
    paths = re.findall(r"`((?:engine|nn|lectures|tests)/[\w./]*)`", ALL)
    assert len(paths) > 20
    assert [path for path in paths if not (ROOT / path).exists()] == []


def test_places_in_the_reference_that_are_named_exist():
    named = re.findall(r"`out/reference/(\w+)\.html#?([\w.]*)`", ALL)
    assert {place for _, place in named} >= {"", "Tape"}
    for page, place in named:
        assert f"{page}.{place}" in reference_names() if place else page == "index"


def test_commands_that_are_named_exist():
    targets = set(re.findall(r"make (\w+)", ALL))
    defined = set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(encoding="utf-8"), flags=re.MULTILINE))
    assert {"lectures", "test"} <= targets <= defined
    commands = set(re.findall(r"(?:^|[`/])chalkgrad (\w+)", ALL, re.MULTILINE))
    assert {"list", "step"} <= commands <= set(main.commands)


@pytest.mark.parametrize(
    "name", sorted(set(re.findall(r"chalkgrad (?:step|build|export) (?!my_course|FOLDER)(\w+)", ALL)))
)
def test_the_lecture_that_is_named_is_listed(name):
    assert name in CliRunner().invoke(main, ["list"]).output


@pytest.mark.slow
@pytest.mark.parametrize("block", re.findall(r"```sh\n(.*?)```", ALL, flags=re.DOTALL))
def test_commands_run_in_an_empty_folder_and_leave_a_checkout_clean(block, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for line in block.splitlines():
        name, *arguments = shlex.split(line)
        found = CliRunner().invoke(main, arguments)
        assert (name, found.exit_code) == ("chalkgrad", 0), found.output
        written = re.findall(r"^(?:Wrote|Open) ([^\s,:]+)", found.output, re.MULTILINE)
        assert all(Path(path).exists() for path in written)
        assert written or {"step", "lint"} & set(arguments)
    assert lying_about(tmp_path) == []
