"""What a reader does in the page, and what it says to them."""

import json
from typing import Any


def write_script(tab: Any, text: str) -> None:
    tab.get_by_role("tab", name="Script").click()
    tab.locator(".cm-content").click()
    tab.keyboard.press("Control+A")
    tab.keyboard.insert_text(text)


def script(tab: Any) -> str:
    return "\n".join(line.strip("\n") for line in tab.locator(".cm-content .cm-line").all_inner_texts()).strip()


def wait_until_kept(tab: Any, text: str) -> None:
    """Wait until the page, which looks every 400 ms, has put what holds this text into the browser's storage."""
    tab.wait_for_function(
        "text => Object.values(localStorage).some(kept => kept.includes(text))",
        arg=json.dumps(text, ensure_ascii=False)[1:-1],
    )


def bar(tab: Any, name: str) -> str:
    said = tab.locator(f".said-of-work [data-name={name}] span")
    said.wait_for(timeout=60_000)
    return str(said.inner_text())


def choose(tab: Any, menu: str, entry: str) -> None:
    tab.locator("summary", has_text=menu).click()
    tab.get_by_role("button", name=entry, exact=True).click()
