r"""The steps of a drawing as a frame of Beamer: one picture in TikZ, and on every slide what that step changes.

The result is a document of its own for pdflatex. To have the frame in slides of your own, copy it together with the
lines of the preamble that are marked; they set nothing of your theme, and those of a second figure may follow them.
"""

from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from engine.drawing.compose import compose
from engine.drawing.layout import scale_in
from engine.drawing.marks import Text
from engine.drawing.overlays import slides, steps_of
from engine.drawing.picture import Picture
from engine.drawing.sizes import ADVANCE, KEY, PARTIAL
from engine.drawing.style import Theme
from engine.drawing.tikz import colour_name, tikz_path, tikz_style
from engine.words.story import LatexStory
from engine.words.tex import tex_formula, tex_text

if TYPE_CHECKING:
    from engine.drawing import Drawing

# On a slide of 16 : 9, in units of 1/72 inch: the picture's width, its height together with the words below it, and the
# height of these: each line's, and what is between. Less than READABLE is too small for letters on a projector.
WIDTH, HEIGHT, LINE, BETWEEN, READABLE = 440.0, 218.0, 18.5, 5.0, 6.0
WIDER = ADVANCE / 0.535  # room for a character by the width of one in TeX's typewriter face
DOCUMENT = r"""\RequirePackage{fix-cm} %% letters of any size in Computer Modern; has to stand before \documentclass
\documentclass[aspectratio=169]{beamer}
\setbeamertemplate{navigation symbols}{}
\setbeamersize{text margin left=2mm, text margin right=2mm}
\setbeamerfont{frametitle}{size=\normalsize}
\usefonttheme[onlymath]{serif}
%% From here to the other mark: what the frame needs in slides of your own, and fix-cm above, before \documentclass.
%% For a second figure copy these lines of its file as well: they may stand twice, and bring its colours.
\usepackage{amsmath, tikz}
\tikzset{on/.code args={<#1>#2}{\only<#1>{\pgfkeysalso{#2}}},
  strong/.style={execute at begin node=\chalkliteral{2 Tr #1 w}, execute at end node=\chalkliteral{0 Tr}}}
\providecommand\chalkliteral[1]{\ifdefined\pdfliteral\pdfliteral direct{#1}\fi} %% letters with an outline are bold
\providecommand\chalkline[1]{\sbox0{$#1$}%%
  \ifdim\wd0>\textwidth\resizebox{\textwidth}{!}{\usebox0}\else\usebox0\fi\rule[-1.6ex]{0pt}{4.4ex}\par}
%(colours)s
%% To here. These are the colours of this document's own slides:
\setbeamercolor{background canvas}{bg=%(paper)s}
\setbeamercolor{normal text}{fg=%(ink)s}
\setbeamercolor{frametitle}{fg=%(ink)s}
\begin{document}
\begin{frame}{%(title)s}
\vfill\centering
\begin{tikzpicture}[x=%(unit)sbp, y=-%(unit)sbp, inner sep=0pt, outer sep=0pt,
%(styles)s]
\useasboundingbox (0,0) rectangle (%(width)g,%(height)g);
%(marks)s
\end{tikzpicture}
\par\vfill\footnotesize
\begin{overlayarea}{\textwidth}{%(low)gbp}\raggedright
%(words)s
\end{overlayarea}
\end{frame}
\end{document}
"""


def tex(drawing: "Drawing", steps: Iterable[int] | None = None, theme: Theme = "light") -> str:
    """Return a document with one slide for each step; it takes and refuses what `moving` does."""
    chosen = steps_of(drawing, steps)
    picture, scale, low, words = fitted(drawing, tuple(chosen))
    _, palette, laid = slides(drawing, chosen, theme, picture)
    used = dict.fromkeys((isinstance(each.mark, Text), run.look) for each in laid for run in each.runs)
    names = {look: f"c{i}" for i, look in enumerate(used)}
    colours = {palette["paper"], palette["ink"], *(x for _, look in used for _, x in look if x.startswith("#"))}
    return DOCUMENT % {
        "title": tex_text(drawing.title),
        "paper": colour_name(palette["paper"]),
        "ink": colour_name(palette["ink"]),
        "colours": "\n".join(rf"\definecolor{{{colour_name(x)}}}{{HTML}}{{{x[1:].upper()}}}" for x in sorted(colours)),
        "unit": f"{scale:.4g}",
        "low": low,
        "width": picture.width,
        "height": picture.height,
        "styles": ",\n".join(f"  {name}/.style={{{tikz_style(*look, scale, WIDER)}}}" for look, name in names.items()),
        "marks": "\n".join(tikz_path(each, names, len(chosen), scale) for each in laid),
        "words": "\n".join(_spoken(i, words[k]) for i, k in enumerate(chosen, start=1)),
    }


def letters_of(drawing: "Drawing", steps: Iterable[int] | None = None) -> float:
    """Return how high the smallest letters of the graph are on a slide, in units of 1/72 inch.

    Args:
        steps: as for `tex`.
    """
    return min(KEY, PARTIAL) * fitted(drawing, tuple(steps_of(drawing, steps))).scale * WIDER


class Fitted(NamedTuple):
    """The picture that goes onto a slide, its scale, the height of the words below it, and those of every step."""

    picture: Picture
    scale: float
    low: float
    words: list[str]


@lru_cache(maxsize=1)  # who has written slides may ask next how large their letters are
def fitted(drawing: "Drawing", chosen: tuple[int, ...]) -> Fitted:
    """Return what fits onto a slide.

    Args:
        chosen: the steps that have a slide.
    """
    words = LatexStory(drawing.trace).steps()
    most = max((len(words[k].splitlines()) for k in chosen if 0 <= k < len(words)), default=1)
    low = most * LINE + BETWEEN
    area = WIDTH, HEIGHT - low
    picture = compose(drawing.story, drawing.diagram, area)
    return Fitted(picture, scale_in(area, (picture.width, picture.height)), low, words)


def _spoken(slide: int, said: str) -> str:
    lines = "".join(rf"\chalkline{{{tex_formula(line)}}}" for line in said.splitlines())
    return rf"\only<{slide}>{{{lines}}}"
