from tests.slips.cases import Slip
from tests.slips.unusual.seen.two_paths import (
    __doc__,
    ASKED,
    make,
    loss,
    backwards,
    forwards,
    sum_over_paths,
)  # the same problem

CASES = [
    Slip(
        "p goes on to r and to q, but only the way p -> r was counted in dp: the term dq * z is missing",
        backwards,
        {"dp = dr * q + dq * z": "dp = dr * q"},
    ),
    Slip(
        "forgot that x stands in f = r^2/2 + x q directly: the term q is missing in dx",
        backwards,
        {"dx = q + dp * y": "dx = dp * y"},
    ),
    Slip(
        "q reaches f through r and through x q, but dq counts only the way through r: the term x is missing",
        backwards,
        {"dq = dr * p + x": "dq = dr * p"},
    ),
    Slip(
        "forgot the factor z in the local derivative of q = t + z p with respect to p: added dq instead of dq * z "
        "to dp",
        backwards,
        {"dr * q + dq * z": "dr * q + dq"},
    ),
    Slip(
        "differentiated tanh wrongly: wrote 1 - x^2 instead of 1 - tanh(x)^2 in dx",
        backwards,
        {"(1 - t**2)": "(1 - x**2)"},
    ),
    Slip(
        "differentiated r^2/2 to 2r instead of r",
        backwards,
        {"dr = r\n": "dr = 2 * r\n"},
    ),
    Slip(
        "in q_x took p for a constant in x: the term z * p_x is missing, q_x is only tanh'(x)",
        forwards,
        {"q_x = (1 - t**2) + z * p_x": "q_x = 1 - t**2"},
    ),
    Slip(
        "forgot half of the product rule for x q in f_x: kept q, and left out x * q_x",
        forwards,
        {"f_x = r * r_x + q + x * q_x": "f_x = r * r_x + q"},
    ),
    Slip(
        "forgot half of the product rule for r = p q in the derivative with respect to y: r_y has only p_y * q, "
        "p * q_y is missing",
        forwards,
        {"r_y = p_y * q + p * q_y": "r_y = p_y * q"},
    ),
    Slip(
        "for y and z, forgot that f also has the summand x q, so that q reaches f without r: x * q_y is missing in f_y "
        "and x * q_z in f_z",
        forwards,
        {"f_y = r * r_y + x * q_y": "f_y = r * r_y", "f_z = r * r_z + x * q_z": "f_z = r * r_z"},
    ),
    Slip(
        "missed one path from x: x -> p -> q -> f (y * z * x) is not in the sum for dx",
        sum_over_paths,
        {"    x_p_q_f = y * z * x\n": "", " + x_p_q_f + ": " + "},
    ),
    Slip(
        "missed one path from y: y -> p -> q -> r -> f (x * z * p * r) is not in the sum for dy",
        sum_over_paths,
        {"dy = x * q * r + x * z * x + x * z * p * r": "dy = x * q * r + x * z * x"},
    ),
    Slip(
        "two mistakes in dx: forgot the derivative of tanh (dt is passed on to x with factor 1), and left out the "
        "direct way from x to f, the term q",
        backwards,
        {"dx = q + dp * y + dt * (1 - t**2)": "dx = dp * y + dt"},
    ),
]
