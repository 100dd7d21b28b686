from tests.slips.cases import Slip
from tests.slips.unusual.seen.conv_padding import (
    __doc__,
    ASKED,
    make,
    loss,
    on_the_padded_batch,
    signal_by_signal,
    by_index,
)  # the same problem

CASES = [
    Slip(
        "forgot the derivative h (1 - h) of the logistic: took dL/dh for dL/dz (all gradients)",
        on_the_padded_batch,
        {"dZ = 2 / N * (H - Y) * H * (1 - H)": "dZ = 2 / N * (H - Y)"},
    ),
    Slip(
        "forgot the 1/N of the mean over the signals (all gradients)",
        on_the_padded_batch,
        {"dZ = 2 / N * (H - Y)": "dZ = 2 * (H - Y)"},
    ),
    Slip(
        "forgot the factor 2 from the square (h - Y)^2 (all gradients)",
        by_index,
        {"d[i] = 2 / N * (h - Y[s, i])": "d[i] = 1 / N * (h - Y[s, i])"},
    ),
    Slip(
        "did not turn the kernel round in the gradient of X: correlated dL/dz with k where it must be a convolution",
        signal_by_signal,
        {"np.convolve(g, k)[1:-1]": 'np.correlate(g, k, "full")[1:-1]'},
    ),
    Slip(
        "in the gradient of X used the index of the forward pass, d_{p+j-1} k_j, instead of d_{p+1-j} k_j (kernel not "
        "flipped)",
        by_index,
        {
            "sum(d[p + 1 - j] * k[j] for j in range(m) if 0 <= p + 1 - j < P)":
            "sum(d[p + j - 1] * k[j] for j in range(m) if 0 <= p + j - 1 < P)",
        },
    ),
    Slip(
        "assigned instead of adding up over the taps j in the gradient of X, so later taps overwrite the earlier ones",
        on_the_padded_batch,
        {"dXp[:, j:j + P] += k[j] * dZ": "dXp[:, j:j + P] = k[j] * dZ"},
    ),
    Slip(
        "returned the gradient of the padded signals for X: did not cut off the two padding columns, so its shape is "
        "wrong",
        on_the_padded_batch,
        {'"X": dXp[:, 1:-1]': '"X": dXp'},
    ),
    Slip(
        "lost a minus sign in the derivative of the logistic (wrote -e^{-z} / (1 + e^{-z})^2), so all gradients have "
        "the wrong sign",
        signal_by_signal,
        {"dh_dz = np.exp(-z) / (1 + np.exp(-z)) ** 2": "dh_dz = -np.exp(-z) / (1 + np.exp(-z)) ** 2"},
    ),
    Slip(
        "divided by N P instead of N: took the mean over the positions i too, where a signal's loss is a sum (all "
        "gradients)",
        on_the_padded_batch,
        {"dZ = 2 / N * (H - Y)": "dZ = 2 / (N * P) * (H - Y)"},
    ),
    Slip(
        "forgot the 1/N in the gradient of the signals X only",
        signal_by_signal,
        {"np.convolve(g, k)[1:-1] / N": "np.convolve(g, k)[1:-1]"},
    ),
    Slip(
        "forgot the shift by one from the padding in the gradient of X: tap j meets X_{s,p} at i = p - j instead of p "
        "+ 1 - j",
        by_index,
        {
            "at i = p + 1 - j": "at i = p - j",
            "sum(d[p + 1 - j] * k[j] for j in range(m) if 0 <= p + 1 - j < P)":
            "sum(d[p - j] * k[j] for j in range(m) if 0 <= p - j < P)",
        },
    ),
    Slip(
        "in the gradient of b took the mean over the positions i instead of the sum",
        signal_by_signal,
        {"db += g.sum() / N": "db += g.mean() / N"},
    ),
    Slip(
        "two mistakes: forgot the factor 2 of the square (all gradients), and did not flip the kernel in the gradient "
        "of X",
        on_the_padded_batch,
        {
            "dZ = 2 / N * (H - Y) * H * (1 - H)": "dZ = (H - Y) * H * (1 - H) / N",
            "dXp[:, j:j + P] += k[j] * dZ": "dXp[:, j:j + P] += k[-1 - j] * dZ",
        },
    ),
]
