"""Sentences in another language: they are put together of phrases, and translated phrase by phrase.

The phrases stand among the fixed texts of a course, each with PHRASE before it. A phrase such as "not multiplied by
{0}" has places for names, formulas, and phrases that are translated in turn. One that begins with a comma or a blank
continues what stands before it. A sentence of which one phrase is not known stays as it is.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

PHRASE = "phrase: "
_PLACE = re.compile(r"\{(\d)\}")
_TWO_WORDS = re.compile(r"[\w)\]'] +[\w(\['\"]")  # no operator between them, so it is no formula
_SHAPE = re.compile(r"\d+( x \d+)+")
_AT = re.compile(r"(?<=.)(,?) (?=(at|in|on|from|where|anywhere)\b)")  # before a place


def in_words(words: Mapping[str, str], *texts: str) -> tuple[str, ...]:
    """Return texts in the language of some words, all of them or none.

    Args:
        words: fixed texts -> what stands in their place; those that begin with PHRASE are phrases.
        texts: as the engine composes them.

    >>> words = {PHRASE + "not multiplied by {0}": "nicht mit {0} multipliziert", PHRASE + "the sum": "die Summe"}
    >>> in_words(words, "not multiplied by w*x", "the sum"), in_words(words, "the sum", "the mean of it")
    (('nicht mit w*x multipliziert', 'die Summe'), ('the sum', 'the mean of it'))
    """
    known = tuple((key, said) for key, said in words.items() if key.startswith(PHRASE))
    if not known:
        return texts
    phrases = _phrases(known)
    found = [phrases.put(text) if text else "" for text in texts]
    return tuple(said for said in found if said is not None) if None not in found else texts


@lru_cache(maxsize=8)
def _phrases(known: tuple[tuple[str, str], ...]) -> "Phrases":
    return Phrases({key.removeprefix(PHRASE): said for key, said in known})


class Phrases:
    """The phrases of a language.

    Args:
        known: phrase -> what stands in its place.
    """

    def __init__(self, known: Mapping[str, str]) -> None:
        whole = dict(_whole(key, said) for key, said in known.items())
        self.exact = {key: said for key, said in whole.items() if not _PLACE.search(key)}
        # What joins two sentences comes first, then the most definite.
        placed = sorted(
            filter(_PLACE.search, whole), key=lambda key: (";" in key, len(_PLACE.sub("", key))), reverse=True
        )
        self.patterns = [(_PLACE.split(key)[::2], whole[key]) for key in placed]
        self.found: dict[str, str | None] = {}

    def put(self, text: str) -> str | None:
        """Return a text in this language: a phrase, a name or a formula; None where it is none of these."""
        return self._phrase(text) or _formula(text)

    def _phrase(self, text: str) -> str | None:
        if text not in self.found:
            self.found[text] = self.exact.get(text) or self._placed(text) or self._composed(text)
        return self.found[text]

    def _composed(self, text: str) -> str | None:
        for pieces, said in self.patterns:
            if text.startswith(pieces[0]) and text.endswith(pieces[-1]):
                for parts in _splits(text, pieces):
                    put = [self.put(part) for part in parts]
                    left_out = [part for i, part in enumerate(parts) if f"{{{i}}}" not in said]
                    if None not in put and " " not in "".join(left_out):  # a noun may be, a sentence never
                        return said.format(*put)
        return None

    def _placed(self, text: str) -> str | None:
        """Return what is said of a place, and then the place, which belongs to none of the phrases before it."""
        for gap in _AT.finditer(text):
            what, where = text[: gap.start()], text[gap.end() :]
            comma = "," if gap[2] == "where" else gap[1]
            both = self._phrase(what), self._phrase(where)
            if None not in both:
                return f"{both[0]}{comma} {both[1]}"
        return None


def _whole(key: str, said: str) -> tuple[str, str]:
    """Give a phrase that continues another one a place for that."""
    if key[0] not in ", ;":
        return key, said
    later = [_PLACE.sub(lambda match: f"{{{int(match[1]) + 1}}}", text) for text in (key, said)]
    return f"{{0}}{later[0]}", f"{{0}}{later[1]}"


def _splits(text: str, pieces: Sequence[str]) -> Iterator[list[str]]:
    """Yield what may stand in the places between some pieces of a text.

    >>> list(_splits("a and b and c", ["", " and ", ""]))
    [['a', 'b and c'], ['a and b', 'c']]
    """
    first, second, *others = pieces
    if not text.startswith(first):
        return
    text = text.removeprefix(first)
    if not others:
        if text.endswith(second) and (part := text.removesuffix(second)):
            yield [part]
        return
    at = text.find(second, 1)
    while at > 0:
        for later in _splits(text[at:], pieces[1:]):
            yield [text[:at], *later]
        at = text.find(second, at + 1)


def _formula(text: str) -> str | None:
    """Return a name, a number or a formula as it is."""
    return text if not _TWO_WORDS.search(text) or _SHAPE.fullmatch(text) else None
