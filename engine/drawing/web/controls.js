// @ts-check
// Moving through the steps: buttons, slider, spine, keys, autoplay, and links such as #figure=NAME&step=7.

import { find, findAll, focusOn, hit, listen, say, setClass, span } from "./elements.js";
import { icon } from "./furniture.js";
import { GRAINS, phaseOf, progressOf, stopsOf } from "./grain.js";
import { bringIn } from "./motion.js";
import { showPaths } from "./paths.js";
import { answer, askAnew, asks, hiddenIn, openField, askedAt } from "./predict.js";
import { isProjecting, linkOf, project, projectNext } from "./projector.js";
import { rowOf } from "./stage.js";
import { speak } from "./voice.js";

const SECONDS_A_STEP = 1.6;
const SETTLED = 150; // milliseconds without another step before the address follows

/** @type {Record<string, (player: Player, value?: string) => void>} */
const ACTIONS = {
  first: player => go(player, 0, true),
  previous,
  next,
  last: player => go(player, Infinity, true),
  play: player => player.timer ? pause(player) : play(player),
  grain: (player, value) => {
    const { frames, k, row, grain } = player, from = asks(player) ? frames.indexOf(hiddenIn(player)[0]) : k; // nothing is given away
    player.grain = /** @type {Grain} */ (value);
    go(player, stopsOf(player).find(stop => stop >= from) ?? 0); // the last frame is a stop of every grain
    player.row = grain === value ? row : rowOf(player, frames[from]);
    if (player.row) player.paint();
  },
  ask: player => {
    const { asking, quiz, others } = player, isNamed = quiz.size < others.size;
    player.chosen = asking ? isNamed ? "all" : "off" : isNamed ? "named" : "all";
    player.answers.clear();
    askAnew(player, asking ? { asking: isNamed, quiz: others, others: quiz } : { asking: true }, true);
    remember(player, false);
  },
  whole: player => {
    const { k, row, left, stage } = player, whole = !stage.matches(".shows-whole");
    Object.assign(player, { whole }, whole ? { left: { k, row } } : left?.k === k && { row: left.row });
    player.paint();
  },
  project: player => {
    if (!player.help.hidden) ACTIONS.help(player); // of which a room has no use
    project(player, !isProjecting(player));
  },
  escape: player => {
    if (!player.help.hidden) ACTIONS.help(player);
    else if (isProjecting(player)) project(player, false);
  },
  black: player => setClass(player.figure, "is-black", isProjecting(player) && !player.figure.matches(".is-black")),
  help: ({ help, controls }) => {
    help.hidden = !help.hidden;
    find(controls, "[data-do=help]").ariaExpanded = !help.hidden;
    help.scrollIntoView({ block: "nearest" }); // of what is hidden, nothing
  },
};

/** Where a number is asked for, the first key shows it; at the end of a figure the next key goes on to the next one. @type {Act} */
function next(player) {
  if (asks(player)) return answer(player, null);
  if (!isOver(player)) advance(player);
  else if (isProjecting(player)) projectNext(player.figure, 1);
}

/** On the projector it takes back what `next` did, so that a number that was shown is asked for once more. @type {Act} */
function previous(player) {
  const { answers, tries, k } = player, place = askedAt(player);
  if (isProjecting(player) && answers.delete(place) && asks(player)) {
    tries.delete(place);
    return moveTo(player, {});
  }
  if (turn(player, -1)) return;
  if (!k && isProjecting(player)) projectNext(player.figure, -1);
  else go(player, stopsOf(player).findLast(stop => stop < k) ?? 0);
}

/** Whether the line on the board has more equations to come. @param {Player} player */
const hasMore = ({ lineRows, row }) => lineRows.at(-1)?.index !== lineRows[row]?.index;
/** @param {Player} player */
const isOver = player => player.k === player.frames.length - 1 && !hasMore(player);

/** To the next equation of a line on the board, or to the next step. @type {Act} */
const advance = player => void (turn(player, 1) || go(player, player.k + 1));

