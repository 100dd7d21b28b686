from tests.slips.cases import Slip
from tests.slips.unusual.seen.max_pool import (
    __doc__,
    ASKED,
    make,
    loss,
    with_masks,
    with_winners,
    layer_by_layer,
)  # the same problem

CASES = [
    Slip(
        "passed the gradient through the max pooling to all four entries of a block, not only to the largest one",
        with_masks,
        {"axis=1) * mask\n    dk": "axis=1)\n    dk"},
    ),
    Slip(
        "backpropagated as for average pooling: each of the four entries of a block gets a quarter of dL/dp",
        with_masks,
        {"axis=1) * mask\n    dk": "axis=1) / 4\n    dk"},
    ),
    Slip(
        "lost the minus sign of -y s in dL/ds, so that all gradients have the wrong sign",
        with_masks,
        {"ds = -y / (1": "ds = y / (1"},
    ),
    Slip(
        "has the wrong sigmoid in dL/ds: -y sigma(y s) instead of -y sigma(-y s), that is exp(-y s) in the "
        "denominator",
        with_masks,
        {"(1 + np.exp(y * s))": "(1 + np.exp(-y * s))"},
    ),
    Slip(
        "overwrote dL/dx for each kernel entry instead of adding up the overlapping contributions",
        with_masks,
        {"x[u:u + rows, v:v + cols] += k[u, v] * dz": "x[u:u + rows, v:v + cols] = k[u, v] * dz"},
    ),
    Slip(
        "gave the gradient of the bias as the sum of dL/dz, as if b were added to the map z before the pooling",
        with_masks,
        {'"b": ds,': '"b": np.sum(dz),'},
    ),
    Slip(
        "forgot the inner factor y in dL/ds: differentiated -y s to -1 instead of -y",
        with_winners,
        {"g = -y * np.exp": "g = -np.exp"},
    ),
    Slip(
        "left out the read-out weight w_IJ on the way from s to z, in the gradients of k and x",
        with_winners,
        {"dk += g * w[I, J] * x": "dk += g * x", "+= g * w[I, J] * k": "+= g * k"},
    ),
    Slip(
        "assigned dL/dk in the loop over the blocks instead of adding up, so that only the last block counts",
        with_winners,
        {"dk += g": "dk = g"},
    ),
    Slip(
        "did not turn the kernel by 180 degrees in the full correlation that gives dL/dx",
        layer_by_layer,
        {"np.rot90(k, 2)": "k"},
    ),
    Slip(
        "used the formula for labels 0 and 1: dL/ds = sigma(s) - y, although the labels are -1 and +1",
        layer_by_layer,
        {
            "prob = 1 / (1 + np.exp(-y * s))": "prob = 1 / (1 + np.exp(-s))",
            "dL_ds = y * (prob - 1)": "dL_ds = prob - y",
        },
    ),
    Slip(
        "gave ds/dw = p as the gradient of w, without the factor dL/ds",
        layer_by_layer,
        {'"w": dL_ds * p': '"w": p'},
    ),
    Slip(
        "two mistakes: lost the minus sign in dL/ds (all gradients), and sent the gradient to all entries of each "
        "pooling block instead of only the maximum (k and x)",
        with_masks,
        {"ds = -y / (1": "ds = y / (1", "axis=1) * mask\n    dk": "axis=1)\n    dk"},
    ),
]
