"""What the editor offers while one types: the names of engine, nn and the workbench, each with what it does."""

import inspect
from types import ModuleType
from typing import Any

import engine
import lectures.workbench
import nn
from engine import FUNCTIONS, METHODS, Value

MODULES: tuple[ModuleType, ...] = (engine, nn, lectures.workbench)
NOT_HERE = {"plots"}  # which need matplotlib
AFTER_A_DOT = ("backward", "data", "grad", "item", "label", *METHODS)


def names() -> dict[str, list[dict[str, str]]]:
    """Return what is offered anywhere, and what is offered behind the dot of a Value, as the page carries it.

    >>> [each for each in names()["anywhere"] if each["label"] == "relu"]
    [{'label': 'relu', 'detail': 'engine', 'info': 'Return y = max(0, x); dy/dx is 1 for x > 0, otherwise 0.'}]
    """
    anywhere = {name: (getattr(module, name), module.__name__) for module in MODULES for name in module.__all__}
    anywhere |= {name: (f, "engine") for name, f in FUNCTIONS.items()}
    of_a_value = [(name, FUNCTIONS.get(name, getattr(Value, name, None)), "Value") for name in sorted(AFTER_A_DOT)]
    return {
        "anywhere": [_offer(name, *each) for name, each in anywhere.items() if name not in NOT_HERE],
        "of a Value": [_offer(*each) for each in of_a_value],
    }


def _offer(name: str, thing: Any, where: str) -> dict[str, str]:
    """A number or a container has the text of its class, which says nothing of it."""
    is_told = inspect.isroutine(thing) or inspect.isclass(thing) or inspect.ismodule(thing)
    said = (inspect.getdoc(thing) or "") if is_told else ""
    return {"label": name, "detail": where, "info": said.split("\n\n")[0].replace("\n", " ")}
