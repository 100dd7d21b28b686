"""What is searched where no single slip explains a gradient: one way of several, two slips, another small formula."""

from collections.abc import Iterator, Sequence
from itertools import islice
from math import isqrt

import numpy as np

from engine.compare.explaining import COMPOSED, ENOUGH
from engine.compare.guesses import Numbers, Slip
from engine.compare.hints import joined
from engine.compare.matching import Explanation, Wrong
from engine.compare.pairs import Pairs
from engine.compare.problem import AT_ONCE, Problem
from engine.compare.slips.formulas import formulas
from engine.compare.structure import Edge, slot_kind
from engine.value import Value

PAIRED = 150  # slips of which every two are tried together
LIMIT = 12_000_000  # numbers in the tables of one diagnosis
PUT_IN = 10  # to put a derivative in takes as long as so many numbers of a sweep
WAYS = 4  # sorts of users of one result
LARGE = 8_000  # edges, from which on the families that change all of them are left out, and two slips together


def small_formulas(problem: Problem, cases: Sequence[Wrong]) -> Iterator[Explanation]:
    """Yield other formulas for the derivative of a function that give the numbers of a gradient."""
    cases = _enough_together(problem, cases)
    if not cases:
        return
    room = 4 * LIMIT // len(problem.edges)
    slips = list(islice(formulas(problem), room))
    tables = problem.tables([slip.slopes for slip in slips])
    found = list[Explanation]()
    for case in cases:
        for i in case.rows_that_agree(tables[case.array.name]):
            slip = slips[i]
            found.append(Explanation((slip.kind,), slip.what, slip.where, slip.remedy, slip.usual, [case.array.name]))
    yield from _supported(found, cases, ENOUGH)


def on_one_way(problem: Problem, cases: Sequence[Wrong], slips: Sequence[Slip]) -> Iterator[Explanation]:
    """Yield slips on one of several ways by which a result reaches the loss: each term was differentiated anew."""
    cases = _enough_together(problem, cases)
    if not cases:
        return
    room, found = 4 * LIMIT, list[Explanation]()
    changed = [(slip, {node for node, _ in slip.slopes}) for slip in slips]
    for nodes, way, others in _ways(problem):
        below, touching = problem.below(nodes), list[Slip]()
        for slip, there in changed:
            if room > 0 and not there.isdisjoint(below):
                touching.append(slip)
                room -= len(problem.edges) + PUT_IN * len(slip.slopes)
        if not touching:
            continue
        without = dict.fromkeys(others, 0.0)
        tables = problem.tables([{}, *(slip.slopes for slip in touching)], always=without)
        at = f"on the way through the {problem.place(way)} only"
        for case in cases:
            table = tables[case.array.name]
            for i in case.rows_that_agree(case.right + table[1:] - table[0]):
                one, where = touching[i], f"{touching[i].where} {at}"
                found.append(Explanation((one.kind,), one.what, where, one.remedy, one.usual / 4, [case.array.name]))
    yield from _supported(found, cases, _needed(cases))


def _ways(problem: Problem) -> Iterator[tuple[list[Value], list[Value], list[Edge]]]:
    """Yield for each layer of results with several sorts of users: the results, one sort, the edges to the others."""
    roles, asked = problem.structure.roles, set(problem.nodes)
    for alike in problem.by_role.values():
        nodes = [node for node in alike if node not in asked]
        edges = [edge for node in nodes for edge in problem.structure.users[node]]
        sorts = dict.fromkeys((roles[user], slot_kind(user, slot)) for user, slot in edges)
        if 1 < len(sorts) <= WAYS:
            for sort in sorts:
                own = [user for user, slot in edges if (roles[user], slot_kind(user, slot)) == sort]
                yield nodes, own, [e for e in edges if (roles[e[0]], slot_kind(*e)) != sort]


def two_slips(
    problem: Problem, cases: Sequence[Wrong], slips: Sequence[Slip], tables: dict[str, Numbers]
) -> Iterator[Explanation]:
    """Yield two slips of the graph that together give the numbers of a gradient; enough numbers must support that."""
    for case in _with_enough(problem, cases):
        table = tables[case.array.name]
        touched = np.flatnonzero(~np.isclose(table, case.right, rtol=1e-9, atol=0.0).all(axis=1)).tolist()
        room = isqrt(LIMIT // len(problem.edges))
        chosen = sorted((slips[i] for i in touched), key=lambda slip: -slip.usual)[: min(PAIRED, room)]
        pairs = Pairs(problem, [slip.slopes for slip in chosen])
        for start in range(0, len(pairs.first), AT_ONCE):
            for k in case.rows_that_agree(pairs.table(case.array, start, start + AT_ONCE)):
                pair = start + k
                one, two = chosen[pairs.first[pair]], chosen[pairs.second[pair]]
                text = f"two slips: {joined(one.what, one.where)}; and {two.what}"
                found = Explanation((one.kind, two.kind), text, two.where, two.remedy, COMPOSED * one.usual * two.usual)
                found.arrays.append(case.array.name)
                yield found


def _enough_together(problem: Problem, cases: Sequence[Wrong]) -> list[Wrong]:
    """Return the gradients that have enough numbers to search by all together, none in a large graph."""
    if not 0 < len(problem.edges) <= LARGE:
        return []
    some = [case for case in cases if case.evidence and case.array.fits]
    return some if sum(case.evidence for case in some) >= _needed(some) else []


def _needed(cases: Sequence[Wrong]) -> int:
    """Return how many different numbers have to speak: a program's are exact enough for one less."""
    return ENOUGH if any(case.array.written.digits for case in cases) else ENOUGH - 1


def _supported(found: Sequence[Explanation], cases: Sequence[Wrong], least: int) -> Iterator[Explanation]:
    """Yield the explanations, each of one gradient, that explain enough numbers of all gradients together."""
    evidence, numbers = {case.array.name: case.evidence for case in cases}, dict[tuple[str, ...], int]()
    for one in found:
        numbers[one.key] = numbers.get(one.key, 0) + sum(evidence[name] for name in one.arrays)
    yield from (one for one in found if numbers[one.key] >= least)


def _with_enough(problem: Problem, cases: Sequence[Wrong]) -> list[Wrong]:
    """Return the gradients with enough numbers to search by, none in a large graph or in none at all."""
    if not 0 < len(problem.edges) <= LARGE:
        return []
    return [case for case in cases if case.evidence >= ENOUGH and case.array.fits]
