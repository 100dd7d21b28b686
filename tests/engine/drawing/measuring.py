"""How a drawing reads, measured on its SVG: how large it is, how small its letters are, and what arrows cross."""

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from math import ceil, dist

import numpy as np

from engine.drawing.curves import samples
from engine.drawing.style import LIGHT, looks
from engine.drawing.typeset import LOWERED

SVG = "{http://www.w3.org/2000/svg}"
Rectangle = tuple[float, float, float, float]
CLOSE = 3.0
INSIDE = 1.5  # pixels; an arrow that only touches a border does not cross it


def _close(points: list[tuple[float, float]]) -> Iterator[tuple[float, float]]:
    """Yield points on a line that are so close together that nothing is stepped over."""
    for (ax, ay), (bx, by) in pairwise(points):
        steps = ceil(dist((ax, ay), (bx, by)) / CLOSE) or 1
        yield from ((ax + (bx - ax) * k / steps, ay + (by - ay) * k / steps) for k in range(steps))


@dataclass(frozen=True)
class Measured:
    """Attributes:
    width, height: of the whole, in pixels.
    letters: the size of the smallest letters; `digits` that of the smallest number in a box.
    crossed: pairs of an arrow and the number of another arrow, or a box, that it runs through.
    overlapping: pairs of boxes and numbers that lie on one another.
    """

    width: float
    height: float
    letters: float
    digits: float
    crossed: list[tuple[str, str]]
    overlapping: list[tuple[str, str]]


def _curve(path: str) -> tuple[tuple[float, float], ...]:
    """Read a path of cubic and straight pieces; a straight one stands for a cubic one with its handles on it."""
    curve: list[tuple[float, float]] = []
    for letter, numbers in re.findall(r"([MCL])([^MCL]*)", path):
        points = [(float(x), float(y)) for x, y in re.findall(r"([-\d.]+),([-\d.]+)", numbers)]
        for x, y in points:
            if letter == "L":
                ax, ay = curve[-1]
                curve += [((2 * ax + x) / 3, (2 * ay + y) / 3), ((ax + 2 * x) / 3, (ay + 2 * y) / 3)]
            curve.append((x, y))
    return tuple(curve)


def _runs_through(points: list[tuple[float, float]], shapes: list[Rectangle]) -> Iterator[bool]:
    """Say of every shape whether one of the points lies inside of it."""
    corners, at = np.array(shapes), np.array(points)[:, np.newaxis]
    low, high = corners[:, :2] + INSIDE, corners[:, :2] + corners[:, 2:] - INSIDE
    yield from ((low < at) & (at < high)).all(axis=2).any(axis=0)


def measured(svg: str) -> Measured:
    """Measure one frame."""
    root = ET.fromstring(svg)
    around = root.get("class", "").split()
    sizes, digits = [], []
    shapes: dict[str, Rectangle] = {}
    lines: dict[str, list[tuple[float, float]]] = {}
    for group in root.iter(f"{SVG}g"):
        classes = frozenset([*group.get("class", "").split(), *around])
        name = next(f"{key.removeprefix('data-')} {value}" for key, value in group.attrib.items() if "data-" in key)
        for mark in group:
            own = frozenset(mark.get("class", "").split())
            look = looks(classes, own, LIGHT)
            if look.get("display") == "none":
                continue
            if mark.tag == f"{SVG}text" and "".join(mark.itertext()):
                size = float(look["font-size"].removesuffix("px"))
                sizes.append(size * LOWERED if mark.find(f"{SVG}tspan[@class='low']") is not None else size)
                if "number" in own:
                    digits.append(size)
            if mark.tag == f"{SVG}rect" and own & {"shape", "pill"}:
                x, y, width, height = (float(mark.get(key, "0")) for key in ("x", "y", "width", "height"))
                shapes[f"{name} at {x:g},{y:g}"] = (x, y, width, height)
            if mark.tag == f"{SVG}path" and "line" in own:
                curve = _curve(mark.get("d", ""))
                lines[f"{name} to {curve[-1][0]:g},{curve[-1][1]:g}"] = list(_close(samples(curve)))
    crossed = [
        (line, shape)
        for line, points in lines.items()
        for shape, is_through in zip(shapes, _runs_through(points, list(shapes.values())), strict=True)
        if is_through and line.split(" to ")[0] != shape.split(" at ")[0]
    ]
    placed = sorted(shapes.items())
    overlapping = [
        (one, other)
        for k, (one, (ax, ay, aw, ah)) in enumerate(placed)
        for other, (bx, by, bw, bh) in placed[k + 1 :]
        if ax < bx + bw - 0.5 and bx < ax + aw - 0.5 and ay < by + bh - 0.5 and by < ay + ah - 0.5
    ]
    _, _, width, height = (float(x) for x in root.get("viewBox", "").split())
    return Measured(width, height, min(sizes), min(digits), crossed, overlapping)
