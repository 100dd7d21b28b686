"""Slips at cross-entropies whose targets are smoothed or weighted: c (p - t), where t is any number."""

from collections.abc import Iterator, Sequence

from engine.compare.places import array_name
from engine.compare.problem import Problem
from engine.compare.structure import Edge, family, is_given, partner
from engine.compare.written_out import Applied
from engine.value import Value

LONG = 12  # steps from a logarithm to the loss on which factors are looked for
Scores = Sequence[Sequence[tuple[Value, float]]]  # for each softmax, or sigmoid, its scores with their probabilities


def weights_of(problem: Problem, choosers: Scores) -> list[tuple[list[float], list[float]]] | None:
    """Return for each softmax (or sigmoid) by what the logarithms of p (and of 1 - p) are multiplied, sign turned.

    Of a loss - sum t_k log p_k these are the t_k, and c (p - t) arrives at the scores with c = sum t_k; None where what
    comes after the probabilities is no cross-entropy.
    """
    found = []
    for chosen in choosers:
        pair = _binary(problem, *chosen[0]) if len(chosen) == 1 else _of_classes(problem, chosen)
        if pair is None:
            return None
        found.append(pair)
    every = [x for pair in found for side in pair for x in side]
    sign = 1.0 if sum(every) >= 0 else -1.0
    least = -1e-9 * max(map(abs, every), default=0.0)
    return found if every and all(sign * x >= least for x in every) else None


def soft_labels(problem: Problem, choosers: Scores) -> tuple[list[float], list[float]] | None:
    """Return c and t, for every score, of a gradient c (p - t) with any t between 0 and 1; or None."""
    found = weights_of(problem, choosers)
    if found is None:
        return None
    cs, ts = list[float](), list[float]()
    for above, below in found:
        total = sum(above) + sum(below)
        if not total:
            return None
        cs += [total] * len(above)
        ts += [x / total for x in above]
    return cs, ts


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
    names = set[str]().intersection(*named[0][:1]) if named else set()
    names = set.intersection(*(set(one) for row in named for one in row)) if named else names
    kinds, every = "wrong operand|factor forgotten|constant forgotten|mask", [x for chosen in choosers for x in chosen]
    for name in sorted(names):
        fs = [one[name] for row in named for one in row]
        if len({abs(f) for f in fs} - {0.0, 1.0}) < 1 or not all(fs):
            continue
        whole, label, score, negatives = [], [], [], []
        at = 0
        for chosen, (above, below) in zip(choosers, found, strict=True):
            own = fs[at : at + len(chosen)]
            at += len(chosen)
            plain = [x / f for x, f in zip(above, own, strict=True)]
            shared = bool(below) and _is_shared(problem, chosen[0][0], name)
            rest = sum(below) / own[0] if shared else sum(below)
            total = sum(plain) + rest
            ps = [p for _, p in chosen]
            whole += [f * (p * total - t) for f, p, t in zip(own, ps, plain, strict=True)]
            label += [p * total - f * t for f, p, t in zip(own, ps, plain, strict=True)]
            score += [f * p * total - t for f, p, t in zip(own, ps, plain, strict=True)]
            negatives += [f * p * rest - t * (1 - p) for f, p, t in zip(own, ps, plain, strict=True)] if below else []
        yield kinds, f"{name} multiplies all of p - y", whole, 2.0
        yield kinds, f"{name} multiplies y alone in p - y", label, 2.0
        yield kinds, f"{name} multiplies p alone in p - y", score, 1.0
        if len(negatives) == len(every):
            yield f"{kinds}|exchanged|target", f"{name} stands at 1 - y instead of at y", negatives, 1.5


def _of_classes(problem: Problem, chosen: Sequence[tuple[Value, float]]) -> tuple[list[float], list[float]] | None:
    """Return the weights of a softmax: what all of them add up to, times p, less what arrives at each score."""
    total = _total(problem, chosen[0][0])
    if total is None:
        return None
    gradients = problem.structure.gradients
    return [total * p - gradients[node] for node, p in chosen], []


def _total(problem: Problem, score: Value) -> float | None:
    """Return the sum of the weights of a softmax; None where its probabilities do not enter logarithms only."""
    gradients, users = problem.structure.gradients, problem.structure.users
    for user, _ in users[score]:
        name = user.primitive.name if user.primitive else ""
        if name == "logsumexp":
            return gradients[user] if user in _linear(problem) else None
        if name == "softmax":
            row = [x for x, _ in users[score] if x.primitive is user.primitive and set(x.inputs) == set(user.inputs)]
            return -sum(gradients[x] * x.data for x in row) if all(_logs(problem, x) for x in row) else None
        if name == "exp":
            for part, _ in users[user]:
                total = whole_sum(problem, part)
                ends = users[total] if family(total) == "sum" else []
                if ends and all(
                    (_is_log(end) and end in _linear(problem)) or (at == 1 and _logs(problem, end)) for end, at in ends
                ):
                    return gradients[total] * total.data
    return None


