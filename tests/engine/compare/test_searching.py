"""What is searched where no single slip explains a gradient: a slip on one of several ways, and two slips."""

import numpy as np
import pytest

import engine
from engine.compare import compare_gradients
from tests.engine.planted.derivation import values

W, A, B = np.array([0.5, -1.1, 0.8]), np.array([1.5, -0.7, 0.4]), np.array([0.6, 2.0, -0.9])
H = np.tanh(W)
BY_SQUARE, BY_SINE, SLOPE = 2 * A * H, B * np.cos(H), 1 - H**2  # what comes back to h, and tanh'


@pytest.mark.parametrize(
    ("hand", "way"), [(BY_SQUARE * SLOPE + BY_SINE, "sin"), (BY_SQUARE + BY_SINE * SLOPE, "**2")]
)  # fmt: skip
def test_a_slip_on_one_of_two_ways_only(hand, way):
    """L = sum of a h**2 + b sin(h), of h = tanh(w): the derivative of tanh is forgotten on one of the ways."""
    w = values("w", W)
    h = [x.tanh() for x in w]
    loss = engine.dot([x**2 for x in h], A.tolist()) + engine.dot([x.sin() for x in h], B.tolist())
    report = compare_gradients(loss, {"w": (w, hand)})
    texts = [finding.text for finding in report.findings]
    said = [text for text in texts if "forgotten" in text and " on the way through the " in text]
    assert said, str(report)
    assert way in said[0].partition(" on the way through the ")[2]
    assert said[0].endswith(" only")
