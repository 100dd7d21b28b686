"""Signatures as HTML: annotations lead to the entries of the classes that they name."""

from collections.abc import Iterator, Mapping
from typing import Any

from markupsafe import Markup, escape

WIDTH = 88


def signature_html(name: str, source: Any, hrefs: Mapping[str, str]) -> Markup:
    """Return how a function or a class is called, on one line where it fits.

    Args:
        name: as it is shown.
        source: what Griffe has read: a function, a class, or anything else, which has no signature.
        hrefs: full name -> where its entry stands.
    """
    if source.kind.value not in ("function", "class"):
        return Markup("<b>{}</b>").format(name)
    parts = list(_parameters(source.parameters, hrefs))
    returns = source.returns if source.kind.value == "function" else None
    end = Markup(") -> {}").format(expression_html(returns, hrefs)) if returns is not None else Markup(")")
    line = Markup(", ").join(parts)
    start = Markup("<b>{}</b>(").format(name)
    if len(Markup(start + line + end).striptags()) <= WIDTH:
        return start + line + end
    return start + "\n" + Markup("").join(Markup("    {},\n").format(part) for part in parts) + end


def _parameters(parameters: Any, hrefs: Mapping[str, str]) -> Iterator[Markup]:
    star, positional = False, False
    for parameter in parameters:
        kind = parameter.kind.value
        if parameter.name in ("self", "cls"):
            continue
        if positional and kind != "positional-only":
            yield Markup("/")
        positional = kind == "positional-only"
        if kind == "keyword-only" and not star:
            yield Markup("*")
        star = star or kind in ("keyword-only", "variadic positional")
        before = {"variadic positional": "*", "variadic keyword": "**"}.get(kind, "")
        written = escape(before + parameter.name)
        if parameter.annotation is not None:
            written += ": " + expression_html(parameter.annotation, hrefs)
        if parameter.default is not None and not before:
            written += (" = " if parameter.annotation is not None else "=") + escape(str(parameter.default))
        yield written


def expression_html(expression: Any, hrefs: Mapping[str, str]) -> Markup:
    """Return an annotation; each name in it that is public is a link."""
    if isinstance(expression, str):
        return escape(expression.strip("'\""))
    written = Markup("")
    for piece in expression.iterate(flat=True):
        href = "" if isinstance(piece, str) else hrefs.get(piece.canonical_path, "")
        text = piece if isinstance(piece, str) else piece.name
        written += Markup('<a href="{}">{}</a>').format(href, text) if href else escape(text)
    return written
