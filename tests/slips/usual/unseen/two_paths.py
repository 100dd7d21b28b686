"""A small computation graph of real numbers, with inputs x, y and z:
p = x y,   t = tanh(x),   q = t + z p,   r = p q,   f = r^2 / 2 + x q.
Draw the graph and derive df/dx, df/dy and df/dz. Note that x reaches f through p, through t and directly,
and that p and q each go on to two places.
"""

import numpy as np

from tests.slips.cases import Slip

ASKED = ("x", "y", "z")


def make(rng, size):
    low, high = ((0.4, 1.2), (-1.3, -0.5), (1.1, 1.8))[size]
    return {
        "x": float(rng.uniform(low, high)),
        "y": float(rng.uniform(0.6, 1.9)),
        "z": float(rng.uniform(0.5, 1.6)),
    }


def loss(x, y, z):
    p = x * y
    q = np.tanh(x) + z * p
    r = p * q
    return r**2 / 2 + x * q


def backwards(x, y, z):
    p = x * y
    t = np.tanh(x)
    q = t + z * p
    r = p * q
    dr = r
    dq = dr * p + x
    dp = dr * q + dq * z
    dt = dq
    dx = q + dp * y + dt * (1 - t**2)
    dy = dp * x
    dz = dq * p
    return {"x": dx, "y": dy, "z": dz}


def forwards(x, y, z):
    p, t = x * y, np.tanh(x)
    q = t + z * p
    r = p * q
    # with respect to x
    p_x = y
    q_x = (1 - t**2) + z * p_x
    r_x = p_x * q + p * q_x
    f_x = r * r_x + q + x * q_x
    # with respect to y
    p_y = x
    q_y = z * p_y
    r_y = p_y * q + p * q_y
    f_y = r * r_y + x * q_y
    # with respect to z
    q_z = p
    r_z = p * q_z
    f_z = r * r_z + x * q_z
    return {"x": f_x, "y": f_y, "z": f_z}


def sum_over_paths(x, y, z):
    p = x * y
    q = np.tanh(x) + z * p
    r = p * q
    sech2 = 1 / np.cosh(x) ** 2
    x_f = q
    x_t_q_f = sech2 * 1 * x
    x_t_q_r_f = sech2 * 1 * p * r
    x_p_r_f = y * q * r
    x_p_q_f = y * z * x
    x_p_q_r_f = y * z * p * r
    dx = x_f + x_t_q_f + x_t_q_r_f + x_p_r_f + x_p_q_f + x_p_q_r_f
    dy = x * q * r + x * z * x + x * z * p * r
    dz = p * x + p * p * r
    return {"x": dx, "y": dy, "z": dz}


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
