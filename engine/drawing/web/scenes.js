// @ts-check
// What the bench shows at a frame: values as boxes on the left and on the right, and the arrows between them.
// Inputs stand on the left and users on the right, so that forward goes to the right and backward to the left.

import { say, soFar, span } from "./elements.js";
import { contributionOf, isComplete, isNamedLeaf } from "./graph.js";
import { column, equalsSign, math, paper, ratio, signed } from "./numbers.js";

const MOST_LINES = 5; // in one addition; of more, the largest and the others together
const MOST_LEFT = 4, MOST_RIGHT = 4, MOST_VALUES = 16;

/** The arrows that lead out of a node, by the place of its users. @type {(graph: Graph, i: number) => Edge[]} */
export const arrowsFrom = (graph, i) =>
  graph.edges.filter(edge => edge.input === i).sort((a, b) => a.node - b.node || a.slot - b.slot);

/** The arrows into a node, by slot as graphOf has them. @type {(graph: Graph, i: number) => Edge[]} */
export const arrowsInto = (graph, i) => graph.edges.filter(edge => edge.node === i);

/** All of a few; of many, `keep` and the largest, in their old order, and the rest.
 * @template T @param {T[]} items @param {(item: T) => number} size @param {T | undefined} keep @param {number} most
 * @returns {[T[], T[]]} */
export function largest(items, size, keep, most) {
  if (items.length <= most) return [items, []];
  const ranked = items.filter(item => item !== keep).sort((a, b) => size(b) - size(a));
  const shown = new Set(ranked.slice(0, most - (keep === undefined ? 1 : 2)));
  if (keep !== undefined) shown.add(keep);
  return [items.filter(item => shown.has(item)), items.filter(item => !shown.has(item))];
}

/** At most so many neighbours of the item at `at`, and that item.
 * @template T @param {T[]} items @param {number} at @param {number} most */
export function around(items, at, most) {
  const from = Math.max(0, Math.min(at - (most >> 1), items.length - most));
  return items.slice(from, from + most);
}

/** The line of those that have none of their own, if there are any. @type {(rest: unknown[], text: string, isNew: boolean) => Line[]} */
const together = (rest, text, isNew) => rest.length ? [{ key: "rest", label: [say("{0} others, together", rest.length)], text, isNew }] : [];

/** A value with the addition of what has arrived: a line for each arrow out of it, a rule, and the sum.
 * @type {(player: Player, state: State, i: number, keep?: Edge) => Box} */
export function addition({ graph, pass }, state, i, keep) {
  const all = arrowsFrom(graph, i), [shown, rest] = largest(all, edge => Math.abs(contributionOf(pass, edge)), keep, MOST_LINES);
  /** @param {Edge} edge */
  const arrived = edge => state.edges[edge.id]?.contribution ?? null;
  const landed = all.filter(edge => edge.id in state.edges).length, others = rest.filter(edge => edge.id in state.edges);
  const sum = others.length ? others.reduce((sum, edge) => sum + (arrived(edge) ?? 0), 0) : null;
  const texts = column([...shown.map(arrived), ...rest.length ? [sum] : [], state.gradient[i]]);
  /** @type {Line[]} */
  const lines = all.length < 2 ? [] : shown.map((edge, row) => ({
    key: edge.id, label: [say("from"), " ", math(graph.nodes[edge.node].math)], text: texts[row], isNew: edge === keep,
  }));
  lines.push(...together(rest, texts[shown.length], false));
  const whole = !landed || landed === all.length;
  return { ...value(graph, state, i), lines, total: {
    label: whole ? slope(graph, i) : [soFar(landed, all.length)], text: texts[texts.length - 1], isComplete: whole,
  } };
}

/** A value with its gradient so far. @type {(player: Player, state: State, i: number) => Box} */
export function brief({ graph }, state, i) {
  const box = value(graph, state, i);
  if (graph.nodes[i].kind === "constant") return box; // it gets no gradient
  const sum = state.gradient[i], whole = sum === null || isComplete(graph, i, state);
  return { ...box, total: { label: whole ? slope(graph, i) : [say("so far")], text: column([sum])[0], isComplete: whole } };
}

