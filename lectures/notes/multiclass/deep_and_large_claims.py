"""What the slides on deep and large networks print."""

import random
from math import log2

from engine import Constant, Value, gradient, jvp, named
from lectures.errata import formula, promise, value
from nn import MLP, init, losses


@promise(
    "B31.1",
    "002:621",
    r"Initialize  $\mathbf{W}_1, \dots, \mathbf{W}_L$  randomly.",
    says="From random weights the neurons of a layer get different gradients, and so can learn different things.",
    because="From equal weights they get equal gradients and stay equal. Measured: how far apart the gradients of two "
    "hidden neurons are, over their size; from equal weights that is 0.",
)
def start(seed):
    apart = []
    for weights in (init.normal(0.0, 1.0), init.uniform(0.5, 0.5)):
        net = MLP(2, 2, 1, activation="tanh", init=weights, rng=random.Random(seed))
        F = losses.squared_error([net([0.8, -0.5])], [[1.0]], "sum")
        (a, b), (c, d) = gradient(F, net.hidden[0].W)
        apart.append((abs(a - c) + abs(b - d)) / (abs(a) + abs(b) + abs(c) + abs(d)))
    return apart[0] > 0.01 and apart[1] == 0.0, apart[0]


@promise(
    "B32.1",
    "002:655-657",
    "Gradients depend on ... If activation function saturates  $\\rightarrow$  gradient is too small",
    says="A saturated neuron passes hardly any gradient on to its weights.",
    because="The slope h′(a) is a factor of the gradient. Measured: the gradient by the weight of a hidden neuron at "
    "|a| = 8 or more, over the one at |a| = 0.5, for sigmoid and tanh.",
)
def saturated(seed):
    sizes = []
    for a in (8.0 + seed, 0.5):
        w = Value(a if seed % 2 else -a)
        o = w.sigmoid() if seed < 4 else w.tanh()  # of the input 1
        sizes.append(abs(gradient((0.7 * o - 1.0) ** 2, w)))
    return sizes[0] < 0.01 * sizes[1], sizes[0] / sizes[1]


@formula("B32.2", "002:660", r"$$\text{ReLU}(a) = \max(a, 0)$$", says="The rectified linear unit.")
def relu(p):
    a = p.real("a")
    return max(a, 0.0), Value(a).relu()


def off():
    o = named("o", (Value(-2.0, "w") * Constant(1.5, "x")).relu())
    return named("F", (o - 1) ** 2)


@promise(
    "B32.3",
    "002:645",
    "# Non-saturating activation functions",
    says="The slope of ReLU, which the slide gives as an example, does not go to 0 for large |a|.",
    holds_if="a > 0",
    fails_if="a < 0",
    because="Left of 0 ReLU is flat: its slope is exactly 0, and a neuron that is there for every example cannot "
    "learn.",
    severity="S2",
    fix="ReLU does not saturate for a > 0; leaky ReLU saturates on neither side",
    draws=off,
)
def slope_of_relu(seed, side):
    _, slope = jvp(Value.relu, [(1.0 if side == "a > 0" else -1.0) * 10.0**seed], [1.0])
    return slope > 0.01, slope


@value(
    "B33.1",
    "002:666-669",
    "performing  $10^{15}$  neural net  operations per second for one day,  or a total of about  $10^{20}$  "
    "operations.",
    says="A petaflop/s-day is about 10²⁰ operations.",
    prints="~ 10^{20}",
    because="To the nearest power of ten.",
)
def petaflop_day():
    return 1e15 * 24 * 60 * 60


@value(
    "B33.2",
    "002:681",
    "3.4-month doubling time ... more than 300,000x (a 2-year doubling period would yield only a 7x increase)",
    says="In the time in which doubling every 3.4 months gives the growth named, doubling every 2 years gives 7x.",
    prints="7x",
    holds_if="the growth was 900,000x",
    fails_if="the growth was 300,000x",
    because=f"300,000x takes {3.4 * log2(3e5):.1f} months, in which two-year doublings give {3e5 ** (3.4 / 24):.2f}x; "
    f"7x belongs to growth between {6.5 ** (24 / 3.4):,.0f}x and {7.5 ** (24 / 3.4):,.0f}x, which is more than "
    "300,000x, too, but not what one reads there.",
    severity="S2",
    fix="6x",
)
def two_year_doubling(growth):
    months = 3.4 * log2(9e5 if "900,000x" in growth else 3e5)
    return 2 ** (months / 24)
