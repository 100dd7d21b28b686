"""Writing the reference: a page for each module, one for the primitives, the errors and the lectures, and the index.

out/reference/index.html       every name with its sentence, searched as one types
out/reference/MODULE.html      the names of a module
out/reference/primitives.html  the table, with plots
out/reference/errors.html      every error and warning
out/reference/lectures.html    every lecture: minutes, what comes before
"""

import builtins
import os
import re
from collections.abc import Mapping
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

from jinja2 import ChoiceLoader, Environment, PackageLoader
from markupsafe import Markup

from engine.primitives import PRIMITIVES
from engine.words.files import write_atomically
from lectures.items import COURSES
from lectures.reference.docstring import linked, sections_html
from lectures.reference.link import FOLDER
from lectures.reference.missing import MISSING
from lectures.reference.public import ROOT, Entry, Reference, arguments, first_sentence, inherited, methods, read
from lectures.reference.rows import row_of
from lectures.reference.signature import signature_html
from lectures.site.prose import inline_html_of
from lectures.site.script import Script, find_lectures
from lectures.site.style import stylesheet
from lectures.site.templating import environment as environment_of_pages


def write_reference(out: Path) -> Path:
    """Write all pages to `out`/reference, take away what no longer belongs there, and return the index.

    Args:
        out: where the pages of the lectures go, too; those that stand there are linked.

    Raises:
        MissingPartError: where Griffe is not installed.
    """
    folder = out / FOLDER
    built = {path.stem for path in out.glob("*.html")}
    inside = folder.resolve().is_relative_to(ROOT)
    pages = pages_of(read(), find_lectures(), built, os.path.relpath(ROOT, folder.resolve()) if inside else "")
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in pages.items():
        write_atomically(folder / name, text)
    for old in folder.glob("*.html"):
        if old.name not in pages:
            old.unlink()
    return folder / "index.html"


def pages_of(
    reference: Reference, lectures: Mapping[str, Script], built: set[str], sources: str = ""
) -> dict[str, str]:
    """Return every page of the reference by the name of its file.

    Args:
        reference: what is public.
        lectures: all lectures by name, in order.
        built: the names of the lectures that have a page, and "index" where the list of all has one.
        sources: the way from the reference to the sources, which are linked then.
    """
    common = {"reference": reference, "modules": reference.modules, "style": stylesheet(), "built": built}
    common["sources"] = Path(sources).as_posix() if sources else ""
    rows = {name: row_of(row) for name, row in PRIMITIVES.items()}
    shown = {
        f"{name}.html": _rendered(
            "module.html", name=name, module=module, entries=reference.entries[name],
            rows=rows if name == "engine" else {}, find=partial(reference.find, module=name), **common,
        )
        for name, module in reference.modules.items()
    }  # fmt: skip
    by_course = {
        COURSES[course]: [script for script in lectures.values() if script.course == course]
        for course in dict.fromkeys(script.course for script in lectures.values())
    }
    return {
        "index.html": _rendered("index.html", rows=rows, search=_search(), **common),
        **shown,
        "primitives.html": _rendered("primitives.html", rows=rows, missing=MISSING, **common),
        "errors.html": _rendered("errors.html", find=partial(reference.find, module="engine.errors"), **common),
        "lectures.html": _rendered("lectures.html", courses=by_course, **common),
    }


def _search() -> Markup:
    return Markup(environment().loader.get_source(environment(), "search.js")[0])  # type: ignore[union-attr]


def _rendered(template: str, **values: Any) -> str:
    return environment().get_template(template).render(**values)


@lru_cache(maxsize=1)
def environment() -> Environment:
    """Return what fills in the templates of this folder, which stand on the page of the site."""
    ours = environment_of_pages().overlay(
        loader=ChoiceLoader([PackageLoader("lectures.reference"), PackageLoader("lectures.site")])
    )
    ours.globals.update(
        sections=sections_html, signature=signature_html, methods=methods, inherited=inherited,
        arguments=arguments, first_sentence=first_sentence, python_names=python_names, place=place,
    )  # fmt: skip
    ours.filters.update(sentence=lambda text, find: linked(Markup(inline_html_of(text)), find), from_here=from_here)
    return ours


def from_here(text: str, built: set[str]) -> Markup:
    """Return what a lecture says as HTML, with its links to lectures as they are one folder below; those that have no
    page are text.

    >>> from_here("[A](a.html), [B](b.html)", {"a"})
    Markup('<a href="../a.html">A</a>, B')
    """

    def moved(link: re.Match[str]) -> str:
        return f'<a href="../{link[1]}.html">{link[2]}</a>' if link[1] in built else link[2]

    return Markup(re.sub(r'<a href="([^"/:]+)\.html">(.*?)</a>', moved, inline_html_of(text), flags=re.DOTALL))


def place(source: Any, sources: str) -> Markup:
    """Return where something is defined, such as engine/value.py, line 17; the file is linked where `sources` leads."""
    path = Path(source.filepath).relative_to(ROOT).as_posix()
    file = Markup('<a href="{}/{}">{}</a>').format(sources, path, path) if sources else path
    return Markup("{}, line {}").format(file, source.lineno)


def python_names(entry: Entry) -> list[str]:
    """Return which exceptions of Python an error is as well."""
    names = [base.path if hasattr(base, "path") else str(base) for base in entry.source.bases]
    return [name for name in names if hasattr(builtins, name)]
