"""The player fits its page, whatever the width, and can be used by everybody."""

import pytest

from engine import Value, dot, draw, named, scope
from engine.drawing.player import player_assets, player_html
from tests.axe import serious
from tests.engine.drawing import nets
from tests.engine.drawing.pages import drawings, network, opened, page_of, product_and_sum

WINDOWS = {
    "wide": {"viewport": {"width": 1280, "height": 720}},
    "wall": {"viewport": {"width": 1920, "height": 1080}},
    "phone": {"viewport": {"width": 390, "height": 844}},
    "zoomed": {"viewport": {"width": 640, "height": 360}, "device_scale_factor": 2},  # 1280 x 720 at 200 %
}
STILL = {"reduced_motion": "reduce"}  # what fades in has no contrast yet
CLIPPED = """() => [...document.querySelectorAll(".player :is(p, button, th, td, span, label, dd, output, math)")]
  .filter(part => part.checkVisibility() && part.clientWidth)
  .filter(part => !part.matches(".module .name, .module .cells, .code-line"))
  .filter(part => !["auto", "scroll"].includes(getComputedStyle(part).overflowX))
  .filter(part => part.scrollWidth > part.clientWidth + 1)
  .map(part => `${part.className} ${part.textContent.slice(0, 40)}`)"""
OUTSIDE = """() => [...document.querySelectorAll(".player .picture:not([hidden]) [data-node]")].flatMap(part => {
  const box = part.querySelector(".shape").getBoundingClientRect();
  return [...part.querySelectorAll("text:not(.symbol)")].filter(text => {
    const at = text.getBoundingClientRect();
    return at.left < box.left - .5 || at.right > box.right + .5
      || at.top < box.top - .5 || at.bottom > box.bottom + .5;
  }).map(text => text.textContent);
})"""
BEYOND = """() => [...document.querySelectorAll(".player .stage")].flatMap(stage => {
  const room = stage.getBoundingClientRect(), found = [];
  const walker = document.createTreeWalker(stage, NodeFilter.SHOW_TEXT), range = document.createRange();
  for (let node; node = walker.nextNode();) {
    const parent = node.parentElement;
    if (!node.data.trim() || !parent.checkVisibility({ visibilityProperty: true })) continue;
    if (parent.closest(".code-line, .module .name")) continue;
    range.selectNodeContents(node);
    const at = range.getBoundingClientRect();
    const over = Math.max(room.left - at.left, at.right - room.right, room.top - at.top, at.bottom - room.bottom);
    const { figure } = stage.parentElement.dataset;
    if (at.width && over > 1) found.push([figure, node.data.slice(0, 40), Math.round(over)]);
  }
  return found;
})"""
COVERED = """() => [...document.querySelectorAll(".player .bench")].flatMap(bench => {
  const parts = [...bench.querySelectorAll(".box, .card, .flow")].filter(part => part.checkVisibility());
  const places = parts.map(part => part.getBoundingClientRect()), found = [];
  places.forEach((a, i) => places.slice(i + 1).forEach((b, j) => {
    const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
    if (across > 1 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 1) {
      found.push([parts[i].textContent.slice(0, 40), parts[i + 1 + j].textContent.slice(0, 40), Math.round(across)]);
    }
  }));
  return found;
})"""
TALL = """() => [...document.querySelectorAll("figure.player")]
  .map(figure => figure.querySelector(".controls").getBoundingClientRect().bottom - figure.getBoundingClientRect().top)
  .filter(height => height > innerHeight + 1)"""
SET = """([names, grain, whole, part]) => {
  for (const name of names) {
    const player = chalkgrad.players[name], k = Math.round((player.frames.length - 1) * part / 4);
    Object.assign(player, { grain, whole, k });
    player.paint();
  }
}"""
SIDEWAYS = "() => document.documentElement.scrollWidth > innerWidth ? ['the page'] : []"
WRONG = f"""at => {{
  ({SET})(at);
  return [{", ".join(f"...({question})()" for question in (SIDEWAYS, CLIPPED, OUTSIDE, BEYOND, COVERED))}];
}}"""
VIEWS = [("arrow", None), ("arrow", False), ("arrow", True), ("operation", None), ("layer", None)]


