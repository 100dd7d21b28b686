"""What went wrong in a hand-derived gradient, from the numbers and from the graph.

A slip is one small function: it is given the `Problem` and yields `Guess`es, each what the gradient would be
under that slip, and the slip in words. A guess that gives exactly the student's numbers is an explanation. To
teach the diagnosis a new slip, write such a function in the file of its family, and add it to one of the lists below:
they are in the order in which slips are tried and named, the more usual and the more specific first. What a finding
calls a slip is the name of its function.
"""

from collections.abc import Callable, Iterator

from engine.compare.problem import Guess, Problem
from engine.compare.report import Certainty, Finding
from engine.compare.slips import arrange, chain, layers, masks, paths, scale, stale, uses
from engine.numeric import RTOL
from engine.words.nested import close

Slip = Callable[[Problem], Iterator[Guess]]

USUAL: tuple[Slip, ...] = (
    scale.sign, scale.rounded, arrange.transposed, arrange.flipped, arrange.reshaped, scale.factor, uses.batch,
    uses.time, uses.axis, stale.another_parameter, stale.weights_returned, paths.term, chain.activation_forgotten,
    chain.activation_misplaced, chain.product_rule, chain.softmax_diagonal, masks.mask, masks.chooser,
    stale.wrong_operand, chain.power_forgotten, chain.inner_sign, paths.path, layers.weights_transposed,
    layers.kernel_unturned, chain.factor_forgotten, scale.zero, arrange.entries,
)  # fmt: skip
LATE: tuple[Slip, ...] = (stale.updated_weights, paths.edge, scale.doubled)  # costly or vague: if nothing else is found
FACTS: tuple[Slip, ...] = (scale.ratio, arrange.reordered, arrange.shape)  # no explanation, but what the numbers show
SHOWN = 3


def name_of(slip: Slip) -> str:
    """Return what a finding calls a slip.

    >>> name_of(chain.product_rule)
    'product rule'
    """
    return slip.__name__.replace("_", " ")


def diagnose(problem: Problem) -> tuple[Finding, ...]:
    """Return the slips that give exactly the student's numbers, the most likely first; () when none does."""
    usual, late = (USUAL, LATE) if any(problem.hand) else ((scale.zero,), ())  # zeros cannot tell slips apart
    found: dict[str, str] = {}
    tried: list[tuple[str, Guess]] = []
    for slip in (*usual, *late, *FACTS):
        if slip in FACTS and not found:
            found = _two_slips(problem, tried)
        if slip not in usual and found:
            break
        for guess in slip(problem):
            tried.append((name_of(slip), guess))
            if problem.matches(guess):
                found.setdefault(name_of(slip), guess.text)
            if problem.exhausted:
                break  # the slips that need no sweep still get their turn
    names = list(found)
    return tuple(Finding(name, found[name], *_certainty(problem, names, name)) for name in names[:SHOWN])


def _two_slips(problem: Problem, tried: list[tuple[str, Guess]]) -> dict[str, str]:
    """A slip and, on top of it, a flipped sign or a known factor; only numbers enough can support that."""
    factors = dict([*scale.factors(problem), (-1.0, "the sign is flipped, too")]) if problem.evidence >= 3 else {}
    found: dict[str, str] = {}
    for name, guess in tried:
        ratio = scale.common_ratio(problem.hand, guess.gradient) if problem.has_shape_of(guess) else None
        if ratio is None or scale.common_ratio(guess.gradient, problem.right) is not None:
            continue  # no match, or that slip changes nothing here
        for c, words in factors.items():
            if close(ratio, c, 0.0, RTOL):
                text = f"two slips: {guess.text}; besides, off by the factor {ratio:.6g}: {words}"
                found.setdefault(name, text)
    return found


def _certainty(problem: Problem, names: list[str], name: str) -> tuple[Certainty, str]:
    """Say how sure an explanation is: by how many numbers it explains, and by what else explains them."""
    numbers = problem.evidence
    other = "other slip that was tried" if problem.exhausted else "other known slip"
    if name in map(name_of, FACTS):
        return "possible", "this is what the numbers show; no other known slip explains them"
    if name == "entries" and len(names) == 1:
        return "sure", f"the other {len(problem.right) - len(problem.wrong)} entries are right"
    if name != names[0]:
        return "possible", "it gives the same numbers"
    if numbers <= 1:
        return "likely" if len(names) == 1 else "possible", "it matches, but one number cannot tell much"
    if len(names) > 1:
        return "likely", f"all {numbers} different numbers match, but other slips give them as well"
    if numbers == 2:
        return "likely", f"both different numbers match, and no {other} gives them"
    return "sure", f"all {numbers} different numbers match, and no {other} gives them"
