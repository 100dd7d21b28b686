"""Plots and tables that a script shows: what is drawn, and what is said where it cannot be."""

import math
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import Value
from engine.errors import ArgumentError, ShapeError
from lectures.workbench import bars, plot, show, table
from lectures.workbench.shown.axes import axis
from lectures.workbench.shown.now import shown_by
from nn import MLP, Matrix

NUMBERS = st.floats(-1e6, 1e6)


def shapes(svg: str, name: str) -> list[ElementTree.Element]:
    return ElementTree.fromstring(svg).findall(f".//{{http://www.w3.org/2000/svg}}{name}")


def words(svg: str) -> list[str]:
    return [each.text or "" for each in shapes(svg, "text")]


@pytest.mark.long
@given(st.lists(NUMBERS, min_size=1, max_size=9), st.booleans())
def test_every_number_lies_on_the_paper_and_ticks_are_round_and_inside(numbers: list[float], log: bool) -> None:
    numbers = [abs(x) + 0.001 for x in numbers] if log else numbers
    found = axis(numbers, 0.0, 100.0, log)
    assert all(-1e-6 <= found(x) <= 100 + 1e-6 for x in numbers)
    ticks = found.ticks()
    assert len(ticks) <= 14
    assert all(-0.1 <= found(x) <= 100.1 for x, _ in ticks)


def test_a_line_has_a_gap_where_a_number_is_not_finite() -> None:
    made = plot([1.0, 2.0, math.nan, 4.0, 5.0])
    assert "1 not finite and left out" in made.said
    (line,) = [each for each in shapes(made.svg, "path") if each.get("stroke-width") == "2"]
    assert (line.get("d") or "").count("M") == 2


def test_lines_points_and_functions_stand_on_the_same_axes() -> None:
    made = plot(
        {"fit": lambda x: 2 * x, "zero": lambda x: 0.0},
        points=[(0, 1), (1, 2)],
        x=(0, 1),
        title="T",
        across="x",
        up="y",
    )
    assert {"fit", "zero", "T", "x", "y", "0.5"} <= set(words(made.svg))
    assert made.said.startswith('plot "T": 2 lines and 1 group')


def test_series_differ_in_more_than_colour() -> None:
    made = plot({"a": [1, 2], "b": [2, 1]}, points={"c": [(0, 1)], "d": [(1, 1)]})
    lines = [each for each in shapes(made.svg, "path") if each.get("stroke-width") == "2"]
    assert len({each.get("stroke-dasharray") for each in lines}) == 2
    marks = [each for each in shapes(made.svg, "path") if each.get("stroke-width") == "1.5"]
    assert len({re.sub(r"[\d. -]", "", each.get("d") or "") for each in marks}) == 2


def test_values_and_numpy_numbers_are_numbers() -> None:
    np = pytest.importorskip("numpy")
    assert plot([Value(1.0), np.float64(2.0)]).said == plot([1, 2]).said
    assert plot(np.array([1.0, 2.0])).said == plot([1, 2]).said


def test_what_is_written_on_it_is_text() -> None:
    made = plot({"<b>": [1, 2]}, title="</svg><script>alert(1)</script>", up='"&')
    assert not shapes(made.svg, "script")
    assert "</svg><script>alert(1)</script>" in words(made.svg)


def test_it_is_the_same_every_time_and_can_be_saved(tmp_path: Path) -> None:
    plot([1, 3, 2]).save(tmp_path / "plot.svg")
    assert (tmp_path / "plot.svg").read_text("utf-8") == plot([1, 3, 2])._repr_svg_()
    with pytest.raises(ArgumentError, match=r"use \.svg"):
        plot([1]).save(tmp_path / "plot.png")


def test_bars_stand_on_zero() -> None:
    made = bars({"w": 2.0, "b": -1.0}, title="Gradients")
    up, down = (float(each.get("y") or 0) for each in shapes(made.svg, "rect"))
    assert up < down
    assert {"w", "b", "Gradients"} <= set(words(made.svg))


@pytest.mark.parametrize(
    ("call", "error", "said"),
    [
        (lambda: plot([]), ArgumentError, "there is no finite number to draw"),
        (lambda: plot([math.inf]), ArgumentError, "there is no finite number to draw"),
        (lambda: plot([1, 2], x=[1]), ShapeError, "has 2 numbers, and x has 1"),
        (lambda: plot(points=[(1, 2), (1, 2, 3)]), ShapeError, "a point is a pair"),
        (lambda: bars([math.nan]), ArgumentError, "all of them finite"),
        (lambda: table([]), ArgumentError, "there are no rows"),
        (lambda: table(3), ArgumentError, "got int"),
    ],
)
def test_what_cannot_be_drawn_is_said(call: object, error: type[Exception], said: str) -> None:
    with pytest.raises(error, match=said):
        call()  # type: ignore[operator]


def test_a_table_takes_dictionaries_matrices_and_models() -> None:
    assert table([{"a": 1, "b": 2.5}, {"b": Value(3.0)}]).rows == [["1", "2.5"], ["—", "3"]]
    assert table(Matrix([[1, 2], [3, 4]])).rows == [["1", "2"], ["3", "4"]]
    assert table([1.5, 2.5]).rows == [["1.5"], ["2.5"]]
    assert table({"loss": 0.25}).rows == [["loss", "0.25"]]
    made = table(MLP(2, 1, init="zeros"))
    assert made.header == ["parameter", "number", "gradient"]
    assert len(made.rows) == 3
    assert table([[k] for k in range(1_000)]).missing == 800


def test_in_a_page_things_are_shown_when_they_are_made_and_elsewhere_they_print(
    capsys: pytest.CaptureFixture[str],
) -> None:
    shown: list[object] = []
    with shown_by(shown.append):
        made = plot([1, 2])
        show("words")
    assert shown == [made, "words"]
    show("words")
    assert capsys.readouterr().out == "words\n"
