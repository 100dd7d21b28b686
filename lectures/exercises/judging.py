"""Judging the answers to one variant: a verdict and points for each quantity, credit carried forward, slips named."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from math import isfinite
from typing import Any

from engine.compare import compare_steps
from engine.compare.report import Certainty, Finding, Report
from engine.compare.written import COMPUTED, written
from engine.errors import ChalkgradError
from engine.words.nested import flatten
from lectures.entries import Drawn
from lectures.exercises.agreeing import agree
from lectures.exercises.answers import read, reshaped
from lectures.exercises.carrying import Carried
from lectures.exercises.entrywise import more_digits, wrong_entries
from lectures.exercises.explaining import explained
from lectures.exercises.forwards import of_turned_weights
from lectures.exercises.quantity import CREDITED, Graded, Quantity, Verdict, called_as
from lectures.exercises.rounding import is_rounding, scaled, within
from lectures.exercises.trivial import Trivial

SAYS_SO = "it is what your answer says"  # of a slip that the task names
UNPAID = "this follows from a line of one number, or of a copy of what is given; that earns nothing"
TURNED = "transposed: rows and columns are exchanged"
SURE: tuple[Certainty, ...] = ("sure", "likely", "possible")
Slip = tuple[str, str, str, Mapping[str, Any]]  # kind, text, remedy, the wrong answers that come of it


def judge(
    drawn: Drawn,
    given: Collection[str],
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
        given: the names of the numbers that are given.
        quantities: all of them, in the order of the derivation.
        right: the right answers.
        slips: wrong answers that have an explanation.
        answers: by the names of the quantities.
        expected: gives these slips and those that the engine expects.
        reach: gives for each quantity how far rounding on the way may carry its numbers.
        explain: whether slips are looked for; the verdicts are the same without.
    """
    verdicts: dict[str, Verdict] = {}
    names = {quantity.name: called_as(quantity.name, given, drawn.gradients) for quantity in quantities}
    remarks: list[str] = []
    said: dict[str, Any] = {}
    for quantity in quantities:
        answer = answers.get(quantity.name)
        if answer is None or answer is ... or (isinstance(answer, str) and not answer.strip()):
            verdicts[quantity.name] = "missing"
            continue
        try:
            asked_for = replace(quantity, name=names[quantity.name])
            said[quantity.name] = read(answer, asked_for)
            remarks += reshaped(answer, asked_for, said[quantity.name])
        except (ChalkgradError, RecursionError) as error:
            verdicts[quantity.name] = "nonsense"
            why = str(error) or "it cannot be read"
            line = names[quantity.name]
            remarks.append(why if why.startswith(f"{line}:") else f"{line}: {why}")
    unpaid: list[str] = []
    entries: dict[str, str] = {}
    asked = {q.name: q for q in quantities}
    turned: list[str] = []
    report = _judge_numbers(drawn, said, right, asked, verdicts, expected, reach, explain, unpaid, entries, turned)
    if unpaid:
        remarks.append(f"{', '.join(names[name] for name in unpaid)}: {UNPAID}")
    for quantity in quantities:
        if not quantity.numeric and quantity.name in said:
            answer, wanted = said[quantity.name], right[quantity.name]
            good = answer in wanted if isinstance(wanted, frozenset) else answer == wanted
            verdicts[quantity.name] = "right" if good else "wrong"
    found = _explained(slips, asked, said, verdicts) if explain else []
    found += [Finding("transposed", TURNED, "likely", SAYS_SO, what=TURNED, gradients=(name,)) for name in turned]
    for name in drawn.values if explain else ():
        if verdicts.get(name) == "wrong" and not any(name in finding.gradients for finding in found):
            found += of_turned_weights(drawn, said, name)
    found += report.findings if report is not None else ()
    return Graded(
        points={q.name: q.points if verdicts[q.name] in CREDITED else 0.0 for q in quantities},
        out_of={q.name: q.points for q in quantities},
        verdicts={q.name: verdicts[q.name] for q in quantities},
        report=report,
        slips=_in_order(found, {q.name: verdicts[q.name] for q in quantities}),
        remarks=tuple(remarks),
        entries={name: said for name, said in entries.items() if said},
        unpaid=tuple(unpaid),
        said=said,
    )


def _in_order(found: Sequence[Finding], verdicts: Mapping[str, Verdict]) -> tuple[Finding, ...]:
    """Return the findings about what is wrong: those about what went wrong first, the surest first."""
    wrong = [name for name, verdict in verdicts.items() if verdict not in CREDITED]
    places = [min((wrong.index(n) for n in f.gradients if n in wrong), default=None) for f in found]
    told = [(place, SURE.index(f.certainty), f) for place, f in zip(places, found, strict=True) if place is not None]
    return tuple(f for _, _, f in sorted(told, key=lambda one: one[:2]))


