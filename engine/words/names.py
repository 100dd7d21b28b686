"""What the values of a graph are called: by their label, their number, or the expression that computes them.

An expression has gaps where it would be longer than COLUMNS: `tanh(… + b1[0])`. Each value has a few wordings, from "…"
to as much as fits, and each is made of one wording of every operand, so the work grows with the graph only. Of these
the name is the one with the fewest gaps; where several values would be called the same, one that nobody else has; where
not all of them have one, they are counted in the order of the forward pass: `tanh(…)₂`.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from engine.primitives import Primitive
from engine.trace import Trace
from engine.words.notation import MIDDLE, TEXT, Cut, Notation, Term, one_line

COLUMNS = 24
KEPT = 6  # wordings of a value
LONG = 10  # columns of a label; a longer one may be left out of the names of others
DEEPEST, DEEPEST_WITH_GAPS = 12, 4  # operations inside one another in a name
GAP = TEXT.etc
BOTH_ENDS: Cut = (2, 1, 1)
ONE_END: tuple[Cut, ...] = ((1, 1, 0), (1, 0, 1))


@dataclass(frozen=True, eq=False, slots=True)
class Wording:
    """One way to call a value, which every notation can write.

    Attributes:
        text: as plain text, with how tightly it holds together.
        row: for an expression the operation; without one it is a label, a number or a gap.
        operands: their wordings.
        number: of a constant without a label.
        cut: how its formula is shortened; None for a call of the first operand only, as in softmax(z0, …).
        count: tells apart values that are called the same.
    """

    text: Term
    row: Primitive | None = None
    operands: tuple["Wording", ...] = ()
    number: float | None = None
    cut: Cut | None = MIDDLE
    count: int = 0
    depth: int = 0

    @property
    def gaps(self) -> int:
        return self.text.text.count(GAP)

    @property
    def columns(self) -> int:
        return len(self.text.text)

    @property
    def rank(self) -> tuple[int, int]:
        """Fewer gaps are better, then more of the expression."""
        return -self.gaps, self.columns

    def term(self, notation: Notation) -> Term:
        """Write it; as deep as a name is, which is not as deep as the graph."""
        if notation is TEXT:
            return self.text
        if self.count:
            return notation.counted(self.operands[0].term(notation), self.count)
        if self.row is None:
            if self.number is not None:
                return notation.number(self.number)
            return Term(notation.etc) if self is ELIDED else notation.name(self.text.text)
        return _write(notation, self.row, [each.term(notation) for each in self.operands], self.cut)


Wordings = tuple[Wording, ...]  # of one value
ELIDED = Wording(Term(GAP))


def names_of(trace: Trace) -> list[str]:
    """Return the name of every value as plain text.

    >>> from engine import Value
    >>> from engine.trace import trace
    >>> w, x = Value(0.5, "w"), Value(2.0, "x")
    >>> names_of(trace((w * x + 1).tanh()))
    ['w', 'x', 'w*x', '1', 'w*x + 1', 'tanh(w*x + 1)']
    """
    return [each.text.text for each in wordings(trace)]


def wordings(trace: Trace) -> list[Wording]:
    """Return the name of every value."""
    known: list[Wordings] = []
    for i, value in enumerate(trace.values):
        label = one_line(trace.labels[i])
        if label or not (value.inputs and value.primitive):
            known.append(_given(label, None if label else trace.data[i]))
        else:
            known.append(_expressions(value.primitive, tuple(known[x] for x in trace.inputs_of(i))))
    return _told_apart(known)


@lru_cache(maxsize=16384)
def _given(label: str, number: float | None) -> Wordings:
    """Return the wordings of a leaf, or of what has a label: the same objects each time, so that more can be kept."""
    each = Wording(TEXT.name(label) if number is None else TEXT.number(number), number=number)
    return (ELIDED, each) if len(label) > LONG else (each,)


@lru_cache(maxsize=16384)  # along a chain they soon repeat, and a graph is named several times on its way to a page
def _expressions(row: Primitive, operands: tuple[Wordings, ...]) -> Wordings:
    """Return the wordings of one operation, short ones first, the best last."""
    found: dict[str, Wording] = {}
    for chosen, cut in _attempts(row, operands):
        each = _expression(row, chosen, cut)
        if each.columns <= COLUMNS and each.depth <= (DEEPEST_WITH_GAPS if each.gaps else DEEPEST):
            found.setdefault(each.text.text, each)
    ranked = sorted(found.values(), key=lambda each: each.rank)
    if not ranked:
        ranked = [_expression(row, (ELIDED,) * len(operands), None)]
    short = sorted(ranked[:-2], key=lambda each: each.columns)
    return (ELIDED, *short[: KEPT - 3], *ranked[-2:])


@lru_cache(maxsize=16384)
def _expression(row: Primitive, operands: tuple[Wording, ...], cut: Cut | None) -> Wording:
    text = _write(TEXT, row, [each.text for each in operands], cut)
    return Wording(text, row, operands, cut=cut, depth=1 + max(each.depth for each in operands))


def _write(notation: Notation, row: Primitive, operands: Sequence[Term], cut: Cut | None) -> Term:
    if cut is None:
        first = [operands[0].text, notation.etc][: len(operands)]
        return notation.call(row.name, list(dict.fromkeys(first)))
    return notation.expression(row, operands, cut)


def _attempts(row: Primitive, operands: Sequence[Wordings]) -> Iterator[tuple[tuple[Wording, ...], Cut | None]]:
    """Yield a wording of every operand, and how to shorten the formula."""
    cuts: list[Cut | None] = [MIDDLE]
    if row.family == "sum" and len(operands) == 1:
        cuts = [None]  # sum(x): the formula would be x, which is called so already
    elif row.variadic:
        cuts += [None] if row.own_first else [BOTH_ENDS, *ONE_END] if row.products else [BOTH_ENDS]
    for chosen in _choices(operands):
        for cut in cuts:
            yield chosen, cut


def _choices(operands: Sequence[Wordings]) -> Iterator[tuple[Wording, ...]]:
    """Yield all operands told at equal length, and of two operands also one told at length and the other in short."""
    for k in range(max(map(len, operands))):
        yield tuple(each[min(k, len(each) - 1)] for each in operands)
    if len(operands) == 2:
        left, right = operands
        yield from ((each, right[0]) for each in left)
        yield from ((left[0], each) for each in right)


def _told_apart(known: Sequence[Wordings]) -> list[Wording]:
    """Choose a name of every value among its wordings."""
    names = [each[-1] for each in known]
    shared = Counter(name.text.text for name in names)
    owners = Counter(each.text.text for wordings in known for each in wordings)
    groups: dict[str, list[int]] = {}
    for i, name in enumerate(names):
        if name.row and shared[name.text.text] > 1:
            groups.setdefault(name.text.text, []).append(i)
    for text, group in groups.items():
        alone = [[each for each in known[i] if owners[each.text.text] == 1] for i in group]
        for i, free in zip(group, alone, strict=True):
            if all(alone):
                names[i] = max(free, key=lambda each: each.rank)
            elif GAP in text:
                names[i] = min(known[i][1:], key=lambda each: (each.gaps, each.columns))
    shared = Counter(name.text.text for name in names)
    taken = set(shared)
    counted: Counter[str] = Counter()
    for i, name in enumerate(names):
        while names[i].row and shared[name.text.text] > 1 and names[i].text.text in taken:
            counted[name.text.text] += 1
            count = counted[name.text.text]
            names[i] = Wording(TEXT.counted(name.text, count), name.row, (name,), count=count)
    return names
