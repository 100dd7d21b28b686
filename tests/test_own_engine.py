"""The reader's own engine.py or nn.py beside a script: commands take ours, and `nn` says what lies in the way."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = str(Path(__file__).parent.parent)
ENGINE = "class Value:\n    def __init__(self, data):\n        self.data = data\n"
NN = "from engine import Value\n\nclass MLP:\n    def __init__(self, inputs, sizes):\n        self.w = Value(1.0)\n"
OWN: dict[str, dict[str, str]] = {
    "engine.py": {"engine.py": ENGINE},
    "nn.py": {"nn.py": NN},
    "both": {"engine.py": ENGINE, "nn.py": NN},
    "a package engine/": {"engine/__init__.py": ENGINE},
}
HIDDEN = [case for case in OWN if case != "nn.py"]
Run = Callable[..., subprocess.CompletedProcess[str]]

pytestmark = pytest.mark.slow


@pytest.fixture
def run(request, tmp_path) -> Run:
    """Run Python in a folder with files of the reader's own."""
    for name, source in OWN[request.param].items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(source, encoding="utf-8")

    def python(*arguments: str, script: str = "") -> subprocess.CompletedProcess[str]:
        if script:
            (tmp_path / "script.py").write_text(script, encoding="utf-8")
        environment = {**os.environ, "PYTHONPATH": ROOT}
        return subprocess.run(
            [sys.executable, "-B", *arguments], cwd=tmp_path, env=environment, capture_output=True, text=True
        )

    return python


@pytest.mark.parametrize("run", OWN, indirect=True)
def test_commands_and_what_they_run_take_ours(run, tmp_path):
    done = run("-m", "lectures", "draw", "tanh(w)", "w=1")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "graph.svg").exists()
    listing = "from engine import draw\nfrom nn import Adam\n\ndef loss(w):\n    z = w * 2.5\n    return z**2\n"
    (tmp_path / "net.py").write_text(listing, encoding="utf-8")
    made = run("-m", "lectures", "exercise", "new", "own-net", "net.py:loss", "w=1.5", "--wrt", "w")
    assert made.returncode == 0, made.stderr


@pytest.mark.parametrize("run", OWN, indirect=True)
def test_python_does_not_look_beside_the_script_with_the_flag_that_is_advised(run):
    done = run("-P", "script.py", script="from engine import draw\nfrom nn import Adam\nprint(Adam.__module__)")
    assert done.stdout == "nn.optim\n", done.stderr


@pytest.mark.parametrize("run", HIDDEN[::2], indirect=True)
@pytest.mark.parametrize("first", ["", "from engine import Value\n"])
def test_nn_names_the_engine_that_lies_in_the_way_and_the_remedy(run, tmp_path, first):
    done = run("script.py", script=f"{first}from nn import MLP")
    name = "engine" if (tmp_path / "engine").exists() else "engine.py"
    assert done.stderr.splitlines()[-1] == (
        f"ImportError: Python finds {tmp_path / name} as 'engine', and nn needs the engine of chalkgrad: "
        f"rename {name} and start again, or run a script with python -P, which does not look beside it"
    )


@pytest.mark.parametrize(
    ("run", "first", "name"),
    [
        ("engine.py", "from engine import Value", "engine"),
        ("both", "from nn import MLP", "engine"),
        ("nn.py", "from nn import MLP", "nn"),
        ("a package engine/", "from engine import Value", "engine"),
    ],
    indirect=["run"],
)
def test_lectures_names_what_has_been_imported_in_place_of_ours(run, tmp_path, first, name):
    done = run("script.py", script=f"{first}\nfrom lectures.board import figure")
    place = f"{name}.py" if (tmp_path / f"{name}.py").exists() else name
    assert done.stderr.splitlines()[-1] == (
        f"ImportError: {tmp_path / place} has been imported as '{name}', and lectures needs the {name} of chalkgrad: "
        f"rename {place} and start again, or run a script with python -P, which does not look beside it"
    )


@pytest.mark.parametrize("run", OWN, indirect=True)
def test_a_script_that_begins_with_the_board_gets_ours(run):
    done = run("script.py", script="from lectures.board import figure\nfrom engine import draw\nfrom nn import Adam")
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("run", ["nn.py"], indirect=True)
def test_an_nn_of_ones_own_computes_with_our_engine(run):
    done = run("script.py", script="from nn import MLP\nprint(repr(MLP(2, [1]).w))")
    assert done.stdout == "Value(1.0)\n", done.stderr


@pytest.mark.parametrize("run", HIDDEN, indirect=True)
def test_what_only_python_can_say_is_what_the_readme_quotes(run):
    done = run("script.py", script="from engine import draw")
    assert "cannot import name 'draw' from 'engine'" in done.stderr
    readme = (Path(ROOT) / "README.md").read_text(encoding="utf-8")
    assert "cannot import name 'draw' from 'engine'" in " ".join(readme.split())