/** @type {(graph: Graph, state: State, i: number) => Box} */
const value = (graph, state, i) =>
  ({ node: i, name: math(graph.nodes[i].math), data: state.data[i] === null ? "" : paper(state.data[i]), lines: [], total: null, isLeaf: isNamedLeaf(graph.nodes[i]) });

const SHORT = 10; // columns of a name that is told again in every derivative

/** @param {GraphNode} node */
export const isShort = node => node.quoted.length <= SHORT;

/** What derivatives call the result: a long name or an expression such as −ln(y) is L there, or what is free.
 * @type {(graph: Graph) => Pick<GraphNode, "name" | "quoted" | "math">} */
export function resultOf({ nodes, output }) {
  if (isShort(output) && output.quoted === output.name) return output;
  const name = ["L", "E", "J"].find(letter => nodes.every(node => node.name !== letter)) ?? "output";
  return { name, quoted: name, math: `i:${name}` };
}

/** ∂L/∂x on one line; in a word where the name is long. @type {(graph: Graph, i: number) => Content} */
export function slope(graph, i) {
  const result = resultOf(graph), x = graph.nodes[i];
  return x === graph.output ? ratio(result, result) : isShort(x) ? ratio(result, x) : [say("gradient")];
}

/** A number that is written into a formula has no box of its own. @param {GraphNode} node */
export const isNamed = node => node.kind !== "constant" || node.given;

/** Inputs of an operation that are drawn: no bare numbers, each once. @type {(graph: Graph, i: number) => number[]} */
export const operandsOf = (graph, i) => [...new Set(graph.nodes[i].inputs)].filter(x => isNamed(graph.nodes[x]));

/** Backward along one arrow: what may receive on the left, what sends on the right.
 * @type {(player: Player, frame: Backward, state: State) => Scene} */
export function arrowScene(player, frame, state) {
  const { graph, pass } = player, x = frame.input, isAsked = Number.isNaN(state.edges[frame.id].contribution), kind = graph.nodes[x].inputs.length > 0;
  const edge = graph.edges.find(({ id }) => id === frame.id);
  const siblings = [...new Set(arrowsInto(graph, frame.node).map(({ input }) => input))]
    .filter(i => i === x || graph.nodes[i].inputs.length > 0 === kind);
  const left = around(siblings, siblings.indexOf(x), MOST_LEFT);
  const users = arrowsFrom(graph, x), size = /** @param {Edge} each */ each => Math.abs(contributionOf(pass, each));
  const [shown] = largest(users, size, edge, MOST_LINES);
  const senders = [...new Set(shown.map(({ node }) => node))], right = around(senders, senders.indexOf(frame.node), MOST_RIGHT);
  const hidden = users.filter(each => !right.includes(each.node)).length;
  const arrows = graph.edges.filter(each => left.includes(each.input) && right.includes(each.node)).map(each => ({
    key: each.id, isMain: each.input === x && users.length > 1, from: each.node, to: each.input, isNow: each.id === frame.id,
    isDone: each.id in state.edges, isQuiet: each.input !== x && each.node !== frame.node,
    text: each.id === frame.id || each.input !== x && each.node !== frame.node ? ""
      : each.id in state.edges ? signed(state.edges[each.id].contribution) : isAsked ? "?" : paper(pass.partials[each.node][each.slot]), // what has flowed, or the partial that waits
    isZero: contributionOf(pass, each) === 0,
  }));
  return {
    back: true, arrows,
    left: left.map(i => ({ ...i === x ? addition(player, state, i, edge) : brief(player, state, i), role: i === x ? "is-new" : "is-beside" })),
    right: right.map(i => ({ ...brief(player, state, i), role: i === frame.node ? "is-active" : "is-beside" })),
    more: { left: siblings.length - left.length, right: hidden },
  };
}

/** @type {(flow: Flow) => Content} */
const productText = ({ upstream, partial, contribution }) =>
  [`${signed(contribution)} ${equalsSign([partial, upstream], contribution)} `, span("partial", paper(partial)), " × ", signed(upstream)];

/** Backward through one operation: its gradient, and what each of its inputs gets of it.
 * @type {(player: Player, i: number, state: State) => Scene} */
