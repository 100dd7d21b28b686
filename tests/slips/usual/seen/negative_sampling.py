from tests.slips.cases import Slip
from tests.slips.unusual.seen.negative_sampling import (
    __doc__,
    ASKED,
    make,
    loss,
    gather_and_scatter,
    like_the_c_code,
    one_hot,
    by_the_chain_rule,
)  # the same problem

CASES = [
    Slip(
        "used += with index arrays for V and U, so words that come several times get only one of their contributions",
        gather_and_scatter,
        {
            "np.add.at(dV, c, dv)": "dV[c] += dv",
            "np.add.at(dU, o, gp[:, None] * v)": "dU[o] += gp[:, None] * v",
            "np.add.at(dU, neg, gn[:, :, None] * v[:, None, :])": "dU[neg] += gn[:, :, None] * v[:, None, :]",
        },
    ),
    Slip(
        "forgot the 1/B of the mean over the examples, in V and U",
        gather_and_scatter,
        {"(sig(pos_score) - 1) / B": "sig(pos_score) - 1", "sig(neg_score) / B": "sig(neg_score)"},
    ),
    Slip(
        "wrong sign for the negative words: -sigma(s) instead of sigma(s) as derivative of -log sigma(-s)",
        gather_and_scatter,
        {"gn = sig(neg_score)": "gn = -sig(neg_score)"},
    ),
    Slip(
        "treated the negative words like the context word: derivative sigma(s) - 1 instead of sigma(s)",
        gather_and_scatter,
        {"gn = sig(neg_score) / B": "gn = (sig(neg_score) - 1) / B"},
    ),
    Slip(
        "sign: label - p instead of p - label (the gradient of the log likelihood), V and U negated",
        like_the_c_code,
        {"(p - label)": "(label - p)"},
    ),
    Slip(
        "forgot the negative words in the gradient of the centre vectors V",
        gather_and_scatter,
        {' + np.einsum("bk,bkd->bd", gn, un)': ""},
    ),
    Slip(
        "lost the minus of t = -U[n] . v when differentiating t for U and v: the negative words have the wrong sign",
        by_the_chain_rule,
        {"dt_du, dt_dv = -v, -U[k]": "dt_du, dt_dv = v, U[k]"},
    ),
    Slip(
        "left out the derivative of sigma: -1/y and -1/z only, for the context word and the negative words",
        by_the_chain_rule,
        {"dL_dy * dy_ds": "dL_dy", "-1 / z * z * (1 - z) / B": "-1 / z / B"},
    ),
    Slip(
        "did not divide by the number of examples B",
        like_the_c_code,
        {"(p - label) / len(c)": "p - label"},
    ),
    Slip(
        "dU[neg] += ... instead of np.add.at: a negative word drawn several times is counted only once in U",
        gather_and_scatter,
        {"np.add.at(dU, neg, gn[:, :, None] * v[:, None, :])": "dU[neg] += gn[:, :, None] * v[:, None, :]"},
    ),
    Slip(
        "averaged over the K negative words instead of summing: a factor 1/K too many in their part of V and U",
        gather_and_scatter,
        {"sig(neg_score) / B": "sig(neg_score) / (B * K)"},
    ),
    Slip(
        "forgot the -1 for the context word: sigma(s) instead of sigma(s) - 1",
        one_hot,
        {"O * (Y - 1)": "O * Y"},
    ),
    Slip(
        "two mistakes: no 1/B in either gradient, and dV[c] += dv, which counts a repeated centre word only once",
        gather_and_scatter,
        {
            "(sig(pos_score) - 1) / B": "sig(pos_score) - 1",
            "sig(neg_score) / B": "sig(neg_score)",
            "np.add.at(dV, c, dv)": "dV[c] += dv",
        },
    ),
]
