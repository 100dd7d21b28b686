"""The commands that make pages and notebooks: `build`, `notebooks`, and for a course of one's own `new` and `words`."""

import shlex
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from engine.errors import ChalkgradError
from lectures.echo import Console, echo, working
from lectures.options import LIMIT, OUT, called
from lectures.site.watch import folders_of, watch

if TYPE_CHECKING:
    from lectures.site.build import Result
    from lectures.site.course import Found


@dataclass
class _Work:
    """What is to be built: a place or lectures by name, where to, and how; it remembers what it has warned of."""

    place: Path | None
    names: tuple[str, ...]
    out: Path
    jobs: int
    limit: float
    said: set[str] = field(default_factory=set)

    def first(self) -> bool:
        """Build with a progress bar, and say what to open; return whether all is well."""
        from lectures.site.progress import progress

        found = self._found()
        with progress(Console(highlight=False), len(found.chosen)) as report:
            failed = self._build(found, report)
        for result in failed:
            echo(f"{result.name} failed: {result.error}", err=True, fg="red")
        if found.chosen:
            alone = len(found.chosen) == 1 and not failed and not (self.place and self.place.is_dir())
            name = found.chosen[0] if alone else "index"
            if len(failed) < len(found.chosen):
                echo(f"Open {self.out / f'{name}.html'}")
        return not failed

    def again(self) -> None:
        """Build what has changed, and say only that; what is wrong does not end it."""
        from lectures.site.progress import line_of

        try:
            failed = self._build(self._found(), lambda done: echo(line_of(done)) if done.outcome == "built" else None)
        except (ChalkgradError, OSError) as error:
            echo(str(error), err=True, fg="red")
            return
        for result in failed:
            echo(f"failed     {result.error}", err=True, fg="red")

    def _build(self, found: "Found", report: Callable[["Result"], None]) -> "list[Result]":
        from lectures.site.build import build
        from lectures.site.records import records_in
        from lectures.site.untranslated import warning_of

        self._warn(*found.warnings)
        results = build(found.lectures, found.chosen, self.out, self.jobs, self.limit, report, found.course)
        self._warn(warning_of(found, self.out))
        if self.place is not None:
            records = records_in({name: found.lectures[name] for name in found.chosen}, self.out)
            self._warn(*(f"{name}: {said}" for name, record in records.items() for said in record["surprises"]))
        return [result for result in results if result.outcome == "failed"]

    def _warn(self, *warnings: str) -> None:
        for warning in warnings:
            if warning and warning not in self.said:
                echo(warning, err=True, fg="yellow")
        self.said.update(warnings)

    def _found(self) -> "Found":
        from lectures.site.course import course_at, project
        from lectures.site.workbench_link import PAGE

        if self.place is None:
            all_of_them = project()
            return replace(all_of_them, chosen=tuple(dict.fromkeys(self.names)) or all_of_them.chosen)
        found = course_at(self.place)
        if found.folder == self.out.absolute():
            raise click.UsageError(f"{self.out} holds the lectures; choose another folder for the pages with --out")
        return replace(found, course=replace(found.course, workbench=(self.out / PAGE).exists()))


@click.command("build")
@click.argument("names", nargs=-1, metavar="[NAME]... | FOLDER | FILE")
@OUT
@click.option("--jobs", type=click.IntRange(min=1), default=2, show_default=True, help="Processes at a time.")
@LIMIT
@click.option("--watch", "watches", is_flag=True, help="Build again whenever a file changes, until Ctrl-C.")
def build_command(names: tuple[str, ...], out: Path, jobs: int, limit: float, watches: bool) -> None:
    """Build the pages of all lectures, of those named, or of a course of your own.

    FOLDER is a course as `chalkgrad new` begins one, FILE a single lecture: one that the
    `course.toml` beside it lists, or any where there is none.
    """
    work = _Work(*_asked_for(names), out, jobs, limit)
    if not watches:
        if not work.first():
            raise SystemExit(1)
        return
    try:
        work.first()
        echo("Watching for changes; Ctrl-C ends.")
        watch(folders_of(work.place), work.again)
    except KeyboardInterrupt:
        echo("")


def _asked_for(names: tuple[str, ...]) -> tuple[Path | None, tuple[str, ...]]:
    """Return the place of one's own that is to be built, or else the names of lectures."""
    from lectures.site.course import FILE
    from lectures.site.script import find_lecture, find_lectures

    lectures = find_lectures()
    places = [
        path
        for path in map(Path, names)
        if (path / FILE).exists()
        or (str(path) not in lectures and (path.is_dir() or (path.suffix == ".py" and path.is_file())))
    ]
    if not any(path.is_dir() for path in places):
        scripts = [find_lecture(name) for name in names]
        if all(lectures.get(script.name) == script for script in scripts):
            return None, tuple(script.name for script in scripts)
    if len(names) > 1:
        raise click.UsageError("give one folder or file of your own at a time, or name lectures of chalkgrad")
    return places[0], ()


@click.command("notebooks")
@click.argument("names", nargs=-1, metavar="[NAME]... | FOLDER | FILE")
@OUT
def notebooks_command(names: tuple[str, ...], out: Path) -> None:
    """Write lectures as Jupyter notebooks to OUT/notebooks: all, those named, or a course of your own."""
    from lectures.site.course import course_at, project
    from lectures.site.notebooks import FIRST_STEPS, write_notebooks
    from lectures.site.script import Script

    place, chosen = _asked_for(names)
    found, folder = course_at(place) if place else project(), out / "notebooks"
    for warning in found.warnings:
        echo(warning, err=True, fg="yellow")
    scripts = [found.lectures[name] for name in chosen or found.chosen]
    with working("writing notebooks"):
        failed = write_notebooks(scripts if names else [Script(FIRST_STEPS), *scripts], folder)
    for name, error in failed.items():
        echo(f"{name} failed: {error}", err=True, fg="red")
    if len(failed) < len(scripts):
        echo(f"Open {folder if names else folder / 'first_steps.ipynb'}")
    if failed:
        raise SystemExit(1)


@click.command("new")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option(
    "--language", default="en", show_default=True, metavar="CODE", help="Of the course; de is written in German."
)
def new_command(folder: Path, language: str) -> None:
    """Begin a course of your own in FOLDER: a `course.toml` that explains itself, and one lecture that builds."""
    from lectures.site.new import new_course

    table, lecture = new_course(folder, language)
    echo(f"Wrote {table} and {lecture}. What to do next:")
    echo(f"  {called()} build {shlex.quote(str(folder))} --out site --watch")
    echo(f"  {called()} step {shlex.quote(str(lecture))}")


@click.command("words")
@click.argument("folder", required=False, type=click.Path(exists=True, file_okay=False, path_type=Path))
@OUT
def words_command(folder: Path | None, out: Path) -> None:
    """Print the fixed texts of pages as TOML, to be translated.

    Of a course in FOLDER those that it lacks, and first those that its pages in --out say.
    """
    from lectures.site.course import course_at
    from lectures.site.untranslated import as_lists
    from lectures.site.words import as_toml, english

    echo((as_lists(course_at(folder), out) if folder else as_toml(english())).rstrip("\n"))
