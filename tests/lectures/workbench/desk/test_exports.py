"""What is on the stage as a file: the same text that the drawing itself would save."""

from typing import Any

import pytest

from engine import Value, named
from engine.errors import SettingError
from lectures.workbench.desk.desk import Desk, figure
from lectures.workbench.desk.exports import export


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
        ("html", {}, ".html", "<!doctype html>"),
        ("reveal", {}, "-reveal.html", "<section"),
        ("tex", {}, ".tex", r"\RequirePackage"),
    ],
)
def test_a_drawing_is_written_in_each_format(
    drawn: Desk, kind: str, options: dict[str, Any], ending: str, begins: str
) -> None:
    file = export(drawn, kind, options)
    assert file["name"].endswith(ending)
    assert file["text"].startswith(begins)


def test_a_picture_is_what_the_drawing_saves(drawn: Desk) -> None:
    assert drawn.drawing is not None
    assert export(drawn, "svg", {"frame": 2})["text"] == drawn.drawing.svg(frame=2, theme="light")


def test_an_empty_stage_says_what_to_do() -> None:
    with pytest.raises(SettingError, match="write a formula or run a script first"):
        export(Desk(), "svg", {})


def test_an_unknown_format_names_the_nearest(drawn: Desk) -> None:
    with pytest.raises(SettingError, match=r"'htm'.*html"):
        export(drawn, "htm", {})
