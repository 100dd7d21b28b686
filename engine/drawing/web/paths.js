// @ts-check
// Pointing at a node lights its paths to the output and shows the sum over paths, in symbols and in numbers.

import { element, findAll, focusOn, hit, listen, p, say, setClass, span } from "./elements.js";
import { derivative, formula, joined, mathNumber, show, sign } from "./numbers.js";
import { asks } from "./predict.js";

const PATHS_SHOWN = 6;

/** How many paths lead from `start` to each node; maybe very many. @type {(graph: Graph, start: number) => number[]} */
export function countPaths(graph, start) {
  const count = graph.nodes.map((_, i) => i === start ? 1 : 0);
  for (const { node, input } of [...graph.edges].reverse()) count[node] += count[input];
  return count;
}

/** The first `limit` paths from `start` to the output, each a list of edges; found with a stack, not recursion.
 * @type {(graph: Graph, start: number, limit: number) => Edge[][]} */
export function pathsFrom(graph, start, limit) {
  const paths = [], stack = [/** @type {Edge[]} */ ([])];
  for (let path; paths.length < limit && (path = stack.pop());) {
    const reached = path, at = reached.at(-1)?.node ?? start;
    if (at === graph.nodes.length - 1) paths.push(reached);
    stack.push(...graph.edges.filter(edge => edge.input === at).map(edge => [...reached, edge]));
  }
  return paths;
}

/** Light the paths from a node, or none. @type {(player: Player, i: number | null) => void} */
export function showPaths(player, i) {
  if (player.pointed === i) return;
  player.pointed = i;
  const { graph } = player, paths = i === null ? [] : countPaths(graph, i);
  const lit = new Set(graph.edges.filter(({ input }) => paths[input]).map(edge => edge.id));
  for (const picture of player.pictures) {
    setClass(picture, "shows-paths", i !== null);
    for (const { part, i: k } of picture.nodes) setClass(part, "on-path", paths[k] > 0);
    for (const { part, ids } of picture.edges) setClass(part, "on-path", ids.some(id => lit.has(id)));
  }
  player.paths.hidden = i === null || asks(player); // the sum would give the answer away
  if (i !== null && !player.paths.hidden) player.paths.replaceChildren(...sumOverPaths(player, i));
}

/** @type {(player: Player, start: number) => HTMLElement[]} */
function sumOverPaths({ graph, pass }, start) {
  const x = graph.nodes[start], { output } = graph;
  if (x === output) {
    const one = formula(derivative(x, x), sign("="), mathNumber(1));
    return [p("headline", say("{0} is the output", x.name)), p("equation", one)];
  }
  const count = countPaths(graph, start)[graph.nodes.length - 1], paths = pathsFrom(graph, start, PATHS_SHOWN);
  const many = Number.isSafeInteger(count) ? count.toLocaleString("en") : show(count);
  const rest = count > paths.length ? say("… {0} in all; the sum is over all of them", many) : "";
  const terms = paths.map((path, i) => mathNumber(product(pass, path), i ? 1 : 0));
  if (count > paths.length) terms.push(sign("…"));
  const sum = count > 1 ? [...joined(terms, "+"), sign("=")] : [];
  return [
    p("headline", say("Every path from {0} to {1}, added up", x.name, output.name)),
    element("ol", "", ...paths.map(path => onePath(graph, pass, path))), p("more", rest),
    p("equation ledger", formula(derivative(output, x), sign("="), ...sum, mathNumber(pass.gradient[start]))),
  ];
}

/** @type {(pass: Pass, path: Edge[]) => number} */
const product = (pass, path) => path.reduce((total, { node, slot }) => total * pass.partials[node][slot], 1);

/** @type {(graph: Graph, pass: Pass, path: Edge[]) => HTMLElement} */
function onePath(graph, pass, path) {
  const names = [graph.nodes[path[0].input], ...path.map(edge => graph.nodes[edge.node])].map(node => node.name);
  const steps = [...path].reverse();
  const symbols = steps.map(({ node, input }) => derivative(graph.nodes[node], graph.nodes[input]));
  const numbers = steps.map(({ node, slot }, i) => mathNumber(pass.partials[node][slot], i ? 1 : 0));
  const result = mathNumber(product(pass, path));
  return element("li", "", span("route", names.join(" → ")),
    span("equation", formula(...joined(symbols, "·"), sign("="), ...joined(numbers, "·"), sign("="), result)));
}

/** A node of the picture or a name in the table points; Up and Down go from node to node. @type {Act} */
export function buildPaths(player) {
  const { figure } = player;
  /** @param {Event} event */
  const nodeAt = event => {
    const at = hit(event, "[data-node], [data-row]");
    const points = at && figure.contains(at) && !hit(event, "td:nth-child(n+3)");
    return points ? Number(at.dataset.node ?? at.dataset.row) : null;
  };
  listen(figure, "pointerover", event => { if (!player.dragging) showPaths(player, nodeAt(event)); });
  listen(figure, "pointerleave", () => showPaths(player, null));
  listen(figure, "focusin", event => showPaths(player, nodeAt(event)));
  listen(figure, "focusout", () => showPaths(player, null));
  listen(player.stage, "keydown", walkNodes);
}

/** @param {KeyboardEvent} event */
function walkNodes(event) {
  const by = event.key === "ArrowUp" ? -1 : event.key === "ArrowDown" ? 1 : 0, at = hit(event, "[data-node]");
  if (!by || !at) return;
  event.preventDefault();
  const all = findAll(at.closest("svg") ?? document, "[data-node]");
  all.sort((a, b) => Number(a.dataset.node) - Number(b.dataset.node));
  const next = all[all.indexOf(at) + by];
  if (!next) return;
  for (const node of all) node.tabIndex = node === next ? 0 : -1;
  focusOn(next);
}
