"""The script of one figure, taken out of its lecture: it runs alone, and draws the same."""

import ast
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from engine.drawing import Drawing
from lectures.site.alone import script_of
from lectures.site.script import Script, find_lectures
from lectures.site.workbench_link import PAGE, packed, workbench_link

HERE = [name for name, script in find_lectures().items() if "figure(" in script.source]


def drawn_by(script: str) -> Drawing:
    """Run a script and return the value of its last line."""
    tree, names = ast.parse(script), {"__name__": "__main__"}
    last = tree.body.pop()
    assert isinstance(last, ast.Expr)
    exec(compile(tree, "alone", "exec"), names)
    drawing = eval(compile(ast.Expression(last.value), "alone", "eval"), names)
    assert isinstance(drawing, Drawing)
    return drawing


@pytest.mark.slow
@pytest.mark.parametrize("name", HERE)
def test_every_figure_is_drawn_alone_as_in_its_lecture(
    name: str, printed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    script = find_lectures()[name]
    figures = pickle.loads((printed / f"{name}.figures").read_bytes())
    assert figures
    for figure, in_lecture in figures.items():
        alone = script_of(script, figure)
        assert alone is not None
        assert "lectures" not in {line.split()[1] for line in alone.splitlines() if line.startswith(("from", "import"))}
        drawing = drawn_by(alone)
        assert (drawing.picture, drawing.frame("backward")) == in_lecture, figure
    assert capsys.readouterr().err == (printed / f"{name}.err").read_text(encoding="utf-8") == ""


def test_only_what_the_figure_needs_is_kept(lecture: Callable[..., Script]) -> None:
    script = lecture(
        """\
import matplotlib.pyplot as plt
from engine import Value, named
from lectures.board import ask, figure, plot

w, unused = Value(2.0, "w"), 3
other = [1, 2]
# Its square.
L = named("L", w**2)
fig, axes = plt.subplots()
axes.plot(other)
plot("curve", fig)
ask("What is L?", f"{L.data}")
figure("square", L, caption="A square.", expand=True)
"""
    )
    assert script_of(script, "square") == (
        "# A small lecture: square\n# From the lecture small; change what you like.\n"
        "from engine import Value, draw, named\n\n"
        'w, unused = Value(2.0, "w"), 3\n# Its square.\nL = named("L", w**2)\n\ndraw(L, expand=True)\n'
    )


def test_what_changes_a_needed_value_later_is_kept(lecture: Callable[..., Script]) -> None:
    script = lecture(
        "from engine import Value\nfrom lectures.board import figure\n"
        "parts = [Value(1.0), Value(2.0)]\nL = parts[0] * parts[1]\n"
        "for name, part in zip('ab', parts):\n    part.label = name\nfigure('product', L)\n"
    )
    assert [node.label for node in drawn_by(script_of(script, "product") or "").trace.nodes[:2]] == ["a", "b"]


def test_a_figure_of_a_loop_is_found_by_its_name(lecture: Callable[..., Script]) -> None:
    script = lecture(
        "from engine import Value\nfrom lectures.board import figure\n"
        "for i in range(2):\n    L = Value(float(i), 'w') * 2\n    figure(f'number-{i}', L)\n"
    )
    alone = script_of(script, "number-1") or ""
    assert drawn_by(alone).trace.nodes[0].data == 1.0
    assert script_of(script, "letter-1") is None


def test_a_link_carries_the_script(lecture: Callable[..., Script]) -> None:
    script = lecture(
        "from engine import Value\nfrom lectures.board import figure\nfigure('one', Value(1.0, 'w') * 2)\n"
    )
    said: Any = script_of(script, "one")
    assert workbench_link(script, "one") == f"{PAGE}#script={packed(said)}"
    assert workbench_link(script, "two") == ""
