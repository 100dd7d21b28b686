"""Slips with the terms of a loss: left out or wrongly scaled, penalties, and the sizes that means are taken over."""

from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import Any

import numpy as np

from engine.compare.guesses import Guess, NamedArray, Slip
from engine.compare.problem import Problem
from engine.compare.slips.uses import levels
from engine.compare.structure import Edge, family, is_given, is_product, kind, sources
from engine.trace.arrays import array_of, entry
from engine.value import Value

SUBSETS = 4  # of more terms, only single ones and all but one are tried


def penalised(problem: Problem, array: NamedArray) -> Iterator[Guess]:
    """A penalty that this parameter does not have, or that it has twice."""
    right, data = np.array(problem.right(array)), np.array([node.data for node in array.nodes])
    numbers = {1.0: None}
    for node in reversed(problem.structure.order):  # those next to the loss first
        if node.primitive is None and node not in problem.names and node.data > 0 and not entry(node.label)[1]:
            numbers.setdefault(node.data)
    for c in list(numbers)[:6]:
        for k, often in ((1.0, 2.0), (2.0, 1.5), (0.5, 1.0)):
            text = f"a penalty is added: {k * c:.6g} times {array.called}"
            yield Guess("penalty", right + k * c * data, text, "", "this parameter is not penalised so", usual=often)
            yield Guess(
                "penalty",
                right - k * c * data,
                f"{text}, with a minus",
                "",
                "this parameter is not penalised so",
                usual=often / 2,
            )
    own = right - _without_penalties(problem, array)
    if np.any(own):
        for total, words in ((sum(own), "the sum of its entries"), (sum(own * data), "its sum of squares")):
            text = f"in the penalty's part every entry gets one number, {words}"
            yield Guess("penalty|activation itself|axis", right - own + total, text, "", "", usual=1.0)
            half = right - own + total / 2
            yield Guess("penalty|activation itself|axis", half, f"{text}, halved", "", "", usual=0.7)
        remedy = f"add the part of the penalty, which stands in the loss for {array.called} as well"
        yield Guess("penalty|path", right - own, "the penalty is left out of this gradient", "", remedy, usual=4.0)
        yield Guess("penalty|factor 2", right - own / 2, "the penalty's part is half of what it is", "", "", usual=2.0)
        yield Guess("penalty|factor 2", right + own, "the penalty's part is twice what it is", "", "", usual=1.5)
        yield Guess("penalty|sign", right - 2 * own, "the penalty's part has the wrong sign", "", "", usual=1.5)


def _without_penalties(problem: Problem, array: NamedArray) -> Any:
    """Return the gradient of the loss without its penalties."""
    if "penalties" not in problem.known:  # the same for every array
        parameters, terms = _parameters(problem), problem.structure.terms
        penalties = [group for group in terms if len(terms) > 1 and _is_penalty(group, parameters)]
        problem.known["penalties"] = [edge for group in penalties for edge in group]
    cut = problem.known["penalties"]
    return problem.gradient_if(dict.fromkeys(cut, 0.0), array) if cut else np.array(problem.right(array))


def _parameters(problem: Problem) -> set[Value]:
    return {x for array in (*problem.arrays, *problem.others) for x in array.nodes}


def terms(problem: Problem) -> Iterator[Slip]:
    """The gradient of some terms of the loss only, or some of them with another sign or factor."""
    all_terms = problem.structure.terms
    if len(all_terms) < 2:
        return
    sizes = range(1, len(all_terms)) if len(all_terms) <= SUBSETS else (1, len(all_terms) - 1)
    parameters = _parameters(problem)
    for size in sizes:
        for kept in combinations(all_terms, size):
            cut = [edge for group in all_terms if group not in kept for edge in group]
            rest = [edge for group in kept for edge in group]
            name = f"that with {' and '.join(problem.source(group) for group in kept)}"
            gone = f"that with {' and '.join(problem.source(group) for group in all_terms if group not in kept)}"
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
    for node in dict.fromkeys(x for edge in rest for x in (*edge[0].inputs, *edge[0].inputs[edge[1]].inputs)):
        if node.primitive is None and node.data not in (0.0, 1.0, -1.0, 2.0, 0.5) and node not in problem.names:
            yield 1.0 / node.data, f"its factor {node.data:.6g} left out"
            yield node.data, f"its factor {node.data:.6g} twice"


def _is_penalty(edges: Sequence[Edge], parameters: set) -> bool:  # type: ignore[type-arg]
    """Tell whether these terms are sums of powers or absolute values of parameters themselves."""
    stack, seen, penalised = list(sources(edges)), set(), False
    while stack:
        node = stack.pop()
        if node in seen or is_given(node):
            continue
        seen.add(node)
        varying = [x for x in node.inputs if not is_given(x)]
        if node.primitive is None or len(seen) > 400:
            return False
        if (
            family(node) == "power"
            or (family(node) == "activation" and node.primitive.kink)
            or (family(node) == "product" and len(varying) > 1)
        ):
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
            or (is_product(node) and node.inputs[0] is node.inputs[1])
        )
        for node in order
    )


def _length(axis: int, rank: int, name: str) -> str:
    """Return what people call the length of an axis of an array."""
    if rank == 1:
        return f"the number of entries of {name}"
    if rank == 2:
        return f"the number of columns of {name}" if axis else f"the number of rows of {name}"
    return f"the length of axis {axis} of {name}"


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
            found[length, _length(axis, len(array.shape), array.called)] = None
    problem.known["counts"] = [(m, what) for m, what in found if m > 1]
    return problem.known["counts"]  # type: ignore[no-any-return]


def divisors(order: Sequence[Value]) -> set[float]:
    """Return the numbers that something is divided by in the formula."""
    found: set[float] = set()
    for node in order:
        if family(node) == "quotient" and len(node.inputs) == 2 and node.inputs[1].primitive is None:
            found.add(abs(node.inputs[1].data))
        if is_product(node):
            found |= {1.0 / abs(x.data) for x in node.inputs if x.primitive is None and x.is_constant and x.data}
    return found
