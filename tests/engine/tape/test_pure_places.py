"""Places that follow each other regularly are read as a slice, the others one by one: the same numbers either way."""

import numpy as np
import pytest

from engine.tape.operands import run
from engine.tape.pure import _taken


@pytest.mark.parametrize(
    ("at", "is_a_slice"),
    [
        ([4], True),
        ([3, 4, 5, 6], True),
        ([0, 2, 4], True),
        ([1, 4, 7, 10], True),
        ([5, 4, 3], False),
        ([2, 2, 2], False),
        ([1, 2, 4], False),
        ([1, 3, 4], False),
        ([0, 5, 1], False),
    ],
)
def test_the_numbers_at_some_places_whichever_way_they_are_read(at: list[int], is_a_slice: bool) -> None:
    block = np.arange(22.0).reshape(11, 2)
    places = run(np.array(at, np.int32))
    assert isinstance(places, slice) is is_a_slice
    assert _taken(np, block, places).tolist() == [[2.0 * i, 2.0 * i + 1] for i in at]
