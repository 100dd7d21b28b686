"""Reading a lecture: a plain Python script in percent format, prose and code cells in turn.

    # %% [markdown]
    # # Fitting a line by gradient descent
    # One number, three points, and how to find it without guessing.
    #
    # Covers: D01, D02, D04 to D12
    #
    # Before: a derivative of one variable.
    #
    # After: you can run gradient descent by hand and say which rates are safe.

    # %%
    from engine import Value

A code cell whose marker has a title, `# %% The code of this plot`, is folded under that title on the page.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from os.path import isdir, isfile  # which take a name that is too long for a file for what it is: none
from pathlib import Path

from engine.errors import did_you_mean
from lectures.errors import LectureError, UnknownNameError
from lectures.items import COURSES, UnknownItemError, item_ids
from lectures.site.head import Cell, head_of

FOLDER = Path(__file__).parent.parent
_MARKER = re.compile(r"# %%(?P<title>[^\[]*)(?P<markdown>\[markdown\])?\s*$")
_CLAIMS = "_claims"  # behind the name of a companion: the file of what the notes claim beside it
_NUMBERED = re.compile(r"(?:(?P<number>\d+)_)?(?P<name>.+)")


@dataclass(frozen=True)
class Script:
    """One lecture as it is written.

    Attributes:
        words: the fixed texts of its course's pages, by the English ones; its head may be written in them.
    """

    path: Path
    words: Mapping[str, str] = field(default_factory=dict, compare=False, repr=False)

    @property
    def name(self) -> str:
        """The name of its page; a number in front gives its place in the course and is not part of it."""
        return _split(self.path)[1]

    @property
    def number(self) -> int | None:
        """Its place in the course, where it has one."""
        return _split(self.path)[0]

    @property
    def course(self) -> str:
        """The folder: "course", or the notes that it is a companion to."""
        return self.path.parent.name

    @property
    def claims_path(self) -> Path:
        """Where the claims of a companion stand, if it has any."""
        return self.path.with_name(f"{self.path.stem}{_CLAIMS}.py")

    @property
    def exercises_path(self) -> Path:
        """Where further exercises of a lecture stand, if it has any."""
        return self.path.parent / "exercises" / f"{self.name}.py"

    @property
    def place(self) -> str:
        """Where it stands, as an error says it."""
        return (Path(self.course) / self.path.name).as_posix()  # of a file right here, its name alone

    @cached_property
    def source(self) -> str:
        try:
            return self.path.read_text(encoding="utf-8-sig")  # some editors write a mark in front
        except UnicodeDecodeError as error:
            line = error.object.count(b"\n", 0, error.start) + 1
            raise LectureError(f"{self.place}, line {line}: this is not UTF-8; save the file as UTF-8") from None

    @cached_property
    def cells(self) -> tuple[Cell, ...]:
        return _cells(self.source, self.path.name)

    @cached_property
    def _head(self) -> dict[str, str]:
        """Title, summary, and the paragraphs Covers, Before and After of the first cell."""
        return head_of(self.cells[0] if self.cells else None, self.path.name, self.words)

    def check(self) -> tuple[str, ...]:
        """Return the worked examples that the head names.

        Raises:
            LectureError: where the head or a cell cannot be read, or names an example that does not exist.
        """
        try:
            return item_ids(self._head.get("Covers") or None)
        except UnknownItemError as error:
            raise LectureError(f"{self.path.name}: Covers: {error}") from None

    # A lecture that cannot be read must not hide the others: it is listed under its name, and fails when it is run.

    def _head_part(self, key: str) -> str:
        try:
            return self._head.get(key, "")
        except LectureError:
            return ""

    @property
    def title(self) -> str:
        return self._head_part("title") or self.name

    @property
    def summary(self) -> str:
        """The prose of the first cell, as Markdown."""
        return self._head_part("summary")

    @property
    def minutes(self) -> str:
        return self._head_part("Minutes")

    @property
    def keywords(self) -> str:
        """Other words by which the search of the index finds it."""
        return self._head_part("Keywords")

    @property
    def before(self) -> str:
        return self._head_part("Before")

    @property
    def after(self) -> str:
        return self._head_part("After")

    @cached_property
    def covers(self) -> tuple[str, ...]:
        try:
            return self.check()
        except LectureError:
            return ()


def parse(source: str, name: str = "lecture") -> list[Cell]:
    """Split a script in percent format into cells.

    >>> [(cell.kind, cell.source, cell.line) for cell in parse("# %% [markdown]\\n# # Hello\\n\\n# %%\\nx = 1\\n")]
    [('markdown', '# Hello', 2), ('code', 'x = 1', 5)]
    """
    cells: list[Cell] = []
    kind, title, start, lines = "", "", 0, list[str]()

    def close() -> None:
        text = [_uncomment(line, name, start + i) for i, line in enumerate(lines)] if kind == "markdown" else lines
        skipped = next((i for i, line in enumerate(text) if line.strip()), len(text))
        if kind and skipped < len(text):
            cells.append(Cell(kind, "\n".join(text[skipped:]).rstrip(), start + skipped, title))

    for number, line in enumerate(source.split("\n"), start=1):
        marker = _MARKER.match(line)
        if marker:
            close()
            kind, title = "markdown" if marker["markdown"] else "code", marker["title"].strip()
            start, lines = number + 1, []
        elif kind:
            lines.append(line)
        elif line.strip() and not line.startswith("#"):
            raise LectureError(f"{name}, line {number}: code before the first cell marker '# %%'")
    close()
    return cells


@lru_cache(maxsize=512)
def _cells(source: str, name: str) -> tuple[Cell, ...]:
    """The same text has the same cells: all lectures are listed many times in one process."""
    return tuple(parse(source, name))


def _uncomment(line: str, name: str, number: int) -> str:
    if line.strip() and not line.startswith("#"):
        raise LectureError(f"{name}, line {number}: code in a markdown cell; start a code cell with '# %%'")
    return line[2:] if line.startswith("# ") else line[1:]


def find_lectures() -> dict[str, Script]:
    """Return all lectures by name: the course in its order, then the companions of each of the notes.

    A lecture of the course without a number is optional and stands after the others; companions stand in the order of
    the worked examples that they cover. What a companion claims, `NAME_claims.py`, is no lecture.
    """
    folders = [FOLDER / "course", *(FOLDER / "notes" / course for course in COURSES)]
    scripts = [Script(path) for folder in folders for path in folder.glob("[!_.]*.py") if not is_claims(path)]
    scripts.sort(key=_place)
    found: dict[str, Script] = {}
    for script in scripts:
        if script.name in found:
            raise LectureError(f"two lectures are called {script.name!r}: {found[script.name].place}, {script.place}")
        found[script.name] = script
    return found


def _place(script: Script) -> tuple[int, float, tuple[str, ...], str]:
    number = float("inf") if script.number is None else script.number
    return list(COURSES).index(script.course), number, script.covers[:1] or ("Z",), script.name


def _split(path: Path) -> tuple[int | None, str]:
    match = _NUMBERED.fullmatch(path.stem)
    assert match is not None
    return int(match["number"]) if match["number"] else None, match["name"]


def is_claims(path: Path) -> bool:
    """Does a file hold what the notes claim, and no lecture?"""
    return path.stem.endswith(_CLAIMS)


YOUR_OWN = "; one of your own is named by its file, as in my_course/first_lecture.py"


def find_lecture(name: str) -> Script:
    """Return one lecture.

    Args:
        name: its name, or a path of a file anywhere.

    Raises:
        UnknownNameError: with the names that come closest.
    """
    lectures, path = find_lectures(), Path(name).absolute()
    if path.suffix == ".py" and isfile(path):
        return next((script for script in lectures.values() if script.path == path), Script(path))
    if name not in lectures:
        near = did_you_mean(path.stem, lectures, tell_all=False)
        if isdir(path):
            where = "; that is a folder, name a file in it"
        elif isfile(path):
            where = "; there is such a file, but a lecture is a Python script, whose name ends in .py"
        elif path.suffix == ".py":
            where = f"; there is no such file, seen from {Path.cwd()}{near}"
        else:
            where = (near or "; `chalkgrad list` names all") + YOUR_OWN
        raise UnknownNameError(f"there is no lecture {name!r}{where}")
    return lectures[name]
