"""Reading TOML that a lecturer wrote: what is wrong is said with file and line."""

import re
import tomllib
from pathlib import Path
from typing import Any

from lectures.errors import LectureError


def read_toml(path: Path) -> tuple[dict[str, Any], str]:
    """Return a TOML file as a table and as its text.

    Raises:
        LectureError: naming the line, where it cannot be read.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
        return tomllib.loads(text), text
    except UnicodeDecodeError:
        raise LectureError(f"{path.parent.name}/{path.name}: this is not UTF-8; save the file as UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        raise LectureError(f"{path.parent.name}/{path.name} is no TOML: {error}; texts stand in quotes") from None


def line_of(text: str, words: str) -> int:
    """Return the first line in which a key or a text stands; a TOML reader keeps no places."""
    found = re.search(rf"""^\s*{re.escape(words)}\s*=|["']{re.escape(words)}["']""", text, re.MULTILINE)
    return text.count("\n", 0, found.end()) + 1 if found else 1
