"""One claim of the notes: where it stands, what it says, and the small function that tries it."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from engine import Value
from lectures.errors import ClaimError
from lectures.items import ITEMS

Form = Literal["value", "formula", "promise", "possibility", "definition"]
Severity = Literal["", "S1", "S2", "S3"]
Test = Callable[..., Any]
SEVERITIES = {"S1": "who uses it computes wrong", "S2": "it misleads", "S3": "a misprint"}
NOTES = {
    "000": "Machine learning basics, one scan",
    "001": "Machine learning basics, another scan",
    "002": "Many classes and neural networks",
    "003": "Optimisation",
    "004": "Tutorial and exam questions",
}
AT = re.compile(r"(?P<notes>\d{3}):(?P<first>\d+)(?:-(?P<last>\d+))?")
_ID = re.compile(r"(?P<item>[ABCD]\d\d)\.\d+")


@dataclass(frozen=True)
class Entry:
    """A claim as its file states it.

    Args:
        id: the worked example and a number, such as "D05.2"; it never changes.
        at: the notes and the lines, such as "004:513-516".
        printed: what stands there, word for word; "..." leaves something out, "(scan)" at the end says that the scan
            garbled it.
        says: what it asserts, in our words.
        form: value, formula, promise, possibility or definition.
        test: the function, as `lectures.errata.entering` says for each form; None for a definition.
        prints: of a value, the number as it is printed.
        because: one or two sentences: why it is wrong, or when it holds.
        severity: S1 (who uses it computes wrong), S2 (it misleads), S3 (a misprint).
        fix: what should be printed.
        holds_if, fails_if: the condition under which it holds, and the case in which it does not.
        readings: two readings that the text allows.
        clashes: of a definition, the place of the notes that defines it otherwise.
        domain: where a formula is tried, in words, such as "X 3 × 2, w 2 × 1".
        seeds: how many seeds a promise is tried with.
        draws: makes a small graph that shows the counter-example.
    """

    id: str
    at: str
    printed: str
    says: str
    form: Form
    test: Test | None = None
    prints: Any = ""
    because: str = ""
    severity: Severity = ""
    fix: str = ""
    holds_if: str = ""
    fails_if: str = ""
    readings: tuple[str, ...] = ()
    clashes: str = ""
    domain: str = ""
    seeds: int = 8
    draws: Callable[[], Value] | None = None

    def __post_init__(self) -> None:
        match = _ID.fullmatch(self.id)
        if match is None or match["item"] not in ITEMS:
            raise ClaimError(
                f"{self.id!r} is not the id of a claim; write a worked example and a number, such as D05.2"
            )
        for place in filter(None, (self.at, self.clashes)):
            found = AT.fullmatch(place)
            if found is None or found["notes"] not in NOTES:
                raise ClaimError(f"{self.id}: {place!r} is no place in the notes; write such as '004:513-516'")
        if bool(self.holds_if) != bool(self.fails_if) or (self.holds_if and self.readings):
            raise ClaimError(f"{self.id}: give holds_if= and fails_if= together, or readings=, or none of them")
        if self.form == "promise" and self.seeds < 8:
            raise ClaimError(f"{self.id}: a promise is tried with at least 8 seeds, not with {self.seeds}")

    @property
    def item(self) -> str:
        """The worked example that it belongs to."""
        return self.id.partition(".")[0]

    @property
    def cases(self) -> tuple[str, ...]:
        """The names with which the function is called; none for a claim that is tried once."""
        return (self.holds_if, self.fails_if) if self.holds_if else tuple(self.readings)
