"""A loss that has, at some intermediate results, the gradient that a student says it has.

    L' = L(with the users of z cut off from it) + sum_i g_i z_i        =>        dL'/dz = g

Everything upstream of z then gets the gradient that follows from g, and paths around z stay as they are.
"""

from collections.abc import Mapping, Sequence

from engine.arithmetic import Floats
from engine.graph import copy_graph
from engine.primitives import Primitive
from engine.value import Value


def given_gradients(order: Sequence[Value], given: Mapping[Value, float]) -> tuple[Value, dict[Value, Value]]:
    """Return a copy of a graph in which some nodes have given gradients, and the copy of every node.

    Args:
        order: a topological order of the graph; its last node is the loss.
        given: the gradient that each of these nodes is to have.

    >>> from engine import gradient, topological_order
    >>> w, x = Value(2.0), Value(3.0); z = w * x; loss = z**2
    >>> surrogate, copies = given_gradients(topological_order(loss), {z: 10.0})
    >>> gradient(surrogate, [copies[z], copies[w]])
    [10.0, 30.0]
    """
    cut = {node: Value(node.data, node.label) for node in given}
    copies = copy_graph(order, cut)
    weights = [*given.values(), 1.0]
    surrogate = Value(0.0)
    surrogate.inputs = (*(copies[node] for node in given), cut.get(order[-1], copies[order[-1]]))
    surrogate.primitive = Primitive(
        "your earlier steps", "g·z", "product",
        value=lambda math, xs: Floats.dot(weights, xs),
        partials=lambda math, y, xs: weights,
        formula="", partial_formulas=(), variadic=True,
    )  # fmt: skip
    surrogate._number = surrogate.primitive.value_at(Floats, [x.data for x in surrogate.inputs])
    return surrogate, copies
