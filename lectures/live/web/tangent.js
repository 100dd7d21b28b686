// @ts-check
// The output over what is moved: its curve, the tangent at the ghost, which is all that a gradient knows, and the gap.

import { say } from "./elements.js";
import { changesOf } from "./changes.js";
import { forward } from "./graph.js";
import { reachOf } from "./leaves.js";
import { paper } from "./numbers.js";
import { shape } from "./parts.js";

const WIDTH = 320, HEIGHT = 190, LEFT = 44, RIGHT = 10, TOP = 10, BELOW = 24, SAMPLES = 61;

/** @typedef {{ name: string, from: number, to: number, was: number, now: number, slope: number | null, leaves: (t: number) => Numbers }} Axis */

/** Along the one leaf that was moved; where several were, along the way from where all were (0) to where they are (1).
 * @param {Playing} play @returns {Axis} */
function axisOf(play) {
  const { graph, original, leaves, leaf } = play, changed = changesOf(play);
  if (changed.length < 2) {
    const i = changed[0]?.i ?? leaf, was = original.data[i], { reach } = reachOf(was), far = Math.max(reach, 1.1 * Math.abs(play.pass.data[i] - was));
    const slope = graph.nodes[i].given ? null : original.gradient[i];
    return { name: graph.nodes[i].name, from: was - far, to: was + far, was, now: play.pass.data[i], slope, leaves: t => ({ ...leaves, [i]: t }) };
  }
  const slope = changed.some(({ i }) => graph.nodes[i].given) ? null : changed.reduce((sum, { i, from, x }) => sum + original.gradient[i] * (x - from), 0);
  const along = /** @param {number} t */ t => Object.fromEntries(changed.map(({ i, from, x }) => [i, from + t * (x - from)]));
  return { name: say("from before (0) to now (1)"), from: -0.5, to: 1.5, was: 0, now: 1, slope, leaves: t => ({ ...leaves, ...along(t) }) };
}

/** @param {HTMLElement} host @returns {(play: Playing) => void} */
export function buildTangent(host) {
  const svg = shape("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", class: "tangent" });
  const [frame, tangent, curve, gap] = ["frame", "line", "curve", "gap"].map(name => shape("path", { class: name }));
  const was = shape("circle", { class: "was", r: 4 }), now = shape("circle", { class: "now", r: 4.5 });
  const texts = ["start", "end", "middle"].map(anchor => shape("text", { "text-anchor": anchor, y: HEIGHT - 8 }));
  const heights = [0, 1].map(() => shape("text", { "text-anchor": "end", x: LEFT - 5 })), title = shape("text", { x: LEFT + 6, y: TOP + 12 });
  const [wide, high] = [WIDTH - LEFT - RIGHT, HEIGHT - TOP - BELOW], inside = shape("svg", { x: LEFT, y: TOP, width: wide, height: high, viewBox: `${LEFT} ${TOP} ${wide} ${high}` });
  inside.append(tangent, gap, curve); // an inner picture cuts off what leaves it
  svg.append(frame, inside, was, now, ...texts, ...heights, title);
  host.append(svg);
  return play => {
    svg.toggleAttribute("hidden", !play.isOpen);
    if (!play.isOpen) return;
    const { graph, original, pass } = play, last = graph.nodes.length - 1, axis = axisOf(play), y0 = original.data[last], y1 = pass.data[last];
    const points = Array.from({ length: SAMPLES }, (_, n) => axis.from + n / (SAMPLES - 1) * (axis.to - axis.from))
      .map(t => [t, forward(graph, axis.leaves(t)).data[last]]).filter(([, y]) => Number.isFinite(y));
    const near = (axis.to - axis.from) / 4; // what is far away may be so high that all the rest looks flat
    const seen = [y0, y1, ...points.filter(([t]) => Math.abs(t - axis.was) <= near || Math.abs(t - axis.now) <= near / 2).map(([, y]) => y)], low = Math.min(...seen), high = Math.max(...seen), room = 0.08 * (high - low) || 1;
    const across = /** @param {number} t */ t => LEFT + (t - axis.from) / (axis.to - axis.from) * (WIDTH - LEFT - RIGHT);
    const down = /** @param {number} y */ y => TOP + (high + room - y) / (high - low + 2 * room) * (HEIGHT - TOP - BELOW);
    const path = /** @param {number[][]} points */ points => `M${points.map(([t, y]) => `${across(t).toFixed(1)},${Math.max(-1e4, Math.min(1e4, down(y))).toFixed(1)}`).join("L")}`;
    const promised = /** @param {number} t */ t => y0 + (axis.slope ?? 0) * (t - axis.was);
    frame.setAttribute("d", `M${LEFT},${TOP}V${HEIGHT - BELOW}H${WIDTH - RIGHT}`);
    curve.setAttribute("d", points.length ? path(points) : "");
    tangent.setAttribute("d", axis.slope === null ? "" : path([axis.from, axis.to].map(t => [t, promised(t)])));
    gap.setAttribute("d", axis.slope === null ? "" : path([[axis.now, promised(axis.now)], [axis.now, y1]]));
    for (const [dot, t, y] of /** @type {const} */ ([[was, axis.was, y0], [now, axis.now, y1]])) {
      dot.setAttribute("cx", across(t).toFixed(1));
      dot.setAttribute("cy", down(y).toFixed(1));
    }
    [[LEFT, paper(axis.from)], [WIDTH - RIGHT, paper(axis.to)], [(LEFT + WIDTH - RIGHT) / 2, axis.name]].forEach(([x, text], n) => label(texts[n], { x }, String(text)));
    [low, high].forEach((y, n) => label(heights[n], { y: down(y) + 4 }, paper(rounded(y, high - low))));
    label(title, {}, graph.output.name);
    svg.setAttribute("aria-label", say("{0} over {1}, and its tangent at {2}", graph.output.name, axis.name, paper(axis.was)));
  };
}

/** As fine as the axis, so that what is nearly 0 is 0. @type {(y: number, range: number) => number} */
function rounded(y, range) {
  const step = 10 ** Math.floor(Math.log10(range / 20 || 1));
  return Number((Math.round(y / step) * step).toPrecision(6));
}

/** @type {(text: Element, at: Record<string, string | number>, words: string) => void} */
function label(text, at, words) {
  for (const [name, x] of Object.entries(at)) text.setAttribute(name, String(x));
  text.textContent = words;
}
