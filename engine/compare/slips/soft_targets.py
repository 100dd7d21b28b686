"""Slips at cross-entropies whose targets are smoothed or weighted."""

from collections.abc import Callable, Iterator, Sequence

from engine.compare.places import array_name
from engine.compare.problem import Problem
from engine.compare.slips.entropies import Scores, functions, logarithms, weights_of
from engine.compare.structure import Edge, family, is_given, is_product, kind, partner
from engine.value import Value

LONG = 12  # steps from a logarithm to the loss on which factors are looked for
Label = Callable[..., Sequence[float]]  # of the probabilities and the label of one softmax: another label
FEW = 10  # classes that are named by their numbers


def smoothed(ts: Sequence[float]) -> Iterator[tuple[str, list[float], float]]:
    """Yield other smoothings of the same label: words, the targets, how usual.

    >>> [words for words, targets, _ in smoothed([0.9, 0.05, 0.05]) if round(sum(targets), 6) == 1]
    ['the smoothing is spread over all classes', 'the smoothing is spread over the wrong classes only']
    """
    high, low = max(ts), min(ts)
    others = [t for t in ts if abs(t - high) > 1e-9]
    k = len(ts)
    if k < 3 or low <= 1e-9 or len(others) != k - 1 or max(others) - low > 1e-9:
        return
    is_right = [abs(t - high) <= 1e-9 for t in ts]

    def spread(right: float, wrong: float) -> list[float]:
        return [right if own else wrong for own in is_right]

    eps = low * (k - 1)  # where it was spread over the wrong classes
    yield "the smoothing is spread over all classes", spread(high + eps / k, eps / k), 1.5
    eps = low * k
    text = "the smoothing is spread over the wrong classes only"
    yield text, spread(1.0 - eps, eps / (k - 1)), 2.0
    yield "the smoothing is not taken off the right class", spread(1.0 + low, low), 1.0
    yield "the right class is not smoothed", spread(1.0, low), 1.0


def weighted(problem: Problem, choosers: Scores) -> Iterator[tuple[str, str, list[float], float]]:
    """Yield what stands for c (p - t) where a weight in it is misplaced: kind, words, the numbers, how usual."""
    found = weights_of(problem, choosers)
    if found is None:
        return
    named = [[_factors(problem, node) for node, _ in chosen] for chosen in choosers]
    names = set.intersection(*(set(one) for row in named for one in row))
    kinds = "wrong operand|factor forgotten|constant forgotten|mask"
    for name in sorted(names):
        fs = [one[name] for row in named for one in row]
        if all(abs(f) == 1.0 for f in fs) or not all(fs):
            continue
        whole, label, score, negatives = [], [], [], []
        at = 0
        for chosen, (above, below) in zip(choosers, found, strict=True):
            own = fs[at : at + len(chosen)]
            at += len(chosen)
            plain = [x / f for x, f in zip(above, own, strict=True)]
            rest = sum(below) / (own[0] if _is_shared(problem, chosen[0][0], name) else 1.0)
            total = sum(plain) + rest
            ps = [p for _, p in chosen]
            whole += [f * (p * total - t) for f, p, t in zip(own, ps, plain, strict=True)]
            label += [p * total - f * t for f, p, t in zip(own, ps, plain, strict=True)]
            score += [f * p * total - t for f, p, t in zip(own, ps, plain, strict=True)]
            negatives += [f * p * rest - t * (1 - p) for f, p, t in zip(own, ps, plain, strict=True)]
        yield kinds, f"{name} multiplies all of p - y", whole, 2.0
        yield kinds, f"{name} multiplies y alone in p - y", label, 2.0
        yield kinds, f"{name} multiplies p alone in p - y", score, 1.0
        if all(below for _, below in found):
            yield f"{kinds}|exchanged|target", f"{name} stands at 1 - y instead of at y", negatives, 1.5


def _starts(problem: Problem, score: Value) -> Iterator[tuple[Value, bool]]:
    """Yield the logarithms that a score leads to, or the score itself where it enters the loss beside a logsumexp."""
    users = problem.structure.users
    sigmoids = functions(problem, score, "sigmoid")
    if sigmoids:
        for output in sigmoids:
            yield from logarithms(problem, output)
        return
    for user, _ in users[score]:
        if kind(user) == "softmax" and user.inputs[0] is score:
            yield from ((log, True) for log, _ in users[user])
        elif kind(user) == "exp":
            for quotient, slot in users[user]:
                if family(quotient) == "quotient" and slot == 0:
                    yield from ((log, True) for log, _ in users[quotient])
        elif family(user) == "product" or (family(user) == "difference" and len(user.inputs) == 2):
            yield score, True


def _factors(problem: Problem, score: Value) -> dict[str, float]:
    """Return the given numbers that the logarithm of the probability of a score is multiplied by, by name."""
    found: dict[str, float] = {}
    for start, is_p in _starts(problem, score):
        if is_p:
            found |= _along(problem, start)
    return found


def _is_shared(problem: Problem, score: Value, name: str) -> bool:
    """Tell whether a factor of log p stands at log(1 - p), too."""
    return any(name in _along(problem, start) for start, is_p in _starts(problem, score) if not is_p)


def _along(problem: Problem, node: Value) -> dict[str, float]:
    found: dict[str, float] = {}
    for _ in range(LONG):
        edges: list[Edge] = [e for e in problem.structure.users[node] if family(e[0]) != "soft choice"]
        edges = [e for e in edges if family(e[0]) in ("product", "sum", "difference", "quotient")]
        if len(edges) != 1:
            break
        user, slot = edges[0]
        other = partner(user, slot)
        if other is not None and is_given(other):
            stack = [other]
            while stack:
                factor = stack.pop()
                stack += factor.inputs if is_product(factor) else ()
                if factor.label and not factor.inputs:
                    found[array_name(factor, problem.names)] = factor.data
        elif family(user) == "product" or (family(user) == "quotient" and slot == 1):
            break
        node = user
    return found


def other_classes(labels: Sequence[Sequence[float]]) -> Iterator[tuple[str, Label]]:
    """Yield which class may be taken for the right one, in words and as labels: that of one softmax by its number."""
    yield "the predicted class", lambda p, y: [float(x == max(p)) for x in p]
    if len(labels) == 1 and len(labels[0]) <= FEW and set(labels[0]) == {0.0, 1.0}:
        for j, right in enumerate(labels[0]):
            if not right:
                yield f"class {j}, counted from 0,", lambda p, y, j=j: [float(i == j) for i in range(len(y))]
    else:
        first, last = (any(y[end] for y in labels) for end in (0, -1))
        after = (
            "the class after the right one, or the first, if there is none" if last else "the class after the right one"
        )
        yield after, lambda p, y: [y[-1], *y[:-1]]
        before = (
            "the class before the right one, or the last, if there is none"
            if first
            else "the class before the right one"
        )
        yield before, lambda p, y: [*y[1:], y[0]]
        yield "the class after the right one, or none", lambda p, y: [0.0, *y[:-1]]
        yield "the class before the right one, or none", lambda p, y: [*y[1:], 0.0]
    yield "every class", lambda p, y: [1.0] * len(y)
