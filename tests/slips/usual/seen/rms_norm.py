from tests.slips.cases import Slip
from tests.slips.unusual.seen.rms_norm import (
    __doc__,
    ASKED,
    make,
    loss,
    in_matrices,
    one_example_at_a_time,
    with_the_jacobian,
)  # the same problem

CASES = [
    Slip(
        "forgot the factor 2 from differentiating the square (Z - Y)^2, so every gradient is half of what it should be",
        in_matrices,
        {"dZ = 2 * (H @ W + b - Y) / Y.size": "dZ = (H @ W + b - Y) / Y.size"},
    ),
    Slip(
        "divided by the number n of examples only, though the loss is the mean over all n k entries (all gradients)",
        one_example_at_a_time,
        {"e = 2 * (W.T @ h + b - y) / Y.size": "e = 2 * (W.T @ h + b - y) / n"},
    ),
    Slip(
        "treated r as a constant in the gradient of X: dX = dU / r, without the term that comes from r depending on x",
        in_matrices,
        {"dX = (dU - U * np.mean(dU * U, axis=1, keepdims=True)) / r": "dX = dU / r"},
    ),
    Slip(
        "did not differentiate r with respect to x, so the gradient of X has only the direct part g * dh / r",
        one_example_at_a_time,
        {
            "        dr = -np.sum(dh * g * x) / r**2\n": "",
            "        dq = dr / (2 * r)\n": "",
            "dX.append(dh * g / r + dq * 2 * x / d)": "dX.append(dh * g / r)",
        },
    ),
    Slip(
        "forgot the 1/d of the mean of the squares in the derivative of r, in the gradient of X",
        one_example_at_a_time,
        {"dq * 2 * x / d)": "dq * 2 * x)"},
    ),
    Slip(
        "in the gradient of X took the sum over j of dU * U instead of the mean in the part that goes through r (1/d "
        "lost)",
        in_matrices,
        {"np.mean(dU * U": "np.sum(dU * U"},
    ),
    Slip(
        "forgot to multiply by g on the way from h back to u, so the gradient of X lacks g",
        in_matrices,
        {"dU = dH * g": "dU = dH"},
    ),
    Slip(
        "used x itself instead of the normalised u = x / r in the gradient of g",
        in_matrices,
        {"dg = np.sum(dH * U, axis=0)": "dg = np.sum(dH * X, axis=0)"},
    ),
    Slip(
        "forgot the 1/2 in the derivative of the square root in r, so in the gradient of X the part through r is "
        "doubled",
        one_example_at_a_time,
        {"dq = dr / (2 * r)": "dq = dr / r"},
    ),
    Slip(
        "wrote r^2 instead of r^3 in the denominator of the second term of the Jacobian du/dx (gradient of X)",
        with_the_jacobian,
        {"(d * R[i] ** 3)": "(d * R[i] ** 2)"},
    ),
    Slip(
        "got the sign of the second term of the Jacobian du/dx wrong: plus instead of minus (gradient of X)",
        with_the_jacobian,
        {"np.eye(d) / R[i] - np.outer": "np.eye(d) / R[i] + np.outer"},
    ),
    Slip(
        "forgot to divide by n k: differentiated the sum of (Z - Y)^2 instead of the mean (all gradients)",
        with_the_jacobian,
        {"E = (H @ W + b - Y) * 2 / (n * k)": "E = (H @ W + b - Y) * 2"},
    ),
    Slip(
        "two mistakes: forgot the factor 2 of the square (all gradients), and treated r as a constant in the gradient "
        "of X",
        with_the_jacobian,
        {
            "E = (H @ W + b - Y) * 2 / (n * k)": "E = (H @ W + b - Y) / (n * k)",
            "        J = np.eye(d) / R[i] - np.outer(X[i], X[i]) / (d * R[i] ** 3)\n": "",
            "dX[i] = J @ (g * D[i])": "dX[i] = g * D[i] / R[i]",
        },
    ),
]
