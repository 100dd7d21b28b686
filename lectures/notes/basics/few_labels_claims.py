"""What the slides on clustering, pretext tasks and few labels claim."""

import random
from itertools import product
from math import log

from lectures.errata import definition, formula, possibility, promise
from lectures.plain_text import number_text
from nn import MLP, Adam, KMeans, fit, losses
from nn.cluster import assign, inertia


def bce(h, y):
    return -(y * log(h) + (1 - y) * log(1 - h))


@formula(
    "A31.1",
    "000:598",
    r"$$\min_{c, \mu} J(c, \mu) = \sum_{i=1}^m \|\mathbf{x}^{(i)} - \mu_{c^{(i)}}\|^2$$",
    says="The objective of k-means.",
)
def objective(p):
    x, mu, c = p.matrix("x", 3, 2), p.matrix("μ", 2, 2), [p.pick(f"c{i}", [0, 1]) for i in range(3)]
    return sum((x[i][j] - mu[c[i]][j]) ** 2 for i in range(3) for j in range(2)), inertia(x, c, mu)


@possibility(
    "A31.2", "000:600", "This joint objective is non-convex", says="Halfway between two minima J can be higher."
)
def not_convex():
    points = [[1.0], [3.0], [7.0], [9.0]]
    ends, middle = (inertia(points, assign(points, mu), mu) for mu in ([[2.0], [8.0]], [[5.0], [5.0]]))
    return middle > ends, f"points 1, 3, 7, 9: J = {ends:g} with centres (2, 8) and (8, 2), {middle:g} with (5, 5)"


@promise("A31.3", "000:600", "we use the **K-Means algorithm**", says="As a means to lower J: J never goes up.")
def never_up(seed):
    rng = random.Random(seed)
    path = KMeans(4, rng=rng).fit([[rng.gauss(0, 1), rng.gauss(0, 1)] for _ in range(30)]).path
    return path == sorted(path, reverse=True)


definition(
    "A32.1",
    "000:673",
    r"$y_{\text{pretext}}^{(i)}$  from the unmasked part of the data",
    says="The pseudo-label is taken from the part that is not masked.",
    clashes="000:660-663",
    because="In the example the label, 1500, is the masked entry, and the unmasked part (3 beds, ...) is the input. A "
    "label that stands in the input teaches nothing.",
    severity="S1",
    fix="from the masked part of the data",
)


@promise(
    "A32.2",
    "000:673",
    "minimize a supervised loss (e.g., Cross-Entropy) on the pretext task",
    says="Cross-entropy is least where the model gives the hidden entry itself.",
    holds_if="the hidden entry is a class",
    fails_if="it is a number, such as the 1500 square feet of the example",
    because="Cross-entropy compares probabilities. With y = 1500 it has no value at the right answer, h = 1500, and "
    f"below 1 it sinks without bound: {number_text(round(bce(0.9, 1500)))} at h = 0.9, and on for ever towards 1.",
    severity="S2",
    fix="(e.g., squared error for a hidden number, cross-entropy for a hidden class)",
)
def least_at_the_answer(seed, case):
    rng = random.Random(seed)
    y = rng.randint(0, 1) if "class" in case else 1500
    answer = {0: 1e-9, 1: 1 - 1e-9}.get(y, y)  # nearly 0 and nearly 1, where there are logarithms
    return all(bce(answer, y) < bce(rng.uniform(0.01, 0.99), y) for _ in range(20))


def train(net, loss, inputs, targets, epochs):
    def of_outputs(outputs, targets):
        return loss([o[0] for o in outputs], targets, "mean")

    optimiser = Adam(net.parameters(), 0.02)
    fit(net, (inputs, targets), of_outputs, optimiser, epochs=epochs, progress=False, replay=True)


@possibility(
    "A33.1",
    "000:689",
    "We can take our pre-trained model and simply **fine-tune** it using only our 100 labeled examples.",
    says="After a little training on labels, pretrained weights give more right answers than new ones.",
)
def head_start():
    rng, right = random.Random(6), []
    beds = [[rng.gauss(0, 1)] for _ in range(200)]  # in standard units, as is the size that depends on them
    sizes = [b + rng.gauss(0, 0.2) for [b] in beds]
    large = [int(size > 0) for size in sizes]
    for pretrained, seed in product((100, 0), range(5)):  # epochs of guessing the size, and other new weights
        net = MLP(1, 4, 1, activation="tanh", rng=random.Random(seed))
        train(net, losses.squared_error, beds, sizes, pretrained)
        train(net, losses.binary_cross_entropy_from_logits, beds[:100], large[:100], 3)
        right.append(sum((net(beds[i])[0].data > 0) == large[i] for i in range(100, 200)))
    warm, cold = sum(right[:5]) / 5, sum(right[5:]) / 5
    return warm > cold, f"{warm:.0f} of 100 right against {cold:.0f} from new weights, after 3 epochs, mean of 5 starts"


definition(
    "A34.1",
    "000:716",
    "small set of labeled data ( $L$ )",
    says="L is the set of labelled houses.",
    clashes="000:299",
    because="On the regression slides L(θ) is the loss, and in the next formula L_sup is a loss and L the set.",
    severity="S3",
    fix=r"$\mathcal{L}$ or $D$ for the set",
)


@formula(
    "A34.2",
    "000:722",
    r"$$L_{\text{unsup}}(\theta) = \sum_{\mathbf{x} \in U} ||h_{\theta}(\mathbf{x}) - "
    r"h_{\theta}(\text{augment}(\mathbf{x}))||^2$$",
    says="What it costs that the predictions for an example and its copy differ.",
)
def consistency(p):
    h, other = p.vector("h", 3, 0, 1), p.vector("h of the copies", 3, 0, 1)
    return sum((h[i] - other[i]) ** 2 for i in range(3)), losses.consistency_loss(h, other)


definition(
    "A34.3",
    "000:718",
    r"$$L_{\text{sup}}(\theta) = \sum_{(\mathbf{x}, y) \in L} \text{BCE}(h_{\theta}(\mathbf{x}), y)$$",
    says="The loss of a data set is the sum over its examples.",
    clashes="000:488-490",
    because="On the classification slides the same loss is an average. As sums, with 100 labelled and a million "
    f"unlabelled houses, the consistency term weighs {10**6 // 100:,} times as much as with averages, at the same λ.",
    severity="S2",
    fix=r"$\frac{1}{|L|} \sum$ and $\frac{1}{|U|} \sum$",
)
