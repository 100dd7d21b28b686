from tests.slips.cases import Slip
from tests.slips.unusual.seen.three_sigmoid import (
    __doc__,
    ASKED,
    make,
    loss,
    with_deltas,
    local_derivatives,
    over_the_layers,
)  # the same problem

CASES = [
    Slip(
        "forgot the sigmoid's slope a3 (1 - a3) at the output, d3 = a3 - y as for cross-entropy; all six are wrong",
        with_deltas,
        {"d3 = (a3 - y) * a3 * (1 - a3)": "d3 = a3 - y"},
    ),
    Slip(
        "forgot to transpose W2 when passing the error from layer 2 to layer 1, so W1 and b1 are wrong",
        with_deltas,
        {"(W2.T @ d2)": "(W2 @ d2)"},
    ),
    Slip(
        "wrote the error at the output as y - a3 instead of a3 - y, so all gradients have the wrong sign",
        with_deltas,
        {"d3 = (a3 - y)": "d3 = (y - a3)"},
    ),
    Slip(
        "forgot the slope a1 (1 - a1) of the first layer's sigmoid, so W1 and b1 are wrong",
        with_deltas,
        {"d1 = (W2.T @ d2) * (a1 * (1 - a1))": "d1 = W2.T @ d2"},
    ),
    Slip(
        "took the slope s' at the activation a instead of at z, in all three layers, so all gradients are wrong",
        over_the_layers,
        {"z = zs[layer - 1]": "z = a[layer]"},
    ),
    Slip(
        "overlooked the 1/2 of the loss: the error at a3 is 2 (a3 - y), so all gradients are twice too large",
        over_the_layers,
        {"g = a[3] - y": "g = 2 * (a[3] - y)"},
    ),
    Slip(
        "used the transposed W2 as the derivative of z2 by a1 in the row times matrix product, so W1 and b1 are wrong",
        local_derivatives,
        {"dz2_da1 = W2\n": "dz2_da1 = W2.T\n"},
    ),
    Slip(
        "used the activation of the layer itself, a2, instead of its input a1 in the gradient of W2",
        with_deltas,
        {"dW2 = np.outer(d2, a1)": "dW2 = np.outer(d2, a2)"},
    ),
    Slip(
        "wrote the outer products in the wrong order (input times delta), so dW1, dW2 and dW3 come out transposed",
        with_deltas,
        {"outer(d3, a2)": "outer(a2, d3)", "outer(d2, a1)": "outer(a1, d2)", "outer(d1, x)": "outer(x, d1)"},
    ),
    Slip(
        "passed back g instead of delta = g s'(z), so the slope of the layers above is missing in layers 2 and 1",
        over_the_layers,
        {"g = Ws[layer - 1].T @ delta": "g = Ws[layer - 1].T @ g"},
    ),
    Slip(
        "used the slope of the wrong layer in d2: a1 (1 - a1) instead of a2 (1 - a2), which spoils layers 2 and 1",
        with_deltas,
        {"d2 = (W3.T @ d3) * (a2 * (1 - a2))": "d2 = (W3.T @ d3) * (a1 * (1 - a1))"},
    ),
    Slip(
        "forgot the slope a2 (1 - a2) of the second layer's sigmoid, which makes W2, b2, W1 and b1 wrong",
        local_derivatives,
        {"dL_db2 = dL_db3 @ dz3_da2 @ da2_dz2": "dL_db2 = dL_db3 @ dz3_da2"},
    ),
    Slip(
        "two mistakes: the slope a3 (1 - a3) at the output is missing, and d1 uses W2 instead of its transpose",
        with_deltas,
        {"d3 = (a3 - y) * a3 * (1 - a3)": "d3 = a3 - y", "(W2.T @ d2)": "(W2 @ d2)"},
    ),
]
