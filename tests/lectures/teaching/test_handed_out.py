"""What was handed out is graded with its own numbers, or not at all: an exercise may have been edited since."""

import csv
import re
from pathlib import Path

import pytest

from lectures.exercises import load_task
from lectures.exercises.checking import check
from lectures.exercises.fingerprint import fingerprint
from lectures.exercises.template import template, typed_template
from lectures.exercises.worked import called
from lectures.teaching.handed_out import marks_in, marks_on, variant_of
from tests.lectures.teaching.classes import NETWORK, PROGRAM, RIGHT, typed

NAMES = ("dY", "W2", "b2", "dH", "dZ", "W1", "b1", "H", "Y")


def edited(own: Path, old: str, new: str):
    assert old in NETWORK
    (own / "network.py").write_text(NETWORK.replace(old, new))
    return load_task("two-layer", own)


def filled(variant, file="a.py"):
    """A typed file as it comes back from somebody who has everything right."""
    text = typed_template(variant, file)
    for name, right in variant.right.items():
        text = text.replace(f'"{called(variant, name)}": None', f'"{called(variant, name)}": {typed(right)}')
    return text


def table(path: Path, task, seeds):
    names = [q.name for q in task.quantities]
    rows = [[f"s{n}", n, *(typed(task.variant(n).right[name]) for name in names)] for n in seeds]
    with path.open("w", newline="") as file:
        csv.writer(file).writerows([["student", "variant", *names], *rows])


def grades(out: Path):
    return list(csv.DictReader((out / "grades.csv").read_text(encoding="utf-8-sig").splitlines()))


@pytest.mark.long
def test_the_mark_of_a_variant_tells_its_numbers_and_what_they_lead_to(own, network):
    marks = {fingerprint(network.variant(seed)) for seed in range(20)}
    assert len(marks) == 20
    before = fingerprint(network.variant(0))
    assert fingerprint(network.variant(0)) == before
    assert fingerprint(edited(own, "draw(0.3)", "draw(3.3)").variant(0)) != before
    assert fingerprint(edited(own, "/ 2\n", "/ 3\n").variant(0)) != before
    assert fingerprint(edited(own, '"dH": H, "dZ": Z, ', "").variant(0)) == before  # to ask for less is no other number


@pytest.mark.long
@pytest.mark.parametrize("with_mark", [True, False])
def test_typed_numbers_are_not_graded_by_others_than_were_given(own, network, with_mark):
    text = filled(network.variant(7))
    assert f'NUMBERS = "{fingerprint(network.variant(7))}"' in text
    path = own / "a.py"
    path.write_text(text if with_mark else re.sub("NUMBERS = .*\n", "", text))  # files of earlier versions have none
    assert check(path, folder=own).passed
    edited(own, "draw(0.3)", "draw(3.3)")
    checked = check(path, folder=own)
    assert checked.changed
    assert not checked.cases
    assert "draws other numbers for variant 7 now; it was changed since this was handed out" in checked.message


@pytest.mark.long
def test_to_ask_for_less_moves_no_numbers_of_what_was_handed_out(own, network):
    """Which draws are dropped depends on what is asked for, so the draw that was handed out is looked for."""
    old = {seed: (fingerprint(network.variant(seed)), filled(network.variant(seed))) for seed in range(1, 41)}
    fewer = edited(own, '"dY": Y, "W2": W2, "b2": b2, "dH": H, "dZ": Z, "W1": W1, "b1": b1', '"W2": W2, "W1": W1')
    assert [seed for seed, (mark, _) in old.items() if fingerprint(fewer.variant(seed)) != mark]
    for seed, (mark, text) in old.items():
        assert variant_of(fewer, seed, {("two-layer", seed): (mark, "sheet.html")}).seed == seed
        (own / "a.py").write_text(text)
        checked = check(own / "a.py", folder=own)
        assert checked.passed, seed


