# %% [markdown]
# # Attention, and a tiny GPT
# Count which letter follows which in a thousand names, and let the counts write names: out comes "coralen", but also
# "jsldist". Such a table sees one letter and no more. How can a network look back at all the letters so far, and learn
# where to look?
#
# Minutes: 45
#
# Before: softmax and cross-entropy; the same network in matrices; momentum and Adam; a recurrent network, trained.
#
# After: you can compute one head of attention on paper, derive its gradients, train a small GPT and let it write.

# %%
import random
from math import log
from statistics import median

import engine
from engine import Constant, Value, dot, logsumexp, named, no_grad, relu, softmax
from lectures.board import ask, compare_steps, exercise, figure, plot, table
from nn import Adam, Matrix, Module, causal_attention, fit, init, plots, schedules
from nn.datasets import LETTERS, count_pairs, names, one_hot, spelled

LONGEST = 7  # letters in a name

# %% [markdown]
# ## A table that sees one letter
# We take given names of up to seven letters, with a dot before and behind each, so that a name has a beginning and an
# end. 150 names are held out; in the others we count the pairs of neighbours. A letter is a row of 27 numbers: 1 at its
# place, 0 elsewhere. So `X @ scores` picks for each letter of a text its row of the table, and softmax of the row gives
# the chances of the letter that comes next.


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


def write_name(model, rng, temperature=1.0):
    """Draw letter after letter, each in proportion to exp(score / temperature), until the dot comes."""
    text = "."
    while len(text) <= LONGEST:
        with no_grad():
            scores = model(one_hot(text))[-1:]  # the last row: what follows the last letter
        weights = (scores / temperature).map(engine.exp).data[0]
        [letter] = rng.choices(LETTERS, weights)
        if letter == ".":
            break
        text += letter
    return text[1:]


known, held_out = split_names(0)
rng = random.Random(1)
print(*[write_name(table_of_pairs(known), rng) for _ in range(12)], sep=", ")

# %% [markdown]
# How good is a model? Its **loss per letter** is the mean of $-\ln p$ over the letters of a held-out name, where $p$ is
# the probability that it gave to the letter that came: the cross-entropy that you know. A model that finds all 27
# characters equally likely has $p = 1/27$, and the loss $\ln 27$. A model that has learned anything is below that.
#
# ## One look back
# After the first *n* of *anna* comes an *n*, after the second one an *a*: to predict, one has to look at what came
# before. Let each position hold a row of numbers. Which of the earlier positions matters is not known in advance, so it
# asks all of them, and itself:
#
# - from its own row it makes a **query** $q$: what am I looking for?
# - every position $s$ makes a **key** $k_s$: what is here? Where it fits, the **score** $S_s = q \cdot k_s$ is large;
# - softmax of the scores gives **weights** $P_s$, which are positive and have the sum 1;
# - every position makes a **value** $v_s$: what is handed on. The answer is $y = \sum_s P_s v_s$, a weighted mean.
#
# Query, key and value are made by three matrices that are learned; together they are one **head** of attention. Here
# three positions hold one number each, so every matrix is one number. Before you step: which position will get the
# largest weight? And which one if $W_q$ were $-0.6$? (Try it under "what if", below the figure.)

# %%
X, t = Matrix.given([[2.0], [-1.0], [3.0]], "X"), Constant(0.2, "t")
Wq, Wk, Wv = Matrix([[0.6]], "W_q"), Matrix([[0.4]], "W_k"), Matrix([[-0.7]], "W_v")

Q = (X[2:3, :] @ Wq).named("Q")  # the last position asks
K = (X @ Wk).named("K")
V = (X @ Wv).named("V")
S = (Q @ K.T).named("S")
P = Matrix([softmax(S[0])]).named("P")
Y = (P @ V).named("Y")
L = named("L", (Y[0][0] - t) ** 2)
figure(
    "one-head",
    L,
    caption="One head: the last of three positions looks back. Stepped by layers, Q, K and V are columns of one Z.",
    predict=[V[1][0], S[0][0], Wv[0][0]],
)

