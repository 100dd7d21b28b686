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
from engine.drawing.board.form import form_of
from engine.drawing.called import called_in
from engine.errors import ArgumentError
from engine.graph import topological_order
from engine.words.notation import one_line
from lectures.active import draws, here, show
from lectures.entries import Asked, Comparison, Drawn, Exercise, Figure, NoGraph, Plot, Table
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
from lectures.live.training import live
from lectures.predicting import frame_of
from lectures.rows import rows_of

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
    predict: Iterable[int | Value | str] = (),
    **draw_options: Any,
) -> Any:
    """Draw the graph of `output` with its forward and its backward pass, to be stepped through.

    Args:
        name: the name of the files and of the deep link, such as "loss-at-8".
        output: the node whose gradient is traced.
        item: the worked examples that it shows: an id or several.
        caption: one sentence that says what to look at.
        predict: where the reader is asked for the next number: a Value or its label, for its gradient when the last
            contribution arrives; "value of h", for it on the forward pass; or the number of a frame, from 0.
        draw_options: passed on to `engine.draw`, such as expand=True, collapse=["hidden"], or form="rows" where
            matrices shall stand otherwise than the graph was written: W @ x as columns, x @ W as rows.

    Returns:
        The Drawing, or None where nothing is drawn (plain Python, exercises).

    >>> w = Value(3.0, "w")
    >>> figure("square", w * w, caption="One leaf, used twice.")
    [graph square] One leaf, used twice.
    """
    board = here()
    board.name("figure", name)
    drawing = None
    if draws():
        lines = {node: line for node in topological_order(output) if (line := board.line_of(node)) is not None}
        if "form" not in draw_options:
            draw_options["form"] = form_of(output)
        drawing = engine.draw(output, lines=lines, title=(caption or name).replace("$", ""), **draw_options)
        drawing = called_in(drawing, board.words)
        predict = [frame_of(x, name, drawing.trace) for x in ([predict] if isinstance(predict, str) else predict)]
    show(Figure(name, item_ids(item), caption, drawing, tuple(predict)))
    return drawing


def plot(name: str, matplotlib_figure: Any, caption: str = "", item: str | Iterable[str] | None = None) -> None:
    """Show a matplotlib figure.

    >>> from nn.plots import activations
    >>> plot("tanh", activations(["tanh"]), caption="It flattens at both ends.")
    [plot tanh] It flattens at both ends.
    """
    board = here()
    board.name("plot", name)
    svg = ""
    if board.draw:
        from lectures.site.plotting import svg_of

        svg = svg_of(matplotlib_figure, name, caption)
    show(Plot(name, item_ids(item), caption, svg, None if svg else matplotlib_figure))


def table(rows: Any, header: Sequence[str] | None = None, caption: str = "") -> None:
    """Show rows of numbers and words; Values show their number.

    Args:
        rows: lists of cells, a matrix, dictionaries with the same keys, one dictionary name -> number, or a model.
        header: the names of the columns, where the rows do not have them.
        caption: what stands with the table.

    Raises:
        ArgumentError: for anything else.

    >>> table([["w", Value(3.0)], ["b", 0.5]], header=["name", "number"])
    name  number
    ────  ──────
       w       3
       b     0.5
    >>> table({"w": Value(3.0), "b": 0.5}, caption="The start")
    The start
    w    3
    b  0.5
    """
    names, cells = rows_of(rows)
    if isinstance(header, str | Mapping):
        what = f"{type(header).__name__} {one_line(repr(header))}"
        raise ArgumentError(f"table: a header is a list of names, got {what}; what stands above goes to caption=")
    show(Table(cells, list(header or names), caption))


def compare(loss: Value, gradients: Mapping[str, tuple[Any, Any]], wrong: Iterable[str] = (), **options: Any) -> Any:
    """Compare gradients derived by hand with the engine's, entry by entry; see `engine.compare`.

    Args:
        loss: the node that was differentiated.
        gradients: name -> (parameters, the gradient derived by hand).
        wrong: the names of those that are meant to be wrong; `chalkgrad build` of a course names any other.

    Returns:
        The report.

    >>> w = Value(3.0, "w")
    >>> report = compare(w * w, {"w": (w, 6.0)})
    1 of 1 gradients right
    gradient        verdict           yours      engine  finite diff.   difference
    w               ✓ right               6           6             6            0
    >>> report.ok
    True
    """
    report = engine.compare_gradients(loss, gradients, **options)
    show(Comparison.of(report, wrong))
    return report


def compare_steps(loss: Value, steps: Sequence[tuple[str, Any, Any]], wrong: Iterable[str] = (), **options: Any) -> Any:
    """Compare a derivation step by step, from the loss backwards; see `engine.compare`.

    Args:
        loss: the node that was differentiated.
        steps: (name, Values, the gradient derived by hand), in the order of the derivation.
        wrong: as for `compare`.

    Returns:
        The report.

    >>> w = Value(3.0, "w")
    >>> s = w * 2
    >>> report = compare_steps(s * s, [("s", s, 12.0), ("w", w, 24.0)])
    2 of 2 steps right
    gradient        verdict           yours      engine  finite diff.   difference
    s               ✓ right              12          12            12            0
    w               ✓ right              24          24            24            0
    >>> report.ok
    True
    """
    report = engine.compare_steps(loss, steps, **options)
    show(Comparison.of(report, wrong))
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

    >>> @exercise("square", asks="The derivative of $w^2$.", hints=["The power rule."])
    ... def square(draw):
    ...     w = Value(draw(3.0), "w")
    ...     return w * w, {"w": w}, {}
    Exercise square: The derivative of w².
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

    >>> ask("What is the slope of $w^2$ at 3?", f"It is {2 * 3}.")
    Question: What is the slope of w² at 3?
        Answer: It is 6.
    """
    show(Asked(question, answer))


def no_graph(item: str | Iterable[str], why: str) -> None:
    """Say why a worked example has no computation graph; the coverage table quotes it.

    >>> no_graph("D05", "it is a proof, without numbers")
    No graph for D05: it is a proof, without numbers
    """
    show(NoGraph(item_ids(item), why))
