"""The fixed texts of a page: English ones stand in `lectures/words.toml`, and a course may put others in their place.

Templates and the scripts of a page say them as `say("Before")`; the English text is the key, so what is not translated
stays English. What `{0}` and `{1}` stand for in a text is filled in.
"""

import re
import shlex
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from engine.errors import did_you_mean
from lectures.errors import LectureError
from lectures.site.script import FOLDER
from lectures.site.toml import line_of, read_toml

FILE = FOLDER / "words.toml"
MOST = 6  # missing texts that are named
_PLACE = re.compile(r"\{\d\}")
_MARKUP = set('<>&"\\`$')


@cache
def english() -> Mapping[str, str]:
    """Return the fixed texts of a page, as lectures/words.toml has them."""
    return read_toml(FILE)[0]


def read_words(path: Path) -> tuple[dict[str, str], list[str]]:
    """Return what a file puts in the place of the fixed texts, and what is to be said of it.

    Raises:
        LectureError: where the file cannot be read, or a text cannot stand on a page.
    """
    table, text = read_toml(path)
    place, known, warnings = f"{path.parent.name}/{path.name}", english(), list[str]()
    for key, said in table.items():
        where = f"{place}, line {line_of(text, key)}"
        if key not in known:
            near = did_you_mean(key, known, tell_all=False)
            warnings.append(f"{where}: no page says {key!r}, so it is left out{near}")
        elif not isinstance(said, str) or _MARKUP & set(said):
            raise LectureError(f'{where}: {key!r} is {said!r:.60}, and has to be a text without < > & " \\ ` and $')
        elif sorted(_PLACE.findall(said)) != sorted(_PLACE.findall(key)) or "{" in _PLACE.sub("", said):
            places = ", ".join(sorted(_PLACE.findall(key))) or "no place in braces"
            raise LectureError(f"{where}: {said!r:.60} has to have {places}, as {key!r:.60} has")
    if lacking := missing(table):
        many = "1 text stays" if len(lacking) == 1 else f"{len(lacking)} texts stay"
        more = f" and {len(lacking) - MOST} more" if len(lacking) > MOST else ""
        warnings.append(
            f"{place}: {many} English: {', '.join(map(repr, lacking[:MOST]))}{more}; "
            f"`chalkgrad words {shlex.quote(path.parent.name)}` writes all of them"
        )
    return {key: said for key, said in table.items() if key in known}, warnings


def missing(words: Iterable[str]) -> list[str]:
    """Return the fixed texts that a file does not have."""
    has = set(words)
    return [key for key in english() if key not in has]


def as_toml(texts: Iterable[str]) -> str:
    """Return texts as TOML, to be translated.

    >>> as_toml(["Before"])
    '"Before" = "Before"\\n'
    """
    return "".join(f'"{text}" = "{text}"\n' for text in texts)
