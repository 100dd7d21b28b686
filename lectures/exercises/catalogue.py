"""Finding exercises without running the lectures: by the decorator `@exercise(...)` in their text, and in own files.

Of a lecture only the function and the statements that it needs are run, not its plots and its training. The file with
its further exercises is run whole when one of them is wanted, and so is a file in a lecturer's own folder.
"""

import ast
import contextlib
import io
import sys
from collections.abc import Collection, Iterable, Iterator, Mapping
from difflib import get_close_matches
from functools import cache
from pathlib import Path

from engine.errors import did_you_mean
from lectures.active import Board, active
from lectures.bounded import Interrupted, bounded
from lectures.entries import Exercise
from lectures.errors import LectureError, UnknownNameError, in_words
from lectures.exercises.slicing import needed_by
from lectures.exercises.task import Task
from lectures.site.course import FILE, course_at
from lectures.site.run import run
from lectures.site.script import Script, find_lectures


def find_exercises(folder: Path | None = None) -> dict[str, Script]:
    """Return the name of every exercise with the file that offers it, in the order of the lectures.

    Args:
        folder: a lecturer's own, whose files may offer more; a name that a lecture has stays that lecture's, unless
            the folder holds a course, whose own exercises come first.

    Raises:
        LectureError: where two use one name.
    """
    found: dict[str, Script] = {}
    ours, own = list(_of_the_lectures()), list(_own(folder))
    before, behind = (own, ours) if _is_course(folder) else (ours, own)
    for script in before:
        _add(found, _offers_of(script), script)
    taken = set(found)
    for script in behind:
        _add(found, [name for name in _offers_of(script) if name not in taken], script)
    return found


def offered_in(folder: Path) -> dict[str, Script]:
    """Return what a list of exercises shows: all, but in the folder of a course only its own."""
    found, own = find_exercises(folder), set(_own(folder))
    return {name: script for name, script in found.items() if script in own} if _is_course(folder) else found


def _add(found: dict[str, Script], names: Iterable[str], script: Script) -> None:
    for name in names:
        if name in found:
            raise LectureError(
                f"two exercises are called {name!r}: in {found[name].place} and in {script.place}; call one of them "
                "otherwise, or keep one of the files in another folder, for --folder"
            )
        found[name] = script


def find_tasks(folder: Path | None = None) -> dict[str, Task]:
    """Return every task by its name, ready to draw variants: those of the lectures, and of a lecturer's own folder."""
    return {name: task_in(script, name) for name, script in find_exercises(folder).items()}


def load_task(name: str, folder: Path | None = None) -> Task:
    """Return one task.

    Raises:
        UnknownNameError: with the names that come closest.
        LectureError: where its file cannot build it, or cannot be read.
    """
    found = find_exercises(folder)
    if name not in found:
        for path, why in _unreadable(folder):
            if _may_offer(path, name):
                raise LectureError(f"{why}; so the exercise {name!r} in it cannot be found")
        raise UnknownNameError(f"there is no exercise {name!r}{_nearest(name, found)}")
    return task_in(found[name], name)


def _nearest(name: str, names: Collection[str]) -> str:
    nearest = ", ".join(get_close_matches(name.lower(), names, n=3, cutoff=0.0))
    return did_you_mean(name, names, tell_all=False) or f"; the nearest are {nearest}; `chalkgrad exercise` lists all"


def tasks_beside(lecture: Script) -> list[Task]:
    """Return the tasks that belong to a lecture and stand in the file beside it."""
    script = Script(lecture.exercises_path)
    return [task_in(script, name) for name in _offers_of(script)] if script.path.exists() else []


def lecture_of(script: Script) -> Script:
    """Return the lecture that a file with exercises belongs to; another file is its own."""
    if script.path.parent.name == "exercises":
        beside = map(Script, sorted(script.path.parent.parent.glob("[!_.]*.py")))
        for lecture in (*find_lectures().values(), *beside):
            if lecture.exercises_path == script.path:
                return lecture
    return script


def title_of(task: Task) -> str:
    """Return the title of the lecture that a task belongs to, or the name of the file; without a file its own."""
    return lecture_of(Script(task.place)).title if task.place.exists() else task.title


def _of_the_lectures() -> Iterator[Script]:
    for lecture in find_lectures().values():
        yield lecture
        if lecture.exercises_path.exists():
            yield Script(lecture.exercises_path)


