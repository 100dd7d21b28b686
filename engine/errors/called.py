"""What is called where a block begins, and says so where that is forgotten."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import update_wrapper
from typing import NoReturn

from engine.errors import ArgumentError


class Called:
    """A function that makes what stands behind `with`; where its parentheses are forgotten, an error says so.

    >>> from contextlib import nullcontext
    >>> @Called
    ... def quietly():
    ...     return nullcontext()
    >>> with quietly:
    ...     pass
    Traceback (most recent call last):
    engine.errors.ArgumentError: `with quietly:` lacks its parentheses; write `with quietly():`
    """

    def __init__(self, function: Callable[[], AbstractContextManager[None]]) -> None:
        self._function = function
        update_wrapper(self, function)

    def __call__(self, *given: object) -> AbstractContextManager[None]:
        if given:
            name, f = self._function.__name__, given[0]
            said = "lacks its parentheses" if callable(f) else f"takes nothing, got {f!r:.60}"
            raise ArgumentError(f"{name} {said}; write `@{name}()` before a function, or `with {name}():`")
        return self._function()

    def __enter__(self) -> NoReturn:
        name = self._function.__name__
        raise ArgumentError(f"`with {name}:` lacks its parentheses; write `with {name}():`")

    def __exit__(self, *_: object) -> None:
        """Python looks for it before it enters."""
