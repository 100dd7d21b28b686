// @ts-check
// One frame on the drawing: texts and classes change, the geometry never does.

import { find, findAll, hit, setText } from "./elements.js";
import { changedIn } from "./graph.js";
import { told } from "./numbers.js";

const KEY_WIDTH = 50; // pixels for "data" with its margins
const DIGIT_WIDTH = 7.6;
const STATES = ["is-pending", "is-new", "is-active", "is-done"];
const AXES = /** @type {const} */ ([
  ["left", "right", "scrollLeft", "clientWidth", "scrollWidth"],
  ["top", "bottom", "scrollTop", "clientHeight", "scrollHeight"],
]);

/** @type {(picture: HTMLElement) => Picture} */
export function findParts(picture) {
  const nodes = findAll(picture, "[data-node]").map(part => ({
    part, i: Number(part.dataset.node), data: find(part, ".value-data"), gradient: find(part, ".value-grad"),
    room: find(part, ".shape").width.baseVal.value - KEY_WIDTH,
  }));
  const edges = findAll(picture, "[data-edge]").map(part => ({
    part, ids: (part.dataset.edge ?? "").split(" "), partial: find(part, ".partial"),
  }));
  const folds = findAll(picture, ".fold").map(part => ({ part, scope: Number(part.dataset.scope) }));
  const svg = find(picture, "svg");
  svg.setAttribute("role", "group"); // an "img" would hide the nodes inside it
  svg.setAttribute("aria-label", find(svg, "title").textContent);
  svg.removeAttribute("aria-labelledby");
  for (const words of findAll(svg, ":scope > title, :scope > desc")) words.remove(); // of the last frame only
  nodes.forEach(({ part }, k) => {
    part.setAttribute("tabindex", k ? "-1" : "0");
    part.setAttribute("role", "img");
  });
  return Object.assign(picture, { nodes, edges, folds });
}

/** A picture that is hidden is not kept up to date. @type {Paint} */
export function paintPicture({ graph, pictures, shown, help }, frame, state) {
  pictures.forEach((each, i) => { each.hidden = i !== shown; });
  find(help, ".folding select").value = shown;
  const picture = pictures[shown], backward = frame.kind === "seed" || frame.kind === "backward";
  find(picture, "svg").classList.toggle("is-forward", !backward);
  find(picture, "svg").classList.toggle("is-backward", backward);
  for (const { part, i, data, gradient, room } of picture.nodes) {
    setNumber(data, told(state.data[i]), room);
    setNumber(gradient, told(state.gradient[i]), room);
    setState(part, nodeState(frame, state, i));
    const label = `${graph.nodes[i].name}: value ${data.textContent}`;
    if (part.ariaLabel !== label) part.ariaLabel = label;
  }
  for (const { part, scope } of picture.folds) { // a folded part is at work when the step is inside it
    const inside = [frame.node, frame.input].some(i => i !== undefined && graph.nodes[i].scope.includes(scope));
    part.classList.toggle("is-active", inside);
  }
  for (const { part, ids, partial } of picture.edges) {
    setState(part, edgeState(frame, state, ids));
    const used = ids.length === 1 && state.edges[ids[0]]; // a link that stands for several edges has no number
    if (partial) setText(partial, used ? told(used.partial) : "");
  }
}

/** Boxes are as wide as the recorded numbers need; a longer one, after a change, is set more tightly.
 * @type {(element: Element, text: string, room: number) => void} */
function setNumber(element, text, room) {
  setText(element, text);
  if (text.length * DIGIT_WIDTH <= room) return element.removeAttribute("textLength");
  element.setAttribute("textLength", String(room));
  element.setAttribute("lengthAdjust", "spacingAndGlyphs");
}

/** @type {(frame: Frame, state: State, i: number) => string} */
function nodeState(frame, state, i) {
  if (changedIn(frame) === i) return "is-new";
  if (frame.node === i) return "is-active";
  return state.data[i] === null ? "is-pending" : "is-done";
}

/** @type {(frame: Frame, state: State, ids: string[]) => string} */
function edgeState(frame, state, ids) {
  if (frame.id && ids.includes(frame.id)) return "is-active";
  return ids.some(id => id in state.edges) ? "is-done" : "is-pending";
}

/** @type {(part: Part, now: string) => void} */
function setState(part, now) {
  if (part.state === now) return;
  part.classList.remove(...STATES);
  part.classList.add(part.state = now); // always the last class, so that a frame is the same wherever one comes from
}

/** A stage that is smaller than its drawing scrolls along; the page itself stays. @param {Player} player */
export function followStep({ stage, pictures, shown }) {
  for (const [low, high, scroll, roomy, whole] of AXES) {
    const room = stage[roomy], edge = stage.getBoundingClientRect()[low];
    if (stage[whole] <= room) continue;
    /** @param {string} names */
    const extent = names => {
      const boxes = findAll(pictures[shown], names).map(part => part.getBoundingClientRect());
      return [Math.min(...boxes.map(box => box[low])) - edge, Math.max(...boxes.map(box => box[high])) - edge];
    };
    let [from, to] = extent(".node.is-new, .node.is-active, .fold.is-active");
    if (to - from > room) [from, to] = extent(".is-new"); // too far apart: the number that is new
    if (from < 0 || to > room) stage[scroll] += (from + to - room) / 2;
  }
}

/** One picture for each depth of folding; a click on a folded part opens it, one on an open part's name closes it.
 * @type {Act} */
export function buildFolding(player) {
  const { pictures, help } = player, label = find(help, ".folding"), select = find(label, "select");
  /** @param {number} level */
  const openTo = level => {
    player.shown = Math.max(0, Math.min(level, pictures.length - 1));
    player.paint();
  };
  label.hidden = pictures.length < 2;
  pictures.forEach((picture, i) => {
    const folds = picture.folds.length;
    select.add(new Option(folds ? i ? `${i} ${i === 1 ? "level" : "levels"}` : "nothing" : "everything", String(i)));
    picture.addEventListener("click", event => {
      if (hit(event, ".fold")) openTo(i + 1);
      if (hit(event, ".scope-name")) openTo(i - 1);
    });
  });
  select.addEventListener("change", () => openTo(Number(select.value)));
}
