from tests.slips.cases import Slip
from tests.slips.unusual.seen.temperature import (
    __doc__,
    ASKED,
    make,
    loss,
    whole_batch,
    logit_against_expected_logit,
    through_the_softmax_jacobian,
)  # the same problem

CASES = [
    Slip(
        "forgot the inner derivative 1/T of z/T in the gradient of W: took (P - Y)/n for the gradient of the logits z",
        whole_batch,
        {"dZ = dA / T": "dZ = dA"},
    ),
    Slip(
        "forgot the factor 1/T in the gradient of W",
        logit_against_expected_logit,
        {"(p[c] - y[c]) * x / T": "(p[c] - y[c]) * x"},
    ),
    Slip(
        "wrong sign in the gradient of T: differentiated 1/T to +1/T^2",
        whole_batch,
        {"dT = -np.sum": "dT = np.sum"},
    ),
    Slip(
        "differentiated z/T with respect to T to -z/T instead of -z/T^2",
        whole_batch,
        {"np.sum(dA * Z) / T**2": "np.sum(dA * Z) / T"},
    ),
    Slip(
        "differentiated z/T with respect to T to z: the factor -1/T^2 is missing in dT",
        through_the_softmax_jacobian,
        {"da @ (-z / T**2)": "da @ z"},
    ),
    Slip(
        "used the gradient of z instead of that of z/T in dT, so that dT has one factor 1/T too many (1/T^3)",
        whole_batch,
        {"np.sum(dA * Z)": "np.sum(dZ * Z)"},
    ),
    Slip(
        "forgot the factor 1/n of the mean over the examples, in both gradients",
        whole_batch,
        {"dA = (P - Y) / n": "dA = P - Y"},
    ),
    Slip(
        "averaged only dW over the examples: the division by n is missing for dT",
        logit_against_expected_logit,
        {"    dT = dT / n\n": ""},
    ),
    Slip(
        "wrong sign of the error: Y - P instead of P - Y, so that both gradients have the wrong sign",
        whole_batch,
        {"dA = (P - Y) / n": "dA = (Y - P) / n"},
    ),
    Slip(
        "gave the gradient of W transposed: X^T dZ (d x k) instead of dZ^T X (k x d)",
        whole_batch,
        {"dZ.T @ X": "X.T @ dZ"},
    ),
    Slip(
        "forgot that the normalising sum of the softmax depends on T too: dT has the logit of the true class only, the "
        "expected logit is missing",
        logit_against_expected_logit,
        {"dT += (correct - expected) / T**2": "dT += correct / T**2"},
    ),
    Slip(
        "took only the diagonal p (1 - p) of the softmax Jacobian: the entries -p_i p_j off the diagonal are missing",
        through_the_softmax_jacobian,
        {"S = np.diag(p) - np.outer(p, p)": "S = np.diag(p * (1 - p))"},
    ),
    Slip(
        "two mistakes: forgot the factor 1/T in the gradient of W, and the wrong sign in the gradient of T (z/T^2 "
        "instead of -z/T^2)",
        through_the_softmax_jacobian,
        {"dz = da / T": "dz = da", "da @ (-z / T**2)": "da @ (z / T**2)"},
    ),
]
