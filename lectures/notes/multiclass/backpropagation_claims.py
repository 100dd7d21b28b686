"""What the slides on backpropagation print."""

from itertools import pairwise
from types import SimpleNamespace

from engine import Constant, Value, gradient, topological_order
from lectures.errata import definition, formula, promise
from nn import MLP, Matrix, losses


@formula(
    "B26.1",
    "002:546",
    r"$$\frac{\partial f}{\partial w} = \sum_{i=1}^d \frac{\partial f}{\partial g_i} \frac{\partial g_i}{\partial w}$$",
    says="The chain rule for f(g₁(w), ..., g_d(w)) adds up the paths.",
    domain="f = g₁g₂ + g₃², g = (w, a w², b w), against the polynomial in w",
)
def many_paths(p):
    a, b, w = p.real("a"), p.real("b"), Value(p.real("w"))
    g = [1.0 * w, a * w**2, b * w]
    f, written_out = g[0] * g[1] + g[2] ** 2, a * w**3 + b * b * w**2
    return sum(gradient(f, g[i]) * gradient(g[i], w) for i in range(3)), gradient(written_out, w)


@formula(
    "B26.2",
    "002:550",
    r"$$\frac{\partial f}{\partial w} = ... = g_2(w) \cdot g_1'(w) + g_1(w) \cdot g_2'(w)$$",
    says="For f = g₁g₂ the sum over paths is the product rule.",
    domain="g₁ = a w + b, g₂ = c w², against the polynomial in w",
)
def product_rule(p):
    a, b, c, w = p.real("a"), p.real("b"), p.real("c"), Value(p.real("w"))
    g1, g2, written_out = a * w + b, c * w**2, a * c * w**3 + b * c * w**2
    return g2.data * gradient(g1, w) + g1.data * gradient(g2, w), gradient(written_out, w)


def network(p, *sizes):
    """Layers a = W o, o = h(a), h = tanh, counted from 1 as on the slides, and the gradients of the square loss F."""
    W, a, o = [None], [None], [p.matrix("x", sizes[0], 1)]
    for level, (m, n) in enumerate(pairwise(sizes), 1):
        W.append(p.matrix(f"W{level}", n, m).map(Value))
        a.append(W[-1] @ o[-1])
        o.append(a[-1].map(Value.tanh))
    y = p.matrix("y", sizes[-1], 1)
    F = ((o[-1] - y) ** 2).sum()
    dW, da = ([None, *(Matrix(gradient(F, A)) for A in layers[1:])] for layers in (W, a))
    o, slope = [layer.data for layer in o], [None, *(1 - layer.data**2 for layer in o[1:])]
    return SimpleNamespace(W=[None, *(A.data for A in W[1:])], o=o, y=y, slope=slope, dW=dW, da=da)


@formula(
    "B27.1",
    "002:583",
    r"$$\frac{\partial F_m}{\partial w_{\ell,ij}} = \frac{\partial F_m}{\partial a_{\ell,i}} o_{\ell-1,j}$$",
    says="The derivative by a weight is the one by the input of its neuron, times what the weight multiplies.",
    domain="a network 2-3-2-2 of tanh neurons, all layers",
)
def by_weight(p):
    net = network(p, 2, 3, 2, 2)
    return [[[d * o for [o] in net.o[n - 1]] for [d] in net.da[n]] for n in (1, 2, 3)], net.dW[1:]


@formula(
    "B27.2",
    "002:585",
    r"$$\frac{\partial F_m}{\partial a_{\ell,i}} = \left( \sum_k \frac{\partial F_m}{\partial a_{\ell+1,k}} "
    r"w_{\ell+1,ki} \right) h'_{\ell,i}(a_{\ell,i})$$",
    says="The derivative by the input of a neuron collects from all neurons k that it feeds.",
    domain="a network 2-3-2-2 of tanh neurons, layers 1 and 2",
)
def by_input(p):
    net, printed = network(p, 2, 3, 2, 2), []
    for n in (1, 2):
        above, w = net.da[n + 1], net.W[n + 1]
        printed.append([[sum(d * w[k, i] for k, [d] in enumerate(above)) * h] for i, [h] in enumerate(net.slope[n])])
    return printed, net.da[1:3]


@promise(
    "B27.3",
    "002:556-559",
    "Naive: apply chain rule for each weight ... Backprop: reuse computation by storing gradients w.r.t",
    says="Storing the gradient at the input of each neuron saves work.",
    because="Measured: multiplications along all paths from F to all weights, over the edges of the graph, each of "
    "which backpropagation uses once; layers of 3 neurons, one to eight hidden ones.",
)
def reuse(seed):
    net = MLP(2, *[3] * (seed + 1), 1, activation="tanh", init="zeros")
    order = topological_order(losses.squared_error([net([0.5, -0.5])], [[1.0]], "sum"))
    ways, along = {order[-1]: 1}, {order[-1]: 0}  # paths to a node, and their multiplications in all
    for node in reversed(order):
        for below in node.inputs:
            ways[below] = ways.get(below, 0) + ways[node]
            along[below] = along.get(below, 0) + along[node] + ways[node]
    naive, edges = sum(along[w] for w in net.parameters()), sum(len(node.inputs) for node in order)
    return edges < naive, naive / edges


@formula(
    "B28.1",
    "002:589",
    r"$$\frac{\partial F_m}{\partial a_{L,i}} = ... = 2(h_{L,i}(a_{L,i}) - y_{n,i})h'_{L,i}(a_{L,i})$$",
    says="The start of the recursion for the square loss, y being the label of the example.",
    domain="a network 2-3-2 of tanh neurons",
)
def last_layer(p):
    net = network(p, 2, 3, 2)
    return 2 * (net.o[2] - net.y) * net.slope[2], net.da[2]


