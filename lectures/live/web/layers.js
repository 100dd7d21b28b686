// @ts-check
// The gradient of the loss, layer by layer.

import { say } from "./elements.js";
import { buildBars } from "./bars.js";
import { part, shortly } from "./parts.js";

/** @param {LayersView} view @param {HTMLElement} host @returns {Painter} */
export function buildLayers(view, host) {
  host.append(part("p", { className: "title", textContent: view.title }));
  const draw = buildBars(host, view.layers.map(([name]) => name), view.powers, view.title);
  let first = view.layers.map(() => 0);
  return ({ tapes, data, network, theta, inputs, steps, stopped }) => {
    if (stopped) return;
    const { gradient } = tapes[data.networks[network].loss].valueAndGrad(theta, inputs);
    const sizes = view.layers.map(([, from, count]) => Math.sqrt(gradient.subarray(from, from + count).reduce((sum, x) => sum + x * x, 0) / count));
    if (steps === 0) first = sizes;
    draw(sizes, first);
    host.dataset.says = say("gradient in the first layer {0}, in the last {1}", shortly(sizes[0]), shortly(sizes[sizes.length - 1]));
  };
}
