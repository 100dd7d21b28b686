from tests.slips.cases import Slip
from tests.slips.unusual.seen.tied_autoencoder import (
    __doc__,
    ASKED,
    make,
    loss,
    two_paths,
    for_each_example,
    by_the_product_rule,
)  # the same problem

CASES = [
    Slip(
        "forgot that W also stands in the decoder: dW has only the part through the encoder",
        two_paths,
        {"dW_encoder + dW_decoder": "dW_encoder", "    dW_decoder = G.T @ H\n": ""},
    ),
    Slip(
        "held the code H constant when differentiating with respect to W: dW has only the decoder's part, G^T H",
        two_paths,
        {'"W": dW_encoder + dW_decoder': '"W": dW_decoder', "    dW_encoder = X.T @ D\n": ""},
    ),
    Slip(
        "W is counted only in the encoder: the term 2 e h^T of the decoder is missing in dW",
        for_each_example,
        {"dW += np.outer(x, da) + 2 * np.outer(e, h)": "dW += np.outer(x, da)"},
    ),
    Slip(
        "forgot the derivative of tanh: D is G W without the factor 1 - H^2",
        two_paths,
        {"D = (G @ W) * (1 - H**2)": "D = G @ W"},
    ),
    Slip(
        "took the derivative of tanh as 1 - A^2, at the preactivation, instead of 1 - tanh(A)^2",
        two_paths,
        {"(1 - H**2)": "(1 - A**2)"},
    ),
    Slip(
        "forgot the 2 from the square in G",
        two_paths,
        {"G = 2 * (Y - X) / m": "G = (Y - X) / m"},
    ),
    Slip(
        "forgot the factor 1/m of the average over the examples in G",
        two_paths,
        {"G = 2 * (Y - X) / m": "G = 2 * (Y - X)"},
    ),
    Slip(
        "wrong sign of the reconstruction error: X - Y instead of Y - X in G",
        two_paths,
        {"G = 2 * (Y - X) / m": "G = 2 * (X - Y) / m"},
    ),
    Slip(
        "averaged over the entries too: G is divided by m d instead of by m",
        two_paths,
        {"G = 2 * (Y - X) / m": "G = 2 * (Y - X) / X.size"},
    ),
    Slip(
        "forgot the 2 from the square in the decoder's term of dW: e h^T instead of 2 e h^T",
        for_each_example,
        {"+ 2 * np.outer(e, h)": "+ np.outer(e, h)"},
    ),
    Slip(
        "forgot to sum the gradient of c over the examples: dc is G, m x d",
        two_paths,
        {"dc = np.sum(G, axis=0)": "dc = G"},
    ),
    Slip(
        "used the product rule on W_ju only in its own summand: in the encoder's part, W_ku is counted only for the "
        "output j = k, the sum over all outputs j is missing",
        by_the_product_rule,
        {
            "                for k in range(d):\n": "",
            "                    dW[k, u] += r * W[j, u] * slope * X[i, k]": (
                "                dW[j, u] += r * W[j, u] * slope * X[i, j]"
            ),
        },
    ),
    Slip(
        "two mistakes: forgot the decoder's part of dW, and the derivative of tanh (the factor 1/cosh(a)^2) in da",
        for_each_example,
        {"da = dh / np.cosh(a) ** 2": "da = dh", "np.outer(x, da) + 2 * np.outer(e, h)": "np.outer(x, da)"},
    ),
]
