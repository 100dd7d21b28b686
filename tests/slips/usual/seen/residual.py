from tests.slips.cases import Slip
from tests.slips.unusual.seen.residual import (
    __doc__,
    ASKED,
    make,
    loss,
    in_matrices,
    with_probabilities,
    with_the_jacobian_of_the_block,
)  # the same problem

CASES = [
    Slip(
        "forgot the skip connection in the gradient of X: only the path through the block, dZ W1, without dH",
        in_matrices,
        {"dX = dH + dZ @ W1": "dX = dZ @ W1"},
    ),
    Slip(
        "left out the direct path x -> h (the identity of the residual block) in the gradient of X",
        with_probabilities,
        {"dX[i] = dh + W1.T @ dz": "dX[i] = W1.T @ dz"},
    ),
    Slip(
        "forgot the derivative of relu (the mask W1 x > 0) on the way back, which spoils the gradients of W1 and X",
        in_matrices,
        {"dZ = dR * (Z > 0)": "dZ = dR"},
    ),
    Slip(
        "forgot the derivative of relu in the gradient of W1 (the gradient of X has it)",
        with_the_jacobian_of_the_block,
        {"np.outer(on @ W2.T @ w, x)": "np.outer(W2.T @ w, x)"},
    ),
    Slip(
        "lost the minus sign of -y in the derivative of log(1 + exp(-y s)): all gradients have the wrong sign",
        in_matrices,
        {"g = -y / (1 + np.exp(y * s)) / m": "g = y / (1 + np.exp(y * s)) / m"},
    ),
    Slip(
        "forgot the 1/m of the mean (all gradients)",
        in_matrices,
        {"    m = len(y)\n": "", "g = -y / (1 + np.exp(y * s)) / m": "g = -y / (1 + np.exp(y * s))"},
    ),
    Slip(
        "wrong sign in the exponent of the logistic function: -y / (1 + exp(-y s)) instead of -y / (1 + exp(y s)) (all "
        "gradients)",
        in_matrices,
        {"np.exp(y * s)": "np.exp(-y * s)"},
    ),
    Slip(
        "used the formula sigma(s) - y, which is for labels 0 and 1, with the labels -1 and +1 (all gradients)",
        with_probabilities,
        {
            "        target = (y[i] + 1) / 2\n": "",
            "ds = 1 / (1 + np.exp(-s)) - target": "ds = 1 / (1 + np.exp(-s)) - y[i]",
        },
    ),
    Slip(
        "used W1 x before the relu instead of relu(W1 x) in the gradient of W2",
        in_matrices,
        {"dW2 = dH.T @ R": "dW2 = dH.T @ Z"},
    ),
    Slip(
        "forgot that h also contains x: the gradient of w has only the block's output W2 relu(W1 x) in the place of h",
        with_probabilities,
        {"dw += ds * h": "dw += ds * (W2 @ r)"},
    ),
    Slip(
        "wrote the number 1 instead of the identity matrix in dh/dx = I + W2 D W1 (every entry gets a 1), so the "
        "gradient of X is wrong",
        with_the_jacobian_of_the_block,
        {"J = np.eye(d) + W2 @ on @ W1": "J = 1 + W2 @ on @ W1"},
    ),
    Slip(
        "forgot the 1/m of the mean in the gradient of b only",
        with_probabilities,
        {'"b": db / m': '"b": db'},
    ),
    Slip(
        "two mistakes: forgot the derivative of relu (gradients of W1 and X), and the skip connection in the gradient "
        "of X",
        with_probabilities,
        {"dz = (W2.T @ dh) * (z > 0)": "dz = W2.T @ dh", "dX[i] = dh + W1.T @ dz": "dX[i] = W1.T @ dz"},
    ),
]
