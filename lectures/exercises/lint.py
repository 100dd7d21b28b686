"""The linter of variants: do these numbers tell every likely slip from the right answer, and from the other slips?"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from engine.graph import topological_order
from engine.value import Value
from engine.words.nested import flatten, values_of
from lectures.exercises.judging import near

if TYPE_CHECKING:
    from lectures.exercises.task import Task
    from lectures.exercises.variant import Variant

PRODUCTS = {"multiply", "dot", "divide"}
SMALLEST, LARGEST = 1e-3, 1e4  # of an answer on paper
KINK = 0.01
CLOSEST = 1e-2  # of an answer: a slip has to change it by more
SUMS = {"add", "subtract", "dot", "sum"}
ROUNDING = 1e-6
PRESCRIBED = {"kernel-gradient": "the exam's own numbers"}  # sheets whose numbers are not ours to choose


def faults(variant: "Variant") -> list[str]:
    """Return what is wrong with the numbers of a variant: one sentence each."""
    rules = [_hidden, _zeros, _cancelled, _sizes, _kinks]
    if not variant.size:  # other shapes are for functions, which are checked with the numbers of the sheet's as well
        rules.append(_alike)
    return [fault for rule in rules for fault in rule(variant)]


def lint(task: "Task", seeds: int) -> Iterator[tuple[int, list[str]]]:
    """Yield the faults of the sheet and of as many variants, each with its seed, where there are any."""
    for seed in range(seeds + 1 if task.fresh else 1):
        if found := faults(task.variant(seed)):
            yield seed, found


def _nodes(variant: "Variant") -> list[Value]:
    drawn = variant.drawn
    outputs = [] if drawn.loss is None else [drawn.loss]
    for name, nodes in drawn.values.items():
        outputs += values_of(nodes, name)[0]
    return topological_order(*outputs) if outputs else []


def _hidden(variant: "Variant") -> Iterator[str]:
    """A drawn factor of 1 can be forgotten without a trace; after a factor of 0 nothing else matters."""
    said = set()
    for node in _nodes(variant):
        if node.primitive is not None and node.primitive.name in PRODUCTS:
            for x in node.inputs:
                if not x.inputs and abs(x.data) in (0.0, 1.0) and abs(x.data) in variant.issued:
                    said.add(f"{x.label or 'an input'} is {x.data:g}, so that the factor can be forgotten")
    yield from sorted(said)


def _zeros(variant: "Variant") -> Iterator[str]:
    """A parameter whose gradient is 0 asks for nothing; one that the loss does not depend on has to be so."""
    reached = set(_nodes(variant))
    for name, nodes in variant.drawn.gradients.items():
        numbers = list(flatten(variant.right[name]))
        entries = values_of(nodes, name)[0]
        if not any(numbers):
            yield f"the gradient {name} is 0"
        elif any(x == 0.0 and node in reached and not node.inputs for node, x in zip(entries, numbers, strict=True)):
            yield f"an entry of the gradient {name} is 0: a unit is dead, or nothing gets through"


def _cancelled(variant: "Variant") -> Iterator[str]:
    """Where terms cancel by accident, what is left is rounding, and nobody can be right or wrong about it."""
    for node in _nodes(variant):
        if node.primitive is None or node.primitive.name not in SUMS or abs(node.data) >= ROUNDING:
            continue
        nothing = sum(not x.data for x in node.inputs) * 2 >= len(node.inputs)  # W @ h, where h is 0 at first
        same = node.primitive.name == "subtract"  # z - max(z)
        if node.data or not (nothing or same):
            yield f"the terms of {node.label or f'a {node.primitive.name}'} cancel by accident"
            return


def _sizes(variant: "Variant") -> Iterator[str]:
    for quantity in variant.quantities:
        if quantity.numeric:
            sizes = [abs(x) for x in flatten(variant.right[quantity.name]) if x]
            if sizes and not SMALLEST <= max(sizes) <= LARGEST:
                yield f"{quantity.name} is {max(sizes):.3g}, which nobody wants to write down"


def _kinks(variant: "Variant") -> Iterator[str]:
    """A ReLU on its edge flips with the rounding."""
    relus = [node for node in _nodes(variant) if node.primitive is not None and node.primitive.name == "relu"]
    if any(abs(node.inputs[0].data) < KINK for node in relus):
        yield "the input of a ReLU is so near to 0 that rounding decides"
    if relus and not any(node.data for node in relus):
        yield "every ReLU is dead"


def _alike(variant: "Variant") -> Iterator[str]:
    """Slips that give the same three digits as the right answer, or as another slip."""
    seen: dict[str, str] = {}
    for kind, text, _, wrong in variant.likely():
        first = next(q.name for q in variant.quantities if q.name in wrong)  # the others may follow from it
        if _is_lost(wrong[first], variant.right[first]):
            yield f"this changes nothing that could not be rounding: {text}"
        key = " ".join(f"{name} {_written(x)}" for name, x in sorted(wrong.items()))
        if key in seen and seen[key] != kind:
            yield f"to three digits, {kind} and {seen[key]} are the same"
        seen.setdefault(key, kind)


def _is_lost(wrong: Any, right: Any) -> bool:
    """Whether a wrong answer is so near to the right one that a person who rounds could have it."""
    if isinstance(right, float | list):
        return _written(wrong) == _written(right) or near(wrong, right, CLOSEST)
    return _written(wrong) == _written(right)


def _written(answer: Any) -> str:
    if isinstance(answer, list | float):
        return " ".join(f"{x:.3g}" if isinstance(x, float) else str(x) for x in flatten(answer))
    return str(answer)
