# %% [markdown]
# # Many classes out of two
# A classifier that can only say yes or no still decides between many classes: ask it once for each class, or once for
# each pair. What happens when the answers disagree?
#
# Covers: B15 to B17
#
# Before: logistic regression; scores for many classes.
#
# After: you can relabel data for one-versus-all and one-versus-one, count the classifiers, and find the places where
# no classifier, or several, say yes.

# %%
import random
from math import ceil, comb, exp, log2

import matplotlib.pyplot as plt

import engine
from engine import Value, affine, named
from lectures.board import claim, compare, exercise, figure, plot, table
from nn import OneVersusAll, OneVersusOne, accuracy, losses
from nn.datasets import blobs

# %% [markdown]
# ## One against all others
# Five points, four classes. For each class a table column: **+** for its own points, **−** for all others.
# Which point has which class? The table of pairs further below settles it.

# %%
classes = {"x1": 2, "x2": 3, "x3": 4, "x4": 2, "x5": 1}
columns = {f"h{k}": "".join("+" if c == k else "−" for c in classes.values()) for k in (1, 2, 3, 4)}
table(
    [[x, c, *(columns[h][i] for h in columns)] for i, (x, c) in enumerate(classes.items())],
    ["", "class", *columns],
    "The four binary data sets",
)
printed_columns = ["−−−−+", "+−−+−", "−−+−−"]  # the signs of the printed table, each column from x1 to x5
claim(
    "B15",
    "columns of signs in the table, for four classifiers",
    "three columns, above h₁ h₂ h₃ h₄",
    len(columns),
    readings={"as printed": len(printed_columns)},
    true="four columns",
    note="The column in which only x₂ is + has been lost, so that in the printed table x₂ belongs to no class.",
)
claim(
    "B15",
    "the signs that are printed",
    "−−−−+, +−−+−, −−+−−",
    True,
    readings={f"as h{k}": columns[f"h{k}"] == signs for k, signs in zip((1, 2, 4), printed_columns, strict=True)},
)
claim("B15", "number of binary classifiers for C = 4", "C", len(columns), readings={"C": 4})

# %% [markdown]
# Each column is an ordinary binary problem. One neuron with the logistic loss will do, here on points in the plane.

# %%
data = blobs([(0.0, 2.2), (2.0, 0.0), (-2.0, 0.0), (0.0, -2.2)], count=80, spread=0.55, rng=random.Random(3))
w, b = [Value(0.4, "w0"), Value(-0.6, "w1")], Value(0.1, "b")
x = [0.5, 2.0]
score = named("score", affine(w, x, b))
one = named("L", losses.logistic_loss(score, 1, "sum"))
figure("one-of-four", one, item="B15", caption="One of the four neurons, one point with the sign +.", predict=[w[0]])
slope = -1 / (1 + exp(score.data))
compare(one, {"w": (w, [slope * v for v in x]), "b": (b, slope)})

# %% [markdown]
# ## Several say yes, or nobody
# To predict, ask all four. The notes pick at random among those that say yes. There are places where two say yes, and
# places where none does.

# %%
ova = OneVersusAll(rng=random.Random(0)).fit(data)
axis = [-4 + i / 10 for i in range(81)]
firing = {(u, v): ova.firing([u, v]) for u in axis for v in axis}
counts = {n: sum(1 for fired in firing.values() if len(fired) == n) for n in range(5)}
table([[n, count / len(firing)] for n, count in counts.items()], ["classifiers that say yes", "share of the square"])
claim(
    "B16",
    "the rule names a class",
    "randomly pick among all k's s.t. h_k(x) = +1",
    True,
    readings={
        "everywhere in the square": all(firing.values()),
        "where at least one fires": all(f for f in firing.values() if f),
    },
    note=f"In {100 * counts[0] / len(firing):.0f} % of this square nobody says yes, and the rule says nothing "
    "about that.",
)

# %% [markdown]
# "Will (probably) make a mistake as long as one of $h_k$ errs." Suppose one of them errs. There are two kinds: a
# wrong class says yes as well, or the right one stays silent.


# %%
def chance_of_a_mistake(right, fired):
    """Of the random pick; without anybody to pick, any class is drawn."""
    options = fired or [0, 1, 2, 3]
    return 1 - options.count(right) / len(options)


