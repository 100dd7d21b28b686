"""Slips with the wrong numbers in a right formula: another forward pass."""

import re
from collections.abc import Iterator, Sequence
from functools import partial
from operator import itemgetter

from engine.arithmetic import Floats
from engine.compare.guesses import Slip
from engine.compare.perturb import Rule, reevaluated
from engine.compare.places import array_name
from engine.compare.problem import Problem
from engine.compare.slips.functions import ACTIVATIONS
from engine.compare.structure import Edge, family, is_given, kind
from engine.primitives import PRIMITIVES
from engine.value import Value


def forward(problem: Problem) -> Iterator[Slip]:
    """The forward pass itself is another one: no activation or another, no bias, a plus for a minus."""
    structure, both = problem.structure, partial(_both, problem)
    operations = [(node, slot) for node in structure.order for slot in range(len(node.inputs))]
    single = [edge for edge in operations if len(edge[0].inputs) == 1]
    pairs = [edge for edge in operations if len(edge[0].inputs) == 2 and edge[1] == 0]
    for group, where in problem.layers(*ACTIVATIONS, edges=single):
        nodes, at = [node for node, _ in group], f"at the {where}"
        text = "the pre-activation is used where the output belongs"
        yield from both(nodes, lambda xs: xs[0], "wrong operand", text, at, 3.0)
        yield from _other_functions(problem, nodes, at)
    for group, where in problem.layers("difference", edges=pairs):
        nodes, at = [node for node, _ in group], f"at the {where}"
        yield from both(
            nodes, lambda xs: xs[0] + xs[1], "sign|wrong operand|target", "a plus stands where a minus belongs", at, 2.0
        )
        kinds, text = "target|wrong operand|term", "the second operand is forgotten"
        if all(node.inputs[0].data == 1.0 and is_given(node.inputs[0]) for node in nodes):  # what remains is no factor
            kinds, text = f"factor forgotten|product rule|{kinds}", f"not multiplied by {problem.value(nodes)}"
        yield from both(nodes, lambda xs: xs[0], kinds, text, at, 3.0)
        yield from both(nodes, lambda xs: xs[1] - xs[0], "sign", "the difference is turned round", at, 3.0)
        yield from both(
            nodes, lambda xs: -xs[1], "wrong operand|term|forward", "the first operand is forgotten", at, 1.0
        )
    for group, where in problem.layers("difference", edges=single):
        nodes = [node for node, _ in group]
        kinds = "sign|activation misplaced|wrong operand|target"
        yield from both(nodes, itemgetter(0), kinds, "the minus sign is lost", f"at the {where}", 1.5)
    for group, where in problem.layers("sum", edges=operations):
        for slot in sorted({edge[1] for edge in group})[:3]:
            nodes = [node for node, s in group if s == slot]
            name = problem.source([(node, slot) for node in nodes])
            at = _in(where)
            parts = {node.inputs[slot] for node in nodes} | {x for node in nodes for x in node.inputs if x in nodes}
            whole = any(family(x) == "sum" and not array_name(x, problem.names) for x in parts)
            usual = 0.5 if whole else 1.5  # several terms of one sum, which nobody forgets at once
            yield from both(nodes, _without(slot), "forward|wrong operand|term", f"computed without {name}", at, usual)
            if all(len(node.inputs) == 2 for node in nodes):
                yield from both(nodes, _minus(slot), "sign|forward", f"{name} enters with a minus", at, 1.0)
    added: dict[str, list[Edge]] = {}
    for node, slot in operations:
        x = node.inputs[slot]
        if family(node) == "sum" and x.primitive is None and (name := array_name(x, problem.names)):
            added.setdefault(name, []).append((node, slot))
    for name, entering in added.items():
        slots = dict(entering)
        at = _in(problem.place(slots))
        by_slot = {slot: [node for node, s in slots.items() if s == slot] for slot in set(slots.values())}
        if len(by_slot) == 1:
            ((slot, nodes),) = by_slot.items()
            yield from both(nodes, _without(slot), "forward|wrong operand|term", f"computed without {name}", at, 2.0)
    for group, where in problem.layers("product", edges=operations):
        nodes = [node for node, slot in group if slot == len(node.inputs) - 1 and len(node.inputs) % 2]
        if nodes:
            yield from both(
                nodes, _unbiased, "forward|wrong operand|term", "computed without the bias", _in(where), 1.5
            )
    for group, where in problem.layers("power", edges=single):
        yield from both(
            [n for n, _ in group],
            lambda xs: xs[0],
            "wrong operand|forward|activation misremembered",
            "used without its power",
            f"at the {where}",
            1.5,
        )
    for group, where in problem.layers("quotient", edges=pairs):
        nodes, at = [n for n, _ in group], f"at the {where}"
        yield from both(
            nodes,
            lambda xs: xs[0],
            "constant forgotten|forward|wrong operand|mean",
            "used before the division",
            at,
            1.5,
        )
        yield from both(
            nodes,
            lambda xs: xs[0] * xs[1],
            "constant forgotten|forward|factor twice",
            "multiplied where it is divided",
            at,
            0.7,
        )
    for group, where in problem.layers("product", edges=pairs):
        for slot in (0, 1):
            nodes = [n for n, _ in group]
            name = problem.source([(n, 1 - slot) for n in nodes])
            yield from both(
                nodes,
                itemgetter(slot),
                "constant forgotten|forward|wrong operand|target|mask|factor forgotten",
                f"used without the factor {name}",
                f"at the {where}",
                1.0,
            )


