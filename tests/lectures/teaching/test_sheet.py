"""Sheets of paper: every student's own numbers, no right number on them, solutions behind; and pdflatex."""

import re
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest

from engine import Value
from engine.drawing.marks import Rectangle, Text
from engine.graph import topological_order
from engine.words.nested import flatten
from lectures.entries import Drawn, Exercise
from lectures.exercises import Task, find_tasks, load_task
from lectures.exercises.own import traced
from lectures.teaching.assignment import tasks_named
from lectures.teaching.blank import PAGES, blank
from lectures.teaching.blank_arrays import blank_arrays
from lectures.teaching.blocks import blocks_of
from lectures.teaching.sheet import sheet_of, shown
from lectures.teaching.sheet_html import sheet_html
from lectures.teaching.sheet_tex import sheet_tex
from lectures.teaching.texts import rounded
from tests.axe import serious
from tests.lectures.teaching.classes import write_table


@pytest.mark.long
def test_every_student_has_numbers_of_their_own(network):
    sheet = sheet_of([network], range(1, 4))
    page = sheet_html(sheet, tutors=False)
    assert page.count('<section class="sheet">') == 3
    assert [int(n) for n in re.findall(r"Variant <b>(\d+)</b>", page)] == [1, 2, 3]
    for seed in range(1, 4):
        for x in flatten(network.variant(seed).given["X"]):
            assert f"{abs(x):.12g}</mn>" in page


@pytest.mark.long
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


@pytest.mark.long
def test_points_lines_and_boxes_have_the_form_of_the_answer(network):
    page = sheet_html(sheet_of([network.weighted({"W1": 3})], [1]), tutors=False)
    assert "12 points" in page
    assert page.count("/ 3</dd>") == 1
    assert page.count("<i></i>") - 2 == sum(len(list(flatten(x))) for x in network.variant(1).right.values())


def neuron(draw):
    w, b, x = Value(draw(0.7), "w"), Value(draw(-0.3), "b"), draw(1.4)
    z = w * x + b
    h = z.tanh()
    return Drawn((h - 0.8) ** 2, {"dz": z, "w": w, "b": b}, {"x": x}, {"z": z, "h": h})


@pytest.mark.long
@pytest.mark.parametrize("large", [False, True])
def test_the_blank_graph_stands_there_once_and_holds_no_number(network, large):
    task = network if large else Task.of(Exercise("neuron", "Derive.", (), neuron), Path("nowhere.py"))
    drawn = task.variant(1).drawn
    assert (blank(drawn.loss) is None) == large  # by its arrays, or number by number
    page = sheet_html(sheet_of([task], range(1, 6)), tutors=False)
    assert page.count("<symbol") == 1
    assert page.count('<use href="#graph-0"') == 5
    symbol = page.split("<symbol")[1].split("</symbol>")[0]
    said = [re.sub("<[^>]*>", "", text) for text in re.findall(r"<text[^>]*>(.*?)</text>", symbol)]
    assert {"Z", "X"} <= {text.split()[0] for text in said} if large else {"w", "b", "z", "h"} <= set(said)
    numbers = {
        rounded(abs(x.data)) for x in topological_order(drawn.loss)
    }  # of which the formula's own may stand there
    numbers -= {"2", "0.8"}
    assert not [text for text in said if text.strip("−-") in numbers]


def texts_of(graph):
    return sorted("".join(text for text, _ in mark.runs) for mark, _ in graph.marks if isinstance(mark, Text))


@pytest.mark.long
def test_a_graph_too_large_for_a_page_is_drawn_by_its_arrays(columns):
    assert blank(columns.variant(1).drawn.loss) is None
    sheet = sheet_of([columns], range(1, 4))
    (graph,) = sheet.graphs.values()
    asked = ["A1  2 × 3", "A2  1 × 3", "Z1  2 × 3", "Z2  1 × 3"]
    assert texts_of(graph) == sorted([*asked, "L", "W1  2 × 2", "W2  1 × 2", "X  2 × 3", "Y  1 × 3", "b1  2 × 1", "b2"])
    page = sheet_html(sheet, tutors=False)
    assert page.count("what is computed from what") == 3  # every line has boxes already: there is nothing to fill in
    assert "what is computed from what" in sheet_tex(sheet, tutors=False)
    assert "tikzpicture" in sheet_tex(sheet, tutors=False)


