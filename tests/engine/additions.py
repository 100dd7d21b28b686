"""Numbers as an addition shows them, which is what pictures, pages and slides are compared with."""

from engine.words.digits import decimals, fixed


def aligned(numbers, signed=False):
    """Write numbers with the same decimals; with `signed` also a plus sign, as shares have it."""
    return [fixed(x, decimals(numbers), signed) for x in numbers]