def _in(where: str) -> str:
    """Say in which operation a term is; a formula alone does not say what it is.

    >>> _in("sum in z = w*x + b"), _in("w*x + b"), _in("sum(w)")
    ('in the sum in z = w*x + b', 'in the sum w*x + b', 'in the sum(w)')
    """
    return f"in the {where}" if re.match(r"(sum|product)\b", where) else f"in the sum {where}"


def _without(k: int) -> Rule:
    return lambda xs: sum(xs) - xs[k]


def _minus(k: int) -> Rule:
    return lambda xs: xs[1 - k] - xs[k]


def _unbiased(xs: Sequence[float]) -> float:
    half = len(xs) // 2
    return sum(a * b for a, b in zip(xs[:half], xs[half:-1], strict=True))


def _other_functions(problem: Problem, nodes: Sequence[Value], at: str) -> Iterator[Slip]:
    """Yield the layers with another activation, in the forward pass and on the way back."""
    own = kind(nodes[0])
    for name in ("tanh", "sigmoid", "relu", "softplus"):
        row = PRIMITIVES[name]
        if own in (name, "exp", "log", "sqrt", "abs", "sin", "cos"):
            continue
        try:
            now = reevaluated(problem.structure.order, {}, dict.fromkeys(nodes, partial(row.value_at, Floats)))
        except (ArithmeticError, ValueError):
            continue
        slopes = dict(problem.slopes_at(now))
        for node in nodes:
            if node in problem.between:
                x = now.get(node.inputs[0], node.inputs[0].data)
                slopes[node, 0] = float(row.partials_at(Floats, now[node], [x])[0])
        yield Slip(
            "wrong function|forward",
            f"computed with {name} instead of {own}",
            at,
            f"it is {own}",
            slopes,
            1.5,
        )


def _both(
    problem: Problem, nodes: Sequence[Value], rule: Rule, kind: str, what: str, where: str, usual: float
) -> Iterator[Slip]:
    """Yield the slip with the numbers wrong on the way back only, and from there on in the forward pass as well."""
    if any(family(user) in ("rectifier", "choice") for user, _ in problem.structure.users[nodes[0]]):
        kind += "|mask"
    numbers = {node: rule([x.data for x in node.inputs]) for node in nodes}
    yield Slip(kind, what, where, "", problem.slopes_at(numbers), usual)
    try:
        later = reevaluated(problem.structure.order, {}, dict.fromkeys(nodes, rule))
    except (ArithmeticError, ValueError):
        return
    ruled = set(nodes)
    slopes = {edge: slope for edge, slope in problem.slopes_at(later).items() if edge[0] not in ruled}
    yield Slip(kind, what, f"{where}, in the forward pass", "", slopes, usual)
    if len(nodes[0].inputs) == 1:
        without = slopes | {(node, 0): 1.0 for node in nodes if node in problem.between}
        yield Slip(
            kind, f"{what}, and its derivative left out", f"{where}, in the forward pass", "", without, usual / 2
        )
