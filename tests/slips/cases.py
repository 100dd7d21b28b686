"""Wrong derivations by strangers: a problem in NumPy, right derivations of it, one change of text for each slip.

A problem is a file with `make(rng, size)`, which gives the numbers, `loss(...)`, the names ASKED for, one or more
functions that derive those gradients rightly, and CASES. A case says in a sentence what went wrong, and which text of a
right derivation is written otherwise; it is run by changing the source.
"""

import importlib
import inspect
import linecache
import textwrap
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from engine import Value
from engine.errors import ChalkgradError
from nn.array import array

Numbers = dict[str, Any]
HERE = Path(__file__).parent
SIZES = 3  # make(rng, 0), make(rng, 1) and make(rng, 2) give other sizes


@dataclass(frozen=True)
class Slip:
    """One wrong derivation.

    Attributes:
        what: what went wrong, in the words of its writer.
        of: the right derivation that it starts from.
        changes: text of it -> what stands there instead.
        kinds: what a right diagnosis may call it; given afterwards, by somebody who saw `what` and no diagnosis.
        source: for a slip that was published, where.
    """

    what: str
    of: Callable[..., Numbers]
    changes: dict[str, str]
    kinds: Sequence[str] = field(default=())
    source: str = ""

    @cached_property
    def derivation(self) -> Callable[..., Numbers]:
        """The wrong derivation, as a function of what is given."""
        text = textwrap.dedent(inspect.getsource(self.of))
        for right, wrong in self.changes.items():
            if right not in text:
                raise ValueError(f"{self.what}: {self.of.__name__} does not say {right!r}")
            text = text.replace(right, wrong)
        name = f"<{self.of.__module__}: {self.what}>"
        linecache.cache[name] = (len(text), None, text.splitlines(keepends=True), name)
        space = dict(vars(inspect.getmodule(self.of)))
        exec(compile(text, name, "exec"), space)
        made: Callable[..., Numbers] = space[self.of.__name__]
        return made


class Stated:
    """A problem with its slips, read from a file."""

    def __init__(self, module: ModuleType) -> None:
        self.name = module.__name__.rpartition(".")[2]
        self.statement = (module.__doc__ or "").strip()
        self.make, self.loss = module.make, module.loss
        self.asked: tuple[str, ...] = tuple(module.ASKED)
        self.slips: list[Slip] = list(module.CASES)

    def given(self, size: int = 0, seed: int = 1) -> Numbers:
        """Return the numbers of one instance."""
        made: Numbers = self.make(np.random.default_rng(seed), size)
        return made

    def graph(self, given: Numbers) -> tuple[Value, dict[str, Any]]:
        """Return the loss as a graph, and the parameters that are asked for."""
        parameters = {name: array(given[name], name) for name in self.asked}
        data = {name: array(x, name, given=True) for name, x in given.items() if _is_data(x)}
        try:
            loss = self.loss(**{**given, **data, **parameters})
        except (TypeError, IndexError, ChalkgradError):  # it counts or indexes with them
            loss = self.loss(**{**given, **parameters})
        return (loss.item() if hasattr(loss, "shape") else loss), {
            name: x if x.shape else x.item() for name, x in parameters.items()
        }


def _is_data(x: Any) -> bool:
    return np.asarray(x).dtype.kind == "f"


def problems(folder: str) -> Iterator[Stated]:
    """Yield the problems of a folder such as "usual/seen", by name."""
    for path in sorted((HERE / folder).glob("*.py")):
        yield Stated(importlib.import_module(".".join(("tests.slips", *folder.split("/"), path.stem))))
