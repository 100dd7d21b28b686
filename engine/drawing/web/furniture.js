// @ts-check
// What only a page with scripts needs around a picture and its table.

import { find } from "./elements.js";

/** @type {Record<string, string>} */
const ICONS = {
  first: "M5 4v12M16 4l-8 6 8 6z", previous: "M14 4l-8 6 8 6z", play: "M6 3l10 7-10 7z",
  pause: "M7 4v12M13 4v12", next: "M6 4l8 6-8 6z", last: "M15 4v12M4 4l8 6-8 6z",
};
/** @param {string} name */
export const icon = name => `<svg viewBox="0 0 20 20" aria-hidden="true"><path d="${ICONS[name]}"/></svg>`;
/** @type {(action: string, title: string) => string} */
const button = (action, title) =>
  `<button type="button" data-do="${action}" aria-label="${title}" title="${title}">${icon(action)}</button>`;

const CONTROLS = `<div class="controls" role="group">
  <input type="range" class="slider" min="0" value="0" aria-label="frame">
  <div class="moves">
    ${button("first", "first frame")}${button("previous", "previous frame")}
    ${button("play", "play")}
    ${button("next", "next frame")}${button("last", "last frame")}
  </div>
  <output class="counter"></output>
  <label class="speed">speed <select>
    <option value="0.5">½×<option value="1" selected>1×<option value="2">2×<option value="4">4×</select></label>
  <div class="extras">
    <output class="score"></output>
    <button type="button" data-do="ask" title="hide the next number until you have predicted it">ask me</button>
    <label class="folding">open <select></select></label>
    <button type="button" data-do="print" title="print one frame a page">print</button>
    <button type="button" data-do="help" aria-expanded="false" aria-label="help" title="help">?</button>
  </div></div>`;

const HELP = `<div class="help" hidden><dl>
  <div><dt><kbd>→</kbd> <kbd>←</kbd></dt><dd>next, previous frame</dd></div>
  <div><dt><kbd>Home</kbd> <kbd>End</kbd></dt><dd>first, last frame</dd></div>
  <div><dt><kbd>Space</kbd></dt><dd>play or pause</dd></div>
  <div><dt><kbd>↑</kbd> <kbd>↓</kbd></dt><dd>on a value: the one before, the one after</dd></div>
  <div><dt><kbd>?</kbd></dt><dd>this help</dd></div></dl>
  <p>Point at a value to see every path from it to the output. Drag the number of a leaf, or type one, to ask
  “what if”. The keys act on the player that has the focus.</p></div>`;

// The panel has a tabindex since it scrolls where it is full.
const PANEL = `<section class="panel" aria-label="chain rule" tabindex="0">
  <div class="step"><p class="words" role="status"></p></div>
  <form class="question" hidden><span class="asked"></span>
    <input name="guess" inputmode="decimal" autocomplete="off" aria-label="your prediction"> <button>check</button>
    <span class="signs">or its sign:
    <button type="button" value="-1" aria-label="negative">−</button>
    <button type="button" value="0" aria-label="zero">0</button>
    <button type="button" value="1" aria-label="positive">+</button></span>
    <button type="button" value="skip">skip</button></form>
  <p class="verdict"></p>
  <div class="paths" hidden></div></section>`;

const WHAT_IF = `<div class="whatif"><strong>What if?</strong> <span class="changes"></span>
  <button type="button" data-do="reset" disabled>reset</button><span class="trouble" role="alert"></span></div>`;

/** @type {(figure: HTMLElement) => Furniture} */
export function furnish(figure) {
  find(figure, ".stage").insertAdjacentHTML("afterend", CONTROLS + HELP);
  find(figure, ".beside").insertAdjacentHTML("afterbegin", PANEL);
  find(figure, ".beside").insertAdjacentHTML("afterend", WHAT_IF);
  const names = ["stage", "values", "controls", "help", "step", "paths", "words", "question", "verdict", "whatif"];
  return /** @type {any} */ (Object.fromEntries(names.map(name => [name, find(figure, `.${name}`)])));
}
