"""Slips with sums: a gradient adds up shares, one for each example and time step."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain, combinations, product
from math import prod

import numpy as np

from engine.compare.guesses import Guess, NamedArray
from engine.compare.problem import Problem
from engine.compare.slips.uses import Use, is_recurrent, levels, parts, sum_of, uses
from engine.compare.structure import partner
from engine.words.nested import Shape, show_shape


def examples(problem: Problem, array: NamedArray) -> Iterator[Guess]:
    """The share of one example only (of one term, where there is no batch), or all but one, or all side by side."""
    steps = levels(problem, array)
    groups = list(zip(*steps, strict=True)) if steps else []
    if _by_unit(problem, array):
        yield from _paths(problem, array, groups, "term")
    else:
        yield from _not_all(problem, array, groups, "example", "sum over the batch (or over all positions)")


def _by_unit(problem: Problem, array: NamedArray) -> bool:
    """Tell whether each use is that of a unit with weights of its own, as x in W @ x; a batch shares its weights."""
    factors = {partner(*edge) for node in array.nodes for edge in problem.structure.users.get(node, ())}
    return all(x is not None and not x.inputs and not x.is_constant and x.label[:1] not in "xX" for x in factors)


def time(problem: Problem, array: NamedArray) -> Iterator[Guess]:
    """The share of one time step only, or of the latest ones; where no step leads to the next one, of one path."""
    steps = levels(problem, array)
    if len(steps) < 2 or is_recurrent(problem):
        yield from _not_all(problem, array, steps, "time step", "shared weights add up over all time steps")
    else:
        yield from _paths(problem, array, steps, "path")


def in_parts(problem: Problem, array: NamedArray) -> Iterator[Guess]:
    """The same where an array stands in several parts of the loss, such as in a penalty: slips in one part alone."""
    for steps in parts(problem, array):
        some = [use for step in steps for use in step]
        rest = np.array(problem.right(array)) - np.array(share(problem, some))
        place = problem.place(sum_of(problem, node) for use in some for node, _ in use)
        where = f"in the part that comes through the {place}"
        groups = [*zip(*steps, strict=True)]
        remedy = "shares of all uses are added up"
        guesses = [_paired(problem, array, some)]
        if not _by_unit(problem, array):
            guesses.append(_not_all(problem, array, groups, "example", remedy))
        if len(steps) > 1:
            guesses.append(_not_all(problem, array, steps, "time step", remedy))
        for guess in (guess for of in guesses for guess in of):
            if guess.shape is None:
                yield replace(guess, numbers=rest + np.asarray(guess.numbers), where=where, usual=guess.usual / 2)


def _paths(problem: Problem, array: NamedArray, groups: Sequence[Sequence[Use]], each: str) -> Iterator[Guess]:
    """Yield what `_not_all` does, in words for two paths where there are two."""
    for guess in _not_all(problem, array, groups, each, f"add up what comes back from all that {array.called} feeds"):
        found = re.fullmatch(rf"(only )?{each} (\d) of 2 is (counted|left out)", guess.what)
        if found:
            left = int(found[2]) - 1 if not found[1] else 2 - int(found[2])
            through = problem.value(sum_of(problem, node) for use in groups[left] for node, _ in use)
            guess = replace(guess, what=f"one of the two paths into {array.called} (through {through}) is left out")
        yield guess


def _not_all(
    problem: Problem, array: NamedArray, groups: Sequence[Sequence[Use]], each: str, remedy: str
) -> Iterator[Guess]:
    if len(groups) < 2:
        return
    shares = np.array([share(problem, group) for group in groups])
    right, n = shares.sum(axis=0), len(groups)
    missing = (
        "example missing|not summed|path"
        if each == "example"
        else "not summed|path"
        if each == "term"
        else "path|time step missing|not summed"
        if each == "path"
        else "time step missing|path"
    )
    for k, one in enumerate(shares):
        often = 4.5 if k in (0, n - 1) else 1.5
        yield Guess(missing, one, f"only {each} {k + 1} of {n} is counted", "", remedy, usual=often)
        yield Guess(
            missing, one / n, f"only {each} {k + 1} of {n} is counted, and divided by {n}", "", remedy, usual=often / 3
        )
        yield Guess(missing, right - one, f"{each} {k + 1} of {n} is left out", "", remedy, usual=often)
        yield Guess(missing, right + one, f"{each} {k + 1} of {n} is counted twice", "", remedy, usual=0.5)
    for k in range(2, n - 1):
        yield Guess(
            missing, shares[:k].sum(axis=0), f"only the first {k} of {n} {each}s are counted", "", remedy, usual=0.7
        )
        yield Guess(
            missing, shares[-k:].sum(axis=0), f"only the last {k} of {n} {each}s are counted", "", remedy, usual=0.7
        )
    yield Guess(
        "not summed", shares.reshape(-1), f"yours keeps the {n} {each}s apart", "", remedy, (n, *array.shape), 4.0
    )
    spread = np.prod(shares, axis=0)
    yield Guess("not summed", spread, f"the shares of the {n} {each}s are multiplied, not added", "", remedy, usual=0.2)


def pairing(problem: Problem, array: NamedArray) -> Iterator[Guess]:
    """Each use is a product of what arrives and what was multiplied: the wrong two are put together."""
    found = uses(problem, array)
    if found:
        yield from _paired(problem, array, found)


def _paired(problem: Problem, array: NamedArray, found: Sequence[Use]) -> Iterator[Guess]:
    gradients = problem.structure.gradients
    arrives = np.array([[gradients[edge[0]] for edge in use] for use in found])
    factors = np.array([[problem.structure.partial(edge) for edge in use] for use in found])
    n, data = len(found), np.array([node.data for node in array.nodes])
    remedy = "each share is what arrives at a use times what the parameter was multiplied by there"
    if n > 1:
        text = "the sum of products is taken for the product of the sums"
        yield Guess("wrong operand", arrives.sum(axis=0) * factors.sum(axis=0), text, "", remedy, usual=1.0)
        yield Guess(
            "wrong operand",
            arrives.sum(axis=0) * factors.mean(axis=0),
            f"{text} (a mean of the factors)",
            "",
            remedy,
            usual=0.7,
        )
        for k, use in enumerate(factors):
            text = f"the factor of use {k + 1} stands at every use"
            yield Guess("wrong operand", arrives.sum(axis=0) * use, text, "", remedy, usual=0.5)
        for places, words, usual in (
            (slice(None, None, -1), "in reverse order", 1.0), (np.roll(range(n), 1), "of the one before", 1.5),
            (np.roll(range(n), -1), "of the next one", 1.5),
        ):  # fmt: skip
            moved = (arrives * factors[places]).sum(axis=0)
            yield Guess(
                "shifted|kernel flipped|wrong operand",
                moved,
                f"each example or step meets the factor {words}",
                "",
                remedy,
                usual=usual,
            )
        for first, rest in ((arrives[1:], factors[:-1]), (arrives[:-1], factors[1:])):
            text = "each example or step meets the factor of its neighbour, and the end is left out"
            yield Guess("shifted", (first * rest).sum(axis=0), text, "", remedy, usual=1.0)
        yield Guess(
            "wrong operand",
            np.cumsum(arrives, axis=0).sum(axis=0)
            if np.all(factors == 1)
            else (np.cumsum(arrives, axis=0) * factors).sum(axis=0),
            "what arrives is accumulated from one to the next",
            "",
            remedy,
            usual=0.5,
        )
    plain = arrives.sum(axis=0)
    if all(partner(*edge) is not None for use in found for edge in use):
        yield Guess("factor forgotten", plain, "not multiplied by the other factor", "", remedy, usual=3.0)
    right = (arrives * factors).sum(axis=0)
    yield Guess(
        "bias input|parameter|product rule|factor twice",
        right * data,
        f"multiplied by {array.called} itself",
        "",
        remedy,
        usual=1.5,
    )
    if np.all(data):
        yield Guess("factor twice", right / data, f"divided by {array.called} itself", "", remedy, usual=0.5)


def axis(problem: Problem, array: NamedArray) -> Iterator[Guess]:
    """The shares of the uses, summed over another axis than that of the uses."""
    found = uses(problem, array)
    if len(found) < 2:
        return
    shares = list(chain.from_iterable(share(problem, [use]) for use in found))
    shape = (len(found), *array.shape)
    for count in range(1, len(shape) + 1):
        for axes in combinations(range(len(shape)), count):
            if axes != (0,):
                numbers, left = reduce_over(shares, shape, axes)
                where = "everything" if count == len(shape) else f"the wrong axis (what is left is {show_shape(left)})"
                remedy = "sum over the examples only"
                n = prod(shape) / max(1, prod(left))
                for c, words in ((1.0, f"summed over {where}"), (1.0 / n, f"averaged over {where}")):
                    scaled = [c * x for x in numbers]
                    yield Guess("axis", scaled, words, "", remedy, left, 2.0)
                    yield Guess("axis", scaled, words, "", remedy, (1, *left), 1.0)
                    if left == () and array.shape:
                        yield Guess("axis", scaled * prod(array.shape), words, "", remedy, array.shape, 1.0)


def reduce_over(numbers: Sequence[float], shape: Shape, axes: Sequence[int]) -> tuple[list[float], Shape]:
    """Return the sums over some axes, and the shape that is left.

    >>> reduce_over([1, 2, 3, 4, 5, 6], (2, 3), [1])
    ([6.0, 15.0], (2,))
    """
    kept = [i for i in range(len(shape)) if i not in axes]
    sums: defaultdict[Shape, float] = defaultdict(float)
    for index, number in zip(product(*map(range, shape)), numbers, strict=True):
        sums[tuple(index[i] for i in kept)] += number
    return list(sums.values()), tuple(shape[i] for i in kept)


def share(problem: Problem, some: Sequence[Use]) -> list[float]:
    """Return what some uses of an array add to its gradient."""
    gradients, partial = problem.structure.gradients, problem.structure.partial
    return [sum(gradients[edge[0]] * partial(edge) for edge in of_one) for of_one in zip(*some, strict=True)]
