"""What the notes say about features, layers, networks and their objective, and about one hidden layer."""

import random
from itertools import pairwise
from math import exp, log, sin, tanh

from engine import Value, dot
from lectures.errata import definition, formula, possibility, promise
from nn import Layer, Matrix, losses


@formula("B18.1", "002:350", r"Take polynomial kernel (add features  $x_1^2, x_2^2$ )",
    says="The features of the polynomial kernel (1 + x·z)² are 1, x1, x2 and the squares, each with a factor.",
    because="(1 + x·z)² contains 2 x1x2 z1z2, which only a feature x1x2 gives, however the others are scaled. Without "
    "it a linear model cannot separate opposite quadrants: all four points (±1, ±1) have the same squares.",
    severity="S3", fix=r"add features $x_1^2, x_2^2$, and also $x_1 x_2$")  # fmt: skip
def polynomial_kernel(p):
    x, z = p.vector("x", 2), p.vector("z", 2)
    return 1 + 2 * dot(x, z) + sum((a * b) ** 2 for a, b in zip(x, z)), (1 + dot(x, z)) ** 2


@formula("B18.2", "002:404-406", r"(**ReLU**):  $h(a) = \max\{0, a\}$ ... $h(a) = \frac{1}{1+e^{-a}}$ ... $h(a) = \frac{e^a - e^{-a}}{e^a + e^{-a}}$",
    says="The formulas of ReLU, sigmoid and tanh.")  # fmt: skip
def activations(p):
    a = Value(p.real("a", -6.0, 6.0))
    up, down = exp(a.data), exp(-a.data)
    return [max(0.0, a.data), 1 / (1 + down), (up - down) / (up + down)], [a.relu(), a.sigmoid(), a.tanh()]


@promise("B18.3", "002:401-404", "some nonlinear (differentiable) function: ... **ReLU**",
    says="The functions listed, the ReLU first, are differentiable.",
    because="At 0 the ReLU has slope 0 on the left and 1 on the right; one has to choose (0, as a rule). Measured: how "
    "far the slopes on the left and on the right of 0 are apart, for steps from 2^-14 to 2^-21.",
    severity="S3", fix="some nonlinear function, differentiable almost everywhere", holds_if="sigmoid and tanh",
    fails_if="ReLU")  # fmt: skip
def differentiable(seed, case):
    step = 2.0 ** -(14 + seed)
    functions = [Value.relu] if case == "ReLU" else [Value.sigmoid, Value.tanh]
    slopes = [[(h(Value(s)).data - h(Value(0.0)).data) / s for s in (-step, step)] for h in functions]
    gap = max(abs(left - right) for left, right in slopes)
    return gap < 1e-4, gap


definition("B19.1", "002:424", r"$$... (\underbrace{h(a_1), h(a_2), h(a_3), h(a_4)}_{\text{function}})$$",
    says="All neurons of a layer have the same function h.",
    because="A few lines above each has its own, h1 to h4; the neuron with h(a) = 1 of line 434 needs that.",
    clashes="002:419", severity="S3",
    fix=r"$h(a) = (h_1(a_1), \dots, h_4(a_4))$, often with one function for all")  # fmt: skip


@formula("B20.1", "002:447-463", r"$$f(x) = h_L(W_L h_{L-1}(W_{L-1} \cdots h_1(W_1 x))).$$ ... recursive relations",
    says="The recursion a_l = W_l o_(l-1), o_l = h_l(a_l) from o_0 = x gives this nested expression.")  # fmt: skip
def recursion(p):
    W1, W2, x = p.matrix("W1", 4, 3), p.matrix("W2", 2, 4), p.vector("x", 3)
    first, second = (Layer(*W.shape[::-1], "tanh", bias=False, init="zeros").assign(W=W) for W in (W1, W2))
    return (W2 @ (W1 @ Matrix.column(x)).map(tanh)).map(tanh).entries, second(first(x))


@formula("B20.2", "002:434", r"can use  $h(a) = 1$  for one neuron in each layer to incorporate bias term",
    says="With a neuron of h(a) = 1 in each layer, a network without biases computes what one with biases does.",
    because="Lines 432 and 454 count the entries of x among the neurons of a layer; line 463 gives layer 0 no h. Without "
    "an entry 1 of x the first layer has no bias: at x = 0 all its sums are 0.", severity="S3",
    fix="for one neuron in each layer, and append a 1 to the input x",
    readings=("the input is one of the layers, and x has an entry 1", "only layers with an h are meant"))  # fmt: skip
