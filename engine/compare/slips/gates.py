"""Slips in a gated cell, such as an LSTM's: the wrong number of the cell beside a gate, the slope of another gate."""

from collections.abc import Hashable, Iterator, Sequence
from itertools import permutations

from engine.compare.guesses import Slip
from engine.compare.problem import Problem
from engine.compare.slips.functions import ACTIVATIONS
from engine.compare.slips.uses import origin
from engine.compare.structure import Edge, family, groups, is_given, is_product, partner
from engine.compare.written_out import Applied
from engine.trace.arrays import addends
from engine.value import Value

FEW = 8  # sorts of gates, of more no two are compared


def factors(problem: Problem) -> Iterator[Slip]:
    """Beside a gate stands another number of the same cell: the factor itself, another gate, the new cell."""
    edges = _gated(problem)
    for pair in groups(edges, lambda e: frozenset(origin(problem, x) for x in e[0].inputs)):
        name, slopes = problem.value(node for node, _ in pair), {e: e[0].inputs[e[1]].data for e in pair}
        if {slot for _, slot in pair} == {0, 1}:
            text, remedy = f"each factor of {name} gets itself, not the other one", "multiply by the other factor"
            yield Slip("exchanged|product rule|wrong operand", text, "", remedy, slopes, 2.0)
    by_own = groups(edges, lambda e: origin(problem, e[0].inputs[e[1]]))
    by_both = groups(edges, lambda e: (origin(problem, e[0].inputs[e[1]]), origin(problem, e[0].inputs[1 - e[1]])))
    for group in {frozenset(group): group for group in (*by_own, *by_both)}.values():
        others = [node.inputs[1 - slot] for node, slot in group]
        what, at = problem.value(others), f"where {problem.source(group)} enters"
        for instead, usual in _of_the_cells(problem, group):
            slopes = {edge: x.data for edge, x in zip(group, instead, strict=True)}
            text = f"{problem.value(instead)}, of the same cell, stands where {what} belongs"
            yield Slip("wrong operand|shifted|exchanged", text, at, f"multiply by {what}", slopes, usual)


def slopes(problem: Problem) -> Iterator[Slip]:
    """A gate gets the derivative of another gate, at every step."""
    gates = list(activations(problem).values())
    for gate, other in permutations(gates, 2) if len(gates) <= FEW else ():
        roles = {problem.structure.roles[one.output] for one in gate}
        if len(gate) == len(other) and len(roles) > 1:  # one layer for another is tried elsewhere
            new = {e: x for one, o in zip(gate, other, strict=True) for e, x in one.slopes(o.derivative).items()}
            text = f"the derivative of {problem.value(o.output for o in other)} is taken instead"
            at = f"at the {problem.place(one.output for one in gate)}"
            yield Slip("activation misplaced|activation misremembered|wrong operand", text, at, "", new, 1.0)


def spread(problem: Problem) -> Iterator[Slip]:
    """The derivative of an activation is multiplied in on the other ways from its input as well."""
    for gate in activations(problem).values():
        slopes: dict[Edge, float] = {}
        for one in gate:
            others = [edge for edge in problem.structure.users[one.source] if edge not in one.enters]
            slopes |= {e: problem.structure.partial(e) * one.derivative for e in others if e[0] in problem.between}
        name, function = problem.value(one.source for one in gate), gate[0].row.name
        text = f"the derivative of {function} is multiplied in on the other ways from {name} as well"
        remedy = f"it belongs only to what comes back through {function}"
        at = f"at the {problem.place(one.output for one in gate)}"
        yield Slip("activation misplaced|extra derivative", text, at, remedy, slopes, 1.5)


def activations(problem: Problem) -> dict[Hashable, list[Applied]]:
    """Return the activations on the way by what they are made of, in topological order, those written out as well."""
    if "activations" not in problem.known:
        found: dict[Hashable, list[Applied]] = {}
        for node, row in problem.between.items():
            one = problem.written_out.get(node)
            if one is None and row.family in ACTIVATIONS:
                one = Applied(row, node.inputs[0], node, problem.structure.partials[node][0], [(node, 0)])
            if one is not None and one.row.family in ACTIVATIONS:
                found.setdefault(origin(problem, node), []).append(one)
        problem.known["activations"] = found
    return problem.known["activations"]  # type: ignore[no-any-return]


def _gated(problem: Problem) -> list[Edge]:
    """Return the edges into products, entry by entry, of a computed gate and something else that is no data."""
    found = []
    for node, slot in problem.edges:
        if not is_product(node) or partner(node, slot) is node.inputs[slot]:
            continue
        if any(_is_gate(problem, x) for x in node.inputs) and not any(is_given(x) and not x.label for x in node.inputs):
            found.append((node, slot))
    return found


def _is_gate(problem: Problem, x: Value) -> bool:
    """Tell whether a number is that of an activation, or 1 minus it."""
    if family(x) in ACTIVATIONS or x in problem.written_out:
        return True
    varying = [y for y in x.inputs if not y.is_constant]
    return family(x) == "difference" and len(varying) == 1 and _is_gate(problem, varying[0])


def _of_the_cells(problem: Problem, group: Sequence[Edge]) -> Iterator[tuple[list[Value], float]]:
    """Yield what else of its cell each of these products may be given, one number for each."""
    cells = [_cell(problem, node) for node, _ in group]
    if len(set(map(len, cells))) != 1:
        return
    taken = {origin(problem, x) for node, _ in group for x in node.inputs}
    for what, usual in cells[0].items():
        instead = [cell.get(what) for cell in cells]
        if what[0] == "new" or what[1] not in taken:
            found = [x[0] for x in instead if x is not None]
            if len(found) == len(group):
                yield found, usual[1]


def _cell(problem: Problem, node: Value) -> dict[tuple[str, Hashable], tuple[Value, float]]:
    """Return the numbers of the cell that a product belongs to, by what they are, each with how usual a mix-up is."""
    users = [user for user, _ in problem.structure.users[node]]
    if len(users) == 1 and family(users[0]) == "sum":
        new = users[0]
        gated = [x for x in addends(new)[0] if is_product(x)]
        made = [user for user, _ in problem.structure.users[new] if family(user) in ACTIVATIONS]
        some = [("new", new, 1.5), *(("new", x, 1.0) for x in made[:1])]
    else:  # as o * tanh(c)
        inner = [y for x in node.inputs if family(x) in ACTIVATIONS for y in x.inputs if family(y) == "sum"]
        gated = [x for y in inner for x in addends(y)[0] if is_product(x)]
        some = [("new", y, 1.5) for y in inner[:1]]
    some += [("of", x, 1.0) for product in gated for x in product.inputs if product is not node]
    found: dict[tuple[str, Hashable], tuple[Value, float]] = {}
    for sort, x, usual in some:
        found.setdefault((sort, "" if sort == "new" and x is some[0][1] else origin(problem, x)), (x, usual))
    return found
