"""The list of lectures: minutes and what comes first, as wide as the terminal and no wider."""

import io

import pytest
from rich.console import Console

from lectures.listing import listing
from lectures.site.prose import in_text
from lectures.site.script import find_lectures


def listed(width: int) -> list[str]:
    console = Console(file=io.StringIO(), width=width, color_system=None)
    for part in listing(find_lectures().values()):
        console.print(part)
    return [line.rstrip() for line in console.file.getvalue().split("\n")]


def test_every_lecture_is_there_with_its_minutes_and_what_comes_first() -> None:
    lines = listed(200)
    for script in find_lectures().values():
        at = next(i for i, line in enumerate(lines) if line.startswith(f"  {script.name} "))
        assert lines[at].endswith(script.title)
        assert not script.minutes or f" {script.minutes} min " in lines[at]
        assert not script.before or f"first: {in_text(script.before).split()[0]}" in lines[at + 1]


@pytest.mark.parametrize("width", [60, 80, 200])
def test_no_line_is_wider_than_the_terminal(width: int) -> None:
    assert max(map(len, listed(width))) <= width
