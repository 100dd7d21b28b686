// @ts-check
// The card of a step: contribution = partial × upstream backward, formula = numbers = value forward.

import { inline } from "./bench.js";
import { element, p, say, span } from "./elements.js";
import { timesIn, valuesOf } from "./graph.js";
import { derivative, equalsSign, fill, formula, math, paper, ratio, show, sign, signed } from "./numbers.js";
import { isShort, slope } from "./scenes.js";

/** @type {(role: string, symbols: Content, number: string, word: string) => HTMLElement} */
const tile = (role, symbols, number, word) => element("div", `tile ${role}`,
  span("symbols", ...symbols.map(inline)), span("number", number), span("word", word));
/** @param {string} text */
const between = text => span("between", text);

/** @type {(player: Player, frame: Backward, state: State) => HTMLElement} */
export function backwardCard({ graph, pass }, { node: i, slot, input, id }, state) {
  const y = graph.nodes[i], x = graph.nodes[input], { upstream, partial, contribution } = state.edges[id];
  const isAsked = Number.isNaN(partial);
  const [text, tree] = graph.templates[y.row].partials[slot], all = [...valuesOf(pass, y), pass.data[i]], [said] = y.slopes[slot];
  const local = [derivative(y, x), sign("="), math(y.slopes[slot][1])];
  if (![show(partial), fill(text, all)].includes(said)) local.push(sign("="), math(tree, all));
  return element("div", "card backward",
    element("div", "tiles",
      tile("contribution", isShort(x) ? [say("to"), " ", math(x.math)] : [], signed(contribution), say("contribution")), between(equalsSign([partial, upstream], contribution)),
      tile("partial", isShort(y) && isShort(x) ? ratio(y, x) : [], paper(partial), timesIn(y, input) > 1 ? say("partial, input {0}", slot + 1) : say("partial")), between("×"),
      tile("upstream", slope(graph, i), signed(upstream), say("upstream"))),
    isAsked ? "" : p("local", formula(...local)));
}

/** @type {(player: Player, i: number, state: State) => HTMLElement} */
export function forwardCard({ graph, pass }, i, state) {
  const node = graph.nodes[i], numbers = math(graph.templates[node.row].value[1], valuesOf(pass, node));
  return element("div", "card forward",
    p("local", formula(math(node.formula[1]))),
    p("local in-numbers", formula(sign("="), numbers)),
    element("div", "tiles", between("="), tile("value", isShort(node) ? [math(node.math)] : [], paper(state.data[i]), say("value"))));
}

/** @type {(graph: Graph) => HTMLElement} */
export const seedCard = graph => element("div", "card backward", element("div", "tiles",
  tile("upstream", slope(graph, graph.nodes.length - 1), "+1", say("the seed"))));
