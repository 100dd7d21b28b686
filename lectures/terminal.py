"""Stepping through a lecture in the terminal: the same frames and the same words as on the page, in 80 columns."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from rich.markdown import Markdown
from rich.syntax import Syntax
from rich.text import Text as Styled

from engine.compare.perturb import slope_along
from engine.errors import did_you_mean
from engine.trace import Step, Trace
from engine.words.columns import padded
from engine.words.digits import show
from engine.words.story import Story
from lectures.echo import Console
from lectures.entries import Entry, Figure
from lectures.errors import UnknownNameError
from lectures.plain_text import answer_of, question_of, text_of
from lectures.site.prose import parsed, with_formulas_as_text
from lectures.site.run import Run
from lectures.site.script import Cell

PAUSE = 1.2  # seconds a frame stays with --auto
STYLES = {"leaves": "bold", "forward": "bold blue", "seed": "bold", "backward": "bold yellow"}
ROWS = 18  # of the table of values
NAMES, SHORTEST, NUMBERS, SO_FAR = (
    36,
    10,
    14,
    " so far",
)  # its columns, and what stands behind a sum that is not complete
MARKS = {"new": "→", "from": "∂", "to": "←", "": " "}


@dataclass(frozen=True)
class Question:
    """What is asked at one frame, the answer, and what a finite difference says of the whole gradient."""

    text: str
    answer: float
    remark: str = ""


@dataclass(frozen=True)
class Stop:
    """One place to stop at: a cell with what it shows, or one frame of a figure."""

    show: Callable[[Console], None]
    figure: str = ""
    frame: int = -1
    step: Step | None = None
    words: str = ""
    asks: Question | None = None


def stops_of(run: Run, figure: str = "", predict: bool = False) -> list[Stop]:
    """Return all stops of a lecture in order, or those of one figure.

    Raises:
        UnknownNameError: where the lecture has no figure of that name.
    """
    if figure:
        figures = {drawn.name: drawn for drawn in run.figures}
        if figure not in figures:
            raise UnknownNameError(f"{run.script.name} has no figure {figure!r}{did_you_mean(figure, figures)}")
        return list(frames_of(figures[figure], predict))
    return [stop for cell, entries in run.cells for stop in _stops(cell, entries, predict)]


def _stops(cell: Cell, entries: list[Entry], predict: bool) -> Iterator[Stop]:
    if cell.kind == "markdown":
        yield Stop(lambda console: console.print(_prose(cell.source)))
        return
    shown = [entry for entry in entries if not isinstance(entry, Figure)]
    yield Stop(lambda console: _cell(console, cell, shown, predict))
    if predict:
        for answer in filter(None, map(answer_of, shown)):
            yield Stop(lambda console, answer=answer: console.print(answer, markup=False, highlight=False))  # type: ignore[misc]
    for entry in entries:
        if isinstance(entry, Figure):
            yield from frames_of(entry, predict)


def _prose(source: str) -> Markdown:
    shown = Markdown("")
    shown.parsed = with_formulas_as_text(parsed(source))
    return shown


def _cell(console: Console, cell: Cell, entries: list[Entry], predict: bool) -> None:
    console.print(Syntax(cell.source, "python", theme="ansi_dark", background_color="default", word_wrap=True))
    for entry in entries:
        text = question_of(entry) if predict else None
        console.print(text_of(entry) if text is None else f"{text}\n(next: the answer)", markup=False, highlight=False)


def frames_of(figure: Figure, predict: bool) -> Iterator[Stop]:
    """Yield the stops of one figure, frame by frame."""
    story: Story = figure.drawing.story
    trace, words = story.trace, story.steps()
    backward = [i for i, step in enumerate(trace.steps) if step.kind == "backward"]
    asked = set(figure.predict or backward) if predict else set()
    for frame, step in enumerate(trace.steps):

        def show_frame(console: Console, frame: int = frame, step: Step = step) -> None:
            title = f"{figure.name} · frame {frame + 1}/{len(trace.steps)} · {where(trace, frame)}"
            console.rule(Styled(title), align="left", style="dim")
            console.print(picture(story, frame, console.width), markup=False, highlight=False)
            console.print(Styled(f"\n{words[frame]}", STYLES[step.kind]))

        question = question_at(story, step) if frame in asked else None
        yield Stop(show_frame, figure.name, frame, step, words[frame], question)


def print_all(stops: list[Stop], console: Console, pause: float = 0.0) -> None:
    """Show every stop, one after the other; of a graph the picture is repeated only where a pass ends."""
    for here, after in zip(stops, [*stops[1:], None], strict=True):
        ends = here.step is None or after is None or after.step is None or after.step.kind != here.step.kind
        if pause or ends:
            here.show(console)
        elif here.step is not None:
            console.print(Styled(f"{here.figure} · {here.words}"))
        console.print()
        time.sleep(pause)


# The table of one frame.


@dataclass(frozen=True)
class Row:
    """What one frame shows of a node; a number that is not known yet is None."""

    name: str
    formula: str
    mark: str
    data: float | None
    grad: float | None
    complete: bool


def rows(story: Story, frame: int) -> list[Row]:
    """Return one row for each value that has a name, as it stands at this frame, counted from 0."""
    trace, known, now = story.trace, story.trace.known_at(frame), story.trace.steps[frame]
    at_node = "from" if now.kind == "backward" else "new"
    return [
        Row(
            story.labels[i],
            story.formula(i),
            "to" if i == now.input else at_node if i == now.node else "",
            node.data if i in known.data else None,
            *known.totals.get(i, (None, True)),
        )
        for i, node in enumerate(trace.nodes)
        if node.kind != "constant" or node.is_data
    ]


def picture(story: Story, frame: int, width: int = 80) -> str:
    """Return the table of one frame as text; of a large graph, the part around the step.

    Args:
        width: of the terminal; in a narrow one names are shortened, and lines stay lines.
    """
    names = min(NAMES, max(SHORTEST, width - len("  ") - 2 * NUMBERS - len(SO_FAR)))
    shown = rows(story, frame)
    active = [i for i, row in enumerate(shown) if row.mark] or [0]
    first = max(0, min(active[-1] - ROWS // 2, len(shown) - ROWS))
    head = f"{padded('value', names)}{'data':>{NUMBERS}}{'gradient':>{NUMBERS}}"
    lines = [f"  {head}", f"  {'─' * len(head)}"]
    if first:
        lines.append(f"  … {first} more above")
    lines += [_line(row, names) for row in shown[first : first + ROWS]]
    below = len(shown) - first - ROWS
    return "\n".join([*lines, f"  … {below} more below"] if below > 0 else lines)


def _line(row: Row, names: int) -> str:
    what = f"{row.name} = {row.formula}" if row.formula not in ("", row.name) else row.name
    numbers = "".join(f"{show(x):>{NUMBERS}}" for x in (row.data, row.grad))
    return f"{MARKS[row.mark]} {padded(what, names - 1)} {numbers}{'' if row.complete else SO_FAR}"


def where(trace: Trace, frame: int) -> str:
    """Say how far the passes have come, such as "forward 3/5 · backward 2/9"."""
    counts = []
    for kind in ("forward", "backward"):
        steps = [i for i, step in enumerate(trace.steps) if step.kind == kind]
        counts.append(f"{kind} {sum(i <= frame for i in steps)}/{len(steps)}")
    return " · ".join(counts)


# Asking for the next number before it is shown.


def question_at(story: Story, step: Step) -> Question | None:
    """Return the question for a step; None where a step holds no new number."""
    trace = story.trace
    if step.kind == "forward" and step.node is not None:
        told, in_numbers = story.told(step.node, story.labels[step.node]), story.formula(step.node, in_numbers=True)
        return Question(f"{told} = {in_numbers} = ?", trace.nodes[step.node].data)
    if step.kind == "backward" and step.contribution is not None and step.input is not None:
        upstream, name = show(step.upstream), story.labels[step.input]
        text = f"The edge to {name}: upstream × partial = {upstream} × ? = ?"
        remark = ""
        if step.complete:
            slope = slope_along(trace.values, trace.values[step.input])
            remark = f"{name}.grad = {show(step.total)}; finite difference: {show(slope.value)}"
        return Question(text, step.contribution, remark)
    return None
