"""Turning a lecture that has run into one self-contained HTML page."""

import html
import re
import shlex
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from engine.compare.html import report_html
from lectures.entries import Asked, Comparison, Entry, Exercise, Figure, Live, NoGraph, Play, Plot, Table, Text
from lectures.exercises.catalogue import tasks_beside
from lectures.exercises.task import Task
from lectures.items import COURSES
from lectures.site.boxes import boxes_of
from lectures.site.code import code_html, without_exercises
from lectures.site.course import PROJECT, Course
from lectures.site.prose import html_of
from lectures.site.run import Run
from lectures.site.saying import plainly, saying
from lectures.site.script import Cell, Script, find_lectures
from lectures.site.style import stylesheet
from lectures.site.templating import environment, of_course, script_of_exercises
from lectures.site.workbench_link import exercise_link, workbench_link

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
            exercised=[] if has_exercise or course.name else exercised_before(lecture),
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
            exercise_script=script_of_exercises(course.words) if has_exercise else "",
            **ours,
        )
    )


def exercised_before(script: Script) -> list[Script]:
    """Return the lectures of the course that a companion without exercises builds on: these have exercises to it."""
    named = re.findall(r"\]\((\w+)\.html\)", script.before) if script.course != "course" else []
    return [other for name in named for other in [find_lectures().get(name)] if other and tasks_beside(other)]


def _place_of(script: Script, course: Course) -> str:
    return (
        script.path.name if course.name else f"lectures/{'' if script.course == 'course' else 'notes/'}{script.place}"
    )


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
    from lectures.exercises.new_file import sentence_in
    from lectures.teaching.assignment import label_of

    variant = task.variant(0)
    boxes = boxes_of(variant)
    gradient = next((each for each in boxes if each.quantity.kind == "gradient"), None)
    return {
        "kind": "exercise", "name": task.name, "title": task.title,
        "asks": sentence_in(task.asks, plainly(course.words)), "minutes": task.minutes,
        "hints": task.hints, "listing": variant.listing, "given": variant.given, "boxes": boxes,
        "gradient": gradient and (gradient.name, f"${label_of(gradient.quantity, variant)}$"),
        "workbench": "" if course.name else exercise_link(task),  # which knows the project's exercises only
    }  # fmt: skip
