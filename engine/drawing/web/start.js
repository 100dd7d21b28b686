// @ts-check
// Bring every figure.player on the page to life.

import { arithmetic } from "./arithmetic.js";
import { buildControls, CONTROLS, followLink, HELP, paintControls } from "./controls.js";
import { element, find, findAll } from "./elements.js";
import { framesOf, graphOf, recorded, stateAt } from "./graph.js";
import { paintPanel } from "./panel.js";
import { buildPaths } from "./paths.js";
import { buildFolding, findParts, followStep, paintPicture } from "./picture.js";
import { buildPredict, isLecture, paintPredict } from "./predict.js";
import { buildTable, paintTable } from "./table.js";
import { buildWhatIf, paintWhatIf } from "./whatif.js";

const page = Object.assign(window.chalkgrad ??= { rows: {} }, { players: {} });

/** @param {HTMLElement} figure */
function start(figure) {
  const name = figure.dataset.figure ?? "";
  /** @type {Sent} */
  const sent = JSON.parse(find(figure, "script.trace").textContent);
  const graph = graphOf(sent, page.rows[name]?.(arithmetic)), frames = framesOf(graph), original = recorded(graph);
  const backward = frames.flatMap((frame, k) => frame.kind === "backward" ? [k] : []);
  /** @type {Player} */
  const player = page.players[name] = {
    figure, name, graph, frames, ...furnish(figure, name),
    pictures: findAll(figure, ".picture").map(findParts), shown: sent.shown,
    k: 0, pointed: null, timer: 0, rows: [], inputs: [],
    original, pass: original, leaves: {}, before: null, typing: false, dragging: false,
    asking: sent.predict.length > 0, quiz: new Set(sent.predict.length ? sent.predict : backward), answers: new Map(),
    paint: () => paint(player),
  };
  buildTable(player);
  buildControls(player);
  buildPaths(player);
  buildPredict(player);
  buildWhatIf(player);
  buildFolding(player, sent.shown);
  figure.classList.add("is-live");
  paint(player);
  followLink(player, true);
  addEventListener("popstate", () => followLink(player, true));
}

/** What only a page with scripts needs is added here. @type {(figure: HTMLElement, name: string) => Furniture} */
function furnish(figure, name) {
  /** @template {keyof HTMLElementTagNameMap} K @param {K} tag @param {string} className */
  const part = (tag, className, html = "") => Object.assign(element(tag, className), { innerHTML: html });
  const parts = {
    stage: find(figure, ".stage"), scroller: find(figure, ".values"),
    controls: part("div", "controls", CONTROLS), help: part("div", "help", HELP),
    panel: part("section", "panel"), step: part("div", "step"), paths: part("div", "paths"),
    words: part("p", "words"), question: part("form", "question"), verdict: part("p", "verdict"),
    whatif: part("div", "whatif", `<strong>What if?</strong> <span class="changes"></span>
      <button type="button" data-do="reset" disabled>reset</button><span class="trouble" role="alert"></span>`),
  };
  const { controls, help, panel, step, paths, words, question, verdict } = parts;
  for (const each of [help, paths, question]) each.hidden = true;
  controls.setAttribute("role", "group");
  controls.setAttribute("aria-label", `steps of ${name}`);
  panel.setAttribute("aria-label", "chain rule");
  panel.tabIndex = 0; // it scrolls where it is full
  words.setAttribute("role", "status");
  find(controls, ".extras").prepend(element("output", "score"));
  find(controls, "[data-do=ask]").hidden = isLecture();
  panel.append(step, question, verdict, paths);
  parts.stage.after(controls, help);
  find(figure, ".beside").prepend(panel);
  find(figure, ".beside").after(parts.whatif);
  return parts;
}

/** The whole page follows from the frame and the pass: nothing is carried over from the frame before. @type {Act} */
function paint(player) {
  const frame = player.frames[player.k], state = stateAt(player.graph, player.pass, player.frames, player.k);
  paintPicture(player, player.pictures[player.shown], frame, state);
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
