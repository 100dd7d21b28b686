"""The board that a lecture writes on: graphs, plots, tables, comparisons, questions, exercises.

    from lectures.board import ask, compare, exercise, figure, live, no_graph, play, plot, table

Where a lecture is built into a page or stepped in the terminal, a `Board` is active and keeps what is shown, cell
by cell. Where the script is run with plain Python, the same calls print, and in a notebook graphs and comparisons are
shown as they are on the page.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import engine
from engine import Value
from engine.graph import topological_order
from lectures.active import draws, here, show
from lectures.entries import Asked, Comparison, Drawn, Exercise, Figure, Live, NoGraph, Plot, Table
from lectures.errors import LectureError
from lectures.items import item_ids
from lectures.live import (
    Curve,
    Grid,
    Layers,
    Memory,
    Network,
    Plane,
    Question,
    Writer,
    bit_reader,
    in_plane,
    letter_writer,
    trained,
)
from lectures.live.playing import play

__all__ = [
    "Curve", "Drawn", "Grid", "Layers", "Memory", "Network", "Plane", "Question", "Writer", "ask", "bit_reader",
    "compare", "compare_steps", "exercise", "figure", "in_plane", "letter_writer", "live", "no_graph", "play", "plot",
    "table", "trained",
]  # fmt: skip


def figure(
    name: str,
    output: Value,
    item: str | Iterable[str] | None = None,
    caption: str = "",
    predict: Iterable[int | Value] = (),
    **draw_options: Any,
) -> Any:
    """Draw the graph of `output` with its forward and its backward pass, to be stepped through.

    Args:
        name: the name of the files and of the deep link, such as "loss-at-8".
        output: the node whose gradient is traced.
        item: the worked examples that it shows: an id or several.
        caption: one sentence that says what to look at.
        predict: where the reader is asked for the next number: Values, whose gradient is asked for when its last
            contribution arrives, or numbers of frames, from 0.
        draw_options: passed on to `engine.draw`, such as expand=True, collapse=["hidden"] or form="columns".

    Returns:
        The Drawing, or None where nothing is drawn (plain Python, exercises).
    """
    board = here()
    board.name("figure", name)
    drawing = None
    if draws():
        lines = {node: line for node in topological_order(output) if (line := board.line_of(node)) is not None}
        drawing = engine.draw(output, lines=lines, title=(caption or name).replace("$", ""), **draw_options)
        predict = [_frame_of(x, name, drawing.trace) if isinstance(x, Value) else x for x in predict]
    show(Figure(name, item_ids(item), caption, drawing, tuple(predict)))
    return drawing


def _frame_of(value: Value, name: str, trace: Any) -> int:
    """Return the frame in which the gradient of a value is complete; a graph that was written out keeps the labels."""
    same = value in trace.values
    for frame, step in enumerate(trace.steps):
        if step.kind == "backward" and step.complete:
            drawn = trace.values[step.input]
            if drawn is value or (not same and value.label and drawn.label == value.label):
                return frame
    raise LectureError(f"figure {name!r}: predict names {value!r}, which gets no gradient in this graph")


def plot(name: str, matplotlib_figure: Any, caption: str = "", item: str | Iterable[str] | None = None) -> None:
    """Show a matplotlib figure."""
    board = here()
    board.name("plot", name)
    svg = ""
    if board.draw:
        from lectures.site.plotting import svg_of

        svg = svg_of(matplotlib_figure, name, caption)
    show(Plot(name, item_ids(item), caption, svg, None if svg else matplotlib_figure))


def live(
    name: str,
    question: Question,
    networks: Mapping[str, Network],
    views: Sequence[Any],
    *,
    data: Sequence[float] = (),
    rates: Sequence[float],
    rate: float,
    momentum: bool = False,
    chosen: str = "network",
    caption: str = "",
    item: str | Iterable[str] | None = None,
) -> None:
    """Let a network train on the page: the reader presses play, and changes the rate, the network and where it starts.

    Args:
        name: as for `figure`.
        question: what is to be predicted before anything moves.
        networks: name -> a network; the first is the one at the beginning.
        views: `Plane`, `Curve`, `Grid`, `Layers`, `Memory` or `Writer`: what is to be seen besides the loss.
        data: the numbers of the inputs of the loss.
        rates, rate: the learning rates to choose from, and the one at the beginning, which is one of them.
        momentum: whether it can be chosen.
        chosen: what the networks differ in.
        caption, item: as for `figure`.

    Raises:
        LectureError: where the numbers that are given do not fit the tapes.
    """
    board = here()
    board.name("live", name)
    for which, network in networks.items():
        sizes = {start: len(theta) for start, theta in network.starts.items()}
        if rate not in rates or len(network.loss.inputs) != len(data) or {*sizes.values()} != {len(network.loss.wrt)}:
            raise LectureError(
                f"live {name!r}, {which!r}: the loss takes {len(network.loss.inputs)} numbers of data and has "
                f"{len(network.loss.wrt)} parameters; given are {len(data)} numbers, starts of {sizes}, and the rate "
                f"{rate:g} of {list(rates)}"
            )
    svg = ""
    if board.draw:
        from lectures.live.still import still_of
        from lectures.site.plotting import svg_of

        svg = svg_of(still_of(next(iter(networks.values())), views, data, rate), name, caption)
    numbers = tuple(map(float, data))
    show(
        Live(
            name, item_ids(item), caption, question, networks, chosen, views, numbers, rates, rate, momentum, svg
        )
    )  # fmt: skip


def table(rows: Iterable[Sequence[Any]], header: Sequence[str] | None = None, caption: str = "") -> None:
    """Show rows of numbers and words; Values show their number."""
    show(Table([list(row) for row in rows], list(header or ()), caption))


def compare(loss: Value, gradients: Mapping[str, tuple[Any, Any]], **options: Any) -> Any:
    """Compare gradients derived by hand with the engine's, entry by entry; see `engine.compare`.

    Args:
        loss: the node that was differentiated.
        gradients: name -> (parameters, the gradient derived by hand).

    Returns:
        The report.
    """
    report = engine.compare_gradients(loss, gradients, **options)
    show(Comparison(report))
    return report


def compare_steps(loss: Value, steps: Sequence[tuple[str, Any, Any]], **options: Any) -> Any:
    """Compare a derivation step by step, from the loss backwards; see `engine.compare`.

    Args:
        loss: the node that was differentiated.
        steps: (name, Values, the gradient derived by hand), in the order of the derivation.

    Returns:
        The report.
    """
    report = engine.compare_steps(loss, steps, **options)
    show(Comparison(report))
    return report


def exercise(
    name: str,
    *,
    asks: str,
    hints: Sequence[str] = (),
    title: str = "",
    minutes: float = 15.0,
    points: Mapping[str, float] | None = None,
    each: Mapping[str, str] | None = None,
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Offer something to derive by hand; decorates the function that makes it from numbers.

    The function takes `draw`, which gives the numbers of the sheet or fresh ones, `draw(2.5)`, and returns
    `(loss, {"W1": W1, ...}, {"X": X, ...})`: the loss, the Values whose gradients are asked for, from the loss
    backwards, and what the student is given besides. A `Drawn` asks for more than gradients.

    Args:
        name: the name of the exercise and of the student's file.
        asks: what is to be derived, as Markdown.
        hints: given one at a time, the gentlest first.
        title: what a sheet of paper calls it; by default the name.
        minutes: how long it takes.
        points: for what is asked; 1 where nothing is said.
        each: a sentence for what is asked, where the name does not say it.
    """

    def offer(build: Callable[..., Any]) -> Callable[..., Any]:
        here().name("exercise", name)
        show(Exercise(name, asks, tuple(hints), build, title, minutes, dict(points or {}), dict(each or {})))
        return build

    return offer


def ask(question: str, answer: str) -> None:
    """Ask the reader something; the answer is folded until it is wanted.

    Args:
        question: as Markdown, in one paragraph.
        answer: as Markdown; numbers in it are computed, not typed.
    """
    show(Asked(question, answer))


def no_graph(item: str | Iterable[str], why: str) -> None:
    """Say why a worked example has no computation graph; the coverage table quotes it."""
    show(NoGraph(item_ids(item), why))
