"""What one frame shows: the numbers, and a class for every node and every edge. The page does the same in its script.

is-pending    not computed yet; for an edge, nothing has flowed back through it yet
is-new        the number that this frame brings
is-active     where it comes from
is-done       known from an earlier frame
"""

from dataclasses import dataclass
from typing import Literal

from engine.errors import SettingError
from engine.notation import show
from engine.trace import Trace

State = Literal["is-pending", "is-new", "is-active", "is-done"]
Phase = Literal["forward", "backward"]


@dataclass(frozen=True)
class NodeState:
    """The texts in a value's box, and its class."""

    data: str
    grad: str
    state: State


@dataclass(frozen=True)
class EdgeState:
    """The local derivative on an edge, "" where it has not been used yet, and its class."""

    partial: str
    state: State


@dataclass(frozen=True)
class FrameState:
    """Everything that changes from frame to frame; edges are keyed by (operation, slot)."""

    phase: Phase
    nodes: tuple[NodeState, ...]
    edges: dict[tuple[int, int], EdgeState]


def frame_of(trace: Trace, phase: Phase) -> int:
    """Return the last frame of a pass."""
    match phase:
        case "forward":
            return sum(step.kind in ("leaves", "forward") for step in trace.steps) - 1
        case "backward":
            return len(trace.steps) - 1
    raise SettingError(f'the phases of a drawing are "forward" and "backward", not {phase!r}')


def state(trace: Trace, frame: int, at_rest: bool = False) -> FrameState:
    """Return what a frame shows.

    Args:
        frame: 0 is the leaves, len(trace.steps) - 1 the last edge.
        at_rest: show what is known by then, with nothing standing out.

    Raises:
        SettingError: where there is no such frame.

    >>> from engine import Value
    >>> from engine.trace import trace
    >>> [(node.data, node.grad, node.state) for node in state(trace(2 * Value(3.0)), 1).nodes]
    [('2', '—', 'is-done'), ('3', '—', 'is-done'), ('6', '—', 'is-new')]
    """
    if not 0 <= frame < len(trace.steps):
        raise SettingError(f"frame {frame} does not exist: this drawing has frames 0 to {len(trace.steps) - 1}")
    past, now = trace.steps[: frame + 1], trace.steps[frame]
    computed = {step.node for step in past if step.kind == "forward"}
    totals = {step.node if step.kind == "seed" else step.input: step.total for step in past}
    partials = {(step.node, step.slot): step.partial for step in past if step.kind == "backward"}
    new, active = (now.input, now.node) if now.kind == "backward" else (now.node, None)

    def node_state(i: int, known: bool) -> State:
        if not at_rest and i in (new, active):
            return "is-new" if i == new else "is-active"
        return "is-done" if known else "is-pending"

    nodes = []
    for node in trace.nodes:
        known = not node.inputs or node.index in computed
        data = show(node.data if known else None)
        nodes.append(NodeState(data, show(totals.get(node.index)), node_state(node.index, known)))
    edges: dict[tuple[int, int], EdgeState] = {}
    for node in trace.nodes:
        for slot in range(len(node.inputs)):
            edge = (node.index, slot)
            lit = now.kind == "backward" and edge == (now.node, now.slot) and not at_rest
            text = show(partials[edge]) if edge in partials else ""
            edges[edge] = EdgeState(text, "is-active" if lit else "is-done" if edge in partials else "is-pending")
    return FrameState("backward" if now.kind in ("seed", "backward") else "forward", tuple(nodes), edges)
