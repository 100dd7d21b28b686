# %% [markdown]
# # Backpropagation, layer by layer
# The chain rule is a sum over paths, and there are far too many paths. Store one number at each neuron, and one walk
# back through the layers is enough. By index, in matrix form, and as an algorithm with a trap in its last line.
#
# Covers: B26 to B30
#
# Before: layers as a recursion; the cost of nudging weights.
#
# After: you can derive the gradient of a network by index and in matrix form, find a wrong sign or a missing
# transpose in somebody else's derivation, and say when weights may be overwritten.

# %%
import random
from itertools import pairwise
from math import cos, isclose, sin

import matplotlib.pyplot as plt

import engine
from engine import Constant, Value, gradient, jvp, named, topological_order
from lectures.board import claim, compare, compare_steps, exercise, figure, plot, table
from nn import losses
from nn.matrix import Matrix, outer

# %% [markdown]
# ## The chain rule is a sum over paths
# One path first: $f(g(w))$ with $g = w^2$ and $f = \sin g$. The slopes multiply.

# %%
w = Value(1.2, "w")
g = named("g", w * w)
f = named("f", g.sin())
figure(
    "one-path",
    f,
    item="B26",
    caption="The product $g = w \\cdot w$ has two edges from $w$, so even here two contributions meet in $w$.",
    predict=[w],
)
claim(
    "B26", "df/dw for sin(w²)", "∂f/∂w = ∂f/∂g · ∂g/∂w", gradient(f, w), readings={"cos(w²) · 2w": cos(1.44) * 2 * 1.2}
)

# %% [markdown]
# A square is the smallest example of what goes wrong if one only **sets** a gradient: both edges of $w \cdot w$ carry
# $w$ back, and the answer is their sum. An engine that overwrote the first one would lose half.

# %%
a = Value(3.0, "a")
b = named("b", a * a)
along_one_edge = b.inputs[1].data
figure(
    "square",
    b,
    item="B26",
    caption="$b = a \\cdot a$. Watch the second share being added.",
    predict=[a],
)
claim(
    "B26",
    "db/da for b = a·a at a = 3",
    "Σᵢ ∂f/∂gᵢ · ∂gᵢ/∂w",
    gradient(b, a),
    readings={"with g₁ = g₂ = a": along_one_edge + b.inputs[0].data},
)

# %% [markdown]
# Now several paths: every $g_i$ depends on $w$, and $f$ on every $g_i$. The simplest case is a product, and there
# the sum over paths is the product rule.

# %%
w = Value(0.7, "w")
g1, g2 = named("g1", w * w), named("g2", w.sin())
f = named("f", g1 * g2)
figure("product-rule", f, item="B26", caption="Two ways from $f$ to $w$: through $g_1$ and through $g_2$.", predict=[w])
claim(
    "B26",
    "df/dw for g₁(w) g₂(w)",
    "g₂(w) · g₁′(w) + g₁(w) · g₂′(w)",
    gradient(f, w),
    readings={"w² sin w": sin(0.7) * 2 * 0.7 + 0.7**2 * cos(0.7)},
)


def three_ways(u):
    return [u.exp(), u.tanh(), 1 / u]


def combined(g):
    return g[0] * g[1] + g[1] * g[2] * g[2]


w = Value(0.7, "w")
g = three_ways(w)
f = combined(g)
claim(
    "B26",
    "df/dw for f(g₁(w), g₂(w), g₃(w))",
    "∂f/∂w = Σᵢ ∂f/∂gᵢ · ∂gᵢ/∂w",
    gradient(f, w),
    readings={"the sum": sum(gradient(f, v) * gradient(v, w) for v in g)},
)
f = combined(g) * w
inner = sum(gradient(combined(g) * w.data, v) * gradient(v, w) for v in g)
claim(
    "B26",
    "df/dw for f = F(g₁(w), g₂(w), g₃(w)) · w, where w also acts directly",
    "∂f/∂w = Σᵢ ∂f/∂gᵢ · ∂gᵢ/∂w",
    gradient(f, w),
    readings={"w itself counted as a fourth g": inner + combined(g).data, "only the three g": inner},
    note="Written with ∂ on both sides the formula uses one sign for two things: on the left w moves everything, "
    "on the "
    "right ∂f/∂g holds the others still; a direct w has to be listed among the g.",
)

