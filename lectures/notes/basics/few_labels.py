# %% [markdown]
# # Learning from few labels
# Labels are expensive, data is not. Three ways to use the unlabelled part: invent a puzzle, start from its solution,
# or ask for answers that do not change when the question hardly does.
#
# Covers: A32 to A34
#
# Before: logistic regression; training a network.
#
# After: you can set up a pretext task with the right target and loss, compare a warm start with a cold one, and write
# a consistency loss whose gradient runs through both branches.

# %%
import random
from math import isclose, log, sqrt

import matplotlib.pyplot as plt

import engine
from engine import Value, affine, gradient, named
from lectures.board import claim, compare, exercise, figure, plot, table
from nn import MLP, Adam, Standardise, fit, jittered, losses
from nn.datasets import moons

rng = random.Random(6)


def house():
    """Bedrooms, age, and a size that depends on both; features as people list them."""
    beds, age = rng.randint(1, 6), rng.uniform(0, 40)
    size = 450 * beds + 6 * age + rng.gauss(0, 60)
    return [size, float(beds), age]


market = [house() for _ in range(200)]
scale = Standardise.to(market)
table(
    [[f"{v:.0f}" for v in row] for row in market[:4]], ["size", "bedrooms", "age"], "Four of 200 houses, without labels"
)

# %% [markdown]
# ## A puzzle from the data itself
# Hide the size of a house and ask for it: input "[?], 3 beds, ...", answer 1500. No human has to label anything,
# because the answer was there before it was hidden.

# %%
example = [1500.0, 3.0, 20.0]
masked, hidden = example[1:], example[0]
claim("A32", "the pseudo-label of the example", "1500", hidden)
claim("A32", "the input of the example", "x′: ([?], 3 beds, ...)", masked[0], readings={"bedrooms": 3.0})
claim(
    "A32",
    "where the pseudo-label comes from",
    "y_pretext from the unmasked part of the data",
    hidden,
    readings={"an entry of the unmasked part": masked[0], "the other unmasked entry": masked[1]},
    true="y_pretext from the masked part of the data",
    note="What remains visible is the input; the label is the number that was hidden.",
)

# %% [markdown]
# Which loss? The notes suggest cross-entropy. That is for classes; a size is a quantity. Squared error knows that
# 1490 is nearly right, a class label does not.

# %%
z = scale(example)
w = [Value(0.3, "w0"), Value(-0.1, "w1")]
b = Value(0.0, "b")
prediction = named("ŷ", affine(w, z[1:], b))
pretext = named("L", (prediction - z[0]) ** 2)
figure(
    "pretext",
    pretext,
    item="A32",
    caption="The hidden size (in standard units) is the target; the rest is the input.",
    predict=[b],
)


def squared(guess, truth):
    return (guess - truth) ** 2


def as_classes(guess, truth, bins=tuple(range(0, 4001, 100))):
    """Cross-entropy with one class for each hundred square feet and 9/10 of the probability on the guess."""
    probability = 0.9 if guess // 100 == truth // 100 else 0.1 / (len(bins) - 1)
    return -log(probability)


claim(
    "A32",
    "a guess of 1610 for 1500 costs less than a guess of 3000",
    "a supervised loss (e.g., Cross-Entropy)",
    True,
    readings={
        "squared error": squared(1610, 1500) < squared(3000, 1500),
        "cross-entropy over classes of 100": as_classes(1610, 1500) < as_classes(3000, 1500),
    },
    note="Cross-entropy fits a hidden word or class; for a hidden number it forgets how far off a guess is.",
)
masked_inputs, sizes = [scale(x)[1:] for x in market], [scale(x)[0] for x in market]


def pretext_loss(outputs, targets, reduction="mean"):
    return losses.squared_error([o[0] for o in outputs], targets, reduction=reduction)


def new_model(seed=1):
    return MLP(2, 6, 1, activation="tanh", rng=random.Random(seed))


