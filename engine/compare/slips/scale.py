"""Slips of scale: the sign, a constant factor and whose convention it is, a step instead of a slope, zeros."""

from collections import Counter
from collections.abc import Iterator
from math import pi

from engine.compare.problem import Problem
from engine.compare.slips.terms import counts, divisors, has_square
from engine.compare.structure import family
from engine.value import Value
from engine.words.nested import close

RATES = (0.1, 0.01, 0.001, 0.05)


def factors(problem: Problem) -> Iterator[tuple[float, str, str, float]]:
    """Yield the factors that people get wrong: the number, the kind, the convention that is behind it, how usual."""
    structure = problem.structure
    squared = has_square(structure.order)
    sizes = {m for m, _ in counts(problem)}
    halved = any(_is_half(node, sizes) for node in structure.order)
    yield -1.0, "sign", "the sign is flipped: yours is -1 times the gradient", 9.0
    if squared and halved and 2 in sizes:  # the 1/2 may be that of a mean of two
        yield 2.0, "factor 2", "the formula has a 1/2, of a square or of a mean of two, which is missing", 6.0
        yield 0.5, "factor 2", "a 2 that is brought down by a square is missing, or a 1/2 is there twice", 6.0
    elif squared and halved:
        yield 2.0, "factor 2", "the loss carries 1/2, which cancels the 2 of the square", 6.0
        yield 0.5, "factor 2", "the 1/2 of the loss is there, but the 2 that the square brings down is missing", 6.0
    elif squared:
        yield 0.5, "factor 2", "the 2 that the square brings down is missing", 7.0
        yield 2.0, "factor 2", "a square brings down one 2, not two", 3.0
    else:
        yield 2.0, "factor 2", "everything is counted twice", 1.5
        yield 0.5, "factor 2", "half of the right gradient: a 2 is missing, or one of two equal parts", 1.5
    divided = divisors(structure.order)
    for m, what in counts(problem):
        of_a_number = what.startswith("the number")
        mean = any(abs(d - k * m) < 1e-9 for d in divided for k in ((1, 2) if of_a_number else (1,)))
        whole = next((d for d in divided for k in sizes if abs(d - k * m) < 1e-9), 0.0)
        text = f"not divided by {m}, {what}: the gradient of the sum, not of the mean"
        usual = (0.8 if m == 2 and (halved or not of_a_number) else 7.0) if mean else 0.5
        if whole and not mean:  # of several counts one, and several may be m
            text, usual = f"divided by {whole / m:g}, not by {whole:g}: a part of the mean is left out", 4.0
        yield float(m), "mean", text, usual
        yield 1.0 / m, "mean", f"divided by {m}, {what}, once too often", 2.0 if mean else 4.0
        yield 2.0 / m, "mean", f"2/{m}: a 2 too many, and 1/{m} for a mean, where {m} is {what}", 0.8
        yield m / 2.0, "mean", f"{m}/2: a 2 too few, and no mean taken, where {m} is {what}", 0.8
        yield 2.0 * m, "mean", f"2 times {m}: a 2 too many, and no mean taken, where {m} is {what}", 0.8
        yield 0.5 / m, "mean", f"1/(2 * {m}): the convention 1/(2m), where {m} is {what}", 0.8
        if m > 2:
            yield m / (m - 1.0), "mean", f"divided by {m - 1} instead of {m}, {what}", 0.8
            yield (m - 1.0) / m, "mean", f"divided by {m} instead of {m - 1}", 0.4
            yield float(m) ** 2, "mean", f"multiplied by {m}, {what}, where it should be divided", 0.5
            yield float(m) ** 0.5, "mean", f"a factor of the root of {m}, {what}", 0.5
            yield float(m) ** -0.5, "mean", f"divided by the root of {m}, {what}", 0.5
    for x, name, usual in _numbers(problem):
        kinds = (
            "constant forgotten"
            if usual > 1
            else "factor forgotten|upstream forgotten|chain stopped|constant forgotten"
        )
        yield 1.0 / x, kinds, f"{name} is forgotten as a factor", usual
        yield x, f"{kinds}|factor twice", f"multiplied by {name} once too often", usual / 2
        yield 1.0 / x**2, f"{kinds}|factor twice", f"divided by {name} instead of multiplied", usual / 4
        yield x**2, f"{kinds}|factor twice", f"multiplied by {name} instead of divided", usual / 4
    for x in _divisors(problem):
        yield 1.0 / x, "constant forgotten|factor twice", f"divided by {x:.6g} once too often", 1.5
        yield x, "constant forgotten", f"not divided by {x:.6g}", 1.5
    angles = 6.0 if any(close(abs(x.data), pi, 1e-9, 0.0) for x in structure.order) else 0.5
    yield pi / 180, "degrees", "an angle in degrees where radians belong", angles
    yield 180 / pi, "degrees", "the factor pi/180 from degrees to radians is missing", angles
    for rate in RATES:
        yield -rate, "learning rate", f"this is the step, -{rate:g} times the gradient, not the gradient", 1.0
        yield rate, "learning rate", f"a learning rate of {rate:g} is multiplied in", 1.0


def _numbers(problem: Problem) -> list[tuple[float, str, float]]:
    """Return the numbers that stand alone in the formula: constants, and results that there is only one of."""
    found: dict[float, tuple[float, str, float]] = {}
    counts_ = Counter(problem.structure.roles.values())
    for node in problem.structure.order:
        alone = node.primitive is not None and counts_[problem.structure.roles[node]] == 1 and node in problem.between
        named = node.primitive is None and node.is_constant and node.label and "[" not in node.label
        if (alone or named) and abs(node.data) not in (0.0, 1.0, 2.0, 0.5):
            name = problem.value([node]) if alone else f"{node.label} = {node.data:.6g}"
            found.setdefault(node.data, (node.data, name, 0.8 if alone else 2.5))
    return list(found.values()) if len(found) <= 40 else []


def _divisors(problem: Problem) -> set[float]:
    """Return the unnamed constants that something on the way is divided by, but for counts and their inverses."""
    below = [x for node in problem.between if family(node) == "quotient" for x in node.inputs[1:]]
    found = {x.data for x in below if x.is_constant and not x.label}
    return {x for x in found if not close(x, round(x), 1e-9, 0.0) and not close(1 / x, round(1 / x), 1e-9, 0.0)}


def _is_half(node: Value, sizes: set[int]) -> bool:
    """Tell whether an operation multiplies by 1/2 or 1/(2m), or divides by 2 or 2m."""
    if family(node) not in ("product", "quotient") or len(node.inputs) != 2:
        return False
    for x in node.inputs:
        if x.primitive is None and not x.label and x.data > 0:
            number = x.data if family(node) == "quotient" and x is node.inputs[1] else 1.0 / x.data
            if close(number, 2.0, 1e-9, 0.0) or (round(number / 2.0) in sizes and round(number) not in sizes):
                return True
    return False
