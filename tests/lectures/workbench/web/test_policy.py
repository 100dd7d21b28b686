"""The page's policy: its own scripts run, and no script is loaded from a network, whoever asks for it."""

from typing import Any

import pytest

from tests.lectures.workbench.conftest import READY
from tests.lectures.workbench.web.test_sandbox import run

pytestmark = pytest.mark.slow

NONCE = 'nonce="chalkgrad"'
LOADS = f"""<script src='URL/plain'></script><script {NONCE} src='URL/nonce'></script>
<script type=module src='URL/module'></script><script {NONCE} type=module src='URL/module-with-nonce'></script>
<script type=module>import 'URL/static'</script><svg><script {NONCE} href='URL/svg'></script></svg>
<link rel=modulepreload {NONCE} href='URL/preload'>
<p id=acted></p><script>
import('URL/import').catch(() => 0);
const made = document.createElement("script");
made.nonce = "chalkgrad";
made.src = "URL/made";
document.head.append(made);
document.getElementById("acted").textContent = "acted";
</script>"""


def test_no_script_comes_from_a_network(reaching: Any, host: tuple[str, list[str]]) -> None:
    address, asked = host
    tab = reaching.new_page()
    tab.goto(f"{address}/workbench.html")  # from a file, the browser forbids more
    tab.wait_for_selector(READY, timeout=60_000)
    run(tab, repr(LOADS.replace("URL", address)))
    tab.frame_locator("#stage iframe").locator("#acted", has_text="acted").wait_for(timeout=20_000)
    tab.wait_for_timeout(500)
    assert [path for path in asked if path != "/favicon.ico"] == []
