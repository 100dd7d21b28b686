from tests.slips.cases import Slip
from tests.slips.unusual.seen.logistic import (
    __doc__,
    ASKED,
    make,
    loss,
    with_errors,
    chain_of_locals,
    by_index,
)  # the same problem

CASES = [
    Slip(
        "forgot the factor 1/m of the loss in delta = p - y, so both gradients are m times too large",
        with_errors,
        {"delta = (p - y) / m": "delta = p - y"},
    ),
    Slip(
        "divided dw by m but forgot to divide db by m, so db is m times too large",
        by_index,
        {'"b": db / m': '"b": db'},
    ),
    Slip(
        "wrote the error as y - p instead of p - y, so both gradients have the wrong sign",
        with_errors,
        {"delta = (p - y) / m": "delta = (y - p) / m"},
    ),
    Slip(
        "forgot the inner derivative -1 of 1 - p: wrote y/p + (1 - y)/(1 - p), so y = 0 examples have a wrong sign",
        chain_of_locals,
        {"(y / p - (1 - y) / (1 - p))": "(y / p + (1 - y) / (1 - p))"},
    ),
    Slip(
        "multiplied p - y also by the sigmoid's slope p (1 - p), which cancels with cross-entropy",
        with_errors,
        {"delta = (p - y) / m": "delta = (p - y) * p * (1 - p) / m"},
    ),
    Slip(
        "lost the minus in front of the loss when differentiating by p, so both gradients have the wrong sign",
        chain_of_locals,
        {"dL_dp = -(y / p": "dL_dp = (y / p"},
    ),
    Slip(
        "did not sum over the examples for the bias: db is the vector delta with m entries",
        with_errors,
        {"db = np.sum(delta)": "db = delta"},
    ),
    Slip(
        "never divided the sums over the examples by m, so dw and db are m times too large",
        by_index,
        {'{"w": dw / m, "b": db / m}': '{"w": dw, "b": db}'},
    ),
    Slip(
        "took the mean of delta for db although delta already contains the 1/m, so db is divided by m twice",
        with_errors,
        {"db = np.sum(delta)": "db = np.mean(delta)"},
    ),
    Slip(
        "forgot the sigmoid's derivative p (1 - p) and passed dL/dp straight on to z, so both gradients are wrong",
        chain_of_locals,
        {"    dp_dz = p * (1 - p)\n": "", "dL_dz = dL_dp * dp_dz": "dL_dz = dL_dp"},
    ),
    Slip(
        "differentiated only y log p and dropped the term (1 - y) log(1 - p), so examples with y = 0 give nothing",
        chain_of_locals,
        {"(y / p - (1 - y) / (1 - p))": "(y / p)"},
    ),
    Slip(
        "assigned db inside the loop instead of adding, so db holds only the last example",
        by_index,
        {"        db += dz": "        db = dz"},
    ),
    Slip(
        "two mistakes: y - p instead of p - y (wrong sign) in both gradients, and no 1/m in db",
        with_errors,
        {"delta = (p - y) / m": "delta = y - p", "dw = X.T @ delta": "dw = X.T @ delta / m"},
    ),
]