# %% [markdown]
# ## Far too many paths
# In a network every neuron of a layer leads to every neuron of the next. Count the paths from a first weight to the
# loss, and the edges of the graph.


# %%
class Net:
    """Layers without biases: a_l = W_l o_(l-1), o_l = h_l(a_l), and a squared error on top. All vectors are columns."""

    def __init__(self, sizes, seed=1, hidden=Value.tanh, output=Value.sigmoid):
        rng = random.Random(seed)
        self.W = [
            Matrix([[round(rng.uniform(-1, 1), 2) for _ in range(m)] for _ in range(n)], f"W{level}")
            for level, (m, n) in enumerate(pairwise(sizes), 1)
        ]
        self.h = [hidden] * (len(sizes) - 2) + [output]
        self.x = Matrix.given([[round(rng.uniform(-1, 1), 2)] for _ in range(sizes[0])], "x")
        self.y = Matrix([round(rng.uniform(0, 1), 2)] for _ in range(sizes[-1]))
        self.forward()

    def forward(self):
        self.a, self.o = [], [self.x]
        for W, h in zip(self.W, self.h, strict=True):
            self.a.append(W @ self.o[-1])
            self.o.append(self.a[-1].map(h))
        self.F = named("F", losses.squared_error(self.o[-1], self.y, "sum"))
        return self.F


def paths(output):
    """For each node: in how many ways one can walk to it from the output, and how many edges these walks have."""
    ways, lengths = {output: 1}, {output: 0}
    for node in reversed(topological_order(output)):
        for below in node.inputs:
            ways[below] = ways.get(below, 0) + ways[node]
            lengths[below] = lengths.get(below, 0) + lengths[node] + ways[node]
    return ways, lengths


rows = []
for depth in range(1, 7):
    net = Net([2, *[4] * depth, 1])
    ways, lengths = paths(net.F)
    naive = sum(lengths[w] for W in net.W for w in W.entries)
    edges = sum(len(node.inputs) for node in topological_order(net.F))
    rows.append([depth, ways[net.W[0][0, 0]], naive, edges])
table(
    rows,
    ["hidden layers of 4", "paths from one weight", "naive", "edges in all"],
    "Naive: multiplications along all paths of all weights. Backprop: one for each edge",
)
claim(
    "B27",
    "one walk over all edges is less work than all paths of all weights",
    "Naive: apply chain rule for each weight. Backprop: reuse computation",
    True,
    readings={f"{depth} hidden": all_edges < naive for depth, _, naive, all_edges in rows},
)
claim(
    "B27",
    "what is stored for the network with six hidden layers of 4: numbers",
    "storing gradients w.r.t. input to each layer (a_ℓ)",
    sum(len(a) for a in net.a),
    readings={"one for each neuron": 6 * 4 + 1},
)

# %% The code of this plot
fig, axes = plt.subplots()
axes.semilogy([row[0] for row in rows], [row[2] for row in rows], "o-", label="naive, along all paths")
axes.semilogy([row[0] for row in rows], [row[3] for row in rows], "s--", color="C1", label="backprop, each edge once")
axes.set(xlabel="hidden layers of 4 neurons", ylabel="multiplications", title="Why reuse pays")
axes.legend()
plot("paths", fig, "Every layer multiplies the paths by four. The edges grow by the same number each time.", item="B27")

