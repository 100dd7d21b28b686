"""The uses of an array in the graph, whether they are steps in time, and whether numbers share a parameter."""

from collections import Counter
from collections.abc import Hashable, Sequence
from itertools import pairwise

from engine.compare.guesses import NamedArray
from engine.compare.problem import Problem
from engine.compare.structure import Edge, family, kind, slot_kind
from engine.trace.arrays import array_of
from engine.value import Value

FAR = 4  # sums between a product and what it is added into
PARTS = 4  # ways in which an array is used, each of which is looked at by itself
Use = tuple[Edge, ...]  # one use of the whole array: an edge for every entry


def uses(problem: Problem, array: NamedArray) -> list[Use]:
    """Return the uses of an array in topological order; [] when its entries are not all used in the same way."""
    edges = [problem.structure.users.get(node, []) for node in array.nodes]
    ways = {(kind(node), slot_kind(node, slot)) for of_one in edges for node, slot in of_one}
    alike = len(ways) == 1 and len({len(of_one) for of_one in edges}) == 1
    apart = all(len({user for user, _ in of_one}) == len(of_one) for of_one in edges)  # a + a is no batch of two
    if not alike or not apart or len(set(array.nodes)) < len(array.nodes):
        return []
    return list(zip(*edges, strict=True))


def levels(problem: Problem, array: NamedArray) -> list[list[Use]]:
    """Return the uses by time step: what lies behind other uses of a shared array is later; equals are a batch."""
    if ("levels", array.name) in problem.known:
        return problem.known["levels", array.name]  # type: ignore[no-any-return]
    found = uses(problem, array)
    problem.known["levels", array.name] = answer = _by_step(problem, found)
    return answer


def _by_step(problem: Problem, found: list[Use]) -> list[list[Use]]:
    steps: dict[tuple[int, int], list[Use]] = {}
    for use in found:
        steps.setdefault(max(problem.moments[node] for node, _ in use), []).append(use)
    ordered = [steps[d] for d in sorted(steps)]
    return ordered if len({len(step) for step in ordered}) <= 1 else [found]


def parts(problem: Problem, array: NamedArray) -> list[list[list[Use]]]:
    """Return the uses by time step of each part of the loss in which an array is used in a way of its own.

    A penalty is one such part, the data another; of an array with one way of being used there are none.
    """
    if ("parts", array.name) in problem.known:
        return problem.known["parts", array.name]  # type: ignore[no-any-return]
    edges = [problem.structure.users.get(node, []) for node in array.nodes]
    found: dict[frozenset[Use], list[Use]] = {}

    def way(edge: Edge) -> Hashable:
        return kind(edge[0]), slot_kind(*edge)

    def role(edge: Edge) -> Hashable:
        return way(edge), problem.structure.roles[edge[0]]

    for sort in (way, role):
        sorts = list(dict.fromkeys(sort(edge) for of_one in edges for edge in of_one))
        for one in sorts if 1 < len(sorts) <= PARTS else ():
            own = [[edge for edge in of_one if sort(edge) == one] for of_one in edges]
            apart = all(len({user for user, _ in of_one}) == len(of_one) for of_one in own)
            if apart and len({len(of_one) for of_one in own}) == 1 and len(own[0]) > 1:
                some = list(zip(*own, strict=True))
                found.setdefault(frozenset(some), some)
    answer = []
    for some in found.values():
        steps = _by_step(problem, some)
        if len({role(edge) for use in some for edge in use}) == 1:
            answer.append([some])
        elif len(steps) > 1 and _leads_on(problem, steps):  # of a recurrence each step has a role of its own
            answer.append(steps)
    problem.known["parts", array.name] = answer
    return answer


def is_recurrent(problem: Problem) -> bool:
    """Tell whether the uses of some array are steps in time."""
    if "recurrent" not in problem.known:
        found = [levels(problem, array) for array in (*problem.arrays, *problem.others)]
        problem.known["recurrent"] = any(len(steps) > 1 and _leads_on(problem, steps) for steps in found)
    return bool(problem.known["recurrent"])


def sum_of(problem: Problem, node: Value) -> Value:
    """Return the sum that an operation is added into, as a product into a pre-activation."""
    for _ in range(FAR):
        users = [user for user, _ in problem.structure.users[node]]
        if len(users) != 1 or family(users[0]) not in ("sum", "difference") or problem.names.get(node) or node.label:
            break
        (node,) = users
    return node


def origin(problem: Problem, node: Value) -> Hashable:
    """Return how a result is made, the same for every unit and time step: the gate of a cell that it belongs to."""
    known: dict[Value, Hashable] = problem.known.setdefault("origins", {})
    if node not in known:
        if node.primitive is None:
            known[node] = array_of(node.label)
        elif len(varying := [x for x in node.inputs if not x.is_constant]) == 1 and varying[0].primitive is not None:
            known[node] = (kind(node), origin(problem, varying[0]))
        else:
            known[node] = (kind(node), _largest(problem, node))
    return known[node]


def _largest(problem: Problem, node: Value) -> str:
    """Return the largest of the arrays that a result is linear in: the weights of a gate, not a first state."""
    if "entries" not in problem.known:  # every result asks
        leaves = [x for x in problem.structure.order if x.primitive is None]
        problem.known["entries"] = Counter(array_of(x.label) for x in leaves)
    counts: Counter[str] = problem.known["entries"]
    return max(sorted(problem.structure.linear[node]), key=lambda name: counts[name], default="")


def _leads_on(problem: Problem, steps: Sequence[Sequence[Use]]) -> bool:
    """Tell whether each step is computed from the one before, as in a recurrence; paths side by side are not."""
    for before, after in pairwise([{sum_of(problem, node) for use in step for node, _ in use} for step in steps]):
        stack, reached = [x for node in after for x in node.inputs], set[Value]()
        while stack:
            node = stack.pop()
            if node not in reached:
                reached.add(node)
                stack += [x for x in node.inputs if x in problem.between]
        if reached.isdisjoint(before):
            return False
    return True


def apart(problem: Problem, nodes: Sequence[Value]) -> bool:
    """Tell whether no asked number is below two of these nodes: each has derivatives of its own."""
    asked, seen = set(problem.nodes), set[Value]()
    for node in nodes:
        below, stack = set[Value](), [node]
        while stack:
            x = stack.pop()
            if x not in below and (x in problem.between or x in asked):
                below.add(x)
                stack += x.inputs
        own = below & asked
        if not seen.isdisjoint(own):
            return False
        seen |= own
    return True