@pytest.mark.long
def test_a_function_that_is_right_stays_right_and_a_wrong_one_is_not_blamed(own, network):
    mark = re.search('NUMBERS = "(.*)"', template(network.variant(0)))
    assert mark
    good = f'NUMBERS = "{mark[1]}"\n' + PROGRAM.format(**RIGHT)
    (own / "good.py").write_text(good)
    (own / "bad.py").write_text(good.replace("H.T @ dY", "dY"))
    assert (check(own / "good.py", folder=own).passed, check(own / "bad.py", folder=own).message) == (True, "")
    edited(own, "draw(0.3)", "draw(3.3)")
    assert check(own / "good.py", folder=own).passed
    bad = check(own / "bad.py", folder=own)
    assert (bad.changed, bad.score) == (True, 0.0)
    assert "it is not all right, and two-layer was changed since" in bad.message


@pytest.mark.slow
@pytest.mark.parametrize("form", ["html", "tex"])
def test_a_table_is_compared_with_the_sheet_that_was_handed_out(own, network, call, form):
    call("sheet", "two-layer", "--students", "3", f"--{form}")
    assert len(marks_on(own / f"sheet.{form}")) == 3
    table(own / "a.csv", network, range(1, 4))
    call("grade", "a.csv", "--exercise", "two-layer")
    assert [row["points"] for row in grades(own / "grades")] == ["11"] * 3
    edited(own, "draw(0.3)", "draw(3.3)")
    said = call("grade", "a.csv", "--exercise", "two-layer", "--out", "again", code=1).output
    assert "NOT GRADED: 3 of 3 answers, such as a.csv, row 2. two-layer was changed since" in said
    assert f"move sheet.{form} away, if it was not handed out" in said
    assert [row["points"] for row in grades(own / "again")] == [""] * 3
    assert "with other numbers than the exercise has now" in (own / "again" / "report.html").read_text()


@pytest.mark.slow
def test_typed_files_of_a_changed_exercise_end_with_a_code(own, network, call):
    (own / "hand").mkdir()
    for seed in (1, 2):
        (own / "hand" / f"s{seed}.py").write_text(filled(network.variant(seed)))
    edited(own, "draw(0.3)", "draw(3.3)")
    assert "NOT GRADED: 2 of 2 answers, such as hand/s1.py" in call("grade", "hand", code=1).output


@pytest.mark.long
def test_two_sheets_that_contradict_one_another_are_said(own, network, call):
    call("sheet", "two-layer", "--students", "2")
    edited(own, "draw(0.3)", "draw(3.3)")
    said = call("sheet", "two-layer", "--students", "2", "--to", "new.html").output
    assert "other numbers" not in said
    table(own / "a.csv", network, [1])
    said = call("grade", "a.csv", "--exercise", "two-layer", code=1).output
    assert "give variant 1 of two-layer different numbers" in said
    (own / "new.html").unlink()
    assert "2 of them had other numbers in the sheet.html" in call("sheet", "two-layer", "--students", "2").output
    assert marks_in(own)["two-layer", 1][1].endswith("sheet.html")


@pytest.mark.long
def test_the_file_of_an_exercise_says_what_may_not_change(own, columns):
    text = (own / "exercise_in_columns.py").read_text()
    assert "numbers and names here may not change" in text
    assert "--points H=0,dH=0" in text


@pytest.mark.long
def test_a_variant_that_no_sheet_has_is_not_graded(own, network, call):
    call("sheet", "two-layer", "--students", "3")
    names = [quantity.name for quantity in network.quantities]
    cells = [typed(network.variant(7).right[name]) for name in names]
    with (own / "a.csv").open("w", newline="") as file:
        csv.writer(file).writerows([["student", "variant", *names], ["Ada", 7, *cells]])
    call("grade", "a.csv", "--exercise", "two-layer")
    (row,) = csv.DictReader((own / "grades" / "grades.csv").read_text().splitlines())
    assert (row["points"], row["two-layer"]) == ("", "")
    assert "variant 7 was not handed out, sheet.html has 1 to 3" in row["two-layer remarks"]


@pytest.mark.long
def test_why_a_file_was_not_judged_stands_in_the_table(own, network, call):
    (own / "class").mkdir()
    (own / "class" / "Ada.py").write_text(PROGRAM.format(**RIGHT).replace("two-layer", "my-sheet"))
    call("grade", "class", "--exercise", "two-layer", "--seed", "5")
    (row,) = csv.DictReader((own / "grades" / "grades.csv").read_text().splitlines())
    assert row["two-layer remarks"] == "my-sheet is not one of the exercises"