# %% [markdown]
# ## By index
# What should be stored is $\partial F / \partial a_i$: how the loss reacts to what **enters** neuron $i$. From there
# it is one step to every weight of the neuron,
#
# $$\frac{\partial F}{\partial w_{ij}} = \frac{\partial F}{\partial a_i}\, o_j,$$
#
# and one step down to the neurons below, which collect from all neurons $k$ that they feed:
#
# $$\frac{\partial F}{\partial a_i} = \Bigl( \sum_k \frac{\partial F}{\partial a_k}\, w_{ki} \Bigr) h'(a_i).$$

# %%
one = Net([1, 1, 2], seed=176, output=Value.tanh)  # no two of its numbers look alike
one.y = Matrix([Constant(v, f"y_k{k}")] for k, v in enumerate(one.y.entries, 1))
one.forward()
one.a[0][0, 0].label, one.o[1][0, 0].label = "a_i", "o_i"
for k, (v, u) in enumerate(zip(one.a[1].entries, one.o[2].entries, strict=True), 1):
    v.label, u.label = f"a_k{k}", f"o_k{k}"
figure(
    "index",
    one.F,
    form="columns",
    item="B27",
    caption="A neuron $i$ that feeds two neurons $k$, by the weights $w_{ki}$ in $W_2$. The sum over $k$ of the "
    "formula is where two shares meet in $o_i$.",
    predict=[one.o[1][0, 0]],
)


def slope(h, a):
    return a.map(lambda v: jvp(h, [v.data], [1.0])[1])


def slopes(net):
    return list(map(slope, net.h, net.a))


def by_index(net):
    """All dF/da and dF/dw, index by index, from the printed formulas; the last layer as in the next section."""
    y, o, dh = net.y.entries, [v.data.entries for v in net.o], [v.entries for v in slopes(net)]
    dF_da = [[2 * (o[-1][i] - y[i]) * dh[-1][i] for i in range(len(y))]]
    for level in reversed(range(len(net.a) - 1)):
        W, above = net.W[level + 1].data, dF_da[0]
        dF_da.insert(0, [sum(above[k] * W[k, i] for k in range(len(W))) * h for i, h in enumerate(dh[level])])
    return dF_da, [outer(d, v) for d, v in zip(dF_da, o[:-1], strict=True)]


def engines(net):
    dF_da = [gradient(net.F, a.entries) for a in net.a]
    return dF_da, [gradient(net.F, W) for W in net.W]


nets = [Net([1, 1, 2], 3), Net([3, 4, 2], 5), Net([2, 3, 4, 2, 3], 7, hidden=Value.sigmoid)]
claim(
    "B27",
    "∂F/∂w of all weights of three networks",
    "∂F_m/∂w_ij = ∂F_m/∂aᵢ · o_j",
    [engines(net)[1] for net in nets],
    readings={"as printed": [by_index(net)[1] for net in nets]},
)
claim(
    "B27",
    "∂F/∂a of all neurons of three networks",
    "∂F_m/∂aᵢ = (Σ_k ∂F_m/∂a_k · w_ki) h′ᵢ(aᵢ)",
    [engines(net)[0] for net in nets],
    readings={"as printed": [by_index(net)[0] for net in nets]},
)

# %% [markdown]
# The step $\frac{\partial F}{\partial a_i} = \frac{\partial F}{\partial o_i} \frac{\partial o_i}{\partial a_i}$ uses
# something that is not said: that $o_i$ depends on $a_i$ alone. A softmax layer does not.


# %%
def one_factor(layer):
    """Is dF/da_i = dF/do_i * do_i/da_i, for a layer from a to o?"""
    a = [Value(v) for v in (0.3, -0.8, 0.5)]
    o = layer(a)
    F = losses.squared_error([o], [[1.0, 0.0, 0.0]], "sum")
    product = [gradient(F, out) * gradient(out, into) for out, into in zip(o, a, strict=True)]
    return all(isclose(p, g) for p, g in zip(product, gradient(F, a), strict=True))


