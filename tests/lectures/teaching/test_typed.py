"""Tables as German and French spreadsheets write them, zeros that were dropped, and what cannot be read."""

from pathlib import Path
from typing import Any

import pytest

from engine import Value, named
from lectures.entries import Drawn, Exercise
from lectures.exercises import Task
from lectures.teaching.grading import _Work
from lectures.teaching.outcome import class_of, marks_csv
from lectures.teaching.typed import read_table


def build() -> Drawn:
    w, x = Value(0.3, "w"), [Value(3.0004, "x"), Value(-0.7, "y")]
    z = [named("z", w * x[0]), named("z", w * x[1])]  # 0.90012, -0.21
    loss = named("L", z[0] * z[0] + z[1])
    return Drawn(loss, {"w": w}, values={"z": z, "L": loss})  # L = 0.6002, dL/dw = 4.7013


TASK = Task.of(Exercise("small", "", (), build), Path("own.py"))


def marks(path: Path, data: bytes | str) -> list[dict[str, str]]:
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    work = _Work({}, None)
    work.tasks["small"] = TASK
    return [dict(work.judge_row(row).mark.verdicts) for row in read_table(path, [TASK], "0").rows]


RIGHT = dict.fromkeys(("z", "L", "w"), "right")


@pytest.mark.parametrize(
    "table",
    [
        'name,z,L,w\nAda,"[0.9, -0.21]",0.6,4.7\n',  # without the zeros at the end
        'name,z,L,w\r\nAda,"[""0.900"", ""-0.210""]","0.600"," 4.70 "\r\n',
        "name,z,L,w\nAda,\"['0.900', '-0.21']\",'0.6,4.70\n",
        "name;z;L;w\rAda;0,9 -0,21;0,6;4,7\r",
        'name;z;L;w\nAda;"[0,9; −0,21]";60,0%;4,70\n',
        'name;z;L;w\nAda;"[0,900, -0,210]";60 %;4,70E+00\n',
        "name;z[0];z[1];L;w\nAda;0,9;-,21;0,600;4,7\n",
        "name\tz\tL\tw\nAda\t0,9 –0,21\t0,6\t4,7\n".encode("utf-16"),
        "sep=;\nname;z;L;w\nAdé;0,9\u00a0\u221221e-2;0,6;4,70\u202f\n",
        "\ufeffname;z;L;w\nAdé;{0,9 -0,21};,600;4,7\n",
        "name;z;L;w\nAdé;0,9 -0,21;0,6;4,7\n".encode("cp1252"),
    ],
)
def test_what_a_spreadsheet_writes_is_read(tmp_path: Path, table: bytes | str) -> None:
    assert marks(tmp_path / "a.csv", table) == [RIGHT]


def test_too_few_digits_are_neither_right_nor_wrong(tmp_path: Path) -> None:
    table = "name,z,L,w\nAda,0.9 -0.2,0.6,5\nBob,1 -0.21,1,4.2\n"
    ada, bob = marks(tmp_path / "a.csv", table)
    assert ada == {"z": "digits", "L": "right", "w": "digits"}
    assert bob == {"z": "digits", "L": "digits", "w": "wrong"}
    rows = read_table(tmp_path / "a.csv", [TASK], "0").rows
    work = _Work({}, None)
    work.tasks["small"] = TASK
    text = marks_csv(class_of([work.judge_row(row).mark for row in rows], [TASK]), [TASK])
    assert "0 too few digits" in text


def test_what_cannot_be_read_is_said_by_row_and_column(tmp_path: Path) -> None:
    table = 'name;z;L;w\nAda;[0,9,-0,21;0,6;1. Feb\nBob;0,9 -0,21;#WERT!;about 5\nCyd;"1;2;3";;\n'
    path = tmp_path / "a.csv"
    found = marks(path, table)
    assert [one["w"] for one in found] == ["nonsense", "nonsense", "missing"]
    said = [remark for remark in read_table(path, [TASK], "0").remarks if remark.startswith("row")]
    assert [remark.partition(":")[0] for remark in said] == [
        "row 2, column z", "row 2, column w", "row 3, column L", "row 3, column w",
    ]  # fmt: skip
    assert "date" in said[1]
    assert "error of the spreadsheet" in said[2]


def test_thousands_are_no_decimals(tmp_path: Path) -> None:
    big = Task.of(Exercise("small", "", (), lambda: Drawn(values={"z": Value(1.0, "x") * 1234.5})), Path("own.py"))
    work = _Work({}, None)
    work.tasks["small"] = big
    for cell in ("1.234,5", "1234,5", "1 234,5", '"1,234.5"', "1230", "1,23E+03"):
        (tmp_path / "a.csv").write_text(f"name;z\nAda;{cell}\n")
        (row,) = read_table(tmp_path / "a.csv", [big], "0").rows
        assert work.judge_row(row).mark.verdicts["z"] == "right", cell


