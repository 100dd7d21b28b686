"""A course: what its pages have in common, and which lectures it has. One's own is described by `course.toml`.

title = "Backpropagation"
author = "Ada Lovelace"
language = "de"
footer = "Summer term"
order = ["first_lecture.py", "second_lecture.py"]
words = "words.de.toml"
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from engine.errors import did_you_mean
from lectures.errors import LectureError
from lectures.site.head import strange_in
from lectures.site.script import Script, find_lectures, is_claims
from lectures.site.toml import line_of, read_toml
from lectures.site.words import phrases_of, read_words, words_of

FILE = "course.toml"
KEYS = {
    "title": 'a text, such as title = "Backpropagation"',
    "author": 'a text, such as author = "Ada Lovelace"',
    "language": 'the code of a language, such as language = "en" or "pt-BR"',
    "footer": 'a text, such as footer = "Summer term"',
    "order": 'the files of the lectures, such as order = ["first.py", "second.py"]',
    "words": 'the name of a file beside course.toml, such as words = "words.de.toml"',
}
RESERVED = ("index", "errata", "workbench")
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")


@dataclass(frozen=True)
class Course:
    """What the pages of a course have in common.

    Attributes:
        name: of its folder, or of its only file; "" for the project's own course.
        title, author, footer: as they stand on the index; the footer on every page.
        language: the code that the pages carry.
        words: fixed texts of a page -> what stands in their place.
        workbench: whether figures lead to the workbench.
        beside: a hash of what lectures may read: the other files of the folder.
    """

    name: str = ""
    title: str = ""
    author: str = ""
    footer: str = ""
    language: str = "en"
    words: Mapping[str, str] = field(default_factory=dict)
    workbench: bool = True
    beside: str = ""


PROJECT = Course()


@dataclass(frozen=True)
class Found:
    """A course with its lectures by name, in order, and what is to be said about them before they are built.

    Attributes:
        folder: where it stands.
        chosen: the lectures that were asked for.
    """

    course: Course
    folder: Path
    lectures: Mapping[str, Script]
    chosen: tuple[str, ...]
    warnings: tuple[str, ...]


def course_at(place: Path) -> Found:
    """Return the course in a folder, or the course that a single file belongs to.

    A file belongs to the course in whose folder it stands; without a `course.toml` there it is a course of its own.
    A folder without one is a course of all its lectures, by name.

    Raises:
        LectureError: naming the line of `course.toml`, where it cannot be read or names what is not there.
    """
    place = place.absolute()
    folder = place if place.is_dir() else place.parent
    described = (folder / FILE).exists()
    table, text = _read(folder / FILE) if described else ({}, "")
    alone = not place.is_dir() and not described
    scripts = [Script(place)] if alone else _in_order(folder, table, text)
    lectures = _by_name(scripts)
    title = table.get("title") or (scripts[0].title if alone and scripts else folder.name)
    course = Course(place.name if alone else folder.name, title, workbench=False, beside=_beside(folder))
    course = replace(course, **{key: table[key] for key in ("author", "footer", "language") if key in table})
    warnings = _unlisted(folder, scripts) if "order" in table else []
    course, more = _with_words(course, folder, table, text)
    warnings += more
    lectures = {name: replace(script, words=course.words) for name, script in lectures.items()}
    warnings += [said for script in lectures.values() for said in _strange(script)]
    chosen = tuple(lectures) if place.is_dir() else (Script(place).name,)
    if not lectures:
        raise LectureError(
            f"there is no lecture in {folder}: a lecture is a Python file that starts with '# %% [markdown]'; "
            "`chalkgrad new NAME` makes a folder with one"
        )
    if chosen[0] not in lectures:
        raise LectureError(
            f"{folder.name}/{FILE} does not list {place.name!r}; add it to order, or move it out of the folder of this "
            "course: where there is no course.toml it is built alone"
        )
    return Found(course, folder, lectures, chosen, tuple(warnings))


def is_language(said: str) -> bool:
    """Is this the code of a language, such as "en" or "pt-BR"?"""
    return _LANGUAGE.fullmatch(said) is not None


def is_lecture(path: Path) -> bool:
    """Does a file seem to be a lecture: has it cells? Also in UTF-16, so that it is refused and not passed over."""
    lines = path.read_bytes().removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff").replace(b"\0", b"").splitlines()
    return not is_claims(path) and any(line.startswith(b"# %%") for line in lines)


def title_in(folder: Path) -> str:
    """Return the title that the `course.toml` of a folder gives, "" where there is none."""
    return _read(folder / FILE)[0].get("title", "") if (folder / FILE).exists() else ""


def words_in(folder: Path) -> tuple[str, Mapping[str, str]]:
    """Return the language of the course in a folder, and its fixed texts; English ones where there is no course."""
    table, text = _read(folder / FILE) if (folder / FILE).exists() else ({}, "")
    course, _ = _with_words(Course(language=table.get("language", "en")), folder, table, text)
    return course.language, course.words


def project() -> Found:
    """Return the project's own lectures; a lecture that was put where none is looked for is named."""
    from lectures.site.script import FOLDER

    lectures = find_lectures()
    stray = [path for place in (FOLDER, FOLDER / "notes") for path in sorted(place.glob("*.py")) if is_lecture(path)]
    warnings = [
        f"{path} is a lecture, and not part of the course there: move it to {FOLDER / 'course'}, "
        f"or build it alone: chalkgrad build {path}"
        for path in stray
    ]
    return Found(PROJECT, FOLDER, lectures, tuple(lectures), tuple(warnings))


