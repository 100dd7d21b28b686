"""Every error the project raises on purpose: what happened, where, and what to do.

Each one is also the built-in exception that a Python user would expect, so `except ValueError`
keeps working for somebody who has never heard of this package.
"""


class ChalkgradError(Exception):
    """Common ancestor of the project's own errors."""


class DomainError(ChalkgradError, ValueError):
    """An operation has no finite real result at this point (log of 0, 1/0, overflow, ...)."""


class NotANumberError(ChalkgradError, TypeError):
    """Something that is not a real number was used where a number or a Value belongs."""


class ShapeError(ChalkgradError, ValueError):
    """Lists of values do not have the lengths that an operation or a layer expects."""


class GraphTooLargeError(ChalkgradError, ValueError):
    """A graph has more nodes than a drawing can show readably."""


class LayoutError(ChalkgradError, RuntimeError):
    """Graphviz could not be found or could not lay out a graph."""


class DivergenceError(DomainError):
    """Training met a number that is not finite; `history` keeps what was measured until then."""

    history: object = None


class StaleGradientWarning(UserWarning):
    """An update used gradients that several backward passes had added up, and nobody had asked for that."""


class SettingError(ChalkgradError, ValueError):
    """A layer, initialiser or loss was given a setting that it cannot have."""


class LabelError(ChalkgradError, ValueError):
    """A class label is not one of those that a loss is defined for."""


class GradientMismatchError(ChalkgradError, AssertionError):
    """A hand-derived gradient is not the gradient; `.report` says which one and why."""
