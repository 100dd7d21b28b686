from tests.slips.cases import Slip
from tests.slips.unusual.seen.quotient import (
    __doc__,
    ASKED,
    make,
    loss,
    quotient_rule,
    product_with_reciprocal,
    logarithmic,
)  # the same problem

CASES = [
    Slip(
        "held the denominator fixed in dy: only 2 (x^T y) x / D, forgot that D = s^2 + y^T y contains y as well",
        quotient_rule,
        {"dy = (2 * p * x * den - num * 2 * y) / den**2": "dy = 2 * p * x / den"},
    ),
    Slip(
        "forgot the s in the numerator: ds has only the part that comes from the denominator, -N 2 s / D^2",
        product_with_reciprocal,
        {"df_ds = df_dnum * 1 + df_dden * 2 * s": "df_ds = df_dden * 2 * s"},
    ),
    Slip(
        "forgot to square the denominator in the quotient rule, divided dy and ds by D instead of D^2",
        quotient_rule,
        {"/ den**2": "/ den"},
    ),
    Slip(
        "turned the numerator of the quotient rule round, N D' - N' D, so dy and ds have the wrong sign",
        quotient_rule,
        {
            "(2 * p * x * den - num * 2 * y)": "(num * 2 * y - 2 * p * x * den)",
            "(1 * den - num * 2 * s)": "(num * 2 * s - 1 * den)",
        },
    ),
    Slip(
        "put a plus instead of the minus between the two terms of the quotient rule in dy and in ds",
        quotient_rule,
        {"den - num * 2 * y": "den + num * 2 * y", "den - num * 2 * s": "den + num * 2 * s"},
    ),
    Slip(
        "differentiated x^T y by x and got x instead of y, so dx points along x",
        quotient_rule,
        {"dx = 2 * p * y / den": "dx = 2 * p * x / den"},
    ),
    Slip(
        "differentiated (x^T y)^2 as if it were x^T y: the outer factor 2 (x^T y) is missing in dx and dy",
        quotient_rule,
        {"dx = 2 * p * y / den": "dx = y / den", "(2 * p * x * den": "(x * den"},
    ),
    Slip(
        "lost the minus sign in the derivative of 1/D, wrote 1/D^2, so the denominator's part of dy and ds is wrong",
        product_with_reciprocal,
        {"df_dden = df_dr * (-(r**2))": "df_dden = df_dr * r**2"},
    ),
    Slip(
        "forgot the path from y through the denominator: the term -N 2 y / D^2 is missing in dy",
        product_with_reciprocal,
        {"df_dy = df_dp * x + df_dden * 2 * y": "df_dy = df_dp * x"},
    ),
    Slip(
        "differentiated y^T y to y instead of 2 y in the denominator's part of dy",
        quotient_rule,
        {"den - num * 2 * y": "den - num * y"},
    ),
    Slip(
        "forgot to multiply by f at the end, gave the derivatives of ln f by x, y and s instead of those of f",
        logarithmic,
        {"f * (": "("},
    ),
    Slip(
        "held the numerator's s fixed in the quotient rule: ds = -2 s N / D^2, the term 1 * D is missing",
        quotient_rule,
        {"ds = (1 * den - num * 2 * s)": "ds = (-num * 2 * s)"},
    ),
    Slip(
        "two mistakes: the factor 2 of the square (x^T y)^2 is missing in dx and dy, and dy takes D as a constant",
        quotient_rule,
        {"dx = 2 * p * y / den": "dx = p * y / den", "(2 * p * x * den - num * 2 * y) / den**2": "p * x / den"},
    ),
]
