"""The command `exercise`: it lists exercises, and writes the file to fill in for one."""

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from lectures.echo import echo, working
from lectures.exercises.new_command import new_command
from lectures.options import FOLDER, called

if TYPE_CHECKING:
    from lectures.exercises import Task

SEED = click.option(
    "--seed", type=click.IntRange(min=0), help="Numbers to be typed: of this variant; 0 is the lecture's."
)


class OrAName(click.Group):
    """A group whose first argument may also be the name of an exercise."""

    def resolve_command(self, context: click.Context, args: list[str]) -> Any:
        if args and args[0] not in self.commands:
            return "write", self.commands["write"], args
        return super().resolve_command(context, args)


@click.group("exercise", cls=OrAName, invoke_without_command=True)
@click.pass_context
@FOLDER
def exercise_command(context: click.Context, folder: Path) -> None:
    """Write the file to fill in for an exercise, `exercise NAME`; without a name, list all.

    `exercise NAME --typed` writes numbers to be worked out on paper in place of a function, `--twin` prints a similar
    exercise worked out, and `--faded` writes one that is begun.
    """
    context.default_map = {command: {"folder": folder} for command in exercise_command.commands}
    if context.invoked_subcommand is None:
        from lectures.exercises.catalogue import offered_in
        from lectures.exercises.listing import listing

        for line in listing(offered_in(folder)):
            echo(line)
        echo(f"\nOne of them:         {called()} exercise NAME")
        echo(f"Several, timed:      {called()} exam --minutes 30")
        echo("dz is the derivative of the loss by z.")


@exercise_command.command("write")
@click.argument("name")
@click.option("--to", "target", type=click.Path(path_type=Path), help="Where to write it; by default NAME.py here.")
@click.option("--typed", is_flag=True, help="Numbers to be typed in place of a function, in NAME-typed.py.")
@click.option("--twin", is_flag=True, help="Print it worked out with other numbers, and write nothing.")
@click.option("--faded", is_flag=True, help="Numbers to be typed, other ones, of which the first are worked out.")
@click.option(
    "--students", type=click.IntRange(1, 10_000), help="With --typed: a file for each of so many variants, in --to."
)
@SEED
@FOLDER
def write_command(
    name: str,
    target: Path | None,
    typed: bool,
    twin: bool,
    faded: bool,
    students: int | None,
    seed: int | None,
    folder: Path,
) -> None:
    """Write the file to fill in for exercise NAME."""
    from engine.words.files import write_atomically
    from lectures.exercises import worked
    from lectures.exercises.catalogue import load_task
    from lectures.exercises.template import is_typed, template, typed_template
    from lectures.plain_text import wrapped
    from lectures.site.prose import in_text

    task = load_task(name, folder)
    if twin:
        echo(f"{wrapped(in_text(task.asks))}\n\n{worked.text_of(worked.twin(task.variant(seed or 0)))}")
        return
    if students is not None:
        if faded or seed is not None or not (typed or is_typed(task)):
            raise click.UsageError("--students goes with --typed alone: each student gets numbers of their own")
        _write_for_all(task, students, target or Path(f"{name}-typed"))
        return
    either = not is_typed(task)  # a function is checked with numbers of many seeds
    typed = typed or seed is not None or not either
    target = target or Path(f"{name}-faded.py" if faded else f"{name}-typed.py" if typed and either else f"{name}.py")
    if target.exists():
        raise click.UsageError(f"{target} exists already and is not overwritten; move it, or choose another with --to")
    variant = task.variant(seed or 0)
    if faded:
        variant = worked.faded(variant)
        text = typed_template(variant, target.name, worked.shown_first(variant))
    else:
        text = typed_template(variant, target.name) if typed else template(variant, target.name)
    write_atomically(target, text)
    what = f"numbers to be typed, of seed {variant.seed}" if typed or faded else "a function to be written"
    echo(f"Wrote {target}, {what}: fill it in, then run    {called()} check {target}")
    ways = {
        "numbers to be worked out on paper": "--typed" if either and not typed and not faded else "",
        "a similar one, worked out": "--twin",
        "one that is begun": "" if faded else "--faded",
    }
    where = "" if folder == Path() else f" --folder {shlex.quote(str(folder))}"
    for way, option in ways.items():
        if option:
            echo(f"  {way + ':':36}{called()} exercise {name} {option}{where}")


