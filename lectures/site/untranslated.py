"""Which fixed texts of a course stay English: first those that its pages say, then those said elsewhere."""

import shlex
from dataclasses import replace
from pathlib import Path

from lectures.site.course import FILE, Found
from lectures.site.index import own_index_of
from lectures.site.records import owner_of, records_in
from lectures.site.words import Heard, as_toml, languages, missing

MOST = 6  # texts that are named


def untranslated(found: Found, out: Path) -> tuple[list[str], list[str]]:
    """Return the fixed texts that a course lacks: those that its pages in a folder say, and all others.

    Args:
        found: the course.
        out: the folder; where no pages of the course stand in it, none are said.
    """
    lacking, course = missing(found.course.words), found.course
    records = records_in(found.lectures, out) if owner_of(out) == course.name else {}
    words = Heard(course.words)
    if records:
        own_index_of(found.lectures, records, replace(course, words=words))
    said = words.asked.union(*(record["says"] for record in records.values()))
    return [text for text in lacking if text in said], [text for text in lacking if text not in said]


def warning_of(found: Found, out: Path) -> str:
    """Return what is to be said of the texts that stay English on the pages just built, "" where it is nothing."""
    language = found.course.language
    said, others = untranslated(found, out) if language.partition("-")[0] != "en" else ([], [])
    if not said:
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
    first = f"# Said by the pages in {out}: {len(said)}.\n" if said else f"# No page in {out} says any of these.\n"
    return (
        first
        + as_toml(said)
        + (f"\n# Said by other pages, and on sheets: {len(others)}.\n" * bool(said))
        + as_toml(others)
    )
