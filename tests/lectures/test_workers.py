"""A lecture that ends Python, hangs, floods or cannot be read costs one line, and no other lecture."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from lectures.__main__ import main
from lectures.errors import LectureError
from lectures.site.run import OnCell
from lectures.site.script import Script, find_lectures
from lectures.site.workers import ONE_THREAD, each_apart
from tests.lectures.conftest import HEAD

ROOT = Path(__file__).parents[2]
LIMIT = 3.0  # seconds; the scripts below take none, or for ever
GOOD = "result = 'good'\n"
BAD = {
    "leaves": ("import os\nos._exit(3)\n", "tutorial/leaves.py, cell 2: Python ended with code 3 (os._exit?)"),
    "leaves_quietly": ("import os\nos._exit(0)\n", "leaves_quietly.py, cell 2: Python ended with code 0 (os._exit?)"),
    "crashes": ("import ctypes\nctypes.string_at(0)\n", "crashes.py, cell 2: Python was ended by a signal"),
    "loops": ("while True:\n    pass\n", "tutorial/loops.py, cell 2: stopped after 3 s; is there an endless loop?"),
    "interrupts": ("raise KeyboardInterrupt\n", "tutorial/interrupts.py: KeyboardInterrupt"),
    "shouts": (
        "raise ValueError('\\x1b[2J\\nlouder' + '!' * 10_000_000)\n",
        "tutorial/shouts.py: ValueError: [2J loud",
    ),
}


def execute(script: Script, on_cell: OnCell) -> Any:
    """What a worker is given to do here: much less than to run a lecture."""
    on_cell(1, 2)
    names: dict[str, Any] = {}
    exec(script.source.removeprefix(HEAD), names)
    return names.get("result")


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What came of bad lectures with a good one after each, in two processes."""
    folder = tmp_path_factory.mktemp("lectures") / "notes" / "tutorial"
    folder.mkdir(parents=True)
    tasks = []
    for name, (code, _) in BAD.items():
        for path, text in ((folder / f"{name}.py", code), (folder / f"after_{name}.py", GOOD)):
            path.write_text(HEAD + text, encoding="utf-8")
            tasks.append((Script(path),))
    return {script.name: outcome for script, outcome, _ in each_apart(execute, tasks, jobs=2, limit=LIMIT)}


@pytest.mark.slow
@pytest.mark.parametrize("name", BAD)
def test_a_bad_lecture_costs_one_line_that_says_where_and_what(outcomes: dict[str, Any], name: str) -> None:
    assert isinstance(outcomes[name], LectureError)
    line = str(outcomes[name])
    assert BAD[name][1] in line
    assert line.isprintable()
    assert len(line) <= 400


@pytest.mark.slow
def test_every_other_lecture_is_done(outcomes: dict[str, Any]) -> None:
    assert {name: outcome for name, outcome in outcomes.items() if name not in BAD} == {
        f"after_{name}": "good" for name in BAD
    }


CHANGES = {
    "the folder": ("import os, tempfile\nos.chdir(tempfile.gettempdir())", "import os\nresult = os.getcwd()"),
    "the environment": (
        "import os\nos.environ['OF_A_LECTURE'] = '1'",
        "import os\nresult = os.environ.get('OF_A_LECTURE')",
    ),
    "NumPy's options": (
        "import numpy as np\nnp.set_printoptions(precision=2)",
        "import numpy as np\nresult = str(np.array([1 / 3]))",
    ),
    "an operator of Value": (
        "from engine import Value\nValue.__add__ = lambda a, b: 5555.0",
        "from engine import Value\nresult = (Value(1.0) + 2.0).data",
    ),
    "a function of Python": (
        "import builtins\nbuiltins.sorted = lambda xs: 'none'",
        "result = sorted([2, 1])",
    ),
    "a row of the table": (
        "from engine.primitives import PRIMITIVES\nPRIMITIVES['mine'] = PRIMITIVES['tanh']",
        "from engine.primitives import PRIMITIVES\nresult = 'mine' in PRIMITIVES",
    ),
}


@pytest.mark.slow
def test_what_a_lecture_changes_for_all_is_as_before_in_the_next(lecture) -> None:
    pairs = [(f"{change}\n", f"{look}\n") for change, look in CHANGES.values()]
    scripts = [lecture(code, f"lecture_{k}") for k, code in enumerate(code for pair in pairs for code in pair)]
    seen = [outcome for _, outcome, _ in each_apart(execute, [(script,) for script in scripts])][1::2]
    assert dict(zip(CHANGES, seen, strict=True)) == {
        "the folder": os.getcwd(),
        "the environment": None,
        "NumPy's options": "[0.33333333]",
        "an operator of Value": 3.0,
        "a function of Python": [1, 2],
        "a row of the table": False,
    }


