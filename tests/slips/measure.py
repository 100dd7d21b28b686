"""How often the right slip is named: first, among three, or none or a false one; on what strangers wrote."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from engine.compare import Report, compare_gradients, compare_points
from engine.compare.diagnosis import FACTS
from tests.slips.cases import HERE, Numbers, Slip, Stated, problems

# A first finding that is not the right one is a fact (true, but no explanation), hedged (said to be one of several that
# give the same numbers, or of a single number), or false.
SETS = ("usual", "unusual", "published", "fresh", "later")


@dataclass
class Tally:
    """What was said of the cases of one set."""

    cases: int = 0
    first: int = 0
    three: int = 0
    nothing: int = 0
    fact: int = 0
    hedged: int = 0
    false: int = 0
    sure: int = 0
    sure_right: int = 0
    accepted: list[str] = field(default_factory=list)
    misses: list[str] = field(default_factory=list)

    def row(self, name: str) -> str:
        n = max(1, self.cases)
        sure = f"{self.sure_right}/{self.sure}"
        shares = "".join(
            f"{100 * k / n:8.1f}" for k in (self.first, self.three, self.nothing, self.fact, self.hedged, self.false)
        )
        share = self.first / n
        return f"{name:34}{self.cases:6}{shares}{sure:>12}  ±{196 * (share * (1 - share) / n) ** 0.5:.1f}"


HEADER = (
    f"{'set':34}{'cases':>6}{'first':>8}{'three':>8}{'none':>8}{'fact':>8}{'hedged':>8}{'false':>8}{'sure right':>12}"
)


def labels() -> dict[str, dict[str, list[list[str]]]]:
    """Return for each problem and case the kinds that a right diagnosis may name, one list for each mistake."""
    found: dict[str, dict[str, list[list[str]]]] = json.loads((HERE / "labels.json").read_text())
    return found


def judged(found: Report, truth: Sequence[Sequence[str]]) -> tuple[str, bool, bool, bool]:
    """Return what the first finding is, whether the truth is among three, whether the first is sure, and right."""
    allowed = {kind for kinds in truth for kind in kinds}
    findings = found.findings
    if not findings:
        return "none", False, False, False
    good = [all(not allowed.isdisjoint(kind.split("|")) for kind in finding.slips) for finding in findings[:3]]
    first = findings[0]
    if good[0]:
        return "first", True, first.certainty == "sure", True
    hedged = first.certainty == "possible" or len(findings) > 1
    kind = "fact" if first.slip in FACTS else "hedged" if hedged else "false"
    return kind, any(good), first.certainty == "sure", False


def answers(slip: Slip, given: Numbers, digits: int | None) -> Numbers:
    """Return what the student's derivation gives, to some significant digits."""
    with np.errstate(all="ignore"):
        found = slip.derivation(**given)
    if digits is None:
        return found
    return {name: _rounded(np.asarray(x, dtype=float), digits) for name, x in found.items()}


def _rounded(x: Any, digits: int) -> Any:
    texts = [f"{float(v):.{digits}g}" for v in x.reshape(-1)]
    return np.array([float(text) for text in texts]).reshape(x.shape)


def report(problem: Stated, slip: Slip, digits: int | None = None, points: int = 1) -> Report:
    """Return what is said of one slip, shown at one size or at several."""
    compared = []
    for size in range(points):
        given = problem.given(size)
        loss, parameters = problem.graph(given)
        found = answers(slip, given, digits)
        compared.append((loss, {name: (nodes, found.get(name)) for name, nodes in parameters.items()}))
    return compare_gradients(*compared[0]) if points == 1 else compare_points(compared)


def measure(folder: str, digits: int | None = None, points: int = 1, only: str = "") -> Tally:
    """Count over one folder, such as "usual/seen"."""
    truth, tally = labels(), Tally()
    for problem in problems(folder):
        name = f"{folder.partition('/')[0]}/{problem.name}"
        if (only and problem.name != only) or name not in truth:
            continue
        for slip in problem.slips:
            kinds = truth[name].get(slip.what)
            if kinds is None:
                continue
            told = report(problem, slip, digits, points)
            tally.cases += 1
            if told.ok:
                tally.accepted.append(f"{problem.name}: {slip.what}")
            what, three, sure, right = judged(told, kinds)
            tally.first += what == "first"
            tally.three += three
            tally.nothing += what == "none"
            tally.fact += what == "fact"
            tally.hedged += what == "hedged"
            tally.false += what == "false"
            tally.sure += sure
            tally.sure_right += sure and right
            if what != "first":
                said = [(f.slips, f.text, f.certainty) for f in told.findings[:3]]
                tally.misses.append(f"{what:6} {problem.name}: {slip.what}  {kinds}\n         -> {said}")
    return tally
