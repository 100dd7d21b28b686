// @ts-check
// On paper: the whole graph at the end of both passes; `?print=steps`: every step; `?print=blank`: boxes to fill in.

import { element, findAll, p, say } from "./elements.js";
import { stateAt } from "./graph.js";
import { phaseOf } from "./grain.js";
import { paintPicture } from "./picture.js";
import { settings } from "./projector.js";
import { wordsOf } from "./words.js";

const how = () => settings().get("print");
const MOST_STEPS = 400; // of one figure

/** Pictures for paper stand beside each stage, and only paper shows them. @param {Player[]} players */
export function preparePrint(players) {
  const clear = () => findAll(document, ".player > .on-paper").forEach(part => part.remove());
  const make = () => {
    clear();
    for (const player of players) player.figure.append(element("div", "on-paper", ...pagesOf(player)));
  };
  addEventListener("beforeprint", make);
  if (!how()) return addEventListener("afterprint", clear);
  document.documentElement.classList.add("shows-paper");
  make();
}

/** @type {(player: Player) => HTMLElement[]} */
function pagesOf(player) {
  const { frames } = player, seed = frames.findIndex(({ kind }) => kind === "seed");
  const chosen = how() === "steps" ? frames.slice(0, MOST_STEPS).map((_, k) => k) : [seed - 1, frames.length - 1];
  const pages = (how() === "blank" ? [frames.length - 1] : chosen).map(k => onePage(player, k));
  paintPicture(player, frames[player.k], stateAt(player.graph, player.pass, frames, player.k));
  return pages;
}

/** @type {(player: Player, k: number) => HTMLElement} */
function onePage(player, k) {
  const { graph, pass, frames, pictures, shown } = player, frame = frames[k], state = stateAt(graph, pass, frames, k);
  paintPicture(player, frame, state);
  const picture = /** @type {HTMLElement} */ (pictures[shown].cloneNode(true));
  picture.hidden = false;
  for (const twice of findAll(picture, "[id], [role], [tabindex]")) {
    for (const name of ["id", "role", "tabindex"]) if (!twice.closest("defs")) twice.removeAttribute(name);
  }
  if (how() === "blank") for (const text of findAll(picture, ".number, .partial, .share, .contribution")) text.textContent = "";
  const isEnd = k === frames.length - 1 || frames[k + 1].kind === "seed";
  const caption = how() === "steps" ? wordsOf(player, frame, state) : how() === "blank" ? say("Fill in every value and every gradient.")
    : isEnd ? phaseOf(frame) === "forward" ? say("The end of the forward pass") : say("The end of the backward pass") : "";
  return element("section", "paper-page", p("paper-words", caption), picture);
}
