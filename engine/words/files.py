"""Writing files so that a reader sees the old file or the complete new one, never half of it."""

import tempfile
from pathlib import Path


def write_atomically(path: str | Path, content: str | bytes) -> Path:
    """Write text (as UTF-8) or bytes into a temporary folder beside it, then rename it into place; return the path.

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
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=f".{target.name}.") as folder:
        complete = Path(folder) / target.name
        complete.write_bytes(content.encode() if isinstance(content, str) else content)
        return complete.replace(target)
