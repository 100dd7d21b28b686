"""Every error the project raises on purpose: what happened, where, and what to do.

Each one is also the built-in exception that a Python user would expect, so `except ValueError`
keeps working for somebody who has never heard of this package.
"""

from engine.errors.text import did_you_mean as did_you_mean
from engine.errors.text import listed as listed
from engine.errors.text import shortened as shortened
from engine.errors.text import visible as visible


class ChalkgradError(Exception):
    """Common ancestor of the project's own errors.

    >>> from engine import Value
    >>> try:
    ...     Value(0.0).log()
    ... except ChalkgradError as error:
    ...     print(type(error).__name__)
    DomainError
    """

    def __str__(self) -> str:
        return visible(super().__str__())


class DomainError(ChalkgradError, ValueError):
    """An operation has no finite real result at this point (log of 0, 1/0, overflow, ...).

    >>> from engine import Value
    >>> Value(-1.0, "x").log()  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    engine.errors.DomainError: log: log(-1) has no finite real value (input 'x' = -1): outside its domain; ...
    """


class NotANumberError(ChalkgradError, TypeError):
    """Something that is not a real number was used where a number or a Value belongs.

    >>> from engine import Value
    >>> Value("3")
    Traceback (most recent call last):
    engine.errors.NotANumberError: expected a real number, got str '3': convert it with float(...)
    """


class ArgumentError(ChalkgradError, TypeError):
    """An argument is of another kind than what is needed, such as a number for a function or a string for a list."""


class AssignmentError(ChalkgradError, TypeError):
    """A number was assigned where that changes nothing, or contradicts what was computed."""


class MovedError(ChalkgradError, RuntimeError):
    """The number of a leaf was changed after something had been computed from it, which is to be differentiated."""


class NoGraphError(ChalkgradError, RuntimeError):
    """Something is to be differentiated that was computed inside `no_grad()`."""


class ShapeError(ChalkgradError, ValueError):
    """Lists of values do not have the lengths that an operation or a layer expects.

    >>> from engine import Value, dot
    >>> dot([Value(1.0)], [2.0, 3.0])
    Traceback (most recent call last):
    engine.errors.ShapeError: dot: 1 weights do not pair with 2 inputs; the lengths must agree
    """


class OutsideError(ChalkgradError, IndexError):
    """A place is asked for that a matrix or a pair of lists does not have."""


class GraphTooLargeError(ChalkgradError, ValueError):
    """A graph has more nodes than a drawing can show readably.

    >>> from engine import Value, draw
    >>> draw(Value(1.0) + 2.0 + 3.0, limit=2)  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    engine.errors.GraphTooLargeError: this graph has 5 values, and a drawing stays readable up to 2: ...
    """


class LayoutError(ChalkgradError, RuntimeError):
    """Graphviz could not be found or could not lay out a graph.

    >>> from engine import Value, draw
    >>> try:
    ...     picture = draw(Value(2.0, "x") * 3).svg()
    ... except LayoutError:  # there is no Graphviz
    ...     picture = ""
    >>> isinstance(picture, str)
    True
    """


class MissingFolderError(ChalkgradError, FileNotFoundError):
    """A file was to be written into a folder that does not exist."""


class MissingFileError(ChalkgradError, FileNotFoundError):
    """A file was to be read that does not exist."""


class IsFolderError(ChalkgradError, IsADirectoryError):
    """A folder was named where a file belongs."""


class ReadOnlyError(ChalkgradError, PermissionError):
    """A file or its folder may not be written to, or a file not be read."""


class DivergenceError(DomainError):
    """Training met a number that is not finite; `history` keeps what was measured until then."""

    history: object = None


class StaleGradientWarning(UserWarning):
    """An update used gradients that several backward passes had added up, unasked, or that none had computed."""


class ProbabilityWarning(UserWarning):
    """A loss that takes scores was given probabilities."""


class CompareWarning(UserWarning):
    """A graph is recorded whose Values were compared while it was built, so that the program may have branched."""


class SettingError(ChalkgradError, ValueError):
    """A layer, a loss, a drawing, ... was given a setting that it cannot have."""


class TargetError(ChalkgradError, ValueError):
    """A class or a symbol is not one of those that a loss or an embedding is defined for."""


class MissingPartError(ChalkgradError, ImportError):
    """A package is not installed that a part of the project needs."""


class NoSuchNameError(ChalkgradError, AttributeError):
    """A module or a Value has nothing of that name."""


class UndefinedError(ChalkgradError, NotImplementedError):
    """A class lacks the method that makes it what it is, such as a module without `forward`."""


class FormulaError(ChalkgradError, ValueError):
    """A formula in LaTeX cannot be read, or would bring more onto a page than a formula."""


class RecordingError(ChalkgradError, ValueError):
    """A graph cannot be recorded as asked."""


class GradientMismatchError(ChalkgradError, AssertionError):
    """A hand-derived gradient is not the gradient; `.report` says which one and why."""

    def __init__(self, report: object) -> None:
        super().__init__(str(report))
        self.report = report
