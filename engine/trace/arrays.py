"""What is left of arrays in a graph of scalars: what an operation adds up, and the array that a label belongs to."""

import re
from collections.abc import Callable
from functools import lru_cache

from engine.value import Value

SUBSCRIPTS = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")


def kind(node: Value) -> str:
    """Return the name of the operation, "" for a leaf."""
    return node.primitive.name if node.primitive else ""


def family(node: Value) -> str:
    """Return what sort of operation made a node, "" for a leaf."""
    return node.primitive.family if node.primitive else ""


def products(node: Value) -> int:
    """Return how many products of its inputs a node adds up: the i-th input times the one `products` further on."""
    count = node.primitive.products if node.primitive else None
    return count(len(node.inputs)) if count else 0


def is_product(node: Value) -> bool:
    """Tell whether a node multiplies two numbers and does nothing else.

    >>> a, b = Value(2.0, "a"), Value(3.0, "b")
    >>> is_product(a * b), is_product(a + b), is_product(-a)
    (True, False, False)
    """
    return products(node) == 1 and len(node.inputs) == 2


def addends(node: Value, opens: Callable[[Value], bool] = lambda x: True) -> tuple[list[Value], list[Value]]:
    """Return what a sum adds up, however it is bracketed, and the sums that are opened for it, itself included.

    Args:
        opens: whether a sum inside it is opened as well.

    >>> a, b, c = Value(1.0, "a"), Value(2.0, "b"), Value(3.0, "c")
    >>> [x.label for x in addends(a + (b + c))[0]]
    ['a', 'b', 'c']
    """
    found: list[Value] = []
    opened: list[Value] = []
    stack = [node]
    while stack:
        at = stack.pop()
        if family(at) == "sum" and (at is node or opens(at)):
            opened.append(at)
            stack.extend(reversed(at.inputs))
        else:
            found.append(at)
    return found, opened


@lru_cache(maxsize=65536)  # all labels of a graph, which is gone through several times
def array_of(label: str) -> str:
    """Return the name of the array that an entry is written as, with brackets: the label without its index.

    >>> array_of("W1[0][2]"), array_of("W1"), array_of("b[i]")
    ('W1', 'W1', 'b[i]')
    """
    return re.sub(r"(\[\d+(,\d+)*\])+$", "", label)


@lru_cache(maxsize=65536)  # all labels of a graph, which is gone through several times
def entry(label: str) -> tuple[str, tuple[int, ...]]:
    """Return the array and the index that a label seems to mean; no index where it ends in no number.

    Without brackets the last number is the index: a1,2 is the second entry of a1.

    >>> [entry(label) for label in ("W1[0,2]", "b[3]", "x2", "θ₁", "a1,2", "score 1", "loss")]
    [('W1', (0, 2)), ('b', (3,)), ('x', (2,)), ('θ', (1,)), ('a1', (2,)), ('score', (1,)), ('loss', ())]
    """
    array = array_of(label)
    if array and array != label:
        return array, tuple(map(int, re.findall(r"\d+", label[len(array) :])))
    match = re.fullmatch(r"(.*?[^\d\s,_](?:[\d,]*\d(?=,))?)[\s_,]?(\d+)", label.translate(SUBSCRIPTS))
    return (match[1], (int(match[2]),)) if match else (label, ())
