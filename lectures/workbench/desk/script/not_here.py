"""What Python has elsewhere and a page has not: modules, files, threads, waiting; and what to do without."""

import contextlib
import re
import time
from bdb import BdbQuit
from collections.abc import Callable, Iterator
from unittest.mock import patch

from engine.errors import ChalkgradError

OUR_OWN = "Value, nn and NumPy"
PLAIN = "call the function itself, one call after the other"
INSTEAD = {
    "matplotlib": "plots come from here: from lectures.workbench import plot, then plot([3, 2, 1])",
    "torch": "chalkgrad has its own: from engine import Value, and from nn import MLP, Adam, losses, fit",
    "pandas": "give rows as lists, and show them with: from lectures.workbench import table",
    "sklearn": "data sets are in nn: from nn import datasets, then datasets.moons(40)",
    "scipy": "NumPy is here: import numpy as np",
    "requests": "this page asks nothing of the network; put the numbers into the script",
    "multiprocessing": PLAIN,
    "IPython": "the last line of a script is shown by itself, more with: from lectures.workbench import show",
    "tkinter": "what a script shows comes from here: from lectures.workbench import plot, table, show",
}
ALIKE = {
    "pylab": "matplotlib", "seaborn": "matplotlib", "plotly": "matplotlib", "tensorflow": "torch", "keras": "torch",
    "jax": "torch", "autograd": "torch", "micrograd": "torch", "torchvision": "torch", "urllib3": "requests",
    "_multiprocessing": "multiprocessing", "joblib": "multiprocessing", "ssl": "requests", "httpx": "requests",
    "aiohttp": "requests", "pygame": "tkinter", "ipywidgets": "tkinter", "turtle": "tkinter",
}  # fmt: skip
LONGEST = 3.0  # seconds that a script may sleep at once: a page stops what does not come back
THREADS = f"threads and processes are not in this page: {PLAIN}"
WAITING = "async and await have nothing to wait for in this page: write def for async def, and leave await out"
NO_SYSTEM = "there is no system in this page to give orders to, and os.{} does nothing: use Python itself"
NETWORK = "this page asks nothing of the network: put the numbers into the script"
DEBUGGER = "there is no debugger in this page: print what you want to see, or step through the graph"
SHELL = "this is no Python but a line for a notebook or a shell: leave it out; what there is here needs no installing"
WORDS = (  # of what Python says in a page, or where a script of that kind is refused elsewhere
    (r"can't start new thread|emscripten does not support processes|Function not implemented", THREADS),
    (r"stack switch|event loop", WAITING),
    (r"Operation in progress|urlopen error|Name or service not known|Host is unreachable", NETWORK),
)


class TooLongError(ChalkgradError):
    """A script wants to sleep for long."""


class NoSystemError(ChalkgradError):
    """A script wants to run another program."""


def no_module(name: str) -> str:
    """Say that a module is not here, and what is.

    >>> no_module("scipy.stats")
    'scipy.stats is not in this page; NumPy is here: import numpy as np'
    """
    root = name.partition(".")[0]
    instead = INSTEAD.get(ALIKE.get(root, root), f"what there is: {OUR_OWN}, and most of Python's own library")
    return f"{name} is not in this page; {instead}"


def not_here(raised: BaseException) -> str | None:
    """Return what to say of an error that comes from something a page has not; None for any other error.

    >>> not_here(FileNotFoundError(2, "No such file or directory", "data.csv"))
    "there is no file 'data.csv' here, and a page cannot read your folders: put the numbers into the script as a list"
    """
    match raised:
        case FileNotFoundError():
            name = raised.filename or str(raised).removesuffix(" not found.")
            said = f"there is no file {str(name)!r} here, and a page cannot read your folders"
            return f"{said}: put the numbers into the script as a list"
        case BdbQuit():
            return DEBUGGER
        case EOFError():
            return "input() cannot ask here: write the number into the script instead"
        case OSError() | RuntimeError():
            return next((said for words, said in WORDS if re.search(words, str(raised))), None)
        case SyntaxError() if re.match(r"\s*([!%]|(pip|conda) install\b)|\w+\?\s*$", raised.text or ""):
            return SHELL
        case SyntaxError() if re.search(r"'(await|async \w+)' outside", raised.msg or ""):
            return WAITING
    return None


@contextlib.contextmanager
def no_long_sleep() -> Iterator[None]:
    """Let a script that would sleep for long say so at once, instead of being stopped."""
    sleep = time.sleep

    def briefly(seconds: float) -> None:
        if seconds > LONGEST:
            raise TooLongError(f"time.sleep({seconds:g}) is longer than this page waits: leave it out")
        sleep(seconds)

    with patch("time.sleep", briefly):
        yield


@contextlib.contextmanager
def no_system() -> Iterator[None]:
    """Let a script that gives an order to a shell hear that there is none: in a page that would be silent."""

    def refuse(name: str) -> Callable[..., None]:
        def refused(*order: object) -> None:
            raise NoSystemError(NO_SYSTEM.format(name))

        return refused

    with contextlib.ExitStack() as patches:
        for name in ("system", "popen"):
            patches.enter_context(patch(f"os.{name}", refuse(name)))
        yield
