"""A new course: a folder with `course.toml` and one lecture that builds."""

from pathlib import Path

from engine.words.files import write_atomically
from lectures.errors import LectureError
from lectures.site.course import FILE, KEYS, is_language
from lectures.site.toml import read_toml

START = Path(__file__).parent / "start"


def new_course(folder: Path, language: str = "en") -> tuple[Path, Path]:
    """Write a new course into a folder that does not exist yet, or is empty; return its `course.toml` and its lecture.

    Args:
        folder: where it is to stand.
        language: the code of its language; a folder of that name in `start` has the texts, which are English otherwise.

    Raises:
        LectureError: where something stands there already, or that is no code of a language.
    """
    if not is_language(language):
        raise LectureError(f"language is {language!r:.60}, and has to be {KEYS['language']}")
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise LectureError(f"{folder} exists already, and nothing is overwritten; choose another name")
    title = folder.absolute().name.replace("_", " ").strip()
    title = title[:1].upper() + title[1:]
    own = START / language.partition("-")[0].lower()
    table = own / FILE if own.is_dir() else START / FILE
    text = table.read_text(encoding="utf-8").replace("LANGUAGE", language)
    text = text.replace("TITLE", title.replace("\\", "").replace('"', ""))
    (lecture,) = (table.parent / name for name in read_toml(table)[0]["order"])
    return (
        write_atomically(folder / FILE, text),
        write_atomically(folder / lecture.name, lecture.read_text(encoding="utf-8")),
    )
