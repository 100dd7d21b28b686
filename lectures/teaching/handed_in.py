"""What a class has handed in: files, folders as Moodle gives them, archives; for each student the files of Python."""

import re
import shutil
import zipfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

MOODLE = re.compile(r"(?P<name>.+)_(?P<id>\d+)_assignsubmission_(?:file|onlinetext)_?(?P<file>.*)")
LARGEST = 20 << 20  # bytes of a file in an archive
MOST = 200 << 20  # bytes of an archive, unpacked
OTHERS = {".ipynb": "a notebook; have it saved as a .py file", ".zip": "an archive", ".7z": "an archive",
          ".rar": "an archive", ".pdf": "a PDF", ".txt": "a text", ".html": "a text", ".docx": "a text"}  # fmt: skip
NO_ANSWERS = (".csv", ".json", ".toml", ".xlsx", ".ods")  # which a teacher has beside the answers


def submissions(place: Path) -> Iterator[tuple[str, Path | None]]:
    """Yield (student, file of Python) from a folder, in order; None where a student has handed in none.

    A student is a file, or a folder with files in it, also deeper down; what begins with a dot or _ is passed over, and
    so are tables and settings. A text or the like is an answer that cannot be run, unless a program goes with it. Two
    students of one name, whom Moodle tells apart by a number, keep it.
    """
    found: list[tuple[str, str, Path]] = []
    for entry in sorted(place.iterdir()):
        if entry.name.startswith((".", "_")) or (entry.is_file() and entry.suffix.lower() in NO_ANSWERS):
            continue
        moodle = MOODLE.fullmatch(entry.name)
        found.append((moodle["name"], moodle["id"], entry) if moodle else (_name_of(entry), "", entry))
    programs = {(name, number) for name, number, entry in found if entry.is_dir() or entry.suffix == ".py"}
    found = [one for one in found if one[2].is_dir() or one[2].suffix == ".py" or one[:2] not in programs]
    times = Counter(name for name, number in dict.fromkeys((name, number) for name, number, _ in found))
    for name, number, entry in found:
        student = f"{name} ({number})" if times[name] > 1 and number else name
        if entry.is_file():
            yield student, entry
            continue
        paths = [path for path in sorted(entry.rglob("*")) if _counts(path, entry)]
        files = [path for path in paths if path.suffix == ".py"] or [path for path in paths if _is_answer(path)][:1]
        if not files:
            yield student, None
        yield from ((student, path) for path in files)


def identified(place: Path) -> dict[str, dict[str, str]]:
    """Return the number that Moodle gave each student's submission, by the name of the student, as a column "id"."""
    entries = {entry.name: MOODLE.fullmatch(entry.name) for entry in sorted(place.iterdir())}
    times = Counter(name for name, _ in {(match["name"], match["id"]) for match in entries.values() if match})
    return {
        f"{match['name']} ({match['id']})" if times[match["name"]] > 1 else match["name"]: {"id": match["id"]}
        for match in entries.values()
        if match
    }


def _name_of(entry: Path) -> str:
    return entry.stem if entry.is_file() else entry.name


def _is_answer(path: Path) -> bool:
    """Whether a file is somebody's answer that cannot be run, which is to be said."""
    return path.is_file() and path.suffix.lower() in (".ipynb", ".zip", ".7z", ".rar")


def _counts(path: Path, folder: Path) -> bool:
    return path.is_file() and not any(part.startswith((".", "_")) for part in path.relative_to(folder).parts)


def no_python(path: Path | None) -> str:
    """Say why there is nothing to run; "" for a file of Python.

    >>> no_python(None), no_python(Path("a.ipynb"))
    ('there is no file of Python', 'there is no file of Python; a.ipynb is a notebook; have it saved as a .py file')
    """
    if path is None:
        return "there is no file of Python"
    if path.suffix == ".py":
        return ""
    return f"there is no file of Python; {path.name} is {OTHERS.get(path.suffix.lower(), 'something else')}"


@contextmanager
def unpacked(place: Path) -> Iterator[Path]:
    """Give a folder in which every archive is unpacked beside its other files; an archive may be given as well.

    The folder that is given is left as it is.
    """
    archives = [place] if place.is_file() else [path for path in place.rglob("*.zip") if path.is_file()]
    if not archives:
        yield place
        return
    with TemporaryDirectory(prefix="grade-") as made:
        folder = Path(made, "class")
        if place.is_file():
            folder.mkdir()
            _unpack(place, folder)
        else:
            shutil.copytree(place, folder, symlinks=True)
        for archive in sorted(folder.rglob("*.zip")):
            if archive.is_file() and _unpack(archive, archive.with_suffix("")):
                archive.unlink()
        yield folder


def _unpack(archive: Path, target: Path) -> bool:
    """Unpack the files of an archive that are not too large, and say whether it is one."""
    try:
        with zipfile.ZipFile(archive) as file:
            room = MOST
            for info in file.infolist():
                inside = PurePosixPath(info.filename.replace("\\", "/"))
                if info.is_dir() or info.file_size > min(LARGEST, room) or ".." in inside.parts or inside.is_absolute():
                    continue
                room -= info.file_size
                path = target / inside
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(file.read(info))
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError, EOFError, ValueError):
        return False
    return True
