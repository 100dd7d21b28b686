"""A task with the numbers of a seed: what is given and asked, the right answers, and the judging of others."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from keyword import iskeyword
from random import Random
from typing import TYPE_CHECKING, Any

from engine.compare import LikelySlip, likely_slips
from engine.compare.structure import Structure
from engine.graph import topological_order
from engine.value import Value
from engine.words.nested import flatten, nest, unnest, values_of
from lectures.entries import Drawn
from lectures.errors import LectureError
from lectures.exercises.answers import read
from lectures.exercises.judging import Slip, judge
from lectures.exercises.lint import look
from lectures.exercises.needed import numbers_of, upstream
from lectures.exercises.quantity import Graded, Quantity, asked_as
from lectures.exercises.reach import reach_of
from lectures.exercises.right import gradients_of, show

if TYPE_CHECKING:
    from lectures.exercises.task import Task

OPTIONS = 4  # of a choice among gradients
LIKELY = 12  # slips that are told apart
MOST = 50  # likely slips among which are enough in what is asked for


@dataclass(frozen=True)
class Variant:
    """A task with its numbers.

    Attributes:
        task: which.
        seed, size: which numbers and shapes.
        drawn: the graph and what is asked about it.
        draws_lengths: whether other sizes have other shapes.
        issued: how large the numbers are that were drawn.
    """

    task: "Task"
    seed: int
    size: int
    drawn: Drawn = field(repr=False)
    draws_lengths: bool = False
    issued: frozenset[float] = frozenset()

    @cached_property
    def given(self) -> dict[str, Any]:
        """The numbers that the student gets, by names that Python can use as well; what is needed is among them."""
        return self.said | numbers_of(self.drawn, self.task.unsaid)

    @cached_property
    def said(self) -> dict[str, Any]:
        """What the exercise itself gives, and the leaves whose gradients it asks for."""
        leaves = {name: nodes for name, nodes in self.drawn.gradients.items() if not _nodes(nodes, name)[0].inputs}
        new = {name: nodes for name, nodes in leaves.items() if name not in self.drawn.given}
        return {name: _plain(x) for name, x in {**new, **self.drawn.given}.items()}

    def check_names(self) -> None:
        """Refuse names that Python cannot use.

        Raises:
            LectureError: naming the first.
        """
        for name in self.given:
            if not name.isidentifier() or iskeyword(name):
                raise LectureError(f"exercise {self.task.name!r}: {name!r} cannot be the name of a Python variable")

    @property
    def loss_name(self) -> str:
        """What the loss is called: its label, or L."""
        return (self.drawn.loss.label if isinstance(self.drawn.loss, Value) else "") or "L"

    @property
    def listing(self) -> str:
        """A program that the task is about; "" where there is none."""
        return self.drawn.listing

    @cached_property
    def quantities(self) -> tuple[Quantity, ...]:
        """What is asked for; the options of a choice are those of this seed."""
        drawn, said = self.drawn, self.task.exercise
        found: list[Quantity] = []
        for kind, named in (
            ("value", drawn.values), ("shape", drawn.shapes), ("sign", drawn.signs), ("line", drawn.lines),
            ("choice", drawn.choices), ("choice", drawn.picks), ("gradient", drawn.gradients),
        ):  # fmt: skip
            for name, what in named.items():
                shape = _shape(what) if kind in ("value", "gradient") else ()
                options = tuple(self._options[name]) if kind == "choice" else ()
                found.append(
                    Quantity(name, kind, said.points.get(name, 1.0), said.each.get(name, ""), options, shape)  # type: ignore[arg-type]
                )
        names = [quantity.name for quantity in found]
        if not names or len(set(names)) < len(names):
            raise LectureError(f"exercise {self.task.name!r}: it asks for {', '.join(names) or 'nothing'}; each once")
        for name in [*said.points, *said.each]:
            if name not in names:
                raise LectureError(
                    f"exercise {self.task.name!r}: {name!r} has points or a sentence, but is not asked for"
                )
        return tuple(found)

    @cached_property
    def right(self) -> dict[str, Any]:
        """The right answers by quantity; that of a line is a frozenset of lines where several are right."""
        drawn = self.drawn
        right: dict[str, Any] = {name: _plain(nodes) for name, nodes in drawn.values.items()}
        right |= {name: _shape(x) for name, x in drawn.shapes.items()}
        right |= {name: (_plain(x) > 0) - (_plain(x) < 0) for name, x in drawn.signs.items()}
        right |= {n: line if isinstance(line, int) else frozenset(line) for n, line in drawn.lines.items()}
        right |= {name: option for name, (option, _) in drawn.choices.items()}
        right |= {name: show(gradients_of(drawn.loss, {name: nodes})[name]) for name, nodes in drawn.picks.items()}
        return right | gradients_of(drawn.loss, drawn.gradients)

    def judge(self, answers: Mapping[str, Any], explain: bool = True) -> Graded:
        """Judge answers by quantity: numbers, nested lists, text such as "0.67"; None is missing.

        Args:
            answers: by the names of the quantities, or those of the gradients, such as dw.
            explain: whether slips are looked for that explain what is wrong, which takes most of the time.
        """
        answers = {asked_as(name, self.quantities): x for name, x in answers.items()}
        return judge(
            self.drawn, self.given, self.quantities, self.right, self._slips, answers, self.likely,
            lambda: self.reach, explain,
        )  # fmt: skip

    @cached_property
    def nodes(self) -> list[Value]:
        """The graph of all that is asked for, in topological order."""
        outputs = [] if self.drawn.loss is None else [self.drawn.loss]
        for name, nodes in self.drawn.values.items():
            outputs += _nodes(nodes, name)
        return topological_order(*outputs) if outputs else []

    @cached_property
    def structure(self) -> Structure:
        """What the graph of the loss still knows of the arrays that it was written with."""
        return Structure(self.drawn.loss)

    @cached_property
    def faults(self) -> tuple[list[str], list[str]]:
        """What would hide a slip: in the numbers, and in the shapes, which every draw has."""
        return look(self)

    @cached_property
    def reach(self) -> dict[str, list[float]]:
        """How far rounding on the way may carry each number of a quantity."""
        return reach_of(self.drawn)

    def likely(self) -> list[Slip]:
        """Return the slips to expect, the most usual first: (kind, text, remedy, {quantity: the wrong answer})."""
        known = {_to_three_digits(wrong) for _, _, _, wrong in self._slips}  # the task says it in its own words
        return [*self._slips, *(slip for slip in self._engine_slips if _to_three_digits(slip[3]) not in known)]

    @cached_property
    def _engine_slips(self) -> list[Slip]:
        if not self.drawn.gradients:
            return []
        loss, asked = self.drawn.loss, self.drawn.gradients
        found = likely_slips(loss, asked, MOST)
        if before := upstream(self.drawn, self.given):  # of what is given nobody makes a slip
            known = {f"given {i}": nodes for i, (_, nodes) in enumerate(before)}
            made = [
                slip.gradients for slip in likely_slips(loss, {**asked, **known}, MOST) if not _changes(slip, before)
            ]
            can_be = {_to_three_digits({name: x for name, x in wrong.items() if name in asked}) for wrong in made}
            found = [slip for slip in found if _to_three_digits(slip.gradients) in can_be]
        return [(slip.kind, slip.text, slip.remedy, dict(slip.gradients)) for slip in found[:LIKELY]]

    @cached_property
    def _slips(self) -> list[Slip]:
        """The task's own slips, and what stands behind the wrong options."""
        found: list[Slip] = []
        for kind, text, remedy, answers in self.drawn.slips:
            shows = {name: x for name, x in answers.items() if not self._happens_to_be_right(name, x)}
            found += [(kind, text, remedy, shows)] if shows else []
        for name, (_, wrong) in self.drawn.choices.items():
            found += [("wrong option", option, remedy, {name: option}) for option, remedy in wrong.items()]
        for name, options in self._picked.items():
            found += [(kind, text, remedy, {name: option}) for option, (kind, text, remedy) in options.items()]
        return found

    def _happens_to_be_right(self, name: str, answer: Any) -> bool:
        """Whether a slip shows in no other sign, shape or line here; numbers that hide one are the linter's."""
        quantity = next(q for q in self.quantities if q.name == name)
        return not quantity.numeric and bool(read(answer, quantity) == self.right[name])

    @cached_property
    def _picked(self) -> dict[str, dict[str, tuple[str, str, str]]]:
        """For each gradient to pick: the wrong options, and which slip gives each."""
        found: dict[str, dict[str, tuple[str, str, str]]] = {}
        for name, nodes in self.drawn.picks.items():
            right = show(gradients_of(self.drawn.loss, {name: nodes})[name])
            options: dict[str, tuple[str, str, str]] = {}
            for slip in likely_slips(self.drawn.loss, {name: nodes}):
                option = show(slip.gradients[name])
                if option != right and len(options) < OPTIONS:
                    options.setdefault(option, (slip.kind, slip.text, slip.remedy))
            found[name] = options
        return found

    @cached_property
    def _options(self) -> dict[str, list[str]]:
        random = Random(f"{self.task.name}/{self.seed}/{self.size}/options")
        options = {name: [right, *wrong] for name, (right, wrong) in self.drawn.choices.items()}
        options |= {name: [self.right[name], *wrong] for name, wrong in self._picked.items()}
        return {name: random.sample(those, len(those)) for name, those in options.items()}


def _changes(slip: LikelySlip, before: Sequence[tuple[float, Sequence[Value]]]) -> bool:
    """Whether a slip is made in what is given: a number of it would be another one in every result that has it."""
    wrong = [slip.gradients.get(f"given {i}", [x]) for i, (x, _) in enumerate(before)]
    return any(x not in numbers for (x, _), numbers in zip(before, wrong, strict=True))


def _nodes(nodes: Any, name: str) -> Sequence[Value]:
    return values_of(nodes, name)[0]


def _plain(nested: Any) -> Any:
    entries, shape = unnest(nested, "what is given")
    return nest([x.data if isinstance(x, Value) else x for x in entries], shape)


def _shape(what: Any) -> tuple[int, ...]:
    """Return the shape of Values or an array; a tuple of whole numbers is one."""
    if isinstance(what, tuple) and all(type(n) is int for n in what):
        return what
    return unnest(what, "what is asked for")[1]


def _to_three_digits(answers: Mapping[str, Any]) -> str:
    """Return what a slip makes of the answers, as one would write it."""
    shown = {
        name: [f"{x:.3g}" if isinstance(x, float) else str(x) for x in flatten(given)]
        for name, given in answers.items()
    }
    return repr(sorted(shown.items()))
