from tests.slips.cases import Slip
from tests.slips.unusual.seen.ridge import (
    __doc__,
    ASKED,
    make,
    loss,
    by_parts,
    index_notation,
    as_extra_examples,
    collected,
    step_by_step,
)  # the same problem

CASES = [
    Slip(
        "penalised the bias too: lam b is added to the gradient of b",
        by_parts,
        {"penalty_b = 0.0": "penalty_b = lam * b"},
    ),
    Slip(
        "derivative of the penalty written as (lam/2) w, the factor 2 of the square is missing there",
        by_parts,
        {"lam * w": "lam / 2 * w"},
    ),
    Slip(
        "forgot the 1/m in the squared error part, for w and for b",
        by_parts,
        {"X.T @ r / m": "X.T @ r", "r.mean()": "r.sum()"},
    ),
    Slip(
        "penalty gradient 2 lam w: forgot that the 1/2 cancels the 2",
        by_parts,
        {"lam * w": "2 * lam * w"},
    ),
    Slip(
        "factor 2 too many in the squared error part: 2/m instead of 1/m, for w and b",
        by_parts,
        {"X.T @ r / m": "2 / m * X.T @ r", "r.mean()": "2 * r.mean()"},
    ),
    Slip(
        "left out the penalty in the gradient of w",
        by_parts,
        {"dw = data_w + penalty_w": "dw = data_w"},
    ),
    Slip(
        "residual y - X w - b without the inner minus: the squared error part has the wrong sign in w and b",
        by_parts,
        {"r = X @ w + b - y": "r = y - (X @ w + b)"},
    ),
    Slip(
        "added the penalty lam w_k inside the loop over the examples, so it comes m times",
        index_notation,
        {
            "            dw[k] += r_i * X[i, k] / m\n        dw[k] += lam": (
                "            dw[k] += r_i * X[i, k] / m\n            dw[k] += lam"
            ),
        },
    ),
    Slip(
        "the penalty comes out divided by m, lam w / m: put sqrt(lam) instead of sqrt(m lam) into the extra rows",
        as_extra_examples,
        {"np.sqrt(m * lam)": "np.sqrt(lam)"},
    ),
    Slip(
        "forgot the factor 2 of the square, so 1/(2m) stays in front of the squared error part (w and b)",
        step_by_step,
        {"dL_dsq * 2 * r": "dL_dsq * r"},
    ),
    Slip(
        "the gradient of b is only summed, not divided by m",
        by_parts,
        {"r.mean()": "r.sum()"},
    ),
    Slip(
        "forgot the bias b in the residual of the gradient of w",
        collected,
        {"X.T @ (y - b) / m": "X.T @ y / m"},
    ),
    Slip(
        "two mistakes: the 1/m of the squared error part is missing (w and b), and the bias is penalised with lam b",
        by_parts,
        {"X.T @ r / m": "X.T @ r", "r.mean()": "r.sum()", "penalty_b = 0.0": "penalty_b = lam * b"},
    ),
]