@pytest.mark.long
def test_arrays_have_cells_for_what_is_worked_out_on_the_way_and_for_nothing_else():
    task = load_task("batch-of-four")  # it asks for the gradients of V, c, Z, W and b; Z itself it does not
    (graph,) = sheet_of([task], [1]).graphs.values()
    assert texts_of(graph) == ["L", "V  2 × 5", "W  3 × 2", "X  4 × 3", "Y  4 × 5", "Z", "b  2", "c  5"]
    assert sum(mark.name == "cell" for mark, _ in graph.marks if isinstance(mark, Rectangle)) == 4 * 2
    assert not graph.across
    assert "what is worked out on the way goes into the cells" in sheet_html(sheet_of([task], [1]), tutors=False)


@pytest.mark.long
@pytest.mark.parametrize(("name", "colours"), [("batch-of-four", 1), ("hidden-layer", 2)])
def test_colours_of_cells_are_named_only_where_there_are_both(name, colours):
    sheet = sheet_of([load_task(name)], [1])
    (graph,) = sheet.graphs.values()
    assert graph.halves == colours
    for text in (sheet_html(sheet, tutors=False), sheet_tex(sheet, tutors=False)):
        assert ("the orange ones" in text) == (colours == 2)
        assert "It is meant for paper" not in text  # it is on paper


def test_a_gradient_has_cells_only_on_the_way_to_one_that_is_asked_for():
    def loss(X, W, V):
        H = np.tanh(X @ W)
        Y = H @ V
        return np.sum(Y**2)

    one = {"X": [[0.3, 0.4], [0.6, -0.7]], "W": [[0.5, 0.6], [0.8, 0.9]], "V": [[0.4], [0.7]]}
    by_v, by_w = ({b.name: b.fills for b in blocks_of(traced(loss, one, [wrt], values=[]))} for wrt in ("V", "W"))
    both = ("value", "gradient")
    assert (by_v["H"], by_v["Y"]) == (("value",), both)  # the gradient of V needs no gradient of H
    assert (by_w["H"], by_w["Y"]) == (both, both)
    assert {by_w[name] for name in ("X", "W", "V", "L")} == {()}


@pytest.mark.long
def test_a_graph_of_numbers_too_small_for_a_pencil_gives_way_to_its_arrays():
    task = load_task("two-layer-classifier")
    assert blank(task.variant(1).drawn.loss).cramped
    (graph,) = sheet_of([task], [1]).graphs.values()
    assert graph.arrays


@pytest.mark.long
def test_arrows_lead_from_what_an_array_is_made_of(columns):
    made_of = {block.name: set(block.sources) for block in blocks_of(columns.variant(1).drawn)}
    assert made_of["Z1"] == {"W1", "X", "b1"}
    assert made_of["A1"] == {"Z1"}
    assert made_of["L"] == {"A2", "Y"}
    levels = {block.name: block.level for block in blocks_of(columns.variant(1).drawn)}
    assert [levels[name] for name in ("X", "Z1", "A1", "W2", "Z2", "A2", "Y", "L")] == [0, 1, 2, 2, 3, 4, 4, 5]


def test_an_array_is_drawn_whole_though_the_loss_picks_some_of_it():
    def loss(X, y, W):
        P = np.tanh(X @ W)
        picked = P[np.arange(len(y)), y]
        return -np.mean(picked)

    drawn = traced(loss, {"X": [[0.3, 0.4], [0.6, -0.7]], "y": [0, 2], "W": [[0.5, 0.6, 0.7], [0.8, 0.9, 1.2]]}, ["W"])
    shapes = {block.name: (block.rows, block.columns) for block in blocks_of(drawn)}
    assert shapes == {"X": (2, 2), "W": (2, 3), "P": (2, 3), "L": (1, 1)}  # what is picked has no cells of its own


def test_a_classifier_of_four_examples_in_columns_has_room_in_narrower_cells():
    def loss(X, Y, V, c, U, d):
        S1 = V @ X + c
        A1 = 1 / (1 + np.exp(-S1))
        S2 = U @ A1 + d
        E = np.exp(S2)
        P = E / np.sum(E, axis=0)
        return -np.sum(Y * np.log(P)) / X.shape[1]

    one = [0.3, -0.4, 0.6, 0.7]
    given = {
        "X": [one] * 2,
        "Y": [[1, 0, 0, 1], [0, 1, 1, 0]],
        "V": [one[:2]] * 3,
        "c": [[0.3]] * 3,
        "U": [one[:3]] * 2,
    }
    graph = blank_arrays(traced(loss, given | {"d": [[0.7]] * 2}, ["V", "c", "U", "d"]))
    assert any(graph.width <= width and graph.height <= height for width, height in PAGES)
    boxes = [mark for mark, _ in graph.marks if isinstance(mark, Rectangle)]
    assert len(boxes) == 12  # all is given or asked for
    outer = [box for box in boxes if box.name == "shape"]
    for i, a in enumerate(outer):
        for b in outer[:i]:
            assert a.x + a.width <= b.x or b.x + b.width <= a.x or a.y + a.height <= b.y or b.y + b.height <= a.y


