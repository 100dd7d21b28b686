// @ts-check
// What is to be seen of a training: its views, the loss, and a line that says how far it is.

import { say } from "./elements.js";
import { buildCurve } from "./curve.js";
import { buildGrid } from "./grid.js";
import { buildLayers } from "./layers.js";
import { buildLosses } from "./losses.js";
import { buildMemory } from "./memory.js";
import { part, shortly } from "./parts.js";
import { buildPlane } from "./plane.js";
import { lossOf } from "./training.js";
import { buildWriter } from "./writer.js";

/** @param {HTMLElement} figure @param {Training} training @returns {Panel} */
export function buildPanel(figure, training) {
  const { views } = training.data, hosts = views.map(() => part("div", { className: "view" })), side = part("div", { className: "view" });
  const said = part("p", { className: "said", role: "status" }), shown = part("p", { className: "now" });
  const paint = () => {
    for (const painter of painters) painter(training);
    figure.dataset.steps = String(training.steps);
    const last = training.losses[training.losses.length - 1];
    figure.dataset.loss = String(last);
    const says = hosts.map(host => host.dataset.says).filter(Boolean);
    shown.textContent = [say("step {0}", training.steps), say("loss {0}", shortly(last)), ...says, training.stopped].filter(Boolean).join(" · ");
  };
  const changed = () => {
    training.losses[training.losses.length - 1] = lossOf(training);
    paint();
  };
  const painters = [buildLosses(side), ...views.map((view, i) => buildView(view, hosts[i], side, training, changed, paint))];
  return {
    figure, training, views: part("div", { className: "views" }, ...hosts, side), shown, said, paint,
    tell: () => { said.textContent = training.stopped || shown.textContent; },
  };
}

/** @param {LiveView} view @param {HTMLElement} host @param {HTMLElement} side @param {Training} training @param {() => void} changed the data did @param {() => void} paint
 * @returns {Painter} */
function buildView(view, host, side, training, changed, paint) {
  switch (view.kind) {
    case "plane": return buildPlane(view, host, side, training, changed);
    case "curve": return buildCurve(view, host, training, changed);
    case "layers": return buildLayers(view, host);
    case "memory": return buildMemory(view, host, training, paint);
    case "writer": return buildWriter(view, host, side, paint);
    case "grid": return buildGrid(view, host);
  }
}
