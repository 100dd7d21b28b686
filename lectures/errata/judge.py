"""Judging a claim: the verdict is computed from what its function finds, and has to be explained.

holds      found true: a value to its printed digits, a formula at all points, a promise for all seeds
wrong      there is a counter-example
holds if   true under the named condition, and not in the other case
unclear    true in one reading that the text allows, and not in the other
clashes    a definition that another place of the notes contradicts
"""

import random
import re
from dataclasses import dataclass
from typing import Any, Literal

from engine.errors import ShapeError
from engine.words.nested import flatten
from lectures.errata.entry import Entry, Test
from lectures.errata.points import Outside, Point
from lectures.errors import ClaimError
from lectures.numbers import agrees, for_json, plain, same
from lectures.plain_text import number_text
from lectures.printed import read

Verdict = Literal["holds", "wrong", "holds if", "unclear", "clashes"]
VERDICTS: tuple[Verdict, ...] = ("wrong", "holds if", "unclear", "clashes", "holds")
Found = tuple[bool, str]  # whether it holds, and what shows it
POINTS, SMALL = 200, 40  # random points, and small whole ones before them
UNCOMPUTABLE = (ValueError, ArithmeticError, LookupError)  # shapes that do not fit, a division by 0


@dataclass(frozen=True)
class Outcome:
    """What was found in one case: whether it holds there, and what shows it."""

    case: str
    holds: bool
    shown: str


@dataclass(frozen=True)
class Judged:
    """A claim with its verdict; `lecture` is the companion that it stands beside."""

    entry: Entry
    verdict: Verdict
    outcomes: tuple[Outcome, ...]
    lecture: str = ""

    @property
    def computed(self) -> str:
        """What was computed, in one line."""
        return "; ".join(f"{o.case}: {o.shown}" if o.case else o.shown for o in self.outcomes)

    def as_json(self) -> dict[str, Any]:
        """Return the claim as plain data, as `claims.json` keeps it."""
        entry = self.entry
        return {
            "id": entry.id,
            "item": entry.item,
            "lecture": self.lecture,
            "at": entry.at,
            "printed": entry.printed,
            "says": entry.says,
            "form": entry.form,
            "verdict": self.verdict,
            "condition": entry.holds_if if self.verdict == "holds if" else "",
            "clashes": entry.clashes,
            "domain": entry.domain,
            "computed": self.computed,
            "cases": [{"case": o.case, "holds": o.holds, "shown": o.shown} for o in self.outcomes],
            "because": entry.because,
            "severity": entry.severity,
            "fix": entry.fix,
        }


def judge(entry: Entry, lecture: str = "", strict: bool = True) -> Judged:
    """Try a claim and return its verdict.

    Args:
        entry: the claim.
        lecture: the companion that it stands beside.
        strict: refuse a verdict that is not explained, or is not the one that the file prepares for.

    Raises:
        ClaimError: with what was found and what to add.
    """
    outcomes = tuple(_try(entry, case) for case in entry.cases or ("",)) if entry.form != "definition" else ()
    judged = Judged(entry, _verdict(entry, outcomes), outcomes, lecture)
    if strict:
        _check(judged)
    return judged


def _verdict(entry: Entry, outcomes: tuple[Outcome, ...]) -> Verdict:
    if entry.form == "definition":
        return "clashes" if entry.clashes else "holds"
    found = [outcome.holds for outcome in outcomes]
    if all(found):
        return "holds"
    if entry.holds_if and found[0]:
        return "holds if"
    return "unclear" if entry.readings and any(found) else "wrong"