def _write_for_all(task: "Task", students: int, folder: Path) -> None:
    """Write a file for each student, variants 1, 2, ..., as sheets number them."""
    from engine.words.files import write_atomically
    from lectures.exercises.template import typed_template

    files = {seed: folder / f"{task.name}-{seed:0{len(str(students))}}.py" for seed in range(1, students + 1)}
    if taken := next((path for path in files.values() if path.exists()), None):
        raise click.UsageError(f"{taken} exists already and is not overwritten; move it, or choose a folder with --to")
    with working(f"drawing {students} variants"):
        for seed, path in files.items():
            write_atomically(path, typed_template(task.variant(seed), path.name))
    echo(f"Wrote {students} files into {folder}, variants 1 to {students}, to be typed into; what comes back:")
    echo(f"    {called()} grade FOLDER")


@exercise_command.command("lint")
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.option("--seeds", default=20, show_default=True, type=click.IntRange(min=0), help="Variants of each.")
@FOLDER
def lint_command(names: tuple[str, ...], seeds: int, folder: Path) -> None:
    """Say which variants have numbers that hide a slip, of all exercises or those named.

    Faulty draws are drawn again, so what is said here is what is left: the sheet's own numbers, and exercises of which
    no draw is good. Exit code: 1 where there is any.
    """
    from lectures.exercises.catalogue import load_task, offered_in
    from lectures.exercises.lint import PRESCRIBED, lint

    found = 0
    names = names or tuple(offered_in(folder))
    with working("looking at") as now_at:
        for name in names:
            now_at(name)
            task = load_task(name, folder)
            if task.unweighted:
                echo(f"{name}: {task.unweighted}", fg="yellow")
            seen = list(lint(task, seeds))
            everywhere = (
                [x for x in seen[0][1] if all(x in faults for _, faults in seen)] if len(seen) == seeds + 1 else []
            )
            if seeds and everywhere:  # shapes, which are the same in every variant
                echo(f"{name}, the sheet and every variant", bold=True)
                echo("\n".join(f"  {fault}" for fault in everywhere))
                seen = [(seed, [x for x in faults if x not in everywhere]) for seed, faults in seen]
            for seed, faults in seen:
                reason = PRESCRIBED.get(name, "") if not seed else ""
                found += not reason
                if not faults:
                    continue
                which = f"seed {seed}" if seed else "the sheet (variant 0, the numbers as they stand in its file)"
                echo(f"{name}, {which}{reason and f': {reason}'}", bold=True)
                echo("\n".join(f"  {fault}" for fault in faults))
    which = "1 exercise, its" if len(names) == 1 else f"{len(names)} exercises, each with its"
    echo(f"{which} sheet and {seeds} variants: {found or 'none'} {'hides' if found == 1 else 'hide'} a slip")
    raise SystemExit(1 if found else 0)


def read_points(text: str | None) -> dict[str, float]:
    """Return points as they are given on the command line.

    >>> read_points("w=2,b=0.5")
    {'w': 2.0, 'b': 0.5}
    """
    points = {}
    for part in filter(None, (text or "").split(",")):
        name, _, number = (each.strip() for each in part.partition("="))
        if name in points:
            raise click.UsageError(f"--points {text}: {name} has points twice; give one of them")
        try:
            points[name] = float(number)
        except ValueError:
            raise click.UsageError(f"--points {text}: write it as w=2,b=0.5") from None
        if not 0 <= points[name] < float("inf"):
            raise click.UsageError(f"--points {text}: points are 0 or more")
    return points


exercise_command.add_command(new_command)
