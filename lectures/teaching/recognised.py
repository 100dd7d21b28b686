"""Answers that Moodle is to recognise: how exactly, in which entries of a matrix, and no two that it would mix up."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from itertools import product
from math import floor, isfinite, log10
from typing import Any

from engine.words.nested import unnest
from lectures.site.saying import IN_ENGLISH, Say
from lectures.teaching.moodle_xml import Answer

DIGITS = 3
MOST = 8  # slips that one question knows
CLEAR = 1e-5  # between two answers


@dataclass(frozen=True)
class Told:
    """An entry, its answers, and which slips it tells: their number is neither taken for right nor paid as if it were.

    Attributes:
        place: its indices.
        answers: the right one first.
        slips: their places among those that were given.
    """

    place: tuple[int, ...]
    answers: Sequence[Answer]
    slips: frozenset[int]


def telling(
    right: Any,
    wrong: Sequence[tuple[Any, float, str]],
    entering: Collection[int],
    name: str,
    reach: Sequence[float],
    say: Say = IN_ENGLISH,
) -> list[Told]:
    """Return the entries to ask for: one that is not 0, and more until each slip that enters shows in one of them.

    Args:
        right: the number, or nested lists.
        wrong: for each slip its numbers, the percentage that they get, and what is said to them.
        entering: which of them have to show here, since they enter here, or showed in nothing before.
        name: of the quantity.
        reach: how far rounding on the way carries each of the right numbers; each of a slip as much further as it is
            larger, itself or in its largest number, but no further than any, and as far at least.
        say: says the fixed texts.
    """
    numbers, shape = unnest(right, name)
    largest = max(map(abs, numbers), default=0.0)
    tables = []
    for x, credit, said in wrong:
        slipped = unnest(x, name)[0]
        larger = max(1.0, *(_times(y, largest) for y in slipped))
        tables.append((slipped, larger, credit, said))
    entries: list[Told] = []
    for i, place in enumerate(product(*map(range, shape))):
        slips = [
            _number(t[i], credit, said, _reach(reach[i], max(reach), c, t[i], numbers[i], largest), largest)
            for t, c, credit, said in tables
            if isfinite(t[i])
        ]
        answers = numbers_apart(_number(numbers[i], 100.0, say("Right."), reach[i], largest), slips, say)
        told = {k for k, (t, _, credit, _) in enumerate(tables) if _is_told(t[i], credit, answers)}
        entries.append(Told(place, answers, frozenset(told)))
    most = max(range(len(entries)), key=lambda i: (bool(numbers[i]), len(entries[i].slips.intersection(entering)),
                                                   len(entries[i].answers)))  # fmt: skip
    chosen = [entries[most]]
    while missing := set(entering).difference(*(each.slips for each in chosen)):
        best = max(entries, key=lambda each: (len(missing & each.slips), len(each.answers)))
        if not missing & best.slips:
            break
        chosen.append(best)
    return sorted(chosen, key=lambda each: each.place)


def _reach(here: float, most: float, larger: float, x: float, right: float, largest: float) -> float:
    """Return how far rounding on the way carries a slip's number x; where 0 is right, in proportion to its size."""
    if right:
        return min(here * max(larger, _times(x, right)), most * larger)
    return most * min(larger, _times(x, largest))


def _is_told(x: float, credit: float, answers: Sequence[Answer]) -> bool:
    """Whether a slip's number is not taken for the right one, nor for that of a slip that gets more."""
    taken = next(
        (i for i, answer in enumerate(answers) if abs(x - float(answer.text)) <= (answer.tolerance or 0)), None
    )
    return taken is None or (taken > 0 and answers[taken].fraction <= credit)


def _number(x: float, fraction: float, feedback: str, reach: float, largest: float) -> Answer:
    tolerance = tolerance_of(x) if x or not largest else min(tolerance_of(x), tolerance_of(largest))
    return Answer(f"{x + 0.0:.10g}", fraction, feedback, float(f"{tolerance + reach:.6g}"))


def _times(x: float, right: float) -> float:
    return abs(x / right) if right else 1.0


def tolerance_of(x: float) -> float:
    """Return half a unit of the third digit, so that a number written to three digits or more is accepted.

    >>> tolerance_of(0.5349), tolerance_of(-12.0), tolerance_of(0.0)
    (0.0005, 0.05, 0.0005)
    """
    unit = 10.0 ** (floor(log10(abs(x))) - DIGITS + 1) if x else 0.001
    return float(f"{unit / 2:.6g}")


