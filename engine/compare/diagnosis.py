"""Which slips explain the student's numbers, how many numbers each explains, and what else would.

All slips of the catalogue are tried on all gradients of a comparison at once. An explanation is a slip that gives the
numbers to the digits that were written; it may come with a factor or turned round, and where no single slip explains
the numbers, more is searched (searching.py). One that explains several gradients is one finding.
"""

from collections import deque
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from engine.compare.explaining import ENOUGH, exchanged, explanations, silenced, the_same_here
from engine.compare.guesses import NamedArray, Numbers, Slip
from engine.compare.hints import joined
from engine.compare.matching import RARE, RTOL, Explanation, Wrong, case_of
from engine.compare.problem import Problem
from engine.compare.report import Certainty, Finding
from engine.compare.searching import LARGE, on_one_way, small_formulas, two_slips
from engine.compare.slips import OF_THE_GRAPH, arrange
from engine.words.nested import show_shape

SHOWN = 3
RIVAL = 0.12  # how usual another explanation must be, beside the first, to leave it in doubt
EFFORT = 600_000  # local derivatives that are put in, in all
DENSE = 4  # families at the end of the list that do
FACTS = frozenset({"ratio", "reordered", "shape", "entry"})  # true of numbers that no slip explains, and no explanation


@dataclass(eq=False)
class Point:
    """One comparison: the graph, the gradients that are wrong there, those that are right, and what explains them.

    The same derivation may be compared at several points (other numbers, batch sizes, shapes).
    """

    problem: Problem
    wrong: Sequence[NamedArray]
    correct: Sequence[NamedArray]

    def __post_init__(self) -> None:
        problem = self.problem
        self.cases = {array.name: case_of(problem, array) for array in self.wrong}
        if "slips" not in problem.known:  # rough.py asks twice
            slips, complete = the_slips(problem)
            problem.known["slips"] = slips, complete, problem.tables([slip.slopes for slip in slips])
        slips, self.complete, tables = problem.known["slips"]
        pool: dict[tuple[str, ...], Explanation] = {}
        silent = silenced(problem, list(self.cases.values()), slips, tables)
        for case in self.cases.values():
            for one in explanations(problem, case, slips, tables[case.array.name], silent):
                known = pool.setdefault(one.key, one)
                if case.array.name not in known.arrays:
                    known.arrays.append(case.array.name)
                    known.usual = max(known.usual, one.usual)
        for name, case in self.cases.items():
            if not any(name in one.arrays for one in pool.values()):
                for one in the_same_here(problem, case, slips, tables[name], pool):
                    pool[one.key].arrays.append(name)
        for search in (
            partial(on_one_way, slips=slips),
            partial(two_slips, slips=slips, tables=tables),
            small_formulas,
        ):
            explained = {name for one in pool.values() for name in one.arrays}
            lonely = [case for name, case in self.cases.items() if name not in explained]
            for one in search(problem, lonely):
                known = pool.setdefault(one.key, one)
                known.arrays = list(dict.fromkeys([*known.arrays, *one.arrays]))
        for one in exchanged(list(self.cases.values())):
            pool[one.key] = one
        self.explanations = list(pool.values())
        self.moved = _moved(slips, tables, self.correct, problem)
        explained = {name for one in self.explanations for name in one.arrays}
        unexplained = [case.array for name, case in self.cases.items() if name not in explained]
        self.disputed = _moved(slips, tables, unexplained, problem)

    def holding(self, one: Explanation, elsewhere: "Point") -> Explanation | None:
        """Return an explanation for the gradients for which it holds at another point as well."""
        found = {
            name: [o for o in elsewhere.explanations if name in o.arrays and o.is_like(one)] for name in one.arrays
        }
        kept = [name for name in one.arrays if found[name] or name not in elsewhere.cases]
        if not kept:
            return None
        same = [[o.usual for o in found[name] if o.says(one)] for name in kept if name in elsewhere.cases]
        usual = max([one.usual, *map(max, same)]) if all(same) else one.usual / 4
        return replace(one, arrays=kept, usual=usual)


def diagnose(points: Sequence[Point]) -> dict[str, tuple[Finding, ...]]:
    """Return for each gradient that is wrong at the first point the slips that explain it, the most likely first.

    What does not hold at every point is no explanation: this tells 1/m from a half, and n from 2.
    """
    first, *others = points
    left = first.explanations
    for other in others:
        left = [kept for one in left if (kept := first.holding(one, other)) is not None]
    evidence = {name: sum(p.cases[name].evidence for p in points if name in p.cases) for name in first.cases}
    return {
        name: _findings(case, evidence, [one for one in left if name in one.arrays], first)
        for name, case in first.cases.items()
    }


def the_slips(problem: Problem, without: Collection[object] = ()) -> tuple[list[Slip], bool]:
    """Return the slips of the graph, one of each family in turn, and whether a large graph left time for all.

    Args:
        without: families that nobody asks for.
    """
    effort, found = 0, list[Slip]()
    large = len(problem.edges) > LARGE
    asked = [family for family in (OF_THE_GRAPH[:-DENSE] if large else OF_THE_GRAPH) if family not in without]
    families = deque(family(problem) for family in asked)
    while families and effort < EFFORT:
        family = families.popleft()
        slip = next(family, None)
        if slip is not None:
            families.append(family)
            found += [slip] if slip.slopes else []
            effort += len(slip.slopes) + len(problem.edges) // 50
    return found, not families and not large


