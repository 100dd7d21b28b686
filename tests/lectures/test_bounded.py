"""Whatever a script does, the process that runs it goes on, and does not wait for ever."""

import os
import re
import signal
import threading
import time
from contextlib import suppress

import pytest
from click.testing import CliRunner

from lectures.__main__ import main
from lectures.bounded import Ended, Interrupted, bounded, stopped_after, too_long

LEAVES = ("os._exit(0)", r"it calls os._exit\(0\); a lecture runs to its end, leave that out")
QUITS = ("raise SystemExit(3)", r"it calls sys.exit\(3\); a lecture runs to its end, leave that out")


def waiting() -> None:
    end = time.monotonic() + 10.0
    while time.monotonic() < end:
        pass


class TestBounded:
    def test_what_it_changes_is_as_before_behind_it(self) -> None:
        before = os._exit, signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGALRM)
        with pytest.raises(Ended), bounded(10.0):
            os._exit(0)
        assert (os._exit, signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGALRM)) == before
        assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)

    def test_no_except_exception_of_a_script_keeps_it_going(self) -> None:
        with pytest.raises(Ended, match=r"stopped after 0\.1 s"), bounded(0.1), suppress(Exception):
            waiting()

    def test_ctrl_c_is_the_readers_and_a_keyboard_interrupt_the_scripts(self) -> None:
        with pytest.raises(Interrupted), bounded():
            signal.raise_signal(signal.SIGINT)
        with pytest.raises(KeyboardInterrupt) as caught, bounded():
            raise KeyboardInterrupt
        assert caught.type is KeyboardInterrupt

    @pytest.mark.skipif(not hasattr(os, "fork"), reason="this system makes no copies of a process")
    def test_a_copy_of_the_process_still_ends(self) -> None:
        with bounded():
            if (copy := os.fork()) == 0:
                os._exit(7)
            assert os.waitstatus_to_exitcode(os.waitpid(copy, 0)[1]) == 7

    def test_in_another_thread_there_is_no_alarm_but_python_goes_on(self) -> None:
        seen: list[str] = []

        def script() -> None:
            try:
                with bounded(10.0):
                    os._exit(0)
            except Ended as error:
                seen.append(str(error))

        thread = threading.Thread(target=script)
        thread.start()
        thread.join()
        assert [said.partition(";")[0] for said in seen] == ["it calls os._exit(0)"]

    def test_the_outer_of_two_alarms_holds(self) -> None:
        with pytest.raises(TimeoutError), stopped_after(0.1, TimeoutError()), bounded(0.05):
            waiting()


# The same, as one meets it on the command line.


@pytest.mark.long
@pytest.mark.parametrize("arguments", [["step", "{}"], ["lint", "{}"], ["export", "{}:graph"]])
def test_every_command_that_runs_a_lecture_has_the_limit_of_build(lecture, arguments: list[str]) -> None:
    path = lecture("while True: pass\n").path
    found = CliRunner().invoke(main, [*(each.format(path) for each in arguments), "--limit", "0.1"])
    assert found.exit_code == 1
    assert found.output == f"Error: tutorial/small.py, cell 2, line 12: {too_long(0.1)}\n"


@pytest.mark.parametrize("arguments", [["step", "{}"], ["lint", "{}"], ["export", "{}:graph"]])
def test_no_command_ends_silently_with_a_lecture(lecture, arguments: list[str]) -> None:
    path = lecture("import os\nos._exit(0)\n").path
    found = CliRunner().invoke(main, [each.format(path) for each in arguments])
    assert (found.exit_code, found.output.count("\n")) == (1, 1)
    assert "tutorial/small.py, cell 2, line 13: it calls os._exit(0)" in found.output


EXERCISE = (
    "import os\nfrom lectures.board import exercise\n{}\n@exercise('mine', asks='Derive it.')\ndef build():\n    {}\n"
)
LOSS = "import os\n{}\ndef loss(w):\n    {}\n"


@pytest.mark.parametrize(("does", "said"), [LEAVES, QUITS])
@pytest.mark.parametrize("at", ["when its file is run", "when it is built"])
def test_nor_does_one_that_builds_an_exercise(tmp_path, at: str, does: str, said: str) -> None:
    parts = (does, "pass") if at == "when its file is run" else ("", does)
    (tmp_path / "exercise_mine.py").write_text(EXERCISE.format(*parts))
    found = CliRunner().invoke(main, ["exercise", "mine", "--folder", str(tmp_path)])
    assert found.exit_code == 1
    assert re.search(rf"mine.*: {said}$", found.output.strip())


@pytest.mark.parametrize(("does", "said"), [LEAVES, QUITS])
@pytest.mark.parametrize("at", ["when its file is run", "when it is called"])
def test_nor_does_one_that_makes_an_exercise_of_a_function(tmp_path, at: str, does: str, said: str) -> None:
    parts = (does, "return w * w") if at == "when its file is run" else ("", does)
    (tmp_path / "mine.py").write_text(LOSS.format(*parts))
    asked = ["exercise", "new", "square", "mine.py:loss", "w=2", "--wrt", "w", "--folder", str(tmp_path)]
    found = CliRunner().invoke(main, asked)
    assert found.exit_code == 1
    assert re.search(rf"mine\.py.*: {said}$", found.output.strip())
