"""Slips with the wrong numbers in a right formula: another forward pass, updated weights, constants of a normalisation."""

from collections.abc import Iterator, Mapping, Sequence

from engine.compare.perturb import reevaluated
from engine.compare.problem import NamedArray, Problem, Slip
from engine.compare.slips.functions import ACTIVATIONS
from engine.compare.structure import Edge, family
from engine.value import Constant, Value

RATES = (1.0, 0.5, 0.1, 0.05, 0.01, 0.001)


def forward(problem: Problem) -> Iterator[Slip]:
    """The forward pass itself is another one: no activation, no bias, a plus for a minus."""
    structure = problem.structure
    operations = [(node, slot) for node in structure.order for slot in range(len(node.inputs))]
    single = [edge for edge in operations if len(edge[0].inputs) == 1]
    for group, where in problem.layers(*ACTIVATIONS, edges=single):
        numbers = {node: node.inputs[0].data for node, _ in group}
        yield from _both(problem, numbers, "wrong operand", "the pre-activation is used where the output belongs", f"at the {where}", 3.0)
    for group, where in problem.layers("difference", edges=[e for e in operations if len(e[0].inputs) == 2 and e[1] == 0]):
        a, b = ({node: node.inputs[slot].data for node, _ in group} for slot in (0, 1))
        at = f"at the {where}"
        yield from _both(problem, {n: a[n] + b[n] for n in a}, "wrong operand", "a plus stands where a minus belongs", at, 2.0)
        yield from _both(problem, a, "target", "the second operand is forgotten", at, 3.0)
        yield from _both(problem, {n: b[n] - a[n] for n in a}, "sign", "the difference is turned round", at, 3.0)
        yield from _both(problem, {n: -b[n] for n in a}, "wrong operand", "the first operand is forgotten", at, 1.0)
    for group, where in problem.layers("sum", edges=operations):
        terms = {edge[1] for edge in group}
        for slot in sorted(terms)[:3]:
            numbers = {node: node.data - node.inputs[s].data for node, s in group if s == slot}
            name = problem.source([(n, s) for n, s in group if s == slot])
            yield from _both(problem, numbers, "forward", f"computed without {name}", f"in the {where}", 1.5)
    for group, where in problem.layers("product", edges=operations):
        biased = {node: node.data - node.inputs[-1].data for node, slot in group if slot == len(node.inputs) - 1 and len(node.inputs) % 2}
        if biased:
            yield from _both(problem, biased, "forward", "computed without the bias", f"in the {where}", 1.5)
    for group, where in problem.layers("power", edges=operations):
        numbers = {node: node.inputs[0].data for node, _ in group}
        yield from _both(problem, numbers, "wrong operand", "used without its power", f"at the {where}", 1.5)
    for group, where in problem.layers("quotient", edges=[e for e in operations if e[1] == 0]):
        numbers = {node: node.inputs[0].data for node, _ in group}
        yield from _both(problem, numbers, "wrong operand", "used before the division", f"at the {where}", 1.5)
    for group, where in problem.layers("product", edges=[e for e in operations if len(e[0].inputs) == 2 and e[1] == 0]):
        for slot in (0, 1):
            numbers = {node: node.inputs[slot].data for node, _ in group}
            name = problem.source([(n, 1 - slot) for n, _ in group])
            yield from _both(problem, numbers, "wrong operand", f"used without the factor {name}", f"at the {where}", 1.0)


def _both(
    problem: Problem, numbers: Mapping[Value, float], kind: str, what: str, where: str, usual: float
) -> Iterator[Slip]:
    """Yield the slip with the numbers wrong on the way back only, and from there on in the forward pass as well."""
    yield Slip(kind, what, where, "", problem.slopes_at(numbers), usual)
    if not problem.between.keys().isdisjoint(numbers) or True:
        try:
            later = reevaluated(problem.structure.order, numbers)
        except (ArithmeticError, ValueError):
            return
        own = {node: later[node] for node in later if node not in numbers} | dict(numbers)
        slopes = {e: s for e, s in problem.slopes_at(own).items() if e[0] not in numbers}
        yield Slip(kind, what, f"{where} in the forward pass", "", slopes, usual)


def held_constant(problem: Problem) -> Iterator[Slip]:
    """A mean, a variance, a norm, a maximum that depends on the inputs is taken for a constant."""
    structure = problem.structure
    heads: dict[int, list[Edge]] = {}
    for node, slot in problem.edges:
        x = node.inputs[slot]
        if x in problem.between and len(structure.users[x]) > 1 and family(x) in ("quotient", "activation", "power", "sum", "exponential", "choice", "soft choice", "product"):
            heads.setdefault(structure.roles[x], []).append((node, slot))
    for edges in heads.values():
        name = problem.source(edges)
        remedy = "it depends on the inputs, too: add the path through it"
        yield Slip("held constant", f"{name} is taken for a constant", "", remedy, dict.fromkeys(edges, 0.0), 3.0)


def updated_weights(problem: Problem) -> Iterator[Slip]:
    """The gradient was passed back through weights that had already taken their step, or taken after the step."""
    arrays = [a for a in (*problem.arrays, *problem.others) if a.nodes[0].primitive is None]
    for array in problem.arrays:
        for rate in RATES:
            others = [a for a in arrays if a is not array]
            some = problem.slopes_at(_step(problem, others, rate))
            text = f"used weights that were already updated (learning rate {rate:g})"
            yield Slip("stale", text, "", "pass the gradient back through the old weights first", some, 0.7)
    for rate in RATES:
        try:
            later = reevaluated(problem.structure.order, _step(problem, arrays, rate))
        except (ArithmeticError, ValueError):
            continue
        text = f"taken after the update of all parameters (learning rate {rate:g})"
        yield Slip("stale", text, "", "take all gradients before the step", problem.slopes_at(later), 0.5)


def _step(problem: Problem, arrays: Sequence[NamedArray], rate: float) -> dict[Value, float]:
    """The numbers after one step of gradient descent with the right gradients."""
    after: dict[Value, float] = {}
    for array in arrays:
        gradient = problem.structure.gradient(array.nodes)
        after |= {x: x.data - rate * g for x, g in zip(array.nodes, gradient, strict=True) if type(x) is not Constant}
    return after
