"""Lets `engine` and `nn` be ours in whatever a command runs, also where the reader has an engine.py of their own."""

import sys
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from pathlib import Path
from typing import Any

ROOT = str(Path(__file__).parent.parent)
PACKAGES = ("engine", "nn")


class Ours(MetaPathFinder):
    """Finds them beside this package, before Python looks into the folder that it was started in."""

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> ModuleSpec | None:
        return PathFinder.find_spec(name, [ROOT]) if name in PACKAGES else None


def prefer_ours() -> None:
    """Find our packages first from now on.

    Raises:
        ImportError: where another one has been imported already.
    """
    sys.meta_path.insert(0, Ours())
    for name in PACKAGES:
        file = getattr(sys.modules.get(name), "__file__", None)
        if file and Path(file).resolve().parent != Path(ROOT, name).resolve():
            place = Path(file).parent if Path(file).stem == "__init__" else Path(file)
            raise ImportError(
                f"{place} has been imported as {name!r}, and lectures needs the {name} of chalkgrad: rename "
                f"{place.name} and start again, or run a script with python -P, which does not look beside it",
                name=name,
                path=file,
            )
