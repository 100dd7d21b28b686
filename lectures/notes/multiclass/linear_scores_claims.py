"""What the notes say about scores, the softmax, one-versus-all and one-versus-one."""

import random
from collections import Counter
from itertools import combinations, product
from math import exp

from engine import Value, dot
from lectures.errata import definition, formula, possibility, promise, value
from lectures.plain_text import number_text
from nn import Matrix, OneVersusAll
from nn.datasets import blobs


def difference(a, b):
    return [p - q for p, q in zip(a, b)]


@formula("B01.1", "002:55-59",
    r"can be written as ... for any  $\mathbf{w}_1, \mathbf{w}_2$  s.t.  $\mathbf{w} = \mathbf{w}_1 - \mathbf{w}_2$",
    says="w·x ≥ 0 is w1·x ≥ w2·x if w = w1 - w2.", domain="2 features")  # fmt: skip
def one_vector_or_two(p):
    x, w1, w2 = p.vector("x", 2), p.vector("w1", 2), p.vector("w2", 2)
    return dot(w1, x).data >= dot(w2, x).data, dot(difference(w1, w2), x).data >= 0


@value("B01.2", "002:80", r"$$... \left(\frac{3}{2}, \frac{1}{6}\right) = \mathbf{w}_1 - \mathbf{w}_2 ...$$",
    says="w1 - w2 is this, for w1 = (1, -1/3) and w2 = (-1/2, -1/2).",
    prints="(3/2, 1/6)")  # fmt: skip
def the_difference():
    return difference([1.0, -1 / 3], [-1 / 2, -1 / 2])


definition("B01.3", "002:87", r"$$... \mathbf{w}_3 = \mathbf{w}_1 - \mathbf{w}_2$$",
    says="In the figure of the two classes, w3 is the difference w1 - w2.",
    because="With two classes the difference is called w; on the next slide w3 = (0, 1) belongs to a third class.",
    clashes="002:97", severity="S3", fix=r"$\mathbf{w} = \mathbf{w}_1 - \mathbf{w}_2$")  # fmt: skip


@possibility("B02.1", "002:93-110",
    r"$$\mathbf{w}_1 = \left(1, -\frac{1}{3}\right)$$ ... $$\mathbf{w}_3 = (0, 1)$$ ... $$... 3 = \operatorname{argmax}_k ...$$",
    says="With these three vectors each of the three classes is predicted somewhere.")  # fmt: skip
def three_regions():
    W, points = [[1.0, -1 / 3], [-1 / 2, -1 / 2], [0.0, 1.0]], [[1.0, -1.0], [-1.0, -1.0], [0.0, 1.0]]
    scores = [[dot(w, x).data for w in W] for x in points]
    shown = [f"{number_text([round(s, 2) for s in f])} at {number_text(x)}" for x, f in zip(points, scores)]
    return [f.index(max(f)) for f in scores] == [0, 1, 2], "the three scores are " + ", ".join(shown)


@formula("B03.1", "002:114",
    r"$$... \operatorname{argmax}_{k \in [C]} \mathbf{w}_k^T \mathbf{x} ... \operatorname{argmax}_{k \in [C]} (\mathbf{W} "
    r"\mathbf{x})_k ...$$",
    says="With the vectors as the rows of W both forms give the same class.", domain="C = 3, d = 2",
    because="Where several scores are the largest the argmax is not one class; which to take is left open.")  # fmt: skip
def one_class(p):
    W, x = p.matrix("W", 3, 2), p.vector("x", 2)
    return [[f.index(max(f))] for f in ([dot(row, x).data for row in W], (W @ Matrix.column(x)).entries)]


@formula("B04.1", "002:124",
    r"$$... \frac{1}{1 + e^{-\mathbf{w}^T \mathbf{x}}} = "
    r"\frac{e^{\mathbf{w}_1^T \mathbf{x}}}{e^{\mathbf{w}_1^T \mathbf{x}} + e^{\mathbf{w}_2^T \mathbf{x}}} ...$$",
    says="With w = w1 - w2 the sigmoid of w·x is the softmax of the two scores w1·x and w2·x.", domain="2 features")  # fmt: skip
def sigmoid_is_a_softmax(p):
    x, w1, w2 = p.vector("x", 2), p.vector("w1", 2), p.vector("w2", 2)
    z, e1, e2 = dot(difference(w1, w2), x).data, exp(dot(w1, x).data), exp(dot(w2, x).data)
    return [1 / (1 + exp(-z)), e1 / (e1 + e2)], [Value(z).sigmoid()] * 2


