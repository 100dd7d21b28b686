"""Gradients by layer, a memory of bits, and a writer: what is shown is the engine's, and what is claimed is so."""

import re
from typing import Any

import numpy as np
import pytest

from lectures.live import bit_reader, letter_writer, trained
from lectures.site.run import Run
from nn.datasets import one_hot
from tests.lectures.live.test_live import STEPS, figures, opened
from tests.lectures.test_stage import window

PAGE = "networks_that_remember"


@pytest.fixture(scope="module")
def entries(ran: dict[str, Run]) -> list[Any]:
    return figures(ran[PAGE])


def layer_sizes(entry: Any, network: Any, theta: Any) -> list[float]:
    gradient = network.loss.value_and_grad(theta, entry.data)[1]
    return [float(np.sqrt(np.mean(gradient[at : at + count] ** 2))) for _, at, count in entry.views[0].layers]


def chances(tape: Any, theta: Any, text: str, view: Any) -> Any:
    rows = one_hot(text + view.letters[0] * (view.longest + 1 - len(text)), view.letters)
    scores = tape.value(theta, np.ravel(rows))[: len(rows) * len(view.letters)].reshape(len(rows), -1)
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return (powers / powers.sum(axis=1, keepdims=True))[: len(text)]


@pytest.mark.slow
def test_the_layers_of_a_figure_are_all_parameters(entries):
    for network in entries[0].networks.values():
        ends = [at + count for _, at, count in entries[0].views[0].layers]
        assert [at for _, at, _ in entries[0].views[0].layers] == [0, *ends[:-1]]
        assert ends[-1] == len(network.loss.wrt)


@pytest.mark.slow
def test_before_the_first_step_sigmoids_lose_the_gradient_at_every_start_and_tanh_at_none(entries):
    for name, low, high in (("sigmoid", 0, 1e-3), ("tanh", 0.1, 10)):
        network = entries[0].networks[name]
        for theta in network.starts.values():
            first, *_, last = layer_sizes(entries[0], network, np.array(theta))
            assert low < first / last < high


@pytest.mark.slow
def test_after_100_steps_only_large_starts_have_all_learned_the_first_bit(entries):
    [reader], [view] = entries[1].networks.values(), entries[1].views
    right: dict[str, list[int]] = {"small": [], "identity": [], "large": []}
    for start in reader.starts:
        theta = trained(reader, start, [], entries[1].rate, steps=100)[0]
        scores = reader.shows[view.shows].value(theta, view.unseen, per_example=True)[:, 0]
        right[start.split()[0]].append(int(np.sum(scores * np.array(view.unseen)[:, 0] > 0)))
    assert min(right["large"]) == len(view.unseen)
    assert min(right["identity"]) < 0.6 * len(view.unseen)
    assert max(right["small"]) < 0.6 * len(view.unseen)


@pytest.mark.slow
def test_a_latched_bit_moves_the_answer_though_its_slope_is_next_to_nothing(entries):
    [reader], [view] = entries[1].networks.values(), entries[1].views
    for start in ("large 1", "large 2", "large 3"):
        theta, turned = trained(reader, start, [], entries[1].rate, steps=100)[0], [-view.bits[0], *view.bits[1:]]
        found, other = reader.shows[view.shows].value(theta, [view.bits, turned], per_example=True)
        assert abs(found[-len(view.bits)]) < 1e-3
        assert abs(found[0] - other[0]) > 2


@pytest.mark.slow
def test_without_attention_the_last_letter_is_a_guess_and_with_it_is_known_at_every_start(entries):
    [view] = entries[2].views
    for name, low, high in (("without", 0.4, 0.6), ("with", 0.95, 1.0)):
        network = entries[2].networks[name]
        for start in network.starts:
            theta = trained(network, start, [], entries[2].rate, steps=300)[0]
            last = [chances(network.shows[view.shows], theta, "." + word[:2], view)[-1] for word in view.words]
            right = [row[view.letters.index(word[-1])] for row, word in zip(last, view.words, strict=True)]
            assert low < np.mean(right) < high


def test_the_slopes_of_a_reader_are_those_of_its_answer():
    reader = bit_reader(2, [[1, -1, 1], [-1, 1, 1]], {"wide": 1.0}, [5])
    tape, theta, h = reader.shows["memory"], np.array(reader.starts["wide 5"]), 1e-6
    found = tape.value(theta, [1.0, -1.0, 1.0])
    assert len(found) == 1 + 3 * 2 + 3
    for t in range(3):
        up, down = [[1.0, -1.0, 1.0] for _ in range(2)]
        up[t] += h
        down[t] -= h
        assert found[-3 + t] == pytest.approx(
            (tape.value(theta, up)[0] - tape.value(theta, down)[0]) / (2 * h), rel=1e-6
        )


