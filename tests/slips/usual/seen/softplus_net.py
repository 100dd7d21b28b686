from tests.slips.cases import Slip
from tests.slips.unusual.seen.softplus_net import (
    __doc__,
    ASKED,
    make,
    loss,
    line_by_line,
    example_by_example,
    with_indices,
)  # the same problem

CASES = [
    Slip(
        "forgot the 1/n of the mean in the derivative with respect to f: every gradient is n times too large",
        line_by_line,
        {"np.sign(f - y) / n": "np.sign(f - y)"},
    ),
    Slip(
        "left out the derivative of softplus: dZ = dH (W, b and T are wrong)",
        line_by_line,
        {"dZ = dH * (np.exp(Z) / (1 + np.exp(Z)))": "dZ = dH"},
    ),
    Slip(
        "forgot the inner derivative pi/180 in the gradient of the angles T",
        line_by_line,
        {"np.cos(np.pi * T / 180) * np.pi / 180": "np.cos(np.pi * T / 180)"},
    ),
    Slip(
        "took the cosine of the angle in degrees, cos(T) instead of cos(pi T / 180), in the gradient of T",
        line_by_line,
        {"np.cos(np.pi * T / 180)": "np.cos(T)"},
    ),
    Slip(
        "differentiated as if the loss were the mean squared error: dL/df = 2 (f - y) / n instead of sign(f - y) / n",
        line_by_line,
        {"np.sign(f - y) / n": "2 * (f - y) / n"},
    ),
    Slip(
        "took the derivative of the sigmoid, s (1 - s), for the derivative of softplus, which is s itself",
        line_by_line,
        {
            "dZ = dH * (np.exp(Z) / (1 + np.exp(Z)))": "s = 1 / (1 + np.exp(-Z))\n    dZ = dH * s * (1 - s)",
        },
    ),
    Slip(
        "dT lacks the factor pi/180 that comes from turning degrees into radians",
        example_by_example,
        {"(W @ g) * np.pi / 180 / n": "(W @ g) / n"},
    ),
    Slip(
        "sign of the absolute value the wrong way round: sign(y - f) instead of sign(f - y), all gradients negated",
        line_by_line,
        {"np.sign(f - y)": "np.sign(y - f)"},
    ),
    Slip(
        "the derivative of the sine written as minus cosine in the gradient of T",
        with_indices,
        {"dT = k * np.cos": "dT = -k * np.cos"},
    ),
    Slip(
        "derivative of log(1 + e^z) taken as 1 / (1 + e^z): the inner derivative e^z is forgotten (W, b, T)",
        example_by_example,
        {"v / (1 + np.exp(-z))": "v / (1 + np.exp(z))"},
    ),
    Slip(
        "forgot the 1/n in the gradient of c only",
        example_by_example,
        {"dc += s / n": "dc += s"},
    ),
    Slip(
        "evaluated the derivative of softplus at the output H instead of at Z: sigmoid(H) in dZ",
        line_by_line,
        {"np.exp(Z) / (1 + np.exp(Z))": "np.exp(H) / (1 + np.exp(H))"},
    ),
    Slip(
        "two mistakes: no 1/n in the derivative of the mean (all gradients), and no pi/180 in dT",
        line_by_line,
        {
            "np.sign(f - y) / n": "np.sign(f - y)",
            "np.cos(np.pi * T / 180) * np.pi / 180": "np.cos(np.pi * T / 180)",
        },
    ),
]
