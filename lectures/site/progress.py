"""A progress bar where there is a terminal, and plain lines where there is none."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn

from lectures.echo import Console
from lectures.site.build import Result


@contextmanager
def progress(console: Console, total: int) -> Iterator[Callable[[Result], None]]:
    """Give a function that is called for each lecture that is done, or takes long."""
    if not console.is_terminal:
        yield lambda result: console.print(line_of(result), markup=False, soft_wrap=True)
        return
    columns = (
        SpinnerColumn(),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.description}"),
    )
    with Progress(*columns, console=console) as bar:
        task = bar.add_task("building", total=total)

        def done(result: Result) -> None:
            done_now = result.outcome != "at work"
            bar.update(task, advance=int(done_now), description=result.name)
            if done_now and result.outcome != "unchanged":
                bar.console.print(line_of(result), markup=False)

        yield done


def line_of(result: Result) -> str:
    """Say what became of a lecture.

    >>> line_of(Result("fit_line", "built", 2.34))
    'built      fit_line (2.3 s)'
    """
    return f"{result.outcome:10} {result.name}" + (f" ({result.seconds:.1f} s)" if result.seconds else "")
