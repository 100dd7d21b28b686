"""What the question on an autoencoder with a classifier prints, and its answer."""

import engine
from engine import Value, gradient
from lectures.errata import definition, formula
from lectures.numbers import plain, same
from nn import Matrix, losses

ONE, TWO = "one image, as a column", "a batch of two images, as rows"
READ_AS = f"{TWO}; 3 pixels, a code of 2, 2 classes"
MASK = ", & \\text{if } XW_1 + b_1 > 0, \\\\ 0, & \\text{otherwise} \\end{cases}$$"


def model(p, case):
    """The numbers of a point: the two errors, the code and its mask, and the engine's six gradients."""
    many = 1 if case == ONE else 2
    X, classes = p.matrix("X", many, 3, -1, 1), [p.whole(f"class {i}", 0, 1) for i in range(many)]
    held = {}
    for k, (rows, columns) in enumerate([(3, 2), (2, 3), (2, 2)], start=1):
        held[f"W{k}"] = Matrix(p.matrix(f"W{k}", rows, columns, -1, 1), f"W{k}")
        held[f"b{k}"] = [Value(x) for x in p.vector(f"b{k}", columns, -1, 1)]
    A = X @ held["W1"] + held["b1"]
    Z = A.map(Value.relu)
    Y, S = Z @ held["W2"] + held["b2"], Z @ held["W3"] + held["b3"]
    loss = 0.5 * ((Y - X) ** 2).sum() + losses.softmax_cross_entropy(S, classes, reduction="sum")
    F = Matrix([q.data - (k == c) for k, q in enumerate(engine.softmax(row))] for row, c in zip(S, classes))
    on = A.data.map(lambda a: float(a > 0))
    return X, Z.data, Y.data - X, F, on, held, loss


NEEDED = {"W2": ("Z", "Y − X"), "b2": ("Y − X",), "W3": ("Z", "C − Cgt"), "b3": ("C − Cgt",)}


def sides(p, case, name):
    X, Z, E, F, on, held, loss = model(p, case)
    factors = {"Z": Z, "Y − X": E, "C − Cgt": F}
    p.given = {symbol: factors[symbol] for symbol in NEEDED.get(name, ())}  # what one needs to check it on paper
    if case == ONE:
        X, Z, E, F, on = X.T, Z.T, E.T, F.T, on.T
    W2, W3 = held["W2"].data, held["W3"].data
    if name in ("W1", "b1"):
        E = (W2 @ E + W3 @ F) * on
    before, behind = {"W1": (X, E), "b1": (None, E), "W2": (Z, E), "b2": (None, E), "W3": (Z, F), "b3": (None, F)}[name]
    if before is not None:
        behind = before @ (behind.T if case == ONE else behind)  # of two columns the outer product
    true = Matrix(gradient(loss, held[name] if name[0] == "W" else [held[name]]))
    return behind, true.T if name[0] == "b" and case == ONE else true


def for_the_batch(p, name):
    assert same(*map(plain, sides(p, ONE, name))), f"the reason says that {name} is exact for one image"
    return sides(p, TWO, name)


EXACT = (
    "For one image, as a column, it is exact{} (tried as well). But the question gives a batch, whose images are rows"
)
OUTER = EXACT.format(", the product of two columns read as an outer product") + ", and names the product of matrices: "
MIXED = OUTER + "Z needs a transpose; as printed the product mixes images with features."
ADDED = EXACT.format("") + ": a bias is used once in every row, so the rows have to be added up."
TURNED = "W₂(Y − X) does not fit. W₂ and W₃ need a transpose and belong on the right"
ANSWERS = [
    ("W1", "004:2988", r"$$\delta W_1 = \begin{cases} X(W_2(Y-X) + W_3(C-C_{gt}))" + MASK, OUTER + TURNED + ", and X needs a transpose.",
        r"$X^T [((Y-X) W_2^T + (C-C_{gt}) W_3^T) \odot 1(XW_1 + b_1 > 0)]$"),
    ("b1", "004:2990", r"$$\delta b_1 = \begin{cases} W_2(Y-X) + W_3(C-C_{gt})" + MASK,
        EXACT.format("") + ": " + TURNED + ", and then the rows have to be added up.",
        r"$\sum_n [((Y-X) W_2^T + (C-C_{gt}) W_3^T) \odot 1(XW_1 + b_1 > 0)]_n$"),
    ("W2", "004:2993", r"$$\delta W_2 = Z(Y-X)$$", MIXED, "$Z^T (Y-X)$"),
    ("b2", "004:2995", r"$$\delta b_2 = Y-X$$", ADDED, r"$\sum_n (Y-X)_n$"),
    ("W3", "004:2997", r"$$\delta W_3 = Z(C-C_{gt})$$", MIXED, "$Z^T (C-C_{gt})$"),
    ("b3", "004:2999", r"$$\delta b_3 = C-C_{gt}$$", ADDED, r"$\sum_n (C-C_{gt})_n$"),
]  # fmt: skip
for number, (name, at, printed, why, fix) in enumerate(ANSWERS, start=1):
    formula(f"D24.{number}", at, printed, says=f"The gradient of {name}, for the batch of the question.",
        domain=READ_AS + "; > 0 entry by entry" * (name in ("W1", "b1")), because=why, severity="S1", fix=fix)(
        lambda p, name=name: for_the_batch(p, name))  # fmt: skip

definition("D24.7", "004:2953", "The reconstruction loss for the autoencoder is the MSE loss, $L_2(X, Y)$",
    says="The loss of the autoencoder is a mean of squares.", clashes="004:2965",
    because="The distilled question has ½(X − Y)² instead, and the answer, with Y − X and no factor, belongs to that. "
    "The mean of N squares would put 2/N in front of every Y − X.",
    severity="S2", fix=r"$\frac{1}{2} \|X - Y\|^2$ in both places")  # fmt: skip
