"""Points that a teacher gives by hand take the place of the program's, and the tables say both."""

import csv
import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from lectures.errors import LectureError
from lectures.exercises import load_task
from lectures.teaching.by_hand import read_by_hand, with_points
from lectures.teaching.mark import Mark
from lectures.teaching.outcome import class_of, gradescope, marks_csv
from tests.lectures.teaching.classes import typed

BATCH = load_task("batch-of-three")
POND = load_task("pond")


def given(folder: Path, rows: str, head: str = "student,line,points,why") -> Path:
    path = folder / "by-hand.csv"
    path.write_text(f"{head}\n{rows}\n")
    return path


def test_grades_have_the_points_by_hand_those_of_the_program_and_why(own, network, call):
    right = {name: typed(x) for name, x in network.variant(1).right.items()}
    wrong = right | {"dY": "[[7.5], [2.25]]"}
    with Path("answers.csv").open("w", newline="") as file:
        csv.writer(file).writerows(
            [["student", "variant", *right], ["Ada", 1, *wrong.values()], ["Bo", 1, *right.values()]]
        )
    grade = ("grade", "answers.csv", "--exercise", "two-layer")
    call(*grade, "--out", "alone")
    given(own, 'Ada,dY,0.5,"right idea, copied wrongly"')
    assert "By hand, from by-hand.csv: the points of 1 line\n" in call(*grade, "--by-hand", "by-hand.csv").output
    why = call(*grade, "--by-hand", "by-hand.csv", "--explain", "ada").output
    assert "By hand (by-hand.csv, row 2): two-layer.dY 0.5, right idea, copied wrongly" in why
    alone, ada, bo = (
        next(row for row in csv.DictReader(Path(out).read_text("utf-8-sig").splitlines()) if row["student"] == student)
        for out, student in (("alone/grades.csv", "Ada"), ("grades/grades.csv", "Ada"), ("grades/grades.csv", "Bo"))
    )
    assert alone["two-layer.dY"] == "0 wrong"
    assert ada["two-layer.dY"] == "0.5 by hand (0 wrong)"
    assert float(ada["points"]) == float(alone["points"]) + 0.5 == float(ada["two-layer"])
    assert "dY: 0.5 by hand instead of 0, right idea, copied wrongly" in ada["two-layer remarks"]
    assert "by hand" not in " ".join(bo.values())
    result = json.loads(Path("grades/gradescope/Ada/results.json").read_text("utf-8"))
    (test,) = [test for test in result["tests"] if test["name"] == "two-layer: dY"]
    assert test["score"] == 0.5
    assert test["output"].endswith("(points given by hand: right idea, copied wrongly)")


def test_who_could_not_be_judged_may_get_points_by_hand(tmp_path):
    marks = class_of([Mark("Ada", "pond", message="there is no file of Python", graded=False)], [POND])
    found = with_points(marks, read_by_hand(given(tmp_path, "Ada,e,1,on paper"), [POND], marks))
    head, row = csv.reader(marks_csv(found, [POND]).splitlines())
    assert dict(zip(head, row, strict=True))["points"] == "1"


def test_gradescope_says_of_a_line_by_hand_why_and_passes_it_with_all_its_points(tmp_path):
    marks = class_of([Mark("Ada", "pond", message="line 7: ZeroDivisionError")], [POND])
    rows = read_by_hand(given(tmp_path, "Ada,e,1,on paper\nAda,s,0.5,in part\nAda,de,1,"), [POND], marks)
    tests = {test["name"]: test for test in gradescope(with_points(marks, rows)["Ada"])["tests"]}
    said = {name: (test["score"], test["status"], test["output"]) for name, test in tests.items()}
    assert said["pond: e"] == (1.0, "passed", "points given by hand: on paper")
    assert said["pond: s"] == (0.5, "failed", "points given by hand: in part")
    assert said["pond: de"] == (1.0, "passed", "points given by hand")
    assert said["pond: ds"] == (0.0, "failed", "line 7: ZeroDivisionError")


