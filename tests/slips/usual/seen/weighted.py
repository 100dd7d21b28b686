from tests.slips.cases import Slip
from tests.slips.unusual.seen.weighted import (
    __doc__,
    ASKED,
    make,
    loss,
    vectorised,
    diagonal_matrix,
    quotient_rule,
    normalised_first,
    scaled_rows,
)  # the same problem

CASES = [
    Slip(
        "treated the denominator sum s_i as a constant when differentiating with respect to s: dL/ds_i = r_i^2 / "
        "S, the term -L/S is missing",
        vectorised,
        {"ds = (r**2 - L) / S": "ds = r**2 / S"},
    ),
    Slip(
        "forgot the 2 from the square in dL/dr, so that the gradients of w and b are half of what they should be",
        vectorised,
        {"delta = 2 * s * r / S": "delta = s * r / S"},
    ),
    Slip(
        "left the weights s_i out of dL/dr: the gradients of w and b are those of unweighted residuals over S",
        vectorised,
        {"delta = 2 * s * r / S": "delta = 2 * r / S"},
    ),
    Slip(
        "defined the residual as y - X w - b but kept the signs, so that the gradients of w and b have the wrong "
        "sign",
        vectorised,
        {"r = X @ w + b - y": "r = y - X @ w - b"},
    ),
    Slip(
        "forgot the weights in dL/db only: summed r_i instead of s_i r_i",
        diagonal_matrix,
        {"db = 2 / S * one @ D @ r": "db = 2 / S * one @ r"},
    ),
    Slip(
        "did not square the denominator in the second term of the quotient rule for s: Q/S instead of Q/S^2",
        diagonal_matrix,
        {"Q / S**2 * one": "Q / S * one"},
    ),
    Slip(
        "dropped the denominator in part (b): gave dL/ds_i = r_i^2, the derivative of the numerator alone",
        diagonal_matrix,
        {"ds = np.diag(np.outer(r, r)) / S - Q / S**2 * one": "ds = np.diag(np.outer(r, r))"},
    ),
    Slip(
        "swapped the two terms of the quotient rule (u v' - u' v), so that dL/ds has the wrong sign",
        quotient_rule,
        {"(r[i] ** 2 * den - num * 1)": "(num * 1 - r[i] ** 2 * den)"},
    ),
    Slip(
        "forgot to divide by the sum of the s_i in the gradients of w and b",
        quotient_rule,
        {'{"w": num_w / den, "b": num_b / den,': '{"w": num_w, "b": num_b,'},
    ),
    Slip(
        "took S as a constant in p_k = s_k / S: the part -s_k / S^2 of the Jacobian dp/ds is missing",
        normalised_first,
        {"J = np.eye(m) / S - np.outer(s, np.ones(m)) / S**2": "J = np.eye(m) / S"},
    ),
    Slip(
        "forgot to transpose the Jacobian dp/ds: J dL/dp instead of J^T dL/dp for the gradient of s",
        normalised_first,
        {"ds = J.T @ dL_dp": "ds = J @ dL_dp"},
    ),
    Slip(
        "used the unscaled X instead of Z = sqrt(s) X in dL/dw, so that a factor sqrt(s_i) is missing there",
        scaled_rows,
        {"dw = 2 * Z.T @ q / S": "dw = 2 * X.T @ q / S"},
    ),
    Slip(
        "two mistakes: forgot the 2 of the square in the gradients of w and b, and in dL/ds took the denominator "
        "as a constant (r_i^2 / S)",
        vectorised,
        {"delta = 2 * s * r / S": "delta = s * r / S", "ds = (r**2 - L) / S": "ds = r**2 / S"},
    ),
]
