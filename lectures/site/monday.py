"""The page for teachers: the way from one network to a graded class, written in lectures/teaching/monday.md."""

from lectures.site.script import FOLDER
from lectures.site.style import stylesheet
from lectures.site.templating import environment

TEXT = FOLDER / "teaching" / "monday.md"


def monday_page() -> str:
    """Return the page."""
    return environment().get_template("monday.html").render(text=TEXT.read_text(encoding="utf-8"), style=stylesheet())
