// @ts-check
// Bring every figure.plays to life: the drawing stays, its leaves can be moved, and every number follows.
// The arithmetic is that of "what if" (graph.js), with the rows of the engine's table; it needs no WebAssembly.

import { say } from "./elements.js";
import { buildGhosts } from "./ghosts.js";
import { forward, framesOf, graphOf, isNamedLeaf, recorded, stateAt } from "./graph.js";
import { buildFields, buildKnobs } from "./leaves.js";
import { show } from "./numbers.js";
import { part } from "./parts.js";
import { findParts, paintOne } from "./picture.js";
import { buildPromise } from "./promise.js";
import { buildQuestion } from "./question.js";
import { buildTangent } from "./tangent.js";
import { button } from "./widgets.js";

const AT_REST = /** @type {any} */ ({ kind: "backward" }), BEFORE = /** @type {any} */ ({ kind: "leaves" }); // frames in which no node stands out
const hidesAll = () => new URLSearchParams(location.search).get("controls") === "none";

/** @param {HTMLElement} figure */
function start(figure) {
  const sent = /** @type {PlayData} */ (JSON.parse(figure.querySelector("script[type='application/json']")?.textContent ?? ""));
  const graph = graphOf({ nodes: sent.nodes, templates: [], code: {} }, window.chalkgradPlay?.[figure.dataset.play ?? ""] ?? []);
  const frames = framesOf(graph), engine = recorded(graph), picture = findParts(/** @type {HTMLElement} */ (figure.querySelector(".picture")));
  const said = part("p", { className: "said", role: "status" }), trouble = part("p", { className: "trouble" });
  /** @type {Playing} */
  const play = {
    figure, graph, frames, picture, grain: "arrow", original: engine, pass: engine, leaves: {}, isOpen: false,
    leaf: graph.nodes.findIndex(({ kind }) => kind === "variable"), said, trouble, painters: [],
    move: (i, x) => move(play, i, x), paint: () => paint(play),
  };
  const panel = part("div", { className: "panel" }), promise = part("div", { className: "promise" }), fields = part("div", { className: "leaves" });
  const settings = part("div", { className: "settings" }, ...buttonsOf(play, engine));
  play.painters.push(buildGhosts(play), buildKnobs(play), buildFields(play, fields), buildPromise(promise), buildTangent(panel));
  const asked = buildQuestion(sent.ask, say("Now see whether you are right: drag the numbers in the boxes."), isOpen => {
    Object.assign(play, { isOpen }, isOpen ? {} : { leaves: {}, pass: engine, original: engine }); // asked again, it is as it was
    play.paint();
  });
  for (const hidden of [settings, fields]) hidden.hidden = hidesAll();
  figure.prepend(asked);
  figure.append(part("div", { className: "below" }, panel, part("div", {}, promise, fields, settings)), trouble, said);
  figure.addEventListener("keydown", event => onKey(play, engine, event));
  Object.assign(figure, { play }); // for whoever wants all digits
  figure.dataset.state = "ready";
}

/** Another number in a leaf; where some number is not finite then, the last one that works stays.
 * @type {(play: Playing, i: number, x: number) => void} */
function move(play, i, x) {
  const { graph } = play, leaves = { ...play.leaves, [i]: x }, pass = Number.isFinite(x) ? forward(graph, leaves) : null;
  const name = graph.nodes[i].name;
  play.trouble.textContent = !pass ? say("Write a number for {0}, such as 1.5 or -2e-3.", name)
    : pass.failed === null ? "" : say("With {0} there is no finite {1}; the last numbers that work stay.", `${name} = ${show(x)}`, graph.nodes[pass.failed].name);
  if (pass?.failed === null) Object.assign(play, { pass, leaves, leaf: i });
  play.paint();
}

/** While a question waits, only the values are there: the gradients would answer it. @param {Playing} play */
function paint(play) {
  const { graph, frames, pass, picture, isOpen, figure } = play;
  const k = isOpen ? frames.length - 1 : frames.findIndex(({ kind }) => kind === "seed") - 1;
  paintOne(picture, play, isOpen ? AT_REST : BEFORE, stateAt(graph, pass, frames, k));
  figure.classList.toggle("waits", !isOpen);
  for (const painter of play.painters) painter(play);
}

/** @param {Playing} play @param {Pass} engine */
const back = (play, engine) => {
  const from = play.original === play.pass ? engine : play.original; // a second time, to the numbers of the lecture
  const leaves = Object.fromEntries(play.graph.nodes.flatMap((node, i) => isNamedLeaf(node) ? [[i, from.data[i]]] : []));
  Object.assign(play, { leaves, pass: from, original: from });
  play.trouble.textContent = "";
  play.paint();
};

/** What is shown now is what is compared with from here on. @param {Playing} play */
const forget = play => {
  play.original = play.pass;
  play.paint();
};

/** @type {(play: Playing, engine: Pass) => HTMLElement[]} */
function buttonsOf(play, engine) {
  const arrows = button(say("Local derivatives"), () => {
    arrows.ariaPressed = String(play.figure.classList.toggle("shows-partials"));
  });
  const undo = button(say("Back"), () => back(play, engine)), fresh = button(say("Forget ghosts"), () => forget(play));
  Object.assign(arrows, { ariaPressed: "false", title: say("on the arrows, in place of what flows back") });
  Object.assign(undo, { title: say("to the numbers before (Backspace)") });
  Object.assign(fresh, { title: say("compare with the numbers of now (g)") });
  return [undo, fresh, arrows];
}

/** @type {(play: Playing, engine: Pass, event: KeyboardEvent) => void} */
function onKey(play, engine, event) {
  const typing = event.target instanceof HTMLInputElement;
  if (typing || !play.isOpen || event.ctrlKey || event.metaKey || event.altKey || !["Backspace", "g"].includes(event.key)) return;
  event.preventDefault();
  if (event.key === "g") forget(play);
  else back(play, engine);
}

function startPlays() {
  for (const figure of document.querySelectorAll("figure.plays")) start(/** @type {HTMLElement} */ (figure));
}

if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", startPlays);
else startPlays();
