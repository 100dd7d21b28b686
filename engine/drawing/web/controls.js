// @ts-check
// Moving through the frames: buttons, slider, keys, autoplay, and links such as #figure=NAME&step=7.

import { find, hit, span } from "./elements.js";
import { icon } from "./furniture.js";
import { showPaths } from "./paths.js";
import { asks } from "./predict.js";
import { printFrames } from "./print.js";
import { counter } from "./words.js";

const SECONDS_A_FRAME = 1.6;
const SETTLED = 150; // milliseconds without another step before the address follows

/** @type {Record<string, Act>} */
const ACTIONS = {
  first: player => go(player, 0, true),
  previous: player => go(player, player.k - 1),
  next: player => go(player, player.k + 1),
  last: player => go(player, player.frames.length - 1, true),
  play: player => player.timer ? pause(player) : play(player),
  ask: player => {
    player.asking = !player.asking;
    player.answers.clear();
    player.paint();
  },
  print: printFrames,
  help: ({ help, controls }) => {
    help.hidden = !help.hidden;
    find(controls, "[data-do=help]").setAttribute("aria-expanded", !help.hidden);
  },
};

/** Show frame k. A jump can be taken back with the browser's Back; single steps cannot fill the history.
 * @type {(player: Player, k: number, jump?: boolean) => void} */
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
  const action = player.timer ? "pause" : "play", play = on("play");
  if (play.title !== action) Object.assign(play, { title: action, ariaLabel: action, innerHTML: icon(action) });
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
  controls.setAttribute("aria-label", `steps of ${player.name}`);
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

/** Only keys pressed inside this player arrive here; those that a field or a button needs are left to it.
 * @type {(player: Player, event: KeyboardEvent) => void} */
function onKey(player, event) {
  const at = /** @type {Element} */ (event.target), action = KEYS[event.key];
  const typing = at.matches("input:not([type=range]), textarea, select");
  const pressing = event.key === " " && at.matches("button, summary, a");
  if (!action || typing || pressing || event.altKey || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  ACTIONS[action](player);
}

function readLink() {
  const fields = new URLSearchParams(location.hash.slice(1));
  return { name: fields.get("figure"), step: Number(fields.get("step")) };
}

/** Have the address follow; a jump can be taken back with Back. @type {(player: Player, jump: boolean) => void} */
export function remember(player, jump) {
  if (location.protocol === "about:") return; // a notebook's frame has no address of its own
  player.jumped ||= jump || readLink().name !== player.name;
  clearTimeout(player.settling);
  player.settling = setTimeout(() => {
    const link = `#${new URLSearchParams({ figure: player.name, step: String(player.k) })}`;
    if (link !== location.hash) history[player.jumped ? "pushState" : "replaceState"](null, "", link);
    player.visited = true;
    player.jumped = false;
  }, SETTLED);
}

/** Go where the address says; without one for this player it stays, or goes back to where it began. @type {Act} */
export function followLink(player) {
  const { name, step } = readLink();
  if (name !== player.name && !(name === null && player.visited)) return;
  clearTimeout(player.settling);
  player.visited = name !== null;
  player.k = Math.max(0, Math.min(Math.trunc(step) || 0, player.frames.length - 1));
  pause(player);
  player.paint();
  player.figure.scrollIntoView({ block: "nearest" });
}
