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
        "forgot in dq that q also goes directly into f by the summand x q: dq has only the part from r",
        backwards,
        {"dq = dr * p + x": "dq = dr * p"},
    ),
    Slip(
        "overwrote dp instead of adding to it: only the part that comes from q is left, the one from r = p q is lost",
        backwards,
        {"dp = dr * q + dq * z": "dp = dr * q\n    dp = dq * z"},
    ),
    Slip(
        "passed dq on to p too early, before the part from r had been added to it: "
        "dp uses dq = x; dt and dz use the full dq",
        backwards,
        {"dp = dr * q + dq * z": "dp = dr * q + x * z"},
    ),
    Slip(
        "used q as the output of tanh in its derivative: 1 - q^2 instead of 1 - t^2",
        backwards,
        {"(1 - t**2)": "(1 - q**2)"},
    ),
    Slip(
        "swapped the local derivatives of the product z p: multiplied by p on the way to p and by z for z",
        backwards,
        {"dq * z": "dq * @", "dq * p": "dq * z", "dq * @": "dq * p"},
    ),
    Slip(
        "took the local derivatives of r = p q as the factors themselves: dr goes to q times q and to p times p",
        backwards,
        {"dr * p + x": "dr * @ + x", "dr * q + dq": "dr * p + dq", "dr * @": "dr * q"},
    ),
    Slip(
        "two mistakes: forgot that 1/2 cancels the 2 of r^2 / 2, so dr is 2 r; "
        "and multiplied dp by y instead of x for dy",
        backwards,
        {"dr = r": "dr = 2 * r", "dy = dp * x": "dy = dp * y"},
    ),
    Slip(
        "differentiated the product r = p q by x as the product of the derivatives p_x q_x (by y it is right)",
        forwards,
        {"r_x = p_x * q + p * q_x": "r_x = p_x * q_x"},
    ),
    Slip(
        "held q constant when differentiating r = p q by y, though q depends on y through p",
        forwards,
        {"r_y = p_y * q + p * q_y": "r_y = p_y * q"},
    ),
    Slip(
        "did not use the chain rule on r^2 / 2: took its derivative as r alone, without r_x, r_y, r_z",
        forwards,
        {"r * r_x + q": "r + q", "r * r_y + x": "r + x", "r * r_z + x": "r + x"},
    ),
    Slip(
        "counted the path from x by p to q twice: q_x holds z p_x and once more z y, from writing z p as z x y",
        forwards,
        {"z * p_x\n": "z * p_x + z * y\n"},
    ),
    Slip(
        "two mistakes: left the direct occurrence of x in x q out of f_x, "
        "and took the derivative of x q by z as x alone, without q_z = p",
        forwards,
        {"r * r_x + q + x": "r * r_x + x", "r * r_z + x * q_z": "r * r_z + x"},
    ),
    Slip(
        "remembered the derivative of tanh as sech x, without the square",
        sum_over_paths,
        {"1 / np.cosh(x) ** 2": "1 / np.cosh(x)"},
    ),
    Slip(
        "overlooked the longest path from x, by p, q and r to f, in df/dx; in df/dy it is there",
        sum_over_paths,
        {" + x_p_q_f + x_p_q_r_f": " + x_p_q_f"},
    ),
]