cases = {
    "a wrong class says yes too": chance_of_a_mistake(0, [0, 1]),
    "two wrong classes say yes too": chance_of_a_mistake(0, [0, 1, 2]),
    "the right class stays silent, nobody speaks": chance_of_a_mistake(0, []),
    "the right class stays silent, a wrong one speaks": chance_of_a_mistake(0, [1]),
}
table(list(cases.items()), ["what goes wrong", "chance of a mistake"])
claim(
    "B16",
    "a mistake is more likely than not",
    "will (probably) make a mistake as long as one of h_k errs",
    True,
    readings={name: chance > 0.5 for name, chance in cases.items()},
    note="If a single wrong class says yes besides the right one, the random pick is right half of the time; "
    "taking the "
    "largest score instead of a random pick does better.",
)
scores = [Value(ova.score_of[k]([0.9, 0.9]), f"score {k}") for k in range(4)]
best = named("largest", engine.maximum(*scores))
figure(
    "largest-score",
    best,
    item="B16",
    caption="The usual way out: take the largest score. It exists everywhere.",
    predict=[scores[0]],
)
by_largest = accuracy(ova.most_confident, data)
by_chance = accuracy(ova.predict, data)
print(f"right on the 80 points: random pick {by_chance:.3f}, largest score {by_largest:.3f}")

# %% The code of this plot
fig, axes = plt.subplots(figsize=(5.4, 4.6))
level = [[len(firing[(u, v)]) for u in axis] for v in axis]
axes.contourf(axis, axis, level, levels=[-0.5, 0.5, 1.5, 4.5], colors=["C4", "white", "C3"], alpha=0.35)
for k, mark in enumerate("os^d"):
    group = [p for p, t in zip(data.inputs, data.targets, strict=True) if t == k]
    axes.plot(*zip(*group, strict=True), mark, markersize=4, color=("C0", "C1", "C2", "C3")[k])
axes.set(title="Grey: nobody says yes. Purple: two or more do.", aspect="equal")
plot(
    "who-fires", fig, "Between the groups the four answers leave a hole in the middle and overlap outside.", item="B16"
)

# %% [markdown]
# ## One against one
# Train a classifier for each **pair**, on the points of these two classes only, and let them vote. For the five
# points this gives six small tables.

# %%
printed_pairs = {
    (1, 2): {"x1": "−", "x4": "−", "x5": "+"},
    (1, 3): {"x2": "−", "x5": "+"},
    (3, 4): {"x2": "+", "x3": "−"},
    (4, 2): {"x1": "−", "x3": "+", "x4": "−"},
    (1, 4): {"x3": "−", "x5": "+"},
    (3, 2): {"x1": "−", "x2": "+", "x4": "−"},
}


def pair_table(first, second):
    return {x: "+" if c == first else "−" for x, c in classes.items() if c in (first, second)}


claim(
    "B17",
    "every entry of the six columns",
    "h(1,2), h(1,3), h(3,4), h(4,2), h(1,4), h(3,2)",
    True,
    readings={f"h{pair}": pair_table(*pair) == signs for pair, signs in printed_pairs.items()},
)
claim(
    "B17",
    "number of classifiers for C = 4",
    "C(C, 2) binary classifiers",
    comb(4, 2),
    readings={"pairs in the table": len(printed_pairs)},
)
ovo = OneVersusOne(rng=random.Random(0)).fit(data)
claim("B17", "classifiers that were trained", "(C choose 2)", len(ovo.score_of), readings={"4 over 2": comb(4, 2)})
votes = ovo.votes([1.6, 1.8])
table([[f"class {k}", n] for k, n in votes.items()], ["", "votes at (1.6, 1.8)"])

# %% [markdown]
# Slower, say the notes, but more robust. Count the questions asked for one prediction, and compare the two on the
# same data.

