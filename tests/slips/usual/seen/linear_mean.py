from tests.slips.cases import Slip
from tests.slips.unusual.seen.linear_mean import (
    __doc__,
    ASKED,
    make,
    loss,
    vectorised,
    over_examples,
    multiplied_out,
    with_a_column_of_ones,
)  # the same problem

CASES = [
    Slip(
        "forgot the 2 from the derivative of the square, in both gradients",
        vectorised,
        {"delta = 2 / m * (f - y)": "delta = 1 / m * (f - y)"},
    ),
    Slip(
        "took the residual the wrong way round, y - f instead of f - y, so that both gradients have the wrong sign",
        vectorised,
        {"(f - y)": "(y - f)"},
    ),
    Slip(
        "averaged instead of summing in dL/db although delta already has the 1/m, so that 1/m is there twice",
        vectorised,
        {"db = np.sum(delta)": "db = np.mean(delta)"},
    ),
    Slip(
        "did not sum over the examples in dL/db: gave the vector 2/m (f_i - y_i) as the gradient of the number b",
        vectorised,
        {"db = np.sum(delta)": "db = delta"},
    ),
    Slip(
        "left out the factor 1/m of the mean in both gradients",
        over_examples,
        {'{"w": dw / m, "b": db / m}': '{"w": dw, "b": db}'},
    ),
    Slip(
        "forgot the inner derivative x_ij in dL/dw_j: added 2 r_i only",
        over_examples,
        {"dw[j] += 2 * r_i * X[i, j]": "dw[j] += 2 * r_i"},
    ),
    Slip(
        "has the factor 2 in dL/dw but forgot it in dL/db",
        over_examples,
        {"db += 2 * r_i": "db += r_i"},
    ),
    Slip(
        "wrote r_i = y_i - f_i and differentiated as if it were f_i - y_i: the minus sign is missing in both "
        "gradients",
        over_examples,
        {"r_i = f_i - y[i]": "r_i = y[i] - f_i"},
    ),
    Slip(
        "forgot the mixed term 2 b 1'X w when differentiating with respect to w: the summand 2 b xbar is missing "
        "in dL/dw",
        multiplied_out,
        {"grad_w = 2 * A @ w + 2 * b * xbar": "grad_w = 2 * A @ w"},
    ),
    Slip(
        "differentiated the quadratic term w'Aw to A w instead of 2 A w in dL/dw",
        multiplied_out,
        {"grad_w = 2 * A @ w +": "grad_w = A @ w +"},
    ),
    Slip(
        "left out the 1/m: both gradients are those of the sum of squares",
        with_a_column_of_ones,
        {"grad = 2 / m * Xa.T": "grad = 2 * Xa.T"},
    ),
    Slip(
        "divided by the number of features n instead of the number of examples m, in both gradients",
        with_a_column_of_ones,
        {"grad = 2 / m * Xa.T": "grad = 2 / n * Xa.T"},
    ),
    Slip(
        "two mistakes: forgot the 2 of the square in both gradients, and averaged delta in dL/db so that 1/m is "
        "there twice",
        vectorised,
        {"delta = 2 / m": "delta = 1 / m", "db = np.sum(delta)": "db = np.mean(delta)"},
    ),
]
