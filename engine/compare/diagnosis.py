"""Which slips explain the student's numbers, how many numbers each explains, and what else would.

All slips of the catalogue are tried on all gradients of a comparison at once. An explanation is a slip that gives the
numbers to the digits that were written; it may come with a factor or turned round, and where no single slip explains
the numbers, two of them together are tried. One that explains several gradients is one finding.
"""

import re
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from math import isfinite
from typing import Any

import numpy as np

from engine.compare.problem import Guess, NamedArray, Numbers, Problem, Slip
from engine.compare.report import Certainty, Finding
from engine.compare.slips import OF_AN_ARRAY, OF_THE_GRAPH, arrange, scale
from engine.words.nested import show_shape

RTOL = 1e-6
SHOWN = 3
ENOUGH = 3  # independent numbers
ROUNDED = 6  # units of the last digit that rounding on the way may cost
IDLE = 0.1  # how usual a slip is that has the effect of another one
RARE = 0.9  # how usual a slip must be to be called sure
RIVAL = 0.12  # how usual another explanation must be, beside the first, to leave it in doubt
COMPOSED = 0.03  # how usual a second slip is, beside one alone
PAIRED = 150  # slips of which every two are tried together
LIMIT = 12_000_000  # numbers in the tables of one diagnosis
EFFORT = 600_000  # local derivatives that are put in, in all
LARGE = 8_000  # edges, from which on the families that change all of them are left out, and two slips together
DENSE = 2  # families at the end of the list that do


@dataclass(eq=False)
class Explanation:
    """One slip, or two together, that give the numbers of some gradients."""

    kinds: tuple[str, ...]
    what: str
    where: str
    remedy: str
    usual: float
    arrays: list[str] = field(default_factory=list)

    @property
    def key(self) -> tuple[str, ...]:
        return (*self.kinds, self.what, self.where)

    @property
    def means(self) -> str:
        """What it says apart from the numbers in it, which are others at another point."""
        return re.sub(r"\d[\d.e+-]*", "#", " | ".join(self.key))


@dataclass(eq=False)
class Wrong:
    """A gradient that is to be explained, with what is needed to compare it with guesses."""

    array: NamedArray
    right: Numbers
    hand: Numbers
    slack: Numbers
    noise: Numbers

    def agrees(self, numbers: Any) -> bool:
        """Tell whether numbers in the student's shape are the student's numbers."""
        guess = np.asarray(numbers, dtype=float).reshape(-1)
        if guess.shape != self.hand.shape or not np.all(np.isfinite(guess)):
            return False
        noise = self.noise if self.noise.shape == guess.shape else 0.0
        return bool(np.all(np.abs(self.hand - guess) <= self.slack + RTOL * np.abs(guess) + noise))

    def rows_that_agree(self, table: Numbers) -> Sequence[int]:
        """Return the rows of a table of guesses that are the student's numbers."""
        if table.shape[1:] != self.hand.shape or not self.array.fits:
            return []
        with np.errstate(invalid="ignore"):
            close = np.abs(self.hand - table) <= self.slack + RTOL * np.abs(table) + self.noise
        found: Sequence[int] = np.flatnonzero(close.all(axis=1)).tolist()
        return found

    @property
    def wrong(self) -> list[int]:
        """The positions that differ from the right gradient; all of them when the shapes differ."""
        if not self.array.fits:
            return list(range(len(self.hand)))
        close = np.abs(self.hand - self.right) <= self.slack + RTOL * np.abs(self.right) + self.noise
        found: list[int] = np.flatnonzero(~close).tolist()
        return found

    @property
    def evidence(self) -> int:
        """How many different numbers speak: wrong entries that are finite, not zero and not repeats."""
        spoken = (self.hand[i] for i in self.wrong)
        return len({f"{abs(x):.4e}" for x in spoken if isfinite(x) and x != 0})


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
        self.cases = {array.name: _case(problem, array) for array in self.wrong}
        slips, self.complete = the_slips(problem)
        tables = problem.tables([slip.slopes for slip in slips])
        pool: dict[tuple[str, ...], Explanation] = {}
        for case in self.cases.values():
            for one in _explanations(problem, case, slips, tables[case.array.name]):
                known = pool.setdefault(one.key, one)
                if case.array.name not in known.arrays:
                    known.arrays.append(case.array.name)
                    known.usual = max(known.usual, one.usual)
        explained = {name for one in pool.values() for name in one.arrays}
        lonely = [case for name, case in self.cases.items() if name not in explained]
        for one in _two_slips(problem, lonely, slips, tables):
            known = pool.setdefault(one.key, one)
            known.arrays = list(dict.fromkeys([*known.arrays, *one.arrays]))
        for one in _exchanged(list(self.cases.values())):
            pool[one.key] = one
        self.explanations = list(pool.values())
        self.by_meaning: dict[str, set[str]] = {}  # a meaning, or the kinds alone -> the gradients that it explains
        for one in self.explanations:
            for key in (one.means, str(one.kinds)):
                self.by_meaning.setdefault(key, set()).update(one.arrays)
        self.moved = _moved(slips, tables, self.correct, problem)

    def holding(self, one: Explanation, elsewhere: "Point") -> Explanation | None:
        """Return an explanation for the gradients for which it holds at another point as well."""
        same, alike = elsewhere.by_meaning.get(one.means, set()), elsewhere.by_meaning.get(str(one.kinds), set())
        kept = [name for name in one.arrays if name in alike or name not in elsewhere.cases]
        if not kept:
            return None
        exactly = all(name in same or name not in elsewhere.cases for name in kept)
        return replace(one, arrays=kept, usual=one.usual if exactly else one.usual / 4)


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


