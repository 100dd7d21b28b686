// @ts-check
// The stage on a whole screen, for a room: `p`, a button, or `?stage` in the address; Escape and a button leave it.

import { find, findAll } from "./elements.js";

const settings = () => new URLSearchParams(location.search);
export const asksForStage = () => settings().has("stage");
export const hidesControls = () => settings().get("controls") === "none";

/** @type {(figure: HTMLElement, on: boolean) => void} */
function cover(figure, on) {
  for (const other of findAll(document, ".projecting")) other.classList.remove("projecting", "is-black");
  for (const leave of findAll(document, ".leave")) leave.hidden = !on || !figure.contains(leave);
  document.documentElement.classList.toggle("has-projector", on);
  figure.classList.toggle("projecting", on);
  if (!on) figure.scrollIntoView({ block: "nearest" });
}

/** @type {(player: Player, on: boolean) => void} */
export function project(player, on) {
  cover(player.figure, on);
  player.paint();
  player.stage.focus({ preventScroll: true });
}

/** @param {Player} player */
export const isProjecting = player => player.figure.classList.contains("projecting");

/** The next figure of the page, for a presenter who has come to the end of this one; the first one after none. @type {(figure: HTMLElement | null, by: number) => void} */
export function projectNext(figure, by) {
  const figures = findAll(document, ".player.is-live, [data-projects]"), next = figures[(figure ? figures.indexOf(figure) : -1) + by];
  const player = Object.values(window.chalkgrad?.players ?? {}).find(player => player.figure === next);
  if (player) return project(player, true);
  if (!next) return;
  cover(next, true);
  next.focus({ preventScroll: true });
}

/** @type {Record<string, number>} */
const WAYS = { PageDown: 1, ArrowRight: 1, PageUp: -1, ArrowLeft: -1, Escape: 0 };

/** Figures that are no players, such as networks that train, come in their turn; what in them needs an arrow keeps it. */
export function prepareOthers() {
  for (const figure of findAll(document, "[data-projects]")) {
    find(figure, ".leave").onclick = () => cover(figure, false);
    figure.addEventListener("keydown", event => {
      const { key, target } = event, by = WAYS[key];
      const isKept = event.defaultPrevented || key.startsWith("Arrow") && /** @type {Element} */ (target).matches("input, select, svg [tabindex]");
      if (isKept || by === undefined || !figure.matches(".projecting") || event.altKey || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      if (by) projectNext(figure, by);
      else cover(figure, false);
    });
  }
}