@pytest.mark.long
def test_where_the_arrays_have_no_room_either_the_sheet_says_so():
    def build(draw):
        node, w = Value(0.5, "w"), Value(1.5, "v")
        values = {}
        for i in range(50):
            node = node + w
            values[f"s{i}"] = node
        return Drawn(node, {"w": w}, values=values)

    task = Task.of(Exercise("long-chain", "Derive.", (), build), Path("nowhere.py"))
    sheet = sheet_of([task], [1])
    assert not sheet.graphs
    said = "The computation graph has 52 numbers"
    assert said in sheet_html(sheet)
    assert said in sheet_tex(sheet)


@pytest.mark.long
def test_a_function_on_the_sheet_is_printed_with_those_that_it_calls(columns):
    page = sheet_html(sheet_of([columns], [1]), tutors=False)
    assert page.index("def sigmoid(z):") < page.index("def loss(X, Y, W1, b1, W2, b2):")


@pytest.mark.long
def test_the_tutors_page_calls_a_gradient_dw_and_not_like_the_weight(columns):
    sheet = sheet_of([columns], [1])
    answers, slips = sheet.solution(sheet.students[0].parts[0])
    assert [name for name, _ in answers][-4:] == ["db2", "dW2", "db1", "dW1"]
    assert not {slip.name for slip in slips} & {"W1", "b1", "W2", "b2"}
    page = sheet_html(sheet, students=False)
    assert "<dt>dW1</dt>" in page
    assert "<dt>W1</dt>" not in page


@pytest.mark.slow
def test_the_pages_of_a_class_can_be_read_by_all_and_print(columns, own, call, browser):
    call("sheet", columns.name, "--students", "2")
    write_table(own / "answers.csv", columns, 6, seed=11)
    call("grade", "answers.csv", "--exercise", columns.name)
    page = browser.new_page()
    for path in (own / "sheet.html", own / "grades" / "report.html"):
        page.goto(path.as_uri())
        assert serious(page) == [], path
    page.goto((own / "sheet.html").as_uri())
    page.add_style_tag(content="* { font-family: 'DejaVu Sans' !important }")  # whatever fonts the machine has
    (own / "sheet.pdf").write_bytes(page.pdf(prefer_css_page_size=True))
    printed = (own / "sheet.pdf").read_bytes()
    assert printed.count(b"/Type /Page\n") == 5  # a page and its graph for each, and one for tutors
    page.close()


@pytest.mark.slow
def test_in_the_solutions_a_long_matrix_breaks_between_its_rows_only(own, call, browser):
    (own / "net.py").write_text(
        "import numpy as np\n\n\ndef loss(X, T, W1, W2):\n    Z = X @ W1\n    H = np.tanh(Z)\n    Y = H @ W2\n"
        "    return np.mean((Y - T) ** 2)\n"
    )
    call("exercise", "new", "long", "net.py:loss", "X=5x2", "T=5x1", "W1=2x4", "W2=4x1")
    call("sheet", "long", "--students", "2", "--only", "tutors")
    page = browser.new_page()
    page.goto((own / "sheet.html").as_uri())
    page.add_style_tag(content=".tutors dl div { align-items: start }")  # so that a label is as high as its text
    high = "[...document.querySelectorAll('.tutors dl {0}')].map(x => x.getBoundingClientRect().height)"
    heights = {tag: page.evaluate(high.replace("{0}", tag)) for tag in ("dt", "dd span", "dd")}
    assert max(heights["dd"]) > 1.5 * min(heights["dd"])  # some take two lines or more
    assert max(heights["dt"]) < 1.5 * min(heights["dt"])
    assert max(heights["dd span"]) < 1.5 * min(heights["dd span"])
    page.close()


