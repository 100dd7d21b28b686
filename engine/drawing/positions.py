"""Run Graphviz: from the pygraphviz wheel in this process, as WebAssembly where Python runs in a page, or else a
program called `dot` on the PATH."""

import contextlib
import json
import shutil
import subprocess
import threading
from typing import Any

from engine.errors import LayoutError
from engine.missing.packages import install_line

_one_at_a_time = threading.Lock()  # the C library keeps global state


def positions(source: str) -> dict[str, Any]:
    """Return what Graphviz says about a source, in its JSON format without how to draw it.

    Raises:
        LayoutError: where Graphviz is missing or fails.

    >>> positions("digraph { a [width=1] }")["objects"][0]["name"]
    'a'
    """
    with _one_at_a_time:
        answer: dict[str, Any] = json.loads(_in_process(source) or _in_page(source) or _by_program(source))
    return answer


def which_graphviz() -> str:
    """Return what `positions` will ask, with its version: another one may place things elsewhere.

    Raises:
        LayoutError: where there is none.
    """
    from importlib import metadata

    with contextlib.suppress(metadata.PackageNotFoundError):
        return f"pygraphviz {metadata.version('pygraphviz')}"
    done = subprocess.run([_program(), "-V"], capture_output=True, text=True, check=False)
    return done.stderr.strip()


def _in_process(source: str) -> str | bytes:
    try:
        import pygraphviz  # type: ignore[import-untyped]
    except ImportError:
        return ""
    try:
        drawn: str | bytes = pygraphviz.AGraph(string=source).draw(format="json0", prog="dot")
    except (ValueError, OSError) as error:
        raise LayoutError(f"Graphviz could not lay out the graph: {error}; draw a smaller part of it") from error
    return drawn


def _in_page(source: str) -> str:
    try:
        import graphviz_in_page  # type: ignore[import-not-found]
    except ImportError:
        return ""
    return str(graphviz_in_page.json0(source))


def _by_program(source: str) -> bytes:
    program = _program()
    done = subprocess.run([program, "-Tjson0"], input=source.encode(), capture_output=True, check=False)
    if done.returncode:
        raise LayoutError(f"{program} could not lay out the graph: {done.stderr.decode(errors='replace').strip()}")
    return done.stdout


def _program() -> str:
    program = shutil.which("dot")
    if program is None:
        raise LayoutError(
            "drawing needs Graphviz for the positions, and neither the Python package pygraphviz nor a program "
            f"called dot was found: run `{install_line('pygraphviz')}` (its wheel holds all that is needed), or, "
            "where it has no wheel, install Graphviz itself, such as by `apt-get install graphviz`"
        )
    return program