def whole_sum(problem: Problem, node: Value) -> Value:
    """Return the last of the sums that a sum is a part of, as where a loop adds term by term."""
    users = problem.structure.users
    while family(node) == "sum" and len(users[node]) == 1 and family(users[node][0][0]) == "sum":
        node = users[node][0][0]
    return node


def _is_log(node: Value) -> bool:
    return node.primitive is not None and node.primitive.name == "log"


def _logs(problem: Problem, probability: Value) -> bool:
    """Tell whether a probability enters terms of the loss that are logarithms, and nothing else."""
    users, linear = problem.structure.users[probability], _linear(problem)
    return bool(users) and all(_is_log(user) and user in linear for user, _ in users)


def _linear(problem: Problem) -> set[Value]:
    """Return the nodes that the loss only adds, subtracts and multiplies by what is given."""
    if "linear" not in problem.known:
        found = {problem.structure.loss}
        for node in reversed(problem.structure.order):
            users = problem.structure.users[node]
            if users and all(user in found and _keeps(user, slot) for user, slot in users):
                found.add(node)
        problem.known["linear"] = found
    nodes: set[Value] = problem.known["linear"]
    return nodes


def _keeps(node: Value, slot: int) -> bool:
    if family(node) in ("sum", "difference"):
        return True
    if family(node) == "quotient":
        return slot == 0 and is_given(node.inputs[1])
    other = partner(node, slot)
    return (other is not None and is_given(other)) or (family(node) == "product" and other is None)


def _binary(problem: Problem, score: Value, p: float) -> tuple[list[float], list[float]] | None:
    """Return by what log p and log(1 - p) of a sigmoid are multiplied."""
    above, below, known = 0.0, 0.0, False
    gradients = problem.structure.gradients
    for output in _functions(problem, score, "softplus"):
        if output not in _linear(problem):
            return None
        total = gradients[output]
        return [total * p - gradients[score]], [total - total * p + gradients[score]]
    for output in _functions(problem, score, "sigmoid"):
        for log, is_p in _logarithms(problem, output):
            if log not in _linear(problem):
                return None
            known = True
            above, below = (above - gradients[log], below) if is_p else (above, below - gradients[log])
    if known:
        return [above], [below]
    turned = [user for user, _ in problem.structure.users[score] if is_minus(user)]
    pair = _binary(problem, turned[0], 1.0 - p) if turned and not is_minus(score) else None
    return (pair[1], pair[0]) if pair else None


def _functions(problem: Problem, score: Value, name: str) -> list[Value]:
    """Return the sigmoids or softplus of a score, also those that the program writes out."""
    direct = [user for user, _ in problem.structure.users[score] if user.primitive and user.primitive.name == name]
    written = written_scores(problem).get(score)
    return direct or ([written.output] if written and written.row.name == name else [])


def written_scores(problem: Problem) -> dict[Value, Applied]:
    """Return the scores of sigmoids, and of softplus, that the program writes out, such as 1/(1 + exp(-z))."""
    if "scores" not in problem.known:
        rows = ("sigmoid", "softplus")
        found = dict[Value, Applied]()
        for node, one in problem.written_out.items():
            if one.row.name in rows and node.primitive is not one.row:
                found.setdefault(one.source, one)
        problem.known["scores"] = found
    scores: dict[Value, Applied] = problem.known["scores"]
    return scores


def is_minus(node: Value) -> bool:
    """Tell whether a node is another one with a minus sign."""
    return family(node) == "difference" and len(node.inputs) == 1


def _logarithms(problem: Problem, output: Value) -> Iterator[tuple[Value, bool]]:
    """Yield the logarithms of p, and those of 1 - p."""
    for user, slot in problem.structure.users[output]:
        if _is_log(user):
            yield user, True
        elif family(user) == "difference" and slot == 1 and user.inputs[0].data == 1.0:
            yield from ((log, False) for log, _ in problem.structure.users[user] if _is_log(log))


def _starts(problem: Problem, score: Value) -> Iterator[tuple[Value, bool]]:
    """Yield the logarithms that a score leads to, or the score itself where it enters the loss beside a logsumexp."""
    users = problem.structure.users
    sigmoids = _functions(problem, score, "sigmoid")
    if sigmoids:
        for output in sigmoids:
            yield from _logarithms(problem, output)
        return
    for user, _ in users[score]:
        if user.primitive and user.primitive.name == "softmax" and user.inputs[0] is score:
            yield from ((log, True) for log, _ in users[user])
        elif user.primitive and user.primitive.name == "exp":
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
                stack += factor.inputs if family(factor) == "product" and len(factor.inputs) == 2 else ()
                if factor.label and not factor.inputs:
                    found[array_name(factor, problem.names)] = factor.data
        elif family(user) == "product" or (family(user) == "quotient" and slot == 1):
            break
        node = user
    return found
