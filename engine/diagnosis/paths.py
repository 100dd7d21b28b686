"""Slips with paths: the gradient is the sum over all of them, each counted once, over all terms of the loss."""

from collections.abc import Iterator, Sequence
from itertools import combinations

from engine.diagnosis.problem import Guess, Problem
from engine.diagnosis.scale import common_ratio
from engine.diagnosis.structure import Edge, array_name, partner

SINGLE_EDGES = 400  # beyond, one forgotten edge among so many is not looked for


def term(problem: Problem) -> Iterator[Guess]:
    """The gradient of one term of the loss, or of all but one, or one term with another sign or factor."""
    terms = problem.structure.terms
    if len(terms) < 2:
        return
    shares = [_share(problem, [e for other in terms if other is not kept for e in other]) for kept in terms]
    names = [_term_name(problem, t) for t in terms]
    rest = [[g - x for g, x in zip(problem.right, share, strict=True)] for share in shares]
    for name, share, others in zip(names, shares, rest, strict=True):
        yield Guess(share, f"this is the gradient of one term of the loss only: {name}")
        yield Guess(others, f"the term {name} of the loss is left out")
    for name, share, others in zip(names, shares, rest, strict=True):
        for c, words in ((-1.0, "the wrong sign"), (2.0, "a factor 2 too many"), (0.5, "a factor 2 too few")):
            mixed = [c * x + y for x, y in zip(share, others, strict=True)]
            yield Guess(mixed, f"the term {name} of the loss enters with {words}")
    for i, j in combinations(range(len(terms)), 2):
        both = [x + y for x, y in zip(shares[i], shares[j], strict=True)]
        yield Guess(both, f"only the terms {names[i]} and {names[j]} of the loss are counted")


def path(problem: Problem) -> Iterator[Guess]:
    """All paths through one part of the graph are left out, or counted twice."""
    for group, where in _routes(problem):
        yield from _missing_or_double(problem, group, where)


def edge(problem: Problem) -> Iterator[Guess]:
    """A single edge of the graph is left out, or counted twice."""
    if len(problem.edges) <= SINGLE_EDGES:
        for node, slot in problem.edges:
            where = f"from {_source(problem, [(node, slot)])} into the {_into(problem, [(node, slot)])}"
            yield from _missing_or_double(problem, [(node, slot)], where)


def _missing_or_double(problem: Problem, group: Sequence[Edge], where: str) -> Iterator[Guess]:
    without = problem.gradient_with(group, lambda node, slot, partial: 0.0)
    if without == problem.right or not any(without):
        return  # no path, or all of them
    yield Guess(without, f"a path is left out: {where}")
    twice = problem.gradient_with(group, lambda node, slot, partial: 2.0 * partial)
    if common_ratio(twice, problem.right) is None:
        yield Guess(twice, f"a path is counted twice: {where}")


def _routes(problem: Problem) -> Iterator[tuple[list[Edge], str]]:
    """Yield the groups of edges that a formula would leave out as a whole, and where they lead."""
    edges, structure, names = problem.edges, problem.structure, problem.names
    seen: set[frozenset[Edge]] = set()
    through: dict[str, list[Edge]] = {}
    for node, slot in edges:
        other = partner(node, slot)
        if other is not None and other.primitive is None and (name := array_name(other, names)):
            through.setdefault(name, []).append((node, slot))
    for name, group in through.items():
        seen.add(frozenset(group))
        yield group, f"from {_source(problem, group)} through {name}"
    for group in structure.layers(edges, lambda node: True):
        if frozenset(group) not in seen:
            seen.add(frozenset(group))
            yield group, f"from {_source(problem, group)} into the {_into(problem, group)}"
    roles = structure.roles
    for group in structure.groups(edges, lambda e: (roles[e[0]], roles[e[0].inputs[e[1]]])):
        if frozenset(group) not in seen:
            yield group, f"from {_source(problem, group)} into the {_into(problem, group)}"


def _share(problem: Problem, without: Sequence[Edge]) -> list[float]:
    return problem.gradient_with(without, lambda node, slot, partial: 0.0)


def _source(problem: Problem, group: Sequence[Edge]) -> str:
    return problem.structure.place((node.inputs[slot] for node, slot in group), problem.names)


def _into(problem: Problem, group: Sequence[Edge]) -> str:
    return problem.structure.place((node for node, _ in group), problem.names)


def _term_name(problem: Problem, group: Sequence[Edge]) -> str:
    return f"with the {_source(problem, group)}"
