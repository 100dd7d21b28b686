"""Slips with shared parameters: each use, one for an example or a time step, adds its share to the gradient."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import chain, combinations, product

from engine.compare.problem import Guess, Problem
from engine.compare.structure import Edge, kind, slot_kind
from engine.words.nested import Shape, show_shape

Use = tuple[Edge, ...]  # one use of the whole array: an edge for every entry


def uses(problem: Problem) -> list[Use]:
    """Return the uses of the array in topological order; [] when its entries are not all used in the same way."""
    edges = [problem.structure.users.get(node, []) for node in problem.nodes]
    ways = {(kind(node), slot_kind(node, slot)) for of_one in edges for node, slot in of_one}
    alike = len(ways) == 1 and len({len(of_one) for of_one in edges}) == 1
    apart = all(len({user for user, _ in of_one}) == len(of_one) for of_one in edges)  # a + a is no batch of two
    if not alike or not apart or len(set(problem.nodes)) < len(problem.nodes):
        return []
    return list(zip(*edges, strict=True))


def levels(problem: Problem) -> list[list[Use]]:
    """Return the uses by time step: what lies behind other uses of a shared array is later; equals are a batch."""
    found, moments = uses(problem), problem.moments
    steps: dict[tuple[int, int], list[Use]] = {}
    for use in found:
        steps.setdefault(max(moments[node] for node, _ in use), []).append(use)
    ordered = [steps[d] for d in sorted(steps)]
    return ordered if len({len(step) for step in ordered}) <= 1 else [found]


def batch(problem: Problem) -> Iterator[Guess]:
    """The share of one example only, or the shares left side by side, or the sum over the wrong axis."""
    steps = levels(problem)
    examples = list(zip(*steps, strict=True)) if steps else []
    yield from _not_all(
        problem, examples,
        only="only use {} is counted: sum over the batch (or over all positions)",
        without="use {} is left out: sum over the whole batch",
        apart="keeps the {} shares apart, one for each example of the batch",
    )  # fmt: skip


def time(problem: Problem) -> Iterator[Guess]:
    """The share of one time step only, or of the latest ones, of parameters used at every step."""
    yield from _not_all(
        problem, levels(problem),
        only="only time step {} is counted: shared weights add up over all time steps",
        without="the share of time step {} is missing: sum over all time steps",
        apart="keeps the {} time steps apart",
    )  # fmt: skip


def _not_all(problem: Problem, groups: Sequence[Sequence[Use]], only: str, without: str, apart: str) -> Iterator[Guess]:
    """Yield the share of each group of uses alone, everything but it, and the shares side by side."""
    if len(groups) < 2:
        return
    shares = [_sum(problem, group) for group in groups]
    for k, share in enumerate(shares, start=1):
        yield Guess(share, only.format(f"{k} of {len(groups)}"))
        yield Guess(problem.without(share), without.format(f"{k} of {len(groups)}"))
    side_by_side = list(chain.from_iterable(shares))
    yield Guess(side_by_side, f"not summed: yours {apart.format(len(groups))}", (len(shares), *problem.shape))


def axis(problem: Problem) -> Iterator[Guess]:
    """The shares of the uses, summed over another axis than that of the uses."""
    found = uses(problem)
    if len(found) < 2:
        return
    shares = list(chain.from_iterable(_sum(problem, [use]) for use in found))
    shape = (len(found), *problem.shape)
    for count in range(1, len(shape) + 1):
        for axes in combinations(range(len(shape)), count):
            if axes != (0,):
                numbers, left = reduce_over(shares, shape, axes)
                where = "everything" if count == len(shape) else f"the wrong axis (what is left is {show_shape(left)})"
                yield Guess(numbers, f"summed over {where}; sum over the examples only", left)
                yield Guess(numbers, f"summed over {where}; sum over the examples only", (1, *left))


def reduce_over(numbers: Sequence[float], shape: Shape, axes: Sequence[int]) -> tuple[list[float], Shape]:
    """Return the sums over some axes, and the shape that is left.

    >>> reduce_over([1, 2, 3, 4, 5, 6], (2, 3), [1])
    ([6.0, 15.0], (2,))
    """
    kept = [i for i in range(len(shape)) if i not in axes]
    sums: defaultdict[Shape, float] = defaultdict(float)
    for index, number in zip(product(*map(range, shape)), numbers, strict=True):
        sums[tuple(index[i] for i in kept)] += number
    return list(sums.values()), tuple(shape[i] for i in kept)


def _sum(problem: Problem, some: Sequence[Use]) -> list[float]:
    gradients, partial = problem.structure.gradients, problem.structure.partial
    return [sum(gradients[edge[0]] * partial(edge) for edge in of_one) for of_one in zip(*some, strict=True)]
