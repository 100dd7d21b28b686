"""What the lectures of one process have in common, such as NumPy's print options: a change of it spoils the next."""

import decimal
import locale
import os
import sys
import warnings
from collections.abc import Mapping
from types import ModuleType
from typing import Any

OURS = ("engine", "nn", "lectures")
LIBRARIES = ("builtins", "math", "random", "numpy")


def shared_state() -> dict[str, Any]:
    """Return the settings of this process, and what stands under the names of our modules and of some libraries.

    >>> before = shared_state()
    >>> os.environ["NEW"] = "1"
    >>> "environment" in changed(before)
    True
    >>> del os.environ["NEW"]
    >>> "environment" in changed(before)
    False
    """
    context = decimal.getcontext()
    found: dict[str, Any] = {
        "folder": _folder(),
        "environment": set(os.environ.items()),
        "path": list(sys.path),
        "warnings": list(warnings.filters),
        "locale": locale.setlocale(locale.LC_ALL),
        "recursion limit": sys.getrecursionlimit(),
        "decimal": (context.prec, context.rounding),
    }
    if numpy := sys.modules.get("numpy"):
        found["NumPy's options"] = repr(numpy.get_printoptions()), repr(numpy.geterr())
    if primitives := sys.modules.get("engine.primitives"):
        found["primitives"] = list(primitives.PRIMITIVES)
    for name, module in list(sys.modules.items()):
        if isinstance(module, ModuleType) and (name in LIBRARIES or name.split(".")[0] in OURS):
            found[name] = _names(vars(module))
            for kind in vars(module).values():
                if isinstance(kind, type) and kind.__module__ == name and name not in LIBRARIES:
                    found[f"{name}.{kind.__qualname__}"] = _names(vars(kind))
    return found


def changed(before: Mapping[str, Any]) -> list[str]:
    """Return what is another than before; what has come in since, such as a module or a name in one, is no change."""
    now = shared_state()
    return [
        key
        for key, value in before.items()
        if not (value.items() <= now[key].items() if isinstance(value, dict) and key in now else value == now.get(key))
    ]


def _folder() -> str:
    try:
        return os.getcwd()
    except OSError:  # it was removed
        return ""


def _names(names: Mapping[str, Any]) -> dict[str, tuple[int, Any]]:
    """Return what stands under names, told by its id, and kept so that nothing else can get that."""
    return {name: (id(value), value) for name, value in names.items()}
