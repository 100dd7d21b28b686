"""What Graphviz gets to see of a diagram: shapes of fixed sizes with generated names, and no text of a user's.

An arrow keeps a place free for the number that it will carry. Most have it in their middle. One that enters a
scope has a port inside, so that it passes between the boxes of the scope and not around them; and the two arrows
of x + x have a port each, because Graphviz may lay such arrows on top of each other.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from math import ceil

from engine.drawing.diagram import Diagram, Key
from engine.drawing.sizes import Size

Turn = tuple[bool, bool]

NODE_GAP, RANK_GAP, SCOPE_MARGIN = 12.0, 28.0, 10.0
STRAIGHT = 8  # how much harder than other arrows those that ought to be straight are pulled


def graphviz_source(
    diagram: Diagram,
    sizes: Mapping[Key, Size],
    labels: Sequence[Size],
    headings: Mapping[int, Size],
    turned: Turn,
) -> str:
    """Return the source to be laid out.

    Args:
        turned: whether to declare the shapes in a scope, and the scopes in it, from the last to the first. Graphviz
            stacks them from the bottom or from the top, for reasons of its own.
    """
    inside: dict[int | None, list[str]] = {key: [] for key in (None, *(scope.key for scope in diagram.open_scopes))}
    nested: dict[int | None, list[str]] = {key: [] for key in inside}
    around: dict[int | None, set[int | None]] = {None: {None}}
    for scope in diagram.open_scopes:
        around[scope.key] = {scope.key, *around[scope.parent]}
    inputs = Counter(link.operation for link in diagram.links)
    uses = Counter((link.value, link.operation) for link in diagram.links)
    arrows: list[str] = []
    declared: set[Key] = set()  # in reading order: the operands of an operation, the operation, its result
    for number, (link, room) in enumerate(zip(diagram.links, labels, strict=True)):
        tail, head, port = name_of(link.value), name_of(link.operation), f"port{number}"
        tail_scope, head_scope = diagram.scope_of[link.value], diagram.scope_of[link.operation]
        weight = STRAIGHT if inputs[link.operation] == 1 else 1
        if link.value not in declared:
            declared.add(link.value)
            inside[tail_scope].append(_node(tail, sizes[link.value]))
        if uses[link.value, link.operation] > 1 or head_scope not in around[tail_scope]:
            inside[head_scope].append(_node(port, room))
            arrows.append(f"{tail} -> {port} [id=into{number}, tailport=e, headport=w, minlen=2, weight={weight}]")
            arrows.append(f"{port} -> {head} [id=link{number}, tailport=e, weight={weight}]")
        else:
            arrows.append(f"{tail} -> {head} [id=link{number}, weight={weight}, label={_room(room)}]")
    for key, size in sizes.items():
        if key not in declared:
            inside[diagram.scope_of[key]].append(_node(name_of(key), size))
    for key, i in diagram.results:
        arrows.append(f"{name_of(key)} -> {name_of(i)} [id=result{i}, weight={STRAIGHT}]")
    for scope in reversed(diagram.open_scopes):  # the innermost first
        name = _room(headings[scope.key])
        heading = f"subgraph cluster{scope.key} {{ label={name}; labeljust=l; margin={SCOPE_MARGIN}"
        shapes, scopes = inside[scope.key], nested[scope.key]
        ordered = [*(scopes[::-1] if turned[1] else scopes), *shapes[::-1]] if turned[0] else [*shapes, *scopes]
        nested[scope.parent].insert(0, "\n".join([heading, *ordered, "}"]))

    order = "" if diagram.open_scopes else "ordering=in; "  # operands from top to bottom, as one reads them
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
