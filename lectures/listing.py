"""The list of lectures in the terminal: how long each takes, and what it takes for granted."""

from collections.abc import Iterable, Iterator
from itertools import groupby

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from lectures.items import COURSES
from lectures.site.prose import in_text
from lectures.site.script import Script


def listing(lectures: Iterable[Script]) -> Iterator[RenderableType]:
    """Yield for each course its title and a table of its lectures, as wide as the terminal.

    >>> from lectures.site.script import find_lecture
    >>> title, table = listing([find_lecture("fit_a_line")])
    >>> title.plain
    'The course'
    """
    lectures = list(lectures)
    longest = max((len(script.name) for script in lectures), default=0)
    for course, scripts in groupby(lectures, lambda script: script.course):
        yield Text(COURSES[course], "bold")
        table = Table.grid("", "", "", padding=(0, 2, 0, 0), pad_edge=False)
        table.columns[0].min_width = longest
        table.columns[1].justify = "right"
        for script in scripts:
            about = Text(in_text(script.title))
            if script.before:
                about.append(f"\nfirst: {in_text(script.before)}", "dim")
            table.add_row(f"  {script.name}", f"{script.minutes} min" if script.minutes else "", about)
        yield table
