"""Moving about in the web player: keys, grains, autoplay, the projector, and links."""

from collections.abc import Iterator

import pytest

from engine import draw
from tests.engine.drawing import nets
from tests.engine.drawing.pages import Tab, drawings, opened, page_of, product_and_sum

LAST = 10  # frame of the product: leaves, three operations, the seed, six operands
STOPS = {"arrow": list(range(LAST + 1)), "operation": [0, 1, 2, 3, 4, 6, 8, 10], "pass": [3, 10]}
GRAINS = ("arrow", "operation", "layer", "pass")


@pytest.fixture(scope="module")
def shared(browser, tmp_path_factory) -> Iterator[Tab]:
    page = page_of(drawings("product", "logistic"))
    with opened(browser, tmp_path_factory.mktemp("controls"), page) as tab:
        yield tab


@pytest.fixture(scope="module")
def with_large_ones(browser, tmp_path_factory) -> Iterator[Tab]:
    figures = {**drawings(), "matrices": draw(nets.two_layers())}
    with opened(browser, tmp_path_factory.mktemp("large"), page_of(figures)) as tab:
        yield tab


@pytest.fixture(scope="module")
def timed(browser, tmp_path_factory) -> Iterator[Tab]:
    """A page with one figure, and a clock of its own."""
    page = page_of({"product": draw(product_and_sum())})
    with opened(browser, tmp_path_factory.mktemp("autoplay"), page) as tab:
        tab.page.clock.install()
        yield tab


@pytest.fixture
def tab(shared) -> Tab:
    return shared.open()


@pytest.fixture
def large(with_large_ones) -> Tab:
    """A page that takes longer to open, with graphs of scopes and of matrices."""
    return with_large_ones.open()


def counter(tab: Tab, name: str = "product") -> str:
    return tab.figure(name).locator(".counter").inner_text()


def frame(tab: Tab, name: str = "product") -> int:
    return int(tab.figure(name).locator(".slider").input_value())


def pressed(tab: Tab, action: str, name: str = "product") -> bool:
    return tab.figure(name).locator(f"[data-do={action}]").get_attribute("aria-pressed") == "true"


def grain(tab: Tab, name: str = "product") -> str:
    return tab.figure(name).locator("[data-do=grain][aria-pressed=true]").inner_text()


def keys(tab: Tab, *names: str) -> None:
    for name in names:
        tab.page.keyboard.press(name)


def stage(tab: Tab, name: str = "product"):
    found = tab.figure(name).locator(".stage")
    found.focus()
    return found


