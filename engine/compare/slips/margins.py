"""Slips at log(1 + exp(-y s)), where labels y are -1 and 1 and not 0 and 1."""

from collections.abc import Iterator

from engine.arithmetic import Floats
from engine.compare.guesses import Slip
from engine.compare.problem import Problem
from engine.compare.slips.functions import function_layers
from engine.compare.slips.targets import arriving_at
from engine.compare.structure import family, is_given
from engine.value import Value


def margins(problem: Problem) -> Iterator[Slip]:
    """At log(1 + exp(-y s)) with labels y of -1 and 1, what is right for labels 0 and 1 stands: sigmoid(s) - y."""
    ends = [one for group, _ in function_layers(problem) for one in group if one.row.name == "softplus"]
    ends.sort(key=lambda one: _label_of(one.source)[1] is not None)  # of two ways to read one, that with a label
    labelled = {one.output: (one, *_label_of(one.source)) for one in ends}
    found = {output: (one, s, y) for output, (one, s, y) in labelled.items() if y in (-1.0, 1.0)}
    if len(found) < 2 or len(found) < len(labelled):
        return
    nodes = [s for _, s, _ in found.values()]
    right = [Floats.sigmoid(s.data) for s in nodes]
    arriving = [problem.structure.gradients[output] for output in found]
    at, rows = (
        f"at the {problem.place(nodes)}",
        list(zip(right, arriving, (y for _, _, y in found.values()), strict=True)),
    )
    for kind, what, numbers, usual in (
        (
            "target",
            "sigmoid(s) - y is for labels 0 and 1, and here they are -1 and 1",
            [u * (p - y) for p, u, y in rows],
            4.0,
        ),
        ("target", "the label is left out: sigmoid(s) alone", [u * p for p, u, y in rows], 2.0),
        ("target|wrong operand", "the label is left out of the exponent", [-u * y * (1 - p) for p, u, y in rows], 1.5),
        (
            "target|sign",
            "sigmoid(y s) stands where sigmoid(-y s) belongs",
            [-u * y * (p if y > 0 else 1 - p) for p, u, y in rows],
            3.0,
        ),
    ):
        yield arriving_at(problem, kind, what, at, nodes, numbers, usual)


def _label_of(node: Value) -> tuple[Value, float | None]:
    """Return s and y of -y s, where y is data; no y where there is none."""
    y, known = -1.0, False
    while family(node) in ("difference", "product") and len(node.inputs) < 3:
        others = [x for x in node.inputs if is_given(x)]
        if len(node.inputs) == 1:
            y, node = -y, node.inputs[0]
        elif family(node) == "product" and len(others) == 1:
            known = True
            y, node = y * others[0].data, next(x for x in node.inputs if x is not others[0])
        else:
            break
    return node, y if known else None
