"""Recurrent networks: the same weights at every step of a sequence, and a state that remembers.

A cell takes (x, state) and returns the next state. `unroll` calls it once for each vector of a sequence of any
length; the weights are shared, so their gradients add up over time.
"""

import random
from collections.abc import Sequence
from typing import Any

from engine import Constant, Value, affine
from engine.modes import scope
from engine.real import check_count, check_function
from engine.words.nested import is_list
from nn.activation import Function, activation_of, name_of
from nn.init import Init, initialiser, tensor, zeros
from nn.linear import Layer
from nn.matrix import Matrix
from nn.module import Module
from nn.shape import check_sequence, dated, vector

State = Any  # a list of Values; for an LSTM a pair (h, c) of such lists


class Cell(Module):
    """What recurrent cells of one state share: their sizes, a start at 0, and what their repr says.

    Args:
        inputs, hidden: the length of x and of the state.
    """

    def __init__(self, inputs: int, hidden: int, name: str = "") -> None:
        super().__init__(name)
        self.inputs, self.hidden = check_count(self.name, "inputs", inputs), check_count(self.name, "hidden", hidden)

    def initial_state(self) -> State:
        """Return h_0 = 0."""
        return self.zeros("h")

    def zeros(self, label: str) -> list[Value]:
        """Return zeros to begin with."""
        return [Constant(0.0, dated(label, 0, i, self.hidden > 1)) for i in range(self.hidden)]

    def settings(self) -> str:
        return f"{self.inputs} -> {self.hidden}"


class RNNCell(Cell):
    """Return the next hidden state h_t = act(W_hh h_{t-1} + W_xh x_t + b_h).

    Args:
        inputs, hidden: the length of x and of h.
        activation, init, rng: as for a Neuron; the notes' sigma stands for any activation.

    Raises:
        ShapeError: for an input or a state of another length.

    Source: notes 000, architecture 3; Elman 1990.

    >>> cell = RNNCell(1, 1, "linear", init="zeros").assign(W_hh=[[0.5]], W_xh=[[1]], b_h=[0])
    >>> cell([3.0], [4.0])[0].data
    5.0
    """

    def __init__(
        self,
        inputs: int,
        hidden: int,
        activation: str | Function = "tanh",
        *,
        init: Init = None,
        rng: random.Random | None = None,
        name: str = "",
    ) -> None:
        super().__init__(inputs, hidden, name)
        start = initialiser(init, activation)
        fans = (inputs + hidden, hidden)
        self.W_hh: Matrix = tensor("W_hh", (hidden, hidden), start, rng, *fans)
        self.W_xh: Matrix = tensor("W_xh", (hidden, inputs), start, rng, *fans)
        self.b_h: list[Value] = tensor("b_h", (hidden,), zeros(), None, *fans)
        self.act = activation_of(activation)
        self._activation = name_of(activation)

    def forward(self, x: Any, state: State = None) -> list[Value]:
        h = self.initial_state() if state is None else vector(state, self.hidden, "h", time=0)
        seen = [*h, *vector(x, self.inputs)]
        return [
            self.act(affine([*by_h, *by_x], seen, b))
            for by_h, by_x, b in zip(self.W_hh, self.W_xh, self.b_h, strict=True)
        ]

    def settings(self) -> str:
        return f"{super().settings()}, {self._activation}"


def unroll(cell: Module, sequence: Sequence[Any], state: State = None) -> list[State]:
    """Call the cell once for each vector of a sequence and return all states, the last one at the end.

    Numbers are called by their time, x1, x2, ... and h1, h2, ...; of several x1[0], x1[1], ...

    Args:
        cell: takes (x, state) and returns the next state.
        sequence: vectors, one or more.
        state: what the cell remembers before the first vector; by default its own initial state, zeros.

    Returns:
        [state_1, ..., state_T]; for an LSTM each one is (h, c).

    >>> cell = RNNCell(1, 1, "linear", init="zeros").assign(W_hh=[[2]], W_xh=[[1]])
    >>> [h[0].data for h in unroll(cell, [[1.0], [1.0], [1.0]])]
    [1.0, 3.0, 7.0]
    """
    states = []
    check_function("unroll", "cell", cell, 2, "nn.RNNCell, called with a vector and a state")
    for t, x in enumerate(check_sequence(sequence, least=1), start=1):
        with scope(f"step {t}"):
            state = cell(_dated(cell, x, t), state)
        for label, part in zip("hc", state if isinstance(state, tuple) else (state,), strict=False):
            _name(label, part, t)
        states.append(state)
    return states


def _dated(cell: Module, x: Any, t: int) -> Any:
    """Return what a cell of this file sees with the time in its labels; anything else is left to the cell."""
    known = isinstance(cell, Cell) and is_list(x) and len(x) == cell.inputs
    return vector(x, None, "x", time=t) if known and all(isinstance(v, Value | float | int) for v in x) else x


def _name(label: str, vector: Any, t: int) -> None:
    """Call what a step has computed h1, or h1[0], h1[1], ..., where it has no name yet."""
    for i, value in enumerate(vector if is_list(vector) else ()):
        if isinstance(value, Value) and value.inputs and not value.label:
            value.label = dated(label, t, i, len(vector) > 1)


class RNN(Module):
    """Return one output for each vector of a sequence: y_t = act(W_hy h_t + b_y) after a recurrent cell.

    Args:
        inputs, hidden, outputs: the length of x, of the state and of y.
        activation: of the hidden state.
        output: of y; the notes' sigma stands for any activation.
        init, rng: as for a Neuron.

    Source: notes 000, architecture 3.

    >>> rnn = RNN(1, 2, 1, rng=random.Random(0))
    >>> len(rnn([[1.0], [0.0], [1.0]]))
    3
    """

    def __init__(
        self,
        inputs: int,
        hidden: int,
        outputs: int,
        activation: str | Function = "tanh",
        output: str | Function = "sigmoid",
        *,
        init: Init = None,
        rng: random.Random | None = None,
        name: str = "",
    ) -> None:
        super().__init__(name)
        self.cell = RNNCell(inputs, hidden, activation, init=init, rng=rng)
        self.output = Layer(hidden, outputs, output, init=init, rng=rng, label="_hy", name="output")

    def forward(self, sequence: Sequence[Any], state: State = None) -> list[list[Value]]:
        outputs = [self.output(h) for h in unroll(self.cell, sequence, state)]
        for t, y in enumerate(outputs, start=1):
            _name("y", y, t)
        return outputs

    def settings(self) -> str:
        return f"{self.cell.inputs} -> {self.cell.hidden} -> {len(self.output.neurons)}"