def _exchanged(cases: Sequence[Wrong]) -> Iterator[Explanation]:
    """Yield gradients that stand in each other's places."""
    swapped = {
        case.array.name: other.array.name
        for case in cases
        for other in cases
        if case is not other and case.agrees(other.right) and case.array.hand_shape == other.array.shape
    }
    if len(swapped) > 1 and sorted(swapped) == sorted(swapped.values()):
        text = f"the gradients of {', '.join(swapped)} stand in each other's places"
        found = Explanation(("exchanged|another parameter",), text, "", "check the order", 6.0)
        found.arrays.extend(swapped)
        yield found


def _case(problem: Problem, array: NamedArray) -> Wrong:
    size = np.array(problem.scale(array))
    if not array.fits:
        size = np.full(len(array.hand), size.max(initial=0.0))
    noise = (1e-11 + array.written.relative) * size
    return Wrong(
        array, np.array(problem.right(array)), np.array(array.hand, dtype=float), np.array(array.written.slack), noise
    )


def the_slips(problem: Problem) -> tuple[list[Slip], bool]:
    """Return the slips of the graph, one of each family in turn, and whether a large graph left time for all."""
    effort, found = 0, list[Slip]()
    large = len(problem.edges) > LARGE
    families = deque(family(problem) for family in (OF_THE_GRAPH[:-DENSE] if large else OF_THE_GRAPH))
    while families and effort < EFFORT:
        family = families.popleft()
        slip = next(family, None)
        if slip is not None:
            families.append(family)
            found += [slip] if slip.slopes else []
            effort += len(slip.slopes) + len(problem.edges) // 50
    return found, not families and not large


def _explanations(problem: Problem, case: Wrong, slips: Sequence[Slip], table: Numbers) -> Iterator[Explanation]:
    """Yield what explains one gradient: a slip alone; the right numbers scaled or turned; one of these after a slip."""
    array = case.array
    if not len(case.hand):
        return
    if array.fits and not np.any(case.hand):
        yield Explanation(("zero",), "yours is zero everywhere, but the loss does depend on it", "", "", 1.0)
        return
    if array.fits and _is_rounding(case):
        text = "right but for the last digits: rounded too early on the way"
        yield Explanation(("rounding",), text, "", "keep two digits more until the end", 3.0)
    agreeing = case.rows_that_agree(table)
    silent = problem.tables([dict.fromkeys(slips[i].slopes, 0.0) for i in agreeing])[array.name]
    for i, without in zip(agreeing, silent, strict=True):
        slip = slips[i]
        # What does no more than silence a path (a sum over p - y is 0) is better said so.
        idle = any(slip.slopes.values()) and case.agrees(without)
        yield Explanation((slip.kind,), slip.what, slip.where, slip.remedy, slip.usual * (IDLE if idle else 1.0))
    guesses = [guess for family in OF_AN_ARRAY for guess in family(problem, array)]
    for guess in guesses:
        fits = (array.hand_shape or ()) == (array.shape if guess.shape is None else guess.shape)
        if (fits or guess.kind == "not summed") and case.agrees(guess.numbers):
            yield Explanation((guess.kind,), guess.what, guess.where, guess.remedy, guess.usual)
    constants = list(scale.factors(problem))
    if array.fits:
        once = list(_scaled(case, case.right[None, :], [None], constants))
        yield from once or _scaled(case, case.right[None, :], [None], _products(constants))
    for kind, what, remedy, numbers, shape, usual in arrange.turned(case.right.tolist(), array.shape):
        if shape == array.hand_shape and case.agrees(numbers):
            yield Explanation((kind,), what, "", remedy, usual)
    if case.evidence >= ENOUGH:
        yield from _turned_and(case, slips, table)
        if array.fits:
            yield from _scaled(case, table, slips, constants)
        yield from _guessed_and_scaled(case, guesses, constants)


