"""From a trace to a picture: measure every text, have the shapes placed, and put the words in."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from engine.drawing.badges import badge
from engine.drawing.diagram import Card, Diagram, Key, Link, is_unnamed, scope_paths
from engine.drawing.layout import layout
from engine.drawing.picture import Arrow, Box, CardShape, Picture, ScopeBox, Share
from engine.drawing.shares import Addition, additions
from engine.drawing.sheet import Sheet
from engine.drawing.sizes import (
    FROM_COLUMNS,
    LABEL_COLUMNS,
    NUMBER_COLUMNS,
    PAD,
    PARTIAL,
    SCOPE,
    SCOPE_COLUMNS,
    TIGHT_COLUMNS,
    Size,
    box_size,
    card_size,
    copy_size,
    lines_of,
    width,
)
from engine.drawing.typeset import Runs, typeset
from engine.trace import Trace, TracedNode
from engine.words.columns import shorten
from engine.words.digits import fixed, show
from engine.words.latex import label_parts
from engine.words.notation import one_line
from engine.words.story import Story


def compose(story: Story, diagram: Diagram, area: Size | None = None) -> Picture:
    """Return the picture of a diagram.

    Args:
        area: width and height of what it has to go into with letters as large as can be; without one it is airy.

    Raises:
        LayoutError: where Graphviz is missing or fails.
    """
    trace, sums = story.trace, additions(story.trace, diagram)
    paths = {key: "/".join(path) for key, path in scope_paths(trace).items()}
    headings = {scope.key: shorten(one_line(scope.name), 2 * SCOPE_COLUMNS) for scope in diagram.open_scopes}
    written = {card.key: _lines(trace, card) for card in diagram.cards}
    names = {i: _name(story, i, TIGHT_COLUMNS if area else LABEL_COLUMNS) for i in diagram.boxes}
    badges = {i: badge(trace, i) for i in diagram.boxes if trace.values[i].inputs}
    badges |= {i: "" for _, i in diagram.results}  # the card says what made it
    labels = {i: _sources(story, each, written) for i, each in sums.items()}
    sizes: dict[Key, Size] = {key: card_size(lines) for key, lines in written.items()}
    for i, name in names.items():
        sizes[i] = box_size(name, badges.get(i, ""), show(trace.data[i]), sums.get(i), labels.get(i, []))
    copies = {i: copy_size(name, show(trace.data[i])) for i, name in names.items()}
    lines = {
        i: (lines_of(len(each.lines)), [line.links for line in each.lines]) for i, each in sums.items() if each.lines
    }
    widths = [_label_width(trace, sums, link) for link in diagram.links]
    # For most numbers, so that most columns are equally far apart, where there is room.
    room = 0.0 if area else width("0" * NUMBER_COLUMNS, PARTIAL) + PAD
    rooms = [(max(each, room) if each else PAD, PARTIAL + PAD) for each in widths]
    heads = {key: (width(name, SCOPE), SCOPE + 5) for key, name in headings.items()}
    found = layout(Sheet(diagram, sizes, copies, rooms, heads, lines, _order(trace, diagram)), area)

    inside: dict[int, list[int]] = {card.scope: [] for card in diagram.cards}
    for node in trace.nodes:
        for scope in inside.keys() & node.scope:
            inside[scope].append(node.index)
    boxes, cards = [], []
    for (key, copy), place in found.places.items():
        if isinstance(key, int):
            node, total = story.nodes[key], None if copy else sums.get(key)
            shares = [Share(labels[key][k], total.lines[k].slots) for k in found.lines.get(key, ())] if total else []
            boxes.append(
                Box(
                    key, *place, *found.sizes[key, copy], node.kind, is_unnamed(trace, key), names[key],
                    _title(story, node), copy, "" if copy else badges.get(key, ""), tuple(shares),
                    total.places if total else None, total.edges if total else 0,
                )
            )  # fmt: skip
    for card in diagram.cards:
        stand, title = (card.key, 0), _summary(paths[card.scope], card)
        x, y, size = *found.places[stand], found.sizes[stand]
        cards.append(CardShape(card.key, x, y, *size, written[card.key], title, card.scope, tuple(inside[card.scope])))
    arrows = []
    for k, (link, wide) in enumerate(zip(diagram.links, widths, strict=True)):
        places = sums[link.value].places if link.value in sums else None
        arrows.append(Arrow(found.links[k], link.slots, found.labels[k], wide, link.folded, places))
    scopes = (ScopeBox(scope, *place, headings[scope], paths[scope]) for scope, place in found.scopes)
    boxes.sort(key=lambda box: (box.index, box.copy))
    return Picture(*found.size, tuple(boxes), tuple(cards), tuple(arrows), found.results, tuple(scopes))


def _order(trace: Trace, diagram: Diagram) -> dict[Key, int]:
    """Return the order in which values were made; of those that differ in their index alone, the order of these."""
    order: dict[Key, int] = {i: i for i in diagram.boxes} | {card.key: card.members[-1] for card in diagram.cards}
    alike: dict[tuple[str, str], list[tuple[list[int], int]]] = {}
    for i in diagram.boxes:
        parts = label_parts(one_line(trace.labels[i]))
        if parts and (numbers := re.findall(r"\d+", parts[2])):
            alike.setdefault(parts[:2], []).append(([int(number) for number in numbers], i))
    for found in alike.values():
        places = sorted(i for _, i in found)
        order |= {i: places[k] for k, (_, i) in enumerate(sorted(found))}
    return order


def _name(story: Story, i: int, most: int) -> Runs:
    return typeset(shorten(story.labels[i], most), expression=is_unnamed(story.trace, i))


def _sources(story: Story, total: Addition, cards: Mapping[str, Sequence[str]]) -> list[Runs]:
    """Return what the lines of an addition are called; two of the same source are numbered."""
    times, met = Counter(line.source for line in total.lines), Counter[Key | None]()
    found: list[Runs] = []
    for line in total.lines:
        met[line.source] += 1
        if line.source is None:
            found.append(((f"{total.others} others, together", False),))
            continue
        if isinstance(line.source, int):
            name = _name(story, line.source, FROM_COLUMNS)
        else:
            name = ((shorten(cards[line.source][0], FROM_COLUMNS), False),)
        which = ((f" ({met[line.source]})", False),) if times[line.source] > 1 else ()
        found.append((("from ", False), *name, *which))
    return found


def _label_width(trace: Trace, sums: Mapping[int, Addition], link: Link) -> float:
    """Return how wide the number on an arrow is: its derivative, then what has flowed; 0 where nothing flows back."""
    if link.value not in sums:
        return 0.0
    places = sums[link.value].places
    slopes = [trace.partials[trace.first[i] + slot] for i, slot in link.slots]
    flows = [trace.gradients[i] * slope for (i, _), slope in zip(link.slots, slopes, strict=True)]
    texts = [] if link.folded else [show(slopes[0])]
    texts += [fixed(x, places, signed=True) for x in (sum(flows), sum(map(abs, flows)))]
    return max(width(text, PARTIAL) for text in texts) + PAD


def _lines(trace: Trace, card: Card) -> tuple[str, ...]:
    name = shorten(one_line(trace.scopes[card.scope].name), SCOPE_COLUMNS)
    inside = [_count(len(card.members), "operation")]
    return (name, *inside, _count(card.parameters, "parameter")) if card.parameters else (name, *inside)


def _summary(path: str, card: Card) -> str:
    return f"{path}, folded: {_count(len(card.members), 'operation')}, {_count(card.parameters, 'parameter')}"


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def _title(story: Story, node: TracedNode) -> str:
    """Return what a pointer resting on a box is told: the whole label and the formula."""
    what = one_line(node.label, 400) or story.labels[node.index]
    return f"{what}, given" if node.is_data else story.told(node.index, what)
