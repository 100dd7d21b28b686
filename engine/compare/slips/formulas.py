"""The derivative of a function, or of a few in a row, as another small formula of what goes in and comes out.

This is looked for only where no other slip explains the numbers, and counts only with enough of them: a formula of two
terms can be found for any two numbers.
"""

from collections.abc import Iterator, Sequence
from itertools import combinations_with_replacement
from math import isclose, isfinite

from engine.arithmetic import Floats
from engine.compare.guesses import Slip
from engine.compare.places import array_name
from engine.compare.problem import Problem
from engine.compare.slips.functions import letters
from engine.compare.structure import Edge, family, is_given, kind
from engine.value import Value

ENOUGH = 3  # different inputs; fewer agree with some formula by chance
LONGEST = 4  # functions in a row
FUNCTIONS = ("activation", "rectifier", "function", "power", "exponential")
Term = tuple[str, list[float]]


def formulas(problem: Problem) -> Iterator[Slip]:
    """The derivative of a function, or of some in a row, is a sum, a difference or a product of two simple terms."""
    for chains in _chains(problem):
        first = chains[0]
        if not any(family(node) in FUNCTIONS for node, _ in first):
            continue
        starts = [node.inputs[slot] for (node, slot), *_ in chains]
        if len({f"{x.data:.6g}" for x in starts}) < ENOUGH:
            continue
        beyond = [_product(problem.structure.partial(edge) for edge in rest) for _, *rest in chains]
        right = [problem.structure.partial(chain[0]) * b for chain, b in zip(chains, beyond, strict=True)]
        if not all(beyond):
            continue
        at = f"from {problem.place(starts)} to {problem.place(chain[-1][0] for chain in chains)}"
        kinds = "activation misremembered|wrong function"
        if any(len(node.inputs) > 1 for node, _ in first):
            kinds += "|target|factor forgotten"
        for words, numbers in _small(_terms(problem, chains, starts)):
            if not _alike(numbers, right):
                slopes = {chain[0]: x / b for chain, x, b in zip(chains, numbers, beyond, strict=True)}
                yield Slip(kinds, f"the derivative is taken as {words}", at, "differentiate step by step", slopes, 0.4)


def _chains(problem: Problem) -> Iterator[list[list[Edge]]]:
    """Yield for every layer the edges of one, two or more steps in a row, each with one input that is not data."""
    users = problem.structure.users
    for edges in problem.structure.layers(edge for edge in problem.edges if _alone(edge)):
        chains = [[edge] for edge in edges]
        yield chains
        for _ in range(LONGEST - 1):
            after = [users[chain[-1][0]] for chain in chains]
            if not all(len(of) == 1 and _alone(of[0]) for of in after):
                break
            chains = [[*chain, of[0]] for chain, of in zip(chains, after, strict=True)]
            ends = [chain[-1][0] for chain in chains]
            if len(set(ends)) < len(chains) or len({kind(node) for node in ends}) > 1:
                break
            yield chains


def _alone(edge: Edge) -> bool:
    node, slot = edge
    return len(node.inputs) <= 2 and all(is_given(x) for i, x in enumerate(node.inputs) if i != slot)


def _terms(problem: Problem, chains: Sequence[Sequence[Edge]], starts: Sequence[Value]) -> list[Term]:
    """Return the terms that a formula is made of: what goes in, what comes of it, and what it meets on the way."""
    given, out = letters(problem)
    named = array_name(starts[0], problem.names) or given
    known: dict[str, list[float]] = {named: [x.data for x in starts]}
    for k in range(len(chains[0])):
        nodes = [chain[k][0] for chain in chains]
        letter = out if k == len(chains[0]) - 1 else f"{out}{k + 1}"
        known[array_name(nodes[0], problem.names) or letter] = [node.data for node in nodes]
        others = [x for chain in chains for i, x in enumerate(chain[k][0].inputs) if i != chain[k][1]]
        if len(others) == len(chains) and len({x.data for x in others}) > 1:
            known.setdefault(problem.place(others), [x.data for x in others])
    sigmoids = [Floats.sigmoid(x) for x in known[named]]
    if not any(all(isclose(x, y) for x, y in zip(sigmoids, ys, strict=True)) for ys in known.values()):
        known[f"sigmoid({named})"] = sigmoids  # else the difference of the two would be a formula, of rounding alone
    terms: list[Term] = [("1", [1.0] * len(chains)), ("2", [2.0] * len(chains))]
    for name, xs in known.items():
        bracketed = f"({name})" if " " in name else name
        terms += [(name, xs), (f"(1 - {bracketed})", [1 - x for x in xs]), (f"{bracketed}**2", [x * x for x in xs])]
        if all(xs):
            terms.append((f"1/{bracketed}", [1 / x for x in xs]))
    return terms


def _small(terms: Sequence[Term]) -> Iterator[Term]:
    """Yield each term, and each product, sum and difference of two, with both signs."""
    found: set[tuple[float, ...]] = set()
    for words, numbers in _combined(terms):
        key = tuple(float(f"{x:.9g}") for x in numbers)
        if key not in found and all(map(isfinite, numbers)) and any(numbers):
            found.add(key)
            yield words, numbers


def _combined(terms: Sequence[Term]) -> Iterator[Term]:
    for name, xs in terms:
        yield name, xs
        yield f"-{name}", [-x for x in xs]
    for (a, xs), (b, ys) in combinations_with_replacement(terms, 2):
        pairs = list(zip(xs, ys, strict=True))
        product = [x * y for x, y in pairs]
        yield f"{a}*{b}", product
        yield f"-{a}*{b}", [-x for x in product]
        yield f"{a} + {b}", [x + y for x, y in pairs]
        yield f"-({a} + {b})", [-x - y for x, y in pairs]
        yield f"{a} - {b}", [x - y for x, y in pairs]
        yield f"{b} - {a}", [y - x for x, y in pairs]


def _product(numbers: Iterator[float]) -> float:
    product = 1.0
    for number in numbers:
        product *= number
    return product


def _alike(a: Sequence[float], b: Sequence[float]) -> bool:
    """Tell whether two lists are the same but for a factor: that is a slip of another family."""
    k = max(range(len(b)), key=lambda i: abs(b[i]))
    return bool(b[k]) and all(abs(x - a[k] / b[k] * y) <= 1e-9 * abs(x) for x, y in zip(a, b, strict=True))
