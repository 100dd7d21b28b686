"""A lecturer's own function as an exercise: plain NumPy, run on arrays of Values, its local variables asked for."""

import inspect
import runpy
import sys
import textwrap
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from engine import Value
from engine.errors import ChalkgradError, did_you_mean
from engine.words.nested import flatten
from lectures.entries import Drawn
from lectures.errors import LectureError
from nn.array import ValueArray, array, settled

LARGEST = 64  # numbers that one quantity asks for


def function_in(beside: str, file: str, name: str) -> Callable[..., Any]:
    """Return a function of a file, which is run for it.

    Args:
        beside: the file that asks, `__file__`.
        file: a path, from the folder of that one.
        name: of the function.

    Raises:
        LectureError: where the file cannot be run or has no such function.
    """
    path = Path(beside).parent / file
    sys.path.insert(0, str(path.parent))
    try:
        names = runpy.run_path(str(path), run_name=path.stem)
    except (Exception, SystemExit) as error:
        raise LectureError(f"{path}: {type(error).__name__}: {error}") from error
    finally:
        sys.path.remove(str(path.parent))
    if not callable(names.get(name)):
        functions = [key for key, x in names.items() if callable(x) and not key.startswith("_")]
        raise LectureError(f"{path} has no function {name!r}{did_you_mean(name, functions)}")
    found: Callable[..., Any] = names[name]
    return found


def traced(
    function: Callable[..., Any], numbers: Mapping[str, Any], wrt: Iterable[str], values: Iterable[str] | None = None
) -> Drawn:
    """Run a loss on Values, and return what can be asked about it.

    Args:
        function: takes arrays by name and returns the loss.
        numbers: what each of its arguments is; whole numbers, such as labels, are passed on as they are.
        wrt: the arguments whose gradients are asked for.
        values: the local variables that are asked for, with their gradients; by default all.

    Raises:
        LectureError: where the function fails or returns no single number, or a name is not there.

    >>> def loss(w, x, y):
    ...     z = np.tanh(w * x)
    ...     return np.sum((z - y) ** 2)
    >>> drawn = traced(loss, {"w": 0.5, "x": [1.5, 2.5], "y": [0.2, 0.4]}, ["w"])
    >>> list(drawn.values), list(drawn.gradients), round(drawn.loss.data, 4)
    (['z'], ['dz', 'w'], 0.3903)
    """
    asked = list(wrt)
    arguments = {name: _argument(name, x, name not in asked) for name, x in numbers.items()}
    for name in asked:
        if not isinstance(arguments.get(name), ValueArray):
            near = did_you_mean(name, numbers)
            raise LectureError(f"the gradient of {name} is asked for, but {name} has no real numbers{near}")
    loss, local = _run(function, arguments)
    local = {name: settled(x) for name, x in local.items()}
    if isinstance(loss, np.ndarray) and loss.size == 1:
        loss = settled(loss).item()
    if not isinstance(loss, Value):
        what = f"an array of {np.shape(loss)}" if np.ndim(loss) else type(loss).__name__
        raise LectureError(f"{function.__name__} returned {what}; a loss is one number that depends on {asked[0]}")
    between = {name: x for name, x in local.items() if name not in numbers and _can_be_asked(x, loss)}
    for name in values or ():
        if name not in between:
            raise LectureError(f"{function.__name__} has no local array {name!r}{did_you_mean(name, between)}")
    chosen = [name for name in between if values is None or name in set(values)]
    gradients = {f"d{name}": _nodes(between[name]) for name in reversed(chosen)}
    gradients |= {name: _nodes(arguments[name]) for name in reversed(asked)}
    values_asked = {name: _nodes(between[name]) for name in chosen}
    return Drawn(loss, gradients, numbers, values_asked, listing=_source(function))


def _source(function: Callable[..., Any]) -> str:
    try:
        return textwrap.dedent(inspect.getsource(function)).strip()
    except (OSError, TypeError):  # typed at a prompt
        return ""


def _argument(name: str, numbers: Any, given: bool) -> Any:
    whole = all(isinstance(x, int | np.integer) for x in flatten(numbers))
    return np.array(numbers) if given and whole and np.ndim(numbers) else array(numbers, name, given)


def _run(function: Callable[..., Any], arguments: Mapping[str, Any]) -> tuple[Any, dict[str, Any]]:
    """Return what a function returns, and its local variables at that moment."""
    local: dict[str, Any] = {}
    code = getattr(function, "__code__", None)

    def watch(frame: Any, event: str, arg: Any) -> None:
        if event == "return" and frame.f_code is code:
            local.update(frame.f_locals)

    before = sys.getprofile()
    sys.setprofile(watch)
    try:
        result = function(**arguments)
    except Exception as error:
        raise LectureError(_place(error, code)) from error
    finally:
        sys.setprofile(before)
    return result, local


def _place(error: Exception, code: Any) -> str:
    trace, line = error.__traceback__, None
    while trace is not None:
        if trace.tb_frame.f_code is code:
            line = trace.tb_lineno
        trace = trace.tb_next
    where = f"{code.co_filename}, line {line}: " if code is not None and line is not None else ""
    what = str(error) if isinstance(error, ChalkgradError) else f"{type(error).__name__}: {error}"
    if "has no callable" in what:  # of an array that holds Values and plain numbers side by side
        what += "; numbers of the graph and plain ones go together with np.stack([a, b]), not with np.array([a, b])"
    return f"{where}{what}"


def _can_be_asked(x: Any, loss: Value) -> bool:
    if isinstance(x, Value):
        return x is not loss and bool(x.inputs)
    if not isinstance(x, ValueArray) or not 0 < x.size <= LARGEST:
        return False
    entries = x.reshape(-1).view(np.ndarray)
    return all(isinstance(entry, Value) and entry.inputs and entry is not loss for entry in entries)


def _nodes(x: Any) -> Any:
    return x.tolist() if isinstance(x, np.ndarray) else x