@pytest.mark.parametrize(
    ("head", "row", "said"),
    [
        ("student,points", "Ada,1", "need the columns student, line and points; it has student, points"),
        ("student,line,points", "Ada,dX,1", "row 2: no exercise asks for 'dX'"),
        ("student,line,points", "Ada,Z[0][1],1", "points are given to a whole line"),
        ("student,line,points", "Ada,Z,one", "row 2: 'one' are no points; write a number such as 1.5"),
        ("student,line,points", "Ada,Z,9", "row 2: Z is worth"),
        ("student,line,points", "Ada,Z,-1", "row 2: Z is worth"),
        ("student,line,points", "Eve,Z,1", "row 2: no answer is of 'Eve'"),
    ],
    ids=["no_line", "unknown_line", "one_entry", "no_number", "too_many", "less_than_none", "unknown_student"],
)
def test_a_row_that_gives_no_points_is_refused_by_its_number(tmp_path, head, row, said):
    with pytest.raises(LectureError) as raised:
        read_by_hand(given(tmp_path, row, head), [BATCH], ["Ada"])
    assert said in str(raised.value)


def test_all_rows_that_give_no_points_are_named_at_once(tmp_path):
    rows = "Adda,Z,1,\nAda,dX,1,\nAda,Z,1,\nAda,Z,9,\nAda,Z,0.5,again"
    with pytest.raises(LectureError) as raised:
        read_by_hand(given(tmp_path, rows), [BATCH], ["Ada"])
    first, second, fourth, fifth = str(raised.value).splitlines()
    assert first == "by-hand.csv, row 2: no answer is of 'Adda'; did you mean 'Ada'?"
    assert second.startswith("by-hand.csv, row 3: no exercise asks for 'dX'")
    assert fourth.startswith("by-hand.csv, row 5: Z is worth")
    assert fifth == "by-hand.csv, row 6: row 4 gives Ada points for Z already; delete one"


@pytest.mark.parametrize("to", ["--out", "--explain"])
def test_no_answer_is_run_where_points_by_hand_cannot_be_given(own, network, call, to):
    (own / "class").mkdir()
    (own / "class" / "Ada.py").write_text(f"EXERCISE = 'two-layer'\nopen({str(own / 'was run')!r}, 'w')\n")
    given(own, "Eve,dY,1,")
    said = call("grade", "class", "--by-hand", "by-hand.csv", to, "Ada", code=1).output
    assert "by-hand.csv, row 2: no answer is of 'Eve'" in said
    assert not (own / "was run").exists()


def test_an_explanation_counts_the_points_by_hand(own, network, call):
    right = {name: typed(x) for name, x in network.variant(1).right.items()}
    with Path("answers.csv").open("w", newline="") as file:
        csv.writer(file).writerows(
            [["student", "variant", *right], ["Ada", 1, *(right | {"dY": "[[7.5], [2.25]]"}).values()], ["Bo", "x"]]
        )
    given(own, "Ada,dY,0.5,half\nBo,dY,1,on paper")
    explain = ("grade", "answers.csv", "--exercise", "two-layer", "--by-hand", "by-hand.csv", "--explain")
    ada = call(*explain, "Ada").output
    assert re.search(r"  dY +✗  wrong +0.5 of 1  by hand\n", ada)
    assert "Score: 10.5 of 11" in ada
    assert "Score: 1 of 11" in call(*explain, "Bo").output


def test_an_explanation_of_a_file_that_breaks_counts_the_points_by_hand(own, network, call):
    (own / "class").mkdir()
    (own / "class" / "Ada.py").write_text("EXERCISE = 'two-layer'\ndef gradients(**given):\n    return 1 / 0\n")
    (own / "class" / "Bo.pdf").write_text("on paper")
    given(own, "Ada,dY,1,\nAda,W1,0.5,\nBo,H,1,")
    explain = ("grade", "class", "--exercise", "two-layer", "--by-hand", "by-hand.csv", "--explain")
    assert "ZeroDivisionError" in call(*explain, "Ada").output
    assert "Score: 1.5 of 11" in call(*explain, "Ada").output
    assert "Score: 1 of 11" in call(*explain, "Bo").output


def test_of_two_exercises_that_ask_for_a_line_of_one_name_one_is_named(tmp_path):
    twice = [POND, replace(POND, name="sea")]
    with pytest.raises(LectureError, match=r"several exercises ask for 'e'; write pond\.e"):
        read_by_hand(given(tmp_path, "Ada,e,1,"), twice, ["Ada"])
    (one,) = read_by_hand(given(tmp_path, "Ada,sea.e,1,"), twice, ["Ada"])
    assert (one.exercise, one.line, one.points) == ("sea", "e", 1.0)
