"""The line on the board on a page: it fits into its box at every size, and keys, clicks and Enter do what they say."""

import random

import pytest

from engine import draw
from engine.drawing.bundle import bundle
from engine.drawing.player import modules
from engine.trace import trace
from engine.words.digits import decimals, fixed
from nn import RNNCell, unroll
from tests.engine.drawing import nets
from tests.engine.drawing.pages import Tab, opened, page_of

pytestmark = pytest.mark.slow
SIZES = {"1280": (1280, 720, 15), "1920": (1920, 1080, 28), "390": (390, 844, 11)}  # and the smallest digits in px
PREPARE = """() => {
  const stage = Object.assign(document.createElement("div"), { className: "player" });
  stage.style.cssText = "position: fixed; inset: 0; margin: 0; border: 0; z-index: 9";
  stage.innerHTML = `<div id="host" tabindex="0" style="position: absolute; inset: 140px 0 40px"></div>`;
  document.body.append(stage);
  window.at = {};
  window.paint = (name, k, phase, row, column, frame = Infinity) => {
    const player = chalkgrad.players[name], host = document.getElementById("host");
    const state = chalkgrad.stateAt(player.graph, player.pass, player.frames, frame);
    at = { ...at, row, column };
    chalkgrad.paintBoard(host, player, player.board[k], phase, row, {
      column, state, choose: (r, c) => paint(name, k, phase, r, c, frame), enter: arrows => { at.arrows = arrows; },
    });
  };
  window.misfits = () => {
    const host = document.getElementById("host"), box = host.getBoundingClientRect();
    return [...host.querySelectorAll("*")].filter(part => {
      const own = part.getBoundingClientRect();
      const over = [own.right - box.right, box.left - own.left, own.bottom - box.bottom, box.top - own.top];
      return own.width && Math.max(...over) > 1;
    }).map(part => part.className || part.localName);
  };
}"""
MEASURE = """() => {
  const found = [], host = document.getElementById("host");
  let shown = 0, smallest = Infinity;
  for (const [name, { board }] of Object.entries(chalkgrad.players)) {
    for (const [k, { equations }] of board.entries()) {
      for (const phase of ["forward", "backward"]) {
        const filled = equations[phase].flatMap(({ result }) => result.cells).filter(row => row.some(x => x !== null));
        const rows = filled.length;
        for (const row of new Set([0, rows >> 1, rows - 1].filter(row => row >= 0 && row < rows))) {
          paint(name, k, phase, row);
          shown += 1;
          const wrong = misfits();
          if (wrong.length) found.push([name, k, phase, row, wrong.slice(0, 3).join()]);
          smallest = Math.min(smallest, parseFloat(getComputedStyle(host.querySelector(".board-cell")).fontSize));
        }
      }
    }
  }
  return { found, shown, smallest };
}"""


@pytest.fixture(scope="module")
def page():
    return page_of({name: draw(net(), limit=1000, collapse=True) for name, net in nets.NETS.items()})


def prepared(tab: Tab) -> Tab:
    tab.page.add_script_tag(
        content=f"(() => {{ {bundle(modules(), 'board')}\nObject.assign(chalkgrad, {{ paintBoard, stateAt }}) }})()"
    )
    tab.page.evaluate(PREPARE)
    return tab


def texts(tab: Tab, selector: str) -> list[str]:
    return tab.page.locator(f"#host {selector}").all_inner_texts()


@pytest.mark.parametrize("size", SIZES)
def test_every_line_fits_into_its_box(browser, tmp_path, page, size):
    width, height, least = SIZES[size]
    with opened(browser, tmp_path, page, viewport={"width": width, "height": height}) as tab:
        measured = prepared(tab).page.evaluate(MEASURE)
    assert measured["found"] == []
    assert measured["shown"] > 200
    assert measured["smallest"] >= least


