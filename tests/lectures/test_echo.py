"""What a lecture holds is shown in the terminal, and cannot command it."""

import contextlib
import io
import json
import sys
import time

import pytest
from click.testing import CliRunner
from rich.progress import Progress

import lectures.exercises.check_command
from engine.errors import visible
from lectures.__main__ import main
from lectures.active import show
from lectures.echo import Console, fitted, room, working, write_what_one_can
from lectures.entries import Table
from lectures.exercises.checking import Checked
from lectures.site.run import _Visible, run
from lectures.terminal import print_all, stops_of

EVIL = "\x1b[31m\x1b]0;title\x07\x9b2J\r\x08\u202e"
LINE = EVIL.replace("\r", "")  # in a script, that would end the line
HEAD = f"# %% [markdown]\n# # A title {LINE}\n# Prose {LINE} `code {LINE}`\n\n# %%\n"
CODE = f"""\
from engine import Value
from lectures.board import ask, compare, exercise, figure, no_graph, table
evil = {EVIL!r}
a = Value(2.0, "a" + evil)
print(evil)  # {LINE}
figure("square", a * a, caption=evil, predict=[a])
ask(evil, evil)
table([[evil, 1]], [evil, "b"], evil)
compare(a * a, {{"a" + evil: (a, 5.0)}})
no_graph("D01", evil)
exercise("e", asks=evil)(lambda: a)
"""


def harmless(text: str) -> bool:
    return text == visible(text)


def test_only_line_feeds_and_tabs_move_the_cursor() -> None:
    assert [c for c in map(chr, range(0xA0)) if harmless(c) and not c.isprintable()] == ["\t", "\n"]
    assert harmless("Größe 数 👩‍🏫 −∂θ")


def test_what_is_written_out_can_be_read_back_as_json() -> None:
    assert json.loads(f'"{visible(EVIL)}"') == EVIL


def test_stepping_shows_every_part_of_a_lecture_harmlessly(lecture) -> None:
    written = io.StringIO()
    print_all(stops_of(run(lecture(CODE, head=HEAD)), predict=True), Console(file=written, width=80))
    assert harmless(written.getvalue())
    assert written.getvalue().count("\\u202e") > 8


def test_the_questions_are_harmless(lecture) -> None:
    stops = stops_of(run(lecture(CODE, head=HEAD)), predict=True)
    asked = [stop.asks for stop in stops if stop.asks]
    assert asked
    assert all(harmless(question.text) for question in asked)


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize("width", [40, 60, 200])
def test_a_message_fits_the_terminal_and_loses_no_word(width: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    text = "  there is none; there are " + ", ".join(f"lecture_{i}" for i in range(50)) + "\nshort"
    lines = fitted(text, Terminal(), ahead=7).split("\n")
    assert len(lines[0]) + 7 <= width
    assert max(map(len, lines)) <= width
    assert " ".join(lines).split() == text.split()
    assert lines[1].startswith("    lecture")
    assert lines[-1] == "short"


@pytest.mark.parametrize(("columns", "most"), [(80, 80), (200, 96), (10, 20)])
def test_lines_take_no_more_columns_than_the_terminal_has(columns, most, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    assert room(Terminal(), 96) == most
    assert room(io.StringIO(), 96) == 96


def test_what_goes_into_a_file_is_not_broken() -> None:
    assert fitted("word " * 100, io.StringIO()) == "word " * 100


def test_what_takes_its_time_says_nothing_where_nobody_looks(capsys: pytest.CaptureFixture[str]) -> None:
    with working("looking at") as now_at:
        now_at("a lecture")
    assert capsys.readouterr() == ("", "")


@pytest.mark.long
def test_progress_is_not_taken_for_what_a_lecture_writes(monkeypatch: pytest.MonkeyPatch) -> None:
    written = io.StringIO()
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setattr(sys, "stderr", written)
    with working("looking at") as now_at, contextlib.redirect_stderr(_Visible(sys.stderr)):
        for name in "abc":
            now_at(name)
            time.sleep(0.1)  # its thread draws twelve times a second
    assert "looking at: c" in written.getvalue()
    assert "\\u000d" not in written.getvalue()


def test_the_colours_of_the_house_stay() -> None:
    written = io.StringIO()
    console = Console(file=written, width=80, force_terminal=True, color_system="standard", highlight=False)
    console.print("\x1b[31m!", style="bold red", markup=False)
    assert written.getvalue() == "\x1b[1;31m\\u001b[31m!\x1b[0m\n"
    with Progress(console=console) as bar:
        bar.add_task(EVIL)
    assert "\x1b[?25l" in written.getvalue()  # a progress bar still hides the cursor


def test_plain_python_prints_entries_harmlessly(capsys: pytest.CaptureFixture[str]) -> None:
    show(Table([[EVIL]], [], ""))
    assert capsys.readouterr().out == visible(EVIL) + "\n"


def test_a_list_with_such_a_title_is_harmless(lecture, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lectures.site.script.FOLDER", lecture(CODE, head=HEAD).path.parents[2])
    found = CliRunner().invoke(main, ["list"], color=True)
    assert "\\u001b[31m" in found.output
    assert harmless(found.output.replace("\x1b[1m", "").replace("\x1b[0m", ""))
    found = CliRunner().invoke(main, ["step", "small", "--figure", EVIL], color=True)
    assert found.exit_code == 2
    assert harmless(found.output)


def test_what_the_file_of_a_student_prints_is_harmless(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "answer.py"
    file.touch()
    monkeypatch.setattr(
        lectures.exercises.check_command, "check", lambda *_: Checked(None, f"line 1: {EVIL}", printed=EVIL)
    )
    for options in ((), ("--json",)):
        assert harmless(CliRunner().invoke(main, ["check", str(file), *options], color=True).output)


@pytest.mark.parametrize("encoding", ["cp1252", "ascii"])
def test_where_the_encoding_lacks_a_letter_the_nearest_ones_are_written(encoding, monkeypatch):
    written = io.BytesIO()
    monkeypatch.setattr("sys.stdout", io.TextIOWrapper(written, encoding=encoding))
    write_what_one_can()
    print("✗ ŷ = −0.47, θ ≈ 0,5 …")
    sys.stdout.flush()
    assert written.getvalue().decode(encoding).replace("…", "...") == "x y = -0.47, theta ~ 0,5 ...\n"
