"""Slips of arrangement: the right numbers at the wrong places, and wrong shapes."""

from collections.abc import Iterator, Sequence
from itertools import permutations, product
from math import prod

from engine.compare.problem import Guess, Problem, all_close
from engine.words.nested import Shape, show_index, show_shape


def transposed(problem: Problem) -> Iterator[Guess]:
    """Rows and columns are exchanged."""
    shape = problem.shape
    for axes in permutations(range(len(shape))):
        if list(axes) != sorted(axes):
            numbers, left = permute(problem.right, shape, axes)
            how = "rows and columns are exchanged" if len(shape) == 2 else f"the axes stand in the order {axes}"
            yield Guess(numbers, f"transposed: {how}; dW = X^T dZ has the shape of W, {show_shape(shape)}", left)


def flipped(problem: Problem) -> Iterator[Guess]:
    """A kernel turned by 180 degrees: convolution where the model correlates, or the other way round."""
    shape, right = problem.shape, problem.right
    if prod(shape) < 2:
        return
    sides = shape[-2:]
    block = prod(sides)
    turned = [x for i in range(0, len(right), block) for x in reversed(right[i : i + block])]
    how = "turned by 180 degrees" if len(sides) == 2 else "in reverse order"
    yield Guess(turned, f"the kernel is flipped: the entries stand {how} (convolution against cross-correlation)")


def reshaped(problem: Problem) -> Iterator[Guess]:
    """The right numbers in reading order or column by column, but in another shape."""
    if problem.hand_shape != problem.shape and len(problem.hand) == len(problem.nodes):
        want, got = show_shape(problem.shape), show_shape(problem.hand_shape)
        text = f"the numbers are right, but the shape is {got} and should be {want}"
        yield Guess(problem.right, text, problem.hand_shape)
    if len(problem.shape) == 2:
        by_column, _ = permute(problem.right, problem.shape, (1, 0))
        text = "the right numbers were read column by column: a reshape where a transpose is meant"
        yield Guess(by_column, text)
        if problem.hand_shape != problem.shape[::-1]:
            yield Guess(by_column, text, problem.hand_shape)


def entries(problem: Problem) -> Iterator[Guess]:
    """All but one or two entries are right."""
    wrong = problem.wrong
    if not problem.target.fits or len(wrong) not in (1, 2) or len(problem.right) <= 2 * len(wrong):
        return
    index = list(product(*map(range, problem.shape)))
    where = " and ".join(show_index(index[i]) for i in wrong)
    text = f"only {where} {'is' if len(wrong) == 1 else 'are'} wrong, the rest is right"
    if all_close([problem.hand[i] for i in wrong], [problem.right[i] for i in reversed(wrong)]):
        text = f"{where} are exchanged, the rest is right"
    yield Guess(problem.hand, text)


def reordered(problem: Problem) -> Iterator[Guess]:
    """The right numbers in another order."""
    if problem.evidence >= 3 and all_close(sorted(problem.hand), sorted(problem.right)):
        text = "the right numbers, but not at their places: check the indices"
        yield Guess(problem.hand, text, problem.hand_shape)


def shape(problem: Problem) -> Iterator[Guess]:
    """The shape is wrong, and nothing else is known."""
    if not problem.target.fits:
        want, got = show_shape(problem.shape), show_shape(problem.hand_shape)
        text = f"yours has the shape {got}, but a gradient has the shape of its parameter, {want}"
        yield Guess(problem.hand, f"{text}: one slope for every entry", problem.hand_shape)


def permute(numbers: Sequence[float], shape: Shape, axes: Sequence[int]) -> tuple[list[float], Shape]:
    """Return the numbers with the axes in another order, and the new shape.

    >>> permute([1, 2, 3, 4, 5, 6], (2, 3), (1, 0))
    ([1, 4, 2, 5, 3, 6], (3, 2))
    """
    pairs = zip(product(*map(range, shape)), numbers, strict=True)
    entries = sorted(pairs, key=lambda entry: [entry[0][a] for a in axes])
    return [number for _, number in entries], tuple(shape[a] for a in axes)
