"""Writing files so that a reader sees the old file or the complete new one, never half of it."""

import os
import tempfile
from pathlib import Path


def write_atomically(path: str | Path, content: str | bytes) -> Path:
    """Write text (as UTF-8) or bytes to a temporary sibling, then rename it into place; return the path.

    Folders on the way are made. On an error nothing is left behind and an older file stays as it was.

    Args:
        path: where the file is to appear.
        content: the whole of it.

    Raises:
        OSError: when the folder cannot be made or written to.

    >>> folder = Path(tempfile.mkdtemp())
    >>> write_atomically(folder / "a" / "note.txt", "hello").read_text()
    'hello'
    """
    target = Path(path)
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content.encode() if isinstance(content, str) else content)
        mask = os.umask(0)
        os.umask(mask)
        os.chmod(name, 0o666 & ~mask)  # mkstemp makes private files; this one is for whoever may read the folder
        os.replace(name, target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return target
