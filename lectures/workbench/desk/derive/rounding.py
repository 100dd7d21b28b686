"""Gradients that are right but for rounding on the way: as in the exercises, one may go on with three digits."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from engine.compare.likely import likely_slips
from engine.compare.report import Line, Verdict
from engine.compare.written import COMPUTED, written
from engine.value import Value
from lectures.entries import Drawn
from lectures.exercises.agreeing import agree, near
from lectures.exercises.reach import MOST, reach_of
from lectures.exercises.rounding import is_rounding, within


class Rounding:
    """What rounding explains in the verdicts of a comparison.

    Args:
        loss: the output that is differentiated.
        gradients: name -> Values, in the order of the derivation.
        answers: name -> the numbers by hand, as text that keeps their digits.

    >>> from engine import compare_gradients
    >>> p = Value(-1.494795, "p"); loss = (p - 2.1) ** 2  # -7.18959, but 2 * -3.59 = -7.18
    >>> lines = compare_gradients(loss, {"p": (p, "-7.18")}).lines
    >>> lines[0].verdict, Rounding(loss, {"p": p}, {"p": "-7.18"}).verdicts(lines)
    ('wrong', {'p': 'right'})
    """

    def __init__(self, loss: Value, gradients: Mapping[str, Any], answers: Mapping[str, Any]) -> None:
        self.drawn, self.answers = Drawn(loss, gradients), answers

    def verdicts(self, lines: Sequence[Line]) -> dict[str, Verdict]:
        """Return the verdict on each gradient, which is right where it is off by rounding alone."""
        found: dict[str, Verdict] = {}
        for line in lines:
            slipped = bool({"wrong", "shape"} & set(found.values()))
            found[line.name] = line.verdict
            if line.verdict == "follows" and not slipped:
                found[line.name] = "right"
            elif line.verdict == "wrong" and 0 < written(self.answers[line.name], "")[0].digits < COMPUTED:
                found[line.name] = self._reconsidered(line, slipped)
        return found

    def _reconsidered(self, line: Line, slipped: bool) -> Verdict:
        answer = self.answers[line.name]
        if not near(answer, line.engine, MOST) and not slipped:
            return "wrong"  # which is no rounding, and takes no time to find out
        if within(answer, line.engine, self._reach[line.name]):
            return "wrong" if not slipped and self._is_a_slip(line.name, answer) else "right"
        if is_rounding(self.drawn, self.answers, line.name):
            return "follows" if slipped else "right"
        return "wrong"

    def _is_a_slip(self, name: str, answer: Any) -> bool:
        """Whether a slip that is to be expected gives just these numbers."""
        return any(name in wrong and agree(answer, wrong[name], name) == "right" for wrong in self._slips)

    @cached_property
    def _reach(self) -> dict[str, list[float]]:
        return reach_of(self.drawn)

    @cached_property
    def _slips(self) -> list[Mapping[str, Any]]:
        return [slip.gradients for slip in likely_slips(self.drawn.loss, self.drawn.gradients)]
