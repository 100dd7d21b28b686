"""A course in which every fixed text stands between marks: nothing that we say stands outside of them.

What its author writes has no word here. What the engine composes of a slip stays English, and is taken out.
"""

import re
from collections.abc import Iterable
from html import escape as html_text
from html import unescape
from pathlib import Path

import pytest

from engine import Value
from engine.words.tex import tex_text
from lectures.entries import Drawn, Exercise
from lectures.exercises import Task
from lectures.site.words import english
from lectures.teaching.assignment import costs
from lectures.teaching.class_report import class_report
from lectures.teaching.mark import Mark, Seen
from lectures.teaching.moodle import moodle_xml
from lectures.teaching.outcome import class_of, gradescope
from lectures.teaching.sheet import Sheet, sheet_of
from lectures.teaching.sheet_html import sheet_html
from lectures.teaching.sheet_tex import sheet_tex
from tests.lectures.teaching.classes import drawn

MARKED = {text: f"«{text}»" for text in english()}
PAGES = ("sheet.html", "grades/report.html", "first-error.html")
WORD = re.compile(r"[^\W\d_]{3,}")


def left(text: str) -> list[str]:
    """Return the words outside of marks."""
    while (inner := re.sub("«[^«»]*»", " ", text)) != text:
        text = inner
    return WORD.findall(text)


def without(text: str, composed: Iterable[str]) -> str:
    """Take out what the engine has composed, also where a sentence begins with it."""
    for said in sorted(composed, key=len, reverse=True):
        text = re.sub(re.escape(said), " ", text, flags=re.IGNORECASE)
    return text


def seen(page: str) -> str:
    """Return what a page shows or has read out, without its drawings, whose words are names."""
    body = re.sub(r"<(style|symbol|annotation)\b.*?</\1>", " ", page, flags=re.DOTALL)
    read = re.findall(r'(?:aria-label|title|placeholder|alt)="([^"]*)"', body)
    return unescape(" ".join([re.sub(r"<[^>]*>", " ", body), *read]))


def printed(document: str) -> str:
    """Return what a LaTeX document prints, without its drawings."""
    body = (
        document.partition(r"\begin{document}")[2].replace(r"\ensuremath{\ll}", "«").replace(r"\ensuremath{\gg}", "»")
    )
    body = body.replace("{@{}p{98mm}llr@{}}", "")
    return re.sub(r"\\(?:begin|end)\{\w+\}|\\hrule height|\\[a-zA-Z]+", " ", body)


def task(name: str, build) -> Task:
    return Task.of(Exercise(name, "$L$?", (), build, title="№"), Path("nowhere.py"))


def neuron(draw):
    w, b, x = Value(draw(0.7), "w"), Value(draw(-0.3), "b"), draw(1.4)
    h = (w * x + b).tanh()
    return Drawn((h - 0.8) ** 2, {"w": w, "b": b}, {"x": x}, {"h": h})


def every_kind(draw):
    w = [Value(draw(0.7), "w[0]"), Value(draw(1.3), "w[1]")]
    return Drawn(
        w[0] * w[1], {"w": w}, shapes={"S": (3, 2), "s": ()}, signs={"q": -1.0}, choices={"c": ("$1$", {"$2$": ""})},
        lines={"n": 2}, listing="a = 1\nb = 2",
    )  # fmt: skip


def long_chain(draw):
    node, w, values = Value(0.5, "w"), Value(1.5, "v"), {}
    for i in range(50):
        node = values[f"s{i}"] = node + w
    return Drawn(node, {"v": w}, values=values)


def no_number(draw):
    return Drawn(signs={"q": -1.0})


@pytest.fixture(scope="module")
def tasks() -> list[Task]:
    return [task("e1", neuron), task("e2", every_kind), task("e3", long_chain), task("e4", no_number)]


def composed(sheet: Sheet) -> set[str]:
    parts = [part for student in sheet.students for part in student.parts]
    return {slip.text for part in parts for slip in sheet.solution(part)[1]}


@pytest.mark.long
@pytest.mark.parametrize(("write", "escape", "read"), [(sheet_html, html_text, seen), (sheet_tex, tex_text, printed)])
def test_nothing_fixed_stands_unmarked_on_a_sheet_and_its_solutions(tasks, write, escape, read):
    def texts(words) -> str:
        sheet = sheet_of(tasks, [1, 2], words=words)
        return read(without(write(sheet), map(escape, composed(sheet))))

    assert left(texts(MARKED)) == []
    assert {"Name", "Variant", "points", "solutions", "number"} <= set(left(texts({})))