@pytest.mark.slow
def test_a_worker_that_nothing_has_changed_takes_the_next_lecture(lecture) -> None:
    scripts = [lecture("import os\nresult = os.getpid()\n", name) for name in ("one", "two", "three")]
    assert len({outcome for _, outcome, _ in each_apart(execute, [(script,) for script in scripts])}) == 1


@pytest.mark.slow
def test_with_one_job_they_come_in_order(lecture) -> None:
    scripts = [
        lecture(GOOD, "c"),
        lecture("1 / 0\n", "a"),
        lecture("import os; os._exit(1)\n", "d"),
        lecture(GOOD, "b"),
    ]
    done = list(each_apart(execute, [(script,) for script in scripts]))
    assert [script.name for script, _, _ in done] == ["c", "a", "d", "b"]
    assert all(0.0 <= seconds < LIMIT for _, _, seconds in done)


@pytest.mark.slow
def test_while_nothing_is_done_one_hears_which_lecture_is_at_work(lecture, monkeypatch) -> None:
    monkeypatch.setattr("lectures.site.workers.QUIET", 0.1)
    heard: list[tuple[str, float]] = []
    script = lecture("import time\ntime.sleep(1.0)\nresult = 'slow'\n", "sleeps")
    tried = each_apart(execute, [(script,)], at_work=lambda script, seconds: heard.append((script.name, seconds)))
    assert [outcome for _, outcome, _ in tried] == ["slow"]
    assert {name for name, _ in heard} == {"sleeps"}
    assert [seconds for _, seconds in heard] == sorted(seconds for _, seconds in heard)


@pytest.mark.slow
def test_a_worker_computes_with_one_thread_and_the_rest_of_us_as_before(lecture, monkeypatch) -> None:
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "2")
    before = dict(os.environ)
    script = lecture(f"import os\nresult = [os.environ.get(name) for name in {list(ONE_THREAD)}]\n")
    assert [outcome for _, outcome, _ in each_apart(execute, [(script,)])] == [["1", "1", "1"]]
    assert dict(os.environ) == before


@pytest.mark.slow
def test_what_a_script_prints_past_python_does_not_reach_the_terminal(lecture, capfd) -> None:
    script = lecture(
        "import os, subprocess, sys\nos.write(1, b'one'); os.write(2, b'two'); sys.__stdout__.write('three')\n"
        "subprocess.run([sys.executable, '-c', 'print(4)'], check=True)\nresult = 'said'\n"
    )
    assert [outcome for _, outcome, _ in each_apart(execute, [(script,)])] == ["said"]
    assert capfd.readouterr() == ("", "")


STARTS = (
    "import subprocess, sys\nresult = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)']).pid\n"
)


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "killpg"), reason="this system has no groups of processes")
def test_what_a_script_has_started_ends_with_the_build(lecture) -> None:
    (process,) = [outcome for _, outcome, _ in each_apart(execute, [(lecture(STARTS),)])]
    assert ends(process)


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc").exists(), reason="this system does not say which processes there are")
def test_a_worker_ends_with_a_parent_that_is_killed(lecture, tmp_path: Path) -> None:
    note = tmp_path / "pid"
    script = lecture(
        f"import os, pathlib\npathlib.Path({str(note)!r}).write_text(f'{{os.getpid()}} ')\nwhile True: pass\n"
    )
    program = (
        "from pathlib import Path\nfrom lectures.site.script import Script\n"
        "from lectures.site.workers import each_apart\nfrom tests.lectures.test_workers import execute\n"
        f"if __name__ == '__main__':\n    list(each_apart(execute, [(Script(Path({str(script.path)!r})),)]))\n"
    )
    (tmp_path / "parent.py").write_text(program, encoding="utf-8")
    command, around = [sys.executable, str(tmp_path / "parent.py")], {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, env=around, stderr=subprocess.DEVNULL) as parent:
        end = time.monotonic() + 60.0
        while not (note.exists() and note.read_text().endswith(" ")):
            assert time.monotonic() < end
            time.sleep(0.05)
        parent.kill()
    assert ends(int(note.read_text()))


