"""Words for what errors say: names in a sentence, names that come close, text that commands no terminal."""

import difflib
import re
from collections.abc import Iterable

# All but line feed and tab that moves the cursor or turns the line round, and half characters, which nothing can write.
_COMMANDS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def visible(text: str) -> str:
    r"""Return text with every character that would command a terminal written out, as Python and JSON write it.

    >>> print(visible("\x1b[31mred\n"), end="")
    \u001b[31mred
    """
    return _COMMANDS.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def listed(names: Iterable[str], most: int = 4) -> str:
    """Return the first names as one writes them in a sentence, and how many more there are.

    >>> listed("abcdef")
    'a, b, c, d and 2 more'
    """
    found = list(names)
    return ", ".join(found[:most]) + (f" and {len(found) - most} more" if len(found) > most else "")


def shortened(text: str, most: int = 40) -> str:
    """Return the beginning of a text that is longer than one wants to read in a line.

    >>> shortened("a" * 50, 6)
    'aaaaa…'
    """
    return text if len(text) <= most else text[: most - 1] + "…"


def did_you_mean(name: object, names: Iterable[str], tell_all: bool = True) -> str:
    """Return "; did you mean 'x' or 'y'?", or, unless told otherwise, the list of all names where none comes close, in
    small letters either.

    >>> did_you_mean("fit_lnie", ["fit_line", "exam_convolution"])
    "; did you mean 'fit_line'?"
    """
    names = list(names)
    near = [difflib.get_close_matches(written, names, n=3, cutoff=0.6) for written in (str(name), str(name).lower())]
    if close := near[0] or near[1]:
        return f"; did you mean {' or '.join(map(repr, close))}?"
    return f"; there are: {', '.join(names)}" if names and tell_all else ""
