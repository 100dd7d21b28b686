"""Grading a class: every answer apart from the others, in several processes; a broken one costs its own mark only."""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

from engine.errors import ChalkgradError
from engine.words.notation import one_line
from lectures.bounded import HAS_ALARM, stopped_after
from lectures.exercises import Task, load_task
from lectures.exercises.apart import run_apart
from lectures.exercises.checking import check
from lectures.teaching.forks import Forks
from lectures.teaching.handed_in import no_python, submissions
from lectures.teaching.handed_out import Marks, variant_of
from lectures.teaching.mark import Mark, mark_of_file, mark_of_numbers
from lectures.teaching.other_variant import Judged, gaps, is_suspect, told
from lectures.teaching.typed import Row
from lectures.teaching.which_exercise import exercise_of

Item = TypeVar("Item")
Made = TypeVar("Made")
JUDGING = 20.0  # seconds for judging one answer, besides running it
LONGEST = 300  # characters of a message
Report = Callable[[int], None]  # called with the number of answers that are done


def grade_table(
    rows: Sequence[Row],
    tasks: Sequence[Task],
    folder: Path | None = None,
    jobs: int = 2,
    report: Report = lambda n: None,
    marks: Marks = MappingProxyType({}),
) -> list[Mark]:
    """Judge typed numbers; the numbers of another variant of the class are no credit.

    Args:
        rows: from `read_table`.
        tasks: the exercises, with their points.
        folder: a lecturer's own, with more exercises.
        jobs: processes at a time.
        report: told how many are done.
        marks: of the numbers that were handed out, where that is known; other ones are not graded.
    """
    points = {task.name: {quantity.name: quantity.points for quantity in task.quantities} for task in tasks}
    work = _Work(points, folder, marks=marks)
    done = each(work, work.judge_row, rows, jobs, report)
    judged = [
        one.mark
        if isinstance(one, Judged)
        else Mark(row.student, row.exercise, row.seed, message=one, source=row.source)
        for row, one in zip(rows, done, strict=True)
    ]
    known = {(one.mark.exercise, one.mark.seed): one.right for one in done if isinstance(one, Judged) and one.right}
    named = {task.name: task for task in tasks if task.fresh}
    suspects = [mark for mark in judged if mark.exercise in named and is_suspect(mark)]
    others = gaps(suspects, known)
    found = each(work, work.right_of, others, jobs) if others else []
    known |= {key: right for key, right in zip(others, found, strict=True) if not isinstance(right, str)}
    return [
        told(mark, row.answers, named[mark.exercise], known) if mark in suspects else mark
        for row, mark in zip(rows, judged, strict=True)
    ]


def grade_folder(
    place: Path,
    tasks: Sequence[Task],
    seed: int,
    folder: Path | None = None,
    seconds: float = 10.0,
    jobs: int = 2,
    report: Report = lambda n: None,
) -> list[Mark]:
    """Run and judge files of Python.

    Args:
        place: a file or folder for each student; a file in it names its exercise.
        tasks: the exercises; where it is only one, a file need not name it. Without any, whatever the files name.
        seed: of the numbers that all answers are checked with.
        folder: a lecturer's own, with more exercises.
        seconds: time limit of each file.
        jobs: processes at a time.
        report: told how many are done.
    """
    points = {task.name: {quantity.name: quantity.points for quantity in task.quantities} for task in tasks}
    work = _Work(points, folder, seed, seconds)
    files = list(submissions(place))
    done = each(work, work.judge_file, files, jobs, report)
    return [
        mark if isinstance(mark, Mark) else Mark(student, "", seed, message=mark, source=str(path or ""))
        for (student, path), mark in zip(files, done, strict=True)
    ]