def _is_rounding(case: Wrong) -> bool:
    """Tell whether the numbers are right up to some units of their last digit, or to a thousandth."""
    off, largest = np.abs(case.hand - case.right), np.abs(case.right).max(initial=0.0)
    units = 2 * case.slack * ROUNDED if case.array.written.digits else 0.001 * largest
    return bool(np.all(off <= units) and np.all(off <= 0.02 * largest))


def _scaled(
    case: Wrong, table: Numbers, slips: Sequence[Slip | None], constants: Sequence[tuple[float, str, str, float]]
) -> Iterator[Explanation]:
    """Yield rows that are a known factor away from the student's numbers."""
    if not len(table):
        return
    with np.errstate(all="ignore"):
        largest = np.argmax(np.abs(np.nan_to_num(table)), axis=1)
        at = np.arange(len(table))
        ratio = case.hand[largest] / table[at, largest]
        precision = RTOL + case.slack[largest] / np.abs(case.hand[largest])
        rest = np.abs(case.hand - ratio[:, None] * table)
        straight = (
            rest <= 2 * case.slack + np.abs(case.hand) * precision[:, None] + RTOL * np.abs(case.hand) + case.noise
        ).all(axis=1)
    pure = _proportional(case, table)
    for i in np.flatnonzero(straight & np.isfinite(ratio)).tolist():
        slip = slips[i]
        if slip is not None and pure[i]:
            continue  # the slip itself is only a factor here
        for c, kind, words, usual in constants:
            if c != 1.0 and abs(ratio[i] - c) <= precision[i] * abs(c) and case.agrees(c * table[i]):
                text = words if kind == "sign" else f"off by the factor {c:.6g}: {words}"
                if slip is None:
                    yield Explanation(tuple(kind.split("+")), text, "", "", usual)
                else:
                    where = slip.where
                    both = f"{slip.what}; besides, {text}"
                    yield Explanation((slip.kind, kind), both, where, slip.remedy, COMPOSED * slip.usual * usual)


def _products(constants: Sequence[tuple[float, str, str, float]]) -> list[tuple[float, str, str, float]]:
    """Return two factors at once, of different kinds."""
    found = []
    usual_ones = [one for one in constants if one[3] >= 1.5]
    for n, (c, kind, words, usual) in enumerate(usual_ones):
        for d, other, more, often in usual_ones[n + 1 :]:
            if other != kind:
                found.append((c * d, f"{kind}+{other}", f"{words}; and {more}", COMPOSED * usual * often))
    return found


def _proportional(case: Wrong, table: Numbers) -> Any:
    """Tell which rows are only a multiple of the right gradient."""
    right = case.right
    k = int(np.argmax(np.abs(right)))
    if right[k] == 0.0:
        return np.zeros(len(table), dtype=bool)
    with np.errstate(all="ignore"):
        c = table[:, k] / right[k]
        rest = np.abs(table - c[:, None] * right)
        return (rest <= 1e-9 * np.abs(c[:, None] * right[k])).all(axis=1)


def _turned_and(case: Wrong, slips: Sequence[Slip], table: Numbers) -> Iterator[Explanation]:
    """Yield slips of which the numbers were turned round as well."""
    n, shape = len(case.array.nodes), case.array.shape
    for kind, what, _, places, left, usual in arrange.turned(list(range(n)), shape):
        if left != case.array.hand_shape or kind in ("shifted", "exchanged"):
            continue
        moved = table[:, [int(i) for i in places]]
        with np.errstate(invalid="ignore"):
            close = np.abs(case.hand - moved) <= case.slack + RTOL * np.abs(moved)
        for i in np.flatnonzero(close.all(axis=1)).tolist():
            slip = slips[i]
            text = f"{slip.what}; besides, {what}"
            yield Explanation((slip.kind, kind), text, slip.where, slip.remedy, COMPOSED * slip.usual * usual)


