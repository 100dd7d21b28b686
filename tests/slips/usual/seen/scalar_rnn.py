from tests.slips.cases import Slip
from tests.slips.unusual.seen.scalar_rnn import (
    __doc__,
    ASKED,
    make,
    loss,
    unrolled,
    sensitivities,
    chain_of_local_derivatives,
)  # the same problem

CASES = [
    Slip(
        "held the earlier states constant: dw, du and db have only the term of the last step (d3), those of steps 1 "
        "and 2 (d1 and d2) are missing",
        unrolled,
        {"d3 * h2 + d2 * h1 + d1 * h0": "d3 * h2", "d3 * x3 + d2 * x2 + d1 * x1": "d3 * x3", "d3 + d2 + d1": "d3"},
    ),
    Slip(
        "held the previous state constant in the sensitivity with respect to w: hw is slope * h, the recurrent term "
        "w * hw is missing",
        sensitivities,
        {"hw = slope * (h + w * hw)": "hw = slope * h"},
    ),
    Slip(
        "forgot the derivative of tanh at steps 2 and 1: the factors 1 - h2^2 in d2 and 1 - h1^2 in d1 are missing",
        unrolled,
        {" * (1 - h2**2)": "", " * (1 - h1**2)": ""},
    ),
    Slip(
        "forgot the derivative of tanh at the last step: the factor 1 - h3^2 in d3 is missing",
        unrolled,
        {" * (1 - h3**2)": ""},
    ),
    Slip(
        "forgot the recurrent weight when going back in time: d2 and d1 lack their factor w",
        unrolled,
        {"d2 = d3 * w * ": "d2 = d3 * ", "d1 = d2 * w * ": "d1 = d2 * "},
    ),
    Slip(
        "forgot the factor 1/m of the mean over the sequences in d3",
        unrolled,
        {"d3 = 2 / m * ": "d3 = 2 * "},
    ),
    Slip(
        "forgot the 2 from the square in the derivative of L with respect to h3",
        chain_of_local_derivatives,
        {"dL_dh3 = 2 * (h3 - y)": "dL_dh3 = (h3 - y)"},
    ),
    Slip(
        "states shifted by one step in dw: multiplied d3, d2, d1 by h3, h2, h1 instead of by the states before, "
        "h2, h1, h0",
        unrolled,
        {"d3 * h2 + d2 * h1 + d1 * h0": "d3 * h3 + d2 * h2 + d1 * h1"},
    ),
    Slip(
        "forgot the factor w in the gradient of h0: summed d1 instead of w * d1",
        unrolled,
        {"np.sum(w * d1)": "np.sum(d1)"},
    ),
    Slip(
        "did not sum the gradient of h0 over the sequences that share it: dh0 has one entry for each sequence",
        unrolled,
        {"np.sum(w * d1)": "w * d1"},
    ),
    Slip(
        "one path too few in dh3_dw: the term of the first step, dh3_dh1 * s1 * h0, is missing",
        chain_of_local_derivatives,
        {" + dh3_dh1 * s1 * h0": ""},
    ),
    Slip(
        "took the derivative of tanh at the wrong step: d2 has 1 - h3^2 instead of 1 - h2^2, and d1 has 1 - h2^2 "
        "instead of 1 - h1^2",
        unrolled,
        {"d3 * w * (1 - h2**2)": "d3 * w * (1 - h3**2)", "d2 * w * (1 - h1**2)": "d2 * w * (1 - h2**2)"},
    ),
    Slip(
        "two mistakes: wrong sign of the error (y - h3 instead of h3 - y), and the factor w is missing in dh1_dh0, so "
        "in the gradient of h0",
        chain_of_local_derivatives,
        {"2 * (h3 - y)": "2 * (y - h3)", "dh1_dh0 = w * s1": "dh1_dh0 = s1"},
    ),
]