class TestKeys:
    def test_arrows_home_and_end_move_the_focused_player_only(self, tab):
        stage(tab)
        for key, expected in (("ArrowRight", 1), ("ArrowRight", 2), ("ArrowLeft", 1), ("End", LAST), ("Home", 0)):
            keys(tab, key)
            assert (frame(tab), frame(tab, "logistic")) == (expected, 0)

    def test_there_is_no_step_before_the_first_and_none_after_the_last(self, tab):
        stage(tab)
        keys(tab, "ArrowLeft")
        assert frame(tab) == 0
        assert tab.figure("product").locator("[data-do=previous]").get_attribute("aria-disabled") == "true"
        keys(tab, "End", "ArrowRight")
        assert frame(tab) == LAST
        assert tab.figure("product").locator("[data-do=next]").get_attribute("aria-disabled") == "true"

    def test_nothing_moves_where_no_player_has_the_focus(self, tab):
        keys(tab, "ArrowRight", "2", "f", "p")
        assert (frame(tab), grain(tab)) == (0, "arrow")
        assert tab.page.locator(".projecting").count() == 0

    def test_nothing_moves_while_typing(self, tab):
        tab.figure("product").locator(".below summary").click()
        tab.figure("product").get_by_label("value of a").click()
        keys(tab, "ArrowRight", "Home", "End", " ", "?", "2", "f", "p", "q")
        assert (frame(tab), grain(tab)) == (0, "arrow")
        assert tab.figure("product").locator(".help").is_hidden()
        assert tab.page.locator(".projecting").count() == 0

    def test_keys_with_ctrl_alt_or_meta_are_left_to_the_browser(self, tab):
        stage(tab)
        keys(tab, "Control+ArrowRight", "Alt+q", "Meta+2")
        assert (frame(tab), grain(tab), pressed(tab, "ask")) == (0, "arrow", False)

    def test_the_slider_takes_the_same_keys(self, tab):
        tab.figure("product").locator(".slider").focus()
        keys(tab, "ArrowRight")
        assert frame(tab) == 1
        keys(tab, "End")
        assert frame(tab) == LAST
        keys(tab, "4", "ArrowLeft")
        assert (frame(tab), grain(tab)) == (3, "pass")

    def test_space_on_a_button_presses_that_button(self, tab):
        tab.figure("product").locator("[data-do=next]").focus()
        keys(tab, " ")
        assert frame(tab) == 1
        assert tab.figure("product").locator("[data-do=play]").get_attribute("title") == "play"

    def test_a_question_mark_opens_and_closes_the_help(self, tab):
        stage(tab)
        for is_open in (True, False):
            keys(tab, "?")
            assert tab.figure("product").locator(".help").is_visible() == is_open
            expanded = tab.figure("product").locator("[data-do=help]").get_attribute("aria-expanded")
            assert expanded == str(is_open).lower()

    def test_the_help_that_opens_comes_into_view(self, tab):
        help_ = tab.figure("product").locator(".help")
        controls = tab.figure("product").locator(".controls")
        stage(tab)
        controls.evaluate(
            "it => scrollBy({ top: it.getBoundingClientRect().bottom - innerHeight, behavior: 'instant' })"
        )
        keys(tab, "?")
        box = help_.bounding_box()
        assert 0 <= box["y"] < box["y"] + box["height"] <= 721
        at = tab.page.evaluate("scrollY")
        keys(tab, "?")
        assert tab.page.evaluate("scrollY") == at

    def test_f_shows_the_whole_graph_and_goes_back(self, large):
        for name in ("product", "matrices"):
            figure, before = large.figure(name), pressed(large, "whole", name)
            stage(large, name)
            for is_whole in (not before, before):
                keys(large, "f")
                assert pressed(large, "whole", name) == figure.locator(".whole").is_visible() == is_whole
        assert not before  # a large graph begins with its bench

    def test_up_and_down_go_from_value_to_value_in_the_whole_graph(self, tab):
        if not pressed(tab, "whole"):
            tab.press("product", "whole")
        tab.figure("product").locator(".below summary").click()
        tab.page.mouse.move(0, 0)  # or a value that scrolls under the mouse is pointed at
        tab.figure("product").locator('[data-node="0"]').focus()
        keys(tab, "ArrowDown")
        assert tab.page.evaluate("document.activeElement.dataset.node") == "1"
        assert "Every path from b to f" in tab.figure("product").locator(".paths").inner_text()

    def test_a_page_up_scrolls_the_page_unless_it_is_projected(self, tab):
        stage(tab)
        keys(tab, "PageDown")
        assert frame(tab) == 0

    def test_every_control_is_a_real_one_with_a_name(self, tab):
        controls = tab.figure("product").locator(".stage button:visible, .controls :is(button, input):visible")
        assert controls.count() > 10
        for control in controls.all():
            name = control.evaluate("c => c.getAttribute('aria-label') || c.labels?.[0]?.textContent || c.textContent")
            assert name.strip()


