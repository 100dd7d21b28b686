# %% [markdown]
# # When few are labelled
# Measuring 200 beetles is an afternoon's work; having an expert label them takes weeks. So six have a label. Can the
# 194 others help all the same? They can help a lot, and they can do harm, and the measurements do not say which.
#
# Minutes: 35
#
# Before: [One neuron decides](one_neuron_decides.html); [The same network in matrices](network_in_matrices.html);
# [The moons](moons.html); [Learned by heart](overfitting_and_remedies.html).
#
# After: you can train with pretraining and with a consistency loss, derive the gradient of the latter, and say on which
# assumptions they rest.

# %% [markdown]
# ## One box of beetles, two questions
# Each beetle has eight measurements. Two questions are asked about the same beetles:
#
# - **Which species?** The first three measurements differ between the two species, with a gap: nothing lies between.
# - **From high or from low?** The higher a beetle lives, the longer its hairs, the last measurement. Here most beetles
#   live about the middle height, and "high" is what lies above it. There is no gap.
#
# The other four measurements vary from beetle to beetle and say nothing about either question.

# %%
import random
from functools import partial
from statistics import median

import engine
from engine import Value, named
from lectures.board import ask, compare_steps, exercise, figure, plot, table
from nn import MLP, Adam, Data, Layer, Matrix, Sequential, accuracy, classifier, fit, jittered, losses, plots

cross_entropy = losses.binary_cross_entropy_from_logits


def beetles(count, question, rng):
    data = Data([], [])
    for i in range(count):
        species, hairs = i % 2, rng.gauss(0, 1)
        size = [rng.gauss(2 * species - 1, 0.4) for _ in range(3)]
        data.inputs.append([*size, *[rng.gauss(0, 1.2) for _ in range(4)], hairs])
        data.targets.append(species if question == "species" else int(hairs > 0))
    return data


def drawn(question, seed):
    rng = random.Random(seed)
    box, test = beetles(200, question, rng), beetles(300, question, rng)
    zeros = [i for i, y in enumerate(box.targets) if y == 0]
    ones = [i for i, y in enumerate(box.targets) if y == 1]
    return box.take(zeros[:3] + ones[:3]), box, test


# %% [markdown]
# How far does a network get with three labels for each class, and nothing else? It is tested on 300 new beetles. For
# comparison: the same network, had all 200 beetles a label.


# %%
def labels_only(few, box, seed):
    model = MLP(8, 8, 1, activation="tanh", rng=random.Random(seed))
    fit(model, few, cross_entropy, Adam(model.parameters(), 0.05), epochs=150)
    return model


def all_labels(few, box, seed):
    return labels_only(box, box, seed)


def scores(train, question):
    found = []
    for seed in range(8):
        few, box, test = drawn(question, seed)
        found.append(accuracy(classifier(train(few, box, seed)), test))
    return found


reached, rows = {"species": {}, "height": {}}, []
for question, found in reached.items():
    found["labels only"] = scores(labels_only, question)
    for name, v in (("six labels", found["labels only"]), ("200 labels", scores(all_labels, question))):
        rows.append([question, name, round(median(v), 3), round(min(v), 3), round(max(v), 3)])
table(rows, ["question", "", "median of 8 seeds", "from", "to"], "Test accuracy")

# %% [markdown]
# ## Consistency: the same answer for nearly the same beetle
# Measure a beetle once more, and the numbers come out a little different. The answer should not. That can be asked of
# **every** beetle, with or without a label: move it a little, and let the two predictions $p_0$ and $p_1$ pay for
# their disagreement, $C = (p_0 - p_1)^2$. This is a **consistency loss**.
#
# Here is one neuron with two of the measurements. The rows of $X$ are a beetle and its moved copy.

