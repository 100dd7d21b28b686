"""Points that a whole exercise is worth, shared among what it asks for."""

from collections.abc import Mapping
from math import floor, isclose

QUARTER, HUNDREDTH = 0.25, 0.01


def shared(total: float, points: Mapping[str, float]) -> dict[str, float]:
    """Return points in proportion to others that add up to a total.

    They are exact where hundredths are; else they are rounded, to quarters where that goes.

    Args:
        total: what all are worth together.
        points: what each is worth otherwise; 0 stays 0.

    >>> shared(12, {"z": 1, "w": 2, "b": 1}), shared(10, {"z": 1, "w": 1, "b": 1})
    ({'z': 3.0, 'w': 6.0, 'b': 3.0}, {'z': 3.5, 'w': 3.25, 'b': 3.25})
    >>> shared(6, {"z": 1, "w": 1, "b": 1, "v": 1, "u": 1})
    {'z': 1.2, 'w': 1.2, 'b': 1.2, 'v': 1.2, 'u': 1.2}
    """
    whole = sum(points.values())
    exact = {name: total * x / whole for name, x in points.items()}
    if all(isclose(x, round(x, 2)) for x in exact.values()):
        return {name: round(x, 2) for name, x in exact.items()}
    least = min((x for x in exact.values() if x), default=0.0)
    step = QUARTER if least >= QUARTER and (total / QUARTER).is_integer() else HUNDREDTH
    units = {name: floor(x / step + 1e-9) for name, x in exact.items()}
    left = round(total / step) - sum(units.values())
    most_cut = sorted(exact, key=lambda name: units[name] * step - exact[name])  # of equal ones the first
    for name in most_cut[:left]:
        units[name] += 1
    return {name: round(n * step, 2) for name, n in units.items()}
