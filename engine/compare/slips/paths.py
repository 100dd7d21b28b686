"""Slips with paths: the gradient is the sum over all of them, each counted once, over all terms of the loss."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations

from engine.compare.places import array_name
from engine.compare.problem import Guess, Problem, Slopes
from engine.compare.slips.scale import common_ratio
from engine.compare.structure import Edge, groups, partner

SUBSETS = 4  # of more terms, only single ones and all but one are tried
SINGLE_EDGES = 400  # beyond, one forgotten edge among so many is not looked for


def term(problem: Problem) -> Iterator[Guess]:
    """The gradient of some terms of the loss only, or some of them with another sign or factor."""
    for kept, name in some_terms(problem):
        share = problem.gradient_if(silenced(problem, kept))
        others = problem.without(share)
        if not any(share) or not any(others):
            continue
        yield Guess(share, f"this is the gradient of one part of the loss only: {name}; the rest is left out")
        for c, words in ((-1.0, "the wrong sign"), (2.0, "a factor 2 too many"), (0.5, "a factor 2 too few")):
            mixed = [c * x + y for x, y in zip(share, others, strict=True)]
            yield Guess(mixed, f"one part of the loss enters with {words}: {name}")


def some_terms(problem: Problem) -> Iterator[tuple[list[list[Edge]], str]]:
    """Yield selections from the terms of the loss, small ones first, and what to call them."""
    terms = problem.structure.terms
    sizes = range(1, len(terms)) if len(terms) <= SUBSETS else (1, len(terms) - 1)
    for size in sizes:
        for kept in combinations(terms, size):
            yield list(kept), "that with the " + " and the ".join(problem.source(group) for group in kept)


def silenced(problem: Problem, kept: Sequence[list[Edge]]) -> Slopes:
    """Return the local derivatives under which only these terms of the loss are differentiated."""
    cut = [edge for group in problem.structure.terms if group not in kept for edge in group]
    return dict.fromkeys(cut, 0.0)


def edge(problem: Problem) -> Iterator[Guess]:
    """A single edge of the graph is left out, or counted twice."""
    if len(problem.edges) > SINGLE_EDGES:
        return
    for one in problem.edges:
        yield from _missing_or_double(problem, [one])


def path(problem: Problem) -> Iterator[Guess]:
    """All paths through one part of the graph are left out, or counted twice."""
    for group, through in _routes(problem):
        yield from _missing_or_double(problem, group, through)


def _missing_or_double(problem: Problem, group: Sequence[Edge], through: str = "") -> Iterator[Guess]:
    without = problem.gradient_if(dict.fromkeys(group, 0.0))
    if without == problem.right or not any(without):
        return  # no path, or all of them
    way = f"through the product with {through}" if through else f"into the {problem.place(node for node, _ in group)}"
    where = f"from {problem.source(group)} {way}"
    yield Guess(without, f"a path is left out: {where}")
    twice = problem.gradient_if({one: 2.0 * problem.structure.partial(one) for one in group})
    if common_ratio(twice, problem.right) is None:
        yield Guess(twice, f"a path is counted twice: {where}")


def _routes(problem: Problem) -> Iterable[tuple[list[Edge], str]]:
    """Return the groups of edges that a formula would leave out as a whole, and the parameter they lead through."""
    edges, structure, roles = problem.edges, problem.structure, problem.structure.roles
    through: dict[str, list[Edge]] = {}
    for node, slot in edges:
        other = partner(node, slot)
        if other is not None and other.primitive is None and (name := array_name(other, problem.names)):
            through.setdefault(name, []).append((node, slot))
    found = {frozenset(group): (group, name) for name, group in through.items()}
    for group in (*structure.layers(edges), *groups(edges, lambda e: (roles[e[0]], roles[e[0].inputs[e[1]]]))):
        found.setdefault(frozenset(group), (group, ""))
    return found.values()
