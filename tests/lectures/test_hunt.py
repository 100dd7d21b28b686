"""Find the bug: the program is run with and without it, and each wrong answer is the one that a slip would give."""

import pytest

from lectures.errors import LectureError
from lectures.exercises.draw import Draw
from lectures.exercises.hunt import Bug, hunt

LOOP = """
for step in range(50):
    total = 0.0
    for x in xs:
        e = w * x - 1.0
        total += 2 * e * x
    w = w - rate * total
    seen = w * 10.0
"""
NUMBERS = {"xs": [2.0, 3.0], "w": 1.5, "rate": 0.01}


def hunted(bug: Bug, watch: str = "", draw: Draw | None = None):
    return hunt(LOOP, [bug], NUMBERS, draw or Draw("loop"), watch)


def lines_of(found) -> list[int]:
    return [wrong["line"] for kind, _, _, wrong in found.slips if kind == "line after the bug"]


def test_it_asks_for_the_first_number_of_the_mended_line() -> None:
    found = hunted(Bug(5, "total += 2 * e"))
    assert found.lines == {"line": 5}
    assert found.values["mended"].data == 2 * (1.5 * 2.0 - 1.0) * 2.0
    assert found.slips[0][3] == {"mended": 2 * (1.5 * 2.0 - 1.0)}
    assert found.listing.splitlines()[4] == "        total += 2 * e"


def test_lines_that_only_hand_on_a_wrong_number_are_foreseen_as_answers() -> None:
    assert lines_of(hunted(Bug(5, "total += 2 * e"))) == [6, 7]
    assert lines_of(hunted(Bug(4, "e = w * x"))) == [5, 6, 7]
    assert lines_of(hunted(Bug(6, "w = w + rate * total"))) == [7]
    assert lines_of(hunted(Bug(7, "seen = w"))) == []


def test_another_variable_may_be_asked_for() -> None:
    found = hunted(Bug(5, "total += 2 * e"), watch="w")
    assert found.values["mended"].data == pytest.approx(1.5 - 0.01 * (2 * 2.0 * 2.0 + 2 * 3.5 * 3.0))


def test_a_bug_that_does_not_show_gives_way_to_one_that_does() -> None:
    bugs = [Bug(4, "e = x * w - 1.0"), Bug(5, "total += 2 * e")]
    assert hunt(LOOP, bugs, NUMBERS, Draw("loop")).lines == {"line": 5}


def test_two_lines_may_change_places() -> None:
    program = "dv = h\nv = v - dv\ndw = v\nw = w - dw"
    early = Bug(2, "dw = v", {3: "v = v - dv"})
    found = hunt(program, [early], {"h": 2.0, "v": 5.0, "w": 7.0}, Draw("swap"), watch="w")
    assert found.listing.splitlines() == ["dv = h", "dw = v", "v = v - dv", "w = w - dw"]
    assert found.values["mended"].data == 7.0 - (5.0 - 2.0)


def test_what_the_program_never_comes_to_is_said() -> None:
    with pytest.raises(LectureError, match="never comes to 'loss'"):
        hunted(Bug(5, "total += 2 * e"), watch="loss")
