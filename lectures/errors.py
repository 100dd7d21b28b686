"""What can be wrong with a lecture, said with the lecture, the place and the remedy."""

from inspect import getattr_static

from engine.errors import ChalkgradError, did_you_mean
from engine.numberlike import CalledHere
from lectures.bounded import TO_ITS_END, Ended


class LectureError(ChalkgradError, RuntimeError):
    """A lecture could not be read or run."""


class ClaimError(ChalkgradError, ValueError):
    """A claim is written in a way that cannot be judged, or its verdict is not explained."""


class UnknownNameError(ChalkgradError, LookupError):
    """There is no lecture, figure or exercise of that name."""


class ExpressionError(ChalkgradError, ValueError):
    """An expression cannot be read or computed.

    Attributes:
        what: the same without the place.
        span: where in the text, from one character to another; None where it is no single place.
        others: further places that it speaks of.
    """

    def __init__(
        self,
        message: str,
        what: str = "",
        span: tuple[int, int] | None = None,
        others: tuple[tuple[int, int], ...] = (),
    ) -> None:
        super().__init__(message)
        self.what, self.span, self.others = what or message, span, others


def in_words(error: BaseException) -> str:
    """Return what an exception says, with its class, and which name behind a dot is likely meant.

    Python guesses only at the end of a program that nobody catches, and not that tahn is tanh.

    >>> from engine import Value
    >>> try:
    ...     Value(1.0).tahn()
    ... except AttributeError as error:
    ...     print(in_words(error))
    AttributeError: 'Value' object has no attribute 'tahn'; did you mean 'tanh' or 'detach'?
    """
    if isinstance(error, Ended):
        return str(error)
    if isinstance(error, SystemExit):
        return f"it calls sys.exit({error.code!r}); {TO_ITS_END}"
    said = f"{type(error).__name__}{f': {error}' if str(error) else ''}"
    if not isinstance(error, AttributeError) or isinstance(error, ChalkgradError):
        return said
    # Without the names that only say what it is called here; nothing is computed, as a transpose that there is not.
    found = {name: getattr_static(error.obj, name, None) for name in dir(error.obj) if not name.startswith("_")}
    there = [name for name, thing in found.items() if not isinstance(thing, CalledHere)]
    return said + did_you_mean(error.name or "", there, tell_all=False)
