# %% [markdown]
# # Attention, and a tiny GPT
# Count which letter follows which in a thousand names, and let the counts write names: out comes "coralen", but also
# "jsldist", and after the *ll* of *ella* a third *l* seems as likely as a second. Such a table sees one letter and no
# more. How can a network look back at all the letters so far, and learn where to look?
#
# Minutes: 50
#
# Before: [Which of many?](softmax_and_cross_entropy.html); [Twenty layers](vanishing_gradients.html).
#
# After: you can compute one head of attention on paper, derive its gradients, train a small GPT and let it write.

# %%
import random
from math import exp, log
from statistics import median

from engine import Constant, Value, dot, gradient, named, no_grad, record, relu, softmax
from lectures.board import Drawn, ask, compare_steps, exercise, figure, plot, table
from nn import Adam, Matrix, Module, causal_attention, fit, init, plots, schedules
from nn.datasets import LETTERS, count_pairs, loss_per_letter, names, one_hot, spelled

LONGEST = 7  # letters in a name

# %% [markdown]
# ## A table that sees one letter
# We take given names of up to seven letters, with a dot before and behind each. 150 are held out; in the others we
# count the pairs of neighbours. A letter is a row of 27 numbers: 1 at its place, 0 elsewhere. So `X @ scores` picks for
# each letter its row of the table, and softmax of the row gives the chances of the letter that comes next.


# %%
def split_names(seed):
    """Return names to train on, and 150 that are held out."""
    order = names(longest=LONGEST)
    random.Random(seed).shuffle(order)
    return order[150:], order[:150]


def table_of_pairs(known):
    """Return a model that has counted the pairs; 0.3 is added to each count, so that nothing is impossible."""
    scores = (count_pairs(known) + 0.3).map(log)
    return lambda X: X @ scores


def chances(model, text, temperature=1.0):
    """Return the chance of each of the 27 characters to follow a text."""
    with no_grad():
        scores = model(one_hot(text))[-1]  # what follows the last letter
    return Matrix([softmax([score / temperature for score in scores])]).data[0]


def write_name(model, rng, temperature=1.0):
    """Draw letter after letter until the dot comes, or there are seven."""
    name = ""
    while len(name) < LONGEST and not name.endswith("."):
        name += rng.choices(LETTERS, chances(model, "." + name, temperature))[0]
    return name.strip(".")


known, rng = split_names(0)[0], random.Random(1)
print(*[write_name(table_of_pairs(known), rng) for _ in range(12)], sep=", ")

# %% [markdown]
# How good is a model? Its **loss per letter** is the mean of $-\ln p$ over the letters of a held-out name: $p$ is the
# probability that it gave to the letter that came. $e^{\text{loss}}$ is easier to read: the model is as uncertain
# as if it chose among so many equally likely letters. Knowing nothing, these are 27, and the loss is $\ln 27$.
#
# ## One look back
# After one *l* a second may come, after two never a third: one must look back. Let each position hold a row of numbers.
# Which of the earlier ones matters is not known in advance, so it asks all of them, and itself:
#
# - from its own row it makes a **query** $Q$: what am I looking for?
# - every position $s$ makes a **key** $K_s$: what is here? Where it fits, the **score** $S_s = Q \cdot K_s$ is large;
# - softmax of the scores gives **weights** $P_s$, which are positive and have the sum 1;
# - every position makes a **value** $V_s$: what is handed on. The answer is $Y = \sum_s P_s V_s$, a weighted mean.
#
# Query, key and value are made by three matrices that are learned: one **head** of attention. Here three positions hold
# one number each, and the last one asks. In the figure $K_1$ is K10, as $K$ is a column, and $S_1$ is S01 of a row.

# %%
X, t = Matrix.given([[2.0], [-1.0], [3.0]], "X"), Constant(0.2, "t")
Wq, Wk, Wv = Matrix([[0.6]], "W_q"), Matrix([[0.4]], "W_k"), Matrix([[-0.7]], "W_v")
Q = (X[2:3, :] @ Wq).named("Q")
K = (X @ Wk).named("K")
V = (X @ Wv).named("V")
S = (Q @ K.T).named("S")
P = Matrix([softmax(S[0])]).named("P")
Y = (P @ V).named("Y")
L = named("L", (Y[0][0] - t) ** 2)
ask(
    "Before you step: which position will get the largest weight? And which one if $W_q$ were $-0.6$?",
    f"$Q = 1.8$ is positive: the largest key wins, that of the last position, with $P_2 = {P.data[0, 2]:.3f}$. With "
    f"$-0.6$ all scores change sign: the smallest key wins, $P_1 = {softmax((-S.data)[0])[1].data:.3f}$. ",
)
figure("one-head", L, caption="One head: the last of three positions looks back.", predict=[V[1][0], S[0][0], Wv[0][0]])

