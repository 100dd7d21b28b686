r"""The words and numbers of a task for pages (MathML), for LaTeX, and for Moodle (HTML, formulas in `\(...\)`)."""

import re
import unicodedata
from collections.abc import Sequence
from html import escape
from typing import Any

from markdown_it.token import Token

from engine.words.latex import LOOKALIKES, OBEYED, latex_label
from engine.words.mathml import mathml
from engine.words.nested import nest, sizes_of, unnest
from engine.words.tex import tex_formula, tex_text
from lectures.exercises.said import on_paper
from lectures.site.prose import parsed, rendered

ACCENTS = {"\u0302": "hat", "\u0304": "bar", "\u0303": "tilde", "\u0307": "dot", "\u0308": "ddot"}
TEX = {
    "paragraph_open": "", "paragraph_close": "\n\n", "em_open": r"\emph{", "em_close": "}", "strong_open": r"\textbf{",
    "strong_close": "}", "bullet_list_open": "\\begin{itemize}\n", "bullet_list_close": "\\end{itemize}\n",
    "ordered_list_open": "\\begin{enumerate}\n", "ordered_list_close": "\\end{enumerate}\n",
    "list_item_open": r"\item ", "list_item_close": "", "softbreak": "\n", "hardbreak": "\\\\\n",
    "heading_open": r"\paragraph{", "heading_close": "}\n", "hr": "\n",
}  # fmt: skip


def tex_of(markdown: str) -> str:
    r"""Return Markdown as LaTeX.

    >>> tex_of("Derive $dW_1$, *not* 50 %: `X.T @ dZ`.")
    'Derive $dW_1$, \\emph{not} 50 \\%: \\texttt{X.T @ dZ}.'
    """
    return "".join(_tex(token) for token in parsed(markdown)).strip()


def _tex(token: Token) -> str:
    if token.type == "inline":
        return "".join(map(_tex, token.children or ()))
    if token.type == "formula":
        formula = tex_math(" ".join(token.content.split()))
        return f"\\[{formula}\\]\n" if token.meta["block"] else f"${formula}$"
    if token.type == "code_inline":
        return rf"\texttt{{{tex_text(token.content)}}}"
    if token.type in ("fence", "code_block"):
        lines = (tex_text(line.replace(" ", "\u00a0")).replace("\u00a0", "~") for line in token.content.splitlines())
        return "\\begin{flushleft}\\ttfamily\n" + "\\\\\n".join(line or "~" for line in lines) + "\n\\end{flushleft}\n"
    return TEX.get(token.type, "") if token.type != "text" else spaced(token.content)


def tex_math(latex: str) -> str:
    r"""Return a formula in which letters may have accents, as pages show them.

    >>> print(tex_math("Ŷ = α x̄"))
    \hat{Y} = \ensuremath{\alpha} \bar{x}
    """
    split = unicodedata.normalize("NFD", latex)
    return tex_formula(re.sub(f"(.)([{''.join(ACCENTS)}])", lambda m: rf"\{ACCENTS[m[2]]}{{{m[1]}}}", split))


def spaced(text: str) -> str:
    """Return text for LaTeX with the spaces at its ends, at which formulas stand."""
    return " " * text[:1].isspace() + tex_text(text) + " " * (text[-1:].isspace() and not text.isspace())


def moodle_html_of(markdown: str) -> str:
    r"""Return Markdown as HTML whose formulas are left to MathJax.

    >>> moodle_html_of("Is $a < b$?")
    '<p>Is \\(a &lt; b\\)?</p>\n'
    """
    return rendered(markdown, lambda latex, block: escape((r"\[%s\]" if block else r"\(%s\)") % latex, quote=False))


def number(x: float) -> str:
    """Return a number that is given, with every digit it has; one that was computed, with as many as paper needs.

    >>> number(0.1), number(-3.0), number(1e-7), number(0.25967704062014463)
    ('0.1', '-3', '1e-07', '0.2597')
    """
    return f"{on_paper(x):.12g}"


def rounded(x: float) -> str:
    """Return a result to three significant digits, as it is written by hand.

    >>> rounded(0.5349), rounded(-1234.0), rounded(0.0), rounded(1.5e-7)
    ('0.535', '-1230', '0', '1.5e-07')
    """
    short = f"{x + 0.0:.3g}"
    return f"{float(short):g}" if abs(float(short)) < 1e6 else short


def given_latex(name: str, x: Any, written: Any = number) -> list[str]:
    r"""Return what is given as formulas: a number, a row, a matrix, or for more axes a matrix for each place in them.

    >>> given_latex("w1", 0.5), given_latex("x", [1.0, -2.0])
    (['w_{1} = 0.5'], ['x = \\begin{pmatrix} 1 & -2 \\end{pmatrix}'])
    """
    if isinstance(x, str):  # a formula, in words of Python
        return [rf"{latex_label(name)} = \text{{{x.translate(str.maketrans(OBEYED, LOOKALIKES))}}}"]
    if not isinstance(x, list | tuple):
        return [f"{latex_label(name)} = {_exponent(x, written)}"]
    sizes = sizes_of(x)
    if len(sizes) <= 2:
        return [f"{latex_label(name)} = {_matrix(x if len(sizes) == 2 else [x], written)}"]
    entries, shape = unnest(x, name)
    each = shape[-1] * shape[-2]
    blocks = [nest(entries[i : i + each], shape[-2:]) for i in range(0, len(entries), each)]
    places = [_place(i, shape[:-2]) for i in range(len(blocks))]
    return [
        f"{latex_label(name + ''.join(f'[{k}]' for k in place))} = {_matrix(block, written)}"
        for place, block in zip(places, blocks, strict=True)
    ]


def given_html(name: str, x: Any, written: Any = number) -> str:
    """Return what is given as MathML, one formula after the other."""
    return " ".join(mathml(formula) for formula in given_latex(name, x, written))


def _matrix(rows: Sequence[Sequence[float]], written: Any) -> str:
    inner = r" \\ ".join(" & ".join(_exponent(x, written) for x in row) for row in rows)
    return rf"\begin{{pmatrix}} {inner} \end{{pmatrix}}"


def _exponent(x: float, written: Any) -> str:
    digits, e, power = written(x).partition("e")
    return rf"{digits} \cdot 10^{{{int(power)}}}" if e else digits


def _place(i: int, sizes: Sequence[int]) -> list[int]:
    place: list[int] = []
    for size in reversed(sizes):
        i, k = divmod(i, size)
        place.insert(0, k)
    return place
