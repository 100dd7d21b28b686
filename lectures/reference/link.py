"""Where a name stands in the reference, for pages and messages; and what stands there before it is built."""

import importlib
import inspect
from functools import cache, cached_property
from pathlib import Path

from engine.errors import ChalkgradError
from lectures.left_out import left_out

FOLDER = "reference"
INDEX = f"{FOLDER}/index.html"
LINKED = ("engine", "nn", "nn.losses", "nn.init", "nn.schedules", "nn.datasets", "nn.plots", "lectures.board")
LEFT_OUT = left_out(
    "The reference",
    "It says of every public name what it is, with a formula and an example, and it is not built here yet.\n"
    "<code>make docs</code> builds it beside these pages. Then the link that led here works.",
    "../index.html",
)


def link_to(module: str, name: str) -> str:
    """Return where a name stands that a lecture imports, from a page beside the folder of the reference.

    >>> link_to("engine", "Value"), link_to("math", "pi"), link_to("nn.matrix", "Matrix")
    ('reference/index.html#engine.Value', '', '')
    """
    return f"{INDEX}#{module}.{name}" if module in LINKED and name in _public(module) else ""


def see(error: BaseException, out: Path = Path("out")) -> str:
    """Return where an error of the engine has its entry, "" for others and where no reference stands in `out`.

    Args:
        error: what is to be said; an error of a lecture is looked up as what caused it.

    >>> see(ValueError("x"))
    ''
    """
    names = [kind.__name__ for kind in type(error.__cause__ or error).__mro__ if issubclass(kind, ChalkgradError)]
    name = next((name for name in names[:-1] if name in _public("engine")), "")
    return f"{out / FOLDER / 'engine.html'}#{name}" if name and (out / FOLDER / "engine.html").exists() else ""


def names() -> list[str]:
    """Return all names that the index of the reference has an entry for, methods too, by the modules in their order.

    >>> found = names()
    >>> [name in found for name in ("engine.hvp", "engine.Tape.value_and_grad", "nn.losses", "engine.Value._compute")]
    [True, True, True, False]
    """
    found = []
    for module in LINKED:
        for name in sorted(name for name in _public(module) if name[0] != "_"):
            each = getattr(importlib.import_module(module), name)
            found += [f"{module}.{name}", *(f"{module}.{name}.{key}" for key in _methods(each))]
    return found


def _methods(each: object) -> list[str]:
    """Return which methods and properties a class documents itself; of anything else none."""
    if not inspect.isclass(each):
        return []
    return [
        key
        for key, member in vars(each).items()
        if (inspect.isroutine(member) or isinstance(member, property | cached_property))
        and (key[0] != "_" and member.__doc__)
        and getattr(member, "__name__", key) == key  # and no function of elsewhere by another name
    ]


@cache
def _public(module: str) -> frozenset[str]:
    found = importlib.import_module(module)
    defined = (name for name, each in vars(found).items() if getattr(each, "__module__", "") == module)
    return frozenset(getattr(found, "__all__", defined))
