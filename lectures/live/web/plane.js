// @ts-check
// A plane of inputs: what the network says to each point, its border, the data to be dragged, and every neuron's own map.

import { say } from "./elements.js";
import { makeMovable } from "./drag.js";
import { keepFinger } from "./finger.js";
import { paintImage, part, shape, shortly } from "./parts.js";
import { shownAt } from "./training.js";

const FINE = 56, SIZE = 100;

/** @param {PlaneView} view @param {HTMLElement} host @param {HTMLElement} side @param {Training} training @param {() => void} changed @returns {Painter} */
export function buildPlane(view, host, side, training, changed) {
  const [left, right] = view.x, [low, high] = view.y;
  const image = part("canvas"), svg = shape("svg", { viewBox: `0 0 ${SIZE} ${SIZE}`, role: "group", "aria-label": say("the points; arrow keys move one") });
  const border = shape("path", { class: "border" });
  const across = /** @param {number} x */ x => (x - left) / (right - left) * SIZE, down = /** @param {number} y */ y => (high - y) / (high - low) * SIZE;
  svg.append(border);
  const main = part("div", { className: "map" }, image, svg);
  const maps = view.neurons.map(name => {
    const canvas = part("canvas", { role: "img", ariaLabel: say("neuron {0}", name) });
    return { canvas, box: part("figure", {}, canvas, part("figcaption", { textContent: name })) };
  });
  host.append(main);
  if (maps.length) side.append(part("p", { className: "title", textContent: say("What each hidden neuron says to the same plane") }), part("div", { className: "neurons" }, ...maps.map(({ box }) => box)));
  const dots = view.classes.map((of, i) => {
    const dot = shape(of ? "circle" : "rect", {
      class: of ? "one" : "zero", tabindex: 0, role: "button", "aria-label": say("point {0} of class {1}", i + 1, of),
      ...(of ? { r: 1.7 } : { width: 3, height: 3 }),
    });
    keepFinger(dot);
    makeMovable(svg, dot, view, () => [training.inputs[2 * i], training.inputs[2 * i + 1]], (x, y) => {
      training.inputs.set([x, y], 2 * i);
      changed();
    });
    svg.append(dot);
    return dot;
  });

  const fine = pointsOf(view, FINE), outputs = 1 + view.neurons.length;
  const placed = new Float64Array(2 * dots.length).fill(NaN); // a picture of many dots is laid out anew for each that is touched
  return training => {
    const found = shownAt(training, view.shows, fine), [scores, ...neurons] = Array.from({ length: outputs }, (_, n) => outputOf(found, n, outputs));
    paintImage(image, FINE, scores.map(z => Math.tanh(z / 2)));
    border.setAttribute("d", borderOf(scores, FINE));
    maps.forEach(({ canvas }, n) => {
      const own = neurons[n], most = own.reduce((most, h) => Math.max(most, Math.abs(h)), 1);
      paintImage(canvas, FINE, own.map(h => h / most));
      canvas.classList.toggle("is-dead", own.every(h => h === 0));
    });
    let wrong = 0;
    const at = shownAt(training, view.shows, training.inputs);
    dots.forEach((dot, i) => {
      const a = training.inputs[2 * i], b = training.inputs[2 * i + 1], of = view.classes[i], isWrong = at[i * outputs] > 0 !== of > 0;
      if (a !== placed[2 * i] || b !== placed[2 * i + 1]) {
        dot.setAttribute(of ? "cx" : "x", shortly(across(a) - (of ? 0 : 1.5)));
        dot.setAttribute(of ? "cy" : "y", shortly(down(b) - (of ? 0 : 1.5)));
        placed.set([a, b], 2 * i);
      }
      dot.classList.toggle("is-wrong", isWrong);
      wrong += Number(isWrong);
    });
    host.dataset.says = say("{0} of {1} points on the wrong side", wrong, dots.length);
  };
}

/** @param {Float64Array} found what a tape says at many points @param {number} n @param {number} outputs */
function outputOf(found, n, outputs) {
  const own = new Float64Array(found.length / outputs);
  for (let i = 0; i < own.length; i += 1) own[i] = found[i * outputs + n];
  return own;
}

/** The middles of the pixels, row by row from the top. @param {PlaneView} view @param {number} n */
function pointsOf({ x: [left, right], y: [low, high] }, n) {
  const found = new Float64Array(2 * n * n);
  for (let i = 0; i < n * n; i += 1) {
    found[2 * i] = left + (i % n + 0.5) / n * (right - left);
    found[2 * i + 1] = high - (Math.floor(i / n) + 0.5) / n * (high - low);
  }
  return found;
}

/** Where the score is 0: between neighbours of unlike sign (marching squares). @param {Float64Array} z @param {number} n */
function borderOf(z, n) {
  let path = "";
  const place = /** @param {number} i */ i => (i + 0.5) / n * SIZE;
  for (let row = 0; row + 1 < n; row += 1) {
    for (let column = 0; column + 1 < n; column += 1) {
      const i = row * n + column, [a, b, c, d] = [z[i], z[i + 1], z[i + n + 1], z[i + n]], cuts = [];
      if (a > 0 !== b > 0) cuts.push([place(column + a / (a - b)), place(row)]);
      if (b > 0 !== c > 0) cuts.push([place(column + 1), place(row + b / (b - c))]);
      if (d > 0 !== c > 0) cuts.push([place(column + d / (d - c)), place(row + 1)]);
      if (a > 0 !== d > 0) cuts.push([place(column), place(row + a / (a - d))]);
      for (let k = 0; k + 1 < cuts.length; k += 2) path += `M${cuts[k].map(shortly)}L${cuts[k + 1].map(shortly)}`;
    }
  }
  return path;
}