@pytest.mark.long
def test_the_tutor_sees_what_each_slip_gives_and_what_it_costs(network):
    sheet = sheet_of([network], [7])
    answers, slips = sheet.solution(sheet.students[0].parts[0])
    asked = [quantity.name for quantity in network.quantities]
    assert [name for name, _ in answers] == [f"d{n}" if n in ("W1", "b1", "W2", "b2") else n for n in asked]
    forgotten = next(slip for slip in slips if "tanh is forgotten" in slip.text)
    wrong = next(w for kind, text, _, w in network.variant(7).likely() if text == forgotten.text)
    assert (forgotten.name, forgotten.lost) == ("dZ", "1")  # W1 and b1 follow from it
    assert forgotten.numbers == shown(wrong["dZ"])
    assert sheet_html(sheet).count("−1</td>") >= 3


@pytest.mark.long
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


def test_with_both_sides_printed_each_student_begins_on_a_right_hand_page(own, call):
    call("sheet", "pond", "--students", "3", "--no-graph", "--duplex", "--tex")
    head, body = (own / "sheet.tex").read_text().split(r"\begin{document}")
    assert r"\newcommand\rightpage{\clearpage\ifodd\value{page}\else\mbox{}\clearpage\fi}" in head
    assert (body.count(r"\rightpage"), body.count(r"\newpage")) == (3, 0)  # the last is before the solutions
    assert "goes with --tex" in call("sheet", "pond", "--duplex", code=2).output


def test_a_sheet_that_was_lost_is_written_again_alone_and_the_others_stay(own, call):
    call("sheet", "pond", "--students", "5", "--only", "students")
    whole = (own / "sheet.html").read_text()
    said = call("sheet", "pond", "--variant", "3", "--only", "students").output
    assert "Wrote sheet-3.html: variant 3, without solutions" in said
    assert (own / "sheet.html").read_text() == whole
    alone = (own / "sheet-3.html").read_text()
    assert alone.count('<section class="sheet">') == 1
    assert alone.partition('<section class="sheet">')[2].partition("<article>")[2].partition("</article>")[0] in whole


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


@pytest.mark.long
def test_both_forms_say_how_many_digits_count(network):
    sheet = sheet_of([network], [1], "Sheet")
    rule = "A number is right if it agrees to half a unit of its last digit; it needs at least 2 significant digits."
    for form in (sheet_html, sheet_tex):
        assert form(sheet, tutors=False).count(rule) == 1
        assert form(sheet, students=False).count(rule) == 1
        assert rule not in form(sheet_of([load_task("slope-signs")], [1]), tutors=False)  # no number is asked for


@pytest.mark.long
@pytest.mark.parametrize("name", ["pond", "batch-of-four", "two-layer-classifier"])
def test_what_the_sheet_says_of_digits_is_how_it_is_judged(name):
    def to(digits, x):
        return [to(digits, each) for each in x] if isinstance(x, list) else f"{x:.{digits - 1}e}"

    variant = load_task(name).variant(3)
    two = variant.judge({quantity: to(2, x) for quantity, x in variant.right.items()})
    assert set(two.verdicts.values()) == {"right"}
    one = variant.judge({quantity: to(1, x) for quantity, x in variant.right.items()})
    assert "digits" in one.verdicts.values()


@pytest.mark.long
def test_the_tutors_page_says_that_a_cloze_sees_no_other_gap(network):
    sheet = sheet_of([network], [1], "Sheet")
    for page in (sheet_html(sheet, students=False), sheet_tex(sheet, students=False)):
        assert "A cloze in Moodle sees each gap alone" in page


@pytest.mark.parametrize("name", ["pass-or-fail", "tanh-by-hand", "pond", "one-gate"])
def test_on_paper_the_boxes_of_a_graph_have_room_for_a_number(name):
    (graph,) = sheet_of([load_task(name)], [1]).graphs.values()
    page = (269, 168) if graph.across else (178, 235)  # mm of A4
    scale = min(page[0] / graph.width, page[1] / graph.height)
    boxes = [mark for mark, _ in graph.marks if isinstance(mark, Rectangle)]
    assert min(box.width for box in boxes if "shape" in box.name.split()) * scale >= 16
    assert min(box.height for box in boxes if "shape" in box.name.split()) * scale >= 9
    assert min(box.height for box in boxes if "pill" in box.name.split()) * scale >= 6