claim(
    "B27",
    "∂F/∂aᵢ is one product",
    "∂F_m/∂aᵢ = ∂F_m/∂oᵢ · ∂oᵢ/∂aᵢ",
    True,
    readings={
        "tanh": one_factor(lambda a: [v.tanh() for v in a]),
        "softmax": one_factor(engine.softmax),
    },
    note="It needs an activation that works entry by entry; with softmax every aᵢ moves every output, and the sum over "
    "them is missing.",
)

# %% [markdown]
# ## Where it starts
# The recursion needs a first link. For the squared error it is $2 (h(a_i) - y_i)\, h'(a_i)$; with a loss of half the
# squared error the 2 is gone.

# %%
last = Value(0.8, "a")
h = named("h(a)", last.sigmoid())
F = named("F", (h - 0.2) ** 2)
figure("last-layer", F, item="B28", caption="An output neuron with squared error and target 0.2.", predict=[last])
claim(
    "B28",
    "∂F/∂a of every output of three networks",
    "∂F_m/∂a_{L,i} = 2(h_{L,i}(a_{L,i}) − y_{n,i}) h′_{L,i}(a_{L,i})",
    [gradient(net.F, net.a[-1].entries) for net in nets],
    readings={"as printed": [by_index(net)[0][-1] for net in nets]},
)
targets = [Matrix([[0.9], [0.1]]), Matrix([[0.2], [0.7]]), Matrix([[0.4], [0.4]])]
drawn = 0
net = nets[0]
net.y = targets[drawn]
net.forward()


def start(y):
    return (2 * (net.o[-1].data - y) * slope(net.h[-1], net.a[-1])).entries


claim(
    "B28",
    "∂F/∂a of the outputs, for the example that was drawn (the first of three)",
    "F_m, y_n, and in the algorithm F_i",
    gradient(net.F, net.a[-1].entries),
    readings={
        "m, n and i all mean the example drawn": start(targets[drawn]),
        "n as before, the number of examples": start(targets[len(targets) - 1]),
    },
    note="Three letters stand for one example, while n is the number of examples and i a neuron elsewhere on the same "
    "slides, and m the number of weights three slides before.",
)

# %% [markdown]
# "Exercise: try to do it for logistic loss yourself." With scores $f_k = a_k$ and the loss
# $\ln(1 + \sum_{k \ne y} e^{a_k - a_y})$ the answer is short: the probabilities, less 1 for the right class.

# %%
scores = [Value(v, f"a{k + 1}") for k, v in enumerate([0.8, -0.4, 0.3])]
F = named("F", losses.multiclass_logistic_loss(scores, 1))
p = [v.data for v in engine.softmax(scores)]
onehot = [0.0, 1.0, 0.0]
figure("logistic", F, item="B28", caption="Three scores, label 2. Only its gradient is negative.", predict=[scores[1]])
compare(F, {"a": (scores, [q - t for q, t in zip(p, onehot, strict=True)])})
claim(
    "B28",
    "∂F/∂a for the logistic loss with each label",
    "Exercise: try to do it for logistic loss yourself",
    [gradient(losses.multiclass_logistic_loss(scores, y), scores) for y in range(3)],
    readings={"p − onehot(y)": [[q - (k == y) for k, q in enumerate(p)] for y in range(3)]},
)

# %% [markdown]
# ## In matrix form
# Indices are easy to lose. The same in matrices, with $\circ$ for the product entry by entry:
#
# $$\frac{\partial F}{\partial W_\ell} = \frac{\partial F}{\partial a_\ell}\, o_{\ell-1}^T, \qquad
# \frac{\partial F}{\partial a_\ell} = \Bigl( W_{\ell+1}^T \frac{\partial F}{\partial a_{\ell+1}} \Bigr)
# \circ h_\ell'(a_\ell).$$
#
# Write the shapes under the factors: $W_{\ell+1}$ has a row for each neuron **above**, so it has to be transposed to
# go down. All of this is for $a = W o$, where an example is a **column**: $\delta W = \delta a\, o^T$ and
# $\delta o = W^T \delta a$. Where examples are **rows**, $A = O W$, it is $\delta W = O^T \delta A$ and
# $\delta O = \delta A\, W^T$.


