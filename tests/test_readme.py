"""The README tells the truth: its code runs, its picture is what the code draws, what it names exists."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from lectures.__main__ import main

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```python\n(.*?)```", README, flags=re.DOTALL)
PROGRAMS = [block for block in BLOCKS if block.startswith("from ")]


def words(svg: Path) -> list[str]:
    """Return the texts of a drawing; where they stand is up to the version of Graphviz."""
    return re.findall(r">([^<>]+)</(?:text|tspan|title|desc)>", svg.read_text(encoding="utf-8"))


def test_the_five_lines_draw_the_picture(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    picture = Path("lectures/gallery/neuron.svg")
    picture.parent.mkdir(parents=True)
    names: dict = {}
    exec(PROGRAMS[0], names)
    assert f"`w.grad` is now {names['w'].grad:.3f}" in README
    assert words(picture) == words(ROOT / picture)
    assert "-1.004" in words(picture)


@pytest.mark.parametrize("program", PROGRAMS[1:])
def test_other_code_runs(program):
    names: dict = {}
    exec(program, names)
    assert names["y"].data == 9.0


@pytest.mark.parametrize("row", [block for block in BLOCKS if block not in PROGRAMS])
def test_a_row_is_shown_as_it_stands_in_the_table(row):
    assert row in (ROOT / "engine" / "primitives.py").read_text(encoding="utf-8")


def test_files_that_are_named_exist():
    paths = re.findall(r"`((?:engine|nn|lectures|tests)/[\w./]*)`", README)
    assert len(paths) > 10
    assert [path for path in paths if not (ROOT / path).exists()] == []


def test_commands_that_are_named_exist():
    targets = set(re.findall(r"make (\w+)", README))
    defined = set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(encoding="utf-8"), flags=re.MULTILINE))
    assert {"lectures", "test"} <= targets <= defined
    commands = set(re.findall(r"chalkgrad (\w+)", README))
    assert {"list", "step"} <= commands <= set(main.commands)


def test_the_lecture_that_is_named_is_listed():
    listed = CliRunner().invoke(main, ["list"]).output
    for name in re.findall(r"chalkgrad (?:step|build) (\w+)", README):
        assert name in listed
