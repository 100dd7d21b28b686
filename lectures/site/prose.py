"""Prose: Markdown with formulas between dollar signs, to HTML."""

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from engine.errors import FormulaError
from engine.words.mathml import mathml
from engine.words.plain import plain


def html_of(markdown: str) -> str:
    """Return Markdown as HTML; `$...$` is a formula in the line, `$$...$$` one on its own line.

    HTML in the source is shown as text and not obeyed.

    Raises:
        FormulaError: for a formula that cannot be read.

    >>> html_of("A *slope* $a$ & <b>")
    '<p>A <em>slope</em> <math><mrow><mi>a</mi></mrow></math> &amp; &lt;b&gt;</p>\\n'
    """
    return rendered(markdown, _typeset)


def rendered(markdown: str, formula: Callable[[str, bool], str]) -> str:
    """Return Markdown as HTML, with formulas as `formula(latex, on a line of its own)` writes them."""
    return str(_parser().render(markdown, {"formula": formula}))


def parsed(markdown: str) -> Sequence[Token]:
    """Return the tokens of Markdown; a formula is a token of its own."""
    return _parser().parse(markdown)


def in_text(markdown: str) -> str:
    """Return Markdown as one paragraph of text, with formulas as text; what is said by a mark keeps it.

    >>> in_text("A *slope* $\\\\frac{a_1}{2}$, [here](there.html)")
    'A *slope* a₁/2, here'
    """
    return " ".join(text for token in parsed(markdown) if (text := _in_text(token)))


def _in_text(token: Token) -> str:
    match token.type:
        case "inline":
            return "".join(map(_in_text, token.children or ()))
        case "formula":
            return _formula_text(token)
        case "softbreak" | "hardbreak":
            return " "
        case "code_inline":
            return f"{token.markup}{token.content}{token.markup}"
        case "em_open" | "em_close" | "strong_open" | "strong_close":
            return token.markup
        case "list_item_open":
            return token.info + token.markup
        case _:
            return token.content


def _formula_text(token: Token) -> str:
    """Return a formula as text, or as it stands where it cannot be read, which the page says."""
    latex = " ".join(token.content.split())
    try:
        return plain(latex)
    except FormulaError:
        return f"${latex}$"


def with_formulas_as_text(tokens: Sequence[Token]) -> list[Token]:
    """Return the tokens of Markdown with formulas as text, for who renders them where there is no typesetting."""
    return [each for token in tokens for each in _as_text(token)]


def _as_text(token: Token) -> list[Token]:
    if token.children:
        token.children = with_formulas_as_text(token.children)
    if token.type != "formula":
        return [token]
    text = Token("text", "", 0, content=_formula_text(token))
    if not token.block:
        return [text]
    line = Token("inline", "", 0, content=text.content, children=[text])
    return [Token("paragraph_open", "p", 1), line, Token("paragraph_close", "p", -1)]


def inline_html_of(markdown: str) -> str:
    """Return one paragraph of Markdown as HTML without the paragraph around it."""
    return str(_parser().renderInline(markdown, {"formula": mathml}))


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    parser.inline.ruler.before("escape", "formula", _inline_formula)
    parser.block.ruler.before("paragraph", "formula", _block_formula, {"alt": ["paragraph", "list", "blockquote"]})
    parser.add_render_rule("formula", _render_formula)
    return parser


def _inline_formula(state: StateInline, silent: bool) -> bool:
    """`$x$`, where no space stands inside the signs and no digit after them: "$5 and $6" are dollars."""
    source, start = state.src, state.pos
    if source[start] != "$":
        return False
    width = 2 if source.startswith("$$", start) else 1
    end = source.find("$" * width, start + width)
    body = source[start + width : end]
    if end < 0 or not body.strip():
        return False
    if width == 1 and (body[0].isspace() or body[-1].isspace() or source[end + 1 : end + 2].isdigit()):
        return False
    if not silent:
        token = state.push("formula", "", 0)
        token.content, token.block = body, False
        token.meta = {"block": width == 2}
    state.pos = end + width
    return True


def _block_formula(state: StateBlock, first: int, last: int, silent: bool) -> bool:
    """`$$` at the start of a line, up to a line that ends with `$$`."""
    start = state.bMarks[first] + state.tShift[first]
    if not state.src.startswith("$$", start):
        return False
    line = first
    while line < last:
        end = state.src[: state.eMarks[line]].rstrip()
        if end.endswith("$$") and len(end) >= start + 4:
            break
        line += 1
    else:
        return False
    if silent:
        return True
    token = state.push("formula", "", 0)
    token.content = end[start + 2 : -2]
    token.meta = {"block": True}
    token.map = [first, line + 1]
    state.line = line + 1
    return True


def _typeset(latex: str, block: bool) -> str:
    """Return a formula as MathML; one on its own line is cut where space is left in it, so that a page can wrap it."""
    parts = re.split(r"\s*\\q?quad\b\s*", latex) if block else [latex]
    whole = "\\begin" not in latex and all(
        part.count(a) == part.count(b) for part in parts for a, b in ("{}", "()", "[]")
    )
    return "".join(mathml(part, block) for part in (parts if whole else [latex]) if part)


def _render_formula(self: Any, tokens: Any, index: int, options: Any, environment: Any) -> str:
    token = tokens[index]
    formula = environment["formula"](" ".join(token.content.split()), token.meta["block"])
    return (
        f'<div class="formula" tabindex="0" role="group" aria-label="Formula">{formula}</div>\n'
        if token.block
        else formula
    )
