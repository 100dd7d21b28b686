// @ts-check
// The words of a step, the same as in the terminal (engine/words/story.py), with the numbers of any pass.

import { say } from "./elements.js";
import { isComplete, isNamedLeaf, timesIn, valuesOf } from "./graph.js";
import { equalsSign, fill, negativeInParentheses, show } from "./numbers.js";

/** Join with "=", and the last side with a sign of its own, saying nothing twice. @param {string[]} sides */
function equal(sides, sign = "=") {
  const kept = sides.filter((side, i) => i === 0 || side !== sides[i - 1]), last = kept.pop();
  return kept.length ? `${kept.join(" = ")} ${sign} ${last}` : `${last}`;
}
/** A list as it is, or of a long one the first three items, a mark, and the last, as in engine/words/notation.py.
 * @template T, M @param {T[]} items @param {M} mark */
export const elided = (items, mark) =>
  items.length <= 6 ? items : [...items.slice(0, 3), mark, items[items.length - 1]];

/** @param {GraphNode} y @param {GraphNode} x */
const d = (y, x) => `d${y.quoted}/d${x.quoted}`;

/** @typedef {{ graph: Graph, pass: Pass }} Shown */
/** @type {(player: Shown, frame: Frame, state: State) => string} */
export function wordsOf({ graph, pass }, frame, state) {
  if (frame.kind === "leaves") {
    const words = graph.nodes.map((node, i) => `${node.name} = ${show(pass.data[i])}`);
    return elided(words.filter((_, i) => isNamedLeaf(graph.nodes[i])), "…").join(", ");
  }
  const node = graph.nodes[frame.node];
  if (frame.kind === "seed") return `${d(node, node)} = 1`;
  if (frame.kind === "backward") return backwardWords({ graph, pass }, frame, state);
  const values = valuesOf(pass, node), numbers = fill(graph.templates[node.row].value[0], values), result = show(pass.data[frame.node]);
  const [made] = graph.rows[node.row](values.map(x => Number(show(x)))); // of the digits that are shown
  return equal([node.name, node.formula[0], numbers, result], show(made) === result ? "=" : "≈");
}

/** @param {Shown} player @param {Backward} frame @param {State} state */
function backwardWords({ graph, pass }, { node: i, slot, input, id }, state) {
  const y = graph.nodes[i], x = graph.nodes[input], output = graph.output;
  const { upstream, partial, contribution } = state.edges[id];
  const remark = timesIn(y, input) > 1 ? ` ${say("(input {0} of {1})", slot + 1, y.inputs.length)}` : "";
  const local = equal([d(y, x) + remark, y.slopes[slot][0],
    fill(graph.templates[y.row].partials[slot][0], [...valuesOf(pass, y), pass.data[i]]), show(partial)]);
  const chain = `${d(output, y)} × ${d(y, x)} = ${show(upstream)} × ${negativeInParentheses(partial)} ${equalsSign([upstream, partial], contribution)} ${show(contribution)}`;
  return `${local}\n${say("upstream × partial = {0}", chain)}\n${sumWords(graph, input, state)}`;
}

/** @type {(graph: Graph, i: number, state: State) => string} */
function sumWords(graph, i, state) {
  const all = state.contributions[i], total = show(state.gradient[i]), terms = all.map((x, k) => k ? negativeInParentheses(x) : show(x));
  const sign = show(all.reduce((sum, x) => sum + Number(show(x)), 0)) === total ? "=" : "≈";
  const words = `${graph.nodes[i].quoted}.grad = ${elided(terms, "…").join(" + ")}${terms.length > 1 ? ` ${sign} ${total}` : ""}`;
  return isComplete(graph, i, state) ? words : `${words} ${say("(so far)")}`;
}
