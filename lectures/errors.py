"""What can be wrong with a lecture, said with the lecture, the place and the remedy."""

from engine.errors import ChalkgradError


class LectureError(ChalkgradError, RuntimeError):
    """A lecture could not be read or run."""


class ClaimError(ChalkgradError, ValueError):
    """A claim is written in a way that cannot be judged, or its verdict is not explained."""


class UnknownNameError(ChalkgradError, LookupError):
    """There is no lecture, figure or exercise of that name."""


class ExpressionError(ChalkgradError, ValueError):
    """An expression on the command line cannot be read or computed."""
