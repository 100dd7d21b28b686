"""What the notes say about scores, the softmax, one-versus-all and one-versus-one."""

import random
from collections import Counter
from itertools import combinations, product
from math import exp

from engine import Value, dot
from lectures.errata import definition, formula, possibility, promise, value
from nn import OneVersusAll
from nn.datasets import blobs


def difference(a, b):
    return [p - q for p, q in zip(a, b)]


@formula(
    "B01.1", "002:57-59", r"for any  $\mathbf{w}_1, \mathbf{w}_2$  s.t.", says="w·x ≥ 0 is w1·x ≥ w2·x if w = w1 - w2."
)
def one_vector_or_two(p):
    x, w1, w2 = p.vector("x", 2), p.vector("w1", 2), p.vector("w2", 2)
    return dot(w1, x).data >= dot(w2, x).data, dot(difference(w1, w2), x).data >= 0


@value(
    "B01.2", "002:80", r"\left(\frac{3}{2}, \frac{1}{6}\right)", says="w1 - w2 with these numbers.", prints="(3/2, 1/6)"
)
def the_difference():
    return difference([1.0, -1 / 3], [-1 / 2, -1 / 2])


definition(
    "B01.3",
    "002:87",
    r"$$... \mathbf{w}_3 = \mathbf{w}_1 - \mathbf{w}_2$$",
    says="In the figure of the two classes, w3 is the difference w1 - w2.",
    because="With two classes the difference is called w; on the next slide w3 = (0, 1) belongs to a third class.",
    clashes="002:97",
    severity="S3",
    fix=r"$\mathbf{w} = \mathbf{w}_1 - \mathbf{w}_2$",
)


@formula(
    "B04.1",
    "002:124",
    r"$$... \frac{1}{1 + e^{-\mathbf{w}^T \mathbf{x}}} = \frac{e^{\mathbf{w}_1^T \mathbf{x}}}{...} ...$$",
    says="With w = w1 - w2 the sigmoid of w·x is the softmax of the two scores w1·x and w2·x.",
)
def sigmoid_is_a_softmax(p):
    x, w1, w2 = p.vector("x", 2), p.vector("w1", 2), p.vector("w2", 2)
    z, e1, e2 = dot(difference(w1, w2), x).data, exp(dot(w1, x).data), exp(dot(w2, x).data)
    return [1 / (1 + exp(-z)), e1 / (e1 + e2)], [Value(z).sigmoid()] * 2


definition(
    "B04.2",
    "002:134",
    r"$\rightarrow \Pr(y = k \mid \mathbf{x}; \mathbf{w}) = ...$",
    says="The probability of class k depends on the vector w.",
    because="It depends on all C weight vectors, the matrix W, as four lines above; w is the vector of two classes.",
    clashes="002:130",
    severity="S3",
    fix=r"$\Pr(y = k \mid \mathbf{x}; \mathbf{W})$",
)


definition(
    "B15.1",
    "002:261",
    "## 1.8 Other techniques for multiclass classification",
    says="The section on other techniques is section 1.8.",
    because="The section on models beyond linear ones has that number already.",
    clashes="002:200",
    severity="S3",
    fix="1.9, and for the next two sections 1.10 and 1.11",
)


@promise(
    "B16.1",
    "002:296",
    r"randomly pick among all  $k$ 's s.t.  $h_k(x) = +1$",
    says="For a new example the rule picks a class.",
    because="Between the classes there are points to which no classifier says yes; then there is nothing to pick from.",
    severity="S2",
    fix="and if there is none, take the k with the largest score",
    holds_if="at least one classifier says +1",
    fails_if="no classifier says +1",
)
def pick(seed, case):
    data = blobs([(0, 2), (2, 0), (-2, 0), (0, -2)], count=40, spread=0.5, rng=random.Random(seed))
    model = OneVersusAll(rng=random.Random(seed)).fit(data)
    firing = [model.firing([i / 2, j / 2]) for i in range(-6, 7) for j in range(-6, 7)]
    chosen = [fired for fired in firing if bool(fired) == case.startswith("at least")]
    return all(random.Random(seed).choice(fired) in fired for fired in chosen)


@formula(
    "B16.2",
    "002:298",
    "will (probably) make a mistake *as long as one of  $h_k$  errs.*",
    says="If one of the C classifiers errs, a mistake is more likely than not.",
    because="If the right class says no, nobody says yes, and the answer is lost. But in C - 1 of the C single errors "
    "a wrong class says yes as well as the right one, and the pick among two is right half of the time.",
    severity="S2",
    fix="makes a mistake if the classifier of the right class errs, and half of the time if another one does",
    holds_if="the classifier of the right class errs",
    fails_if="the classifier of another class errs",
)
def one_error(p, case):
    C, fired = p.whole("C", 3, 10), [] if "right" in case else [0, 1]  # class 0 is right
    options = fired or list(range(C))
    return 1 - options.count(0) / len(options) > 0.5, True


# The signs of x1 to x5 as the table prints them; a dot where an example is discarded.
PAIRS = {(1, 2): "-..-+", (1, 3): ".-..+", (3, 4): ".+-..", (4, 2): "-.+-.", (1, 4): "..-.+", (3, 2): "-+.-."}


@possibility(
    "B17.1",
    "002:310-318",
    "| $x_5$ ■               | $x_5$ +     | $x_5$ +     |             |             | $x_5$ +     |             |",
    says="In each of the six columns the first class of the pair is +, the second -, and the others are discarded.",
)
def six_columns():
    labels = product((1, 2, 3, 4), repeat=5)
    fit = [c for c in labels if all("".join({a: "+", b: "-"}.get(k, ".") for k in c) == PAIRS[a, b] for a, b in PAIRS)]
    return len(fit) == 1, f"only if the five examples have the classes {fit[0]}"


@promise(
    "B17.2",
    "002:330",
    "**More robust** than one-versus-all",
    says="If one classifier errs, one-versus-one makes fewer mistakes than one-versus-all with its random pick (4 to 8 "
    "classes; pairs without the right class vote at random; measured: its mistakes over those of one-versus-all).",
)
def robust(seed):
    rng, C, mistakes = random.Random(seed), 4 + seed % 5, 0.0
    winner = {(a, b): 0 if a == 0 else rng.choice((a, b)) for a, b in combinations(range(C), 2)}  # class 0 is right
    for a, b in winner:
        votes = Counter((winner | {(a, b): a + b - winner[a, b]}).values())
        top = [k for k in votes if votes[k] == max(votes.values())]
        mistakes += (1 - (0 in top) / len(top)) / len(winner)
    of_all = ((1 - 1 / C) + (C - 1) / 2) / C  # the right class is silent, or one of the others says yes as well
    return mistakes < of_all, mistakes / of_all
