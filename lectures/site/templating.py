"""What fills in the templates of pages: a course, its fixed texts, the scripts beside them, formulas and numbers."""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from engine.drawing.bundle import spoken
from engine.words.mathml import mathml
from engine.words.nested import flatten, sizes_of
from lectures.items import COURSES, ITEMS
from lectures.numbers import plain
from lectures.plain_text import is_table, number_text
from lectures.site.course import PROJECT, Course
from lectures.site.prose import html_of, inline_html_of
from lectures.site.saying import saying

LARGEST_MATRIX = 64  # entries


@lru_cache(maxsize=1)
def environment() -> Environment:
    """Return what fills in the templates, with the filters that they use."""
    environment = Environment(
        loader=PackageLoader("lectures.site"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    environment.globals.update(items=ITEMS, courses=COURSES, **of_course(PROJECT))
    environment.filters.update(
        prose=lambda text: Markup(inline_html_of(str(text))),
        paragraphs=lambda text: Markup(html_of(text)),
        formulas=formulas_html_of,
        number=number_html_of,
    )
    return environment


def formulas_html_of(text: str) -> Markup:
    """Return text as it is, except that formulas between dollar signs become MathML.

    >>> formulas_html_of("theta - eps * J & <b>")
    Markup('theta - eps * J &amp; &lt;b&gt;')
    """
    parts = re.split(r"\$([^$]+)\$", str(text))
    return Markup("").join(Markup(mathml(part)) if i % 2 else part for i, part in enumerate(parts))


def number_html_of(x: Any) -> Markup:
    """Return a number as text, and a table of numbers as a matrix.

    >>> number_html_of([[5, 1], [2, 4]]).count("<span>")
    4
    """
    x = plain(x)
    size = sizes_of(x)
    if isinstance(x, list) and (len(flatten(x)) > LARGEST_MATRIX or not is_table(x)):
        return Markup.escape(number_text(x))
    if len(size) == 2:
        cells = Markup("").join(Markup("<span>{}</span>").format(number_text(entry)) for row in x for entry in row)
        return Markup('<span class="matrix" style="grid-template-columns: repeat({}, auto)">{}</span>').format(
            size[1], cells
        )
    return formulas_html_of(x) if isinstance(x, str) else Markup.escape(number_text(x))


def of_course(course: Course) -> dict[str, Any]:
    """Return what every template needs to know of a course."""
    return {"course": course, "say": saying(course.words)}


def script_of_page(name: str, course: Course = PROJECT) -> Markup:
    """Return a script that stands among the templates, with the fixed texts of a course."""
    return Markup(spoken(source_of(name).rstrip("\n"), course.words))


def script_of_exercises(words: Mapping[str, str]) -> Markup:
    """Return the script of the boxes, which reads numbers as the player does, with the fixed texts of a course."""
    from engine.drawing.bundle import bundle
    from engine.drawing.player import modules

    ours = {name: source_of(f"{name}.js") for name in ("exercise", "kinds")}
    script = bundle(modules() | ours, "exercise")
    return Markup(spoken(script, words))


def source_of(name: str) -> str:
    """Return a file that stands among the templates, as it is."""
    return environment().loader.get_source(environment(), name)[0]  # type: ignore[union-attr]
