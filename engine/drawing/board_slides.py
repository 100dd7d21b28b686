r"""The lines of the board as frames of Beamer: every matrix operation with its numbers, one uncovered after another.

The result is a document of its own for pdflatex. To have the frames in slides of your own, copy them together with the
lines of the preamble that are marked.
"""

from collections.abc import Callable, Iterator
from functools import cache
from typing import TYPE_CHECKING

from engine.drawing.board.latex import MOST
from engine.drawing.board.room import ROW, Block, block, frames
from engine.drawing.board.written import Board, Sides
from engine.drawing.frames import Phase, last_step
from engine.drawing.style import Theme, palette_of
from engine.drawing.tikz import colour_name
from engine.words.notation import one_line
from engine.words.tex import tex_formula, tex_text

if TYPE_CHECKING:
    from engine.drawing import Drawing

# On a slide of 16 : 9, in points: the room between the usual margins and below a heading, the sizes of letters, and how
# long a heading is.
AREA, SIZES, HEADING = (376.0, 196.0), (11, 10, 9, 8), 60
DOCUMENT = r"""\documentclass[aspectratio=169]{beamer}
\setbeamertemplate{navigation symbols}{}
\setbeamerfont{frametitle}{size=\normalsize}
\usefonttheme[onlymath]{serif}
%% From here to the other mark: what the frames need in slides of your own; of a second figure it may follow.
\usepackage{amsmath}
\providecommand\chalkrow[1]{\sbox0{#1}%% what is too wide after all is made narrower
  \ifdim\wd0>\textwidth\resizebox{\textwidth}{!}{\usebox0}\else\usebox0\fi\par}
%% To here. These are the colours of this document's own slides:
%(colours)s
\setbeamercolor{background canvas}{bg=%(paper)s}
\setbeamercolor{normal text}{fg=%(ink)s}
\setbeamercolor{frametitle}{fg=%(ink)s}
\begin{document}
%(frames)s
\end{document}
"""
FRAME = r"""\begin{frame}{%(title)s}
\fontsize{%(size)g}{%(line)g}\selectfont\setlength\parskip{%(gap)gpt}\raggedright
%(rows)s
\end{frame}"""


def board_slides(drawing: "Drawing", phase: Phase | None = None, theme: Theme = "light") -> str:
    """Return a document with the lines of the board, in as few frames as letters of 8 points allow.

    Args:
        phase: the lines of this pass only.
        theme: "light" or "dark".

    Raises:
        SettingError: where there is no such phase or theme.
    """
    palette = palette_of(theme)
    if phase is not None:
        last_step(drawing.trace, phase)
    board = Board(drawing.story, drawing.form)
    passes: dict[Phase, Callable[[int], Iterator[Sides]]] = {"forward": board.forward, "backward": board.backward}
    chosen = {name: _largest(of_pass) for name, of_pass in passes.items() if phase in (None, name)}
    return DOCUMENT % {
        "colours": "\n".join(
            rf"\definecolor{{{colour_name(palette[name])}}}{{HTML}}{{{palette[name][1:].upper()}}}"
            for name in ("paper", "ink")
        ),
        "paper": colour_name(palette["paper"]),
        "ink": colour_name(palette["ink"]),
        "frames": "\n".join(
            _frame(drawing.title, name, k, len(filled), rows, size)
            for name, (size, filled) in chosen.items()
            for k, rows in enumerate(filled, start=1)
        ),
    }


Rows = list[list[Block]]


def _largest(of_pass: Callable[[int], Iterator[Sides]]) -> tuple[int, list[Rows]]:
    """Return the largest size of letters with which a pass needs no more frames than with the smallest, and these."""
    written = cache(lambda most: list(of_pass(most)))

    def fitting(k: int, size: int) -> Block:
        return block(lambda most: written(most)[k], (AREA[0] / size, AREA[1] / size))

    def filled(size: int) -> list[Rows]:
        blocks = [fitting(k, size) for k in range(len(written(MOST)))]
        return frames(blocks, (AREA[0] / size, AREA[1] / size))

    found = {size: filled(size) for size in SIZES}
    return next((size, rows) for size, rows in found.items() if len(rows) == len(found[SIZES[-1]]))


def _frame(title: str, phase: Phase, at: int, count: int, rows: Rows, size: int) -> str:
    shown = iter(range(1, 1 + sum(map(len, rows))))
    of = f" ({at}/{count})" if count > 1 else ""
    said = [
        r"\qquad ".join(rf"\uncover<{next(shown)}->{{$\displaystyle {tex_formula(each.latex)}$}}" for each in row)
        for row in rows
    ]
    heading = ": ".join(filter(None, (one_line(title, HEADING).rstrip("."), f"{phase} pass{of}")))
    return FRAME % {
        "title": tex_text(heading),
        "size": size,
        "line": 1.2 * size,
        "gap": ROW * size,
        "rows": "\n".join(rf"\chalkrow{{{each}}}" for each in said),
    }