def constant_neuron(p, case):
    W1, b1, W2, b2, x = p.matrix("W1", 2, 2), p.vector("b1", 2), p.vector("W2", 2), p.real("b2"), p.vector("x", 2)
    one = 1.0 if "entry 1" in case else 0.0
    rebuilt = [dot([*row, b], [*x, one]).tanh() for row, b in zip(W1, b1)]
    return dot([*W2, b2], [*rebuilt, 1.0]), dot(W2, Layer(2, 2, "tanh", init="zeros").assign(W=W1, b=b1)(x)) + b2


definition("B20.3", "002:455", r"$a_\ell \in \mathbb{R}^{d_\ell}$  is input to layer  $\ell$",
    says="The input to layer l is a_l, what its activation functions get.",
    because="The same slide calls the output of the previous layer its input; that is o_(l-1), and not a_l.",
    clashes="002:450", severity="S3", fix="here: a_l is the input to the activation functions of layer l; or line 450 changed")  # fmt: skip


definition("B21.1", "002:469", r"$$F(\mathbf{W}_1, \dots, \mathbf{W}_L) = \frac{1}{n} \sum_{i=1}^n ...$$",
    says="The objective F is the mean of the losses.",
    because="For linear models F is their sum, and for mini-batches again. The minimum is the same, but gradients, and "
    "so the rates and λ that suit them, differ by the factor n.", clashes="002:701", severity="S2",
    fix=r"$\frac{1}{n}$ in all places")  # fmt: skip


@formula("B21.2", "002:473",
    r"$$... \|\mathbf{f}(\mathbf{x}_i) - \mathbf{y}_i\|_2^2 ... \ln \left( 1 + \sum_{k \neq y_i} ... \right) ...$$",
    says="The loss of one example is the squared distance for regression, and the logistic loss for classes.", domain="3 outputs")  # fmt: skip
def objectives(p):
    f, target, y = p.vector("f", 3), p.vector("target", 3), p.whole("y", 1, 3) - 1
    printed = sum((a - b) ** 2 for a, b in zip(f, target)), log(1 + sum(exp(f[k] - f[y]) for k in {0, 1, 2} - {y}))
    out = [Value(s) for s in f]
    return printed, [losses.squared_error([out], [target], "sum"), losses.softmax_cross_entropy(out, y, "sum")]


@promise("B23.1", "002:511", "can approximate any continuous function",
    says="One hidden layer comes close to any continuous function (here 64 ReLU to a sin bx + x², to 0.05).",
    because="Beyond its last kink every ReLU network is straight, and x² is not. The theorem is about closed and bounded "
    "sets, here [-3, 3], and not for h(a) = a²: these networks are parabolas, whatever their width. Measured: the largest "
    "error; in the second case up to x = 1000.", severity="S2",
    fix="any continuous function on a closed and bounded set, unless the activation is a polynomial",
    holds_if="on a closed bounded interval", fails_if="for all x")  # fmt: skip
def any_continuous(seed, case):
    a, b = random.Random(seed).uniform(0.5, 2), random.Random(seed + 8).uniform(0.5, 2)
    knots = [-3 + 6 * i / 64 for i in range(65)]
    f = {x: a * sin(b * x) + x * x for x in [*knots, *(i / 20 for i in range(-60, 61)), 100.0, 1000.0]}
    slopes = [(f[t] - f[s]) / (t - s) for s, t in pairwise(knots)]
    changes = [slopes[0], *(t - s for s, t in pairwise(slopes))]  # the output weights; neuron i starts at knots[i]
    net = {x: f[-3.0] + sum(v * max(x - t, 0.0) for v, t in zip(changes, knots)) for x in f}
    worst = max(abs(net[x] - f[x]) for x in f if x <= 3 or case == "for all x")
    return worst < 0.05, worst


@possibility("B23.2", "002:513", "It might need a huge number of neurons though, and *depth helps!*",
    says="There is a function for which one hidden layer needs many more neurons than several do.")  # fmt: skip
def depth_helps():
    y = [i / 2**11 for i in range(2**11 + 1)]
    for _ in range(10):  # each layer has two ReLU neurons: relu(y) and relu(y - 1/2)
        y = [2 * max(v, 0.0) - 4 * max(v - 0.5, 0.0) for v in y]
    kinks = sum(s - r != t - s for r, s, t in zip(y, y[1:], y[2:]))
    return kinks > 20, f"10 layers of 2 neurons make {kinks} kinks; in one layer each neuron makes one"
