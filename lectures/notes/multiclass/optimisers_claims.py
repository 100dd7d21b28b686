"""What the slides on variants of SGD print."""

import random
from functools import partial
from itertools import combinations, pairwise

from engine import Value, gradient
from lectures.errata import definition, formula, possibility, promise
from nn import SGD, Adagrad, Momentum, RMSProp, gradient_descent


@formula("B34.1", "002:701-711",
    r"Consider  $F(\mathbf{w}) = \sum_{i=1}^n F_i(\mathbf{w})$ ... $$\nabla \tilde{F}(\mathbf{w}) = \frac{1}{|S|} "
    r"\sum_{j \in S} \nabla F_j(\mathbf{w}).$$",
    says="The average of the gradients of a random batch is a stochastic gradient of this F.",
    because="F is the sum over all n examples and the estimate an average, so that on average over all batches it is "
    "the n-th part of the gradient of F. It is right for F = 1/n Σ Fᵢ, the objective of section 2.3 (002:469).",
    severity="S2", fix=r"$F(\mathbf{w}) = \frac{1}{n} \sum_{i=1}^n F_i(\mathbf{w})$",
    domain="n = 3 examples, Fᵢ = (w xᵢ − yᵢ)², all batches of 2")  # fmt: skip
def mini_batch(p):
    w, x, y = Value(p.real("w")), p.vector("x", 3), p.vector("y", 3)
    F = [(w * x[i] - y[i]) ** 2 for i in range(3)]
    slopes = [gradient(f, w) for f in F]
    batches = list(combinations(slopes, 2))
    return sum(sum(S) / len(S) for S in batches) / len(batches), gradient(sum(F), w)


definition("B34.2", "002:705", r"$$\mathbb{E}[\nabla \tilde{F}(\mathbf{w})] = \nabla F(\mathbf{w}).$$",
    says="A stochastic gradient is one that is right on average.")  # fmt: skip


def divided_by(kind, slopes, **settings):
    """What an optimiser divides each slope by: rate times slope over the step that it makes."""
    w = Value(0.0)
    optimiser, found = kind([w], 1.0, **settings), []
    for slope in slopes:
        before, w.grad = w.data, slope
        optimiser.step()
        found.append(slope / (before - w.data))
    return found


@promise("B35.1", "002:723",
    "choose a different learning rate for each parameter (and vary this across iterations), based on the magnitude of "
    "previous gradients for that parameter (used in Adagrad, RMSProp)",
    says="Both divide the rate of a parameter by a measure of its gradients, the larger the larger they were.",
    because="Measured: the divisor at the second step, over the same for gradients a tenth as large.")  # fmt: skip
def own_rates(seed):
    rng, kind = random.Random(seed), (Adagrad, RMSProp)[seed % 2]
    slopes = [rng.choice((-1, 1)) * rng.uniform(1.0, 9.0) for _ in range(2)]
    large, small = divided_by(kind, slopes), divided_by(kind, [slope / 10 for slope in slopes])
    return large[1] > 5 * small[1] and large[0] != large[1], large[1] / small[1]


@promise("B35.2", "002:737",
    "Adaptive learning rate methods (Adagrad, RMSProp) scale the learning rate of each parameter based on some moving "
    "average of the magnitude of the gradients.",
    says="The rate is divided by some moving average of gradient sizes, so by no more than the largest of them.",
    holds_if="RMSProp", fails_if="Adagrad",
    because="Adagrad takes the root of the sum of all squared gradients: it can only grow, and passes the largest "
    f"one at the second step; after 100 gradients of size 1 it is {divided_by(Adagrad, [1.0] * 100)[-1]:.0f}. "
    "Measured: the last of 40 divisors over the largest gradient.", severity="S2",
    fix="RMSProp: the root of a moving average of squared gradients; Adagrad: the root of their sum")  # fmt: skip
def moving_average(seed, method):
    rng = random.Random(seed)
    slopes = [rng.choice((-1, 1)) * rng.uniform(0.5, 2.0) for _ in range(40)]
    last = divided_by(Adagrad if method == "Adagrad" else RMSProp, slopes)[-1]
    largest = max(abs(slope) for slope in slopes)
    return last <= largest, last / largest


ROUNDS = {
    "002:760": r"$\mathbf{w}_1 = \mathbf{w}_0 - \eta\mathbf{g}_1$",
    "002:761": r"$\mathbf{w}_2 = \mathbf{w}_1 - \alpha\eta\mathbf{g}_1 - \eta\mathbf{g}_2$",
    "002:762": r"$\mathbf{w}_3 = \mathbf{w}_2 - \alpha^2\eta\mathbf{g}_1 - \alpha\eta\mathbf{g}_2 - \eta\mathbf{g}_3$",
}


def unrolled(t, p):
    """The weight after round t: as it is printed, and by the update of the slide."""
    w, v, alpha, eta, g = [p.real("w0")], 0.0, p.real("α", 0.0, 1.0), p.real("η", 0.0, 1.0), p.vector("g", 3)
    for gradient_now in g[:t]:
        v = alpha * v + gradient_now
        w.append(w[-1] - eta * v)
    return w[t - 1] - sum(alpha ** (t - 1 - s) * eta * g[s] for s in range(t)), w[t]


