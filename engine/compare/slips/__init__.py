"""What went wrong in a hand-derived gradient, from the numbers and from the graph.

A slip is one small function: it is given the `Problem` and yields `Guess`es, each what the gradient would be
under that slip, and the slip in words. A guess that gives exactly the student's numbers is an explanation. To
teach the diagnosis a new slip, write such a function and add its row to SLIPS.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from engine.compare.problem import Array, Guess, Problem
from engine.compare.report import Certainty, Finding
from engine.compare.slips import arrange, chain, layers, masks, paths, scale, stale, uses
from engine.compare.structure import Structure
from engine.numeric import RTOL
from engine.words.nested import close

SHOWN = 3


@dataclass(frozen=True)
class Slip:
    """One row: a name, and the function that yields what the gradient would be."""

    name: str
    find: Callable[[Problem], Iterator[Guess]]


SLIPS: tuple[Slip, ...] = (  # the more usual and the more specific first
    Slip("sign", scale.sign),
    Slip("rounded", scale.rounded),
    Slip("transposed", arrange.transposed),
    Slip("flipped", arrange.flipped),
    Slip("reshaped", arrange.reshaped),
    Slip("factor", scale.factor),
    Slip("batch", uses.batch),
    Slip("time", uses.time),
    Slip("axis", uses.axis),
    Slip("another parameter", stale.another_parameter),
    Slip("weights returned", stale.returned_weights),
    Slip("term", paths.term),
    Slip("activation forgotten", chain.forgotten),
    Slip("activation misplaced", chain.misplaced),
    Slip("product rule", chain.product_rule),
    Slip("softmax diagonal", chain.softmax_diagonal),
    Slip("mask", masks.mask),
    Slip("chooser", masks.chooser),
    Slip("wrong operand", stale.wrong_operand),
    Slip("inner sign", chain.inner_sign),
    Slip("path", paths.path),
    Slip("weights transposed", layers.weights_transposed),
    Slip("kernel unturned", layers.kernel_unturned),
    Slip("factor forgotten", chain.factor_forgotten),
    Slip("zero", scale.zero),
    Slip("entries", arrange.entries),
    Slip("updated weights", stale.updated),
    Slip("edge", paths.edge),
    Slip("doubled", scale.doubled),
    Slip("ratio", scale.ratio),
    Slip("reordered", arrange.reordered),
    Slip("shape", arrange.shape),
)
ZERO, SHAPE = (slip for slip in SLIPS if slip.name in ("zero", "shape"))
LATE = {"updated weights", "edge", "doubled"}  # costly or vague: tried when nothing else explains the numbers
FACTS = {"ratio", "reordered", "shape"}  # no explanations: said when there is none


def diagnose(problem: Problem) -> tuple[Finding, ...]:
    """Return the slips that give exactly the student's numbers, the most likely first; () when none does."""
    found: dict[str, list[str]] = {}
    tried: list[tuple[str, Guess]] = []
    for slip in SLIPS if any(problem.hand) else (ZERO, SHAPE):  # zeros are too little to tell slips apart by
        if slip.name in FACTS and not found:
            found |= _two_slips(problem, tried)
        if slip.name in LATE | FACTS and found:
            break
        for guess in slip.find(problem):
            tried.append((slip.name, guess))
            if problem.matches(guess):
                found.setdefault(slip.name, []).append(guess.text)
            if problem.exhausted:
                break  # the slips that need no sweep still get their turn
    return _findings(problem, found)


def _findings(problem: Problem, found: dict[str, list[str]]) -> tuple[Finding, ...]:
    names = list(found)
    return tuple(Finding(name, found[name][0], *_certainty(problem, names, name)) for name in names[:SHOWN])


def _two_slips(problem: Problem, tried: list[tuple[str, Guess]]) -> dict[str, list[str]]:
    """A slip and, on top of it, a flipped sign or a known factor; only numbers enough can support that."""
    factors = dict([*scale.factors(problem), (-1.0, "the sign is flipped, too")]) if problem.evidence >= 3 else {}
    found: dict[str, list[str]] = {}
    for name, guess in tried:
        if scale.common_ratio(list(guess.gradient), problem.right) is not None:
            continue  # that slip changes nothing here
        shape = problem.shape if guess.shape is None else guess.shape
        ratio = scale.common_ratio(problem.hand, list(guess.gradient)) if shape == problem.hand_shape else None
        words = next((words for c, words in factors.items() if ratio and close(ratio, c, 0.0, RTOL)), None)
        if words is not None:
            found.setdefault(name, []).append(
                f"two slips: {guess.text}; besides, off by the factor {ratio:.6g}: {words}"
            )
    return found


def _certainty(problem: Problem, names: list[str], name: str) -> tuple[Certainty, str]:
    """Say how sure an explanation is: by how many numbers it explains, and by what else explains them."""
    numbers = problem.evidence
    other = "other slip that was tried" if problem.exhausted else "other known slip"
    if name in FACTS:
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
