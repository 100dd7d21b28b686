"""Recurrent cells with gates: layers of sigmoids that decide what to keep, what to write and what to show."""

import random
from functools import partial
from typing import Any

from engine import Value
from engine.real import check_number
from engine.words.nested import is_list
from nn.init import Init
from nn.linear import Layer
from nn.recurrent import Cell, State
from nn.shape import vector, wrong_shape


class GRUCell(Cell):
    """Return the next state of a gated recurrent unit, which mixes the old state with a candidate.

        r = sigmoid(W_r [x, h] + b_r)           reset: how much of the old state the candidate sees
        z = sigmoid(W_z [x, h] + b_z)           update: how much of the old state stays
        n = tanh(W_n [x, r*h] + b_n)            candidate
        h' = z*h + (1 - z)*n

    Source: Cho et al. 2014. (PyTorch multiplies r in after the matrix instead.)

    >>> [h.data for h in GRUCell(1, 2, init="zeros")([1.0], [4.0, -2.0])]
    [2.0, -1.0]
    """

    def __init__(
        self, inputs: int, hidden: int, *, init: Init = None, rng: random.Random | None = None, name: str = ""
    ) -> None:
        super().__init__(inputs, hidden, name)
        gate = partial(Layer, inputs + hidden, hidden, init=init, rng=rng)
        self.reset = gate("sigmoid", label="_r", name="reset")
        self.update = gate("sigmoid", label="_z", name="update")
        self.candidate = gate("tanh", label="_n", name="candidate")

    def forward(self, x: Any, state: State = None) -> list[Value]:
        h = self.initial_state() if state is None else vector(state, self.hidden, "h", time=0)
        seen = vector(x, self.inputs)
        r, z = self.reset([*seen, *h]), self.update([*seen, *h])
        n = self.candidate([*seen, *(a * b for a, b in zip(r, h, strict=True))])
        return [keep * old + (1 - keep) * new for keep, old, new in zip(z, h, n, strict=True)]


class LSTMCell(Cell):
    """Return the next state (h, c) of a long short-term memory: a cell c that is only scaled and added to.

        i, f, o = sigmoid(W_i [x, h] + b_i), sigmoid(W_f [x, h] + b_f), sigmoid(W_o [x, h] + b_o)
        g = tanh(W_g [x, h] + b_g)
        c' = f*c + i*g                          forget some, write some
        h' = o*tanh(c')                         show some

    Args:
        inputs, hidden: the length of x, and of h and c.
        forget_bias: where b_f starts; 1 lets the cell remember from the beginning.
        init, rng: as for a Neuron.

    Source: Hochreiter and Schmidhuber 1997, with the forget gate of Gers, Schmidhuber and Cummins 2000.

    >>> h, c = LSTMCell(1, 1, init="zeros", forget_bias=0)([1.0], ([0.0], [4.0]))
    >>> c[0].data, round(h[0].data, 4)
    (2.0, 0.482)
    """

    def __init__(
        self,
        inputs: int,
        hidden: int,
        *,
        forget_bias: float = 1.0,
        init: Init = None,
        rng: random.Random | None = None,
        name: str = "",
    ) -> None:
        super().__init__(inputs, hidden, name)
        gate = partial(Layer, inputs + hidden, hidden, init=init, rng=rng)
        self.input = gate("sigmoid", label="_i", name="input")
        self.forget = gate("sigmoid", label="_f", name="forget")
        self.output = gate("sigmoid", label="_o", name="output")
        self.candidate = gate("tanh", label="_g", name="candidate")
        self.forget.assign(b=[check_number(self.name, "forget_bias", forget_bias)] * hidden)

    def forward(self, x: Any, state: State = None) -> tuple[list[Value], list[Value]]:
        if state is not None and (not is_list(state) or len(state) != 2 or not all(map(is_list, state))):
            raise wrong_shape(
                f"a pair (h, c) of lists of {self.hidden} number{'s' * (self.hidden > 1)} as its state", state
            )
        h, c = self.initial_state() if state is None else state
        h, c = vector(h, self.hidden, "h", time=0), vector(c, self.hidden, "c", time=0)
        seen = [*vector(x, self.inputs), *h]
        gates = zip(self.input(seen), self.forget(seen), self.output(seen), self.candidate(seen), c, strict=True)
        cells, shown = [], []
        for i, f, o, g, old in gates:
            cells.append(f * old + i * g)
            shown.append(o * cells[-1].tanh())
        return shown, cells

    def initial_state(self) -> tuple[list[Value], list[Value]]:
        """Return h_0 = 0 and c_0 = 0."""
        return self.zeros("h"), self.zeros("c")
