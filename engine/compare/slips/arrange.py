"""Slips with one whole array: turned, reshaped, another one in its place, the parameter itself, one entry wrong."""

from collections.abc import Iterator, Sequence
from itertools import permutations, product
from math import prod

import numpy as np

from engine.compare.guesses import Guess, NamedArray, Numbers
from engine.compare.problem import Problem
from engine.compare.structure import partner
from engine.trace.arrays import array_of
from engine.words.nested import Shape, show_index, show_shape

NO_FLIP, IN_ORDER = "a cross-correlation has no flip in its gradient", "check the order of the indices"
RATES = (1.0, 0.5, 0.3, 0.2, 0.1, 0.05, 0.03, 0.02, 0.01, 0.005, 0.003, 0.001, 0.0001)


def rule(problem: Problem, array: NamedArray) -> str:
    """Return what the gradient of a matrix is, as the graph multiplies it: dA = dZ B^T, dB = A^T dZ for A @ B."""
    shape = show_shape(array.shape)
    plainly = f"a gradient has the shape of {array.called}, {shape}"
    if len(array.shape) != 2:
        return plainly
    rows, columns = array.shape
    factors = [{partner(*edge) for edge in problem.structure.users.get(node, ())} for node in array.nodes]
    below = rows > 1 and factors[0] == factors[columns]  # entries of one column meet the same factors
    if min(array.shape) > 1 and below is (factors[0] == factors[1]):
        return plainly
    names = {array_of(x.label) for x in factors[0] if x is not None}
    other = names.pop() if len(names) == 1 else ""
    d, x = (f"d{array.called}", other) if array.called.isidentifier() and other.isidentifier() else ("dW", "X")
    product = f"dZ {x}^T" if below or rows == 1 else f"{x}^T dZ"
    return f"{d} = {product} has the shape of {array.called}, {shape}"


def turned(
    numbers: Sequence[float], shape: Shape, rule: str = "", kernel: bool = True
) -> Iterator[tuple[str, str, str, Sequence[float], Shape, float]]:
    """Yield the same numbers in another arrangement: kind, words, remedy, numbers, shape, how usual.

    Args:
        rule: the remedy for what is transposed.
        kernel: whether they are those of a kernel, which alone is called flipped.
    """
    for axes in permutations(range(len(shape))):
        if list(axes) != sorted(axes):
            moved, left = permute(numbers, shape, axes)
            how = "rows and columns are exchanged" if len(shape) == 2 else f"the axes stand in the order {axes}"
            yield "transposed", f"transposed: {how}", rule, moved, left, 5.0
            if len(shape) == 2 and shape[0] != shape[1]:
                text = "the right numbers were read column by column: a reshape where a transpose is meant"
                yield "reshaped", text, "transpose it", moved, shape, 1.0
    if prod(shape) > 1:
        block = prod(shape[-2:])
        reverse = [x for i in range(0, len(numbers), block) for x in reversed(numbers[i : i + block])]
        how = "turned by 180 degrees" if len(shape) > 1 else "in reverse order"
        if kernel:
            text, remedy = f"the kernel is flipped: the entries stand {how}", NO_FLIP
            yield "kernel flipped|exchanged", text, remedy, reverse, shape, 3.0
        else:
            yield "kernel flipped|exchanged", f"the entries stand {how}", IN_ORDER, reverse, shape, 1.5
        for k, words in ((1, "one place too far"), (-1, "one place too early")):
            rolled = [*numbers[-k:], *numbers[:-k]]
            if kernel or rolled != reverse:
                text, remedy = f"the entries stand {words}", "check where the index starts"
                yield "shifted", text, remedy, rolled, shape, 0.7
    grid = np.array(numbers, dtype=object).reshape(shape)
    for axis in range(len(shape)):
        if len(shape) > 1 and shape[axis] > 1:
            flipped = np.flip(grid, axis).reshape(-1).tolist()
            text = f"the entries stand in reverse order along axis {axis}"
            yield "kernel flipped|exchanged", text, IN_ORDER, flipped, shape, 1.5


