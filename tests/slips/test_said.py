"""What is said of a case stays word for word what it was, unless somebody has read the new words (said.py)."""

import pytest

from tests.slips.catalogue import digests, known
from tests.slips.measure import report
from tests.slips.said import said, stated


@pytest.mark.long
@pytest.mark.parametrize(("problem", "what"), [(problem, what) for problem, cases in said().items() for what in cases])
def test_a_case_is_told_what_it_was_told(problem, what):
    slip = next(slip for slip in stated()[problem].slips if slip.what == what)
    assert list(report(stated()[problem], slip).remarks()) == said()[problem][what]


@pytest.mark.long
@pytest.mark.parametrize("problem", known())
def test_the_rules_foresee_what_they_foresaw(problem):
    assert digests(stated()[problem]) == known()[problem]