# %% [markdown]
# ## Its gradients by hand
# Write $g = dL/dy$. The answer $y = \sum_s P_s v_s$ is a sum of products, so each factor gets the other one times $g$:
# $$\frac{dL}{dv_s} = P_s\, g, \qquad \frac{dL}{dP_s} = v_s\, g.$$
# Through softmax, $\partial P_j / \partial S_s$ is $P_s - P_s^2$ for $j = s$ and $-P_j P_s$ for the others. Times
# $v_j\, g$, and added up over $j$, this is $P_s v_s\, g - P_s \sum_j P_j v_j\, g$. The sum is $y$ again, so
# $$\frac{dL}{dS_s} = P_s\, (v_s - y)\, g.$$
# In words: a larger score pulls the answer towards the value of its position, so what counts is how far away it is.

# %%
y = Y.data[0, 0]
g = 2 * (y - t.data)
dV = P.data.T * g
dS = P.data * (V.data.T - y) * g
dWv = X.data.T @ dV  # one weight, used at three positions: their shares add up
compare_steps(L, [("Y", Y, [[g]]), ("V", V, dV), ("S", S, dS), ("W_v", Wv, dWv)])

dK = dS.T * Q.data[0, 0]
dWk = X.data.T @ dK
ask(
    "The keys: $S_s = q\\, k_s$ and $k_s = x_s W_k$. The first step is $dL/dk_s = q\\; dL/dS_s$. What is $dL/dW_k$?",
    "Each position uses $W_k$ with its own number: $dL/dW_k = \\sum_s x_s\\, dL/dk_s$, or `X.T @ dK`. That is "
    f"{dWk[0, 0]:.4g}, and the engine has {engine.gradient(L, Wk[0][0]):.4g}.",
)


# %%
@exercise(
    "attention-query",
    asks="Two positions have the numbers $x_0 = 1$ and $x_1 = 2$, and the second one asks: $q = x_1 W_q$, "
    "$k_s = x_s W_k$, $v_s = x_s W_v$, $P = \\text{softmax}(q k_0, q k_1)$, $y = P_0 v_0 + P_1 v_1$, $L = (y - t)^2$. "
    "Derive the gradients by $W_q$ and by $W_v$.",
    hints=[
        "$dL/dS_s = P_s (v_s - y)\\, 2 (y - t)$. The query stands in both scores: $dL/dq = \\sum_s k_s\\, dL/dS_s$.",
        "$q = x_1 W_q$, so $dL/dW_q = x_1\\, dL/dq$. For $W_v$ both positions have a share: $x_s P_s g$.",
    ],
)
def attention_query():
    Wq, Wk, Wv = Value(0.3, "W_q"), Value(-0.8, "W_k"), Value(1.5, "W_v")
    q, keys, values = 2 * Wq, [1 * Wk, 2 * Wk], [1 * Wv, 2 * Wv]
    y = dot(softmax([q * keys[0], q * keys[1]]), values)
    return (y - 0.4) ** 2, {"Wq": Wq, "Wv": Wv}, {"Wq": 0.3, "Wk": -0.8, "Wv": 1.5, "x0": 1.0, "x1": 2.0, "t": 0.4}


# %% [markdown]
# ## A GPT in twenty lines
# `X @ E` picks for each letter a row of 16 learned numbers, and `R` adds 16 for its place in the name. Every position
# looks back once, and what it learns is added to its row. Then a small network with ReLU works on each row, and the
# last matrix makes 27 scores of it.
#
# `causal_attention` is the look back from above, for all positions at once: five letters and the dot in front give six
# predictions. Each position sees itself and what came before, no more, or it would see the letter that it has to
# predict. The scores are divided by $\sqrt{16}$, because a sum of 16 products is larger than one product, and softmax
# of large scores looks at one position only and hardly learns.


