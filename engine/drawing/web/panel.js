// @ts-check
// The chain-rule panel: what this frame does, in words and in formulas, with symbols and then numbers.

import { element, p, setText, span } from "./elements.js";
import { valuesOf } from "./graph.js";
import { derivative, formula, joined, math, mathElement, mathNumber, row, show, sign, told } from "./numbers.js";
import { asks, question } from "./predict.js";
import { counter, elided, headline, wordsOf } from "./words.js";

/** @type {(role: string, caption: string, symbols: MathMLElement, number: string) => HTMLElement} */
const tile = (role, caption, symbols, number) => element("div", `tile ${role}`,
  span("symbols", formula(symbols)), span("number", number), span("tag", caption));

/** @param {string} text */
const between = text => span("between", text);

/** @type {(...parts: HTMLElement[]) => HTMLElement} */
const tiles = (...parts) => element("div", "tiles", ...parts);

/** @type {(player: Player, frame: Frame, state: State) => HTMLElement[]} */
function tilesOf(player, frame, state) {
  const { graph, pass } = player, { output } = graph;
  if (frame.kind === "leaves") return [leafTiles(player)];
  if (frame.kind === "seed") return [tiles(tile("upstream", "the seed", derivative(output, output), "1"))];
  if (frame.kind === "backward") return backwardTiles(player, frame, state);
  const node = graph.nodes[frame.node];
  return [
    p("equation", formula(math(node.math), sign("="), math(node.formula[1]))),
    p("equation in-numbers", formula(sign("="), math(graph.templates[node.row].value[1], valuesOf(pass, node)))),
    tiles(tile("value", "value", math(node.math), told(state.data[frame.node]))),
  ];
}

/** @type {Paint} */
export function paintPanel(player, frame, state) {
  const [forward, backward] = counter(player);
  const phase = { leaves: "Leaves", seed: "Seed", forward: `Forward ${forward[0]} of ${forward[1]}`,
    backward: `Backward ${backward[0]} of ${backward[1]}` }[frame.kind];
  const { graph, step, words } = player, asked = asks(player);
  step.replaceChildren(p("phase", phase), p("headline", headline(graph, frame)), ...tilesOf(player, frame, state));
  const line = frame.node !== undefined && graph.nodes[frame.node].line;
  if (line) step.append(p("code-line", span("tag", `line ${line}`), element("code", "", graph.code[line] ?? "")));
  setText(words, asked ? question(graph, frame) : wordsOf(player, frame, state));
  words.classList.toggle("is-only-spoken", asked);
  step.append(words); // the one live region; each frame is spoken once
}

/** @param {Player} player */
function leafTiles({ graph, pass }) {
  const leaves = graph.nodes.flatMap((node, i) => node.kind === "variable" || node.given ? [{ node, i }] : []);
  const shown = leaves.slice(0, 8).map(({ node, i }) => tile("value", "", math(node.math), show(pass.data[i])));
  const rest = leaves.length - shown.length;
  return tiles(...shown, ...rest > 0 ? [between(`and ${rest} more`)] : []);
}

/** @param {Player} player @param {Backward} frame @param {State} state */
function backwardTiles({ graph, pass }, { node: i, slot, input, id }, state) {
  const y = graph.nodes[i], x = graph.nodes[input], output = graph.output;
  const { upstream, partial, contribution } = state.edges[id];
  const numbers = math(graph.templates[y.row].partials[slot][1], [...valuesOf(pass, y), pass.data[i]]);
  const local = [derivative(y, x), sign("="), math(y.slopes[slot][1])];
  if (y.slopes[slot][0] !== show(partial)) local.push(sign("="), numbers);
  return [
    ...Number.isNaN(partial) ? [] : [p("equation", formula(...local))], // it would give the answer away
    tiles(
      tile("upstream", "upstream", derivative(output, y), show(upstream)), between("×"),
      tile("partial", "partial", derivative(y, x), told(partial)), between("="),
      tile("contribution", "contribution", row(sign("→"), math(x.math)), told(contribution))),
    ledger(graph, input, state),
  ];
}

/** Every contribution to a value, kept in view: ∂L/∂a = 1 + 1 = 2, "so far" until the last has arrived.
 * @type {(graph: Graph, i: number, state: State) => HTMLElement} */
function ledger(graph, i, state) {
  const terms = state.contributions[i], sum = state.gradient[i] ?? 0;
  const numbers = terms.map((x, k) => Number.isNaN(x) ? mathElement("mtext", "?") : mathNumber(x, k ? 1 : 0));
  const shown = elided(numbers, sign("…"));
  shown[shown.length - 1].setAttribute("class", "newest");
  const parts = [derivative(graph.output, graph.nodes[i]), sign("="), ...joined(shown, "+")];
  if (shown.length > 1 && !Number.isNaN(sum)) parts.push(sign("="), mathNumber(sum));
  const missing = graph.users[i] - terms.length;
  return p("equation ledger", formula(...parts),
    element("span", missing ? "so-far" : "complete", missing ? `so far, ${missing} more to come` : "complete"));
}