export function operationScene(player, i, state) {
  const { graph, pass } = player, all = arrowsInto(graph, i).filter(({ id }) => id in state.edges);
  const [shown, rest] = largest(all, edge => Math.abs(contributionOf(pass, edge)), undefined, MOST_LEFT + 1);
  const arrows = shown.map(edge => ({
    key: edge.id, from: i, to: edge.input, isNow: true, isDone: true,
    isZero: contributionOf(pass, edge) === 0,
    text: productText(state.edges[edge.id]),
  }));
  return {
    back: true, arrows, left: [...new Set(shown.map(edge => edge.input))].map(x => ({ ...brief(player, state, x), role: "is-new" })),
    right: [{ ...brief(player, state, i), role: "is-active" }], more: { left: rest.length, right: 0 },
  };
}

/** Forward: the operands on the left, the result on the right, term by term where it adds terms up.
 * @type {(player: Player, i: number, state: State) => Scene} */
export function forwardScene(player, i, state) {
  const { graph, pass } = player, node = graph.nodes[i], operands = operandsOf(graph, i);
  const terms = (node.terms ?? []).map(slots => ({ slots, number: slots.reduce((total, slot) => total * pass.data[node.inputs[slot]], 1) }));
  const [shown, rest] = largest(terms, term => Math.abs(term.number), undefined, MOST_LINES);
  const hidden = rest.reduce((sum, term) => sum + term.number, 0), asked = Number.isNaN(state.data[i]);
  const texts = column([...shown.map(term => term.number), ...rest.length ? [hidden] : [], state.data[i]]);
  /** @type {Line[]} */
  const lines = asked ? [] : shown.map((term, row) => ({
    key: `term${term.slots[0]}`, isNew: true, text: texts[row],
    label: term.slots.flatMap((slot, k) => [...k ? ["·"] : [], math(graph.nodes[node.inputs[slot]].math)]),
  }));
  if (!asked) lines.push(...together(rest, texts[shown.length], true));
  const wanted = shown.length && !asked ? [...new Set(shown.map(({ slots }) => node.inputs[carrier(graph, node, slots)]))].filter(x => operands.includes(x)) : operands;
  const left = wanted.slice(0, MOST_LEFT + 1);
  const lineOf = /** @param {number} x */ x => shown.find(({ slots }) => node.inputs[carrier(graph, node, slots)] === x);
  const isSum = lines.length > 1;
  return {
    back: false,
    left: left.map(x => ({ ...value(graph, state, x), role: "is-active" })),
    right: [{ ...value(graph, state, i), lines: isSum ? lines : [], role: "is-new",
      total: isSum ? { label: [math(node.math)], text: texts[texts.length - 1], isComplete: true } : null }],
    arrows: left.map(x => ({
      key: isSum && lineOf(x) ? `term${lineOf(x)?.slots[0]}` : "", isMain: isSum && Boolean(lineOf(x)), from: x, to: i,
      isNow: true, isDone: true, text: weightOf(graph, pass, i, lineOf(x)?.slots),
    })),
    more: { left: isSum ? rest.length : operands.length - left.length, right: 0 },
  };
}

/** The number that an operand is multiplied by on its way, where a term is a product. @type {(graph: Graph, pass: Pass, i: number, slots?: number[]) => string} */
const weightOf = (graph, pass, i, slots) => slots && slots.length > 1
  ? `× ${paper(pass.data[graph.nodes[i].inputs[slots.find(slot => slot !== carrier(graph, graph.nodes[i], slots)) ?? slots[0]]])}` : "";

/** Of two factors the one that is drawn: a result or data, on whose arrow the weight rides. @type {(graph: Graph, node: GraphNode, slots: number[]) => number} */
const carrier = (graph, node, slots) =>
  slots.find(slot => graph.nodes[node.inputs[slot]].kind !== "variable") ?? slots[slots.length - 1];

/** The leaves, or the values of one card. @type {(player: Player, nodes: number[], state: State, back: boolean) => Scene} */
export function valuesScene(player, nodes, state, back) {
  const left = nodes.slice(0, MOST_VALUES).map(i => ({ ...back ? brief(player, state, i) : value(player.graph, state, i), role: "is-new" }));
  return { back, left, right: [], arrows: [], more: { left: nodes.length - left.length, right: 0 } };
}
