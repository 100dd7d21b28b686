from tests.slips.cases import Slip
from tests.slips.unusual.seen.attention import (
    __doc__,
    ASKED,
    make,
    loss,
    matrices,
    query_by_query,
    in_index_notation,
)  # the same problem

CASES = [
    Slip(
        "used only the diagonal of the softmax Jacobian: dS = A (1 - A) dA, entry by entry (Wq, Wk and X are wrong)",
        matrices,
        {"A * (dA - (A * dA).sum(axis=1, keepdims=True))": "A * (1 - A) * dA"},
    ),
    Slip(
        "forgot the factor 1/sqrt(d) on the way back, in dQ and in dK",
        matrices,
        {"scale * dS": "dS"},
    ),
    Slip(
        "dK = dS Q / sqrt(d) without transposing dS (Wk and X are wrong)",
        matrices,
        {"dS.T @ Q": "dS @ Q"},
    ),
    Slip(
        "forgot the path through V in the gradient of X: only the parts of Q and K are added",
        matrices,
        {" + dV @ Wv.T": ""},
    ),
    Slip(
        "dV = A dO without transposing A (Wv and X are wrong)",
        matrices,
        {"A.T @ dO": "A @ dO"},
    ),
    Slip(
        "forgot the path through the keys in the gradient of X",
        in_index_notation,
        {"from_q + from_k + from_v": "from_q + from_v"},
    ),
    Slip(
        "softmax backwards as dS = A dA, entry by entry, without subtracting the row sum of A dA",
        matrices,
        {"A * (dA - (A * dA).sum(axis=1, keepdims=True))": "A * dA"},
    ),
    Slip(
        "sign: dO = Y - O instead of O - Y, all gradients negated",
        matrices,
        {"dO = A @ V - Y": "dO = Y - A @ V"},
    ),
    Slip(
        "1/sqrt(d) is missing in dQ (it is there in dK)",
        query_by_query,
        {"ds @ K / np.sqrt(d)": "ds @ K"},
    ),
    Slip(
        "summed over the columns (axis 0) instead of the rows in the softmax backward step",
        matrices,
        {"(A * dA).sum(axis=1, keepdims=True)": "(A * dA).sum(axis=0, keepdims=True)"},
    ),
    Slip(
        "factor 2 too many in the derivative with respect to O: did not cancel it with the 1/2 of the loss",
        query_by_query,
        {"err = a @ V - Y[i]": "err = 2 * (a @ V - Y[i])"},
    ),
    Slip(
        "Jacobian of the softmax taken as diag(a (1 - a)), the entries off the diagonal are missing",
        query_by_query,
        {"np.diag(a) - np.outer(a, a)": "np.diag(a * (1 - a))"},
    ),
    Slip(
        "two mistakes: 1/sqrt(d) forgotten in dQ and dK, and the part of V missing in the gradient of X",
        matrices,
        {"scale * dS": "dS", " + dV @ Wv.T": ""},
    ),
]