def _moved(
    slips: Sequence[Slip], tables: dict[str, Numbers], correct: Sequence[NamedArray], problem: Problem
) -> dict[tuple[str, ...], int]:
    """Return for each slip how many of the gradients that are right it would have made wrong."""
    found: dict[tuple[str, ...], int] = {}
    rights = {array.name: np.array(problem.right(array)) for array in correct}
    changed = {
        name: ~np.isclose(tables[name], right, rtol=1e-6, atol=0.0).all(axis=1) for name, right in rights.items()
    }
    for i, slip in enumerate(slips):
        count = sum(bool(rows[i]) for rows in changed.values())
        if count:
            found[(slip.kind, slip.what, slip.where)] = count
    return found


def _findings(
    case: Wrong, evidence: dict[str, int], explanations: Sequence[Explanation], point: Point
) -> tuple[Finding, ...]:
    """Put explanations in order and say how sure they are."""
    if not explanations:
        with np.errstate(all="ignore"):
            return tuple(_facts(case))

    def weight(one: Explanation) -> float:
        return one.usual * 8.0 ** (len(one.arrays) - 1) / 3.0 ** point.moved.get(one.key, 0)

    ordered = sorted(explanations, key=lambda one: -weight(one))
    best: dict[tuple[str, ...], Explanation] = {}
    for one in ordered:
        best.setdefault(tuple(sorted(map(_name, one.kinds))), one)  # of one kind the most usual speaks for all
    ranked = list(best.values())
    first = ranked[0]
    rivals = [one for one in ranked[1:] if weight(one) > RIVAL * weight(first) and not first.makes_idle(one)]
    numbers = sum(evidence[name] for name in first.arrays)
    findings = []
    for one in [first, *rivals][:SHOWN]:
        certainty, reason = _certainty(one, first, rivals, numbers, point.complete, first.key in point.disputed)
        findings.append(
            Finding(
                _name(one.kinds[0]),
                joined(one.what, one.where),
                certainty,
                reason,
                one.kinds,
                one.where,
                one.what,
                one.remedy,
                tuple(one.arrays),
            )
        )
    return tuple(findings)


def _name(kind: str) -> str:
    """Return the first of the names that a kind of slip has."""
    return kind.partition("|")[0]


def _certainty(
    one: Explanation, first: Explanation, rivals: Sequence[Explanation], numbers: int, complete: bool, disputed: bool
) -> tuple[Certainty, str]:
    """Say how sure an explanation is: by how many numbers it explains, and by what else explains them."""
    if one is not first:
        return "possible", "it gives the same numbers"
    if disputed:
        return "possible", f"{_numbers(numbers)}, but another gradient that passes there is wrong in another way"
    if rivals:
        which = "another slip gives the same" if len(rivals) == 1 else f"{len(rivals)} other slips give the same"
        reason = f"{_numbers(numbers)}, but {which}"
        return ("likely", reason) if numbers >= ENOUGH else ("possible", f"{reason}; other numbers would decide")
    known = "known slip" if complete else "slip that was tried on this large graph"
    alone = f"{_numbers(numbers)}, and no other {known} does"
    if numbers < ENOUGH * len(one.kinds):
        return "likely", f"{alone}; one more would decide"
    if one.usual < RARE:
        return "likely", f"{alone}; but people make it seldom"
    return "sure", alone


def _numbers(count: int) -> str:
    return "it explains one number" if count <= 1 else f"it explains {count} different numbers"


def _facts(case: Wrong) -> Iterator[Finding]:
    """Yield what the numbers show where no slip explains them."""
    array, hand, right = case.array, case.hand, case.right
    reason = "this is what the numbers show; no known slip explains them"

    def fact(kind: str, text: str) -> Finding:
        return Finding(kind, text, "possible", reason, (kind,), "", text, "", (array.name,))

    if not array.fits:
        want, got = show_shape(array.shape), show_shape(array.hand_shape or ())
        text = f"yours has the shape {got}, but a gradient has the shape of its parameter, {want}"
        yield fact("shape", f"{text}: one slope for every entry")
        return
    for guess in arrange.entries(array, right, case.wrong):
        yield fact(guess.kind, guess.what)
        return
    if case.evidence >= ENOUGH:
        k = int(np.argmax(np.abs(right)))
        if right[k] and case.agrees(hand[k] / right[k] * right):
            yield fact(
                "ratio", f"every entry is {hand[k] / right[k]:.6g} times the right one: look for a constant factor"
            )
        elif _moved_about(case):
            yield fact("reordered", "the right numbers, but not at their places: check the indices")


def _moved_about(case: Wrong) -> bool:
    """Whether the right numbers stand at other places, and are not only rounded at their own.

    Two at least have to be off by more than twice their rounding, and to be another's number to their last digit.
    """
    hand, right, own = case.hand, case.right, case.slack + RTOL * np.abs(case.hand) + case.noise
    if not np.allclose(np.sort(hand), np.sort(right), rtol=RTOL, atol=float(case.slack.max(initial=0.0))):
        return False
    off = np.abs(hand - right) > 2 * own
    elsewhere = (np.abs(hand[:, None] - right[None, :]) <= own[:, None]).any(axis=1)
    return int((off & elsewhere).sum()) >= 2
