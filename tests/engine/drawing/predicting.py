"""What the tests of predicting do and read in the figure "product"."""

from tests.engine.drawing.pages import Tab


def guess(tab: Tab, typed: str) -> None:
    tab.figure("product").get_by_label("your prediction").fill(typed)
    tab.page.keyboard.press("Enter")


def verdict(tab: Tab) -> str:
    return tab.figure("product").locator(".verdict").inner_text().replace("\n", " ")


def mark(tab: Tab) -> str:
    return tab.figure("product").locator(".verdict .mark").inner_text()


def score(tab: Tab) -> str:
    return tab.figure("product").locator(".score").inner_text()
