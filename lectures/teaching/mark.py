"""What came of one answer of one student: plain data, from which all that is written about a class is made."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from engine.compare.report import Finding
from engine.words.phrases import in_words
from lectures.exercises import Graded
from lectures.exercises.checking import Checked
from lectures.exercises.judging import SAYS_SO
from lectures.exercises.quantity import CREDITED, Scored


@dataclass(frozen=True)
class Seen:
    """A slip in an answer: what it is, in which quantities it shows, how sure that is, and what belongs there.

    What the exercise says of it itself, `own`, is in the language of the course already.
    """

    kind: str
    text: str
    quantities: tuple[str, ...]
    certainty: str = "likely"
    remedy: str = ""
    own: bool = False

    def put(self, words: Mapping[str, str]) -> "Seen":
        """Return it in the language of some words; in English where they have no phrases for it."""
        if self.own:
            return replace(self, certainty=in_words(words, self.certainty)[0])
        text, remedy, certainty = in_words(words, self.text, self.remedy, self.certainty)
        return replace(self, text=text, remedy=remedy, certainty=certainty)

    @property
    def said(self) -> str:
        """What it is and how sure that is, in the words in which every file says it."""
        return f"{self.text} ({self.certainty})"


@dataclass(frozen=True)
class Mark(Scored):
    """The mark of one student in one exercise.

    Attributes:
        student, exercise, seed: whose, which, with which numbers.
        points, out_of, verdicts: by quantity; empty where the answer could not be judged.
        slips: the likeliest explanation of each wrong quantity, each once.
        message: why the answer could not be judged; "" when it could.
        remarks: sentences about single answers.
        source: the file or the line that it comes from.
        graded: whether it has a mark; without one it counts nowhere, not even as 0.
        entries: which numbers are wrong, of a quantity that is wrong in part and that no slip explains.
        unpaid: the quantities that follow from a trivial line only, to be looked at.
        by_hand: the quantities whose points were given by hand, each with the points that it had before, and why.
    """

    student: str
    exercise: str
    seed: int = 0
    points: Mapping[str, float] = field(default_factory=dict)
    out_of: Mapping[str, float] = field(default_factory=dict)
    verdicts: Mapping[str, str] = field(default_factory=dict)
    slips: tuple[Seen, ...] = ()
    message: str = ""
    remarks: tuple[str, ...] = ()
    source: str = ""
    entries: Mapping[str, str] = field(default_factory=dict)
    unpaid: tuple[str, ...] = ()
    graded: bool = True
    by_hand: Mapping[str, tuple[float, str]] = field(default_factory=dict)

    def put(self, words: Mapping[str, str]) -> "Mark":
        """Return it with what is said of its slips in the language of some words."""
        entries = {name: in_words(words, said)[0] for name, said in self.entries.items()}
        remarks = tuple(f"{name}{colon}{in_words(words, said)[0]}" for name, colon, said in
                        (remark.partition(": ") for remark in self.remarks))  # fmt: skip
        return replace(self, slips=tuple(slip.put(words) for slip in self.slips), entries=entries, remarks=remarks)

    @property
    def unexplained(self) -> tuple[str, ...]:
        """The wrong quantities that no known slip explains."""
        said = {name for slip in self.slips for name in slip.quantities}
        return tuple(name for name, verdict in self.verdicts.items() if verdict == "wrong" and name not in said)


def mark_of_numbers(student: str, exercise: str, seed: int, graded: Graded, source: str) -> Mark:
    """Return the mark for typed numbers."""
    return Mark(
        student,
        exercise,
        seed,
        graded.points,
        graded.out_of,
        graded.verdicts,
        seen_in(graded),
        "",
        graded.remarks,
        source,
        graded.unexplained,
        graded.unpaid,
    )


def mark_of_file(student: str, checked: Checked, source: str, exercise: str = "") -> Mark:
    """Return the mark for a file of Python, in which a quantity counts where it is right with all numbers.

    Args:
        student: whose.
        checked: what came of it.
        source: the file.
        exercise: which it is, where the file cannot be read and `checked` does not know.
    """
    if checked.task is None:
        return Mark(student, exercise, message=checked.message, source=source)
    judged = bool(checked.cases) and not checked.message
    names = [quantity.name for quantity in checked.task.quantities]
    slips = next((seen for _, graded in checked.cases if (seen := seen_in(graded))), ()) if judged else ()
    return Mark(
        student,
        checked.task.name,
        checked.seed,
        checked.points,
        {quantity.name: quantity.points for quantity in checked.task.quantities},
        {name: checked.verdict(name) for name in names} if judged else {},
        slips,
        checked.message,
        tuple(checked.remarks),
        source,
        next((graded.unexplained for _, graded in checked.cases if not graded.ok), {}) if judged else {},
        tuple(dict.fromkeys(name for _, graded in checked.cases for name in graded.unpaid)),
        graded=not checked.changed,
    )


def seen_in(graded: Graded) -> tuple[Seen, ...]:
    """Return the likeliest slip of each quantity that lost its points, each once.

    Of explanations that are as sure, the one of a slip that another line shows as well is taken.
    """
    lost = [name for name, verdict in graded.verdicts.items() if verdict not in CREDITED]
    met = Counter(kind for name in lost for kind in {_kind(finding) for finding in graded.slips_of(name)})
    first: dict[tuple[str, str], list[str]] = {}
    findings: dict[tuple[str, str], Finding] = {}
    for name in lost:
        explained: Sequence[Finding] = graded.slips_of(name)
        if explained:
            alike = [finding for finding in explained if finding.certainty == explained[0].certainty]
            chosen = max(alike, key=lambda finding: met[_kind(finding)])  # the first of them
            key = chosen.slip, _text(chosen)
            first.setdefault(key, []).append(name)
            findings.setdefault(key, chosen)
    return tuple(
        Seen(kind, text, tuple(names), found.certainty, found.remedy, found.reason == SAYS_SO)
        for (kind, text), names in first.items()
        for found in (findings[kind, text],)
    )


def _kind(finding: Finding) -> tuple[str, str]:
    """What went wrong, wherever it did."""
    return finding.slip, finding.what


def _text(finding: Finding) -> str:
    """What went wrong, without the place in the graph of one student's mistake where the parts are told apart."""
    return " ".join(filter(None, (finding.what, finding.where))) or finding.text
