from tests.slips.cases import Slip
from tests.slips.unusual.seen.lstm_step import (
    __doc__,
    ASKED,
    make,
    loss,
    logistic,
    stacked,
    one_example_at_a_time,
    gate_by_gate,
)  # the same problem

CASES = [
    Slip(
        "forgot the derivative of the outer tanh in H' = o * tanh(C'): dc lacks the factor 1 - tanh(C')^2",
        stacked,
        {"dc = dh * o * (1 - tc**2)": "dc = dh * o"},
    ),
    Slip(
        "differentiated tanh(C') to 1 - C'^2 instead of 1 - tanh(C')^2 in dc",
        stacked,
        {"(1 - tc**2)": "(1 - c**2)"},
    ),
    Slip(
        "treated the block g as a logistic gate: used g (1 - g) instead of the tanh derivative 1 - g^2 in da_g",
        stacked,
        {"da_g = dc * i * (1 - g**2)": "da_g = dc * i * g * (1 - g)"},
    ),
    Slip(
        "forgot the factor f in the gradient with respect to C: gave dc itself, the gradient of the new cell state C'",
        stacked,
        {'"C": dc * f': '"C": dc'},
    ),
    Slip(
        "used the new cell state C' instead of the previous one C in the gradient of the forget gate (da_f)",
        stacked,
        {"da_f = dc * C": "da_f = dc * c"},
    ),
    Slip(
        "forgot the tanh in H' = o * tanh(C') when differentiating with respect to o: da_o has C' where tanh(C') "
        "belongs",
        stacked,
        {"da_o = dh * tc": "da_o = dh * c"},
    ),
    Slip(
        "stacked the blocks in the order i, f, g, o instead of i, f, o, g: the last two blocks of dA are swapped",
        stacked,
        {"[da_i, da_f, da_o, da_g]": "[da_i, da_f, da_g, da_o]"},
    ),
    Slip(
        "forgot the factor 1/m of the mean over the batch in dh",
        stacked,
        {"dh = (o * tc - Y) / m": "dh = o * tc - Y"},
    ),
    Slip(
        "averaged the bias gradient over the batch a second time: mean instead of sum over the examples",
        gate_by_gate,
        {"block.sum(axis=0)": "block.mean(axis=0)"},
    ),
    Slip(
        "forgot the output gate in C' -> H': dL_dc lacks the factor o",
        gate_by_gate,
        {"dL_dc = dL_dh * o * (1": "dL_dc = dL_dh * (1"},
    ),
    Slip(
        "forgot the derivative of the logistic function at the output gate: dL_dao is dL_do, without o (1 - o)",
        gate_by_gate,
        {"dL_dao = dL_do * o * (1 - o)": "dL_dao = dL_do"},
    ),
    Slip(
        "forgot that H reaches the loss through the output gate too: the term dL_dao @ Uo^T is missing in dL_dH",
        gate_by_gate,
        {" + dL_dao @ Uo.T": ""},
    ),
    Slip(
        "two mistakes: wrong sign of the error (Y - H' instead of H' - Y), and the derivative of the tanh of g is "
        "forgotten (no factor 1 - g^2 in the last block of delta)",
        one_example_at_a_time,
        {"e = (h - Y[n]) / m": "e = (Y[n] - h) / m", "eg * (1 - g * g)": "eg"},
    ),
]
