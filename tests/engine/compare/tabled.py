"""All that a family of slips says of one small problem, beside the formulas that its words name."""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from engine.compare.guesses import Slip
from engine.compare.problem import Problem

Row = tuple[str, str, float, Any]  # the kinds, what is wrong and where, how usual it is, the gradient that it gives


def tabled(slips: Iterable[Slip], problem: Problem, name: str = "w") -> list[Row]:
    """Return what every slip says, and what the gradient of one array would be under it."""
    found = list(slips)
    table = problem.tables([slip.slopes for slip in found])[name] if found else ()
    return [
        (slip.kind, f"{slip.what} {slip.where}".strip(), slip.usual, row)
        for slip, row in zip(found, table, strict=True)
    ]


def agree(found: Sequence[Row], expected: Sequence[Row]) -> None:
    """Check that these slips are found in this order, and no others, with these words and numbers."""
    assert [row[:2] for row in found] == [row[:2] for row in expected]
    for (_, words, usual, numbers), (_, _, often, right) in zip(found, expected, strict=True):
        assert abs(usual - often) < 1e-12, words
        np.testing.assert_allclose(np.ravel(numbers), np.ravel(right), rtol=1e-9, atol=1e-12, err_msg=words)
