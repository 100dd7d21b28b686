"""The fixed texts of a page: English ones stand in `lectures/words.toml`, and those of a language in `words.de.toml`.

Templates and the scripts of a page say them as `say("Before")`; the English text is the key, so what is not translated
stays English. What `{0}` and `{1}` stand for in a text is filled in. A course may put its own in their place; another
language is one more file beside `words.de.toml`.
"""

import re
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from engine.errors import did_you_mean
from engine.words.phrases import PHRASE
from lectures.errors import LectureError
from lectures.site.script import FOLDER
from lectures.site.toml import line_of, read_toml

FILE = FOLDER / "words.toml"
_PLACE = re.compile(r"\{\d\}")
_MARKUP = set('<>&"\\`$')


@cache
def english() -> Mapping[str, str]:
    """Return the fixed texts of a page, as lectures/words.toml has them."""
    return read_toml(FILE)[0]


def languages() -> list[str]:
    """Return the codes of the languages other than English whose texts come along.

    >>> languages()
    ['de']
    """
    return sorted(path.suffixes[0][1:] for path in FOLDER.glob("words.*.toml"))


def words_of(language: str) -> Mapping[str, str]:
    """Return the fixed texts in a language, those of "de" for "de-AT" as well; none where none come along.

    >>> words_of("de-AT")["Before"], len(words_of("en"))
    ('Voraussetzungen', 0)
    """
    code = language.partition("-")[0].lower()
    return _shipped(code) if code in languages() else {}


@cache
def _shipped(code: str) -> Mapping[str, str]:
    return read_words(FOLDER / f"words.{code}.toml")[0]


@cache
def phrases_of(language: str) -> Mapping[str, str]:
    """Return what is said of a slip in a language, phrase by phrase, as it stands among the fixed texts of a course.

    >>> phrases_of("de-AT")["phrase: not multiplied by {0}"], len(phrases_of("en"))
    ('nicht mit {0} multipliziert', 0)
    """
    path = FOLDER / f"slips.{language.partition('-')[0].lower()}.toml"
    return {PHRASE + phrase: said for phrase, said in read_toml(path)[0].items()} if path.exists() else {}


def read_words(path: Path) -> tuple[dict[str, str], list[str]]:
    """Return what a file puts in the place of the fixed texts, and a warning for each that no page says.

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
    return {key: said for key, said in table.items() if key in known}, warnings


class Heard(dict[str, str]):
    """Fixed texts that remember which of them were asked for: a page is written from them, and `asked` is what it says.

    >>> words = Heard({"Before": "Vorher"})
    >>> words.get("Before"), words.get("After", "After"), sorted(words.asked)
    ('Vorher', 'After', ['After', 'Before'])
    """

    def __init__(self, words: Mapping[str, str]) -> None:
        super().__init__(words)
        self.asked = set[str]()

    def get(self, text: str, default: Any = None) -> Any:
        self.asked.add(text)
        return super().get(text, default)


def missing(words: Iterable[str]) -> list[str]:
    """Return the fixed texts that a file does not have."""
    has = set(words)
    return [key for key in english() if key not in has]


def left_english(words: Mapping[str, str], language: str) -> list[str]:
    """Return the fixed texts that a file has as they are in English, where no translation comes along.

    >>> left_english({"Before": "Before", "After": "Après"}, "fr"), left_english({"Before": "Before"}, "de")
    (['Before'], [])
    """
    along = words_of(language)
    return [key for key in english() if words.get(key) == key and key not in along]


def as_toml(texts: Iterable[str]) -> str:
    """Return texts as TOML, to be translated.

    >>> as_toml(["Before"])
    '"Before" = "Before"\\n'
    """
    return "".join(f'"{text}" = "{text}"\n' for text in texts)