class TestGrain:
    @pytest.mark.parametrize("wanted", STOPS)
    def test_a_step_goes_to_the_end_of_an_operation_or_a_pass_and_back(self, tab, wanted):
        stops = STOPS[wanted]
        tab.figure("product").get_by_role("button", name=wanted, exact=True).click()
        assert grain(tab) == wanted
        assert frame(tab) == stops[0]
        seen = [frame(tab)]
        while frame(tab) < LAST:
            tab.press("product", "next")
            seen.append(frame(tab))
        assert seen == stops
        for stop in reversed(stops[:-1]):
            tab.press("product", "previous")
            assert frame(tab) == stop

    def test_keys_1_to_4_are_the_four_grains_and_go_on_to_the_end_of_what_was_begun(self, tab):
        stage(tab)
        for key, expected in (("2", 0), ("3", 0), ("1", 0)):
            keys(tab, key)
            assert (grain(tab), frame(tab)) == (GRAINS[int(key) - 1], expected)
        tab.go("product", 5)
        for key, expected in (("2", 6), ("1", 6), ("4", 10)):
            keys(tab, key)
            assert (grain(tab), frame(tab)) == (GRAINS[int(key) - 1], expected)

    def test_a_layer_is_a_card_of_the_spine_where_there_are_no_matrices(self, tab):
        stage(tab, "logistic")
        keys(tab, "3")
        homes = tab.page.evaluate(
            "() => { const { frames, spine } = chalkgrad.players.logistic; return frames.map(({ kind, node }) => "
            "node === undefined || kind === 'seed' ? kind : `${kind} ${spine.home[node]}`) }"
        )
        stops = [k for k, home in enumerate(homes) if home not in homes[k + 1 :]]
        seen = [frame(tab, "logistic")]
        while seen[-1] < len(homes) - 1:
            keys(tab, "ArrowRight")
            seen.append(frame(tab, "logistic"))
        assert seen == stops
        assert 2 < len(stops) < len(homes) / 2

    def test_the_slider_stops_where_a_step_ends(self, tab):
        stage(tab)
        keys(tab, "2")
        for asked, expected in ((5, 6), (6, 6), (9, 10), (0, 0)):
            tab.go("product", asked)
            assert frame(tab) == expected

    @pytest.mark.parametrize("key", "123")
    def test_without_matrices_a_graph_that_can_be_read_is_shown_whole_in_every_grain(self, tab, key):
        stage(tab)
        tab.go("product", 8)
        keys(tab, key)
        assert "shows-whole" in tab.figure("product").locator(".stage").get_attribute("class")
        waiting = tab.figure("product").locator(".picture:not([hidden]) [data-edge].is-active").count()
        assert waiting == (key == "1"), "only an arrow is on its way; at the end of a longer step all have arrived"

    def test_a_step_of_one_arrow_has_its_card_in_every_grain(self, tab):
        stage(tab, "logistic")
        steps = "chalkgrad.players.logistic.frames.map(({ kind, node }) => kind === 'backward' ? node : -1)"
        nodes = tab.page.evaluate(steps)
        alone = [k for k, node in enumerate(nodes) if node >= 0 and nodes.count(node) == 1]
        several = [k for k, node in enumerate(nodes) if node >= 0 and nodes.count(node) > 1]
        assert alone
        assert several
        keys(tab, "2")
        for k in (*alone, several[-1]):
            tab.go("logistic", k)
            assert tab.figure("logistic").locator(".card .tile").count() == (3 if k in alone else 0)

    def test_the_counter_counts_steps_of_the_grain_in_the_pass_that_one_is_in(self, tab):
        stage(tab)
        tab.go("product", 8)
        said = []
        for key in "124":
            keys(tab, key)
            said.append(counter(tab))
        assert said == ["backward 5 of 7", "backward 3 of 4", "backward 1 of 1"]

    def test_sentences_of_coarse_grains_have_the_numbers_of_the_trace(self, tab):
        stage(tab)
        tab.go("product", 8)
        keys(tab, "2")
        assert tab.figure("product").locator(".sentence .gradient").all_inner_texts() == ["−6"]  # of e, frame 8
        keys(tab, "4")
        assert "Every gradient" in tab.figure("product").locator(".sentence").inner_text()
        keys(tab, "ArrowLeft")
        assert tab.figure("product").locator(".sentence .value").all_inner_texts() == ["−6"]  # of f

    def test_an_operation_shows_each_of_its_arrows_as_a_product(self, tab):
        stage(tab)
        tab.go("product", 8)
        keys(tab, "2")
        if pressed(tab, "whole"):
            keys(tab, "f")
        assert tab.figure("product").locator(".flow").all_inner_texts() == ["−6 = 1 × −6"] * 2


