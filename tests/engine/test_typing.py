"""The face is typed: a type checker, and so an editor, accepts what is documented and notices every typo."""

import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parent.parent.parent

HEAD = """
import engine
from engine import Value, apply, compare_gradients, compare_steps, draw, gradient, jvp, named, record, scope

x, w = Value(2.0, "x"), Value(0.5, label="w")
loss = named("loss", (w * x - 1) ** 2)
"""

RIGHT = """
numbers: list[float] = [engine.tanh(0.3).data, engine.maximum(x, 2).data, loss.item(), (2 * x - 1).data]
slope: float = gradient(loss, w)
slopes: list[float] = gradient(loss, [w, x])
graph: Value = gradient(loss, w, create_graph=True)
draw(loss, collapse="hidden.*", expand=True).save("loss.svg", phase="forward")
text: str = draw(loss).svg(phase="backward", frame=None)
report = compare_gradients(loss, {"w": (w, [1.0])}, rtol=1e-3)
verdict: str = report["w"].verdict
tape = record(loss, wrt=[w], inputs=[x])
value, gradients = tape.value_and_grad([1.0], [2.0])
pair: tuple[float, float] = jvp(lambda a, b: a * b, [1.0, 2.0], [1.0, 0.0])
with scope("layer"):
    y: Value = engine.affine([w], [x], 0.5)
y.backward()
"""

TYPOS = """
engine.sofmax([x])
x.tahn()
x.backwards()
Value(1.0, lable="x")
named("y", 3)
x + "3"
gradient(loss, w, create_grap=True)
draw(loss, colapse=True)
draw(loss).svg(phase="forwards")
draw(loss).sav("x.svg")
engine.tanhh(0.3)
engine.tanh("0.3")
engine.maximum([x, w])
compare_gradients(loss)
compare_gradients(loss, {"w": (w, 1.0)}, tol=1e-3)
compare_gradients(loss, {"w": (w, 1.0)})["w"].verdit
compare_steps(loss, "dz")
record(loss, wrt=w).value_and_gradd()
record(loss, wrt=w, input=x)
with scope(): pass
apply("tanh", x)
"""


def complaints(tmp_path: Path, program: str) -> list[int]:
    """Return the lines of a program that mypy --strict complains about, counted from its own first line."""
    path = tmp_path / "program.py"
    path.write_text(HEAD + program, encoding="utf-8")
    command = [sys.executable, "-m", "mypy", "--strict", "--config-file=", "--no-error-summary", str(path)]
    lines = subprocess.run(command, cwd=ROOT, capture_output=True, text=True).stdout.splitlines()
    first = HEAD.count("\n")
    return [int(line.split(":")[1]) - first for line in lines if ": error:" in line]


def test_what_is_documented_is_accepted(tmp_path):
    assert complaints(tmp_path, RIGHT) == []


def test_every_typo_is_one_error(tmp_path):
    typos = [number for number, line in enumerate(TYPOS.splitlines(), start=1) if line]
    assert sorted(set(complaints(tmp_path, TYPOS))) == typos