def test_keys_go_through_rows_and_equations_and_enter_hands_on_the_arrows(browser, tmp_path):
    with opened(browser, tmp_path, page_of({"net": draw(nets.two_layers(1))})) as tab:
        prepared(tab).page.evaluate("paint('net', 2, 'backward', 0)")
        host = tab.page.locator("#host")
        assert len(texts(tab, ".board-tab")) == 3
        assert host.locator(".board-tab[aria-pressed=true]").get_attribute("title") == "δH = δO W2ᵀ"
        host.focus()
        tab.page.keyboard.press("ArrowDown")
        assert host.locator(".board-tab[aria-pressed=true]").get_attribute("title") == "dW2 = Hᵀ δO"
        for _ in range(9):
            tab.page.keyboard.press("ArrowDown")
        assert host.locator(".board-tab[aria-pressed=true]").get_attribute("title") == "db2 = δO"
        tab.page.keyboard.press("ArrowUp")
        assert tab.page.evaluate("at.row") == 2
        tab.page.keyboard.press("Enter")
        names = "edges => edges.map(id => chalkgrad.players.net.graph.nodes[id.split('.')[0]].inputs[id.split('.')[1]])"
        leaves = tab.page.evaluate(f"({names})(at.arrows).map(i => chalkgrad.players.net.graph.nodes[i].name)")
        assert set(leaves) == {"W2[1,0]", "W2[1,1]"}


def test_a_click_on_a_cell_writes_it_out_and_lights_what_makes_it(browser, tmp_path):
    with opened(browser, tmp_path, page_of({"net": draw(nets.two_layers())})) as tab:
        prepared(tab).page.evaluate("paint('net', 2, 'backward', 0)")
        tab.page.locator("#host [data-row='2'][data-column='1']").click()
        assert tab.page.evaluate("[at.row, at.column]") == [2, 1]
        (lit,) = texts(tab, ".board-sum.is-lit")
        lit = lit.replace("≈", "=")
        left, right = (
            text.replace("(", "").replace(")", "") for text in lit.split(": ")[1].split(" = ")[0].split(" + ")
        )
        shown = texts(tab, ".board-matrix .board-cell.is-lit")
        assert shown[0] == lit.split(" = ")[-1]
        assert sorted(shown[1:]) == sorted([*left.split(" × "), *right.split(" × ")])
        tab.page.locator("#host .board-tab").nth(2).click()
        assert tab.page.locator("#host .board-tab[aria-pressed=true]").get_attribute("title").startswith("db2")


def test_what_is_not_known_yet_is_an_empty_place(browser, tmp_path):
    """The second layer of the exam on the way back: before any arrow, after some of them, and at the end."""
    net = nets.two_layers()
    drawing = draw(net)
    seen = drawing.trace
    (weight,) = (i for i, label in enumerate(seen.labels) if label == "W2[0,0]")
    (first, *_, last) = (k for k, step in enumerate(seen.steps) if step.kind == "backward" and step.input == weight)
    with opened(browser, tmp_path, page_of({"net": drawing})) as tab:
        prepared(tab)

        def paint(frame: int) -> tuple[list[str], list[str], str]:
            tab.page.evaluate("frame => paint('net', 2, 'backward', 3, 0, frame)", frame)
            assert tab.page.locator("#host .board-tab[aria-pressed=true]").get_attribute("title") == "dW2 = Hᵀ δO"
            return (
                texts(tab, ".board-matrix:first-child .board-cell"),
                texts(tab, ".is-so-far"),
                texts(tab, ".is-lit")[-1],
            )

        cells, so_far, written = paint([step.kind for step in seen.steps].index("seed"))
        assert set(cells) == {"?"}
        assert written.endswith(" = ?")
        assert written.count("?") == 4
        cells, so_far, written = paint(first)
        assert cells[0] in so_far
        assert cells[0].replace("−", "-") == f"{seen.steps[first].contribution:.3f}"
        assert written.endswith(f" = ?, so far {cells[0]}")
        cells, so_far, written = paint(last)
        assert cells[0].replace("−", "-") == f"{seen.gradients[weight]:.3f}"
        assert cells[0] not in so_far
        assert "?" not in written


