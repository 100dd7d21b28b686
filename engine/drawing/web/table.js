// @ts-check
// The table of values and gradients, in step with the frame. Rows of leaves hold an input for "what if".

import { buttonOf, element, listen, rectOf, say, setText } from "./elements.js";
import { changedIn, isComplete, isNamedLeaf } from "./graph.js";
import { show } from "./numbers.js";

/** @type {Act} */
export function buildTable(player) {
  const { graph, rows, inputs, below } = player;
  listen(below, "toggle", () => follow(player));
  graph.nodes.forEach((node, i) => {
    const title = say("show the paths from here to the output");
    rows[i].cells[0].replaceChildren(Object.assign(buttonOf("name", node.name), { title }));
    if (!isNamedLeaf(node)) return;
    inputs[i] = Object.assign(element("input"), { inputMode: "decimal", autocomplete: "off", spellcheck: false });
    inputs[i].ariaLabel = say("value of {0}", node.name);
    rows[i].cells[2].replaceChildren(inputs[i]);
  });
}

/** @type {Paint} */
export function paintTable(player, frame, state) {
  const { graph, pass, rows, inputs, typing } = player, current = changedIn(frame);
  graph.nodes.forEach((node, i) => {
    const [, , data, gradient] = rows[i].cells, value = show(state.data[i]), sum = show(state.gradient[i]);
    if (!inputs[i]) setText(data, value);
    else if (document.activeElement !== inputs[i] || !typing) inputs[i].value = value;
    const expectsMore = !["—", "?"].includes(sum) && !isComplete(graph, i, state);
    setText(gradient, expectsMore ? `${sum} …` : sum);
    const changed = pass.data[i] === node.data ? "" : "is-changed";
    rows[i].className = `${i === current ? `is-current ${frame.kind}` : ""} ${changed}`.trim();
  });
  follow(player);
}

/** Where the table is open, the row of the step is in view. @type {Act} */
function follow({ below, values, rows, frames, k }) {
  const current = changedIn(frames[k]);
  if (below.open && current !== undefined) keepInView(values, rows[current]);
}

/** Scroll inside a box only; the page stays where the reader put it. @type {(box: Element, item: Element) => void} */
function keepInView(box, item) {
  const outer = rectOf(box), inner = rectOf(item), head = 40;
  if (inner.top < outer.top + head) box.scrollTop -= outer.top + head - inner.top;
  else if (inner.bottom > outer.bottom) box.scrollTop += inner.bottom - outer.bottom + 8;
}
