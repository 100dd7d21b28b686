// @ts-check
// What if a leaf had another number? Everything is computed again at once, beside what the gradient predicted.

import { evaluate } from "./answer.js";
import { changesOf, prediction } from "./changes.js";
import { pause, remember } from "./controls.js";
import { find, hit, listen, say, setClass, span } from "./elements.js";
import { keepFinger } from "./finger.js";
import { forward, isNamedLeaf } from "./graph.js";
import { show } from "./numbers.js";
import { askAnew } from "./predict.js";
import { elided } from "./words.js";

const DRAG_STEPS = 100; // pixels of dragging that change a number by its own size

/** @type {Act} */
export function buildWhatIf(player) {
  player.inputs.forEach((input, i) => {
    typesNumber(player, input, i);
    dragsNumber(player, input, () => i);
  });
  for (const { part, i } of player.pictures.flatMap(picture => picture.nodes)) {
    if (isNamedLeaf(player.graph.nodes[i])) { part.classList.add("draggable"); dragsNumber(player, part, () => i, true); }
  }
  dragsNumber(player, player.bench, event => {
    const part = hit(event, "[data-leaf]");
    return part && Number(part.dataset.leaf);
  }, true);
  listen(player.whatif, "click", event => { if (hit(event, "[data-do=reset]")) reset(player); });
}

/** How much one pixel changes a number. @type {(player: Player, i: number) => number} */
const unitOf = (player, i) => Math.max(Math.abs(player.original.data[i]), 0.1) / DRAG_STEPS;
/** @param {number} x */
const rounded = x => Number(x.toPrecision(4));

/** A field is left as it is while somebody types in it; Up and Down change its number a little.
 * @type {(player: Player, input: HTMLInputElement, i: number) => void} */
function typesNumber(player, input, i) {
  listen(input, "input", () => {
    player.typing = true;
    change(player, i, evaluate(input.value));
  });
  listen(input, "blur", () => {
    player.typing = false;
    input.removeAttribute("aria-invalid");
    if (!Object.keys(player.leaves).length) player.before = null;
    player.paint();
  });
  listen(input, "keydown", event => {
    const by = event.key === "ArrowUp" ? 5 : event.key === "ArrowDown" ? -5 : 0;
    if (event.key === "Enter") input.blur();
    if (!by) return;
    event.preventDefault();
    player.typing = false;
    change(player, i, rounded(player.pass.data[i] + by * unitOf(player, i)));
  });
}

/** With the table all is shown, on the stage the step stays. @type {(player: Player, i: number, x: number, stays?: boolean) => void} */
function change(player, i, x, stays = false) {
  if (x === player.pass.data[i]) return paintWhatIf(player);
  player.before ??= player.k;
  const leaves = { ...player.leaves, [i]: x };
  const pass = Number.isFinite(x) ? forward(player.graph, leaves) : null;
  player.inputs[i]?.setAttribute("aria-invalid", String(!pass || pass.failed !== null));
  if (!pass || pass.failed !== null) return complain(player, i, x, pass);
  pause(player);
  askAnew(player, { leaves, pass, k: stays ? player.k : player.frames.length - 1 }, stays);
  remember(player, true);
}

/** @type {(player: Player, i: number, x: number, pass: Pass | null) => void} */
function complain(player, i, x, pass) {
  const name = player.graph.nodes[i].name, node = player.graph.nodes[pass?.failed ?? i];
  find(player.whatif, ".trouble").textContent = !pass ? say("Write a number for {0}, such as 1.5 or -2e-3.", name)
    : say("With {0} there is no finite {1} or its derivative; the page keeps the last numbers that work.", `${name} = ${show(x)}`, `${node.name} = ${node.formula[0]}`);
  find(player.whatif, "[data-do=reset]").disabled = false;
}

/** @type {Act} */
function reset(player) {
  const { original, before, k } = player;
  for (const input of player.inputs) input?.removeAttribute("aria-invalid");
  askAnew(player, { leaves: {}, pass: original, k: before ?? k, before: null, typing: false }, true);
  remember(player, true);
}

/** @type {Act} */
export function paintWhatIf(player) {
  const { whatif, graph } = player, changed = changesOf(player);
  find(whatif, ".trouble").textContent = "";
  setClass(whatif, "is-active", changed.length > 0);
  find(whatif, "[data-do=reset]").disabled = player.before === null;
  const changes = find(whatif, ".changes");
  const invitation = say("drag or type a leaf’s number.");
  if (!changed.length) return changes.replaceChildren(invitation);
  const { predicted, actual } = prediction(player), scale = Math.max(Math.abs(predicted) || 0, Math.abs(actual)) || 1;
  const moves = changed.map(({ i, from, x }) => `${graph.nodes[i].name}: ${show(from)} → ${show(x)}`);
  changes.replaceChildren(
    span("moves", elided(moves, "…").join(", ")),
    ...changed.some(({ i }) => graph.nodes[i].given) || graph.isAsked ? [] // data has no gradient that could predict anything
      : [bar("predicted", `d${graph.output.quoted} ≈ grad · dx`, predicted, scale)],
    bar("actual", say("{0}, really", `d${graph.output.quoted}`), actual, scale));
}

/** @type {(role: string, caption: string, x: number, scale: number) => HTMLElement} */
function bar(role, caption, x, scale) {
  const filled = span(x < 0 ? "fill negative" : "fill");
  filled.style.setProperty("--size", `${50 * Math.abs(x) / scale}%`);
  return span(`bar ${role}`, span("tag", caption), span("track", filled), span("number", show(x)));
}

/** Dragging sideways scrubs the number; a press without movement still focuses the field, and chooses a cell. What is
 * pressed may be painted anew meanwhile, so a target that stays has the pointer.
 * @type {(player: Player, target: HTMLElement, leafAt: (event: Event) => number | null, stays?: boolean) => void} */
function dragsNumber(player, target, leafAt, stays) {
  keepFinger(target, (across, down, event) => across >= down && leafAt(event) !== null);
  listen(target, "pointerdown", event => {
    const i = leafAt(event);
    if (event.button || i === null) return;
    const from = event.clientX, began = player.pass.data[i], unit = unitOf(player, i);
    target.onpointermove = ({ clientX, pointerId }) => {
      if (!player.dragging && Math.abs(clientX - from) < 4) return;
      player.dragging = true;
      target.setPointerCapture?.(pointerId);
      change(player, i, rounded(began + (clientX - from) * unit), stays);
    };
    target.onpointerup = target.onpointercancel = () => {
      player.dragging = false;
      target.onpointermove = null;
    };
  });
}
