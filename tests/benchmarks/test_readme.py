"""The README's table of speeds is what the command writes; what races there computes the same."""

import re
import shutil
from pathlib import Path

import pytest

from tests.benchmarks import moons, peers
from tests.benchmarks.readme import BEGIN, END, HEAD, LINE, LINES, section, written

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
TABLE = BEGIN + README.partition(BEGIN)[2].partition(END)[0] + END
MACHINE = {
    "date": "2026-01-02", "commit": "abc1234", "processor": "A Processor", "cores": 2, "load": 0.25, "python": "3.11.7",
    "numpy": "2.4.6", "blas": "openblas 0.3", "peers": {"micrograd": "0.1.0"},
}  # fmt: skip


def row(workload, contender, **numbers):
    return {"workload": workload, "contender": contender, "numbers": numbers}


def test_a_line_has_our_seconds_and_how_many_times_as_fast_they_are_as_each_peer():
    rows = [
        row("moons step", "replayed : C by hand", seconds=42e-6, as_fast=0.3333),
        row("moons step", "replayed : micrograd", seconds=42e-6, as_fast=20412.0),
        row("moons step", "replayed : torch"),  # a peer that is not there
    ]
    table = section({"machine": MACHINE, "rows": rows})
    assert "| the same, replayed | 42 µs | 0.33 × C by hand, 20,000 × micrograd |\n" in table
    assert (
        "\n2026-01-02, commit abc1234: A Processor, 2 cores, everyone on one core, load 0.25 before; Python 3.11.7"
        in table
    )


def test_the_table_of_the_readme_has_every_line_in_the_form_that_is_written():
    head, _, under = TABLE.removeprefix(f"{BEGIN}\n{HEAD}").partition("\n\n")
    lines = head.splitlines()
    assert TABLE.startswith(f"{BEGIN}\n{HEAD}")
    assert [line.split(" | ")[0].removeprefix("| ") for line in lines] == list(LINES)
    assert [line for line in lines if not LINE.fullmatch(line)] == []
    assert re.match(
        r"20\d\d-\d\d-\d\d, commit [0-9a-f]+\*?: .+, \d+ cores, everyone on one core, load [\d.]+ before; Python 3",
        under,
    )


def test_writing_changes_nothing_but_the_table():
    assert written(README, TABLE) == README
    assert written(README, f"{BEGIN}\nnew\n{END}").replace("\nnew\n", "") == README.replace(TABLE, BEGIN + END)
    with pytest.raises(SystemExit, match="no place for the table"):
        written("# A README\n", TABLE)


@pytest.mark.skipif(shutil.which("cc") is None, reason="no C compiler here")
def test_the_step_in_c_gives_the_loss_and_the_gradient_of_numpy_by_hand():
    moons.agree(peers.c_step("cc")())
    with pytest.raises(AssertionError):
        moons.agree((0.0, moons.THETA))
