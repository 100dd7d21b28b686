"""What is to be drawn, before anybody says where: a box for each value, cards for folded scopes, and links.

A value and the operation that made it are one box, and a constant without a label is written there and not drawn.
A folded scope becomes one card that stands for all of its operations. Its parameters and inner values are
not drawn; the values it hands on are, and each value that enters it has one link, however often it is used. Parameters
that several folded scopes share are drawn while they are few: twenty calls of one network are not a thousand arrows.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase

from engine.errors import SettingError, listed
from engine.trace import Trace, TracedScope
from engine.trace.parts import is_fed
from engine.words.notation import one_line

NAMES_TOLD = 12
MOST_SHARED = 60  # arrows from parameters into the folded scopes that share them; above, the scopes keep them
Collapse = bool | int | str | Iterable[str]
Key = int | str  # a value's index, or the key of a card


@dataclass(frozen=True)
class Card:
    """A folded scope: `members` are the operations it stands for."""

    key: str
    members: tuple[int, ...]
    scope: int
    parameters: int


@dataclass(frozen=True)
class Link:
    """An arrow from a value into the box of a result or into a card, for the (operation, slot) pairs in `slots`."""

    value: int
    head: Key
    slots: tuple[tuple[int, int], ...]

    @property
    def folded(self) -> bool:
        return isinstance(self.head, str)


@dataclass(frozen=True)
class Diagram:
    """Boxes are indices of values; `scope_of` tells in which open scope a box or a card stands, if any.

    Attributes:
        results: arrows from a card to a value it makes, as (key, value).
        open_scopes: the open scopes, outermost first.
    """

    boxes: tuple[int, ...]
    cards: tuple[Card, ...]
    links: tuple[Link, ...]
    results: tuple[tuple[str, int], ...]
    open_scopes: tuple[TracedScope, ...]
    scope_of: dict[Key, int | None]


def folded_scopes(trace: Trace, collapse: Collapse) -> frozenset[int]:
    """Return the keys of the scopes to fold.

    Args:
        collapse: False for none, True for the outermost ones, a depth (1 is outermost), or names; a name is
            that of a scope or the end of its path, such as "hidden.0", "mlp/hidden.0" or "hidden.*".

    Raises:
        SettingError: for a name that no scope has.

    >>> from engine import Value, scope
    >>> from engine.trace import trace
    >>> with scope("mlp"), scope("hidden.0"):
    ...     y = Value(1.0) + 2.0
    >>> [sorted(folded_scopes(trace(y), how)) for how in (False, True, 2, "hidden.*", "mlp/hidden.0")]
    [[], [0], [1], [1], [1]]
    """
    if collapse is False:
        return frozenset()
    paths = scope_paths(trace)
    if isinstance(collapse, int) and collapse >= 1:
        return frozenset(key for key, path in paths.items() if len(path) == int(collapse))
    patterns = [collapse] if isinstance(collapse, str) else list(collapse) if isinstance(collapse, Iterable) else []
    if not patterns or not all(isinstance(pattern, str) for pattern in patterns):
        raise SettingError(f"collapse must be True, a depth from 1 on, or names of scopes, got {collapse!r:.60}")
    matches = {pattern: {key for key, path in paths.items() if _is_called(path, pattern)} for pattern in patterns}
    for pattern, keys in matches.items():
        if not keys:
            known = listed(sorted({"/".join(path) for path in paths.values()}), NAMES_TOLD) or "no scopes at all"
            raise SettingError(f"collapse: no scope is called {pattern!r}; this graph has {known}")
    return frozenset().union(*matches.values())


def _is_called(path: tuple[str, ...], pattern: str) -> bool:
    return any(fnmatchcase("/".join(path[i:]), pattern) for i in range(len(path)))


def scope_paths(trace: Trace) -> dict[int, tuple[str, ...]]:
    """Return the names from the outermost scope down to each scope."""
    paths: dict[int, tuple[str, ...]] = {}
    for scope in trace.scopes:  # a scope comes after the one around it
        paths[scope.key] = (*(paths[scope.parent] if scope.parent is not None else ()), one_line(scope.name))
    return paths


@dataclass(frozen=True)
class Folding:
    """What becomes of every value when some scopes are folded.

    Attributes:
        fold_of: for each value the folded scope that it is in, if any.
        scope_of: for each value the innermost open scope that it is in, if any.
        hidden: the values that are not drawn.
    """

    fold_of: list[int | None]
    scope_of: list[int | None]
    hidden: set[int]


def folding(trace: Trace, folded: frozenset[int] = frozenset()) -> Folding:
    """Decide which values are drawn when the given scopes are folded."""
    fold_at: dict[int | None, int | None] = {None: None, -1: None}
    open_at: dict[int | None, int | None] = {None: None, -1: None}
    for scope in trace.scopes:  # a scope comes after the one around it
        around = fold_at[scope.parent]
        fold_at[scope.key] = scope.key if around is None and scope.key in folded else around
        open_at[scope.key] = scope.key if fold_at[scope.key] is None else open_at[scope.parent]
    fold_of, scope_of = ([at[home] for home in trace.homes] for at in (fold_at, open_at))
    hidden = {i for i, value in enumerate(trace.values) if value.is_constant and is_unnamed(trace, i)}
    hidden.discard(len(fold_of) - 1)
    if not folded:
        return Folding(fold_of, scope_of, hidden)
    edges = list(trace.edges())
    inside = {i for i, fold in enumerate(fold_of) if fold is not None} - {len(fold_of) - 1}
    inside.difference_update(x for i, x in edges if fold_of[x] != fold_of[i])
    return Folding(fold_of, scope_of, hidden | inside | _crowd(trace, fold_of))


def is_unnamed(trace: Trace, i: int) -> bool:
    return not one_line(trace.labels[i])


def _crowd(trace: Trace, fold_of: list[int | None]) -> set[int]:
    """Return the parameters that only folded scopes use, several of them, if their arrows are too many to be read."""
    outside = {i for i, value in enumerate(trace.values) if value.inputs or value.is_constant or value.scope}
    outside.update(i for i, fold in enumerate(fold_of) if fold is not None)
    arrows: set[tuple[int, int | None]] = set()
    for edge, (i, x) in enumerate(trace.edges()):
        if fold_of[i] is None or is_fed(trace.values[i], edge - trace.first[i]):
            outside.add(x)
        elif x not in outside:
            arrows.add((x, fold_of[i]))
    shared = [x for x, _ in arrows if x not in outside]
    return set(shared) if len(shared) > MOST_SHARED else set()


def diagram(trace: Trace, folded: frozenset[int] = frozenset()) -> Diagram:
    """Decide what a drawing shows when the given scopes are folded."""
    found = folding(trace, folded)
    fold_of, hidden = found.fold_of, found.hidden
    scope_of: dict[Key, int | None] = {}
    members: dict[int, list[int]] = {}
    links: dict[tuple[int, Key, int | None], list[tuple[int, int]]] = {}
    kept: set[tuple[int, int | None]] = set()  # the parameters in a folded scope
    for i, (value, inner, fold) in enumerate(zip(trace.values, found.scope_of, fold_of, strict=True)):
        key: Key = i if fold is None else f"scope{fold}"
        if i not in hidden:
            scope_of[i] = inner
        if not value.inputs:
            continue
        if fold is not None:
            scope_of[key] = inner
            members.setdefault(fold, []).append(i)
        for slot, x in enumerate(trace.inputs_of(i)):
            operand = trace.values[x]
            if x in hidden and not operand.inputs:
                kept |= set() if operand.is_constant else {(x, fold)}
            elif fold is None or fold_of[x] != fold or not operand.inputs:
                # an open operation has one link for each slot, so that x + x shows two
                links.setdefault((x, key, slot if fold is None else None), []).append((i, slot))

    parameters = Counter(fold for _, fold in kept)
    used = {key for inner in set(found.scope_of) if inner is not None for key in trace.scope_path(inner)}
    made_in = [(f"scope{fold}", i) for fold, made in members.items() for i in made if i not in hidden]
    return Diagram(
        boxes=tuple(i for i in range(len(trace.values)) if i not in hidden),
        cards=tuple(Card(f"scope{fold}", tuple(made), fold, parameters[fold]) for fold, made in members.items()),
        links=tuple(Link(x, key, tuple(slots)) for (x, key, _), slots in links.items()),
        results=tuple(made_in),
        open_scopes=tuple(scope for scope in trace.scopes if scope.key in used),
        scope_of=scope_of,
    )
