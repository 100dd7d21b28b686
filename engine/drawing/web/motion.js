// @ts-check
// How a step comes: what flows from above lights up, then the partial, their product, and it lands in its line.

import { find, findAll, rectOf } from "./elements.js";

const LIGHT = 200, FLIGHT = 300; // milliseconds
/** What appears when, in milliseconds after the step began, in the order in which one says it. @type {[number, string][]} */
const MOMENTS = [
  [0, ".tile.upstream, .users .is-active .total .number"],
  [250, ".tile.partial, .in-numbers"],
  [500, ".tile.contribution, .tile.value, .card.backward .local, .arrow.is-now .tip, .is-active > .contribution"],
];
const LANDS = 800, PLACES = ".is-back .inputs :is(.line.is-new, .is-new > .total) .number, .bench:not(.is-back) .users .is-new .number, .share.is-new";

/** Let the step that has just been painted come in its moments; it stands at once where motion is not wanted. @type {Act} */
export function bringIn({ bench, pictures, shown }) {
  if (matchMedia("(prefers-reduced-motion: reduce)").matches) return;
  for (const [delay, parts] of [...MOMENTS, /** @type {const} */ ([LANDS, PLACES])]) {
    for (const part of [bench, pictures[shown]].flatMap(each => findAll(each, parts))) {
      part.animate({ opacity: [.1, 1] }, { delay, duration: LIGHT, fill: "backwards" });
    }
  }
  for (const line of findAll(bench, ".arrow.is-now path:not(.tip)")) {
    line.animate({ strokeDasharray: ["1 1", "1 1"], strokeDashoffset: [1, 0] }, { delay: 500, duration: FLIGHT, fill: "backwards" });
  }
  const product = find(bench, ".tile:is(.contribution, .value) .number"), place = find(bench, PLACES);
  if (!product || !place) return;
  const from = rectOf(product), to = rectOf(place), way = `${from.x - to.x}px ${from.y - to.y}px`;
  place.animate({ translate: [way, "0 0"], opacity: [.1, 1, 1] }, { delay: LANDS - FLIGHT, duration: FLIGHT, fill: "backwards" });
}
