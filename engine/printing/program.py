"""A row of the table as a program: lines in order, which of them is its value, and which its partials."""

from collections import Counter
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import NamedTuple

from engine.primitives import Primitive
from engine.printing.recorder import UNROLLED, Line, Recorder
from engine.printing.runs import Run, Runs, as_runs

LEAVES = ("number", "input", "each", "result")


class Partial(NamedTuple):
    """The local derivatives by `length` inputs from `slot` on, computed by one line, which may vary."""

    slot: int
    length: int
    line: int


class Recorded(NamedTuple):
    """A row as a program: the line of its value, and those of its partials, which may read the result."""

    lines: list[Line]
    value: int
    partials: list[Partial]

    def named(self, *outputs: int) -> list[int]:
        """Return the lines to be computed first, in order: loops, and what is used more than once or in a loop."""
        uses = self._uses(outputs, lambda line: True)
        return [
            i for i in sorted(uses) if (line := self.lines[i]).op[:4] == "fold"
            or (not line.varies and line.op not in LEAVES and uses[i] > 1)
        ]  # fmt: skip

    def named_in_loop(self, *outputs: int) -> list[int]:
        """Return the lines to be computed first in each round of a loop: what varies and is used more than once."""
        uses = self._uses(outputs, lambda line: line.varies)
        return [i for i in sorted(uses) if uses[i] > 1 and self.lines[i].varies]

    def needed(self, outputs: Iterable[int]) -> list[Line]:
        """Return the lines on which some of them depend, in order."""
        return [self.lines[i] for i in sorted(self._uses(outputs, lambda line: True))]

    def _uses(self, outputs: Iterable[int], follow: Callable[[Line], bool]) -> Counter[int]:
        uses = Counter(outputs)
        for i in range(len(self.lines) - 1, -1, -1):  # what a line reads stands before it
            if i in uses and follow(self.lines[i]):
                for x in self.lines[i].reads:
                    uses[x] += 2 if self.lines[i].varies and not self.lines[x].varies else 1  # once in each round
        return uses


@lru_cache(maxsize=256)
def recorded(row: Primitive, blocks: tuple[int, ...]) -> Recorded:
    """Return a row as a program.

    Args:
        row: a row of the table, its static numbers bound.
        blocks: how many inputs it takes; of a row of many, the lengths of the runs in which they lie.

    >>> from engine.primitives import PRIMITIVES
    >>> program = recorded(PRIMITIVES["tanh"], (1,))
    >>> [line.op for line in program.lines].count("exp")  # in sigmoid(2x) and in sigmoid(-2x)
    1
    """
    recorder, xs, first = Recorder(), [], 0
    for count in blocks:
        xs.append(Run(count, lambda k, each, first=first: recorder.symbol("each" if each else "input", first + k)))  # type: ignore[misc]
        first += count
    inputs = Runs(xs)
    value = recorder.line_of(row.value_at(recorder, inputs))
    partials, slot = [], 0
    for run in as_runs(row.partials_at(recorder, recorder.symbol("result"), inputs)).runs:
        each = run.length > UNROLLED
        for k in [0] if each else range(run.length):
            partials.append(Partial(slot + k, run.length if each else 1, recorder.line_of(run.at(k, each))))
        slot += run.length
    return Recorded(recorder.lines, value, partials)
