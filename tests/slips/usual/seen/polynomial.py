from tests.slips.cases import Slip
from tests.slips.unusual.seen.polynomial import (
    __doc__,
    ASKED,
    make,
    loss,
    one_after_the_other,
    vandermonde,
    horner_backwards,
    power_sums,
    running_power,
)  # the same problem

CASES = [
    Slip(
        "forgot the factor 2 from the square in all four derivatives",
        one_after_the_other,
        {"2 * e": "e"},
    ),
    Slip(
        "sign: e = y - p, but the -1 from the inner derivative is missing, so all four are negated",
        one_after_the_other,
        {"a * x**3 + b * x**2 + c * x + d - y": "y - (a * x**3 + b * x**2 + c * x + d)"},
    ),
    Slip(
        "no factor 2: the gradient is V^T (V theta - y) instead of twice that",
        vandermonde,
        {"2 * V.T": "V.T"},
    ),
    Slip(
        "forgot the sum over the points: each derivative is a vector with one entry for each point",
        one_after_the_other,
        {
            "np.sum(2 * e * x**3)": "2 * e * x**3",
            "np.sum(2 * e * x**2)": "2 * e * x**2",
            "np.sum(2 * e * x)": "2 * e * x",
            "np.sum(2 * e)": "2 * e",
        },
    ),
    Slip(
        "differentiated p with respect to x: 3x^2, 2x, 1 and 0 stand for x^3, x^2, x and 1 as inner derivatives",
        one_after_the_other,
        {
            "2 * e * x**3": "2 * e * 3 * x**2",
            "2 * e * x**2": "2 * e * 2 * x",
            "2 * e * x)": "2 * e)",
            "dd = np.sum(2 * e)": "dd = 0.0",
        },
    ),
    Slip(
        "kept the coefficients in the inner derivatives: a x^3, b x^2, c x, d instead of x^3, x^2, x, 1",
        one_after_the_other,
        {
            "2 * e * x**3": "2 * e * a * x**3",
            "2 * e * x**2": "2 * e * b * x**2",
            "2 * e * x)": "2 * e * c * x)",
            "dd = np.sum(2 * e)": "dd = np.sum(2 * e * d)",
        },
    ),
    Slip(
        "took the mean over the points instead of the sum, so all four are divided by N",
        one_after_the_other,
        {"np.sum": "np.mean"},
    ),
    Slip(
        "read off g in the wrong order: the columns of V are x^3, x^2, x, 1, but a got the last entry, d the first",
        vandermonde,
        {
            '{"a": g[0], "b": g[1], "c": g[2], "d": g[3]}': '{"d": g[0], "c": g[1], "b": g[2], "a": g[3]}',
        },
    ),
    Slip(
        "one factor x too few in the derivative for a: x^2 instead of x^3 (took the sum of dh1 without times x)",
        horner_backwards,
        {"(dh1 * x).sum()": "dh1.sum()"},
    ),
    Slip(
        "overwrote g[k] for each point instead of adding up, so only the last point counts",
        running_power,
        {"g[k] += 2": "g[k] = 2"},
    ),
    Slip(
        "summed the constant d over the points as d instead of N d, in the derivative for d",
        power_sums,
        {"d * S[0]": "d"},
    ),
    Slip(
        "copied the line of a for b without lowering the exponent: x^3 instead of x^2 in the derivative for b",
        one_after_the_other,
        {"db = np.sum(2 * e * x**2)": "db = np.sum(2 * e * x**3)"},
    ),
    Slip(
        "two mistakes: e = y - p without the minus of its inner derivative, and no factor 2 from the square",
        running_power,
        {"e = p - y_i": "e = y_i - p", "2 * e * power": "e * power"},
    ),
]
