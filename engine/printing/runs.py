"""The inputs of a row of many while it is recorded: runs of symbols that are computed alike."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple, overload


class Run(NamedTuple):
    """Numbers that are computed alike: `at(k, False)` is number k, `at(k, True)` that k behind the loop's place."""

    length: int
    at: Callable[[int, bool], Any]


class Runs(Sequence[Any]):
    """A sequence of symbols as runs; it is cut without being written out."""

    def __init__(self, runs: Iterable[Run]) -> None:
        self.runs = [run for run in runs if run.length]

    def __len__(self) -> int:
        return sum(run.length for run in self.runs)

    @overload
    def __getitem__(self, at: int) -> Any: ...
    @overload
    def __getitem__(self, at: slice) -> "Runs": ...
    def __getitem__(self, at: int | slice) -> Any:
        if isinstance(at, int):
            place = range(len(self))[at]
            (only,) = self[place : place + 1].runs
            return only.at(0, False)
        (start, stop, _), found, first = at.indices(len(self)), [], 0
        for run in self.runs:
            low, high = max(start - first, 0), min(stop - first, run.length)
            if low < high:
                found.append(Run(high - low, lambda k, each, run=run, low=low: run.at(low + k, each)))  # type: ignore[misc]
            first += run.length
        return Runs(found)


def as_runs(xs: Sequence[Any]) -> Runs:
    """Return a list of single symbols and numbers as runs of one."""
    return xs if isinstance(xs, Runs) else Runs([Run(1, lambda k, each, x=x: x) for x in xs])  # type: ignore[misc]
