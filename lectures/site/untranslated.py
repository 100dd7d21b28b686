"""Which fixed texts of a course stay English: first those that its pages say, then those said elsewhere."""

import shlex
from dataclasses import replace
from pathlib import Path

from lectures.site.course import FILE, Found
from lectures.site.index import own_index_of
from lectures.site.records import owner_of, records_in
from lectures.site.words import Heard, as_toml, english, languages, left_english, missing

MOST = 6  # texts that are named
ALIKE = 20  # texts that may well be the same in two languages, such as "Index"


def untranslated(found: Found, out: Path) -> tuple[list[str], list[str]]:
    """Return the fixed texts that a course lacks or has in English: those that its pages in a folder say, and others.

    Args:
        found: the course.
        out: the folder; where no pages of the course stand in it, none are said.
    """
    course = found.course
    left = {*missing(course.words), *left_english(course.words, course.language)}
    lacking = [text for text in english() if text in left]
    records = records_in(found.lectures, out) if owner_of(out) == course.name else {}
    words = Heard(course.words)
    if records:
        own_index_of(found.lectures, records, replace(course, words=words))
    said = words.asked.union(*(record["says"] for record in records.values()))
    return [text for text in lacking if text in said], [text for text in lacking if text not in said]


def warning_of(found: Found, out: Path) -> str:
    """Return what is to be said of the texts that stay English on the pages just built, "" where it is nothing."""
    language = found.course.language
    said, others = untranslated(found, out)
    few = not missing(found.course.words) and len(said) + len(others) <= ALIKE
    if not said or few or language.partition("-")[0] == "en":
        return ""
    many = "1 text stays" if len(said) == 1 else f"{len(said)} texts stay"
    more = f" and {len(said) - MOST} more" if len(said) > MOST else ""
    place, folder = shlex.quote(found.folder.name), found.folder.name
    printed, rest = f"`chalkgrad words {place} --out {shlex.quote(str(out))}", f"{len(others)} more below them"
    if found.course.words:
        what = f"{printed}` prints them, and {rest}"
    else:
        file = f"words.{language}.toml"
        what = (
            f"only {', '.join(languages())} comes along; {printed} > {place}/{file}` writes them, and {rest}, to be "
            f'translated; words = "{file}" in {FILE} takes that file'
        )
    return f"{folder}/{FILE}: {many} English on these pages: {', '.join(map(repr, said[:MOST]))}{more}; {what}"


def as_lists(found: Found, out: Path) -> str:
    """Return the texts that a course lacks as TOML, to be translated: those first that its pages in a folder say."""
    said, others = untranslated(found, out)
    if not said and not others:
        return f"# Nothing is missing: every fixed text is there in {found.course.language!r}.\n"
    alike = len(left_english(found.course.words, found.course.language))
    head = f"# {alike} of these the course has as they are in English; what is alike in both languages may stay.\n"
    first = f"# Said by the pages in {out}: {len(said)}.\n" if said else f"# No page in {out} says any of these.\n"
    return (
        (head if alike else "")
        + first
        + as_toml(said)
        + (f"\n# Said by other pages, and on sheets: {len(others)}.\n" * bool(said))
        + as_toml(others)
    )
