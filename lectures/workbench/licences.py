"""What the page carries: versions and licences, read from the packages themselves, and the texts of the licences."""

import json
import re
import tarfile
from importlib import metadata
from pathlib import Path

from engine import __version__
from lectures.errors import LectureError

NUMPY, GRAPHVIZ = "BSD-3-Clause", "EPL-2.0"  # their packages name only the licence of the recipe, and that of Viz.js


def licences(packages: Path) -> dict[str, list[list[str]]]:
    """Return what the page says about its parts.

    Args:
        packages: the folder `node_modules`.

    Returns:
        parts: name, version and licence of each, ours first; texts: name and text of each licence that asks for it.

    Raises:
        LectureError: where chalkgrad is installed without its licence.
    """
    locked = json.loads((packages / "pyodide" / "pyodide-lock.json").read_text("utf-8"))
    viz = (packages / "@viz-js" / "viz" / "dist" / "viz-global.js").read_text("utf-8")
    graphviz = re.search(r'graphvizVersion="([\d.]+)"', viz)
    numpy, _ = _said(packages / "@emscripten-forge" / "numpy")
    return {
        "parts": [
            ["chalkgrad", __version__, "MIT"],
            ["Python", locked["info"]["python"], "PSF-2.0"],
            ["Pyodide", *_said(packages / "pyodide")],
            ["NumPy", numpy.partition("-")[0], NUMPY],
            ["latex2mathml", metadata.version("latex2mathml"), metadata.metadata("latex2mathml")["License"]],
            ["Viz.js", *_said(packages / "@viz-js" / "viz")],
            ["Graphviz, in Viz.js", graphviz[1] if graphviz else "", GRAPHVIZ],
            ["CodeMirror", *_said(packages / "codemirror")],
            ["Lezer, of CodeMirror", *_said(packages / "@lezer" / "common")],
        ],
        "texts": [
            ["chalkgrad", _ours()],
            ["NumPy", _numpy(packages)],
            ["CodeMirror", _text(packages / "codemirror")],
            ["Lezer", _text(packages / "@lezer" / "common")],
        ],
    }


def _said(folder: Path) -> tuple[str, str]:
    package = json.loads((folder / "package.json").read_text("utf-8"))
    return package["version"], package.get("license", "")


def _text(folder: Path) -> str:
    return (folder / "LICENSE").read_text("utf-8")


def _ours() -> str:
    """Read it where it is installed, from a wheel or in place: beside a package it need not stand."""
    text = metadata.distribution("chalkgrad").read_text("licenses/LICENSE")
    if not text:
        raise LectureError("chalkgrad is installed without its licence: install it anew with `pip install .`")
    return text


def _numpy(packages: Path) -> str:
    (packed,) = (packages / "@emscripten-forge" / "numpy" / "pkg").glob("*.tar.gz")
    with tarfile.open(packed) as members:
        text = members.extractfile("info/licenses/LICENSE.txt")
        return text.read().decode() if text else ""
