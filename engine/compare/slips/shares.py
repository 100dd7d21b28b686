"""Slips with sums: a gradient adds up shares, one for each example, time step and term of the loss."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import chain, combinations, product
from math import prod

import numpy as np

from engine.compare.problem import Guess, NamedArray, Problem, Slip
from engine.compare.structure import Edge, family, kind, partner, slot_kind, sources
from engine.trace.arrays import array_of
from engine.value import Value
from engine.words.nested import Shape, show_shape

Use = tuple[Edge, ...]  # one use of the whole array: an edge for every entry
AXES = ("first", "second", "third", "fourth")
SUBSETS = 4  # of more terms, only single ones and all but one are tried


def uses(problem: Problem, array: NamedArray) -> list[Use]:
    """Return the uses of an array in topological order; [] when its entries are not all used in the same way."""
    edges = [problem.structure.users.get(node, []) for node in array.nodes]
    ways = {(kind(node), slot_kind(node, slot)) for of_one in edges for node, slot in of_one}
    alike = len(ways) == 1 and len({len(of_one) for of_one in edges}) == 1
    apart = all(len({user for user, _ in of_one}) == len(of_one) for of_one in edges)  # a + a is no batch of two
    if not alike or not apart or len(set(array.nodes)) < len(array.nodes):
        return []
    return list(zip(*edges, strict=True))


def levels(problem: Problem, array: NamedArray) -> list[list[Use]]:
    """Return the uses by time step: what lies behind other uses of a shared array is later; equals are a batch."""
    if ("levels", array.name) in problem.known:
        return problem.known["levels", array.name]  # type: ignore[no-any-return]
    found, moments = uses(problem, array), problem.moments
    steps: dict[tuple[int, int], list[Use]] = {}
    for use in found:
        steps.setdefault(max(moments[node] for node, _ in use), []).append(use)
    ordered = [steps[d] for d in sorted(steps)]
    answer = ordered if len({len(step) for step in ordered}) <= 1 else [found]
    problem.known["levels", array.name] = answer
    return answer


def examples(problem: Problem, array: NamedArray) -> Iterator[Guess]:
    """The share of one example only, or all but one, or the shares left side by side."""
    steps = levels(problem, array)
    groups = list(zip(*steps, strict=True)) if steps else []
    yield from _not_all(problem, array, groups, "example", "sum over the batch (or over all positions)")


def time(problem: Problem, array: NamedArray) -> Iterator[Guess]:
    """The share of one time step only, or of the latest ones, of parameters used at every step."""
    yield from _not_all(
        problem, array, levels(problem, array), "time step", "shared weights add up over all time steps"
    )


def _not_all(
    problem: Problem, array: NamedArray, groups: Sequence[Sequence[Use]], each: str, remedy: str
) -> Iterator[Guess]:
    if len(groups) < 2:
        return
    shares = np.array([share(problem, group) for group in groups])
    right, n = np.array(problem.right(array)), len(groups)
    missing = "example missing|not summed|path" if each == "example" else "time step missing|path"
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
    if not found:
        return
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
        f"multiplied by {array.name} itself",
        "",
        remedy,
        usual=1.5,
    )
    if np.all(data):
        yield Guess("factor twice", right / data, f"divided by {array.name} itself", "", remedy, usual=0.5)


def penalised(problem: Problem, array: NamedArray) -> Iterator[Guess]:
    """A penalty that this parameter does not have, or that it has twice."""
    right, data = np.array(problem.right(array)), np.array([node.data for node in array.nodes])
    numbers = {1.0: None}
    for node in reversed(problem.structure.order):  # those next to the loss first
        if node.primitive is None and node not in problem.names and node.data > 0 and node.label == "":
            numbers.setdefault(node.data)
    for c in list(numbers)[:6]:
        for k, often in ((1.0, 2.0), (2.0, 1.5), (0.5, 1.0)):
            text = f"a penalty is added: {k * c:.6g} times {array.name}"
            yield Guess("penalty", right + k * c * data, text, "", "this parameter is not penalised so", usual=often)
            yield Guess(
                "penalty",
                right - k * c * data,
                f"{text}, with a minus",
                "",
                "this parameter is not penalised so",
                usual=often / 2,
            )


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
                text, remedy = f"summed over {where}", "sum over the examples only"
                n = prod(shape) / max(1, prod(left))
                for c, words in ((1.0, text), (1.0 / n, text.replace("summed", "averaged"))):
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


def terms(problem: Problem) -> Iterator[Slip]:
    """The gradient of some terms of the loss only, or some of them with another sign or factor."""
    all_terms = problem.structure.terms
    if len(all_terms) < 2:
        return
    sizes = range(1, len(all_terms)) if len(all_terms) <= SUBSETS else (1, len(all_terms) - 1)
    parameters = {x for array in (*problem.arrays, *problem.others) for x in array.nodes}
    for size in sizes:
        for kept in combinations(all_terms, size):
            cut = [edge for group in all_terms if group not in kept for edge in group]
            rest = [edge for group in kept for edge in group]
            name = "that with the " + " and the ".join(problem.source(group) for group in kept)
            gone = "that with the " + " and the ".join(
                problem.source(group) for group in all_terms if group not in kept
            )
            penalty = _is_penalty(cut, parameters)
            kind = "penalty" if penalty else "term"
            words = (
                f"one part of the loss is left out: {gone}"
                if size > 1 or penalty
                else f"only one part of the loss is there: {name}"
            )
            yield Slip(
                f"{kind}|path",
                words,
                "",
                "the gradient of a sum is the sum of the gradients",
                dict.fromkeys(cut, 0.0),
                4.0,
            )
            partial = problem.structure.partial
            kind = "penalty" if _is_penalty(rest, parameters) else "term"
            for c, words in _factors_of_terms(problem, rest):
                slopes = {edge: c * partial(edge) for edge in rest}
                also = (
                    "sign"
                    if c == -1.0
                    else "factor 2"
                    if c in (2.0, 0.5)
                    else "mean"
                    if "number" in words or "axis" in words
                    else "constant forgotten"
                )
                yield Slip(f"{kind}|{also}", f"one part of the loss enters with {words}: {name}", "", "", slopes, 2.0)


def _factors_of_terms(problem: Problem, rest: Sequence[Edge]) -> Iterator[tuple[float, str]]:
    yield -1.0, "the wrong sign"
    yield 2.0, "a factor 2 too many"
    yield 0.5, "a factor 2 too few"
    for m, what in counts(problem):
        yield float(m), f"a factor {m} too many, {what}"
        yield 1.0 / m, f"a factor {m} too few, {what}"
    constants = {problem.structure.partial(edge) for edge in rest}
    if len(constants) == 1 and (c := constants.pop()) not in (0.0, 1.0, -1.0, 0.5):
        yield 1.0 / c, f"its factor {c:.6g} left out"
    for node in {x for edge in rest for x in (*edge[0].inputs, *edge[0].inputs[edge[1]].inputs)}:
        if node.primitive is None and node.data not in (0.0, 1.0, -1.0, 2.0, 0.5) and node not in problem.names:
            yield 1.0 / node.data, f"its factor {node.data:.6g} left out"
            yield node.data, f"its factor {node.data:.6g} twice"


def _is_penalty(edges: Sequence[Edge], parameters: set) -> bool:  # type: ignore[type-arg]
    """Tell whether these terms are sums of powers or absolute values of parameters themselves."""
    stack, seen, penalised = list(sources(edges)), set(), False
    while stack:
        node = stack.pop()
        if node in seen or node.is_constant:
            continue
        seen.add(node)
        varying = [x for x in node.inputs if not x.is_constant]
        if node.primitive is None or len(seen) > 400:
            return False
        if family(node) in ("power", "activation") or (family(node) == "product" and len(varying) > 1):
            if not all(x in parameters for x in varying) or len({array_of(x.label) for x in varying}) > 1:
                return False
            penalised = True
        elif family(node) in ("sum", "product", "quotient", "difference"):
            stack += varying
        else:
            return False
    return penalised


def has_square(order: Sequence[Value]) -> bool:
    """Tell whether something is squared in the formula."""
    return any(
        node.primitive is not None
        and (
            (family(node) == "power" and node.primitive.static_values == (2.0,))
            or (family(node) == "product" and len(node.inputs) == 2 and node.inputs[0] is node.inputs[1])
        )
        for node in order
    )


def counts(problem: Problem) -> list[tuple[int, str]]:
    """Return the sizes that means are taken over, each with every thing that is of that size."""
    if "counts" in problem.known:
        return problem.known["counts"]  # type: ignore[no-any-return]
    found: dict[tuple[int, str], None] = {}
    for array in problem.arrays:
        steps = levels(problem, array)
        if steps:
            found[len(steps[0]), "the number of examples (or positions)"] = None
            found[len(steps), "the number of time steps"] = None
            found[sum(map(len, steps)), "how often a parameter is used in all"] = None
    targets = set(problem.nodes)
    for term in problem.structure.terms:
        if targets.isdisjoint(sources(term)):
            found[len(term), "the number of terms that the loss adds up"] = None
    for node in problem.structure.order[-40:]:
        if kind(node) == "sum":
            found[len(node.inputs), "the number of terms that are summed"] = None
    for array in (*problem.arrays, *problem.others):
        for axis, length in enumerate(array.shape):
            found[length, f"the size of {array.name} along its {AXES[axis % len(AXES)]} axis"] = None
    problem.known["counts"] = [(m, what) for m, what in found if m > 1]
    return problem.known["counts"]  # type: ignore[no-any-return]
