"""Explaining wrong gradients among the answers: by what was written before, or by the digits that were kept besides."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from engine.compare import compare_steps
from engine.compare.report import Report
from engine.value import Value


def explained(
    loss: Value, steps: Sequence[tuple[str, Any, Any]], wrong: Sequence[str], exact: Mapping[str, Any]
) -> Report:
    """Return the report on a derivation, with slips that explain what is wrong.

    Args:
        loss: whose gradients they are.
        steps: name, Values, and the gradient by hand, in the order of the derivation.
        wrong: the names that are to be explained.
        exact: the right numbers of answers that are right and rounded. Whoever keeps all digits goes on with these,
            so they are tried where the written ones explain nothing.
    """
    report = compare_steps(loss, steps, explain=wrong)
    bare = [name for name in wrong if not report[name].findings]
    if not bare or exact.keys().isdisjoint(name for name, _, _ in steps):
        return report
    again = compare_steps(loss, [(name, nodes, exact.get(name, hand)) for name, nodes, hand in steps], explain=bare)
    found = {name: again[name].findings for name in bare}
    lines = [replace(line, findings=found.get(line.name, line.findings)) for line in report.lines]
    return replace(report, lines=tuple(lines))
