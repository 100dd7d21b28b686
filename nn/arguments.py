"""Which arguments an optimiser is made from, and which `fit` takes: what is said of others."""

import inspect
from abc import ABCMeta
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import wraps
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from engine.errors import ArgumentError, ChalkgradError, did_you_mean
from engine.real import accepts

P = ParamSpec("P")
R = TypeVar("R")

OF_PYTORCH = {"lr": "learning_rate", "eps": "epsilon", "betas": "beta1 and beta2"}


class Asked(ABCMeta):
    """Answers wrong arguments in the name of the class that was written, and not of the one that misses them."""

    if not TYPE_CHECKING:  # type checkers know the arguments of a class by its __init__

        def __call__(cls, *args, **options):
            try:
                return super().__call__(*args, **options)
            except TypeError as error:
                if isinstance(error, ChalkgradError) or not (said := wrong_arguments(cls, args, options)):
                    raise
                raise ArgumentError(f"{cls.__name__}: {said}") from None


def asked(f: Callable[P, R]) -> Callable[P, R]:
    """Return a function that answers wrong arguments with what it takes.

    >>> from nn import fit
    >>> fit(None, None, None, None, epoch=3)
    Traceback (most recent call last):
    engine.errors.ArgumentError: fit: takes no epoch; did you mean 'epochs'?
    """

    @wraps(f)
    def answering(*args: P.args, **options: P.kwargs) -> R:
        try:
            return f(*args, **options)
        except TypeError:
            if accepts(f, args, options):
                raise
            raise ArgumentError(f"{f.__name__}: takes {_taken_instead(f, args, options)}") from None

    return answering


def _taken_instead(f: Callable[..., Any], args: Sequence[Any], options: Mapping[str, Any]) -> str:
    named = inspect.signature(f).parameters
    for name in options:
        if name in ("lr", "learning_rate"):
            return f"no {name}: it is the optimiser's, as in fit(model, data, loss, SGD(model.parameters(), 0.1))"
        if name not in named:
            return f"no {name}{did_you_mean(name, named)}"
    *in_order, last = [name for name, p in named.items() if p.kind is p.POSITIONAL_OR_KEYWORD]
    more = [f"{args[len(in_order) + 1]!r:.40}"] if len(args) > len(in_order) + 1 else []
    by_name = next(name for name, p in named.items() if p.kind is p.KEYWORD_ONLY)
    advice = f" with {more[0]} too many; write {by_name}={more[0]}, if that is what it is" if more else ""
    return f"{', '.join(in_order)} and {last} in order, and all else by name, got {len(args)}{advice}"


def wrong_arguments(cls: type, args: Sequence[Any], options: Mapping[str, Any]) -> str:
    """Return what is wrong with arguments for the __init__ of a class, or "" where nothing is.

    >>> from nn import SGD
    >>> wrong_arguments(SGD, [[], 0.1], {"momentum": 0.9})
    'has no momentum; Momentum has one, as in Momentum(parameters, 0.1, momentum=0.9)'
    >>> wrong_arguments(SGD, [[], 0.1], {"clip": 1.0})
    ''
    """
    taken = _taken(cls)
    for name in options:
        if name in taken:
            continue
        if name in OF_PYTORCH:
            return f"has no {name} as in PyTorch; it is {OF_PYTORCH[name]} here"
        for other in _related(cls):
            if name in _own(other):
                usual = f"{name}={_own(other)[name].default}"
                return f"has no {name}; {other.__name__} has one, as in {other.__name__}(parameters, 0.1, {usual})"
        return f"has no {name}; it takes {', '.join(taken)}{did_you_mean(name, taken, tell_all=False)}"
    if accepts(cls.__init__, [None, *args], options):  # type: ignore[misc]
        return ""
    in_order = [name for name, p in taken.items() if p.kind is p.POSITIONAL_OR_KEYWORD]
    by_name = [name for name in taken if name not in in_order]
    given = "".join(f", {name}" for name in options)
    return (
        f"takes ({', '.join(in_order)}), and by name {', '.join(by_name)}, got {len(args)} in order{given}; "
        f"write {cls.__name__}(model.parameters(), 0.1)"
    )


def _own(cls: type) -> dict[str, inspect.Parameter]:
    """Return the arguments that the __init__ of a class names itself."""
    _, *own = inspect.signature(vars(cls)["__init__"]).parameters.values() if "__init__" in vars(cls) else [None]
    return {p.name: p for p in own if p is not None and p.kind not in (p.VAR_POSITIONAL, p.VAR_KEYWORD)}


def _taken(cls: type) -> dict[str, inspect.Parameter]:
    """Return the arguments that a class takes, with those that it hands on to the classes below it."""
    found: dict[str, inspect.Parameter] = {}
    for each in cls.__mro__[:-1]:
        found = {**found, **{name: p for name, p in _own(each).items() if name not in found}}
    return found


def _related(cls: type) -> Iterator[type]:
    """Yield all classes that are made of the lowest class of ours that a class is made of."""
    waiting: list[type] = [next(each for each in reversed(cls.__mro__) if isinstance(each, Asked))]
    for each in waiting:  # which grows
        yield each
        waiting += each.__subclasses__()
