"""The report of a class, one page to project: which slips, how many made them, in which line. No names are on it."""

import re
from collections import Counter
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass

from engine.graph import topological_order
from engine.value import Value
from engine.words.fixed import ENGLISH
from lectures.exercises import Quantity, Task
from lectures.exercises.quantity import CREDITED
from lectures.site.saying import IN_ENGLISH, Say, plainly, saying
from lectures.teaching.assignment import label_of
from lectures.teaching.mark import Mark, Seen
from lectures.teaching.outcome import Class
from lectures.teaching.sheet_html import environment

MOST = 8  # slips shown of an exercise
STEPS = 12  # of the picture of all points, at most


@dataclass(frozen=True)
class Bar:
    """A slip: how many made it, the share of those who answered, what it is, in which lines it shows."""

    count: int
    share: float
    text: str
    places: str


@dataclass(frozen=True)
class LineBar:
    """A line of the derivation: how many had it right, rightly from an earlier slip, too short, wrong, not at all."""

    name: str
    label: str
    right: int
    follows: int
    digits: int
    wrong: int
    missing: int


@dataclass(frozen=True)
class Part:
    """One exercise of the report."""

    title: str
    name: str
    answered: int
    mean: float
    total: float
    perfect: int
    bars: Sequence[Bar]
    others: int
    unexplained: int
    unpaid: int
    lines: Sequence[LineBar]
    broken: Sequence[tuple[str, int]]


def class_report(
    marks: Class,
    tasks: Sequence[Task],
    title: str = "",
    words: Mapping[str, str] = ENGLISH,
    language: str = "en",
) -> str:
    """Return the page.

    Args:
        marks: from `class_of`.
        tasks: the exercises.
        title: what stands above; by default the title of the only exercise.
        words, language: fixed texts -> what stands in their place, and the code of the language that they are in.
    """
    say = plainly(words)
    parts = [part_of(task, [own[task.name] for own in marks.values()], say) for task in tasks]
    graded = [own for own in marks.values() if all(own[task.name].graded for task in tasks)]
    scores = [sum(own[task.name].score for task in tasks) for own in graded]
    total = sum(part.total for part in parts)
    return (
        environment()
        .get_template("class_report.html")
        .render(
            title=title or (tasks[0].title if len(tasks) == 1 else say("What the class made of it")),
            students=len(marks),
            parts=parts,
            mean=sum(scores) / len(scores) if scores else 0.0,
            total=total,
            columns=list(columns_of(scores, total)),
            say=saying(words),
            language=language,
        )
    )


def part_of(task: Task, marks: Sequence[Mark], say: Say = IN_ENGLISH) -> Part:
    """Return what is shown of one exercise; a slip counts once for each student."""
    judged = [mark for mark in marks if mark.verdicts]
    variant = task.variant(0)
    numbers = {name for name, x in variant.given.items() if not isinstance(x, list)}
    if isinstance(variant.drawn.loss, Value):  # z0 and z1 of one slip as well
        numbers |= {node.label for node in topological_order(variant.drawn.loss) if node.label}
    found: dict[str, list[tuple[int, Seen]]] = {}  # a slip -> by whom, and how
    for i, mark in enumerate(judged):
        for slip in mark.slips:
            found.setdefault(without_indices(slip.text, numbers), []).append((i, slip))
    count = {one: len({i for i, _ in those}) for one, those in found.items()}
    usual = sorted(count, key=lambda one: (-count[one], found[one][0][1].text))
    bars = [_bar(count[one], len(judged), [slip for _, slip in found[one]], say) for one in usual[:MOST]]
    scores = [mark.score for mark in judged]
    shown = set(usual[MOST:])
    return Part(
        title=task.title,
        name=task.name,
        answered=len(judged),
        mean=sum(scores) / len(scores) if scores else 0.0,
        total=sum(quantity.points for quantity in task.quantities),
        perfect=sum(all(verdict == "right" for verdict in mark.verdicts.values()) for mark in judged),
        bars=bars,
        others=sum(any(without_indices(slip.text, numbers) in shown for slip in mark.slips) for mark in judged),
        unexplained=sum(bool(mark.unexplained) for mark in judged),
        unpaid=sum(bool(mark.unpaid) for mark in judged),
        lines=[_line(quantity, task, judged) for quantity in task.quantities],
        broken=list(_broken(marks, say)),
    )


