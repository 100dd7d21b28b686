"""What the rules foresee for some of the strangers' problems: every slip with what is said of it and what it gives.

These are some hundred thousand lines, of which catalogue.json keeps checksums. Where one has changed,
`python -m tests.slips --foreseen usual/ridge` prints the lines, before and after; `--catalogue` writes the file anew.
"""

import json
import zlib
from collections import defaultdict
from collections.abc import Iterator, Sequence

import numpy as np

from engine.compare.hints import joined
from engine.compare.problem import Problem
from engine.compare.slips import OF_AN_ARRAY, OF_THE_GRAPH, scale
from engine.compare.structure import Structure
from engine.words.nested import nest, values_of
from tests.engine.compare import asking
from tests.slips.cases import HERE, Stated
from tests.slips.said import LARGEST, size_of, stated


def problem_of(stated: Stated) -> Problem:
    """Return the problem with its numbers, and with the right gradients as the student's."""
    loss, parameters = stated.graph(stated.given())
    right, hand = Structure(loss), {}
    for name, nodes in parameters.items():
        values, shape = values_of(nodes, name)
        hand[name] = nodes, nest(right.gradient(values), shape)
    return asking.problem_of(loss, **hand)


def foreseen(problem: Problem) -> Iterator[str]:
    """Yield a line for each slip: family, kind, how usual it is, what is said, a number for each gradient."""
    for family in OF_THE_GRAPH:
        slips = list(family(problem))
        tables = problem.tables([slip.slopes for slip in slips])
        for i, slip in enumerate(slips):
            said = "; ".join(filter(None, (joined(slip.what, slip.where), slip.remedy)))
            numbers = " ".join(f"{name} {mark(table[i])}" for name, table in tables.items())
            yield f"{family.__name__} | {slip.kind} | {slip.usual:.3g} | {said} | {numbers}"
    for of_array in OF_AN_ARRAY:
        for array in problem.arrays:
            for guess in of_array(problem, array):
                said = "; ".join(filter(None, (joined(guess.what, guess.where), guess.remedy)))
                shape = "" if guess.shape is None else f" {guess.shape}"
                yield (
                    f"{of_array.__name__} | {guess.kind} | {guess.usual:.3g} | {said} | "
                    f"{array.name}{shape} {mark(guess.numbers)}"
                )
    for factor, kind, said, usual in scale.factors(problem):
        yield f"factors | {kind} | {usual:.3g} | {said} | times {factor:.6g}"


def mark(numbers: Sequence[float] | np.ndarray) -> str:
    """Return one number that any of these moves: the first one time, the second two times, ..., added up.

    Times pi, since then no short number lies half-way between two of four digits.
    """
    found = np.asarray(numbers, dtype=float).ravel()
    terms = found * np.arange(1, len(found) + 1) * np.pi
    total, size = terms.sum(), np.abs(terms).sum()
    return "0" if abs(total) < 1e-9 * size else f"{total:.4g}"


def digests(problem: Stated) -> dict[str, str]:
    """Return how many slips each family foresees for a problem, with a checksum of their lines."""
    lines: dict[str, list[str]] = defaultdict(list)
    for line in foreseen(problem_of(problem)):
        lines[line.partition(" | ")[0]].append(line)
    return {family: f"{len(of)} {zlib.crc32(chr(10).join(of).encode()):08x}" for family, of in lines.items()}


def known() -> dict[str, dict[str, str]]:
    """Return what catalogue.json holds."""
    found: dict[str, dict[str, str]] = json.loads((HERE / "catalogue.json").read_text(encoding="utf-8"))
    return found


def write() -> int:
    """Write catalogue.json, and return of how many problems it tells."""
    found = {name: digests(problem) for name, problem in stated().items() if size_of(problem) <= LARGEST}
    (HERE / "catalogue.json").write_text(json.dumps(found, indent=0) + "\n", encoding="utf-8")
    return len(found)