puzzle = new_model()
history = fit(
    puzzle,
    (masked_inputs, sizes),
    pretext_loss,
    Adam(puzzle.parameters(), 0.02),
    epochs=150,
    progress=False,
    replay=True,
)
error = sqrt(history.loss[-1]) * scale.deviation[0]
print(f"typical error of a guessed size: {error:.0f} square feet; the noise in the data has 60")
sample = [puzzle(x) for x in masked_inputs[:20]]
both = {name: gradient(pretext_loss(sample, sizes[:20], name), puzzle.parameters()) for name in ("sum", "mean")}
claim(
    "A32",
    "the gradient of the training objective, for 20 houses",
    "min J(θ) = Σ Loss(...), where the losses before were averages 1/m Σ",
    both["sum"],
    readings={"sum": both["sum"], "mean": both["mean"]},
    rtol=1e-9,
    note="This sum has no 1/m although the losses before had it; with millions of examples the same rate means a step "
    "millions of times as long.",
)

# %% [markdown]
# ## Fine-tuning
# A network that guesses sizes has understood something about houses. Keep its weights and go on training on the few
# houses that somebody has labelled. Here the question is "is it a family house?", which people answer by its size,
# while the model is told only bedrooms and age.

# %%
deals = [int(size > 0.2) for size in sizes]
few, rest = list(range(10)), list(range(40, 200))
claim(
    "A33",
    "the labelled examples contain both answers",
    'e.g., 100 houses labeled as "Good Deal"',
    True,
    readings={
        "labelled as good deal or not": len({deals[i] for i in few}) == 2,
        'all of them labelled "Good Deal"': len({1 for _ in few}) == 2,
    },
    note="A classifier needs examples of both kinds; a hundred good deals alone are fitted by always answering yes.",
)


def classifier_loss(outputs, targets):
    return losses.binary_cross_entropy_from_logits([o[0] for o in outputs], targets, reduction="mean")


def tuned(start, epochs):
    """Go on from `start` on the few labels; the share of the other houses that it gets right."""
    net = new_model()
    net.load_state_dict(start.state_dict())
    labelled = [masked_inputs[i] for i in few], [deals[i] for i in few]
    fit(net, labelled, classifier_loss, Adam(net.parameters(), 0.02), epochs=epochs, progress=False, replay=True)
    return sum((net(masked_inputs[i])[0].data > 0) == bool(deals[i]) for i in rest) / len(rest)


epochs = (0, 5, 20, 100)
warm = [tuned(puzzle, n) for n in epochs]
cold = [
    sum(share) / 5
    for share in zip(*([tuned(new_model(seed), n) for n in epochs] for seed in range(20, 25)), strict=True)
]
table(
    [["warm start", *warm], ["cold start, mean of five", *cold]],
    ["share right after", *(f"{n} epochs" for n in epochs)],
    f"Trained on {len(few)} labels, tested on {len(rest)}",
)
claim(
    "A33",
    "the pretrained model does better on the real task than a new one",
    "slightly adjust (fine-tune) θ for our real, downstream task",
    True,
    readings={f"after {n} epochs": w > c for n, w, c in zip(epochs, warm, cold, strict=True)},
    note="A warm start is a head start; on this easy task the cold one catches up with enough training, and adjusting "
    "for long on ten labels loses what was learned before.",
)
hidden_unit = named("kept feature", puzzle.layers[0].neurons[0](masked_inputs[0]))
new_w = Value(0.5, "new w")
logit = new_w * hidden_unit
one = named("L", losses.binary_cross_entropy_from_logits(logit, 1))
figure(
    "fine-tune",
    one,
    item="A33",
    caption="The kept feature and a new weight. Fine-tuning moves both, at first mostly the new one.",
    predict=[new_w],
)

