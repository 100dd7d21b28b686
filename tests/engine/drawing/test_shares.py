"""How many lines an addition has, and how many shares stand in the last of them."""

import pytest

import engine
from engine import Value
from engine.drawing.diagram import diagram
from engine.drawing.shares import MOST_LINES, additions
from engine.trace import trace


@pytest.mark.parametrize("count", range(2, 12))
def test_of_more_shares_than_there_are_lines_the_last_line_is_the_sum_of_the_smallest(count):
    x = Value(0.5, "x")
    factors = [float(1 + 7 * k % 11) for k in range(count)]  # in no order, and all different
    seen = trace(engine.sum([x * factor for factor in factors]))
    found = additions(seen, diagram(seen))[seen.labels.index("x")]
    together = count - MOST_LINES + 1 if count > MOST_LINES else 0
    assert (len(found.lines), found.others) == (min(count, MOST_LINES), together)
    sizes = [1] * (MOST_LINES - 1) + [together] if together else [1] * count
    assert [len(line.slots) for line in found.lines] == sizes
    if together:
        shares = sorted(seen.partials[seen.first[i] + slot] for i, slot in found.lines[-1].slots)
        assert shares == sorted(factors)[:together]