/** Show another equation of the line on the board, if there is one. @type {(player: Player, by: number) => boolean} */
function turn(player, by) {
  const { lineRows, row } = player, at = lineRows[row]?.index, wanted = Math.min(at + by, lineRows.at(-1)?.index ?? 0);
  const to = lineRows.findIndex(({ index }) => index === wanted && index !== at);
  if (to >= 0) moveTo(player, { row: to, column: undefined });
  if (to >= 0) remember(player, false);
  return to >= 0;
}

/** @type {(player: Player, change: Partial<Player>) => void} */
function moveTo(player, change) {
  Object.assign(player, change);
  player.paint();
  if (isOver(player) || asks(player)) pause(player);
  speak(player);
}

/** Show frame k, or the end of the step that it is part of. A jump can be taken back with the browser's Back; single steps cannot fill the history.
 * @type {(player: Player, k: number, jump?: boolean) => void} */
export function go(player, k, jump = false) {
  const stop = stopsOf(player).find(each => each >= k) ?? player.frames.length - 1, isNext = stop === player.k + 1 && !jump, isBack = k === Infinity || k < player.k && !jump;
  showPaths(player, null);
  moveTo(player, { k: k > 0 ? stop : 0, row: 0, column: undefined });
  if (isBack) turn(player, Infinity);
  if (isNext) bringIn(player);
  remember(player, jump);
}

/** @type {Act} */
function play(player) {
  if (isOver(player)) go(player, 0, true);
  const pace = 1000 * SECONDS_A_STEP / Number(find(player.help, ".speed select").value);
  player.timer = setInterval(() => advance(player), pace);
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
  const { controls, frames, k, graph, stage } = player, last = frames.length - 1;
  /** @param {string} name */
  const on = name => find(controls, `[data-do=${name}]`);
  on("previous").ariaDisabled = k === 0 && !isProjecting(player);
  on("next").ariaDisabled = isOver(player) && !isProjecting(player);
  const [action, title] = player.timer ? ["pause", say("pause")] : ["play", say("play")], play = on("play");
  if (play.title !== title) Object.assign(play, { title, ariaLabel: title, innerHTML: icon(action) });
  for (const button of findAll(controls, "[data-do=grain]")) {
    button.ariaPressed = String(button.getAttribute("value") === player.grain);
  }
  on("whole").ariaPressed = stage.matches(".shows-whole");
  const { phase, done, of } = progressOf(player), slider = find(controls, ".slider"), counted = [done - Number(hasMore(player)), of];
  const told = phase === "forward" ? say("forward {0} of {1}", ...counted) : say("backward {0} of {1}", ...counted);
  slider.value = k;
  slider.ariaValueText = told;
  slider.style.setProperty("--at", `${100 * k / last}%`);
  slider.style.setProperty("--turn", `${100 * (last - graph.edges.length) / last}%`);
  find(controls, ".counter").replaceChildren(span(phase, told));
}

/** @type {Act} */
export function buildControls(player) {
  const { controls, figure } = player, slider = find(controls, ".slider");
  controls.ariaLabel = say("steps of {0}", player.name);
  slider.max = player.frames.length - 1;
  listen(slider, "input", () => go(player, Number(slider.value), true));
  listen(controls, "click", event => {
    const pressed = hit(event, "[data-do]");
    if (pressed && pressed.ariaDisabled !== "true") ACTIONS[pressed.dataset.do ?? ""](player, pressed.getAttribute("value") ?? "");
  });
  listen(player.leave, "click", () => project(player, false));
  listen(player.spineRow, "click", event => {
    const card = Number(hit(event, "[data-card]")?.dataset.card ?? NaN);
    const back = phaseOf(player.frames[player.k]) === "backward";
    const k = player.frames.findIndex(({ node, kind }) => node !== undefined && player.spine.home[node] === card && (!back || kind === "backward"));
    if (k >= 0) go(player, k, true);
    else if (card === 0) go(player, 0, true);
  });
  listen(find(player.help, ".speed select"), "change", () => {
    if (!player.timer) return;
    pause(player);
    play(player);
  });
  const hears = document.body.matches(".is-alone") ? document : figure; // after a press beside the player as well
  listen(hears, "keydown", event => onKey(player, event));
  for (const type of /** @type {const} */ (["keydown", "pointerdown"])) addEventListener(type, event => stopAt(player, event));
}

