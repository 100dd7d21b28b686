"""A computation graph in 80 columns: one line for each value, as far as the passes have come."""

from dataclasses import dataclass

from engine.notation import show
from engine.trace import Node, Trace

ROWS = 18
MARKS = {"new": "→", "from": "∂", "to": "←", "": " "}


@dataclass(frozen=True)
class Row:
    """What one frame shows of a node; a number that is not known yet is None."""

    node: Node
    mark: str
    data: float | None
    grad: float | None
    complete: bool


def rows(trace: Trace, frame: int) -> list[Row]:
    """Return one row for each value that is no constant, as it stands at this frame.

    Args:
        trace: the recorded passes.
        frame: 0 is the first step.
    """
    known = {node.index for node in trace.nodes if node.kind != "operation"}
    grads: dict[int, tuple[float | None, bool]] = {}
    for step in trace.steps[: frame + 1]:
        if step.kind == "forward" and step.node is not None:
            known.add(step.node)
        elif step.kind == "seed":
            grads[len(trace.nodes) - 1] = step.total, True
        elif step.kind == "backward" and step.input is not None:
            grads[step.input] = step.total, step.complete
    now = trace.steps[frame]
    return [
        Row(
            node,
            "to" if node.index == now.input else _mark(now.kind) if node.index == now.node else "",
            node.data if node.index in known else None,
            *grads.get(node.index, (None, True)),
        )
        for node in trace.nodes
        if node.kind != "constant"
    ]


def _mark(kind: str) -> str:
    return "from" if kind == "backward" else "new"


def picture(trace: Trace, frame: int) -> str:
    """Return the table of one frame as text; of a large graph, the part around the step."""
    shown = rows(trace, frame)
    active = [i for i, row in enumerate(shown) if row.mark] or [0]
    first = max(0, min(active[-1] - ROWS // 2, len(shown) - ROWS))
    lines = [f"{'':2}{'value':36}{'data':>14}{'gradient':>14}", "  " + "─" * 64]
    if first:
        lines.append(f"  … {first} more above")
    lines += [_line(row) for row in shown[first : first + ROWS]]
    below = len(shown) - first - ROWS
    return "\n".join([*lines, f"  … {below} more below"] if below > 0 else lines)


def _line(row: Row) -> str:
    what = f"{row.node.name} = {row.node.formula}" if row.node.formula else row.node.name
    what = what if len(what) <= 35 else f"{what[:34]}…"
    so_far = "" if row.complete else " so far"
    return f"{MARKS[row.mark]} {what:36}{show(row.data):>14}{show(row.grad):>14}{so_far}"


def where(trace: Trace, frame: int) -> str:
    """Say how far the passes have come, such as "forward 3/5 · backward 2/9"."""
    counts = []
    for kind in ("forward", "backward"):
        steps = [i for i, step in enumerate(trace.steps) if step.kind == kind]
        counts.append(f"{kind} {sum(i <= frame for i in steps)}/{len(steps)}")
    return " · ".join(counts)
