"""Notebooks: the stepper where scripts are trusted, a still picture where they are not, one line where all is text."""

import base64
import html
import json
import re

import pytest

from engine import Value, draw, scope
from engine.drawing import player
from engine.drawing.notebook import still
from engine.drawing.player import player_html
from tests.engine.drawing.pages import network, opened
from tests.engine.drawing.pictures import product_and_sum


def picture_in(image):
    """The SVG that an <img> brings along."""
    return base64.b64decode(re.search(r'src="data:image/svg\+xml;base64,([^"]*)"', image)[1]).decode()


def untrusted(shown):
    """What front ends leave of HTML that they do not trust: no scripts, no frames."""
    return re.sub(r"<iframe.*?</iframe>|<script.*?</script>", "", shown, flags=re.DOTALL)


def test_a_drawing_is_a_picture_and_one_line():
    drawing = draw(product_and_sum(), title="a product\nand a sum")
    bundle = drawing._repr_mimebundle_()
    assert bundle["image/svg+xml"] == drawing._repr_svg_() == drawing.svg()
    assert picture_in(bundle["text/html"]) == drawing.svg()
    assert bundle["text/plain"] == repr(drawing) == "a product and a sum: 5 values, 8 steps"
    json.dumps(bundle)


@pytest.mark.long
def test_a_drawing_and_a_player_are_one_line_however_large_they_are():
    drawing = draw(network(12), title="t\n" * 1000)
    for shown in (drawing, drawing.player()):
        line = shown._repr_mimebundle_()["text/plain"]
        assert line == repr(shown)
        assert "\n" not in line
        assert len(line) < 500


def test_the_still_picture_needs_no_script_and_is_told_to_those_who_do_not_see_it():
    drawing = draw(product_and_sum(), title='"a" <b>')
    image = still(drawing)
    assert re.fullmatch(r'<img alt="&quot;a&quot; &lt;b&gt;" src="data:image/svg\+xml;base64,[\w+/=]*">', image)
    assert "<script" not in picture_in(image)


def test_what_is_left_of_a_player_without_trust_is_the_still_picture():
    drawing = draw(product_and_sum())
    bundle = drawing.player()._repr_mimebundle_()
    assert bundle["text/html"] == drawing.player()._repr_html_()
    assert untrusted(bundle["text/html"]) == f"<div>{still(drawing)}</div>"
    assert bundle["image/svg+xml"] == drawing.svg()


def test_a_player_is_a_page_in_a_frame_that_is_high_enough():
    with scope("</script>"):
        drawing = draw(Value(2.0, "</title>") * 3.0, title="</title>")
    shown = drawing.player("it's", [1])._repr_html_()
    assert html.escape(html.escape("</title>")) in shown
    page = html.unescape(
        re.search(r'<iframe srcdoc="([^"]*)" title="stepper" style="[^"]*height: 46rem;[^"]*"></iframe></div>$', shown)[
            1
        ]
    )
    assert player_html(drawing, "it's", [1]) in page
    css, js = player.player_assets()
    assert css in page
    assert js in page
    data = json.loads(re.search(r'class="trace">(.*?)</script>', page)[1])
    assert data["predict"] == [1]
    assert data["nodes"][0]["name"] == "</title>"


@pytest.mark.parametrize("trusted", [True, False])
def test_one_of_the_two_is_seen(browser, tmp_path, trusted):
    shown = draw(product_and_sum()).player()._repr_html_()
    page = f"<!doctype html><title>notebook</title>{shown if trusted else untrusted(shown)}"
    with opened(browser, tmp_path, page) as tab:
        image = tab.page.locator("img")
        if trusted:
            tab.page.frame_locator("iframe").locator(".player .stage").wait_for()
            image.wait_for(state="hidden")
            heights = "frame => [frame.clientHeight, frame.contentDocument.body.scrollHeight]"
            frame, inside = tab.page.locator("iframe").evaluate(heights)
            assert frame == inside > 400
        else:
            assert image.is_visible()
            assert image.evaluate("image => image.complete && image.naturalWidth > 100")
