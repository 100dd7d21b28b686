"""Building: what has not changed is left alone, and the tables always agree with the pages that stand there."""

import json
import re
from pathlib import Path

import pytest

from lectures.site.build import build, key_of, neighbours_of
from lectures.site.script import Script

pytestmark = pytest.mark.usefixtures("in_this_process")

GRAPH = """\
from engine import Value
from lectures.board import figure, no_graph
a = Value(2.0, "a")
y = a * a
figure("square", y, item="D05")
no_graph("D01", "a table of numbers")
"""
CLAIMS = """\
from engine import Value
from lectures.errata import value
@value("D05.1", "004:667", "is 4", says="It is 4.", prints="4", draws=lambda: Value(2.0) * 2)
def squared():
    return 4
"""


def outcomes(lectures: dict[str, Script], out: Path, *names: str) -> dict[str, str]:
    return {result.name: result.outcome for result in build(lectures, names or list(lectures), out)}


def files(out: Path) -> dict[str, bytes]:
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in sorted(out.rglob("*")) if path.is_file()}


@pytest.fixture
def two(lecture) -> dict[str, Script]:
    for name in ("one", "two"):
        lecture(CLAIMS, name=f"{name}_claims", head="")
    return {"one": lecture(GRAPH, name="one"), "two": lecture(GRAPH.replace("2.0", "-2.0"), name="two")}


@pytest.mark.long
def test_everything_is_written_once(two, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert outcomes(two, out) == {"one": "built", "two": "built"}
    assert set(files(out)) == {
        *(".built/one.json", ".built/two.json", "claims.json", "coverage.json", "index.html", "one.html", "two.html"),
        *("errata.html", "errata/D05.1.svg", "monday.html", "workbench.html", "reference/index.html"),
        *(f"{name}/square-{phase}.svg" for name in two for phase in ("forward", "backward")),
    }
    assert outcomes(two, out) == {"one": "unchanged", "two": "unchanged"}


@pytest.mark.long
def test_only_what_changed_is_built_again(two, lecture, tmp_path: Path) -> None:
    out = tmp_path / "out"
    outcomes(two, out)
    two["two"] = lecture(GRAPH.replace("square", "other"), name="two")
    assert outcomes(two, out) == {"one": "unchanged", "two": "built"}
    assert not (out / "two" / "square-forward.svg").exists()
    assert (out / "two" / "other-forward.svg").exists()


@pytest.mark.long
def test_a_page_that_was_deleted_is_built_again(two, tmp_path: Path) -> None:
    out = tmp_path / "out"
    outcomes(two, out)
    (out / "one.html").unlink()
    assert outcomes(two, out) == {"one": "built", "two": "unchanged"}


@pytest.mark.long
def test_tables_agree_with_the_pages_after_a_partial_build(two, tmp_path: Path) -> None:
    out = tmp_path / "out"
    outcomes(two, out, "one")
    claims = json.loads((out / "claims.json").read_text())
    assert [(claim["lecture"], claim["verdict"]) for claim in claims] == [("one", "holds")]
    assert "Not built yet" in (out / "index.html").read_text()
    outcomes(two, out, "two")
    assert [claim["lecture"] for claim in json.loads((out / "claims.json").read_text())] == ["one", "two"]
    coverage = json.loads((out / "coverage.json").read_text())
    assert coverage["D05"]["lectures"] == ["one", "two"]
    assert coverage["D05"]["figures"] == ["one/square", "two/square"]
    assert coverage["D05"]["claims"] == 2
    assert coverage["D05"]["verdicts"] == {"holds": 2}
    assert coverage["D01"]["no_graph"] == "a table of numbers"
    assert coverage["A01"]["lectures"] == []
    assert len(coverage) == 108


def test_a_lecture_that_fails_is_named_and_the_others_are_built(two, lecture, tmp_path: Path) -> None:
    out = tmp_path / "out"
    two["two"] = lecture("1 / 0\n", name="two")
    results = {result.name: result for result in build(two, list(two), out)}
    assert results["one"].outcome == "built"
    assert results["two"].outcome == "failed"
    assert "two.py, cell 2, line 12: ZeroDivisionError" in results["two"].error
    assert [claim["lecture"] for claim in json.loads((out / "claims.json").read_text())] == ["one"]


def test_a_lecture_that_is_gone_takes_its_page_along(two, tmp_path: Path) -> None:
    out = tmp_path / "out"
    outcomes(two, out)
    del two["two"]
    outcomes(two, out)
    assert not [name for name in files(out) if "two" in name]


def test_half_a_record_counts_as_none(two, tmp_path: Path) -> None:
    out = tmp_path / "out"
    outcomes(two, out)
    (out / ".built" / "one.json").write_text('{"key": ')
    assert outcomes(two, out) == {"one": "built", "two": "unchanged"}


def test_the_key_follows_the_script_and_its_neighbours(two, lecture) -> None:
    around = neighbours_of(two)
    key = key_of(two["one"], around["one"])
    assert key == key_of(lecture(GRAPH, name="one"), around["one"])
    assert key != key_of(lecture(GRAPH + "\n", name="one"), around["one"])
    assert key != key_of(two["one"], neighbours_of({"one": two["one"]})["one"])


def test_the_key_follows_the_claims_beside_it(two, lecture) -> None:
    around = neighbours_of(two)
    key = key_of(two["one"], around["one"])
    lecture(CLAIMS + "\n", name="one_claims", head="")
    assert key_of(two["one"], around["one"]) != key


@pytest.mark.long
def test_a_graph_that_no_claim_shows_any_more_is_removed(two, lecture, tmp_path: Path) -> None:
    out = tmp_path / "out"
    outcomes(two, out)
    for name in two:
        lecture(CLAIMS.replace(", draws=lambda: Value(2.0) * 2", ""), name=f"{name}_claims", head="")
    outcomes(two, out)
    assert list((out / "errata").iterdir()) == []
    assert "<img" not in (out / "errata.html").read_text()


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("1 / 0\n", "tutorial/one_claims.py: ZeroDivisionError: division by zero"),
        (
            CLAIMS.replace("return 4", "return 5"),
            "tutorial/one_claims.py: D05.1: the verdict is 'wrong' (5); add because=",
        ),
        (CLAIMS + CLAIMS, "tutorial/one_claims.py: two claims are called D05.1"),
    ],
)
def test_claims_that_cannot_be_judged_fail_their_companion(two, lecture, tmp_path: Path, code: str, says: str) -> None:
    lecture(code, name="one_claims", head="")
    results = {result.name: result for result in build(two, list(two), tmp_path / "out")}
    assert says in results["one"].error
    assert results["two"].outcome == "built"


