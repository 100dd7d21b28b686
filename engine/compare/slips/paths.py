"""Slips with paths: the gradient is the sum over all of them, each counted once, with its sign."""

from collections.abc import Iterable, Iterator
from itertools import accumulate
from math import isqrt

from engine.compare.guesses import Slip
from engine.compare.places import array_name
from engine.compare.problem import Problem
from engine.compare.slips.terms import counts, divisors
from engine.compare.structure import Edge, family, groups, partner
from engine.primitives import Family
from engine.value import Value

SIGNED: tuple[Family, ...] = ("difference", "sum")
STEPS = 8  # from where a gradient is used to where it belongs
SINGLE_EDGES = 400  # beyond, one forgotten edge among so many is not looked for


def signs(problem: Problem) -> Iterator[Slip]:
    """The sign is lost at one operation only."""
    for group, where in problem.layers(*SIGNED):
        slopes = {edge: -problem.structure.partial(edge) for edge in group}
        at = f"where {problem.source(group)} enters the {where}"
        yield Slip("sign", "the sign is wrong on this path", at, "keep the sign of each term", slopes, 4.5)


def routes(problem: Problem) -> Iterator[Slip]:
    """All paths through one part of the graph are left out, or counted twice."""
    for group, through in _routes(problem):
        way = f"through the product with {through}" if through else f"into the {problem.into(group)}"
        at = f"from {problem.source(group)} {way}"
        remedy = "the gradient is the sum over all paths, each counted once"
        yield Slip("path", "a path is left out", at, remedy, dict.fromkeys(group, 0.0), 2.0)
        for c, words, usual in ((2.0, "a path is counted twice", 0.6), (0.5, "a path counts only half", 0.5)):
            yield Slip("path|factor 2", words, at, remedy, {e: c * problem.structure.partial(e) for e in group}, usual)


def edges(problem: Problem) -> Iterator[Slip]:
    """A single edge of the graph is left out, counted twice, or has another sign or no factor."""
    if len(problem.edges) > SINGLE_EDGES:
        return
    for edge in problem.edges:
        at = f"from {problem.source([edge])} into the {problem.into([edge])}"
        remedy = "the gradient is the sum over all paths, each counted once"
        p = problem.structure.partial(edge)
        yield Slip("edge|path", "one step of a path is left out", at, remedy, {edge: 0.0}, 0.6)
        yield Slip("edge", "one step of a path is counted twice", at, remedy, {edge: 2.0 * p}, 0.2)
        yield Slip("edge|sign", "one step of a path has the wrong sign", at, remedy, {edge: -p}, 0.4)
        if p != 1.0:
            yield Slip(
                "edge|factor forgotten|activation forgotten",
                "one step of a path has lost its factor",
                at,
                remedy,
                {edge: 1.0},
                0.3,
            )


