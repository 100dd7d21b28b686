"""What a cross-entropy multiplies each logarithm by, read from the graph: c (p - t), where t is any number."""

from collections.abc import Iterator, Sequence

from engine.compare.problem import Problem
from engine.compare.structure import family, is_given, kind, partner
from engine.compare.written_out import Applied
from engine.value import Value

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
        name = kind(user)
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
                    (is_log(end) and end in _linear(problem)) or (at == 1 and _logs(problem, end)) for end, at in ends
                ):
                    return gradients[total] * total.data
    return None


def whole_sum(problem: Problem, node: Value) -> Value:
    """Return the last of the sums that a sum is a part of, as where a loop adds term by term."""
    users = problem.structure.users
    while family(node) == "sum" and len(users[node]) == 1 and family(users[node][0][0]) == "sum":
        node = users[node][0][0]
    return node


def is_log(node: Value) -> bool:
    return kind(node) == "log"


def _logs(problem: Problem, probability: Value) -> bool:
    """Tell whether a probability enters terms of the loss that are logarithms, and nothing else."""
    users, linear = problem.structure.users[probability], _linear(problem)
    return bool(users) and all(is_log(user) and user in linear for user, _ in users)


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
    """Return by what log p and log(1 - p) of a sigmoid are multiplied; the latter may be that of -z."""
    above, below, known = 0.0, 0.0, False
    gradients, linear = problem.structure.gradients, _linear(problem)
    opposite = [user for user, _ in problem.structure.users[score] if is_minus(user)]
    outputs = [x for z in (score, *opposite) for x in functions(problem, z, "softplus")]
    if outputs:
        if not linear.issuperset(outputs):
            return None
        total, arriving = sum(gradients[x] for x in outputs), gradients[score]
        return [total * p - arriving], [total - total * p + arriving]
    for z in (score, *opposite):
        for output in functions(problem, z, "sigmoid"):
            for log, is_own in logarithms(problem, output):
                if log not in linear:
                    return None
                known = True
                if is_own == (z is score):
                    above -= gradients[log]
                else:
                    below -= gradients[log]
    return ([above], [below]) if known else None


def functions(problem: Problem, score: Value, name: str) -> list[Value]:
    """Return the sigmoids or softplus of a score, also those that the program writes out."""
    direct = [user for user, _ in problem.structure.users[score] if kind(user) == name]
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


def logarithms(problem: Problem, output: Value) -> Iterator[tuple[Value, bool]]:
    """Yield the logarithms of p, and those of 1 - p."""
    for user, slot in problem.structure.users[output]:
        if is_log(user):
            yield user, True
        elif family(user) == "difference" and slot == 1 and user.inputs[0].data == 1.0:
            yield from ((log, False) for log, _ in problem.structure.users[user] if is_log(log))
