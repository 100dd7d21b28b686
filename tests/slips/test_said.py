"""What is said of a case stays word for word what it was, unless somebody has read the new words (see said.py)."""

import pytest

from tests.slips.measure import report
from tests.slips.said import said, stated


@pytest.mark.long
@pytest.mark.parametrize(("problem", "what"), [(problem, what) for problem, cases in said().items() for what in cases])
def test_a_case_is_told_what_it_was_told(problem, what):
    slip = next(slip for slip in stated()[problem].slips if slip.what == what)
    assert list(report(stated()[problem], slip).remarks()) == said()[problem][what]
