"""Forward mode: every node carries a pair (primal, tangent), a dual number, from the inputs to the output.

    tangent(y) = sum over inputs x of dy/dx * tangent(x)

The same rows as in reverse mode, read in the other direction: one pass gives the derivative of everything
along one direction of the inputs, where a backward sweep gives one output's derivative along all of them.
"""

from collections.abc import Callable, Sequence
from math import isfinite
from typing import Any

from engine.arithmetic import Floats
from engine.errors import ShapeError, domain_error
from engine.graph import topological_order
from engine.value import Value, real


def jvp(f: Callable[..., Any], primals: Sequence[float], tangents: Sequence[float]) -> tuple[float, float]:
    """Return f(x) and its derivative along a direction t, the Jacobian-vector product.

    Args:
        f: a function of len(primals) Values that returns one Value.
        primals: the point x.
        tangents: the direction t, of the same length.

    Raises:
        ShapeError: when the lengths differ.
        DomainError: where a derivative does not exist.

    >>> jvp(lambda x, y: x * y, [2.0, 5.0], [1.0, 0.0])
    (10.0, 5.0)
    """
    if len(primals) != len(tangents):
        raise ShapeError(f"jvp: {len(primals)} primals but {len(tangents)} tangents; give one tangent for each primal")
    leaves = [Value(primal) for primal in primals]
    output = f(*leaves)
    if not isinstance(output, Value):
        return real(output), 0.0
    tangent_of: dict[Value, float] = dict(zip(leaves, map(real, tangents), strict=True))
    for node in topological_order(output):
        if node.primitive is None:
            tangent_of.setdefault(node, 0.0)
            continue
        try:
            partials = node.primitive.partials_at(Floats, node.data, [x.data for x in node.inputs])
        except (ArithmeticError, ValueError) as error:
            raise domain_error(node.primitive, node.inputs, error, node.scope, of="the derivative of ") from None
        moving = zip(partials, [tangent_of[x] for x in node.inputs], strict=True)
        tangent = sum((partial * t for partial, t in moving if t), 0.0)  # what rests adds 0, even 0 * inf
        if not isfinite(tangent):
            raise domain_error(node.primitive, node.inputs, OverflowError(), node.scope, of="the derivative of ")
        tangent_of[node] = tangent
    return output.data, tangent_of[output]
