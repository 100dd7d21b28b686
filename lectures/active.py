"""The active board: it keeps what the lecture that runs shows; where none is active, everything is printed."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from engine import Value
from engine.errors import visible
from engine.words.fixed import ENGLISH
from lectures import notebook, plain_text
from lectures.entries import Entry, Shown
from lectures.errors import LectureError


class Board:
    """Keeps what a lecture shows.

    Args:
        lecture: the lecture's name.
        draw: lay graphs out and turn plots into SVG; False where only the exercises are wanted.
        line_of: the source line that made a node, if known.
        words: fixed texts of pictures -> what stands in their place in another language.
    """

    def __init__(
        self,
        lecture: str,
        draw: bool = True,
        line_of: Callable[[Value], int | None] = lambda node: None,
        words: Mapping[str, str] = ENGLISH,
    ) -> None:
        self.lecture, self.draw, self.line_of, self.words = lecture, draw, line_of, words
        self.cell = Shown()
        self._names: set[str] = set()

    def name(self, kind: str, name: str) -> None:
        """Refuse a second figure, plot or exercise of one name: names are file names and addresses."""
        if not name or set(name) - set("abcdefghijklmnopqrstuvwxyz0123456789-_"):
            raise LectureError(f"{kind} {name!r}: a name consists of small letters, digits, '-' and '_'")
        if self.lecture and name in self._names:
            raise LectureError(f"{kind} {name!r}: the lecture has one of that name already; choose another")
        self._names.add(name)


_PLAIN = Board("", draw=False)  # where no board is active: nothing is kept, everything is printed
_active: list[Board] = []


@contextmanager
def active(board: Board) -> Iterator[Board]:
    """Let the lecture inside the `with` block write on this board."""
    _active.append(board)
    try:
        yield board
    finally:
        _active.pop()


def here() -> Board:
    """Return the active board, or one that keeps nothing."""
    return _active[-1] if _active else _PLAIN


def draws() -> bool:
    """Are graphs to be drawn: for a page or the terminal, or in a notebook?"""
    return _active[-1].draw if _active else notebook.running()


def show(entry: Entry) -> None:
    """Put an entry on the active board, or print it."""
    if _active:
        _active[-1].cell.add(entry)
    elif not (notebook.running() and notebook.show(entry)):
        print(visible(plain_text.text_of(entry)))
