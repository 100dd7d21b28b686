"""Stepping through a lecture in the terminal: the same frames and the same words as on the page."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from rich.console import Console
from rich.markdown import Markdown
from rich.syntax import Syntax
from rich.text import Text as Styled

from engine.trace import Step, Trace
from lectures.entries import Entry, Figure
from lectures.errors import UnknownNameError
from lectures.picture import picture, where
from lectures.plain_text import text_of
from lectures.predict import Question, judged, question_at
from lectures.run import Run
from lectures.script import Cell
from lectures.suggest import did_you_mean

PAUSE = 1.2  # seconds a frame stays with --auto
KEYS = "Enter or n: next · p: back · a number: that frame · q: quit"
STYLES = {"leaves": "bold", "forward": "bold blue", "seed": "bold", "backward": "bold yellow"}


@dataclass(frozen=True)
class Stop:
    """One place to stop at: a cell with what it shows, or one frame of a figure."""

    show: Callable[[Console], None]
    figure: str = ""
    frame: int = -1
    step: Step | None = None
    asks: Question | None = None


def stops_of(run: Run, figure: str = "", predict: bool = False) -> list[Stop]:
    """Return all stops of a lecture in order, or those of one figure.

    Raises:
        UnknownNameError: where the lecture has no figure of that name.
    """
    if figure:
        found = {shown.name: shown for shown in run.figures}
        if figure not in found:
            raise UnknownNameError(f"{run.script.name} has no figure {figure!r}{did_you_mean(figure, found)}")
        return list(_frames(found[figure], predict))
    return [stop for cell, entries in run.cells for stop in _stops(cell, entries, predict)]


def _stops(cell: Cell, entries: list[Entry], predict: bool) -> Iterator[Stop]:
    if cell.kind == "markdown":
        yield Stop(lambda console: console.print(Markdown(cell.source)))
        return
    shown = [entry for entry in entries if not isinstance(entry, Figure)]
    yield Stop(lambda console: _cell(console, cell, shown))
    for entry in entries:
        if isinstance(entry, Figure):
            yield from _frames(entry, predict)


def _cell(console: Console, cell: Cell, entries: list[Entry]) -> None:
    console.print(Syntax(cell.source, "python", theme="ansi_dark", background_color="default", word_wrap=True))
    for entry in entries:
        console.print(text_of(entry), markup=False, highlight=False)


def _frames(figure: Figure, predict: bool) -> Iterator[Stop]:
    trace: Trace = figure.drawing.trace
    backward = [i for i, step in enumerate(trace.steps) if step.kind == "backward"]
    asked = set(figure.predict or backward) if predict else set()
    for frame, step in enumerate(trace.steps):

        def show(console: Console, frame: int = frame, step: Step = step) -> None:
            title = f"{figure.name} · frame {frame + 1}/{len(trace.steps)} · {where(trace, frame)}"
            console.rule(Styled(title), align="left", style="dim")
            console.print(picture(trace, frame), markup=False, highlight=False)
            console.print(Styled(f"\n{step.text}", STYLES[step.kind]))

        yield Stop(show, figure.name, frame, step, question_at(trace, step) if frame in asked else None)


def print_all(stops: list[Stop], console: Console, pause: float = 0.0) -> None:
    """Show every stop, one after the other; of a graph the picture is repeated only where a pass ends."""
    for here, after in zip(stops, [*stops[1:], None], strict=True):
        ends = here.step is None or after is None or after.step is None or after.step.kind != here.step.kind
        if pause or ends:
            here.show(console)
        elif here.step is not None:
            console.print(Styled(f"{here.figure} · {here.step.text}"))
        console.print()
        time.sleep(pause)


def walk(stops: list[Stop], console: Console, ask: Callable[[str], str], start: int = 0) -> None:
    """Step to and fro, as the reader asks.

    Args:
        stops: the places to stop at.
        console: where to write.
        ask: shows a prompt and returns the answer, such as `input`.
        start: the first stop.
    """
    at = start
    while at < len(stops):
        stop = stops[at]
        if stop.asks is not None:
            console.print(judged(ask(f"{stop.asks.text} (a number, + or -, Enter skips) ").strip(), stop.asks.answer))
            console.print(stop.asks.remark)
        stop.show(console)
        key = ask(f"[{at + 1}/{len(stops)}] {KEYS} > ").strip().lower()
        console.print()
        if key in ("", "n"):
            at += 1
        elif key == "p":
            at = max(0, at - 1)
        elif key == "q":
            return
        elif key.isdigit():
            at = _frame_of(stops, at, int(key) - 1, console)
        else:
            console.print(f"{key!r} is none of the keys. {KEYS}", markup=False)


def _frame_of(stops: list[Stop], at: int, frame: int, console: Console) -> int:
    """Find a frame of the figure at hand, or of the next one."""
    figure = next((stop.figure for stop in stops[at:] if stop.figure), "")
    frames = [i for i, stop in enumerate(stops) if stop.figure == figure and figure]
    if 0 <= frame < len(frames):
        return frames[frame]
    console.print(f"There are frames 1 to {len(frames)}." if frames else "No graph follows.", markup=False)
    return at