def without_indices(text: str, numbers: Container[str]) -> str:
    """Return what is said of a slip, in which numbers that are named alike, by letters and digits, are one.

    >>> without_indices("no tanh in h = tanh(w01*x0 + b1)", {"w01", "x0", "b1"}), without_indices("W1 @ x1", {"x1"})
    ('no tanh in h = tanh(w*x + b)', 'W1 @ x')
    """
    return re.sub(r"[^\W\d_]+_?(?=\d)\w+", lambda m: m[0].rstrip("0123456789_") if m[0] in numbers else m[0], text)


def _bar(count: int, students: int, slips: Sequence[Seen], say: Say) -> Bar:
    """Return what is shown of one slip: in the commonest words, and with every certainty that it was found with."""
    (text, _), *others = Counter(slip.text for slip in slips).most_common()
    sure = ", ".join(certainty for certainty, _ in Counter(slip.certainty for slip in slips).most_common())
    places = Counter(name for slip in slips for name in slip.quantities).most_common(3)
    text = say("{0} and its like", text) if others else text
    return Bar(count, count / students, f"{text} ({sure})", ", ".join(name for name, _ in places))


def _line(quantity: Quantity, task: Task, marks: Sequence[Mark]) -> LineBar:
    verdicts = Counter(mark.verdicts.get(quantity.name, "missing") for mark in marks)
    other = sum(n for verdict, n in verdicts.items() if verdict not in (*CREDITED, "digits", "missing"))
    label = label_of(quantity, task.variant(0))
    right, follows, digits, missing = (verdicts[verdict] for verdict in (*CREDITED, "digits", "missing"))
    return LineBar(quantity.name, label, right, follows, digits, other, missing)


def _broken(marks: Sequence[Mark], say: Say) -> Iterator[tuple[str, int]]:
    """Yield why answers could not be judged, and how many; what differs from one to the next is cut off."""
    why = Counter(kind_of(mark.message, say) for mark in marks if not mark.verdicts)
    yield from sorted(why.items(), key=lambda pair: -pair[1])


def kind_of(message: str, say: Say = IN_ENGLISH) -> str:
    """Return what kind of trouble a message is about, without the words of one answer.

    >>> kind_of("it did not finish within 2 s; is there an endless loop?"), kind_of("line 3: ZeroDivisionError")
    ('without an end', 'broken off')
    """
    kinds = {
        "changed since": say("with other numbers than the exercise has now"),
        "the file is empty": say("an empty file"),
        "not one of the exercises": say("without the name of an exercise that is graded"),
        "which exercise it solves": say("without the name of an exercise that is graded"),
        "there is no exercise": say("without the name of an exercise that is graded"),
        "was not handed out": say("with the number of a variant that was not handed out"),
        "there is no": say("not handed in"),
        "not finish within": say("without an end"),
        "not valid Python": say("no valid Python"),
        "unavailable": say("derived by a program"),
        "gradients() returned": say("broken off"),
        "returned": say("without answers"),
        "number of a variant": say("without the number of a variant"),
        "the variant is not known": say("without the number of a variant"),
    }
    return next((said for part, said in kinds.items() if part in message), say("broken off"))


def columns_of(scores: Sequence[float], total: float) -> Iterator[tuple[str, int, float]]:
    """Yield the columns of the picture of all points: from where to where, how many, how high (of 1).

    A column is one point wide, or as many whole points as it takes for few columns; the last has those with all points.

    >>> [(label, n) for label, n, _ in columns_of([0, 0.5, 2, 3, 3], 3)], len(list(columns_of([], 50)))
    ([('0', 2), ('1', 0), ('2', 1), ('3', 2)], 11)
    """
    wide = next(width for width in (1, 2, 5, 10, 20, 50, 100, 10**9) if total / width <= STEPS)
    counts = [0] * (int(total // wide) + 1)
    for score in scores:
        counts[min(int((score + 1e-9) // wide), len(counts) - 1)] += 1
    highest = max(counts, default=0) or 1
    for i, n in enumerate(counts):
        low, high = i * wide, min((i + 1) * wide - 1, total)
        yield f"{low:g}" if wide == 1 or low >= high else f"{low:g}–{high:g}", n, n / highest