def ends(process: int) -> bool:
    """Is the process gone, or only waiting for whoever asks how it ended, within some seconds?"""
    end = time.monotonic() + 20.0
    while time.monotonic() < end:
        try:
            if Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] == "Z":
                return True
        except (FileNotFoundError, ProcessLookupError):
            return True
        time.sleep(0.05)
    return False


# The same, as one meets it on the command line.

COURSE = {
    "ends": b"import sys\nsys.exit('enough')\n",
    "floods": b"for _ in range(1_000_000):\n    print('ten chars')\n",
    "good": b"print('good')\n",
    "latin": "x = 1  # caf\xe9\n".encode("latin-1"),
    "leaves": b"import os\nos._exit(0)\n",
}


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A course with bad lectures and a good one between them."""
    monkeypatch.setattr("lectures.site.script.FOLDER", tmp_path)
    folder = tmp_path / "notes" / "tutorial"
    folder.mkdir(parents=True)
    for name, code in COURSE.items():
        (folder / f"{name}.py").write_bytes(HEAD.encode() + code)
    return folder


@pytest.mark.slow
def test_the_others_are_built_and_the_whole_ends_with_code_1(course: Path, tmp_path: Path) -> None:
    found = CliRunner().invoke(main, ["build", "--out", str(tmp_path / "out")])
    assert found.exit_code == 1
    assert sorted(found.stderr.splitlines()) == [
        "ends failed: tutorial/ends.py, cell 2, line 13: it calls sys.exit('enough'); a lecture runs to its end, leave "
        "that out",
        "floods failed: tutorial/floods.py, cell 2, line 13: LectureError: the lecture prints more than 1,000,000 "
        "characters; nobody reads that, print less",
        "latin failed: tutorial/latin.py, line 12: this is not UTF-8; save the file as UTF-8",
        "leaves failed: tutorial/leaves.py, cell 2, line 13: it calls os._exit(0); a lecture runs to its end, "
        "leave that out",
    ]
    assert {path.name for path in (tmp_path / "out").glob("*.html")} == {
        *("good.html", "index.html", "errata.html", "monday.html", "workbench.html")
    }
    assert all(f"{name}" in (tmp_path / "out" / "index.html").read_text() for name in COURSE)


@pytest.mark.slow
def test_claims_are_printed_of_the_others(course: Path, tmp_path: Path) -> None:
    claim = "from lectures.errata import definition\ndefinition('D05.1', '004:667', 'p', says='So it is called.')\n"
    for name, code in (
        ("good", claim),
        ("ends", "import sys\nsys.exit('enough')\n"),
        ("leaves", "import os\nos._exit(0)\n"),
    ):
        (course / f"{name}_claims.py").write_text(code)
    found = CliRunner().invoke(main, ["errata", "--out", str(tmp_path / "out")])
    assert found.exit_code == 1
    assert sorted(line.split()[0] for line in found.stderr.splitlines()) == ["ends", "leaves"]
    assert "✓ holds: D05.1, 004:667: So it is called." in found.output


def test_a_lecture_that_cannot_be_decoded_is_listed_and_the_others_become_notebooks(course: Path, tmp_path) -> None:
    listed = CliRunner().invoke(main, ["list"])
    assert listed.exit_code == 0
    assert all(f"\n  {name} " in listed.output for name in COURSE)
    found = CliRunner().invoke(main, ["notebooks", "--out", str(tmp_path)])
    assert (found.exit_code, found.stderr.count("\n")) == (1, 1)
    assert {path.stem for path in (tmp_path / "notebooks").iterdir()} == COURSE.keys() - {"latin"} | {"first_steps"}


def test_the_exercises_of_the_others_are_offered(course: Path) -> None:
    (course / "torn.py").write_text(f"{HEAD}x = = 1\n")
    (course / "good.py").write_text(f"{HEAD}@exercise('slope', asks='Derive it.')\ndef build():\n    pass\n")
    assert "slope" in CliRunner().invoke(main, ["exercise"], catch_exceptions=False).output


@pytest.mark.slow
def test_the_same_bytes_in_one_process_and_in_two(tmp_path: Path) -> None:
    names = ["exam_convolution", "from_scalars_to_arrays"]
    for jobs in ("1", "2"):
        assert CliRunner().invoke(main, ["build", *names, "--jobs", jobs, "--out", str(tmp_path / jobs)]).exit_code == 0
    one, two = (
        {path.relative_to(out): path.read_bytes() for path in out.rglob("*") if path.is_file()}
        for out in (tmp_path / "1", tmp_path / "2")
    )
    assert len(json.loads(one[Path("claims.json")])) > 1
    assert one == two
    assert set(names) < set(find_lectures())
