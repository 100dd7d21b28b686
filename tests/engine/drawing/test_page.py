"""The stepper in one file: it opens alone, asks for nothing, and steps."""

import re
from html.parser import HTMLParser

import pytest

from engine import Value, draw
from engine.drawing.page import page
from engine.drawing.player import player_assets, player_html
from engine.errors import SettingError
from tests.engine.drawing.pages import hostile, network, opened, product_and_sum


class Elements(HTMLParser):
    """The tags of a page, and every attribute by which it could ask for something."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.wanted = [], []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        self.wanted += [value for name, value in attributes if name in ("src", "href", "srcset", "data", "action")]


@pytest.mark.long
@pytest.mark.parametrize("graph", [product_and_sum, network, hostile])
def test_everything_is_inside(tmp_path, graph):
    drawing = draw(graph(), title="</title><img src=x>")
    drawing.save(tmp_path / "net.html")
    text = (tmp_path / "net.html").read_text("utf-8")
    found = Elements(text)
    assert found.wanted == []
    assert not re.search(r"@import|url\((?!#)", text)
    assert found.tags.count("html") == found.tags.count("body") == found.tags.count("figure") == 1
    assert "img" not in found.tags
    assert player_html(drawing, "graph") in text
    assert all(part in text for part in player_assets())


def test_a_page_holds_every_step_in_both_themes_and_takes_no_choice_of_them(tmp_path):
    drawing = draw(product_and_sum())
    for choice in ({"phase": "forward"}, {"frame": 2}, {"theme": "dark"}):
        with pytest.raises(SettingError, match=r"'net\.html' holds every step in both themes; leave out"):
            drawing.save(tmp_path / "net.html", **choice)
    assert list(tmp_path.iterdir()) == []


def test_a_lecture_gives_it_a_name_questions_and_the_code():
    x = Value(2.0, "x")
    y = x * 3.0
    text = page(draw(y, lines={y: 2}), "one", [1], "x = Value(2.0)\ny = x * 3.0")
    assert 'data-figure="one"' in text
    assert '"predict":[1]' in text
    assert "y = x * 3.0" in text


def test_it_opens_alone_without_a_network_and_steps(browser, tmp_path):
    drawing = draw(product_and_sum())
    drawing.save(tmp_path / "net.html")
    text = (tmp_path / "net.html").read_text("utf-8")
    with opened(browser, tmp_path, text) as tab:
        last = len(drawing.steps) - 1
        tab.go("graph", 0)
        if not tab.figure("graph").locator(".picture").is_visible():
            tab.press("graph", "whole")
        for step in range(last + 1):
            tab.go("graph", step)
            frame = drawing.frame(step=step)
            shown = tab.figure("graph").locator(".picture:visible .value-data").all_text_contents()
            assert shown == [node.data.replace("-", "−") for node in frame.nodes]
        assert tab.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert tab.page.title() == drawing.title
