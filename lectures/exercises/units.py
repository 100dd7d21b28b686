"""ReLUs and maxima in an exercise: whether their numbers show that there are any, and what is 0 because of one."""

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from engine.arithmetic import Floats
from engine.compare.structure import Structure
from engine.errors import DomainError
from engine.graph import topological_order
from engine.trace.arrays import family
from engine.value import Value
from engine.words.nested import values_of

if TYPE_CHECKING:
    from lectures.exercises.task import Task
    from lectures.exercises.variant import Variant

CHOOSING = ("rectifier", "choice")
KINK = 0.01
FEW = 3  # names that are said
NOTHING = 1e-9  # of the largest gradient: what is smaller gets nowhere, as behind the largest score of a softmax
Way = tuple[float, ...]  # its partial derivatives


def one_way(variant: "Variant") -> Iterator[str]:
    """Yield what goes the same way everywhere, so that nobody has to know that there is a choice.

    Of several units of a layer one has to be on and one off. A single one is on in odd variants and off in even ones,
    where its draws can do both.
    """
    for units in _layers(variant):
        ways = {_way(node) for node in units}
        if len(ways) > 1:
            continue
        symbol = units[0].primitive.symbol  # type: ignore[union-attr]
        names = ", ".join(dict.fromkeys(node.label or "one without a name" for node in units))
        does, hidden = _does(units[0]), "who leaves it out is right"
        if len(units) > 1:
            yield f"every {symbol} ({names}) {does}: {hidden}; change a number, so that one does not"
        elif not variant.size and not variant.seed and not variant.task.flips:
            yield f"the only {symbol} ({names}) {does} in every draw: {hidden}; bring it near its edge"
        elif not variant.size and variant.seed and variant.task.flips:
            (sheet,) = {_way(node) for node in lone(variant.task.variant(0))[:1]} or {None}
            if (ways == {sheet}) != (variant.seed % 2 == 1):
                yield f"the only {symbol} ({names}) {does} here as in the variants beside it"
            return  # a second one follows the first


def flips(task: "Task", attempts: int) -> bool:
    """Return whether the first choice that stands alone goes more than one way over some draws."""
    ways: set[Way] = set()
    for again in range(attempts):
        try:
            ways |= {_way(node) for node in lone(task.attempt(1, 0, again))[:1]}
        except (DomainError, ArithmeticError):  # these numbers have no value, and are drawn again
            continue
    return len(ways) > 1


def lone(variant: "Variant") -> list[Value]:
    """Return the units that are the only ones of their layer."""
    return [units[0] for units in _layers(variant) if len(units) == 1]


def kinks(variant: "Variant") -> Iterator[str]:
    """Yield that a ReLU is on its edge, where it flips with the rounding."""
    nodes = [node for name, nested in variant.drawn.values.items() for node in values_of(nested, name)[0]]
    nodes += [variant.drawn.loss] if isinstance(variant.drawn.loss, Value) else []
    relus = [node for node in topological_order(*nodes) if family(node) == "rectifier"] if nodes else []
    if any(abs(node.inputs[0].data) < KINK for node in relus):
        yield "the input of a ReLU is so near to 0 that rounding decides"


def dead(variant: "Variant") -> Iterator[str]:
    """Yield which numbers, of those that several units take, get through none: there is less to do than elsewhere.

    A parameter is lost so where its unit is off in every example, and an input where every unit is off in one example.
    """
    loss = variant.drawn.loss
    if not variant.drawn.gradients or not isinstance(loss, Value):
        return
    off, order = switched_off(loss), topological_order(loss)
    uses = Counter(x for node in order for x in node.inputs)
    names = [x.label for x in order if x in off and x.label and not x.inputs and uses[x] > 1]
    if names:
        more = f" and {len(names) - FEW} more" if len(names) > FEW else ""
        yield (
            f"nothing of {', '.join(names[:FEW])}{more} reaches the loss: a unit is off in every example, "
            "or every unit in one; change a number"
        )


def switched_off(loss: Value) -> set[Value]:
    """Return what the loss does not feel only because a unit is off, or another one was chosen.

    >>> from engine import relu
    >>> w, v, b = Value(-0.7, "w"), Value(0.4, "v"), Value(0.2, "b")
    >>> sorted(node.label for node in switched_off(relu(w * 1.3) * v + b) if node.label)
    ['v', 'w']
    """
    felt = {loss}
    order = topological_order(loss)
    for node in reversed(order):
        if node in felt:
            felt |= {x for slot, x in enumerate(node.inputs) if not _is_off(node, slot)}
    return set(order) - felt


def _is_off(node: Value, slot: int) -> bool:
    """Whether nothing gets through: of a unit, or since the other factor is a unit that is off."""
    zero = family(node) in CHOOSING or any(family(x) in CHOOSING and x.data == 0.0 for x in node.inputs)
    return zero and _way(node)[slot] == 0.0


def _layers(variant: "Variant") -> list[list[Value]]:
    """Return the units that a gradient goes through, those of a layer together."""
    loss = variant.drawn.loss
    if not variant.drawn.gradients or not isinstance(loss, Value):
        return []
    units = [node for node in topological_order(loss) if family(node) in CHOOSING]
    if not units:
        return []
    structure = Structure(loss)
    least = NOTHING * max(map(abs, structure.gradients.values()))
    layers: dict[object, list[Value]] = {}
    for node in units:
        if abs(structure.gradients[node]) > least:
            layers.setdefault(structure.roles[node], []).append(node)
    return list(layers.values())


def _way(node: Value) -> Way:
    assert node.primitive is not None
    return tuple(map(float, node.primitive.partials_at(Floats, node.data, [x.data for x in node.inputs])))


def _does(node: Value) -> str:
    if family(node) == "rectifier":
        return "is on" if _way(node) == (1.0,) else "is off"
    return f"takes its input {_way(node).index(max(_way(node))) + 1}"
