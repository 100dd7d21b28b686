"""A sheet of exercises for every student, with numbers of their own, and the tutor's solutions: what is on the page.

`sheet_html` and `sheet_tex` write the same data for a browser and for pdflatex.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any

from engine.graph import topological_order
from engine.value import Value
from engine.words.fixed import ENGLISH
from engine.words.nested import flatten, show_index, sizes_of
from engine.words.phrases import in_words
from lectures.exercises import Quantity, Task, Variant
from lectures.exercises.answers import shape_in, sign_in
from lectures.exercises.new_file import sentence_in
from lectures.exercises.worked import called
from lectures.site.saying import plainly
from lectures.teaching.assignment import Costly, Known, changes, costs, label_of, once, right_answers
from lectures.teaching.blank import Blank, blank
from lectures.teaching.blank_arrays import blank_arrays
from lectures.teaching.handed_out import marks_of
from lectures.teaching.texts import rounded

SHOWN, SOME = 4, 3  # numbers of a wrong answer in the tutor's table; of more those with their places
MOST = 8  # slips in it


@dataclass(frozen=True)
class Line:
    """An answer line: a label (LaTeX), the name, a sentence (Markdown), points, and the form of what is to be written.

    Attributes:
        form: "one" box, a "row" or "grid" of boxes, a "shape", a "sign" to circle, "options", a "line" of the listing.
        boxes: rows and columns of the boxes.
    """

    quantity: Quantity
    label: str
    form: str
    boxes: tuple[int, int] = (1, 1)

    @property
    def points(self) -> str:
        return f"{self.quantity.points:g}"

    @property
    def half(self) -> bool:
        """Whether two of them have room beside one another."""
        return self.boxes[1] <= 3 and self.form != "options" and not self.quantity.asks


@dataclass(frozen=True)
class Slip:
    """A row of the tutor's table: a slip, where it is seen first, the numbers that show it, what it costs."""

    text: str
    remedy: str
    name: str
    numbers: str
    lost: str


@dataclass(frozen=True)
class Part:
    """One exercise of one student."""

    variant: Variant
    lines: Sequence[Line]
    graph: str = ""  # the name of its blank graph
    too_many: int = 0  # numbers for a graph, where one is to be expected

    @property
    def task(self) -> Task:
        return self.variant.task

    @property
    def points(self) -> str:
        return f"{sum(line.quantity.points for line in self.lines):g}"


@dataclass(frozen=True)
class Student:
    """A sheet of paper: the number of its variant and its exercises."""

    seed: int
    parts: Sequence[Part]

    @property
    def points(self) -> str:
        return f"{sum(float(part.points) for part in self.parts):g}"

    @property
    def numeric(self) -> bool:
        """Whether a number is asked for, so that digits are spoken of."""
        return any(line.quantity.numeric for part in self.parts for line in part.lines)


@dataclass(frozen=True)
class Sheet:
    """Everything that is printed: students, the blank graphs that they share, and the fixed texts of their course."""

    title: str
    students: Sequence[Student]
    graphs: Mapping[str, Blank]
    words: Mapping[str, str] = field(default_factory=dict)
    language: str = "en"
    known: dict[str, Known] = field(default_factory=dict)

    @property
    def marks(self) -> list[str]:
        """The marks of the numbers that are handed out, a line for each exercise."""
        return marks_of(part.variant for student in self.students for part in student.parts)

    def across(self, student: Student) -> list[Part]:
        """Return the exercises whose graphs need the long side of a page: these stand together at the end."""
        return [part for part in student.parts if part.graph and self.graphs[part.graph].across]

    def solution(self, part: Part) -> tuple[Sequence[tuple[str, str]], Sequence[Slip]]:
        """Return the right answers of an exercise with their names, dW1 for a gradient by the W1 that is given, and
        the likely slips with what they cost.
        """
        right = right_answers(part.variant)
        names = [line.quantity.name for line in part.lines]
        answers = [
            (called(part.variant, name), shown(right[name], line.quantity, words=self.words))
            for name, line in zip(names, part.lines, strict=True)
        ]
        found = costs(part.variant, self.known.setdefault(part.task.name, {}))
        slips = (_slip(each, part, right, self.words) for each in once(found, right) if each.lost > 0)
        return answers, list(islice(filter(None, slips), MOST))


def sheet_of(
    tasks: Sequence[Task],
    seeds: Sequence[int],
    title: str = "",
    words: Mapping[str, str] = ENGLISH,
    language: str = "en",
    graph: bool = True,
) -> Sheet:
    """Return a sheet with a variant of each task for each seed.

    Args:
        tasks, seeds: what is asked, and with which numbers.
        title: what stands above; without one "Exercise".
        words, language: fixed texts -> what stands in their place, and the code of the language that they are in.
        graph: whether each has the computation graph to fill in.
    """
    say = plainly(words)
    tasks = [replace(task, asks=sentence_in(task.asks, say)) for task in tasks]
    graphs, met = dict[str, Blank](), dict[Any, str]()
    students = [
        Student(seed, [_part(task.variant(seed), graphs, met, graph, words) for task in tasks]) for seed in seeds
    ]
    title = title or (say("Exercise") if len(tasks) == 1 else say("Exercises"))
    return Sheet(title, students, graphs, words, language)