def test_the_index_leads_to_the_reference_and_a_reference_that_is_there_stays(two, tmp_path: Path) -> None:
    out = tmp_path / "out"
    outcomes(two, out)
    assert 'href="reference/index.html"' in (out / "index.html").read_text()
    assert "make docs" in (out / "reference" / "index.html").read_text()
    (out / "reference" / "index.html").write_text("built")
    outcomes(two, out)
    assert (out / "reference" / "index.html").read_text() == "built"


def test_the_index_lists_lectures_and_leads_to_the_errata(two, tmp_path: Path) -> None:
    out = tmp_path / "out"
    outcomes(two, out)
    text = (out / "index.html").read_text()
    assert re.findall(r'<a href="(\w+\.html)">A small lecture</a>', text) == ["one.html", "two.html"]
    assert 'src="one/square-backward.svg"' in text
    assert '<a href="errata.html">2 claims of the notes, judged</a>' in text
    assert "3 of 108 worked examples" in re.sub(r"\s+", " ", text)


def test_the_course_is_a_path_with_minutes(lecture, tmp_path: Path) -> None:
    head = "# %% [markdown]\n# # {}\n# Why?\n#\n# Minutes: {}\n#\n# Before: nothing.\n#\n# After: all.\n\n# %%\n"
    folder = lecture("x = 1").path.parents[2] / "course"
    folder.mkdir()
    for name, minutes in (("02_second", 50), ("01_first", 25), ("aside", 10)):
        (folder / f"{name}.py").write_text(head.format(name.title(), minutes) + "x = 1\n")
    course = {script.name: script for script in map(Script, sorted(folder.glob("*.py")))}
    build(course, list(course), tmp_path / "out")
    text = (tmp_path / "out" / "index.html").read_text()
    assert "2 lectures, 1 hour and 15 minutes" in text
    path, beside = text.split("Beside the path")
    assert re.findall(r'<h3><a href="(\w+\.html)">', path) == ["first.html", "second.html"]
    assert re.findall(r'<h3><a href="(\w+\.html)">', beside) == ["aside.html"]