# %%
def backward(net, sign=-1, turn=lambda W: W.T):
    """The printed recursion: dF/da and dF/dW of all layers, as columns and matrices."""
    o, dh = [v.data for v in net.o], slopes(net)
    deltas = [2 * (o[-1] + sign * net.y) * dh[-1]]
    for level in reversed(range(len(net.W) - 1)):
        deltas.insert(0, (turn(net.W[level + 1].data) @ deltas[0]) * dh[level])
    return deltas, [d @ v.T for d, v in zip(deltas, o[:-1], strict=True)]


def flat(deltas):
    return [delta.entries for delta in deltas]


tiny = Net([2, 2, 1], seed=9)
for i, v in enumerate(tiny.x.entries, 1):
    v.label = f"x{i}"
    print(f"x{i} = {v.data}")
for level, (sums, outs) in enumerate(zip(tiny.a, tiny.o[1:], strict=True), 1):
    for i, (v, u) in enumerate(zip(sums.entries, outs.entries, strict=True), 1):
        v.label, u.label = f"a{level},{i}", f"o{level},{i}"
figure(
    "matrix-form",
    tiny.F,
    form="columns",
    item="B29",
    caption="Two layers. The column $\\partial F/\\partial a_1$ of the formula is the pair of gradients at $a_{1,1}$ "
    "and $a_{1,2}$.",
    predict=[tiny.a[0][0, 0]],
)
general = Net([3, 4, 2], seed=5)
deltas, grads = backward(general)
compare_steps(
    general.F,
    [
        ("dF/da2", general.a[1].entries, deltas[1].entries),
        ("dF/dW2", general.W[1], grads[1]),
        ("dF/da1", general.a[0].entries, deltas[0].entries),
        ("dF/dW1", general.W[0], grads[0]),
    ],
)

# %%
claim(
    "B29",
    "∂F/∂W of three networks",
    "∂F_m/∂W_ℓ = ∂F_m/∂a_ℓ · o_ℓ₋₁ᵀ ∈ R^{d_ℓ × d_ℓ₋₁}",
    [engines(net)[1] for net in nets],
    readings={"as printed": [backward(net)[1] for net in nets]},
)
claim(
    "B29",
    "∂F/∂a below the last layer, from the right start",
    "(W_ℓ₊₁ᵀ ∂F_m/∂a_ℓ₊₁) ∘ h′_ℓ(a_ℓ)",
    [engines(net)[0][:-1] for net in nets],
    readings={"as printed": [flat(backward(net)[0])[:-1] for net in nets]},
)
claim(
    "B29",
    "∂F/∂a of the last layer",
    "2(h_L(a_L) + y_n) ∘ h′_L(a_L)",
    [engines(net)[0][-1] for net in nets],
    readings={"as printed": [flat(backward(net, sign=1)[0])[-1] for net in nets]},
    true="2(h_L(a_L) − y_n) ∘ h′_L(a_L)",
    note="The derivative of (h − y)² is 2(h − y)h′; with the plus a perfect output would still be pushed, and the "
    "slide before and the algorithm after it print a minus.",
)


def close(A, B):
    return all(A.map(lambda u, v: isclose(u, v, abs_tol=1e-12), B).entries)


def agrees(net, turn):
    try:
        return all(map(close, backward(net, turn=turn)[1], engines(net)[1]))
    except ValueError:
        return False


for name, turn in (("with the transpose", lambda W: W.T), ("without it", lambda W: W)):
    for net in (general, Net([3, 3, 3], seed=5)):
        print(f"{name}, sizes {[len(o) for o in net.o]}: {'right' if agrees(net, turn) else 'wrong or impossible'}")
