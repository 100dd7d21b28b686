"""What the slides on sequences claim."""

import random

from engine import gradient, sigmoid
from engine.errors import ShapeError
from lectures.errata import definition, formula, possibility, promise
from nn import RNN, Layer, Matrix, RNNCell, unroll


@promise("A15.1", "000:264", "MLPs require a fixed-size input vector", says="A dense layer refuses another length.")
def refuses(seed):
    try:
        return not Layer(4, 1, rng=random.Random(seed))([0.5] * (seed + 5))
    except ShapeError:
        return True


@formula(
    "A15.2",
    "000:287-289",
    r"$$\mathbf{h}_t = \sigma(\mathbf{W}_{hh}\mathbf{h}_{t-1} + \mathbf{W}_{xh}\mathbf{x}_t + \mathbf{b}_h)$$ ... "
    r"$$\mathbf{y}_t = \sigma(\mathbf{W}_{hy}\mathbf{h}_t + \mathbf{b}_y)$$",
    says="The state and the output of a step, for any state before it.",
)
def one_step(p):
    W_hh, W_xh, W_hy = p.matrix("W_hh", 2, 2), p.matrix("W_xh", 2, 3), p.matrix("W_hy", 1, 2)
    h, x, b_h, b_y = p.vector("h", 2), p.vector("x", 3), p.vector("b_h", 2), p.vector("b_y", 1)
    rnn = RNN(3, 2, 1, activation="sigmoid", output="sigmoid", rng=random.Random(0))
    rnn.cell.assign(W_hh=W_hh, W_xh=W_xh, b_h=b_h)
    new = (W_hh @ Matrix.column(h) + W_xh @ Matrix.column(x) + Matrix.column(b_h)).map(sigmoid)
    out, state = (W_hy @ new + Matrix.column(b_y)).map(sigmoid), rnn.cell(x, h)
    return [*new.entries, *out.entries], [*state, *rnn.output.assign(W=W_hy, b=b_y)(state)]


@promise("A15.3", "000:291", "and biases at every step", says="A longer sequence needs no more parameters.")
def shared(seed):
    rnn = RNN(1, 2, 1, rng=random.Random(seed))
    return len(rnn([[0.5]] * (seed + 1))) == seed + 1 and len(rnn.parameters()) == 2 * 2 + 2 * 1 + 2 + 1 * 2 + 1


@possibility(
    "A15.4", "000:279", "acts as a memory", says="What came in first still acts on the state some steps later."
)
def memory():
    cell = RNNCell(1, 1, "tanh", init="zeros").assign(W_hh=[[0.9]], W_xh=[[1.0]], b_h=[0.0])
    states = unroll(cell, [[0.5], [0.0], [0.0], [0.0]])
    slope = gradient(states[3][0], states[0][0])
    return slope != 0, f"the slope of h₄ by h₁ is {slope:.3g}"


definition(
    "A15.5",
    "000:285",
    r"output  $\mathbf{y}_t$",
    says="y is what the network says.",
    clashes="000:310",
    because="On every other slide y is the label, and what the model says is h(x), or ŷ on line 367.",
    severity="S3",
    fix=r"output $\hat{\mathbf{y}}_t$",
)
