"""Drawings of a computation graph: laid out once, then shown frame by frame.

trace -> diagram (what is drawn) -> columns (rows and copies) -> layout (where) -> picture (pure data) -> SVG, PNG, PDF,
page, slides. A box is a paper addition: shares.py says what its gradient is made of, sizes.py how large all that is.

board/ finds the matrices of a graph of scalars again, for the lines that a page shows as they stand on the board.
"""

import os
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from engine.drawing.board.sources import Orientation
from engine.drawing.board.steps import line_by_line
from engine.drawing.columns import columns_of, passed
from engine.drawing.compose import compose
from engine.drawing.describe import describe
from engine.drawing.diagram import Collapse, Diagram, diagram, folded_scopes, folding
from engine.drawing.digraph import NoDigraph
from engine.drawing.dot import dot
from engine.drawing.frames import Frame, Phase, frame, last_step
from engine.drawing.picture import Picture
from engine.drawing.png_pdf import png_or_pdf
from engine.drawing.style import Theme, palette_of
from engine.drawing.svg import svg
from engine.errors import ArgumentError, GraphTooLargeError, NotANumberError, SettingError
from engine.graph import one_value, topological_order
from engine.real import check_count
from engine.trace import Step, Trace, trace
from engine.value import Value
from engine.words.files import check_target, write_atomically
from engine.words.names import names_of
from engine.words.notation import one_line
from engine.words.story import Story

LIMIT = 400
Grain = Literal["arrow", "operation", "layer", "pass"]


@dataclass(frozen=True, eq=False)
class Drawing(NoDigraph):
    """A graph with its forward and its backward pass; made by `draw`.

    Attributes:
        trace: what happened, step by step.
        diagram: what is drawn of it.
        title: what a screen reader calls it.
        form: how matrices stand on the board: an example in each row, or in each column.
        grain: how much one step takes in when the page opens.
    """

    trace: Trace
    diagram: Diagram
    title: str
    form: Orientation = "rows"
    grain: Grain = "arrow"

    @cached_property
    def story(self) -> Story:
        """The names of the values and the words of every step."""
        return Story(self.trace)

    @cached_property
    def picture(self) -> Picture:
        """Every shape with its place, as pure data; laid out at the first look."""
        return compose(self.story, self.diagram)

    @property
    def steps(self) -> Sequence[Step]:
        """Every step of both passes as pure data; `svg(frame=k)` shows what is known after steps[k]."""
        return self.trace.steps

    def frame(self, phase: Phase = "backward", step: int | None = None) -> Frame:
        """Return the texts and classes after a step, or at the end of a pass with nothing standing out."""
        return frame(self.trace, last_step(self.trace, phase) if step is None else step, at_rest=step is None)

    def svg(
        self,
        phase: Phase = "backward",
        frame: int | None = None,
        prefix: str = "",
        style: bool = True,
        theme: Theme | None = None,
    ) -> str:
        """Return the drawing as SVG.

        Args:
            phase: "forward" or "backward": the end of that pass.
            frame: one step instead, from 0 to len(steps) - 1.
            prefix: begins every id, so that two drawings on a page share none.
            style: include the style sheet; one on a page is enough.
            theme: "light" or "dark"; without one, the setting of whoever looks at it decides.

        Raises:
            SettingError: where there is no such phase, frame or theme.
            LayoutError: where Graphviz is missing or fails.

        >>> a, b = Value(2.0, "a"), Value(-3.0, "b")
        >>> 'data-edge="2.0"' in draw(a * b).svg(phase="forward")
        True
        """
        if not isinstance(prefix, str):
            raise ArgumentError(f"svg: prefix must be a text, got {prefix!r:.60}")
        shown = self.frame(phase, frame)
        return svg(self.picture, shown, self.title, describe(self.story, self.diagram, shown), prefix, style, theme)

    def dot(self) -> str:
        """Return Graphviz source with the labels in it, for people who want to edit the graph."""
        return dot(self.story, self.diagram)

    def save(
        self,
        path: str | os.PathLike[str],
        phase: Phase = "backward",
        frame: int | None = None,
        theme: Theme = "light",
    ) -> None:
        """Write the drawing to a file, all of it or nothing; the suffix says as what.

        A picture is .svg, .png or .pdf; .dot is for Graphviz. The whole stepper is .html, and slides are .tex.

        Args:
            phase, frame: what a picture shows, as for `svg`; of slides the last step, or the only one.
            theme: "light" or "dark"; a page has both.

        Raises:
            SettingError: for any other suffix, and for a page with a phase, a frame or a theme.
            MissingFolderError: where the folder does not exist.
            IsFolderError, ReadOnlyError: where a folder, or a file that may not be changed, has this name.
        """
        from engine.drawing.page import page
        from engine.drawing.tex import tex

        target = check_target("a drawing", path)
        makers: dict[str, Callable[[], str | bytes]] = {
            ".svg": lambda: self.svg(phase, frame, theme=theme),
            ".dot": self.dot,
            ".png": lambda: png_or_pdf(self.picture, self.frame(phase, frame), "png", palette_of(theme)),
            ".pdf": lambda: png_or_pdf(self.picture, self.frame(phase, frame), "pdf", palette_of(theme)),
            ".html": lambda: page(self),
            ".tex": lambda: tex(self, range(last_step(self.trace, phase) + 1) if frame is None else [frame], theme),
        }
        kind = target.suffix.lower()
        make = makers.get(kind)
        if make is None:
            raise SettingError(f"cannot save a drawing as {target.name!r}: use {', '.join(makers)}")
        if kind == ".html" and (phase, frame, theme) != ("backward", None, "light"):
            raise SettingError(f"{target.name!r} holds every step in both themes; leave out phase, frame and theme")
        write_atomically(target, make())

    def player(self, name: str = "graph", predict: Collection[int] = ()) -> Any:
        """Return the stepper for a notebook: its frames, a table, the chain rule in words, and what if.

        Args:
            name: a name for it.
            predict: frames whose number is asked for before it is shown.
        """
        from engine.drawing.notebook import NotebookPlayer

        last = len(self.steps) - 1
        if not isinstance(name, str):
            raise ArgumentError(f"player: name must be a text, got {name!r:.60}")
        if not isinstance(predict, Collection) or not all(step in range(last + 1) for step in predict):
            raise SettingError(f"player: predict must be a list of frames from 0 to {last}, got {predict!r:.60}")
        return NotebookPlayer(self, name, predict)

    def __repr__(self) -> str:
        return f"{self.title}: {len(self.trace.values):,} values, {len(self.steps):,} steps"

    def _repr_svg_(self) -> str:
        return self.svg()

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        from engine.drawing.notebook import still

        return {"image/svg+xml": self.svg(), "text/html": still(self), "text/plain": repr(self)}


