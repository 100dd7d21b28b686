"""A variant worked out, line by line: what each number is computed from, by name and by number."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from engine.gradients import gradient
from engine.graph import topological_order
from engine.value import Value
from engine.words.digits import show
from engine.words.nested import show_index
from engine.words.notation import MIDDLE, TEXT, Term
from lectures.exercises.naming import entries_of, name_of, names_of
from lectures.exercises.paths import LONGEST, paths, slope, uses
from lectures.exercises.quantity import called_as
from lectures.exercises.scores import scores_in
from lectures.exercises.signed import Signed, product, sum_of
from lectures.exercises.variant import Variant

TWINS, FADED = 2_000_000, 3_000_000  # seeds from here on are for the examples; those of checks and sheets are below
TRIES, STEP = 16, 10_000  # seeds that are tried for other numbers
ENTRIES = 8  # of an array, among which one is looked for that comes about otherwise


@dataclass(frozen=True)
class Step:
    """One line of a solution.

    Attributes:
        name: of the quantity.
        lines: how it comes about; of an array the first entry, and the first that comes about otherwise.
        answer: the number or numbers, to four digits.
    """

    name: str
    lines: tuple[str, ...]
    answer: str


def twin(variant: Variant) -> Variant:
    """Return the same task with other numbers and answers, which no check and no sheet uses."""
    return _other(TWINS, variant)


def faded(variant: Variant) -> Variant:
    """Return the same task with other numbers again, of which a part is shown."""
    return _other(FADED, variant, twin(variant))


def _other(start: int, *variants: Variant) -> Variant:
    """Return the variant of the next seed that shares no answer with the first of some, and no numbers with any."""
    first = variants[0]
    best, fewest = None, float("inf")
    for k in range(TRIES if first.task.fresh else 1):
        one = first.task.variant(start + first.seed + k * STEP, first.size)
        shared = TRIES * _shared(one.right, first.right) + sum(_shared(one.given, v.given) for v in variants)
        if best is None or shared < fewest:
            best, fewest = one, shared
        if not shared:
            break
    assert best is not None
    return best


def _shared(one: Mapping[str, Any], other: Mapping[str, Any]) -> int:
    return sum(other[name] == x for name, x in one.items())


def worked(variant: Variant) -> list[Step]:
    """Return the solution of a variant, in the order of the derivation."""
    return [
        Step(q.name, tuple(_lines(variant, q.name, q.kind)), _answer(variant.right[q.name], q.kind))
        for q in variant.quantities
    ]


def shown_first(variant: Variant) -> int:
    """Return how many lines of a faded example are shown: the forward pass and the first line back, half at most."""
    values = sum(q.kind == "value" for q in variant.quantities)
    return min(values + 1, (len(variant.quantities) + 1) // 2)


def _answer(right: Any, kind: str) -> str:
    if kind == "sign":
        return {1: "+", 0: "0", -1: "-"}[right]
    if isinstance(right, frozenset):
        return " or ".join(map(str, sorted(right)))
    if isinstance(right, tuple):
        return " x ".join(map(str, right)) or "one number"
    return _written(right) if isinstance(right, list | float) else str(right)


def _written(numbers: Any) -> str:
    return f"[{', '.join(map(_written, numbers))}]" if isinstance(numbers, list) else show(numbers)


def _lines(variant: Variant, name: str, kind: str) -> Iterator[str]:
    drawn = variant.drawn
    names = names_of(drawn, variant.given)
    if name in drawn.why:
        yield drawn.why[name]
    elif kind == "sign" and (sign := variant.right[name]):
        x = drawn.signs[name]
        yield f"{show(x.data if isinstance(x, Value) else x)} {'>' if sign > 0 else '<'} 0"
    if kind == "value":
        entries = list(entries_of(drawn.values[name]))
        mine = {node: text for node, text in names.items() if node not in [x for _, x in entries]}
        yield from _unlike(list(_forward(name + show_index(i), x, mine)) for i, x in entries[:ENTRIES])
    if kind == "gradient":
        entries, label, asked = list(entries_of(drawn.gradients[name])), called(variant, name), _asked(variant)
        own = [x for _, x in entries]
        slopes = [slope(drawn.loss, x, {node: text for node, text in asked.items() if node not in own}) for x in own]
        scores = scores_in(drawn.loss, drawn.gradients[name], slopes)
        if scores:
            yield from scores.lines(label, name_of(drawn, name), {**variant.right, **variant.given})
        else:
            yield from _unlike(
                list(_backward(variant, label + show_index(i), x, names, asked)) for i, x in entries[:ENTRIES]
            )


def _unlike(entries: Iterable[list[str]]) -> list[str]:
    """Return the lines of the first entry, and of the first that differs by more than its numbers and places."""
    first, *others = entries
    kinds = [re.sub(r"[-+.\d()]|e-", "", "".join(lines[:1])) for lines in (first, *others)]
    return first + next((lines for lines, kind in zip(others, kinds[1:], strict=True) if kind != kinds[0]), [])


def _asked(variant: Variant) -> dict[Value, str]:
    """Return what the gradients are called that are asked for, and those of results that are given."""
    drawn = variant.drawn
    asked = {
        x: f"{called(variant, name)}{show_index(i)}"
        for name, nodes in drawn.gradients.items()
        for i, x in entries_of(nodes)
    }
    given = [name for name in variant.given if re.match("d[A-Za-z]", name) and name not in drawn.gradients]
    results = [x for x in topological_order(drawn.loss) if x.inputs] if given else []
    by_slope = dict(zip(gradient(drawn.loss, results), results, strict=True)) if given else {}
    for name in given:
        for i, number in entries_of(variant.given[name]):
            if number in by_slope:
                asked.setdefault(by_slope[number], f"{name}{show_index(i)}")
    return asked


def called(variant: Variant, name: str) -> str:
    """Return what the gradient of a quantity is called: dw, where w is a number that is given."""
    return called_as(name, variant.given, variant.drawn.gradients)


def _terms(order: Sequence[Value], names: Mapping[Value, str], by_number: bool = False) -> dict[Value, Term]:
    """Return how each node is written, down to what has a name; too long an expression becomes its number."""
    terms: dict[Value, Term] = {}
    for x in order:
        if x in names and not by_number:
            terms[x] = TEXT.name(names[x])
        elif x in names or x.primitive is None:
            terms[x] = TEXT.number(x.data)
        else:
            terms[x] = TEXT.expression(x.primitive, [terms[i] for i in x.inputs], MIDDLE)
            if len(terms[x].text) > LONGEST:
                terms[x] = TEXT.number(x.data)
    return terms


def _forward(label: str, node: Value, names: Mapping[Value, str]) -> Iterator[str]:
    """Yield `e = 2*p + 2*q`, and the same in numbers."""
    for by_number in (False, True):
        text = _terms(topological_order(node), names, by_number)[node].text
        if node.inputs and text != show(node.data):
            yield f"{label} = {text}"


def _backward(
    variant: Variant, label: str, node: Value, names: Mapping[Value, str], asked: Mapping[Value, str]
) -> Iterator[str]:
    """Yield the chain rule at one number: for each asked gradient that it reaches, the slope times that gradient."""
    drawn = variant.drawn
    asked = {x: text for x, text in asked.items() if x is not node}
    order = topological_order(drawn.loss)
    terms = _terms(order, names)
    words: list[Signed] = []
    numbers: list[Signed] = []
    for end in [x for x in order if x in asked or x is drawn.loss]:
        total = 0.0 if end is node else slope(end, node, asked)
        if not total:
            continue
        here = [asked[end]] if end in asked else []
        g = [show(gradient(drawn.loss, end))] if end in asked else []
        ways = paths(end, node, asked, terms)
        if not (ways or here):
            for some, column in zip(uses(end, node, asked, names, terms), (words, numbers), strict=True):
                column += some
            continue
        texts = [[text for text, _ in path] for path in ways]
        numbers.append(product([*g, *([show(x) for _, x in ways[0]] if len(ways) == 1 else [show(total)])]))
        if len(ways) > 1 and here:
            words.append(product([*here, sum_of([product(path) for path in texts])]))
        else:
            words += [product([*here, *path]) for path in texts] or [product([*here, show(total)])]
    if words:
        yield f"{label} = {sum_of(words)}"
    if words != numbers and (len(numbers) > 1 or any("*" in text for _, text in numbers)):
        yield f"{label} = {sum_of(numbers)}"


def text_of(variant: Variant, shown: int | None = None) -> str:
    """Return a solution as text, of which so many lines are shown; the others are left to be filled in."""
    parts = [f"{name} = {_written(x) if isinstance(x, list) else x}" for name, x in variant.given.items()]
    lines = ["Given:", *(f"    {part}" for part in parts), ""]
    lines += [f"{n:4}  {line}" for n, line in enumerate(variant.listing.splitlines(), 1)] + [""] * bool(variant.listing)
    for i, step in enumerate(worked(variant)):
        name = called(variant, step.name)
        if shown is not None and i >= shown:
            lines.append(f"{name} = ........")
            continue
        lines += [f"{name} = {step.answer}", *(f"    {line}" for line in step.lines)]
    return "\n".join(lines)
