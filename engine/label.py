"""What a Value is given besides its number: a label, and nothing that it would be computed from."""

import reprlib
from typing import Any

from engine.errors import ArgumentError
from engine.numberlike import ELSEWHERE


def label_of(label: Any) -> str:
    """Return what a Value is given as its label as a text; None is no label.

    Raises:
        ArgumentError: for a list, a tuple, or a Value: something it would be computed from.

    >>> label_of(None), label_of(3)
    ('', '3')
    """
    if isinstance(label, list | tuple | set) or hasattr(label, "inputs"):
        raise _no_label(label)
    return "" if label is None else str(label)


def label_among(kind: type, second: Any, operation: Any, label: Any, requires_grad: Any) -> Any:
    """Return the label where a Value is given more than it and a number, or say what is wrong.

    Args:
        kind: Value or Constant.
        second: what stands behind the number: a label, or what micrograd calls _children.
        operation, label, requires_grad: what else was given, as in micrograd and PyTorch.

    Raises:
        ArgumentError: for anything but a label by its name.

    >>> from engine import Value
    >>> label_among(Value, "", None, "x", None)
    'x'
    """
    if requires_grad is not None:
        raise ArgumentError(ELSEWHERE["requires_grad"].said(kind, "requires_grad"))
    label_of(second)
    if operation is not None or second != "":
        raise _no_label(operation if label is None else label)
    return label


def _no_label(given: Any) -> ArgumentError:
    return ArgumentError(
        f"Value: its second argument is a label, such as Value(2.0, 'x'), got {type(given).__name__} "
        f"{reprlib.repr(given)}; what it is computed from it remembers by itself, as in x + y or in apply(row, x)"
    )
