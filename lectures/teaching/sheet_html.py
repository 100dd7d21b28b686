"""The sheet as a page that prints cleanly: each graph once, however many students there are."""

from functools import lru_cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from engine.words.mathml import mathml
from lectures.site.prose import html_of, inline_html_of
from lectures.site.saying import saying
from lectures.teaching.sheet import Sheet, options_of
from lectures.teaching.texts import given_html


def sheet_html(sheet: Sheet, students: bool = True, tutors: bool = True) -> str:
    """Return the page.

    Args:
        sheet: what is on it.
        students, tutors: whether it has the sheets, and the solutions.
    """
    template = environment().get_template("sheet.html")
    return template.render(sheet=sheet, students=students, tutors=tutors, say=saying(sheet.words))


@lru_cache(maxsize=1)
def environment() -> Environment:
    """Return what fills in the templates of this folder."""
    environment = Environment(
        loader=PackageLoader("lectures.teaching"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    environment.globals.update(
        given=lambda name, x: Markup(given_html(name, x)),
        formula=lambda latex: Markup(mathml(latex)),
        options=options_of,
        **{name: Markup(f"<{tag}>{{}}</{tag}>").format for name, tag in (("bold", "b"), ("code", "code"))},
    )
    environment.filters.update(zip=zip, prose=_prose, inline=lambda text: Markup(inline_html_of(str(text))))
    return environment


@lru_cache(maxsize=256)
def _prose(text: Any) -> Markup:
    return Markup(html_of(str(text)))
