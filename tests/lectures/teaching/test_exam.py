"""A mock exam: it fills its minutes, has a clock, files to type into, and the solutions; and it is checked at once."""

import re
from html import unescape

import pytest

from lectures.errors import LectureError, UnknownNameError
from lectures.exercises import find_exercises, load_task
from lectures.exercises.worked import worked
from lectures.teaching.exam import chosen, offers
from lectures.teaching.exam_html import LEAST, exam_html, solutions_html
from lectures.teaching.sheet import sheet_of


@pytest.fixture(scope="module")
def pool():
    return offers(find_exercises())


@pytest.mark.long
@pytest.mark.parametrize("seed", range(1, 6))
def test_exercises_of_several_lengths_fill_the_time_and_each_is_of_another_lecture(pool, seed):
    found = chosen(pool, 30, seed)
    assert 25 <= sum(task.minutes for task in found) <= 30
    assert len({task.minutes for task in found}) >= 2
    of = {task.name: lecture for lecture, task in pool}
    assert len({of[task.name] for task in found}) == len(found)
    assert [task.name for task in chosen(pool, 30, seed)] == [task.name for task in found]


@pytest.mark.long
def test_other_seeds_have_other_exercises_and_the_short_ones_come_as_well(pool):
    exams = [chosen(pool, 30, seed) for seed in range(1, 9)]
    assert len({tuple(task.name for task in exam) for exam in exams}) > 4
    assert sum(task.minutes <= 10 for exam in exams for task in exam) >= len(exams)


@pytest.mark.long
def test_of_named_lectures_several_exercises_are_taken_even_in_little_time():
    named = offers(find_exercises(), ["slope_and_graph"])
    assert [task.name for task in chosen(named, 60, 1)] == ["pond", "two-arrows", "slope-signs"]
    two = offers(find_exercises(), ["slope_and_graph", "softmax_and_cross_entropy"])
    assert all(len(chosen(two, 15, seed)) == 2 for seed in range(1, 6))


@pytest.mark.long
def test_a_lecture_is_known_by_its_title_and_by_its_file_as_well():
    for name in ("a_network_by_hand", "A network by hand", "04_network_by_hand.py", "network-by-hand"):
        assert {lecture for lecture, _ in offers(find_exercises(), [name])} == {"network_by_hand"}


@pytest.mark.long
def test_a_time_too_short_for_any_and_a_lecture_that_is_not_there_are_refused(pool):
    with pytest.raises(LectureError, match="the shortest takes 4"):
        chosen(pool, 3, 1)
    with pytest.raises(UnknownNameError, match="did you mean 'fit_a_line'"):
        offers(find_exercises(), ["fit_a_lin"])


@pytest.mark.long
def test_the_command_writes_the_page_the_files_and_the_solutions_and_check_takes_them_all(own, call):
    said = call("exam", "slope_and_graph", "--minutes", "30", "--seed", "4").output
    files = sorted(path.name for path in (own / "exam").glob("*.py"))
    assert files == ["1-pond.py", "2-two-arrows.py", "3-slope-signs.py"]
    assert "check exam --hint 3" in said
    assert "Drawn from 3 of 5 to 15 minutes, in 1 lecture: pond (slope_and_graph, 15 min)" in said
    page = (own / "exam" / "exam.html").read_text()
    assert ">30:00</output>" in page
    assert all(f'id="exercise-{name}" data-seed="4"' in page for name in ("pond", "two-arrows", "slope-signs"))
    for path in (own / "exam").glob("*.py"):
        assert "SEED = 4\n" in path.read_text()
    checked = call("check", "exam", code=1).output
    assert re.search(r"In all: 0 of \d+ points", checked)
    assert checked.count("Score: 0 of") == 3
    assert "exists already" in call("exam", code=2).output


@pytest.mark.long
def test_the_solutions_are_worked_out_with_the_numbers_of_the_exam_and_say_nothing_to_tutors(own, call):
    call("exam", "slope_and_graph", "--minutes", "30", "--seed", "4")
    solutions = unescape((own / "exam" / "solutions.html").read_text().partition("<body>")[2])
    for name in ("pond", "two-arrows", "slope-signs"):
        assert all(line in solutions for step in worked(load_task(name).variant(4)) for line in step.lines)
    assert not re.search("tutor|likely slip|Moodle", solutions)


@pytest.mark.long
def test_what_is_given_has_few_digits_one_spelling_and_no_graph_too_small_to_write_into(own, call):
    call("exam", "overfitting_and_remedies", "--minutes", "60", "--seed", "4")
    page = (own / "exam" / "exam.html").read_text()
    given = "".join(re.findall(r'<ul class="given">.*?</ul>', page, re.DOTALL))
    assert "<mi>λ</mi>" in given
    assert not re.search(r"\d\.\d{6}", given + (own / "exam" / "1-penalty-and-mask.py").read_text())
    tiny = sheet_of([load_task("kernel-of-three")], [1])
    assert 0 < next(iter(tiny.graphs.values())).letters < LEAST
    assert "<symbol" not in exam_html(tiny, 15, "check", {}, {})


