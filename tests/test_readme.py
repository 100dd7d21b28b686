"""The README tells the truth: its code runs, its pictures and outputs are what the code gives, what it names exists."""

import contextlib
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from lectures.__main__ import main

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```python\n(.*?)```", README, flags=re.DOTALL)
PROGRAMS = [block for block in BLOCKS if block.startswith(("from ", "import "))]
(ROW,) = (block for block in BLOCKS if block not in PROGRAMS)
OUTPUTS = re.findall(r"```text\n(.*?)```", README, flags=re.DOTALL)


def words(svg: Path) -> list[str]:
    """Return the texts of a drawing; where they stand is up to the version of Graphviz."""
    return re.findall(r">([^<>]+)</(?:text|tspan|title|desc)>", svg.read_text(encoding="utf-8"))


def test_the_first_example_runs_in_an_empty_folder_and_draws_the_picture(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    names: dict = {}
    exec(PROGRAMS[0], names)
    assert f"`w.grad` is now {names['w'].grad:.3f}" in README
    assert words(Path("neuron.svg")) == words(ROOT / "lectures" / "gallery" / "neuron.svg")
    assert "−1.004" in words(Path("neuron.svg"))


def test_what_the_first_example_writes_leaves_a_checkout_clean():
    done = subprocess.run(["git", "check-ignore", "neuron.svg"], cwd=ROOT, capture_output=True, check=False)
    assert done.returncode in (0, 128)  # 128: this is no checkout


def test_the_second_example_prints_what_is_quoted(capsys):
    exec(PROGRAMS[1], {})
    printed = capsys.readouterr().out
    rounding = re.compile(r"\S+e-1\d|(?<= )0$", re.MULTILINE)  # what is left of two equal numbers
    assert re.sub(r" +", " ", rounding.sub("0", printed)) == re.sub(r" +", " ", rounding.sub("0", OUTPUTS[0]))


def test_the_layer_on_the_board_has_the_right_gradients():
    names: dict = {}
    exec(PROGRAMS[2], names)
    report = names["compare_gradients"](names["H"].sum(), {"W": (names["W"], names["X"].data.T @ names["dZ"])})
    assert report.ok


def test_the_training_runs():
    names: dict = {}
    exec(PROGRAMS[3], names)
    assert len(names["history"].loss) == 40
    assert names["score"].inputs == ()
    assert names["tape"].value([3.0], [[2.0], [-5.0]]) == 11.0


def test_the_function_for_other_machines_runs():
    names: dict = {}
    exec(PROGRAMS[4], names)
    assert f"the value is {names['value']:g} and the gradient {names['gradient'][0]:g}" in README
    assert bool(names["ok"])


def test_the_layer_runs():
    names: dict = {}
    exec(PROGRAMS[5], names)
    assert names["y"].data == 9.0


@pytest.mark.slow
def test_editors_and_type_checkers_accept_every_example(tmp_path):
    paths = [tmp_path / f"example_{i}.py" for i in range(len(PROGRAMS))]
    for path, program in zip(paths, PROGRAMS, strict=True):
        path.write_text(program, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--config-file=", *paths], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout


# A row is added to a copy of the table as the README says, and tried in every room.

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
print("softsign is everywhere")
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
        ("engine/primitives.py", ")  # fmt: skip\n\nPRIMITIVES", ROW),
        ("tests/engine/meaning.py", '    "maximum":', '    "softsign": lambda n, x: x / (1 + abs(x)),\n'),
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


def test_a_row_added_as_described_is_drawn_worded_replayed_and_diagnosed(with_softsign):
    done = in_copy(with_softsign, "-c", CONSUMERS)
    assert done.stdout == "softsign is everywhere\n", done.stderr


@pytest.mark.slow
def test_the_tests_ask_for_no_more_of_a_new_row_than_is_said(with_softsign):
    done = in_copy(with_softsign, "-m", "pytest", "tests", "-q", "-k", "softsign and not readme")
    assert done.returncode == 0, done.stdout


# What is named exists.


def test_files_that_are_named_exist():
    paths = re.findall(r"`((?:engine|nn|lectures|tests)/[\w./]*)`", README)
    assert len(paths) > 20
    assert [path for path in paths if not (ROOT / path).exists()] == []


def test_commands_that_are_named_exist():
    targets = set(re.findall(r"make (\w+)", README))
    defined = set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(encoding="utf-8"), flags=re.MULTILINE))
    assert {"lectures", "test"} <= targets <= defined
    commands = set(re.findall(r"chalkgrad (\w+)", README))
    assert {"list", "step"} <= commands <= set(main.commands)


@pytest.mark.parametrize(
    "name", sorted(set(re.findall(r"chalkgrad (?:step|build|export) (?!my_course|FOLDER)(\w+)", README)))
)
def test_the_lecture_that_is_named_is_listed(name):
    assert name in CliRunner().invoke(main, ["list"]).output


@pytest.mark.slow
@pytest.mark.parametrize("block", re.findall(r"```sh\n(.*?)```", README, flags=re.DOTALL))
def test_commands_run_in_an_empty_folder_and_write_what_they_say(block, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for line in block.splitlines():
        name, *arguments = shlex.split(line)
        found = CliRunner().invoke(main, arguments)
        assert (name, found.exit_code) == ("chalkgrad", 0), found.output
        written = re.findall(r"^(?:Wrote|Open) (\S+)", found.output, re.MULTILINE)
        assert written or arguments[0] == "step"
        assert all(Path(path).is_file() for path in written)


def test_the_claim_is_judged_as_the_readme_says(capsys):
    exec(PROGRAMS[-1], {})
    assert capsys.readouterr().out.startswith("✓ holds: D05.1, 004:667: The loss at a = 8 is 402.57.")
