// @ts-check
// The chain-rule panel: what this frame does, in words and in formulas, with symbols and then numbers.

import { element, p, span } from "./elements.js";
import { valuesOf } from "./graph.js";
import { derivative, formula, math, mathElement, mathNumber, row, show, sign } from "./numbers.js";
import { asks, question } from "./predict.js";
import { counter, elided, headline, wordsOf } from "./words.js";

/** @type {(role: string, caption: string, symbols: MathMLElement, number: string) => HTMLElement} */
const tile = (role, caption, symbols, number) => element("div", `tile ${role}`,
  span("symbols", formula(symbols)), span("number", number), span("tag", caption));

/** @param {string} text */
const between = text => span("between", text);

/** @type {(player: Player, frame: Frame, state: State, asked: boolean) => HTMLElement[]} */
function tilesOf(player, frame, state, asked) {
  switch (frame.kind) {
    case "leaves": return leafTiles(player);
    case "forward": return forwardTiles(player, frame, asked);
    case "seed": return seedTiles(player.graph);
    case "backward": return backwardTiles(player, frame, state, asked);
  }
}

/** @type {Paint} */
export function paintPanel(player, frame, state) {
  const [forward, backward] = counter(player);
  const phase = { leaves: "Leaves", seed: "Seed", forward: `Forward ${forward[0]} of ${forward[1]}`,
    backward: `Backward ${backward[0]} of ${backward[1]}` }[frame.kind];
  const asked = asks(player);
  player.step.replaceChildren(
    p("phase", phase),
    p("headline", headline(player.graph, frame)),
    ...tilesOf(player, frame, state, asked),
    ...sourceLine(player.graph, frame));
  speak(player, asked ? question(player.graph, frame) : wordsOf(player, frame, state));
  player.words.classList.toggle("is-only-spoken", asked);
  player.step.append(player.words);
}

/** The one live region; each frame is spoken once. @type {(player: Player, words: string) => void} */
function speak(player, words) {
  if (player.words.textContent !== words) player.words.textContent = words;
}

/** @param {Player} player */
function leafTiles({ graph, pass }) {
  const leaves = graph.nodes.flatMap((node, i) => node.kind === "variable" ? [{ node, i }] : []);
  const tiles = leaves.slice(0, 8).map(({ node, i }) => tile("value", "", math(node.math), show(pass.data[i])));
  const rest = leaves.length - tiles.length;
  return [element("div", "tiles", ...tiles, ...rest > 0 ? [between(`and ${rest} more`)] : [])];
}

/** @param {Player} player @param {Forward} frame @param {boolean} asked */
function forwardTiles({ graph, pass }, { node: i }, asked) {
  const node = graph.nodes[i], numbers = valuesOf(pass, node);
  return [
    p("equation", formula(math(node.math), sign("="), math(node.formula[1]))),
    p("equation in-numbers", formula(sign("="), math(graph.templates[node.row].value[1], numbers))),
    element("div", "tiles", tile("value", "value", math(node.math), asked ? "?" : show(pass.data[i]))),
  ];
}

/** @param {Graph} graph */
const seedTiles = ({ output }) =>
  [element("div", "tiles", tile("upstream", "the seed", derivative(output, output), "1"))];

/** @param {Player} player @param {Backward} frame @param {State} state @param {boolean} asked */
function backwardTiles({ graph, pass }, { node: i, slot, input, id }, state, asked) {
  const y = graph.nodes[i], x = graph.nodes[input], output = graph.output;
  const { upstream, partial, contribution } = state.edges[id];
  const numbers = math(graph.templates[y.row].partials[slot][1], [...valuesOf(pass, y), pass.data[i]]);
  const local = [derivative(y, x), sign("="), math(y.slopes[slot][1])];
  if (y.slopes[slot][0] !== show(partial)) local.push(sign("="), numbers);
  return [
    ...asked ? [] : [p("equation", formula(...local))], // it would give the answer away
    element("div", "tiles",
      tile("upstream", "upstream", derivative(output, y), show(upstream)), between("×"),
      tile("partial", "partial", derivative(y, x), asked ? "?" : show(partial)), between("="),
      tile("contribution", "contribution", row(sign("→"), math(x.math)), asked ? "?" : show(contribution))),
    ledger(graph, input, state, asked),
  ];
}

/**
 * Every contribution to a value, kept in view: ∂L/∂a = 1 + 1 = 2, "so far" until the last has arrived.
 * @type {(graph: Graph, i: number, state: State, asked: boolean) => HTMLElement}
 */
function ledger(graph, i, state, asked) {
  const terms = state.contributions[i], shown = elided(terms, null);
  const parts = [derivative(graph.output, graph.nodes[i]), sign("=")];
  shown.forEach((x, k) => {
    const newest = k === shown.length - 1;
    const term = x === null ? sign("…") : newest && asked ? mathElement("mtext", "?") : mathNumber(x, k ? 1 : 0);
    if (newest) term.setAttribute("class", "newest");
    parts.push(...k ? [sign("+"), term] : [term]);
  });
  if (shown.length > 1 && !asked) parts.push(sign("="), mathNumber(state.gradient[i] ?? 0));
  const missing = graph.users[i] - terms.length;
  return p("equation ledger", formula(...parts),
    element("span", missing ? "so-far" : "complete", missing ? `so far, ${missing} more to come` : "complete"));
}

/** @type {(graph: Graph, frame: Frame) => HTMLElement[]} */
function sourceLine(graph, frame) {
  const line = frame.kind !== "leaves" && graph.nodes[frame.node].line;
  if (!line) return [];
  return [p("code-line", span("tag", `line ${line}`), element("code", "", graph.code[line] ?? ""))];
}
