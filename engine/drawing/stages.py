"""Stages of what no module computes: few of them, and none that the forward pass comes back to."""

from collections.abc import Collection, Sequence

from engine.trace import Trace

Stages = list[int]  # of the operations of a run, from 1 on


def stages(trace: Trace, runs: Sequence[Sequence[int]], ends: Collection[int], most: int) -> list[Stages]:
    """Return the stage of each operation of some runs; a later stage needs values that end an earlier one.

    Args:
        runs: operations in the order of the steps.
        ends: the values after which a stage ends where the same run needs them.
        most: how many stages there should be in all; no run has less than one.

    >>> from engine import Value
    >>> from engine.trace import trace
    >>> x = Value(2.0, "x")
    >>> told = trace(x * 2.0 + x * 3.0 + x * 4.0)
    >>> [told.nodes[i].op for i in told.operations], stages(told, [told.operations], told.operations, 6)
    (['*', '*', '+', '*', '+'], [[1, 2, 2, 3, 3]])
    """
    ways = [_ways(trace, run, ends) for run in runs]
    most = max(most, len(runs))
    thick = max((-(-max(levels) // most) for levels, *_ in ways), default=1)
    while True:
        found = [_best(way, thick) for way in ways]
        if sum(map(max, found)) <= most:
            return found
        thick += 1


def _ways(trace: Trace, run: Sequence[int], ends: Collection[int]) -> tuple[Stages, Stages, Stages]:
    """Return three ways: by depth; anew where a value of the last stage is needed; up to where only one is left."""
    depth: dict[int, int] = {}
    anew: dict[int, int] = {}
    one_left: list[int] = []
    user: dict[int, int] = {}  # of each value the last one
    for i, x in trace.edges():
        user.setdefault(x, i)
    latest, cuts, left = 1, 1, 0
    for i in run:
        needed = {x for x in trace.inputs_of(i) if x in depth}
        depth[i] = max((depth[x] + (x in ends) for x in needed), default=1)
        anew[i] = latest = max([latest, *(anew[x] + (x in ends) for x in needed)])
        one_left.append(cuts)
        left += 1 - sum(user[x] == i for x in needed)
        cuts += left == 1 and i in ends
    return list(depth.values()), list(anew.values()), one_left


def _best(ways: tuple[Stages, Stages, Stages], thick: int) -> Stages:
    """Return the best way with so many stages in one: by depth, where that goes on and on, or else with one left."""
    depth, anew, one_left = ([-(-stage // thick) for stage in way] for way in ways)
    if depth == sorted(depth):
        return depth
    return one_left if max(one_left) >= max(anew) else anew