@pytest.mark.long
def test_where_the_workbench_stands_each_exercise_leads_to_it_with_the_numbers_of_the_exam(own, call):
    (own / "out").mkdir()
    (own / "out" / "workbench.html").write_text("the workbench")
    call("exam", "slope_and_graph", "--minutes", "30", "--seed", "4", "--to", "mine/exam")
    assert 'href="../../out/workbench.html#exercise=pond&amp;seed=4"' in (own / "mine/exam/exam.html").read_text()


@pytest.mark.long
def test_where_no_workbench_stands_terminal_and_page_say_how_to_build_the_one_that_the_page_leads_to(
    own, call, tmp_path, monkeypatch
):
    monkeypatch.setattr("lectures.site.workbench_link.ROOT", str(checkout := own / "checkout"))
    checkout.mkdir()
    said = call("exam", "slope_and_graph", "--seed", "4", "--to", "installed").output
    assert "chalkgrad workbench --out out" in said
    (checkout / "Makefile").touch()
    build = f"make -C {checkout} workbench"
    assert build in call("exam", "slope_and_graph", "--seed", "4").output
    page = unescape((own / "exam" / "exam.html").read_text())
    assert f"It is not built yet: <code>{build}</code>" in page
    assert 'href="../checkout/out/workbench.html#exercise=pond&seed=4"' in page


@pytest.mark.long
def test_the_workbench_of_the_installation_is_found_where_the_folder_has_none(own, call, monkeypatch):
    monkeypatch.setattr("lectures.site.workbench_link.ROOT", str(checkout := own / "checkout"))
    (checkout / "out").mkdir(parents=True)
    (checkout / "out" / "workbench.html").write_text("the workbench")
    said = call("exam", "slope_and_graph", "--seed", "4").output
    assert "leads to the workbench, which names the slip" in said
    assert "not built" not in said
    page = (own / "exam" / "exam.html").read_text()
    assert 'href="../checkout/out/workbench.html#exercise=pond&amp;seed=4"' in page
    assert "not built" not in page


@pytest.mark.long
def test_an_exam_that_does_not_fill_its_clock_says_so(own, call):
    assert (
        "They take 30 minutes together; the clock has 60." in call("exam", "slope_and_graph", "--minutes", "60").output
    )
    assert "together" not in call("exam", "slope_and_graph", "--minutes", "30", "--to", "full").output


def test_solutions_say_why_a_sign_and_a_line_are_right(own, call):
    assert worked(load_task("push-and-pull").variant(3))[0].lines == ("(p0 - 0) > 0",)
    assert [step.lines for step in worked(load_task("sheet-with-a-slip").variant(3))][1:] == [
        ("10:  d_b = b * d_z  →  d_b = d_z",)
    ]
    assert all(step.lines for step in worked(load_task("slope-signs").variant(3)))


@pytest.mark.long
def test_the_sentence_to_a_gradient_does_not_read_as_a_factor_of_it():
    sheet = sheet_of([load_task("one-input-two-neurons")], [1])
    for page in (exam_html(sheet, 15, "check", {}, {}), solutions_html(sheet)):
        assert re.search(r"<code>dyp</code> = <math.*?</math>, <math", page)


def test_a_folder_without_answers_is_refused(own, call):
    (own / "empty").mkdir()
    assert "holds no Python file" in call("check", "empty", code=2).output


@pytest.mark.slow
def test_what_is_typed_is_kept_and_checked_when_the_clock_is_stopped(own, call, browser):
    (own / "out").mkdir()
    (own / "out" / "workbench.html").write_text("the workbench")
    call("exam", "slope_and_graph", "--seed", "4")
    page = browser.new_page()
    page.goto((own / "exam" / "exam.html").as_uri())
    assert not page.is_visible(".clock a")
    page.click(".clock button")
    page.wait_for_function("document.querySelector('.clock output').textContent.startsWith('29:')")
    right = load_task("pond").variant(4).right
    for name in ("e", "s"):
        page.fill(f"#exercise-pond [aria-label={name}]", f"{right[name]:.4g}")
    page.fill("#exercise-pond [aria-label=de]", "12345")
    page.press("#exercise-pond [aria-label=de]", "Enter")
    assert page.inner_text("#exercise-pond .sum") == ""
    page.reload()
    assert page.inner_text(".clock output").startswith("29:")
    assert page.input_value("#exercise-pond [aria-label=de]") == "12345"
    page.click(".clock button")
    assert page.is_visible(".clock a")
    assert page.inner_text("#exercise-pond .sum") == "2 of 6 points"
    assert re.fullmatch(r"2 of \d\d points", points := page.inner_text(".clock strong"))
    assert "12345" in page.get_attribute("#exercise-pond .why a", "href")
    page.reload()
    assert page.inner_text(".clock strong") == points
    page.click(".clock a")
    page.wait_for_url("**/solutions.html#*")
    assert page.inner_text("article:has(h2:text('pond')) dd:nth-of-type(3) .own") == "Yours: 12345 ✗"
    assert page.inner_text("article:has(h2:text('pond')) dd:nth-of-type(1) .own").endswith("✓")
    page.close()
