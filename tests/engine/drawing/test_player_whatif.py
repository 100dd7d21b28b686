"""What if, and predict first: the browser computes with the table's rows and agrees with the engine."""

import math
import random
from collections.abc import Iterator

import pytest

from engine import DomainError, Value, draw, topological_order
from engine.backward import sweep
from engine.drawing.page_data import page_data
from engine.trace import Trace, trace
from engine.words.digits import show
from engine.words.story import Story
from tests.engine.drawing.pages import Tab, drawings, opened, page_of, product_and_sum
from tests.engine.drawing.seen import READ, Told, paper, signed
from tests.engine.graphs import random_graph

SEEDS = range(8)
COMPUTED = """([name, i, x]) => {
  const player = chalkgrad.players[name], field = player.inputs[i];
  field.value = x;
  field.dispatchEvent(new Event("input"));
  const trouble = player.whatif.querySelector(".trouble").textContent;
  return { data: player.pass.data, gradient: player.pass.gradient, trouble };
}"""


@pytest.fixture(scope="module")
def shared(browser, tmp_path_factory) -> Iterator[Tab]:
    with opened(browser, tmp_path_factory.mktemp("whatif"), page_of(drawings("product", "logistic"))) as tab:
        yield tab


@pytest.fixture(scope="module")
def random_pages(browser, tmp_path_factory) -> Iterator[Tab]:
    figures = {f"random-{seed}": draw(random_graph(random.Random(seed))[0]) for seed in SEEDS}
    with opened(browser, tmp_path_factory.mktemp("random"), page_of(figures)) as tab:
        yield tab


@pytest.fixture(scope="module")
def asking(browser, tmp_path_factory) -> Iterator[Tab]:
    page = page_of(drawings("product", "logistic"), predict=[3, 7])
    with opened(browser, tmp_path_factory.mktemp("predict"), page) as tab:
        yield tab


@pytest.fixture
def tab(shared) -> Tab:
    return shared.open()


def write(tab: Tab, label: str, number: str, name: str = "product") -> None:
    tab.figure(name).locator(".below").evaluate("details => { details.open = true }")
    tab.figure(name).get_by_label(f"value of {label}").fill(number)


class TestArithmetic:
    @pytest.mark.parametrize("seed", SEEDS)
    def test_agrees_with_the_engine_on_random_graphs(self, random_pages, seed):
        loss, leaves = random_graph(random.Random(seed))
        order = list(draw(loss).trace.values)
        rng, compared = random.Random(seed), 0
        for leaf in (leaf for leaf in leaves if leaf in order):
            x = rng.uniform(-2.0, 2.0)
            found = random_pages.page.evaluate(COMPUTED, [f"random-{seed}", order.index(leaf), repr(x)])
            try:
                values, gradients = _engine(order, leaf, x)
            except (DomainError, ArithmeticError, ValueError):
                assert "there is no finite" in found["trouble"]
                continue
            leaf.data = x
            compared += 1
            _agree(found["data"], values)
            _agree(found["gradient"], gradients)
        assert compared


