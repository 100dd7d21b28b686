"""Reverse mode: the chain rule, applied once to every edge of the graph, from the output to the leaves.

    d(output)/d(input) += d(output)/d(node) * d(node)/d(input)
                          upstream          * partial           = contribution

There is one loop over graphs, `sweep`. `Value.backward`, `gradient`, the step-by-step trace and the diagnosis of slips
consume it; only a replay (tape/) applies the same rule to whole arrays, and a page in its own script (web/graph.js).
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from math import isfinite, isinf, isnan
from typing import Any, Never

from engine.arithmetic import Floats, GraphArithmetic
from engine.errors import ArgumentError, DomainError, MovedError, NoGraphError, NotANumberError, listed
from engine.graph import N, topological_order
from engine.modes import CUT, MODE, PASS, place_of
from engine.real import domain_error, real

NONE: Sequence[Any] = ()
WITHOUT_GRAPH = "was computed inside no_grad(), which keeps no graph; compute it outside of the block"


def sweep(
    order: Sequence[N], arithmetic: GraphArithmetic = Floats, seed: Any = 1.0
) -> Iterator[tuple[N, Any, Sequence[Any]]]:
    """Yield every node from the output to the leaves, when its gradient is complete.

    Args:
        order: the nodes to go through, each one after its inputs: `topological_order(output)`. The last is the output.
        arithmetic: of the numbers: `Floats`, `Values` for gradients that are graphs themselves, or `Duals`.
        seed: d(whatever is wanted)/d(output).

    Yields:
        (node, d(output)/d(node), [d(node)/d(input) for each input]).

    Raises:
        DomainError: where a derivative does not exist or overflows; it names the operation.
        MovedError: after the last node, when the number of a leaf has changed since it was used.

    >>> from engine import Value, topological_order
    >>> a, b = Value(2.0, "a"), Value(-3.0, "b")
    >>> for node, gradient, partials in sweep(topological_order(a * b)):
    ...     print(node.label or node.op, gradient, partials)
    * 1.0 (-3.0, 2.0)
    b 2.0 ()
    a -3.0 ()
    """
    partials_of = _as_switched(order[-1], arithmetic)
    oldest_result, newest_leaf = order[-1].clock, 0  # by their clocks: has a leaf changed since it was used?
    zero, gradients = arithmetic.zero, []
    sums: dict[N, Any] = {order[-1]: seed}  # what has arrived at nodes ahead: few at a time, for the cache
    so_far, complete = sums.get, sums.pop
    for node in reversed(order):
        upstream, partials = complete(node, zero), NONE
        if node.inputs:
            if node.clock < oldest_result:
                oldest_result = node.clock
            try:
                partials = partials_of(node)
            except (ArithmeticError, ValueError) as error:
                refuse_moved(order)  # the better reason, if there is one
                raise _no_derivative(node, error) from None
            if upstream != 0.0:  # it is 0 in half of a relu layer
                for x, partial in zip(node.inputs, partials):  # noqa: B905 (strict costs a tenth of the sweep)
                    sums[x] = so_far(x, zero) + upstream * partial
        elif node.clock > newest_leaf:
            newest_leaf = node.clock
        gradients.append(upstream)
        yield node, upstream, partials
    if newest_leaf > oldest_result:
        refuse_moved(order)
    if not arithmetic.are_finite(gradients):
        refuse_overflow(dict(zip(order, reversed(gradients), strict=True)))


def _as_switched(output: Any, arithmetic: GraphArithmetic) -> Callable[[Any], Sequence[Any]]:
    """Return what gives the partials of a node, as `anomaly()`, `no_grad()` and a recording around it ask for."""
    partials_of, mode = arithmetic.partials_of, MODE.get()
    if output.marks & CUT and not output.inputs:
        raise NoGraphError(f"{output!r} {WITHOUT_GRAPH}")
    if mode is not None and mode.read is not None and not arithmetic.gives_graphs:
        mode.read(output)  # a recording cannot follow a derivative that is a number
    return partials_of if mode is None or mode.places is None else _strict(partials_of)


def _no_derivative(node: Any, error: Exception | None) -> DomainError:
    of, place = "the derivative of ", place_of(node)
    error = None if isinstance(error, FloatingPointError) else error
    return domain_error(node.primitive, node.inputs, error, node.scope, of, place)


def _strict(partials_of: Callable[[Any], Sequence[Any]]) -> Callable[[Any], Sequence[Any]]:
    """Return partials_of, which raises where a partial is not finite: what `anomaly()` asks for."""

    def strict(node: Any) -> Sequence[Any]:
        partials = partials_of(node)
        if not all(isfinite(x if isinstance(x, float | int) else x.data) for x in partials):
            raise FloatingPointError  # in sweep this becomes the error that names the operation
        return partials

    return strict


def refuse_moved(order: Sequence[Any], but: Collection[Any] = ()) -> None:
    """Raise a MovedError if the number of a leaf was changed after an operation had used it.

    Where the operation gives the same result at the present numbers, they are those that it was computed from.

    Args:
        order: the graph.
        but: leaves that may change.
    """
    for node in order:
        for x in node.inputs:
            if x.clock > node.clock and not x.inputs and x not in but and not _is_still(node):
                leaf = f"the leaf {x.label!r}" if x.label else "a leaf without a label"
                used = repr(node.label) if node.label else f"an operation {node.primitive.symbol}"
                where = f" in {node.scope.path}" if node.scope else ""
                raise MovedError(
                    f"{leaf} was changed (to {x._number:g}) after {used}{where} had been computed from it, "
                    "so the graph belongs to neither point; compute the output again before differentiating it"
                )


def _is_still(node: Any) -> bool:
    try:
        number = node.primitive.value_at(Floats, [x._number for x in node.inputs])
    except (ArithmeticError, ValueError):
        return False
    return bool(number == node._number)


def refuse_overflow(gradients: Mapping[Any, Any], towards: Collection[Any] | None = None) -> None:
    """Raise a DomainError that names the first node, from the output on, whose gradient is not finite.

    Args:
        gradients: of all nodes, each one after its inputs.
        towards: the nodes whose gradients are used; all but constants, and what is computed from constants only, if
            left out.
    """
    used: set[Any] = set(towards or ())
    for node in gradients if towards is None else ():
        if not used.isdisjoint(node.inputs) or not (node.inputs or node.is_constant):
            used.add(node)
    for node, gradient in reversed(list(gradients.items())):
        number = gradient if isinstance(gradient, float | int) else gradient.data
        if isfinite(number) or node not in used:
            continue
        name = node.label or (node.primitive.name if node.primitive else "a leaf")
        what, advice = "overflows", "scale the numbers down, clip the gradient, or look for an exploding product"
        if isnan(number):
            what, advice = "does not exist (it is nan)", _cause(list(gradients))
        place = f" (made at {line})" if (line := place_of(node)) else ""
        raise DomainError(f"backward: the gradient of {name!r} (data {node._number:g}){place} {what}; {advice}")


def _cause(order: Sequence[Any]) -> str:
    """Return where the first nan of a graph came from, as far as one can see, and what to do."""
    for is_it, what in ((isnan, "nan"), (isinf, "infinite")):
        for node in order:
            if not node.inputs and is_it(node._number):
                name = f"the input {node.label!r}" if node.label else "a number without a label"
                where = f" in {node.scope.path}" if node.scope else ""
                return (
                    f"look at {name}{where}, which is {what}; inside of `with anomaly():` the first operation that "
                    "meets it is named with its line"
                )
    for node in reversed(order):
        try:
            partials = Floats.partials_of(node) if node.inputs else NONE
            if any(
                not isfinite(partial) for x, partial in zip(node.inputs, partials, strict=True) if not x.is_constant
            ):
                return str(_no_derivative(node, None))
        except (ArithmeticError, ValueError) as error:  # where a gradient as a graph meets one
            return str(_no_derivative(node, error))
    return "look for a number that is outside the domain; anomaly() names the operation and its line"


def backward(output: Any, seed: float = 1.0, **unknown: Never) -> None:
    """Compute seed * d(output)/d(node) for every node and keep it in `.grad`; `output.backward()` is the same.

    Leaves accumulate, so that two calls give exactly twice the gradient and a batch can be added up;
    results of operations keep the gradient of the latest call only.

    Args:
        output: the node to differentiate.
        seed: d(whatever is wanted)/d(output); 1 for the output itself.

    Raises:
        DomainError: where a derivative does not exist or overflows.
        MovedError: when the number of a leaf has changed since it was used.
            In both cases the `.grad` of every leaf is left as it was.

    >>> from engine import Value
    >>> a = Value(2.0); b = Value(-3.0); c = a * b + a
    >>> backward(c)
    >>> a.grad, b.grad
    (-2.0, 2.0)
    """
    if unknown:
        raise ArgumentError(
            f"backward: takes no {listed(unknown)} as in PyTorch: a graph stays as it is, so backward() can be called "
            "again; for gradients that are graphs themselves there is gradient(y, x, create_graph=True)"
        )
    leaves: dict[Any, float] = {}
    for node, gradient, _ in sweep(topological_order(output), seed=real(seed, "backward: seed")):
        if node.inputs:
            node.grad = gradient
        else:
            leaves[node] = gradient
    cut = [leaf for leaf in leaves if leaf.marks & CUT]
    if cut and all(leaf.is_constant or leaf.marks & CUT for leaf in leaves):
        raise NoGraphError(f"{output!r} depends on nothing but numbers, of which one {WITHOUT_GRAPH}")
    try:
        for leaf, gradient in leaves.items():
            if before := leaf.grad:
                leaf.grad, leaf.marks = before + gradient, leaf.marks + PASS
            else:  # 0, or None as in PyTorch: its passes are counted from 0 again
                leaf.grad, leaf.marks = 0.0 + gradient, leaf.marks % PASS + PASS
    except TypeError:
        raise _no_number(leaves) from None


def _no_number(leaves: Iterable[Any]) -> NotANumberError:
    """Say which leaf was given a gradient to which no other can be added."""
    leaf = next(leaf for leaf in leaves if not isinstance(leaf.grad, float | int | None))
    name = f"the leaf {leaf.label!r}" if leaf.label else "a leaf without a label"
    return NotANumberError(
        f"backward: the gradient of {name} was set to {type(leaf.grad).__name__} {leaf.grad!r:.60}; set it to a "
        "number: v.grad = 0.0 takes it away, as zero_grad() of a model or an optimiser does"
    )