u, v = Matrix([[1.0], [-2.0], [0.5]]), Matrix([[3.0], [4.0]])
claim("B29", "A = abᵀ", "A_ij = aᵢ b_j", outer(u.entries, v.entries), readings={"a column times a row": u @ v.T})
claim(
    "B29",
    "v₁ ∘ v₂ for (1, −2, 0.5) and (2, 3, 4)",
    "(v₁₁v₂₁, ..., v₁dv₂d)",
    (u * [[2.0], [3.0], [4.0]]).entries,
    readings={"as printed": [1.0 * 2.0, -2.0 * 3.0, 0.5 * 4.0]},
)

# %% [markdown]
# How bad is the wrong sign? Start from $+ y$ and descend: the outputs run away from the target to where $h$ is
# $-y$, or as close as the activation allows.


# %%
def descend(net, steps, rate, sign=-1):
    found = []
    for _ in range(steps):
        found.append(net.forward().data)
        _, grads = backward(net, sign)
        for W, G in zip(net.W, grads, strict=True):
            for w, g in zip(W.entries, G.entries, strict=True):
                w.data -= rate * g
    return found


curves = {sign: descend(Net([3, 4, 2], seed=5), 80, 0.5, sign) for sign in (-1, 1)}
claim(
    "B29",
    "descent with the printed recursion lowers the loss",
    "2(h_L(a_L) + y_n) on one slide, 2(h_L(a_L) − y_n) on the others",
    True,
    readings={"with +": curves[1][-1] < curves[1][0], "with −": curves[-1][-1] < curves[-1][0]},
    note="Only the minus descends: one sign on one slide decides whether the network learns.",
)

# %% The code of this plot
fig, axes = plt.subplots()
axes.plot(curves[-1], label="with − y")
axes.plot(curves[1], "--", color="C1", label="with + y, as printed once")
axes.set(xlabel="step", ylabel="F", title="One sign")
axes.legend()
plot("one-sign", fig, "The same start and rate.", item="B29")

# %% [markdown]
# ## The algorithm, and its last line
# Draw an example; forward, keep all $a$ and $o$; backward from the last layer, and on the way
#
# $$W_\ell \leftarrow W_\ell - \eta\, \frac{\partial F}{\partial a_\ell}\, o_{\ell-1}^T .$$
#
# The notes ask whether $W_\ell$ may be overwritten at once. The next step down multiplies by $W_\ell^T$. If that is
# already the **new** matrix, what arrives below is not the gradient of anything that was computed.


# %%
def step(net, rate, at_once):
    """One pass of the printed loop. Returns the change of every W, divided by -rate."""
    net.forward()
    W, o, dh = [w.data for w in net.W], [v.data for v in net.o], slopes(net)
    used = []
    delta = 2 * (o[-1] - net.y) * dh[-1]
    for level in reversed(range(len(W))):
        G = delta @ o[level].T
        used.insert(0, G)
        old = W[level]
        W[level] = old - rate * G
        if level:
            going_down = W[level] if at_once else old
            delta = (going_down.T @ delta) * dh[level - 1]
    return used, W


chain = Net([1, 1, 1, 1], seed=4)
for level, (sums, outs) in enumerate(zip(chain.a, chain.o[1:], strict=True), 1):
    sums[0, 0].label, outs[0, 0].label = f"a{level}", f"o{level}"
figure(
    "chain",
    chain.F,
    form="columns",
    item="B30",
    caption="One neuron a layer. On its way to the first weight the gradient is multiplied by the two weights "
    "above it, "
    "as they were on the way forward.",
    predict=[chain.W[0][0, 0]],
)

