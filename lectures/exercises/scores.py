"""The gradient of scores in one line: what softmax or sigmoid with its cross-entropy hands back is p - y."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isclose
from typing import Any

from engine.functions import sigmoid, softmax
from engine.graph import topological_order
from engine.value import Value
from engine.words.digits import show
from engine.words.nested import Index, flatten, nest, show_index
from lectures.exercises.naming import entries_of

RUNS = ("softmax", "logsumexp", "exp", "sigmoid", "log")  # operations of which one takes part
CLOSE = 1e-9


@dataclass(frozen=True)
class Scores:
    """Scores whose gradient is (p - y)/n.

    Attributes:
        places: the index of each.
        function: "softmax" or "sigmoid".
        p, y: probabilities and targets, in reading order.
        n: what the mean divides by.
    """

    places: Sequence[Index]
    function: str
    p: Sequence[float]
    y: Sequence[int]
    n: int

    def lines(self, label: str, name: str, known: Mapping[str, Any]) -> list[str]:
        """Return the lines of two entries: the first, and the first with the other target.

        Args:
            label: what the gradient is called.
            name: what the scores are called.
            known: numbers that have a name.
        """
        p, y = _named(self.p, known), _named(self.y, known)
        aside = "" if y else f", with y = {nest(self.y, _shape(self.places))}"
        shown = [0, *[i for i, target in enumerate(self.y) if target != self.y[0]][:1]]
        lines = []
        for i in shown:
            at, mean = show_index(self.places[i]), f"/{self.n}" if self.n > 1 else ""
            cuts = {
                "sigmoid": len(self.places[i]),
                "softmax": len(self.places[i]) - 1 if _shape(self.places)[-1:] > (1,) else 0,
            }
            within, behind = self.places[i][: cuts[self.function]], self.places[i][cuts[self.function] :]
            prob = f"{p}{at}" if p else f"{self.function}({name}{show_index(within)}){show_index(behind)}"
            for left, right in ((prob, f"{y or 'y'}{at}"), (show(self.p[i]), str(self.y[i]))):
                lines.append(f"{label}{at} = " + (f"({left} - {right}){mean}" if mean else f"{left} - {right}"))
            lines[-2] += aside if i == shown[0] else ""
        return lines


def scores_in(loss: Value, nodes: Any, slopes: Sequence[float]) -> Scores | None:
    """Return the scores that numbers are, by what their gradients come to; None for other numbers.

    Args:
        loss: the output.
        nodes: nested lists of the numbers.
        slopes: their gradients, in reading order.

    >>> from engine import log
    >>> z = [Value(0.5), Value(-1.0)]
    >>> loss = -log(softmax(z)[1])
    >>> loss.backward()
    >>> scores_in(loss, z, [x.grad for x in z]).lines("dz", "z", {"p": [0.8175744761936437, 0.18242552380635635]})
    ['dz[0] = p[0] - y[0], with y = [0, 1]', 'dz[0] = 0.8176 - 0', 'dz[1] = p[1] - y[1]', 'dz[1] = 0.1824 - 1']
    """
    if not all(slopes) or not any(x.op in RUNS for x in topological_order(loss)):
        return None
    places, scores = zip(*entries_of(nodes), strict=True)
    wide = _shape(places)[-1] if places[0] and _shape(places)[-1] > 1 else len(scores)
    rows = [scores[i : i + wide] for i in range(0, len(scores), wide)]
    for function, p, count in (
        ("softmax", [x.data for row in rows for x in softmax([s.data for s in row])], len(rows)),
        ("sigmoid", [sigmoid(s.data).data for s in scores], len(scores)),
    ):
        for n in sorted({1, count}) if function == "sigmoid" or wide > 1 else ():
            y = [a - n * slope for a, slope in zip(p, slopes, strict=True)]
            if all(isclose(x, round(x), abs_tol=CLOSE) and round(x) in (0, 1) for x in y):
                return Scores(places, function, p, [round(x) for x in y], n)
    return None


def _shape(places: Sequence[Index]) -> tuple[int, ...]:
    return tuple(n + 1 for n in max(places))


def _named(numbers: Sequence[float], known: Mapping[str, Any]) -> str:
    """Return the name of numbers; "" where they have none."""
    for name, nested in known.items():
        flat = flatten(nested)
        if len(flat) == len(numbers) and all(
            not isinstance(a, str) and isclose(a, b, abs_tol=CLOSE) for a, b in zip(flat, numbers, strict=True)
        ):
            return name
    return ""