for number, (at, printed) in enumerate(ROUNDS.items(), 1):
    formula(f"B36.{number}", at, printed, says=f"The weight after round {number}.")(partial(unrolled, number))


def speeds(slopes, alpha):
    w = Value(0.0)
    optimiser, path = Momentum([w], 1.0, alpha), [0.0]
    for w.grad in slopes:
        optimiser.step()
        path.append(w.data)
    return [before - after for before, after in pairwise(path)]


@promise("B36.4", "002:747", "“move faster along directions that were previously good ... ” [PML]",
    says="Where gradients keep their sign, steps are longer than without momentum.",
    because="Measured: the last of 20 steps over its gradient, for α = 0.9.")  # fmt: skip
def faster(seed):
    rng = random.Random(seed)
    slopes = [rng.uniform(0.5, 2.0) for _ in range(20)]
    last = speeds(slopes, 0.9)[-1]
    return last > slopes[-1], last / slopes[-1]


@promise("B36.5", "002:747", "slow down along directions where the gradient has suddenly changed",
    says="Where the gradient changes its sign, the next step is shorter than the one before.",
    holds_if="the new gradient is below (1 + α)|v|", fails_if="it is above that",
    because="v is the velocity before, and the next step is |αv + g|, with g against v; a large g turns it round and makes it longer. As a rule of "
    "thumb the sentence is right: gradients are seldom that large. Measured: the step over the one before, α = 0.9.",
    severity="S3", fix=r"the same, and: unless the new gradient is larger than $(1 + \alpha)$ times the velocity")  # fmt: skip
def slower(seed, case):
    slopes = [random.Random(seed).uniform(0.5, 2.0) for _ in range(20)]
    share = (seed + 1) / 9 if "below" in case else 1 + (seed + 1) / 9
    v = speeds(slopes, 0.9)[-1]
    before, after = speeds([*slopes, -share * 1.9 * v], 0.9)[-2:]
    return abs(after) < abs(before), abs(after / before)


definition("B37.1", "002:771", r"Step-size  $\alpha = 0.02$", says="α is the step size, and β the momentum.",
    clashes="002:755",
    because="On the slide before, η is the step size and α the share of the velocity that is kept; with α = 0.02 "
    "hardly any momentum would be left. The slide takes them from another source.", severity="S3",
    fix=r"step size $\eta = 0.02$, momentum $\alpha = 0.99$")  # fmt: skip


def walked(rate, alpha):
    """The path of 150 steps in a valley 50 times steeper across than along."""
    kind = partial(Momentum, momentum=alpha) if alpha else SGD
    return gradient_descent(lambda u, v: 0.5 * (u**2 + 0.02 * v**2), [1.0, 1.0], rate, 150, kind)


VALLEY = "in a valley 50 times steeper across than along, "


@possibility("B37.2", "002:779", "dampening oscillations", says="Momentum can dampen oscillations.")
def dampens():
    plain, momentum = (abs(walked(1.98, alpha).points[40][0]) for alpha in (0.0, 0.8))
    found = f"across, after 40 steps of rate 1.98: {plain:.2g} without, {momentum:.2g} with α = 0.8"
    return momentum < plain / 10, VALLEY + found


@possibility("B37.3", "002:779", "leading to faster convergence", says="Momentum can converge faster.")
def speeds_up():
    plain, momentum = (walked(1.98, alpha).values[-1] for alpha in (0.0, 0.8))
    found = f"loss after 150 steps of rate 1.98: {plain:.2g} without, {momentum:.2g} with α = 0.8"
    return momentum < plain, VALLEY + found


@promise("B37.4", "002:779", "It allows a larger range of step-sizes to be used",
    says="There are step sizes with which plain descent diverges and momentum converges.",
    because="On a parabola of curvature λ plain descent needs η < 2/λ, and momentum η < 2 (1 + α)/λ. Tried 1 % below "
    "and above both bounds, for 3,000 steps, with eight random λ and α.")  # fmt: skip
def larger_steps(seed):
    rng = random.Random(seed)
    curvature, alpha = rng.uniform(0.5, 5.0), rng.uniform(0.3, 0.9)

    def left(rate, kept):
        w, v = 1.0, 0.0
        for _ in range(3000):
            v = kept * v + curvature * w
            w -= rate * v
        return abs(w)

    bounds = [(2 / curvature, 0.0), (2 * (1 + alpha) / curvature, alpha)]
    below, above = ([left(share * bound, kept) for bound, kept in bounds] for share in (0.99, 1.01))
    return max(below) < 1e-6 and min(above) > 1e6


@possibility("B37.5", "002:771-779", "creates its own oscillations", says="Momentum can make oscillations.")
def own_oscillations():
    turns = [sum(a[0] * b[0] < 0 for a, b in pairwise(walked(0.02, alpha).points)) for alpha in (0.0, 0.99)]
    found = f"sides changed in 150 steps of the slide's size 0.02: {turns[0]} without, {turns[1]} with momentum 0.99"
    return turns[0] == 0 < turns[1], VALLEY + found