class TestOnThePage:
    def test_a_typed_number_recomputes_the_whole_graph_at_once(self, tab):
        write(tab, "a", "-1.5")
        expected = [("-1.5", "0.0"), ("3", "-6.75"), ("-4.5", "1.5"), ("1.5", "-4.5"), ("-6.75", "1")]
        for i, (data, grad) in enumerate(expected):
            node = tab.figure("product").locator(f'[data-node="{i}"]')
            assert node.locator(".value-data").text_content() == data.replace("-", "−")
            assert node.locator(".value-grad").text_content() == grad.replace("-", "−")
        told = tab.figure("product").locator(".sentence .gradient").all_inner_texts()
        assert told == ["−2.25", "+1.5"]  # the last arrow: d sends 1.5 back, times -1.5

    def test_every_place_of_the_step_has_the_new_numbers(self, tab):
        """As on a page that was made with these numbers."""
        write(tab, "a", "-1.5")
        seen = tab.figure("product").evaluate(READ, ["arrow", None])
        output = product_and_sum()
        topological_order(output)[0].data = -1.5
        assert seen[0]["table"][0] == ["-1.5", "—"]
        told = _again(output)
        terms = [node.get("terms", []) for node in page_data(Story(told))["nodes"]]
        for k, each in enumerate(seen):
            frame = Told(told, k, terms)
            for box in each["boxes"]:
                keys = [key for key, *_ in box["lines"]]
                assert [[key, text] for key, _, text, _ in box["lines"]] == frame.lines(box["node"], keys)
        step = told.steps[7]
        assert seen[7]["told"] == [
            ["gradient", signed(step.contribution)],
            ["partial", paper(step.partial)],
            ["gradient", signed(step.upstream)],
        ]  # fmt: skip

    def test_what_the_gradient_predicted_stands_beside_what_came(self, tab):
        write(tab, "a", "-1.5")  # f = ab(a + b), df/da = -3: predicted -3 * 0.5, came -6.75 - (-6)
        told = tab.figure("product").locator(".changes")
        assert "a: -2 → -1.5" in told.inner_text()
        assert told.locator(".predicted .number").inner_text() == "-1.5"
        assert told.locator(".actual .number").inner_text() == "-0.75"
        write(tab, "b", "3.1")
        assert told.locator(".predicted .number").inner_text() == show(-3 * 0.5 - 8 * 0.1)
        assert "b: 3 → 3.1" in told.inner_text()

    def test_a_number_can_be_dragged_in_the_table_and_in_the_picture(self, tab):
        for place in ('input[aria-label="value of b"]', '[data-node="1"] .shape'):
            tab.open("#figure=product&step=10")
            tab.figure("product").locator(".below").evaluate("details => { details.open = true }")
            tab.page.evaluate("() => { const { product } = chalkgrad.players; product.whole = true; product.paint() }")
            tab.figure("product").locator(place).scroll_into_view_if_needed()
            box = tab.figure("product").locator(place).bounding_box()
            x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
            tab.page.mouse.move(x, y)
            tab.page.mouse.down()
            tab.page.mouse.move(x + 50, y, steps=5)
            tab.page.mouse.up()
            assert tab.figure("product").locator('[data-node="1"] .value-data').text_content() == "4.5"
            tab.page.mouse.move(x + 90, y)
            assert tab.figure("product").locator('[data-node="1"] .value-data').text_content() == "4.5"

    def test_arrow_keys_nudge_a_number(self, tab):
        tab.figure("product").locator(".below summary").click()
        tab.figure("product").get_by_label("value of b").focus()
        tab.page.keyboard.press("ArrowUp")
        assert tab.figure("product").locator('[data-node="1"] .value-data').text_content() == "3.15"

    def test_steps_are_told_with_the_new_numbers(self, tab):
        write(tab, "a", "1")
        tab.go("product", 1)
        assert tab.page.locator("[role=status]").inner_text() == "d = a*b = 1*3 = 3"
        assert tab.figure("product").locator(".sentence .value").inner_text() == "3"

    def test_reset_restores_the_page(self, tab):
        tab.press("product", "next", 4)
        tab.page.wait_for_url("**step=4")
        tab.figure("product").locator(".below summary").click()
        before = tab.dom("product")
        write(tab, "a", "7")
        tab.go("product", 6)
        tab.press("product", "reset")
        assert tab.dom("product") == before

    @pytest.mark.parametrize(("number", "says"), [("", "Write a number for w"), ("1e", "Write a number for w"),
                                                  ("-1e200", "no finite")])  # fmt: skip
    def test_what_cannot_be_computed_is_explained_and_the_numbers_stay(self, tab, number, says):
        figure = tab.figure("logistic")
        before = figure.locator("[data-node] .value-data").all_text_contents()
        write(tab, "w", number, "logistic")
        assert says in figure.locator(".trouble").inner_text()
        assert figure.get_by_label("value of w").get_attribute("aria-invalid") == "true"
        assert figure.locator("[data-node] .value-data").all_text_contents() == before
        write(tab, "w", "2", "logistic")
        assert figure.locator(".trouble").inner_text() == ""


