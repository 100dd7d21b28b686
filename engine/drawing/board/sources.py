"""Which matrix a number stands in, and at which place: those that leaves are labelled as, and those computed so far."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import count
from typing import Literal

from engine.drawing.board.grids import Grid, Words, block
from engine.drawing.board.labels import labelled_arrays
from engine.drawing.board.names import LONGEST, Name, labelled, part, transposed
from engine.drawing.board.units import is_parameter
from engine.trace.arrays import array_of, entry, family
from engine.words.latex import LATEX
from engine.words.notation import NAME, PRODUCT, SUM, TEXT
from engine.words.story import Story

Orientation = Literal["rows", "columns"]
Home = tuple[object, int, int]  # a matrix, a row and a column


def common_array(labels: Sequence[str]) -> str:
    """Return the array that all labels belong to, or ""; of W[2,0,0] and W[2,0,1] it is W[2].

    >>> common_array(["W[0,0]", "W[1,0]"]), common_array(["W[2,0,0]", "W[2,0,1]"]), common_array(["x1", "y1"])
    ('W', 'W[2]', '')
    """
    entries = [entry(label) for label in labels]
    array, *others = {array for array, _ in entries}
    if others:
        return ""
    before, *different = {index[:-2] for _, index in entries}
    return f"{array}[{','.join(map(str, before))}]" if before and not different else array


def _is_turned(places: Mapping[tuple[int, int], tuple[int, ...]]) -> bool | None:
    """Tell whether places of a grid are counted the other way round; None where nothing tells."""
    for (r, c), own in places.items():
        for other, same in ((places.get((r, c + 1)), 0), (places.get((r + 1, c)), 1)):
            if other and len(own) == len(other) == 2 and (own[0] == other[0]) != (own[1] == other[1]):
                return own[same] != other[same]
    return None


class Sources:
    """The matrices of one board, found so far.

    Args:
        story: the trace and what its nodes are called.
        form: "rows": an example is a row, Z = X W; "columns": it is a column, Z = W X.
    """

    def __init__(self, story: Story, form: Orientation) -> None:
        self.story, self.trace, self.form = story, story.trace, form
        self.homes: dict[int, Home] = {}
        self.places: defaultdict[object, dict[int, tuple[int, int]]] = defaultdict(dict)  # the same by matrix
        self.names: dict[object, Name] = {}
        self.vectors: set[object] = set()  # a vector of leaves may stand upright or lie, without a T
        self.users = Counter(self.trace.inputs)
        self.user = {x: i for i in self.trace.operations for x in self.trace.inputs_of(i)}  # the last of them
        self.reserved = {f"Z{after}" for i in self.trace.operations if (after := self.index_after([i]))}
        self.entries = Counter(map(array_of, self.trace.labels))  # of each array
        self.alone = {label for label in self.trace.labels if entry(label)[1] == ()}
        self.taken = {entry(label)[0] for label in self.trace.labels} | set(self.entries)
        self.counted: defaultdict[str, Iterator[int]] = defaultdict(count)  # of each letter the numbers not yet tried
        for array, places in labelled_arrays(self.trace).items():
            self.names[array] = self._gathered(array)
            if all(len(index) == 1 and len(nodes) == 1 for index, nodes in places.items()):
                self.vectors.add(array)
            for index, nodes in places.items():
                for example, i in enumerate(nodes):
                    at = index if len(index) == 2 else (example, *index) if form == "rows" else (*index, example)
                    self._settle(i, array, at[0], at[1])

    def keep(self, key: object, grid: Grid) -> None:
        """Remember a matrix that has been computed."""
        self.names[key] = grid.name
        for at, i in grid.nodes().items():
            self._settle(i, key, *at)

    def _settle(self, i: int, key: object, row: int, column: int) -> None:
        if i in self.homes:
            del self.places[self.homes[i][0]][i]
        self.homes[i], self.places[key][i] = (key, row, column), (row, column)

    def source(self, i: int) -> object:
        """Return the matrix that a node stands in; of a single leaf, what sort it is."""
        if i in self.homes:
            return self.homes[i][0]
        if self.trace.values[i].inputs:
            return ""
        return "constant" if self.is_constant(i) else ("leaf", entry(self.trace.labels[i])[0])

    def name_of(self, nodes: Iterable[int], otherwise: str = "") -> Name:
        """Return what some nodes are called together: the matrix they stand in, their label, their number.

        Args:
            otherwise: what they are called where nothing is known; else C for constants and M for what is mixed.
        """
        distinct = list(dict.fromkeys(nodes))
        sources = {self.source(i) for i in distinct}
        key = sources.pop() if len(sources) == 1 else None
        known = self.names.get(key)
        if known and (len(distinct) > 1 or self._is_whole(distinct[0])):
            return part(known, block(self.places[key].values(), [self.homes[i][1:] for i in distinct]))
        if len(distinct) == 1:
            return self.single(distinct[0])
        if array := common_array([self.trace.labels[i] for i in distinct]):
            return self._gathered(array)
        are_constants = all(map(self.is_constant, distinct))
        if are_constants and (opposite := self._opposite([self.trace.data[i] for i in distinct])):
            return opposite
        letter = otherwise or ("C" if are_constants else "M")
        return self.free(letter, tuple(i if not self.is_constant(i) else self.trace.data[i] for i in distinct))

    def _opposite(self, numbers: Sequence[float]) -> Name | None:
        """Return 1 - T for constants that are that of a matrix of data, which has left no trace of it."""
        for key, places in self.places.items():
            own = sorted(places, key=places.__getitem__)
            if (
                len(own) == len(numbers) > 1
                and all(self.is_constant(i) and 1 - self.trace.data[i] == x for i, x in zip(own, numbers, strict=True))
                and self.names[key].text
            ):
                name = self.names[key].within(PRODUCT)
                return Name(f"1 - {name.text}", f"1 - {name.latex}", SUM)
        return None

    def _gathered(self, array: str) -> Name:
        """Return what the entries of an array are called together: A for a1 and a2 where a is a number of its own."""
        return (
            self.free(array[0].upper() + array[1:], ("entries of", array)) if array in self.alone else labelled(array)
        )

    def oriented_name(self, cells: Mapping[tuple[int, int], int], otherwise: str, turned: bool = False) -> Name:
        """Return what a grid of nodes is called: with a T where they stand in their matrix the other way round.

        Args:
            otherwise: what they are called where nothing is known.
            turned: the grid is about to be transposed, and should have no T then if nothing speaks for it.
        """
        name, labels = self.name_of(cells.values(), otherwise), self.trace.labels
        homes = {at: self.homes.get(i) for at, i in cells.items()}
        keys = {home[0] if home else None for home in homes.values()}
        known = len(keys) == 1 and None not in keys
        if keys & self.vectors:
            return transposed(name) if turned else name
        places = {at: home[1:] if known and home else entry(labels[cells[at]])[1] for at, home in homes.items()}
        is_turned = _is_turned(places)
        return transposed(name) if (turned if is_turned is None else is_turned) else name

    def as_labelled(self, name: Name, cells: Mapping[tuple[int, int], int]) -> Name:
        """Return the name of a result, with a T where its labels count the other way round."""
        labels = self.trace.labels
        return transposed(name) if _is_turned({at: entry(labels[i])[1] for at, i in cells.items()}) else name

    def _is_whole(self, i: int) -> bool:
        """Tell whether a node alone is a matrix that has a name."""
        home = self.homes.get(i)
        return bool(home and self.names[home[0]].text and len(self.places[home[0]]) == 1)

    def single(self, i: int) -> Name:
        """Return what one node is called: a bare number as such, the only entry of an array like the array.

        A result without a label is called as an entry of the matrix it stands in, such as Z[2], or by its expression
        where that is short and whole, else by a letter.
        """
        if self.is_constant(i) and not self.trace.labels[i]:
            x = self.trace.data[i]
            return Name(TEXT.number(x).text, LATEX.number(x).text, SUM if x < 0 else NAME)
        if not self.trace.labels[i]:
            if entry_name := self._entry(i):
                return entry_name
            text, latex = (self.story.called[i].term(notation) for notation in (TEXT, LATEX))
            is_short = len(text.text) <= LONGEST and TEXT.etc not in text.text
            return Name(text.text, latex.text, text.tightness) if is_short else self.free("R", (i,))
        label = self.story.labels[i]
        array = array_of(label)
        return labelled(array if array and self.entries[array] == 1 else label)

    def _entry(self, i: int) -> Name | None:
        """Return Z[2] for an entry of a matrix that is called by a letter, None for any other."""
        home = self.homes.get(i)
        if not home or not re.fullmatch(r"[^\W\d]'*\d*", self.names[home[0]].text):
            return None
        long = [k for k in (0, 1) if len({place[k] for place in self.places[home[0]].values()}) > 1]
        return labelled(f"{self.names[home[0]].text}[{','.join(str(home[1 + k]) for k in long)}]") if long else None

    def free(self, letter: str, numbers: object = None, bare: bool = True) -> Name:
        """Return a letter that no label uses, counted on; the same numbers get the same one."""
        if numbers is not None and ("numbers", letter, numbers) in self.names:
            return self.names["numbers", letter, numbers]
        texts = (f"{letter}{k or ''}" for k in (self.counted[letter] if bare else count(1)))
        found = next(text for text in texts if text not in self.taken and text not in self.reserved)
        self.taken.add(found)
        self.names["numbers", letter, numbers] = labelled(found)
        return labelled(found)

    def result_name(self, nodes: Sequence[int], otherwise: Sequence[Name], letter: str = "R") -> Name:
        """Return what a result is called: as labelled, or the first of the other names that is free, or a letter."""
        labels = [self.trace.labels[i] for i in nodes]
        if all(labels) and (array := common_array(labels)):
            return self._gathered(array) if len(nodes) > 1 else self.single(nodes[0])
        if name := next((name for name in otherwise if name.text and name.text not in self.taken), None):
            self.taken.add(name.text)
            return name
        taken = {name.text for name in otherwise} - self.reserved  # no Z beside Z2, of the same W2
        return self.free(letter, bare=letter not in {text.rstrip("0123456789") for text in taken})

    def index_after(self, nodes: Sequence[int]) -> str:
        """Return the 3 of h3 = tanh(...) where that is all that a result is used for, else ""."""
        trace = self.trace
        after = [self.user[i] for i in nodes if self.users[i] == 1]
        if len(after) < len(nodes) or any(family(trace.values[i]) not in ("activation", "rectifier") for i in after):
            return ""
        labels = [trace.labels[i] for i in after]
        name = labels[0] if len(labels) == 1 and array_of(labels[0]) == labels[0] else common_array(labels)
        return match[1] if (match := re.fullmatch(r"[^\W\d]+?'*_?(\d+)", name)) else ""

    def scope(self, i: int) -> str:
        """Return the name of the innermost scope of a node, "" outside of all."""
        path = self.trace.scope_path(self.trace.homes[i])
        return self.trace.scopes[path[-1]].name if path else ""

    def is_constant(self, i: int) -> bool:
        return self.trace.values[i].is_constant

    def is_parameter(self, i: int) -> bool:
        return is_parameter(self.trace.values[i])

    def words(self, nodes: Sequence[int]) -> Words:
        """Return what names rows or columns: the nodes themselves where they have labels, else their numbers."""
        if all(self.trace.labels[i] for i in nodes):
            return tuple(nodes)
        homes = [self.homes.get(i, (None, k, k)) for k, i in enumerate(nodes)]
        for places in zip(*(home[1:] for home in homes), strict=True):  # in a part of a matrix, the places there
            if len({home[0] for home in homes}) == 1 and len(set(places)) == len(nodes):
                return tuple(map(str, places))
        return tuple(map(str, range(len(nodes))))

    def with_words(self, grid: Grid) -> Grid:
        """Name the rows of a column, or the columns of a row, by what stands there."""
        height, width = grid.shape
        if (height == 1) == (width == 1):
            return grid
        words = self.words(list(grid.nodes().values()))
        return replace(grid, rows=words) if width == 1 else replace(grid, columns=words)
