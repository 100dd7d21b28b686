from tests.slips.cases import Slip
from tests.slips.unusual.seen.one_neuron import (
    __doc__,
    ASKED,
    make,
    loss,
    with_delta,
    link_by_link,
    entry_by_entry,
)  # the same problem

CASES = [
    Slip(
        "forgot the factor 2 from the square, so dL/da is a - t (w, b and x come out half)",
        with_delta,
        {"2 * (a - t)": "(a - t)"},
    ),
    Slip(
        "left out the derivative of tanh: delta is 2 (a - t) without 1 - a^2, in all three gradients",
        with_delta,
        {"delta = 2 * (a - t) * (1 - a**2)": "delta = 2 * (a - t)"},
    ),
    Slip(
        "took the derivative of the sigmoid, a (1 - a), for that of tanh",
        with_delta,
        {"(1 - a**2)": "a * (1 - a)"},
    ),
    Slip(
        "put z instead of tanh(z) into the derivative of tanh: da/dz = 1 - z^2",
        link_by_link,
        {"1 - np.tanh(z) ** 2": "1 - z**2"},
    ),
    Slip(
        "sign: dL/da written as 2 (t - a), the inner derivative -1 is missing, so all gradients are negated",
        with_delta,
        {"2 * (a - t)": "2 * (t - a)"},
    ),
    Slip(
        "exchanged w and x: dz/dw = w and dz/dx = x",
        link_by_link,
        {"dz_dw = x": "dz_dw = w", "dz_dx = w": "dz_dx = x"},
    ),
    Slip(
        "wrote dz/db = b instead of 1, so the gradient of b has a factor b too many",
        link_by_link,
        {"dz_db = 1": "dz_db = b"},
    ),
    Slip(
        "forgot the square in the derivative of tanh: 1 - a instead of 1 - a^2",
        with_delta,
        {"(1 - a**2)": "(1 - a)"},
    ),
    Slip(
        "differentiated e^2 to e, not 2 e",
        link_by_link,
        {"dL_de = 2 * e": "dL_de = e"},
    ),
    Slip(
        "quotient rule for tanh with + instead of - in the numerator",
        entry_by_entry,
        {"(up + down) * (up + down) - (up - down)": "(up + down) * (up + down) + (up - down)"},
    ),
    Slip(
        "applied tanh a second time in its derivative: da/dz = 1 - tanh(a)^2, where a is tanh(z) already",
        link_by_link,
        {"1 - np.tanh(z) ** 2": "1 - np.tanh(a) ** 2"},
    ),
    Slip(
        "went straight from a to the bias: db = 2 (a - t), without the derivative of tanh (w and x have it)",
        with_delta,
        {"db = delta": "db = 2 * (a - t)"},
    ),
    Slip(
        "two mistakes: no factor 2 from the square, and a (1 - a) as the derivative of tanh",
        with_delta,
        {"2 * (a - t) * (1 - a**2)": "(a - t) * a * (1 - a)"},
    ),
]
