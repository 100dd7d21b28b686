"""What `table` of a lecture takes: rows, matrices, dictionaries, models; and what it refuses, with what to do."""

import numpy as np
import pytest

from engine import Value
from engine.errors import ArgumentError
from lectures.board import table
from nn import MLP


@pytest.mark.parametrize(
    ("rows", "shown"),
    [
        ([["w", Value(3.0)], ["b", 0.5]], [["w", "3"], ["b", "0.5"]]),
        ({"w": Value(3.0), "b": 0.5}, [["w", "3"], ["b", "0.5"]]),
        ({"w": 3.0}.items(), [["w", "3"]]),
        (zip("wb", (3.0, 0.5), strict=True), [["w", "3"], ["b", "0.5"]]),
        (np.array([[1.0, 2.0], [3.0, 4.0]]), [["1", "2"], ["3", "4"]]),
        ([1.5, 2.5], [["1.5"], ["2.5"]]),
        (["w", "b"], [["w"], ["b"]]),
        ([{"w": 1.0, "b": 2.0}, {"w": 3.0}], [["w", "b"], ["─", "─"], ["1", "2"], ["3", "—"]]),
    ],
)
def test_rows_may_be_lists_arrays_and_dictionaries(rows, shown, capsys):
    table(rows)
    assert [line.split() for line in capsys.readouterr().out.splitlines()] == shown


def test_a_model_is_its_parameters(capsys):
    table(MLP(2, 1, init="zeros"))
    header, _, *rows = capsys.readouterr().out.splitlines()
    assert header.split() == ["parameter", "number", "gradient"]
    assert [row.split()[1] for row in rows] == ["0"] * 3


def test_a_header_of_ones_own_stands_in_place_of_the_keys(capsys):
    table([{"w": 1.0}], ["weight"], "At the start")
    assert capsys.readouterr().out.split() == ["At", "the", "start", "weight", "──────", "1"]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("values", {"w": 1.0}), "needs rows first, .* got str 'values'; a title comes last"),
        ((3,), "got int 3"),
        ((np.array(1.0),), "got ndarray"),
        (({"w": 1.0}, "values"), "a header is a list of names, got str 'values'; what stands above goes to caption="),
        (([[1.0]], {"w": 1.0}), "a header is a list of names, got dict"),
    ],
)
def test_what_has_no_rows_is_refused(arguments, says):
    with pytest.raises(ArgumentError, match=says):
        table(*arguments)
