from tests.slips.cases import Slip
from tests.slips.unusual.seen.cosine import (
    __doc__,
    ASKED,
    make,
    loss,
    quotient_rule,
    unit_vectors,
    entry_by_entry,
    without_v,
)  # the same problem

CASES = [
    Slip(
        "treated |v| as a constant: only the numerator v . t is differentiated, the second term is missing",
        quotient_rule,
        {"(dtop * bottom - top * dbottom)": "(dtop * bottom)"},
    ),
    Slip(
        "forgot the minus of L = 1 - c: these are the gradients of c",
        quotient_rule,
        {"dv = -(": "dv = ("},
    ),
    Slip(
        "quotient rule with plus instead of minus between the two terms",
        quotient_rule,
        {"dtop * bottom - top": "dtop * bottom + top"},
    ),
    Slip(
        "derivative of |v| taken as v, without dividing by |v|",
        quotient_rule,
        {"nt * v / nv": "nt * v"},
    ),
    Slip(
        "lost the factor |t| in the derivative of the denominator |v| |t|: v / |v| only",
        quotient_rule,
        {"nt * v / nv": "v / nv"},
    ),
    Slip(
        "forgot to square the denominator in the quotient rule",
        quotient_rule,
        {"bottom**2": "bottom"},
    ),
    Slip(
        "did not differentiate the normalisation of v: dv = da / |v|, without the part through |v|",
        unit_vectors,
        {"(da - a * (a @ da)) / nv": "da / nv"},
    ),
    Slip(
        "forgot the 1/|v| in the derivative of v / |v|",
        unit_vectors,
        {"(da - a * (a @ da)) / nv": "da - a * (a @ da)"},
    ),
    Slip(
        "overwrote dx[j] for each i instead of adding up over i",
        entry_by_entry,
        {"dx[j] += -dc": "dx[j] = -dc"},
    ),
    Slip(
        "d(q^-1/2) with q = |v|^2 without the inner factor 2 of v_i^2: the second term of dc has a factor 1/2 too many",
        entry_by_entry,
        {"- p * v[i]": "- 0.5 * p * v[i]"},
    ),
    Slip(
        "divided the term with c by |v| instead of |v|^2, in both gradients",
        without_v,
        {"norm**2": "norm"},
    ),
    Slip(
        "forgot the minus sign from 1 - c, so W and x have the opposite sign",
        entry_by_entry,
        {"-dc": "dc"},
    ),
    Slip(
        "two mistakes: the minus of 1 - c is missing, and the denominator of the quotient rule is not squared",
        quotient_rule,
        {"dv = -(": "dv = (", "bottom**2": "bottom"},
    ),
]