# %% [markdown]
# ## Its gradients by hand
# Write $g = \partial L/\partial Y$. The answer $Y = \sum_s P_s V_s$ is a sum of products, so each factor gets the other
# one times $g$: $\partial L/\partial V_s = P_s\, g$ and $\partial L/\partial P_s = V_s\, g$. Through softmax,
# $\partial P_j / \partial S_s$ is $P_s - P_s^2$ for $j = s$ and $-P_j P_s$ for the others. Times $V_j\, g$, and added
# up over $j$, this is $P_s V_s\, g - P_s \sum_j P_j V_j\, g$. The sum is $Y$ again, so
# $$\frac{\partial L}{\partial S_s} = P_s\, (V_s - Y)\, g.$$
# In words: a larger score pulls the answer towards the value of its position, so what counts is how far away it is.
# The query stands in every score: $\partial L/\partial Q = \sum_s K_s\; \partial L/\partial S_s$.

# %%
y, g = Y.data[0, 0], 2 * (Y.data[0, 0] - t.data)
dV = P.data.T * g
dS = P.data * (V.data.T - y) * g
dWv = X.data.T @ dV  # one weight, used at three positions: their shares add up
compare_steps(L, [("Y", Y, [[g]]), ("V", V, dV), ("S", S, dS), ("Q", Q, dS @ K.data), ("W_v", Wv, dWv)])

dWk = X.data.T @ (dS.T * Q.data[0, 0])
ask(
    "The keys: $S_s = Q\\, K_s$ and $K_s = X_s W_k$. What is $\\partial L/\\partial W_k$?",
    "$\\partial L/\\partial K_s = Q\\; \\partial L/\\partial S_s$. Each position has its own share in $W_k$: all the "
    f"$X_s\\, \\partial L/\\partial K_s$ add up to {dWk[0, 0]:.4g}; the engine has {gradient(L, Wk[0][0]):.4g}.",
)


@exercise(
    "attention-query",
    asks="Two numbers $X_0$, $X_1$; the second asks: $Q = X_1 W_q$, $K_s = X_s W_k$, $V_s = X_s W_v$, $S_s = Q K_s$, "
    "$P = \\mathrm{softmax}(S)$, $Y = P_0 V_0 + P_1 V_1$, $L = (Y - t)^2$. Derive the gradients by $W_q$ and $W_v$.",
    hints=["First $g$ and both $\\partial L/\\partial S_s$.", "$W_q$ gets $X_1\\, \\partial L/\\partial Q$."],
)
def attention_query(draw):
    Wq, Wv, (Wk, x0, x1, t) = Value(draw(0.3), "W_q"), Value(draw(1.5), "W_v"), map(draw, (-0.8, 1.2, 2.5, 0.4))
    S = [x1 * Wq * (x * Wk) for x in (x0, x1)]
    P = softmax(S)
    Y = dot(P, [x0 * Wv, x1 * Wv])
    return Drawn((Y - t) ** 2, {"dS": S, "Wq": Wq, "Wv": Wv}, {"Wk": Wk, "x0": x0, "x1": x1, "t": t}, {"P": P, "Y": Y})


# %% [markdown]
# ## All positions at once
# Now each position holds a row of 16 numbers, and all ask: $Q$, $K$, $V$ have a row for each, $S = Q K^T / \sqrt{16}$ a
# column for each that is asked as well. Why the root? A sum of 16 products of random signs is about $\sqrt{16}$ times
# as large as one product, and softmax of large scores looks at one position only and hardly learns.
#
# A position must not see the letter that it has to predict. So row $t$ of $S$ is cut off behind its own place before
# softmax, and what is later gets the weight 0. Attention that sees only itself and what came before is **causal**.


# %%
def attention(Q, K, V):
    S = Q @ K.T / len(Q[0]) ** 0.5
    P = Matrix(softmax(row[: t + 1]) + [0.0] * (len(S) - t - 1) for t, row in enumerate(S))
    return P @ V, P


E, Wq, Wk, Wv = [init.matrix(n, 16, "W", rng) for n in (27, 16, 16, 16)]
H = one_hot(".anna") @ E
(Y, P), (other, _) = [look(H @ Wq, H @ Wk, H @ Wv) for look in (attention, causal_attention)]
print(f"H is {H.size}, P is {P.size}, Y is {Y.size}, and nn has the same Y: {Y.data == Matrix(other).data}\n{P}")

# %% [markdown]
# ## A GPT in twenty lines
# GPT: generative (it writes) pre-trained (it has read before) **transformer**, the network below. `E` has 16 numbers
# for each letter. The last row of $P$ weighs both *n* alike: so `R` adds 16 for the place. All look back once; $W_o$
# mixes the answer, which is *added* to the row, as a residual path. A small network with ReLU is added in the same way.
# Without attention that one is twice as wide, so that both have 3040 weights. The rate sinks to 0 as a cosine does.


