"""Writing files: all of it or nothing, so that nobody ever reads half a picture."""

import os
import tempfile
from pathlib import Path

from engine.errors import MissingFolderError


def write_atomically(path: str | os.PathLike[str], content: str | bytes) -> None:
    """Write to a temporary file beside the path and rename it; text is written as UTF-8 with "\\n" line ends.

    Raises:
        MissingFolderError: where the folder does not exist.
    """
    target = Path(path)
    if not target.parent.is_dir():
        raise MissingFolderError(
            f"cannot write {str(target)!r}: there is no folder {str(target.parent)!r}; make it first"
        )
    handle, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content.encode() if isinstance(content, str) else content)
        os.chmod(name, 0o644)  # as a file that was simply opened; mkstemp gives it to its owner alone
        os.replace(name, target)
    except BaseException:
        os.unlink(name)
        raise