def draw(
    output: Value,
    *,
    expand: bool = False,
    collapse: Collapse = False,
    limit: int = LIMIT,
    lines: Mapping[Value, int] | None = None,
    title: str = "",
    form: Orientation = "rows",
    also: Collection[Value] = (),
) -> Drawing:
    """Draw the graph that ends in `output`, without touching any `.grad`.

    Args:
        output: the value whose forward and backward pass are drawn.
        expand: write out many-input operations, such as `dot`, in elementary ones.
        collapse: scopes to fold: True for the outermost, a depth (1 is outermost), or names such as "hidden.*".
        limit: the most values that are drawn, and the most columns that their arrows pass over in all.
        lines: the source line of each operation.
        title: what a screen reader calls the drawing.
        form: how matrices stand on the board: "rows", Z = X W, or "columns", Z = W X.
        also: Values that are shown though `output` does not depend on them, with the gradient 0; nothing of `output`.

    Raises:
        NotANumberError: for anything but a Value.
        SettingError: for another form.
        GraphTooLargeError: for more than `limit`, with advice.
        DomainError: where a derivative does not exist.

    >>> x = Value(3.0, "x")
    >>> [step.kind for step in draw(x + x).steps]
    ['leaves', 'forward', 'seed', 'backward', 'backward']
    """
    output = one_value(output)
    if not isinstance(output, Value):
        raise NotANumberError(
            f"draw: needs the Value that a graph ends in, such as the loss, got {type(output).__name__} {output!r:.60}"
        )
    check_count("draw", "limit", limit)
    if not isinstance(title, str) or not isinstance(lines, Mapping | None):
        raise ArgumentError("draw: title must be a text, and lines a mapping from Values to line numbers")
    if form not in ("rows", "columns"):
        raise SettingError(f'draw: form must be "rows" or "columns", got {form!r:.60}')
    if collapse is False:
        _refuse_above(limit, len(topological_order(*also, output)))
    seen = trace(output, lines, expand, also)
    hidden = folding(seen, folded_scopes(seen, collapse)).hidden
    _refuse_above(limit, len(seen.values) - len(hidden), collapse)
    seen = line_by_line(seen, form)  # which takes much longer
    drawn = diagram(seen, folded_scopes(seen, collapse))
    over = passed(drawn, columns_of(drawn))
    if over > limit:
        raise GraphTooLargeError(
            f"the arrows of this graph pass over {over:,} columns in all, because a result is used again and "
            f"again along a chain, and the layout would take very long: draw fewer steps, or insist with "
            f"draw(output, limit={over})"
        )
    return Drawing(seen, drawn, one_line(title, 400) or f"Computation graph of {names_of(seen)[-1]}", form)


def _refuse_above(limit: int, count: int, collapse: Collapse = False) -> None:
    if count > limit:
        when = "has" if collapse is False else "still has after folding"
        advice = "" if collapse is True else "fold its scopes with draw(output, collapse=True), "
        raise GraphTooLargeError(
            f"this graph {when} {count:,} values, and a drawing stays readable up to {limit}: {advice}"
            "take a smaller example (fewer neurons, one point of the batch), "
            f"or insist with draw(output, limit={count})"
        )
