from tests.slips.cases import Slip
from tests.slips.unusual.seen.two_layer_tanh import (
    __doc__,
    ASKED,
    make,
    loss,
    with_deltas,
    example_by_example,
    in_indices,
)  # the same problem

CASES = [
    Slip(
        "divided by the number of examples m instead of by all m k entries, so all the gradients are k times "
        "too large",
        with_deltas,
        {"(Y - T) / (m * k)": "(Y - T) / m"},
    ),
    Slip(
        "divided by the number of examples m instead of by m k at the end, so all the gradients are k times "
        "too large",
        example_by_example,
        {"n = T.size": "n = len(X)"},
    ),
    Slip(
        "forgot the derivative of tanh: the delta of the hidden layer is D2 W2^T without the factor 1 - H^2",
        with_deltas,
        {"(D2 @ W2.T) * (1 - H**2)": "D2 @ W2.T"},
    ),
    Slip(
        "the derivative of tanh is evaluated as 1 - Z^2, with the value before the activation, instead of 1 - H^2",
        with_deltas,
        {"(1 - H**2)": "(1 - Z**2)"},
    ),
    Slip(
        "the factor 2 from the square is missing in the delta of the output, so all the gradients are half "
        "as large",
        with_deltas,
        {"D2 = 2 * (Y - T)": "D2 = (Y - T)"},
    ),
    Slip(
        "the derivative of tanh is taken as that of the logistic function, h (1 - h) instead of 1 - h^2",
        example_by_example,
        {"(1 - h * h)": "h * (1 - h)"},
    ),
    Slip(
        "the error has the wrong sign, T - Y instead of Y - T, so all the gradients have the wrong sign",
        with_deltas,
        {"2 * (Y - T)": "2 * (T - Y)"},
    ),
    Slip(
        "the bias gradients are means over the examples instead of sums, so b1 and b2 are divided by m once "
        "too often",
        with_deltas,
        {"np.sum(D2, axis=0)": "np.mean(D2, axis=0)", "np.sum(D1, axis=0)": "np.mean(D1, axis=0)"},
    ),
    Slip(
        "the sum over the outputs c is not added up: up is overwritten for each c, so only the last output "
        "reaches the hidden unit",
        in_indices,
        {"up += e": "up = e"},
    ),
    Slip(
        "the gradient of W2 is taken with the value before the activation, z, instead of with h = tanh(z)",
        in_indices,
        {"e * np.tanh(z[i, j])": "e * z[i, j]"},
    ),
    Slip(
        "forgot the derivative of tanh in the bias gradient b1, although it is there in that of W1",
        in_indices,
        {"db1[j] += up * slope": "db1[j] += up"},
    ),
    Slip(
        "treated the output as if it went through tanh as well: an extra factor 1 - y^2 in the delta of the "
        "output",
        example_by_example,
        {"g = 2 * (y - t)": "g = 2 * (y - t) * (1 - y * y)"},
    ),
    Slip(
        "two mistakes: the loss is not averaged (the factor 1/(m k) is missing), and the derivative of tanh, "
        "1 - H^2, is missing in the hidden layer",
        with_deltas,
        {" / (m * k)": "", "(D2 @ W2.T) * (1 - H**2)": "D2 @ W2.T"},
    ),
]
