"""Writing files so that a reader sees the old file or the complete new one, never half of it."""

import errno
import os
import tempfile
from pathlib import Path

from engine.errors import ArgumentError, IsFolderError, MissingFolderError, ReadOnlyError, SettingError, shortened

BEGINNING = 20  # letters of a name that a temporary folder is called by: a name may be as long as names can be


def check_target(what: str, path: str | os.PathLike[str]) -> Path:
    """Return where a file is to be written, before the work of making its content.

    Args:
        what: the thing to be saved, for an error.

    Raises:
        ArgumentError: for what is no path.
        SettingError: for a name that no file can have.
        IsFolderError, MissingFolderError, ReadOnlyError: where it cannot be written.

    >>> check_target("a model", "model.json").name
    'model.json'
    """
    if not isinstance(path, str | os.PathLike):
        raise ArgumentError(f"cannot save {what}: the path must be a text, such as 'name.json', got {path!r:.60}")
    target = Path(path)
    if why := _no_name(target):
        raise SettingError(f"cannot save {what}: the name {shortened(str(target))!r} {why}")
    if target.is_dir():
        raise IsFolderError(f"cannot save {what}: {str(path)!r} is a folder; add the name of a file in it")
    if not target.parent.is_dir():
        raise MissingFolderError(
            f"cannot write {target.name!r}: there is no folder {str(target.parent)!r}; make it first"
        )
    locked = target if target.exists() else target.parent
    if not locked.stat().st_mode & 0o222 or not os.access(locked, os.W_OK):  # the first holds for root, too
        other = "name" if locked == target else "folder"
        raise ReadOnlyError(f"cannot save {what}: {str(locked)!r} is read-only; choose another {other}, or unlock it")
    return target


def _no_name(path: Path) -> str:
    """Return why no file can be called like this; "" where one can."""
    try:
        os.lstat(path)
    except ValueError:
        return "holds a null byte or half a character; leave it out"
    except OSError as error:
        return "is too long for a file; choose a shorter one" if error.errno == errno.ENAMETOOLONG else ""
    return ""


def write_atomically(path: str | Path, content: str | bytes) -> Path:
    """Write text (as UTF-8) or bytes into a temporary folder beside it, then rename it into place; return the path.

    Folders on the way are made. On an error nothing is left behind and an older file stays as it was.

    Args:
        path: where the file is to appear.
        content: the whole of it.

    Raises:
        OSError: when the folder cannot be made or written to, with the path that was asked for.

    >>> folder = Path(tempfile.mkdtemp())
    >>> write_atomically(folder / "a" / "note.txt", "hello").read_text()
    'hello'
    """
    target = Path(path)
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=f".{target.name[:BEGINNING]}.") as folder:
            complete = Path(folder) / target.name
            complete.write_bytes(content.encode() if isinstance(content, str) else content)
            return complete.replace(target)
    except OSError as error:
        if error.errno is None:
            raise
        raise OSError(error.errno, error.strerror, str(target)) from None
