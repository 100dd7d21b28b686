"""A mock exam as pages: a clock and boxes that are checked when it has run down, and the solution worked out."""

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from engine.words.digits import show
from lectures.exercises.worked import called, worked
from lectures.site import templating
from lectures.site.boxes import boxes_of
from lectures.site.saying import saying
from lectures.teaching.sheet import Sheet
from lectures.teaching.sheet_html import environment
from lectures.teaching.texts import given_html

LEAST = 7.0  # points: a graph of smaller letters cannot be filled in


def exam_html(
    sheet: Sheet, minutes: float, after: str, files: Mapping[str, str], links: Mapping[str, str], build: str = ""
) -> str:
    """Return the page with the exercises of the first student.

    Args:
        sheet: what is on it.
        minutes: of the clock.
        after: the command that judges what is typed into files.
        files, links: for each exercise its file, and where the workbench has it; "" where it does not know it.
        build: the command that builds the workbench, where it is not built yet.
    """
    say = saying(sheet.words)
    cards = templating.environment().get_template("entries.html").make_module({"say": say})
    return _page(
        "exam.html", sheet, minutes=minutes, after=after, files=files, links=links, build=build, least=LEAST,
        boxes=boxes_of, field=cards.field, script=templating.script_of_exercises(sheet.words),
    )  # fmt: skip


def solutions_html(sheet: Sheet) -> str:
    """Return the page with the same exercises worked out line by line.

    Args:
        sheet: what is on it.
    """

    def result(name: str, x: Any) -> Markup:
        return Markup(given_html(name, x, show))

    return _page("exam_solutions.html", sheet, worked=worked, called=called, result=result)


def _page(template: str, sheet: Sheet, **names: Any) -> str:
    page = environment().get_template(template)
    return page.render(sheet=sheet, student=sheet.students[0], say=saying(sheet.words), **names)
