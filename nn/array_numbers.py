"""The numbers of an array: plain ones under a name, and those of all Values at once: `W.data -= rate * W.grad`."""

from typing import Any

import numpy as np

from engine import Value
from engine.errors import ArgumentError, AssignmentError, ShapeError
from engine.real import real
from engine.words.nested import show_index, show_shape


class Numbers(np.ndarray[Any, Any]):
    """An array of plain numbers with a name, such as labels: where it meets Values, its entries are data Y[0][1].

    Part of it, or what is computed from it, has no name.

    >>> from nn.array import array
    >>> Y, a = numbers([1, 0], "Y"), array([0.5, 0.2], "a")
    >>> [x.inputs[0].label for x in (Y * a).tolist()], [10, 20, 30][Y[0]]
    (['Y[0]', 'Y[1]'], 20)
    """

    label = ""


def numbers(entries: Any, label: str) -> Numbers:
    """Return numbers under a name; they stay what they are, indices too."""
    named = np.array(entries).view(Numbers)
    named.label = label
    return named


class Read(np.ndarray[Any, Any]):
    """Numbers read off an array of Values: writing into a part of them would change no Value, and is refused."""

    def __setitem__(self, index: Any, numbers: Any) -> None:
        raise AssignmentError(
            "these numbers are a copy, and writing into it would change nothing: write W[0, 1].data = 2.0 for one "
            "entry, and W.data = ... for all of them"
        )

    # `W.data -= g` takes these results and sets W.data to them; they are new arrays, for this one is a copy.

    def __iadd__(self, other: Any) -> Any:  # type: ignore[misc]
        return self + other

    def __isub__(self, other: Any) -> Any:  # type: ignore[misc]
        return self - other

    def __imul__(self, other: Any) -> Any:  # type: ignore[misc]
        return self * other

    def __itruediv__(self, other: Any) -> Any:  # type: ignore[misc]
        return self / other

    def __repr__(self) -> str:
        return repr(self.view(np.ndarray))

    def __array_wrap__(self, result: Any, context: Any = None, return_scalar: bool = False) -> Any:
        return result.view(np.ndarray)[()]  # what is computed is an array like any other


class WithNumbers(np.ndarray[Any, Any]):
    """What an array of Values has in common with one Value: its numbers, its gradient and the backward pass.

    Attributes:
        data: the numbers, as an array of floats, or one float. Those of leaves can be set, all at once.
        grad: the gradients, as an array of the same shape; they can be set as well.
    """

    @property
    def data(self) -> Any:
        return self._read("data")

    @data.setter
    def data(self, numbers: Any) -> None:
        made = [x for x in self._entries() if not isinstance(x, Value) or x.inputs]
        if made:
            raise AssignmentError(
                f"{made[0]!r} is no leaf: its number follows from what it was computed from; set the .data of leaves"
            )
        self._write("data", numbers)

    @property
    def grad(self) -> Any:
        return self._read("grad")

    @grad.setter
    def grad(self, numbers: Any) -> None:
        self._write("grad", numbers)

    def with_labels(self, label: str) -> "WithNumbers":
        """Return the same array, its Values labelled W[0][1]: what `engine.named` does with it."""
        for index, x in np.ndenumerate(self.view(np.ndarray)):
            if isinstance(x, Value):
                x.label = label + show_index(index)
        return self

    def backward(self, seed: float = 1.0) -> None:
        """Compute the gradient of every Value that the one number here was made from.

        Args:
            seed: what the gradients are multiplied by.

        Raises:
            ArgumentError: where there is more than one number, or none with a graph.

        >>> from nn.array import array
        >>> W = array([[1.0, 2.0], [0.5, -1.0]], "W")
        >>> np.mean(W**2).backward()
        >>> W.data -= W.grad; W.data.tolist()
        [[0.5, 1.0], [0.25, -0.5]]
        """
        entries = self._entries()
        if len(entries) != 1 or not isinstance(entries[0], Value):
            what = f"this is {show_shape(self.shape)} numbers" if len(entries) != 1 else f"{entries[0]!r} has no graph"
            raise ArgumentError(f"backward: {what}, and a loss is one Value: write np.mean(...) or np.sum(...) of it")
        entries[0].backward(seed)

    def __repr__(self) -> str:
        numbers = [x._number if isinstance(x, Value) else x for x in self._entries()]
        if not self.ndim:
            return repr(self.item())
        if all(isinstance(x, float | int) for x in numbers):
            shown = np.array2string(
                np.array(numbers, dtype=float).reshape(self.shape), separator=", ", prefix="ValueArray("
            )
            return f"ValueArray({shown})"
        return super().__repr__()

    __str__ = __repr__

    def _entries(self) -> list[Any]:
        return list(self.view(np.ndarray).flat)

    def _read(self, what: str) -> Any:
        """A plain number among the entries is its own number, and nobody asked for its gradient."""
        numbers = [
            getattr(x, what) if isinstance(x, Value) else float(x) if what == "data" else 0.0 for x in self._entries()
        ]
        if not self.ndim:
            return numbers[0]
        read = np.array(numbers, dtype=float).reshape(self.shape)
        read.setflags(write=False)
        return read.view(Read)

    def _write(self, what: str, numbers: Any) -> None:
        given = np.asarray(numbers, dtype=object)  # so that None is refused, which NumPy takes for NaN
        try:
            checked = list(map(real, np.broadcast_to(given, self.shape).flat))
        except ValueError:
            sizes = f"{show_shape(self.shape)} cannot be set to {show_shape(given.shape)}"
            raise ShapeError(f".{what}: {sizes}; give one number for all, or as many as there are") from None
        for x, number in zip(self._entries(), checked, strict=True):
            if isinstance(x, Value):
                setattr(x, what, number)