# %%
X = Matrix.given([[0.5, 1.2], [0.9, 0.4]], "X")
W, b = Matrix([[1.6], [-0.7]], "W"), [Value(0.3, "b")]
Z = (X @ W + b).named("z")
P = Z.map(engine.sigmoid).named("p")
C = named("C", (P[0, 0] - P[1, 0]) ** 2)
figure(
    "consistency", C, caption="No label anywhere. The two rows pull each weight to opposite sides.", predict=[W[0, 0]]
)

# %% [markdown]
# **By hand, worked in full.** The square gives $2 (p_0 - p_1)$, to the first prediction with a plus and to the second
# with a minus. The sigmoid has the slope $p (1 - p)$, and the rest is a neuron with two examples: $dW = X^T dz$.

# %%
p0, p1 = P.data.entries
dP = Matrix([[2 * (p0 - p1)], [-2 * (p0 - p1)]])
dZ = dP * P.data * (1 - P.data)
dW = X.data.T @ dZ
compare_steps(C, [("dp", P, dP), ("dz", Z, dZ), ("dW", W, dW), ("db", b, dZ.column_sums())])

# %% [markdown]
# **The same with gaps.** Many programs hold the second prediction fixed, as if it were a label. Then $dp_0 =$ **(1)**
# and $dp_1 = 0$, so $dz_1 =$ **(2)**, and the first weight gets **(3)**.

# %%
ask(
    "Fill in (1) to (3).",
    f"(1) ${dP[0, 0]:.4f}$, as before. (2) 0: the copy only listens. (3) $x_{{0,0}}\\, dz_0 = "
    f"{X.data[0, 0] * dZ[0, 0]:.4f}$, instead of ${dW[0, 0]:.4f}$.",
)
ask(
    "Which weights make the consistency loss 0 for every beetle, once and for all?",
    "$W = 0$: then all beetles get the same answer. Agreement alone is worthless; the labels must pull against it.",
)

# %% [markdown]
# What does it do to the border? A pair pays most where $p$ is steep, and that is at the border. So each beetle near the
# border pushes it away, and it comes to rest where there are no beetles: in a gap.
#
# In training, each step sees the six labels and all 200 pairs. Where no label is used, the target is written -1.


# %%
def consistency(few, box, seed):
    model, rng = MLP(8, 8, 1, activation="tanh", rng=random.Random(seed)), random.Random(seed)
    pairs = [[x, x] for x in few.inputs] + [[x, jittered(x, 0.5, rng)] for x in box.inputs]
    targets = few.targets + [-1 for x in box.inputs]

    def both(pair):
        return [model(pair[0])[0], model(pair[1])[0]]

    def loss(predictions, targets):
        terms = []
        for (z, moved), y in zip(predictions, targets):
            gap = z.sigmoid() - moved.sigmoid()
            terms.append(30 * gap**2 / 200 if y == -1 else cross_entropy(z, y) / 6)
        return engine.sum(terms)

    fit(both, (pairs, targets), loss, Adam(model.parameters(), 0.05), epochs=150, replay=True)
    return model


# %% [markdown]
# ## Pretraining: learn to describe before learning to decide
# The other way has two stages. First an **autoencoder**: a network that gives back its own input, but has to pass it
# through a narrow place, here one single number. It needs no labels; its target is the input. That one number becomes
# whatever describes a beetle best. Then a last neuron, which sees this number alone, is trained on the six labels.


# %%
def pretraining(few, box, seed):
    rng = random.Random(seed)
    encoder, decoder, head = Layer(8, 1, "tanh", rng=rng), Layer(1, 8, rng=rng), Layer(1, 1, rng=rng)
    autoencoder, error = Sequential(encoder, decoder), partial(losses.squared_error, reduction="mean")
    fit(autoencoder, (box.inputs, box.inputs), error, Adam(autoencoder.parameters(), 0.05), epochs=150)
    model = Sequential(encoder, head)
    fit(model, few, cross_entropy, Adam(head.parameters(), 0.05), epochs=150)
    return model


# %% [markdown]
# ## Help and harm
# Now both, for both questions. Nothing is adapted to the question: the measurements, the networks, the noise of 0.5
# and the weight of 30 are the same.

