"""What is on the stage as a file: the same text that the drawing itself would save."""

import re
from pathlib import Path
from typing import Any

import pytest

from engine import Value, draw, named
from engine.errors import SettingError
from lectures import workbench
from lectures.drawing_commands import FORMATS
from lectures.workbench.desk.desk import Desk, figure
from lectures.workbench.desk.exports import export
from lectures.workbench.desk.formula import box


@pytest.fixture
def drawn() -> Desk:
    desk = Desk()
    figure(desk, named("L", (Value(0.7, "w") * Value(2.0, "x")).tanh() ** 2))
    return desk


@pytest.mark.parametrize(
    ("kind", "options", "ending", "begins"),
    [
        ("svg", {"phase": "forward"}, "-forward.svg", "<svg"),
        ("svg", {"phase": "backward"}, "-both-passes.svg", "<svg"),
        ("svg", {"frame": 3, "theme": "dark"}, "-forward-3.svg", "<svg"),
        ("svg", {"frame": 4}, "-backward-0.svg", "<svg"),
        ("svg", {"frame": 6}, "-backward-2.svg", "<svg"),
        ("svg", {"frame": 6, "count": 1}, "-backward-1.svg", "<svg"),
        ("html", {}, ".html", "<!doctype html>"),
        ("reveal", {}, "-reveal.html", "<section"),
        ("tex", {}, ".tex", r"\RequirePackage"),
        ("moving", {}, "-moving.svg", "<svg"),
        ("equation", {"frame": 2}, "-equation-forward-2.tex", r"\[ "),
        ("equation", {"frame": 6}, "-equation-backward-2.tex", r"% needs \usepackage{amsmath}"),
    ],
)
def test_a_drawing_is_written_in_each_format(
    drawn: Desk, kind: str, options: dict[str, Any], ending: str, begins: str
) -> None:
    file = export(drawn, kind, options)
    assert file["name"].endswith(ending)
    assert file["text"].startswith(begins)


def test_the_lines_of_matrices_are_slides_for_beamer() -> None:
    desk = Desk()
    box.formula(desk, "h = tanh(W @ x + b)\nL = (h**2).sum()", {"W": "1 2; 3 4", "x": "1, 2", "b": "1, 2"})
    file = export(desk, "lines", {})
    assert file["name"] == "L-lines.tex"
    assert file["text"].startswith(r"\documentclass[aspectratio=169]{beamer}")


def test_the_menu_offers_every_form_that_the_command_line_writes() -> None:
    menu = (Path(workbench.__file__).parent / "web" / "export" / "export.js").read_text(encoding="utf-8")
    offered = set(re.findall(r'drawn\("(\w+)"', menu)) | {"png"}
    assert offered == set(FORMATS) - {"pdf"}  # which a browser prints


def test_a_picture_is_what_the_drawing_saves(drawn: Desk) -> None:
    assert drawn.drawing is not None
    assert export(drawn, "svg", {"frame": 2})["text"] == drawn.drawing.svg(frame=2, theme="light")


def test_a_picture_of_an_equation_on_the_board_ends_at_its_own_last_arrow() -> None:
    desk = Desk()
    box.formula(desk, "h = tanh(W @ x + b)\nL = (h**2).sum()", {"W": "1 2; 3 4", "x": "1, 2", "b": "1, 2"})
    drawing = desk.drawing
    assert drawing is not None
    last, nodes = len(drawing.steps) - 1, drawing.trace.nodes
    names = []
    for equation in range(3):
        file = export(desk, "svg", {"frame": last, "count": 4, "equation": equation})
        name = file["name"].removesuffix(".svg").rpartition("-")[2]
        own = [
            k for k, step in enumerate(drawing.steps)
            if step.kind == "backward" and nodes[step.input].label.startswith(name[1:])
        ]  # fmt: skip
        assert file["text"] == drawing.svg(frame=own[-1], theme="light")
        names.append(file["name"])
    assert sorted(names) == [f"L-backward-4-{name}.svg" for name in ("dW", "db", "dx")]


def test_an_equation_is_what_the_step_computes_or_the_chain_rule(drawn: Desk) -> None:
    def of(frame: int) -> str:
        return str(export(drawn, "equation", {"frame": frame})["text"])

    assert of(1) == "\\[ w \\cdot x = 0.7 \\cdot 2 = 1.4 \\]\n"
    assert of(4) == "\\[ \\frac{\\partial L}{\\partial L} = 1 \\]\n"
    _, begin, local, chain, total, end = of(5).splitlines()
    assert (begin, end) == (r"\begin{align*}", r"\end{align*}")
    assert local.startswith(r"  & \frac{\partial L}{\partial")
    assert r"\cdot" in chain
    assert chain.endswith(r"\\")
    assert total.count(r"\partial") == 2


@pytest.mark.long
def test_the_equation_of_an_entry_comes_with_the_line_on_the_board() -> None:
    desk = Desk()
    box.formula(desk, "h = tanh(W @ x)\nL = (h**2).sum()", {"W": "1 2; 3 4", "x": "1, 2"})
    assert desk.drawing is not None
    texts = [export(desk, "equation", {"frame": k})["text"] for k in range(len(desk.drawing.steps))]
    assert r"  & z = W\,x \\" in texts[1]
    assert (
        r"  & z_{\text{[0]}} = W_{0,0} \cdot x_{\text{[0]}} + W_{0,1} \cdot x_{\text{[1]}} = 1 \cdot 1 + 2 \cdot 2 = 5"
        in texts[1]
    )
    assert any(r"  & dW = \delta z\,x^{T} \\" in text for text in texts)
    assert all(text.isascii() for text in texts)


def test_what_is_exported_has_the_numbers_that_stand_there_now() -> None:
    desk, text, numbers = Desk(), "w*x", {"w": "2", "x": "3"}
    box.formula(desk, text, numbers)
    assert "html" not in box.formula(desk, text, {"w": "5", "x": "3"}, {"text": text, "numbers": numbers})
    assert "5 \\cdot 3 = 15" in export(desk, "equation", {"frame": 1})["text"]
    assert ">15<" in export(desk, "svg", {})["text"]
    assert desk.drawing is not None
    assert export(desk, "svg", {})["text"] == draw(desk.drawn, title="The graph of the output").svg(theme="light")  # type: ignore[arg-type]


def test_the_first_figure_which_came_with_the_page_can_be_exported_too() -> None:
    desk = Desk()
    assert "html" not in box.formula(
        desk, "w*x", {"w": "5", "x": "3"}, {"text": "w*x", "numbers": {"w": "2", "x": "3"}}
    )
    assert ">15<" in export(desk, "svg", {})["text"]


def test_a_step_that_is_not_there_is_said(drawn: Desk) -> None:
    for kind in ("svg", "equation"):
        with pytest.raises(SettingError, match="there is no step 99: those of this graph are 0 to "):
            export(drawn, kind, {"frame": 99})


def test_an_empty_stage_says_what_to_do() -> None:
    with pytest.raises(SettingError, match="mend the formula or run the script"):
        export(Desk(), "svg", {})


def test_an_unknown_format_names_the_nearest(drawn: Desk) -> None:
    with pytest.raises(SettingError, match=r"'htm'.*html"):
        export(drawn, "htm", {})
