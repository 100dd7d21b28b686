"""Turning a lecture that has run into one self-contained HTML page."""

import html
import re
import shlex
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from engine.compare.html import report_html
from engine.drawing.bundle import spoken
from engine.words.mathml import mathml
from engine.words.nested import flatten, sizes_of
from lectures.entries import Asked, Comparison, Entry, Exercise, Figure, Live, NoGraph, Play, Plot, Table, Text
from lectures.exercises.catalogue import tasks_beside
from lectures.exercises.task import Task
from lectures.items import COURSES, ITEMS
from lectures.numbers import plain
from lectures.plain_text import is_table, number_text
from lectures.site.boxes import boxes_of
from lectures.site.code import code_html, without_exercises
from lectures.site.course import PROJECT, Course
from lectures.site.prose import html_of, inline_html_of
from lectures.site.run import Run
from lectures.site.saying import saying
from lectures.site.script import Cell, Script
from lectures.site.style import stylesheet
from lectures.site.workbench_link import exercise_link, workbench_link

LARGEST_MATRIX = 64  # entries
CODE = Markup("<code>{}</code>")


@dataclass(frozen=True)
class Neighbours:
    """The lectures before and after this one."""

    previous: Script | None = None
    next: Script | None = None


def page_of(
    run: Run,
    neighbours: Neighbours = Neighbours(),
    claims: Iterable[Mapping[str, Any]] = (),
    course: Course = PROJECT,
) -> str:
    """Return the page of a lecture: prose, code, and what the code showed.

    Args:
        run: the lecture, run.
        neighbours: the lectures before and after it.
        claims: those of the notes that stand beside it, as `claims.json` keeps them.
        course: what the pages have in common.
    """
    from engine.drawing.player import player_assets
    from lectures.live.fragment import live_assets

    lecture, ours = run.script, of_course(course)
    _, *cells = [_cell(cell, entries, lecture, course) for cell, entries in run.cells]
    more = [_exercise(task, course) for task in tasks_beside(run.script)]
    kinds, has_exercise = {type(entry) for entry in run.entries()}, bool(run.exercises or more)
    style, script = player_assets(course.words) if kinds & {Figure, Play} else ("", "")
    live_style, live_scripts = live_assets(Live in kinds, Play in kinds, course.words)
    return (
        environment()
        .get_template("lecture.html")
        .render(
            lecture=lecture,
            of=course.title if course.name else COURSES.get(lecture.course, lecture.course),
            source=CODE.format(_place_of(lecture, course)),
            step=CODE.format(f"chalkgrad step {shlex.quote(lecture.path.name if course.name else lecture.name)}"),
            cells=cells,
            contents=[title for cell in cells for title in cell["contents"]]
            + [("more", ours["say"]("More exercises"))] * bool(more),
            more=more,
            errata=[claim for claim in claims if claim["verdict"] != "holds"],
            previous=neighbours.previous,
            next=neighbours.next,
            has_exercise=has_exercise,
            style=stylesheet(),
            player_style=Markup(style),
            player_script=Markup(script if Figure in kinds else ""),
            live_style=Markup(live_style),
            live_scripts=[Markup(each) for each in live_scripts],
            compiles=Live in kinds,
            exercise_script=_script_of_exercises(course) if has_exercise else "",
            **ours,
        )
    )


def of_course(course: Course) -> dict[str, Any]:
    """Return what every template needs to know of a course."""
    return {"course": course, "say": saying(course.words)}


def _place_of(script: Script, course: Course) -> str:
    return (
        script.path.name if course.name else f"lectures/{'' if script.course == 'course' else 'notes/'}{script.place}"
    )


def script_of_page(name: str, course: Course = PROJECT) -> Markup:
    """Return a script that stands among the templates, with the fixed texts of a course."""
    return Markup(spoken(source_of(name).rstrip("\n"), course.words))


