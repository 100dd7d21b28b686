"""What is public, as Griffe reads it from the sources: of each of these modules what `__all__` names, or where there is
none the functions and classes without an underscore that it defines; and all errors."""

import logging
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from engine.missing.packages import needed_for
from lectures.site.script import FOLDER

MODULES = (
    "engine", "nn", "nn.losses", "nn.init", "nn.schedules", "nn.datasets", "nn.plots", "lectures.board",
    "lectures.errata",
)  # fmt: skip
ERRORS = ("engine.errors", "lectures.errors")
PACKAGES = ("engine", "nn", "lectures")
ROOT = FOLDER.parent
ONE_RESULT = {
    "returns_multiple_items": False,
    "returns_named_value": False,
}  # a sentence of two lines is no second result


@dataclass(frozen=True)
class Entry:
    """A public name.

    Attributes:
        module: from which one imports it.
        name: the name.
        source: what Griffe has read: a function, a class, an attribute or a module.
    """

    module: str
    name: str
    source: Any

    @property
    def path(self) -> str:
        return f"{self.module}.{self.name}"

    @property
    def page(self) -> str:
        return f"{self.path if self.source.is_module else self.module}.html"

    @property
    def href(self) -> str:
        return self.page if self.source.is_module else f"{self.page}#{self.name}"

    @property
    def sentence(self) -> str:
        return first_sentence(self.source)

    @property
    def kind(self) -> str:
        return str(self.source.kind.value)


@dataclass(frozen=True)
class Reference:
    """All public names, by module; errors apart.

    Attributes:
        modules: module -> what Griffe has read of it.
        entries: module -> its names, as `__all__` lists them.
        errors: the classes of errors and warnings, whether exported or not.
    """

    modules: Mapping[str, Any]
    entries: Mapping[str, tuple[Entry, ...]]
    errors: tuple[Entry, ...]

    def all(self) -> Iterator[Entry]:
        """Yield every public name that is no module."""
        for entries in self.entries.values():
            yield from (entry for entry in entries if not entry.source.is_module)

    @cached_property
    def hrefs(self) -> Mapping[str, str]:
        """Where a full name leads: as one imports it, and as the module that defines it has it."""
        found = {entry.source.path: f"errors.html#{entry.name}" for entry in self.errors}
        found |= {entry.source.path: entry.href for entry in self.all()}
        found |= {entry.path: entry.href for entries in self.entries.values() for entry in entries}
        return found | {module: f"{module}.html" for module in MODULES}

    def find(self, name: str, module: str) -> str:
        """Return where a name leads that a docstring of a module writes, "" for one that is not public.

        Args:
            name: such as "Value", "engine.draw", "losses.hinge" or "fit()".
            module: whose own names come first.
        """
        if not re.search(r"[A-Z_.(]", name):  # elsewhere a word in small letters is an argument rather than a function
            return self.hrefs.get(f"{module}.{name}", "")
        name = name.removesuffix("()")
        for place in dict.fromkeys([f"{module}.", "", "engine.", "nn.", "lectures.board."]):
            if found := self.hrefs.get(f"{place}{name}"):
                return found
        return next((f"errors.html#{name}" for entry in self.errors if entry.name == name), "")


@lru_cache(maxsize=1)
def read() -> Reference:
    """Read the sources.

    Raises:
        MissingPartError: where Griffe is not installed.
    """
    with needed_for("the reference", "docs"):
        import griffe

    logging.getLogger("griffe").setLevel(logging.ERROR)  # it warns of "x, y: ..." for two arguments
    loader = griffe.GriffeLoader(
        search_paths=[ROOT], docstring_parser=griffe.Parser.google, docstring_options=ONE_RESULT
    )
    for package in PACKAGES:
        loader.load(package)
    loader.resolve_aliases(implicit=True)
    modules = {name: loader.modules_collection[name] for name in MODULES}
    entries = {
        name: tuple(Entry(name, each, _target(module[each])) for each in _names(module))
        for name, module in modules.items()
    }
    errors = tuple(
        Entry(name, member.name, member)
        for name in ERRORS
        for member in loader.modules_collection[name].members.values()
        if member.kind.value == "class" and not member.is_alias
    )
    return Reference(modules, entries, errors)


def _names(module: Any) -> list[str]:
    if module.exports is not None:
        return [str(name) for name in module.exports]
    own = [member for member in module.members.values() if not member.is_alias and member.name[0] != "_"]
    return [member.name for member in own if member.kind.value in ("function", "class")]


def _target(found: Any) -> Any:
    if found.is_module and found.path not in MODULES:  # engine.backward is the function of that file
        return found[found.name]
    return found.final_target if found.is_alias else found


def first_sentence(source: Any) -> str:
    """Return how the docstring of something begins, in one line; "" without one."""
    text = source.docstring.value if source.docstring else ""
    return " ".join(text.partition("\n\n")[0].split())


def methods(source: Any) -> list[Any]:
    """Return what a class says of its own public methods and properties, in the order of the source."""
    own = [member for name, member in source.members.items() if not name.startswith("_") and member.docstring]
    return [member for member in own if not member.is_alias]


def arguments(source: Any) -> list[str]:
    """Return what the arguments of a function, a method or a class are called."""
    found = source.parameters if source.kind.value in ("function", "class") else ()
    return [parameter.name for parameter in found if parameter.name not in ("self", "cls")]


def inherited(source: Any, reference: Reference) -> list[tuple[str, str, list[str]]]:
    """Return for each public class that this one descends from its name, where it stands, and what it adds."""
    found, seen = [], {member.name for member in methods(source)}
    for base in source.mro():
        names = [member.name for member in methods(base) if member.name not in seen]
        seen.update(names)
        if names and (href := reference.hrefs.get(base.path)):
            found.append((base.name, href, names))
    return found
