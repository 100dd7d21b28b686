// @ts-check
// Moving through the frames: buttons, slider, keys, autoplay, links.

import { find, hit, span } from "./elements.js";
import { readLink, remember } from "./link.js";
import { showPaths } from "./paths.js";
import { asks, askOrNot } from "./predict.js";
import { printFrames } from "./print.js";
import { counter } from "./words.js";

/** @type {Record<string, string>} */
const ICONS = {
  first: "M5 4v12M16 4l-8 6 8 6z", previous: "M14 4l-8 6 8 6z", play: "M6 3l10 7-10 7z",
  pause: "M7 4v12M13 4v12", next: "M6 4l8 6-8 6z", last: "M15 4v12M4 4l8 6-8 6z",
};
const SECONDS_A_FRAME = 1.6;

/** @param {string} name */
const icon = name => `<svg viewBox="0 0 20 20" aria-hidden="true"><path d="${ICONS[name]}"/></svg>`;
/** @type {(action: string, title: string, content: string) => string} */
const button = (action, title, content) =>
  `<button type="button" data-do="${action}" aria-label="${title}" title="${title}">${content}</button>`;

export const CONTROLS = `
  <input type="range" class="slider" min="0" value="0" aria-label="frame">
  <div class="moves">
    ${button("first", "first frame", icon("first"))}${button("previous", "previous frame", icon("previous"))}
    ${button("play", "play", icon("play"))}
    ${button("next", "next frame", icon("next"))}${button("last", "last frame", icon("last"))}
  </div>
  <output class="counter"></output>
  <label class="speed">speed <select>
    <option value="0.5">½×<option value="1" selected>1×<option value="2">2×<option value="4">4×</select></label>
  <div class="extras">
    <button type="button" data-do="ask" title="hide the next number until you have predicted it">ask me</button>
    <label class="folding">open <select></select></label>
    <button type="button" data-do="print" title="print one frame a page">print</button>
    <button type="button" data-do="help" aria-expanded="false" aria-label="help" title="help">?</button>
  </div>`;

export const HELP = `<dl>
  <div><dt><kbd>→</kbd> <kbd>←</kbd></dt><dd>next, previous frame</dd></div>
  <div><dt><kbd>Home</kbd> <kbd>End</kbd></dt><dd>first, last frame</dd></div>
  <div><dt><kbd>Space</kbd></dt><dd>play or pause</dd></div>
  <div><dt><kbd>↑</kbd> <kbd>↓</kbd></dt><dd>on a value: the one before, the one after</dd></div>
  <div><dt><kbd>?</kbd></dt><dd>this help</dd></div></dl>
  <p>Point at a value to see every path from it to the output. Drag the number of a leaf, or type one, to ask
  “what if”. The keys act on the player that has the focus.</p>`;

/** @type {Record<string, Act>} */
const ACTIONS = {
  first: player => go(player, 0, true),
  previous: player => go(player, player.k - 1),
  next: player => go(player, player.k + 1),
  last: player => go(player, player.frames.length - 1, true),
  play: player => player.timer ? pause(player) : play(player),
  ask: player => askOrNot(player),
  print: player => printFrames(player),
  help: player => toggleHelp(player),
};

/**
 * Show frame k. A jump can be taken back with the browser's Back; single steps cannot fill the history.
 * @type {(player: Player, k: number, jump?: boolean) => void}
 */
export function go(player, k, jump = false) {
  player.k = Math.max(0, Math.min(k, player.frames.length - 1));
  showPaths(player, null);
  if (player.k === player.frames.length - 1 || asks(player)) pause(player);
  player.paint();
  remember(player, jump);
}

/** @type {Act} */
function play(player) {
  if (player.k === player.frames.length - 1) go(player, 0, true);
  const pace = 1000 * SECONDS_A_FRAME / Number(find(player.controls, ".speed select").value);
  player.timer = setInterval(() => go(player, player.k + 1), pace);
  paintControls(player);
}

/** @type {Act} */
export function pause(player) {
  clearInterval(player.timer);
  player.timer = 0;
  paintControls(player);
}

/** @type {Act} */
export function paintControls(player) {
  const { controls, frames, k, graph } = player, last = frames.length - 1;
  /** @param {string} name */
  const on = name => find(controls, `[data-do=${name}]`);
  for (const name of ["first", "previous"]) on(name).setAttribute("aria-disabled", k === 0);
  for (const name of ["next", "last"]) on(name).setAttribute("aria-disabled", k === last);
  const action = player.timer ? "pause" : "play";
  if (on("play").title !== action) {
    on("play").title = action;
    on("play").setAttribute("aria-label", action);
    on("play").innerHTML = icon(action);
  }
  const [forward, backward] = counter(player), slider = find(controls, ".slider");
  const spoken = [`forward ${forward.join("/")}`, `backward ${backward.join("/")}`];
  slider.value = k;
  slider.setAttribute("aria-valuetext", `${k} of ${last}: ${spoken.join(" · ")}`);
  slider.style.setProperty("--at", `${100 * k / last}%`);
  slider.style.setProperty("--turn", `${100 * (last - graph.edges.length) / last}%`);
  find(controls, ".counter").replaceChildren(span("forward", spoken[0]), " · ", span("backward", spoken[1]));
}

/** @type {Act} */
export function buildControls(player) {
  const { controls, figure } = player, slider = find(controls, ".slider");
  slider.max = player.frames.length - 1;
  slider.addEventListener("input", () => go(player, Number(slider.value), true));
  controls.addEventListener("click", event => {
    const pressed = hit(event, "[data-do]");
    if (pressed && pressed.getAttribute("aria-disabled") !== "true") ACTIONS[pressed.dataset.do ?? ""](player);
  });
  find(controls, ".speed select").addEventListener("change", () => {
    if (!player.timer) return;
    pause(player);
    play(player);
  });
  figure.addEventListener("keydown", event => onKey(player, event));
}

/** @type {Record<string, string>} */
const KEYS = { ArrowRight: "next", ArrowLeft: "previous", Home: "first", End: "last", " ": "play", "?": "help" };

/**
 * Only keys pressed inside this player arrive here; those that a field or a button needs are left to it.
 * @type {(player: Player, event: KeyboardEvent) => void}
 */
function onKey(player, event) {
  const at = /** @type {Element} */ (event.target), action = KEYS[event.key];
  const typing = at.matches("input:not([type=range]), textarea, select");
  const pressing = event.key === " " && at.matches("button, summary, a");
  if (!action || typing || pressing || event.altKey || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  ACTIONS[action](player);
}

/** @type {Act} */
function toggleHelp(player) {
  player.help.hidden = !player.help.hidden;
  find(player.controls, "[data-do=help]").setAttribute("aria-expanded", !player.help.hidden);
}

/**
 * Go where the address says; without one for this player it stays where it is, or goes back to where it began.
 * @type {(player: Player, scroll: boolean) => void}
 */
export function followLink(player, scroll) {
  const { name, step } = readLink();
  if (name !== player.name && !(name === null && player.visited)) return;
  clearTimeout(player.settling);
  player.visited = name !== null;
  player.k = Math.max(0, Math.min(Math.trunc(step) || 0, player.frames.length - 1));
  pause(player);
  player.paint();
  if (scroll) player.figure.scrollIntoView({ block: "nearest" });
}
