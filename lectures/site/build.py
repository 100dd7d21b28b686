"""Building the pages: run what has changed, write it, and keep the tables that cover all lectures.

out/index.html           the path of the course, the companions
out/monday.html          for teachers: from one network to a graded class
out/errata.html          every claim of the notes; out/errata/ID.svg a graph where one helps
out/workbench.html       where there is none yet: how to build it; so for out/reference/index.html
out/NAME.html            one page per lecture
out/NAME/FIGURE-*.svg    each graph after its forward and after its backward pass
out/claims.json          the same claims as data
out/coverage.json        every worked example: where it is shown, and how many claims it has
out/.built/NAME.json     what is known of a page, and the key under which it was built
"""

import contextlib
import hashlib
import json
import platform
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib import metadata
from pathlib import Path
from typing import Any

import engine
from engine.drawing.positions import which_graphviz
from engine.words.files import write_atomically
from lectures.bounded import LIMIT
from lectures.errata.judge import Judged
from lectures.errata.reading import judged_beside
from lectures.errata.sheet import sheet_of
from lectures.errors import LectureError
from lectures.exercises.catalogue import tasks_beside
from lectures.reference import link as reference
from lectures.site.course import PROJECT, Course
from lectures.site.index import coverage_of, index_of, own_index_of
from lectures.site.monday import monday_page
from lectures.site.page import Neighbours, page_of
from lectures.site.records import FORMAT, Record, claim, forget_removed, is_fresh, record_path, records_in
from lectures.site.run import OnCell, Run, run
from lectures.site.script import FOLDER, Script
from lectures.site.words import Heard
from lectures.site.workbench_link import LEFT_OUT, PAGE, is_built
from lectures.site.workers import each_apart

ROOT = FOLDER.parent
SCRIPTS = (FOLDER / "course", FOLDER / "notes")
LIBRARIES = ("jinja2", "latex2mathml", "markdown-it-py", "matplotlib", "numpy", "pygments")


@dataclass(frozen=True)
class Result:
    """What became of one lecture: "built", "unchanged" or "failed"; of one that takes long first "at work"."""

    name: str
    outcome: str
    seconds: float = 0.0
    error: str = ""


def build(
    lectures: Mapping[str, Script],
    names: Iterable[str],
    out: Path,
    jobs: int = 2,
    limit: float = LIMIT,
    report: Callable[[Result], None] = lambda result: None,
    course: Course = PROJECT,
) -> list[Result]:
    """Build the pages of `names` and write the tables for all lectures that have a page.

    Args:
        lectures: all lectures by name, in order.
        names: the ones to build; those that have not changed are left as they are.
        out: the folder to write to.
        jobs: processes at a time.
        limit: seconds for each lecture; one that takes longer has failed.
        report: called as soon as a lecture is done, and now and then while all are at work.
        course: what the pages have in common.

    Raises:
        LectureError: where the pages of another course stand in `out`.
    """
    out = out.absolute()  # a lecture may go to another folder
    (out / ".built").mkdir(parents=True, exist_ok=True)
    claim(out, course)
    forget_removed(lectures, out)
    around = neighbours_of(lectures)
    keys = {name: key_of(lectures[name], around[name], course) for name in names}
    results = [Result(name, "unchanged") for name, key in keys.items() if is_fresh(out, name, key)]
    for result in results:
        report(result)
    done = {result.name for result in results}
    work = [(lectures[name], around[name], out, key, course) for name, key in keys.items() if name not in done]

    def at_work(script: Script, seconds: float) -> None:
        report(Result(script.name, "at work", seconds))

    try:
        with contextlib.closing(each_apart(build_page, work, jobs, limit, at_work)) as done_one:
            for script, outcome, seconds in done_one:
                error = str(outcome) if isinstance(outcome, LectureError) else ""
                results.append(Result(script.name, "failed" if error else "built", seconds, error))
                report(results[-1])
    finally:
        write_tables(lectures, out, course)
    return results


def build_page(
    script: Script,
    neighbours: Neighbours,
    out: Path,
    key: str,
    course: Course = PROJECT,
    on_cell: OnCell = lambda n, of: None,
) -> None:
    """Run one lecture, and write its page, its graphs and its record."""
    words = Heard(course.words)
    ran = run(script, on_cell=on_cell, words=words)
    files = write_figures(ran, out)
    judged = judged_beside(script)
    claims = [each.as_json() for each in judged]
    write_atomically(out / f"{script.name}.html", page_of(ran, neighbours, claims, replace(course, words=words)))
    record = record_of(ran, claims) | {
        "key": key,
        "files": [*files, f"{script.name}.html"],
        "says": sorted(words.asked),
    }
    record |= {"thumbnail": thumbnail(out, files), "graphs": graphs_of(judged)}
    write_atomically(record_path(out, script.name), json.dumps(record, ensure_ascii=False, indent=1))


