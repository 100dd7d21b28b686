from tests.slips.cases import Slip
from tests.slips.unusual.seen.conv1d import (
    __doc__,
    ASKED,
    make,
    loss,
    with_deltas,
    window_by_window,
    by_matrices,
)  # the same problem

CASES = [
    Slip(
        "forgot the 2 from the square in dL/dh, so that all gradients are half of what they should be",
        with_deltas,
        {"dh = 2 * c * (h - t)": "dh = c * (h - t)"},
    ),
    Slip(
        "forgot the derivative of the ReLU: passed dL/dh on as dL/dz where z_i is negative too",
        with_deltas,
        {"dz = dh * (z > 0)": "dz = dh"},
    ),
    Slip(
        "left out the weights c_i in dL/dh, and so in all gradients",
        with_deltas,
        {"dh = 2 * c * (h - t)": "dh = 2 * (h - t)"},
    ),
    Slip(
        "turned the kernel round in dL/dx: correlated dL/dz with k (full) instead of convolving it",
        with_deltas,
        {'dx = np.convolve(dz, k, "full")': 'dx = np.correlate(dz, k, "full")'},
    ),
    Slip(
        "flipped dL/dz in dL/dk: convolved x with dL/dz instead of correlating, sum of x_{i+j} with the wrong dz",
        with_deltas,
        {'dk = np.correlate(x, dz, "valid")': 'dk = np.convolve(x, dz, "valid")'},
    ),
    Slip(
        "summed dL/dh instead of dL/dz for the bias, so that the ReLU's derivative is missing in dL/db",
        with_deltas,
        {"db = dz.sum()": "db = dh.sum()"},
    ),
    Slip(
        "multiplied with the value of the ReLU, h_i, instead of its derivative (0 or 1) when going from h to z",
        with_deltas,
        {"dz = dh * (z > 0)": "dz = dh * h"},
    ),
    Slip(
        "overwrote dL/dx in the loop instead of adding up, although the windows overlap",
        window_by_window,
        {"dx[i:i + m] += g * k": "dx[i:i + m] = g * k"},
    ),
    Slip(
        "took the residual the wrong way round, t_i - h_i instead of h_i - t_i, so that all gradients have the "
        "wrong sign",
        window_by_window,
        {"(h - t[i])": "(t[i] - h)"},
    ),
    Slip(
        "did not write the factor 2 of the derivative of (h_i - t_i)^2",
        window_by_window,
        {"g = 2 * c[i]": "g = c[i]"},
    ),
    Slip(
        "forgot the matrix D (the ReLU's derivative) in dL/dz, it is only in the forward pass",
        by_matrices,
        {"grad_z = 2 * D @ (c * r)": "grad_z = 2 * (c * r)"},
    ),
    Slip(
        "took the mean of dL/dz over the positions in place of the sum for the bias gradient",
        by_matrices,
        {'"b": np.ones(rows) @ grad_z': '"b": np.ones(rows) @ grad_z / rows'},
    ),
    Slip(
        "two mistakes: forgot the factor 2 of the square in all gradients, and in dL/dx correlated with k instead "
        "of convolving (kernel the wrong way round)",
        with_deltas,
        {
            "dh = 2 * c * (h - t)": "dh = c * (h - t)",
            'dx = np.convolve(dz, k, "full")': 'dx = np.correlate(dz, k, "full")',
        },
    ),
]