class _Work:
    """What a worker needs to judge any answer; sent to it once."""

    def __init__(
        self,
        points: Mapping[str, Mapping[str, float]],
        folder: Path | None,
        seed: int = 0,
        seconds: float = 0.0,
        marks: Marks = MappingProxyType({}),
    ) -> None:
        self.points, self.folder, self.seed, self.seconds, self.marks = points, folder, seed, seconds, dict(marks)
        self.forks: Forks | None = None
        self.tasks: dict[str, Task] = {}

    def judge_row(self, row: Row) -> Judged:
        variant = row.trouble or variant_of(self._task(row.exercise), row.seed, self.marks)
        if isinstance(variant, str):
            return Judged(
                Mark(row.student, row.exercise, row.seed, message=variant, source=row.source, graded=False), {}
            )
        graded = variant.judge(row.answers)
        return Judged(mark_of_numbers(row.student, row.exercise, row.seed, graded, row.source), variant.right)

    def right_of(self, variant: tuple[str, int]) -> Mapping[str, Any]:
        name, seed = variant
        return self._task(name).variant(seed).right

    def judge_file(self, handed_in: tuple[str, Path | None]) -> Mark:
        student, path = handed_in
        if path is None or no_python(path):
            return Mark(student, "", self.seed, message=no_python(path), source=student)
        name = exercise_of(path, self.points) or (next(iter(self.points)) if len(self.points) == 1 else None)
        if self.points and name is not None and name not in self.points:
            return Mark(student, name, self.seed, message=f"{name} is not one of the exercises", source=str(path))
        task = self._task(name) if name else None
        checked = check(path, task, self.seed, self.seconds, self.folder, run=self._run)
        return mark_of_file(student, checked, str(path), name or "")

    def _task(self, name: str) -> Task:
        """Return a task with its points; it is looked for once."""
        if name not in self.tasks:
            self.tasks[name] = load_task(name, self.folder).weighted(self.points.get(name, {}))
        return self.tasks[name]

    def _run(self, path: Path, cases: Sequence[dict[str, Any]], seconds: float) -> dict[str, Any]:
        if not HAS_ALARM:  # where there is no fork either
            return run_apart(path, cases, seconds)
        self.forks = self.forks or Forks()
        return self.forks.run(path, cases, seconds)


def each(
    work: Any, do: Callable[[Item], Made], items: Sequence[Item], jobs: int, report: Report = lambda n: None
) -> list[Made | str]:
    """Return what came of each item, or why nothing did; a worker that dies is replaced, and costs one item at most."""
    results: dict[int, Made | str] = {}
    waiting, alone = dict(enumerate(items)), 0  # how many are tried alone, to find the one that ends its worker
    while waiting:
        tried = dict([next(iter(waiting.items()))]) if alone else waiting
        futures: dict[int, Future[Made | str]] = {}
        context = get_context("spawn")
        with ProcessPoolExecutor(min(jobs, len(tried)), context, _begin, (work,)) as pool:
            try:
                futures = {i: pool.submit(_guarded, do.__name__, item) for i, item in tried.items()}
                for i, future in futures.items():
                    results[i] = future.result()
                    report(len(results))
            except BrokenExecutor:
                if len(tried) == 1:
                    results[next(iter(tried))] = "the process that judged this answer broke off"
                alone = alone or jobs + 1
        alone = max(alone - 1, 0)
        for i, future in futures.items():
            if i not in results and future.done() and not future.exception():
                results[i] = future.result()
        waiting = {i: item for i, item in waiting.items() if i not in results}
    return [results[i] for i in range(len(items))]


# Inside a worker.

_work: Any = None


def _begin(work: Any) -> None:
    global _work
    _work = work


def _guarded(do: str, item: Any) -> Any:
    """Judge one answer; whatever goes wrong becomes a sentence."""
    try:
        with stopped_after(JUDGING + _work.seconds, TimeoutError("it took too long")):
            return getattr(_work, do)(item)
    except ChalkgradError as error:
        return one_line(str(error), LONGEST)
    except Exception as error:
        return one_line(f"it could not be judged: {type(error).__name__}: {error}", LONGEST)
