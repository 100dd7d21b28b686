"""`draw_dot`, the name that micrograd's notebooks have for a drawing."""

from engine.drawing import Drawing, draw
from engine.errors import SettingError
from engine.value import Value


def draw_dot(root: Value, format: str = "svg", rankdir: str = "LR") -> Drawing:
    """Return `draw(root)`, which shows itself in a notebook and has more to choose.

    Raises:
        SettingError: for another format or direction than a drawing in a notebook has.

    >>> draw_dot(Value(2.0, "a") * 3)
    Computation graph of a*3: 3 values, 4 steps
    """
    if (format, rankdir) != ("svg", "LR"):
        raise SettingError(
            f"draw_dot: shows an SVG from left to right, not {format!r} and {rankdir!r}; leave these out, and for a "
            "file of another format write draw(root).save('graph.png')"
        )
    return draw(root)
