"""A lecture is a plain script in percent format; its head says what it covers."""

import sys
from importlib.metadata import packages_distributions

import pytest

from lectures.errors import LectureError, UnknownNameError
from lectures.site.run import run
from lectures.site.script import find_lecture, find_lectures, parse


def test_cells_keep_their_kind_text_line_and_title() -> None:
    source = "# a remark\n\n# %% [markdown]\n# # Title\n#\n# text\n\n# %%\n\nx = 1\n\n# %% The plot\ny = 2\n"
    cells = [(cell.kind, cell.source, cell.line, cell.title) for cell in parse(source)]
    assert cells == [
        ("markdown", "# Title\n\ntext", 4, ""),
        ("code", "x = 1", 10, ""),
        ("code", "y = 2", 13, "The plot"),
    ]


def test_empty_cells_are_left_out() -> None:
    assert parse("# %%\n\n# %%\n\n") == []


def test_only_a_new_line_ends_a_line_and_a_mark_of_utf_8_in_front_is_no_text(lecture) -> None:
    assert [cell.line for cell in parse("# %%\nx = 'a\f\u2028b'\n# %%\ny = 1\n")] == [2, 4]
    script = lecture("x = 1")
    script.path.write_bytes(b"\xef\xbb\xbf" + script.path.read_bytes())
    assert script.title == "A small lecture"
    assert run(script) is not None


@pytest.mark.parametrize(("source", "line"), [("x = 1\n# %%\n", 1), ("# %% [markdown]\n# text\nx = 1\n", 3)])
def test_code_in_the_wrong_place_is_named_with_its_line(source: str, line: int) -> None:
    with pytest.raises(LectureError, match=f"line {line}"):
        parse(source, "x.py")


def test_the_head_gives_title_summary_and_what_is_covered(lecture) -> None:
    script = lecture("x = 1")
    assert (script.name, script.course, script.title) == ("small", "tutorial", "A small lecture")
    assert (script.summary, script.before, script.after) == ("It says one thing.", "nothing.", "you can read it.")
    assert script.covers == ("D01", "D05", "D06")


def test_a_summary_may_contain_a_colon(lecture) -> None:
    head = "# %% [markdown]\n# # T\n# One thing: another.\n#\n# Covers: D01\n\n# %%\n"
    assert lecture("", head=head).summary == "One thing: another."


def test_a_head_without_a_title_is_refused(lecture) -> None:
    with pytest.raises(LectureError, match="Title"):
        lecture("x = 1", head="# %%\n").check()


def test_an_unknown_item_in_the_head_names_the_lecture(lecture) -> None:
    with pytest.raises(LectureError, match=r"small.py: Covers: 'D99'"):
        lecture("", head="# %% [markdown]\n# # T\n# Covers: D99\n").check()


@pytest.mark.parametrize("head", ["# %%\n", "x = 1\n", "# %% [markdown]\n# # small\n# Covers: D99\n# %%\n"])
def test_a_lecture_that_cannot_be_read_is_listed_under_its_name_and_fails_when_it_is_run(lecture, head: str) -> None:
    script = lecture("x = 1\n", head=head)
    assert (script.title, script.covers) == ("small", ())
    with pytest.raises(LectureError, match=r"small.py"):
        run(script)


def test_a_file_that_is_not_utf_8_says_in_which_line_and_what_to_do(lecture) -> None:
    script = lecture("")
    script.path.write_bytes(b"# one\n# \xe9\n")
    with pytest.raises(LectureError, match=r"tutorial/small.py, line 2: this is not UTF-8; save the file as UTF-8"):
        script.check()
    assert (script.title, script.covers) == ("small", ())


def test_lectures_come_course_by_course_in_the_order_of_what_they_cover() -> None:
    tutorial = [script for script in find_lectures().values() if script.course == "tutorial" and script.covers]
    firsts = [script.covers[0] for script in tutorial]
    assert firsts == sorted(firsts)
    assert "fit_line" in find_lectures()


def test_an_unknown_lecture_gets_the_nearest_name() -> None:
    with pytest.raises(UnknownNameError, match="did you mean 'fit_line'"):
        find_lecture("fit_lines")


def test_no_lecture_hides_a_module_when_it_is_run_by_its_path() -> None:
    taken = set(sys.stdlib_module_names) | set(packages_distributions())
    assert not taken & set(find_lectures())
