"""The stage's frame: a script that forges its page reaches nothing, and the workbench believes plain numbers only."""

from typing import Any

import pytest

from tests.axe import serious
from tests.lectures.workbench.conftest import PLAYER, becomes, stage

pytestmark = pytest.mark.slow

FORGE = """from engine import Value
import lectures.workbench.desk.desk as desk
true = desk.page

def forged(*given, **options):  # once: the next graph is drawn as ever
    desk.page = true
    return {forged}

desk.page = forged
w = Value(0.5, "w")
L = w * 3
"""
REACHES = """<p id=tried></p><script>
const tries = {
  local: () => localStorage.length, session: () => sessionStorage.length, cookie: () => document.cookie,
  database: () => indexedDB.open("work"), document: () => parent.document, frame: () => frameElement.id,
  storage: () => parent.localStorage, address: () => top.location.href, state: () => top.document.title,
  other: () => [...Array(parent.length).keys()].map(i => parent[i]).filter(each => each !== self)
    .map(each => each.document.title).join() || missing,
  opened: () => open("URL").closed, navigate: () => { top.location = "URL"; return "went" },
  replaced: () => { parent.location.replace("URL"); return "went" },
};
const reached = Object.entries(tries).filter(([, reach]) => { try { return reach() !== null } catch { return false } });
document.getElementById("tried").textContent = "reached:" + reached.map(([name]) => name).join();
</script>"""
ASKS = """<link rel=stylesheet href="URL/style"><link rel=icon href="URL/icon">
<link rel=preload as=image href="URL/preload">
<style>@import "URL/import";
@font-face { font-family: f; src: url(URL/font) } p { font-family: f; background: url(URL/back) }</style>
<img src="URL/image"><script src="URL/script"></script><iframe src="URL/frame"></iframe>
<object data="URL/object"></object>
<embed src="URL/embed"><p>text</p><script>
const quiet = ask => { try { Promise.resolve(ask()).catch(() => 0) } catch {} };
quiet(() => fetch("URL/fetch", { mode: "no-cors" }));
quiet(() => navigator.sendBeacon("URL/beacon", "a"));
quiet(() => { const asked = new XMLHttpRequest(); asked.open("GET", "URL/xhr"); asked.send() });
quiet(() => new EventSource("URL/events"));
quiet(() => new WebSocket("URL/socket".replace("http", "ws")));
quiet(() => new Worker("URL/worker"));
quiet(() => import("URL/module"))</script>"""
LEAVES = {
    "a script": "<script>location = 'URL'</script>",
    "a script that replaces": "<script>location.replace('URL')</script>",
    "refresh": "<meta http-equiv=refresh content='0; url=URL'>",
    "a link": "<a href='URL'>on</a><script>document.querySelector('a').click()</script>",
    "a link to a new tab": "<a target=_blank href='URL'>on</a><script>document.querySelector('a').click()</script>",
    "a link to the top": "<a target=_top href='URL'>on</a><script>document.querySelector('a').click()</script>",
    "a download": "<a download href='URL'>on</a><script>document.querySelector('a').click()</script>",
    "a form": "<form action='URL'></form><script>document.forms[0].submit()</script>",
    "a form to the top": "<form target=_top action='URL'></form><script>document.forms[0].submit()</script>",
    "a data address": "<script>location = 'data:text/html,<img src=URL>'</script>",
}


def run(tab: Any, forged: str) -> None:
    tab.get_by_role("tab", name="Script").click()
    tab.locator(".cm-content").click()
    tab.keyboard.press("ControlOrMeta+A")
    tab.keyboard.insert_text(FORGE.format(forged=forged))
    tab.keyboard.press("Control+Enter")
    tab.locator("[data-do=stop]:disabled").wait_for()


def test_a_forged_stage_reads_no_work_and_leads_the_page_nowhere(
    reaching_tab: Any, host: tuple[str, list[str]]
) -> None:
    tab, (address, asked) = reaching_tab, host
    before = tab.url
    run(tab, repr(REACHES.replace("URL", address)))
    said = tab.frame_locator("#stage iframe").locator("#tried:not(:empty)")
    said.wait_for(timeout=20_000)
    assert said.inner_text() == "reached:"
    tab.wait_for_timeout(300)
    assert (tab.url, len(tab.context.pages), asked) == (before, 1, [])
    assert tab.evaluate("localStorage.getItem('mine')") == "work"


