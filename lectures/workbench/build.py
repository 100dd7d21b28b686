"""The workbench as one HTML file: parts compressed, scripts bundled, and a first figure to step before Python is up."""

import base64
import hashlib
import json
import re
import subprocess
import tempfile
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path

from engine.drawing.bundle import packed
from engine.drawing.player import json_for_page
from engine.words.files import write_atomically
from lectures.errors import LectureError
from lectures.workbench.desk.desk import Desk
from lectures.workbench.desk.formula.box import formula
from lectures.workbench.desk.formula.examples import EXAMPLES, START
from lectures.workbench.desk.script.names import names
from lectures.workbench.desk.script.template import templates
from lectures.workbench.exercise_list import all_exercises
from lectures.workbench.fetch import fetched
from lectures.workbench.licences import licences
from lectures.workbench.node import environment, node
from lectures.workbench.sources import archive

WEB = Path(__file__).parent / "web"
LIBRARY = "python_stdlib.zip"


def build(out: Path, say: Callable[[str], None] = lambda text: None) -> Path:
    """Write `workbench.html` into a folder, unless nothing has changed since, and return its path.

    Args:
        out: the folder.
        say: called with what is going to take a while.

    Raises:
        LectureError: where npm is missing or the package index is out of reach.
    """
    say("The workbench: npm gets what it carries, unless that is here ...")
    packages = fetched((out / ".built" / "packages").resolve())
    page, built_from, site = out / "workbench.html", out / ".built" / "workbench", archive(packages)
    key = _key(site, packages)
    if not (page.exists() and built_from.exists() and built_from.read_text("utf-8") == key):
        say("The workbench: its Python is compiled, its scripts are bundled ...")
        write_atomically(page, _page(site, packages))
        write_atomically(built_from, key)
    return page


def _key(site: bytes, packages: Path) -> str:
    """Return a digest of all that the page is made of."""
    ours = sorted(path for path in WEB.parent.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    parts = [site, (packages.parent / "package-lock.json").read_bytes(), *(path.read_bytes() for path in ours)]
    return hashlib.sha256(b"".join(hashlib.sha256(part).digest() for part in parts)).hexdigest()


def _page(site: bytes, packages: Path) -> str:
    pyodide = packages / "pyodide"
    parts = {
        "pyodide.asm.wasm": (pyodide / "pyodide.asm.wasm").read_bytes(),
        **compiled(site, pyodide),
        "licences": json.dumps(licences(packages)).encode(),
        "worker.js": "\n".join(
            (
                _with_backtrace((pyodide / "pyodide.asm.js").read_text("utf-8")),
                (pyodide / "pyodide.js").read_text("utf-8"),
                bundled("python/worker.js", packages),
            )
        ).encode(),
    }
    carried = "\n".join(
        f'<script type="application/octet-stream" id="{name}">{_packed(data)}</script>' for name, data in parts.items()
    )
    sheets = sorted(WEB.rglob("*.css"), key=lambda sheet: (sheet.name != "workbench.css", sheet.name))
    texts = {
        "style": "\n".join(packed(sheet.read_text("utf-8")) for sheet in sheets),
        "parts": carried,
        "first": json_for_page(formula(Desk(), START["text"], START["numbers"]) | START | {"examples": EXAMPLES}),
        "templates": json_for_page(templates()),
        "names": json_for_page(names()),
        "exercises": json_for_page(all_exercises()),
        "framed": json_for_page(bundled("framed.js", packages)),
        "script": bundled("main.js", packages).replace("</script", "<\\/script"),
    }
    return filled((WEB / "page.html").read_text("utf-8"), texts)


def filled(page: str, texts: Mapping[str, str]) -> str:
    """Return a page with a text at each of its markers; what looks like a marker in a text is left as it is.

    >>> filled("<b><!--a--></b><!--b-->", {"a": "<!--b-->", "b": "2"})
    '<b><!--b--></b>2'
    """
    return re.sub(r"<!--(\w+)-->", lambda marker: texts[marker[1]], page)


def bundled(entry: str, packages: Path) -> str:
    """Return a script of the folder `web` with all that it imports, as one script.

    Raises:
        LectureError: with what the bundler said.
    """
    with tempfile.TemporaryDirectory() as folder:
        written = Path(folder) / Path(entry).name
        command = [str(packages / ".bin" / "esbuild"), str(WEB / entry), "--bundle", "--minify", "--format=iife",
                   "--charset=utf8", "--legal-comments=none", "--log-level=error", f"--outfile={written}"]  # fmt: skip
        done = subprocess.run(
            command, env=environment() | {"NODE_PATH": str(packages)}, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise LectureError(f"{entry} of the workbench could not be bundled:\n{done.stderr.strip()}")
        return written.read_text("utf-8")


def compiled(site: bytes, pyodide: Path) -> dict[str, bytes]:
    """Return two archives with what is imported compiled by the Python of the page, which begins sooner then.

    Args:
        site: the archive of sources that Python finds in the page.
        pyodide: the folder of Pyodide, with the archive of Python's own library.

    Returns:
        name of the archive -> the archive.

    Raises:
        LectureError: with what Python said.
    """
    program = node()
    assert program is not None, "what npm got is here, and npm runs on node"
    with tempfile.TemporaryDirectory() as folder:
        archives = {"site.zip": site, LIBRARY: (pyodide / LIBRARY).read_bytes()}
        paths = [Path(folder) / name for name in archives]
        for path in paths:
            path.write_bytes(archives[path.name])
        command = [program, str(WEB.parent / "compile.mjs"), str(pyodide), *map(str, paths)]
        done = subprocess.run(command, env=environment(), capture_output=True, text=True, check=False)
        if done.returncode:
            raise LectureError(f"Python's sources for the workbench could not be compiled:\n{done.stderr.strip()}")
        return {path.name: path.read_bytes() for path in paths}


def _with_backtrace(program: str) -> str:
    """Give NumPy the C function `backtrace`, which it calls for arrays of 256 KB and more, and Pyodide does not have.

    It says that it finds nothing, upon which NumPy does without. Without it Python dies there.
    """
    start = "var wasmImports={"
    assert program.count(start) == 1, "another Pyodide names its imports in another way"
    return program.replace(start, f"{start}backtrace:()=>0,")


def _packed(data: bytes) -> str:
    squeeze = zlib.compressobj(9, zlib.DEFLATED, -15)
    return base64.b64encode(squeeze.compress(data) + squeeze.flush()).decode()
