"""A course of one's own: begun by `new`, built anywhere, watched, stepped through; what is wrong has a line."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from lectures.__main__ import main
from lectures.site.script import find_lecture
from lectures.site.watch import watch
from lectures.site.words import as_toml, missing

pytestmark = pytest.mark.usefixtures("in_this_process")
PLAIN = "# %% [markdown]\n# # {}\n# One thing.\n\n# %%\nprint({})\n"


@pytest.fixture(autouse=True)
def empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder, outside of the repository."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def call(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments)


def built(*arguments: str) -> str:
    found = call("build", *arguments)
    assert found.exit_code == 0, found.output
    return found.output


def refused(*arguments: str, code: int = 1) -> str:
    found = call(*arguments)
    assert found.exit_code == code, found.output
    assert "Traceback" not in found.output
    return " ".join(found.output.split())


def files(folder: str) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in Path(folder).rglob("*") if path.is_file()
    }


def course(toml: str, **lectures: str) -> Path:
    """Write a course `mine` with small lectures: name -> title."""
    Path("mine").mkdir()
    Path("mine/course.toml").write_text(toml, encoding="utf-8")
    for number, (name, title) in enumerate(lectures.items()):
        Path(f"mine/{name}.py").write_text(PLAIN.format(title, number), encoding="utf-8")
    return Path("mine")


# From `new` to a site.


@pytest.mark.long
def test_a_new_course_says_what_to_do_next_and_that_is_what_works():
    said = call("new", "my_course").output.splitlines()
    assert set(files("my_course")) == {"course.toml", "first_lecture.py"}
    build, step = (line.split() for line in said[1:])
    assert (build[:2], step[:2]) == (["chalkgrad", "build"], ["chalkgrad", "step"])
    built(*build[2:-1])
    assert build[-1] == "--watch"
    shown = call(*step[1:])
    assert shown.exit_code == 0
    assert "A first lecture" in shown.output
    assert "upstream × partial" in shown.output


def test_the_site_holds_what_belongs_to_the_course_and_nothing_else():
    call("new", "my_course")
    assert built("my_course", "--out", "site").endswith("Open site/index.html\n")
    assert set(files("site")) == {
        *(".built/course", ".built/first_lecture.json", "index.html", "first_lecture.html"),
        *("first_lecture/loss-forward.svg", "first_lecture/loss-backward.svg"),
    }
    text = Path("site/index.html").read_text(encoding="utf-8")
    assert "<h1>My course</h1>" in text
    assert re.findall(r'<h3><a href="(.+?)">(.+?)</a>', text) == [("first_lecture.html", "A first lecture")]
    for ours in ("Small GPT", "errata", "monday", "workbench", "chalkgrad</p>"):
        assert ours not in text
    links = set(re.findall(r'href="([^"#?]+)', text + Path("site/first_lecture.html").read_text(encoding="utf-8")))
    assert {link for link in links if not Path("site", link).exists()} == set()


@pytest.mark.long
def test_its_exercise_has_numbers_that_hide_no_slip():
    call("new", "my_course")
    assert "none hide a slip" in call("exercise", "lint", "--folder", "my_course").output


def test_nothing_is_ever_overwritten():
    call("new", "my_course")
    before = files("my_course")
    assert "exists already" in refused("new", "my_course")
    assert files("my_course") == before
    Path("empty").mkdir()
    assert call("new", "empty").exit_code == 0


def test_a_second_build_does_nothing():
    call("new", "my_course")
    first = built("my_course", "--out", "site")
    before = files("site")
    assert "built      first_lecture" in first
    assert "unchanged  first_lecture" in built("my_course", "--out", "site")
    assert files("site") == before


def test_names_may_have_spaces_and_letters_of_any_language():
    said = call("new", "Über Größen").output
    assert "chalkgrad build 'Über Größen' --out site --watch" in said
    Path("Über Größen/first_lecture.py").rename("Über Größen/Größe & Form #1.py")
    toml = Path("Über Größen/course.toml")
    toml.write_text(toml.read_text("utf-8").replace("first_lecture.py", "Größe & Form #1.py"), "utf-8")
    built("Über Größen", "--out", "die Seiten")
    assert Path("die Seiten/Größe & Form #1.html").exists()
    assert 'href="Gr%C3%B6%C3%9Fe%20%26%20Form%20%231.html"' in Path("die Seiten/index.html").read_text("utf-8")


def test_building_writes_nothing_among_the_lectures():
    call("new", "my_course")
    before = files("my_course")
    for path in Path("my_course").iterdir():
        path.chmod(0o444)
    Path("my_course").chmod(0o555)
    try:
        built("my_course", "--out", "site")
        assert files("my_course") == before
    finally:
        Path("my_course").chmod(0o755)


def test_title_author_language_and_footer_stand_where_they_are_seen():
    head = 'title = "On <slopes>"\nauthor = "Ada Lovelace"\nlanguage = "en-GB"\nfooter = "Term of *2026*"\n'
    course(head, one="First")
    built("mine", "--out", "site")
    for page in ("index", "one"):
        text = Path(f"site/{page}.html").read_text(encoding="utf-8")
        assert '<html lang="en-GB">' in text
        assert '<meta name="author" content="Ada Lovelace">' in text
        assert "<p>Term of <em>2026</em></p>" in text
        assert "On &lt;slopes&gt;" in text


def test_a_page_tells_commands_that_its_readers_have():
    call("new", "my_course")
    built("my_course", "--out", "site")
    text = Path("site/first_lecture.html").read_text(encoding="utf-8")
    assert "<code>chalkgrad step first_lecture.py</code>" in text
    assert "<code>chalkgrad exercise first-error</code>" in text
    assert "<code>python -m lectures" not in text


# One lecture, several, and what stands beside them.


def test_one_file_is_a_course_of_its_own():
    Path("alone.py").write_text(PLAIN.format("Alone", 7), encoding="utf-8")
    assert built("alone.py", "--out", "site").endswith("Open site/alone.html\n")
    assert "7" in Path("site/alone.html").read_text(encoding="utf-8")
    assert "<h1>Alone</h1>" in Path("site/index.html").read_text(encoding="utf-8")


def test_one_file_of_a_course_is_built_as_a_part_of_it():
    course('order = ["b.py", "a.py"]', a="A", b="B")
    assert "built      a" in built("mine/a.py", "--out", "site")
    text = Path("site/index.html").read_text(encoding="utf-8")
    assert re.findall(r"<h3>(?:<a.*?>)?(\w)", text) == ["B", "A"]
    assert "Not built yet: <code>chalkgrad build b.py</code>" in text


@pytest.mark.long
def test_the_file_of_a_lecture_of_chalkgrad_is_that_lecture():
    path = str(find_lecture("exam_convolution").path)
    assert built(path, "--out", "site").endswith("Open site/exam_convolution.html\n")
    assert Path("site/monday.html").exists()


def test_a_folder_without_a_description_is_a_course_of_all_its_lectures():
    Path("plain").mkdir()
    for name in ("01_one", "02_two"):
        Path(f"plain/{name}.py").write_text(PLAIN.format(name, 1), encoding="utf-8")
    Path("plain/helper.py").write_text("x = 1\n", encoding="utf-8")
    built("plain", "--out", "site")
    assert re.findall(r'<h3><a href="(\w+\.html)">', Path("site/index.html").read_text("utf-8")) == [
        *("one.html", "two.html")
    ]


def test_a_lecture_imports_what_stands_beside_it_and_is_built_again_when_that_changes():
    course("", one="One")
    Path("mine/taxi_data.py").write_text("RIDES = 12321\n", encoding="utf-8")
    Path("mine/one.py").write_text(PLAIN.format("One", "taxi_data.RIDES").replace("print", "import taxi_data\nprint"))
    built("mine", "--out", "site")
    assert "12321" in Path("site/one.html").read_text(encoding="utf-8")
    del sys.modules["taxi_data"]  # as in another process
    Path("mine/taxi_data.py").write_text("RIDES = 45654321\n", encoding="utf-8")
    assert "built      one" in built("mine", "--out", "site")
    assert "45654321" in Path("site/one.html").read_text(encoding="utf-8")
    del sys.modules["taxi_data"]


@pytest.mark.long
def test_figures_lead_to_the_workbench_where_it_stands_beside_the_pages():
    call("new", "my_course")
    built("my_course", "--out", "site")
    assert "workbench.html" not in Path("site/first_lecture.html").read_text(encoding="utf-8")
    Path("site/workbench.html").write_text("the workbench", encoding="utf-8")
    built("my_course", "--out", "site")
    assert 'href="workbench.html#script=' in Path("site/first_lecture.html").read_text(encoding="utf-8")


@pytest.mark.long
def test_exercises_of_a_course_are_listed_alone_and_make_a_sheet_under_its_title(monkeypatch):
    call("new", "my_course")
    call("sheet", "first-error", "--folder", "my_course", "--students", "2")
    assert "<h1>My course" in Path("sheet.html").read_text(encoding="utf-8")
    monkeypatch.chdir("my_course")
    lecture, only, *_ = call("exercise").output.splitlines()
    assert lecture == "A first lecture"
    assert only.split()[0] == "first-error"
    assert call("exercise", "first-error").exit_code == 0
    assert "first-error" in call("check", "first-error.py").output


def test_exercises_may_stand_in_a_folder_beside_the_lectures():
    call("new", "my_course")
    offer = (
        '@exercise("{}", asks="?")\ndef f(draw):\n    x = Value(draw(2.5), "x")\n    return x * x, {{"x": x}}, {{}}\n'
    )
    Path("my_course/exercises").mkdir()
    more = "from engine import Value\nfrom lectures.board import exercise\n" + offer.format("pond")
    Path("my_course/exercises/first_lecture.py").write_text(more, encoding="utf-8")
    assert "x = " in call("exercise", "pond", "--folder", "my_course", "--twin").output  # not the pond of chalkgrad
    built("my_course", "--out", "site")
    assert 'id="exercise-pond"' in Path("site/first_lecture.html").read_text(encoding="utf-8")


def test_pages_of_one_course_are_not_taken_away_by_another():
    call("new", "one")
    call("new", "two")
    built("one", "--out", "site")
    before = files("site")
    assert "site holds the pages of one; choose another folder with --out" in refused("build", "two", "--out", "site")
    assert "site holds the pages of one" in refused("build", "exam_convolution", "--out", "site")
    assert "one holds the lectures; choose another folder" in refused("build", "one", "--out", "one", code=2)
    assert files("site") == before


# What is wrong is said with file and line.


def test_a_lecture_that_is_not_listed_is_named():
    course('title = "T"\norder = ["one.py"]', one="One", two="Two")
    Path("mine/helper.py").write_text("x = 1\n", encoding="utf-8")
    said = built("mine", "--out", "site")
    assert "mine/two.py is a lecture, and left out: add it to order in mine/course.toml" in said
    assert "helper" not in said
    assert not Path("site/two.html").exists()


def test_a_lecture_in_another_encoding_is_refused_and_not_passed_over():
    course("title = 'Mine'\n", one="One", two="Two")
    text = Path("mine/two.py").read_text(encoding="utf-8")
    Path("mine/two.py").write_text(text, encoding="utf-16")
    said = refused("build", "mine")
    assert "two.py" in said
    assert "save the file as UTF-8" in said


def test_a_lecture_of_chalkgrad_that_nobody_looks_for_is_named(monkeypatch, tmp_path):
    (tmp_path / "lectures" / "course").mkdir(parents=True)
    for place in ("course/01_one.py", "stray.py"):
        (tmp_path / "lectures" / place).write_text(PLAIN.format("One", 1), encoding="utf-8")
    monkeypatch.setattr("lectures.site.script.FOLDER", tmp_path / "lectures")
    said = built("--out", "site")
    assert f"{tmp_path / 'lectures' / 'stray.py'} is a lecture, and not part of the course" in said
    assert "built      one" in said


@pytest.mark.parametrize(
    ("toml", "says"),
    [
        (
            'title = "T"\norder = ["one.py", "tow.py"]',
            "mine/course.toml, line 2: order lists 'tow.py', and there is no",
        ),
        ('order = ["one.py", "tow.py"]', "did you mean 'two.py'"),
        ('\n\ntitel = "T"', "mine/course.toml, line 3: there is no key 'titel'; the keys are title, author, language"),
        ('titel = "T"', "did you mean 'title'?"),
        ("title = 3", "line 1: title is 3, and has to be a text, such as"),
        ('order = "one.py"', "order is 'one.py', and has to be the files of the lectures, such as order = ["),
        ('order = ["one.py", "one.py"]', "has to be the files of the lectures"),
        ('language = "German"\n', "texts stay English on these pages: 'Skip to the lecture'"),
        ('language = "de DE"', 'has to be the code of a language, such as language = "en"'),
        ('words = "words.de.toml"', "line 1: words names 'words.de.toml', and there is no such file"),
        ("title = On slopes", "mine/course.toml is no TOML: "),
        ("title = On slopes", "at line 1"),
        ('order = ["one.py", "index.py"]', "mine/index.py: the page index.html is another one; rename the lecture"),
        ("order = []", "there is no lecture in"),
    ],
)
def test_what_is_wrong_with_a_description_is_said_with_its_line(toml, says):
    course(toml, one="One", two="Two", index="Index" if "index" in toml else "")
    if "index" not in toml:
        Path("mine/index.py").unlink()
    found = call("build", "mine", "--out", "site")
    assert says in found.output
    assert "Traceback" not in found.output
    assert found.exit_code == (0 if "stay English" in says else 1)


def test_a_file_in_a_course_that_does_not_list_it_is_refused_with_both_ways_out():
    course('order = ["one.py"]', one="One", two="Two")
    said = refused("build", "mine/two.py")
    assert "mine/course.toml does not list 'two.py'; add it to order, or move it out of the folder" in said


def test_two_lectures_with_one_page_are_refused():
    course('order = ["01_one.py", "02_one.py"]', **{"01_one": "One", "02_one": "Two"})
    assert "two lectures have the page one.html: mine/01_one.py and mine/02_one.py" in refused("build", "mine")


def test_what_is_no_place_and_no_lecture_gets_advice():
    call("new", "one")
    Path("nothing").mkdir()
    assert "there is no lecture in" in refused("build", "nothing")
    assert "`chalkgrad new NAME`" in refused("build", "nothing")
    assert "there is no lecture 'zzz'; `chalkgrad list` names all" in refused("build", "zzz", code=2)
    assert "there is no lecture 'zzz.py'; there is no such file, seen from " in refused("step", "zzz.py", code=2)
    Path("notes.txt").write_text("a file", encoding="utf-8")
    assert "a lecture is a Python script, whose name ends in .py" in refused("step", "notes.txt", code=2)
    assert "there is no lecture 'one'; that is a folder, name a file in it" in refused("step", "one", code=2)
    assert "one folder or file of your own at a time" in refused("build", "one", "nothing", code=2)
    Path("site").write_text("a file", encoding="utf-8")
    assert refused("build", "one", "--out", "site", code=2).endswith("is a file.")


def test_a_broken_lecture_is_named_with_its_line_and_its_last_good_page_stays():
    course("", one="One", two="Two")
    built("mine", "--out", "site")
    page = Path("site/one.html").read_bytes()
    Path("mine/one.py").write_text(PLAIN.format("One", "1 / 0"), encoding="utf-8")
    said = refused("build", "mine", "--out", "site")
    assert "one failed: mine/one.py, cell 2, line 6: ZeroDivisionError: division by zero" in said
    assert Path("site/one.html").read_bytes() == page


# Watching.


def watched(steps: Iterator[None], *arguments: str) -> list[str]:
    """Build and watch while something is done between two looks; return what is said, line by line."""

    def wait(seconds: float) -> None:
        try:
            next(steps)
        except StopIteration:
            raise KeyboardInterrupt from None

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("lectures.site.commands.watch", lambda folders, build: watch(folders, build, wait))
        return built(*arguments, "--watch").splitlines()


def test_watching_builds_what_has_changed_and_says_so_in_a_line_each():
    folder = course('order = ["one.py", "two.py"]', one="One", two="Two")
    good = (folder / "one.py").read_text(encoding="utf-8")

    def steps() -> Iterator[None]:
        yield
        (folder / "one.py").write_text(good.replace("print(0)", "print(123454321)"), encoding="utf-8")
        yield
        assert "123454321" in Path("site/one.html").read_text(encoding="utf-8")
        (folder / "one.py").write_text(good.replace("print(0)", "1 / 0  # too far"), encoding="utf-8")
        yield
        assert "123454321" in Path("site/one.html").read_text(encoding="utf-8")
        (folder / "course.toml").write_text('order = ["one.py", "tow.py"]', encoding="utf-8")
        yield
        (folder / "one.py").write_text(good, encoding="utf-8")
        (folder / "course.toml").write_text('order = ["one.py"]', encoding="utf-8")
        yield

    said = watched(steps(), "mine", "--out", "site")
    assert said[2:] == [
        "Open site/index.html",
        "Watching for changes; Ctrl-C ends.",
        "built      one",
        "failed     mine/one.py, cell 2, line 6: ZeroDivisionError: division by zero",
        f"mine/course.toml, line 1: order lists 'tow.py', and there is no such lecture in {folder.absolute()}; "
        "did you mean 'two.py' or 'one.py'?",
        "mine/two.py is a lecture, and left out: add it to order in mine/course.toml",
        "built      one",
        "",
    ]
    assert not Path("site/two.html").exists()


@pytest.mark.slow
def test_ctrl_c_ends_watching_cleanly():
    call("new", "my_course")
    command = [sys.executable, "-u", "-m", "lectures", "build", "my_course", "--out", "site", "--watch"]
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as run:
        assert run.stdout is not None
        lines = iter(run.stdout.readline, "")
        assert any("Ctrl-C ends" in line for line in lines)
        time.sleep(0.1)
        run.send_signal(signal.SIGINT)
        assert run.wait(60) == 0
        assert "".join(lines).strip() == ""


# Fixed texts.

GERMAN = {
    "Before": "Vorher",
    "All lectures": "Alle Vorlesungen",
    "whole graph": "ganzer Graph",
    "Hint {0} of {1}": "Tipp {0} von {1}",
    "next step": "nächster Schritt",
    "forward {0} of {1}": "vorwärts {0} von {1}",
    "too few digits: write two at least": "zu wenige Ziffern: mindestens zwei",
}


def speaks(language: str, words: str = "") -> None:
    """Have the new course `my_course` speak a language, with fixed texts of its own where there are some."""
    toml = Path("my_course/course.toml")
    text = toml.read_text("utf-8").replace('"en"\n', f'"{language}"\n')
    if words:
        Path("my_course/own.toml").write_text(words, encoding="utf-8")
        text += 'words = "own.toml"\n'
    toml.write_text(text, encoding="utf-8")


@pytest.mark.long
def test_a_course_in_german_needs_no_texts_of_its_own():
    call("new", "my_course")
    speaks("de")
    assert "English" not in built("my_course", "--out", "site")
    text = Path("site/first_lecture.html").read_text(encoding="utf-8")
    for german in ("<dt>Voraussetzungen</dt>", ">Alle Vorlesungen</a>", "<summary>Code: 1 Graph</summary>", '"Wert"'):
        assert german in text
    assert text.count("<code>dw</code> ist <math") == 1  # as a sheet writes it
    assert "Hier anfangen: " in Path("site/index.html").read_text(encoding="utf-8")
    assert "Nothing is missing" in call("words", "my_course", "--out", "site").output


@pytest.mark.long
def test_texts_of_a_course_itself_stand_in_place_of_those_of_its_language():
    call("new", "my_course")
    texts = call("words").output
    for english, german in GERMAN.items():
        assert f'"{english}" = "{english}"\n' in texts
        texts = texts.replace(f'"{english}" = "{english}"', f'"{english}" = "{german}"')
    speaks("de", texts)
    said = built("my_course", "--out", "site")
    assert said == built("my_course", "--out", "site").replace("unchanged  first_lecture", said.splitlines()[0])
    text = Path("site/first_lecture.html").read_text(encoding="utf-8")
    assert '<html lang="de">' in text
    for german in ("<dt>Vorher</dt>", ">Alle Vorlesungen</a>", '"ganzer Graph"', "Tipp 1 von 2"):
        assert german in text
    for german in ("nächster Schritt", "vorwärts {0} von {1}", "zu wenige Ziffern: mindestens zwei"):  # in scripts
        assert f'"{german}"' in text
    assert "<dt>After</dt>" in text


def test_what_a_course_does_not_translate_stays_english_and_is_named_once():
    course('words = "w.toml"\nlanguage = "nl"', one="One", two="Two")
    Path("mine/w.toml").write_text('"Lectures" = "Colleges"\n"Befor" = "Vooraf"\n', encoding="utf-8")
    said = built("mine", "--out", "site")
    assert len(re.findall(r"mine/course.toml: \d+ texts stay English on these pages: '", said)) == 1
    assert "mine/w.toml, line 2: no page says 'Befor', so it is left out; did you mean 'Before'" in said
    lacking = call("words", "mine", "--out", "site").output
    assert '"Before" = "Before"\n' in lacking
    assert '"Lectures"' not in lacking


def test_the_texts_that_the_pages_say_are_named_and_printed_before_the_others():
    course('language = "nl"', one="One")
    said = built("mine", "--out", "site")
    texts = call("words", "mine", "--out", "site").output
    count = re.search(r"(\d+) texts stay English on these pages", said)[1]
    assert f"# Said by the pages in site: {count}.\n" in texts
    said_here, _, elsewhere = texts.partition("\n# Said by other pages, and on sheets: ")
    assert said_here.count(" = ") == int(count)
    for text in ("All lectures", "Start here: {0}"):
        assert f'"{text}" = ' in said_here
    for text in ("next step", "Check", "Variant {0}", "Loss"):  # no figure, no exercise, no sheet
        assert f'"{text}" = ' in elsewhere
    assert "only de comes along; `chalkgrad words mine --out site > mine/words.nl.toml`" in said
    assert call("words", "mine", "--out", "elsewhere").output.startswith("# No page in elsewhere says any of these.")


def test_texts_that_are_copied_and_not_translated_are_named_until_few_are_left():
    course('language = "fr"\nwords = "w.toml"', one="One")
    texts = missing(())
    Path("mine/w.toml").write_text(as_toml(texts), encoding="utf-8")
    assert "texts stay English on these pages: 'Skip to the lecture'" in built("mine", "--out", "site")
    left = call("words", "mine", "--out", "site").output
    assert sorted(line for line in left.splitlines() if line.startswith('"')) == sorted(as_toml(texts).splitlines())
    assert left.startswith(f"# {len(texts)} of these the course has as they are in English")
    french = as_toml(texts[:12]) + "".join(f'"{text}" = "{text}, en français"\n' for text in texts[12:])
    Path("mine/w.toml").write_text(french, encoding="utf-8")
    assert "stay English" not in built("mine", "--out", "site")
    assert call("words", "mine", "--out", "site").output.startswith("# 12 of these the course has")


def test_a_head_may_have_a_space_before_its_colons_as_french_has():
    course('language = "fr"\nwords = "w.toml"', one="One")
    Path("mine/w.toml").write_text('"Takes" = "Durée"\n', encoding="utf-8")
    page = Path("mine/one.py")
    page.write_text(page.read_text("utf-8").replace("# # One\n", "# # One\n# Durée : 15\n# Dureé\u00a0: 20\n"), "utf-8")
    said = built("mine", "--out", "site")
    assert "'Dureé\\xa0:' is no part of a lecture's head" in said
    assert "<dt>Durée</dt>" in Path("site/one.html").read_text("utf-8")


def test_an_english_course_may_say_single_texts_otherwise():
    course('words = "w.toml"', one="One")
    Path("mine/w.toml").write_text('"Lectures" = "Classes"\n', encoding="utf-8")
    assert "English" not in built("mine", "--out", "site")
    assert "<h2>Classes</h2>" in Path("site/index.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('"Before" = "<b>"', "line 1: 'Before' is '<b>', and has to be a text without < > &"),
        ('"Before" = 3', "'Before' is 3, and has to be a text"),
        ('\n"Hint {0} of {1}" = "Tipp {0}"', "line 2: 'Tipp {0}' has to have {0}, {1}, as 'Hint {0} of {1}' has"),
        ('"Before" = "{5}"', "'{5}' has to have no place in braces, as 'Before' has"),
        ('"Before" = "{"', "'{' has to have no place in braces"),
    ],
)
def test_what_cannot_stand_on_a_page_is_refused_with_its_line(text, says):
    course('words = "w.toml"', one="One")
    Path("mine/w.toml").write_text(text, encoding="utf-8")
    said = refused("build", "mine", "--out", "site")
    assert "mine/w.toml, " in said
    assert says in said


def test_the_record_of_a_course_names_no_place_of_this_machine(tmp_path):
    call("new", "my_course")
    built("my_course", "--out", "site")
    record = json.loads(Path("site/.built/first_lecture.json").read_text(encoding="utf-8"))
    assert record["course"] == "my_course"
    assert not [name for name, content in files("site").items() if str(tmp_path).encode() in content]


@pytest.mark.long
def test_the_stage_of_a_course_speaks_its_language():
    call("new", "my_course")
    speaks("de", '"to" = "nach"\n"upstream" = "von hinten"\n')
    call("stage", "first-error", "--folder", "my_course", "--to", "stage.html")
    text = Path("stage.html").read_text(encoding="utf-8")
    assert '<html lang="de">' in text
    assert '"von hinten"' in text
    assert '"nach"' in text


@pytest.mark.long
def test_the_head_of_a_lecture_may_be_written_in_the_words_of_its_course():
    course('words = "w.toml"\nlanguage = "de"', one="Eins")
    lecture = Path("mine/one.py")
    head, _, rest = lecture.read_text("utf-8").partition("\n\n")
    lecture.write_text(f"{head}\n#\n# Dauer: 20 Minuten\n#\n# Vorher: nichts.\n\n{rest}", encoding="utf-8")
    Path("mine/w.toml").write_text(
        '"Takes" = "Dauer"\n"{0} minutes" = "{0} Minuten"\n"Before" = "Vorher"\n', encoding="utf-8"
    )
    built("mine", "--out", "site")
    text = Path("site/one.html").read_text(encoding="utf-8")
    assert "<dt>Dauer</dt><dd>20 Minuten</dd>" in text
    assert re.search(r"<dt>Vorher</dt><dd>\s*nichts\.", text)


def test_a_line_of_the_head_that_the_course_has_no_such_word_for_is_named():
    course('language = "de"', one="Eins")
    lecture = Path("mine/one.py")
    head, _, rest = lecture.read_text("utf-8").partition("\n\n")
    prose = "# Frage an alle: wie viel?\n#\n# **Achtung:** viel."
    lecture.write_text(f"{head}\n#\n{prose}\n#\n# Dauer: 20\n# Vorher: nichts.\n#\n# Nachher: viel.\n\n{rest}", "utf-8")
    said = built("mine", "--out", "site")
    known = "it may have Dauer:, Voraussetzungen:, Danach:, Keywords:, or, as prose, **{}:**"
    assert f"mine/one.py, line 10: 'Vorher:' is no part of a lecture's head; {known.format('Vorher')}" in said
    assert f"mine/one.py, line 12: 'Nachher:' is no part of a lecture's head; {known.format('Nachher')}" in said
    assert said.count("is no part of") == 2


@pytest.mark.long
@pytest.mark.parametrize("language", ["de", "de-AT"])
def test_a_new_course_may_be_german(language: str):
    call("new", "mein_kurs", "--language", language)
    assert set(files("mein_kurs")) == {"course.toml", "erste_vorlesung.py"}
    assert "no part of" not in built("mein_kurs", "--out", "site")
    text = Path("site/erste_vorlesung.html").read_text(encoding="utf-8")
    assert f'<html lang="{language}">' in text
    for name, said in (("Dauer", "15 Minuten"), ("Voraussetzungen", "die Kettenregel"), ("Danach", "Den Gradienten")):
        assert re.search(rf"<dt>{name}</dt><dd>\s*{said}", text)
    assert "none hide a slip" in call("exercise", "lint", "--folder", "mein_kurs").output


def test_a_new_course_of_another_language_begins_in_english():
    call("new", "mon_cours", "--language", "fr")
    assert 'language = "fr"' in Path("mon_cours/course.toml").read_text("utf-8")
    assert "has to be the code of a language" in refused("new", "another", "--language", "Deutsch!")


@pytest.mark.long
def test_an_exercise_made_outside_the_course_is_asked_in_its_language_on_sheet_page_and_in_moodle():
    course('language = "de"', one="Eins")
    call("exercise", "new", "line", "z = w*x + b; (z - y)**2", "w=1.5", "x=2.5", "b=0.3", "y=1.2", "--wrt", "w,b")
    file = Path("exercise_line.py").rename("mine/exercise_line.py")
    assert "Derive the gradients of" in file.read_text("utf-8")
    for command in ("sheet", "moodle"):
        call(command, "line", "--folder", "mine", "--students", "1", "--to", "written")
        text = Path("written").read_text("utf-8")
        assert "Derive the gradients" not in text
        assert re.search("Es sei .* Gradienten von .* nach .*z.*, .*w.* und .*b", text)
        Path("written").unlink()


def test_the_order_may_name_a_lecture_without_its_ending():
    course('order = ["two", "one.py"]', one="One", two="Two")
    built("mine", "--out", "site")
    links = re.findall(r'<h3><a href="(.+?)">', Path("site/index.html").read_text(encoding="utf-8"))
    assert links == ["two.html", "one.html"]


COMPARED = """
# %%
from engine import Value
from lectures.board import compare

