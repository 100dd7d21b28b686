// @ts-check
// The whole graph as a row of cards with one cell a value; between two cards a tick for every step. Map and slider in one.

import { buttonOf, say, setClass, span } from "./elements.js";
import { changedIn } from "./graph.js";
import { stepEnds, phaseOf } from "./grain.js";
import { math, mathElement } from "./numbers.js";
import { around } from "./scenes.js";

const MOST_CELLS = 16, MOST_TICKS = 16, MOST_CARDS = 7;

/** What a card is called: a scope, or its first and last value as formulas. @type {(graph: Graph, card: Spine["cards"][0]) => Content} */
export const titleOf = (graph, { name, cells, ends }) => ends.length
  ? [...ends.flatMap((i, k) => [k ? " … " : "", mathElement("math", math(graph.nodes[i].math))]), ends.length < 2 && cells.length > 1 ? " …" : ""] : [name];

/** @type {Act} */
export function buildSpine({ graph, spine, spineRow }) {
  spineRow.replaceChildren(...spine.cards.map((each, c) => {
    const card = buttonOf("module", span("name", ...titleOf(graph, each)), span("note", each.note), span("cells"), span("ticks"));
    card.title = each.name;
    card.dataset.card = String(c);
    return card;
  }));
}

/** @type {Paint} */
export function paintSpine(player, frame, state) {
  const { spine, spineRow, frames, k, pass } = player, ends = stepEnds(player);
  const early = new Set(frames.filter((_, at) => at <= k && ends[at] > k).map(changedIn)); // of a step that is not shown yet
  const here = frame.node === undefined ? 0 : spine.home[frame.node], steepest = Math.max(...pass.gradient.map(Math.abs)) || 1;
  const step = phaseOf(frame), isBack = step === "backward";
  const near = around(spine.cards, here, MOST_CARDS);
  setClass(spineRow, "is-back", isBack);
  [...spineRow.children].forEach((part, c) => {
    const card = /** @type {HTMLButtonElement} */ (part), { cells } = spine.cards[c];
    card.hidden = !near.includes(spine.cards[c]);
    if (card.hidden) return;
    setClass(card, "is-here", c === here);
    card.children[2].replaceChildren(...cells.slice(0, MOST_CELLS).map(i => {
      const known = early.has(i) ? null : isBack ? state.gradient[i] : state.data[i], cell = span(known === null ? "cell unknown" : "cell known");
      const strength = isBack && known !== null ? .25 + .75 * Math.abs(known) / steepest : 1;
      if (known !== null) cell.style.setProperty("--strength", `${Math.round(100 * (strength || .25))}%`);
      return cell;
    }));
    const steps = frames.flatMap(({ kind, node }, at) => kind === step && spine.home[node ?? 0] === c ? [at] : []);
    const all = steps.length, done = steps.filter(at => ends[at] <= k).length;
    const ticks = Math.min(all, MOST_TICKS);
    card.children[3].replaceChildren(...Array.from({ length: ticks }, (_, t) => span(t < done / all * ticks ? "tick done" : "tick")));
    card.ariaLabel = say("{0}, {1} of {2} steps", spine.cards[c].name, done, all);
  });
}
