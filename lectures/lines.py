"""Which line of a script made a node, so that a drawing can show it at each step."""

import sys

from engine import Value
from engine.modes import CUT


class Lines:
    """Notes, given to `watch_nodes`, the line of one file that each operation was made at.

    Keyed by id and not by node, so that no graph is kept alive: an id is used again only when its node is gone,
    and then the new node overwrites it.

    Args:
        path: the name that the script was compiled under.
    """

    def __init__(self, path: str) -> None:
        self._path = path
        self._lines: dict[int, int] = {}

    def note(self, node: Value) -> None:
        """Note the line that runs: the innermost one of the file, also where a function elsewhere makes the node."""
        if node.marks & CUT:  # it will have no inputs, and `of` nothing to say
            return
        frame = sys._getframe(1)
        while frame is not None and frame.f_code.co_filename != self._path:
            frame = frame.f_back
        if frame is not None:
            self._lines[id(node)] = frame.f_lineno

    def of(self, node: Value) -> int | None:
        """Return the line that made a node; None for a leaf, or for what was made elsewhere."""
        return self._lines.get(id(node)) if node.inputs else None
