"""A new course: a folder with `course.toml` and one lecture that builds."""

from pathlib import Path

from engine.words.files import write_atomically
from lectures.errors import LectureError
from lectures.site.course import FILE

START = Path(__file__).parent / "start"


def new_course(folder: Path) -> tuple[Path, Path]:
    """Write a new course into a folder that does not exist yet, or is empty; return its `course.toml` and its lecture.

    Raises:
        LectureError: where something stands there already.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise LectureError(f"{folder} exists already, and nothing is overwritten; choose another name")
    title = folder.absolute().name.replace("_", " ").strip()
    title = title[:1].upper() + title[1:]
    table = (START / FILE).read_text(encoding="utf-8").replace("TITLE", title.replace("\\", "").replace('"', ""))
    lecture = START / "first_lecture.py"
    return (
        write_atomically(folder / FILE, table),
        write_atomically(folder / lecture.name, lecture.read_text(encoding="utf-8")),
    )
