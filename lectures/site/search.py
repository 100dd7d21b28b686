"""What the search of an index page looks through: titles, headings and prose of the lectures."""

import re
from collections.abc import Mapping
from typing import Any

from lectures.errors import LectureError
from lectures.items import ITEMS
from lectures.site.page import with_anchors
from lectures.site.prose import html_of, in_text
from lectures.site.script import Cell, Script


def searched(script: Script, record: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return what of a lecture is searched.

    Args:
        script: the lecture.
        record: what is known of its page, where it has one.

    Returns:
        title, and the page that a find leads to, if there is one; other words that it is found by; its passages, each
        with the anchor and the heading above it (the first has none) and its text.
    """
    exercises = record["exercises"] if record else []
    kinds = [kind for word in ("exercise", "exercises") for kind in (word, script.words.get(word, word))]
    also = [script.name, *(kinds if exercises else []), *exercises]
    try:
        passages = _passages(script.cells[1:], f"{script.summary}\n\n{script.after[:1].upper()}{script.after[1:]}")
    except LectureError:  # what cannot be read is listed all the same
        passages = [{"anchor": "", "heading": "", "text": ""}]
    return {
        "title": _text(script.title),
        "page": f"{script.name}.html" if record else "",
        "also": " ".join([*also, *script.keywords.split(), *(f"{item} {ITEMS[item]}" for item in script.covers)]),
        "passages": passages,
    }


def _passages(cells: tuple[Cell, ...], head: str) -> list[dict[str, str]]:
    passages = [{"anchor": "", "heading": "", "text": _text(head)}]
    for part in (part for cell in cells if cell.kind == "markdown" for part in re.split(r"(?m)^(?=## )", cell.source)):
        heading, text = part.split("\n", 1) if "\n" in part else (part, "")
        if heading.startswith("## "):
            ((anchor, heading),) = with_anchors(html_of(heading))[1]
            passages.append({"anchor": anchor, "heading": heading, "text": _text(text)})
        else:
            passages[-1]["text"] += f" {_text(part)}"
    return passages


def _text(markdown: str) -> str:
    """Return Markdown as text, without the marks of code and of what is stressed."""
    return re.sub(r"(?<!\w)\*|\*(?!\w)|`", "", in_text(markdown))
