"""What explains a wrong gradient: a slip; the right numbers scaled or turned; one of these after a slip; two slips."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import combinations
from typing import Any

import numpy as np

from engine.compare.guesses import Guess, Numbers, Slip
from engine.compare.matching import RTOL, Explanation, Wrong
from engine.compare.problem import Problem
from engine.compare.slips import OF_AN_ARRAY, arrange, scale
from engine.compare.slips.windows import is_kernel
from engine.words.nested import close

Tables = dict[str, Numbers]

ENOUGH = 3  # independent numbers
ROUNDED = 6  # units of the last digit that rounding on the way may cost
IDLE = 0.1  # how usual a slip is that has the effect of another one
COMPOSED = 0.03  # how usual a second slip is, beside one alone


def silenced(problem: Problem, cases: Sequence[Wrong], slips: Sequence[Slip], tables: Tables) -> dict[int, Tables]:
    """Return for each slip that gives the numbers of some gradient what all would be if it only silenced its edges."""
    agreeing = sorted({i for case in cases for i in case.rows_that_agree(tables[case.array.name])})
    found = problem.tables([dict.fromkeys(slips[i].slopes, 0.0) for i in agreeing])
    return {i: {name: table[k] for name, table in found.items()} for k, i in enumerate(agreeing)}


def explanations(
    problem: Problem, case: Wrong, slips: Sequence[Slip], table: Numbers, silent: Mapping[int, Tables]
) -> Iterator[Explanation]:
    """Yield what explains one gradient: a slip alone; the right numbers scaled or turned; one of these after a slip."""
    array = case.array
    if not len(case.hand):
        return
    if array.fits and not np.any(case.hand):
        yield Explanation(("zero",), "yours is zero everywhere, but the loss does depend on it", "", "", 1.0)
        return
    if array.fits and _is_rounding(case):
        text, usual = "right but for the last digits: rounded too early on the way", 3.0
        if not array.written.digits:  # of a program's numbers it is only a guess
            text, usual = (
                "within a thousandth of the right numbers: rounded on the way, or a formula that comes near",
                0.5,
            )
        yield Explanation(("rounding",), text, "", "keep two digits more until the end", usual)
    for i in case.rows_that_agree(table):
        slip = slips[i]
        # What does no more than silence a path (a sum over p - y is 0) is better said so.
        idle = any(slip.slopes.values()) and case.agrees(silent[i][array.name])
        usual = slip.usual * (IDLE if idle else 1.0)
        row = _in_a_row(problem, slip)
        yield Explanation((slip.kind,), slip.what, slip.where, slip.remedy, usual, in_a_row=row)
    guesses = [guess for family in OF_AN_ARRAY for guess in family(problem, array)]
    for guess in guesses:
        fits = (array.hand_shape or ()) == (array.shape if guess.shape is None else guess.shape)
        if (fits or guess.kind == "not summed") and case.agrees(guess.numbers):
            yield Explanation((guess.kind,), guess.what, guess.where, guess.remedy, guess.usual)
    if "factors" not in problem.known:  # the same for every gradient of a comparison
        problem.known["factors"] = list(scale.factors(problem))
    constants = problem.known["factors"]
    if array.fits:
        once = list(_scaled(case, case.right[None, :], [None], constants))
        yield from once or _scaled(case, case.right[None, :], [None], _products(constants))
    rule = arrange.rule(problem, array)
    kernel = is_kernel(problem, array)
    for kind, what, remedy, numbers, shape, usual in arrange.turned(case.right.tolist(), array.shape, rule, kernel):
        if shape == array.hand_shape and case.agrees(numbers):
            yield Explanation((kind,), what, "", remedy, usual)
    if case.evidence >= ENOUGH:
        yield from _turned_and(case, slips, table, kernel)
        if array.fits:
            yield from _scaled(case, table, slips, constants)
        yield from _guessed_and_scaled(case, guesses, constants, rule, kernel)


def the_same_here(
    problem: Problem, case: Wrong, slips: Sequence[Slip], table: Numbers, known: Collection[tuple[str, ...]]
) -> Iterator[Explanation]:
    """Yield what explains another gradient, a slip and a factor, and gives these numbers too, too few to find it by."""
    if case.array.fits and case.evidence < ENOUGH:
        yield from (one for one in _scaled(case, table, slips, problem.known.get("factors", ())) if one.key in known)


def _in_a_row(problem: Problem, slip: Slip) -> bool:
    """Tell whether a sign, a half or a 2 is at operations of which one leads to another: two halves make a quarter."""
    slopes = {edge: slope for edge, slope in slip.slopes.items() if edge[0] in problem.between}
    nodes, right = {node for node, _ in slopes}, {edge: problem.structure.partial(edge) for edge in slopes}
    if len(nodes) < 2 or not all(right.values()):
        return False
    first, *factors = [slope / right[edge] for edge, slope in slopes.items()]
    if first not in (-1.0, 0.5, 2.0) or not all(close(factor, first, 1e-9, 0.0) for factor in factors):
        return False
    return not nodes.isdisjoint(problem.below(x for node in nodes for x in node.inputs))


def _is_rounding(case: Wrong) -> bool:
    """Tell whether the numbers are right up to some units of their last digit, or to a thousandth."""
    off, largest = np.abs(case.hand - case.right), np.abs(case.right).max(initial=0.0)
    units = 2 * case.slack * ROUNDED if case.array.written.digits else 0.001 * largest
    return bool(np.all(off <= units) and np.all(off <= 0.02 * largest))


def _scaled(
    case: Wrong, table: Numbers, slips: Sequence[Slip | None], constants: Sequence[tuple[float, str, str, float]]
) -> Iterator[Explanation]:
    """Yield rows that are a known factor away from the student's numbers."""
    factors = np.array([c for c, _, _, _ in constants])
    with np.errstate(all="ignore"):
        largest = np.argmax(np.abs(np.nan_to_num(table)), axis=1)
        ratio = case.hand[largest] / table[np.arange(len(table)), largest]
        precision = RTOL + case.slack[largest] / np.abs(case.hand[largest])
        near = np.abs(ratio[:, None] - factors) <= precision[:, None] * np.abs(factors)
    near[~np.isfinite(precision)] = False  # a zero is no multiple
    pure = _proportional(case, table)  # a slip that is only a factor here is no other one
    for i, k in np.argwhere(near).tolist():
        slip, (c, kind, words, usual) = slips[i], constants[k]
        if c != 1.0 and not (slip and pure[i]) and case.agrees(c * table[i]):
            text = words if kind == "sign" else f"off by the factor {c:.6g}: {words}"
            if slip is None:
                yield Explanation(tuple(kind.split("+")), text, "", "", usual)
            else:
                both, often = f"{text}; besides, {slip.what}", COMPOSED * slip.usual * usual
                yield Explanation((slip.kind, kind), both, slip.where, slip.remedy, often)