# %%
deep = Net([3, 4, 4, 2], seed=5)
true = engines(deep)[1]
ways = {name: step(deep, 0.5, at_once)[0] for name, at_once in (("at once", True), ("after use", False))}
table(
    [[f"W{level + 1}", *(G[level][0, 0] for G in (true, *ways.values()))] for level in range(len(true))],
    ["first entry of", "∂F/∂W", "overwritten at once", "overwritten after use"],
    "What each loop subtracts, with η = 0.5",
)
claim(
    "B30",
    "∂F/∂a of the last layer",
    "2(h_L(a_L) − y_n) ∘ h′_L(a_L)",
    [engines(net)[0][-1] for net in nets],
    readings={"as printed": [flat(backward(net)[0])[-1] for net in nets]},
)
claim(
    "B30",
    "what the printed loop subtracts, over η",
    "for ℓ = L, …, 1: compute ∂F/∂a_ℓ from W_ℓ₊₁; update W_ℓ",
    true,
    readings={"in the printed order": ways["at once"]},
    true="keep the old W_ℓ until ∂F/∂a_ℓ₋₁ has been computed from it, or update all layers after the loop",
    note="The next pass of the loop meets the new W_ℓ, so every layer but the last gets something else than its "
    "gradient; the notes suspect as much.",
)


claim(
    "B30",
    "overwriting at once leaves the step of a layer as it should be",
    "Important: should W_ℓ be overwritten immediately in the last step?",
    True,
    readings={f"layer {level + 1}": close(true[level], ways["at once"][level]) for level in range(3)},
    note="Only the last layer, which comes first, is safe: the answer is no, "
    "wait until the layer below has used the old weights.",
)
claim(
    "B30",
    "overwriting each W after the layer below has used it",
    "W_ℓ ← W_ℓ − η ∂F_i/∂a_ℓ · o_ℓ₋₁ᵀ",
    true,
    readings={"all layers": ways["after use"]},
)

# %% [markdown]
# The slip is small where the rate is small, because new and old weights then hardly differ. That makes it hard to
# notice: training still works, a little worse, and no error appears. Only a gradient check finds it.


# %%
def distance(As, Bs):
    gaps = sum(((A - B) ** 2).sum() for A, B in zip(As, Bs, strict=True))
    return (gaps / sum((A**2).sum() for A in As)) ** 0.5


rates = [10.0 ** (-k / 2) for k in range(-2, 7)]
gaps = [distance(true, step(deep, rate, True)[0]) for rate in rates]

# %% The code of this plot
fig, axes = plt.subplots()
axes.loglog(rates, gaps, "o-")
axes.set(xlabel="η", ylabel="|wrong − gradient| / |gradient|", title="How wrong is overwriting at once?")
plot("overwriting", fig, "In proportion to the rate: halve the rate, halve the error of the direction.", item="B30")

# %% [markdown]
# ## Your turn
# The last layer of the exercise is linear with a logistic loss, so the recursion starts from $p -
# \mathrm{onehot}(y)$.


# %%
@exercise(
    "two-layer-classifier",
    asks="Derive $dF/dW_1$ and $dF/dW_2$ of $F = \\ln(1 + \\sum_{k \\ne y} e^{f_k - f_y})$ with "
    "$f = W_2 \\tanh(W_1 x)$, for $x$ of length 3, 4 hidden neurons and 2 classes; $y$ counts from 0.",
    hints=[
        "With $p = \\mathrm{softmax}(f)$, $dF/df$ is $p$ with 1 taken off at $y$.",
        "$dF/dW_2$ is the outer product of that and $o = \\tanh(W_1 x)$: 2 × 4.",
        "Go down with $W_2^T$, multiply entry by entry with $1 - o^2$, and take the outer product with $x$: 4 × 3.",
    ],
)
def two_layer_classifier():
    net = Net([3, 4, 2], seed=8)
    f = net.W[1] @ (net.W[0] @ net.x).map(Value.tanh)
    x = net.x.data.entries
    return losses.multiclass_logistic_loss(f.entries, 1), {"W1": net.W[0], "W2": net.W[1]}, {"x": x, "y": 1}