def _check(judged: Judged) -> None:
    entry, verdict = judged.entry, judged.verdict
    what = f"{entry.id}: the verdict is {verdict!r} ({judged.computed})"
    if entry.holds_if and verdict != "holds if":
        raise ClaimError(f"{what}, but the file gives a condition; name one that tells the two cases apart, or none")
    if entry.readings and verdict != "unclear":
        raise ClaimError(f"{what} in every reading; leave readings= out")
    missing = [name for name in ("because", "severity", "fix") if not getattr(entry, name)]
    if verdict != "holds" and missing:
        raise ClaimError(f"{what}; add {', '.join(f'{name}=' for name in missing)}")
    if verdict == "holds" and (entry.severity or entry.fix):
        raise ClaimError(f"{what}; a claim that holds has no severity= and no fix=")


def _try(entry: Entry, case: str) -> Outcome:
    if (test := entry.test) is None:
        raise ClaimError(f"{entry.id}: a {entry.form} needs a function; write it below the line of data")

    def tried(*given: Any) -> Any:
        return test(*given, *((case,) if case else ()))

    try:
        return Outcome(case, *TRIES[entry.form](entry, tried))
    except ClaimError:
        raise
    except UNCOMPUTABLE as error:
        return Outcome(case, False, _refusal(error))


def _value(entry: Entry, test: Test) -> Found:
    computed = plain(test())
    return agrees(read(entry.prints), computed), number_text(computed)


def _formula(entry: Entry, test: Test) -> Found:
    rng = random.Random(entry.id)
    found: list[tuple[float, str]] = []
    tried, computed = 0, False
    for number in range(100 * (SMALL + POINTS)):
        if tried == SMALL + POINTS:
            break
        point = Point(rng, small=number < SMALL)
        try:
            fine, shown = _sides(test(point))
            computed = True
        except Outside:
            continue
        except UNCOMPUTABLE as error:
            fine, shown = False, _refusal(error)
        tried += 1
        if not fine:
            given = ", ".join(f"{name} = {number_text(x)}" for name, x in point.given.items())
            found.append((_size(point) + 1e6 * (number >= SMALL), f"at {given}: {shown}" if given else shown))
    if tried < SMALL + POINTS:
        raise ClaimError(f"{entry.id}: only {tried} points lie in the domain; hand out numbers that do")
    if not found:
        return True, f"true at {POINTS} random points"
    if not computed:  # no numbers are needed to see it
        return False, shown
    return False, f"{min(found)[1]} (wrong at {len(found)} of {tried} points)"


def _sides(found: Any) -> Found:
    """Compare the two sides of a formula; a bool is an inequality or another statement."""
    if isinstance(found, bool):
        return found, "not so"
    printed, true = map(plain, found)
    return same(printed, true), f"printed {number_text(printed)}, true {number_text(true)}"


def _refusal(error: Exception) -> str:
    """What is refused, without the advice that the engine gives to who programs."""
    if isinstance(error, ShapeError):
        return re.sub(r"(?<=\d) x (?=\d)", " × ", str(error).partition(";")[0]).replace(" @ ", " times ")
    return f"cannot be computed: {error}"


def _size(point: Point) -> float:
    numbers = [x for given in point.given.values() for x in flatten(for_json([given])) if isinstance(x, (int, float))]
    return float(sum(map(abs, numbers)))


def _promise(entry: Entry, test: Test) -> Found:
    kept, measured = 0, []
    for seed in range(entry.seeds):
        found, number = _both(test(seed))
        kept += bool(found)
        if number is not None:
            measured.append(plain(number))
    shown = f"kept for {kept} of {entry.seeds} seeds"
    if measured:
        shown += f"; measured from {number_text(min(measured))} to {number_text(max(measured))}"
    return kept == entry.seeds, shown


def _possibility(entry: Entry, test: Test) -> Found:
    found, example = _both(test())
    shown = "" if example is None else str(example)
    return bool(found), shown or ("an example" if found else "no example")


def _both(found: Any) -> tuple[Any, Any]:
    """Return whether it is so, and what was measured or shown beside it, if anything."""
    return found if isinstance(found, tuple) else (found, None)


TRIES = {"value": _value, "formula": _formula, "promise": _promise, "possibility": _possibility}
