from tests.slips.cases import Slip
from tests.slips.unusual.seen.vae import (
    __doc__,
    ASKED,
    make,
    loss,
    with_batches,
    by_example,
    two_parts,
)  # the same problem

CASES = [
    Slip(
        "forgot the KL term's part mu in the gradient with respect to mu, so the gradient of W_mu is wrong",
        with_batches,
        {"dmu = dz + mu / m": "dmu = dz"},
    ),
    Slip(
        "forgot the 1/2 in the derivative of exp(log_var / 2), in the reconstruction part of the gradient of W_lv",
        with_batches,
        {"dz * eps * std / 2 +": "dz * eps * std +"},
    ),
    Slip(
        "forgot the 2 of the squared reconstruction error, so that part is halved in all gradients (KL is right)",
        with_batches,
        {"d_hat = 2 * (X_hat - X) / m": "d_hat = (X_hat - X) / m"},
    ),
    Slip(
        "wrong sign of the KL term's derivative with respect to log_var: +1/2 (1 - exp(log_var)), in the gradient of "
        "W_lv",
        by_example,
        {"- 0.5 * (1 - np.exp(log_var))": "+ 0.5 * (1 - np.exp(log_var))"},
    ),
    Slip(
        "forgot the factor eps of dz/dlog_var in the reconstruction part of the gradient of W_lv",
        by_example,
        {"g_lv = g_z * e * 0.5 * sigma": "g_lv = g_z * 0.5 * sigma"},
    ),
    Slip(
        "forgot to divide the KL part by m (the reconstruction part is divided), in the gradients of W_mu and W_lv",
        with_batches,
        {"dmu = dz + mu / m": "dmu = dz + mu", "(np.exp(lv) - 1) / (2 * m)": "(np.exp(lv) - 1) / 2"},
    ),
    Slip(
        "forgot the 1/m of the mean over the examples: all gradients are sums",
        by_example,
        {
            "    m = X.shape[0]\n": "",
            '{"W_mu": gW_mu / m, "W_lv": gW_lv / m, "W_dec": gW_dec / m}':
            '{"W_mu": gW_mu, "W_lv": gW_lv, "W_dec": gW_dec}',
        },
    ),
    Slip(
        "used mu instead of the sampled z in the gradient of W_dec",
        with_batches,
        {"dW_dec = d_hat.T @ z": "dW_dec = d_hat.T @ mu"},
    ),
    Slip(
        "forgot that exp(log_var / 2) itself stays when it is differentiated: eps / 2 instead of eps exp(log_var / 2) "
        "/ 2 in the reconstruction part of the gradient of W_lv",
        with_batches,
        {"dz * eps * std / 2 +": "dz * eps / 2 +"},
    ),
    Slip(
        "forgot the 1/2 in front of the KL term for mu: 2 mu instead of mu, in the gradient of W_mu",
        two_parts,
        {"kl_mu = mu\n": "kl_mu = 2 * mu\n"},
    ),
    Slip(
        "forgot the 1/2 of dsigma/dlog_var = sigma / 2, so the whole gradient of W_lv is doubled",
        two_parts,
        {"sigma_lv = 0.5 * sigma": "sigma_lv = sigma"},
    ),
    Slip(
        "left the KL term out of the gradient of W_lv: only the reconstruction part is there",
        by_example,
        {"g_lv = g_z * e * 0.5 * sigma - 0.5 * (1 - np.exp(log_var))": "g_lv = g_z * e * 0.5 * sigma"},
    ),
    Slip(
        "two mistakes: forgot the 2 of the squared reconstruction error (all gradients), and wrote -mu for the KL "
        "term's derivative with respect to mu (gradient of W_mu)",
        by_example,
        {
            "g_z = 2 * W_dec.T @ r": "g_z = W_dec.T @ r",
            "gW_dec += 2 * np.outer(r, z)": "gW_dec += np.outer(r, z)",
            "g_mu = g_z + mu": "g_mu = g_z - mu",
        },
    ),
]
