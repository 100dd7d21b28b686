// @ts-check
// What the gradient promised for the leaves that were moved, beside what came.

import { say } from "./elements.js";
import { changesOf, prediction } from "./changes.js";
import { negativeInParentheses, paper, signed } from "./numbers.js";
import { part } from "./parts.js";

const MOST = 3; // terms that are written out

/** @param {HTMLElement} host @returns {(play: Playing) => void} */
export function buildPromise(host) {
  const moved = part("p", { className: "moved" }), told = part("p", { className: "told" });
  host.append(moved, told);
  return play => {
    const { graph, original, pass, isOpen } = play, changed = changesOf(play), output = graph.output.name, last = graph.nodes.length - 1;
    const names = changed.map(({ i, from, x }) => `${graph.nodes[i].name}: ${paper(from)} → ${paper(x)}`);
    moved.textContent = !isOpen ? "" : names.length ? [...names.slice(0, MOST), ...names.length > MOST ? ["…"] : []].join(", ") : say("Drag a number in a box, or write one below.");
    if (!names.length || !isOpen) return told.replaceChildren();
    const { predicted, actual } = prediction(play), promised = changed.every(({ i }) => !graph.nodes[i].given);
    const terms = changed.slice(0, MOST).map(({ i, from, x }) => `${paper(original.gradient[i])} · ${negativeInParentheses(x - from).replaceAll("-", "−")}`);
    const sum = [...terms, ...changed.length > MOST ? ["…"] : []].join(" + ").replaceAll("+ −", "− ");
    told.replaceChildren(
      ...promised ? [part("span", { className: "predicted" }, say("promised: {0}", `grad · dx = ${sum} = ${signed(predicted)}`)), "; "] : [`${say("data has no gradient, so nothing is promised")}; `],
      part("span", { className: "actual" }, say("really: {0} goes from {1} to {2}, {3}", output, paper(original.data[last]), paper(pass.data[last]), signed(actual) || "0")));
  };
}
