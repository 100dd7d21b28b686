"""What Graphviz gets to see of a diagram: shapes of fixed sizes with generated names, and no text of a user's.

An arrow keeps a place free for the number that it will carry. Most have it in their middle. One that enters a
scope has a port inside, so that it passes between the boxes of the scope and not around them; and the two arrows
of x + x have a port each, because Graphviz may lay such arrows on top of each other.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from math import ceil

from engine.draw.diagram import Diagram, Link

Size = tuple[float, float]
Key = int | str  # a value's index, or the key of a round
Turn = tuple[bool, bool]

NODE_GAP, RANK_GAP, FRAME_MARGIN = 12.0, 28.0, 10.0
STRAIGHT = 8  # how much harder than other arrows those that ought to be straight are pulled


def skeleton(
    diagram: Diagram,
    sizes: Mapping[Key, Size],
    labels: Sequence[Size],
    headings: Mapping[int, Size],
    turned: Turn = (True, True),
) -> str:
    """Return the source to be laid out.

    Args:
        turned: whether to declare the shapes in a frame, and the frames in it, from the last to the first. Graphviz
            stacks them from the bottom or from the top, for reasons of its own.
    """
    inside: dict[int | None, list[str]] = {key: [] for key in (None, *(part.key for part in diagram.frames))}
    nested: dict[int | None, list[str]] = {key: [] for key in inside}
    inputs = Counter(link.round for link in diagram.links)
    uses = Counter((link.value, link.round) for link in diagram.links)
    arrows: list[str] = []
    declared: dict[Key, None] = {}  # in reading order: the operands of an operation, the operation, its result
    for number, (link, room) in enumerate(zip(diagram.links, labels, strict=True)):
        tail, head, port = name_of(link.value), name_of(link.round), f"port{number}"
        weight = STRAIGHT if inputs[link.round] == 1 else 1
        if link.value not in declared:
            declared[link.value] = None
            inside[diagram.frame_of[link.value]].append(_node(tail, sizes[link.value]))
        if uses[link.value, link.round] > 1 or _enters_a_frame(diagram, link):
            inside[diagram.frame_of[link.round]].append(_node(port, room))
            arrows.append(f"{tail} -> {port} [id=into{number}, tailport=e, headport=w, minlen=2, weight={weight}]")
            arrows.append(f"{port} -> {head} [id=link{number}, tailport=e, weight={weight}]")
        else:
            arrows.append(f"{tail} -> {head} [id=link{number}, weight={weight}, label={_room(room)}]")
    for key, size in sizes.items():
        if key not in declared:
            inside[diagram.frame_of[key]].append(_node(name_of(key), size))
    for key, i in diagram.results:
        arrows.append(f"{name_of(key)} -> {name_of(i)} [id=result{i}, weight={STRAIGHT}]")
    for part in reversed(diagram.frames):  # the innermost first
        heading = f"subgraph cluster{part.key} {{ label={_room(headings[part.key])}; labeljust=l; margin={FRAME_MARGIN}"
        shapes, frames = inside[part.key], nested[part.key]
        ordered = [*(frames[::-1] if turned[1] else frames), *shapes[::-1]] if turned[0] else [*shapes, *frames]
        nested[part.parent].insert(0, "\n".join([heading, *ordered, "}"]))

    order = "" if diagram.frames else "ordering=in; "  # operands from top to bottom, as one reads them
    gaps = f"{order}nodesep={NODE_GAP / 72:.3f}; ranksep={RANK_GAP / 72:.3f}"
    looks = 'node [label="", fixedsize=true, shape=box]; edge [dir=none]'
    head = f"digraph {{ rankdir=LR; newrank=true; {gaps}; {looks}"
    return "\n".join([head, *inside[None], *nested[None][::-1], *arrows, "}"])


def name_of(key: Key) -> str:
    return f"value{key}" if isinstance(key, int) else f"round{key}"


def _node(name: str, size: Size) -> str:
    round_shape = "shape=circle, " if name.startswith("round") and size[0] == size[1] else ""
    return f"{name} [{round_shape}width={size[0] / 72:.4f}, height={size[1] / 72:.4f}]"


def _room(size: Size) -> str:
    """Return an empty table of a fixed size, the only label whose size Graphviz does not measure with its own fonts."""
    width, height = (ceil(x) for x in size)
    border = 'border="0" cellborder="0" cellspacing="0" cellpadding="0"'
    return f'<<table {border} fixedsize="true" width="{width}" height="{height}"><tr><td></td></tr></table>>'


def _enters_a_frame(diagram: Diagram, link: Link) -> bool:
    parent = {part.key: part.parent for part in diagram.frames}
    around: set[int | None] = {None}
    at = diagram.frame_of[link.value]
    while at is not None:
        around.add(at)
        at = parent[at]
    return diagram.frame_of[link.round] not in around
