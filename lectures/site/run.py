"""Running a lecture cell by cell, and keeping what each cell shows."""

import ast
import contextlib
import io
import sys
import types
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TextIO

from engine.errors import visible
from engine.modes import watch_nodes
from engine.words.fixed import ENGLISH
from lectures.active import Board, active
from lectures.bounded import WITH_OPTION, Interrupted, bounded
from lectures.entries import Comparison, Entry, Exercise, Figure, NoGraph, Plot, Shown, Text
from lectures.errors import LectureError, in_words
from lectures.lines import Lines
from lectures.site.plotting import house_style
from lectures.site.script import Cell, Script
from nn import manual_seed

OnCell = Callable[[int, int], None]  # is told (cells done, cells in all)
ON_THE_BOARD = {  # what engine gives -> what shows it; of lectures.board
    "Drawing": 'figure("a-name", loss)', "Report": "compare(loss, {...})",
}  # fmt: skip
PRINTED = 1_000_000  # characters that one lecture may print


@dataclass(frozen=True)
class Run:
    """A lecture that has been run: its cells and what each one showed, in order."""

    script: Script
    cells: list[tuple[Cell, list[Entry]]]
    unseen: tuple[str, ...] = ()  # remarks on what would be seen in a notebook only

    def entries(self) -> Iterator[Entry]:
        for _, entries in self.cells:
            yield from entries

    @property
    def figures(self) -> list[Figure]:
        return [entry for entry in self.entries() if isinstance(entry, Figure)]

    @property
    def plots(self) -> list[Plot]:
        return [entry for entry in self.entries() if isinstance(entry, Plot)]

    @property
    def exercises(self) -> list[Exercise]:
        return [entry for entry in self.entries() if isinstance(entry, Exercise)]

    @property
    def surprises(self) -> list[str]:
        """What comparisons find wrong, though nobody says that it is meant to be, and what no page shows."""
        wrong = [said for entry in self.entries() if isinstance(entry, Comparison) for said in entry.surprises]
        return [*wrong, *self.unseen]

    @property
    def without_graph(self) -> dict[str, str]:
        """Worked example -> why it has no graph."""
        return {item: entry.why for entry in self.entries() if isinstance(entry, NoGraph) for item in entry.items}


def run(
    script: Script,
    draw: bool = True,
    on_cell: OnCell = lambda n, of: None,
    words: Mapping[str, str] = ENGLISH,
    limit: float | None = None,
) -> Run:
    """Run the cells of a lecture one after the other in a fresh namespace.

    Args:
        script: the lecture.
        draw: lay out graphs and plots; without it a run is quicker.
        on_cell: called with (cells done, cells in all).
        words: as for `Board`.
        limit: seconds that it may take.

    Raises:
        LectureError: naming the lecture, the cell and the line, when a cell raises, would end Python or takes too long.
    """
    script.check()
    manual_seed(0)  # whatever ran before in this process
    lines = Lines(str(script.path))
    board = Board(script.name, draw, lines.of, words)
    module = types.ModuleType(f"lecture_{script.name}")
    module.__file__ = str(script.path)
    done: list[tuple[Cell, list[Entry]]] = []
    unseen: list[str] = []
    printed, warned = _Printed(board), _Visible(sys.stderr)
    with (
        _as_module(module),
        _beside(script),
        active(board),
        watch_nodes(lines.note),
        house_style(),
        contextlib.redirect_stderr(warned),
        bounded(limit, WITH_OPTION),  # the last, since loading what draws takes no time of the lecture's
    ):
        for number, cell in enumerate(script.cells, start=1):
            board.cell = Shown()
            if cell.kind == "code":
                with contextlib.redirect_stdout(printed):
                    last = _execute(cell, number, script, module)
                if (call := ON_THE_BOARD.get(type(last).__name__)) and not _is_shown(last, board.cell.entries):
                    unseen.append(f"cell {number} ends in a {type(last).__name__}, which no page shows; write {call}")
            done.append((cell, board.cell.entries))
            on_cell(number, len(script.cells))
    return Run(script, done, tuple(unseen))


def _is_shown(thing: Any, entries: list[Entry]) -> bool:
    return any(thing is getattr(entry, field, None) for entry in entries for field in ("drawing", "report"))


def _execute(cell: Cell, number: int, script: Script, module: types.ModuleType) -> Any:
    """Run a cell, and return what its last line comes to where that is an expression, as a notebook would show it."""
    try:
        # The empty lines in front give every statement the line number that it has in the file.
        tree = ast.parse("\n" * (cell.line - 1) + cell.source, str(script.path))
        last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
        exec(compile(tree, str(script.path), "exec"), module.__dict__)
        if not isinstance(last, ast.Expr):
            return None
        return eval(compile(ast.Expression(last.value), str(script.path), "eval"), module.__dict__)
    except Interrupted:
        raise
    except BaseException as error:
        trace = error.__traceback__
        at = [f.tb_lineno for f in _walk(trace) if f.tb_frame.f_code.co_filename == str(script.path)]
        line = at[-1] if at else getattr(error, "lineno", None) or cell.line
        raise LectureError(f"{script.place}, cell {number}, line {line}: {in_words(error)}") from error


def _walk(trace: types.TracebackType | None) -> Iterator[types.TracebackType]:
    while trace is not None:
        yield trace
        trace = trace.tb_next


@contextlib.contextmanager
def _as_module(module: types.ModuleType) -> Iterator[None]:
    """Some of the standard library (dataclasses, pickle) looks a class up through the module that defines it."""
    sys.modules[module.__name__] = module
    try:
        yield
    finally:
        del sys.modules[module.__name__]


@contextlib.contextmanager
def _beside(script: Script) -> Iterator[None]:
    """A lecture may import what stands beside it, as a plain script may; but nothing there takes the place of ours."""
    folder = str(script.path.parent)
    sys.path.append(folder)
    try:
        yield
    finally:
        sys.path.remove(folder)


class _Printed(io.TextIOBase):
    """Standard output of a cell: joins the other entries in the order in which they appear."""

    def __init__(self, board: Board) -> None:
        self._board, self._left = board, PRINTED

    def write(self, text: str) -> int:
        self._left -= len(text)
        if self._left < 0:
            raise LectureError(f"the lecture prints more than {PRINTED:,} characters; nobody reads that, print less")
        self._board.cell.add(Text([visible(text)]))
        return len(text)


class _Visible(io.TextIOBase):
    """Standard error of a lecture: warnings go on to the terminal, and cannot command it."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        self._stream.write(visible(text))
        return len(text)

    def flush(self) -> None:
        self._stream.flush()