def numbers_apart(right: Answer, slips: Sequence[Answer], say: Say = IN_ENGLISH) -> list[Answer]:
    """Return the answers of a question whose tolerances do not overlap; the most usual slips come first.

    The right answer keeps its tolerance, and a slip that it would take is left out. Two slips that three digits do not
    tell apart share an answer; others meet in the middle.

    >>> right, near = Answer("1", 100, "Right.", 0.01), Answer("1.01", 50, "one", 0.01)
    >>> [(a.text, a.tolerance) for a in numbers_apart(right, [near, Answer("1.1", 50, "two", 0.2)])]
    [('1', 0.01), ('1.15500005', 0.144999)]
    """
    assert right.tolerance is not None
    own, reach, kept = float(right.text), right.tolerance * (1 + CLEAR), list[_Slip]()
    for answer in slips:
        x = float(answer.text)
        exact = tolerance_of(x)
        slip = _Slip(answer, x, max(x - exact, own + reach) if x > own else x - exact,
                     min(x + exact, own - reach) if x < own else x + exact)  # fmt: skip
        if slip.high - slip.low <= CLEAR * abs(x) or abs(x - own) <= reach:
            continue
        near = [o for o in kept if slip.low < o.high and o.low < slip.high]
        if not near:
            kept.append(slip)
        elif len(near) == 1:
            both = _Slip(
                _joined(near[0].answer, answer, say),
                near[0].x,
                min(slip.low, near[0].low),
                max(slip.high, near[0].high),
            )
            apart = all(both.high <= o.low or o.high <= both.low for o in kept if o is not near[0])
            if apart and not both.low < own < both.high:
                kept[kept.index(near[0])] = both
    kept = kept[:MOST]
    return [right, *(_with_room(slip, kept, own - reach, own + reach) for slip in kept)]


@dataclass(frozen=True)
class _Slip:
    """An answer with its number, and from where to where it is taken at least: what is its number to three digits."""

    answer: Answer
    x: float
    low: float
    high: float


def _with_room(slip: _Slip, slips: Sequence[_Slip], low: float, high: float) -> Answer:
    """Return the answer with all the numbers that it takes: as far as rounding carries, or half way to another slip.

    Args:
        slip: the slip.
        slips: all of them.
        low, high: from where to where the right answer is taken.
    """
    assert slip.answer.tolerance is not None
    least, most = min(slip.low, slip.x - slip.answer.tolerance), max(slip.high, slip.x + slip.answer.tolerance)
    for other in slips:
        if other.high <= slip.low:
            least = max(least, (other.high + slip.low) / 2)
        elif other.low >= slip.high:
            most = min(most, (other.low + slip.high) / 2)
    if slip.low >= high:
        least = max(least, high)
    else:
        most = min(most, low)
    middle, half = f"{(least + most) / 2:.10g}", (most - least) / 2 * (1 - CLEAR)
    if least + most == 2 * slip.x or abs(float(middle) - slip.x) < CLEAR * half:
        middle = slip.answer.text
    return replace(slip.answer, text=middle, tolerance=float(f"{half:.6g}"))


def told_apart(answers: Sequence[Answer], say: Say) -> list[Answer]:
    """Leave out texts that are right as well, join those that are the same; most usual slips come first."""
    kept, right = list[Answer](), say("Right.")
    for answer in answers:
        near = next((i for i, other in enumerate(kept) if answer.text.lower() == other.text.lower()), None)
        if near is None:
            kept.append(answer)
        elif kept[near].feedback != right:
            kept[near] = _joined(kept[near], answer, say)
    return kept[: MOST + sum(answer.feedback == right for answer in kept)]


def _joined(a: Answer, b: Answer, say: Say) -> Answer:
    said = a.feedback if b.feedback in a.feedback else say("{0} Or: {1}", a.feedback, b.feedback)
    return replace(a, fraction=max(a.fraction, b.fraction), feedback=said)


def shapes_typed(shape: Any, say: Say = IN_ENGLISH) -> list[str]:
    """Return the ways in which a shape is typed; an asterisk is any text for Moodle.

    >>> shapes_typed((3, 2)), shapes_typed(())
    (['3 x 2', '3x2', '3 × 2', '3×2', '(3, 2)', '(3,2)', '3, 2', '3,2', '3 2'], ['()', 'one number', 'scalar'])
    """
    sizes = [str(n) for n in shape]
    if not sizes:
        return ["()", say("one number"), say("scalar")]
    if len(sizes) == 1:
        return [sizes[0], f"({sizes[0]},)", f"({sizes[0]})"]
    joined = [between.join(sizes) for between in (" x ", "x", " × ", "×")]
    return [
        *joined,
        f"({', '.join(sizes)})",
        f"({','.join(sizes)})",
        ", ".join(sizes),
        ",".join(sizes),
        " ".join(sizes),
    ]
