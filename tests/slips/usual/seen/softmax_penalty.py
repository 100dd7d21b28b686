from tests.slips.cases import Slip
from tests.slips.unusual.seen.softmax_penalty import (
    __doc__,
    ASKED,
    make,
    loss,
    in_matrices,
    example_by_example,
    term_by_term,
)  # the same problem

CASES = [
    Slip(
        "forgot the 2 in the derivative of the penalty: lam W instead of 2 lam W in the gradient of W",
        in_matrices,
        {"2 * lam * W": "lam * W"},
    ),
    Slip(
        "the penalty lam W^2 was differentiated to lam W, without the 2, in the gradient of W",
        term_by_term,
        {"dW_pen = 2 * lam * W": "dW_pen = lam * W"},
    ),
    Slip(
        "divided p - Y by the number N of examples, though the loss is a sum (both gradients, the penalty is not "
        "divided)",
        in_matrices,
        {"G = P - Y": "G = (P - Y) / len(X)"},
    ),
    Slip(
        "penalised b as well: added 2 lam b to the gradient of b",
        in_matrices,
        {"db = G.sum(axis=0)": "db = G.sum(axis=0) + 2 * lam * b"},
    ),
    Slip(
        "wrong sign of the data term: Y - P instead of P - Y, in both gradients (the penalty has the right sign)",
        in_matrices,
        {"G = P - Y": "G = Y - P"},
    ),
    Slip(
        "left out the gradient of the penalty in the gradient of W",
        in_matrices,
        {"dW = G.T @ X + 2 * lam * W": "dW = G.T @ X"},
    ),
    Slip(
        "normalised the softmax over the examples (axis 0) instead of over the classes, which spoils both gradients",
        in_matrices,
        {"np.sum(np.exp(Z), axis=1, keepdims=True)": "np.sum(np.exp(Z), axis=0, keepdims=True)"},
    ),
    Slip(
        "multiplied p - Y once more by a derivative p (1 - p) of the softmax, in both gradients",
        in_matrices,
        {"G = P - Y": "G = (P - Y) * P * (1 - P)"},
    ),
    Slip(
        "differentiated log p_c only with respect to the right class's own z_c: p_c - 1 there and 0 for the other "
        "classes, in both gradients",
        example_by_example,
        {
            "        p[c] -= 1\n": "        g = np.zeros(len(b))\n        g[c] = p[c] - 1\n",
            "np.outer(p, X[i])": "np.outer(g, X[i])",
            "db = db + p": "db = db + g",
        },
    ),
    Slip(
        "added the penalty's gradient for every example inside the loop, so it counts N times in the gradient of W",
        example_by_example,
        {
            "dW = 2 * lam * W\n": "dW = np.zeros(W.shape)\n",
            "dW = dW + np.outer(p, X[i])": "dW = dW + np.outer(p, X[i]) + 2 * lam * W",
        },
    ),
    Slip(
        "assigned instead of adding up in the gradient of b, so only the last example counts there",
        example_by_example,
        {"db = db + p": "db = p"},
    ),
    Slip(
        "lost the minus sign of the term - sum of Y z in the gradient of b: the sum of Y is added instead of "
        "subtracted",
        term_by_term,
        {"db_fit = -Y.sum(axis=0)": "db_fit = Y.sum(axis=0)"},
    ),
    Slip(
        "two mistakes: divided the data term by N as if the loss were a mean (both gradients), and forgot the 2 of the "
        "penalty in the gradient of W",
        in_matrices,
        {
            "dW = G.T @ X + 2 * lam * W": "dW = G.T @ X / len(X) + lam * W",
            "db = G.sum(axis=0)": "db = G.mean(axis=0)",
        },
    ),
]
