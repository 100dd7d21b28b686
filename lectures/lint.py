"""A lint for figures: where different quantities share a number by accident, a learner takes one for the other.

By accident means: not any more once every leaf is a little larger. A partial of w*x that equals x stays equal, a
gradient that happens to be 0.5 where a weight is 0.5, too, does not. Numbers written into an expression stay as they
are, so that w*1 equals w for a reason; so does a leaf that changes nothing, such as a factor of 1 or an addend of 0.
0, 1 and -1 are everywhere and are left out.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from math import isclose
from random import Random

from engine.trace import Trace, trace_in
from engine.trace.arrays import family, products
from engine.value import Value, apply
from engine.words.digits import show
from engine.words.notation import NAME
from engine.words.story import Story

EVERYWHERE = {"0", "1", "-1"}
# Figures whose numbers coincide and have to: the notes print them, or the coincidence is what the figure is about.
PRESCRIBED = {
    "squared_error:loss": "three prices of the notes, and parameters that start at 0",
    "linear_scores:margin": "w2 = (-1/2, -1/2) of the notes",
    "linear_scores:three-classes": "w2 = (-1/2, -1/2) of the notes",
    "linear_scores:tie": "a tie is two equal scores",
    "multiclass_logistic_loss:margin-form": "the weights of the notes, at their point (1, 1)",
    "multiclass_logistic_loss:bound": "margin 0, where the bound is reached",
    "multiclass_logistic_loss:gradient": "the weights of the notes, at their point (1, 1)",
    "multiclass_logistic_loss:first-step": "from W = 0 all classes are alike",
    "fit_line:loss-at-8": "three points of the notes, at their a = 8",
    "fit_line:loss-at-10": "three points of the notes, at their a = 10",
    "exam_convolution:one-cell": "image and kernel of the exam",
    "network_in_matrices:batch": "a product by 1 is the other factor",
}
NUDGE = 1e-3  # of a leaf, at most; small, so that no kink and no border of a domain is crossed
TOGETHER = 1e-6  # of a number; what moves together, such as v and v + 1e-5, is nearly the same for a reason


@dataclass(frozen=True)
class Coincidence:
    """A number as it is shown, and what it stands for: one quantity of each kind that only happens to be equal."""

    number: str
    quantities: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.number} is {', and '.join(self.quantities)}"


def coincidences(seen: Trace) -> list[Coincidence]:
    """Return every number that a figure shows for quantities which have nothing to do with one another.

    >>> w, x = Value(0.5, "w"), Value(3.0, "x")
    >>> from engine import draw
    >>> [str(each) for each in coincidences(draw((w * x - 1) ** 2).trace)]
    ['0.5 is w, and w*x - 1, and d((w*x - 1)**2)/dx', '3 is x, and d((w*x - 1)**2)/dw']
    """
    names, numbers = zip(*_quantities(seen), strict=True)
    moved = [after - before for before, (_, after) in zip(numbers, _quantities(_nudged(seen)), strict=True)]
    shown: dict[str, list[int]] = {}
    for i, number in enumerate(numbers):
        shown.setdefault(show(number), []).append(i)
    found = []
    for text, places in shown.items():
        apart: list[int] = []  # one quantity of each kind
        for i in places:
            if not any(isclose(moved[i] - moved[k], 0.0, abs_tol=TOGETHER * abs(numbers[i])) for k in apart):
                apart.append(i)
        if len(apart) > 1 and text not in EVERYWHERE:
            found.append(Coincidence(text, tuple(names[i] for i in apart)))
    return found


def _quantities(seen: Trace) -> Iterator[tuple[str, float]]:
    """Yield what a learner sees a number for: values, partials, contributions to a sum, gradients."""
    story = Story(seen)
    quoted = [story.notation.wrap(name, NAME) for name in story.names]
    uses = [0] * len(seen.values)
    for edge in seen.flowing:
        uses[seen.inputs[edge]] += 1
    for node in seen.nodes:
        if node.kind != "constant" or node.is_data:
            yield story.labels[node.index], node.data
    for edge in seen.flowing:
        i, x = seen.users[edge], seen.inputs[edge]
        yield f"d{quoted[i]}/d{quoted[x]}", seen.partials[edge]
        if uses[x] > 1:
            yield (
                f"the share of {story.labels[i]} in d{quoted[-1]}/d{quoted[x]}",
                seen.gradients[i] * seen.partials[edge],
            )
    for node in seen.nodes:
        if node.kind != "constant":
            yield f"d{quoted[-1]}/d{quoted[node.index]}", node.gradient


def _nudged(seen: Trace) -> Trace:
    """Return the trace of the same graph with all named leaves a little larger, each by an amount of its own."""
    rng = Random(0)
    kept = _without_effect(seen)
    new: list[Value] = []
    for i, (node, value) in enumerate(zip(seen.nodes, seen.values, strict=True)):
        more = NUDGE * rng.uniform(0.1, 1.0) * (abs(node.data) or 1.0)
        if value.primitive:
            new.append(apply(value.primitive, *(new[x] for x in seen.inputs_of(i))))
        elif value not in kept and (node.kind == "variable" or node.is_data):
            new.append(type(value)(node.data + more, node.label))
        else:
            new.append(value)
    return trace_in(new)


def _without_effect(seen: Trace) -> set[Value]:
    """Return the leaves that multiply a quantity by 1 or -1, or add 0 to one, and data that multiplies it by 0."""
    found: set[Value] = set()
    for node in seen.values:
        many = products(node)
        pairs = list(zip(node.inputs[:many], node.inputs[many : 2 * many], strict=True))
        for factors in (*pairs, *(pair[::-1] for pair in pairs)):
            is_neutral = abs(factors[0].data) == 1.0 or (factors[0].is_constant and factors[0].data == 0.0)
            if is_neutral and not _is_number(factors[1]):
                found.add(factors[0])
        added = node.inputs[2 * many :] if many or family(node) in ("sum", "difference") else ()
        found.update(x for x in added if x.data == 0.0)
    return {x for x in found if not x.inputs}


def _is_number(x: Value) -> bool:
    return x.is_constant and not x.label
