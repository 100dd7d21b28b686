"""Broken and empty files keep their exercise and the true reason; a class is graded on what most have answered."""

import csv
import json
from pathlib import Path

import pytest

from lectures.exercises import load_task
from lectures.exercises.catalogue import find_exercises
from lectures.teaching.mark import Mark
from lectures.teaching.outcome import class_of, gradescope, marks_csv
from lectures.teaching.which_exercise import answered, exercise_of, named_in
from lectures.teaching.writing import kept
from tests.lectures.teaching.classes import PROGRAM, RIGHT

BROKEN = 'EXERCISE = "two-layer"\ndef gradients(\n'


def test_a_file_that_is_no_python_names_its_exercise_all_the_same(tmp_path: Path) -> None:
    path = tmp_path / "Ada.py"
    for text, name in ((BROKEN, "two-layer"), ("EXERCISE = 'pond'\n\0", "pond"), ("def gradients(", None), ("", None)):
        path.write_text(text)
        assert exercise_of(path) == name, text
    empty = tmp_path / "Bo_two_layer-07.py"
    empty.write_text("")
    assert exercise_of(empty, ["layer", "two-layer"]) == "two-layer"
    assert exercise_of(tmp_path / "none.py", ["none"]) is None
    assert named_in("networks", ["net"]) is None


def test_what_few_have_answered_is_somebodys_own(own: Path, network) -> None:
    files = []
    for student in ("Ada", "Bo", "Cy", "Di"):
        files.append((student, own / f"{student}.py"))
        files[-1][1].write_text(PROGRAM.format(**RIGHT))
    for name, exercise in (("more", "pond"), ("what", "no-such-exercise")):
        files.append(("Ada", own / f"{name}.py"))
        files[-1][1].write_text(f"EXERCISE = '{exercise}'\n")
    known = [*find_exercises(own), "pond"]
    assert answered(files, known) == ({"two-layer": 4}, {"pond": 1})
    assert answered(files[:1] + files[4:5], known) == ({"two-layer": 1, "pond": 1}, {})
    assert answered([("Ada", None)], known) == ({}, {})


def test_why_a_file_counts_for_nothing_stands_with_every_exercise_it_may_be(network) -> None:
    other = load_task("penalty-neuron")
    made = class_of([Mark("Ada", "", message="the file is not valid Python: line 2")], [network, other])
    assert {mark.message for mark in made["Ada"].values()} == {"the file is not valid Python: line 2"}
    assert list(made["Ada"]) == ["two-layer", "penalty-neuron"]
    (row,) = csv.DictReader(marks_csv(made, [network, other]).splitlines())
    assert row["two-layer remarks"] == "the file is not valid Python: line 2"
    notes = gradescope(made["Ada"])["output"].splitlines()
    assert notes == [f"{name}: the file is not valid Python: line 2" for name in ("two-layer", "penalty-neuron")]


@pytest.mark.slow
def test_a_class_with_broken_files_and_one_who_did_more(own: Path, network, call) -> None:
    folder = own / "in"
    folder.mkdir()
    (folder / "Ada").mkdir()
    for student in ("Ada/one", "Bo", "Cy"):
        (folder / f"{student}.py").write_text(PROGRAM.format(**RIGHT))
    (folder / "broken.py").write_text(BROKEN)
    (folder / "Em two-layer.py").write_text("")
    (folder / "Ada" / "more.py").write_text("EXERCISE = 'penalty-neuron'\n")
    said = call("grade", "in", "--seed", "5").output
    assert "Exercises that are graded: two-layer (4 students); left out: penalty-neuron (1 student)" in said
    assert "To choose: --exercise NAME" in said
    text = (own / "grades" / "grades.csv").read_text(encoding="utf-8-sig")
    rows = {row["student"]: row for row in csv.DictReader(text.splitlines())}
    assert {row["out of"] for row in rows.values()} == {"11"}
    assert (rows["Ada"]["points"], rows["broken"]["points"]) == ("11", "0")
    assert "the file is not valid Python: line 2" in rows["broken"]["two-layer remarks"]
    assert rows["Em two-layer"]["two-layer remarks"] == "the file is empty"
    result = json.loads((own / "grades" / "gradescope" / "broken" / "results.json").read_text())
    assert result["output"].startswith("two-layer: the file is not valid Python: line 2")
    page = (own / "grades" / "report.html").read_text()
    assert "Could not be judged: 2 (1 an empty file, 1 no valid Python)" in page


@pytest.mark.slow
def test_it_is_asked_whose_a_file_is_that_still_has_the_name_of_the_exercise(own: Path, network, call) -> None:
    (own / "in").mkdir()
    for student in ("Ada", "two-layer", "two_layer (1)", "two-layer-003"):
        (own / "in" / f"{student}.py").write_text(PROGRAM.format(**RIGHT))
    said = call("grade", "in", "--seed", "5").output
    assert "Whose is it? two-layer-003, two-layer, two_layer (1): called as the exercise was handed out" in said
    assert "Graded 4 students" in said
    for student in ("two-layer", "two_layer (1)", "two-layer-003"):
        (own / "in" / f"{student}.py").unlink()
    assert "Whose is it?" not in call("grade", "in", "--seed", "5").output


def test_grades_that_were_corrected_by_hand_are_kept(tmp_path: Path) -> None:
    table = tmp_path / "grades.csv"
    assert kept(table, "a") is None
    for n, text in enumerate(("one", "two")):
        table.write_text(text)
        assert kept(table, text) is None
        before = kept(table, "new")
        assert before == tmp_path / ("grades-before.csv" if not n else "grades-before-2.csv")
        assert before.read_text() == text
        assert not table.exists()
