"""What is said of some of the strangers' cases, word for word: a change of a rule shows here what else it changes.

`python -m tests.slips --said` writes said.json anew: for every first sentence with its certainty, the case with the
smallest graph. Read the difference before it is committed.
"""

import json
from collections import defaultdict
from functools import cache

from engine.graph import topological_order
from tests.slips.cases import HERE, Stated, problems
from tests.slips.measure import SETS, report

LARGEST = 100  # nodes in the graph of a loss: what is larger takes too long
Said = dict[str, dict[str, list[str]]]  # problem, case -> what stands below the table


def said() -> Said:
    """Return what said.json holds."""
    found: Said = json.loads((HERE / "said.json").read_text(encoding="utf-8"))
    return found


@cache
def stated() -> dict[str, Stated]:
    """Return the problems of the seen halves by set and name."""
    return {f"{kind}/{problem.name}": problem for kind in SETS for problem in problems(f"{kind}/seen")}


def size_of(problem: Stated) -> int:
    """Return how many nodes the graph of its loss has."""
    return len(topological_order(problem.graph(problem.given())[0]))


def chosen() -> Said:
    """Diagnose the cases of the seen halves and choose."""
    sized = [(size_of(problem), name) for name, problem in stated().items()]
    kinds, found = set(), defaultdict[str, dict[str, list[str]]](dict)
    for size, name in sorted(sized):
        for slip in stated()[name].slips if size <= LARGEST else ():
            told = report(stated()[name], slip)
            first = told.findings[0] if told.findings else None
            kind = (first.slip, first.what, first.certainty) if first else ()
            if kind not in kinds:
                kinds.add(kind)
                found[name][slip.what] = list(told.remarks())
    return dict(sorted(found.items()))


def write() -> int:
    """Write said.json, and return how many cases it holds."""
    found = chosen()
    (HERE / "said.json").write_text(json.dumps(found, indent=0, ensure_ascii=False) + "\n", encoding="utf-8")
    return sum(map(len, found.values()))
