"""The additions in the boxes: for each value that several arrows leave, one line for each share of its gradient."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from engine.drawing.diagram import Diagram, Key
from engine.trace import Trace
from engine.words.digits import decimals, fixed

MOST_LINES = 4  # of an addition; of more shares, the three largest are shown and the others together
Slots = tuple[tuple[int, int], ...]  # edges, each an operation and the number of its operand


@dataclass(frozen=True)
class Line:
    """What comes back along some edges: those of one link, those that a folded scope hides, or all the others.

    Attributes:
        links: the numbers of the links it comes along.
        source: the shape it comes from; None for the others, together.
    """

    slots: Slots
    links: tuple[int, ...]
    source: Key | None
    amount: float


@dataclass(frozen=True)
class Addition:
    """How the gradient of a value adds up.

    Attributes:
        lines: the shares, in the order of the links; none where there is only one, which is the gradient.
        others: how many arrows the last line stands for, where it stands for several.
        edges: how many edges lead out of the value.
        places: with how many decimals shares and sums are written, as `fixed` takes it.
        longest: the longest number that any frame shows.
    """

    lines: tuple[Line, ...]
    others: int
    edges: int
    places: int | None
    longest: str


def additions(trace: Trace, diagram: Diagram) -> dict[int, Addition]:
    """Return the addition of every value drawn; there is none for data, into which nothing flows back."""
    lines: dict[int, list[Line]] = {i: [] for i in diagram.boxes if not trace.values[i].is_constant}
    linked: set[tuple[int, int]] = set()
    for number, link in enumerate(diagram.links):
        linked.update(link.slots)
        if link.value in lines:
            lines[link.value].append(Line(link.slots, (number,), link.head, _amount(trace, link.slots)))
    card_of = {i: card.key for card in diagram.cards for i in card.members}
    hidden: defaultdict[tuple[int, str], list[tuple[int, int]]] = defaultdict(list)  # inside of a card
    arrived: defaultdict[int, list[float]] = defaultdict(list)
    for edge, (i, x) in enumerate(trace.edges()):
        slot = i, edge - trace.first[i]
        if x in lines:
            arrived[x].append(trace.gradients[i] * trace.partials[edge])
            if slot not in linked:
                hidden[x, card_of[i]].append(slot)
    for (x, card), slots in hidden.items():
        lines[x].append(Line(tuple(slots), (), card, _amount(trace, slots)))
    return {i: _addition(each, trace.gradients[i], arrived[i]) for i, each in lines.items()}


def _amount(trace: Trace, slots: Iterable[tuple[int, int]]) -> float:
    return sum(trace.gradients[i] * trace.partials[trace.first[i] + slot] for i, slot in slots)


def _addition(lines: list[Line], gradient: float, arrived: list[float]) -> Addition:
    others = len(lines) - MOST_LINES + 1 if len(lines) > MOST_LINES else 0
    if others:
        by_size = sorted(range(len(lines)), key=lambda k: -abs(lines[k].amount))
        rest = [lines[k] for k in sorted(by_size[MOST_LINES - 1 :])]
        slots = tuple(slot for line in rest for slot in line.slots)
        together = Line(slots, tuple(n for line in rest for n in line.links), None, sum(line.amount for line in rest))
        lines = [*(lines[k] for k in sorted(by_size[: MOST_LINES - 1])), together]
    shown = lines if len(lines) > 1 else []
    places = decimals([gradient, *(line.amount for line in shown)])
    bound = sum(map(abs, arrived))  # of all that is shown on the way
    longest = max((fixed(-x, places) for x in (bound, gradient, *arrived)), key=len)
    return Addition(tuple(shown), others, len(arrived), places, longest)
