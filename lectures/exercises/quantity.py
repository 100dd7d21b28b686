"""What an exercise asks for, one quantity at a time, and what came of the answers: plain data."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from engine.compare.report import Finding, Report

Kind = Literal["gradient", "value", "shape", "sign", "choice", "line"]
Verdict = Literal["right", "follows", "digits", "wrong", "shape", "missing", "nonsense"]
CREDITED = ("right", "follows")


@dataclass(frozen=True)
class Quantity:
    """One thing that is asked for.

    Attributes:
        name: under which it is answered.
        kind: what an answer is: numbers ("gradient", "value"), a shape, a sign, one of the choices, a line's number.
        points: how much it is worth.
        asks: a sentence that says what is meant; "" where the name does.
        choices: the options of a "choice"; an answer is one of them, or its letter.
        shape: of the numbers that are asked for.
    """

    name: str
    kind: Kind
    points: float = 1.0
    asks: str = ""
    choices: tuple[str, ...] = ()
    shape: tuple[int, ...] = ()

    @property
    def numeric(self) -> bool:
        return self.kind in ("gradient", "value")


def asked_as(name: str, quantities: Sequence[Quantity]) -> str:
    """Return the name under which something is asked for: W for dW, where the gradient of W is, and nothing called dW.

    >>> asked_as("dW", [Quantity("W", "gradient")]), asked_as("dW", [Quantity("dW", "value")]), asked_as("u", [])
    ('W', 'dW', 'u')
    """
    if any(quantity.name == name for quantity in quantities):
        return name
    return next((q.name for q in quantities if q.kind == "gradient" and f"d{q.name}" == name), name)


def called_as(name: str, given: Collection[str], gradients: Collection[str]) -> str:
    """Return what a quantity is called where it is asked for: dw for the gradient w, where a number w is given.

    >>> called_as("w", ["w", "x"], ["w", "z"]), called_as("z", ["w", "x"], ["w", "z"])
    ('dw', 'z')
    """
    return f"d{name}" if name in given and name in gradients else name


class Scored:
    """What has points by quantity: how many were earned, and out of how many."""

    points: Mapping[str, float]
    out_of: Mapping[str, float]

    @property
    def score(self) -> float:
        return sum(self.points.values())

    @property
    def total(self) -> float:
        return sum(self.out_of.values())


@dataclass(frozen=True)
class Graded(Scored):
    """What came of one student's answers to one variant.

    Attributes:
        points: what each quantity earned.
        out_of: what it could have earned.
        verdicts: "right"; "follows" (it is right given the student's earlier answers, and credited); "digits" (right as
            far as it goes, too few to judge); "wrong"; "shape"; "missing"; "nonsense" (no answer of this kind).
        report: the engine's on the gradients; None where none is asked for. It holds the right values.
        slips: explanations, the likeliest first.
        remarks: sentences about single answers that cannot be read.
        entries: of what is wrong in part, or in its sign, which numbers are; of what has too few digits, which have.
        unpaid: what follows from a trivial line only, and is wrong for that; to be looked at.
        said: the answers as they were read, without what cannot be.
    """

    points: Mapping[str, float]
    out_of: Mapping[str, float]
    verdicts: Mapping[str, Verdict]
    report: Report | None = None
    slips: tuple[Finding, ...] = ()
    remarks: tuple[str, ...] = field(default=())
    entries: Mapping[str, str] = field(default_factory=dict)
    unpaid: tuple[str, ...] = ()
    said: Mapping[str, Any] = field(default_factory=dict, repr=False)

    @property
    def ok(self) -> bool:
        """Whether everything is right, with nothing that only follows."""
        return all(verdict == "right" for verdict in self.verdicts.values())

    @property
    def unexplained(self) -> Mapping[str, str]:
        """What is wrong in part and explained by no slip, with which numbers are wrong."""
        said = {name for finding in self.slips for name in finding.gradients}
        return {name: text for name, text in self.entries.items() if name not in said}

    def slips_of(self, name: str) -> tuple[Any, ...]:
        """Return the explanations of one quantity."""
        return tuple(finding for finding in self.slips if name in finding.gradients)
