from tests.slips.cases import Slip
from tests.slips.unusual.seen.conv2d import (
    __doc__,
    ASKED,
    make,
    loss,
    by_shifts,
    pixel_by_pixel,
    as_correlations,
)  # the same problem

CASES = [
    Slip(
        "the gradient of the image correlates the padded delta with the kernel k as it is, not with k "
        "rotated by 180 degrees",
        as_correlations,
        {"np.rot90(k, 2)": "k"},
    ),
    Slip(
        "forgot the derivative of tanh: delta is a - y alone, without the factor 1 - a^2",
        by_shifts,
        {"(a - y) * (1 - a ** 2)": "a - y"},
    ),
    Slip(
        "the derivative of tanh is written with z instead of a: delta = (a - y) (1 - z^2)",
        by_shifts,
        {"(1 - a ** 2)": "(1 - z ** 2)"},
    ),
    Slip(
        "the gradient of the image is overwritten by each tap of the kernel instead of added up (= instead "
        "of += for dx)",
        by_shifts,
        {"cols] += delta": "cols] = delta"},
    ),
    Slip(
        "the derivative of tanh is taken as that of the logistic function, a (1 - a) instead of 1 - a^2",
        pixel_by_pixel,
        {"(1 - a * a)": "a * (1 - a)"},
    ),
    Slip(
        "rotated the kernel gradient by 180 degrees, as if the forward pass were a true convolution that flips k",
        as_correlations,
        {"dk = corr(x, delta)": "dk = np.rot90(corr(x, delta), 2)"},
    ),
    Slip(
        "in the gradient of the image the kernel is transposed instead of rotated by 180 degrees",
        as_correlations,
        {"np.rot90(k, 2)": "k.T"},
    ),
    Slip(
        "forgot to sum the bias gradient over all positions: db is left as the whole map delta",
        by_shifts,
        {"delta.sum()": "delta"},
    ),
    Slip(
        "a factor 2 too many from the square: the 1/2 in front of the loss was overlooked, so all the "
        "gradients are doubled",
        pixel_by_pixel,
        {"d = error *": "d = 2 * error *"},
    ),
    Slip(
        "the error has the wrong sign, y - a instead of a - y, so all the gradients have the wrong sign",
        as_correlations,
        {"(np.tanh(z) - y)": "(y - np.tanh(z))"},
    ),
    Slip(
        "the bias gradient is the mean of delta over the positions instead of the sum",
        by_shifts,
        {"delta.sum()": "delta.mean()"},
    ),
    Slip(
        "forgot the derivative of tanh: d is the error a - y alone, without 1 - a^2",
        pixel_by_pixel,
        {"d = error * (1 - a * a)": "d = error"},
    ),
    Slip(
        "two mistakes: the derivative of tanh is missing in delta, and the kernel is not rotated by 180 "
        "degrees in the gradient of the image",
        as_correlations,
        {"(np.tanh(z) - y) * sech2": "np.tanh(z) - y", "np.rot90(k, 2)": "k"},
    ),
]
