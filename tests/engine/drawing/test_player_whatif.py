"""What if: the browser computes with the table's rows and agrees with the engine."""

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
