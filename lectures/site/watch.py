"""Building again whenever a file of a course changes: its files are looked at twice a second."""

import contextlib
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from lectures.site.script import FOLDER

EVERY = 0.5  # seconds
Stamp = dict[Path, tuple[int, int]]


def folders_of(place: Path | None) -> list[Path]:
    """Return the folders in which the lectures of a course stand, and what they read.

    Args:
        place: the folder of a course or the file of a lecture; None for the project's own.
    """
    if place is None:
        return [FOLDER / "course", FOLDER / "course" / "exercises", *sorted((FOLDER / "notes").iterdir())]
    folder = place if place.is_dir() else place.parent
    return [folder, folder / "exercises"]


def stamp_of(folders: Iterable[Path]) -> Stamp:
    """Return what tells that a file of these folders has changed: when it was written, and how long it is."""
    stamp: Stamp = {}
    for path in (path for folder in folders if folder.is_dir() for path in folder.iterdir()):
        with contextlib.suppress(OSError):  # an editor takes a file away and puts the new one there
            found = path.stat()
            if path.suffix and not path.name.startswith(".") and not path.is_dir():
                stamp[path] = (found.st_mtime_ns, found.st_size)
    return stamp


def watch(folders: list[Path], build: Callable[[], None], wait: Callable[[float], None] = time.sleep) -> None:
    """Call `build` whenever a file of some folders has changed, until Ctrl-C.

    Args:
        folders: as `folders_of` names them.
        build: is called after each change.
        wait: waits for so many seconds.
    """
    known = stamp_of(folders)
    while True:
        wait(EVERY)
        if (now := stamp_of(folders)) != known:
            known = now
            build()
