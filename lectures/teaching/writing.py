"""Writing what came of a class: the CSV, the class report, and for each student what Gradescope reads."""

import re
from collections.abc import Mapping, Sequence
from itertools import count
from pathlib import Path
from types import MappingProxyType

from engine.words.files import write_atomically
from engine.words.fixed import ENGLISH
from lectures.exercises import Task
from lectures.teaching.class_report import class_report
from lectures.teaching.outcome import About, Class, gradescope_json, marks_csv


def write_marks(
    marks: Class,
    tasks: Sequence[Task],
    out: Path,
    title: str = "",
    about: About = MappingProxyType({}),
    words: Mapping[str, str] = ENGLISH,
    language: str = "en",
) -> Path:
    """Write grades.csv, report.html and gradescope/STUDENT/results.json into a folder; return the path of the CSV."""
    marks = {student: {name: mark.put(words) for name, mark in own.items()} for student, own in marks.items()}
    table = write_atomically(out / "grades.csv", table_text(marks, tasks, about))
    write_atomically(out / "report.html", class_report(marks, tasks, title, words, language))
    used: set[str] = set()
    for student, own in marks.items():
        name = folder_name(student, used)
        write_atomically(out / "gradescope" / name / "results.json", gradescope_json(own, words))
        if len(marks) == 1:
            write_atomically(out / "results.json", gradescope_json(own, words))
    return table


def table_text(marks: Class, tasks: Sequence[Task], about: About) -> str:
    """Return grades.csv, with the mark by which spreadsheets know UTF-8."""
    return "\ufeff" + marks_csv(marks, tasks, about)


def kept(table: Path, text: str) -> Path | None:
    """Move a table that is there already and says something else out of the way, and return where it is now.

    It may have been corrected by hand, so no earlier one is overwritten: grades-before.csv, grades-before-2.csv, ...
    """
    if not table.exists() or table.read_bytes() == text.encode():
        return None
    names = (table.with_name(f"{table.stem}-before{f'-{n}' if n > 1 else ''}{table.suffix}") for n in count(1))
    return table.rename(next(path for path in names if not path.exists()))


def folder_name(student: str, used: set[str]) -> str:
    """Return a name for a folder, made of a student's; two students never get the same.

    >>> used = set()
    >>> folder_name("Ada Lovelace", used), folder_name("../Ada Lovelace", used), folder_name("…", used)
    ('Ada Lovelace', 'Ada Lovelace 2', 'student')
    """
    name = re.sub(r"[^\w .@+-]", "", student).strip(" .")[:80] or "student"
    number, found = 1, name
    while found.lower() in used:
        number += 1
        found = f"{name} {number}"
    used.add(found.lower())
    return found
