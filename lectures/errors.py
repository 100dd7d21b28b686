"""What can be wrong with a lecture, said with the lecture, the place and the remedy."""

import difflib
from collections.abc import Iterable

from engine.errors import ChalkgradError


class LectureError(ChalkgradError, RuntimeError):
    """A lecture could not be read or run."""


class ClaimError(ChalkgradError, ValueError):
    """A claim is written in a way that cannot be judged, or its verdict is not explained."""


class UnknownNameError(ChalkgradError, LookupError):
    """There is no lecture, figure or exercise of that name."""


def did_you_mean(name: str, names: Iterable[str]) -> str:
    """Return "; did you mean 'x' or 'y'?", or the list of all names where none comes close, in small letters either.

    >>> did_you_mean("fit_lnie", ["fit_line", "exam_convolution"])
    "; did you mean 'fit_line'?"
    """
    names = list(names)
    near = [difflib.get_close_matches(written, names, n=3, cutoff=0.5) for written in (name, name.lower())]
    if close := near[0] or near[1]:
        return f"; did you mean {' or '.join(map(repr, close))}?"
    return f"; there are: {', '.join(names)}" if names else ""
