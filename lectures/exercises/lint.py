"""The linter of variants: do these numbers tell every likely slip from the right answer, and from the other slips?"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from engine.compare.guesses import NamedArray
from engine.compare.problem import Problem
from engine.compare.written import Written
from engine.trace.arrays import addends, family, products
from engine.value import Value
from engine.words.nested import flatten, show_index, unnest, values_of
from lectures.exercises.agreeing import near
from lectures.exercises.factors import FEW, alike, coincident, counted
from lectures.exercises.lossy import carried, saturated
from lectures.exercises.naming import entries_of
from lectures.exercises.needed import not_given
from lectures.exercises.targets import no_labels
from lectures.exercises.units import dead, kinks, one_way, switched_off

if TYPE_CHECKING:
    from lectures.exercises.task import Task
    from lectures.exercises.variant import Variant

PRODUCTS = {"multiply", "dot", "divide"}
SMALLEST, LARGEST = 1e-3, 1e4  # of an answer on paper
CLOSEST = 1e-2  # of an answer: a slip has to change it by more
SUMS = {"add", "subtract", "dot", "sum"}
ROUNDING = 1e-6
DIFFERENCE, ENTRY = 0.1, 0.02  # of its largest term: what is smaller keeps no digits of three, alone or in an array
PRESCRIBED = {"kernel-gradient": "the exam's own numbers"}  # and shapes: they are not ours to choose


def faults(variant: "Variant") -> list[str]:
    """Return what is wrong with the numbers of a variant: one sentence each."""
    numbers, shapes = variant.faults
    return numbers + shapes


def faults_of_numbers(variant: "Variant") -> list[str]:
    """Return what other numbers would mend: all faults but those of the shapes, which every draw has."""
    return variant.faults[0]


def look(variant: "Variant", everything: bool = False) -> tuple[list[str], list[str]]:
    """Return what is wrong with the numbers of a variant, and with its shapes; `Variant.faults` keeps it.

    Args:
        variant: the numbers.
        everything: whether those with other faults are looked at for rounding and for slips that look alike, too. That
            takes most of the time, and a draw is dropped for any fault.
    """
    rules, of_shapes = (
        [no_labels, not_given, _hidden, _zeros, _cancelled, _differences, _sizes, kinks, one_way, dead],
        [],
    )
    if not variant.size and variant.task.name not in PRESCRIBED:
        rules += [coincident, _equal, _exchangeable]
        of_shapes = [*counted(variant), *_square(variant)]
    found = [fault for rule in rules for fault in rule(variant)]
    if variant.size:  # other shapes are for functions, which are checked with the sheet's numbers as well
        return found, of_shapes
    if variant.drawn.gradients:
        found += saturated(variant.nodes)
    if everything or not (found or of_shapes):
        rounding = list(carried(variant))
        found += rounding + (list(_alike(variant)) if everything or not rounding else [])
    return found, of_shapes


def lint(task: "Task", seeds: int) -> Iterator[tuple[int, list[str]]]:
    """Yield the faults of the sheet and of as many variants, each with its seed, where there are any."""
    for seed in range(seeds + 1 if task.fresh else 1):
        variant = task.variant(seed)
        if faults(variant):
            numbers, shapes = look(variant, everything=True)
            yield seed, numbers + shapes


def _hidden(variant: "Variant") -> Iterator[str]:
    """A drawn factor of 1 can be forgotten without a trace; after a factor of 0 nothing else matters."""
    said = set()
    for node in variant.nodes:
        if node.primitive is not None and node.primitive.name in PRODUCTS:
            for x in node.inputs:
                if not x.inputs and abs(x.data) in (0.0, 1.0) and abs(x.data) in variant.issued:
                    said.add(f"{x.label or 'an input'} is {x.data:g}, so that the factor can be forgotten")
    yield from sorted(said)


def _zeros(variant: "Variant") -> Iterator[str]:
    """A parameter whose gradient is 0 asks for nothing, but for a unit that is off; others may have to be so."""
    reached = set(variant.nodes)
    off = switched_off(variant.drawn.loss) if variant.drawn.gradients else set()
    something = any(any(flatten(variant.right[name])) for name in variant.drawn.gradients)
    for name, nodes in variant.drawn.gradients.items():
        numbers = flatten(variant.right[name])
        entries = values_of(nodes, name)[0]
        if something and off.issuperset(node for node, x in zip(entries, numbers, strict=True) if not x):
            continue
        if not any(numbers):
            yield f"the gradient {name} is 0{': a unit is dead' if off.issuperset(entries) else ''}"
        elif any(x == 0.0 and node in reached and not node.inputs for node, x in zip(entries, numbers, strict=True)):
            yield f"an entry of the gradient {name} is 0: a unit is dead, or nothing gets through"


def _cancelled(variant: "Variant") -> Iterator[str]:
    """Where terms cancel by accident, what is left is rounding, and nobody can be right or wrong about it."""
    for node in variant.nodes:
        if node.primitive is None or node.primitive.name not in SUMS or abs(node.data) >= ROUNDING:
            continue
        nothing = sum(not x.data for x in node.inputs) * 2 >= len(node.inputs)  # W @ h, where h is 0 at first
        same = node.primitive.name == "subtract"  # z - max(z)
        if node.data or not (nothing or same):
            terms = ", ".join(f"{x:.3g}" for x in _terms(node)[:FEW])
            yield f"the terms of {node.label or 'a sum'}, {terms}, cancel by accident; change a number"
            return


def _differences(variant: "Variant") -> Iterator[str]:
    """A small difference of large terms: who carries three digits has none left."""
    drawn = variant.drawn
    if drawn.gradients:
        named = [NamedArray(n, *values_of(x, n), Written([], []), None) for n, x in drawn.gradients.items()]
        problem = Problem(variant.structure, named)
        for array in named:
            yield from _small(array.name, problem.right(array), problem.scale(array))
    for name, nested in drawn.values.items():
        nodes = [node for node in values_of(nested, name)[0] if family(node) in ("sum", "difference") or products(node)]
        yield from _small(name, [node.data for node in nodes], [max(_added(node), default=0.0) for node in nodes])


def _small(name: str, numbers: Sequence[float], terms: Sequence[float]) -> Iterator[str]:
    pairs = [(abs(x), size) for x, size in zip(numbers, terms, strict=True) if x and size]
    if not pairs:
        return
    alone = max(x for x, _ in pairs) < DIFFERENCE * max(size for _, size in pairs)
    x, size = min(pairs, key=lambda pair: pair[0] / pair[1])
    if alone or x < ENTRY * size:
        yield (
            f"{name} has {x:.3g}, the difference of terms as large as {size:.3g}: of three digits none is left; "
            "change a number that is in one of them"
        )


def _terms(node: Value) -> list[float]:
    """Return the terms of a sum, with their signs."""
    pairs, inputs = products(node), [x.data for x in node.inputs]
    if pairs and node.primitive is not None and node.primitive.variadic:
        return [a * b for a, b in zip(inputs[:pairs], inputs[pairs:], strict=False)]
    return [inputs[0], *(-x for x in inputs[1:])] if family(node) == "difference" else inputs


def _added(node: Value) -> list[float]:
    """Return how large the terms of a sum are."""
    pairs, inputs = products(node), [x.data for x in node.inputs]
    if pairs and node.primitive is not None and node.primitive.variadic:
        return list(map(abs, _terms(node)))
    if family(node) == "difference":
        return [abs(x) for x in inputs]
    return [abs(x.data) for x in addends(node)[0]] if family(node) == "sum" else []


def _equal(variant: "Variant") -> Iterator[str]:
    """Two given numbers of one size: the one in the place of the other changes nothing, or only a sign."""
    seen: dict[float, str] = {}
    for name, nested in variant.given.items() if variant.drawn.gradients else ():
        entries = list(entries_of(nested))
        for index, x in entries if len(entries) <= FEW else ():
            if isinstance(x, str) or x in (0.0, 1.0) or abs(x) not in variant.issued:
                continue
            place = name + show_index(index)
            if abs(x) in seen:
                yield f"{seen[abs(x)]} and {place} are both {abs(x):g}: the one can stand for the other; change one"
            seen.setdefault(abs(x), place)


def _exchangeable(variant: "Variant") -> Iterator[str]:
    """Two gradients that have the same numbers by accident: who has them the wrong way round is right."""
    if variant.task.fresh and (pairs := alike(variant)):
        for a, b in sorted(pairs - variant.task.always_alike):
            yield f"the gradients {a} and {b} are equal: the one can stand for the other; change a number"


def _square(variant: "Variant") -> Iterator[str]:
    """In an array of as many rows as columns a missing transpose and a wrong axis go unnoticed."""
    drawn = variant.drawn
    asked, found = {**variant.given, **drawn.values, **drawn.gradients}, dict[int, list[str]]()
    for name, nested in asked.items() if drawn.gradients else ():
        shape = unnest(nested, name)[1]
        if len(shape) == 2 and shape[0] == shape[1] > 1:
            found.setdefault(shape[0], []).append(name)
    for n, names in found.items():
        are = f"{' and '.join(filter(None, (', '.join(names[:-1]), names[-1])))} {'are' if len(names) > 1 else 'is'}"
        yield f"{are} {n} x {n}, so that a missing transpose does not show; take other lengths"


def _sizes(variant: "Variant") -> Iterator[str]:
    for quantity in variant.quantities:
        if quantity.numeric:
            sizes = [abs(x) for x in flatten(variant.right[quantity.name]) if x]
            if sizes and not SMALLEST <= max(sizes) <= LARGEST:
                yield f"{quantity.name} is {max(sizes):.3g}, which nobody wants to write down"


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