@pytest.mark.parametrize("window", WINDOWS)
def test_nothing_is_clipped_or_covered_and_nothing_scrolls_sideways(browser, tmp_path, window):
    figures = {**drawings(), "matrices": draw(nets.two_layers())}
    with opened(browser, tmp_path, page_of(figures, predict=[2]), **WINDOWS[window]) as tab:
        assert window == "zoomed" or tab.page.evaluate(TALL) == []
        for part in range(5):
            for grain, whole in VIEWS:
                assert tab.page.evaluate(WRONG, [list(figures), grain, whole, part]) == [], (part, grain, whole)


def test_a_long_number_stays_in_its_box_after_a_change(browser, tmp_path):
    with opened(browser, tmp_path, page_of({"product": draw(product_and_sum())})) as tab:
        figure = tab.figure("product")
        figure.locator(".below summary").click()
        figure.get_by_label("value of a").fill("-1.2345678e-103")
        for whole in (False, True):
            tab.page.evaluate(
                "whole => { const { product } = chalkgrad.players; product.whole = whole; product.paint() }", whole
            )
            assert figure.locator('[data-node="0"] .value-data').text_content() == "−1.235e-103"
            for question in (CLIPPED, OUTSIDE, BEYOND):
                assert tab.page.evaluate(question) == []
        number = figure.locator('[data-node="0"] .value-data').bounding_box()
        key = figure.locator('[data-node="0"] .key').first.bounding_box()
        assert key["x"] + key["width"] <= number["x"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious(browser, tmp_path, scheme):
    figures = {**drawings(), "matrices": draw(nets.two_layers())}
    with opened(browser, tmp_path, page_of(figures, predict=[2]), color_scheme=scheme, **STILL) as tab:
        for name, k in (("product", 2), ("logistic", 12), ("network", 30)):
            tab.go(name, k)
        tab.figure("hostile").locator("[data-do=whole]").click()
        tab.page.evaluate(SET, [["matrices"], "layer", None, 3])
        tab.press("logistic", "help")
        tab.figure("logistic").locator(".below summary").click()
        tab.figure("logistic").get_by_label("value of w").fill("2")
        assert serious(tab.page) == []


def test_the_layout_does_not_move_while_stepping(browser, tmp_path):
    with opened(browser, tmp_path, page_of({"product": draw(product_and_sum())})) as tab:
        tab.figure("product").locator(".below summary").click()
        tab.press("product", "whole")
        for grain in ("arrow", "layer"):
            places = []
            for part in range(5):
                tab.page.evaluate(SET, [["product"], grain, None, part])
                parts = map(tab.figure("product").locator, (".stage", ".spine", ".controls", ".whatif", ".values"))
                places.append([part.bounding_box() for part in parts])
            assert all(place == places[0] for place in places)


def test_motion_is_left_out_where_it_is_not_wanted(browser, tmp_path):
    page = page_of({"product": draw(product_and_sum())})
    durations = {}
    for wish in ("reduce", "no-preference"):
        with opened(browser, tmp_path, page, reduced_motion=wish) as tab:
            tab.go("product", 6)
            tab.press("product", "next")
            row, tile = (tab.figure("product").locator(place).first for place in ("tbody td", ".tile.contribution"))
            durations[wish] = (
                row.evaluate("cell => parseFloat(getComputedStyle(cell).transitionDuration)"),
                tile.evaluate(
                    "tile => tile.getAnimations().reduce((sum, a) => sum + a.effect.getComputedTiming().endTime, 0)"
                ),
            )
    assert durations["reduce"] == (0, 0)
    assert 0 < durations["no-preference"][0] < 1
    assert 0 < durations["no-preference"][1] <= 1000  # milliseconds: a step does not wait for its picture


def test_a_step_comes_in_its_moments_and_lands_last(browser, tmp_path):
    """What flows from above, the partial, their product, and the line that it lands in: only for the next step."""
    delays = """figure => {
      figure.querySelector("[data-do=next]").click();
      return [".tile.upstream", ".tile.partial", ".tile.contribution", ".share.is-new"].map(part => Math.min(
        ...figure.querySelector(`:is(.bench, .picture:not([hidden])) ${part}`).getAnimations()
          .map(each => each.effect.getTiming().delay)));
    }"""
    with opened(
        browser, tmp_path, page_of({"product": draw(product_and_sum())}), reduced_motion="no-preference"
    ) as tab:
        tab.go("product", 6)
        assert tab.figure("product").evaluate(delays) == [0, 250, 500, 800]
        tab.go("product", 9)  # a jump
        still = "tile => tile.getAnimations().length"
        assert tab.figure("product").locator(".tile.contribution").evaluate(still) == 0


def test_each_step_is_announced_once_by_one_polite_region_of_the_page(browser, tmp_path):
    with opened(browser, tmp_path, page_of(drawings())) as tab:
        live = "output, [role=status], [role=log], [aria-live]:not([aria-live=off])"
        assert tab.page.locator(live).count() == 1
        tab.page.evaluate(
            """() => { window.said = [];
            const region = document.querySelector('[role=status]');
            new MutationObserver(changes => window.said.push(region.textContent))
              .observe(region, { childList: true, characterData: true, subtree: true }); }"""
        )
        tab.press("product", "next")
        tab.page.wait_for_timeout(250)
        assert tab.page.evaluate("window.said") == ["d = a*b = -2*3 = -6"]
        tab.figure("product").locator(".sentence").hover()
        tab.press("product", "whole")
        tab.page.wait_for_timeout(100)
        assert len(tab.page.evaluate("window.said")) == 1
        tab.press("hostile", "next")
        assert tab.page.locator(live).count() == 1
        assert len(tab.page.evaluate("window.said")) == 2


@pytest.mark.long
def test_style_and_script_are_small_and_a_figure_is_compact():
    css, js = player_assets()
    assert len(css) + len(js) < 128 * 1024
    drawing = draw(network(6))
    pictures = len(drawing.svg(style=False))
    assert len(player_html(drawing, "network")) < 4 * pictures


def test_where_a_card_is_narrow_its_note_is_cut_and_not_its_name(browser, tmp_path):
    h = Value(0.5, "x")
    for i in range(6):
        with scope(f"neuron {i}"):
            h = (h * Value(1.0 + i, f"w{i}") + Value(0.1, f"b{i}")).sigmoid()
    with opened(browser, tmp_path, page_of({"chain": draw(h)}), viewport={"width": 900, "height": 700}) as tab:
        is_cut = """parts => parts.map(part =>
            part.scrollWidth > part.clientWidth || part.scrollHeight > part.clientHeight + 1)"""
        spine = tab.figure("chain").locator(".spine")
        assert spine.locator(".name").all_inner_texts() == [f"neuron {i}" for i in range(6)]
        assert not any(spine.locator(".name").evaluate_all(is_cut))
        assert any(spine.locator(".note").evaluate_all(is_cut))


def test_a_derivative_over_its_number_stays_on_one_line(browser, tmp_path):
    w, x, b = Value(0.5, "w"), Value(0.2, "x"), Value(0.3, "b")
    output = named("h", (dot([w], [x]) + b).tanh())
    with opened(browser, tmp_path, page_of({"neuron": draw(output)}), viewport={"width": 1366, "height": 768}) as tab:
        tab.go("neuron", len(draw(output).steps) - 4)
        symbols = tab.figure("neuron").locator(".tile.partial .symbols")
        assert symbols.text_content() == "∂(w·x+b)/∂(w·x)"
        lines = symbols.evaluate("part => part.offsetHeight / parseFloat(getComputedStyle(part).fontSize)")
        assert lines < 2