class TestPredict:
    """Frame 7 is what e adds to a, namely -6; frame 1, the first operation, asks as well."""

    @pytest.fixture
    def asked(self, asking) -> Tab:
        return asking.open("#figure=product&step=7")

    def guess(self, tab: Tab, typed: str) -> None:
        tab.figure("product").get_by_label("your prediction").fill(typed)
        tab.page.keyboard.press("Enter")

    def verdict(self, tab: Tab) -> str:
        return tab.figure("product").locator(".verdict").inner_text().replace("\n", " ")

    def mark(self, tab: Tab) -> str:
        return tab.figure("product").locator(".verdict .mark").inner_text()

    def score(self, tab: Tab) -> str:
        return tab.figure("product").locator(".score").inner_text()

    @pytest.mark.parametrize("whole", [True, False])
    def test_the_number_is_hidden_everywhere_until_it_is_predicted(self, asked, whole):
        figure = asked.figure("product")
        asked.page.evaluate(
            "whole => { const { product } = chalkgrad.players; product.whole = whole; product.paint() }", whole
        )
        assert figure.locator('[data-edge="3.0"] .contribution').text_content() in ("?", "")
        assert figure.locator('[data-node="0"] .value-grad').text_content() == "?"
        assert figure.locator("tbody tr").first.locator("td").last.text_content() == "?"
        assert figure.locator(".tile.contribution .number").text_content() == "?"
        assert figure.locator(".tile.partial .number").text_content() == "?"
        assert "How much does a receive from e?" in figure.locator(".sentence").text_content()
        if not whole:
            assert figure.locator('.box [data-line="3.0"] .number').text_content() == "?"
            assert figure.locator('.box.is-new [data-line="total"] .number').text_content() == "?"
        figure.locator('[data-node="0"]').dispatch_event("pointerover", {"bubbles": True})
        assert figure.locator(".paths").is_hidden()  # the sum would give it away

    def test_a_value_is_hidden_everywhere_too(self, asked):
        figure = asked.figure("product")
        asked.go("product", 3)  # f = -6
        assert "What is f?" in figure.locator(".sentence").text_content()
        assert figure.locator('[data-node="4"] .value-data').text_content() == "?"
        assert figure.locator("tbody tr").last.locator("td").nth(1).text_content() == "?"
        assert figure.locator(".tile.value .number").text_content() == "?"
        assert asked.page.locator("[role=status]").inner_text() == "What is f?"

    def test_the_first_operation_asks_and_what_was_named_and_no_other_step(self, asked):
        asking = []
        for k in range(11):
            asked.go("product", k)
            asking += [k] * asked.figure("product").locator(".question").is_visible()
        assert asking == [1, 3, 7]

    def test_a_right_number_counts_and_stands_beside_the_engine_and_the_finite_difference(self, asked):
        self.guess(asked, "-6")
        assert asked.figure("product").locator(".verdict .number").all_inner_texts() == ["-6", "-6", "-6"]
        assert self.mark(asked) == "✓ right"
        assert self.score(asked) == "predicted 1 of 1"
        assert asked.figure("product").locator('[data-node="0"] .value-grad').text_content() == "−6"
        assert asked.figure("product").locator(".question").is_hidden()

    @pytest.mark.parametrize("typed", ["-6.0", "−6", "-12/2", "-2*3", "(1-3)*3", "-6.2e0*30/31", "-sqrt(36)"])
    def test_fractions_and_expressions_are_taken(self, asked, typed):
        self.guess(asked, typed)
        assert self.mark(asked) == "✓ right"
        assert typed in self.verdict(asked)

    @pytest.mark.parametrize(
        ("typed", "says"), [("-5", "too high"), ("-6.5", "too low"), ("6", "wrong sign"), ("0", "too high")]
    )
    def test_a_wrong_number_is_told_in_which_way_it_is_wrong(self, asked, typed, says):
        self.guess(asked, typed)
        assert self.mark(asked) == f"✗ {says}"
        assert self.score(asked) == "predicted 0 of 1"

    def test_a_sign_alone_counts(self, asked):
        asked.figure("product").get_by_role("button", name="positive").click()
        assert self.mark(asked) == "✗ wrong sign"
        asked.go("product", 3)
        asked.figure("product").get_by_role("button", name="negative").click()  # f = -6
        assert self.mark(asked) == "✓ right"
        assert self.score(asked) == "predicted 1 of 2"
        assert asked.figure("logistic").locator(".score").inner_text() == "predicted 1 of 2"  # one for the page

    def test_skipping_shows_the_answer_and_does_not_count(self, asked):
        asked.figure("product").get_by_role("button", name="show it").click()
        assert self.verdict(asked).startswith("engine")
        assert self.score(asked) == ""
        asked.go("product", 6)
        asked.go("product", 7)
        assert asked.figure("product").locator(".question").is_hidden()  # it is asked once

    @pytest.mark.parametrize("typed", ["minus six", "", "1/0", "alert(1)", "<b>6", "constructor(6)+0"])
    def test_what_is_not_a_number_is_not_taken(self, asked, typed):
        self.guess(asked, typed)
        assert asked.figure("product").locator(".question").is_visible()
        assert asked.figure("product").get_by_label("your prediction").get_attribute("aria-invalid") == "true"
        assert self.score(asked) == ""

    def test_what_was_typed_is_shown_as_text(self, asked):
        self.guess(asked, "  6 * 1  ")
        assert asked.figure("product").locator(".verdict").inner_html().count("6 * 1") == 1

    def test_it_is_off_for_larger_grains_and_while_numbers_are_changed(self, asked):
        for grain in ("operation", "layer", "pass"):
            asked.figure("product").locator(f"[data-do=grain][value={grain}]").click()
            asked.go("product", 7)
            assert asked.figure("product").locator(".question").is_hidden()
        asked.figure("product").locator("[data-do=grain][value=arrow]").click()
        asked.go("product", 7)
        assert asked.figure("product").locator(".question").is_visible()
        write(asked, "a", "1")
        asked.go("product", 7)
        assert asked.figure("product").locator(".question").is_hidden()

    def test_autoplay_stops_at_a_question(self, asked):
        asked.page.clock.install()
        asked.open("#figure=product&step=1")
        self.guess(asked, "-6")
        asked.press("product", "play")
        asked.page.clock.run_for(20_000)
        assert asked.figure("product").locator(".slider").input_value() == "3"
        assert asked.figure("product").locator("[data-do=play]").get_attribute("title") == "play"

    def test_it_can_be_switched_off_and_on_with_q_and_with_a_button(self, asked):
        figure = asked.figure("product")
        asked.press("product", "ask")
        assert figure.locator(".question").is_hidden()
        assert figure.locator('[data-node="0"] .value-grad').text_content() == "−6"
        figure.locator(".stage").focus()
        asked.page.keyboard.press("q")
        assert figure.locator(".question").is_visible()
        assert figure.locator("[data-do=ask]").get_attribute("aria-pressed") == "true"

    def test_the_projector_asks_too_and_the_first_key_shows_the_answer(self, asked):
        figure = asked.figure("product")
        figure.locator(".stage").focus()
        asked.page.keyboard.press("p")
        assert "How much does a receive from e?" in figure.locator(".sentence").text_content()
        assert figure.locator(".question").is_hidden()  # nobody types in front of a class
        assert figure.locator(".tile.contribution .number").text_content() == "?"
        asked.page.keyboard.press("PageDown")
        assert figure.locator(".tile.contribution .number").text_content() == "−6"
        assert figure.locator(".slider").input_value() == "7"
        asked.page.keyboard.press("PageDown")
        assert figure.locator(".slider").input_value() == "8"

    def test_where_the_lecture_asks_nothing_q_asks_at_every_step(self, tab):
        tab.figure("product").locator(".stage").focus()
        tab.page.keyboard.press("q")
        asking = []
        for k in range(11):
            tab.go("product", k)
            asking += [k] * tab.figure("product").locator(".question").is_visible()
        assert asking == [1, 2, 3, 5, 6, 7, 8, 9, 10]


def _again(output: Value) -> Trace:
    """The trace of the same product with the numbers that its leaves have now."""
    a, b, *_ = topological_order(output)
    d = Value(a.data, "a") * Value(b.data, "b")
    left, right = d.inputs
    e = left + right
    return trace(d * e)


def _engine(order: list[Value], leaf: Value, x: float) -> tuple[list[float], list[float]]:
    """The same graph built again with another number in one leaf, leaves that stay included."""
    from engine.value import apply

    new: dict[Value, Value] = {}
    for node in order:
        if node.primitive is None:
            new[node] = Value(x if node is leaf else node.data, node.label)
        else:
            new[node] = apply(node.primitive, *(new[each] for each in node.inputs))
    gradients = {node: gradient for node, gradient, _ in sweep(topological_order(new[order[-1]]))}
    return [new[node].data for node in order], [0.0 if node.is_constant else gradients[new[node]] for node in order]


def _agree(found: list[float], expected: list[float]) -> None:
    size = max(map(abs, expected))
    for a, b in zip(found, expected, strict=True):
        assert math.isclose(a, b, rel_tol=1e-12, abs_tol=1e-12 * size)
