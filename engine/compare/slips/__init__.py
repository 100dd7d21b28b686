"""What went wrong in a hand-derived gradient, from the numbers and from the graph.

A slip is one small function: it is given the `Problem` and yields `Guess`es, each what the gradient would be
under that slip, and the slip in words. A guess that gives exactly the student's numbers is an explanation. To
teach the diagnosis a new slip, write such a function in the file of its family, and its row at the end of that file.
"""

from engine.compare.problem import Guess, NamedArray, Problem, Slip
from engine.compare.report import Certainty, Finding
from engine.compare.slips import arrange, chain, layers, masks, paths, scale, stale, uses
from engine.compare.structure import Structure
from engine.numeric import RTOL
from engine.words.nested import close

SHOWN = 3


FAMILIES = (scale, arrange, uses, stale, paths, chain, masks, layers)
SLIPS: tuple[Slip, ...] = tuple(sorted((slip for file in FAMILIES for slip in file.SLIPS), key=lambda slip: slip.rank))
ZERO, SHAPE = (slip for slip in SLIPS if slip.name in ("zero", "shape"))
FACTS = {slip.name for slip in SLIPS if slip.kind == "fact"}


def diagnose(problem: Problem) -> tuple[Finding, ...]:
    """Return the slips that give exactly the student's numbers, the most likely first; () when none does."""
    found: dict[str, list[str]] = {}
    tried: list[tuple[str, Guess]] = []
    for slip in SLIPS if any(problem.hand) else (ZERO, SHAPE):  # zeros are too little to tell slips apart by
        if slip.kind == "fact" and not found:
            found |= _two_slips(problem, tried)
        if slip.kind != "usual" and found:
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
