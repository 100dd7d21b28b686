// @ts-check
// What only a page with scripts needs around a picture and its table.

import { buttonOf, find, say } from "./elements.js";
import { GRAINS, GRAIN_NAMES } from "./grain.js";

/** @type {Record<string, string>} */
const ICONS = { previous: "M14 4l-8 6 8 6z", play: "M6 3l10 7-10 7z", pause: "M7 4v12M13 4v12", next: "M6 4l8 6-8 6z" };
/** @param {string} name */
export const icon = name => `<svg viewBox="0 0 20 20" aria-hidden="true"><path d="${ICONS[name]}"/></svg>`;
/** @type {(attributes: string, inside?: string) => string} */
const button = (attributes, inside = "") => `<button type="button" ${attributes}>${inside}</button>`;
/** @type {(action: string, title: string) => string} */
const move = (action, title) => button(`data-do="${action}" aria-label="${title}" title="${title}"`, icon(action));

const STAGE = `<p class="sentence"></p><div class="spine" role="group" aria-label="${say("the whole graph, folded")}"></div>
  <div class="scene"><div class="bench"></div><div class="whole" hidden></div><p class="code-line"></p></div>
  <form class="question" hidden>
    <input name="guess" autocomplete="off" spellcheck="false" aria-label="${say("your prediction")}" placeholder="1.5, 3/4, -2*0.3">
    <button>${say("check")}</button><span class="signs">${say("or its sign")}
    ${button(`value="-1" aria-label="${say("negative")}"`, "−")}
    ${button(`value="0" aria-label="${say("zero")}"`, "0")}
    ${button(`value="1" aria-label="${say("positive")}"`, "+")}</span>
    ${button('value="skip"', say("show it"))}</form>
  <p class="verdict"></p>`;

const CONTROLS = `<div class="controls" role="group">
  <input type="range" class="slider" min="0" value="0" aria-label="${say("step")}">
  <div class="moves">${move("previous", say("previous step"))}${move("play", say("play"))}${move("next", say("next step"))}</div>
  <div class="grain" role="group" aria-label="${say("size of a step")}">${GRAINS.map((grain, i) =>
    button(`data-do="grain" value="${grain}" title="${say("one {0} a step ({1})", GRAIN_NAMES[grain], i + 1)}"`, GRAIN_NAMES[grain])).join("")}</div>
  <span class="counter"></span>
  <div class="extras">
    <span class="score"></span>
    ${button('data-do="ask"')}
    ${button(`data-do="whole" title="${say("the whole graph (f)")}"`, say("whole graph"))}
    ${button(`data-do="project" title="${say("projector (p)")}"`, say("projector"))}
    ${button(`data-do="help" aria-expanded="false" aria-label="${say("keys and settings")}" title="${say("keys and settings (?)")}"`, "?")}
  </div></div>`;

const KEYS_TOLD = [
  ["→ ←", say("next, previous step (PageDown, PageUp)")],
  ["1 2 3 4", say("step by arrow, operation, layer, pass")],
  ["↓ ↑ Enter", say("rows on the board, arrows of a row")],
  ["Home End", say("first, last step")],
  ["Space", say("play; any key stops it")],
  ["f", say("the whole graph, and back")],
  ["q", say("ask me: what is named, always, off")],
  ["p b Esc", say("projector, black, leave")],
];
const HELP = `<div class="help" hidden><dl>${KEYS_TOLD.map(([keys, told]) =>
  `<div><dt>${keys.split(" ").map(key => `<kbd>${key}</kbd>`).join(" ")}</dt><dd>${told}</dd></div>`).join("")}</dl>
  <p><label class="speed">${say("speed")} <select>
    <option value="0.5">½×<option value="1" selected>1×<option value="2">2×<option value="4">4×</select></label>
  <label class="folding">${say("in the whole graph, open")} <select></select></label></p>
  <p>${say("Drag a number that is given, in any view: left makes it smaller, right larger, and all else follows. To type it, open “All values and gradients, and what if”.")}
  ${say("In the whole graph, point at a value to see every path from it to the output.")}
  ${say("The keys act on the figure that has the focus.")}
  ${say("Print the page with {0} or {1} in its address for every step, or for boxes to fill in.", "<code>?print=steps</code>", "<code>?print=blank</code>")}</p></div>`;

const BELOW = `<div class="whatif"><strong>${say("What if?")}</strong> <span class="changes"></span>
  ${button('data-do="reset" disabled', say("reset"))}<span class="trouble" role="alert"></span></div>`;

/** @type {(figure: HTMLElement) => Furniture} */
export function furnish(figure) {
  const stage = find(figure, ".stage"), pictures = [...stage.children];
  stage.innerHTML = STAGE;
  find(stage, ".whole").append(...pictures);
  stage.insertAdjacentHTML("afterend", CONTROLS + HELP);
  stage.append(Object.assign(buttonOf("leave", say("leave the projector (Esc)")), { hidden: true }));
  const below = find(figure, ".below");
  below.open = false;
  find(below, ".values").insertAdjacentHTML("beforebegin", BELOW);
  below.insertAdjacentHTML("beforeend", '<div class="paths" hidden></div>'); // below the table, so that what is pointed at stays where it is
  const named = { spineRow: "spine", picturesBox: "whole", codeLine: "code-line" }, own = "stage sentence bench controls help values paths below question verdict whatif leave".split(" ");
  const places = [...Object.entries(named), ...own.map(name => [name, name])];
  return /** @type {any} */ (Object.fromEntries(places.map(([name, place]) => [name, find(figure, `.${place}`)])));
}
