"""What can be wrong with a lecture, said with the lecture, the place and the remedy."""

from engine.errors import ChalkgradError


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
    """

    def __init__(self, message: str, what: str = "", span: tuple[int, int] | None = None) -> None:
        super().__init__(message)
        self.what, self.span = what or message, span
