"""Slips in time: the derivative of the wrong step, the new state for the old, a derivative missing between steps."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from math import nan

from engine.compare.guesses import Slip
from engine.compare.places import array_name
from engine.compare.problem import Problem
from engine.compare.slips.functions import ACTIVATIONS
from engine.compare.slips.gates import activations
from engine.compare.slips.remembered import from_output
from engine.compare.slips.uses import levels, origin
from engine.compare.structure import Edge, family, partner
from engine.value import Value

FAR = 4  # sums and differences between a product and the activation that it feeds


def between_steps(problem: Problem) -> Iterator[Slip]:
    """The derivative of the activation is left out on the way back through one operand only, such as the state."""
    partials = problem.structure.partials
    for group in problem.structure.layers(problem.edges):
        through = {edge: end for edge in group if (end := _activation_after(problem, edge[0])) is not None}
        if not all(edge in through for edge in group):
            continue
        function, *others = {end.op for end in through.values()}
        if others:
            continue
        slopes = {}
        for edge, end in through.items():
            (slope,) = partials[end]
            if slope:
                slopes[edge] = problem.structure.partial(edge) / slope
        name = problem.source(group)
        text = f"the derivative of {function} is forgotten"
        where = f"on the way back to {name} only"
        yield Slip("activation forgotten|wrong operand", text, where, "", slopes, 2.0)


def states(problem: Problem) -> Iterator[Slip]:
    """A step takes the state that it makes for the state that it is given, or the derivative at the state before."""
    steps = _steps(problem)
    if len(steps) < 2:
        return
    slopes: dict[Edge, float] = {}
    place: dict[Value, tuple[int, list[Value], Sequence[Value]]] = {}
    for earlier, step in pairwise([list[Value](), *steps]):
        before = _state_before(problem, step, earlier)
        place |= {node: (i, step, before) for i, node in enumerate(step)}
        for node, h in zip(step, before, strict=False):  # there may be no states before the first step
            if node in problem.between:
                slopes[node, 0] = from_output(problem.between[node], h.data)
    text = "the derivative of the activation is taken at the state before"
    kinds = "activation misplaced|shifted|wrong operand"
    yield Slip(kinds, text, "at every step", "take it at the state that this step makes", slopes, 2.0)
    own: dict[Edge, float] = {}
    asked = set(problem.nodes)
    for node, slot in problem.edges:
        made = _activation_after(problem, node) if node.inputs[slot] in asked else None
        if made in place and (other := partner(node, slot)) is not None:
            i, step, before = place[made]
            positions = [p for p, state in enumerate(before) if state is other]
            if positions:
                own[node, slot] = step[min(positions, key=lambda p: abs(p - i))].data
    text = "the new state stands where the state before belongs"
    yield Slip("shifted|wrong operand", text, "", "a step multiplies the state that it is given", own, 2.0)


def new_states(problem: Problem) -> Iterator[Slip]:
    """The state that a step makes stands where it multiplies the state that it is given, in the gradient of weights."""
    for array in problem.arrays:
        steps = [[edge for use in step for edge in use] for step in levels(problem, array)]
        given = [[partner(*edge) for edge in step] for step in steps]
        after = _states_after(problem, given)
        slopes = {
            edge: x.data
            for step, states in zip(steps, after, strict=False)
            for edge, x in zip(step, states, strict=True)
        }
        text = f"the new state stands where the state before belongs, in the gradient of {array.called}"
        yield Slip("shifted|wrong operand", text, "", "a step multiplies the state that it is given", slopes, 2.0)


def _states_after(problem: Problem, given: Sequence[Sequence[Value | None]]) -> list[list[Value]]:
    """Return what each step makes of the state that it is given, entry by entry; [] where there are no such states."""
    before = [[x for x in step if x is not None] for step in given]
    if len(before) < 2 or any(len(some) != len(step) for some, step in zip(before, given, strict=True)):
        return []
    made = {origin(problem, x) for step in before[1:] for x in step}
    if len(made) != 1 or any(x.primitive is None for step in before[1:] for x in step):
        return []
    used = {x for step in before for x in step}
    alike = [x for x in problem.structure.order if origin(problem, x) in made]
    newest, last = list(dict.fromkeys(before[-1])), [x for x in alike if x not in used]
    if len(newest) != len(last):
        return []
    newest.sort(key=alike.index)
    made_of_last = dict(zip(newest, last, strict=True))
    return [*before[1:], [made_of_last[x] for x in before[-1]]]


def one_way(problem: Problem) -> Iterator[Slip]:
    """The derivative of the activation is left out for what comes back to a state on one of its ways only."""
    for layer in activations(problem).values():
        ways: dict[str, dict[Edge, float]] = {}
        for one in layer:
            for edge in problem.structure.users[one.output]:
                other = partner(*edge)
                name = array_name(other, problem.names) if other is not None and other.primitive is None else ""
                slope = problem.structure.partial(edge) / one.derivative if one.derivative else nan
                ways.setdefault(name, {})[edge] = slope
        for name, slopes in ways.items() if len(ways) > 1 and "" not in ways else ():
            text = f"the derivative of {layer[0].row.name} is left out for what comes back through {name} only"
            remedy = f"what comes back to {problem.value(one.output for one in layer)} adds up first"
            yield Slip("activation misplaced|activation forgotten", text, "", remedy, slopes, 1.5)


def _steps(problem: Problem) -> list[list[Value]]:
    """Return the activations of each step, where all steps have as many."""
    found: dict[int, list[Value]] = {}
    for node in problem.structure.order:
        if family(node) in ACTIVATIONS:
            found.setdefault(problem.structure.roles[node], []).append(node)
    steps = sorted(found.values(), key=lambda nodes: problem.structure.order.index(nodes[0]))
    return steps if len({(len(step), node.op) for step in steps for node in step}) == 1 else []


def _state_before(problem: Problem, step: Sequence[Value], earlier: Sequence[Value]) -> Sequence[Value]:
    """Return the states that a step is computed from: those of the step before, or named leaves of the same size."""
    if earlier:
        return earlier
    level: list[Value] = list(step)
    for _ in range(FAR):
        level = list(dict.fromkeys(x for node in level for x in node.inputs))
        by_name: dict[str, list[Value]] = {}
        for x in level:
            if x.primitive is None and x.label:
                by_name.setdefault(x.label.partition("[")[0], []).append(x)
        for name, nodes in by_name.items():
            if not len(step) % len(nodes) and name.startswith("h"):
                return [nodes[i % len(nodes)] for i in range(len(step))]
    return ()


def _activation_after(problem: Problem, node: Value) -> Value | None:
    """Return the one activation that an operation leads to through sums alone."""
    for _ in range(FAR):
        users = [user for user, _ in problem.structure.users[node]]
        if len(users) != 1:
            return None
        (node,) = users
        if family(node) in ACTIVATIONS:
            return node
        if family(node) not in ("sum", "difference"):
            return None
    return None
