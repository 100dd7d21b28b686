"""Slips in numbers that were rounded on the way: where none gives the digits that were written, some come near.

Who takes three digits from one line to the next is off by a unit or two of the last one at the end. So what no slip
explains is compared once more with room for that; what is found then is never called sure.
"""

from collections.abc import Sequence
from dataclasses import replace

from engine.compare.diagnosis import FACTS, Point, diagnose
from engine.compare.explaining import ENOUGH
from engine.compare.guesses import NamedArray
from engine.compare.report import Certainty, Finding

DIGITS = (3, 4)  # of numbers by hand; with two, too many slips come near
LESS: dict[Certainty, Certainty] = {"sure": "likely"}
ROOM, LEAST = 4, 0.002  # times half a unit of the last digit; relative to the number


def diagnose_by_hand(points: Sequence[Point]) -> dict[str, tuple[Finding, ...]]:
    """Return what `diagnose` does, and for numbers of three or four digits that nothing explains what comes near."""
    found = diagnose(points)
    open_ = {name for name, case in points[0].cases.items() if _is_open(case.array, found[name], case.evidence)}
    if not open_:
        return found
    rough = [
        Point(point.problem, [_with_room(array) for array in point.wrong if array.name in open_], point.correct)
        for point in points
    ]
    near = {
        name: tuple(_unsure(finding) for finding in findings if finding.slip not in FACTS)
        for name, findings in diagnose(rough).items()
    }
    return found | {name: findings for name, findings in near.items() if findings}


def _is_open(array: NamedArray, findings: Sequence[Finding], evidence: int) -> bool:
    told = any(finding.slip not in FACTS for finding in findings)
    return array.fits and not told and array.written.digits in DIGITS and evidence >= ENOUGH


def _with_room(array: NamedArray) -> NamedArray:
    pairs = zip(array.written.slack, array.hand, strict=True)
    return replace(array, written=replace(array.written, slack=[max(ROOM * s, LEAST * abs(x)) for s, x in pairs]))


def _unsure(finding: Finding) -> Finding:
    return replace(
        finding,
        certainty=LESS.get(finding.certainty, "possible"),
        reason=f"the last digits differ, as if rounded on the way: {finding.reason}",
    )
