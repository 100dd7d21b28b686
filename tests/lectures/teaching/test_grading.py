"""Grading: tables as spreadsheets write them, programs that hang, crash or cheat, and what comes out for whom."""

import csv
import json
import os
from pathlib import Path

import pytest

from lectures.errors import LectureError
from lectures.exercises import load_task
from lectures.teaching.class_report import class_report, kind_of, part_of
from lectures.teaching.forks import Forks
from lectures.teaching.grading import each, grade_folder, grade_table
from lectures.teaching.handed_in import identified, submissions
from lectures.teaching.mark import Mark, Seen, mark_of_numbers
from lectures.teaching.outcome import class_of, gradescope, harmless, marks_csv
from lectures.teaching.typed import read_table
from tests.engine.drawing.pages import PATIENCE
from tests.lectures.teaching.classes import BROKEN, PROGRAM, RIGHT, typed, write_programs, write_table

pytestmark = pytest.mark.slow  # processes of their own


def table(path: Path, text: str, tasks, rule="row"):
    path.write_text(text)
    return read_table(path, tasks, rule)


def row(variant, **changed):
    return [changed.get(q.name, typed(variant.right[q.name])) for q in variant.quantities]


def write(path: Path, rows, delimiter=","):
    with path.open("w", newline="") as file:
        csv.writer(file, delimiter=delimiter).writerows(rows)
    return path


def test_a_slip_costs_its_own_line_and_what_follows_keeps_its_points(own, network):
    variant = network.variant(4)
    kind, text, _, wrong = next(s for s in variant.likely() if s[0] == "activation forgotten" and "dY" not in s[3])
    slipped = row(variant, **{name: typed(x) for name, x in wrong.items()})
    names = [q.name for q in network.quantities]
    path = write(own / "a.csv", [["student", "variant", *names], ["Ada", 4, *row(variant)], ["Bob", "4", *slipped]])
    ada, bob = grade_table(read_table(path, [network], "row").rows, [network], own)
    assert (ada.score, ada.total, set(ada.verdicts.values())) == (11.0, 11.0, {"right"})
    assert bob.score == 10.0
    assert [bob.verdicts[name] for name in ("dZ", "W1", "b1")] == ["wrong", "follows", "follows"]
    assert [(slip.kind, slip.quantities) for slip in bob.slips] == [(kind, ("dZ",))]
    assert text.startswith("the derivative of tanh is forgotten")


def test_the_numbers_of_another_variant_earn_nothing_and_are_named(own, columns):
    names = [q.name for q in columns.quantities]
    rows = [[f"s{n}", n, *row(columns.variant(n))] for n in range(1, 5)]
    rows += [["known", 6, *row(columns.variant(3))], ["a gap", 4, *row(columns.variant(5))]]
    path = write(own / "a.csv", [["student", "variant", *names], *rows])
    marks = {mark.student: mark for mark in grade_table(read_table(path, [columns], "row").rows, [columns], own)}
    assert all(marks[f"s{n}"].score == marks["s1"].total and not marks[f"s{n}"].remarks for n in range(1, 5))
    for student, mine, other in (("known", 6, 3), ("a gap", 4, 5)):
        mark = marks[student]
        assert (mark.score, set(mark.verdicts.values())) == (0.0, {"wrong"})
        assert f"these are the right numbers of variant {other}, not of variant {mine}" in mark.remarks[0]
        assert [slip.text for slip in mark.slips] == ["the numbers of another variant"]


def test_a_guess_says_how_sure_it_is_in_every_file_in_the_same_words(columns):
    points = {q.name: q.points for q in columns.quantities}
    seen = Seen("a", "the derivative of tanh is forgotten", ("Z2",), "possible")
    verdicts = {**dict.fromkeys(points, "right"), "Z2": "wrong"}
    made = class_of([Mark("Ada", columns.name, 1, points, points, verdicts, (seen,))], [columns])
    said = "the derivative of tanh is forgotten (possible)"
    assert f"Z2: {said}" in marks_csv(made, [columns])
    assert f"<p>{said} " in class_report(made, [columns])
    assert any(test["output"] == f"wrong: {said}" for test in gradescope(made["Ada"])["tests"])


