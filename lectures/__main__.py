"""The command line: `python -m lectures COMMAND`, or `chalkgrad COMMAND`."""

import errno
import sys
from pathlib import Path
from typing import Any

from engine import __version__
from engine.errors import ChalkgradError, MissingPartError, did_you_mean
from engine.missing.packages import needed_for

try:
    with needed_for("chalkgrad"):
        import click

        from lectures.drawing_commands import draw_command, export_command
        from lectures.echo import echo, fitted, terminal, working, write_what_one_can
        from lectures.errata.commands import errata_command
        from lectures.errors import UnknownNameError
        from lectures.exercises.check_command import check_command
        from lectures.exercises.commands import exercise_command
        from lectures.options import LIMIT, OUT, called
        from lectures.reference.commands import docs_command
        from lectures.reference.link import see
        from lectures.site.commands import build_command, new_command, notebooks_command, words_command
        from lectures.step_command import step_command
        from lectures.teaching.commands import moodle_command, sheet_command, stage_command
        from lectures.teaching.exam_command import exam_command
        from lectures.teaching.grade_command import grade_command
except MissingPartError as error:
    sys.exit(f"Error: {error}")

FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class Commands(click.Group):
    """Commands whose errors are said in one line, with the nearest name where one does not exist."""

    def resolve_command(self, context: click.Context, args: list[str]) -> Any:
        if args and args[0] not in self.commands and not args[0].startswith("-"):
            raise click.UsageError(f"there is no command {args[0]!r}{did_you_mean(args[0], self.commands)}", context)
        return super().resolve_command(context, args)

    def invoke(self, context: click.Context) -> Any:
        write_what_one_can()
        try:
            return self._invoke(context)
        except click.ClickException as error:
            said = fitted(error.format_message(), sys.stderr, ahead=len("Error: "))
            error.format_message = lambda: said  # type: ignore[method-assign]  # click knows no terminal's width
            raise

    def _invoke(self, context: click.Context) -> Any:
        try:
            with needed_for("this command"):
                return super().invoke(context)
        except UnknownNameError as error:
            raise click.UsageError(str(error)) from None
        except ChalkgradError as error:
            more = see(error)
            raise click.ClickException(str(error) + (f"; see {more}" if more else "")) from None
        except OSError as error:
            if error.filename is None and error.errno not in FULL:
                raise
            what, why = error.filename or "what there is to say", error.strerror or "the system refuses"
            raise click.ClickException(f"cannot write {what}: {why}; choose another place") from None


@click.group(cls=Commands, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="chalkgrad", message="%(prog)s %(version)s")
@click.pass_context
def main(context: click.Context) -> None:
    """Worked lectures on machine learning: step through them, build their pages, check what the notes print."""
    if context.invoked_subcommand is None:
        context.invoke(list_command)


@main.command("list")
def list_command() -> None:
    """List the lectures, course by course."""
    from lectures.listing import listing
    from lectures.site.script import find_lectures

    console = terminal()
    for part in listing(find_lectures().values()):
        console.print(part)
    echo(f"\nStep through one:    {called()} step NAME\nBuild all pages:     {called()} build")


@main.command()
@click.argument("names", nargs=-1, metavar="[NAME]...")
@LIMIT
def lint(names: tuple[str, ...], limit: float) -> None:
    """Say where two different quantities of a figure share a number by accident, in all lectures or those named."""
    from lectures.lint import PRESCRIBED, coincidences
    from lectures.site.run import run
    from lectures.site.script import find_lecture, find_lectures

    lectures = [find_lecture(name) for name in dict.fromkeys(names)] or list(find_lectures().values())
    figures = flagged = prescribed = 0
    with working("looking at") as now_at:
        for script in lectures:
            now_at(script.name)
            for figure in run(script, limit=limit).figures:
                found = coincidences(figure.drawing.trace)
                name = f"{script.name}:{figure.name}"
                reason = PRESCRIBED.get(name, "") if found else ""
                figures, flagged, prescribed = figures + 1, flagged + bool(found), prescribed + bool(reason)
                if found:
                    echo(f"{name}{reason and f' ({reason})'}", bold=True)
                for each in found:
                    echo(f"  {each}")
    echo(
        f"{flagged} of {figures} figures have numbers that can be mistaken for one another, "
        f"{prescribed} of them because it has to be so"
    )


@main.command()
@OUT
def workbench(out: Path) -> None:
    """Write OUT/workbench.html: the whole engine in one page, for a formula, a script or a gradient of your own."""
    from lectures.workbench.build import build

    written = build(out, echo)
    echo(f"Open {written} ({written.stat().st_size / 1e6:.1f} MB; it asks for nothing else)")


main.add_command(step_command)
main.add_command(build_command)
main.add_command(new_command)
main.add_command(notebooks_command)
main.add_command(words_command)
main.add_command(docs_command)
main.add_command(errata_command)
main.add_command(exercise_command)
main.add_command(check_command)
main.add_command(exam_command)
main.add_command(stage_command)
main.add_command(sheet_command)
main.add_command(moodle_command)
main.add_command(grade_command)
main.add_command(draw_command)
main.add_command(export_command)

if __name__ == "__main__":
    main(prog_name="python -m lectures")
