from tests.slips.cases import Slip
from tests.slips.unusual.seen.softmax_regression import (
    __doc__,
    ASKED,
    make,
    loss,
    delta_rule,
    with_the_jacobian,
    class_by_class,
)  # the same problem

CASES = [
    Slip(
        "forgot the factor 1/m of the loss in D = P - T, so both gradients are m times too large",
        delta_rule,
        {"D = (P - T) / m": "D = P - T"},
    ),
    Slip(
        "added up over the examples but never divided by m, so dW and db are both m times too large",
        with_the_jacobian,
        {'{"W": dW / m, "b": db / m}': '{"W": dW, "b": db}'},
    ),
    Slip(
        "put the 1/m only into dW and forgot it in db, which is m times too large",
        delta_rule,
        {"D = (P - T) / m": "D = P - T", "dW = X.T @ D": "dW = X.T @ D / m"},
    ),
    Slip(
        "wrote the error at Z the wrong way round, T - P instead of P - T, so both gradients have the wrong sign",
        delta_rule,
        {"D = (P - T) / m": "D = (T - P) / m"},
    ),
    Slip(
        "multiplied P - T also by P (1 - P), the slope of a sigmoid, which cross-entropy with softmax has cancelled",
        delta_rule,
        {"D = (P - T) / m": "D = (P - T) * P * (1 - P) / m"},
    ),
    Slip(
        "took only the diagonal p_k (1 - p_k) of the softmax Jacobian and left out the entries -p_k p_l off it",
        with_the_jacobian,
        {"J = np.diag(p) - np.outer(p, p)": "J = np.diag(p * (1 - p))"},
    ),
    Slip(
        "let only the score of the true class get a gradient: for the other classes wrote 0 instead of P_ic",
        class_by_class,
        {"(pc - hit)": "hit * (pc - 1)"},
    ),
    Slip(
        "summed P - T over all entries for the bias, so db is one number instead of one per class",
        delta_rule,
        {"db = D.sum(axis=0)": "db = np.sum(D)"},
    ),
    Slip(
        "multiplied in the wrong order, D^T X instead of X^T D, so dW comes out transposed (K x d)",
        delta_rule,
        {"dW = X.T @ D": "dW = D.T @ X"},
    ),
    Slip(
        "normalised the softmax over the examples (down the columns) instead of over the classes of each row",
        delta_rule,
        {"E.sum(axis=1, keepdims=True)": "E.sum(axis=0, keepdims=True)"},
    ),
    Slip(
        "lost the minus of the loss: the derivative of -T log P by P was written t / p, so both have the wrong sign",
        with_the_jacobian,
        {"g = -t / p": "g = t / p"},
    ),
    Slip(
        "took the mean of D over the examples for db although D already contains 1/m, so db is divided by m twice",
        delta_rule,
        {"db = D.sum(axis=0)": "db = D.mean(axis=0)"},
    ),
    Slip(
        "two mistakes: wrote T - P instead of P - T (wrong sign), and forgot the factor 1/m, both in both gradients",
        delta_rule,
        {"D = (P - T) / m": "D = T - P"},
    ),
]