def test_what_a_table_says_besides_goes_along(own, columns):
    variant = columns.variant(1)
    names = [q.name for q in columns.quantities]
    head, cells = ["student", "email", "group", "variant", *names], ["Ada", "ada@uni.example", "B2", 1, *row(variant)]
    found = read_table(write(own / "about.csv", [head, cells]), [columns], "row")
    assert found.remarks == ["no answers, but carried along: email, group"]
    made = class_of(grade_table(found.rows, [columns], own), [columns])
    (line,) = csv.DictReader(marks_csv(made, [columns], {row.student: row.about for row in found.rows}).splitlines())
    assert (line["student"], line["email"], line["group"]) == ("Ada", "ada@uni.example", "B2")


def test_the_number_in_the_names_of_moodles_folders_goes_along(tmp_path):
    for name in ("Ada Weber_3113_assignsubmission_file_", "Bo_7_assignsubmission_file_", "Bo_8_assignsubmission_file_"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.py").write_text("")
    assert identified(tmp_path) == {"Ada Weber": {"id": "3113"}, "Bo (7)": {"id": "7"}, "Bo (8)": {"id": "8"}}
    assert list(identified(tmp_path)) == [student for student, _ in submissions(tmp_path)]


def dana(seed=4):
    """Somebody who forgets tanh' in every line, and keeps all digits but writes three."""
    task = load_task("tanh-by-hand", Path("/"))
    variant = task.variant(seed)
    g, right = variant.given, variant.right
    wrong = {"w10": right["dh"][0] * g["x1"], "w01": right["dh"][1] * g["x0"], "b1": right["dh"][1]}
    return task, variant.judge({name: typed(x) for name, x in {**right, **wrong}.items()})


@pytest.mark.parametrize("seed", [3, 4])
def test_one_slip_in_lines_of_single_numbers_is_one_row_and_none_is_unexplained(seed):
    task, graded = dana(seed)
    mark = mark_of_numbers("Dana", task.name, seed, graded, "")
    assert {slip.kind for slip in mark.slips} == {"activation forgotten"}
    assert mark.unexplained == ()
    part = part_of(task, [mark])
    (bar,) = part.bars
    assert (bar.count, sorted(bar.places.split(", "))) == (1, ["b1", "w01", "w10"])
    assert "at the tanh in h = tanh(w00*x0 + w10*x1 + b0) and tanh in h = tanh(w01*x0" in bar.text
    assert part.unexplained == 0


def test_a_slip_at_the_start_is_not_taken_for_another_variant(own, columns):
    names = [q.name for q in columns.quantities]
    rows = []
    for n in range(1, 9):
        wrong = columns.variant(n).likely()[n][3]
        rows.append([f"s{n}", n, *row(columns.variant(n), **{name: typed(x) for name, x in wrong.items()})])
        rows.append([f"all {n}", n, *row(columns.variant(n), **dict.fromkeys(names, "1.5"))])
    path = write(own / "a.csv", [["student", "variant", *names], *rows])
    marks = grade_table(read_table(path, [columns], "row").rows, [columns], own)
    assert not [remark for mark in marks for remark in mark.remarks if "variant" in remark]


def test_a_table_may_come_from_any_spreadsheet(own, network):
    variant = network.variant(2)
    entries = ["W1[0][0]", "W1[0][1]", "W1[1][0]", "W1[1][1]"]
    numbers = [f"{x:.4g}".replace(".", ",") for line in variant.right["W1"] for x in line]
    path = write(
        own / "b.csv", [["Name", "Variant", "b2", *entries, "dYY", ""], ["Zoë", "Variant 2", "0,1", *numbers]], ";"
    )
    path.write_bytes("\ufeff".encode() + path.read_bytes())
    found = read_table(path, [network], "row")
    assert [remark for remark in found.remarks if "dYY" in remark] == [
        "the column 'dYY' is of no use here; did you mean 'dY'?"
    ]
    assert "two-layer.dZ" in found.missing
    (mark,) = grade_table(found.rows, [network], own)
    assert (mark.student, mark.seed, mark.verdicts["W1"], mark.verdicts["b2"]) == ("Zoë", 2, "right", "wrong")
    assert mark.verdicts["dZ"] == "missing"


@pytest.mark.parametrize(("rule", "seeds"), [("row", [1, 2]), ("9", [9, 9]), ("name", [62152, 67104])])
def test_without_a_column_a_rule_says_the_variant(own, network, rule, seeds):
    found = table(own / "c.csv", "who,b2\nAda,1\nBob,2\n", [network], rule)
    assert [each.student for each in found.rows] == ["Ada", "Bob"]
    assert [each.seed for each in found.rows] == seeds


def test_nonsense_costs_its_own_cell_or_row(own, network):
    text = "student,variant,b2,dY\nAda,1,seven,\nBob,x,1,1\n\nCyd,1,1e999,[[1\nDan,1," + "9" * 9000 + ",1\n"
    found = table(own / "d.csv", text, [network])
    ada, bob, cyd, dan = grade_table(found.rows, [network], own)
    assert ada.verdicts["b2"] == "nonsense"
    assert "b2" in ada.remarks[0]
    assert "no number of a variant" in bob.message
    assert (cyd.score, dan.score) == (0.0, 0.0)


def test_a_table_without_names_says_so(own, network):
    with pytest.raises(LectureError, match="named like"):
        table(own / "e.csv", "1,2,3\n", [network])
    with pytest.raises(LectureError, match="first line"):
        table(own / "e.csv", "", [network])
    with pytest.raises(LectureError, match="rules are"):
        table(own / "e.csv", "student,b2\nAda,1\n", [network], "whatever")


def test_programs_are_graded_apart_and_broken_ones_stop_nothing(own, network):
    folder = own / "handed in"
    folder.mkdir()
    (folder / "Ada.py").write_text(PROGRAM.format(**RIGHT))
    (folder / "Bob_77_assignsubmission_file").mkdir()
    (folder / "Bob_77_assignsubmission_file" / "mine.py").write_text(PROGRAM.format(**(RIGHT | {"dZ": "dH"})))
    for i, text in enumerate(BROKEN):
        (folder / f"x{i}.py").write_text(text)
    (folder / "kills.py").write_text("EXERCISE = 'two-layer'\nimport os\nos.kill(os.getppid(), 9)\n")
    (folder / "empty").mkdir()
    (folder / "notes.txt").write_text("not mine")
    marks = {mark.student: mark for mark in grade_folder(folder, [network], 5, own, seconds=1.0)}
    assert set(marks) == {"Ada", "Bob", "kills", "empty", "notes", *(f"x{i}" for i in range(len(BROKEN)))}
    assert marks["Ada"].score == 11.0
    assert (marks["Bob"].score, marks["Bob"].verdicts["W1"]) == (10.0, "follows")
    assert "tanh is forgotten" in marks["Bob"].slips[0].text
    said = {student: mark.message for student, mark in marks.items()}
    assert "endless loop" in said["x0"]
    assert "ZeroDivisionError" in said["x1"]
    assert "not valid Python" in said["x2"]
    assert "code 7" in said["x3"]
    assert "unavailable" in said["x4"]
    assert "no file" in said["empty"]
    assert said["kills"]
    assert all(mark.score == 0 for student, mark in marks.items() if student not in ("Ada", "Bob"))


def test_the_same_seed_gives_the_same_numbers(own, network):
    (own / "in").mkdir()
    (own / "in" / "a.py").write_text(PROGRAM.format(**RIGHT))
    assert grade_folder(own / "in", [network], 5, own) == grade_folder(own / "in", [network], 5, own)


class Deadly:
    """Work that ends its process for one item."""

    seconds = 0.0

    def do(self, item: int) -> Mark:
        if item == 3:
            os._exit(1)
        if item == 5:
            raise ValueError("five")
        return Mark(f"s{item}", "pond")


def test_a_worker_that_dies_costs_one_answer():
    work = Deadly()
    seen: list[int] = []
    found = each(work, work.do, list(range(9)), 2, seen.append)
    assert [mark.student for mark in found if isinstance(mark, Mark)] == [f"s{i}" for i in range(9) if i not in (3, 5)]
    assert found[3] == "the process that judged this answer broke off"
    assert "five" in str(found[5])


def test_an_answer_that_goes_on_without_its_parent_is_stopped(tmp_path):
    program = tmp_path / "a.py"
    program.write_text("import os, signal\nos.kill(os.getppid(), signal.SIGKILL)\nwhile True: pass\n")
    with Forks() as forks:
        assert "ended the process" in forks.run(program, [{}], 1.0)["error"]
        program.write_text("def gradients():\n    return {'w': 1.5}\n")
        assert forks.run(program, [{}], 1.0)["answers"] == [{"w": {"numbers": 1.5, "single": False}}]


def test_hidden_files_are_no_submissions(tmp_path):
    for name in (".git/a.py", "Ada/__pycache__/b.py", "Ada/src/c.py", "_x.py", "Bob/.venv/d.py", "e.ipynb"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("")
    found = [("Ada", tmp_path / "Ada" / "src" / "c.py"), ("Bob", None), ("e", tmp_path / "e.ipynb")]
    assert list(submissions(tmp_path)) == found  # a notebook is one, which is told what to hand in


def test_gradescope_gets_a_test_for_each_line_and_no_right_number(network):
    variant = network.variant(3)
    graded = variant.judge(dict(variant.right) | {"dZ": variant.likely()[0][3]["dZ"]})
    mark = Mark(
        "Ada", "two-layer", 3, graded.points, graded.out_of, graded.verdicts, (Seen("sign", "flipped", ("dZ",)),)
    )
    result = gradescope({"two-layer": mark})
    assert {"score", "tests", "output", "visibility", "stdout_visibility"} <= set(result)
    tests = {test["name"]: test for test in result["tests"]}
    assert tests["two-layer: dZ"]["status"] == "failed"
    assert "flipped" in tests["two-layer: dZ"]["output"]
    assert sum(test["score"] for test in result["tests"]) == result["score"]
    assert all(set(test) <= {"name", "score", "max_score", "status", "output", "output_format", "visibility"}
               for test in result["tests"])  # fmt: skip
    said = json.dumps(result)
    assert not any(f"{abs(x):.3g}" in said for line in variant.right["W1"] for x in line)


def test_one_row_for_each_student_and_the_best_of_several_answers(network):
    points = {q.name: q.points for q in network.quantities}
    good = Mark("=Ada", "two-layer", 1, points, points, dict.fromkeys(points, "right"))
    bad = Mark("=Ada", "two-layer", 1, dict.fromkeys(points, 0.0), points, dict.fromkeys(points, "wrong"))
    lost = Mark("Bob", "", message="there is no file of Python")
    marks = class_of([bad, good, bad, lost], [network])
    head, ada, bob = list(csv.reader(marks_csv(marks, [network]).splitlines()))
    assert head[:4] == ["student", "points", "out of", "two-layer"]
    assert ada[:3] == ["'=Ada", "11", "11"]
    assert bob[:3] == ["Bob", "0", "11"]
    assert bob[-1] == "there is no file of Python"
    assert harmless("@x") == "'@x"


def test_the_report_counts_students_and_names_none(network):
    points = {q.name: q.points for q in network.quantities}
    verdicts = dict.fromkeys(points, "right") | {"dZ": "wrong", "W1": "wrong"}
    slip = Seen("activation forgotten", "the derivative of tanh <is> forgotten", ("dZ", "W1"))
    marks = [
        Mark(f"Student {i}", "two-layer", i, points, points, verdicts, (slip, slip) if i < 61 else ())
        for i in range(70)
    ]
    marks.append(Mark("Late", "two-layer", message="it did not finish within 1 s"))
    part = part_of(network, marks)
    assert (part.answered, part.unexplained, part.broken) == (70, 9, [("without an end", 1)])
    assert [(bar.count, bar.places) for bar in part.bars] == [(61, "dZ, W1")]
    page = class_report(class_of(marks, [network]), [network])
    assert "<b>61</b>" in page
    assert "&lt;is&gt; forgotten" in page
    assert "Student 1" not in page
    assert "Late" not in page
    assert "Could not be judged: 1 (1 without an end)." in page


def test_the_report_tells_too_few_digits_from_what_is_wrong(network):
    points = {q.name: q.points for q in network.quantities}
    verdicts = dict.fromkeys(points, "right") | {"H": "digits", "dZ": "wrong", "W1": "follows"}
    marks = [Mark("Ada", "two-layer", 1, points, points, verdicts), Mark("Bo", "two-layer", 1, {}, points, verdicts)]
    lines = {line.name: line for line in part_of(network, marks).lines}
    assert (lines["H"].digits, lines["H"].wrong, lines["dZ"].digits, lines["dZ"].wrong) == (2, 0, 0, 2)
    page = class_report(class_of(marks, [network]), [network])
    assert "H: 0 right, 0 follow from an earlier slip, 2 with too few digits, 0 wrong, 0 missing" in page
    assert '<i class="digits"></i> too few digits' in page


@pytest.mark.parametrize(
    ("message", "kind"),
    [
        ("not graded: variant 201 was not handed out, sheet.html has 1 to 200; mend the number, or",
         "with the number of a variant that was not handed out"),
        ("'x' is no number of a variant", "without the number of a variant"),
        ("pond is not one of the exercises", "without the name of an exercise that is graded"),
        ("there is no exercise 'pont' here", "without the name of an exercise that is graded"),
        ("the file does not say which exercise it solves; keep the line EXERCISE",
         "without the name of an exercise that is graded"),
        ("there is no answer", "not handed in"),
        ("line 3: ZeroDivisionError", "broken off"),
    ],
    ids=["no_such_variant", "no_number", "another_exercise", "no_such_exercise", "no_exercise", "nothing", "crash"],
)  # fmt: skip
def test_the_report_says_of_what_kind_a_trouble_is(message, kind):
    assert kind_of(message) == kind


@pytest.mark.parametrize(("width", "height"), [(1280, 720), (1024, 768), (1600, 900)])
def test_a_full_report_is_one_page_to_project(columns, browser, width, height):
    points = {q.name: q.points for q in columns.quantities}
    texts = [f"{i}: the derivative of sigmoid is misremembered as 1 - y**2, that of tanh, in A1 = sigmoid(S1)"
             for i in range(9)]  # fmt: skip
    marks = [
        Mark(f"s{i}", columns.name, i, points, points, dict.fromkeys(points, "wrong"), (Seen("a", text, ("Z2", "W1")),))
        for i, text in enumerate(texts)
    ]
    marks.append(Mark("t", columns.name, 9, points, points, dict.fromkeys(points, "wrong")))
    marks.append(Mark("u", columns.name, message="it did not finish within 1 s"))
    page = browser.new_page(viewport={"width": width, "height": height})
    page.set_default_timeout(PATIENCE)
    page.set_content(class_report(class_of(marks, [columns]), [columns]))
    assert page.locator(".slips li").count() == 8
    assert page.evaluate("document.documentElement.scrollHeight") <= height
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.close()


def test_the_commands_say_what_is_missing(own, call):
    write(own / "f.csv", [["student", "b2"], ["Ada", 1]])
    assert "--exercise" in call("grade", "f.csv", code=2).output
    (own / "none").mkdir()
    assert "--exercise" in call("grade", "none", code=2).output
    said = call("grade", "f.csv", "--exercise", "two-layer", "--seed", "3", code=2).output
    without = "H=0,Y=0,dY=0,W2=0,dH=0,dZ=0,dW1=0,b1=0"
    assert "no column answers two-layer.H, two-layer.Y" in said
    assert without.replace("dW1", "W1") in " ".join(said.split()).replace("│", "")
    call("grade", "f.csv", "--exercise", "two-layer", "--seed", "3", "--out", "g", "--points", without)
    assert (own / "g" / "results.json").read_text() == (own / "g" / "gradescope" / "Ada" / "results.json").read_text()


def test_a_class_of_programs_and_a_class_of_rows_are_graded(own, network):
    (own / "in").mkdir()
    made = write_programs(own / "in", 25, seed=3)
    marks = grade_folder(own / "in", [network], 5, own, seconds=2.0)
    assert sum(not mark.message and mark.score == mark.total for mark in marks) == made.count("")
    assert sum(bool(mark.message) for mark in marks) == made.count("broken")
    made = write_table(own / "t.csv", network, 50)
    rows = grade_table(read_table(own / "t.csv", [network], "row").rows, [network], own)
    whole = [list(mark.verdicts.values()) for mark in rows if "missing" not in mark.verdicts.values()]
    assert all(verdicts.count("wrong") <= 1 for verdicts in whole)  # the others follow
    seen = [mark.slips[0].kind if mark.slips else "" for mark in rows]
    asked = [(kind, found) for kind, found in zip(made, seen, strict=True) if kind]
    assert sum(kind == found for kind, found in asked) >= 0.8 * len(asked)
