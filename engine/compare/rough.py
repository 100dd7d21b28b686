"""Slips in numbers that were rounded on the way: where none gives the digits that were written, some come near.

Who takes three digits from one line to the next is off by a unit or two of the last one at the end. So what no slip
explains is compared once more with room for that; what is found then is never called sure. Where few numbers speak,
only those have room that it makes right: the others have to be what the slip gives, to their last digit.
"""

from collections.abc import Container, Sequence
from dataclasses import replace

from engine.compare.diagnosis import FACTS, Point, diagnose
from engine.compare.explaining import ENOUGH
from engine.compare.guesses import NamedArray
from engine.compare.matching import Wrong
from engine.compare.report import Certainty, Finding

DIGITS = (3, 4)  # of numbers by hand; with two, too many slips come near
LESS: dict[Certainty, Certainty] = {"sure": "likely"}
ROOM, LEAST = 4, 0.002  # times half a unit of the last digit; relative to the number


def diagnose_by_hand(points: Sequence[Point]) -> dict[str, tuple[Finding, ...]]:
    """Return what `diagnose` does, and for numbers of three or four digits that nothing explains what comes near."""
    found = diagnose(points)
    cases = points[0].cases
    open_ = {name for name, case in cases.items() if _is_open(case.array, found[name], case.evidence)}
    few = {
        name
        for name, case in cases.items()
        if name not in open_ and _is_open(case.array, found[name]) and _nearly_right(case)
    }
    if not open_ | few:
        return found
    rough = [
        Point(
            point.problem,
            [
                _with_room(array, None if array.name in open_ else _nearly_right(point.cases[array.name]))
                for array in point.wrong
                if array.name in open_ | few
            ],
            point.correct,
        )
        for point in points
    ]
    near = {
        name: tuple(_unsure(finding) for finding in findings if finding.slip not in FACTS)
        for name, findings in diagnose(rough).items()
    }
    return found | {name: findings for name, findings in near.items() if findings}


def _is_open(array: NamedArray, findings: Sequence[Finding], evidence: int = ENOUGH) -> bool:
    told = any(finding.slip not in FACTS for finding in findings)
    return array.fits and not told and array.written.digits in DIGITS and evidence >= ENOUGH


def _nearly_right(case: Wrong) -> list[int]:
    """Return the wrong numbers that are right but for rounding on the way, where others are not; else none."""
    if not case.array.fits:
        return []
    slack = _with_room(case.array).written.slack
    near = [i for i in case.wrong if abs(case.hand[i] - case.right[i]) <= slack[i]]
    return near if len(near) < len(case.wrong) else []


def _with_room(array: NamedArray, only: Container[int] | None = None) -> NamedArray:
    """Return it with more slack: of all its numbers, or only of some."""
    slack = [
        max(ROOM * s, LEAST * abs(x)) if only is None or i in only else s
        for i, (s, x) in enumerate(zip(array.written.slack, array.hand, strict=True))
    ]
    return replace(array, written=replace(array.written, slack=slack))


def _unsure(finding: Finding) -> Finding:
    return replace(
        finding,
        certainty=LESS.get(finding.certainty, "possible"),
        reason=f"the last digits differ, as if rounded on the way: {finding.reason}",
    )