def others(problem: Problem, array: NamedArray) -> Iterator[Guess]:
    """The gradient of another parameter, the parameter itself, or the parameter after its update."""
    for other in (*problem.arrays, *problem.others):
        if other is not array and not other.nodes[0].inputs and not array.nodes[0].inputs:
            text = f"this is the gradient of {other.called}, not of {array.called}"
            yield Guess(
                "another parameter", problem.structure.gradient(other.nodes), text, shape=other.shape, usual=1.5
            )
    data = [node.data for node in array.nodes]
    yield Guess("parameter", data, f"these are the numbers of {array.called} itself, not their gradient", usual=0.7)
    right = problem.right(array)
    for rate in (*RATES, *_rate(array, right)):
        after = [x - rate * g for x, g in zip(data, right, strict=True)]
        text = f"this is {array.called} after its update (learning rate {rate:g}), not the gradient"
        yield Guess("parameter", after, text, usual=0.7)


def _rate(array: NamedArray, right: Sequence[float]) -> Iterator[float]:
    """Yield the learning rate that one number speaks of, where there are others to check it by."""
    k = max(range(len(right)), key=lambda i: abs(right[i]))
    if array.fits and len(right) >= 3 and right[k]:
        rate = (array.nodes[k].data - array.hand[k]) / right[k]
        if 0.0 < rate < 10.0 and not any(abs(rate - r) <= 1e-6 * r for r in RATES):
            yield rate


def reshaped(problem: Problem, array: NamedArray) -> Iterator[Guess]:
    """The right numbers in another shape."""
    if array.hand_shape not in (None, array.shape) and len(array.hand) == len(array.nodes):
        text = f"the numbers are right, but the shape is {show_shape(array.hand_shape or ())}"
        remedy = f"it should be {show_shape(array.shape)}"
        yield Guess("reshaped", problem.right(array), text, "", remedy, array.hand_shape, 5.0)


def of_a_result(problem: Problem, array: NamedArray) -> Iterator[Guess]:
    """In another shape than its own: the gradient of something that is computed from the parameter."""
    if array.fits or len(array.hand) < 2:
        return
    for nodes in problem.by_role.values():
        if len(nodes) == len(array.hand):
            shape = array.hand_shape or ()
            text = f"this is the gradient of the {problem.place(nodes)}, not yet of {array.name}"
            numbers = problem.structure.gradient(nodes)
            remedy = f"go on to {array.name}: {show_shape(array.shape)}"
            kinds = "not summed|chain stopped|weights forgotten"
            yield Guess(kinds, numbers, text, "", remedy, shape, 3.0)
            if len(shape) == 2:
                turned = np.array(numbers).reshape(shape[::-1]).T.reshape(-1)
                yield Guess(kinds, turned, text, "", remedy, shape, 2.0)


def repeated(problem: Problem, array: NamedArray) -> Iterator[Guess]:
    """One number spread over the whole array, or the whole array summed or averaged to one."""
    right = problem.right(array)
    n = len(right)
    if n < 2:
        return
    total = sum(right)
    for number, words in ((total, "the sum"), (total / n, "the mean")):
        text = f"{words} of all its entries stands in the place of each"
        yield Guess("axis", [number] * n, text, "", "one slope for every entry", usual=0.7)
        yield Guess("axis", [number], f"{words} of all its entries", "", "one slope for every entry", (), 1.5)
    if len(array.shape) == 2:
        rows, columns = array.shape
        grid = [right[i * columns : (i + 1) * columns] for i in range(rows)]
        by_row = [sum(row) for row in grid]
        by_column = [sum(column) for column in zip(*grid, strict=True)]
        for shape, numbers, words in (((rows,), by_row, "columns"), ((columns,), by_column, "rows")):
            for extra in (shape, (*shape, 1), (1, *shape)):
                text = f"summed over the {words} of {array.called}"
                yield Guess("axis", numbers, text, "", "one slope for every entry", extra, 1.0)