class TestTheBoard:
    @pytest.fixture
    def board(self, large) -> Tab:
        """Backward, in the line O = H W2 + b2: dH, dW2 and db2, with three, two and one row."""
        stage(large, "matrices")
        keys(large, "End", "3", "Home", "3")
        for _ in range(30):
            keys(large, "ArrowRight")
            shown = large.figure("matrices").locator(".board-tab[aria-pressed=true]")
            if shown.count() and shown.get_attribute("title").startswith("δH ="):
                return large
        raise AssertionError("no line of the board is shown")

    def lit(self, tab: Tab) -> list[str]:
        return tab.figure("matrices").locator(".board-sum.is-lit .board-cell-name").all_text_contents()

    def test_shows_the_line_with_every_number_of_its_grids(self, board):
        shown = board.page.evaluate("""() => {
          const player = chalkgrad.players.matrices;
          const line = player.board[player.lineOf.get(player.frames[player.k].node)];
          const { result, operands } = line.equations.backward[0];
          const numberOf = (grid, cell) => typeof cell === "object" ? player.pass.partials[cell[0]][cell[1]]
            : player.pass[grid.what === "data" ? "data" : "gradient"][cell];
          return [result, ...operands].map((grid, i) => {
            const seen = player.bench.querySelectorAll(".board-matrix")[i];
            return { exact: grid.cells.map(row => row.map(cell => numberOf(grid, cell))),
              seen: [...seen.querySelectorAll(".board-row")].map(row =>
                [...row.querySelectorAll(".board-cell")].map(cell => cell.textContent)).filter(row => row.length) };
          });
        }""")
        assert len(shown) == 3
        for grid in shown:
            places = {len(text.partition(".")[2]) for row in grid["seen"] for text in row}
            assert len(places) == 1
            for texts, numbers in zip(grid["seen"], grid["exact"], strict=True):
                assert [float(text.replace("−", "-")) for text in texts] == pytest.approx(
                    numbers, abs=0.5000001 * 10 ** -places.copy().pop()
                )

    def test_down_and_up_choose_a_row_and_stop_at_the_ends(self, board):
        first = self.lit(board)
        seen = [first]
        for _ in range(8):
            keys(board, "ArrowDown")
            seen.append(self.lit(board))
        rows = [row for k, row in enumerate(seen) if row not in seen[:k]]
        assert len(rows) == 3 + 2 + 1
        assert seen[5:] == [seen[5]] * 4
        for _ in range(8):
            keys(board, "ArrowUp")
        assert self.lit(board) == first

    def test_enter_goes_to_the_arrows_of_the_row(self, board):
        keys(board, "ArrowDown", "Enter")
        assert grain(board, "matrices") == "arrow"
        step = board.page.evaluate(
            "() => { const player = chalkgrad.players.matrices; const { kind, input, node } = player.frames[player.k];"
            "return [kind, player.graph.nodes[input].name] }"
        )
        assert step[0] == "backward"
        assert step[1].startswith("H[1") or "H" in step[1]

    def test_another_step_begins_with_the_first_row(self, board):
        first = self.lit(board)
        keys(board, "ArrowDown", "ArrowDown", "ArrowRight", "ArrowLeft")
        assert self.lit(board) == first


class TestTheSpine:
    def test_a_card_leads_to_its_first_step_in_the_pass_that_one_is_in(self, large):
        card = large.figure("network").locator(".module").nth(1)
        card.click()
        assert frame(large, "network") == 1
        large.go("network", large.page.evaluate("chalkgrad.players.network.frames.length - 1"))
        card.click()
        kind, home = large.page.evaluate(
            "() => { const { frames, k, spine } = chalkgrad.players.network; "
            "return [frames[k].kind, spine.home[frames[k].node]] }"
        )
        assert (kind, home) == ("backward", 1)
        assert "is-here" in card.get_attribute("class")
        large.figure("network").locator(".module").first.click()
        assert frame(large, "network") == 0


class TestAutoplay:
    @pytest.fixture
    def tab(self, timed) -> Tab:
        return timed.open()

    @pytest.fixture
    def clock(self, tab):
        return tab.page.clock

    def playing(self, tab: Tab, name: str = "product") -> bool:
        return tab.figure(name).locator("[data-do=play]").get_attribute("title") == "pause"

    def test_plays_to_the_end_and_stops(self, clock, tab):
        tab.press("product", "help")
        tab.figure("product").locator(".speed select").select_option("4")
        tab.press("product", "play")
        assert self.playing(tab)
        clock.run_for(5000)
        assert frame(tab) == LAST
        assert not self.playing(tab)

    def test_plays_at_the_grain_that_is_chosen_and_again_from_the_start(self, clock, tab):
        stage(tab)
        keys(tab, "End", "4", " ")
        assert frame(tab) == 0
        clock.run_for(1700)
        assert frame(tab) == 3
        clock.run_for(1700)
        assert (frame(tab), self.playing(tab)) == (LAST, False)

    def test_pauses_where_the_reader_says(self, clock, tab):
        tab.press("product", "play")
        clock.run_for(3300)
        tab.press("product", "play")
        clock.run_for(5000)
        assert frame(tab) == 2

    @pytest.mark.parametrize("key", [" ", "ArrowDown", "x", "f", "Shift", "Escape", "Enter", "PageDown"])
    def test_any_key_stops_it(self, clock, tab, key):
        stage(tab)
        keys(tab, " ")
        clock.run_for(1700)
        assert (frame(tab), self.playing(tab)) == (1, True)
        keys(tab, key)
        assert not self.playing(tab)
        clock.run_for(5000)
        assert frame(tab) == 1

    @pytest.mark.parametrize("place", [".sentence", ".counter", ".stage", "[data-do=whole]", ".module", ".below"])
    def test_any_click_stops_it(self, clock, tab, place):
        tab.press("product", "play")
        clock.run_for(1700)
        tab.figure("product").locator(place).first.click()
        assert not self.playing(tab)

    def test_a_key_or_a_click_elsewhere_on_the_page_stops_it_too(self, clock, tab):
        for act in (lambda: keys(tab, "x"), tab.page.locator("h1").click):
            tab.press("product", "play")
            assert self.playing(tab)
            tab.page.evaluate("document.activeElement.blur()")
            act()
            assert not self.playing(tab)


