"""Which exercise a file answers, without running it, and which exercises a class has answered."""

import ast
import re
from collections.abc import Collection, Iterable
from pathlib import Path

from lectures.exercises.checking import constant

SAID = re.compile(r"^\s*EXERCISE\s*=\s*[\"']([^\"'\n]+)[\"']", re.MULTILINE)
SHARE = 0.5  # of the students of the exercise that most have answered: with fewer, it is somebody's own


def exercise_of(path: Path, names: Collection[str] = ()) -> str | None:
    """Return the exercise that a file names: in its text, also where that is no Python, else in its own name.

    Args:
        path: the file.
        names: exercises that are looked for in its name.
    """
    try:
        data = path.read_bytes()
    except OSError:
        return None
    try:
        said: str | None = constant(ast.parse(data), "EXERCISE", str)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        match = SAID.search(data.decode("utf-8", "replace"))
        said = match[1] if match else None
    return said or named_in(path.stem, names)


def named_in(stem: str, names: Collection[str]) -> str | None:
    """Return the longest of some names that stands in the name of a file.

    >>> named_in("my_net-07", ["net", "my-net"]), named_in("networks", ["net"])
    ('my-net', None)
    """
    said = stem.lower().replace("_", "-")
    found = [name for name in names
             if re.search(rf"(?<![^\W\d]){re.escape(name.lower().replace('_', '-'))}(?![^\W\d])", said)]  # fmt: skip
    return max(found, key=len, default=None)


def is_handed_out_name(student: str, exercise: str) -> bool:
    """Whether a file still has the name under which an exercise is handed out or was saved, which tells no student.

    >>> [is_handed_out_name(name, "my-net") for name in ("my-net", "my_net (1)", "my-net-003", "Ada my-net", "my-nets")]
    [True, True, True, False, False]
    """
    said, name = (text.lower().replace("_", "-") for text in (student, exercise))
    return re.fullmatch(rf"{re.escape(name)}[\W\d]*", said) is not None


def answered(files: Iterable[tuple[str, Path | None]], known: Collection[str]) -> tuple[dict[str, int], dict[str, int]]:
    """Return the exercises that a class has answered, each with the number of its students, and those that few have.

    Args:
        files: student and file.
        known: the names of exercises; what is called otherwise is none.
    """
    by_name: dict[str, set[str]] = {}
    for student, path in files:
        name = exercise_of(path) if path and path.suffix == ".py" else None
        if name is not None and name in known:
            by_name.setdefault(name, set()).add(student)
    least = SHARE * max(map(len, by_name.values()), default=0)
    counts = {name: len(students) for name, students in by_name.items()}
    return (
        {name: n for name, n in counts.items() if n >= least},
        {name: n for name, n in counts.items() if n < least},
    )