def _products(constants: Sequence[tuple[float, str, str, float]]) -> list[tuple[float, str, str, float]]:
    """Return two factors at once, of different kinds."""
    found = []
    usual_ones = [one for one in constants if one[3] >= 1.5]
    for (c, kind, words, usual), (d, other, more, often) in combinations(usual_ones, 2):
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


def _turned_and(case: Wrong, slips: Sequence[Slip], table: Numbers, kernel: bool) -> Iterator[Explanation]:
    """Yield slips of which the numbers were turned round as well."""
    n, shape = len(case.array.nodes), case.array.shape
    counts = (~np.isclose(table, case.right, rtol=1e-9, atol=0.0)).any(axis=1)  # not two signs that cancel
    for kind, what, _, places, left, usual in arrange.turned(list(range(n)), shape, kernel=kernel):
        if left != case.array.hand_shape or kind in ("shifted", "exchanged"):
            continue
        moved = table[:, [int(i) for i in places]]
        with np.errstate(invalid="ignore"):
            close = np.abs(case.hand - moved) <= case.slack + RTOL * np.abs(moved)
        for i in np.flatnonzero((close & np.isfinite(moved)).all(axis=1) & counts).tolist():
            slip = slips[i]
            text = f"{what}; besides, {slip.what}"
            yield Explanation((slip.kind, kind), text, slip.where, slip.remedy, COMPOSED * slip.usual * usual)


def _guessed_and_scaled(
    case: Wrong, guesses: Sequence[Guess], constants: Sequence[tuple[float, str, str, float]], rule: str, kernel: bool
) -> Iterator[Explanation]:
    shape = case.array.hand_shape or ()
    turned = [
        Guess(kind, numbers, what, "", remedy, left, usual)
        for kind, what, remedy, numbers, left, usual in arrange.turned(
            case.right.tolist(), case.array.shape, rule, kernel
        )
    ]
    factors = np.array([c for c, _, _, _ in constants])
    for guess in (*guesses, *turned):
        if shape != (case.array.shape if guess.shape is None else guess.shape):
            continue
        numbers = np.asarray(guess.numbers, dtype=float).reshape(-1)
        if not np.any(numbers):
            continue
        k = int(np.argmax(np.abs(numbers)))
        with np.errstate(all="ignore"):
            ratio = case.hand[k] / numbers[k]
            precision = RTOL + case.slack[k] / abs(case.hand[k]) if case.hand[k] else 0.0
            near = np.flatnonzero(np.abs(ratio - factors) <= precision * np.abs(factors)).tolist()
        for c, kind, words, usual in (constants[i] for i in near):
            if c != 1.0 and case.agrees(c * numbers):
                text = f"{words if kind == 'sign' else f'off by the factor {c:.6g}: {words}'}; besides, {guess.what}"
                yield Explanation((guess.kind, kind), text, guess.where, guess.remedy, COMPOSED * guess.usual * usual)


def exchanged(cases: Sequence[Wrong]) -> Iterator[Explanation]:
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
