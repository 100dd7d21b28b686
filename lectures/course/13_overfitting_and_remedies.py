# %% [markdown]
# # Learned by heart: overfitting and its remedies
# A network gets better at its 40 training points, and worse at all others. What is it learning, and how is it stopped?
#
# Minutes: 45
#
# Before: [One neuron decides](one_neuron_decides.html); [The moons](moons.html);
# [How descent goes astray](descent_goes_astray.html).
#
# After: you can see overfitting in two curves, derive the gradient of a penalty, and compare remedies fairly.

# %% [markdown]
# ## Two curves part
# The moons again, with more noise: some points lie deep inside the other moon, and nobody can get them right but by
# knowing them. We give 40 points to a network with 16 hidden neurons, so with more weights than there are points.
#
# Everything here is done eight times, with the seeds 0 to 7. Each draws its own points and its own first weights.

# %%
import random
from statistics import median

from engine import Constant, Value, named, no_grad, scope
from lectures.board import ask, compare_steps, exercise, figure, plot, table
from nn import MLP, Adam, Data, Matrix, accuracy, classifier, datasets, fit, jittered, losses, plots

cross_entropy = losses.binary_cross_entropy_from_logits


def network(seed):
    return MLP(2, 16, 1, activation="tanh", rng=random.Random(seed))


points, models, histories = [], [], []
for seed in range(8):
    rng, model = random.Random(seed), network(seed)
    train, validation, test, more = [datasets.moons(count, 0.3, rng=rng) for count in (40, 40, 200, 120)]
    adam = Adam(model.parameters(), 0.05)
    histories.append(fit(model, train, cross_entropy, adam, epochs=200, validation=validation))
    points.append((train, validation, test, more))
    models.append(model)
print(f"{len(model.parameters())} weights and biases, {len(train.inputs)} training points")
ask(
    "The training loss falls through all 200 epochs. What will the loss on the validation points do?",
    "It falls along as long as what is learned is true of all points. Then the two part: the network goes on to learn "
    "what is true of its 40 points only, and becomes more and more certain of it.",
)

# %% The code of this plot
plot("parting", plots.loss_history(histories[0], "Seed 0"), "Two curves that part: the picture of overfitting.")

# %%
rows = [[seed, h.loss[-1], min(h.validation_loss), h.validation_loss[-1]] for seed, h in enumerate(histories)]
table(rows, ["seed", "training loss at the end", "lowest validation loss", "validation loss at the end"])

# %% [markdown]
# This is **overfitting**. What helps against it is called **regularisation**. The first remedy has its own gradient.
#
# ## A price on large weights
# To be right about one odd point in the middle of the other moon, the score has to jump up and down again, and that
# takes large weights. So let large weights cost something. To the data's loss $E$ we add a **penalty**:
#
# $$L = E + \frac{\lambda}{2} \left( w_1^2 + w_2^2 \right) .$$
#
# We choose the number $\lambda$. A bias only shifts the border and costs nothing. Here is one neuron and one point of
# class 1. Each weight now takes part **twice**. Watch what arrives at $w_1$.

# %%
price = 0.4
x1, x2 = Constant(1.5, "x1"), Constant(-1.0, "x2")
w1, w2, b = Value(0.8, "w1"), Value(0.7, "w2"), Value(-0.2, "b")
z = named("z", w1 * x1 + w2 * x2 + b)
E = named("E", cross_entropy(z, 1))
with scope("penalty"):
    P = named("P", price / 2 * (w1**2 + w2**2))
L = named("L", E + P)
figure("penalty", L, caption="The point pulls each weight one way, the penalty pulls it to 0.", predict=[z, w1, w2])

# %% [markdown]
# **By hand, worked in full.** The two parts are added, so $dE = dP = 1$, and each weight adds up what comes from both.
#
# - From the point, as with every neuron: $dz = \sigma(z) - y$, and $w_1$ gets $dz\, x_1$.
# - From the penalty: the slope of $\frac{\lambda}{2} w_1^2$ is $\lambda w_1$. That is why one writes the half.
#
# $$\frac{\partial L}{\partial w_1} = (\sigma(z) - y)\, x_1 + \lambda\, w_1$$

# %%
p = z.sigmoid().data
dz = p - 1
dw1 = dz * x1.data + price * w1.data
dw2 = dz * x2.data + price * w2.data
compare_steps(L, [("dz", z, dz), ("dw1", w1, dw1), ("dw2", w2, dw2), ("db", b, dz)])

