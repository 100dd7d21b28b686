"""Slips with masks: what relu, max pooling and dropout let through, and where."""

from collections.abc import Iterator, Sequence

from engine.compare.problem import Guess, Problem, Slopes
from engine.compare.slips.chain import ACTIVATIONS
from engine.compare.slips.paths import silenced, some_terms
from engine.compare.structure import Edge, groups
from engine.value import Value


def mask(problem: Problem) -> Iterator[Guess]:
    """The mask of a relu is applied to the wrong thing."""
    layers = list(problem.layers("rectifier"))
    for group, where in layers:
        open_ = problem.gradient_if(dict.fromkeys(group, 1.0))
        by_own = [g * (node.data > 0) for g, node in zip(open_, problem.nodes, strict=True)]
        yield Guess(by_own, f"the mask of the {where} is applied to {problem.name} > 0 instead of the pre-activation")
        text = "relu is applied to the gradient itself; its mask is where the pre-activation is positive"
        yield Guess([max(g, 0.0) for g in open_], text)
        yield Guess([max(g, 0.0) for g in problem.right], text)
        inverted = problem.gradient_if({edge: 1.0 - problem.structure.partial(edge) for edge in group})
        yield Guess(inverted, f"the mask of the {where} is inverted: it lets through where the pre-activation is <= 0")
        yield Guess(problem.gradient_if(_by_upstream(problem, group)), text)
        for cells, words in _wrong_cells(problem, group, where):
            yield Guess(problem.gradient_if(dict(zip(group, cells, strict=True))), words)
    yield from _one_term(problem, layers)


def chooser(problem: Problem) -> Iterator[Guess]:
    """The gradient of a maximum goes elsewhere than to the winner."""
    for group, where in problem.layers("choice"):
        everywhere = problem.gradient_if(dict.fromkeys(group, 1.0))
        yield Guess(everywhere, f"the {where} passes its gradient to every input; only the winner gets it")
        shared = problem.gradient_if({(node, slot): 1.0 / len(node.inputs) for node, slot in group})
        yield Guess(shared, f"the {where} is treated as an average: the gradient is shared by all inputs")
        first = problem.gradient_if({(node, slot): float(slot == 0) for node, slot in group})
        yield Guess(first, f"the {where} passes its gradient to its first input, not to the winner")
        lowest = {node: min(x.data for x in node.inputs) for node, _ in group}
        loser = problem.gradient_if(
            {(node, slot): float(node.inputs[slot].data == lowest[node]) for node, slot in group}
        )
        yield Guess(loser, f"the {where} passes its gradient to the smallest input, not to the winner")


def _by_upstream(problem: Problem, group: Sequence[Edge]) -> Slopes:
    """Mask by the sign of the gradient that arrives, layer after layer, those next to the loss first."""
    slopes: dict[Edge, float] = {}
    for layer in groups(reversed(group), lambda edge: problem.structure.roles[edge[0]]):
        arriving = problem.gradient_if(slopes, [node for node, _ in layer])
        slopes |= {edge: float(g > 0) for edge, g in zip(layer, arriving, strict=True)}
    return slopes


def _wrong_cells(problem: Problem, group: Sequence[Edge], where: str) -> Iterator[tuple[list[float], str]]:
    """Yield the mask of other cells: of the transposed array, of another example, of another layer."""
    partials = [problem.structure.partial(edge) for edge in group]
    count = len(group)
    for columns in range(2, count):
        if count % columns:
            continue
        if columns == count / columns:
            moved = [partials[i % columns * columns + i // columns] for i in range(count)]
            yield moved, f"the mask of the {where} is transposed"
        first = [partials[i % columns] for i in range(count)]
        yield first, f"the mask of the first example is used for all, at the {where}"
        rolled = [partials[(i + columns) % count] for i in range(count)]
        yield rolled, f"each example gets the mask of the next one, at the {where}"
    for other in _same_count(problem, [node for node, _ in group]):
        yield [float(x.data > 0) for x in other], f"the mask of the {where} is taken from another layer"


def _same_count(problem: Problem, nodes: Sequence[Value]) -> Iterator[Sequence[Value]]:
    for layer, _ in problem.layers(*ACTIVATIONS, "choice"):
        found = list(dict.fromkeys(node for node, _ in layer))
        if len(found) == len(nodes) and found != list(nodes):
            yield found
    yield from (array.nodes for array in problem.others if len(array.nodes) == len(nodes))


def _one_term(problem: Problem, layers: Sequence[tuple[list[Edge], str]]) -> Iterator[Guess]:
    """The mask is applied to the gradient that comes from one term of the loss, and not to the other."""
    for kept, name in some_terms(problem) if layers else ():
        silent = silenced(problem, kept)
        masked = problem.gradient_if(silent)
        for group, where in layers:
            unmasked = problem.gradient_if({**silent, **dict.fromkeys(group, 1.0)})
            numbers = [g - a + b for g, a, b in zip(problem.right, masked, unmasked, strict=True)]
            yield Guess(numbers, f"the mask of the {where} is not applied to one part of the loss: {name}")
