"""The way from one network to a graded class, just as the page for teachers says it: its own commands, in its order."""

import ast
import csv
import re
import shlex

import pytest

from lectures.exercises import load_task
from lectures.site.monday import TEXT, monday_page
from tests.engine.drawing.pages import PATIENCE
from tests.lectures.teaching import moodle_facts
from tests.lectures.teaching.classes import write_table

BLOCKS = re.findall(r"```(\w+)\n(.*?)```", TEXT.read_text(encoding="utf-8"), re.DOTALL)
SCRIPT = [line for kind, text in BLOCKS if kind == "sh" for line in text.strip().splitlines()]


def test_the_page_stands_on_its_own():
    page = monday_page()
    assert "<h1>From one network to a graded class</h1>" in page
    assert page.count("<pre>") == len(BLOCKS)
    assert all(line.startswith("chalkgrad ") for line in SCRIPT)


@pytest.mark.long
def test_the_example_of_a_csv_fits_the_exercise_of_the_page(tmp_path, monkeypatch, call):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "net.py").write_text(next(text for kind, text in BLOCKS if kind == "python"))
    call(*shlex.split(SCRIPT[0])[1:])
    task = load_task("my-net", tmp_path)
    (example,) = (text for kind, text in BLOCKS if kind == "text")
    header, row = csv.reader(example.strip().splitlines())
    assert header == ["student", "variant", *(quantity.name for quantity in task.quantities)]
    assert row[-1] == "..."
    for quantity, cell in zip(task.quantities, row[2:-1], strict=False):
        rows = ast.literal_eval(cell)
        assert (len(rows), len(rows[0])) == quantity.shape


@pytest.mark.slow
def test_the_monday_path(tmp_path, monkeypatch, call, browser):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "net.py").write_text(next(text for kind, text in BLOCKS if kind == "python"))
    (new, lint, stage, sheet, moodle, grade) = (shlex.split(line)[1:] for line in SCRIPT)

    call(*new)
    said = call(*lint).output.strip()
    assert f"`{said}`" in TEXT.read_text(encoding="utf-8")  # the page says what lint prints, and nothing is wrong
    task = load_task("my-net", tmp_path)
    assert [quantity.name for quantity in task.quantities] == ["Z", "H", "Y", "dY", "dH", "dZ", "b2", "W2", "b1", "W1"]

    call(*stage)
    call(*sheet)
    assert (tmp_path / "sheet.html").read_text().count('<section class="sheet">') == 200
    call(*moodle)
    asked = moodle_facts.read((tmp_path / "moodle.xml").read_text())
    assert len(asked) == 200
    assert all(len(question.gaps) == 10 for question in asked)

    made = write_table(tmp_path / "answers.csv", task, 200, seed=11)
    call(*grade)
    rows = list(csv.DictReader((tmp_path / "grades" / "grades.csv").read_text(encoding="utf-8-sig").splitlines()))
    assert len(rows) == 200
    for row, kind in zip(rows, made, strict=True):
        missing = [name for name, cell in row.items() if cell == "0 missing"]
        if not missing:  # a slip costs one line, or up to three that only follow from dY: dH, b2, W2
            assert float(row["points"]) == 10 if not kind else 7 <= float(row["points"]) <= 9, row
    follows = sum("follows" in cell for row in rows for cell in row.values())
    assert follows > 300
    assert len(list((tmp_path / "grades" / "gradescope").iterdir())) == 200

    page = browser.new_page(viewport={"width": 1600, "height": 900})
    page.set_default_timeout(PATIENCE)
    page.goto((tmp_path / "my-net.html").as_uri())
    page.keyboard.press("ArrowRight")
    page.goto((tmp_path / "grades" / "report.html").as_uri())
    counts = [int(n) for n in page.locator(".slips li b").all_inner_texts()]
    assert counts == sorted(counts, reverse=True)
    forgotten = page.locator(".slips li", has_text="derivative of tanh is forgotten")
    assert int(forgotten.locator("b").inner_text()) > 10
    assert page.evaluate("document.documentElement.scrollHeight") <= 900  # one page to project
    assert page.evaluate("document.documentElement.scrollWidth") <= 1600
    page.close()
