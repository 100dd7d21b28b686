"""Judging the answers to one variant: a verdict and points for each quantity, credit carried forward, slips named."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from math import isfinite
from typing import Any

from engine.compare import compare_steps
from engine.compare.report import Certainty, Finding, Report
from engine.compare.written import COMPUTED, FEWEST, Written, written
from engine.errors import ChalkgradError
from engine.words.nested import Shape, flatten, nest, show_shape, unnest
from lectures.entries import Drawn
from lectures.exercises.answers import line_in, option_in, shape_in, sign_in
from lectures.exercises.carrying import Carried
from lectures.exercises.explaining import explained
from lectures.exercises.quantity import CREDITED, Graded, Quantity, Verdict
from lectures.exercises.rounding import is_rounding, scaled, within
from lectures.typed import numbers_in

RTOL = 1e-6
COARSE, COARSE_BESIDE = 5e-2, 1e-2  # half a unit of the last digit, as a share of the number, of the largest beside it
SAYS_SO = "it is what your answer says"  # of a slip that the task names
SURE: tuple[Certainty, ...] = ("sure", "likely", "possible")
Slip = tuple[str, str, str, Mapping[str, Any]]  # kind, text, remedy, the wrong answers that come of it


def judge(
    drawn: Drawn,
    quantities: Sequence[Quantity],
    right: Mapping[str, Any],
    slips: Sequence[Slip],
    answers: Mapping[str, Any],
    expected: Callable[[], Sequence[Slip]],
    reach: Callable[[], Mapping[str, Sequence[float]]],
    explain: bool = True,
) -> Graded:
    """Judge answers, which may be missing, text, or nonsense.

    Args:
        drawn: what is asked about.
        quantities: all of them, in the order of the derivation.
        right: the right answers.
        slips: wrong answers that have an explanation.
        answers: by the names of the quantities.
        expected: gives these slips and those that the engine expects.
        reach: gives for each quantity how far rounding on the way may carry its numbers.
        explain: whether slips are looked for; the verdicts are the same without.
    """
    verdicts: dict[str, Verdict] = {}
    remarks: list[str] = []
    said: dict[str, Any] = {}
    for quantity in quantities:
        answer = answers.get(quantity.name)
        if answer is None or answer is ... or (isinstance(answer, str) and not answer.strip()):
            verdicts[quantity.name] = "missing"
            continue
        try:
            said[quantity.name] = read(answer, quantity)
            remarks += _reshaped(answer, quantity, said[quantity.name])
        except (ChalkgradError, RecursionError) as error:
            verdicts[quantity.name] = "nonsense"
            why = str(error) or "it cannot be read"
            remarks.append(why if why.startswith(f"{quantity.name}:") else f"{quantity.name}: {why}")
    report = _judge_numbers(drawn, said, right, {q.name: q for q in quantities}, verdicts, expected, reach, explain)
    for quantity in quantities:
        if not quantity.numeric and quantity.name in said:
            answer, wanted = said[quantity.name], right[quantity.name]
            good = answer in wanted if isinstance(wanted, frozenset) else answer == wanted
            verdicts[quantity.name] = "right" if good else "wrong"
    found = _explained(slips, {q.name: q for q in quantities}, said, verdicts) if explain else []
    found += report.findings if report is not None else ()
    return Graded(
        points={q.name: q.points if verdicts[q.name] in CREDITED else 0.0 for q in quantities},
        out_of={q.name: q.points for q in quantities},
        verdicts={q.name: verdicts[q.name] for q in quantities},
        report=report,
        slips=_in_order(found, {q.name: verdicts[q.name] for q in quantities}),
        remarks=tuple(remarks),
    )


def _in_order(found: Sequence[Finding], verdicts: Mapping[str, Verdict]) -> tuple[Finding, ...]:
    """Return the findings about what is wrong: those about what went wrong first, the surest first."""
    wrong = [name for name, verdict in verdicts.items() if verdict not in CREDITED]
    places = [min((wrong.index(n) for n in f.gradients if n in wrong), default=None) for f in found]
    told = [(place, SURE.index(f.certainty), f) for place, f in zip(places, found, strict=True) if place is not None]
    return tuple(f for _, _, f in sorted(told, key=lambda one: one[:2]))


def read(answer: Any, quantity: Quantity) -> Any:
    """Return an answer as what its kind is: a shape, a sign, an option, a line; numbers stay as they are written.

    A row of numbers in text also stands for a matrix of one row or column; arrays and lists keep their shape.

    Raises:
        ChalkgradError: where it is nothing of the kind.
    """
    match quantity.kind:
        case "shape":
            return shape_in(answer)
        case "sign":
            return sign_in(answer)
        case "choice":
            return option_in(answer, quantity.choices)
        case "line":
            return line_in(answer)
        case _:
            numbers = numbers_in(answer, quantity.shape)
            shape = written(numbers, quantity.name)[1]  # raises for what is no number
            if isinstance(answer, str) and _is_flat(shape, quantity.shape):
                return nest(unnest(numbers, quantity.name)[0], quantity.shape)
            return numbers


def _is_flat(shape: Shape, asked: Shape) -> bool:
    """Whether text is a row of numbers where a matrix of one row or column is asked for, or the other way round.

    >>> _is_flat((3,), (3, 1)), _is_flat((1, 3), (3,)), _is_flat((1, 3), (3, 1)), _is_flat((3,), (3,))
    (True, True, False, False)
    """
    lengths = [[n for n in one if n != 1] for one in (shape, asked)]
    return lengths[0] == lengths[1] and len(shape) != len(asked) and bool(shape and asked)


def _reshaped(answer: Any, quantity: Quantity, numbers: Any) -> Iterator[str]:
    """Yield what is to be said where text has been taken in the shape that is asked for."""
    if isinstance(answer, str) and quantity.numeric:
        shape = unnest(numbers_in(answer, quantity.shape), quantity.name)[1]
        if shape != quantity.shape and unnest(numbers, quantity.name)[1] == quantity.shape:
            asked = show_shape(quantity.shape)
            yield f"{quantity.name}: the numbers were typed in the shape {show_shape(shape)}, and are taken as {asked}"


def agree(answer: Any, numbers: Any, name: str = "") -> Verdict:
    """Compare numbers to the digits that were written.

    >>> agree("0.67", 2 / 3), agree("0.66", 2 / 3), agree("0.7", 2 / 3), agree([1.0], [1.0, 2.0])
    ('right', 'wrong', 'digits', 'shape')
    >>> agree(["0", "-0.65"], [0.3, -0.65])
    'digits'
    """
    hand, shape = written(answer, name)
    wanted, own = written(numbers, name)
    if shape != own:
        return "shape"
    scale = max(map(abs, wanted.numbers), default=0.0)
    exact = True
    for mine, slack, true in zip(hand.numbers, hand.slack, wanted.numbers, strict=True):
        close = RTOL * abs(true) + 1e-11 * scale + hand.relative * scale
        if not isfinite(mine) or abs(mine - true) > slack + close:
            return "wrong"
        exact = exact and abs(mine - true) <= close
    return "digits" if not exact and _coarse(hand, wanted.numbers, scale) else "right"


def _coarse(hand: Written, wanted: Sequence[float], scale: float) -> bool:
    """Whether a number has too few digits to be judged, such as "0" for 0.3."""
    if 0 < hand.digits < FEWEST:
        return True
    pairs = zip(hand.numbers, hand.slack, wanted, strict=True)
    return any(
        slack > max(COARSE * abs(x), COARSE_BESIDE * scale) and abs(mine - x) > RTOL * scale for mine, slack, x in pairs
    )


def near(answer: Any, numbers: Any, share: float) -> bool:
    """Whether numbers of one shape differ by less than a share of the largest."""
    hand, shape = written(answer, "")
    wanted, own = written(numbers, "")
    scale = max(map(abs, wanted.numbers), default=0.0)
    pairs = zip(hand.numbers, wanted.numbers, strict=False)
    return shape == own and all(abs(mine - x) <= share * scale for mine, x in pairs)  # false for NaN


def _judge_numbers(
    drawn: Drawn,
    said: Mapping[str, Any],
    right: Mapping[str, Any],
    quantities: Mapping[str, Quantity],
    verdicts: dict[str, Verdict],
    expected: Callable[[], Sequence[Slip]],
    reach: Callable[[], Mapping[str, Sequence[float]]],
    explain: bool,
) -> Report | None:
    """Judge the way forward and the way back, each number by what is right and by the student's own earlier ones."""
    steps = [(name, nodes, said.get(name)) for name, nodes in drawn.gradients.items()]
    report = compare_steps(drawn.loss, steps, explain=()) if steps else None
    carried = Carried(drawn)
    for name, nodes in {**drawn.values, **drawn.gradients}.items():
        if name not in said:
            continue
        backward = name in drawn.gradients
        verdict = agree(said[name], right[name], name)
        if verdict == "wrong" and report is not None and backward and report[name].verdict == "right":
            verdict = "right"  # one of the slopes of a kink
        if verdict == "digits" and within(said[name], right[name], [0.0] * len(reach()[name])):
            verdict = "right"  # it has lost zeros
        if verdict in ("wrong", "digits"):
            ways = list(carried.ways(nodes)) if backward else [carried.numbers(nodes)]
            ways = [follows for follows in ways if follows is not None]
            before = {"wrong", "follows"} & set(verdicts.values())
            slipped = not before and _by_hand(said[name]) and _is_slip(said[name], quantities[name], expected())
            if not slipped and within(said[name], right[name], reach()[name]):
                verdict = "right"
            elif (
                any(agree(said[name], follows, name) == "right" for follows in ways)
                or (not slipped and any(within(said[name], x, scaled(reach()[name], right[name], x)) for x in ways))
                or (verdict == "wrong" and not slipped and is_rounding(drawn, said, name))
            ):
                verdict = "follows"
            if verdict == "follows" and not before:
                verdict = "right"
        verdicts[name] = verdict
        if verdict != "shape":
            numbers = written(said[name], name)[0].numbers
            if all(map(isfinite, numbers)):
                (carried.note_slopes if backward else carried.note_numbers)(nodes, numbers)
    wrong = [name for name in drawn.gradients if verdicts.get(name) in ("wrong", "shape")]
    exact = {name: right[name] for name in said if verdicts.get(name) == "right" and _by_hand(said[name])}
    return explained(drawn.loss, steps, wrong, exact) if wrong and explain else report