def test_a_forged_stage_asks_nothing_of_a_network(reaching_tab: Any, host: tuple[str, list[str]]) -> None:
    tab, (address, asked) = reaching_tab, host
    run(tab, repr(ASKS.replace("URL", address)))
    tab.frame_locator("#stage iframe").locator("p", has_text="text").wait_for(timeout=20_000)
    tab.wait_for_timeout(500)
    assert asked == []


@pytest.mark.parametrize("way", LEAVES)
def test_a_forged_stage_goes_nowhere(reaching_tab: Any, host: tuple[str, list[str]], way: str) -> None:
    tab, (address, asked) = reaching_tab, host
    before, loaded = tab.url, []
    tab.on("download", lambda download: loaded.append(download.url))
    run(tab, f"true(*given, **options) + {LEAVES[way].replace('URL', address)!r}")
    # The forged one is there; one stopped on its way elsewhere may never say that it is ready, and stays hidden.
    tab.locator(f"#stage iframe[srcdoc*='{address}']").wait_for(state="attached")
    tab.wait_for_timeout(1000)
    assert (tab.url, len(tab.context.pages), asked, loaded) == (before, 1, [], [])
    tab.get_by_role("tab", name="Formula").click()
    tab.get_by_role("textbox", name="Formula").fill("w * 4")  # and the workbench works as before
    tab.locator("#formula .result", has_text="= 2.").wait_for(timeout=5_000)


GOOD = """{ step: 1, row: 0, count: 1, isLast: false, grain: "", isOpen: true, whole: null, line: 0, output: 9,
  leaves: [{ place: 0, name: "w", x: 9, was: 0 }], height: 99, ratio: 1, isMoved: true, answers: 0, isDone: true }"""
WRONG = [
    "null", "0", "'told'", "[]", "{}", "{ step: 1 }", "new Map([['step', 1]])", "new ArrayBuffer(8)",
    *(f"{{ ...{GOOD}, {wrong} }}" for wrong in (
        "step: -1", "step: 0.5", "step: undefined", "count: -1", "whole: 1",
        "output: '9'", "output: NaN", "height: Infinity", "height: -1", "ratio: 0", "ratio: '1'",
        "height: '1px; position: fixed'", "grain: '<b>'", "line: null", "isMoved: 1", "answers: {}", "leaves: {}",
        "leaves: [null]", "leaves: [{ place: 0, name: 'w', x: '9', was: 0 }]",
        "leaves: [{ place: 0, name: {}, x: 9, was: 0 }]",
    )),
]  # fmt: skip
TOLD = """() => [document.querySelector("#stage iframe").style.height,
  document.querySelector("#formula .result").textContent,
  ...[...document.querySelectorAll("textarea, input")].map(field => field.value)]"""

HEIGHTS = """() => {
  const frame = document.querySelector("#stage iframe");
  window.heights = [];
  new MutationObserver(() => heights.push(frame.style.height)).observe(frame, { attributeFilter: ["style"] });
}"""


def test_only_the_frame_is_believed_and_only_what_has_the_shape_of_its_messages(desk: Any) -> None:
    shown, before = stage(desk), desk.evaluate(TOLD)
    for wrong in WRONG:
        shown.evaluate(f"parent.postMessage({wrong}, '*')")
    desk.evaluate(f"postMessage({GOOD}, '*')")
    desk.wait_for_timeout(400)
    assert desk.evaluate(TOLD) == before
    desk.evaluate(HEIGHTS)  # a frame that is not as high as what it holds soon says so itself
    shown.evaluate(f"parent.postMessage({GOOD}, '*')")
    becomes(desk, lambda: "99px" in desk.evaluate("heights"), True)
    becomes(desk, desk.get_by_role("textbox", name="w", exact=True).input_value, "9")


def test_a_frame_of_any_height_stays_within_bounds(desk: Any) -> None:
    stage(desk).evaluate(f"parent.postMessage({{ ...{GOOD}, height: 1e300 }}, '*')")
    becomes(desk, lambda: desk.evaluate(TOLD)[0], "20000px")


