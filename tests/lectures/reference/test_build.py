"""What `make docs` writes: whole, linked in itself, the same bytes each time, with or without lectures beside it."""

import re
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from lectures.__main__ import main
from lectures.reference.build import pages_of, write_reference
from lectures.reference.link import INDEX, LEFT_OUT, LINKED, link_to, names
from lectures.reference.public import MODULES, ROOT, read
from lectures.site.script import find_lectures


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.mark.long
def test_every_module_has_a_page(written: Path) -> None:
    others = {"index", "primitives", "errors", "lectures"}
    assert set(files(written)) == {f"{name}.html" for name in {*MODULES, *others}}


@pytest.mark.long
def test_every_link_leads_somewhere(written: Path) -> None:
    ids = {path.name: set(re.findall(r' id="([^"]+)"', path.read_text(encoding="utf-8"))) for path in written.iterdir()}
    count = 0
    for path in written.iterdir():
        for href in re.findall(r'href="([^"]+)"', path.read_text(encoding="utf-8")):
            page, _, place = href.partition("#")
            assert (page or path.name) in ids, f"{path.name}: {href}"
            assert not place or place in ids[page or path.name], f"{path.name}: {href}"
            count += 1
    assert count > 500


@pytest.mark.parametrize("built", [set(), {"index"}])
def test_the_list_of_all_lectures_is_linked_once_it_is_built(built: set[str]) -> None:
    pages = pages_of(read(), find_lectures(), built)
    assert all(('<a href="../index.html">All lectures</a>' in page) == bool(built) for page in pages.values())


@pytest.mark.long
def test_no_page_names_another_computer(written: Path) -> None:
    assert all(b"http:" not in text and b"https:" not in text for text in files(written).values())


@pytest.mark.slow
def test_it_is_written_twice_with_the_same_bytes_and_old_pages_go(written: Path, tmp_path: Path) -> None:
    (tmp_path / "reference").mkdir()
    (tmp_path / INDEX).write_text(LEFT_OUT, encoding="utf-8")
    (tmp_path / "reference" / "nn.gone.html").write_text("old", encoding="utf-8")
    read.cache_clear()
    write_reference(tmp_path)
    assert files(tmp_path / "reference") == files(written)


@pytest.mark.long
def test_lectures_are_listed_with_minutes_and_what_comes_before(written: Path) -> None:
    page = (written / "lectures.html").read_text(encoding="utf-8")
    assert 'href="../' not in page
    for script in find_lectures().values():
        at = page.index(f'<div id="{script.name}">')
        entry = page[at : page.index("</div>", at)]
        assert f"{script.minutes} min" in entry or not script.minutes
        assert "Before: " in entry or not script.before


@pytest.mark.long
def test_a_lecture_whose_page_stands_beside_it_is_linked(tmp_path: Path) -> None:
    (tmp_path / "fit_a_line.html").write_text("a page", encoding="utf-8")
    page = (write_reference(tmp_path).parent / "lectures.html").read_text(encoding="utf-8")
    links = page.count('href="../fit_a_line.html"')
    assert links > 1  # its title, and where others name it as what comes before
    assert page.count('href="../') == links


@pytest.mark.long
def test_the_command_says_what_to_open(tmp_path: Path) -> None:
    found = CliRunner().invoke(main, ["docs", "--out", str(tmp_path)])
    assert (found.exit_code, found.output) == (0, f"Open {tmp_path / INDEX}\n")


def test_without_griffe_it_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read.cache_clear()
    monkeypatch.setitem(sys.modules, "griffe", None)
    found = CliRunner().invoke(main, ["docs", "--out", str(tmp_path)])
    assert found.exit_code == 1
    assert "the reference needs griffe, which is missing: " in found.output
    assert "-m pip install 'griffelib>=" in " ".join(found.output.split())


@pytest.mark.long
def test_a_lecture_links_to_names_that_the_index_has(written: Path) -> None:
    index = (written / "index.html").read_text(encoding="utf-8")
    for module, name in (("engine", "Value"), ("nn", "losses"), ("nn.losses", "hinge"), ("lectures.board", "figure")):
        place = link_to(module, name).removeprefix(f"{INDEX}#")
        assert place
        assert f'id="{place}"' in index


@pytest.mark.long
def test_the_names_that_the_list_of_lectures_finds_are_those_that_the_index_has(written: Path) -> None:
    index = (written / "index.html").read_text(encoding="utf-8")
    linked = {
        place for place in re.findall(r' id="([^"]+)"', index) if place.startswith(tuple(f"{m}." for m in LINKED))
    }
    assert linked == {*names(), *(place for place in linked if place.startswith("lectures.errata."))}
    assert {"engine.hvp", "engine.Tape.value_and_grad", "engine.Tape.compile", "nn.fit"} <= linked


@pytest.mark.long
def test_where_a_name_is_defined_is_linked_from_a_checkout_only(written: Path) -> None:
    assert b'href="../../engine' not in b"".join(files(written).values())
    pages = pages_of(read(), {}, set(), "../..")
    sources = [href for page in pages.values() for href in re.findall(r'href="\.\./\.\./([^"]+)"', page)]
    assert len(sources) > 100
    assert [path for path in sources if not (ROOT / path).is_file()] == []
    assert '<a href="../../engine/forward.py">engine/forward.py</a>, line ' in pages["engine.html"]


@pytest.mark.slow
def test_an_error_of_the_engine_leads_to_its_entry_where_there_is_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("divide.py").write_text("# %% [markdown]\n# # One\n# Two.\n\n# %%\nfrom engine import log\nlog(0.0)\n")
    before = CliRunner().invoke(main, ["step", "divide.py"]).output
    assert "has no finite real value" in before
    assert "; see " not in " ".join(before.split())
    write_reference(Path("out"))
    after = " ".join(CliRunner().invoke(main, ["step", "divide.py"]).output.split())
    assert after == f"{' '.join(before.split())}; see out/reference/engine.html#DomainError"
    assert 'id="DomainError"' in Path("out/reference/engine.html").read_text(encoding="utf-8")
    assert "; see " not in CliRunner().invoke(main, ["step", "divdie.py"]).output
