"""Data as two lists that pair up, inputs and targets, and what one does with them before and during training."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import isfinite, sqrt
from typing import Any, NamedTuple, Self

from engine.errors import DomainError, NotANumberError, OutsideError, ShapeError
from engine.real import check_count, check_number, real
from engine.words.nested import flatten, is_list
from nn.shape import check_rng

InputsAndTargets = tuple[Sequence[Any], Sequence[Any]]  # Data, or any two lists of one length


class _Pair(NamedTuple):
    inputs: list[Any]
    targets: list[Any]


class Data(_Pair):
    """Examples: inputs[i] belongs to targets[i].

    An input is a list of numbers, an image [channel][row][column], or a sequence of lists. A target is an int for a
    class and a float (or a list of floats) for a quantity.

    Args:
        inputs, targets: two lists, with one entry for each example.

    Raises:
        ShapeError: for what is no list.

    >>> inputs, targets = Data([[0.0], [1.0]], [0, 1])
    >>> targets
    [0, 1]
    """

    __slots__ = ()

    def __new__(cls, inputs: list[Any], targets: list[Any]) -> Self:
        _check_lists(inputs, targets, "data")
        return super().__new__(cls, inputs, targets)

    def __getitem__(self, at: Any) -> Any:
        try:
            return super().__getitem__(at)
        except IndexError:
            raise OutsideError(
                f"data: it is a pair, data[0] the inputs and data[1] the targets, got [{at}]; "
                f"an example is data.take([{at}]), or data.inputs[{at}] and data.targets[{at}]"
            ) from None

    def pairs(self) -> list[tuple[Any, Any]]:
        """Return each input with its target."""
        return list(zip(self.inputs, self.targets, strict=True))

    def take(self, indices: Sequence[int]) -> "Data":
        """Return the examples with these indices, in this order.

        >>> Data(["a", "b", "c"], [0, 1, 2]).take([2, 0])
        Data(inputs=['c', 'a'], targets=[2, 0])
        """
        try:
            return Data([self.inputs[i] for i in indices], [self.targets[i] for i in indices])
        except (IndexError, TypeError):
            last = len(self.inputs) - 1
            raise ShapeError(f"take: expects a list of whole numbers from 0 to {last}, got {indices!r:.60}") from None


def _check_lists(inputs: object, targets: object, where: str) -> None:
    for what, column in (("inputs", inputs), ("targets", targets)):
        if not is_list(column):
            raise ShapeError(f"{where}: {what} must be a list, with one entry for each example, got {column!r:.60}")


def examples(data: InputsAndTargets, where: str = "data") -> Data:
    """Return a pair of lists as Data; an error begins with the argument that they were given as.

    Raises:
        ShapeError: when the lists are empty or do not pair up.

    >>> examples(([[0.0]], [1]))
    Data(inputs=[[0.0]], targets=[1])
    """
    if not is_list(data) or len(data) != 2:
        got = f"{len(data)} things" if is_list(data) else f"{type(data).__name__} {data!r:.60}"
        raise ShapeError(f"{where}: expected a pair (inputs, targets), got {got}; give two lists")
    inputs, targets = data
    _check_lists(inputs, targets, where)
    if len(inputs) != len(targets) or not len(inputs):
        raise ShapeError(f"{where}: {len(inputs)} inputs and {len(targets)} targets; each example needs one of both")
    return Data(list(inputs), list(targets))


def finite(data: InputsAndTargets, where: str = "data") -> Data:
    """Return a pair of lists as Data, after a look at every number.

    Raises:
        DomainError: when a number is nan or infinite; it names the example.
        NotANumberError: when None stands where a number belongs.

    >>> finite(([[0.0], [float("nan")]], [1, 0]))
    Traceback (most recent call last):
    engine.errors.DomainError: data: inputs[1] contains nan; remove or repair this example
    """
    found = examples(data, where)
    for name, column in found._asdict().items():
        for i, example in enumerate(column):
            for number in flatten(example):
                if number is None:
                    raise NotANumberError(f"{where}: {name}[{i}] contains None; remove or repair this example")
                if isinstance(number, float) and not isfinite(number):
                    raise DomainError(f"{where}: {name}[{i}] contains {number}; remove or repair this example")
    return found


def rows_of_numbers(where: str, rows: Any) -> list[list[float]]:
    """Return a list of vectors of one length as floats.

    Raises:
        ShapeError: for anything else, or for none.

    >>> rows_of_numbers("KMeans", [[0, 1], [2, 3]])
    [[0.0, 1.0], [2.0, 3.0]]
    """
    if not is_list(rows) or not all(map(is_list, rows)) or len({len(row) for row in rows}) != 1:
        example = "such as [[1, 2], [3, 4]]"
        raise ShapeError(f"{where}: expects a list of vectors of one length, {example}, got {rows!r:.60}")
    return [[check_number(where, f"entry {i} of vector {n}", x) for i, x in enumerate(v)] for n, v in enumerate(rows)]


def shuffled(data: Data, rng: random.Random) -> Data:
    """Return the same examples in random order.

    >>> shuffled(Data(["a", "b", "c"], [0, 1, 2]), random.Random(1))
    Data(inputs=['a', 'c', 'b'], targets=[0, 2, 1])
    """
    data = examples(data)
    return data.take(check_rng("shuffled", rng).sample(range(len(data.inputs)), len(data.inputs)))


def batches(data: Data, size: int | None = None, rng: random.Random | None = None) -> Iterator[Data]:
    """Yield the examples in pieces of `size`, each example once; the last piece may be shorter.

    Args:
        size: examples in a batch, at least 1; None for all of them at once (full batch).
        rng: shuffles before cutting; None keeps the order.

    >>> [batch.targets for batch in batches(Data([[0], [1], [2]], [0, 1, 2]), size=2)]
    [[0, 1], [2]]

    Source: notes 002, section 2.4, "Mini-batch"; 004, "Stochastic Gradient Descent".
    """
    data = examples(data)
    return map(data.take, index_batches(len(data.inputs), size, rng))


def index_batches(count: int, size: int | None, rng: random.Random | None) -> Iterator[list[int]]:
    """Yield the numbers 0..count-1 in batches, as `batches` does with examples.

    >>> list(index_batches(3, 2, None))
    [[0, 1], [2]]
    """
    if size is not None:
        check_count("batches", "the size of a batch", size)
    order = check_rng("batches", rng).sample(range(count), count) if rng is not None else list(range(count))
    for start in range(0, count, size or count):
        yield order[start : start + (size or count)]


def split(data: Data, fraction: float, rng: random.Random) -> tuple[Data, Data]:
    """Return two disjoint random parts, the first with round(fraction * n) examples: train and held-out data.

    Args:
        fraction: of the examples that go to the first part, between 0 and 1.

    Raises:
        ShapeError: when a part would be empty.

    >>> train, test = split(Data([[0], [1], [2], [3]], [0, 1, 2, 3]), 0.75, random.Random(0))
    >>> len(train.inputs), len(test.inputs)
    (3, 1)
    """
    count = len(examples(data).inputs)
    first = round(check_number("split", "fraction", fraction) * count)
    if not 0 < first < count:
        raise ShapeError(
            f"split: a fraction of {fraction} of {count} examples leaves one part empty; choose one between 0 and 1"
        )
    order = shuffled(data, rng)
    return order.take(range(first)), order.take(range(first, count))


@dataclass(frozen=True)
class Standardise:
    """The map x -> (x - mean) / deviation for each feature, learned on training data and applied to any other.

    >>> scale = Standardise.to([[1.0, 5.0], [3.0, 5.0]])
    >>> scale([1.0, 5.0]), scale.back([1.0, 0.0])
    ([-1.0, 0.0], [3.0, 5.0])
    """

    mean: list[float]
    deviation: list[float]

    @classmethod
    def to(cls, inputs: Sequence[Sequence[float]]) -> "Standardise":
        """Measure mean and standard deviation (over n, not n - 1) of each feature; a constant one keeps its scale."""
        columns = list(zip(*rows_of_numbers("Standardise.to", inputs), strict=True))
        mean = [sum(column) / len(column) for column in columns]
        variance = [sum((x - m) ** 2 for x in column) / len(column) for column, m in zip(columns, mean, strict=True)]
        return cls(mean, [sqrt(v) or 1.0 for v in variance])

    def __call__(self, x: Sequence[float]) -> list[float]:
        return [(v - m) / s for v, m, s in zip(self._features(x), self.mean, self.deviation, strict=True)]

    def back(self, z: Sequence[float]) -> list[float]:
        """Return the features in their own units again."""
        return [v * s + m for v, m, s in zip(self._features(z), self.mean, self.deviation, strict=True)]

    def __post_init__(self) -> None:
        if len(self.mean) != len(self.deviation) or not all(self.deviation):
            raise ShapeError("Standardise: needs a mean and a deviation, not 0, for each feature; see Standardise.to")

    def _features(self, x: Sequence[float]) -> list[float]:
        if not is_list(x) or len(x) != len(self.mean):
            raise ShapeError(f"Standardise: expects a list of {len(self.mean)} numbers, got {x!r:.60}")
        return [real(v, "Standardise") for v in x]
