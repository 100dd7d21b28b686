"""A finger on a leaf of the whole graph drags its number sideways, and scrolls the page up and down."""

from collections.abc import Iterator

import pytest

from tests.engine.drawing.pages import Tab, drawings, opened, page_of
from tests.touch import TELEPHONE, swipe

NUMBER = "() => Object.values(chalkgrad.players)[0].pass.data[0]"


@pytest.fixture
def telephone(browser, tmp_path) -> Iterator[Tab]:
    with opened(browser, tmp_path, page_of(drawings("product")), **TELEPHONE) as tab:
        tab.page.add_style_tag(content="body { padding-bottom: 100rem }")
        tab.page.evaluate("Object.values(chalkgrad.players).forEach(player => { player.whole = true; player.paint() })")
        yield tab


@pytest.mark.parametrize("across", [-40, 40])
def test_sideways_the_number_moves_and_the_page_stands(telephone, across):
    leaf = telephone.figure("product").locator("g.draggable").locator("visible=true").first
    leaf.scroll_into_view_if_needed()
    place, before = telephone.page.evaluate("scrollY"), telephone.page.evaluate(NUMBER)
    swipe(telephone.page, leaf.bounding_box(), across, across / 4)
    moved = telephone.page.evaluate(NUMBER) - before
    assert moved * across > 0
    assert moved == pytest.approx(abs(before) * across / 100, rel=0.05)  # to the last pixel of the way
    assert telephone.page.evaluate("scrollY") == place


def test_upwards_the_page_scrolls_and_the_number_stays(telephone):
    leaf = telephone.figure("product").locator("g.draggable").locator("visible=true").first
    leaf.scroll_into_view_if_needed()
    place, before = telephone.page.evaluate("scrollY"), telephone.page.evaluate(NUMBER)
    swipe(telephone.page, leaf.bounding_box(), 5, -120)
    assert telephone.page.evaluate("scrollY") > place
    assert telephone.page.evaluate(NUMBER) == before
