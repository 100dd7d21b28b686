"""What the slides on overfitting and its remedies print."""

from functools import cache
from itertools import product

import numpy as np

from lectures.errata import definition, formula, possibility, promise
from nn import BatchNorm


@cache
def trained(seed, examples=30, deleted=0.0, price=0.0, swapped=False):
    """Train a network 2-20-1 (tanh, logistic loss) on two overlapping clouds, and return its loss, every 20 steps:
    on its examples, on 100 for validation, and on 1,000 others."""

    def clouds(rng, n):
        y = np.arange(n) % 2 * 2 - 1
        return np.hstack([rng.normal(0, 1, (n, 2)) + 0.7 * y[:, None], np.ones((n, 1))]), y

    def loss(X, y):
        return np.mean(np.log1p(np.exp(-y * (np.tanh(X @ W) @ w))))

    rng, losses = np.random.default_rng(seed), []
    X, y = clouds(rng, examples)
    others = [clouds(np.random.default_rng(seed + more), n) for more, n in ((100, 100), (200, 1000))]
    if swapped:  # the clouds look alike from both axes, so x1 and x2 may change places
        X, y = np.vstack([X, X[:, [1, 0, 2]]]), np.concatenate([y, y])
    W, w = rng.normal(0, 1, (3, 20)), rng.normal(0, 0.2, 20)
    for step in range(601):
        if step % 20 == 0:
            losses.append([loss(X, y), *(loss(*data) for data in others)])
        kept = (rng.random((len(X), 20)) >= deleted) / (1 - deleted)
        h = np.tanh(X @ W)
        ds = -y / (1 + np.exp(y * ((h * kept) @ w))) / len(X)
        dW = X.T @ (np.outer(ds, w) * kept * (1 - h * h))
        W, w = W - dW - 2 * price * W, w - (h * kept).T @ ds - 2 * price * w
    return np.array(losses).T


def at_the_end(seed, **changed):
    """The last loss on other examples, as it is and with something changed."""
    return trained(seed)[2][-1], trained(seed, **changed)[2][-1]


CLOUDS = "30 examples of two overlapping clouds, a network of 80 weights"


@possibility("B22.1", "002:482", "Overfitting is a concern for such a complex model",
    says="A network with many weights can get better on its examples and worse on others.", because=f"{CLOUDS}.")  # fmt: skip
def overfits():
    own, _, others = trained(0)
    found = f"loss on its examples {own[0]:.2f}, at the end {own[-1]:.2f}; on others {min(others):.2f} at best, at the "
    return own[-1] < own[0] and others[-1] > 1.2 * min(others), found + f"end {others[-1]:.2f}"


@promise("B22.2", "002:484", r"we can add  $\ell_2$  regularization.",
    says="The penalty is a way to handle overfitting.",
    because=f"{CLOUDS}, λ = 0.01. Measured: the loss on others, over the one without a penalty.")  # fmt: skip
def penalty(seed):
    plain, priced = at_the_end(seed, price=0.01)
    return priced < plain, priced / plain


definition("B22.3", "002:489",
    r"$$G(\mathbf{W}_1, \dots, \mathbf{W}_L) = F(\mathbf{W}_1, \dots, \mathbf{W}_L) + \lambda \sum_{\text{all weights "
    r"} w \text{ in network}} w^2$$",
    says="ℓ₂ regularisation adds λ times the sum of all squared weights.")  # fmt: skip


@formula("B38.1", "002:786", "normalize the inputs of each layer over the mini-batch (to zero-mean and unit-variance",
    says="Shifted and scaled in this way, a batch has mean 0 and variance 1.",
    domain="batches of 4 numbers that are not all equal")  # fmt: skip
def normalised(p):
    batch = p.vector("batch", 4)
    p.need(max(batch) - min(batch) > 0.1)
    y = [row[0].data for row in BatchNorm(1, epsilon=0.0)([[x] for x in batch])]
    mean = sum(y) / 4
    return [0.0, 1.0], [mean, sum((v - mean) ** 2 for v in y) / 4]


@formula("B39.1", "002:820",
    "*independently delete each neuron* with a fixed probability (say 0.1), during each iteration of Backprop (only "
    "for training, not for testing)",
    says="Trained with deletions, a network may be tested without: neurons get what they got on average.",
    holds_if="what is kept is divided by 1 − p", fails_if="neurons are deleted and no more",
    because="This is left out here. In training a tenth of the sum is missing on average, in testing nothing; so the kept "
    "outputs are divided by 0.9 in training, or all of them multiplied by 0.9 in testing.", severity="S2",
    fix="(only for training, where the outputs that are kept are divided by 0.9, not for testing)",
    domain="w·h of three neurons, p = 0.1, over all ways to delete")  # fmt: skip
def expected_sum(p, how):
    h, w, gone = p.vector("h", 3), p.vector("w", 3), 0.1
    scale = 1 / (1 - gone) if how == "what is kept is divided by 1 − p" else 1.0
    expected = 0.0
    for kept in product((0, 1), repeat=3):
        chance = (1 - gone) ** sum(kept) * gone ** (3 - sum(kept))
        expected += chance * sum(kept[i] * w[i] * h[i] * scale for i in range(3))
    return expected, sum(w[i] * h[i] for i in range(3))


@possibility("B39.2", "002:820-824",
    "A very popular technique is **Dropout** ... (say 0.1) ... Very effective and popular in practice!",
    says="Dropout with p = 0.1 can lower the loss on others of a network that overfits.",
    because=f"{CLOUDS}; what is kept is divided by 1 − p.")  # fmt: skip
def dropout():
    plain, dropped = np.mean([at_the_end(seed, deleted=0.1) for seed in range(8)], axis=0)
    return dropped < plain, f"the loss on others, mean of 8 seeds: {plain:.2f} without dropout, {dropped:.2f} with it"


@promise("B40.1", "002:803", "The best way to prevent overfitting? Get more samples.",
    says="With more examples the same network overfits less (whether no other way is better was not tried).",
    because=f"{CLOUDS}, against 300 examples. Measured: the loss on others, over the one with 30.")  # fmt: skip
def more_samples(seed):
    few, many = at_the_end(seed, examples=300)
    return many < few, many / few


@possibility("B40.2", "002:806", "**Exploit prior knowledge to add more training data:**",
    says="Copies made with what one knows can stand in for examples.",
    because=f"{CLOUDS}. Both clouds look the same with x1 and x2 exchanged; who knows that may exchange them in a copy.")  # fmt: skip
def copies():
    plain, copied = np.mean([at_the_end(seed, swapped=True) for seed in range(8)], axis=0)
    return (
        copied < plain,
        f"the loss on others, mean of 8 seeds: {plain:.2f} without the copies, {copied:.2f} with them",
    )


@promise("B40.3", "002:828", "Stop training when the performance on validation set stops improving",
    says="The network of that moment is better than the one trained to the end.",
    because=f"{CLOUDS}; stopped when 60 steps did not improve the loss. Measured: the loss on others then, over "
    "the one at the end. With random batches the curve has bumps, and one has to wait longer.")  # fmt: skip
def stopped(seed):
    _, validation, others = trained(seed)
    best = 0
    for now in range(len(validation)):
        if validation[now] < validation[best]:
            best = now
        elif now - best >= 3:
            break
    return others[best] < others[-1], others[best] / others[-1]