def one_number(problem: Problem, array: NamedArray) -> Iterator[Guess]:
    """One number in the place of an array: an inner product for an outer one, or what all its entries are."""
    if array.fits or len(array.hand) != 1:
        return
    right, shape = problem.right(array), array.hand_shape
    if max(right) - min(right) <= 1e-12 * max(map(abs, right)):
        text = f"one number stands for all {len(right)} entries of {array.called}, which are the same"
        yield Guess("reshaped|not summed", right[:1], text, "", "one slope for every entry", shape, 3.0)
    elif len(array.shape) == 2 and array.shape[0] == array.shape[1]:
        text = "the inner product stands where the outer product belongs: one number, not a matrix"
        trace = sum(right[:: array.shape[0] + 1])
        yield Guess("reshaped|transposed|wrong operand", [trace], text, "", rule(problem, array), shape, 3.0)


def square(problem: Problem, array: NamedArray) -> Iterator[Guess]:
    """A square matrix taken for symmetric, diagonal or triangular."""
    if len(array.shape) != 2 or array.shape[0] != array.shape[1]:
        return
    right = np.array(problem.right(array)).reshape(array.shape)
    remedy = "every entry is a variable of its own"
    for numbers, words in (
        (right + right.T, "added to its transpose, as for a symmetric matrix"),
        (right + right.T - np.diag(np.diag(right)), "as for a symmetric matrix: doubled off the diagonal"),
        ((right + right.T) / 2, "made symmetric"), (right - right.T, "its transpose subtracted"),
        (np.diag(np.diag(right)), "only the diagonal is filled in"),
        (right - np.diag(np.diag(right)), "the diagonal is left out"),
        (np.triu(right), "only the upper triangle is filled in"),
        (np.tril(right), "only the lower triangle is filled in"),
    ):  # fmt: skip
        yield Guess("symmetric|factor 2|zero", numbers.reshape(-1), words, "", remedy, usual=1.0)


def stopped(problem: Problem, array: NamedArray) -> Iterator[Guess]:
    """The gradient with respect to something computed from the parameter is taken for that of the parameter."""
    nodes = list(array.nodes)
    for step in range(4):
        users = [problem.structure.users.get(node, []) for node in nodes]
        if not all(len(of) == 1 for of in users):
            return
        nodes = [of[0][0] for of in users]
        if len(set(nodes)) < len(nodes):
            return
        if step == 0:
            continue  # a derivative or a factor forgotten
        text = f"this is the gradient of {problem.value(nodes)}, not yet of {array.called}"
        numbers = problem.structure.gradient(nodes)
        yield Guess("chain stopped", numbers, text, "", "go one step further back", usual=2.0)


def entries(array: NamedArray, right: Sequence[float] | Numbers, wrong: Sequence[int]) -> Iterator[Guess]:
    """All but one or two entries are right."""
    n = len(array.nodes)
    spoken = sum(right[i] != 0.0 for i in range(n) if i not in wrong)
    if not array.fits or len(wrong) not in (1, 2) or spoken <= len(wrong):
        return
    index = list(product(*map(range, array.shape)))
    where = " and ".join(show_index(index[i]) for i in wrong)
    one, several = f"only {where} is wrong, the rest is right", f"only {where} are wrong, the rest is right"
    kind, text = "entry", one if len(wrong) == 1 else several
    if len(wrong) == 2:
        i, j = wrong
        slack = array.written.slack
        if all(abs(array.hand[a] - right[b]) <= slack[a] + 1e-6 * abs(right[b]) for a, b in ((i, j), (j, i))):
            kind, text = "exchanged", f"{where} are exchanged, the rest is right"
    if len(wrong) == 1:
        i = wrong[0]
        if abs(array.hand[i] + right[i]) <= array.written.slack[i] + 1e-6 * abs(right[i]):
            text = f"only {where} is wrong: its sign is flipped"
    yield Guess(kind, array.hand, text, "", "check this entry alone", usual=1.0)


def permute(numbers: Sequence[float], shape: Shape, axes: Sequence[int]) -> tuple[list[float], Shape]:
    """Return the numbers with the axes in another order, and the new shape.

    >>> permute([1, 2, 3, 4, 5, 6], (2, 3), (1, 0))
    ([1, 4, 2, 5, 3, 6], (3, 2))
    """
    pairs = zip(product(*map(range, shape)), numbers, strict=True)
    entries = sorted(pairs, key=lambda entry: [entry[0][a] for a in axes])
    return [number for _, number in entries], tuple(shape[a] for a in axes)
