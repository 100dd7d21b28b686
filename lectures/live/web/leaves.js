// @ts-check
// The leaves of a drawing, to be moved: each is a slider whose knob rides on the border of its box, and a field to type in.

import { say } from "./elements.js";
import { evaluate } from "./answer.js";
import { keepFinger } from "./finger.js";
import { isNamedLeaf } from "./graph.js";
import { paper, show } from "./numbers.js";
import { part, shape } from "./parts.js";

const MARGIN = 10; // of a track, in units of the drawing
/** @type {Record<string, number>} */
const WAYS = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -10, PageUp: 10 };

/** How far a knob goes to either side, and by how much a key moves it. @param {number} x */
export function reachOf(x) {
  const reach = Math.max(2 * Math.abs(x), 1);
  return { reach, step: 10 ** Math.floor(Math.log10(reach / 50)) };
}

/** @param {Playing} play @returns {(play: Playing) => void} */
export function buildKnobs(play) {
  const { graph, picture, original } = play, svg = /** @type {SVGSVGElement} */ (picture.querySelector("svg"));
  const knobs = picture.nodes.filter(({ part, i }) => isNamedLeaf(graph.nodes[i]) && !part.matches(".copy")).map(({ part: box, i }) => {
    const [x, y, width, height] = ["x", "y", "width", "height"].map(name => Number(box.querySelector(".shape")?.getAttribute(name)));
    const half = width / 2 - MARGIN, middle = x + width / 2, bottom = y + height, from = original.data[i], { reach, step } = reachOf(from);
    const was = shape("circle", { class: "was", r: 3, cy: bottom }), now = shape("circle", { class: "now", r: 4.5, cy: bottom });
    box.append(shape("path", { class: "track", d: `M${middle - half},${bottom}h${2 * half}` }), was, now);
    box.setAttribute("role", "slider");
    box.setAttribute("tabindex", "0");
    box.setAttribute("aria-valuemin", String(from - reach));
    box.setAttribute("aria-valuemax", String(from + reach));
    /** By whole steps, so that the number stays as short as it was. @param {number} began @param {number} by */
    const move = (began, by) => { if (play.isOpen) play.move(i, Number((began + Math.round(by / step) * step).toPrecision(12))); };
    makeSlide(play, box, svg, () => play.pass.data[i], (began, by) => move(began, by / half * reach));
    box.addEventListener("keydown", event => {
      const way = WAYS[event.key], isClicker = event.key.startsWith("Page") && play.figure.matches(".projecting");
      if (!way && event.key !== "Home" || isClicker) return;
      event.preventDefault();
      if (way) move(play.pass.data[i], way * step);
      else play.move(i, play.original.data[i]);
      tell(play);
    });
    const place = /** @param {number} number */ number => middle + half * Math.max(-1, Math.min(1, (number - from) / reach));
    return { box, i, was, now, place };
  });
  return ({ pass, original, isOpen }) => {
    for (const { box, i, was, now, place } of knobs) {
      now.setAttribute("cx", place(pass.data[i]).toFixed(2));
      was.setAttribute("cx", place(original.data[i]).toFixed(2));
      box.ariaLabel = graph.nodes[i].name;
      box.setAttribute("aria-valuenow", String(pass.data[i]));
      box.setAttribute("aria-valuetext", isOpen && !graph.nodes[i].given ? say("{0}, gradient {1}", show(pass.data[i]), show(pass.gradient[i])) : show(pass.data[i]));
      box.setAttribute("aria-disabled", String(!isOpen));
    }
  };
}

/** Sideways only: a finger that goes up or down scrolls the page, and the number is what it was.
 * @type {(play: Playing, box: HTMLElement, svg: SVGSVGElement, value: () => number, put: (began: number, by: number) => void) => void} */
function makeSlide(play, box, svg, value, put) {
  let from = 0, began = 0;
  keepFinger(box, (across, down) => play.isOpen && across >= down);
  box.addEventListener("pointerdown", event => {
    if (event.button) return;
    from = event.clientX;
    began = value();
    box.setPointerCapture(event.pointerId);
  });
  box.addEventListener("pointermove", event => {
    if (box.hasPointerCapture(event.pointerId)) put(began, (event.clientX - from) * svg.viewBox.baseVal.width / svg.getBoundingClientRect().width);
  });
  box.addEventListener("pointercancel", () => put(began, 0));
  box.addEventListener("pointerup", () => tell(play));
}

/** What came of a move, for who cannot see it. @param {Playing} play */
export const tell = play => { play.said.textContent = play.trouble.textContent || play.figure.querySelector(".told")?.textContent || ""; };

/** @param {Playing} play @param {HTMLElement} host @returns {(play: Playing) => void} */
export function buildFields(play, host) {
  const fields = play.graph.nodes.flatMap((node, i) => {
    if (!isNamedLeaf(node)) return [];
    const input = part("input", { inputMode: "decimal", autocomplete: "off", spellcheck: false, size: 7, ariaLabel: say("value of {0}", node.name) });
    input.addEventListener("input", () => play.move(i, evaluate(input.value)));
    input.addEventListener("change", () => tell(play));
    input.addEventListener("blur", () => { input.value = paper(play.pass.data[i]); });
    input.addEventListener("keydown", event => { if (event.key === "Enter") input.blur(); });
    host.append(part("label", {}, `${node.name} `, input));
    return [{ input, i }];
  });
  return ({ pass, isOpen }) => {
    for (const { input, i } of fields) {
      input.disabled = !isOpen;
      if (document.activeElement !== input) input.value = paper(pass.data[i]);
    }
  };
}
