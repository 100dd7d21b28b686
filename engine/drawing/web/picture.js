// @ts-check
// One frame on the drawing: texts and classes change, the geometry never does.

import { find, findAll, hit, listen, say, setClass, setText, soFar } from "./elements.js";
import { changedIn, contributionOf, placeOfEdge } from "./graph.js";
import { phaseOf } from "./grain.js";
import { decimals, fixed, minus, show } from "./numbers.js";

const DIGIT_WIDTH = 7.6, KEY_DIGIT_WIDTH = 6.8; // pixels
const STATES = ["is-pending", "is-new", "is-active", "is-done", "is-zero"];

/** @param {string} number */
const isZero = number => /^[0.]+$/.test(number);

/** @type {(picture: HTMLElement) => Picture} */
export function findParts(picture) {
  const nodes = findAll(picture, "[data-node]").map(part => ({
    part, i: Number(part.dataset.node), data: numberPart(part, ".value-data"),
    gradient: numberPart(part, ".value-grad"), sum: find(part, ".sum"),
    shares: findAll(part, ".share").map(text => ({ ...room(text), ids: (text.dataset.share ?? "").split(" ") })),
  }));
  const edges = findAll(picture, "[data-edge]").map(part => ({
    part, ids: (part.dataset.edge ?? "").split(" "), partial: find(part, ".partial"),
    contribution: find(part, ".contribution"),
  }));
  const folds = findAll(picture, ".fold").map(part => ({ part, scope: Number(part.dataset.scope) }));
  const svg = find(picture, "svg");
  svg.role = "group"; // an "img" would hide the nodes inside it
  svg.ariaLabel = find(svg, "title").textContent;
  svg.removeAttribute("aria-labelledby");
  for (const words of findAll(svg, ":scope > title, :scope > desc")) words.remove(); // of the last frame only
  nodes.forEach(({ part }, k) => {
    Object.assign(part, { tabIndex: k ? -1 : 0, role: "img" });
  });
  return Object.assign(picture, { nodes, edges, folds });
}

/** A picture that is hidden is not kept up to date. @type {Paint} */
export function paintPicture(player, frame, state) {
  const { pictures, shown, help } = player;
  pictures.forEach((each, i) => { each.hidden = i !== shown; });
  find(help, ".folding select").value = shown;
  paintOne(pictures[shown], player, frame, state);
}

/** @type {(picture: Picture, of: Pick<Player, "graph" | "pass" | "grain">, frame: Frame, state: State) => void} */
export function paintOne(picture, { graph, pass, grain }, frame, state) {
  const backward = phaseOf(frame) === "backward", svg = find(picture, "svg");
  setClass(svg, "is-forward", !backward);
  setClass(svg, "is-backward", backward);
  const places = new Map();
  for (const { part, i, data, gradient, sum, shares } of picture.nodes) {
    setNumber(data, minus(show(state.data[i])));
    if (gradient) {
      const amounts = shares.map(({ ids }) => add(ids.map(id => contributionOf(pass, placeOfEdge(id)))));
      places.set(i, decimals([pass.gradient[i], ...amounts]));
      setNumber(gradient, written(state.gradient[i], places.get(i)));
      for (const share of shares) {
        const text = flowed(state, share.ids, places.get(i));
        setNumber(share, text || "—");
        const lit = frame.id !== undefined && share.ids.includes(frame.id);
        setState(share.element, lit ? "is-new" : isZero(text) ? "is-zero" : "");
      }
      const landed = state.contributions[i].length, late = landed > 0 && landed < graph.users[i];
      setText(sum, late ? soFar(landed, graph.users[i]) : "grad");
      for (const element of [sum, gradient.element]) setClass(element, "unfinished", late);
    }
    setState(part, nodeState(frame, state, i));
    const label = say("{0}: value {1}", graph.nodes[i].name, data.element.textContent ?? "");
    if (part.ariaLabel !== label) part.ariaLabel = label;
  }
  for (const { part, scope } of picture.folds) { // a folded part is at work when the step is inside it
    const inside = [frame.node, frame.input].some(i => i !== undefined && graph.nodes[i].scope.includes(scope));
    setClass(part, "is-active", inside);
  }
  for (const { part, ids, partial, contribution } of picture.edges) {
    const { node, slot } = placeOfEdge(ids[0]), look = edgeState(grain === "arrow" && frame.id, state, ids);
    if (!partial) {
      setState(part, look);
      continue;
    }
    const text = flowed(state, ids, places.get(graph.nodes[node].inputs[slot]));
    const slope = state.edges[ids[0]]?.partial ?? pass.partials[node][slot];
    setText(partial, backward && ids.length === 1 ? minus(show(slope)) : ""); // one that stands for several has none
    setText(contribution, text);
    setState(part, isZero(text) ? `is-zero ${look}` : look);
  }
}

/** @param {number[]} numbers */
const add = numbers => numbers.reduce((total, x) => total + x, 0);

/** What has flowed back along some edges, "" where nothing has yet. @type {(state: State, ids: string[], places: number | null) => string} */
function flowed(state, ids, places) {
  const landed = ids.filter(id => id in state.edges).map(id => state.edges[id].contribution);
  return landed.length ? written(add(landed), places, true) : "";
}

/** @type {(x: number | null, places: number | null, signed?: boolean) => string} */
const written = (x, places, signed) => x === null ? show(x) : fixed(x, places, signed);

/** @type {(part: Element, name: string) => NumberPart} */
const numberPart = (part, name) => find(part, name) && room(find(part, name));

/** How wide a number may become: up to the words before it. @type {(element: HTMLElement) => NumberPart} */
function room(element) {
  const before = element.previousElementSibling, words = before?.textContent ?? "";
  const start = Number(before?.getAttribute("x")) + KEY_DIGIT_WIDTH * Math.max(words.length, 4);
  return { element, room: Number(element.getAttribute("x")) - start };
}

/** Boxes are as wide as the recorded numbers need; a longer one, after a change, is set more tightly.
 * @type {(part: NumberPart, text: string) => void} */
function setNumber({ element, room }, text) {
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

/** @type {(now: string | false | undefined, state: State, ids: string[]) => string} */
function edgeState(now, state, ids) {
  if (now && ids.includes(now)) return "is-active";
  return ids.some(id => id in state.edges) ? "is-done" : "is-pending";
}

/** @type {(part: Part, now: string) => void} */
function setState(part, now) {
  if (part.state === now) return;
  part.classList.remove(...STATES);
  part.classList.add(...(part.state = now).split(" ").filter(Boolean)); // always the last class, so that a frame is the same wherever one comes from
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
    select.add(new Option(folds ? i ? i === 1 ? say("1 level") : say("{0} levels", i) : say("nothing") : say("everything"), String(i)));
    listen(picture, "click", event => {
      if (hit(event, ".fold")) openTo(i + 1);
      if (hit(event, ".scope-name")) openTo(i - 1);
    });
  });
  listen(select, "change", () => openTo(Number(select.value)));
}
