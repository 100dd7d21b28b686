from tests.slips.cases import Slip
from tests.slips.unusual.seen.bilinear import (
    __doc__,
    ASKED,
    make,
    loss,
    with_matrices,
    with_indices,
    in_steps,
)  # the same problem

CASES = [
    Slip(
        "forgot the 2 from the derivative of the square, in all three gradients",
        with_matrices,
        {"2 * e *": "e *"},
    ),
    Slip(
        "wrote the outer product the wrong way round: dL/dA = 2 e y x^T instead of 2 e x y^T (transposed)",
        with_matrices,
        {"np.outer(x, y)": "np.outer(y, x)"},
    ),
    Slip(
        "took the residual as t - x^T A y without changing anything else, so that all three gradients have the "
        "wrong sign",
        with_matrices,
        {"e = x @ A @ y - t": "e = t - x @ A @ y"},
    ),
    Slip(
        "differentiated only the inside x^T A y: the outer derivative 2 (x^T A y - t) is missing in all three "
        "gradients",
        with_matrices,
        {
            "dx = 2 * e * (A @ y)": "dx = A @ y",
            "dA = 2 * e * np.outer(x, y)": "dA = np.outer(x, y)",
            "dy = 2 * e * (A.T @ x)": "dy = A.T @ x",
        },
    ),
    Slip(
        "lost the factor 2 in the gradient of A only",
        with_matrices,
        {"dA = 2 * e * np.outer": "dA = e * np.outer"},
    ),
    Slip(
        "forgot the target t in the outer derivative: 2 x^T A y instead of 2 (x^T A y - t)",
        with_indices,
        {"g = 2 * (s - t)": "g = 2 * s"},
    ),
    Slip(
        "overwrote dL/dy_j in the loop instead of adding up over i",
        with_indices,
        {"dy[j] += g": "dy[j] = g"},
    ),
    Slip(
        "left out y_j in dL/dx_i: summed A_ij over j instead of A_ij y_j",
        with_indices,
        {"dx[i] += g * A[i, j] * y[j]": "dx[i] += g * A[i, j]"},
    ),
    Slip(
        "kept the factor A_ij itself in dL/dA_ij: g x_i A_ij y_j instead of g x_i y_j",
        with_indices,
        {"dA[i, j] = g * x[i] * y[j]": "dA[i, j] = g * x[i] * A[i, j] * y[j]"},
    ),
    Slip(
        "did not write the 2 in the derivative of e^2 with respect to e",
        in_steps,
        {"dl_de = 2 * e": "dl_de = e"},
    ),
    Slip(
        "swapped the two factors in the derivative of s = x . u: ds/dx = x and ds/du = u instead of u and x",
        in_steps,
        {"dl_dx = dl_ds * u": "dl_dx = dl_ds * x", "dl_du = dl_ds * x": "dl_du = dl_ds * u"},
    ),
    Slip(
        "dropped dl/ds on the way to y: wrote dl/dy = A^T x, without the factor 2 e",
        in_steps,
        {"dl_dy = A.T @ dl_du": "dl_dy = A.T @ x"},
    ),
    Slip(
        "two mistakes: forgot the 2 of the square in all gradients, and gave dL/dA transposed (y x^T)",
        with_matrices,
        {"2 * e *": "e *", "np.outer(x, y)": "np.outer(y, x)"},
    ),
]
