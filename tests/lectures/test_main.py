"""The command line: exit codes, advice, filters; nothing but text where there is no terminal."""

import json
import os
import pty
import select
import signal
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from lectures.__main__ import main
from lectures.exercises import find_exercises

pytestmark = pytest.mark.slow  # several commands run all lectures
ROOT = Path(__file__).parents[2]


def call(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments)


def test_without_a_command_the_lectures_are_listed() -> None:
    found = call()
    assert found.exit_code == 0
    assert "fit_line " in found.output
    assert "Tutorial and exam questions" in found.output
    assert found.output == call("list").output


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("step", "fit_lnie"), "did you mean 'fit_line'"),
        (("build", "fit_lnie"), "did you mean 'fit_line'"),
        (("build", "exam_convolution", "FIT_LINE"), "did you mean 'fit_line'"),
        (("build", "lectures/notes/tutorial/fit_lnie.py"), "did you mean 'fit_line'"),
        (("stepp", "fit_line"), "did you mean 'step'"),
        (("errata", "--item", "D99"), "A01 to A34"),
        (("errata", "--verdict", "ambiguous"), "wrong"),
        (("step", "exam_convolution", "--figure", "one-cel"), "did you mean 'one-cell'"),
        (("step", "exam_convolution", "--figure", "pool-and-relu", "--frame", "999"), "there is no frame 999"),
        (("step", "exam_convolution", "--frame", "0"), "0"),
    ],
)
def test_a_wrong_name_ends_with_code_2_and_advice(arguments: tuple[str, ...], says: str) -> None:
    found = call(*arguments)
    assert found.exit_code == 2
    assert says in found.output
    assert "Traceback" not in found.output


def test_step_shows_one_frame() -> None:
    found = call("step", "exam_convolution", "--figure", "pool-and-relu", "--frame", "1")
    assert found.exit_code == 0
    assert "frame 1/" in found.output


def test_step_prints_everything_when_there_is_no_terminal() -> None:
    found = call("step", "exam_convolution")
    assert found.exit_code == 0
    for words in ("An exam question on convolution", "J[1,0].grad", "[plot answer]", "K1 = max("):
        assert words in found.output
    assert "\x1b" not in found.output


def test_the_errata_are_filtered(built: Path) -> None:
    out = ("--out", str(built))
    found = call("errata", "--notes", "004", "--item", "D05-D09", *out)
    assert found.exit_code == 0, found.output
    assert "004: Tutorial and exam questions" in found.output
    assert "D05.1, 004:" in found.output
    claims = json.loads(call("errata", "--json", "--severity", "S1", *out).output)
    assert claims
    assert {claim["severity"] for claim in claims} == {"S1"}
    assert [claim["at"][:3] for claim in claims] == sorted(claim["at"][:3] for claim in claims)
    assert call("errata", "--notes", "003", "--item", "A01", *out).output == "0 claims\n"
    assert call("errata", "--notes", "002", "--severity", "S1", *out).output.endswith("\n1 claim: 1 wrong\n")


def test_build_says_what_to_open(tmp_path: Path) -> None:
    found = call("build", "exam_convolution", "--out", str(tmp_path / "out"))
    assert found.exit_code == 0, found.output
    assert found.output.startswith("built      exam_convolution")
    assert found.output.strip().endswith(f"Open {tmp_path / 'out' / 'exam_convolution.html'}")
    assert {claim["item"] for claim in json.loads((tmp_path / "out" / "claims.json").read_text())} == {"D25"}
    assert "unchanged" in call("build", "exam_convolution", "--out", str(tmp_path / "out")).output


def test_notebooks_are_notebooks(tmp_path: Path) -> None:
    found = call("notebooks", "--out", str(tmp_path))
    assert found.exit_code == 0, found.output
    notebook = json.loads((tmp_path / "notebooks" / "fit_line.ipynb").read_text())
    assert notebook["cells"][0]["cell_type"] == "markdown"
    assert "".join(notebook["cells"][0]["source"]).startswith("# Fitting a line")


@pytest.mark.slow
def test_a_terminal_steps_and_ctrl_c_leaves_cleanly() -> None:
    process, terminal = pty.fork()
    if process == 0:  # the program, with a terminal of its own
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        arguments = ["-m", "lectures", "step", "exam_convolution", "--figure", "pool-and-relu"]
        os.chdir(ROOT)
        os.execve(sys.executable, [sys.executable, *arguments], {**os.environ, "NO_COLOR": "1", "TERM": "xterm"})

    def until(words: str) -> str:
        text = ""
        while words not in text:
            ready, _, _ = select.select([terminal], [], [], 60)
            assert ready, f"nothing came after {text!r}"
            text += os.read(terminal, 4096).decode(errors="replace")
        return text

    first = until("q: quit")
    time.sleep(0.5)  # the prompt stands a moment before keys are waited for
    os.write(terminal, b"3\r")
    second = until("frame 3/")
    finished, status, tries = 0, 0, 0
    while not finished:  # Ctrl-C again and again: one that comes just before a key is waited for can be missed
        assert tries < 60, "Ctrl-C does not end the program"
        os.write(terminal, b"\x03")
        time.sleep(1.0)
        tries += 1
        finished, status = os.waitpid(process, os.WNOHANG)
    os.close(terminal)
    assert os.waitstatus_to_exitcode(status) == 0
    assert "frame 1/" in first
    assert "frame 3/" in second
    assert "\x1b[3" not in first  # no colours
    assert "Traceback" not in first + second


def test_a_place_that_cannot_be_written_is_one_line_and_no_traceback(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    name = next(iter(find_exercises()))
    found = call("exercise", name, "--to", str(tmp_path / "file" / "answer.py"))
    assert found.exit_code == 1
    assert "cannot write" in found.output
    assert "choose another place" in found.output
    assert "Traceback" not in found.output
