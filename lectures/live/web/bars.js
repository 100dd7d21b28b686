// @ts-check
// Bars on a scale of powers of ten, each with a mark beside it; what is too small for the scale has none.

import { shape, shortly } from "./parts.js";

const SPAN = 300, EDGE = 30, ABOVE = 6, TALL = 104, UNDER = 16;

/** @param {Element} host @param {string[]} names @param {[number, number]} powers @param {string} says
 * @returns {(sizes: number[], marks: number[]) => void} */
export function buildBars(host, names, [low, high], says) {
  const svg = shape("svg", { viewBox: `0 0 ${SPAN} ${ABOVE + TALL + UNDER}`, role: "img", class: "losses bars" });
  const by = (SPAN - EDGE) / names.length, wide = Math.min(18, by * 0.6);
  const y = /** @param {number} power */ power => ABOVE + (high - Math.min(high, Math.max(low, power))) / (high - low) * TALL;
  for (let power = low; power <= high; power += high - low > 5 ? 2 : 1) {
    const label = shape("text", { x: EDGE - 4, y: y(power) + 3.5, "text-anchor": "end" }), up = shape("tspan", { dy: -3.5, class: "power" });
    up.textContent = String(power).replace("-", "−");
    label.append("10", up);
    svg.append(shape("line", { x1: EDGE, x2: SPAN, y1: y(power), y2: y(power) }), label);
  }
  const pairs = names.map((name, i) => {
    const middle = EDGE + (i + 0.5) * by, text = shape("text", { x: middle, y: ABOVE + TALL + 12, "text-anchor": "middle" });
    const bar = shape("rect", { x: middle - wide / 2, width: wide, class: "bar" }), mark = shape("path", { class: "mark" });
    text.textContent = name;
    svg.append(bar, mark, text);
    return { bar, mark, middle };
  });
  host.append(svg);
  return (sizes, marks) => {
    pairs.forEach(({ bar, mark, middle }, i) => {
      const top = y(Math.log10(sizes[i])) || y(low), at = y(Math.log10(marks[i])) || y(low), half = wide / 2 + 3;
      bar.setAttribute("y", top.toFixed(1));
      bar.setAttribute("height", (y(low) - top).toFixed(1));
      mark.setAttribute("d", marks[i] > 10 ** low ? `M${middle - half} ${at.toFixed(1)}h${2 * half}` : "");
    });
    svg.setAttribute("aria-label", `${says}: ${names.map((name, i) => `${name} ${shortly(sizes[i])}`).join(", ")}`);
  };
}
