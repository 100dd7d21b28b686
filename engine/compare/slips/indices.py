"""Slips with indices: a kernel turned round, a matrix not transposed on the way back, shares overwritten, not added."""

from collections.abc import Callable, Iterator, Sequence
from itertools import combinations

import numpy as np

from engine.compare.guesses import Guess, NamedArray, Slip
from engine.compare.places import array_name
from engine.compare.problem import Problem
from engine.compare.structure import Edge, partner
from engine.trace.arrays import entry
from engine.value import Value
from engine.words.nested import Index

TERMS = 60  # terms of a loss, from which on they are not taken apart
MANY = 10_000  # uses, from which on only the last of all is looked at
Map = Callable[[Index, Index], Index]  # of an index in a shape


def remapped(problem: Problem) -> Iterator[Slip]:
    """Another entry of an array stands where its own belongs: flipped, transposed, shifted."""
    for name, others in _partners(problem).items():
        places = {edge: entry(other.label)[1] for edge, other in others.items()}
        numbers = {places[edge]: other.data for edge, other in others.items()}
        rank, *more = {len(index) for index in numbers}
        if more:
            continue
        shape = tuple(max(index[axis] for index in numbers) + 1 for axis in range(rank))
        for kinds, words, moved, usual in _maps(shape):
            slopes = {edge: numbers.get(moved(index, shape), 0.0) for edge, index in places.items()}
            remedy = f"each input meets the entry of {name} that it was multiplied by"
            yield Slip(kinds, f"{name} {words}", "", remedy, slopes, usual)


def _partners(problem: Problem) -> dict[str, dict[Edge, Value]]:
    """Return the edges into products with entries of a named array, each with that entry, by the name."""
    found: dict[str, dict[Edge, Value]] = {}
    for node, slot in problem.edges:
        other = partner(node, slot)
        if other is None or other.primitive is not None or not entry(other.label)[1]:
            continue
        if array_name(other, problem.names) != other.label:  # x1 is a number of that name
            found.setdefault(array_name(other, problem.names), {})[node, slot] = other
    return found


def _maps(shape: Index) -> Iterator[tuple[str, str, Map, float]]:
    rank = len(shape)
    for count in range(1, rank + 1):
        for axes in combinations(range(rank), count):
            if all(shape[axis] > 1 for axis in axes) and axes[-1] == rank - 1:
                words = "is flipped" if count == rank else f"is flipped along axis {' and '.join(map(str, axes))}"
                usual = 3.0 if count in (2, rank) else 1.0
                yield "kernel flipped", words, _flip(axes), usual
    for i, j in combinations(range(rank), 2):
        if shape[i] == shape[j] > 1:
            words = "stands where its transpose belongs" if rank == 2 else f"has its axes {i} and {j} exchanged"
            yield "weights transposed|transposed|kernel flipped|symmetric", words, _swap(i, j), 4.0
            if j == i + 1:
                yield "kernel flipped|weights transposed", "is turned and transposed", _turn(i, j), 1.0
    if shape[-1] > 1:
        for step, words in ((1, "is shifted by one"), (-1, "is shifted by one the other way")):
            yield "shifted|wrong operand", words, _shift(step), 1.0
            yield "shifted|wrong operand", f"{words}, round the end", _roll(step), 0.5


def _flip(axes: Sequence[int]) -> Map:
    return lambda index, shape: tuple(shape[a] - 1 - i if a in axes else i for a, i in enumerate(index))


def _swap(i: int, j: int) -> Map:
    def swap(index: Index, shape: Index) -> Index:
        moved = list(index)
        moved[i], moved[j] = moved[j], moved[i]
        return tuple(moved)

    return swap


def _turn(i: int, j: int) -> Map:
    flip, swap = _flip((i, j)), _swap(i, j)
    return lambda index, shape: swap(flip(index, shape), shape)


def _shift(step: int) -> Map:
    return lambda index, shape: (*index[:-1], index[-1] + step)


def _roll(step: int) -> Map:
    return lambda index, shape: (*index[:-1], (index[-1] + step) % shape[-1])


def mixed(problem: Problem) -> Iterator[Slip]:
    """One index of the other factor is that of the own entry, as x[i] for x[j] beside W[i][j], or a loop's last."""
    pairs: dict[tuple[str, str], dict[Edge, tuple[Index, Index]]] = {}
    numbers: dict[tuple[str, str], dict[Index, float]] = {}
    for name, others in _partners(problem).items():
        for (node, slot), other in others.items():
            x, place = node.inputs[slot], entry(other.label)[1]
            if x.primitive is None and (own := array_name(x, problem.names)) not in (name, x.label):
                pairs.setdefault((own, name), {})[node, slot] = entry(x.label)[1], place
                numbers.setdefault((own, name), {})[place] = other.data
    for (own, name), at in pairs.items():
        entries = numbers[own, name]
        (own_rank, rank), *more = {(len(index), len(place)) for index, place in at.values()}
        if more:
            continue
        for axis in range(rank):
            last = max(place[axis] for place in entries)
            remedy = f"each entry of {own} meets the entry of {name} that it was multiplied by"
            for k, words in (
                *((k, f"is that of axis {k} of {own}") for k in range(own_rank)),
                (None, "stays the last one"),
            ):
                moved = {e: (*p[:axis], last if k is None else i[k], *p[axis + 1 :]) for e, (i, p) in at.items()}
                if all(place in entries for place in moved.values()):
                    slopes = {edge: entries[place] for edge, place in moved.items()}
                    text = f"the index along axis {axis} of {name} {words}"
                    yield Slip("shifted|wrong operand|stale", text, f"beside {own}", remedy, slopes, 0.7)


