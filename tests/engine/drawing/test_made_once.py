"""What a drawing is made of is made once: others may keep it, and look things up by it."""

from dataclasses import FrozenInstanceError, is_dataclass
from importlib import import_module
from pkgutil import walk_packages

import pytest

from engine import Value, draw, drawing
from engine.drawing.columns import Row

MODULES = [drawing, *(import_module(each.name) for each in walk_packages(drawing.__path__, "engine.drawing."))]
PARTS = {
    part
    for module in MODULES
    for part in vars(module).values()
    if is_dataclass(part) and isinstance(part, type) and part.__module__.startswith("engine.drawing")
}


@pytest.mark.parametrize("part", sorted(PARTS - {Row}, key=lambda part: f"{part.__module__}.{part.__name__}"))
def test_no_part_of_a_drawing_can_be_changed_but_a_row_while_it_is_filled(part):
    assert part.__dataclass_params__.frozen


@pytest.mark.parametrize("name", ["title", "grain", "diagram"])
def test_a_drawing_cannot_be_changed(name):
    with pytest.raises(FrozenInstanceError):
        setattr(draw(Value(1.0, "a") * 2.0), name, None)