# %%
table([[c, c, comb(c, 2)] for c in range(2, 8)], ["classes", "one-versus-all asks", "one-versus-one asks"])
claim(
    "B17",
    "one-versus-one asks more classifiers than one-versus-all",
    "slower in prediction",
    True,
    readings={f"C = {c}": comb(c, 2) > c for c in (2, 3, 4, 10)},
    note="C(C − 1)/2 is more than C only from four classes on; with two it is one question instead of two, with "
    "three the "
    "same number.",
)
questions = {
    "a balanced tree": lambda c: ceil(log2(c)),
    "a code with 3C/2 columns": lambda c: 3 * c // 2,
    "the code with all columns": lambda c: 2 ** (c - 1) - 1,
}
table(
    [[name, *(count(c) for c in (4, 6, 10))] for name, count in questions.items()], ["asks", "C = 4", "C = 6", "C = 10"]
)
claim(
    "B17",
    "for C = 10 it asks more than one-versus-all and less than one-versus-one",
    "tree-based methods and error-correcting codes can achieve intermediate tradeoffs",
    True,
    readings={name: 10 < count(10) < comb(10, 2) for name, count in questions.items()},
    note="A code can have any number of columns, so it can lie in between; a tree asks about log₂ C questions, fewer "
    "than both, and one wrong answer on its way is final.",
)
fresh = {
    "four groups at the corners of a square": ([(0.0, 2.2), (2.0, 0.0), (-2.0, 0.0), (0.0, -2.2)], 0.55),
    "four groups in a row": ([(-3.0, 0.0), (-1.0, 0.0), (1.0, 0.0), (3.0, 0.0)], 0.35),
}
results = {}
for name, (centres, spread) in fresh.items():
    train = blobs(centres, count=80, spread=spread, rng=random.Random(3))
    test = blobs(centres, count=400, spread=spread, rng=random.Random(4))
    models = OneVersusAll(rng=random.Random(0)).fit(train), OneVersusOne(rng=random.Random(0)).fit(train)
    results[name] = [accuracy(m.predict, test) for m in models] + [accuracy(models[0].most_confident, test)]
table(
    [[name, *shares] for name, shares in results.items()],
    ["share right on new points", "one-versus-all", "one-versus-one", "all, largest score"],
)
claim(
    "B17",
    "one-versus-one is right more often than one-versus-all with a random pick",
    "More robust than one-versus-all",
    True,
    readings={name: shares[1] > shares[0] for name, shares in results.items()},
)
claim(
    "B17",
    "one-versus-one is right more often than one-versus-all with the largest score, by more than 1 %",
    "More robust than one-versus-all",
    True,
    readings={name: shares[1] > shares[2] + 0.01 for name, shares in results.items()},
    note="A class in the middle of a row cannot be cut off by one line from all others, but from each one it can; "
    "where "
    "every class can be cut off, the largest score does as well.",
)
pair_score = named("score of the pair", affine([Value(0.8, "w0"), Value(-0.5, "w1")], [1.6, 1.8], Value(0.2, "b")))
figure("one-pair", pair_score, item="B17", caption="One voter. Its sign is its vote; the six signs are counted.")

# %% The code of this plot
fig, panels = plt.subplots(1, 2, figsize=(7.8, 2.6), sharey=True)
train = blobs(fresh["four groups in a row"][0], count=80, spread=0.35, rng=random.Random(3))
row_models = OneVersusAll(rng=random.Random(0)).fit(train), OneVersusOne(rng=random.Random(0)).fit(train)
wide, high = [-4 + i / 10 for i in range(81)], [-1.5 + i / 5 for i in range(16)]
for panel, predict, title in zip(
    panels,
    (row_models[0].most_confident, row_models[1].predict),
    ("one-versus-all, largest score", "one-versus-one"),
    strict=True,
):
    panel.contourf(
        wide,
        high,
        [[predict([u, v]) for u in wide] for v in high],
        levels=[-0.5, 0.5, 1.5, 2.5, 3.5],
        colors=["C0", "C1", "C2", "C3"],
        alpha=0.25,
    )
    for k, mark in enumerate("os^d"):
        group = [p for p, t in zip(train.inputs, train.targets, strict=True) if t == k]
        panel.plot(*zip(*group, strict=True), mark, markersize=3, color=f"C{k}")
    panel.set(title=title)
plot("in-a-row", fig, "Classes in a row: the inner ones have no line that cuts them off from all others.", item="B17")

# %% [markdown]
# ## Your turn


# %%
@exercise(
    "pair-gradient",
    asks="One classifier of a pair has the score $w \\cdot x + b$ and the loss $\\ln(1 + e^{-t\\,(w \\cdot x + "
    "b)})$ with "
    "$t = -1$. Derive the gradients by $w$ and $b$.",
    hints=["By the score the slope is $-t\\, \\sigma(-t s)$.", "The score's slope by $w$ is $x$, by $b$ it is 1."],
)
def pair_gradient():
    w, b = [Value(0.8, "w0"), Value(-0.5, "w1")], Value(0.2, "b")
    loss = losses.logistic_loss(affine(w, [1.6, 1.8], b), -1, "sum")
    return loss, {"w": w, "b": b}, {"w": [0.8, -0.5], "b": 0.2, "x": [1.6, 1.8], "t": -1}
