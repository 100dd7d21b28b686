"""The nearest names to one that does not exist."""

import difflib
from collections.abc import Iterable


def did_you_mean(name: str, names: Iterable[str]) -> str:
    """Return "; did you mean 'x' or 'y'?", or the list of all names where none comes close.

    >>> did_you_mean("fit_lnie", ["fit_line", "exam_convolution"])
    "; did you mean 'fit_line'?"
    """
    names = list(names)
    close = difflib.get_close_matches(name, names, n=3, cutoff=0.5)
    if close:
        return f"; did you mean {' or '.join(map(repr, close))}?"
    return f"; there are: {', '.join(names)}" if names else ""