def _is_course(folder: Path | None) -> bool:
    return folder is not None and (folder / FILE).exists()


def _own(folder: Path | None) -> Iterator[Script]:
    """Yield the files of a lecturer's own folder: the lectures of a course in their order, then all others."""
    if folder is None:
        return
    listed = course_at(folder).lectures if _is_course(folder) else {}
    first = [folder / script.path.name for script in listed.values()]
    others = [path for place in (folder, folder / "exercises") for path in sorted(place.glob("[!_.]*.py"))]
    yield from map(Script, dict.fromkeys([*first, *others]))


def _unreadable(folder: Path | None) -> Iterator[tuple[Path, str]]:
    """Yield a lecturer's own files that are no Python, each with the place and the error."""
    for script in _own(folder):
        try:
            ast.parse(script.path.read_bytes())
        except SyntaxError as error:
            line = f", line {error.lineno}: {(error.text or '').strip()}" if error.lineno else ""
            yield script.path, f"{script.path}{line}\n{type(error).__name__}: {error.msg}"
        except (ValueError, OSError) as error:  # such as a null byte
            yield script.path, f"{script.path}: {error}"


def _may_offer(path: Path, name: str) -> bool:
    """Whether a file that cannot be read seems to have an exercise: by its name, or by what stands in it."""
    text = path.read_bytes()
    return path.stem == f"exercise_{name.replace('-', '_')}" or any(
        f"{quote}{name}{quote}".encode() in text for quote in "'\""
    )


def task_in(script: Script, name: str) -> Task:
    """Return a task that a file is known to offer."""
    text = script.source
    own = script.path.resolve() not in {lecture.path.resolve() for lecture in find_lectures().values()}
    offered = _offered(script.path.resolve(), text, name, own)
    return Task.of(offered[name], script.path)


@cache
def _offered(path: Path, text: str, name: str, own: bool) -> Mapping[str, Exercise]:
    """Return what a file offers, by name; the text is there so that a file that changed is read again."""
    script = Script(path)
    if own:
        exercises = _run_file(script)
    else:
        try:
            exercises = _run_slice(name, script)
            Task.of(next(e for e in exercises if e.name == name), path).quantities  # noqa: B018 (it may miss a name)
        except (Exception, SystemExit):  # the slice is a guess at what is needed; the whole lecture is not
            exercises = run(script, draw=False).exercises
    return {exercise.name: exercise for exercise in exercises}


def _run_slice(name: str, script: Script) -> list[Exercise]:
    tree = _tree(script.source)
    needed = ast.Module(needed_by(tree.body, _offers(tree)[name]), type_ignores=[])
    return _collect(compile(needed, str(script.path), "exec"), script)


def _run_file(script: Script) -> list[Exercise]:
    sys.path.insert(0, str(script.path.parent))
    try:
        with bounded():
            return _collect(compile(_tree(script.source), str(script.path), "exec"), script)
    except Interrupted:
        raise
    except BaseException as error:
        raise LectureError(f"{script.path}: {in_words(error)}") from error
    finally:
        sys.path.remove(str(script.path.parent))


def _collect(code: object, script: Script) -> list[Exercise]:
    board = Board(script.name, draw=False)
    with active(board), contextlib.redirect_stdout(io.StringIO()):
        exec(code, {"__name__": f"lecture_{script.name}", "__file__": str(script.path)})  # type: ignore[arg-type]
    return [entry for entry in board.cell.entries if isinstance(entry, Exercise)]


def _offers_of(script: Script) -> tuple[str, ...]:
    try:
        return tuple(_offers(_tree(script.source)))
    except (LectureError, SyntaxError, ValueError, OSError):  # a file that cannot be read must not hide the others
        return ()


@cache
def _tree(source: str) -> ast.Module:
    return ast.parse(source)


def _offers(tree: ast.Module) -> dict[str, ast.stmt]:
    """Return the statements of a file that offer exercises, by the exercise's name."""
    found: dict[str, ast.stmt] = {}
    for statement in tree.body:
        for call in statement.decorator_list if isinstance(statement, ast.FunctionDef) else ():
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "exercise":
                name = call.args[0] if call.args else next(k.value for k in call.keywords if k.arg == "name")
                found[ast.literal_eval(name)] = statement
    return found