def _beside(folder: Path) -> str:
    """Return a hash of the files of a folder that are no lectures: what a lecture imports or reads stands beside it."""
    digest = hashlib.sha256()
    for path in sorted(folder.iterdir()):
        if path.is_file() and path.suffix and path.name[0] not in "._" and path.name != FILE and not is_lecture(path):
            digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def _in_order(folder: Path, table: Mapping[str, Any], text: str) -> list[Script]:
    """Return the lectures of a folder as `order` lists them; without one all, by the names of their files."""
    if "order" not in table:
        return [Script(path) for path in sorted(folder.glob("[!_.]*.py")) if is_lecture(path)]
    scripts: list[Script] = []
    for name in table["order"]:
        path = folder / (name if name.endswith(".py") else f"{name}.py")
        if not path.is_file():
            there = [path.name for path in sorted(folder.glob("[!_.]*.py")) if is_lecture(path)]
            raise LectureError(
                f"{folder.name}/{FILE}, line {line_of(text, name)}: order lists {name!r}, and there is no such lecture "
                f"in {folder}{did_you_mean(name, there)}"
            )
        scripts.append(Script(path))
    return scripts


def _unlisted(folder: Path, scripts: list[Script]) -> list[str]:
    listed = {script.path for script in scripts}
    return [
        f"{folder.name}/{path.name} is a lecture, and left out: add it to order in {folder.name}/{FILE}"
        for path in sorted(folder.glob("[!_.]*.py"))
        if path not in listed and not is_claims(path) and is_lecture(path)
    ]


def _strange(script: Script) -> list[str]:
    try:
        return strange_in(script.cells[0], script.place, script.words) if script.cells else []
    except LectureError:  # which is said when it is built
        return []


def _by_name(scripts: list[Script]) -> dict[str, Script]:
    lectures: dict[str, Script] = {}
    for script in scripts:
        if script.name in RESERVED:
            raise LectureError(f"{script.place}: the page {script.name}.html is another one; rename the lecture")
        if script.name in lectures:
            raise LectureError(
                f"two lectures have the page {script.name}.html: {lectures[script.name].place} and {script.place}; "
                "rename one"
            )
        lectures[script.name] = script
    return lectures


def _with_words(course: Course, folder: Path, table: Mapping[str, Any], text: str) -> tuple[Course, list[str]]:
    """Return a course with the fixed texts of its language, and above them those of its own file; and what is wrong."""
    along, name = {**words_of(course.language), **phrases_of(course.language)}, table.get("words")
    if name is None:
        return replace(course, words=along), []
    if not (folder / name).is_file():
        raise LectureError(
            f"{folder.name}/{FILE}, line {line_of(text, name)}: words names {name!r}, and there is no such file in "
            f"{folder}; `chalkgrad words > {name}` writes the English one"
        )
    own, warnings = read_words(folder / name)
    return replace(course, words={**along, **own}), warnings


def _read(path: Path) -> tuple[dict[str, Any], str]:
    """Return what a `course.toml` says, checked, and its text."""
    place = f"{path.parent.name}/{path.name}"
    table, text = read_toml(path)
    for key, said in table.items():
        if key not in KEYS:
            raise LectureError(
                f"{place}, line {line_of(text, key)}: there is no key {key!r}; the keys are {', '.join(KEYS)}"
                f"{did_you_mean(key, KEYS, tell_all=False)}"
            )
        if not _fits(key, said):
            raise LectureError(f"{place}, line {line_of(text, key)}: {key} is {said!r:.60}, and has to be {KEYS[key]}")
    return table, text


def _fits(key: str, said: Any) -> bool:
    if key == "order":
        return isinstance(said, list) and all(isinstance(name, str) for name in said) and len({*said}) == len(said)
    return isinstance(said, str) and (key != "language" or is_language(said))
