"""What is known of the pages that stand in a folder: a record for each, `.built/NAME.json`, and whose they are."""

import contextlib
import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from engine.words.files import write_atomically
from lectures.errors import LectureError
from lectures.site.course import Course
from lectures.site.script import Script

FORMAT = 4  # of a record; one of another format is not read
Record = dict[str, Any]


def records_in(lectures: Mapping[str, Script], out: Path) -> dict[str, Record]:
    """Return the records of all pages that stand in `out`, in the order of the lectures."""
    return {name: record for name in lectures if (record := _record(out, name)) is not None}


def is_fresh(out: Path, name: str, key: str) -> bool:
    """Does a page built under this key stand in `out`?"""
    record = _record(out, name)
    return record is not None and record["key"] == key


def _record(out: Path, name: str) -> Record | None:
    try:
        record: Record = json.loads(record_path(out, name).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    if record.get("format") != FORMAT or not all((out / file).exists() for file in record["files"]):
        return None
    return record


def record_path(out: Path, name: str) -> Path:
    return out / ".built" / f"{name}.json"


def forget_removed(lectures: Mapping[str, Script], out: Path) -> None:
    """Take away the pages of lectures that no longer exist."""
    for path in (out / ".built").glob("*.json"):
        if path.stem not in lectures:
            with contextlib.suppress(FileNotFoundError):
                (out / f"{path.stem}.html").unlink()
            shutil.rmtree(out / path.stem, ignore_errors=True)
            path.unlink()


def owner_of(out: Path) -> str:
    """Return the name of the course whose pages stand in a folder, "" for the project's own and where there is none."""
    owner = out / ".built" / "course"
    return owner.read_text(encoding="utf-8") if owner.exists() else ""


def claim(out: Path, course: Course) -> None:
    """Have a folder belong to one course: another one would take its pages away."""
    held = owner_of(out)
    if held != course.name and (held or any((out / ".built").glob("*.json"))):
        raise LectureError(
            f"{out} holds the pages of {held or 'the lectures of chalkgrad'}; choose another folder with --out"
        )
    if held != course.name:
        write_atomically(out / ".built" / "course", course.name)
