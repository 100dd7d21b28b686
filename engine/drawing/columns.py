"""In which column each shape stands, where a long drawing is cut into rows, and which values are repeated there.

A copy, drawn faintly, stands where an arrow would otherwise pass over the picture: for a value from an earlier
row, and for a leaf, such as a weight that every time step shares, that is used again far from where it stands.

Where a drawing would be too tall, operations of many leaves, such as the cells of a feature map, stand side by side.
"""

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain

from engine.drawing.diagram import Diagram, Key

Stand = tuple[Key, int]  # a shape: 0 is itself, 1, 2, ... are its copies
Columns = dict[Key, int]
Fans = dict[Key, tuple[list[int], list[int]]]
FAR = 2  # columns that the arrow of a leaf may reach; further on, a copy of the leaf stands
FEWEST = (5, 4, 3, 2)  # leaves of one operation that may stand in two columns where room is scarce
MANY = 8  # leaves of one operation; where there are more, a tall drawing has them in two columns


@dataclass
class Row:
    """The shapes of one row with their columns, and what each of its links, by number, starts at.

    Attributes:
        copied: the leaves that have copies somewhere.
        reading: of a link its place among the others from top to bottom, where it is not its number.
    """

    columns: dict[Stand, int] = field(default_factory=dict)
    tails: dict[int, Stand] = field(default_factory=dict)
    copied: set[Key] = field(default_factory=set)
    reading: dict[int, int] = field(default_factory=dict)


