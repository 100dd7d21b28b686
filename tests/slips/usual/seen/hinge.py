from tests.slips.cases import Slip
from tests.slips.unusual.seen.hinge import (
    __doc__,
    ASKED,
    make,
    loss,
    with_a_mask,
    with_an_if,
    chain_of_locals,
)  # the same problem

CASES = [
    Slip(
        "forgot the gradient w of the term 1/2 |w|^2 in the gradient of w",
        with_a_mask,
        {"dw = w - C * X.T": "dw = -C * X.T"},
    ),
    Slip(
        "forgot the factor C in front of the sum, in both gradients",
        chain_of_locals,
        {"dL_df = C * dh_du * du_df": "dL_df = dh_du * du_df"},
    ),
    Slip(
        "forgot the minus sign of -y_i f_i: the hinge terms have the wrong sign in both gradients",
        chain_of_locals,
        {"du_df = -y": "du_df = y"},
    ),
    Slip(
        "wrong sign of the hinge terms in both gradients: added y_i x_i and y_i in the loop instead of subtracting "
        "them",
        with_an_if,
        {"gw -= yi * xi": "gw += yi * xi", "gb -= yi": "gb += yi"},
    ),
    Slip(
        "wrote 2 w for the gradient of 1/2 |w|^2 (forgot the 1/2), in the gradient of w",
        with_a_mask,
        {"dw = w - C": "dw = 2 * w - C"},
    ),
    Slip(
        "forgot the max: summed over all examples, also over those with y_i f_i > 1, in both gradients",
        with_a_mask,
        {
            "    margin = y * (X @ w + b)\n": "",
            "    active = (margin < 1).astype(float)\n": "",
            "X.T @ (active * y)": "X.T @ y",
            "np.sum(active * y)": "np.sum(y)",
        },
    ),
    Slip(
        "turned the condition round: counted the examples with y_i f_i > 1 instead of those with y_i f_i < 1, in both "
        "gradients",
        with_a_mask,
        {"(margin < 1)": "(margin > 1)"},
    ),
    Slip(
        "counted only the misclassified examples (y_i f_i < 0) instead of all with y_i f_i < 1, in both gradients",
        with_an_if,
        {
            "slack = 1 - yi * (np.dot(w, xi) + b)": "margin = yi * (np.dot(w, xi) + b)",
            "if slack > 0:": "if margin < 0:",
        },
    ),
    Slip(
        "forgot the label y_i in the derivative of 1 - y_i f_i: -x_i and -1 instead of -y_i x_i and -y_i in both "
        "gradients",
        with_an_if,
        {"gw -= yi * xi": "gw -= xi", "gb -= yi": "gb -= 1"},
    ),
    Slip(
        "took the mean over the m examples instead of the sum in the hinge part of both gradients",
        with_a_mask,
        {"dw = w - C * X.T": "dw = w - C / len(y) * X.T", "db = -C * np.sum": "db = -C / len(y) * np.sum"},
    ),
    Slip(
        "added w inside the loop, once for every example within the margin, instead of once, in the gradient of w",
        with_an_if,
        {"gw -= yi * xi": "gw += w - C * yi * xi", '"w": w + C * gw': '"w": gw'},
    ),
    Slip(
        "forgot the factor C in the gradient of b only",
        with_an_if,
        {'"b": C * gb': '"b": gb'},
    ),
    Slip(
        "two mistakes: wrote 2 w for the gradient of 1/2 |w|^2 (gradient of w), and forgot the minus sign of -y_i f_i "
        "in both gradients",
        chain_of_locals,
        {"dL_dw_norm = w": "dL_dw_norm = 2 * w", "du_df = -y": "du_df = y"},
    ),
]
