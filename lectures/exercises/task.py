"""Tasks: an exercise of a lecture or of a lecturer's own file, of which every student can get a variant."""

import inspect
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from engine.errors import DomainError
from engine.trace.arrays import array_of
from engine.value import Value
from lectures.bounded import bounded
from lectures.entries import Drawn, Exercise
from lectures.errors import LectureError, in_words
from lectures.exercises.draw import Draw
from lectures.exercises.factors import always_alike, own_factors
from lectures.exercises.lint import faults_of_numbers
from lectures.exercises.naming import label
from lectures.exercises.needed import left_out
from lectures.exercises.quantity import Graded, Quantity, asked_as
from lectures.exercises.shared import shared
from lectures.exercises.units import flips
from lectures.exercises.variant import Variant
from nn import manual_seed

__all__ = ["Graded", "Quantity", "Task", "Variant"]

COURSE = Path(__file__).parents[1] / "course"
SIZES = 3
ATTEMPTS = 40
SHEETS = 3  # draws in which it is looked for what nobody gives


@dataclass(frozen=True)
class Task:
    """Something that students work out.

    Attributes:
        name: of the exercise.
        title: what a sheet calls it.
        asks: what is asked, as Markdown with LaTeX.
        minutes: how long it takes.
        hints: the gentlest first.
        place: the file that offers it.
        exercise: the function that builds it, and what else it says.
    """

    name: str
    title: str
    asks: str
    minutes: float
    hints: tuple[str, ...]
    place: Path
    exercise: Exercise = field(repr=False)

    @classmethod
    def of(cls, exercise: Exercise, place: Path) -> "Task":
        title = exercise.title or exercise.name.replace("-", " ").capitalize()
        return cls(exercise.name, title, exercise.asks, exercise.minutes, exercise.hints, place, exercise)

    @cached_property
    def quantities(self) -> tuple[Quantity, ...]:
        """What is asked for, in the order of the derivation, as on the sheet."""
        return self.variant(0).quantities

    @cached_property
    def factors(self) -> dict[float, str]:
        """The numbers that are its formula's own, each with what it is."""
        return own_factors(self)

    @cached_property
    def always_alike(self) -> set[tuple[str, str]]:
        """The pairs of gradients that have the same numbers, whichever are drawn."""
        return always_alike(self)

    @cached_property
    def flips(self) -> bool:
        """Whether a ReLU, or another choice, that stands alone is on in some draws and off in others."""
        return self.fresh and flips(self, ATTEMPTS)

    @property
    def sizes(self) -> int:
        """How many shapes there are, counting that of the sheet: 1, or 3 where a length is drawn."""
        return SIZES if self.variant(0).draws_lengths else 1

    @property
    def fresh(self) -> bool:
        """Whether its numbers depend on the seed."""
        return bool(inspect.signature(self.exercise.build).parameters)

    @property
    def unweighted(self) -> str:
        """What a lecturer's own exercise asks for though only most others have points, as if struck out; or ""."""
        if COURSE in self.place.resolve().parents:
            return ""  # there the rest is meant to count 1
        named = self.exercise.points
        rest = [quantity.name for quantity in self.quantities if quantity.name not in named]
        if not rest or len(named) <= len(rest):  # points for a few; the rest counts 1
            return ""
        taken = next((f" ({one[1:]} takes {one} with it)" for one in rest if one[:1] == "d" and one[1:] in named), "")
        return (
            f"the points of {self.name} leave out {', '.join(rest)}, asked for all the same, for 1 point each; "
            f"to ask for less, delete names in `values` and `wrt`{taken}, or give 0 points"
        )

    def weighted(self, points: Mapping[str, float]) -> "Task":
        """Return the task with other points for some quantities; those under its own name are shared among all.

        Raises:
            LectureError: for a quantity that it does not ask for.
        """
        if not points:
            return self
        points = {asked_as(name, self.quantities): x for name, x in points.items()}
        if self.name in points and self.name not in {q.name for q in self.quantities}:
            total, rest = points[self.name], {name: x for name, x in points.items() if name != self.name}
            single = {quantity.name: quantity.points for quantity in self.weighted(rest).quantities}
            if not any(single.values()):
                raise LectureError(f"{self.name} has nothing with points, so {total:g} cannot be shared among it")
            points = shared(total, single)
        for name in points:
            if name not in {q.name for q in self.quantities}:
                raise LectureError(f"{self.name} does not ask for {name!r}, so it cannot have points")
        return replace(self, exercise=replace(self.exercise, points={**self.exercise.points, **points}))

    def variant(self, seed: int = 0, size: int = 0) -> "Variant":
        """Return the task with the numbers of a seed: the same ones in every process, 0 for those of the sheet.

        Numbers that would hide a slip are drawn again, always in the same way; the sheet is taken as it is, and so are
        shapes, which no other draw would mend.

        Args:
            seed: which numbers.
            size: which shapes; 0 for those of the sheet.

        Raises:
            LectureError: where the function does not return what it should.
        """
        if not self.fresh or not (seed or size):
            return self.attempt(seed, size)
        best, fewest, failed = None, 0, None
        for again in range(ATTEMPTS):
            try:
                drawn = self.attempt(seed, size, again)
            except (DomainError, ArithmeticError) as error:  # these numbers lead out of the domain of a function
                failed = error
                continue
            found = len(faults_of_numbers(drawn))
            if best is None or found < fewest:
                best, fewest = drawn, found
            if not found:
                break
        if best is None:
            raise LectureError(f"exercise {self.name!r}: no draw of seed {seed} has a value: {failed}")
        return best

    def attempt(self, seed: int, size: int = 0, attempt: int = 0) -> "Variant":
        """Return one draw, whether or not the linter would take it."""
        draw = Draw(self.name, seed, size, attempt)
        built = self._build(draw)
        variant = Variant(self, seed, size, built, bool(draw.lengths), frozenset(draw.issued))
        variant.check_names()
        label(built, variant.given)
        return variant

    @cached_property
    def unsaid(self) -> tuple[str, ...]:
        """The names of drawn numbers that its answers need, and that it neither gives nor asks for: they are given."""
        names: dict[str, None] = {}
        for seed in range(SHEETS if self.fresh else 0):  # in one of them two numbers may happen to be equal
            draw = Draw(self.name, seed)
            try:
                drawn = self._build(draw)
            except (DomainError, ArithmeticError):
                continue
            variant = Variant(self, seed, 0, drawn)
            leaves = left_out(drawn, variant.said, draw.issued)
            names |= dict.fromkeys(name for leaf in leaves if (name := array_of(leaf.label)).isidentifier())
        return tuple(names)

    def _build(self, draw: Draw) -> Drawn:
        manual_seed(draw.seed)  # of weights that are drawn without an rng
        try:
            with bounded():
                built = self.exercise.build(draw) if self.fresh else self.exercise.build()
        except SystemExit as error:
            raise LectureError(f"exercise {self.name!r}: {in_words(error)}") from error
        if isinstance(built, tuple) and len(built) == 3:
            loss, gradients, given = built
            built = Drawn(loss, gradients, given)
        needs_loss = isinstance(built, Drawn) and bool(built.gradients or built.picks)
        if not isinstance(built, Drawn) or (needs_loss and not isinstance(built.loss, Value)):
            raise LectureError(
                f"exercise {self.name!r}: return (loss, {{name: parameters}}, {{name: what is given}}), or a Drawn"
            )
        return built