def upstream(problem: Problem) -> Iterator[Slip]:
    """The chain is stopped: the gradient that arrives at some operations is taken to be 1, or of another size."""
    by_role: dict[int, list[Edge]] = groups_by_role(problem)
    divided = divisors(problem.structure.order)
    for some in by_role.values():
        nodes = list(dict.fromkeys(node for node, _ in some))
        arriving = {node: problem.structure.gradients[node] for node in nodes}
        if any(g == 0.0 for g in arriving.values()) or nodes == [problem.structure.loss]:
            continue
        at = f"at the {problem.place(nodes)}"
        remedy = "multiply by the gradient that arrives there"
        partial = problem.structure.partial
        ones = {edge: partial(edge) / arriving[edge[0]] for edge in some}
        one_constant = len(nodes) > 1 and max(arriving.values()) - min(arriving.values()) <= 1e-9 * max(
            map(abs, arriving.values())
        )
        yield Slip("upstream forgotten", "the chain stops: what comes after is left out", at, remedy, ones, 3.0)
        sizes = {m for m, _ in counts(problem)}
        for m in sorted(sizes):
            is_mean = any(abs(d - m) < 1e-9 or (abs(d - 2 * m) < 1e-9 and d not in sizes) for d in divided)
            kept = f"the 1/{m} of a mean" if is_mean else f"1/{m}"
            text, usual = (
                f"the chain stops: only {kept} is left of what comes after",
                1.5 if is_mean and not one_constant else 0.1,
            )  # of equals, this only changes a constant
            yield Slip("upstream forgotten", text, at, remedy, {e: p / m for e, p in ones.items()}, usual)
        signs = {edge: partial(edge) / abs(arriving[edge[0]]) for edge in some}
        yield Slip("upstream forgotten", "only the sign of what arrives is kept", at, remedy, signs, 0.3)
        above = {user for node in nodes for user, _ in problem.structure.users[node]}
        later = _ahead(problem, nodes[0])
        for other in by_role.values():
            instead = list(dict.fromkeys(node for node, _ in other))
            if instead != nodes and len(instead) == len(nodes) > 1 and above.isdisjoint(instead):
                new = {node: problem.structure.gradients[o] for node, o in zip(nodes, instead, strict=True)}
                wrong = {edge: partial(edge) * new[edge[0]] / arriving[edge[0]] for edge in some}
                if instead[0] in later:
                    text = f"the steps from {problem.value(instead)} to here are left out"
                    yield Slip("chain stopped|activation forgotten|factor forgotten", text, at, remedy, wrong, 1.5)
                else:
                    text = f"the gradient of {problem.value(instead)} is used"
                    yield Slip("wrong operand", text, at, remedy, wrong, 1.0)
        if len(nodes) > 1:
            running = dict(zip(nodes, accumulate(arriving.values()), strict=True))
            wrong = {edge: partial(edge) * running[edge[0]] / arriving[edge[0]] for edge in some}
            yield Slip("stale", "what arrives is accumulated from unit to unit, not reset", at, remedy, wrong, 0.5)
            mean = sum(arriving.values()) / len(nodes)
            same = {edge: partial(edge) * mean / arriving[edge[0]] for edge in some}
            yield Slip("upstream averaged", "every unit gets the mean of what arrives", at, remedy, same, 0.7)
            side = isqrt(len(nodes))
            if side * side == len(nodes):
                across = {node: arriving[nodes[i % side * side + i // side]] for i, node in enumerate(nodes)}
                turned = {edge: partial(edge) * across[edge[0]] / arriving[edge[0]] for edge in some}
                text = "what arrives is transposed"
                yield Slip("transposed|weights transposed", text, at, "keep its rows and columns", turned, 1.0)
            total = {edge: partial(edge) * mean * len(nodes) / arriving[edge[0]] for edge in some}
            if max(arriving.values()) > min(arriving.values()):  # of equals the sum is only a factor
                yield Slip("upstream averaged", "every unit gets the sum of what arrives", at, remedy, total, 0.7)


def _ahead(problem: Problem, node: Value) -> set[Value]:
    """Return what a node leads to in a few steps."""
    found, level = set[Value](), {node}
    for _ in range(STEPS):
        level = {user for node in level for user, _ in problem.structure.users[node]}
        found |= level
    return found


def groups_by_role(problem: Problem) -> dict[int, list[Edge]]:
    """Return the edges on the way by the role of their operation."""
    found: dict[int, list[Edge]] = {}
    for edge in problem.edges:
        found.setdefault(problem.structure.roles[edge[0]], []).append(edge)
    return found


def _routes(problem: Problem) -> Iterable[tuple[list[Edge], str]]:
    """Return the groups of edges that a formula would leave out as a whole, and the parameter they lead through."""
    structure, roles = problem.structure, problem.structure.roles
    through: dict[str, list[Edge]] = {}
    for node, slot in problem.edges:
        other = partner(node, slot)
        if other is not None and other.primitive is None and (name := array_name(other, problem.names)):
            through.setdefault(name, []).append((node, slot))
    found = {frozenset(group): (group, name) for name, group in through.items()}
    by_ends = groups(problem.edges, lambda e: (roles[e[0]], roles[e[0].inputs[e[1]]]))
    plain = [group for group in by_ends if family(group[0][0]) != "soft choice"]
    for group in (*structure.layers(problem.edges), *plain):
        found.setdefault(frozenset(group), (group, ""))
    return found.values()