# %%
class TinyGPT(Module):
    def __init__(self, rng, attends=True):
        super().__init__()
        self.attends = attends
        self.E, self.R = init.matrix(27, 16, "E", rng), init.matrix(LONGEST + 1, 16, "R", rng)
        self.Wq, self.Wk = init.matrix(16, 16, "W_q", rng), init.matrix(16, 16, "W_k", rng)
        self.Wv, self.Wo = init.matrix(16, 16, "W_v", rng), init.matrix(16, 16, "W_o", rng)
        self.W1, self.W2 = init.matrix(16, 32, "W1", rng), init.matrix(32, 16, "W2", rng)
        self.W3 = init.matrix(16, 27, "W3", rng)

    def forward(self, X):
        H = X @ self.E + self.R[: len(X)]
        if self.attends:
            answers, self.weights = causal_attention(H @ self.Wq, H @ self.Wk, H @ self.Wv)
            H = H + answers @ self.Wo
        H = H + (H @ self.W1).map(relu) @ self.W2
        return H @ self.W3


# %%
def cross_entropy(outputs, targets):
    """Return the loss per letter: for each name the mean over its letters, of these the mean over the names."""
    means = []
    for Z, Y in zip(outputs, targets):
        losses = [engine.sum(y) * logsumexp(z) - dot(y, z) for z, y in zip(Z, Y)]
        means.append(engine.sum(losses) / engine.sum(map(engine.sum, Y)))
    return engine.sum(means) / len(means)


def run(seed):
    """Return the losses on held-out names of four models, and the last of these models."""
    known, held_out = split_names(seed)
    # Rows of zeros stand behind short names and have no loss: so all names have the same graph, which fit records once.
    data, validation = spelled(known, LONGEST), spelled(held_out, LONGEST)
    losses = [log(27), cross_entropy(list(map(table_of_pairs(known), validation.inputs)), validation.targets).data]
    for attends in (False, True):
        model, rng = TinyGPT(random.Random(seed), attends), random.Random(seed)
        optimiser = Adam(model.parameters(), schedules.cosine_decay(0.02, 6 * len(known) // 16))
        settings = {"epochs": 6, "batch_size": 16, "rng": rng, "validation": validation, "replay": True}
        losses.append(fit(model, data, cross_entropy, optimiser, **settings).validation_loss[-1])
    return losses, model


# %%
runs = [run(seed) for seed in range(4)]
columns = [losses for losses, model in runs]
gains = [without - with_attention for _, _, without, with_attention in columns]
ask(
    "The same network without attention knows a letter and its place in the name. Will its loss be that of the table, "
    "that of the GPT, or between?",
    "Between, and nearer to the GPT than one may think: the place says much, since nobody goes on for long after the "
    f"sixth letter. The look back lowers the loss by {median(gains):.3f} for each letter (median of {len(runs)} seeds, "
    f"from {min(gains):.3f} to {max(gains):.3f}).",
)
models = ["27 alike", "table of pairs", "network without attention", "tiny GPT"]
table(
    zip(models, *columns),
    ["model", *[f"seed {seed}" for seed in range(4)]],
    "Loss per held-out letter; each seed has its own split and its own start",
)

# %% [markdown]
# ## Where it looks
# Nobody told the network where to look. A row is a position that asks, a column one that it may look at.

# %%
gpt = runs[0][1]
gpt(one_hot(".johanna"))  # sets gpt.weights
plot("attention", plots.attention(gpt.weights, ".johanna"), "The weights $P$ of the first model, at a name.")

# %% [markdown]
# ## Let it write
# `write_name` divides the scores by a **temperature** before softmax. A low one makes the gaps between them larger, and
# the likeliest letter nearly always wins; a high one makes rare letters as usual as others. At 1 the chances are those
# that were learned.

# %%
rng, rows = random.Random(2), []
for temperature in (0.4, 1.0, 1.6):
    written = [write_name(gpt, rng, temperature) for _ in range(30)]
    new = [name for name in written if name not in known]
    rows.append([temperature, ", ".join(written[:10]), len(new), len(set(new) & set(held_out))])
table(rows, ["temperature", "the first ten of 30 names", "not in its list", "of these held out"])

# %% [markdown]
# ## You can now
# compute one head of attention on paper, say which share of the gradient a value, a score and a key get, and train a
# network that writes names which it has never read. Large language models have the same parts: more heads, more such
# blocks one behind the other with a normalisation between them, and pieces of words in place of letters.
#
# Each step here took thousands of scalar operations, and yet it did not take long. The next lecture shows why.
