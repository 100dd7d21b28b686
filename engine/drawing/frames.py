"""What one frame shows: the numbers, and a class for every node and every edge. The page does the same in its script.

is-pending    not computed yet; for an edge, nothing has flowed back through it yet
is-new        the number that this frame brings
is-active     where it comes from
is-done       known from an earlier frame
"""

from collections import Counter
from dataclasses import dataclass
from typing import Literal

from engine.errors import SettingError
from engine.trace import Trace
from engine.words.digits import show

CssClass = Literal["is-pending", "is-new", "is-active", "is-done"]
Phase = Literal["forward", "backward"]


@dataclass(frozen=True)
class NodeFrame:
    """The texts in a value's box, and its class.

    Attributes:
        total: the gradient so far.
        landed: how many contributions have arrived.
    """

    data: str
    grad: str
    css_class: CssClass
    total: float | None = None
    landed: int = 0


@dataclass(frozen=True)
class EdgeFrame:
    """The local derivative of an edge, "" in the forward pass; what has flowed back through it, if anything has."""

    partial: str
    css_class: CssClass
    contribution: float | None = None


@dataclass(frozen=True)
class Frame:
    """Everything that changes from frame to frame; edges are keyed by (operation, slot)."""

    phase: Phase
    nodes: tuple[NodeFrame, ...]
    edges: dict[tuple[int, int], EdgeFrame]


def last_step(trace: Trace, phase: Phase) -> int:
    """Return the last step of a pass."""
    match phase:
        case "forward":
            return sum(step.kind in ("leaves", "forward") for step in trace.steps) - 1
        case "backward":
            return len(trace.steps) - 1
    raise SettingError(f'the phases of a drawing are "forward" and "backward", not {phase!r}; give one of them')


def frame(trace: Trace, step: int, at_rest: bool = False) -> Frame:
    """Return what a frame shows.

    Args:
        step: 0 is the leaves, len(trace.steps) - 1 the last edge.
        at_rest: show what is known by then, with nothing standing out.

    Raises:
        SettingError: where there is no such frame.

    >>> from engine import Value
    >>> from engine.trace import trace
    >>> [(node.data, node.grad, node.css_class) for node in frame(trace(2 * Value(3.0)), 1).nodes]
    [('2', '—', 'is-done'), ('3', '—', 'is-done'), ('6', '—', 'is-new')]
    """
    if not isinstance(step, int) or not 0 <= step < len(trace.steps):
        raise SettingError(
            f"frame {step!r} does not exist: this drawing has frames 0 to {len(trace.steps) - 1}; give one of these"
        )
    known, now = trace.known_at(step), trace.steps[step]
    new, active = (now.input, now.node) if now.kind == "backward" else (now.node, None)

    def css_class(i: int) -> CssClass:
        if not at_rest and i in (new, active):
            return "is-new" if i == new else "is-active"
        return "is-done" if i in known.data else "is-pending"

    phase: Phase = "backward" if now.kind in ("seed", "backward") else "forward"
    edges: dict[tuple[int, int], EdgeFrame] = {}
    landed: Counter[int] = Counter()
    for i in trace.operations:
        for slot, x in enumerate(trace.inputs_of(i)):
            edge, partial, flowed = (i, slot), trace.partials[trace.first[i] + slot], (i, slot) in known.partials
            lit = edge == (now.node, now.slot) and not at_rest
            edges[edge] = EdgeFrame(
                show(partial) if phase == "backward" else "",
                "is-active" if lit else "is-done" if flowed else "is-pending",
                trace.gradients[i] * partial if flowed else None,
            )
            landed[x] += flowed
    nodes = []
    for i, number in enumerate(trace.data):
        total, _ = known.totals.get(i, (None, True))
        data = show(number if i in known.data else None)
        nodes.append(NodeFrame(data, show(total), css_class(i), total, landed[i]))
    return Frame(phase, tuple(nodes), edges)
