"""Docstrings as HTML: prose with links to public names, formulas typeset, examples with what they print."""

import html
import re
from collections.abc import Callable, Iterator
from doctest import DocTestParser, Example
from itertools import groupby
from typing import Any

from markupsafe import Markup, escape

from lectures.reference.formula import columns_html, is_formula
from lectures.site.code import highlighted
from lectures.site.prose import html_of

Find = Callable[[str], str]  # a name as a docstring writes it -> where it leads, "" for nowhere
HEADINGS = {
    "parameters": "Arguments", "attributes": "Attributes", "returns": "Returns", "yields": "Yields", "raises": "Raises",
    "warns": "Warns",
}  # fmt: skip
_INDENTED = re.compile(r"(?:^ {4}.*(?:\n|$)|^\n(?= {4}))+", re.MULTILINE)
_CODE = re.compile(r"<code>([\w.]+(?:\(\))?)</code>")


def sections_html(source: Any, find: Find) -> Iterator[Markup]:
    """Yield what the docstring of something says, section by section.

    Args:
        source: what Griffe has read.
        find: where the names that it mentions lead.
    """
    for section in source.docstring.parsed if source.docstring else ():
        kind = section.kind.value
        if kind == "text":
            yield text_html(section.value, find)
        elif kind in HEADINGS:
            rows = Markup("").join(
                Markup("<div><dt>{}</dt><dd>{}</dd></div>").format(_term(kind, item, find), text_html(said, find))
                for item in section.value
                if (said := item.description)
            )
            yield Markup('<h4>{}</h4><dl class="head">{}</dl>').format(HEADINGS[kind], rows)


def _term(kind: str, item: Any, find: Find) -> Markup:
    if kind in ("raises", "warns"):
        return Markup(", ").join(linked(name, find) for name in _each(str(item.annotation).strip("()")))
    if kind in ("returns", "yields"):
        return linked(Markup("<code>{}</code>").format(str(item.annotation)), find) if item.annotation else Markup("")
    name = f"{item.name} {item.annotation}" if item.name.endswith(",") else item.name  # of attributes "x, y: ..."
    return Markup(", ").join(_each(name))


def _each(names: str) -> list[Markup]:
    return [Markup("<code>{}</code>").format(name) for name in names.split(", ")]


def text_html(text: str, find: Find) -> Markup:
    """Return a text as HTML: Markdown, in which what is indented by four is a formula or code.

    >>> print(text_html("Twice `x`.\\n\\n>>> 2 * 3\\n6", lambda name: ""))
    <p>Twice <code>x</code>.</p>
    <pre class="example" tabindex="0"><code><b>&gt;&gt;&gt; </b><span class="m">2</span> * <span class="m">3</span>
    <samp>6</samp></code></pre>
    """
    parts = DocTestParser().parse(text)
    found = Markup("")
    for is_example, group in groupby(parts, lambda part: isinstance(part, Example) or not part.strip()):
        run = list(group)
        if not is_example:
            found += Markup("").join(_prose(str(part), find) for part in run)
        elif examples := [part for part in run if isinstance(part, Example)]:
            found += Markup('<pre class="example" tabindex="0"><code>{}</code></pre>\n').format(
                Markup("\n").join(map(_example, examples))
            )
    return Markup(found.strip())


def _example(example: Example) -> Markup:
    source = re.sub(r"\s*# doctest:.*", "", example.source).rstrip("\n")
    prompts = [Markup("<b>&gt;&gt;&gt; </b>"), *[Markup("<b>... </b>")] * source.count("\n")]
    lines = [prompt + line for prompt, line in zip(prompts, highlighted(source), strict=True)]
    want = example.exc_msg or example.want.replace("<BLANKLINE>", "")
    return Markup("\n").join([*lines, *([Markup("<samp>{}</samp>").format(want.rstrip("\n"))] if want else [])])


def _prose(text: str, find: Find) -> Markup:
    found, done = Markup(""), 0
    for match in _INDENTED.finditer(text):
        if match[0].strip():
            found += _paragraphs(text[done : match.start()], find) + _set_apart(match[0].strip("\n"))
            done = match.end()
    return found + _paragraphs(text[done:], find)


def _paragraphs(text: str, find: Find) -> Markup:
    text = re.sub(r"^Source: ", "**Source:** ", text.strip("\n"), flags=re.MULTILINE)
    return linked(Markup(html_of(re.sub(r"(?<=\w)\*\*(?=\w)|(?<= )\*\*?(?=\w)", r"\\*\\*", text))), find)


def _set_apart(block: str) -> Markup:
    """Return what a docstring sets apart: formulas in columns, or else the text as it stands."""
    lines = block.splitlines()
    if not any(map(is_formula, lines)):
        code = Markup("\n").join(escape(line.removeprefix("    ")) for line in lines)
        return Markup('<pre class="apart" tabindex="0">{}</pre>\n').format(code)
    rows = [columns_html(line) for line in lines if line.strip()]
    width = max(map(len, rows))
    body = Markup("").join(
        Markup("<tr>{}</tr>").format(
            Markup("").join(
                Markup('<td colspan="{}">{}</td>').format(width - len(row) + 1 if i == len(row) - 1 else 1, cell)
                for i, cell in enumerate(row)
            )
        )
        for row in rows
    )
    return Markup(
        '<div class="formulas" tabindex="0" role="group" aria-label="Formulas"><table>{}</table></div>\n'
    ).format(body)


def linked(written: Markup, find: Find) -> Markup:
    """Return HTML in which names in code that are public lead to their entries.

    >>> print(linked(Markup("<code>draw</code> of <code>x</code>"), {"draw": "engine.html#draw", "x": ""}.get))
    <a href="engine.html#draw"><code>draw</code></a> of <code>x</code>
    """

    def link(match: re.Match[str]) -> str:
        href = find(html.unescape(match[1]))
        return f'<a href="{html.escape(href)}">{match[0]}</a>' if href else match[0]

    return Markup(_CODE.sub(link, written))
