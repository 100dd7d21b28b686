"""What several rows of the table write: the text of a sum of products, of a call, of a softmax."""

from collections.abc import Callable, Sequence
from typing import Any


def halves(xs: Sequence[Any]) -> tuple[Sequence[Any], Sequence[Any]]:
    return xs[: len(xs) // 2], xs[len(xs) // 2 :]


def dot_formula(names: Sequence[str]) -> str:
    return " + ".join(map("{}*{}".format, *halves(names)))


def call(name: str) -> Callable[[Sequence[str]], str]:
    return lambda names: f"{name}({', '.join(names)})"


def is_the_result(i: int, names: Sequence[str], y: str) -> str:
    return f"1 if {names[i]} == {y} else 0"


def softmax_formula(names: Sequence[str], own: int = 0) -> str:
    return f"exp({names[own]})/({' + '.join(f'exp({name})' for name in names)})"
