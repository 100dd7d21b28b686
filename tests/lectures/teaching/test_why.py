"""What a teacher is asked: why points were lost, who was not graded, what was not read; and one reader for all."""

from pathlib import Path

import pytest

from lectures.errors import LectureError
from lectures.exercises import Graded, load_task
from lectures.exercises.checking import check
from lectures.exercises.said import hints_of
from lectures.teaching.assignment import tasks_named
from lectures.teaching.class_report import class_report
from lectures.teaching.handed_in import no_python, submissions
from lectures.teaching.mark import Mark, mark_of_numbers
from lectures.teaching.outcome import class_of, gradescope, marks_csv
from lectures.teaching.typed import read_table

BATCH = load_task("batch-of-three")
VARIANT = BATCH.variant(0)


def judged(**changed: object) -> Graded:
    return VARIANT.judge({**VARIANT.right, **changed})


def test_which_numbers_are_wrong_is_said_where_no_slip_explains_it() -> None:
    Z = [list(row) for row in VARIANT.right["Z"]]
    Z[2][1] += 1.7
    b = list(VARIANT.right["b"])
    b[1] = -b[1]
    found = judged(Z=Z, dZ=None, W=None).unexplained
    assert found == {"Z": "only [2][1] is wrong; the rest is right"}
    graded = judged(b=b)
    assert "by its sign" in graded.entries["b"]
    many = [[x + 1.7 * (i < 2) for x in row] for i, row in enumerate(VARIANT.right["Z"])]
    assert judged(Z=many).entries["Z"] == "4 of 6 numbers are wrong"
    mark = mark_of_numbers("Ada", BATCH.name, 0, judged(Z=Z), "")
    made = class_of([mark], [BATCH])
    assert "Z: only [2][1] is wrong" in marks_csv(made, [BATCH])
    assert gradescope(made["Ada"])["tests"][0]["output"] == "wrong: only [2][1] is wrong; the rest is right"


def test_the_third_hint_says_which_numbers_are_wrong(tmp_path: Path) -> None:
    Z = [[round(x, 3) for x in row] for row in VARIANT.right["Z"]]
    Z[0][0] += 1.7
    path = tmp_path / "a.py"
    path.write_text(f"EXERCISE = 'batch-of-three'\nSEED = 0\nANSWERS = {{'Z': {Z}}}\n")
    checked = check(path)
    said = "Z: only [0][0] is wrong; the rest is right"
    assert [said in hints_of(checked, level) for level in (1, 2, 3)] == [False, False, True]


def test_decimal_commas_are_read_alike_in_a_table_and_in_a_file(tmp_path: Path) -> None:
    text = "; ".join(" ".join(f"{x:.4g}".replace(".", ",") for x in row) for row in VARIANT.right["Z"])
    assert "," in text
    path = tmp_path / "a.py"
    path.write_text(f"EXERCISE = 'batch-of-three'\nSEED = 0\nANSWERS = {{'Z': {text!r}}}\n")
    assert check(path).verdict("Z") == "right"
    table = tmp_path / "a.csv"
    table.write_text(f'name,Z\nAda,"{text}"\n')
    assert VARIANT.judge(read_table(table, [BATCH], "0").rows[0].answers).verdicts["Z"] == "right"


def test_what_is_no_program_in_a_flat_folder_is_named(tmp_path: Path) -> None:
    for name in ("Ada.py", "Ada.txt", "Hana.txt", "Ida.docx", "list.csv", ".hidden"):
        (tmp_path / name).write_text("")
    found = dict(submissions(tmp_path))
    assert list(found) == ["Ada", "Hana", "Ida"]
    assert found["Ada"] == tmp_path / "Ada.py"
    assert no_python(found["Ida"]) == "there is no file of Python; Ida.docx is a text"


def test_gradients_may_be_called_as_the_text_calls_them(tmp_path: Path) -> None:
    table = tmp_path / "a.csv"
    table.write_text("name,Z,dZ,dW,db\nAda,1,2,3,4\n")
    read = read_table(table, [BATCH], "0")
    assert (dict(read.rows[0].answers), read.missing) == ({"Z": "1", "dZ": "2", "W": "3", "b": "4"}, [])
    table.write_text("name,Z,dZ,dW,W,db\nAda,1,2,3,3,4\n")
    with pytest.raises(LectureError, match="two columns answer W"):
        read_table(table, [BATCH], "0")
    (weighted,) = tasks_named(["batch-of-three"], None, {"dW": 7})
    assert {q.name: q.points for q in weighted.quantities}["W"] == 7


def test_who_is_not_graded_counts_nowhere() -> None:
    right = mark_of_numbers("Ada", BATCH.name, 0, judged(), "")
    made = class_of([right, Mark("Bo", BATCH.name, message="not graded: no variant", graded=False)], [BATCH])
    bo = marks_csv(made, [BATCH]).splitlines()[2]
    assert bo.startswith("Bo,,9,,,,,,,")
    assert "<b>9</b> of 9 points on average" in class_report(made, [BATCH])


def test_the_exercises_of_the_house_are_not_warned_of() -> None:
    assert BATCH.unweighted == ""
    assert load_task("two-sigmoids").unweighted == ""
