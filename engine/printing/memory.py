"""The loops of a kernel, and where in memory it reads and adds in them: for one operation or a vector of them."""

from collections.abc import Callable, Mapping, Sequence

from engine.printing.grid import NEXT, Axis, Far, Reach
from engine.printing.llvm import LANES, Number, Writer

Cell = Mapping[str, tuple[str, int]]  # an operation, by its place along each axis: a counter, and so far behind it
Section = tuple[int | str, int | str, int, int]


class Memory:
    """Writes loops, and what reads and stores.

    Attributes:
        known: what is computed at this point, by its line and the cell for which it is.
        vector, lanes: along which axis there are vectors now, of so many lanes.
    """

    def __init__(self) -> None:
        self.writer, self.vector, self.lanes = Writer(), "", 1
        self.known: dict[tuple[int, int], Number] = {}

    def sections(self, axis: Axis, many: int = 1) -> list[Section]:
        """Return from where to where an axis is gone through, with how many lanes, and how many neighbours at once."""
        length, of_batch = axis.length
        if axis.name != self.vector:
            return [(0, self.text(axis.length), 1, many)]
        if of_batch:
            whole = str(self.text(axis.length))
            full = self.writer.first(f"and i64 {whole}, {-LANES}")
            return [(0, full, LANES, many), (full, whole, 1, 1)]
        vectors, rest = LANES * (length // LANES), length % LANES
        found: list[Section] = [(0, vectors, LANES, many)] if vectors else []
        return [*found, (vectors, length, rest, 1)] if rest else found

    def nest(
        self, axes: Sequence[Axis], tiled: Mapping[str, int], body: Callable[[list[Cell]], None],
        cells: Sequence[Cell] = ({},),
    ) -> None:  # fmt: skip
        """Write loops over axes around what the body writes for the cells of a round."""
        if not axes:
            body(list(cells))
            return
        axis, *rest = axes
        before = self.lanes
        for start, stop, lanes, many in self.sections(axis, tiled.get(axis.name, 1)):
            if axis.name == self.vector:
                self.lanes = lanes
            known = dict(self.known)
            with self.writer.loop(start, stop, lanes * many) as at:
                inner = [{**cell, axis.name: (at, lanes * t)} for cell in cells for t in range(many)]
                if inner[len(cells) :]:  # these are others than those before
                    self.known = {}
                self.nest(rest, tiled, body, inner)
            self.known = known
        self.lanes = before

    def word(self, i: int) -> str:
        """Return a number of the description of the step."""
        pointer = self.writer.first(f"getelementptr inbounds i64, ptr %step, i64 {i}")
        return self.writer.first(f"load i64, ptr {pointer}, align 8")

    def text(self, far: Far) -> int | str:
        if not far[1]:
            return far[0]
        return "%examples" if far[0] == 1 else self.writer.first(f"mul nsw i64 {far[0]}, %examples")

    def places(self, reach: Reach, cell: Cell, across: bool = True) -> tuple[list[str], bool]:
        """Return where it is: one place for all lanes, or the first of a row of them (and True), or one for each.

        Args:
            across: whether the lanes are for different numbers; otherwise they share one.
        """
        plus, times = self.writer.plus, self.writer.times
        at, counters = reach.base, {name: plus(index, str(behind)) for name, (index, behind) in cell.items()}
        for name, counter in counters.items():
            at = plus(at, times(counter, str(self.text(reach.along(name)))))
        step = reach.along(self.vector)
        many = range(self.lanes if across and step[0] else 1)
        if not reach.table:
            if across and step == NEXT:
                return [at], True
            return [plus(at, times(str(i), str(self.text(step)))) for i in many], False
        entries = [plus(at, times(str(i), str(step[0]))) for i in many]
        places, example = [self._looked_up(entry) for entry in entries], counters.get("example", "0")
        if reach.of_batch is False:
            return places, False
        if reach.of_batch:
            return [plus(place, example) for place in places], self.vector == "example"
        far = [self._looked_up(plus(entry, str(reach.table))) for entry in entries]
        lanes = range(self.lanes if self.vector == "example" else 1)
        both = zip(places, far, strict=True)
        return [plus(place, times(plus(example, str(i)), own)) for place, own in both for i in lanes], False

    def _looked_up(self, at: str) -> str:
        pointer = self.writer.let(f"getelementptr inbounds i32, ptr %tables, i64 {at}")
        return self.writer.let(f"zext i32 {self.writer.let(f'load i32, ptr {pointer}, align 4')} to i64")

    def read(self, reach: Reach, cell: Cell, across: bool = True) -> Number:
        places, row = self.places(reach, cell, across)
        pointers = [self.writer.address(reach.array, place) for place in places]
        return self.writer.joined([self.writer.load(pointer, self.lanes if row else 1) for pointer in pointers])

    def add(self, reach: Reach, cell: Cell, amount: Number) -> None:
        """Add to what is there; lanes that all belong to one number are added up."""
        places, row = self.places(reach, cell)
        amount = self.writer.spread(amount, self.lanes)
        if not (row or places[1:]):
            amount = self.writer.reduced("+", amount)
        for i, place in enumerate(places):  # one after the other, because lanes may meet at one number
            pointer, part = self.writer.address(reach.array, place), amount if row else self.writer.lane(amount, i)
            self.writer.store(self.writer.operation("+", self.writer.load(pointer, part.lanes), part), pointer)

    def put(self, reach: Reach, cell: Cell, x: Number) -> None:
        places, row = self.places(reach, cell)
        x = self.writer.spread(x, self.lanes)
        for i, place in enumerate(places):
            self.writer.store(x if row else self.writer.lane(x, i), self.writer.address(reach.array, place))