def _by_hand(answer: Any) -> bool:
    return 0 < written(answer, "")[0].digits < COMPUTED


def _is_slip(answer: Any, quantity: Quantity, slips: Sequence[Slip]) -> bool:
    """Whether a slip that is to be expected gives just this answer."""
    return any(quantity.name in wrong and _same(answer, wrong[quantity.name], quantity) for *_, wrong in slips)


def _explained(
    slips: Sequence[Slip], quantities: Mapping[str, Quantity], said: Mapping[str, Any], verdicts: Mapping[str, Verdict]
) -> list[Finding]:
    """Return the slips that give what was said, before others those that explain all of what they make wrong."""
    found: list[tuple[float, Finding]] = []
    for kind, text, remedy, wrong in slips:
        hit = [
            n for n, x in wrong.items() if verdicts.get(n) in ("wrong", "shape") and _same(said[n], x, quantities[n])
        ]
        if hit:
            finding = Finding(kind, text, "likely", SAYS_SO, what=text, remedy=remedy, gradients=tuple(hit))
            found.append((len(hit) / len(wrong), finding))
    return [finding for _, finding in sorted(found, key=lambda one: -one[0])]


def _same(answer: Any, wrong: Any, quantity: Quantity) -> bool:
    if quantity.numeric:
        return agree(answer, wrong) == "right" and any(map(isfinite, flatten(wrong)))
    return bool(answer == read(wrong, quantity))
