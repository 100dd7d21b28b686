"""A finger on a telephone, as the browser's own protocol moves it."""

from typing import Any

TELEPHONE = {
    "viewport": {"width": 390, "height": 844},
    "has_touch": True,
    "is_mobile": True,
    "reduced_motion": "reduce",
}
AT = "() => [scrollY, ...[...document.querySelectorAll('.picture')].map(picture => picture.scrollLeft)]"
STEPS = 12


def swipe(tab: Any, place: dict[str, float], across: float, down: float) -> None:
    """Move a finger from the middle of a place, and wait until the page stands still again."""
    finger = tab.context.new_cdp_session(tab)
    x, y = place["x"] + place["width"] / 2, place["y"] + place["height"] / 2
    for k in range(STEPS + 1):
        at = [{"x": x + across * k / STEPS, "y": y + down * k / STEPS}]
        finger.send("Input.dispatchTouchEvent", {"type": "touchMove" if k else "touchStart", "touchPoints": at})
    finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    before = None
    while before != (before := tab.evaluate(AT)):
        tab.wait_for_timeout(100)