def _part(
    variant: Variant, graphs: dict[str, Blank], met: dict[Any, str], with_graph: bool, words: Mapping[str, str]
) -> Part:
    lines = [_line(quantity, variant) for quantity in variant.quantities]
    loss = variant.drawn.loss
    if not with_graph or not isinstance(loss, Value) or not variant.drawn.gradients:
        return Part(variant, lines)
    structure = (variant.task.name, _structure(loss))
    if structure not in met:
        graph, met[structure] = blank(loss, words), ""
        if graph is None or graph.cramped:
            graph = blank_arrays(variant.drawn) or graph
        if graph:
            met[structure] = f"graph-{len(graphs)}"
            graphs[met[structure]] = graph
    return Part(variant, lines, met[structure], 0 if met[structure] else len(topological_order(loss)))


def _structure(loss: Value) -> tuple[Any, ...]:
    """What a blank graph shows of a loss: labels, operations, arrows."""
    order = topological_order(loss)
    place = {node: i for i, node in enumerate(order)}
    return tuple((node.label, node.op, tuple(place[x] for x in node.inputs)) for node in order)


def _line(quantity: Quantity, variant: Variant) -> Line:
    label = label_of(quantity, variant)
    match quantity.kind, quantity.shape:
        case (("gradient" | "value"), ()):
            return Line(quantity, label, "one")
        case (("gradient" | "value"), (n,)):
            return Line(quantity, label, "grid", (1, n))
        case (("gradient" | "value"), (n, m)):
            return Line(quantity, label, "grid", (n, m))
        case (("gradient" | "value"), (*outer, m)):
            rows = 1
            for n in outer:
                rows *= n
            return Line(quantity, label, "grid", (rows, m))
    return Line(quantity, label, {"choice": "options"}.get(quantity.kind, quantity.kind))


def shown(answer: Any, quantity: Quantity | None = None, words: Mapping[str, str] = ENGLISH) -> str:
    """Return an answer as a tutor reads it; numbers have three digits.

    >>> shown([[0.12345, 2.0]]), shown(0.5), shown((3, 2), Quantity("W", "shape"))
    ('0.123  2', '0.5', '3 × 2')
    """
    if quantity is not None and not quantity.numeric:
        match quantity.kind:
            case "shape":
                return " × ".join(map(str, shape_in(answer))) or plainly(words)("one number")
            case "sign":
                return {1: "+", 0: "0", -1: "−"}[sign_in(answer)]
            case "choice":
                letter = chr(ord("a") + quantity.choices.index(answer)) if answer in quantity.choices else "?"
                return f"({letter}) {answer}"
        return str(answer)
    if not isinstance(answer, list):
        return rounded(answer).replace("-", "−")
    numbers = [rounded(x).replace("-", "−") for x in flatten(answer)]
    sizes = sizes_of(answer)
    rows = [numbers[i : i + sizes[-1]] for i in range(0, len(numbers), sizes[-1])]
    return " ;  ".join("  ".join(row) for row in rows)


def _slip(each: Costly, part: Part, right: Mapping[str, Any], words: Mapping[str, str]) -> Slip | None:
    """Return a row: the first quantity in which a slip is seen is the one where it enters; None where it is unseen."""
    seen = [name for name, wrong in each.wrong.items() if changes(wrong, right[name])]
    name = next((n for n in seen if each.verdicts[n] != "follows"), next(iter(seen), None))
    if name is None:
        return None
    line = next(line for line in part.lines if line.quantity.name == name)
    numbers = _shown_changes(each.wrong[name], right[name], line.quantity, words)
    return Slip(*in_words(words, each.text, each.remedy), called(part.variant, name), numbers, f"{each.lost:g}")


def _shown_changes(wrong: Any, right: Any, quantity: Quantity, words: Mapping[str, str]) -> str:
    """Return a wrong answer, or where it has many numbers the first that are others than the right ones."""
    if not isinstance(wrong, list) or len(flatten(wrong)) <= SHOWN:
        return shown(wrong, quantity, words=words)
    found = changes(wrong, right)
    texts = [f"{show_index(place)}\u00a0{shown(x)}" for place, x in found[:SOME]]
    return "  ".join([*texts, *["…"] * (len(found) > SOME)])


def options_of(quantity: Quantity) -> Iterator[tuple[str, str]]:
    """Yield the options of a choice with their letters."""
    yield from ((chr(ord("a") + i), option) for i, option in enumerate(quantity.choices))
