"""A lecturer's own function as an exercise: plain NumPy, run on arrays of Values, its local variables asked for."""

import ast
import inspect
import runpy
import sys
import textwrap
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import product
from pathlib import Path
from types import FunctionType
from typing import Any

import numpy as np

from engine import Value
from engine.errors import ChalkgradError, did_you_mean
from engine.graph import topological_order
from engine.words.nested import flatten, show_index, values_of
from lectures.bounded import Interrupted, bounded
from lectures.entries import Drawn
from lectures.errors import LectureError, in_words
from lectures.exercises.rebound import rebound
from lectures.exercises.slicing import needed_by
from nn.array import ValueArray, array, settled
from nn.array_numbers import numbers as labels

LARGEST = 64  # numbers that one quantity asks for
OURS = ("nn", "engine")
Import = ast.Import | ast.ImportFrom


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
    folder = str(path.parent.resolve())  # Python remembers what "." was
    sys.path.insert(0, folder)
    try:
        with bounded():
            names = runpy.run_path(str(path), run_name=path.stem)
    except Interrupted:
        raise
    except BaseException as error:
        raise LectureError(f"{path}: {in_words(error)}") from error
    finally:
        sys.path.remove(folder)
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
        values: the local variables that are asked for, with their gradients; by default all that are assigned once. Of
            others the last value is meant.

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
    again = rebound(function) & {*between}
    chosen = [name for name in between if (name not in again if values is None else name in set(values))]
    call_by_names({name: x for name, x in between.items() if name in chosen or name not in again})
    if not loss.label:
        loss.label = next((name for name, x in local.items() if x is loss or _is_only(x, loss)), "L")
    if again.intersection(chosen):  # its last value may be computed of what is assigned below its first
        place = {node: i for i, node in enumerate(topological_order(loss))}
        chosen.sort(key=lambda name: max(place.get(node, -1) for node in flatten(_nodes(between[name]))))
    gradients = {f"d{name}": _nodes(between[name]) for name in reversed(chosen)}
    gradients |= {name: _nodes(arguments[name]) for name in reversed(asked)}
    values_asked = {name: _nodes(between[name]) for name in chosen}
    return Drawn(loss, gradients, numbers, values_asked, listing=_source(function), again=sorted(again))


def call_by_names(named: Mapping[str, Any]) -> None:
    """Label what has been computed and has no label yet, such as Z1[0][2], by the names that its author gave it.

    Args:
        named: name -> a Value or an array or nested lists of them.

    >>> x = Value(2.0, "x")
    >>> call_by_names({"z": [x * 3.0, x]})
    >>> x.label, call_by_names({})
    ('x', None)
    """
    for name, nested in named.items():
        nodes, shape = values_of(_nodes(nested), name)
        for index, node in zip(product(*map(range, shape)), nodes, strict=True):
            if node.inputs and not node.label:
                node.label = name + show_index(index)


def _is_only(x: Any, loss: Value) -> bool:
    return isinstance(x, np.ndarray) and x.size == 1 and x.view(np.ndarray).item() is loss


def _source(function: Callable[..., Any]) -> str:
    """Return a function as it is written, after those of its file that it calls, and what else these need."""
    try:
        source, file = textwrap.dedent(inspect.getsource(function)).strip(), inspect.getsourcefile(function)
        statements = ast.parse(whole := Path(file or "").read_text(encoding="utf-8")).body
    except (OSError, TypeError, SyntaxError, ValueError):  # typed at a prompt
        return ""
    own = [each for each in statements if isinstance(each, ast.FunctionDef) and each.name == function.__name__]
    if len(own) != 1:
        return source
    needed = needed_by(statements, own[0])[:-1]
    parts = [*_imported(needed, function.__globals__)]
    parts += [ast.get_source_segment(whole, each) or "" for each in needed if not isinstance(each, Import)]
    return "\n\n".join([*parts, source])


def _imported(statements: Iterable[ast.stmt], names: Mapping[str, Any]) -> Iterator[str]:
    """Yield what imported names are: numbers, functions of this project in a line, those of the lecturer as written."""
    for alias in (alias for each in statements if isinstance(each, ast.ImportFrom) for alias in each.names):
        found, name = names.get(alias.asname or alias.name), alias.asname or alias.name
        if isinstance(found, int | float):
            yield f"{name} = {found!r}"
        if not isinstance(found, FunctionType):
            continue  # np.exp and its like are known
        if found.__module__.partition(".")[0] in OURS:
            said = (found.__doc__ or "").strip().partition("\n")[0].removeprefix("Return ")
            yield f"# {name}({', '.join(inspect.signature(found).parameters)}) is {said}"
        elif "site-packages" not in found.__code__.co_filename:
            yield textwrap.dedent(inspect.getsource(found)).strip()


def _argument(name: str, numbers: Any, given: bool) -> Any:
    whole = all(isinstance(x, int | np.integer) for x in flatten(numbers))
    return labels(numbers, name) if given and whole and np.ndim(numbers) else array(numbers, name, given)


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
        with bounded():
            result = function(**arguments)
    except (Exception, SystemExit) as error:
        raise LectureError(_place(error, code)) from error
    finally:
        sys.setprofile(before)
    return result, local


def _place(error: BaseException, code: Any) -> str:
    trace, line = error.__traceback__, None
    while trace is not None:
        if trace.tb_frame.f_code is code:
            line = trace.tb_lineno
        trace = trace.tb_next
    where = f"{code.co_filename}, line {line}: " if code is not None and line is not None else ""
    what = str(error) if isinstance(error, ChalkgradError) else in_words(error)
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
