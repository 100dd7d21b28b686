"""Right answers: gradients as they are asked for, and how an option of a choice shows one."""

from collections.abc import Mapping
from typing import Any

from engine.gradients import gradient
from engine.value import Value
from engine.words.nested import nest, values_of


def gradients_of(loss: Value, named: Mapping[str, Any]) -> dict[str, Any]:
    """Return the gradients of several arrays, of one sweep, each in the shape of its array.

    Args:
        loss: what is differentiated.
        named: name -> Values.

    >>> w, b = [Value(2.0, "w0"), Value(3.0, "w1")], Value(1.0, "b")
    >>> gradients_of(w[0] * w[1] + b, {"w": w, "b": b})
    {'w': [3.0, 2.0], 'b': 1.0}
    """
    arrays = {name: values_of(nodes, "gradient") for name, nodes in named.items()}
    found = iter(gradient(loss, [x for entries, _ in arrays.values() for x in entries]) if arrays else ())
    return {name: nest([next(found) for _ in entries], shape) for name, (entries, shape) in arrays.items()}


def show(numbers: Any) -> str:
    """Return numbers to three significant digits, as an option of a choice shows them.

    >>> show(0.12345), show([[1.0, -2.5]])
    ('0.123', '[[1, -2.5]]')
    """
    if isinstance(numbers, list):
        return f"[{', '.join(map(show, numbers))}]"
    return f"{numbers:.3g}"
