"""The README's table of speeds is what the command writes; what races there computes the same."""

import re
import shutil
from pathlib import Path

import pytest

from tests.benchmarks import moons, peers
from tests.benchmarks.readme import BEGIN, COUNT, END, HEAD, LINE, LINES, section, written

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
TABLE = BEGIN + README.partition(BEGIN)[2].partition(END)[0] + END
MACHINE = {
    "date": "2026-01-02", "commit": "abc1234", "processor": "A Processor", "cores": 2, "load": 0.25, "python": "3.11.7",
    "numpy": "2.4.6", "blas": "openblas 0.3", "peers": {"micrograd": "0.1.0"},
}  # fmt: skip


def row(workload, contender, measured="", **numbers):
    return {"workload": workload, "contender": contender, "measured": measured, "numbers": numbers}


def ratio(workload, contender, as_fast, quarter=0.01, seconds=42e-6):
    low, high = as_fast * (1 - quarter), as_fast * (1 + quarter)
    return row(workload, contender, seconds=seconds, as_fast=as_fast, low=low, high=high)


def test_a_line_has_our_seconds_and_how_many_times_as_fast_they_are_as_each_peer():
    rows = [
        ratio("moons step", "replayed : C by hand", 0.3333),
        ratio("moons step", "replayed : micrograd", 20412.0, quarter=0.04),
        row("moons step", "replayed : torch"),  # a peer that is not there
    ]
    table = section({"machine": MACHINE, "rows": rows})
    assert "| the same, replayed | 42 µs | 0.33 × C by hand, 20,000 × micrograd (± 4 %) |\n" in table
    assert (
        "\n2026-01-02, commit abc1234: A Processor, 2 cores, everyone on one core, load 0.25 before; Python 3.11.7"
        in table
    )


def test_each_graph_of_the_gpt_has_its_own_line_with_the_operations_that_the_run_has_counted():
    graphs = {
        "written out": ("GPT step, written out", "1,234", "replayed, from written-out code : plain engine", 500.0),
        "of dot, sum, softmax": (
            "GPT step, of dot, sum, softmax", "56", "replayed, from dot, sum, softmax : plain engine", 600.0,
        ),
    }  # fmt: skip
    rows = [row("another step", "operations written out", "777"), row("another step", "operations of dot", "777")]
    for graph, (workload, count, contender, as_fast) in graphs.items():
        rows += [
            row("GPT step", f"operations {graph}", count),
            ratio(
                f"{workload}, value and gradient", "replayed : NumPy by hand", as_fast / 1000, seconds=1e-3 * as_fast
            ),
            ratio("GPT step", contender, as_fast),
        ]
    table = section({"machine": MACHINE, "rows": rows})
    written_out, of_dots = (line for line in table.splitlines() if "GPT" in line)
    assert ", 1,234 of them, replayed | 500 ms | 0.5 × NumPy by hand, 500 × plain engine |" in written_out
    assert ", 56 operations, replayed | 600 ms | 0.6 × NumPy by hand, 600 × plain engine |" in of_dots
    uncounted = [each for each in rows if each["contender"] != "operations of dot, sum, softmax"]
    assert "600 × plain engine" not in section({"machine": MACHINE, "rows": uncounted})


def test_the_table_of_the_readme_has_every_line_in_the_form_that_is_written():
    head, _, under = TABLE.removeprefix(f"{BEGIN}\n{HEAD}").partition("\n\n")
    lines = head.splitlines()
    assert TABLE.startswith(f"{BEGIN}\n{HEAD}")
    titles = [line.split(" | ")[0].removeprefix("| ") for line in lines]
    patterns = [r"[\d,]+".join(map(re.escape, COUNT.split(title)[::2])) for title in LINES]
    assert len(titles) == len(patterns)
    assert [title for title, form in zip(titles, patterns, strict=True) if not re.fullmatch(form, title)] == []
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


@pytest.mark.long
@pytest.mark.skipif(shutil.which("cc") is None, reason="no C compiler here")
def test_the_step_in_c_gives_the_loss_and_the_gradient_of_numpy_by_hand():
    moons.agree(peers.c_step("cc")())
    with pytest.raises(AssertionError):
        moons.agree((0.0, moons.THETA))