def _judge_numbers(
    drawn: Drawn,
    said: Mapping[str, Any],
    right: Mapping[str, Any],
    quantities: Mapping[str, Quantity],
    verdicts: dict[str, Verdict],
    expected: Callable[[], Sequence[Slip]],
    reach: Callable[[], Mapping[str, Sequence[float]]],
    explain: bool,
    unpaid: list[str],
    entries: dict[str, str],
    turned: list[str],
) -> Report | None:
    """Judge the way forward and the way back, each number by what is right and by the student's own earlier ones."""
    steps = [(name, nodes, said.get(name)) for name, nodes in drawn.gradients.items()]
    report = compare_steps(drawn.loss, steps, explain=()) if steps else None
    trivial = Trivial(drawn, right, said)
    everything, worked = _Lines(drawn, reach), _Lines(drawn, reach)  # all lines, and those that took some work
    for name, nodes in {**drawn.values, **drawn.gradients}.items():
        if name not in said:
            continue
        verdict, idle = agree(said[name], right[name], name), False
        if verdict == "wrong" and report is not None and name in drawn.gradients and report[name].verdict == "right":
            verdict = "right"  # one of the slopes of a kink
        if verdict == "digits" and within(said[name], right[name], [0.0] * len(reach()[name])):
            verdict = "right"  # it has lost zeros
        if verdict in ("wrong", "digits"):
            before = {"wrong", "follows"} & set(verdicts.values())
            slipped = not before and _by_hand(said[name]) and _is_slip(said[name], quantities[name], expected())
            idle = trivial(name)
            if not slipped and within(said[name], right[name], reach()[name]):
                verdict = "right"
            elif (worked if idle else everything).lead_to(name, said[name], right[name], slipped, verdict):
                verdict = "follows"
            elif idle and everything.lead_to(name, said[name], right[name], slipped, verdict):
                unpaid.append(name)
            elif verdict == "wrong" and explain:
                ways = [right[name], *everything.ways(name)]
                entries[name] = wrong_entries(said[name], ways, reach()[name])
            if verdict == "follows" and not before:
                verdict = "right"
            if verdict == "digits":
                entries[name] = more_digits(said[name], right[name])
        elif verdict == "shape" and explain and everything.is_transpose(name, said[name], right[name]):
            turned.append(name)
        verdicts[name] = verdict
        if verdict != "shape":
            everything.note(name, nodes, said[name])
            if not idle or verdict in CREDITED:
                worked.note(name, nodes, said[name])
    wrong = [name for name in drawn.gradients if verdicts.get(name) in ("wrong", "shape")]
    exact = {name: right[name] for name in said if verdicts.get(name) == "right" and _by_hand(said[name])}
    return explained(drawn.loss, steps, wrong, exact) if wrong and explain else report


class _Lines:
    """Earlier lines of one student, and whether an answer follows from them."""

    def __init__(self, drawn: Drawn, reach: Callable[[], Mapping[str, Sequence[float]]]) -> None:
        self.drawn, self.reach = drawn, reach
        self.carried = Carried(drawn)
        self.said: dict[str, Any] = {}

    def note(self, name: str, nodes: Any, answer: Any) -> None:
        """Go on with an answer, unless it is of no use."""
        self.said[name] = answer
        numbers = written(answer, name)[0].numbers
        if all(map(isfinite, numbers)):
            note = self.carried.note_slopes if name in self.drawn.gradients else self.carried.note_numbers
            note(nodes, numbers)

    def ways(self, name: str) -> list[Any]:
        """Return the numbers that follow, by each way that people go on."""
        nodes = {**self.drawn.values, **self.drawn.gradients}[name]
        found = self.carried.ways(nodes) if name in self.drawn.gradients else [self.carried.numbers(nodes)]
        return [numbers for numbers in found if numbers is not None]

    def is_transpose(self, name: str, answer: Any, right: Any) -> bool:
        """Whether an answer is the transpose of what is right, or of what follows."""
        if len(written(answer, name)[1]) != 2 or len(written(right, name)[1]) != 2:
            return False
        back, most = [list(row) for row in zip(*answer, strict=True)], max(self.reach()[name])
        return any(
            agree(back, numbers, name) == "right" or within(back, numbers, [most] * len(flatten(back)))
            for numbers in (right, *self.ways(name))
        )

    def lead_to(self, name: str, answer: Any, right: Any, slipped: bool, verdict: Verdict) -> bool:
        """Whether an answer follows; of one that a slip gives as well, to its last digit only."""
        ways, reach = self.ways(name), self.reach()[name]
        return (
            any(agree(answer, numbers, name) == "right" for numbers in ways)
            or (not slipped and any(within(answer, x, scaled(reach, right, x)) for x in ways))
            or (verdict == "wrong" and not slipped and is_rounding(self.drawn, {**self.said, name: answer}, name))
        )


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