def _script_of_exercises(course: Course) -> Markup:
    from engine.drawing.bundle import bundle
    from engine.drawing.player import modules

    script = bundle(modules() | {"exercise": source_of("exercise.js")}, "exercise")
    return Markup(spoken(script, course.words))


def source_of(name: str) -> str:
    """Return a file that stands among the templates, as it is."""
    return environment().loader.get_source(environment(), name)[0]  # type: ignore[union-attr]


def _cell(cell: Cell, entries: list[Entry], script: Script, course: Course) -> dict[str, Any]:
    if cell.kind == "markdown":
        written, contents = with_anchors(html_of(cell.source))
        return {"kind": "markdown", "html": Markup(written), "contents": contents}
    return {
        "kind": "code",
        "title": cell.title,
        "html": code_html(cell, saying(course.words), links=not course.name),
        "blocks": [_block(entry, script, course) for entry in entries],
        "contents": [],
    }


def with_anchors(written: str) -> tuple[str, list[tuple[str, str]]]:
    """Give each heading an anchor made of its words, and list them."""
    contents: list[tuple[str, str]] = []

    def anchored(match: re.Match[str]) -> str:
        words = html.unescape(re.sub(r"<[^>]+>", "", match[2]))
        anchor = re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-") or "section"
        if match[1] == "2":
            contents.append((anchor, words))
        return f'<h{match[1]} id="{anchor}">{match[2]}</h{match[1]}>'

    return re.sub(r"<h([23])>(.*?)</h\1>", anchored, written, flags=re.DOTALL), contents


def _block(entry: Entry, script: Script, course: Course) -> dict[str, Any]:
    match entry:
        case Text():
            return {"kind": "text", "text": entry.text.rstrip("\n")}
        case Figure():
            from engine.drawing.player import player_html

            code = without_exercises(script.source)
            fragment = player_html(entry.drawing, entry.name, tuple(entry.predict or ()), code, course.words)
            return {
                "kind": "figure",
                "name": entry.name,
                "caption": entry.caption,
                "ids": entry.items,
                "player": Markup(fragment),
                "workbench": workbench_link(script, entry.name) if course.workbench else "",
            }
        case Plot():
            return {
                "kind": "plot",
                "name": entry.name,
                "caption": entry.caption,
                "ids": entry.items,
                "svg": Markup(entry.svg),
            }
        case Live() | Play():
            from lectures.live.fragment import live_html
            from lectures.live.played import play_html

            written = (live_html if isinstance(entry, Live) else play_html)(entry, course.words)
            return {
                "kind": "live", "name": entry.name, "caption": entry.caption, "ids": entry.items,
                "html": Markup(written),
            }  # fmt: skip
        case Table():
            return {"kind": "table", "rows": entry.rows, "header": entry.header, "caption": entry.caption}
        case Comparison():
            return {"kind": "comparison", "html": Markup(report_html(entry.report, course.words))}
        case Exercise():
            return _exercise(Task.of(entry, script.path), course)
        case Asked():
            return {"kind": "asked", "question": entry.question, "answer": entry.answer}
        case NoGraph():
            return {"kind": "nograph", "ids": entry.items, "why": entry.why}
        case _:
            raise TypeError(f"a page cannot show {type(entry).__name__}")


def _exercise(task: Task, course: Course = PROJECT) -> dict[str, Any]:
    """Return what a card says: the numbers of the sheet and what is asked for, and nothing that is right."""
    from lectures.teaching.assignment import label_of

    variant = task.variant(0)
    boxes = boxes_of(variant)
    gradient = next((each for each in boxes if each.quantity.kind == "gradient"), None)
    return {
        "kind": "exercise", "name": task.name, "title": task.title, "asks": task.asks, "minutes": task.minutes,
        "hints": task.hints, "listing": variant.listing, "given": variant.given, "boxes": boxes,
        "gradient": gradient and (gradient.name, f"${label_of(gradient.quantity, variant.given)}$"),
        "workbench": "" if course.name else exercise_link(task),  # which knows the project's exercises only
    }  # fmt: skip


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
