"""On every lecture graph the browser's arithmetic is the engine's, and every player opens its frames."""

import pytest

from tests.engine.drawing.pages import Tab

DIFFERENCES = """() => Object.values(chalkgrad.players).flatMap(({ name, graph: { nodes, rows } }) => {
  const computed = [], apart = (a, b) => Math.abs(a - b) > 1e-12 * Math.max(Math.abs(a), Math.abs(b));
  return nodes.flatMap((node, i) => {
    const xs = node.inputs.map(k => computed[k]), row = rows[node.row];
    computed.push(row ? row.value(xs) : node.data);
    const partials = row ? row.partials(computed[i], xs) : [];
    const all = [computed[i], ...partials], recorded = [node.data, ...node.partials];
    return all.some((x, k) => apart(x, recorded[k])) ? [[name, node.name, all, recorded]] : [];
  });
})"""
VISIT = """() => Object.values(chalkgrad.players).map(player => {
  const slider = player.figure.querySelector(".slider"), last = player.frames.length - 1;
  for (let part = 0; part <= 6; part += 1) {
    slider.value = Math.round(last * part / 6);
    slider.dispatchEvent(new Event("input"));
  }
  return [player.k, last];
})"""


@pytest.fixture
def tab(browser):
    context = browser.new_context(offline=True)
    yield Tab(context.new_page(), "")
    context.close()


def test_every_lecture_graph_agrees_with_the_engine_and_opens_its_frames(built, tab):
    players = 0
    for page in sorted(built.glob("*.html")):
        tab.url = page.as_uri()
        tab.open()
        if not tab.page.locator("figure.player").count():
            continue
        assert tab.page.evaluate(DIFFERENCES) == [], page.name
        for reached, last in tab.page.evaluate(VISIT):
            assert reached == last
            players += 1
    assert players > 10
    assert tab.noise == []
