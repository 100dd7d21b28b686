"""Judging the answers to one variant: a verdict and points for each quantity, credit carried forward, slips named."""

from collections.abc import Mapping, Sequence
from math import isfinite
from typing import Any

from engine.compare import compare_steps
from engine.compare.perturb import reevaluated
from engine.compare.report import Finding, Line, Report
from engine.compare.written import FEWEST, written
from engine.errors import ChalkgradError
from engine.graph import copy_graph, topological_order
from engine.value import Value
from engine.words.nested import flatten, values_of
from lectures.entries import Drawn
from lectures.exercises.answers import line_in, numbers_in, option_in, shape_in, sign_in
from lectures.exercises.quantity import CREDITED, Graded, Quantity, Verdict
from lectures.exercises.rounding import is_rounding

RTOL = 1e-6
Slip = tuple[str, str, str, Mapping[str, Any]]  # kind, text, remedy, the wrong answers that come of it


def judge(
    drawn: Drawn,
    quantities: Sequence[Quantity],
    right: Mapping[str, Any],
    slips: Sequence[Slip],
    answers: Mapping[str, Any],
) -> Graded:
    """Judge answers, which may be missing, text, or nonsense.

    Args:
        drawn: what is asked about.
        quantities: all of them, in the order of the derivation.
        right: the right answers.
        slips: wrong answers that have an explanation.
        answers: by the names of the quantities.
    """
    verdicts: dict[str, Verdict] = {}
    remarks: list[str] = []
    read: dict[str, Any] = {}
    for quantity in quantities:
        answer = answers.get(quantity.name)
        if answer is None or answer is ... or (isinstance(answer, str) and not answer.strip()):
            verdicts[quantity.name] = "missing"
            continue
        try:
            read[quantity.name] = _read(answer, quantity)
        except (ChalkgradError, RecursionError) as error:
            verdicts[quantity.name] = "nonsense"
            said = str(error) or "it cannot be read"
            remarks.append(said if said.startswith(f"{quantity.name}:") else f"{quantity.name}: {said}")
    changed = _judge_values(drawn, read, verdicts)
    report = _judge_gradients(drawn, read, changed, verdicts)
    _excuse_rounding(drawn, quantities, read, verdicts)
    for quantity in quantities:
        if not quantity.numeric and quantity.name in read:
            said, wanted = read[quantity.name], right[quantity.name]
            good = said in wanted if isinstance(wanted, frozenset) else said == wanted
            verdicts[quantity.name] = "right" if good else "wrong"
    found = list(report.findings) if report is not None else []
    found += _explained(slips, {q.name: q for q in quantities}, read, verdicts)
    return Graded(
        points={q.name: q.points if verdicts[q.name] in CREDITED else 0.0 for q in quantities},
        out_of={q.name: q.points for q in quantities},
        verdicts={q.name: verdicts[q.name] for q in quantities},
        report=report,
        slips=tuple(f for f in found if any(verdicts.get(n) not in CREDITED for n in f.gradients)),
        remarks=tuple(remarks),
    )


def _excuse_rounding(
    drawn: Drawn, quantities: Sequence[Quantity], read: Mapping[str, Any], verdicts: dict[str, Verdict]
) -> None:
    """Where a number is off only by the rounding of the student's earlier lines, nothing is wrong with it."""
    slipped = False
    for quantity in quantities:
        if quantity.numeric and verdicts[quantity.name] == "wrong" and is_rounding(drawn, read, quantity.name):
            verdicts[quantity.name] = "follows"
        if verdicts[quantity.name] == "follows" and not slipped:  # from what is not wrong
            verdicts[quantity.name] = "right"
        slipped = slipped or (quantity.numeric and verdicts[quantity.name] in ("wrong", "follows"))


def _read(answer: Any, quantity: Quantity) -> Any:
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
            written(numbers, quantity.name)  # raises for what is no number
            return numbers