definition("B04.2", "002:134", r"$\rightarrow \Pr(y = k \mid \mathbf{x}; \mathbf{w}) = ...$",
    says="The probability of class k depends on the vector w.",
    because="It depends on all C weight vectors, the matrix W, as four lines above; w is the vector of two classes.",
    clashes="002:130", severity="S3", fix=r"$\Pr(y = k \mid \mathbf{x}; \mathbf{W})$")  # fmt: skip


definition("B15.1", "002:261", "## 1.8 Other techniques for multiclass classification",
    says="The section on other techniques is section 1.8.",
    because="The section on models beyond linear ones has that number already.", clashes="002:200", severity="S3",
    fix="1.9, and for the next two sections 1.10 and 1.11")  # fmt: skip


@promise("B16.1", "002:296", r"randomly pick among all  $k$ 's s.t.  $h_k(x) = +1$",
    says="For a new example the rule picks a class.",
    because="Between the classes there are points to which no classifier says yes; then there is nothing to pick from. "
    "Measured: how many of 169 points on a grid are of this kind, for four classes.",
    severity="S2", fix="and if there is none, take the k with the largest score",
    holds_if="at least one classifier says +1", fails_if="no classifier says +1")  # fmt: skip
def pick(seed, case):
    data = blobs([(0, 2), (2, 0), (-2, 0), (0, -2)], count=40, spread=0.5, rng=random.Random(seed))
    model = OneVersusAll(rng=random.Random(seed)).fit(data)
    firing = [model.firing([i / 2, j / 2]) for i in range(-6, 7) for j in range(-6, 7)]
    chosen = [fired for fired in firing if bool(fired) == case.startswith("at least")]
    return all(fired and random.Random(seed).choice(fired) in fired for fired in chosen), len(chosen)


@formula("B16.2", "002:298", "will (probably) make a mistake *as long as one of  $h_k$  errs.*",
    says="If one of the C classifiers errs, each as likely as another, a mistake is more likely than not.",
    domain="C from 3 to 10",
    because="If the right class says no, nobody says yes, and the answer is lost. If another one errs, two say yes, and "
    "the pick is right half of the time. Together the chance of a mistake is (1 + (C - 1)/2)/C = (C + 1)/(2C), above 1/2.")  # fmt: skip
def one_error(p):
    C = p.whole("C", 3, 10)
    fired = [({0} | {k}) - ({0} & {k}) for k in range(C)]  # if classifier k errs; class 0 is right
    chance = sum(1 - (0 in yes) / max(len(yes), 1) for yes in fired) / C
    return [chance, chance > 0.5], [(C + 1) / (2 * C), True]


# The signs of x1 to x5 as the table prints them; a dot where an example is discarded.
PAIRS = {(1, 2): "-..-+", (1, 3): ".-..+", (3, 4): ".+-..", (4, 2): "-.+-.", (1, 4): "..-.+", (3, 2): "-+.-."}


@possibility("B17.1", "002:310-318",
    "$x_1$ — ... $x_4$ — ... $x_5$ + ... $h_{(1,2)}$",
    says="Column (1, 2): + for class 1, - for class 2, the rest discarded; and so in all six columns.")  # fmt: skip
def six_columns():
    labels = product((1, 2, 3, 4), repeat=5)
    fit = [c for c in labels if all("".join({a: "+", b: "-"}.get(k, ".") for k in c) == PAIRS[a, b] for a, b in PAIRS)]
    return len(
        fit
    ) == 1, f"all six columns fit if x1 to x5 have the classes {number_text([*fit[0]])}, and with no others"


@promise("B17.2", "002:330", "**More robust** than one-versus-all",
    says="If all classifiers err equally rarely, one-versus-one makes fewer mistakes than one-versus-all with its pick.",
    because="Of C classifiers of one-versus-all any may err (B16.2), of the C(C - 1)/2 pairs only the C - 1 with the right "
    "class matter, and then the votes may still save it. Tried with 3 to 8 classes, where the other pairs vote at random. "
    "Measured: its mistakes over those of one-versus-all.")  # fmt: skip
def robust(seed):
    rng, C, wrong = random.Random(seed), 3 + seed % 6, 0.0
    for _ in range(200):  # class 0 is right, and the pair (0, 1) errs
        votes = Counter([0] * (C - 2) + [1] + [rng.choice(pair) for pair in combinations(range(1, C), 2)])
        top = [k for k in votes if votes[k] == max(votes.values())]
        wrong += (1 - (0 in top) / len(top)) / 200
    of_one, of_all = (C - 1) * wrong, 1 + (C - 1) / 2  # both times the small chance that a classifier errs
    return of_one < of_all, of_one / of_all
