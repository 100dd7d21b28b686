"""Try every mutant of the algorithm's files and some of the others; leave 1 if one survives that is not explained."""

import argparse
import os
import random
import re
import shutil
import sys
import tempfile
import time
from collections import Counter, defaultdict
from glob import glob
from pathlib import Path

import pytest

from tests.mutants.making import Mutant, mutants_of
from tests.mutants.running import KILLED, NO_PROGRAM, PLAIN, SURVIVED, TIMED_OUT, Trials

ALGORITHM = sorted(set(glob("engine/*.py")) - {"engine/__init__.py"})
FIRST = ("backward", "value", "gradients", "forward", "arithmetic", "primitives", "graph", "functions", "real", "modes")
ELSEWHERE = sorted(set(glob("engine/*/**/*.py", recursive=True)) | set(glob("nn/**/*.py", recursive=True)))
EXPLAINED = Path(__file__).with_name("survivors.md")


def explained() -> set[tuple[str, str, str]]:
    """Return (file, line before, line after) of every survivor that survivors.md gives a reason for."""
    found, path, before = set(), "", ""
    for line in EXPLAINED.read_text(encoding="utf-8").splitlines() if EXPLAINED.exists() else ():
        if heading := re.fullmatch(r"## (\S+\.py)", line):
            path = heading[1]
        elif line.startswith("-"):
            before = line[1:].strip()
        elif line.startswith("+"):
            found.add((path, before, line[1:].strip()))
    return found


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.mutants", description=__doc__)
    parser.add_argument("files", nargs="*", help="by default the algorithm's files, and a sample of the others")
    parser.add_argument("--sample", type=int, help="how many mutants: of the files named, or of the others (400)")
    parser.add_argument("--seed", type=int, default=0, help="of the sample")
    parser.add_argument("--seen", type=Path, help="a file that keeps which test enters which function, for next time")
    parser.add_argument("--jobs", type=int, default=os.cpu_count(), help="how many to try at a time")
    options = parser.parse_args()
    draw = random.Random(options.seed).sample
    mutants = [mutant for path in options.files or ALGORITHM for mutant in mutants_of(path)]
    if not options.files:
        mutants += draw([mutant for path in ELSEWHERE for mutant in mutants_of(path)], options.sample or 400)
    elif options.sample:
        mutants = draw(mutants, min(options.sample, len(mutants)))
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    known, new, start, folder = explained(), 0, time.monotonic(), Path(tempfile.mkdtemp(prefix="chalkgrad-mutants-"))

    def is_explained(mutant: Mutant) -> bool:
        return (mutant.path, *mutant.difference()) in known

    def report(mutant: Mutant, outcome: str) -> None:
        nonlocal new
        counts[mutant.path][outcome] += 1
        if outcome in (SURVIVED, TIMED_OUT):
            before, after = mutant.difference()
            reason = "explained" if is_explained(mutant) else "NEW"
            new += outcome == SURVIVED and reason == "NEW"
            print(f"{outcome} ({reason}): {mutant.path}:{mutant.line}\n-{before}\n+{after}", flush=True)

    trials = Trials(mutants, report, is_explained, options.seen or folder / "seen.json", options.jobs)
    os.environ["PYTEST_DEBUG_TEMPROOT"] = str(folder)  # where tests keep their files
    tests = ["engine", "nn", "tests/engine", "tests/nn", "tests/test_bad_input.py", "tests/slips/test_said.py"]
    pytest.main([*PLAIN, *tests], plugins=[trials])
    shutil.rmtree(folder, ignore_errors=True)
    print(f"{'':32}{'made':>7}{'killed':>8}{'timed out':>11}{'survived':>10}")
    for part in (ALGORITHM, ELSEWHERE):
        total: Counter[str] = Counter()
        for path in filter(counts.get, part):
            total += counts[path]
            print(_row(path, counts[path]))
        if total:
            print(_row("together", total))
    print(f"{new} survivors without a reason in {EXPLAINED.name}; {time.monotonic() - start:.0f} s")
    return 1 if new else 0


def _row(name: str, count: Counter[str]) -> str:
    made = count.total() - count[NO_PROGRAM]
    share = (count[KILLED] + count[TIMED_OUT]) / max(made, 1)
    return f"{name:32}{made:7}{count[KILLED]:8}{count[TIMED_OUT]:11}{count[SURVIVED]:10}  {share:.1%}"


if __name__ == "__main__":
    sys.exit(main())
