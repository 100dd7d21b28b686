from tests.slips.cases import Slip
from tests.slips.unusual.seen.channels import (
    __doc__,
    ASKED,
    make,
    loss,
    with_tensors,
    example_by_example,
    with_jacobians,
)  # the same problem

CASES = [
    Slip(
        "forgot the 1/P of the average pooling on the way back to h, so K, b and X are P times too large",
        with_tensors,
        {"dh = dg[:, :, None] / P": "dh = dg[:, :, None]"},
    ),
    Slip(
        "forgot the 1/N of the mean over the examples, so all gradients are N times too large",
        with_tensors,
        {"dg = (prob - Y) / N": "dg = prob - Y"},
    ),
    Slip(
        "forgot the ReLU on the way back: the error goes to every position of z, also where z is negative",
        with_tensors,
        {"dz = dh * (z > 0)": "dz = np.repeat(dh, P, axis=2)"},
    ),
    Slip(
        "turned the kernel round in dX: added up with the flipped kernel K_{o,c,m-1-j} instead of K_{o,c,j}",
        example_by_example,
        {"np.convolve(delta, K[o, c])": "np.convolve(delta, K[o, c][::-1])"},
    ),
    Slip(
        "used a convolution with flip instead of a correlation of X with delta in dK, so dK is reversed along j",
        example_by_example,
        {'np.correlate(X[s, c], delta, "valid")': 'np.convolve(X[s, c], delta, "valid")'},
    ),
    Slip(
        "assigned dX inside the loop over the output channels instead of adding, so only the last channel o is kept",
        example_by_example,
        {"dX[s, c] += np.convolve": "dX[s, c] = np.convolve"},
    ),
    Slip(
        "wrote the error of the scores the wrong way round, Y - pi, so all gradients have the wrong sign",
        with_tensors,
        {"dg = (prob - Y) / N": "dg = (Y - prob) / N"},
    ),
    Slip(
        "gave the bias the error of the score itself, db_o = sum of (pi - Y)/N, as if every position passed the ReLU",
        example_by_example,
        {"db[o] += delta.sum()": "db[o] += error"},
    ),
    Slip(
        "did not divide by P for the average pooling when going from g to z, so K, b and X are P times too large",
        with_jacobians,
        {"dL_dz = on * dL_dg / P": "dL_dz = on * dL_dg"},
    ),
    Slip(
        "took only the diagonal pi_o (1 - pi_o) of the softmax Jacobian, without the entries -pi_1 pi_2 off it",
        with_jacobians,
        {"J = np.diag(pi) - np.outer(pi, pi)": "J = np.diag(pi * (1 - pi))"},
    ),
    Slip(
        "exchanged the input and the output channel of the kernel in dX, K_{c,o,j} instead of K_{o,c,j}",
        example_by_example,
        {"np.convolve(delta, K[o, c])": "np.convolve(delta, K[c, o])"},
    ),
    Slip(
        "assigned instead of adding where the windows overlap in dX, so later shifts j overwrite the earlier ones",
        with_tensors,
        {"dX[:, :, j:j + P] += dU": "dX[:, :, j:j + P] = dU"},
    ),
    Slip(
        "two mistakes: forgot the 1/N of the mean over the examples and the 1/P of the pooling, in all gradients",
        with_tensors,
        {"dg = (prob - Y) / N": "dg = prob - Y", "dh = dg[:, :, None] / P": "dh = dg[:, :, None]"},
    ),
]
