"""What the slides on the naive gradient print."""

from fractions import Fraction
from math import log

from engine import Value, gradient, topological_order
from engine.backward import sweep
from lectures.errata import formula, possibility, promise
from nn import MLP, losses


@formula(
    "B24.1",
    "002:527",
    r"$$\frac{dF(w)}{dw} = \lim_{\epsilon \rightarrow 0} \frac{F(w + \epsilon) - F(w - \epsilon)}{2\epsilon}$$",
    says="The quotient of both sides goes to the derivative, where there is one.",
    because="It says nothing where F has no derivative: at the kink of |w| the quotient goes to a limit all the same.",
    domain="polynomials of degree 4, ε = 10⁻⁹, in fractions",
)
def limit(p):
    coefficients, w = p.vector("coefficients", 5), p.real("w")

    def F(w):
        return sum(c * w**k for k, c in enumerate(coefficients))

    coefficients, e = [Fraction(c) for c in coefficients], Fraction(1, 10**9)
    quotient = float((F(Fraction(w) + e) - F(Fraction(w) - e)) / (2 * e))
    coefficients, v = [float(c) for c in coefficients], Value(w)
    return quotient, gradient(F(v), v)


@possibility(
    "B24.2",
    "002:531",
    '(this is still useful for "gradient checking")',
    says="The quotient shows whether a gradient that was derived in another way is right.",
)
def checking():
    w, e = Value(1.5), 1e-5
    t = (0.8 * w).tanh()
    F = [((0.8 * (1.5 + step) * Value(1.0)).tanh() - 0.3).data ** 2 for step in (e, -e)]
    quotient = (F[0] - F[1]) / (2 * e)
    right, slip = (2 * (t.data - 0.3) * 0.8 * (1 - t.data**power) for power in (2, 1))
    off = [abs(hand - quotient) for hand in (right, slip)]
    found = f"(tanh(0.8 w) − 0.3)² at 1.5: by hand off by {off[0]:.1e}, with 1 − t for 1 − t² by {off[1]:.1e}"
    return off[0] < 1e-8 < 1e-2 < off[1], found


def counted(width):
    """The weights of a network with two hidden layers, and the numbers that one pass takes in, forward and backward."""
    net = MLP(width, width, width, 1, activation="tanh", init="zeros")
    order = topological_order(losses.squared_error([net([0.5] * width)], [[1.0]], "sum"))
    forward = sum(len(node.inputs) for node in order)
    return len(net.parameters()), forward, sum(len(partials) for _, _, partials in sweep(order))


@promise(
    "B25.1",
    "002:529",
    "If our network has  $m$  weights, this scales as  $O(m)$ .",
    says="The naive gradient costs O(m).",
    readings=("counting evaluations of F", "counting operations"),
    because="It takes 2m evaluations of F, and each of them uses every weight; so the operations grow as m² "
    "(measured: the power of m when the layers are doubled), where one pass of backpropagation grows as m.",
    severity="S2",
    fix="$2m$ evaluations of $F$, each of $O(m)$ operations: $O(m^2)$ in all",
)
def cost_of_nudging(seed, counting):
    (m, once, _), (many, more, _) = counted(4 + seed), counted(8 + 2 * seed)
    work = [2 * m * once, 2 * many * more] if counting == "counting operations" else [2 * m, 2 * many]
    power = log(work[1] / work[0]) / log(many / m)
    return power < 1.1, power


@promise(
    "B25.2",
    "002:535",
    "A very efficient way to compute gradients of neural networks",
    says="Backpropagation costs O(m) operations, forward and backward together.",
    because="Measured: the power of m with which they grow when the layers are doubled.",
)
def cost_of_backpropagation(seed):
    (m, *once), (many, *more) = counted(4 + seed), counted(8 + 2 * seed)
    power = log(sum(more) / sum(once)) / log(many / m)
    return power < 1.1, power
