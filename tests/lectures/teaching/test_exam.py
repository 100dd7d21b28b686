"""A mock exam: it fills its minutes, has a clock, files to type into, and the solutions; and it is checked at once."""

import re

import pytest

from lectures.errors import LectureError, UnknownNameError
from lectures.exercises import find_exercises
from lectures.exercises.catalogue import lecture_of
from lectures.teaching.exam import chosen


@pytest.fixture(scope="module")
def offered():
    return find_exercises()


@pytest.mark.parametrize("seed", range(1, 6))
def test_exercises_fill_the_time_and_each_is_of_another_lecture(offered, seed):
    found = chosen(offered, 30, seed)
    assert 26 <= sum(task.minutes for task in found) <= 30
    assert len({lecture_of(offered[task.name]).name for task in found}) == len(found)
    assert [task.name for task in chosen(offered, 30, seed)] == [task.name for task in found]


def test_other_seeds_have_other_exercises_and_lectures_can_be_named(offered):
    assert len({tuple(task.name for task in chosen(offered, 30, seed)) for seed in range(1, 9)}) > 4
    own = chosen(offered, 60, 1, ["slope_and_graph"])
    assert [task.name for task in own] == ["pond", "two-arrows", "slope-signs"]


def test_a_time_too_short_for_any_and_a_lecture_that_is_not_there_are_refused(offered):
    with pytest.raises(LectureError, match="the shortest takes 4"):
        chosen(offered, 3, 1)
    with pytest.raises(UnknownNameError, match="did you mean 'fit_a_line'"):
        chosen(offered, 30, 1, ["fit_a_lin"])


def test_the_command_writes_the_page_the_files_and_the_solutions_and_check_takes_them_all(own, call):
    said = call("exam", "slope_and_graph", "--minutes", "30", "--seed", "4").output
    files = sorted(path.name for path in (own / "exam").glob("*.py"))
    assert files == ["1-pond.py", "2-two-arrows.py", "3-slope-signs.py"]
    assert "check exam --hint 3" in said
    page, solutions = ((own / "exam" / name).read_text() for name in ("exam.html", "solutions.html"))
    assert ">30:00</output>" in page
    assert "likely slip" in solutions
    assert "likely slip" not in page
    for path in (own / "exam").glob("*.py"):
        assert "SEED = 4\n" in path.read_text()
    checked = call("check", "exam", code=1).output
    assert re.search(r"In all: 0 of \d+ points", checked)
    assert checked.count("Score: 0 of") == 3
    assert "exists already" in call("exam", code=2).output


def test_a_folder_without_answers_is_refused(own, call):
    (own / "empty").mkdir()
    assert "holds no Python file" in call("check", "empty", code=2).output


@pytest.mark.slow
def test_the_clock_runs_goes_on_after_a_reload_and_then_leads_to_the_solutions(own, call, browser):
    call("exam", "slope_and_graph", "--seed", "4")
    page = browser.new_page()
    page.goto((own / "exam" / "exam.html").as_uri())
    assert not page.is_visible(".clock a")
    page.click(".clock button")
    page.wait_for_function("document.querySelector('.clock output').textContent.startsWith('29:')")
    page.reload()
    assert page.inner_text(".clock output").startswith("29:")
    page.click(".clock button")
    assert page.is_visible(".clock a")
    page.close()
