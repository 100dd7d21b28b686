"""The order of the steps: one line of the board after the other, and not one neuron or one example after the other."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from graphlib import TopologicalSorter

from engine.drawing.board import lines
from engine.drawing.board.sources import Orientation
from engine.trace import Trace, trace_in
from engine.words.story import Story


def line_by_line(trace: Trace, form: Orientation = "rows") -> Trace:
    """Return a trace whose steps take one line of the board after the other, as one reads them.

    A graph without matrices is left as it is. Of a value that several lines use, the sum may differ in its last bit.
    """
    found = lines(Story(trace), form)
    if not any(line.is_matrix for line in found):
        return trace
    home = {i: k for k, line in enumerate(found) for i in line.nodes}
    needs = {k: {home[x] for i in line.nodes for x in trace.inputs_of(i) if x in home} for k, line in enumerate(found)}
    order: dict[int, None] = {}
    for k in _as_read({k: needs[k] - {k} for k in needs}, [line.nodes[-1] for line in found], trace.homes):
        for i in found[k].nodes:
            order |= dict.fromkeys(x for x in trace.inputs_of(i) if x not in home)
            order[i] = None
    return trace_in([trace.values[i] for i in order], {trace.values[i]: line for i, line in trace.lines.items()})


def _as_read(needs: Mapping[int, Collection[int]], ends: Sequence[int], homes: Sequence[int]) -> Iterator[int]:
    """Yield the lines, each after those it needs: of those that could come next one of the same module, and else the
    one whose end was made first.
    """
    sorter = TopologicalSorter(needs)
    sorter.prepare()
    ready: set[int] = set()
    at = -1  # the scope of the line before, if there is one
    while sorter.is_active():
        ready.update(sorter.get_ready())
        k = min(ready, key=lambda k: (at < 0 or homes[ends[k]] != at, ends[k]))
        ready.remove(k)
        yield k
        sorter.done(k)
        at = homes[ends[k]]
