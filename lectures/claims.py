"""A claim: what the notes print, what the engine computes, and the verdict, which is computed and never given."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from engine import Value
from engine.words.nested import flatten, map_nested, sizes_of
from lectures.errors import ClaimError
from lectures.printed import Printed, read

Verdict = Literal["holds", "corrected", "ambiguous"]


@dataclass(frozen=True)
class Reading:
    """One way to read what is printed, what it evaluates to, and whether that is what is computed."""

    name: str
    result: Any
    agrees: bool


Readings = tuple[Reading, ...]


@dataclass(frozen=True)
class Claim:
    """One printed number, formula or promise, and what became of it."""

    lecture: str
    item: str
    quantity: str
    printed: Any
    computed: Any
    readings: Readings
    true: Any = ""
    note: str = ""

    @property
    def verdict(self) -> Verdict:
        agreeing = sum(reading.agrees for reading in self.readings)
        if agreeing == len(self.readings):
            return "holds"
        return "ambiguous" if agreeing else "corrected"

    @property
    def shown(self) -> Any:
        """What is shown as computed: a number, or for a promise when it is kept, such as "yes: from 8; no: from 12"."""
        results = [reading.result for reading in self.readings]
        if not isinstance(self.computed, bool) or not all(isinstance(result, bool) for result in results):
            return self.computed
        if [reading.name for reading in self.readings] == ["as printed"]:
            return results[0]
        sides = {
            word: [r.name for r in self.readings if r.result is kept] for word, kept in (("yes", True), ("no", False))
        }
        return "; ".join(f"{word}: {', '.join(names)}" for word, names in sides.items() if names)

    def as_json(self) -> dict[str, Any]:
        """Return the claim as plain data, as `claims.json` keeps it."""
        data = {
            "lecture": self.lecture,
            "item": self.item,
            "quantity": self.quantity,
            "printed": for_json(self.printed),
            "computed": for_json(self.shown),
            "verdict": self.verdict,
            "note": self.note,
        }
        return data | ({"true": for_json(self.true)} if self.verdict == "corrected" else {})


def judge(claimed: str, printed: Any, computed: Any, readings: Mapping[str, Any] | None, rtol: float) -> Readings:
    """Compare every reading of what is printed with what is computed; see `lectures.board.claim`.

    Args:
        claimed: the worked example and the quantity, for an error.
        computed: numbers and lists, from `plain`.

    Raises:
        ClaimError: where there is no reading, or what is printed is no number.

    >>> rates = {"rate 0.003": True, "rate 1": False}
    >>> [reading.agrees for reading in judge("D12 descent converges", "converges", True, rates, 1e-9)]
    [True, False]
    """
    if readings is None:
        return (Reading("as printed", printed, agrees(read(printed), computed)),)
    if not readings:
        raise ClaimError(f"{claimed}: readings is empty; name at least one way to read what is printed")
    return tuple(_reading(name, outcome, computed, rtol) for name, outcome in readings.items())


def check_explained(claim: Claim) -> None:
    """Insist that a verdict other than `holds` says why, and that a true one is not called corrected.

    Raises:
        ClaimError: with what is printed and computed, and what to add.
    """
    judged = f"{claim.item} {claim.quantity}: printed {claim.printed!r}, computed {claim.computed!r}"
    judged += f", so the verdict is {claim.verdict!r}"
    if claim.verdict == "corrected" and not (claim.true not in ("", None) and claim.note):
        raise ClaimError(f"{judged}; add true= (what should be printed) and note= (one sentence why)")
    if claim.verdict == "ambiguous" and not claim.note:
        raise ClaimError(f"{judged}; add note= (one sentence: which reading holds, and when)")
    if claim.verdict != "corrected" and claim.true not in ("", None):
        raise ClaimError(f"{judged}; true= is only for a corrected claim")


def plain(x: Any) -> Any:
    """Return Values, NumPy arrays and tuples, nested or not, as numbers and lists.

    >>> plain(((Value(1.0), 2), 3))
    [[1.0, 2], 3]
    """
    return map_nested(_number, _number(x))


def for_json(x: Any) -> Any:
    """Return numbers and lists as JSON knows them: it has no NaN and no infinity, which become words.

    >>> for_json([1.0, float("nan")])
    [1.0, 'nan']
    """
    return map_nested(lambda x: str(x) if isinstance(x, float) and not math.isfinite(x) else x, plain(x))


def same(a: Any, b: Any, rtol: float = 1e-9) -> bool:
    """Are two numbers, or two nested lists of one shape, equal to rtol of their largest entry (or 1e-12)?

    >>> same([[1.0, 2.0]], [[1.0, 2.0 + 1e-12]]), same([1.0, 2.0], [[1.0, 2.0]])
    (True, False)
    """
    if isinstance(a, list) or isinstance(b, list):
        if not (isinstance(a, list) and isinstance(b, list) and sizes_of(a) == sizes_of(b)):
            return False
        entries = list(zip(flatten(a), flatten(b), strict=True))
        scale = max((abs(x) for pair in entries for x in pair if math.isfinite(x)), default=0.0)
        return all(_close(x, y, rtol, scale) for x, y in entries)
    if isinstance(a, str) or isinstance(b, str) or isinstance(a, bool) != isinstance(b, bool):
        return bool(a == b) and type(a) is type(b)
    return _close(a, b, rtol, max(abs(a), abs(b)))


def _number(x: Any) -> Any:
    return x.data if isinstance(x, Value) else x.tolist() if hasattr(x, "tolist") else x


def _close(x: float, y: float, rtol: float, scale: float) -> bool:
    if math.isnan(x) or math.isnan(y):
        return math.isnan(x) and math.isnan(y)
    return x == y or (math.isfinite(x - y) and abs(x - y) <= max(rtol * scale, 1e-12))


def _reading(name: str, outcome: Any | Callable[[], Any], computed: Any, rtol: float) -> Reading:
    """A reading may be a function: one that cannot be evaluated, say for its shapes, agrees with nothing."""
    if callable(outcome) and not isinstance(outcome, Value):
        try:
            outcome = outcome()
        except (ValueError, ArithmeticError, LookupError) as error:
            return Reading(name, f"cannot be computed: {error}", agrees=False)
    outcome = plain(outcome)
    return Reading(name, outcome, same(outcome, computed, rtol))


def agrees(printed: Any, computed: Any) -> bool:
    """Would a computed number, or each of a list, be printed as what was read?"""
    if isinstance(printed, list) or isinstance(computed, list):
        return (
            isinstance(printed, list)
            and isinstance(computed, list)
            and len(printed) == len(computed)
            and all(map(agrees, printed, computed))
        )
    if isinstance(printed, Printed) and not isinstance(computed, bool | str):
        return printed.agrees(computed)
    return isinstance(computed, bool) and printed is computed
