"""A computation graph with every number left out, to be filled in with a pencil: as SVG and as TikZ."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from engine import Value, draw
from engine.drawing.called import called_in
from engine.drawing.frames import EdgeFrame, Frame, NodeFrame
from engine.drawing.marks import Mark, Rectangle, Text, groups
from engine.drawing.overlays import Look, Overlay, Run
from engine.drawing.picture import Picture
from engine.drawing.style import looks, palette_of
from engine.drawing.svg import mark_svg
from engine.drawing.tikz import colour_name, tikz_path, tikz_style
from engine.errors import ChalkgradError
from engine.trace import Trace
from engine.words.fixed import ENGLISH

LARGEST = 60  # values; a larger graph has no room for a pencil on a page
PAGES = ((1700.0, 1250.0), (1400.0, 1750.0))  # pixels that have room on a page across, and upright
UPRIGHT, ACROSS = (178.0, 235.0), (269.0, 168.0)  # mm of a page of A4 that a graph may take
WIDE = 16.0  # mm, into which a number can be written
READ = 6.5  # points: beside smaller letters the places for numbers, as high as two of them, are too small for a pencil
LEAST = 7.5  # mm: in a lower one a number has no room at all
CELL = 0.25  # mm on paper of a pixel of a graph of arrays
OVAL = 64.0, 34.0  # pixels: 6 mm high where a box is as low as that
PALETTE = palette_of("light")


@dataclass(frozen=True)
class Blank:
    """A graph without numbers; its marks from the back to the front, with their looks; whether it is one of arrays."""

    width: float
    height: float
    marks: tuple[tuple[Mark, Look], ...]
    arrays: bool = False

    @property
    def across(self) -> bool:
        """Whether it needs the long side of a page."""
        if self.arrays:
            return self.width > 1100.0 and self.height > 400.0 and self.width > 1.1 * self.height
        upright, across = self._scales
        low = any(w * upright < WIDE or h * upright < LEAST for w, h in self._boxes)
        return across > upright and (low or self.letters < READ)

    @property
    def cramped(self) -> bool:
        """Whether its boxes are too low for a pencil even across a page."""
        return any(h * max(self._scales) < LEAST for _, h in self._boxes)

    @property
    def halves(self) -> int:
        """How many colours the cells of its arrays have: one for numbers, one for gradients."""
        return len({dict(look)["stroke"] for mark, look in self.marks if mark.name == "cell"})

    @property
    def empty(self) -> bool:
        """Whether there is nothing to fill in: a map of the arrays."""
        return self.arrays and not self.halves

    @property
    def _scales(self) -> tuple[float, float]:
        """The largest scales at which it has room upright and across."""
        upright, across = (min(w / self.width, h / self.height) for w, h in (UPRIGHT, ACROSS))
        return upright, across

    @property
    def _boxes(self) -> list[tuple[float, float]]:
        marks = [mark for mark, _ in self.marks if isinstance(mark, Rectangle) and "shape" in mark.name.split()]
        return [(box.width, box.height) for box in marks]

    @property
    def letters(self) -> float:
        """How large its smallest letters are where it is as wide as an upright page, in points."""
        sizes = [
            float(dict(look)["font-size"].removesuffix("px")) for mark, look in self.marks if isinstance(mark, Text)
        ]
        scale = min([self._scales[0], *([CELL] if self.arrays else [])])
        return min(sizes, default=0.0) * scale * 72 / 25.4

    @property
    def style(self) -> str:
        """How large it is on a page, as CSS: cells are not blown up to fill it."""
        return f"max-width: {self.width * CELL:g}mm" if self.arrays and not self.across else ""

    @property
    def svg(self) -> str:
        """The inside of an <svg> element, without any id, so that it can stand on a page several times."""
        return "\n".join(mark_svg(mark, "; ".join(f"{name}: {x}" for name, x in look)) for mark, look in self.marks)

    def tikz(self, width: float, height: float) -> str:
        """Return a tikzpicture of at most this size, in units of 1/72 inch, with the colours that it needs."""
        scale = min(width / self.width, height / self.height, *([CELL * 72 / 25.4] if self.arrays else []))
        marks = [(mark, tuple(each for each in look if each[0] != "font-weight")) for mark, look in self.marks]
        used = dict.fromkeys((isinstance(mark, Text), look) for mark, look in marks)
        names = {look: f"c{i}" for i, look in enumerate(used)}
        colours = sorted({x for _, look in used for _, x in look if x.startswith("#")})
        overlays = [
            Overlay(mark, (Run(0, 0, look, mark.runs if isinstance(mark, Text) else ()),)) for mark, look in marks
        ]
        return "\n".join(
            [
                *(rf"\definecolor{{{colour_name(x)}}}{{HTML}}{{{x[1:].upper()}}}%" for x in colours),
                rf"\begin{{tikzpicture}}[x={scale:.4g}bp, y=-{scale:.4g}bp, inner sep=0pt, outer sep=0pt,",
                ",\n".join(f"  {name}/.style={{{tikz_style(*look, scale)}}}" for look, name in names.items()) + "]",
                rf"\useasboundingbox (0,0) rectangle ({self.width:g},{self.height:g});",
                *(tikz_path(each, names, 1, scale) for each in overlays),
                r"\end{tikzpicture}",
            ]
        )


def blank(loss: Value, words: Mapping[str, str] = ENGLISH) -> Blank | None:
    """Return the graph of a loss without its numbers; None where it is too large to be filled in by hand.

    Args:
        loss: the loss.
        words: fixed texts -> what stands in their place in another language.

    >>> from engine import named
    >>> w = Value(0.5, "w")
    >>> "0.5" in blank(named("L", (w * 3 - 1) ** 2)).svg
    False
    """
    for folded in (False, True):
        try:
            drawing = draw(loss, limit=LARGEST, collapse=folded)
        except ChalkgradError:
            continue
        drawing = called_in(drawing, words)
        picture = drawing.picture
        if any(picture.width <= width and picture.height <= height for width, height in PAGES):
            return Blank(picture.width, picture.height, tuple(_marks(picture, empty(drawing.trace))))
    return None


def empty(trace: Trace) -> Frame:
    """Return a frame in which nothing is known, and nothing stands out."""
    edges = {
        (i, slot): EdgeFrame("", "is-pending") for i in trace.operations for slot, _ in enumerate(trace.inputs_of(i))
    }
    return Frame("backward", tuple(NodeFrame("", "", "is-done") for _ in trace.data), edges)


def _marks(picture: Picture, shown: Frame) -> Iterator[tuple[Mark, Look]]:
    for group in groups(picture, shown):
        around = frozenset((*group.classes, "is-backward"))
        for mark in group.marks:
            own = frozenset(mark.name.split())
            look = looks(around, own, PALETTE)
            if look.get("display") == "none" or own & {"number", "partial", "contribution"}:
                continue
            if isinstance(mark, Text) and not any(text for text, _ in mark.runs):
                continue
            if isinstance(mark, Rectangle) and "pill" in own:  # a place to write a partial into
                look |= {"fill": "#ffffff", "stroke": "#888888", "stroke-width": "1"}
                mark = _widened(mark)
            yield mark, tuple(sorted(look.items()))


def _widened(oval: Rectangle) -> Rectangle:
    """Return a place for a partial, about the same point, that has room for a number written by hand."""
    width, height = max(oval.width, OVAL[0]), max(oval.height, OVAL[1])
    x, y = oval.x - (width - oval.width) / 2, oval.y - (height - oval.height) / 2
    return oval._replace(x=x, y=y, width=width, height=height)
