"""A name that a module does not have: which one may be meant."""

from collections.abc import Callable, Mapping
from typing import Any

from engine.errors import NoSuchNameError, did_you_mean


def public(names: Mapping[str, Any]) -> list[str]:
    """Return what a module offers: the names in `__all__`, or else the functions and classes that it defines.

    Args:
        names: its globals, or vars(module).

    >>> public({"__name__": "here", "f": public, "here": object})
    []
    """
    ours = (name for name, x in names.items() if getattr(x, "__module__", "") == names["__name__"] and name[0] != "_")
    return list(names.get("__all__", ours))


def asked_in_vain(names: Mapping[str, Any], others: Mapping[str, str], of: str = "") -> Callable[[str], Any]:
    """Return the `__getattr__` of a module: it says what may be meant by a name that the module does not have.

    Args:
        names: the globals of the module.
        others: what one knows under another name -> what to write here.
        of: the library that has those names.

    >>> __getattr__ = asked_in_vain({"__name__": "toolbox", "__all__": ["hammer", "saw"]}, {"axe": "toolbox.saw"})
    >>> for name in ("hamer", "axe", "drill"):
    ...     try:
    ...         __getattr__(name)
    ...     except NoSuchNameError as error:
    ...         print(error)
    module 'toolbox' has no attribute 'hamer'; did you mean 'hammer'?
    toolbox has no axe: write toolbox.saw
    module 'toolbox' has no attribute 'drill'; there are: hammer, saw
    """

    def refuse(name: str) -> Any:
        module, ours = names["__name__"], public(names)
        if name in others:
            raise NoSuchNameError(f"{module} has no {name}{of and f' as in {of}'}: write {others[name]}")
        meant = did_you_mean(name, ours, tell_all=name[0] != "_" and len(ours) <= 20)
        raise NoSuchNameError(f"module {module!r} has no attribute {name!r}{meant}")

    return refuse