def test_the_signs_of_a_line_are_explained_below_it_where_there_is_room(browser, tmp_path):
    with opened(browser, tmp_path, page_of({"net": draw(nets.two_layers())})) as tab:
        prepared(tab)

        def legend(line: int, phase: str, row: int = 0) -> str:
            tab.page.evaluate("([k, phase, row]) => paint('net', k, phase, row, 0)", [line, phase, row])
            return "".join(tab.page.locator("#host .board-legend").all_text_contents())

        assert legend(2, "backward") == "δO means ∂L/∂O for every entry"
        assert legend(2, "backward", 3) == "δO means ∂L/∂O for every entry, dW2 the same for a parameter"
        assert legend(1, "backward") == "δH means ∂L/∂H for every entry"
        assert legend(5, "backward") == "δsum((O−Y)2) means ∂L/∂sum((O−Y)2)"
        assert legend(1, "forward") == ""
        size = "() => parseFloat(getComputedStyle(document.querySelector('#host .board-legend')).fontSize)"
        legend(1, "backward")
        tab.page.evaluate("document.querySelector('#host').parentElement.classList.add('projecting')")
        assert tab.page.evaluate(size) >= 24
        tab.page.evaluate("document.querySelector('#host').style.height = '100px'")
        assert legend(1, "backward") == ""


def test_a_result_without_a_name_is_called_l_where_the_signs_are_explained(browser, tmp_path):
    with opened(browser, tmp_path, page_of({"net": draw(nets.written_out())})) as tab:
        prepared(tab)
        said = set()
        for k in range(tab.page.evaluate("chalkgrad.players.net.board.length")):
            tab.page.evaluate("k => paint('net', k, 'backward', 0, 0)", k)
            said |= {*tab.page.locator("#host .board-legend").all_text_contents()}
        assert any(text.endswith(", L the result") for text in said)
        assert not any("∂tanh" in text for text in said)


def test_the_shares_of_a_weight_over_time_are_added_as_they_arrive(browser, tmp_path):
    cell = RNNCell(1, 1, rng=random.Random(3))
    (h,) = unroll(cell, [[0.5], [-1.0], [0.75]])[-1]
    seen = trace(h)
    shares = [(k, step) for k, step in enumerate(seen.steps) if step.input == seen.labels.index("W_hh")]
    numbers = [step.contribution for _, step in shares]
    with opened(browser, tmp_path, page_of({"net": draw(h)})) as tab:
        prepared(tab)
        said = []
        for (frame, _), k in zip(shares, (4, 2, 0), strict=True):
            tab.page.evaluate("([frame, k]) => paint('net', k, 'backward', 0, 0, frame)", [frame, k])
            tab.page.locator("#host .board-tab[title^='dW_hh gets']").click()
            said.append(texts(tab, ".board-shares")[0].replace("\n", "").replace("−", "-"))
            assert texts(tab, ".board-sum")[0].startswith("share of ")
            assert texts(tab, ".board-title")[0].startswith("share of ")

    def added(count: int) -> str:
        """As on paper: with as many decimals as the sum needs, or one of its shares."""
        places = max(decimals([sum(numbers)]) or 0, decimals(numbers[:count]) or 0)
        return " + ".join(fixed(x, places) for x in numbers[:count]).replace("−", "-")

    assert said[0].endswith(f"so far, 1 of 3: {added(1)}")
    assert said[1].startswith(said[0].split("so far")[0])
    assert f"so far, 2 of 3: {added(2)} " in said[1].replace("- ", "+ -")
    assert "so far" not in said[2]
    assert f" = {added(3)} " in said[2].replace("- ", "+ -")
    assert said[2].endswith(f" {fixed(sum(numbers), decimals([sum(numbers)]))}".replace("−", "-"))


WAYS_BACK = {
    "the_whole_graph": "ff",
    "steps_in_the_whole_graph": "f<>f",
    "its_arrows": "~3",
    "the_same_size_again": "3",
}
KEYS = {"<": "ArrowLeft", ">": "ArrowRight", "~": "Enter"}


@pytest.mark.parametrize("keys", WAYS_BACK.values(), ids=WAYS_BACK)
def test_who_comes_back_to_the_board_finds_the_equation_that_was_looked_at(browser, tmp_path, keys):
    with opened(browser, tmp_path, page_of({"net": draw(nets.two_layers())})) as tab:
        tab.figure("net").locator(".stage").focus()
        for key in ("3", "End", "ArrowUp", "ArrowUp"):
            tab.page.keyboard.press(key)
        seen = "() => [chalkgrad.players.net.k, chalkgrad.players.net.row, chalkgrad.players.net.lineRows.length]"
        looked_at = tab.page.evaluate(seen)
        assert looked_at[1] > 0
        for key in keys:
            tab.page.keyboard.press(KEYS.get(key, key))
        assert tab.page.evaluate(seen) == looked_at
