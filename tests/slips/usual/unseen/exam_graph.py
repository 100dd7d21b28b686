"""Exam question: the numbers x, y and z are given, and
f = ln(1 + (x y)^2) * exp(-z) + x z.
Draw the computational graph with the nodes u = x y, v = u^2, q = 1 + v, l = ln q, e = exp(-z), p = l e, r = x z,
f = p + r, and compute by backpropagation the derivatives of f with respect to x, y and z.
"""

import numpy as np

from tests.slips.cases import Slip

ASKED = ("x", "y", "z")


def make(rng, size):
    return {
        "x": (1, -1, 1)[size] * rng.uniform(0.6, 1.6),
        "y": (1, 1, -1)[size] * rng.uniform(0.7, 1.9),
        "z": (1, -1, -1)[size] * rng.uniform(0.3, 0.9),
    }


def loss(x, y, z):
    return np.log(1 + (x * y) ** 2) * np.exp(-z) + x * z


def node_by_node(x, y, z):
    u = x * y
    v = u**2
    q = 1 + v
    l = np.log(q)
    e = np.exp(-z)
    # backwards
    f_bar = 1
    p_bar = f_bar
    r_bar = f_bar
    l_bar = p_bar * e
    e_bar = p_bar * l
    q_bar = l_bar / q
    v_bar = q_bar
    u_bar = v_bar * 2 * u
    x_bar = u_bar * y + r_bar * z
    y_bar = u_bar * x
    z_bar = e_bar * (-e) + r_bar * x
    return {"x": x_bar, "y": y_bar, "z": z_bar}


def chain_rule_on_paper(x, y, z):
    q = 1 + (x * y) ** 2
    df_dl = np.exp(-z)
    dl_dq = 1 / q
    dq_du = 2 * (x * y)
    du_dx = y
    du_dy = x
    df_de = np.log(q)
    de_dz = -np.exp(-z)
    dr_dx = z
    dr_dz = x
    df_dx = df_dl * dl_dq * dq_du * du_dx + dr_dx
    df_dy = df_dl * dl_dq * dq_du * du_dy
    df_dz = df_de * de_dz + dr_dz
    return {"x": df_dx, "y": df_dy, "z": df_dz}


def closed_formulas(x, y, z):
    fx = 2 * x * y**2 / (1 + x**2 * y**2) * np.exp(-z) + z
    fy = 2 * x**2 * y / (1 + x**2 * y**2) * np.exp(-z)
    fz = -np.log(1 + x**2 * y**2) * np.exp(-z) + x
    return {"x": fx, "y": fy, "z": fz}


CASES = [
    Slip(
        "forgot the inner derivative -1 of exp(-z): z_bar has + e_bar e instead of - e_bar e",
        node_by_node,
        {"e_bar * (-e)": "e_bar * e"},
    ),
    Slip(
        "missed the second path from x, over the node r = x z: x_bar is u_bar y, without the term r_bar z",
        node_by_node,
        {"u_bar * y + r_bar * z": "u_bar * y"},
    ),
    Slip(
        "missed the second path from z, over the node r = x z: df/dz is df/de de/dz, without the term x",
        chain_rule_on_paper,
        {"df_de * de_dz + dr_dz": "df_de * de_dz"},
    ),
    Slip(
        "forgot the inner derivative of u = x y: left out du/dx = y and du/dy = x",
        chain_rule_on_paper,
        {"dq_du * du_dx": "dq_du", "dq_du * du_dy": "dq_du"},
    ),
    Slip(
        "forgot the derivative of the square: u_bar is v_bar, the factor 2 u is missing",
        node_by_node,
        {"u_bar = v_bar * 2 * u": "u_bar = v_bar"},
    ),
    Slip(
        "swapped the factors of the product: u_bar x in x_bar and u_bar y in y_bar, instead of u_bar y and u_bar x",
        node_by_node,
        {"x_bar = u_bar * y +": "x_bar = u_bar * x +", "y_bar = u_bar * x": "y_bar = u_bar * y"},
    ),
    Slip(
        "forgot the exponential in the derivatives by x and y: l_bar is p_bar, the factor e = exp(-z) is missing",
        node_by_node,
        {"l_bar = p_bar * e": "l_bar = p_bar"},
    ),
    Slip(
        "derivative of the logarithm wrong: dl/dq is 1/(q - 1) = 1/(x y)^2 instead of 1/q, the 1 was forgotten",
        chain_rule_on_paper,
        {"dl_dq = 1 / q": "dl_dq = 1 / (x * y) ** 2"},
    ),
    Slip(
        "did not differentiate the logarithm: q_bar is l_bar, the factor 1/q is missing",
        node_by_node,
        {"q_bar = l_bar / q": "q_bar = l_bar"},
    ),
    Slip(
        "two mistakes: lost the minus of the derivative of exp(-z) in fz, and forgot the derivative of x z by x, the "
        "term z of fx",
        closed_formulas,
        {"fz = -np.log": "fz = np.log", "np.exp(-z) + z": "np.exp(-z)"},
    ),
    Slip(
        "forgot the 2 from the square in df/dx and df/dy: dq/du is x y instead of 2 x y",
        chain_rule_on_paper,
        {"dq_du = 2 * (x * y)": "dq_du = x * y"},
    ),
    Slip(
        "lost a y in the inner derivative: fx has 2 x y instead of 2 x y^2 in the numerator",
        closed_formulas,
        {"2 * x * y**2": "2 * x * y"},
    ),
    Slip(
        "two mistakes: forgot the 2 in the derivative of the square (u_bar is v_bar u), and the inner derivative -1 of "
        "exp(-z)",
        node_by_node,
        {"v_bar * 2 * u": "v_bar * u", "e_bar * (-e)": "e_bar * e"},
    ),
]
