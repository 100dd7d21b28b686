"""What a comparison of gradients says: plain data that prints as a table and renders as HTML."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import reduce
from operator import getitem
from typing import Any, Literal

from engine.compare.hints import sort_of
from engine.errors import visible
from engine.words.columns import filled, padded
from engine.words.fixed import ENGLISH
from engine.words.nested import Index, Shape, show_index, show_shape
from engine.words.phrases import in_words

Verdict = Literal["right", "follows", "digits", "wrong", "shape", "missing"]
Certainty = Literal["sure", "likely", "possible"]

MARKS: dict[Verdict, str] = {
    "right": "✓", "follows": "→", "digits": "≈", "wrong": "✗", "shape": "✗", "missing": "—",
}  # fmt: skip
HEADER = ("gradient", "verdict", "yours", "engine", "finite diff.", "difference")
WIDTH = 80
ALL = 3  # the fullest hint


@dataclass(frozen=True)
class Finding:
    """One explanation of a wrong gradient that the numbers support.

    Attributes:
        slip: the kind of slip, such as "activation forgotten".
        text: what went wrong and where, in words.
        certainty: "sure" (it explains three different numbers or more, and nothing else does), "likely", "possible".
        reason: how many numbers it explains, and how many other slips explain them as well.
        slips: the kinds of all slips that are in it, where it takes two.
        where, what, remedy: its parts: the place, what is wrong there, what belongs there.
        gradients: the names of all the gradients that it explains.
    """

    slip: str
    text: str
    certainty: Certainty
    reason: str
    slips: tuple[str, ...] = ()
    where: str = ""
    what: str = ""
    remedy: str = ""
    gradients: tuple[str, ...] = ()

    def told(self, hint: int, name: str, words: Mapping[str, str] = ENGLISH) -> str:
        """Return the finding as a sentence that tells as much as is asked for: 1 where, 2 what sort of thing, 3 all."""
        *others, last = self.gradients or (name,)
        return self.says(hint, f"{', '.join(others)} and {last}" if others else last, words)

    def says(self, hint: int = ALL, start: str = "", words: Mapping[str, str] = ENGLISH) -> str:
        """Return the same after another start than the names of the gradients."""
        if hint >= ALL:
            parts = (start, self.text, self.remedy, self.certainty, self.reason)
            start, text, remedy, certainty, reason = in_words(words, *parts)
            said = f"{text}{f'; {remedy}' if remedy else ''} ({certainty}: {reason})"
        else:
            look = f"look {self.place or 'at all factors and signs of the formula, one by one'}"
            start, said, sort, certainty = in_words(words, start, look, self.sort, self.certainty)
            said = said if hint <= 1 else f"{said}: {sort} ({certainty})"
        return f"{start}: {said}" if start else said

    @property
    def place(self) -> str:
        """Where to look, such as "at the tanh in h = tanh(z)"; "" where it may be anywhere."""
        if self.where in ("", "anywhere"):
            return ""
        if self.where.startswith("from "):
            return f"on the way {self.where}"
        return self.where if self.where.startswith(("at ", "in ", "on ", "where ")) else f"at {self.where}"

    @property
    def sort(self) -> str:
        """What sort of thing is wrong, which does not yet say what belongs there."""
        return sort_of(self.slip, self.what or self.text)


@dataclass(frozen=True)
class Line:
    """The verdict on one parameter or one step of a derivation.

    Attributes:
        name: what the gradient is called.
        verdict: "right", "wrong", "missing", "shape", "digits" (it agrees, but has too few of them to be judged), or
            "follows" (wrong, but only because an earlier step is).
        shape: the shape of the parameter.
        your_shape: the shape of the hand-derived gradient; None when missing.
        engine, yours: the gradients, as nested lists.
        expected: what `yours` is judged by: the engine's, or what follows from the student's earlier steps.
        worst: the index of the entry that differs most; it stands for all in the printed table.
        numeric: the finite difference at `worst`.
        difference: |yours - expected| at `worst`; None when there is nothing to subtract.
        findings: explanations, the most likely first; () when right, and when the numbers support none.
        note: what else deserves to be said, such as a kink.
    """

    name: str
    verdict: Verdict
    shape: Shape
    your_shape: Shape | None
    engine: Any
    yours: Any
    expected: Any
    worst: Index
    numeric: float | None
    difference: float | None
    findings: tuple[Finding, ...] = ()
    note: str = ""

    @property
    def ok(self) -> bool:
        return self.verdict in ("right", "follows")

    def cells(self, reveal: bool = True) -> tuple[str, ...]:
        """Return what one row of the table shows, as text, with or without what gives the answer away."""
        verdict = f"{MARKS[self.verdict]} {self.verdict}"
        if self.your_shape is None:  # nothing to compare, and no answer given away
            return (self.name, verdict, "—", "—", "—", "—")
        if self.verdict == "shape":
            return (self.name, verdict, show_shape(self.your_shape), show_shape(self.shape), "—", "—")
        yours, engine = (reduce(getitem, self.worst, nested) for nested in (self.yours, self.engine))
        difference = None if self.verdict == "follows" else self.difference  # it is not to the engine's number
        known = (yours, engine, self.numeric, difference) if reveal else (yours, None, None, None)
        numbers = ("—" if x is None else f"{x:.6g}" for x in known)
        return (self.name + show_index(self.worst), verdict, *numbers)

    def remark(self, words: Mapping[str, str] = ENGLISH) -> Iterator[str]:
        """Yield what is said of this gradient where no slip explains it."""
        said = []
        if self.verdict in ("wrong", "shape") and not self.findings:
            said.append("no known slip gives these numbers; check the derivation step by step")
        if self.verdict == "follows":
            said.append("this follows from your earlier steps, so there is nothing new to mend here")
        if self.note:
            said.append(self.note)
        for (text,) in (in_words(words, each) for each in said):
            yield f"{self.name}: {text}"


@dataclass(frozen=True)
class Report:
    """The answer of `compare_gradients` and `compare_steps`: true when everything is right.

    >>> from engine import Value
    >>> from engine.compare import compare_gradients
    >>> a, b = Value(2.0), Value(-3.0)
    >>> report = compare_gradients(a * b, {"a": (a, -3.0), "b": (b, -2.0)})
    >>> print(report)
    1 of 2 gradients right
    gradient        verdict           yours      engine  finite diff.   difference
    a               ✓ right              -3          -3            -3            0
    b               ✗ wrong              -2           2             2            4
    b: the sign is flipped: yours is -1 times the gradient (likely: it explains one
      number, and no other known slip does; one more would decide)
    """

    lines: tuple[Line, ...]
    steps: bool = False

    @property
    def ok(self) -> bool:
        return all(line.verdict == "right" for line in self.lines)

    @property
    def first_wrong(self) -> str | None:
        """The name of the first line that is wrong by itself; None when there is none."""
        return next((line.name for line in self.lines if not line.ok), None)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All explanations: the likeliest of each gradient, those of most gradients first, then the others."""
        leading = list(dict.fromkeys(line.findings[0] for line in self.lines if line.findings))
        leading.sort(key=lambda finding: len(finding.gradients), reverse=True)
        every = [*leading, *(finding for line in self.lines for finding in line.findings)]
        found: dict[str, Finding] = {}
        for finding in every:  # steps are explained one by one, and one slip may show in several
            known = found.setdefault(finding.text, finding)
            names = dict.fromkeys((*known.gradients, *finding.gradients))
            found[finding.text] = replace(known, gradients=tuple(names))
        return tuple(found.values())

    def __bool__(self) -> bool:
        return self.ok

    def __getitem__(self, name: str) -> Line:
        return next(line for line in self.lines if line.name == name)

    def summary(self) -> str:
        """Return one sentence: how many are right, and where a derivation first goes wrong."""
        right = sum(line.verdict == "right" for line in self.lines)
        text = f"{right} of {len(self.lines)} {'steps' if self.steps else 'gradients'} right"
        if self.steps and self.first_wrong is not None:
            text += f"; the first wrong step is {self.first_wrong}"
        return text

    def remarks(self, hint: int = ALL, words: Mapping[str, str] = ENGLISH) -> Iterator[str]:
        """Yield what is said below the table, one paragraph each; what explains several gradients is said once.

        Args:
            hint: how much is told: 1 where to look, 2 what sort of thing is wrong there, 3 what it is, and its remedy.
            words: fixed texts -> what stands in their place; a finding that they have no phrases for stays English.
        """
        said: set[str] = set()
        for line in self.lines:
            for rank, finding in enumerate(line.findings[: None if hint >= ALL else 1]):
                if finding.text in said and rank == 0:
                    break
                if finding.text not in said:
                    said.add(finding.text)
                    yield finding.says(hint, "or", words) if rank else finding.told(hint, line.name, words)
            yield from line.remark(words)

    def text(self, hint: int = ALL, reveal: bool = True) -> str:
        """Return the report as text of 80 columns.

        Args:
            hint: how much is told of a slip, see `remarks`.
            reveal: whether the engine's numbers are shown beside the student's.
        """
        remarks = [filled(remark, WIDTH, rest="  ", break_long_words=False) for remark in self.remarks(hint)]
        rows = (_row(line.cells(reveal)) for line in self.lines)
        return visible("\n".join([self.summary(), _row(HEADER), *rows, *remarks]))

    def __repr__(self) -> str:
        return self.text()

    def _repr_html_(self) -> str:
        from engine.compare.html import report_html

        return report_html(self)


def _row(cells: tuple[str, ...]) -> str:
    name, verdict, yours, engine, numeric, difference = cells
    return f"{padded(name, 15)} {verdict:<11}{yours:>12}{engine:>12}{numeric:>14}{difference:>13}".rstrip()