# %% [markdown]
# ## Answers that should not change
# Semi-supervised learning adds a second loss on unlabelled houses: predictions for a house and for a slightly changed
# copy should agree. $J = \sum_{L} \mathrm{BCE} + \lambda \sum_{U} \lVert h(x) - h(x') \rVert^2$. The gradient flows
# through **both** copies.

# %%
w, b = [Value(1.2, "w0"), Value(-0.7, "w1")], Value(0.3, "b")
x, nudged = [0.5, 0.2], [0.6, 0.1]
h = named("h(x)", affine(w, x, b).sigmoid())
h2 = named("h(x′)", affine(w, nudged, b).sigmoid())
gap = named("gap²", (h - h2) ** 2)
figure(
    "two-branches",
    gap,
    item="A34",
    caption="One weight, two branches: what flows back through them nearly cancels.",
    predict=[w[0]],
)
p, q = h.data, h2.data
by_hand = [2 * (p - q) * (p * (1 - p) * x[j] - q * (1 - q) * nudged[j]) for j in range(2)]
compare(gap, {"w": (w, by_hand), "b": (b, 2 * (p - q) * (p * (1 - p) - q * (1 - q)))})
stopped = [2 * (p - q) * p * (1 - p) * x[j] for j in range(2)]
claim(
    "A34",
    "the gradient of ‖h(x) − h(augment(x))‖² by w",
    "Σ ‖h(x) − h(augment(x))‖²",
    gradient(gap, w),
    readings={"through both branches": by_hand, "the copy taken as fixed": stopped},
    note="The formula differentiates both branches; many programs hold one of them fixed, which is another gradient.",
)
labelled = [(0.4, 1), (-0.6, 0)]


def objective(count, weight, reduction):
    """The loss of a one-weight model with `count` unlabelled pairs; returns its slope."""
    w = Value(0.8)
    supervised = engine.sum([losses.binary_cross_entropy_from_logits(w * v, y) for v, y in labelled])
    pairs = [((w * 0.5).sigmoid(), (w * 0.9).sigmoid()) for _ in range(count)]
    gaps = engine.sum([(a - c) ** 2 for a, c in pairs])
    return gradient(supervised + weight * (gaps if reduction == "sum" else gaps / count), w)


claim(
    "A34",
    "λ means the same for 10 and for 1000 unlabelled houses",
    "λ controls the importance of the consistency term",
    True,
    readings={
        "sums, as printed": isclose(objective(10, 0.1, "sum"), objective(1000, 0.1, "sum")),
        "means": isclose(objective(10, 0.1, "mean"), objective(1000, 0.1, "mean")),
    },
    note="The printed losses are sums, so a hundred times the data weighs a hundred times as much at the same λ.",
)


def worth(size, limit):
    """The probability of a one-feature classifier whose border is at a size in square feet."""
    return affine([0.01], [size], -0.01 * limit).sigmoid().data


claim(
    "A34",
    "both houses get the same prediction",
    "A 1500 sq ft house and a nearly identical 1505 sq ft house should get the same prediction",
    True,
    readings={
        "the class, border at 1400": (worth(1500, 1400) > 0.5) == (worth(1505, 1400) > 0.5),
        "the class, border at 1503": (worth(1500, 1503) > 0.5) == (worth(1505, 1503) > 0.5),
        "the probability, border at 1400": worth(1500, 1400) == worth(1505, 1400),
    },
    note="Only the class can be the same, and only where no border runs between the two; the printed loss compares "
    "probabilities, which always differ a little, so it can make the difference small but not forbid it.",
)
constant = [Value(0.0), Value(0.0)]
lazy = losses.consistency_loss(
    [affine(constant, x, Value(0.3)).sigmoid()], [affine(constant, nudged, Value(0.3)).sigmoid()], "sum"
)
claim(
    "A34",
    "the consistency term asks for nothing but agreement: who answers everything alike pays nothing",
    "It penalizes if the model gives different predictions for x and its augmented version",
    True,
    readings={"a model that ignores the house": lazy.data == 0.0},
)
claim(
    "A34",
    "the symbol L",
    "the small set of labeled data (L); L_sup, L_unsup",
    True,
    readings={
        "the labelled set, whose size is a whole number": isinstance(len(labelled), int),
        "a loss, which has a slope": isinstance(labelled, Value),
    },
    note="L is the labelled set below the sum sign and the loss to the left of it.",
)