def overwritten(problem: Problem) -> Iterator[Slip]:
    """On the way back the shares of several users are written over each other: only the first or last is left."""
    asked = set(problem.nodes)
    for alike in problem.by_role.values():
        nodes = [node for node in alike if node not in asked and len(problem.structure.users[node]) > 1]
        if not nodes:
            continue
        users = [problem.structure.users[node] for node in nodes]
        for words, kept, usual in _kept(problem, users):
            gone = [edge for of, left in zip(users, kept, strict=True) for edge in of if edge not in left]
            text = f"{words} of the shares that arrive at {problem.value(nodes)} is kept"
            remedy = "add up what comes back from every use"
            slip = "not summed|example missing|path|time step missing"
            yield Slip(slip, text, "", remedy, dict.fromkeys(gone, 0.0), usual / 2)


def counted_once(problem: Problem, array: NamedArray) -> Iterator[Guess]:
    """Of several uses of one entry only one is counted: a repeated index, a window that overwrites another."""
    gradients, partial = problem.structure.gradients, problem.structure.partial
    users = [problem.structure.users.get(node, []) for node in array.nodes]
    if max(map(len, users)) < 2:
        return

    def shares(edges: Sequence[Edge]) -> float:
        return sum(gradients[edge[0]] * partial(edge) for edge in edges)

    remedy = "add up the shares of all uses"
    kind = "not summed|example missing|path"
    for words, kept, usual in _kept(problem, users):
        numbers = [shares(edges) for edges in kept]
        yield Guess(kind, numbers, f"{words} of several uses of an entry is kept", "", remedy, usual=usual)
    once = [shares(list({edge[0]: edge for edge in of}.values())) for of in users]
    yield Guess(kind, once, "what is used twice in one operation is counted once", "", remedy, usual=2.0)
    mean = [shares(of) / max(1, len(of)) for of in users]
    yield Guess("mean", mean, "the shares of all uses of an entry are averaged, not added", "", remedy, usual=1.0)


def last_term(problem: Problem, array: NamedArray) -> Iterator[Guess]:
    """Of several terms of one sort in which an entry stands, only the last is kept: each was assigned, not added."""
    place = {node: i for i, node in enumerate(problem.between)}
    groups = [sorted(group, key=lambda e: place.get(e[0].inputs[e[1]], -1)) for group in problem.structure.terms]
    ends = [edge for group in groups for edge in group]
    if len(ends) > TERMS:
        return
    if "terms" not in problem.known:  # the same for every array
        cuts = [dict.fromkeys((e for e in ends if e is not kept), 0.0) for kept in ends]
        problem.known["terms"] = problem.tables(cuts)
    table, right = problem.known["terms"][array.name], np.array(problem.right(array))
    start = 0
    for group in groups:
        shares = table[start : start + len(group)]
        start += len(group)
        if (shares != 0).all() or not ((shares != 0).sum(axis=0) > 1).any():
            continue
        for rows, text, usual in (
            (shares[::-1], "only the last of several terms in which an entry stands is kept", 2.0),
            (shares, "only the first of several terms in which an entry stands is kept", 1.0),
        ):
            kept = rows[np.argmax(rows != 0, axis=0), np.arange(rows.shape[1])]
            kinds, remedy = "not summed|example missing|path", "add up what comes from every term"
            yield Guess(kinds, right - rows.sum(axis=0) + kept, text, "", remedy, usual=usual)


def _kept(problem: Problem, users: list[list[Edge]]) -> Iterator[tuple[str, list[list[Edge]], float]]:
    """Yield which uses of some nodes are left where later ones are written over earlier ones, or are not written."""
    roles, gradients, partial = problem.structure.roles, problem.structure.gradients, problem.structure.partial
    real = [[edge for edge in of if gradients[edge[0]] * partial(edge)] for of in users]  # zeros may be skipped
    sorts = list(dict.fromkeys(roles[node] for of in real for node, _ in of))

    def sort(edge: Edge) -> object:
        return roles[edge[0]]

    def other_factor(edge: Edge) -> object:
        other = partner(*edge)
        return roles[edge[0]] if other is None else other

    if sum(map(len, users)) > MANY:
        yield "only the last", [of[-1:] for of in users], 3.0
        return
    for words, step, usual in (("the last", 1, 3.0), ("the first", -1, 1.5)):
        for key, more, often in (
            (_same, "", 1.0),
            (sort, " of each sort", 0.5),
            (other_factor, " of each factor", 0.7),
        ):
            for among in (real, users) if real != users else (users,):
                kept = [list({key(edge): edge for edge in of[::step]}.values()) for of in among]
                yield f"only {words}{more}", kept, usual * often
        for one in sorts if len(sorts) in range(2, 5) else ():
            last = [[edge for edge in of if sort(edge) == one][-1:] for of in (edges[::step] for edges in real)]
            rest = [[edge for edge in of if sort(edge) != one] for of in real]
            at = problem.place(node for of in last for node, _ in of)
            yield f"at the {at} only {words}", [a + b for a, b in zip(rest, last, strict=True)], usual / 2
        for axis, along in ((0, "first"), (-1, "last")):
            kept = [_at_one_end(of, axis, step) for of in users]
            yield f"only {words} (along the {along} axis of the other factor)", kept, usual / 2


def _same(edge: Edge) -> object:
    return None


def _at_one_end(users: Sequence[Edge], axis: int, step: int) -> list[Edge]:
    """Return the uses whose partner stands first or last along an axis of its array, of those that an entry meets."""
    tags = [entry(other.label)[1] if (other := partner(*edge)) is not None else () for edge in users]
    places = [tag[axis] if tag else -1 for tag in tags]
    end = (max if step > 0 else min)(places, default=None)
    return [edge for edge, place in zip(users, places, strict=True) if place == end]
