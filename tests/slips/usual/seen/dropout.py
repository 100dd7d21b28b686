from tests.slips.cases import Slip
from tests.slips.unusual.seen.dropout import (
    __doc__,
    ASKED,
    make,
    loss,
    backwards,
    one_example_at_a_time,
    the_thinned_network,
)  # the same problem

CASES = [
    Slip(
        "forgot the mask on the way back: dH is dA / q, so the gradient also flows through the dropped units "
        "to U and b",
        backwards,
        {"dA * M / q": "dA / q"},
    ),
    Slip(
        "forgot the 1/q of the dropout on the way back: dH = dA * M, so U and b are off by the factor q",
        backwards,
        {"dA * M / q": "dA * M"},
    ),
    Slip(
        "left out the dropout layer altogether on the way back (neither mask nor 1/q): dH = dA",
        backwards,
        {"dA * M / q": "dA"},
    ),
    Slip(
        "the gradient of v is taken with H, the hidden layer before the dropout, instead of with A",
        backwards,
        {"dv = A.T": "dv = H.T"},
    ),
    Slip(
        "the derivative of tanh is evaluated with the values after the dropout, 1 - A^2 instead of 1 - H^2",
        backwards,
        {"(1 - H**2)": "(1 - A**2)"},
    ),
    Slip(
        "the derivative of tanh is evaluated with the dropped and scaled a instead of h: 1 - a^2 in dz",
        one_example_at_a_time,
        {"(1 - h * h)": "(1 - a * a)"},
    ),
    Slip(
        "forgot mask and 1/q on the way back to the hidden layer: dz lacks the factor keep = M / q",
        one_example_at_a_time,
        {"da * keep * (1": "da * (1"},
    ),
    Slip(
        "forgot the derivative of tanh: dZ = dH without the factor 1 - H^2",
        backwards,
        {"dH * (1 - H**2)": "dH"},
    ),
    Slip(
        "forgot the factor 2 from the square in the derivative of the loss by f, so all the gradients are "
        "half as large",
        one_example_at_a_time,
        {"e = 2 * (a": "e = (a"},
    ),
    Slip(
        "the 1/q is missing in the gradient of the hidden units: dz = e v_j (1 - h_j^2), so U and b are off "
        "by the factor q",
        the_thinned_network,
        {"e * v[j] / q *": "e * v[j] *"},
    ),
    Slip(
        "the average over the batch is forgotten: df = 2 (f - t) without 1/m, so all the gradients are m "
        "times too large",
        backwards,
        {"2 * (f - t) / m": "2 * (f - t)"},
    ),
    Slip(
        "the bias gradient b is summed over all of dZ, over the hidden units too, and is a single number",
        backwards,
        {"np.sum(dZ, axis=0)": "np.sum(dZ)"},
    ),
    Slip(
        "two mistakes: the gradient of v is taken with h before the dropout instead of a, and dz lacks the "
        "mask and the 1/q (keep)",
        one_example_at_a_time,
        {"dv += e * a": "dv += e * h", "da * keep * (1": "da * (1"},
    ),
]
