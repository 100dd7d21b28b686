// @ts-check
// What only a page with scripts needs around a picture and its table.

import { element, find } from "./elements.js";
import { GRAINS } from "./grain.js";

/** @type {Record<string, string>} */
const ICONS = { previous: "M14 4l-8 6 8 6z", play: "M6 3l10 7-10 7z", pause: "M7 4v12M13 4v12", next: "M6 4l8 6-8 6z" };
/** @param {string} name */
export const icon = name => `<svg viewBox="0 0 20 20" aria-hidden="true"><path d="${ICONS[name]}"/></svg>`;
/** @type {(action: string, title: string) => string} */
const button = (action, title) =>
  `<button type="button" data-do="${action}" aria-label="${title}" title="${title}">${icon(action)}</button>`;

const STAGE = `<p class="sentence"></p><div class="spine" role="group" aria-label="the whole graph, folded"></div>
  <div class="scene"><div class="bench"></div><div class="whole" hidden></div><p class="code-line"></p></div>
  <form class="question" hidden>
    <input name="guess" autocomplete="off" spellcheck="false" aria-label="your prediction" placeholder="1.5, 3/4, -2*0.3">
    <button>check</button><span class="signs">or its sign
    <button type="button" value="-1" aria-label="negative">−</button>
    <button type="button" value="0" aria-label="zero">0</button>
    <button type="button" value="1" aria-label="positive">+</button></span>
    <button type="button" value="skip">show it</button></form>
  <p class="verdict"></p>`;

const CONTROLS = `<div class="controls" role="group">
  <input type="range" class="slider" min="0" value="0" aria-label="step">
  <div class="moves">${button("previous", "previous step")}${button("play", "play")}${button("next", "next step")}</div>
  <div class="grain" role="group" aria-label="size of a step">${GRAINS.map((grain, i) =>
    `<button type="button" data-do="grain" value="${grain}" title="one ${grain} a step (${i + 1})">${grain}</button>`).join("")}</div>
  <span class="counter"></span>
  <div class="extras">
    <span class="score"></span>
    <button type="button" data-do="ask" title="hide the next number until you predict it (q)">ask me</button>
    <button type="button" data-do="whole" title="the whole graph (f)">whole graph</button>
    <button type="button" data-do="project" title="projector (p)">projector</button>
    <button type="button" data-do="help" aria-expanded="false" aria-label="keys and settings" title="keys and settings (?)">?</button>
  </div></div>`;

const HELP = `<div class="help" hidden><dl>
  <div><dt><kbd>→</kbd> <kbd>←</kbd></dt><dd>next, previous step (PageDown, PageUp)</dd></div>
  <div><dt><kbd>1</kbd> <kbd>2</kbd> <kbd>3</kbd> <kbd>4</kbd></dt><dd>step by arrow, operation, layer, pass</dd></div>
  <div><dt><kbd>↓</kbd> <kbd>↑</kbd> <kbd>Enter</kbd></dt><dd>rows on the board, arrows of a row</dd></div>
  <div><dt><kbd>Home</kbd> <kbd>End</kbd></dt><dd>first, last step</dd></div>
  <div><dt><kbd>Space</kbd></dt><dd>play; any key stops it</dd></div>
  <div><dt><kbd>f</kbd></dt><dd>the whole graph, and back</dd></div>
  <div><dt><kbd>q</kbd></dt><dd>ask me first</dd></div>
  <div><dt><kbd>p</kbd> <kbd>b</kbd> <kbd>Esc</kbd></dt><dd>projector, black, leave</dd></div></dl>
  <p><label class="speed">speed <select>
    <option value="0.5">½×<option value="1" selected>1×<option value="2">2×<option value="4">4×</select></label>
  <label class="folding">in the whole graph, open <select></select></label></p>
  <p>In the whole graph, point at a value to see every path from it to the output.
  The keys act on the figure that has the focus. Print the page with <code>?print=steps</code> or
  <code>?print=blank</code> in its address for every step, or for boxes to fill in.</p></div>`;

const BELOW = `<div class="whatif"><strong>What if?</strong> <span class="changes"></span>
  <button type="button" data-do="reset" disabled>reset</button><span class="trouble" role="alert"></span></div>`;

const PATHS = `<div class="paths" hidden></div>`;

/** @type {(figure: HTMLElement) => Furniture} */
export function furnish(figure) {
  const stage = find(figure, ".stage"), pictures = [...stage.children];
  stage.innerHTML = STAGE;
  find(stage, ".whole").append(...pictures);
  stage.insertAdjacentHTML("afterend", CONTROLS + HELP);
  stage.append(Object.assign(element("button", "leave", "leave the projector (Esc)"), { type: "button", hidden: true }));
  const below = find(figure, ".below");
  below.open = false;
  find(below, ".values").insertAdjacentHTML("beforebegin", BELOW);
  below.insertAdjacentHTML("beforeend", PATHS); // below the table, so that what is pointed at stays where it is
  const named = { spineRow: "spine", picturesBox: "whole", codeLine: "code-line" }, own = "stage sentence bench controls help values paths below question verdict whatif leave".split(" ");
  const places = [...Object.entries(named), ...own.map(name => [name, name])];
  return /** @type {any} */ (Object.fromEntries(places.map(([name, place]) => [name, find(figure, `.${place}`)])));
}
