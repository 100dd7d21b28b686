"""Sheets of paper: every student's own numbers, no right number on them, solutions behind; and pdflatex."""

import re
import shutil
import subprocess

import pytest

from engine.words.nested import flatten
from lectures.exercises import find_tasks, load_task
from lectures.teaching.blank import blank
from lectures.teaching.sheet import sheet_of, shown
from lectures.teaching.sheet_html import sheet_html
from lectures.teaching.sheet_tex import sheet_tex
from lectures.teaching.texts import rounded


def test_every_student_has_numbers_of_their_own(network):
    sheet = sheet_of([network], range(1, 4))
    page = sheet_html(sheet, tutors=False)
    assert page.count('<section class="sheet">') == 3
    assert [int(n) for n in re.findall(r"Variant <b>(\d+)</b>", page)] == [1, 2, 3]
    for seed in range(1, 4):
        for x in flatten(network.variant(seed).given["X"]):
            assert f"{abs(x):.12g}</mn>" in page


def test_no_right_number_stands_on_the_students_sheet(network):
    sheet = sheet_of([network], [5])
    page, source = sheet_html(sheet, tutors=False), sheet_tex(sheet, tutors=False)
    solutions = sheet_html(sheet, students=False)
    for name, numbers in network.variant(5).right.items():
        for x in flatten(numbers):
            digits = rounded(abs(x))
            if len(digits) > 4:  # a shorter one may be given
                assert digits in solutions, name
                assert digits not in page, name
                assert digits not in source, name


def test_points_lines_and_boxes_have_the_form_of_the_answer(network):
    page = sheet_html(sheet_of([network.weighted({"W1": 3})], [1]), tutors=False)
    assert "12 points" in page
    assert page.count("/ 3</dd>") == 1
    assert page.count("<i></i>") - 2 == sum(len(list(flatten(x))) for x in network.variant(1).right.values())


def test_the_blank_graph_stands_there_once_and_holds_no_number(network):
    page = sheet_html(sheet_of([network], range(1, 6)), tutors=False)
    assert page.count("<symbol") == 1
    assert page.count('<use href="#graph-0"') == 5
    symbol = page.split("<symbol")[1].split("</symbol>")[0]
    texts = re.findall(r"<text[^>]*>(.*?)</text>", symbol)
    assert len(texts) > 60
    assert not [text for text in texts if re.fullmatch(r"[−-]?\d+(\.\d+)?", text)]


def test_a_graph_that_no_page_has_room_for_is_left_out():
    loss = load_task("kernel-gradient").variant(0).drawn.loss
    drawn = blank(loss)
    assert drawn is None or drawn.width <= 1700


def test_the_tutor_sees_what_each_slip_gives_and_what_it_costs(network):
    sheet = sheet_of([network], [7])
    answers, slips = sheet.solution(sheet.students[0].parts[0])
    assert [line.quantity.name for line, _ in answers] == [quantity.name for quantity in network.quantities]
    forgotten = next(slip for slip in slips if "tanh is forgotten" in slip.text)
    wrong = next(w for kind, text, _, w in network.variant(7).likely() if text == forgotten.text)
    assert (forgotten.name, forgotten.lost) == ("dZ", "1")  # W1 and b1 follow from it
    assert forgotten.numbers == shown(wrong["dZ"])
    assert sheet_html(sheet).count("−1</td>") >= 3


def test_the_command_writes_both_forms(own, call):
    said = call(
        "sheet", "two-layer", "--students", "2", "--first", "5", "--only", "students", "--title", "Week <4>"
    ).output
    assert "variants 5 to 6" in said
    page = (own / "sheet.html").read_text()
    assert "Week &lt;4&gt;" in page
    assert 'class="tutors"' not in page
    call("sheet", "two-layer", "--students", "2", "--tex", "--only", "tutors", "--to", "t.tex")
    assert "likely slip" in (own / "t.tex").read_text()
    assert "--students" in call("sheet", "two-layer", "--students", "0", code=2).output


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("pdflatex") is None, reason="there is no pdflatex here")
def test_pdflatex_takes_a_sheet_of_every_exercise(own):
    tasks = [*find_tasks(own).values()]
    (own / "sheet.tex").write_text(sheet_tex(sheet_of(tasks, [1, 2], "Übung: 100 % of _all_ & #1")))
    done = subprocess.run(
        ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "sheet.tex"], cwd=own, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout[-2000:]
    assert (own / "sheet.pdf").stat().st_size > 20_000
    wide = [float(x) for x in re.findall(r"Overfull \\hbox \(([\d.]+)pt too wide\)", (own / "sheet.log").read_text())]
    assert max(wide, default=0.0) < 30.0
