from tests.slips.cases import Slip
from tests.slips.unusual.seen.conv_stride import (
    __doc__,
    ASKED,
    make,
    loss,
    with_windows,
    by_index,
    with_dilation,
)  # the same problem

CASES = [
    Slip(
        "forgot the penalty: the term lam K is missing in dK",
        with_windows,
        {"dK = dz @ A + lam * K": "dK = dz @ A"},
    ),
    Slip(
        "the penalty was forgotten in dK, which starts at zero instead of at lam K",
        by_index,
        {"dK = lam * K": "dK = np.zeros_like(K)"},
    ),
    Slip(
        "differentiated lam/2 K^2 to lam/2 K instead of lam K in dK",
        with_windows,
        {"+ lam * K": "+ lam / 2 * K"},
    ),
    Slip(
        "differentiated lam/2 K^2 to 2 lam K instead of lam K in dK",
        with_dilation,
        {"+ lam * K": "+ 2 * lam * K"},
    ),
    Slip(
        "forgot the stride in both gradients of the convolution: dK uses x[i + j] and dx adds to x[i + j], where "
        "2i + j belongs",
        by_index,
        {
            "dK[f, j] += g * x[2 * i + j]": "dK[f, j] += g * x[i + j]",
            "dx[2 * i + j] += g * K[f, j]": "dx[i + j] += g * K[f, j]",
        },
    ),
    Slip(
        "forgot the stride when going back to x: window i is added at x[i] instead of at x[2i]",
        with_windows,
        {"dx[2 * i:2 * i + m] += dA[i]": "dx[i:i + m] += dA[i]"},
    ),
    Slip(
        "the windows overlap, but dx is assigned for each window instead of added up, so later windows overwrite "
        "earlier ones",
        with_windows,
        {"dx[2 * i:2 * i + m] += dA[i]": "dx[2 * i:2 * i + m] = dA[i]"},
    ),
    Slip(
        "did not add up over the windows and kernels that contain an entry of x: dx[2i + j] is assigned, the last one "
        "wins",
        by_index,
        {"dx[2 * i + j] += g": "dx[2 * i + j] = g"},
    ),
    Slip(
        "turned the kernel the wrong way round in dx: correlated the spread delta with K itself instead of with the "
        "flipped K",
        with_dilation,
        {"flipped = K[:, ::-1]": "flipped = K"},
    ),
    Slip(
        "did not sum the bias gradient over the positions: db is dz, 2 x P",
        with_windows,
        {"dz.sum(axis=1)": "dz"},
    ),
    Slip(
        "put q back into maps in the wrong order: V^T e is reshaped as if the two maps were interleaved, (P, 2) "
        "transposed, instead of laid one after the other",
        with_windows,
        {"(V.T @ e).reshape(2, P)": "(V.T @ e).reshape(P, 2).T"},
    ),
    Slip(
        "wrong sign of the error: e is t - s instead of s - t",
        with_windows,
        {"e = V @ z.ravel() + d - t": "e = t - (V @ z.ravel() + d)"},
    ),
    Slip(
        "two mistakes: forgot the penalty lam K in dK, and gave the gradient of V transposed (q e^T instead of e q^T)",
        with_dilation,
        {" + lam * K": "", "np.outer(e, q)": "np.outer(q, e)"},
    ),
]