def test_a_place_looks_at_itself_and_back_and_what_comes_behind_changes_nothing():
    network = letter_writer(["ab", "ba"], ".ab", True, [0])
    tape, theta = network.shows["writes"], network.starts["seed 0"]
    one, other = [tape.value(theta, np.ravel(one_hot(text, ".ab"))) for text in (".ab", ".aa")]
    assert np.array_equal(one[:6], other[:6])
    assert not np.allclose(one[6:9], other[6:9])
    assert [one[9], sum(one[10:12]), sum(one[12:])] == pytest.approx([1, 1, 1])


def test_the_bars_tell_the_gradients_of_the_engine(entries, pages, browser):
    network = next(iter(entries[0].networks.values()))
    theta = trained(network, next(iter(network.starts)), entries[0].data, entries[0].rate, steps=5)[0]
    with window(browser, 1280, 900) as tab:
        figure = opened(tab, pages[PAGE], 0)
        tab.evaluate(STEPS, [0, 5])
        said = figure.locator("svg.bars").get_attribute("aria-label")
    shown = [float(number) for number in re.findall(r"\d (\S+?)(?:,|$)", said)]
    assert shown == pytest.approx(layer_sizes(entries[0], network, theta), rel=1e-2)


def test_a_bit_is_turned_round_by_keyboard_and_the_answer_follows(entries, pages, browser):
    [reader], [view] = entries[1].networks.values(), entries[1].views
    theta = np.array(next(iter(reader.starts.values())))
    turned = [*view.bits[:-1], -view.bits[-1]]
    with window(browser, 1280, 900) as tab:
        figure = opened(tab, pages[PAGE], 1)
        for bits in (view.bits, turned):
            sign = "+1" if bits[-1] > 0 else "−1"
            score = reader.shows[view.shows].value(theta, bits)[0]
            assert figure.get_by_role("button", name=f"bit {len(bits)}: {sign}").is_visible()
            shown = re.match(r"Answer (\S+):", figure.locator(".verdict").inner_text())
            assert shown
            assert float(shown[1]) == pytest.approx(score, rel=1e-3)
            figure.locator(".bit").last.press("Enter")


def test_the_writer_says_the_chances_of_the_engine_and_draws_the_same_words_again(entries, pages, browser):
    [view], network = entries[2].views, entries[2].networks["without"]
    theta = trained(network, next(iter(network.starts)), [], entries[2].rate, steps=40)[0]
    expected = 100 * chances(network.shows[view.shows], theta, ".pu", view)
    with window(browser, 1280, 900) as tab:
        figure = opened(tab, pages[PAGE], 2)
        figure.get_by_role("button", name="Just let me play").click()
        written = figure.locator(".written")
        tab.evaluate(STEPS, [2, 40])
        once = written.inner_text()
        known = written.locator(".is-known").all_inner_texts()
        assert known
        assert set(known) <= set(view.words)
        figure.get_by_label("let it read").fill("pu")
        cells = [float(text) for text in figure.locator("table.shares td:not(:empty)").all_inner_texts()]
        assert np.array(cells).reshape(3, -1) == pytest.approx(expected, abs=0.51)
        figure.get_by_role("button", name="Reset").click()
        tab.wait_for_function("() => document.querySelectorAll('figure.live')[2].dataset.steps === '0'")
        assert written.inner_text() != once
        tab.evaluate(STEPS, [2, 40])
        assert written.inner_text() == once


def test_a_low_temperature_leaves_only_the_likeliest_letter(pages, browser):
    with window(browser, 1280, 900) as tab:
        figure = opened(tab, pages[PAGE], 2)
        figure.get_by_role("button", name="Just let me play").click()
        before = figure.locator("table.shares td:not(:empty)").all_inner_texts()
        figure.get_by_label("temperature").press("Home")
        after = figure.locator("table.shares td:not(:empty)").all_inner_texts()
        assert max(map(int, after)) > max(map(int, before))


def test_with_attention_there_is_a_table_of_where_it_looks(pages, browser):
    with window(browser, 1280, 900) as tab:
        figure = opened(tab, pages[PAGE], 2)
        figure.get_by_role("button", name="Just let me play").click()
        assert figure.locator("table.shares").count() == 1
        figure.get_by_label("attention").select_option("with")
        figure.get_by_role("table", name="Where each place looks").wait_for()
        assert figure.locator("table.shares").count() == 2
