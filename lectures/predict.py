"""Asking the reader for the next number of a pass, before it is shown."""

from dataclasses import dataclass
from typing import Any

from engine.notation import show
from engine.nudge import slope_along
from engine.trace import Step, Trace
from lectures.errors import ClaimError
from lectures.printed import Printed, read


@dataclass(frozen=True)
class Question:
    """What is asked at one frame, the answer, and what a finite difference says of the whole gradient."""

    text: str
    answer: float
    remark: str = ""


def question_at(trace: Trace, step: Step) -> Question | None:
    """Return the question for a step; None where a step holds no new number."""
    if step.kind == "forward" and step.node is not None:
        node = trace.nodes[step.node]
        return Question(f"{node.name} = {node.formula} = {node.formula_numbers} = ?", node.data)
    if step.kind == "backward" and step.contribution is not None and step.input is not None:
        upstream, partial = show(step.upstream), show(step.partial)
        node = trace.nodes[step.input]
        text = f"The edge to {node.name}: upstream × partial = {upstream} × ({partial}) = ?"
        remark = ""
        if step.complete:
            slope = slope_along(trace.values, trace.values[step.input])
            remark = f"{node.name}.grad = {show(step.total)}; finite difference: {show(slope.value)}"
        return Question(text, step.contribution, remark)
    return None


def judged(answer: str, true: float) -> str:
    """Compare an answer with the number: as many digits as were typed count.

    >>> judged("0.33", 1 / 3), judged("+", -2.0), judged("", 1.0)
    ('✓ right: 0.3333', '✗ the sign is -: -2', 'skipped: 1')
    """
    sign = "+" if true > 0 else "-" if true < 0 else "0"
    if not answer:
        return f"skipped: {show(true)}"
    if answer in ("+", "-"):
        return f"✓ right: {show(true)}" if answer == sign else f"✗ the sign is {sign}: {show(true)}"
    try:
        typed: Any = read(answer)
    except ClaimError:
        return f"{answer!r} is no number; it is {show(true)}"
    right = isinstance(typed, Printed) and typed.agrees(true)
    return f"✓ right: {show(true)}" if right else f"✗ you said {answer}, it is {show(true)}"
