// @ts-check
// What only a page with scripts needs around a picture and its table.

import { element, find, say } from "./elements.js";
import { GRAINS, GRAIN_NAMES } from "./grain.js";

/** @type {Record<string, string>} */
const ICONS = { previous: "M14 4l-8 6 8 6z", play: "M6 3l10 7-10 7z", pause: "M7 4v12M13 4v12", next: "M6 4l8 6-8 6z" };
/** @param {string} name */
export const icon = name => `<svg viewBox="0 0 20 20" aria-hidden="true"><path d="${ICONS[name]}"/></svg>`;
/** @type {(action: string, title: string) => string} */
const button = (action, title) =>
  `<button type="button" data-do="${action}" aria-label="${title}" title="${title}">${icon(action)}</button>`;

const STAGE = `<p class="sentence"></p><div class="spine" role="group" aria-label="${say("the whole graph, folded")}"></div>
  <div class="scene"><div class="bench"></div><div class="whole" hidden></div><p class="code-line"></p></div>
  <form class="question" hidden>
    <input name="guess" autocomplete="off" spellcheck="false" aria-label="${say("your prediction")}" placeholder="1.5, 3/4, -2*0.3">
    <button>${say("check")}</button><span class="signs">${say("or its sign")}
    <button type="button" value="-1" aria-label="${say("negative")}">−</button>
    <button type="button" value="0" aria-label="${say("zero")}">0</button>
    <button type="button" value="1" aria-label="${say("positive")}">+</button></span>
    <button type="button" value="skip">${say("show it")}</button></form>
  <p class="verdict"></p>`;

const CONTROLS = `<div class="controls" role="group">
  <input type="range" class="slider" min="0" value="0" aria-label="${say("step")}">
  <div class="moves">${button("previous", say("previous step"))}${button("play", say("play"))}${button("next", say("next step"))}</div>
  <div class="grain" role="group" aria-label="${say("size of a step")}">${GRAINS.map((grain, i) =>
    `<button type="button" data-do="grain" value="${grain}" title="${say("one {0} a step ({1})", GRAIN_NAMES[grain], i + 1)}">${GRAIN_NAMES[grain]}</button>`).join("")}</div>
  <span class="counter"></span>
  <div class="extras">
    <span class="score"></span>
    <button type="button" data-do="ask"></button>
    <button type="button" data-do="whole" title="${say("the whole graph (f)")}">${say("whole graph")}</button>
    <button type="button" data-do="project" title="${say("projector (p)")}">${say("projector")}</button>
    <button type="button" data-do="help" aria-expanded="false" aria-label="${say("keys and settings")}" title="${say("keys and settings (?)")}">?</button>
  </div></div>`;

const HELP = `<div class="help" hidden><dl>
  <div><dt><kbd>→</kbd> <kbd>←</kbd></dt><dd>${say("next, previous step (PageDown, PageUp)")}</dd></div>
  <div><dt><kbd>1</kbd> <kbd>2</kbd> <kbd>3</kbd> <kbd>4</kbd></dt><dd>${say("step by arrow, operation, layer, pass")}</dd></div>
  <div><dt><kbd>↓</kbd> <kbd>↑</kbd> <kbd>Enter</kbd></dt><dd>${say("rows on the board, arrows of a row")}</dd></div>
  <div><dt><kbd>Home</kbd> <kbd>End</kbd></dt><dd>${say("first, last step")}</dd></div>
  <div><dt><kbd>Space</kbd></dt><dd>${say("play; any key stops it")}</dd></div>
  <div><dt><kbd>f</kbd></dt><dd>${say("the whole graph, and back")}</dd></div>
  <div><dt><kbd>q</kbd></dt><dd>${say("ask me, or not")}</dd></div>
  <div><dt><kbd>p</kbd> <kbd>b</kbd> <kbd>Esc</kbd></dt><dd>${say("projector, black, leave")}</dd></div></dl>
  <p><label class="speed">${say("speed")} <select>
    <option value="0.5">½×<option value="1" selected>1×<option value="2">2×<option value="4">4×</select></label>
  <label class="folding">${say("in the whole graph, open")} <select></select></label></p>
  <p>${say("Drag a number that is given, in any view: left makes it smaller, right larger, and all else follows. To type it, open “All values and gradients, and what if”.")}
  ${say("In the whole graph, point at a value to see every path from it to the output.")}
  ${say("The keys act on the figure that has the focus.")}
  ${say("Print the page with {0} or {1} in its address for every step, or for boxes to fill in.", "<code>?print=steps</code>", "<code>?print=blank</code>")}</p></div>`;

const BELOW = `<div class="whatif"><strong>${say("What if?")}</strong> <span class="changes"></span>
  <button type="button" data-do="reset" disabled>${say("reset")}</button><span class="trouble" role="alert"></span></div>`;

/** @type {(figure: HTMLElement) => Furniture} */
export function furnish(figure) {
  const stage = find(figure, ".stage"), pictures = [...stage.children];
  stage.innerHTML = STAGE;
  find(stage, ".whole").append(...pictures);
  stage.insertAdjacentHTML("afterend", CONTROLS + HELP);
  stage.append(Object.assign(element("button", "leave", say("leave the projector (Esc)")), { type: "button", hidden: true }));
  const below = find(figure, ".below");
  below.open = false;
  find(below, ".values").insertAdjacentHTML("beforebegin", BELOW);
  below.insertAdjacentHTML("beforeend", '<div class="paths" hidden></div>'); // below the table, so that what is pointed at stays where it is
  const named = { spineRow: "spine", picturesBox: "whole", codeLine: "code-line" }, own = "stage sentence bench controls help values paths below question verdict whatif leave".split(" ");
  const places = [...Object.entries(named), ...own.map(name => [name, name])];
  return /** @type {any} */ (Object.fromEntries(places.map(([name, place]) => [name, find(figure, `.${place}`)])));
}
