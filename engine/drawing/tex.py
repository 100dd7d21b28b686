r"""The steps of a drawing as a frame of Beamer: one picture in TikZ, and on every slide what that step changes.

The result is a document of its own for pdflatex. To have the frame in slides of your own, copy it together with the
lines of the preamble that are marked; all else it needs it brings along.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from engine.drawing.marks import Text
from engine.drawing.overlays import overlays, steps_of
from engine.drawing.style import Theme, palette_of
from engine.drawing.tikz import colour_name, tikz_path, tikz_style
from engine.words.story import LatexStory
from engine.words.tex import tex_formula, tex_text

if TYPE_CHECKING:
    from engine.drawing import Drawing

WIDTH, HEIGHT = 428.0, 150.0  # of the picture on a slide of 16 : 9, in units of 1/72 inch
DOCUMENT = r"""\RequirePackage{fix-cm} %% letters of any size
\documentclass[aspectratio=169]{beamer}
\setbeamertemplate{navigation symbols}{}
\setbeamersize{text margin left=4mm, text margin right=4mm}
\setbeamerfont{frametitle}{size=\normalsize}
\usefonttheme[onlymath]{serif}
%% From here to the end of the preamble: what the frame needs in slides of your own.
\usepackage{amsmath, tikz}
\tikzset{on/.code args={<#1>#2}{\only<#1>{\pgfkeysalso{#2}}},
  strong/.style={execute at begin node=\chalkliteral{2 Tr #1 w}, execute at end node=\chalkliteral{0 Tr}}}
\newcommand\chalkliteral[1]{\ifdefined\pdfliteral\pdfliteral direct{#1}\fi} %% letters with an outline are bold
\newcommand\chalkline[1]{\sbox0{$#1$}%%
  \ifdim\wd0>\textwidth\resizebox{\textwidth}{!}{\usebox0}\else\usebox0\fi\rule[-1.6ex]{0pt}{4.4ex}\par}
%(colours)s
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
\par\vfill\small
\begin{overlayarea}{\textwidth}{24mm}\raggedright
%(words)s
\end{overlayarea}
\end{frame}
\end{document}
"""


def tex(drawing: "Drawing", steps: Iterable[int] | None = None, theme: Theme = "light") -> str:
    """Return a document with one slide for each step.

    Args:
        steps: some of them only.
        theme: "light" or "dark".

    Raises:
        SettingError: where there is no such step or theme.
    """
    picture, palette, chosen = drawing.picture, palette_of(theme), steps_of(drawing, steps)
    scale = min(WIDTH / picture.width, HEIGHT / picture.height)
    laid, words = overlays(drawing, chosen, palette), LatexStory(drawing.trace).steps()
    used = dict.fromkeys((isinstance(each.mark, Text), run.look) for each in laid for run in each.runs)
    names = {look: f"c{i}" for i, look in enumerate(used)}
    colours = {palette["paper"], palette["ink"], *(x for _, look in used for _, x in look if x.startswith("#"))}
    return DOCUMENT % {
        "title": tex_text(drawing.title),
        "paper": colour_name(palette["paper"]),
        "ink": colour_name(palette["ink"]),
        "colours": "\n".join(rf"\definecolor{{{colour_name(x)}}}{{HTML}}{{{x[1:].upper()}}}" for x in sorted(colours)),
        "unit": f"{scale:.4g}",
        "width": picture.width,
        "height": picture.height,
        "styles": ",\n".join(f"  {name}/.style={{{tikz_style(*look, scale)}}}" for look, name in names.items()),
        "marks": "\n".join(tikz_path(each, names, len(chosen), scale) for each in laid),
        "words": "\n".join(_spoken(i, words[k]) for i, k in enumerate(chosen, start=1)),
    }


def _spoken(slide: int, said: str) -> str:
    lines = "".join(rf"\chalkline{{{tex_formula(line)}}}" for line in said.splitlines())
    return rf"\only<{slide}>{{{lines}}}"
