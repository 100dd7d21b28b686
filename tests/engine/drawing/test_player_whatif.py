"""What if, and predict first: the browser computes with the table's rows and agrees with the engine."""

import math
import random
from collections.abc import Iterator

import pytest

from engine import DomainError, Value, draw, topological_order
from engine.backward import sweep
from engine.words.notation import show
from tests.engine.drawing.pages import Tab, drawings, opened, page_of
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
    with opened(browser, tmp_path_factory.mktemp("whatif"), page_of(drawings())) as tab:
        yield tab


@pytest.fixture(scope="module")
def random_pages(browser, tmp_path_factory) -> Iterator[Tab]:
    figures = {f"random-{seed}": draw(random_graph(random.Random(seed))[0]) for seed in SEEDS}
    with opened(browser, tmp_path_factory.mktemp("random"), page_of(figures)) as tab:
        yield tab


@pytest.fixture
def tab(shared) -> Tab:
    return shared.open()


def write(tab: Tab, label: str, number: str, name: str = "product") -> None:
    tab.figure(name).get_by_label(f"value of {label}").fill(number)


class TestArithmetic:
    @pytest.mark.parametrize("seed", SEEDS)
    def test_agrees_with_the_engine_on_random_graphs(self, random_pages, seed):
        loss, leaves = random_graph(random.Random(seed))
        order = topological_order(loss)
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
        expected = [("-1.5", "0"), ("3", "-6.75"), ("-4.5", "1.5"), ("1.5", "-4.5"), ("-6.75", "1")]
        for i, (data, grad) in enumerate(expected):
            node = tab.figure("product").locator(f'[data-node="{i}"]')
            assert node.locator(".value-data").text_content() == data.replace("-", "−")
            written = node.locator(".value-grad").text_content()  # with the decimals of its shares
            assert float(written.replace("−", "-")) == float(grad)
        assert tab.figure("product").locator(".words").inner_text().endswith("b.grad = -4.5 + (-2.25) = -6.75")

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
        tab.figure("product").get_by_label("value of b").focus()
        tab.page.keyboard.press("ArrowUp")
        assert tab.figure("product").locator('[data-node="1"] .value-data').text_content() == "3.15"

    def test_steps_are_told_with_the_new_numbers(self, tab):
        write(tab, "a", "1")
        tab.go("product", 1)
        assert tab.figure("product").locator(".words").inner_text() == "d = a*b = 1*3 = 3"

    def test_reset_restores_the_page(self, tab):
        tab.press("product", "next", 4)
        tab.page.wait_for_url("**step=4")
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
    @pytest.fixture
    def asked(self, browser, tmp_path) -> Iterator[Tab]:
        page = page_of({"product": drawings()["product"]}, predict=[3, 7])
        with opened(browser, tmp_path, page) as tab:
            yield tab.open("#figure=product&step=7")  # frame 7: what e adds to a, namely -6

    def test_the_number_is_hidden_everywhere_until_it_is_predicted(self, asked):
        figure = asked.figure("product")
        assert figure.locator('[data-edge="3.0"] .partial').text_content() == "?"
        assert figure.locator('[data-node="0"] .value-grad').text_content() == "?"
        for place in (".step", "tbody tr:first-child td:last-child"):
            assert "-6" not in figure.locator(place).first.inner_text().split("upstream")[-1]

    def test_a_right_number_counts_and_stands_beside_the_engine_and_the_finite_difference(self, asked):
        figure = asked.figure("product")
        figure.get_by_label("your prediction").fill("-6")
        asked.page.keyboard.press("Enter")
        assert figure.locator(".verdict .number").all_inner_texts() == ["-6", "-6", "-6"]
        assert "right" in figure.locator(".verdict .mark").inner_text()
        assert figure.locator(".score").inner_text() == "predicted 1 of 1"
        assert figure.locator('[data-node="0"] .value-grad').text_content() == "−6"

    def test_a_wrong_sign_is_told_kindly_and_a_right_one_counts(self, asked):
        figure = asked.figure("product")
        figure.get_by_role("button", name="positive").click()
        assert "not quite" in figure.locator(".verdict .mark").inner_text()
        asked.go("product", 3)
        figure.get_by_role("button", name="negative").click()  # f = -6
        assert figure.locator(".score").inner_text() == "predicted 1 of 2"

    def test_skipping_shows_the_answer_and_does_not_count(self, asked):
        figure = asked.figure("product")
        figure.get_by_role("button", name="skip").click()
        assert figure.locator(".verdict").inner_text().replace("\n", " ").startswith("engine")
        assert figure.locator(".score").inner_text() == ""

    def test_what_is_not_a_number_is_not_taken(self, asked):
        figure = asked.figure("product")
        figure.get_by_label("your prediction").fill("minus six")
        asked.page.keyboard.press("Enter")
        assert figure.locator(".question").is_visible()
        assert figure.locator(".score").inner_text() == ""

    def test_autoplay_stops_at_a_question(self, asked):
        asked.page.clock.install()
        asked.open("#figure=product&step=1")
        asked.press("product", "play")
        asked.page.clock.run_for(20_000)
        assert asked.figure("product").locator(".slider").input_value() == "3"

    def test_it_can_be_switched_off_and_on(self, asked):
        figure = asked.figure("product")
        asked.press("product", "ask")
        assert figure.locator(".question").is_hidden()
        assert figure.locator('[data-node="0"] .value-grad').text_content() == "−6"
        asked.press("product", "ask")
        assert figure.locator(".question").is_visible()


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
    return [new[node].data for node in order], [gradients[new[node]] for node in order]


def _agree(found: list[float], expected: list[float]) -> None:
    size = max(map(abs, expected))
    for a, b in zip(found, expected, strict=True):
        assert math.isclose(a, b, rel_tol=1e-12, abs_tol=1e-12 * size)
