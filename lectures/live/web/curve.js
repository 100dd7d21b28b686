// @ts-check
// A network of one input as a curve, and the points that it is to follow.

import { say } from "./elements.js";
import { makeMovable } from "./drag.js";
import { keepFinger } from "./finger.js";
import { shape } from "./parts.js";
import { shownAt } from "./training.js";

const LONG = 150, HIGH = 100, SAMPLES = 150;

/** @param {CurveView} view @param {HTMLElement} host @param {Training} training @param {() => void} changed @returns {Painter} */
export function buildCurve(view, host, training, changed) {
  const [left, right] = view.x, [low, high] = view.y;
  const svg = shape("svg", { viewBox: `0 0 ${LONG} ${HIGH}`, role: "group", class: "fit", "aria-label": say("the points; arrow keys move one") });
  const across = /** @param {number} x */ x => (x - left) / (right - left) * LONG, down = /** @param {number} y */ y => (high - y) / (high - low) * HIGH;
  /** @param {number[][]} points */
  const path = points => points.map(([x, y], i) => `${i ? "L" : "M"}${across(x).toFixed(2)} ${down(Math.max(-1e6, Math.min(1e6, y))).toFixed(2)}`).join("");
  const curve = shape("path", { class: "border" });
  svg.append(shape("path", { class: "truth", d: path(view.truth) }), curve);
  const dots = view.names.map((name, i) => {
    const dot = shape("circle", { r: 2.2, class: "zero", tabindex: 0, role: "button", "aria-label": say("point {0}", name) });
    keepFinger(dot);
    makeMovable(svg, dot, view, () => [training.inputs[2 * i], training.inputs[2 * i + 1]], (x, y) => {
      training.inputs.set([x, y], 2 * i);
      changed();
    });
    return dot;
  });
  svg.append(...dots);
  host.append(svg);
  const xs = Float64Array.from({ length: SAMPLES }, (_, i) => left + i / (SAMPLES - 1) * (right - left));
  return training => {
    const found = shownAt(training, view.shows, xs), outputs = found.length / SAMPLES;
    curve.setAttribute("d", path([...xs].map((x, i) => [x, found[i * outputs]])));
    dots.forEach((dot, i) => {
      dot.setAttribute("cx", across(training.inputs[2 * i]).toFixed(2));
      dot.setAttribute("cy", down(training.inputs[2 * i + 1]).toFixed(2));
    });
  };
}