def fans_of(diagram: Diagram) -> Fans:
    """Return the operations of many leaves, such as a cell of a convolution.

    Each with the links of its weights, and those of what they multiply, in the same order, and of a bias.
    """
    results = _made(diagram)
    entering: defaultdict[Key, list[int]] = defaultdict(list)
    for number, link in enumerate(diagram.links):
        entering[link.head].append(number)
    fans: Fans = {}
    for key, links in entering.items():
        sides = links[: len(links) // 2], links[len(links) // 2 :]
        if len(links) > MANY and not any(diagram.links[number].value in results for number in links):
            fans[key] = sides
    return fans


def _made(diagram: Diagram) -> set[Key]:
    """Return what is no leaf: what arrows lead to, and what leaves a card."""
    return {*(link.head for link in diagram.links), *(i for _, i in diagram.results)}


def staggered(diagram: Diagram) -> Iterator[frozenset[int]]:
    """Yield ways to let a column of leaves be half as high: the links whose leaves stand one column further left.

    First none; then, of every operation that has many leaves, then of those with fewer as well, the first half of them,
    such as the weights of w·x, or every other one.
    """
    results = _made(diagram)
    of_leaves: defaultdict[Key, list[int]] = defaultdict(list)
    for number, link in enumerate(diagram.links):
        if link.value not in results:
            of_leaves[link.head].append(number)
    yield frozenset()
    for fewest in FEWEST:
        several = [links for links in of_leaves.values() if len(links) >= fewest]
        yield frozenset(number for links in several for number in links[: len(links) // 2])
        yield frozenset(number for links in several for number in links[::2])
        yield frozenset(number for links in several for number in links[1::2])


def columns_of(diagram: Diagram, fans: Collection[Key] = (), further: Collection[int] = ()) -> Columns:
    """Return the column of every result and every card: right of all that enters it, and left of its users.

    What is made of leaves alone stands next to what uses it. Where leaves stand, the rows decide.

    Args:
        fans: operations that stand side by side, each with room for two columns of leaves before it.
        further: links whose leaves stand two columns before what they enter.
    """
    entering: defaultdict[Key, list[int]] = defaultdict(list)
    leaving: defaultdict[int, list[Key]] = defaultdict(list)
    for link in diagram.links:
        entering[link.head].append(link.value)
        leaving[link.value].append(link.head)
    maker = {value: card for card, value in diagram.results}
    last = {key: key for key in diagram.boxes if key in entering} | {
        card.key: card.members[-1] for card in diagram.cards
    }
    made = sorted(last, key=last.__getitem__)
    column: Columns = {}
    results = {*last, *maker}
    deep = {diagram.links[number].head for number in further}

    def room(value: int, key: Key) -> int:
        """Return how many columns right of a value its user stands: what enters a scope passes the scope's leaves."""
        home = diagram.scope_of[key]
        enters = value in results and home is not None and diagram.scope_of[value] != home
        return 1 if not enters or all(other in results for other in entering[key]) else 3 if key in deep else 2

    while True:  # a card holds early and late operations, so once through is not always enough
        before, taken = dict(column), -1
        for key in made:
            column[key] = max((column.get(value, 0) + room(value, key) for value in entering[key]), default=1)
            if key in fans:
                column[key] = max(column[key], taken + 3)
                taken = column[key] + isinstance(key, str)  # what a card makes stands beside it
        column |= {value: column[card] + 1 for value, card in maker.items()}
        if column == before:
            break
    for key in reversed(made):
        if (
            key not in fans
            and isinstance(key, int)
            and leaving[key]
            and sum(value in results for value in entering[key]) <= len(leaving[key])
        ):
            column[key] = max(column[key], min(column[head] - room(key, head) for head in leaving[key]))
    return column


def rows_of(
    diagram: Diagram,
    column: Columns,
    starts: Sequence[int],
    fans: Fans | None = None,
    further: Collection[int] = (),
) -> list[Row]:
    """Return the rows from top to bottom.

    Args:
        starts: the column that each row begins with.
        fans: the operations whose leaves stand in two columns: of w·x each weight, and right of it what it multiplies.
        further: links whose leaves stand two columns before what they enter, as of fans each weight does.
    """
    fans = fans or {}
    further = {*further, *(number for left, _ in fans.values() for number in left)}
    reading: dict[int, int] = {}
    for left, right in fans.values():
        pairs = zip(left, right, strict=False)  # without the bias, which comes last anyway
        reading |= {number: left[0] + k for k, number in enumerate(chain(*pairs))}
    made = {*fans, *(value for card, value in diagram.results if card in fans)}
    rows = [Row() for _ in starts]
    originals = {(key, 0) for key in column}  # results; in their own row their arrows may be long
    nearest: dict[int, tuple[Stand, int, int]] = {}  # the last place of a value: what stands there, row and column
    copies = Counter(column.keys())  # of a result, the first copy is number 1; of a leaf, it is the leaf itself

    def row_at(at: int) -> int:
        return bisect_right(starts, at) - 1

    def near(value: int, at: int) -> Stand | None:
        """Return where the arrow from a value to a column may start; None where it would pass over the picture."""
        if value not in nearest:
            return None
        stand, row, place = nearest[value]
        is_long = at - place > FAR and (stand not in originals or value in made)
        return stand if row == row_at(at) and not is_long else None

    for key in (*diagram.boxes, *(card.key for card in diagram.cards)):
        if key in column:
            rows[row_at(column[key])].columns[key, 0] = column[key]
            if isinstance(key, int):
                nearest[key] = (key, 0), row_at(column[key]), column[key]
    for number in sorted(range(len(diagram.links)), key=lambda number: column[diagram.links[number].head]):
        value, at = diagram.links[number].value, column[diagram.links[number].head]
        here = row_at(at)
        stand = near(value, at)
        if stand is None:
            stand = value, copies[value]
            copies[value] += 1
            place = at - 1 - (number in further)
            nearest[value] = stand, here, place
            rows[here].columns[stand] = place
        rows[here].tails[number] = stand
    alone = (key for key in diagram.boxes if key not in column and key not in nearest)
    rows[0].columns |= {(key, 0): 0 for key in alone}
    for each in rows:
        each.copied = {key for key, _ in each.columns if key not in column and (copies[key] > 1 or fans)}
        each.reading = reading
    return rows


def passed(diagram: Diagram, column: Columns) -> int:
    """Return how many columns all arrows pass over together; the time that a layout takes grows faster than this."""
    (row,) = rows_of(diagram, column, [0])
    return sum(max(column[diagram.links[n].head] - row.columns[tail] - 1, 0) for n, tail in row.tails.items())


def cuts(diagram: Diagram, column: Columns, widths: Mapping[int, float], count: int) -> list[int]:
    """Return where `count` rows of about the same width begin: near there, where the fewest results cross."""
    first, last = min(widths), max(widths)
    crossing: Counter[int] = Counter()  # arrows of results that lead over the left border of a column
    for link in diagram.links:
        crossing.update(range(column[link.value] + 1, column[link.head] + 1) if link.value in column else ())
    for inside in _spans(diagram, column).values():
        crossing.update(range(min(inside) + 1, max(inside) + 1))
    total, starts = sum(widths.values()), [first]
    joined = {column[value] for _, value in diagram.results}  # a card and what it makes stay together
    before = {at: sum(widths[k] for k in widths if k < at) for at in range(first, last + 1) if at not in joined}
    for k in range(1, count):
        aim, slack = total * k / count, 0.25 * total / count
        possible = [at for at in before if at > starts[-1] + 1]
        near = [at for at in possible if abs(before[at] - aim) <= slack]
        near = near or [at for at in possible if before[at] >= aim][:1]
        if near:
            starts.append(min(near, key=lambda at: (crossing[at], abs(before[at] - aim))))
    return starts


def _spans(diagram: Diagram, column: Columns) -> dict[int, list[int]]:
    """Return the columns of what stands in each open scope, itself or in a scope within."""
    parents = {scope.key: scope.parent for scope in diagram.open_scopes}
    spans: dict[int, list[int]] = {}
    for key, at in column.items():
        home = diagram.scope_of[key]
        while home is not None:
            spans.setdefault(home, []).append(at)
            home = parents[home]
    return spans