# %%
ask(
    "For each question: will the beetles without a label help, or do harm? Think of where the true border is.",
    "Species: the true border lies in the gap, where consistency drives a border anyway. Height: it runs through the "
    "crowd, and consistency drives it out. And the one number that describes a beetle best is its species.",
)
rows = []
for question, found in reached.items():
    found["consistency"] = scores(consistency, question)
    found["pretraining"] = scores(pretraining, question)
    for name, v in found.items():
        better = sum(a > c for a, c in zip(v, found["labels only"]))
        worse = sum(a < c for a, c in zip(v, found["labels only"]))
        rows.append([question, name, round(median(v), 3), round(min(v), 3), round(max(v), 3), better, worse])
header = ["question", "", "median of 8 seeds", "from", "to", "seeds better", "seeds worse"]
table(rows, header, "Test accuracy, compared with labels only")

# %% [markdown]
# For each question: first all seeds, then the beetles of seed 4, where it is easiest to see, by two numbers each. A
# star has a label. The lines are the borders of the three networks, the other measurements being 0.


# %% The code of this plot
def shown(data):
    return Data([[sum(x[:3]) / 3, x[7]] for x in data.inputs], data.targets)


def in_plane(model, point):
    return model([point[0]] * 3 + [0.0] * 4 + [point[1]])


for question, found in reached.items():
    plot(f"{question}-seeds", plots.by_seed(found, f"{question}, 8 seeds", "test accuracy"), "A dot is a seed.")
    few, box, test = drawn(question, 4)
    ways = {"labels only": labels_only, "consistency": consistency, "pretraining": pretraining}
    borders = {name: partial(in_plane, train(few, box, 4)) for name, train in ways.items()}
    picture = plots.moving_boundary(borders, shown(test), question, steps=30)
    picture.axes[0].plot(*zip(*shown(few).inputs), "*", color="black", markersize=11)
    picture.axes[0].set(xlabel="mean of the first three measurements", ylabel="hairs")
    plot(f"{question}-borders", picture, "Colour is the true class.")

# %% [markdown]
# Consistency rests on the **cluster assumption**: examples form crowds, and the class changes between crowds, not
# inside one. Pretraining rests on a similar one: what describes the examples best is what the question is about. Both
# are true of the species and false of the height. They are statements about labels, and the measurements are the same
# for both questions, so nothing in them can tell. Only labels can: keep a few aside, and measure.
#
# ## Your turn
# You can now use examples without labels, and you know what you bet on when you do. Large language models begin like
# this, too: they learn to guess the next letters, for which nobody has to label anything. "Attention, and a tiny GPT"
# trains one.


# %%
@exercise(
    "label-and-consistency",
    asks="The rows of $X$, three measurements each, are a beetle of class 1 and its moved copy; $z = X W + b$, $p = "
    "\\sigma(z)$, and the loss is $L = -\\ln p_0 + \\lambda (p_0 - p_1)^2$. Derive $dz$, $dW$ and $db$.",
    hints=[
        "The first score $z_0$ gets two contributions, the second only one.",
        "From the label: $p_0 - 1$. From the consistency: $2 \\lambda (p_0 - p_1)\\, p_0 (1 - p_0)$.",
        "Put both scores into a column $dz$; then $dW = X^T dz$, and $db$ is its sum.",
    ],
)
def label_and_consistency(draw):
    X = Matrix.given(draw([[0.4, -1.1, -0.7], [-0.6, 0.3, 1.3]]), "X")
    W, b, lam = Matrix(draw([[0.8], [-1.7], [-0.2]]), "W"), [Value(draw(-0.3), "b")], draw(1.5)
    Z = X @ W + b
    P = Z.map(engine.sigmoid)
    loss = cross_entropy(Z[0, 0], 1) + lam * (P[0, 0] - P[1, 0]) ** 2
    return loss, {"dz": Z, "W": W, "b": b}, {"X": X.data, "p": P.data, "lam": lam}
