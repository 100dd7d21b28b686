// @ts-check
// Bring every figure.player on the page to life.

import { arithmetic } from "./arithmetic.js";
import { paintBoard } from "./board.js";
import { buildControls, followLink, paintControls } from "./controls.js";
import { find, findAll } from "./elements.js";
import { linesOf } from "./equation.js";
import { furnish } from "./furniture.js";
import { framesOf, graphOf, recorded, stateAt } from "./graph.js";
import { paintPanel } from "./panel.js";
import { buildPaths } from "./paths.js";
import { buildFolding, findParts, followStep, paintPicture } from "./picture.js";
import { asks, buildPredict, hide, isLecture, paintPredict } from "./predict.js";
import { buildTable, paintTable } from "./table.js";
import { buildWhatIf, paintWhatIf } from "./whatif.js";

const page = Object.assign(window.chalkgrad ??= { rows: {} }, { players: {}, paintBoard });

/** @param {HTMLElement} figure */
function start(figure) {
  const name = figure.dataset.figure ?? "";
  /** @type {Sent} */
  const sent = JSON.parse(find(figure, "script.trace").textContent);
  const graph = graphOf(sent, page.rows[name]?.(arithmetic)), frames = framesOf(graph), original = recorded(graph);
  const backward = frames.flatMap((frame, k) => frame.kind === "backward" ? [k] : []);
  /** @type {Player} */
  const player = page.players[name] = {
    figure, name, graph, frames, ...furnish(figure),
    pictures: findAll(figure, ".picture").map(findParts), shown: sent.shown,
    k: 0, pointed: null, timer: 0, rows: [...find(figure, "tbody").rows], inputs: [],
    board: linesOf(sent.lines), original, pass: original, leaves: {}, before: null, typing: false, dragging: false,
    asking: sent.predict.length > 0, quiz: new Set(sent.predict.length ? sent.predict : backward), answers: new Map(),
    paint: () => paint(player),
  };
  buildTable(player);
  buildControls(player);
  buildPaths(player);
  buildPredict(player);
  buildWhatIf(player);
  buildFolding(player);
  figure.classList.add("is-live");
  paint(player);
  followLink(player);
  addEventListener("popstate", () => followLink(player));
}

/** The whole page follows from the frame and the pass: nothing is carried over from the frame before. @type {Act} */
function paint(player) {
  const frame = player.frames[player.k], state = stateAt(player.graph, player.pass, player.frames, player.k);
  if (asks(player)) hide(frame, state);
  paintPicture(player, frame, state);
  paintPanel(player, frame, state);
  paintTable(player, frame, state);
  paintPredict(player);
  paintWhatIf(player);
  paintControls(player);
  followStep(player);
}

function startAll() {
  if (isLecture()) document.documentElement.classList.add("lecture-mode");
  findAll(document, "figure.player:not(.is-live)").forEach(start);
}

if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", startAll);
else startAll();
