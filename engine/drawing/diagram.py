"""What is to be drawn, before anybody says where: boxes for values, operations, links, and open scopes.

A folded scope becomes one operation that stands for all of its operations. Its parameters and inner values are
not drawn; the values it hands on are, and each value that enters it has one link, however often it is used.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase
from itertools import takewhile

from engine.errors import SettingError, listed
from engine.trace import Trace, TracedScope
from engine.words.notation import one_line

NAMES_TOLD = 12
Collapse = bool | int | str | Iterable[str]
Key = int | str  # a value's index, or the key of an operation


@dataclass(frozen=True)
class Operation:
    """One operation, or a folded scope: `members` are the operations it stands for."""

    key: str
    members: tuple[int, ...]
    scope: int | None
    parameters: int


@dataclass(frozen=True)
class Link:
    """An arrow from a value into an operation or a folded scope, for the (operation, slot) pairs in `slots`."""

    value: int
    operation: str
    slots: tuple[tuple[int, int], ...]
    folded: bool


@dataclass(frozen=True)
class Diagram:
    """Boxes are indices of values; `scope_of` tells in which open scope a box or an operation stands, if any.

    Attributes:
        results: arrows from an operation to a value it makes, as (key, value).
        open_scopes: the open scopes, outermost first.
    """

    boxes: tuple[int, ...]
    operations: tuple[Operation, ...]
    links: tuple[Link, ...]
    results: tuple[tuple[str, int], ...]
    open_scopes: tuple[TracedScope, ...]
    scope_of: dict[Key, int | None]

    @property
    def reach(self) -> int:
        """How many levels all arrows pass over together; the time that a layout takes grows faster than this."""
        entering: dict[str, list[int]] = {each.key: [] for each in self.operations}
        for link in self.links:
            entering[link.operation].append(link.value)
        level: dict[str, int] = {}
        stands: dict[int, int] = {}  # the level of a value; a folded scope may make several
        for each in self.operations:
            level[each.key] = 1 + max((stands.get(value, 0) for value in entering[each.key]), default=0)
            stands |= dict.fromkeys(each.members, level[each.key])
        for link in sorted(self.links, key=lambda link: level[link.operation]):
            stands.setdefault(link.value, level[link.operation] - 1)  # a leaf: just before the first that uses it
        return sum(max(level[link.operation] - 1 - stands[link.value], 0) for link in self.links)


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


def diagram(trace: Trace, folded: frozenset[int] = frozenset()) -> Diagram:
    """Decide what a drawing shows when the given scopes are folded."""
    around = [tuple(takewhile(lambda key: key not in folded, node.scope)) for node in trace.nodes]
    fold_of = [next((key for key in node.scope if key in folded), None) for node in trace.nodes]
    hidden = _hidden(trace, fold_of)
    parameters = Counter(fold_of[i] for i in hidden if trace.nodes[i].kind == "variable")
    scope_of: dict[Key, int | None] = {}
    members: dict[tuple[str, int | None], list[int]] = {}
    links: dict[tuple[int, str, int | None], list[tuple[int, int]]] = {}
    for node, open_scopes, fold in zip(trace.nodes, around, fold_of, strict=True):
        inner = open_scopes[-1] if open_scopes else None
        if node.index not in hidden:
            scope_of[node.index] = inner
        if not node.inputs:
            continue
        key = f"{node.index}" if fold is None else f"scope{fold}"
        scope_of[key] = inner
        members.setdefault((key, fold), []).append(node.index)
        for slot, x in enumerate(node.inputs):
            within = fold is not None and fold_of[x] == fold and (x in hidden or trace.nodes[x].inputs)
            if not within:  # an open operation has one link for each slot, so that x + x shows two
                links.setdefault((x, key, slot if fold is None else None), []).append((node.index, slot))

    used = {key for keys in around for key in keys}
    return Diagram(
        boxes=tuple(node.index for node in trace.nodes if node.index not in hidden),
        operations=tuple(Operation(key, tuple(made), fold, parameters[fold]) for (key, fold), made in members.items()),
        links=tuple(Link(x, key, tuple(slots), slot is None) for (x, key, slot), slots in links.items()),
        results=tuple((key, i) for (key, _), made in members.items() for i in made if i not in hidden),
        open_scopes=tuple(scope for scope in trace.scopes if scope.key in used),
        scope_of=scope_of,
    )


def _hidden(trace: Trace, fold_of: list[int | None]) -> set[int]:
    """Return the values that only their own folded scope uses."""
    hidden = {node.index for node in trace.nodes if fold_of[node.index] is not None} - {len(trace.nodes) - 1}
    for node in trace.nodes:
        hidden.difference_update(x for x in node.inputs if fold_of[x] != fold_of[node.index])
    return hidden
