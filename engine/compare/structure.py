"""What a graph of scalars still knows of the arrays it was written with: layers, batches, time steps, terms.

Nodes that are used in the same way by nodes of the same role have the same role: the sigmoids of one layer, for
every unit and every example. Roles are found from the loss downwards, in one pass.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from itertools import combinations

from engine.backward import sweep
from engine.graph import one_value, topological_order
from engine.trace.arrays import array_of
from engine.trace.arrays import family as family
from engine.trace.arrays import is_product as is_product
from engine.trace.arrays import kind as kind
from engine.trace.arrays import products as products
from engine.value import Constant, Value

Edge = tuple[Value, int]  # an operation and one of its input slots

LINEAR = ("sum", "difference", "product")
RUNS = 8  # of more layers, only single ones and all together are tried


def slot_kind(node: Value, slot: int) -> str:
    """Tell apart the slots of an operation that mean different things: 'w', 'x' and 'b' of an affine one, ...

    >>> from engine import affine
    >>> [slot_kind(affine([Value(1.0)], [2.0], 3.0), i) for i in range(3)]
    ['w', 'x', 'b']
    """
    assert node.primitive is not None
    if node.primitive.products is not None:
        pairs = products(node)
        return "w" if slot < pairs else "x" if slot < 2 * pairs else "b"
    if node.primitive.own_first:
        return "other" if slot else "own"
    return "" if node.primitive.variadic else str(slot)


def partner(node: Value, slot: int) -> Value | None:
    """Return the other factor of the product that this slot stands in, or None.

    >>> a, b = Value(2.0, "a"), Value(3.0, "b")
    >>> partner(a * b, 0).label
    'b'
    """
    other = across(node, slot)
    return None if other is None else node.inputs[other]


def across(node: Value, slot: int) -> int | None:
    """Return the slot of the other factor of the product that this slot stands in, or None."""
    pairs = products(node)
    return (slot + pairs) % (2 * pairs) if slot < 2 * pairs else None


def sources(edges: Iterable[Edge]) -> tuple[Value, ...]:
    """Return what enters at each of these edges."""
    return tuple(node.inputs[slot] for node, slot in edges)


def is_given(x: Value) -> bool:
    """Tell whether a number depends on data alone."""
    stack, looked = [x], 0
    while stack:
        node = stack.pop()
        looked += 1
        if (node.primitive is None and not node.is_constant) or looked > 100:
            return False
        stack += node.inputs
    return True


def _adds(node: Value) -> bool:
    return family(node) == "sum" or (family(node) == "difference" and len(node.inputs) == 2)


def _as_addend(edge: Edge) -> bool:
    """Tell whether what enters here is added, not subtracted."""
    node, slot = edge
    return _adds(node) and (family(node) == "sum" or not slot)


class Structure:
    """The graph of one loss: order, users, gradients, local derivatives and roles, computed once."""

    def __init__(self, loss: Value) -> None:
        swept = list(sweep(topological_order(loss)))[::-1]
        self.loss = one_value(loss)
        self.order = [node for node, _, _ in swept]
        self.numbers = {node: node.data for node in self.order}
        self.gradients: dict[Value, float] = {node: gradient for node, gradient, _ in swept}
        self.partials: dict[Value, Sequence[float]] = {node: partials for node, _, partials in swept}

    @cached_property
    def users(self) -> dict[Value, list[Edge]]:
        """For every node the edges that lead out of it, in topological order."""
        users: dict[Value, list[Edge]] = {node: [] for node in self.order}
        for node in self.order:
            for slot, x in enumerate(node.inputs):
                users[x].append((node, slot))
        return users

    def gradient(self, nodes: Iterable[Value]) -> list[float]:
        """Return the right gradient of some nodes, 0 where the loss does not depend on them."""
        return [self.gradients.get(node, 0.0) for node in nodes]

    def partial(self, edge: Edge) -> float:
        """Return the right local derivative on one edge."""
        node, slot = edge
        return self.partials[node][slot]

    @cached_property
    def roles(self) -> dict[Value, int]:
        """A number for each node, the same for nodes that do the same for the loss."""
        known: dict[object, int] = {}
        roles: dict[Value, int] = {}
        for node in reversed(self.order):
            users = self.users[node]
            if _adds(node) and len(users) == 1 and _as_addend(users[0]):
                roles[node] = roles[users[0][0]]  # a + b - c is one sum, however it was bracketed
                continue
            kind = (node.primitive.name, node.primitive.static_values) if node.primitive else type(node).__name__
            uses = frozenset((roles[e[0]], "+" if _as_addend(e) else slot_kind(*e)) for e in users)
            roles[node] = known.setdefault(("+" if _adds(node) else kind, uses), len(known))
        return roles

    @cached_property
    def linear(self) -> dict[Value, frozenset[str]]:
        """The arrays that a node is made of by sums and products only: they tell one gate of a cell from the others."""
        found: dict[Value, frozenset[str]] = {}
        for node in self.order:
            if node.primitive is None:
                found[node] = frozenset(() if is_given(node) else (array_of(node.label),))
            else:
                found[node] = frozenset().union(*(found[x] for x in node.inputs if family(node) in LINEAR))
        return found

    def layers(self, edges: Iterable[Edge], source: Callable[[Edge], Value] | None = None) -> list[list[Edge]]:
        """Return the edges into operations of a kind: by layer, module, gate, what enters, and several layers in a row.

        Args:
            source: what enters an operation, if it is not what stands at the edge.
        """
        found: dict[frozenset[Edge], list[Edge]] = {}
        for same in groups(edges, lambda e: (kind(e[0]), slot_kind(*e))):
            layers = groups(same, lambda e: self.roles[e[0]])
            modules = groups(same, lambda e: e[0].scope and e[0].scope.path)
            weights = {e: self.linear[source(e) if source else e[0].inputs[e[1]]] for e in same}
            gates = groups([e for e in same if weights[e]], weights.__getitem__)
            one_step = [group for gate in gates for group in groups(gate, lambda e: self.roles[e[0]])]
            results = [e for e in same if e[0].inputs[e[1]].primitive is not None]
            ends = groups(results, lambda e: (self.roles[e[0]], self.roles[e[0].inputs[e[1]]]))
            runs = _runs(layers) if len(layers) <= RUNS else [same]
            for group in (*layers, *modules, *gates, *one_step, *ends, *runs):
                found.setdefault(frozenset(group), group)
        return list(found.values())

    @cached_property
    def terms(self) -> list[list[Edge]]:
        """The terms that the loss adds up, by role: for each the edges at which they enter the sum."""
        leaves: list[Edge] = []
        stack = [self.loss] if self._splits(self.loss) else []
        while stack:
            node = stack.pop()
            for slot, x in enumerate(node.inputs):
                if self._splits(x):
                    stack.append(x)
                elif not isinstance(x, Constant):
                    leaves.append((node, slot))
        return groups(leaves, lambda edge: (self.roles[edge[0].inputs[edge[1]]], slot_kind(*edge)))

    def _splits(self, node: Value) -> bool:
        """Tell whether a node only adds, subtracts or scales, so that the loss splits into terms below it."""
        scales = family(node) in ("product", "quotient") and len(node.inputs) == 2
        only = family(node) in ("sum", "difference") or (scales and any(x.is_constant for x in node.inputs))
        return only and len(self.users[node]) < 2


def groups(edges: Iterable[Edge], same: Callable[[Edge], object]) -> list[list[Edge]]:
    """Sort edges into groups of equal same(edge), in order of appearance."""
    found: dict[object, list[Edge]] = {}
    for edge in edges:
        found.setdefault(same(edge), []).append(edge)
    return list(found.values())


def _runs(layers: Sequence[list[Edge]]) -> list[list[Edge]]:
    """Return neighbouring layers together, the longest runs first."""
    spans = sorted(combinations(range(len(layers) + 1), 2), key=lambda span: span[0] - span[1])
    return [[edge for layer in layers[i:j] for edge in layer] for i, j in spans]
