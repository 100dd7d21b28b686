"""The numbers of an exercise: those of the sheet, or fresh ones of the same kind by a seed."""

from collections.abc import Sequence
from math import prod
from random import Random
from typing import Any, TypeVar

from engine.words.nested import nest, unnest

T = TypeVar("T")
HIDING = (0.0, 0.5, 1.0, 2.0)  # such a factor can be forgotten without a trace, or taken for one of a formula
LARGER, SMALLER = 1.6, 0.9  # times the number of the sheet, at most
LESS = 0.04  # with every further draw: most often it is the end of a sigmoid that one has to get away from
FINER = 3  # times a step is halved, where every number of that step stands there already


class Draw:
    """Gives an exercise its numbers: `draw(2.5)` is 2.5 on the sheet and such a number as 2.5 elsewhere.

    Seed 0 in size 0 is the sheet. Fresh numbers have the sign and about the size of those on the sheet, and as few
    decimals; where a list has both signs, its fresh numbers have. None is 0, 0.5, 1 or 2 where there are others to
    choose from, and hardly any comes twice.

    Attributes:
        issued: how large the numbers were that it has given.
        lengths: the lengths that it has given.

    Args:
        name: of the exercise; two exercises with one seed do not share their numbers.
        seed: which numbers.
        size: which shapes: 0 for those of the sheet; 1, 2, ... for others.
        attempt: the linter asks for another draw where the numbers would hide a slip.

    >>> sheet, fresh = Draw("pond"), Draw("pond", seed=1)
    >>> sheet(2.5), sheet([1.0, -0.4]), sheet.length(3)
    (2.5, [1.0, -0.4], 3)
    >>> fresh(2.5) == Draw("pond", seed=1)(2.5) != 2.5
    True
    """

    def __init__(self, name: str, seed: int = 0, size: int = 0, attempt: int = 0) -> None:
        self.is_sheet = seed == 0 and size == 0
        self.seed, self.size = seed, size
        self._random = Random(f"{name}/{seed}/{size}/{attempt}")
        self._most = max(SMALLER, LARGER - LESS * attempt)
        self.issued: set[float] = set()
        self.lengths: set[int] = set()

    def __call__(self, sheet: Any, *shape: int) -> Any:
        """Return a number or nested lists, as on the sheet or fresh.

        Args:
            sheet: what the sheet has, or a list of such numbers as are wanted.
            shape: the shape wanted, where it is another; by default that of the sheet.
        """
        entries, own = unnest(sheet, "draw")
        shape = shape or own
        if (self.is_sheet and shape == own) or not entries:
            self.issued |= {abs(float(x)) for x in entries}
            return sheet
        numbers = [float(x) for x in entries]
        signed = min(numbers) < 0 < max(numbers)
        models = [numbers[i % len(numbers)] for i in range(prod(shape))]
        return nest([self._like(model, signed) for model in models], shape)

    def length(self, sheet: int) -> int:
        """Return a length: that of the sheet, in other sizes another one, and different lengths stay different."""
        if self.size:
            new = [n for n in range(2, sheet + 7) if n != sheet and n not in self.lengths]
            sheet = self._random.choice(new[:4][self.size % 2 :: 2])  # so that two sizes differ
        self.lengths.add(sheet)
        return sheet

    def choice(self, options: Sequence[T]) -> T:
        """Return one of these; on the sheet it is the first."""
        chosen = options[0] if self.is_sheet else self._random.choice(options)
        if isinstance(chosen, float):
            self.issued.add(abs(chosen))
        return chosen

    def shuffled(self, options: Sequence[T]) -> list[T]:
        """Return these in an order that the seed gives, on the sheet too."""
        return self._random.sample(options, len(options))

    def _like(self, model: float, signed: bool) -> float:
        decimals = len(repr(abs(model)).partition(".")[2].rstrip("0")) if "e" not in repr(model) else 6
        step = 10.0**-decimals
        while step > abs(model) / 4 and model:  # too coarse to choose from: 0.2 becomes 0.15 or 0.25, not 0.1
            step /= 2
        if not model:
            model, step = 0.5, 0.1
        for _ in range(FINER):
            low, high = round(0.5 * abs(model) / step), round(self._most * abs(model) / step)
            near = [round(k * step, 10) for k in range(max(low, 1), high + 1)]
            near = [x for x in near if x not in HIDING] or near
            if new := [x for x in near if x not in self.issued]:
                break
            step /= 2
        number = self._random.choice(new or near)
        self.issued.add(number)
        sign = self._random.choice((-1, 1)) if signed else -1 if model < 0 else 1
        return sign * number