@formula("B29.1", "002:598-600", "$$A = ab^T$$  $$A_{ij} = a_i b_j$$", says="The entries of an outer product.")
def outer_product(p):
    a, b = p.vector("a", 3), p.vector("b", 2)
    return [[x * y for y in b] for x in a], Matrix.column(a) @ Matrix.column(b).T


@formula(
    "B29.2",
    "002:604",
    r"$$\frac{\partial F_m}{\partial \mathbf{W}_\ell} = \frac{\partial F_m}{\partial \mathbf{a}_\ell} "
    r"\mathbf{o}_{\ell-1}^T \in \mathbb{R}^{d_\ell \times d_{\ell-1}} ...$$",
    says="The gradient by W, as a matrix of the shape of W.",
    domain="a network 2-3-2-2 of tanh neurons, all layers",
)
def by_matrix(p):
    net = network(p, 2, 3, 2, 2)
    return [net.da[n] @ net.o[n - 1].T for n in (1, 2, 3)], net.dW[1:]


@formula(
    "B29.3",
    "002:609",
    r"$$\frac{\partial F_m}{\partial \mathbf{a}_\ell} = \begin{cases} \left( \mathbf{W}_{\ell+1}^T \frac{\partial F_m}"
    r"{\partial \mathbf{a}_{\ell+1}} \right) \circ \mathbf{h}'_\ell(\mathbf{a}_\ell) & ... \end{cases}$$",
    says="The recursion in matrices, below the last layer.",
    domain="a network 2-3-2-2 of tanh neurons, layers 1 and 2",
)
def recursion(p):
    net = network(p, 2, 3, 2, 2)
    return [(net.W[n + 1].T @ net.da[n + 1]) * net.slope[n] for n in (1, 2)], net.da[1:3]


@formula(
    "B29.4",
    "002:609",
    r"$$\frac{\partial F_m}{\partial \mathbf{a}_\ell} = \begin{cases} ... \\ 2(\mathbf{h}_L(\mathbf{a}_L) + "
    r"\mathbf{y}_n) \circ \mathbf{h}'_L(\mathbf{a}_L) & \text{else} \end{cases}$$",
    says="The start of the recursion in matrices, for the square loss.",
    because="The sign is wrong: where the output is too small, as in the example, descent must raise it, and lowers "
    "it by this formula; the slide before and the algorithm after it print a minus (002:589, 002:633).",
    severity="S1",
    fix=r"$2(\mathbf{h}_L(\mathbf{a}_L) - \mathbf{y}_n) \circ \mathbf{h}'_L(\mathbf{a}_L)$",
    domain="one output neuron h = tanh",
    draws=lambda: (Value(0.0, "a").tanh() - Constant(1.0, "y")) ** 2,
)
def last_layer_in_matrices(p):
    a, y = Value(p.real("a")), p.real("y", -1.0, 1.0)
    h = a.tanh()
    return 2 * (h.data + y) * (1 - h.data**2), gradient((h - y) ** 2, a)


definition(
    "B29.5",
    "002:611",
    r"$\mathbf{v}_1 \circ \mathbf{v}_2 = (v_{11}v_{21}, \dots, v_{1d}v_{2d})$",
    says="The circle multiplies entry by entry.",
)
definition(
    "B29.6", "002:613", r"$w_{\ell+1} \in \mathbb{R}^{d_{\ell+1} \times d_\ell}$", says="A row for each neuron above."
)


@formula(
    "B30.1",
    "002:633",
    r"$$\frac{\partial F_i}{\partial \mathbf{a}_\ell} = \begin{cases} ... \\ 2(h_L(\mathbf{a}_L) - \mathbf{y}_n) "
    r"\circ h'_L(\mathbf{a}_L) & \text{else} \end{cases}$$",
    says="The start of the backward loop, for the example i that was picked from n.",
    because="Example i has the label with index i; n is the number of examples, and with it this is the label of the "
    "last one. So also at 002:589 and 002:609.",
    severity="S3",
    fix=r"$\mathbf{y}_i$ for $\mathbf{y}_n$",
    domain="three examples, an output neuron h = tanh",
)
def label_of_another_example(p):
    labels, i, a = p.vector("y", 3), p.whole("i", 1, 3), Value(p.real("a"))
    h = a.tanh()
    return 2 * (h.data - labels[-1]) * (1 - h.data**2), gradient((h - labels[i - 1]) ** 2, a)


@formula(
    "B30.2",
    "002:629-643",
    r"**backward propagation**: for each  $\ell = L, \dots, 1$ ... update weights ... (Important: *should  "
    r"$\mathbf{W}_\ell$  be overwritten immediately in the last step?*)",
    says="What the loop subtracts from W₁ is η times its gradient.",
    holds_if="the old W is kept until the layer below has used it",
    fails_if="each W is overwritten at once",
    because="The answer to the question is no: the next pass of the loop multiplies by the matrix just changed, so "
    "every layer but the last gets something else than its gradient.",
    severity="S1",
    fix="first compute all $\\partial F_i / \\partial \\mathbf{a}_\\ell$ with the old weights, then update",
    domain="a network 1-1-1 of tanh neurons, 0.1 ≤ η ≤ 1",
)
def overwritten(p, when):
    net, eta = network(p, 1, 1, 1), p.positive("η", 0.1, 1.0)
    W2 = net.W[2] - eta * net.dW[2] if when == "each W is overwritten at once" else net.W[2]
    return (W2.T @ net.da[2]) * net.slope[1] @ net.o[0].T, net.dW[1]
