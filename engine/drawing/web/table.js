// @ts-check
// The table of values and gradients, in step with the frame. Rows of leaves hold an input for "what if".

import { element, findAll, setText } from "./elements.js";
import { isComplete } from "./graph.js";
import { show } from "./numbers.js";
import { hiddenNow } from "./predict.js";

/** @type {Act} */
export function buildTable(player) {
  for (const row of findAll(player.figure, "tbody tr")) {
    const line = /** @type {HTMLTableRowElement} */ (row);
    const i = Number(line.dataset.row), node = player.graph.nodes[i];
    const name = element("button", "name", node.name);
    name.type = "button";
    name.title = "show the paths from here to the output";
    line.cells[0].replaceChildren(name);
    player.rows[i] = { line, data: line.cells[2], gradient: line.cells[3] };
    if (node.kind === "variable") player.rows[i].data.replaceChildren(player.inputs[i] = leafInput(node));
  }
}

/** @param {GraphNode} node */
function leafInput(node) {
  const input = element("input");
  input.inputMode = "decimal";
  input.autocomplete = "off";
  input.spellcheck = false;
  input.setAttribute("aria-label", `value of ${node.name}`);
  return input;
}

/** @type {Paint} */
export function paintTable(player, frame, state) {
  const { graph, pass, rows, inputs } = player, hidden = hiddenNow(player);
  let current = null;
  for (const [i, node] of graph.nodes.entries()) {
    if (!rows[i]) continue;
    const { line, data, gradient } = rows[i];
    const value = hidden?.data === i ? "?" : show(state.data[i] ? pass.data[i] : null);
    if (!inputs[i]) setText(data, value);
    else if (document.activeElement !== inputs[i] || !player.typing) inputs[i].value = value;
    setText(gradient, hidden?.gradient === i ? "?" : gradientText(graph, i, state));
    const active = (frame.kind === "backward" ? frame.input : frame.node) === i;
    const changed = pass.data[i] === node.data ? "" : "is-changed";
    line.className = `${active ? `is-current ${frame.kind}` : ""} ${changed}`.trim();
    if (active) current = line;
  }
  if (current) keepInView(player.scroller, current);
}

/** @type {(graph: Graph, i: number, state: State) => string} */
const gradientText = (graph, i, state) =>
  show(state.gradient[i]) + (state.gradient[i] !== null && !isComplete(graph, i, state) ? " …" : "");

/** Scroll inside a box only; the page stays where the reader put it. @type {(box: Element, item: Element) => void} */
function keepInView(box, item) {
  const outer = box.getBoundingClientRect(), inner = item.getBoundingClientRect(), head = 40;
  if (inner.top < outer.top + head) box.scrollTop -= outer.top + head - inner.top;
  else if (inner.bottom > outer.bottom) box.scrollTop += inner.bottom - outer.bottom + 8;
}
