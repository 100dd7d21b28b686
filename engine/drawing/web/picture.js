// @ts-check
// One frame on the drawing: texts and classes change, the geometry never does.

import { find, findAll, hit, setText } from "./elements.js";
import { show } from "./numbers.js";
import { hiddenNow } from "./predict.js";

const KEY_WIDTH = 50; // pixels for "data" with its margins
const DIGIT_WIDTH = 7.6;
const STATES = ["is-pending", "is-new", "is-active", "is-done"];

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

/** @type {(player: Player, picture: Picture, frame: Frame, state: State) => void} */
export function paintPicture(player, picture, frame, state) {
  const backward = frame.kind === "seed" || frame.kind === "backward";
  find(picture, "svg").classList.toggle("is-forward", !backward);
  find(picture, "svg").classList.toggle("is-backward", backward);
  const { graph, pass } = player, hidden = hiddenNow(player);
  for (const { part, i, data, gradient, room } of picture.nodes) {
    const value = hidden?.data === i ? "?" : show(state.data[i] ? pass.data[i] : null);
    setNumber(data, value, room);
    setNumber(gradient, hidden?.gradient === i ? "?" : show(state.gradient[i]), room);
    setState(part, nodeState(frame, state, i));
    const label = `${graph.nodes[i].name}: value ${value}`;
    if (part.ariaLabel !== label) part.ariaLabel = label;
  }
  for (const { part, scope } of picture.folds) { // a folded part is at work when the step is inside it
    const inside = [frame.node, frame.input].some(i => i !== undefined && graph.nodes[i].scope.includes(scope));
    part.classList.toggle("is-active", inside);
  }
  for (const { part, ids, partial } of picture.edges) {
    setState(part, edgeState(frame, state, ids));
    const used = ids.length === 1 && state.edges[ids[0]]; // a link that stands for several edges has no number
    if (partial) setText(partial, !used ? "" : hidden?.edge === ids[0] ? "?" : show(used.partial));
  }
}

/**
 * Boxes are as wide as the recorded numbers need; a longer one, after a change, is set more tightly.
 * @type {(element: Element, text: string, room: number) => void}
 */
function setNumber(element, text, room) {
  setText(element, text);
  if (text.length * DIGIT_WIDTH <= room) element.removeAttribute("textLength");
  else element.setAttribute("textLength", String(room));
  if (element.hasAttribute("textLength")) element.setAttribute("lengthAdjust", "spacingAndGlyphs");
}

/** @type {(frame: Frame, state: State, i: number) => string} */
function nodeState(frame, state, i) {
  if (frame.kind === "backward" ? frame.input === i : frame.node === i) return "is-new";
  if (frame.node === i) return "is-active";
  return state.data[i] ? "is-done" : "is-pending";
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
  follow(stage, pictures[shown], "left", "right", "scrollLeft", stage.clientWidth, stage.scrollWidth);
  follow(stage, pictures[shown], "top", "bottom", "scrollTop", stage.clientHeight, stage.scrollHeight);
}

/**
 * @param {Element} stage @param {Picture} picture @param {"left" | "top"} low @param {"right" | "bottom"} high
 * @param {"scrollLeft" | "scrollTop"} scroll @param {number} room @param {number} size
 */
function follow(stage, picture, low, high, scroll, room, size) {
  if (size <= room) return;
  const edge = stage.getBoundingClientRect()[low];
  /** @param {string} names */
  const extent = names => {
    const boxes = findAll(picture, names).map(part => part.getBoundingClientRect());
    return [Math.min(...boxes.map(box => box[low])) - edge, Math.max(...boxes.map(box => box[high])) - edge];
  };
  let [from, to] = extent(".node.is-new, .node.is-active, .fold.is-active");
  if (to - from > room) [from, to] = extent(".is-new"); // too far apart: the number that is new
  if (from < 0 || to > room) stage[scroll] += (from + to - room) / 2;
}

/**
 * One picture for each depth of folding; a folded part opens with a click, an open one closes with a click on its name.
 * @type {(player: Player, shown: number) => void}
 */
export function buildFolding(player, shown) {
  const { pictures, controls } = player;
  const label = find(controls, ".folding"), select = find(label, "select");
  label.hidden = pictures.length < 2;
  pictures.forEach((picture, i) => {
    const folds = picture.folds.length;
    select.add(new Option(folds ? i ? `${i} ${i === 1 ? "level" : "levels"}` : "nothing" : "everything", String(i)));
    picture.addEventListener("click", event => {
      if (hit(event, ".fold")) openTo(player, i + 1);
      if (hit(event, ".scope-name")) openTo(player, i - 1);
    });
  });
  select.addEventListener("change", () => openTo(player, Number(select.value)));
  showPicture(player, shown);
}

/** @type {(player: Player, level: number) => void} */
function openTo(player, level) {
  showPicture(player, Math.max(0, Math.min(level, player.pictures.length - 1)));
  player.paint(); // a picture that is hidden is not kept up to date
}

/** @type {(player: Player, shown: number) => void} */
function showPicture(player, shown) {
  player.shown = shown;
  player.pictures.forEach((picture, i) => { picture.hidden = i !== shown; });
  find(player.controls, ".folding select").value = shown;
}
