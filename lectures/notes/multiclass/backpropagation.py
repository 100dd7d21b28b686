# %% [markdown]
# # Backpropagation, layer by layer
# The chain rule adds up paths, of which there are far too many; one number stored at each neuron replaces them. Here
# an example is a column, $a = W o$, as on the slides; the course has examples in rows.
#
# Covers: B26 to B30
#
# Before: layers as a recursion; the cost of nudging weights.
#
# After: you can derive the gradient of a network by index and in matrix form, and say when weights may be overwritten.

# %%
import random
from itertools import pairwise

from engine import Value, gradient, named, softmax
from lectures.board import Drawn, compare, compare_steps, exercise, figure, table
from nn import Matrix, losses

a = Value(3.0, "a")
figure("square", named("b", a * a), item="B26", caption="Two edges lead from $a$ to $b = a a$: two shares add up.")
w = Value(0.7, "w")
g1, g2 = named("g1", w * w), named("g2", w.sin())
figure("product-rule", named("f", g1 * g2), item="B26", caption="Two ways from $f$ to $w$.", predict=[w])

# %% [markdown]
# How many paths there are: [Why backwards](why_backwards.html). Stored are $\partial F / \partial a_i$; below, neurons
# collect from all that they feed: $\partial F / \partial a_i = (\sum_k \partial F / \partial a_k\, w_{ki})\, h'(a_i)$.


# %%
class Net:
    """Layers a = W o, o = tanh(a) without biases, and the square loss."""

    def __init__(self, *sizes, seed):
        rng = random.Random(seed)
        self.x, self.o = Matrix.given([[round(rng.uniform(-1, 1), 2)] for _ in range(sizes[0])], "x"), []
        self.W, self.a, o = [], [], self.x
        for level, (m, n) in enumerate(pairwise(sizes), 1):
            self.W.append(Matrix([[round(rng.uniform(-1, 1), 2) for _ in range(m)] for _ in range(n)], f"W{level}"))
            self.a.append((self.W[-1] @ o).named(f"a{level}"))
            o = self.a[-1].map(Value.tanh).named(f"o{level}")
            self.o.append(o)
        self.y = Matrix.given([[round(rng.uniform(0, 1), 2)] for _ in range(sizes[-1])], "y")
        self.F = named("F", losses.squared_error(o, self.y, "sum"))


one = Net(1, 1, 2, seed=176)
figure("index", one.F, form="columns", item="B27", caption="Two shares meet in $o_1$.", predict=[one.o[0][0, 0]])

# %% [markdown]
# The recursion starts with $2 (h(a_i) - y_i)\, h'(a_i)$. The exercise of the slides, with the logistic loss, starts
# with the probabilities, less 1 for the right class.

# %%
last = Value(0.8, "a")
F = named("F", (named("h", last.sigmoid()) - 0.2) ** 2)
figure("last-layer", F, item="B28", caption="An output neuron with square loss.")
scores = [Value(0.8, "a1"), Value(-0.4, "a2"), Value(0.3, "a3")]
F = named("F", losses.multiclass_logistic_loss(scores, 1))
p = [v.data for v in softmax(scores)]
figure("logistic", F, item="B28", caption="Three scores; the second class is right.", predict=[scores[1]])
compare(F, {"a": (scores, [p[0], p[1] - 1, p[2]])})

# %% [markdown]
# In matrices, with the minus that one slide has wrong: [A network in matrices](network_in_matrices.html), in rows.

# %%
tiny = Net(2, 2, 1, seed=9)
figure("matrix-form", tiny.F, form="columns", item="B29", caption="Down with $W_2^T$.", predict=[tiny.a[0][0, 0]])
d2 = 2 * (tiny.o[1].data - tiny.y.data) * (1 - tiny.o[1].data ** 2)
d1 = (tiny.W[1].data.T @ d2) * (1 - tiny.o[0].data ** 2)
by_hand = [("dF/da2", tiny.a[1], d2), ("dF/dW2", tiny.W[1], d2 @ tiny.o[0].data.T)]
by_hand += [("dF/da1", tiny.a[0], d1), ("dF/dW1", tiny.W[0], d1 @ tiny.x.data.T)]
compare_steps(tiny.F, by_hand)

# %% [markdown]
# May $W_\ell$ be overwritten at once? The layer below still needs the old one.

# %%
chain = Net(1, 1, 1, 1, seed=4)
figure("chain", chain.F, form="columns", item="B30", caption="Down to $W_1$ by way of $W_3$ and $W_2$, as they were.")
overwritten = tiny.W[1].data - 0.5 * (d2 @ tiny.o[0].data.T)
early = ((overwritten.T @ d2) * (1 - tiny.o[0].data ** 2)) @ tiny.x.data.T
rows = [["∂F/∂W1", *gradient(tiny.F, tiny.W[0])[0]], ["W2 overwritten after use", *by_hand[3][2][0]]]
table([*rows, ["W2 overwritten at once", *early[0]]], ["subtracted over η = 0.5", "W1[0,0]", "W1[0,1]"])


# %%
@exercise(
    "two-layer-classifier",
    asks="Of $F = \\ln(1 + \\sum_{k \\ne y} e^{f_k - f_y})$ with $a = W_1 x$, $o = \\tanh(a)$ and $f = W_2 o$, for $x$ "
    "of length 3, 4 hidden neurons and 2 classes, derive the gradients step by step down to $W_1$; $y$ counts from 0.",
    hints=["$dF/df$: probabilities, with 1 taken off at $y$.", "Go down with $W_2^T$, then times $1 - o^2$."],
    points={"o": 1, "df": 1, "W2": 1, "do": 1, "da": 1, "W1": 1},
)
def two_layer_classifier(draw):
    net = Net(draw.length(3), draw.length(4), 2, seed=draw.choice(range(8, 10**6)))
    (a, f), o = net.a, net.o[0]
    return Drawn(
        losses.multiclass_logistic_loss(f.entries, 1),
        {"df": f, "W2": net.W[1], "do": o, "da": a, "W1": net.W[0]},
        {"x": net.x.data.entries, "y": 1},
        values={"o": o},
    )