# %% [markdown]
# At $w_1$ the two disagree: the point wants it larger, the penalty wants it smaller. Training ends where they balance.
#
# **The same with gaps.** Now the point belongs to class 0, all else as before. The slope of the score is
# $dz =$ **(1)**. From the point $w_2$ gets $dz \cdot x_2 =$ **(2)**, from the penalty **(3)**, together **(4)**.

# %%
ask(
    "Fill in (1) to (4).",
    f"(1) $\\sigma(z) - 0 = {p:.4f}$. (2) ${p * x2.data:.4f}$. (3) $\\lambda w_2 = {price * w2.data:.2f}$: the penalty "
    f"knows no classes. (4) ${p * x2.data + price * w2.data:.4f}$.",
)
ask(
    "A step of descent is $w' = w - \\eta\\,(g + \\lambda w)$. A weight that the data does not care about has $g = 0$. "
    f"What is left of it after 100 steps with $\\eta = 0.1$ and $\\lambda = {price}$?",
    f"Each step multiplies it by $1 - \\eta\\lambda = {1 - 0.1 * price}$, so {(1 - 0.1 * price) ** 100:.1%} are left. "
    "The weight decays, and so this remedy is called **weight decay**.",
)

# %% [markdown]
# ## Five remedies, a few lines each
# Each function below trains a network for at most 200 steps of Adam at the same rate.
#
# - **Weight decay**: the optimiser adds $\lambda w$ to each gradient (for simplicity to those of the biases as well).
# - **Augmentation** makes more points out of those one has, by changes that surely leave the class as it is. Here: a
#   point that lies a little beside a known one has the same class. We make 20 moved versions of the 40 points; a batch
#   is one version, and 10 rounds make 200 steps.
# - **Early stopping** ends when the validation loss has not fallen for 20 epochs, and goes back to the best weights.
# - **More data** is what all others stand in for. Here: 120 more points.


# %%
def weight_decay(model, seed, strength):
    adam = Adam(model.parameters(), 0.05, weight_decay=strength)
    fit(model, points[seed][0], cross_entropy, adam, epochs=200)


def augmentation(model, seed, noise):
    train, rng = points[seed][0], random.Random(seed)
    moved = Data([jittered(x, noise, rng) for _ in range(20) for x in train.inputs], train.targets * 20)
    fit(model, moved, cross_entropy, Adam(model.parameters(), 0.05), epochs=10, batch_size=40)


def early_stopping(model, seed, patience):
    train, seen, adam = points[seed][0], points[seed][1], Adam(model.parameters(), 0.05)
    fit(model, train, cross_entropy, adam, epochs=200, validation=seen, patience=patience)


def more_data(model, seed, count):
    train, more = points[seed][0], points[seed][3].take(range(count))
    together = Data(train.inputs + more.inputs, train.targets + more.targets)
    fit(model, together, cross_entropy, Adam(model.parameters(), 0.05), epochs=200)


# %% [markdown]
# The fifth is **dropout**. It deletes hidden neurons while training, in each step others, each one with the probability
# $p$. Then no neuron can rely on one certain other being there. It multiplies $h$ by a **mask** of zeros, and of
# $1/(1-p)$ for those that stay, so that sums keep their mean. After training all neurons take part. As before, we make
# 20 versions of the points, each with its own masks.


# %%
def dropout(model, seed, p):
    train, rng, (hidden, output) = points[seed][0], random.Random(seed), model.layers

    def mask():
        return [0.0 if rng.random() < p else 1 / (1 - p) for _ in range(16)]

    def thinned(example):
        x, kept = example
        return output([h * k for h, k in zip(hidden(x), kept)])

    dealt = Data([[x, mask()] for _ in range(20) for x in train.inputs], train.targets * 20)
    fit(thinned, dealt, cross_entropy, Adam(model.parameters(), 0.05), epochs=10, batch_size=40, replay=True)


# %% [markdown]
# ## A fair comparison
# The same points, first weights, steps and rate for all. Every remedy has a strength, and it matters: it is chosen by
# the 40 **validation** points. The 200 **test** points are looked at once, for the chosen strength only.


# %%
def mean_loss(model, data):
    with no_grad():
        return cross_entropy([model(x)[0] for x in data.inputs], data.targets).data


