from tests.slips.cases import Slip
from tests.slips.unusual.seen.two_layer_relu import (
    __doc__,
    ASKED,
    make,
    loss,
    as_in_the_lecture_code,
    through_the_jacobian,
    with_einsum,
)  # the same problem

CASES = [
    Slip(
        "forgot the derivative of the ReLU: dH is used for W1 and b1 without being set to zero where Z <= 0",
        as_in_the_lecture_code,
        {"    dH[Z <= 0] = 0\n": ""},
    ),
    Slip(
        "forgot the average over the batch: G = P - onehot is not divided by m, so all the gradients are m "
        "times too large",
        as_in_the_lecture_code,
        {"    G = G / m\n": ""},
    ),
    Slip(
        "forgot the derivative of the ReLU: dz = dh without the factor (z > 0)",
        through_the_jacobian,
        {"dh * (z > 0)": "dh"},
    ),
    Slip(
        "applied the ReLU to the gradient itself: dH is set to zero where dH is negative, not where Z is",
        as_in_the_lecture_code,
        {"dH[Z <= 0] = 0": "dH[dH <= 0] = 0"},
    ),
    Slip(
        "multiplied by the ReLU's value h instead of its derivative (0 or 1) on the way back",
        through_the_jacobian,
        {"dh * (z > 0)": "dh * h"},
    ),
    Slip(
        "the softmax Jacobian has only its diagonal p (1 - p), the off-diagonal terms -p_a p_c are missing",
        through_the_jacobian,
        {"np.diag(p) - np.outer(p, p)": "np.diag(p * (1 - p))"},
    ),
    Slip(
        "the sign is wrong: the derivative of the loss by S is onehot - P instead of P - onehot, so all the "
        "gradients flip",
        with_einsum,
        {"(p - onehot)": "(onehot - p)"},
    ),
    Slip(
        "lost the minus of the cross-entropy: dp_c = 1/p_c instead of -1/p_c, so all the gradients have the "
        "wrong sign",
        through_the_jacobian,
        {"-1 / p[c]": "1 / p[c]"},
    ),
    Slip(
        "the gradient of W2 is taken with Z, before the ReLU, instead of with H",
        as_in_the_lecture_code,
        {"dW2 = G.T @ H": "dW2 = G.T @ Z"},
    ),
    Slip(
        "the bias gradients are averaged over the batch although G is already divided by m: b1 and b2 have "
        "1/m once too often",
        as_in_the_lecture_code,
        {"G.sum(axis=0)": "G.mean(axis=0)", "dH.sum(axis=0)": "dH.mean(axis=0)"},
    ),
    Slip(
        "the gradients of W1 and W2 come out transposed, d x p and p x k: the product is taken as X^T dZ and "
        "H^T G",
        as_in_the_lecture_code,
        {"G.T @ H": "H.T @ G", "dH.T @ X": "X.T @ dH"},
    ),
    Slip(
        "the softmax is normalised over the wrong axis, over the examples of the batch instead of over the "
        "classes",
        as_in_the_lecture_code,
        {"E / E.sum(axis=1, keepdims=True)": "E / E.sum(axis=0, keepdims=True)"},
    ),
    Slip(
        "two mistakes: the average 1/m is missing in the derivative by S, and the derivative of the ReLU is "
        "left out",
        with_einsum,
        {
            "(p - onehot) / m": "p - onehot",
            'np.einsum("ic,cj,ij->ij", ds, W2, on)': 'np.einsum("ic,cj->ij", ds, W2)',
        },
    ),
]
