"""What the slides on the naive gradient, and on deep and large networks print."""

import random
from fractions import Fraction
from math import log, log2, tanh

from engine import Constant, Value, gradient, jvp, topological_order
from engine.backward import sweep
from lectures.errata import formula, possibility, promise, value
from nn import MLP, init, losses


@formula("B24.1", "002:527",
    r"$$\frac{dF(w)}{dw} = \lim_{\epsilon \rightarrow 0} \frac{F(w + \epsilon) - F(w - \epsilon)}{2\epsilon}$$",
    says="The quotient of both sides goes to the derivative, where there is one.",
    because="It says nothing where F has no derivative: at the kink of |w| the quotient goes to a limit all the same.",
    domain="polynomials of degree 4, ε = 10⁻⁹, in fractions")  # fmt: skip
def limit(p):
    coefficients, w = p.vector("coefficients", 5), p.real("w")

    def F(w):
        return sum(c * w**k for k, c in enumerate(coefficients))

    coefficients, e = [Fraction(c) for c in coefficients], Fraction(1, 10**9)
    quotient = float((F(Fraction(w) + e) - F(Fraction(w) - e)) / (2 * e))
    coefficients, v = [float(c) for c in coefficients], Value(w)
    return quotient, gradient(F(v), v)


@possibility("B24.2", "002:531", '(this is still useful for "gradient checking")',
    says="The quotient shows whether a gradient that was derived in another way is right.")  # fmt: skip
def checking():
    up, down = ((tanh(0.8 * w) - 0.3) ** 2 for w in (1.5 + 1e-5, 1.5 - 1e-5))
    quotient, t = (up - down) / 2e-5, tanh(0.8 * 1.5)
    right, slip = (abs(2 * (t - 0.3) * 0.8 * (1 - t**power) - quotient) for power in (2, 1))
    found = f"(tanh(0.8 w) − 0.3)² at 1.5: by hand off by {right:.1e}, with 1 − t for 1 − t² by {slip:.1e}"
    return right < 1e-8 < 1e-2 < slip, found


def counted(width):
    """The weights of a network with two hidden layers, and the numbers that one pass takes in, forward and backward."""
    net = MLP(width, width, width, 1, activation="tanh", init="zeros")
    order = topological_order(losses.squared_error([net([0.5] * width)], [[1.0]], "sum"))
    forward = sum(len(node.inputs) for node in order)
    return len(net.parameters()), forward, sum(len(partials) for _, _, partials in sweep(order))


@promise("B25.1", "002:529", "If our network has  $m$  weights, this scales as  $O(m)$ .",
    says="The naive gradient costs O(m).", readings=("counting evaluations of F", "counting operations"),
    because="It takes 2m evaluations of F, and each of them uses every weight; so the operations grow as m² "
    "(measured: the power of m when the layers are doubled), where one pass of backpropagation grows as m.",
    severity="S2", fix="$2m$ evaluations of $F$, each of $O(m)$ operations: $O(m^2)$ in all")  # fmt: skip
def cost_of_nudging(seed, counting):
    (m, once, _), (many, more, _) = counted(4 + seed), counted(8 + 2 * seed)
    work = [2 * m * once, 2 * many * more] if counting == "counting operations" else [2 * m, 2 * many]
    power = log(work[1] / work[0]) / log(many / m)
    return power < 1.1, power


@promise("B25.2", "002:535", "A very efficient way to compute gradients of neural networks",
    says="Efficient means here: forward and backward together cost O(m) operations (naively O(m²), B25.1).",
    because="Measured: the power of m with which they grow when the layers are doubled.")  # fmt: skip
def cost_of_backpropagation(seed):
    (m, *once), (many, *more) = counted(4 + seed), counted(8 + 2 * seed)
    power = log(sum(more) / sum(once)) / log(many / m)
    return power < 1.1, power


@promise("B31.1", "002:621", r"Initialize  $\mathbf{W}_1, \dots, \mathbf{W}_L$  randomly.",
    says="From random weights the neurons of a layer get different gradients, and so can learn different things.",
    because="From equal weights they get equal gradients and stay equal. Measured: how far apart the gradients of two "
    "hidden neurons are, over their size; from equal weights that is 0.")  # fmt: skip
def start(seed):
    apart = []
    for weights in (init.normal(0.0, 1.0), init.uniform(0.5, 0.5)):
        net = MLP(2, 2, 1, activation="tanh", init=weights, rng=random.Random(seed))
        F = losses.squared_error([net([0.8, -0.5])], [[1.0]], "sum")
        (a, b), (c, d) = gradient(F, net.hidden[0].W)
        apart.append((abs(a - c) + abs(b - d)) / (abs(a) + abs(b) + abs(c) + abs(d)))
    return apart[0] > 0.01 and apart[1] == 0.0, apart[0]


@promise("B32.1", "002:655-657",
    "Gradients depend on ... If activation function saturates  $\\rightarrow$  gradient is too small",
    says="A saturated neuron passes hardly any gradient on to its weights.",
    because="The slope h′(a) is a factor of the gradient. Measured: the gradient by the weight of a hidden neuron at "
    "|a| = 8 or more, over the one at |a| = 0.5, for sigmoid and tanh.")  # fmt: skip
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


@promise("B32.3", "002:645-660", r"# Non-saturating activation functions ... $$\text{ReLU}(a) = \max(a, 0)$$",
    says="Unlike sigmoid and tanh, whose slopes go to 0 on both sides, ReLU keeps the slope 1 however large a is.",
    because="So the word is mostly used. To the left of 0 its slope is 0, and a neuron that is there for every example "
    "cannot learn. Measured: the slope of tanh, for a from 10 to 80.",
    draws=lambda: ((Value(-2.0, "w") * Constant(1.5, "x")).relu() - 1) ** 2)  # fmt: skip
def slope_of_relu(seed):
    a = 10.0 * (seed + 1)
    relu, *others = (jvp(h, [at], [1.0])[1] for h, at in ((Value.relu, a), (Value.tanh, a), (Value.sigmoid, a)))
    return relu == 1 and max(others) < 1e-4, others[0]


@value("B33.1", "002:666-669",
    "$10^{15}$  neural net  operations per second for one day,  or a total of about  $10^{20}$  operations.",
    says="A petaflop/s-day is about 10²⁰ operations.", prints="~ 10^{20}")  # fmt: skip
def petaflop_day():
    return 1e15 * 24 * 60 * 60


@possibility("B33.2", "002:681",
    "3.4-month doubling time ... more than 300,000x (a 2-year doubling period would yield only a 7x increase)",
    says="The numbers go together: in the time of a growth of more than 300,000x two-year doublings can give 7x.",
    because="Exactly 300,000x would give 6x; “more than” leaves room for 7x.")  # fmt: skip
def two_year_doubling():
    found = f"300,000x takes {3.4 * log2(3e5):.1f} months, in which two-year doublings give {3e5 ** (3.4 / 24):.2f}x; "
    found += f"from {24 * log2(6.5):.1f} months on they give 7x, rounded, and doubling every 3.4 months {6.5 ** (24 / 3.4):,.0f}x"
    return 6.5 ** (24 / 3.4) > 3e5, found
