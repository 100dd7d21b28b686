"""Answers that take no work: one number throughout, or a copy of what is given. What follows from such earns nothing.

After a wrong line of zeros, zeros follow. So a trivial line has to follow from lines that are not trivial, as an honest
zero does behind a ReLU that an earlier slip has switched off.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from engine.compare.written import written
from engine.errors import ChalkgradError
from engine.graph import topological_order
from engine.value import Value
from engine.words.nested import flatten, nest, unnest, values_of
from lectures.entries import Drawn
from lectures.exercises.agreeing import agree

FILLED = 3  # lines of which the right numbers differ; a slip may give two of them the same number


class Trivial:
    """Which answers to a variant take no work.

    >>> w = Value(3.0, "w"); z = w * 2.0; t = 4.0
    >>> drawn = Drawn((z - t) ** 2, {"dz": z}, {"t": t}, {"z": z})
    >>> found = Trivial(drawn, {"z": 6.0, "dz": 4.0}, {"z": "4", "dz": "0"})
    >>> found("z"), found("dz"), Trivial(drawn, {"z": 6.0}, {"z": "3"})("z")
    (True, True, False)
    """

    def __init__(self, drawn: Drawn, right: Mapping[str, Any], said: Mapping[str, Any]) -> None:
        self.drawn, self.right = drawn, right
        self.said = {name: said[name] for name in (*drawn.values, *drawn.gradients) if name in said}

    def __call__(self, name: str) -> bool:
        """Whether an answer that is wrong in itself is one number where the right one is not, or a copy."""
        own, shape = written(self.said[name], name)
        wanted = list(map(float, flatten(self.right[name])))
        number = _only(own.numbers)
        if number == 0.0:
            return any(wanted)
        if number is not None and ((shape and len(own.numbers) > 1) or number in self._filling):
            return len(own.numbers) == 1 or _only([float(f"{x:.3g}") for x in wanted]) is None
        return self._is_copy(name)

    @cached_property
    def _filling(self) -> set[float]:
        """The numbers that stand in several wrong lines, each alone, of which the right ones differ."""
        lines: dict[float, set[str]] = defaultdict(set)
        for name, answer in self.said.items():
            number = _only(written(answer, name)[0].numbers)
            if number is not None and agree(answer, self.right[name]) != "right":
                lines[number].add(repr([f"{x:.3g}" for x in flatten(self.right[name])]))
        return {number for number, those in lines.items() if len(those) >= FILLED}

    def _is_copy(self, name: str) -> bool:
        """Whether an array, or a number of the way forward, is what is given and does not enter there, or less that."""
        forward = name in self.drawn.values
        nodes = values_of((self.drawn.values if forward else self.drawn.gradients)[name], name)[0]
        if not (forward or len(nodes) > 1):
            return False
        enters = {node.data for node in topological_order(*nodes) if not node.inputs} if forward else set()
        for given in self.drawn.given.values():
            try:
                entries, shape = unnest(given, name)
                signed = [[sign * _plain(x) for x in entries] for sign in ((1.0, -1.0) if shape else (1.0,))]
                alike = any(agree(self.said[name], nest(one, shape)) == "right" for one in signed)
            except (ChalkgradError, TypeError, ValueError):  # text, or a list of texts
                continue
            if alike and not enters.issuperset(signed[0]):
                return True
        return False


def _only(numbers: Sequence[float]) -> float | None:
    """Return the number that all are; None where they differ."""
    return numbers[0] if numbers and len(set(numbers)) == 1 else None


def _plain(x: Any) -> float:
    return float(x.data if isinstance(x, Value) else x)
