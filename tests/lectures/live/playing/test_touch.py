"""A finger drags what can be dragged, and scrolls the page everywhere else."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.lectures.live.playing.figures import NAMES, opened
from tests.touch import TELEPHONE, swipe

AT = "() => [scrollY, document.querySelector('figure.plays .picture')?.scrollLeft ?? 0]"


@pytest.fixture
def telephone(browser) -> Iterator[Any]:
    context = browser.new_context(**TELEPHONE)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("name", NAMES)
def test_a_finger_that_goes_sideways_on_a_leaf_moves_its_number_and_not_the_page(name, play_pages, telephone):
    figure = opened(telephone, play_pages[name])
    leaf = figure.get_by_role("slider").first
    leaf.scroll_into_view_if_needed()
    figure.locator(".picture").evaluate("picture => { picture.scrollLeft = 10 }")  # so that it could go either way
    numbers, places = [leaf.get_attribute("aria-valuenow")], [telephone.evaluate(AT)]
    for across in (-30, 30):
        swipe(telephone, leaf.locator(".shape").bounding_box(), across, across / 3)
        numbers.append(leaf.get_attribute("aria-valuenow"))
        places.append(telephone.evaluate(AT))
    assert float(numbers[1]) < float(numbers[0])
    assert numbers[2] == numbers[0]  # to the last pixel of the way
    assert places == [places[0]] * 3


@pytest.mark.parametrize("name", NAMES)
def test_a_finger_that_goes_up_scrolls_the_page_and_leaves_the_number(name, play_pages, telephone):
    figure = opened(telephone, play_pages[name])
    leaf = figure.get_by_role("slider").first
    for place in (leaf.locator(".shape"), figure.locator(".question")):
        place.scroll_into_view_if_needed()
        number, (before, _) = leaf.get_attribute("aria-valuenow"), telephone.evaluate(AT)
        swipe(telephone, place.bounding_box(), 6, -120)
        assert telephone.evaluate(AT)[0] > before
        assert leaf.get_attribute("aria-valuenow") == number


def test_beside_the_leaves_a_drawing_that_is_too_wide_scrolls_sideways(play_pages, telephone):
    figure = opened(telephone, play_pages["slope_and_graph"])
    swipe(telephone, figure.locator(".value-grad").last.bounding_box() | {"x": 300, "width": 0}, -120, 0)
    assert telephone.evaluate(AT)[1] > 0


def test_a_finger_drags_a_point_of_the_moons_and_scrolls_beside_it(moons, telephone):
    telephone.goto(moons.as_uri())
    figure = telephone.locator("figure.live")
    figure.scroll_into_view_if_needed()
    telephone.wait_for_function("() => document.querySelector('figure.live').dataset.state === 'ready'")
    point = figure.get_by_role("button", name="point 1 of class").first
    point.scroll_into_view_if_needed()
    loss, place = figure.get_attribute("data-loss"), telephone.evaluate(AT)
    swipe(telephone, point.bounding_box(), 0, -40)
    assert figure.get_attribute("data-loss") != loss
    assert telephone.evaluate(AT) == place
    corner = figure.locator(".map").bounding_box() | {"width": 16}
    swipe(telephone, corner, 0, -120)
    assert telephone.evaluate(AT)[0] > place[0]
