"""What happened, step by step: the forward and the backward pass of one graph as immutable numbers.

    leaves -> one value at a time -> the seed d(output)/d(output) = 1 -> one edge at a time, back to the leaves

No step goes into a constant: nobody asks for the gradient of the 2 in 2*x.
A Value comes in, a `Trace` goes out; pictures, pages and the terminal show its steps, and words/story.py says them in
words. The backward steps are taken from `sweep`, the one chain-rule loop over graphs.
"""

from array import array
from collections.abc import Collection, Mapping, Sequence

from engine.backward import sweep
from engine.graph import one_value, topological_order
from engine.modes import Scope
from engine.trace.columns import Trace as Trace
from engine.trace.parts import expanded, innermost_scopes
from engine.trace.steps import Kind as Kind
from engine.trace.steps import Known as Known
from engine.trace.steps import Step as Step
from engine.trace.steps import StepKind as StepKind
from engine.trace.steps import TracedNode as TracedNode
from engine.trace.steps import TracedScope as TracedScope
from engine.value import Value


def trace(
    output: Value, lines: Mapping[Value, int] | None = None, expand: bool = False, also: Collection[Value] = ()
) -> Trace:
    """Return the forward and the backward pass of a graph as data, leaving every `.grad` as it is.

    Args:
        output: the value that is differentiated.
        lines: the source line of each operation, as a lecture knows it.
        expand: write out many-input operations, such as `dot`, in elementary ones.
        also: what is shown though the output does not depend on it, as it is; nothing that depends on the output.

    Raises:
        DomainError: where a derivative does not exist.

    >>> a, b = Value(2.0, "a"), Value(-3.0, "b")
    >>> for step in trace(a * b).steps:
    ...     print(step.kind, step.node, step.input, step.contribution)
    leaves None None None
    forward 2 None None
    seed 2 None None
    backward 2 0 -3.0
    backward 2 1 2.0
    """
    output, origin = expanded(one_value(output)) if expand else (output, {})
    order = topological_order(*also, output)
    known = {value: line for value in order if (line := (lines or {}).get(origin.get(value, value))) is not None}
    return trace_in(order, known)


def trace_in(order: Sequence[Value], lines: Mapping[Value, int] | None = None) -> Trace:
    """Return both passes of a graph in another order of the steps than `topological_order`'s.

    Args:
        order: every value of the graph, each one after its inputs; the last is differentiated.
        lines: the source line of each operation.

    Raises:
        DomainError: where a derivative does not exist.

    >>> a, b = Value(2.0, "a"), Value(-3.0, "b")
    >>> [step.input for step in trace_in([b, a, a * b]).steps if step.kind == "backward"]
    [1, 0]
    """
    lines = lines or {}
    place = {value: i for i, value in enumerate(order)}
    first, last = array("q", bytes(8 * len(order))), array("q", [-1]) * len(order)
    gradients, sums = array("d", bytes(8 * len(order))), array("d", bytes(8 * len(order)))
    users, inputs, slopes, totals = array("q"), array("q"), array("d"), array("d")
    for value, gradient, partials in sweep(order):
        i = place[value]
        gradients[i], first[i] = gradient, len(users)
        for x, partial in zip(map(place.__getitem__, value.inputs), partials, strict=True):
            sums[x] += gradient * partial
            last[x] = len(users)
            users.append(i)
            inputs.append(x)
            slopes.append(partial)
            totals.append(sums[x])
    scopes, homes = _scopes(order)
    return Trace(
        values=tuple(order),
        scopes=scopes,
        operations=array("q", (i for i, value in enumerate(order) if value.inputs)),
        labels=[value.label for value in order],
        lines={i: line for i, value in enumerate(order) if (line := lines.get(value)) is not None},
        homes=homes,
        data=array("d", (value.data for value in order)),
        gradients=gradients,
        first=first,
        last=last,
        users=users,
        inputs=inputs,
        partials=slopes,
        totals=totals,
        flowing=array("q", (edge for edge, x in enumerate(inputs) if not order[x].is_constant)),
    )


def _scopes(order: Sequence[Value]) -> tuple[tuple[TracedScope, ...], Sequence[int]]:
    """Return the scopes of a graph, numbered in the order of first use, and the key of each node's innermost one."""
    scopes: dict[Scope, int] = {}
    homes = array("q")
    for home in innermost_scopes(order):
        if home is not None and home not in scopes:
            for scope in home.around:
                scopes.setdefault(scope, len(scopes))
        homes.append(-1 if home is None else scopes[home])
    traced = (TracedScope(key, s.name, scopes[s.parent] if s.parent else None) for s, key in scopes.items())
    return tuple(traced), homes