TRIED = {
    "weight decay": (weight_decay, (0.001, 0.003, 0.01)),
    "dropout": (dropout, (0.1, 0.3, 0.6)),
    "augmentation": (augmentation, (0.1, 0.2, 0.4)),
    "early stopping": (early_stopping, (20,)),
    "more data": (more_data, (120,)),
}
chosen, choices = {"no remedy": models}, []
for name, (remedy, strengths) in TRIED.items():
    best = float("inf")
    for strength in strengths:
        candidates = [network(seed) for seed in range(8)]
        for seed, model in enumerate(candidates):
            remedy(model, seed, strength)
        found = median(mean_loss(candidates[seed], points[seed][1]) for seed in range(8))
        choices.append([name, strength, round(found, 3)])
        if found < best:
            best, chosen[name] = found, candidates
table(choices, ["remedy", "strength", "validation loss"], "Medians of 8 seeds: here we choose")
ask(
    "Why does a remedy get worse again when it is too strong? Think of a very large $\\lambda$.",
    "Then all weights stay near 0, and the border hardly bends: the network **underfits**. It needs some freedom.",
)

# %%
test_loss, rows = {}, []
for name, trained in chosen.items():
    test_loss[name] = [mean_loss(trained[seed], points[seed][2]) for seed in range(8)]
    right = [accuracy(classifier(trained[seed]), points[seed][2]) for seed in range(8)]
    lower = sum(a < b for a, b in zip(test_loss[name], test_loss["no remedy"]))
    rows.append([name, round(median(test_loss[name]), 3), f"{lower} of 8", median(right), min(right), max(right)])
table(rows, ["", "test loss", "lower than without", "test accuracy", "from", "to"], "Medians of 8 seeds")
stopped = median(mean_loss(chosen["early stopping"][seed], points[seed][1]) for seed in range(8))
ask(
    f"Early stopping has the validation loss {stopped:.3f}. Would you report this number, or the test loss?",
    f"The test loss, {median(test_loss['early stopping']):.3f}: it took the best of 200 epochs on just these points.",
)

# %% The code of this plot
plot("spread", plots.by_seed(test_loss, "Test loss, 8 seeds", "test loss"), "A dot is a seed, a bar the median.")
shown = {name: chosen[name][0] for name in ("no remedy", "weight decay", "more data")}
borders = plots.moving_boundary(shown, points[0][0], "Seed 0, 40 training points", steps=30)
plot("borders", borders, "Without a remedy the border runs around single points.")

# %% [markdown]
# ## Your turn
# The losses differ more than the accuracies: what was learned by heart is wrong with too much certainty. You can now
# see that in two curves, and choose a remedy by numbers. Next we build what we know into the network itself.


# %%
@exercise(
    "penalty-and-mask",
    asks="Four examples go through $A = X W_1$, $H = \\tanh(A) \\odot M$ ($M$ is a mask) and $z = H W_2$. "
    "$L = \\frac12 \\sum (z - y)^2 + \\frac{\\lambda}{2} \\sum w^2$, over all of $W_1$ and $W_2$: $dW_2, dA, dW_1$?",
    hints=[
        "The penalty adds $\\lambda W_1$ and $\\lambda W_2$. With $dz = z - y$, the data's part of $dW_2$ is $H^T dz$.",
        "On the way back the mask multiplies once more: $dA = (dz\\, W_2^T) \\odot M \\odot (1 - \\tanh^2 A)$.",
    ],
)
def penalty_and_mask(draw):
    X = Matrix.given(draw([[1.2, 0.7, -0.4], [-0.6, 0.8, 1.1], [0.9, -1.3, 0.3], [-0.8, 0.4, -1.5]]), "X")
    Y, M = draw([1.4, -1.2, 0.8, -0.6]), Matrix([[1.25, 0.0], [1.25, 1.25], [0.0, 1.25], [1.25, 1.25]])
    W1 = Matrix(draw([[0.7, -0.4], [0.3, 1.1], [-0.6, 0.9]]), "W1")
    W2, lam, A = Matrix(draw([[0.9], [-0.7]]), "W2"), draw(0.1), X @ W1
    T = A.map(lambda a: a.tanh())
    Z = (T * M) @ W2
    loss = losses.squared_error(Z.entries, Y, "half_sum") + lam / 2 * ((W1**2).sum() + (W2**2).sum())
    return loss, {"W2": W2, "dA": A, "W1": W1}, {"X": X.data, "y": Y, "M": M, "tanh_A": T.data, "z": Z.data, "lam": lam}