class TestTheProjector:
    def project(self, tab: Tab, name: str = "product") -> None:
        stage(tab, name)
        keys(tab, "p")

    def test_p_fills_the_window_and_escape_or_p_leaves_it(self, tab):
        for key in ("Escape", "p"):
            self.project(tab)
            assert tab.page.locator(".projecting").bounding_box() == {"x": 0, "y": 0, "width": 1280, "height": 720}
            keys(tab, key)
            assert tab.page.locator(".projecting").count() == 0

    def test_a_button_leaves_it_that_can_be_seen(self, tab):
        assert tab.figure("product").locator(".leave").is_hidden()
        tab.press("product", "project")
        leave = tab.figure("product").get_by_role("button", name="leave the projector")
        box = leave.bounding_box()
        assert 0 <= box["x"] < box["x"] + box["width"] <= 1280
        assert 0 <= box["y"] < box["y"] + box["height"] <= 720
        leave.click()
        assert tab.page.locator(".projecting").count() == 0

    def test_a_presenter_pages_through_the_steps_and_on_to_the_next_figure(self, tab):
        self.project(tab)
        keys(tab, "PageDown", "PageDown", "PageUp")
        assert frame(tab) == 1
        keys(tab, "End", "PageDown")
        assert tab.page.locator(".projecting").get_attribute("data-figure") == "logistic"
        assert tab.page.locator(".projecting").count() == 1
        keys(tab, "PageDown")
        assert (frame(tab), frame(tab, "logistic")) == (LAST, 1)

    def test_b_makes_the_screen_black_and_any_step_brings_it_back_without_being_taken(self, tab):
        self.project(tab)
        black = "getComputedStyle(document.documentElement, '::after').backgroundColor"
        for goes, key in (("b", "b"), (".", "."), ("b", "PageDown"), (".", "Escape")):
            keys(tab, goes)
            assert tab.page.evaluate(black) == "rgb(0, 0, 0)"
            keys(tab, key)
            assert tab.page.evaluate(black) != "rgb(0, 0, 0)"
            assert (frame(tab), tab.page.locator(".projecting").count()) == (0, 1)

    def test_b_means_nothing_outside_of_it(self, tab):
        stage(tab)
        keys(tab, "b")
        assert tab.page.locator(".is-black").count() == 0

    def test_an_address_opens_it_with_the_figure_that_is_linked(self, large):
        assert large.open("?stage").page.locator(".projecting").get_attribute("data-figure") == "product"
        large.open("?stage#figure=network&step=4")
        assert large.page.locator(".projecting").get_attribute("data-figure") == "network"
        assert frame(large, "network") == 4
        keys(large, "PageDown")
        assert frame(large, "network") == 5

    def test_an_address_hides_the_controls_and_the_keys_stay(self, tab):
        tab.open("?controls=none")
        assert tab.figure("product").locator(".controls").is_hidden()
        stage(tab)
        keys(tab, "ArrowRight", "2", "ArrowRight", "?")
        assert frame(tab) == 2
        assert tab.figure("product").locator(".controls, .help").locator("visible=true").count() == 0


class TestLinks:
    def test_a_link_opens_its_frame(self, tab):
        assert frame(tab.open("#figure=product&step=7")) == 7

    @pytest.mark.parametrize(("step", "expected"), [("99", LAST), ("-3", 0), ("x", 0), ("", 0), ("2.9", 2)])
    def test_a_link_to_no_frame_goes_to_the_nearest(self, tab, step, expected):
        assert frame(tab.open(f"#figure=product&step={step}")) == expected

    def test_the_address_follows_and_back_returns(self, tab):
        tab.press("product", "next", 3)
        tab.page.wait_for_url("**step=3")
        tab.go("product", LAST)
        tab.page.wait_for_url(f"**step={LAST}")
        tab.page.go_back()
        tab.page.wait_for_url("**step=3")
        assert frame(tab) == 3
        tab.page.go_back()
        assert frame(tab) == 0

    def test_stepping_does_not_fill_the_history(self, tab):
        before = tab.page.evaluate("history.length")
        for step in range(1, 5):
            tab.press("product", "next")
            tab.page.wait_for_url(f"**step={step}")
        assert tab.page.evaluate("history.length") <= before + 1


def test_keys_step_after_a_click_on_what_takes_no_focus_itself(tab):
    tab.figure("product").locator(".counter").click()
    for _ in range(3):
        tab.page.keyboard.press("ArrowRight")
    assert frame(tab) == 3