@pytest.mark.long
def test_graphs_across_a_page_stand_together_at_the_end_and_others_with_their_exercise():
    tasks = [load_task(name) for name in ("pond", "leap-across", "residual-chain")]
    sheet = sheet_of(tasks, [1, 2])
    assert [part.task.name for part in sheet.across(sheet.students[0])] == ["pond", "residual-chain"]
    page = sheet_html(sheet, tutors=False).split('<section class="sheet">')[1]
    *articles, end = page.split("</article>")
    assert [article.count("<figure") for article in articles] == [0, 1, 0]
    assert end.count('<figure class="graph across"') == 2
    tex = sheet_tex(sheet, tutors=False).split(r"\newpage")[0].partition(r"\begin{document}")[2]
    assert tex.partition(r"\begin{landscape}")[2].partition(r"\end{landscape}")[0].count(r"\usebox") == 2
    assert tex.count(r"\usebox") == 3


@pytest.mark.slow
def test_two_small_graphs_share_a_page(tmp_path, browser):
    sheet = sheet_of([load_task("pond"), load_task("residual-chain")], [1])
    (tmp_path / "sheet.html").write_text(sheet_html(sheet, tutors=False))
    page = browser.new_page()
    page.goto((tmp_path / "sheet.html").as_uri())
    assert page.pdf(prefer_css_page_size=True).count(b"/Type /Page\n") == 2  # both exercises, and both graphs
    page.close()


@pytest.mark.long
def test_a_sheet_may_go_without_its_graph():
    assert not sheet_of([load_task("pond")], [1], graph=False).graphs
    assert "graph to fill in" not in sheet_html(sheet_of([load_task("pond")], [1], graph=False))


@pytest.mark.long
def test_the_tutor_sees_each_slip_once_and_numbers_that_differ_and_none_in_what_is_given():
    sheet = sheet_of([load_task("hidden-layer")], [1, 2, 3])  # dz is given
    for student in sheet.students:
        answers, slips = sheet.solution(student.parts[0])
        right = dict(answers)
        assert slips
        assert len({slip.text for slip in slips}) == len(slips)
        assert not [slip.text for slip in slips if "softplus" in slip.text or "divided by" in slip.text]
        for slip in slips:
            rows = [row.split("  ") for row in right[slip.name].split(" ;  ")]
            for place, x in re.findall(r"(\S+)\u00a0(\S+)", slip.numbers):
                i, *j = map(int, re.findall(r"\d+", place))
                assert x != (rows[i][j[0]] if j else rows[0][i])


@pytest.mark.parametrize(
    ("points", "each"),
    [
        ({"pond": 12}, [2.0] * 6),
        ({"pond": 6, "q": 0}, [1.2] * 5 + [0.0]),
        ({"pond": 10}, [1.75] * 4 + [1.5] * 2),
        ({"pond": 1}, [0.17] * 4 + [0.16] * 2),
        ({"pond": 6, "p": 4, "q": 0}, [0.75] * 4 + [3.0, 0.0]),
    ],
    ids=["evenly", "evenly_in_hundredths", "in_quarters", "in_hundredths", "in_proportion"],
)
def test_what_a_whole_exercise_is_worth_is_shared_among_what_it_asks_for(points, each):
    (task,) = tasks_named(["pond"], None, points)
    assert [quantity.points for quantity in task.quantities] == each


def test_the_exercises_of_one_sheet_have_the_weights_that_a_teacher_gives(own, call):
    call("sheet", "two-layer", "pond", "--students", "1", "--points", "two-layer=15,pond=5")
    page = (own / "sheet.html").read_text()
    assert "15 points, " in page
    assert "5 points, " in page
    assert "</i> / 20</span>" in page
    refused = call("sheet", "pond", "--points", "pont=5", code=1).output
    assert "no exercise asks for 'pont'; did you mean 'pond'?" in refused


def test_points_of_nothing_are_refused_with_the_lines_in_their_order(call):
    said = call("sheet", "pond", "pass-or-fail", "--points", "xyz=3", code=1).output
    assert said.endswith(": no exercise asks for 'xyz'; asked for are e, s, de, ds, p, q, z, L, dz, w, b\n")


@pytest.mark.parametrize(("points", "code"), [("W1=2,dW1=3", 1), ("W1=2,two-layer.W1=2", 1), ("W1=2,W1=3", 2)])
def test_points_of_one_line_are_given_once(own, call, points, code):
    said = call("sheet", "two-layer", "--points", points, code=code).output
    assert "give one of them" in said
    assert "W1" in said
    assert not (own / "sheet.html").exists()
