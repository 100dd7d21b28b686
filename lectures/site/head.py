"""What the first cell of a lecture says of it: title, summary, and the paragraphs that begin with a name."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from lectures.errors import LectureError

# What a head names, and the text of a page that says the same: a course in another language may write that.
KEYS = {"Covers": "Covers", "Minutes": "Takes", "Before": "Before", "After": "After", "Keywords": "Keywords"}
LENGTH = "{0} minutes"
_HEAD = re.compile(r"([^\W\d_][\w-]*)\s?:(?!\S)")  # in French a space stands before the colon


@dataclass(frozen=True)
class Cell:
    """One cell: its text (prose without the comment signs), and the line of the file where the text starts."""

    kind: str  # "markdown" or "code"
    source: str
    line: int
    title: str = ""


def head_of(first: Cell | None, file: str, words: Mapping[str, str]) -> dict[str, str]:
    """Return title, summary, and the paragraphs that `KEYS` names, as the first cell has them.

    Args:
        first: the cell.
        file: what the lecture is called in an error.
        words: the course's own texts in the place of the English ones.

    Raises:
        LectureError: where it has no title.

    >>> head = head_of(Cell("markdown", "# Ein Neuron\\nDauer: 20 Minuten", 2), "a.py", {"Takes": "Dauer"})
    >>> head["title"], head["Minutes"]
    ('Ein Neuron', '20 Minuten')
    >>> head_of(Cell("markdown", "# Un neurone\\nDurée : 20", 2), "a.py", {"Takes": "Durée"})["Minutes"]
    '20'
    """
    if first is None or first.kind != "markdown" or not first.source.startswith("# "):
        raise LectureError(f"{file}: the first cell must be markdown and start with '# # Title'")
    title, _, rest = first.source.partition("\n")
    parts, key, known = {"title": title[2:].strip(), "summary": ""}, "summary", names_of(words)
    for line in rest.splitlines():
        name, colon, text = line.partition(":")
        if colon and name.rstrip() in known:
            key, line = known[name.rstrip()], text
        parts[key] = f"{parts.get(key, '')}\n{line.strip()}"
    head = {key: text.strip() for key, text in parts.items()}
    said = re.escape(words.get(LENGTH, LENGTH)).replace(r"\{0\}", "(.+)")
    if "Minutes" in head and (length := re.fullmatch(said, head["Minutes"])):
        head["Minutes"] = length[1]
    return head


def names_of(words: Mapping[str, str]) -> dict[str, str]:
    """Return by what a paragraph of a head may begin, and which it is then: in English, and as the course says it.

    >>> names_of({"Before": "Vorher"})["Vorher"]
    'Before'
    """
    return {words[text]: key for key, text in KEYS.items() if text in words} | {key: key for key in KEYS}


def strange_in(first: Cell, place: str, words: Mapping[str, str]) -> list[str]:
    """Return what is to be said of paragraphs of a first cell that begin with one word and a colon, and name nothing.

    Args:
        first: the cell.
        place: what the lecture is called.
        words: the course's own texts in the place of the English ones.

    >>> cell = Cell("markdown", "# Ein Neuron\\n\\nVorher: nichts.", 2)
    >>> strange_in(cell, "a.py", {"Before": "Voraussetzungen"})[0].partition(";")[0]
    "a.py, line 4: 'Vorher:' is no part of a lecture's head"
    """
    known, said, before = names_of(words), list[str](), ""
    heads = ", ".join(f"{words.get(text, key)}:" for key, text in KEYS.items() if key != "Covers")  # of our own notes
    for number, line in enumerate(first.source.split("\n"), start=first.line):
        name = _HEAD.match(line)
        if name and name[1] not in known and (not before.strip() or _HEAD.match(before)):
            said.append(
                f"{place}, line {number}: {name[0]!r} is no part of a lecture's head; it may have {heads}, "
                f"or, as prose, **{name[0]}**"
            )
        before = line
    return said


def in_words(source: str, words: Mapping[str, str]) -> str:
    """Return a first cell as a reader sees it: how long the lecture takes in a course's words, each name in bold.

    >>> in_words("# One\\n\\nMinutes: 20", {"Takes": "Dauer", "{0} minutes": "{0} Minuten"})
    '# One\\n\\n**Dauer**: 20 Minuten'
    """
    known, said = names_of(words), list[str]()
    length = words.get(LENGTH, LENGTH)
    for line in source.split("\n"):
        name, colon, text = line.partition(":")
        if colon and (key := known.get(name.rstrip())):
            text = text.strip()
            if key == "Minutes" and text.isdigit():
                text = length.replace("{0}", text)
            line = f"**{words.get(KEYS[key], KEYS[key])}**{name[len(name.rstrip()) :]}: {text}"
        said.append(line)
    return "\n".join(said)