# %% [markdown]
# Does it help? Two crescents, one label in each, 80 points without.

# %%
data = moons(80, noise=0.08, rng=random.Random(2))
tops = [(0.0, 1.0), (1.0, -0.5)]  # the two labelled points are those in the middle of each crescent
known = [
    min(range(80), key=lambda i, spot=spot: (data.inputs[i][0] - spot[0]) ** 2 + (data.inputs[i][1] - spot[1]) ** 2)
    for spot in tops
]
signs = [int(t > 0) for t in data.targets]


def semi(weight, steps=150, seed=5):
    """Train on two labels, with `weight` on the agreement of nearby copies."""
    rng = random.Random(seed)
    net = MLP(2, 8, 1, activation="tanh", rng=rng)
    optimiser = Adam(net.parameters(), 0.05)
    for _ in range(steps):
        chosen = rng.sample(data.inputs, 16)
        here = [net(x)[0].sigmoid() for x in chosen]
        nearby = [net(jittered(x, 0.2, rng))[0].sigmoid() for x in chosen]
        supervised = losses.binary_cross_entropy_from_logits(
            [net(data.inputs[i])[0] for i in known], [signs[i] for i in known], "sum"
        )
        optimiser.zero_grad()
        (supervised + weight * losses.consistency_loss(here, nearby, "mean")).backward()
        optimiser.step()
    return net


nets = {weight: semi(weight) for weight in (0.0, 5.0)}
right = {
    weight: sum((net(x)[0].data > 0) == bool(s) for x, s in zip(data.inputs, signs, strict=True)) / len(signs)
    for weight, net in nets.items()
}
table([[f"λ = {weight:g}", share] for weight, share in right.items()], ["", "share of the 80 points right"])

# %% The code of this plot
fig, panels = plt.subplots(1, 2, figsize=(7.6, 3.2), sharey=True)
axis_x, axis_y = [-1.4 + i / 12 for i in range(48)], [-0.9 + i / 12 for i in range(30)]
for panel, (weight, net) in zip(panels, nets.items(), strict=True):
    panel.contourf(
        axis_x,
        axis_y,
        [[net([a, c])[0].data for a in axis_x] for c in axis_y],
        levels=[-99, 0, 99],
        colors=["C0", "C1"],
        alpha=0.2,
    )
    for s, mark in ((0, "o"), (1, "s")):
        group = [x for x, t in zip(data.inputs, signs, strict=True) if t == s]
        panel.plot([x[0] for x in group], [x[1] for x in group], mark, color=f"C{s}", markersize=3)
    panel.plot(
        [data.inputs[i][0] for i in known], [data.inputs[i][1] for i in known], "*", color="black", markersize=12
    )
    panel.set(title=f"λ = {weight:g}")
plot(
    "moons",
    fig,
    "Stars: the two labels. Agreement with nearby copies moves the border into the gap, or it does not.",
    item="A34",
)

# %% [markdown]
# ## Your turn


# %%
@exercise(
    "consistency",
    asks="Derive the gradient by $w$ of $(\\sigma(w x) - \\sigma(w x'))^2$.",
    hints=[
        "Both predictions depend on $w$: two paths.",
        "The first gives $2 (h - h') h (1 - h) x$; the second has the opposite sign and its own slope and input.",
    ],
)
def consistency():
    w = Value(0.8, "w")
    return ((w * 0.5).sigmoid() - (w * 0.9).sigmoid()) ** 2, {"w": w}, {"w": 0.8, "x": 0.5, "x_prime": 0.9}
