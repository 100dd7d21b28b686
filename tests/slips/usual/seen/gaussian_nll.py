from tests.slips.cases import Slip
from tests.slips.unusual.seen.gaussian_nll import (
    __doc__,
    ASKED,
    make,
    loss,
    in_vectors,
    with_the_precision,
    standardised,
)  # the same problem

CASES = [
    Slip(
        "dropped the minus sign of dL/dw: forgot that the inner derivative of y - X w with respect to w is -X",
        in_vectors,
        {"dw = -X.T @ r": "dw = X.T @ r"},
    ),
    Slip(
        "wrote a plus in front of the residual term of dL/ds: differentiated 1/exp(s) to +exp(-s) instead of "
        "-exp(-s)",
        in_vectors,
        {"ds = 1 / 2 - np.mean": "ds = 1 / 2 + np.mean"},
    ),
    Slip(
        "forgot the term s/2 of the loss in dL/ds, so that the summand 1/2 is missing",
        in_vectors,
        {"ds = 1 / 2 - np.mean": "ds = -np.mean"},
    ),
    Slip(
        "left out the factor 1/n in dL/dw",
        in_vectors,
        {"dw = -X.T @ r / (n * var)": "dw = -X.T @ r / var"},
    ),
    Slip(
        "differentiated with respect to sigma^2 instead of s: the factor d sigma^2/ds = exp(s) is missing in dL/ds",
        in_vectors,
        {"ds = 1 / 2 - np.mean(r**2) / (2 * var)": "ds = 1 / (2 * var) - np.mean(r**2) / (2 * var**2)"},
    ),
    Slip(
        "dL/dw is twice too large: brought down the 2 of the square but did not cancel it with the 1/2 in 1/(2 "
        "exp(s))",
        in_vectors,
        {"dw = -X.T @ r / (n * var)": "dw = -2 * X.T @ r / (n * var)"},
    ),
    Slip(
        "lost the 1/2 of 1/(2 exp(s)) in dL/ds, so that the residual term there is twice too large",
        in_vectors,
        {"np.mean(r**2) / (2 * var)": "np.mean(r**2) / var"},
    ),
    Slip(
        "took the residual as y_i - mu_i but kept the formula for mu_i - y_i, so that dL/dw has the wrong sign",
        with_the_precision,
        {"e = xi @ w - yi": "e = yi - xi @ w"},
    ),
    Slip(
        "summed over the examples but never divided by n, in both gradients",
        with_the_precision,
        {'{"w": dw / n, "s": ds / n}': '{"w": dw, "s": ds}'},
    ),
    Slip(
        "forgot the factor 1/exp(s) in dL/dw, as if the variance were 1",
        with_the_precision,
        {"dw += lam * e * xi": "dw += e * xi"},
    ),
    Slip(
        "forgot the 1/2 in d sigma/ds = sigma/2 for sigma = exp(s/2), so that dL/ds is twice too large",
        standardised,
        {"ds = dsigma * sigma / 2": "ds = dsigma * sigma"},
    ),
    Slip(
        "forgot the 1/sigma in dz/dmu = -1/sigma, so that dL/dw is too large by the factor sigma",
        standardised,
        {"dmu = -dz / sigma": "dmu = -dz"},
    ),
    Slip(
        "two mistakes: left out the 1/n in dL/dw, and in dL/ds added the residual term instead of subtracting it",
        in_vectors,
        {"/ (n * var)": "/ var", "ds = 1 / 2 - np.mean": "ds = 1 / 2 + np.mean"},
    ),
]