def write_figures(ran: Run, out: Path) -> list[str]:
    """Write each graph after its forward and after its backward pass, and remove what is no longer drawn."""
    folder = out / ran.script.name
    written: list[str] = []
    for figure in ran.figures:
        for phase in ("forward", "backward"):
            path = folder / f"{figure.name}-{phase}.svg"
            folder.mkdir(parents=True, exist_ok=True)
            write_atomically(path, figure.drawing.svg(phase=phase, theme="light"))
            written.append(path.relative_to(out).as_posix())
    for old in folder.glob("*.svg"):
        if old.relative_to(out).as_posix() not in written:
            old.unlink()
    return written


def graphs_of(judged: Iterable[Judged]) -> dict[str, str]:
    """Return the graphs that show a counter-example, as SVG."""
    return {
        each.entry.id: engine.draw(each.entry.draws()).svg(phase="backward", theme="light")
        for each in judged
        if each.entry.draws is not None
    }


def thumbnail(out: Path, files: list[str]) -> str:
    """Return the smallest graph after its backward pass: the one that can be read at the size of a stamp."""
    graphs = [file for file in files if file.endswith("-backward.svg")]
    return min(graphs, key=lambda file: (out / file).stat().st_size, default="")


def record_of(ran: Run, claims: list[dict[str, Any]]) -> Record:
    """Return what the tables need to know about a lecture, as plain data."""
    script = ran.script
    return {
        "format": FORMAT,
        "name": script.name,
        "course": script.course,
        "title": script.title,
        "summary": script.summary,
        "covers": list(script.covers),
        "claims": claims,
        "figures": {figure.name: list(figure.items) for figure in ran.figures},
        "without_graph": ran.without_graph,
        "surprises": ran.surprises,
        "exercises": [exercise.name for exercise in ran.exercises] + [task.name for task in tasks_beside(script)],
    }


def write_tables(lectures: Mapping[str, Script], out: Path, course: Course = PROJECT) -> None:
    """Write the index, claims.json and coverage.json from the records of the pages that stand in `out`.

    A course of one's own has an index only, and the errata where it has claims.
    """
    records = records_in(lectures, out)
    claims = [claim for record in records.values() for claim in record["claims"]]
    if course.name:
        write_atomically(out / "index.html", own_index_of(lectures, records, course))
        if not claims:
            for name in ("claims.json", "errata.html"):
                (out / name).unlink(missing_ok=True)
            return
    write_atomically(out / "claims.json", json.dumps(claims, ensure_ascii=False, indent=1) + "\n")
    if not course.name:
        coverage = coverage_of(records.values())
        write_atomically(out / "coverage.json", json.dumps(coverage, ensure_ascii=False, indent=1) + "\n")
        write_atomically(out / "index.html", index_of(lectures, records, coverage, is_built(out)))
        write_atomically(out / "monday.html", monday_page())
        if not (out / PAGE).exists():
            write_atomically(out / PAGE, LEFT_OUT)
        if not (out / reference.INDEX).exists():
            (out / reference.FOLDER).mkdir(exist_ok=True)
            write_atomically(out / reference.INDEX, reference.LEFT_OUT)
    graphs = {name: svg for record in records.values() for name, svg in record["graphs"].items()}
    for name, svg in graphs.items():
        (out / "errata").mkdir(exist_ok=True)
        write_atomically(out / "errata" / f"{name}.svg", svg)
    for old in (out / "errata").glob("*.svg"):
        if old.stem not in graphs:
            old.unlink()
    titles = {name: script.title for name, script in lectures.items() if name in records}
    write_atomically(out / "errata.html", sheet_of(claims, titles, graphs))


def neighbours_of(lectures: Mapping[str, Script]) -> dict[str, Neighbours]:
    """Return for each lecture the one before and the one after."""
    scripts = [None, *lectures.values(), None]
    return {name: Neighbours(scripts[i], scripts[i + 2]) for i, name in enumerate(lectures)}


def key_of(script: Script, neighbours: Neighbours, course: Course = PROJECT) -> str:
    """Return a key that changes whenever the page could: with the script, our code, the libraries, the neighbours, and
    what a course of one's own says of itself."""
    beside = [(n.name, n.title) for n in (neighbours.previous, neighbours.next) if n is not None]
    beside += [course] if course.name else []
    beside_it = [path.read_bytes() for path in (script.claims_path, script.exercises_path) if path.exists()]
    digest = hashlib.sha256(f"{_sources()}\0{script.course}/{script.name}\0{beside}\0".encode())
    for text in (script.path.read_bytes(), *beside_it):
        digest.update(text)
    return digest.hexdigest()


@lru_cache(maxsize=1)
def _sources() -> str:
    digest = hashlib.sha256(platform.python_version().encode())
    for library in LIBRARIES:
        digest.update(f"{library} {metadata.version(library)}\0".encode())
    digest.update(f"{which_graphviz()}\0".encode())
    for folder in (ROOT / "engine", ROOT / "nn", FOLDER):
        for path in sorted(folder.rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts and not {*SCRIPTS} & {*path.parents}:
                digest.update(f"{path.relative_to(ROOT)}\0".encode() + path.read_bytes())
    return digest.hexdigest()
