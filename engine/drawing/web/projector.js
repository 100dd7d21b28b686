// @ts-check
// The stage on a whole screen, for a room: `p`, a button, or `?stage` in the address; Escape and a button leave it.

import { find, findAll, focusOn, setClass } from "./elements.js";

/** What the address asks for. */
export const settings = () => new URLSearchParams(location.search);
export const asksForStage = () => settings().has("stage");
export const hidesControls = () => settings().get("controls") === "none";

/** @type {(figure: HTMLElement, on: boolean) => void} */
function cover(figure, on) {
  for (const other of findAll(document, ".projecting")) other.classList.remove("projecting", "is-black");
  for (const leave of findAll(document, ".leave")) leave.hidden = !on || !figure.contains(leave);
  setClass(document.documentElement, "has-projector", on);
  setClass(figure, "projecting", on);
  if (!on) figure.scrollIntoView({ block: "nearest" });
}

/** @type {(player: Player, on: boolean) => void} */
export function project(player, on) {
  cover(player.figure, on);
  player.paint();
  focusOn(player.stage);
}

/** @param {Player} player */
export const isProjecting = player => player.figure.matches(".projecting");

/** Where a player stands, as an address: its step, how large a step is, the row of its line on the board, and whether the
 * reader had it ask. @param {Player} player */
export const linkOf = ({ name, k, grain, row, chosen }) => `#${new URLSearchParams({
  figure: name, step: String(k), ...grain !== "arrow" && { grain }, ...row && { row: String(row) }, ...chosen && { ask: chosen },
})}`;

/** The next figure of the page, for a presenter who has come to the end of this one; after none, the one that is linked
 * or the first. The address follows. @type {(figure: HTMLElement | null, by: number) => void} */
export function projectNext(figure, by) {
  const figures = findAll(document, ".player.is-live, [data-projects]"), players = Object.values(window.chalkgrad?.players ?? {});
  const next = figures[figure ? figures.indexOf(figure) + by : Math.max(0, figures.findIndex(each => `#${each.parentElement?.id}` === location.hash))];
  if (!next) return;
  const player = players.find(player => player.figure === next);
  for (const { settling } of players) clearTimeout(settling);
  if (location.protocol !== "about:") history.replaceState(null, "", player ? linkOf(player) : `#${next.parentElement?.id}`);
  if (player) return project(player, true);
  cover(next, true);
  focusOn(next);
}

const BLACK = 2;
/** @type {Record<string, number>} */
const WAYS = { PageDown: 1, ArrowRight: 1, PageUp: -1, ArrowLeft: -1, Escape: 0, b: BLACK, ".": BLACK };

/** Figures that are no players, such as networks that train, come in their turn; what in them needs a key keeps it.
 * On the projector every key is for them, whatever has the focus: a page that has just been opened lets go of it. */
export function prepareOthers() {
  for (const figure of findAll(document, "[data-projects]")) find(figure, ".leave").onclick = () => cover(figure, false);
  addEventListener("keydown", event => {
    const figure = find(document, ".projecting[data-projects]"), { key, target } = event, by = WAYS[key];
    const keeps = by === BLACK ? "input:not([type=range]), select" : key.startsWith("Arrow") ? "input, select, svg [tabindex]" : "";
    const isKept = event.defaultPrevented || keeps && /** @type {Element} */ (target).matches(keeps);
    if (isKept || by === undefined || !figure || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    if (figure.matches(".is-black") || by === BLACK) figure.classList.toggle("is-black");
    else if (!by) cover(figure, false);
    else if (!find(figure, ".ask")?.turn(by)) projectNext(figure, by); // a question takes its steps first (question.js of live figures)
  });
}
