"""What stands next to the other factor of a product, and is taken for it."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import engine
from engine.compare.slips import factors
from tests.engine.compare.asking import problem_of
from tests.engine.compare.slips.whole import of_slips
from tests.engine.planted.derivation import values

W, A, B, C = (np.array(x) for x in ([0.5, -1.1, 0.8], [1.4, 0.6, -0.9], [-0.3, 0.7, 2.0], [1.5, -0.5, 2.5]))


@pytest.mark.parametrize(
    ("other", "name", "neighbours"),
    [
        (
            lambda a, b: a + b, "a + b",
            [
                ("only the first part of the sum stands", 1.0, A), ("only the second part of the sum stands", 1.0, B),
                ("a difference stands", 0.7, A - B), ("1 minus it stands", 0.7, 1 - A - B),
            ],
        ),
        (
            lambda a, b: a - b, "a - b",
            [
                ("the first part of the difference alone stands", 2.0, A),
                ("the second part of the difference alone stands", 1.0, B),
                ("a sum stands", 2.0, A + B), ("1 minus it stands", 0.7, 1 - A + B),
            ],
        ),
        (
            lambda a, b: a.tanh(), "tanh(a)",
            [
                ("the pre-activation stands", 4.0, A),
                ("the derivative of the activation stands", 1.0, 1 - np.tanh(A) ** 2),
                ("1 minus it stands", 0.7, 1 - np.tanh(A)),
            ],
        ),
    ],
)  # fmt: skip
def test_what_stands_next_to_the_other_factor(
    other: Callable[[Any, Any], Any], name: str, neighbours: list[tuple[str, float, Any]]
) -> None:
    """L = sum of c w f(a, b): one of the numbers that are next to f stands in its place."""
    w, a, b = values("w", W), values("a", A), values("b", B)
    loss = engine.dot([x * other(y, z) for x, y, z in zip(w, a, b, strict=True)], C.tolist())
    end = f" where {name} belongs where w enters -> multiply by {name}"
    found = [
        (text, usual, numbers)
        for text, usual, numbers in of_slips(factors.operands, problem_of(loss, w=w))
        if text.endswith(end) and any(f": {words} " in text for words, _, _ in neighbours)
    ]
    kinds = ["wrong operand|path" if "part of the sum" in words else "wrong operand" for words, _, _ in neighbours]
    assert [row[:2] for row in found] == [
        (f"{kind}: {words}{end}", usual) for kind, (words, usual, _) in zip(kinds, neighbours, strict=True)
    ]
    for (_, _, numbers), (words, _, instead) in zip(found, neighbours, strict=True):
        np.testing.assert_allclose(numbers, C * instead, err_msg=words)


def test_the_activation_stands_where_its_input_belongs() -> None:
    """L = sum of c w z + tanh(z), with z = a + 1: what comes of z stands in its place."""
    w, a = values("w", W), values("a", A)
    z = [x + 1.0 for x in a]
    loss = engine.dot([x * y for x, y in zip(w, z, strict=True)], C.tolist()) + engine.sum([x.tanh() for x in z])
    found = {text.partition(" where ")[0]: (usual, row) for text, usual, row in
             of_slips(factors.operands, problem_of(loss, w=w))}  # fmt: skip
    usual, numbers = found["wrong operand: the activation stands"]
    assert usual == 3.0
    np.testing.assert_allclose(numbers, C * np.tanh(A + 1))


def test_a_factor_of_zero_or_one_has_no_complement() -> None:
    w = values("w", W)
    for last, some in ((0.0, False), (1.0, False), (0.5, True)):
        a = values("a", [1.4, 0.6, last])
        loss = engine.dot([x * y for x, y in zip(w, a, strict=True)], C.tolist())
        found = [text for text, _, _ in of_slips(factors.operands, problem_of(loss, w=w))]
        assert any("1 minus it stands where a belongs" in text for text in found) is some