@pytest.mark.long
def test_a_sheet_says_in_which_language_it_is(tasks):
    assert '<html lang="de">' in sheet_html(sheet_of(tasks[:1], [1], words=MARKED, language="de"))
    assert '<html lang="en">' in sheet_html(sheet_of(tasks[:1], [1]))


@pytest.mark.long
@pytest.mark.parametrize("cloze", [False, True])
def test_nothing_fixed_stands_unmarked_in_moodle(tasks, cloze):
    def texts(words) -> str:
        written = moodle_xml(drawn(tasks, [1, 2]), 50, cloze, words)
        found = " ".join(re.findall(r"<text>(.*?)</text>", written, re.DOTALL))
        found = re.sub(r"<!\[CDATA\[|\$course\$/top|\{\d+:[A-Z_]+:", " ", found)
        return unescape(re.sub(r"</?[a-z]+>|\\(?:begin|end)\{\w+\}|\\[a-zA-Z]+", " ", found))

    likely = [each for task in tasks for seed in (1, 2) for each in costs(task.variant(seed), {})]
    slips = {said.rstrip(".") for each in likely for said in (each.text, each.remedy) if said}
    assert left(without(texts(MARKED), slips)) == []
    assert {"variants", "Right", "significant"} <= set(left(without(texts({}), slips)))


def test_nothing_fixed_stands_unmarked_in_what_a_class_gets_back(tasks):
    slip = Seen("kind", "the sign is flipped", ("w",))
    points, verdicts = {"h": 1.0, "w": 1.0, "b": 1.0}, ("right", "follows", "digits", "wrong", "shape", "missing")
    marks = [
        Mark(f"S{i}", "e1", 1, {}, points, {"h": said, "w": "wrong", "b": "nonsense"}, (slip,))
        for i, said in enumerate(verdicts)
    ]
    marks += [Mark("T", "e1", 1, {}, points, {"h": "wrong", "w": "wrong", "b": "right"})]
    broken = ("there is no", "not finish within", "not valid Python", "unavailable", "returned", "else")
    marks += [Mark(f"B{i}", "e1", message=message) for i, message in enumerate(broken)]
    made = class_of(marks, tasks[:2])
    page = seen(class_report(made, tasks[:2], words=MARKED, language="de"))
    assert left(without(page, {"the sign is flipped", "likely"})) == []
    said = [
        test["output"]
        for i in range(len(verdicts))
        for test in gradescope({"e1": made[f"S{i}"]["e1"]}, MARKED)["tests"]
    ]
    assert left(without(" ".join(said), {"the sign is flipped (likely)"})) == []
    assert len(set(said)) == 7 + 1  # each verdict, and one with the slip


@pytest.mark.long
def test_every_command_of_a_teacher_finds_the_words_of_the_course(tmp_path, monkeypatch, call):
    monkeypatch.chdir(tmp_path)
    call("new", "mine")
    monkeypatch.chdir(tmp_path / "mine")
    Path("course.toml").write_text('language = "de"\nwords = "words.toml"\n', encoding="utf-8")
    Path("words.toml").write_text("".join(f'"{text}" = "{said}"\n' for text, said in MARKED.items()), encoding="utf-8")
    Path("a.csv").write_text("student,variant,w,b\nA,1,0.5,1\n", encoding="utf-8")
    call("sheet", "first-error", "--students", "1")
    call("sheet", "first-error", "--students", "1", "--tex")
    call("moodle", "first-error", "--students", "1")
    call("stage", "first-error", "--seed", "3")
    call("grade", "a.csv", "--exercise", "first-error")
    page, report, stage = (Path(name).read_text(encoding="utf-8") for name in PAGES)
    assert all('<html lang="de">' in each for each in (page, report, stage))
    assert "«Variant <b>1</b>»" in page
    assert r"\ensuremath{\ll}Points\ensuremath{\gg}" in Path("sheet.tex").read_text(encoding="utf-8")
    assert "«Right.»" in Path("moodle.xml").read_text(encoding="utf-8")
    assert "«A squared error, variant 3»" in stage
    assert "«Line by line»" in report
    assert "«wrong»" in Path("grades/results.json").read_text(encoding="utf-8")
