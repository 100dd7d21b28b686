"""Slips with the order of a flattened array: columns first, maps interleaved, blocks in each other's places."""

from collections.abc import Iterator
from functools import cache
from itertools import combinations

import numpy as np

from engine.compare.guesses import Guess, NamedArray, Slip
from engine.compare.problem import Problem
from engine.compare.slips.paths import groups_by_role
from engine.compare.structure import family

Order = tuple[int, ...]  # for every place the entry that stands there
BLOCKS = range(2, 7)
LONGEST = 400  # entries


def folded(problem: Problem) -> Iterator[Slip]:
    """What comes back to a flattened layer is folded in another order than that in which it was flattened."""
    gradients, partial = problem.structure.gradients, problem.structure.partial
    for edges in groups_by_role(problem).values():
        nodes = list(dict.fromkeys(node for node, _ in edges))
        users = [user for node in nodes for user, _ in problem.structure.users[node]]
        flat = len(users) > len(nodes) and all(family(user) == "product" for user in users)
        arriving = [gradients[node] for node in nodes]
        if not flat or not all(arriving):
            continue
        at = f"at the {problem.place(nodes)}"
        for words, order in _foldings(len(nodes)):
            ratio = {node: arriving[k] / g for node, k, g in zip(nodes, order, arriving, strict=True)}
            slopes = {edge: partial(edge) * ratio[edge[0]] for edge in edges}
            text, remedy = f"what arrives is folded back in another order, {words}", "fold it as it was flattened"
            yield Slip("reshaped|transposed", text, at, remedy, slopes, 0.7)


def other_order(problem: Problem, array: NamedArray) -> Iterator[Guess]:
    """The right numbers, along one axis in the order of another flattening, or with two blocks exchanged."""
    right = np.array(problem.right(array)).reshape(array.shape)
    for axis, length in enumerate(array.shape):
        for words, order in _foldings(length):
            text, remedy = f"axis {axis} stands in another order, {words}", "keep the order of the forward pass"
            numbers = np.take(right, order, axis).reshape(-1)
            yield Guess("reshaped|transposed|shifted", numbers, text, "", remedy, usual=0.7)
        for count in BLOCKS if length > 3 else ():
            for i, j in combinations(range(count), 2) if length % count == 0 and length > count else ():
                blocks = np.split(right, count, axis)
                blocks[i], blocks[j] = blocks[j], blocks[i]
                text = f"blocks {i + 1} and {j + 1} of {count} along axis {axis} stand in each other's places"
                numbers = np.concatenate(blocks, axis).reshape(-1)
                remedy = "keep the order of the forward pass"
                yield Guess("exchanged", numbers, text, "", remedy, usual=1.0)


@cache
def _foldings(count: int) -> list[tuple[str, Order]]:
    """Return the orders in which entries stand that are folded by rows and read by columns, with two axes or three."""
    found: dict[Order, str] = {}
    divisors = [d for d in range(2, count // 2 + 1) if count % d == 0] if 3 < count <= LONGEST else []
    places = np.arange(count)
    for a in divisors:
        found.setdefault(tuple(places.reshape(a, -1).T.reshape(-1).tolist()), f"as if it were {a} x {count // a}")
    for a in divisors:
        for b in divisors:
            if count % (a * b) == 0 and a * b < count:
                cube, words = places.reshape(a, b, -1), f"as if it were {a} x {b} x {count // (a * b)}"
                for axes in ((2, 1, 0), (0, 2, 1)):
                    found.setdefault(tuple(cube.transpose(axes).reshape(-1).tolist()), words)
    return [(words, order) for order, words in found.items()]
