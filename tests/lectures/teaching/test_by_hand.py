"""Points that a teacher gives by hand take the place of the program's, and the tables say both."""

import csv
import json
from dataclasses import replace
from pathlib import Path

import pytest

from lectures.errors import LectureError
from lectures.exercises import load_task
from lectures.teaching.by_hand import read_by_hand, with_points
from lectures.teaching.mark import Mark
from lectures.teaching.outcome import class_of, marks_csv
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
    assert test["output"].endswith("(points given by hand)")


def test_who_could_not_be_judged_may_get_points_by_hand(tmp_path):
    marks = class_of([Mark("Ada", "pond", message="there is no file of Python", graded=False)], [POND])
    found = with_points(marks, read_by_hand(given(tmp_path, "Ada,e,1,on paper"), [POND]))
    head, row = csv.reader(marks_csv(found, [POND]).splitlines())
    assert dict(zip(head, row, strict=True))["points"] == "1"


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
    marks = class_of([Mark("Ada", BATCH.name, 1)], [BATCH])
    with pytest.raises(LectureError) as raised:
        with_points(marks, read_by_hand(given(tmp_path, row, head), [BATCH]))
    assert said in str(raised.value)


def test_of_two_exercises_that_ask_for_a_line_of_one_name_one_is_named(tmp_path):
    twice = [POND, replace(POND, name="sea")]
    with pytest.raises(LectureError, match=r"several exercises ask for 'e'; write pond\.e"):
        read_by_hand(given(tmp_path, "Ada,e,1,"), twice)
    (one,) = read_by_hand(given(tmp_path, "Ada,sea.e,1,"), twice)
    assert (one.exercise, one.line, one.points) == ("sea", "e", 1.0)