def drawn_anew(draw: Any) -> Drawn:
    w = Value(draw(0.3), "w")
    z = named("z", w * 1.7)
    return Drawn(z * z, {"w": w}, values={"z": z})


FRESH = Task.of(Exercise("fresh", "", (), drawn_anew), Path("own.py"))


def test_students_of_one_name_are_both_kept_and_said(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("name,L,w\nAnna Weber,0.6,\nAnna Weber,,4.7\nAnna Weber (2),,\nAnna Weber,5,5\n")
    table = read_table(tmp_path / "a.csv", [TASK], "0")
    assert [row.student for row in table.rows] == ["Anna Weber", "Anna Weber (3)", "Anna Weber (2)", "Anna Weber (4)"]
    assert [remark for remark in table.remarks if "'Anna Weber (3)'" in remark and remark.startswith("row 3:")]
    work = _Work({}, None)
    work.tasks["small"] = TASK
    assert len(class_of([work.judge_row(row).mark for row in table.rows], [TASK])) == 4


def test_who_has_no_name_is_called_by_the_row_of_the_file(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("L,name,w\n0.6,Ada,1\n\n0.6,,4.7\n")
    table = read_table(tmp_path / "a.csv", [TASK], "0")
    assert [(row.student, row.source) for row in table.rows] == [("Ada", "a.csv, row 2"), ("row 4", "a.csv, row 4")]
    assert "row 4: no name stands here; it is graded as 'row 4'" in table.remarks


def test_one_student_has_a_row_for_each_exercise(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("name,exercise,variant,z,w\nAda,small,0,,4.7\nAda,fresh,1,1,2\nAda,small,0,1,1\n")
    rows = read_table(tmp_path / "a.csv", [TASK, FRESH], "row").rows
    assert [(row.student, row.exercise) for row in rows] == [("Ada", "small"), ("Ada", "fresh"), ("Ada (2)", "small")]


@pytest.mark.parametrize("head", ["Variante", "version", "Seed", "VARIANT", "Variante Nr.", "Numéro de variante"])
def test_the_column_of_variants_is_found_and_never_guessed(tmp_path: Path, head: str) -> None:
    (tmp_path / "a.csv").write_text(f"{head};Nom;z;w\n84;Zoë;1;1\n;Ada;1;1\nVariante 7;Bob;1;1\nv12;Cyd;;\nsix;Dan;;\n")
    table = read_table(tmp_path / "a.csv", [FRESH], "row")
    assert [(row.student, row.seed, bool(row.trouble)) for row in table.rows] == [
        ("Zoë", 84, False), ("Ada", 0, True), ("Bob", 7, False), ("Cyd", 12, False), ("Dan", 0, True),
    ]  # fmt: skip
    assert not [remark for remark in table.remarks if "by row" in remark]
    work = _Work({}, None)
    work.tasks["fresh"] = FRESH
    own = class_of([work.judge_row(row).mark for row in table.rows], [FRESH])["Ada"]["fresh"]
    assert (own.score, own.total) == (0, 2)
    assert f"the column {head!r} is empty here" in own.message


def test_variants_by_row_are_said_first(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("Name,z,w,more\nAda,1,1,\nBob,1,1,\n")
    table = read_table(tmp_path / "a.csv", [FRESH], "row")
    assert "taken by row" in table.remarks[0]
    assert [row.seed for row in table.rows] == [1, 2]
    assert not [remark for remark in read_table(tmp_path / "a.csv", [FRESH], "7").remarks if "by row" in remark]


@pytest.mark.parametrize("typed", ["[0.3, 0.2, 0.1]", "0.3 0.2 0.1", "0.3, 0.2, 0.1", "[[0.3], [0.2], [0.1]]"])
def test_a_row_of_numbers_counts_for_a_column_with_a_remark(tmp_path: Path, typed: str) -> None:
    b = [[Value(x, f"b{i}")] for i, x in enumerate((0.15, 0.1, 0.05))]
    turned = [[row[0] for row in b]]
    loss = b[0][0] ** 2 + b[1][0] ** 2 + b[2][0] ** 2
    column = Task.of(Exercise("small", "", (), lambda: Drawn(loss, {"b": b, "bT": turned})), Path("own.py"))
    (tmp_path / "a.csv").write_text(f'name,b,bT\nAda,"{typed}","{typed}"\n')
    work = _Work({}, None)
    work.tasks["small"] = column
    (row,) = read_table(tmp_path / "a.csv", [column], "0").rows
    mark = work.judge_row(row).mark
    nested = typed.startswith("[[")
    assert dict(mark.verdicts) == {"b": "right", "bT": "shape" if nested else "right"}
    said = [remark for remark in mark.remarks if "shape" in remark]
    assert len(said) == (2 if typed.startswith("[0") else 0)
    as_lists = column.variant(0).judge({"b": [0.3, 0.2, 0.1], "bT": [0.3, 0.2, 0.1]})
    assert dict(as_lists.verdicts) == {"b": "right", "bT": "right"}
