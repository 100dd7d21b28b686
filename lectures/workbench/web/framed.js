// @ts-check
// What runs inside the stage's frame, beside the player: it does what the page around asks for, and says what the stage
// shows after each change, as plain data. The other side is sandbox.js; there are no other messages.

/** @import { Ask, Shown, View } from "./types.js" */
import { progressOf } from "../../../engine/drawing/web/grain.js";
import { forward, isNamedLeaf, recorded } from "../../../engine/drawing/web/graph.js";

const UNSEEN = 400; // milliseconds

document.addEventListener("DOMContentLoaded", () => { // when the player lives
  const player = window.chalkgrad?.players?.stage;
  if (player) listen(player);
});

/** @param {Player} player */
function listen(player) {
  const { paint } = player, { body } = document;
  let { leaves } = player, height = body.scrollHeight;

  /** @param {Partial<Shown>} [more] */
  const tell = more => parent.postMessage({ ...shown(player), height, ...more }, "*");
  player.paint = () => {
    const isMoved = player.leaves !== leaves;
    ({ leaves } = player);
    paint();
    tell({ isMoved });
  };
  /** @param {Ask} asked */
  const answer = async ({ serial, numbers, resumed, isAsked }) => {
    const isOtherVeil = isAsked !== undefined && isAsked !== Boolean(player.graph.isAsked);
    if (isOtherVeil) veil(player, isAsked);
    if (resumed) resume(player, resumed);
    const isDone = !numbers || setLeaves(player, numbers), isOther = player.leaves !== leaves;
    ({ leaves } = player);
    if (resumed || isOther || isOtherVeil) paint();
    if (resumed?.row && resumed.row < player.lineRows.length) { // of the line that was just painted
      player.row = resumed.row;
      paint();
    }
    if (resumed) {
      height = body.scrollHeight;
      await toBeSeen();
    }
    tell({ answers: serial, isDone });
  };
  addEventListener("message", ({ source, data }) => { if (source === parent) answer(data); });
  new ResizeObserver(() => {
    height = body.scrollHeight;
    tell();
  }).observe(body);
}

/** Wait until a frame in sight shows what was painted; one out of sight is given no frames. */
const toBeSeen = () => new Promise(resolve => {
  new PerformanceObserver(() => requestAnimationFrame(() => requestAnimationFrame(resolve))).observe({ type: "paint", buffered: true });
  setTimeout(resolve, UNSEEN);
});

/** @type {(player: Player) => Shown} */
function shown(player) {
  const { k, row, lineRows, frames, grain, opening, whole, below, graph, pass, original } = player, { node } = frames[k];
  const { index: equation = null } = lineRows[row] ?? {}, hasMore = equation !== null && lineRows.at(-1)?.index !== equation;
  return {
    step: k, count: Math.max(0, progressOf(player).done - Number(hasMore)), equation, isLast: k > 0 && k === frames.length - 1, row, grain: grain === opening ? "" : grain, isOpen: below.open, whole,
    line: node !== undefined && grain === "arrow" && graph.nodes[node].line || 0, output: pass.data[pass.data.length - 1],
    leaves: graph.nodes.flatMap(({ name }, place) => isNamedLeaf(graph.nodes[place])
      ? [{ place, name, x: pass.data[place], was: original.data[place] }] : []),
    height: 0, ratio: ratioOf(player), isMoved: false, answers: 0, isDone: false,
  };
}

/** The height of the picture by its width, which paper needs to know. @param {Player} player */
function ratioOf({ pictures, shown }) {
  const { width, height } = pictures[shown].querySelector("svg")?.viewBox.baseVal ?? { width: 0, height: 0 };
  return width > 0 ? height / width : 1;
}

/** The reader's steps, open parts and place are as they were. @type {(player: Player, before: View) => void} */
function resume(player, { grain, isOpen, isLast, whole, step }) {
  player.row = 0;
  player.below.open = isOpen;
  player.whole = whole;
  player.grain = /** @type {Grain} */ (grain) || player.opening;
  const last = player.frames.length - 1;
  if (isLast) player.k = last;
  else if (step !== undefined) player.k = Math.min(step, last);
}

/** Take the numbers of the backward pass away, or bring them back. @type {(player: Player, isAsked: boolean) => void} */
function veil(player, isAsked) {
  const { graph, leaves } = player, isMoved = Object.keys(leaves).length > 0;
  graph.isAsked = isAsked;
  const original = recorded(graph);
  Object.assign(player, { original, pass: isMoved ? forward(graph, leaves) : original });
}

/** Give leaves other numbers, by name; the step stays. False where there is no such leaf, or no finite result.
 * @type {(player: Player, numbers: Record<string, number>) => boolean} */
function setLeaves(player, numbers) {
  const { graph, leaves } = player, changed = Object.entries(numbers)
    .map(([name, x]) => ({ i: graph.nodes.findIndex(node => isNamedLeaf(node) && node.name === name), x }));
  if (changed.some(({ i }) => i < 0)) return false;
  if (changed.every(({ i, x }) => x === player.pass.data[i])) return true;
  const all = { ...leaves, ...Object.fromEntries(changed.map(({ i, x }) => [i, x])) }, pass = forward(graph, all);
  if (pass.failed !== null) return false;
  player.before ??= player.k;
  Object.assign(player, { leaves: all, pass });
  return true;
}
