"""A prediction is asked for before the number is shown, and judged by the digits that were typed."""

import pytest

from engine import Value
from engine.trace import trace
from lectures.predict import judged, question_at

a, b = Value(2.0, "a"), Value(-3.0, "b")
TRACE = trace(a * b + a)


def test_a_forward_question_hides_the_result() -> None:
    first = next(step for step in TRACE.steps if step.kind == "forward")
    question = question_at(TRACE, first)
    assert question is not None
    assert question.text == "v1 = a*b = 2*(-3) = ?"
    assert question.answer == -6.0


def test_a_backward_question_asks_for_the_contribution_and_tells_the_finite_difference_at_the_end() -> None:
    last = [step for step in TRACE.steps if step.kind == "backward" and TRACE.nodes[step.input].name == "a"][-1]
    question = question_at(TRACE, last)
    assert question is not None
    assert question.answer == last.contribution
    assert question.remark == "a.grad = -2; finite difference: -2"


@pytest.mark.parametrize("kind", ["leaves", "seed"])
def test_a_frame_without_a_new_number_asks_nothing(kind: str) -> None:
    assert question_at(TRACE, next(step for step in TRACE.steps if step.kind == kind)) is None


@pytest.mark.parametrize(
    ("answer", "true", "starts"),
    [
        ("-6", -6.0, "✓"),
        ("0.67", 2 / 3, "✓"),
        ("0.66", 2 / 3, "✗ you said 0.66"),
        ("2/3", 2 / 3, "✓"),
        ("+", 3.0, "✓"),
        ("-", 3.0, "✗ the sign is +"),
        ("-", 0.0, "✗ the sign is 0"),
        ("", 3.0, "skipped"),
        ("seven", 7.0, "'seven' is no number"),
        ("[1, 2]", 7.0, "✗"),
    ],
)
def test_answers(answer: str, true: float, starts: str) -> None:
    assert judged(answer, true).startswith(starts)
