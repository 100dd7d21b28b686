"""Numbers of any kind are compared as they would be printed, or to nine digits."""

import numpy as np
import pytest

from engine import Value
from lectures.numbers import agrees, plain, same
from lectures.printed import read


@pytest.mark.parametrize("computed", [402.57, Value(402.57), np.float64(402.57), 402.5700000001])
def test_a_number_of_any_kind_agrees_when_it_is_printed_alike(computed: object) -> None:
    assert agrees(read("402.57"), plain(computed))


def test_a_number_that_differs_does_not_agree() -> None:
    assert not agrees(read("402.57"), 402.6)
    assert not agrees(read("402.57"), "402.57")
    assert agrees(read("true"), True)


@pytest.mark.parametrize("computed", [[[5, 1], [2, 4]], np.array([[5.0, 1], [2, 4]]), [[Value(5), 1], (2, 4)]])
def test_nested_lists_are_compared_entry_by_entry(computed: object) -> None:
    assert agrees(read("[[5, 1], [2, 4]]"), plain(computed))
    assert not agrees(read("[[5, 1], [2, 3]]"), plain(computed))
    assert not agrees(read("[5, 1, 2, 4]"), plain(computed))


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        (0.0, 1e-13, True),
        (0.0, 1e-9, False),
        ([1e6, 0.0], [1e6, 1e-5], True),  # small beside the largest entry
        ([1.0, 0.0], [1.0, 1e-5], False),
        (float("nan"), float("nan"), True),
        (float("inf"), 1.0, False),
        (True, 1.0, False),
        ("a", 1.0, False),
        ([[1.0], [2.0, 3.0]], [[1.0], [2.0, 3.0]], True),
        ([[1.0], [2.0, 3.0]], [[1.0, 2.0], [3.0]], False),
        ([], [], True),
    ],
)
def test_what_counts_as_the_same(a: object, b: object, expected: bool) -> None:
    assert same(a, b) is expected
    assert same(b, a) is expected