@pytest.mark.parametrize("numbers", ["{ z: 1 }", "{ w: 1e308, x: 1e308 }", "{ w: NaN }"])
def test_what_cannot_be_set_changes_nothing_in_the_frame(desk: Any, numbers: str) -> None:
    shown, leaves = stage(desk), f"{PLAYER}.pass.data.slice(0, 3)"
    before = shown.evaluate(leaves)
    to_frame = "document.querySelector('#stage iframe').contentWindow.postMessage"
    desk.evaluate(f"{to_frame}({{ serial: 0, numbers: {numbers} }}, '*')")
    shown.evaluate("postMessage({ serial: 0, numbers: { w: 7 } }, '*')")  # of itself, and not of the page around
    desk.wait_for_timeout(200)
    assert shown.evaluate(leaves) == before
    desk.evaluate(f"{to_frame}({{ serial: 0, numbers: {{ w: 7 }} }}, '*')")
    becomes(desk, lambda: 7 in shown.evaluate(leaves), True)


def test_a_number_dragged_in_the_frame_moves_its_slider_and_is_judged(desk: Any) -> None:
    shown = stage(desk)
    desk.frame_locator("#stage iframe").locator("summary").first.click()
    field = shown.get_by_role("textbox", name="value of w")
    field.scroll_into_view_if_needed()
    at = field.bounding_box()
    x, y = at["x"] + at["width"] / 2, at["y"] + at["height"] / 2
    desk.mouse.move(x, y)
    desk.mouse.down()
    desk.mouse.move(x + 50, y, steps=5)
    desk.mouse.up()
    w = shown.evaluate(f"{PLAYER}.pass.data[{PLAYER}.graph.nodes.findIndex(({{ name }}) => name === 'w')]")
    becomes(desk, lambda: float(desk.get_by_role("textbox", name="w", exact=True).input_value()), w)
    becomes(
        desk, lambda: float(desk.get_by_role("slider", name="slider for w").input_value()), pytest.approx(w, abs=0.02)
    )
    desk.locator("#derive .boxes").get_by_label("db", exact=True).fill("2*(tanh(w*x + b) - y)*(1 - tanh(w*x + b)**2)")
    desk.keyboard.press("Enter")
    desk.wait_for_selector("#derive .summary:not(:empty)")
    assert (
        desk.locator("#derive .summary").inner_text() == f"1 of 1 gradients right, at w = {w:g}, x = 2, b = -0.5, y = 1"
    )


def test_a_slider_is_judged_at_its_number_though_nobody_waits_for_the_frame(desk: Any) -> None:
    desk.locator("#derive .boxes").get_by_label("dw", exact=True).fill("2*(tanh(w*x + b) - y)*(1 - tanh(w*x + b)**2)*x")
    stage(desk)
    desk.evaluate("""() => {
      const slider = document.querySelector("[aria-label='slider for w']");
      slider.value = "-0.3";
      slider.dispatchEvent(new Event("input", { bubbles: true }));
      document.querySelector("#derive .primary").click();
    }""")
    desk.wait_for_selector("#derive .summary:not(:empty)")
    assert (
        desk.locator("#derive .summary").inner_text() == "1 of 1 gradients right, at w = -0.3, x = 2, b = -0.5, y = 1"
    )


def test_the_step_that_is_shown_is_exported_and_kept_in_another_figure(desk: Any) -> None:
    shown, box = desk.frame_locator("#stage iframe"), desk.get_by_role("textbox", name="Formula")
    first = stage(desk)
    box.fill("(tanh(w*x + b) - y)**2 * 2")
    becomes(desk, lambda: stage(desk) != first, True)
    for _ in range(3):
        shown.locator("[data-do=next]").click()
    desk.locator("summary", has_text="Export").click()
    with desk.expect_download() as saved:
        desk.get_by_role("button", name="The whole graph at this step, SVG").click()
    assert saved.value.suggested_filename.endswith("-forward-3.svg")
    shown.locator(".stage").press("End")
    shown.locator("summary").first.click()
    opened, before = stage(desk).evaluate(f"{PLAYER}.below.open"), desk.locator("#stage iframe").element_handle()
    box.fill("(tanh(w*x + b) - y)**2 * 3")
    becomes(desk, lambda: desk.evaluate("old => old.isConnected", before), False)
    kept = stage(desk).evaluate(f"[{PLAYER}.k === {PLAYER}.frames.length - 1, {PLAYER}.below.open]")
    assert kept == [True, opened]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_the_frame(desk: Any, scheme: Any) -> None:
    desk.emulate_media(color_scheme=scheme)
    shown = stage(desk)
    assert serious(shown) == []
    shown.locator(".stage").press("End")
    shown.locator("summary").first.click()
    shown.locator("[data-do=help]").click()
    assert serious(shown) == []
