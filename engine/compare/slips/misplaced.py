"""The derivative of an activation, taken at numbers that are not its input."""

from collections.abc import Iterator, Sequence

from engine.compare.guesses import Slip
from engine.compare.problem import Problem
from engine.compare.slips.remembered import _slope
from engine.compare.structure import Edge


def at_other_numbers(problem: Problem, group: Sequence[Edge], where: str) -> Iterator[Slip]:
    """Yield the derivative of an activation at the results of another layer, or at the gradient that arrives."""
    nodes = [node for node, _ in group]
    row, gradients = problem.between[nodes[0]], problem.structure.gradients
    if row.family not in ("activation", "rectifier"):
        return
    near = {x for node in nodes for x in node.inputs}  # v at v + eps is another slip: eps is forgotten
    near |= {x for node in near for x in node.inputs}
    kinds = "activation misplaced|wrong operand"
    for other in problem.by_role.values():
        if len(other) == len(nodes) > 1 and near.isdisjoint(other) and not set(nodes) & set(other):
            slopes = {edge: _slope(row, x.data) for edge, x in zip(group, other, strict=True)}
            text = f"the derivative of {row.name} is taken at {problem.value(other)}"
            yield Slip(kinds, text, where, "take it at its own input", slopes, 1.0)
    arriving = [gradients[node] for node in nodes]
    if all(arriving):
        at = [_slope(row, g) for g in arriving]
        text = f"the derivative of {row.name} is taken at the gradient that arrives"
        yield Slip(kinds, text, where, "take it at its own input", dict(zip(group, at, strict=True)), 1.0)
        alone = {edge: a / g for edge, a, g in zip(group, at, arriving, strict=True)}
        text += ", and not multiplied by it"
        yield Slip(f"{kinds}|upstream forgotten", text, where, "multiply by what arrives", alone, 1.0)
