"""Tabs of one reader."""

import http.server
import re
import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ARGUMENTS
from tests.lectures.workbench.conftest import Left, handed_on
from tests.lectures.workbench.web.typing_in import choose

# A worker that says nothing: on a page where Python is still starting, for as long as a test looks at it.
STARTING = "Worker = class { postMessage() {} terminate() {} }"
NOTHING = "AwA="  # no bytes, packed as the page carries them
# What only a worker reads: 18 of the page's 19 MB.
OF_PYTHON = re.compile(r'(<script type="application/octet-stream" id="(?!licences")[^"]+">)[^<]+')


@pytest.fixture(scope="session")
def early_page(workbench: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the page without Python, which is read in a tenth of the time, for tabs in which it never starts."""
    path = tmp_path_factory.mktemp("early") / workbench.name
    path.write_text(OF_PYTHON.sub(rf"\g<1>{NOTHING}", workbench.read_text("utf-8")), "utf-8")
    return path


@pytest.fixture
def open_tab(workbench: Path, early_page: Path, browser: Any) -> Iterator[Any]:
    """Return a function that opens the page in a tab of one reader; no tab says an error or asks the network.

    In an early tab Python never starts.
    """
    context, said = browser.new_context(accept_downloads=True), []
    of_axe = "Failed to execute 'postMessage'"  # it looks into the stage, which from a file it may not

    def is_bad(message: Any) -> bool:
        return message.type in ("error", "warning") and of_axe not in message.text

    def open_one(hash_: str = "", is_early: bool = False) -> Any:
        tab = context.new_page()
        if is_early:
            tab.add_init_script(STARTING)
        tab.on("console", lambda message: said.append(message.text) if is_bad(message) else None)
        tab.on("request", lambda asked: said.append(asked.url) if asked.url.startswith("http") else None)
        tab.goto((early_page if is_early else workbench).as_uri() + hash_)
        tab.locator(".menu").first.wait_for()
        return tab

    yield open_one
    context.close()
    assert said == []


@pytest.fixture
def open_early(open_tab: Any) -> Any:
    """Return the same for tests of what needs no Python, which stays as it is in the first seconds: starting."""
    return partial(open_tab, is_early=True)


@pytest.fixture
def tab_to_spoil(workbench: Path, browser: Any, left: Left, request: pytest.FixtureRequest) -> Iterator[Any]:
    """Return the tab that is handed on, with somebody's work, to a test that spoils Python, which is started anew then.

    What the browser forbids may be said on its console.
    """
    with handed_on(workbench, browser, left, request) as tab:
        tab.evaluate("localStorage.setItem('mine', 'work')")
        yield tab
        choose(tab, "File", "Start Python anew")


@pytest.fixture
def early_tab(early_page: Path, browser: Any) -> Iterator[Any]:
    """Return a tab in which somebody's work is kept, while Python is starting."""
    context = browser.new_context()
    context.add_init_script(STARTING)
    opened = context.new_page()
    opened.goto(early_page.as_uri())
    opened.wait_for_selector(".menu", timeout=60_000)
    opened.evaluate("localStorage.setItem('mine', 'work')")
    yield opened
    context.close()


@pytest.fixture(scope="module")
def reaching(chromium_path: str, browser: Any) -> Iterator[Any]:
    """Return a browser that reaches this machine, which the one of other tests does not."""
    arguments = [f"{each}, EXCLUDE 127.0.0.1" if "host-resolver" in each else each for each in ARGUMENTS]
    other = browser.browser_type.launch(executable_path=chromium_path, args=arguments)
    yield other
    other.close()


@pytest.fixture
def reaching_tab(
    workbench: Path, reaching: Any, host: tuple[str, list[str]], left: Left, request: pytest.FixtureRequest
) -> Iterator[Any]:
    """Return a tab with somebody's work in a browser that was seen to reach the host; one for a file, as `desk`."""
    address, asked = host
    plain = reaching.new_page()
    plain.evaluate(
        "address => fetch(address)", f"{address}/plain"
    )  # no page of the host, whose icon is asked for later
    plain.close()
    assert "/plain" in asked
    asked.clear()
    with handed_on(workbench, reaching, left, request) as tab:
        tab.evaluate("localStorage.setItem('mine', 'work')")
        yield tab


@pytest.fixture
def host(workbench: Path) -> Iterator[tuple[str, list[str]]]:
    """Return the address of a server on this machine, which has the page, and the other paths that it was asked for."""
    asked: list[str] = []

    class Answers(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            is_page = self.path == f"/{workbench.name}"
            if not is_page:
                asked.append(self.path)
            self.send_response(200)
            self.send_header("Content-Type", "text/html" if is_page else "text/javascript")
            self.send_header("Access-Control-Allow-Origin", "*")
            self.end_headers()
            if is_page:
                self.wfile.write(workbench.read_bytes())

        do_POST = do_GET

        def log_message(self, *said: Any) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answers) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}", asked
        server.shutdown()
