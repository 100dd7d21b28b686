"""Every picture of every page, measured: none is too flat, too tall or too wide, and no arrow crosses a word."""

import re
from pathlib import Path

from engine.drawing.layout import WIDEST
from tests.engine.drawing.measuring import Measured, measured

DRAWING = re.compile(r'<svg xmlns="[^"]*" class="chalkgrad.*?</svg>', re.DOTALL)


def test_every_picture_can_be_read(built: Path, capsys) -> None:
    """Also with the scopes folded; the figures are printed, the worst of each."""
    found: dict[str, Measured] = {}
    for page in sorted(built.rglob("*.html")):
        for number, svg in enumerate(DRAWING.findall(page.read_text("utf-8"))):
            found[f"{page.stem}, picture {number + 1}"] = measured(svg)
    assert len(found) > 100
    aspects = {name: each.width / each.height for name, each in found.items()}
    widths, heights = ({name: getattr(each, side) for name, each in found.items()} for side in ("width", "height"))
    with capsys.disabled():
        print(f"\n{len(found)} pictures")
        for what, measure, worst in (
            ("flattest", aspects, max), ("tallest", aspects, min), ("widest", widths, max), ("highest", heights, max)
        ):  # fmt: skip
            name = worst(measure, key=measure.__getitem__)
            print(f"{what}: {measure[name]:.4g} ({name})")
        print(f"smallest digits: {min(each.digits for each in found.values()):g} px,", end=" ")
        print(f"letters: {min(each.letters for each in found.values()):.3g} px")
        print(f"arrows through numbers or boxes: {sum(len(each.crossed) for each in found.values())}")
    assert max(aspects.values()) <= 6
    assert min(aspects.values()) >= 1 / 3
    assert max(widths.values()) <= WIDEST
    assert min(each.digits for each in found.values()) >= 12.5
    assert min(each.letters for each in found.values()) >= 9
    assert {name: each.crossed for name, each in found.items() if each.crossed} == {}
    assert {name: each.overlapping for name, each in found.items() if each.overlapping} == {}
