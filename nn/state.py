"""The state of a model as plain numbers by path, and as a JSON file; and what the state of an optimiser must be.

A model is seen here as what it holds: its parameters by path, and buffers, the numbers that it keeps but does not
learn, by path as well, each as a list and the place in it.
"""

import json
from collections.abc import Mapping, Sequence
from math import isfinite
from pathlib import Path
from typing import Any

from engine.errors import (
    ArgumentError,
    DomainError,
    IsFolderError,
    MissingFileError,
    ReadOnlyError,
    SettingError,
    ShapeError,
    listed,
    shortened,
)
from engine.real import check_count, check_number
from engine.value import Value
from engine.words.nested import is_list

Parameters = Mapping[str, Value]
Buffers = Mapping[str, tuple[list[float], int]]


def state_of(parameters: Parameters, buffers: Buffers) -> dict[str, float]:
    """Return {path: number} of all parameters and buffers.

    >>> state_of({"w": Value(2.0)}, {"mean0": ([0.5], 0)})
    {'w': 2.0, 'mean0': 0.5}
    """
    return {path: p.data for path, p in parameters.items()} | {path: held[i] for path, (held, i) in buffers.items()}


def set_state(name: str, parameters: Parameters, buffers: Buffers, state: Mapping[str, float]) -> None:
    """Set all parameters and buffers.

    Args:
        name: of the model, for an error.

    Raises:
        ArgumentError, NotANumberError, SettingError: for what is no mapping, and for what is no finite number.
        ShapeError: when a path is missing or unknown. Nothing has been changed then.

    >>> set_state("neuron", {"w": Value(2.0), "b": Value(0.0)}, {}, {"w": 1.0})  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    engine.errors.ShapeError: neuron: the state does not fit this model: missing b; ...
    """
    if not isinstance(state, Mapping):
        raise ArgumentError(
            f"{name}: a state must be {{path: number}}, as model.state_dict() gives it, got {state!r:.60}"
        )
    problems = [
        f"{what} {listed(paths)}"
        for what, paths in (
            ("missing", [path for path in (*parameters, *buffers) if path not in state]),
            ("unknown", [path for path in state if path not in parameters and path not in buffers]),
        )
        if paths
    ]
    if problems:
        raise ShapeError(
            f"{name}: the state does not fit this model: {'; '.join(problems)}; "
            "build the model with the sizes it was saved with"
        )
    numbers = {path: check_number(name, f"{path} in the state", number) for path, number in state.items()}
    for path, parameter in parameters.items():
        parameter.data = numbers[path]
    for path, (held, i) in buffers.items():
        held[i] = numbers[path]


def checked_memory(
    name: str, state: Any, memory: Sequence[str], count: int
) -> tuple[int, dict[str, float | list[float]]]:
    """Return the steps in the state of an optimiser, and what it remembers: one number for each parameter, or for all.

    Args:
        name: of the optimiser, for an error.
        memory: the names of what it remembers.
        count: how many parameters there are.

    Raises:
        ArgumentError, NotANumberError, SettingError: for what is no mapping, and for what is no finite number.
        ShapeError: for other names, or more or fewer numbers.

    >>> checked_memory("Momentum", {"steps": 3, "v": [1]}, ["v"], 1)
    (3, {'v': [1.0]})
    """
    if not isinstance(state, Mapping):
        raise ArgumentError(
            f"{name}: a state must be {{name: numbers}}, as optimiser.state_dict() gives it, got {state!r:.60}"
        )
    names = {"steps", *memory}
    if set(state) != names:
        raise ShapeError(
            f"{name}: the state holds {listed(sorted(map(str, state))) or 'nothing'}, but this optimiser keeps "
            f"{listed(sorted(names))}; load the state of the same kind of optimiser"
        )
    for key in memory:
        if is_list(state[key]) and len(state[key]) != count:
            raise ShapeError(
                f"{name}: the state has {len(state[key])} numbers in {key!r}, but there are {count} parameters; "
                "give the optimiser the parameters that it had"
            )
    return check_count(name, "steps in the state", state["steps"], least=0), {
        key: [check_number(name, f"{key}[{i}] in the state", x) for i, x in enumerate(state[key])]
        if is_list(state[key])
        else check_number(name, f"{key} in the state", state[key])
        for key in memory
    }


def save(path: str | Path, name: str, title: str, state: Mapping[str, float]) -> None:
    """Write a state as JSON; every float comes back as the same float.

    Args:
        name: of the model, for an error.
        title: what the file calls the model.

    Raises:
        DomainError: when a number is not finite. No file is written then.
    """
    from engine.words.files import check_target, write_atomically

    target = check_target("a model", path)

    for at, number in state.items():
        if not isfinite(number):
            raise DomainError(f"{name}: {at} is {number}, which JSON cannot hold; save before training diverges")
    write_atomically(target, json.dumps({"model": title, "state": state}, indent=1) + "\n")


def load(path: str | Path, name: str) -> dict[str, float]:
    """Return the state in a file that `save` wrote.

    Args:
        name: of the model, for an error.

    Raises:
        ShapeError: when the file holds something else.
        MissingFileError, IsFolderError, ReadOnlyError, SettingError: when there is no such file, or it cannot be read.
    """
    if not isinstance(path, str | Path):
        raise ArgumentError(f"{name}: load takes the path of a file, such as 'model.json', got {path!r:.60}")
    try:
        state = json.loads(Path(path).read_text(encoding="utf-8"))["state"]
        assert isinstance(state, dict)
    except (ValueError, KeyError, TypeError, AssertionError):
        raise ShapeError(f"{name}: {path} is not a model file; write one with model.save(path)") from None
    except IsADirectoryError:
        raise IsFolderError(f"{name}: {str(path)!r} is a folder; add the name of the file in it") from None
    except FileNotFoundError:
        raise MissingFileError(f"{name}: there is no file {str(path)!r}; write one with model.save(path)") from None
    except PermissionError:
        raise ReadOnlyError(f"{name}: {str(path)!r} may not be read; ask for the right to, or copy it") from None
    except OSError as error:
        why = (error.strerror or str(error)).lower()
        raise SettingError(f"{name}: {shortened(str(path))!r} cannot be read: {why}; choose another file") from None
    return state
