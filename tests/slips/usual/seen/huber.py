from tests.slips.cases import Slip
from tests.slips.unusual.seen.huber import (
    __doc__,
    ASKED,
    make,
    loss,
    vectorised,
    chain_of_derivatives,
    one_example_at_a_time,
    reweighted,
    under_one_root,
)  # the same problem

CASES = [
    Slip(
        "forgot the inner derivative 1/c of r/c: dL/dr is taken equal to dL/du, so both gradients are c "
        "times too large",
        chain_of_derivatives,
        {"dL_du / c": "dL_du"},
    ),
    Slip(
        "forgot the 1/2 in the derivative of the square root, so both gradients are doubled",
        chain_of_derivatives,
        {"dL_dq / (2 * q)": "dL_dq / q"},
    ),
    Slip(
        "the factor 2 from the derivative of the square (r/c)^2 is missing while the 1/2 of the root is "
        "kept: psi = r / (2 q)",
        vectorised,
        {"psi = r / q": "psi = r / (2 * q)"},
    ),
    Slip(
        "forgot the inner derivative 1/c when differentiating (r/c)^2 by r: psi = c r / q instead of r / q",
        vectorised,
        {"psi = r / q": "psi = c * r / q"},
    ),
    Slip(
        "defined the residual as y - (w . x + b) but differentiated as if it were w . x + b - y: both "
        "gradients have the wrong sign",
        vectorised,
        {"r = X @ w + b - y": "r = y - X @ w - b"},
    ),
    Slip(
        "forgot the average over the examples (1/m), so both gradients are m times too large",
        under_one_root,
        {" / len(r)": ""},
    ),
    Slip(
        "lost the factor c^2 in front of the root: dL/dq is 1/m instead of c^2/m",
        chain_of_derivatives,
        {"np.ones(m) * c**2 / m": "np.ones(m) / m"},
    ),
    Slip(
        "lost the factor c that stands before the root after pulling c out: dL/dr is r / sqrt(c^2 + r^2) / m",
        under_one_root,
        {"c * dh_dr / len(r)": "dh_dr / len(r)"},
    ),
    Slip(
        "forgot the average 1/m in the bias gradient only: b is the sum of psi instead of its mean",
        vectorised,
        {"np.mean(psi)": "np.sum(psi)"},
    ),
    Slip(
        "the square root got lost in the derivative: the slope is r / (1 + (r/c)^2) instead of r / sqrt(1 + "
        "(r/c)^2)",
        one_example_at_a_time,
        {"r / np.sqrt(1 + r * r / (c * c))": "r / (1 + r * r / (c * c))"},
    ),
    Slip(
        "forgot the chain rule for the square: dL/du = dL/dv without the factor 2 u",
        chain_of_derivatives,
        {"dL_dv * 2 * u": "dL_dv"},
    ),
    Slip(
        "squared only r and not c: the root is sqrt(1 + r^2 / c) instead of sqrt(1 + r^2 / c^2)",
        one_example_at_a_time,
        {"/ (c * c)": "/ c"},
    ),
    Slip(
        "two mistakes: the average 1/m is missing, and the square root is lost in the weight g, which is 1 / "
        "(1 + (r/c)^2)",
        reweighted,
        {"A.T @ (g * r) / m": "A.T @ (g * r)", "1 / np.sqrt(1 + (r / c) ** 2)\n": "1 / (1 + (r / c) ** 2)\n"},
    ),
]