def _guessed_and_scaled(
    case: Wrong, guesses: Sequence[Guess], constants: Sequence[tuple[float, str, str, float]]
) -> Iterator[Explanation]:
    shape = case.array.hand_shape or ()
    turned = [
        Guess(kind, numbers, what, "", remedy, left, usual)
        for kind, what, remedy, numbers, left, usual in arrange.turned(case.right.tolist(), case.array.shape)
    ]
    for guess in (*guesses, *turned):
        if shape != (case.array.shape if guess.shape is None else guess.shape):
            continue
        numbers = np.asarray(guess.numbers, dtype=float).reshape(-1)
        if numbers.shape != case.hand.shape or not np.any(numbers):
            continue
        k = int(np.argmax(np.abs(numbers)))
        with np.errstate(all="ignore"):
            ratio = case.hand[k] / numbers[k] if numbers[k] else 0.0
            precision = RTOL + case.slack[k] / abs(case.hand[k]) if case.hand[k] else 0.0
        for c, kind, words, usual in constants:
            if c != 1.0 and abs(ratio - c) <= precision * abs(c) and case.agrees(c * numbers):
                text = f"{guess.what}; besides, {words if kind == 'sign' else f'off by the factor {c:.6g}: {words}'}"
                yield Explanation((guess.kind, kind), text, guess.where, guess.remedy, COMPOSED * guess.usual * usual)


def _two_slips(
    problem: Problem, cases: Sequence[Wrong], slips: Sequence[Slip], tables: dict[str, Numbers]
) -> Iterator[Explanation]:
    """Yield two slips of the graph that together give the numbers of a gradient; enough numbers must support that."""
    for case in cases:
        if case.evidence < ENOUGH or not case.array.fits or not np.any(case.hand) or len(problem.edges) > LARGE:
            continue
        table = tables[case.array.name]
        touched = [i for i in range(len(slips)) if not np.allclose(table[i], case.right, rtol=1e-9, atol=0.0)]
        room = int((LIMIT / max(1, len(problem.edges))) ** 0.5)
        chosen = sorted(touched, key=lambda i: -slips[i].usual)[: min(PAIRED, room)]
        pairs = [
            (i, j)
            for n, i in enumerate(chosen)
            for j in chosen[n + 1 :]
            if slips[i].slopes.keys().isdisjoint(slips[j].slopes)
        ]
        both = [{**slips[i].slopes, **slips[j].slopes} for i, j in pairs]
        for start in range(0, len(both), 2048):
            rows = problem.tables(both[start : start + 2048])[case.array.name]
            for k in case.rows_that_agree(rows):
                one, two = slips[pairs[start + k][0]], slips[pairs[start + k][1]]
                text = f"two slips: {one.what} {one.where}; and {two.what}"
                found = Explanation((one.kind, two.kind), text, two.where, two.remedy, COMPOSED * one.usual * two.usual)
                found.arrays.append(case.array.name)
                yield found


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
    rivals = [one for one in ranked[1:] if weight(one) > RIVAL * weight(first)]
    numbers = sum(evidence[name] for name in first.arrays)
    findings = []
    for one in [first, *rivals][:SHOWN]:
        certainty, reason = _certainty(one, first, rivals, numbers, point.complete)
        findings.append(
            Finding(
                _name(one.kinds[0]),
                _text(one),
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


def _text(one: Explanation) -> str:
    return f"{one.what} {one.where}".strip()


def _certainty(
    one: Explanation, first: Explanation, rivals: Sequence[Explanation], numbers: int, complete: bool
) -> tuple[Certainty, str]:
    """Say how sure an explanation is: by how many numbers it explains, and by what else explains them."""
    if one is not first:
        return "possible", "it gives the same numbers"
    if rivals:
        which = "another slip gives" if len(rivals) == 1 else f"{len(rivals)} other slips give"
        more = "" if numbers >= ENOUGH else "; other numbers, or one example more, would decide"
        return ("likely" if numbers >= ENOUGH else "possible"), f"{_numbers(numbers)}, but {which} the same{more}"
    alone = f"and no other {'known slip' if complete else 'slip that was tried on this large graph'} does"
    if numbers < ENOUGH * len(one.kinds):
        return "likely", f"{_numbers(numbers)}, {alone}; one more would decide"
    if one.usual < RARE:
        return "likely", f"{_numbers(numbers)}, {alone}; but people make it seldom"
    return "sure", f"{_numbers(numbers)}, {alone}"


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
        elif np.allclose(np.sort(hand), np.sort(right), rtol=RTOL, atol=float(case.slack.max(initial=0.0))):
            yield fact("reordered", "the right numbers, but not at their places: check the indices")