/** Any key but Tab and any press, wherever on the page, stops what plays; its own button and keys do so themselves.
 * @type {(player: Player, event: KeyboardEvent | PointerEvent) => void} */
function stopAt(player, event) {
  const { figure, controls } = player, at = hit(event, "*");
  const isOwn = controls.contains(hit(event, "[data-do=play]")) || event.defaultPrevented && figure.contains(at);
  if (player.timer && !isOwn && !("key" in event && event.key === "Tab")) pause(player);
}

/** @type {Record<string, string>} */
const KEYS = {
  ArrowRight: "next", ArrowLeft: "previous", PageDown: "next", PageUp: "previous", Home: "first", End: "last",
  " ": "play", "?": "help", f: "whole", p: "project", b: "black", ".": "black", q: "ask", Escape: "escape",
};

/** Only keys pressed inside this player, or on a page of its own, arrive here; those that a field or a button needs are left
 * to it, but for those of a clicker on the projector.
 * A question that is open has the digits, and steps are taken from its field as long as nothing is typed.
 * @type {(player: Player, event: KeyboardEvent) => void} */
function onKey(player, event) {
  const at = /** @type {Element} */ (event.target), key = event.key, grain = GRAINS[Number(key) - 1], field = openField(player);
  const leaving = at === field && (key === "Escape" || !field.value && /^(Arrow|Home|End)/.test(key));
  const typing = at.matches("input:not([type=range]), textarea, select") && !leaving;
  const pressing = [" ", "Enter"].includes(key) && at.matches("button, summary, a");
  const paged = key.startsWith("Page");
  if (paged && !isProjecting(player)) return; // outside of the projector these scroll the page
  if (typing && !paged || pressing || event.altKey || event.ctrlKey || event.metaKey) return;
  if (at === field && key === "Escape") focusOn(player.stage);
  if (field && /^([-−\d.,/]|Enter)$/.test(key)) return field.focus(); // where the key then goes on to
  if (player.timer && key !== "Tab") {
    pause(player);
    if (key === " ") return event.preventDefault();
  }
  if (["ArrowDown", "ArrowUp", "Enter"].includes(key) && !at.matches("button, summary")) player.lineKeys?.(event);
  if (!KEYS[key] && !grain) return;
  event.preventDefault();
  if (player.figure.matches(".is-black")) return ACTIONS.black(player);
  ACTIONS[grain ? "grain" : KEYS[key]](player, grain);
}

function readLink() {
  const fields = new URLSearchParams(location.hash.slice(1));
  return { name: fields.get("figure"), step: Number(fields.get("step")), row: Math.trunc(Number(fields.get("row"))) || 0, grain: fields.get("grain"), ask: fields.get("ask") };
}

/** Have the address follow; a jump can be taken back with Back. @type {(player: Player, jump: boolean) => void} */
export function remember(player, jump) {
  if (location.protocol === "about:") return; // a notebook's frame has no address of its own
  player.jumped ||= jump || readLink().name !== player.name;
  clearTimeout(player.settling);
  player.settling = setTimeout(() => {
    const link = linkOf(player);
    if (link !== location.hash) history[player.jumped ? "pushState" : "replaceState"](null, "", link);
    player.visited = true;
    player.jumped = false;
  }, SETTLED);
}

/** Go where the address says; without one for this player it stays, or goes back to where it began. @type {Act} */
export function followLink(player) {
  const { name, step, row, grain, ask } = readLink(), { quiz, others } = player;
  if (name !== player.name && !(name === null && player.visited)) return;
  clearTimeout(player.settling);
  player.visited = name !== null;
  player.grain = name === null ? player.opening : GRAINS.find(each => each === grain) ?? "arrow"; // an address without a size says a single step
  if (ask) Object.assign(player, { chosen: ask, asking: ask !== "off" }, (ask === "all") === quiz.size < others.size && { quiz: others, others: quiz });
  player.k = Math.max(0, Math.min(Math.trunc(step) || 0, player.frames.length - 1));
  Object.assign(player, { row, column: undefined });
  pause(player);
  player.paint();
  player.figure.scrollIntoView({ block: "nearest" });
}