# %%
class TinyGPT(Module):
    def __init__(self, rng, attends):
        super().__init__()
        self.attends, width = attends, 32 if attends else 64
        self.E, self.R = init.matrix(27, 16, "E", rng), init.matrix(LONGEST + 1, 16, "R", rng)
        if attends:
            self.Wq, self.Wk, self.Wv, self.Wo = [init.matrix(16, 16, f"W_{name}", rng) for name in "qkvo"]
        self.W1, self.W2 = init.matrix(16, width, "W1", rng), init.matrix(width, 16, "W2", rng)
        self.W3 = init.matrix(16, 27, "W3", rng)

    def forward(self, X):
        H = X @ self.E + self.R[: len(X)]
        if self.attends:
            Y, self.P = attention(H @ self.Wq, H @ self.Wk, H @ self.Wv)
            H = H + Y @ self.Wo
        return (H + (H @ self.W1).map(relu) @ self.W2) @ self.W3


def run(seed):
    """Return a table, a network without attention and a GPT, and their losses on held-out names."""
    known, held_out = split_names(seed)
    data, validation = spelled(known, LONGEST), spelled(held_out, LONGEST)
    models = [table_of_pairs(known), TinyGPT(random.Random(seed), False), TinyGPT(random.Random(seed), True)]
    losses = [loss_per_letter([models[0](X) for X in validation.inputs], validation.targets).data]
    for model in models[1:]:
        optimiser = Adam(model.parameters(), schedules.cosine_decay(0.03, 5 * len(known) // 16))
        options = {"epochs": 5, "batch_size": 16, "rng": random.Random(seed), "validation": validation, "replay": True}
        losses.append(fit(model, data, loss_per_letter, optimiser, **options).validation_loss[-1])
    return models, losses


runs = [run(seed) for seed in range(3)]

# %% The code of these two questions
rows, looks, shares = [], [], [(without - gpt) / (pairs - gpt) for _, (pairs, without, gpt) in runs]
ask(
    "Without attention, the network sees a letter and its place. Is its loss nearer to the table's or the GPT's? And "
    "which of the three knows best that no third *l* follows *ell*?",
    f"To the GPT's: looking back is {min(shares):.0%} to {max(shares):.0%} of the way down from the table. At *ell* "
    "the place misleads the network without it; the GPT is as good as the table. It gains a little at many places.",
)
for i, name in enumerate(["table of pairs", "without attention", "tiny GPT"]):
    losses = [found[i] for _, found in runs]
    third = median(chances(models[i], ".ell")[LETTERS.index("l")] for models, _ in runs)
    rows.append([name, *[f"{loss:.3f}" for loss in losses], f"{exp(median(losses)):.1f}", f"{third:.3f}"])
header = ["loss per letter", *[f"seed {seed}" for seed in range(3)], "median e^loss", "median p(l after ell)"]
table(rows, header, "Each seed has its own split and start; the rate is 0.03")
for seed, (models, _) in enumerate(runs):
    (known, held_out), gpt, found = split_names(seed), models[2], []
    for name in held_out[:20]:
        gpt(one_hot("." + name))  # sets gpt.P
        found += [row.index(max(row)) == t - 1 for t, row in enumerate(gpt.P.data)][2:]
    looks.append(sum(found) / len(found))
ask(
    "Nobody told the GPT where to look, and a row keeps its own letter anyway. Where will the largest weight lie most "
    "often: at the letter itself, at the letter before, or at the dot in front?",
    f"At the letter before: so look {min(looks):.0%} to {max(looks):.0%} of all letters from the second on (3 seeds), "
    "more than by chance. Own letter and letter before make a pair, more than a table of pairs has.",
)
gpt(one_hot(".bella"))
weights = plots.attention([row[: t + 1] for t, row in enumerate(gpt.P)], ".bella")
plot("attention", weights, "$P$ of one GPT at one name: rows ask. Some follow the rule, some do not.")

# %% [markdown]
# ## Let it write
# `write_name` divides the scores by a **temperature** $T$ before softmax: each chance is raised to the power $1/T$, and
# all are scaled to the sum 1. Below 1, likely letters get likelier; above 1, chances draw nearer to each other. To be
# new is easy, noise is new: we say that a name looks right if each three letters of it occur in a known name.

# %% The code of this table
text, rng, rows = " ".join(f".{name}." for name in known), random.Random(2), []
tapes = [record(lambda X: gpt(X)[-1], [], one_hot("." * n)) for n in range(1, LONGEST + 1)]  # a replay is quicker
writers = {"table": models[0], "GPT": lambda X: [tapes[len(X) - 1].value(inputs=Matrix(X).entries)]}
for title, T in [("table", 1), ("GPT", 0.4), ("GPT", 1), ("GPT", 1.6)]:
    new = [name for name in [write_name(writers[title], rng, T) for _ in range(40)] if name not in known]
    right = [all(f".{name}."[i : i + 3] in text for i in range(len(name))) for name in new]
    rows.append([title, T, ", ".join(new[:8]), len(new), sum(right)])
table(rows, ["model", "T", "the first eight new names", "new, of 40", "new, and look right"])

# %% [markdown]
# You can now compute one head of attention on paper, derive its gradients, and train a network that writes new names.
# Large language models have the same parts: more heads, more such blocks one behind the other, with normalisation, and
# pieces of words for letters. A step took tens of thousands of boxes, and was quick. The next lecture shows why.
