// @ts-check
// The loss over the steps, on a scale of powers of ten, with the run before as a ghost.

import { say } from "./elements.js";
import { part, shape, shortly } from "./parts.js";

const WIDTH = 300, HEIGHT = 120, LEFT = 46, RIGHT = 8, TOP = 8, BELOW = 22, MOST = 400;

/** @param {HTMLElement} host @returns {Painter} */
export function buildLosses(host) {
  const svg = shape("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", class: "losses" });
  const lines = shape("g"), ghost = shape("path", { class: "ghost" }), curve = shape("path", { class: "curve" });
  svg.append(lines, ghost, curve);
  host.append(part("p", { className: "title", textContent: say("Loss") }), svg);
  return ({ losses, before }) => {
    const now = drawnOf(losses), then = drawnOf(before), seen = [...now, ...then].map(([, loss]) => loss), most = Math.max(losses.length, before.length, 20);
    const top = Math.log10(Math.max(...seen, 1e-12)) + 0.05;
    const low = Math.min(top - 0.5, Math.log10(Math.min(...seen)) - 0.05);
    const x = /** @param {number} i */ i => LEFT + i / (most - 1) * (WIDTH - LEFT - RIGHT);
    const y = /** @param {number} loss */ loss => TOP + (top - Math.log10(loss)) / (top - low) * (HEIGHT - TOP - BELOW);
    /** @param {number[][]} points */
    const path = points => points.map(([i, loss], k) => `${k ? "L" : "M"}${x(i).toFixed(1)} ${y(loss).toFixed(1)}`).join("");
    ghost.setAttribute("d", path(then));
    curve.setAttribute("d", path(now));
    lines.replaceChildren(...ticksOf(low, top).flatMap(loss => {
      const label = shape("text", { x: LEFT - 5, y: y(loss) + 3.5, "text-anchor": "end" });
      label.textContent = shortly(loss);
      return [shape("line", { x1: LEFT, x2: WIDTH - RIGHT, y1: y(loss), y2: y(loss) }), label];
    }), ...[0, most - 1].map((step, i) => {
      const label = shape("text", { x: x(step), y: HEIGHT - 6, "text-anchor": i ? "end" : "start" });
      label.textContent = i ? say("step {0}", step) : "0";
      return label;
    }));
    svg.setAttribute("aria-label", say("the loss: from {0} to {1} after {2} steps", shortly(losses[0]), shortly(losses[losses.length - 1]), losses.length - 1));
  };
}

/** As many steps as can be drawn, and the last one: however long a run, its curve costs the same. @param {number[]} losses */
function drawnOf(losses) {
  const by = Math.max(1, Math.floor(losses.length / MOST)), points = [];
  for (let i = 0; i < losses.length; i += by) points.push([i, losses[i]]);
  points.push([losses.length - 1, losses[losses.length - 1]]);
  return points.filter(([, loss]) => loss > 0 && Number.isFinite(loss));
}

/** Powers of ten between two exponents; where there are fewer than two, also their 2 and 5 fold. @param {number} low @param {number} top */
function ticksOf(low, top) {
  for (const leads of [[1], [1, 3], [1, 2, 5], [1, 1.5, 2, 3, 4, 5, 6, 7, 8, 9]]) {
    const found = [];
    for (let k = Math.floor(low); k <= top; k += 1) found.push(...leads.map(lead => lead * 10 ** k));
    const inside = found.filter(x => Math.log10(x) >= low && Math.log10(x) <= top);
    if (inside.length >= 2) return inside.filter((_, i) => i % Math.ceil(inside.length / 5) === 0);
  }
  return [10 ** top];
}