def agree(answer: Any, numbers: Any, name: str = "") -> Verdict:
    """Compare numbers to the digits that were written.

    >>> agree("0.67", 2 / 3), agree("0.66", 2 / 3), agree("0.7", 2 / 3), agree([1.0], [1.0, 2.0])
    ('right', 'wrong', 'digits', 'shape')
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
    return "digits" if 0 < hand.digits < FEWEST and not exact else "right"


def _judge_values(drawn: Drawn, read: Mapping[str, Any], verdicts: dict[str, Verdict]) -> dict[Value, float]:
    """Judge the forward pass, each number by what follows from the student's earlier ones; return what they changed."""
    changed: dict[Value, float] = {}
    nodes = {name: values_of(value, name)[0] for name, value in drawn.values.items()}
    order = topological_order(*(node for those in nodes.values() for node in those)) if nodes else []
    for name, value in drawn.values.items():
        if name not in read:
            continue
        verdict = agree(read[name], _numbers(value, {}), name)
        if verdict == "wrong" and changed:
            now = _again(order, changed)
            if now and agree(read[name], _numbers(value, now), name) == "right":
                verdict = "follows"
        verdicts[name] = verdict
        if verdict in ("wrong", "follows"):
            changed |= dict(zip(nodes[name], written(read[name], name)[0].numbers, strict=True))
    return changed


def _numbers(nested: Any, now: Mapping[Value, float]) -> Any:
    if isinstance(nested, Value):
        return now.get(nested, nested.data)
    return [_numbers(x, now) for x in (nested.tolist() if hasattr(nested, "tolist") else nested)]


def _again(order: Sequence[Value], changed: Mapping[Value, float]) -> dict[Value, float]:
    try:
        return reevaluated(order, changed)
    except (ArithmeticError, ValueError):  # a wrong number can lead out of the domain of log
        return {}


def _judge_gradients(
    drawn: Drawn, read: Mapping[str, Any], changed: Mapping[Value, float], verdicts: dict[str, Verdict]
) -> Report | None:
    """Judge the way back, and once more with the student's own forward numbers where those are wrong."""
    if not drawn.gradients:
        return None
    steps = [(name, nodes, read.get(name)) for name, nodes in drawn.gradients.items()]
    report = compare_steps(drawn.loss, steps)
    later: Mapping[str, Line] = {}
    if changed and any(line.verdict in ("wrong", "digits") for line in report.lines):
        later = {line.name: line for line in _with_numbers(drawn.loss, steps, changed)}
    for line in report.lines:
        follows = line.name in later and later[line.name].ok
        if line.name in read:
            verdicts[line.name] = "follows" if line.verdict in ("wrong", "digits") and follows else line.verdict
    return report


def _with_numbers(
    loss: Value, steps: Sequence[tuple[str, Any, Any]], changed: Mapping[Value, float]
) -> tuple[Line, ...]:
    order = topological_order(loss)
    now = _again(order, changed)
    copies = copy_graph(order)
    for node, number in now.items():
        if node in copies:
            copies[node]._number = number
    try:
        return compare_steps(copies[loss], [(n, _copied(nodes, copies), hand) for n, nodes, hand in steps]).lines
    except ChalkgradError:
        return ()


def _copied(nested: Any, copies: Mapping[Value, Value]) -> Any:
    if isinstance(nested, Value):
        return copies.get(nested, nested)
    return [_copied(x, copies) for x in (nested.tolist() if hasattr(nested, "tolist") else nested)]


def _explained(
    slips: Sequence[Slip], quantities: Mapping[str, Quantity], read: Mapping[str, Any], verdicts: Mapping[str, Verdict]
) -> list[Finding]:
    found = []
    for kind, text, remedy, wrong in slips:
        hit = [
            n for n, x in wrong.items() if verdicts.get(n) in ("wrong", "shape") and _same(read[n], x, quantities[n])
        ]
        if hit:
            reason = "it is what your answer says"
            found.append(Finding(kind, text, "likely", reason, what=text, remedy=remedy, gradients=tuple(hit)))
    return found


def _same(answer: Any, wrong: Any, quantity: Quantity) -> bool:
    if quantity.numeric:
        return agree(answer, wrong) == "right" and any(map(isfinite, flatten(wrong)))
    return bool(answer == _read(wrong, quantity))
