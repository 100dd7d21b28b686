"""What Python finds in the page: NumPy, what typesets formulas, and this project's own sources, in one archive."""

import io
import tarfile
import zipfile
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).parents[2]
OURS = ("engine", "nn", "lectures")
KINDS = {".py", ".js", ".css", ".html", ".csv", ".txt", ".json"}
LEFT_OUT = ("lectures/workbench/web/", "lectures/workbench/packages/")
CLAIMS = "_claims.py"  # what is said of other texts, of which nobody asks here
NEVER_USED = ("tests/", "f2py/", "distutils/", "testing/", "_pyinstaller/", "doc/", "_core/include/", "_core/lib/")
SINCE = (1980, 1, 1, 0, 0, 0)  # the same bytes whenever it is made


def archive(packages: Path) -> bytes:
    """Return a zip archive, not compressed (the page is), of all that Python imports there.

    Args:
        packages: the folder `node_modules`.
    """
    files = dict(sorted([*_ours(), *_typesetting(), *_numpy(packages)]))
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as packed:
        for name, data in files.items():
            packed.writestr(zipfile.ZipInfo(name, SINCE), data)
    return written.getvalue()


def _ours() -> Iterator[tuple[str, bytes]]:
    for folder in OURS:
        for path in (ROOT / folder).rglob("*"):
            name = path.relative_to(ROOT).as_posix()
            if (
                path.suffix in KINDS
                and not name.startswith(LEFT_OUT)
                and not name.endswith(CLAIMS)
                and "__pycache__" not in name
            ):
                yield name, path.read_bytes()


def _typesetting() -> Iterator[tuple[str, bytes]]:
    for file in metadata.files("latex2mathml") or ():
        if file.suffix in {".py", ".txt"} or file.name == "METADATA":  # which says its version to itself
            yield file.as_posix(), file.read_binary()


def _numpy(packages: Path) -> Iterator[tuple[str, bytes]]:
    (packed,) = (packages / "@emscripten-forge" / "numpy" / "pkg").glob("*.tar.gz")
    with tarfile.open(packed) as members:
        for member in members:
            _, inside, name = member.name.partition("/site-packages/numpy/")
            wanted = Path(name).suffix in {".py", ".so"} and not any(f"/{part}" in f"/{name}" for part in NEVER_USED)
            if inside and wanted and (data := members.extractfile(member)):
                yield f"numpy/{name}", data.read()