w = Value(3.0, "w")
compare(w * w, {"w": (w, 5.0)})
compare(w * w, {"w": (w, 7.0)}, wrong="w")
compare(w * w, {"w": (w, 6.0)}, wrong=["w"])
"""


def test_a_build_names_what_a_comparison_finds_wrong_unless_it_is_meant_to_be():
    own = course("", one="One")
    with (own / "one.py").open("a", encoding="utf-8") as lecture:
        lecture.write(COMPARED)
    for _ in range(2):  # a page that has not changed says so as well
        said = built("mine", "--out", "site")
        assert said.count("one: compare finds w wrong") == 1
        assert 'compare(..., wrong=["w"])' in said
        assert said.count("one: compare is told that w is wrong, which it is not") == 1


def test_a_gradient_that_is_meant_to_be_wrong_has_to_be_there():
    own = course("", one="One")
    with (own / "one.py").open("a", encoding="utf-8") as lecture:
        lecture.write(COMPARED.replace('wrong="w"', 'wrong="v"'))
    assert "wrong='v' is none of the gradients" in refused("build", "mine", "--out", "site")


def test_where_nothing_was_built_there_is_nothing_to_open():
    Path("bad.py").write_text("# %% [markdown]\n# # Bad\n\n# %%\n1 / 0\n", encoding="utf-8")
    found = call("build", "bad.py", "--out", "site")
    assert found.exit_code == 1
    assert "Open" not in found.output
